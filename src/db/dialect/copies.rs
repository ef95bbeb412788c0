//! How a whole database is copied while it is in use, and how a copy becomes a database again. SQLite copies itself into a file of its own
//! kind; PostgreSQL is written down as SQL ([`super::super::dump`]), since nothing may need to be installed beside this program.

use super::{AnyConn, SQLITE, Target, begin_read, begin_write, commit, roll_back};
use crate::db::{dump, tombstones};
use crate::error::{Context, Error, Result};
use diesel::connection::SimpleConnection;
use diesel::migration::{Migration, MigrationSource};
use diesel::prelude::*;
use diesel::r2d2::ManageConnection;
use diesel::sql_types::{BigInt, Text};
use std::path::Path;

/// What a copy holds, read from the copy or from the state that was copied.
pub struct Copied {
    /// The last change of the feed.
    pub head: i64,
    /// The newest migration.
    pub schema: String,
    /// Every blob and its size in bytes, in the order of the hashes.
    pub blobs: Vec<(String, u64)>,
    pub purged: Vec<tombstones::Tombstone>,
}

#[derive(QueryableByName)]
pub(in crate::db) struct TextRow {
    #[diesel(sql_type = Text)]
    pub text: String,
}

#[derive(QueryableByName)]
struct CountRow {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

impl Target {
    /// `sqlite` or `postgres`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "sqlite",
            Self::Postgres(_) => "postgres",
        }
    }

    /// What a copy of this database is called.
    pub fn copy_name(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "database.sqlite",
            Self::Postgres(_) => "database.sql",
        }
    }

    /// Whether nothing is there yet.
    pub fn is_empty(&self) -> Result<bool> {
        match self {
            Self::Sqlite(path) => Ok(!path.try_exists().context("looking for the database")?),
            Self::Postgres(_) => {
                let mut connection = self.connect().context("connecting to the database")?;
                let tables = "SELECT count(*) AS count FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'";
                let CountRow { count } = diesel::sql_query(tables).get_result(&mut connection)?;
                Ok(count == 0)
            }
        }
    }

    /// Loads a copy. On PostgreSQL it is in place then, in one transaction; on SQLite it is a file in `scratch`, which [`Self::settle`] puts in
    /// place when all else is done. Gives where it is.
    pub fn load(&self, copy: &Path, scratch: &Path) -> Result<Self> {
        match self {
            Self::Sqlite(_) => {
                let path = scratch.join(self.copy_name());
                std::fs::copy(copy, &path).context("copying the database out of the backup")?;
                Ok(Self::Sqlite(path))
            }
            Self::Postgres(_) => {
                let mut connection = self.connect().context("connecting to the database")?;
                begin_write(&mut connection)?;
                match dump::load(&mut connection, copy) {
                    Ok(()) => commit(&mut connection)?,
                    Err(failure) => {
                        roll_back(&mut connection)?;
                        return Err(failure);
                    }
                }
                Ok(self.clone())
            }
        }
    }

    /// Puts what [`Self::load`] made, and what was done to it since, in its place: whole, and without anything that was deleted in it.
    pub fn settle(&self, loaded: &Self) -> Result<()> {
        match (self, loaded) {
            (Self::Sqlite(path), Self::Sqlite(_)) => {
                let mut connection = loaded.connect().context("opening the restored database")?;
                copy(&mut connection, path).map(drop)
            }
            _ => Ok(()),
        }
    }

    /// A new, empty database on the same server, for a trial. `None` where there is none to be had: SQLite has no server, and the role may not be
    /// allowed to make one.
    pub fn make_beside(&self, name: &str) -> Result<Option<Self>> {
        let Self::Postgres(url) = self else { return Ok(None) };
        let mut connection = self.connect().context("connecting to the database")?;
        if let Err(cause) = diesel::sql_query(format!("CREATE DATABASE {name} TEMPLATE template0")).execute(&mut connection) {
            tracing::info!(%cause, "no database could be made for the trial");
            return Ok(None);
        }
        let mut url = url::Url::parse(url).context("reading the address of the database")?;
        url.set_path(name);
        Ok(Some(Self::Postgres(url.into())))
    }

    /// Removes what [`Self::make_beside`] made.
    pub fn drop_beside(&self, name: &str) -> Result<()> {
        let mut connection = self.connect().context("connecting to the database")?;
        diesel::sql_query(format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).execute(&mut connection)?;
        Ok(())
    }

    /// As the settings name it.
    pub fn to_setting(&self) -> crate::config::Database {
        match self {
            Self::Sqlite(path) => crate::config::Database::Sqlite(path.clone()),
            Self::Postgres(url) => crate::config::Database::Postgres(crate::config::Secret::new(url)),
        }
    }
}

/// Copies one consistent state of the database into a new file, durably, while others read and write.
pub fn copy(connection: &mut AnyConn, path: &Path) -> Result<Copied> {
    let copied = match connection {
        AnyConn::Sqlite(inner) => {
            let quoted = path.to_string_lossy().replace('\'', "''");
            inner.batch_execute(&format!("VACUUM INTO '{quoted}'")).context("copying the database")?;
            let copy = SqliteConnection::establish(&path.to_string_lossy()).context("opening the copy of the database")?;
            look_into(&mut AnyConn::Sqlite(copy))?
        }
        AnyConn::Postgres(_) => {
            begin_read(connection)?;
            let copied = dump::write(connection, path).and_then(|()| look_into(connection));
            roll_back(connection)?;
            copied?
        }
    };
    let file = std::fs::File::options().append(true).open(path).context("opening the copy of the database")?;
    file.sync_all().context("writing the copy of the database")?;
    Ok(copied)
}

fn look_into(c: &mut AnyConn) -> Result<Copied> {
    use crate::db::schema::blobs;
    let schema = "SELECT max(version) AS text FROM __diesel_schema_migrations";
    let TextRow { text: schema } = diesel::sql_query(schema).get_result(c)?;
    let rows: Vec<(String, i64)> = blobs::table.order(blobs::sha256).select((blobs::sha256, blobs::size_bytes)).load(c)?;
    let blobs = rows.into_iter().map(|(sha256, size)| (sha256, u64::try_from(size).unwrap_or_default())).collect();
    Ok(Copied { head: crate::db::changes::head(c)?, schema, blobs, purged: tombstones::list(c)? })
}

/// Whether this program has a migration of this version; it can open what has no newer one.
pub fn knows_schema(version: &str) -> Result<bool> {
    let known = MigrationSource::<diesel::sqlite::Sqlite>::migrations(&SQLITE).context("reading the migrations of this program")?;
    Ok(known.iter().any(|migration| migration.name().version().to_string() == version))
}

/// A file that is no copy of ours, in words.
pub(in crate::db) fn damaged(path: &Path, what: &str) -> Error {
    Error::conflict("damaged_backup", format!("{} is no whole copy of a database ({what}); take another backup", path.display()))
}
