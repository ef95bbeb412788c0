//! Everything in which the two databases differ, and nothing else: how a connection is opened, a transaction begun, a row locked, a job
//! claimed, and what their failures mean. No other file asks which database it is.

pub mod copies;

use crate::config::{Database, make_private_folder};
use crate::domain::time::Timestamp;
use crate::error::{Context, Error, Result};
use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::migration::MigrationSource;
use diesel::prelude::*;
use diesel::r2d2::R2D2Connection;
use diesel::result::DatabaseErrorKind;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use std::path::{Path, PathBuf};

/// One connection, to either database. Queries are written once against it.
#[derive(diesel::MultiConnection)]
pub enum AnyConn {
    Postgres(diesel::PgConnection),
    Sqlite(diesel::SqliteConnection),
}

/// Runs one expression on the connection inside: for statements that compile for each database, but not for both at once.
macro_rules! per_backend {
    ($conn:expr, $inner:ident => $body:expr) => {
        match $conn {
            $crate::db::dialect::AnyConn::Postgres($inner) => $body,
            $crate::db::dialect::AnyConn::Sqlite($inner) => $body,
        }
    };
}
pub(crate) use per_backend;

const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");
const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");

const POSTGRES_TIMEOUTS: &str = "SET statement_timeout = '30s'; SET lock_timeout = '5s'";

/// An arbitrary number that all nodes agree on, so that one of them migrates at a time.
const MIGRATION_LOCK: i64 = 7_141_202_611;

/// Which database, and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    Sqlite(PathBuf),
    Postgres(String),
}

impl Target {
    /// What the settings name. The folder of a SQLite file is made where it is missing: nobody else may look into it.
    pub fn of(database: &Database) -> Result<Self> {
        match database {
            Database::Sqlite(path) => {
                if let Some(folder) = path.parent() {
                    make_private_folder(folder).context("making the folder of the database")?;
                }
                Ok(Self::Sqlite(path.clone()))
            }
            Database::Postgres(url) => Ok(Self::Postgres(impatient(url.expose()))),
        }
    }

    /// The address at which other nodes can be heard; `None` where there can be no other.
    pub fn heard_at(&self) -> Option<&str> {
        match self {
            Self::Sqlite(_) => None,
            Self::Postgres(url) => Some(url),
        }
    }

    /// SQLite has one writer at a time; more connections would only wait inside the database, where waiting is unfair.
    pub fn writing_connections(&self) -> u32 {
        match self {
            Self::Sqlite(_) => 1,
            Self::Postgres(_) => 8,
        }
    }
}

/// libpq waits for ever by default: to connect, and for an answer on a line that was cut without a word. What the operator's address says
/// of these wins.
fn impatient(url: &str) -> String {
    const WAITS: &[(&str, &str)] = &[
        ("connect_timeout", "3"),
        ("tcp_user_timeout", "10000"),
        ("keepalives_idle", "5"),
        ("keepalives_interval", "5"),
        ("keepalives_count", "3"),
        ("application_name", "commonshelf"),
    ];
    let mut url = url.to_owned();
    for (name, value) in WAITS.iter().filter(|(name, _)| !url.contains(&format!("{name}="))).collect::<Vec<_>>() {
        url.push(if url.contains('?') { '&' } else { '?' });
        url.push_str(&format!("{name}={value}"));
    }
    url
}

impl diesel::r2d2::ManageConnection for Target {
    type Connection = AnyConn;
    type Error = diesel::r2d2::Error;

    fn connect(&self) -> std::result::Result<AnyConn, Self::Error> {
        let connection = match self {
            Self::Sqlite(path) => {
                let mut inner = SqliteConnection::establish(&path.to_string_lossy()).map_err(diesel::r2d2::Error::ConnectionError)?;
                // FULL: an acknowledged write survives a power loss. Writers queue on our side, so a busy database is rare; five seconds covers it.
                // What was deleted is overwritten: a purge leaves nothing in free pages.
                inner
                    .batch_execute(
                        "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
                         PRAGMA secure_delete = ON;",
                    )
                    .map_err(diesel::r2d2::Error::QueryError)?;
                AnyConn::Sqlite(inner)
            }
            Self::Postgres(url) => {
                let mut inner = PgConnection::establish(url).map_err(diesel::r2d2::Error::ConnectionError)?;
                inner
                    .batch_execute(&format!("SET TIME ZONE 'UTC'; SET synchronous_commit = on; {POSTGRES_TIMEOUTS}"))
                    .map_err(diesel::r2d2::Error::QueryError)?;
                AnyConn::Postgres(inner)
            }
        };
        Ok(connection)
    }

    /// Asked before each use, so it costs no way to the server and back: a look at the socket tells whether that has hung up. It takes two, for
    /// the first may find the server's parting words.
    fn is_valid(&self, connection: &mut AnyConn) -> std::result::Result<(), Self::Error> {
        match connection {
            AnyConn::Postgres(inner) => {
                let looks = (0..2).try_for_each(|_| inner.notifications_iter().next().transpose().map(drop));
                looks.map_err(diesel::r2d2::Error::QueryError)
            }
            AnyConn::Sqlite(_) => Ok(()),
        }
    }

    fn has_broken(&self, connection: &mut AnyConn) -> bool {
        connection.is_broken()
    }
}

type Manager = <AnyConn as diesel::Connection>::TransactionManager;

/// Begins a transaction that will write. SQLite takes its write lock now: a lock taken later can't be waited for and would fail at once.
pub fn begin_write(connection: &mut AnyConn) -> QueryResult<()> {
    match connection {
        AnyConn::Postgres(inner) => AnsiTransactionManager::begin_transaction(inner),
        AnyConn::Sqlite(inner) => AnsiTransactionManager::begin_transaction_sql(inner, "BEGIN IMMEDIATE"),
    }
}

/// Begins a transaction that sees one state of the database until it ends.
pub fn begin_read(connection: &mut AnyConn) -> QueryResult<()> {
    match connection {
        AnyConn::Postgres(inner) => {
            AnsiTransactionManager::begin_transaction_sql(inner, "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        }
        AnyConn::Sqlite(inner) => AnsiTransactionManager::begin_transaction_sql(inner, "BEGIN"),
    }
}

pub fn commit(connection: &mut AnyConn) -> QueryResult<()> {
    Manager::commit_transaction(connection)
}

pub fn roll_back(connection: &mut AnyConn) -> QueryResult<()> {
    Manager::rollback_transaction(connection)
}

/// Locks one row until the transaction ends. On SQLite a writing transaction holds everything already.
pub fn lock_row(connection: &mut AnyConn, table: &'static str, id: &str) -> QueryResult<()> {
    lock_row_by(connection, table, "id", id)
}

/// As [`lock_row`], where the key has another name.
pub fn lock_row_by(connection: &mut AnyConn, table: &'static str, key: &'static str, id: &str) -> QueryResult<()> {
    match connection {
        AnyConn::Postgres(inner) => {
            diesel::sql_query(format!("SELECT 1 FROM {table} WHERE {key} = $1 FOR UPDATE"))
                .bind::<diesel::sql_types::Text, _>(id)
                .execute(inner)?;
        }
        AnyConn::Sqlite(_) => {}
    }
    Ok(())
}

/// Ends a statement that picks jobs to lease: rows that another node is about to lease are passed over.
pub fn skip_locked(connection: &AnyConn) -> &'static str {
    match connection {
        AnyConn::Postgres(_) => "FOR UPDATE SKIP LOCKED",
        AnyConn::Sqlite(_) => "",
    }
}

/// Brings the schema to this version. A schema that knows migrations which this program does not is refused: it is newer.
pub fn migrate(connection: &mut AnyConn) -> Result<usize> {
    match connection {
        AnyConn::Postgres(inner) => {
            // A migration takes the time it takes, and so does waiting for that of another node.
            let begin = format!("SET statement_timeout = 0; SET lock_timeout = 0; SELECT pg_advisory_lock({MIGRATION_LOCK})");
            inner.batch_execute(&begin).context("waiting to migrate")?;
            let done = refuse_newer(inner, POSTGRES).and_then(|()| run(inner, POSTGRES));
            let end = format!("SELECT pg_advisory_unlock({MIGRATION_LOCK}); {POSTGRES_TIMEOUTS}");
            inner.batch_execute(&end).context("ending the migration")?;
            done
        }
        AnyConn::Sqlite(inner) => refuse_newer(inner, SQLITE).and_then(|()| run(inner, SQLITE)),
    }
}

/// How many migrations are still to run.
pub fn pending_migrations(connection: &mut AnyConn) -> Result<usize> {
    let pending = match connection {
        AnyConn::Postgres(inner) => inner.pending_migrations(POSTGRES).map(|pending| pending.len()),
        AnyConn::Sqlite(inner) => inner.pending_migrations(SQLITE).map(|pending| pending.len()),
    };
    pending.context("reading the schema's version")
}

fn run<DB: diesel::backend::Backend>(inner: &mut impl MigrationHarness<DB>, known: EmbeddedMigrations) -> Result<usize>
where
    EmbeddedMigrations: MigrationSource<DB>,
{
    inner.run_pending_migrations(known).map(|done| done.len()).context("migrating the database")
}

fn refuse_newer<DB: diesel::backend::Backend>(inner: &mut impl MigrationHarness<DB>, known: EmbeddedMigrations) -> Result<()>
where
    EmbeddedMigrations: MigrationSource<DB>,
{
    let known = MigrationSource::<DB>::migrations(&known).context("reading the migrations of this program")?;
    let applied = inner.applied_migrations().context("reading the schema's version")?;
    match applied.into_iter().find(|version| !known.iter().any(|migration| migration.name().version() == *version)) {
        None => Ok(()),
        Some(version) => Err(Error::conflict(
            "newer_schema",
            format!(
                "The database was made by a newer Commonshelf (its schema has {version}, which this program does not know). Start that newer version."
            ),
        )),
    }
}

/// A consistent copy of a SQLite file that holds something and is about to be migrated, made by SQLite itself. PostgreSQL is copied by its
/// own tools.
pub fn snapshot_before_migrating(connection: &mut AnyConn, folder: &Path, name: &str) -> Result<()> {
    let is_new = super::changes::head(connection).is_err();
    if is_new || pending_migrations(connection)? == 0 {
        return Ok(());
    }
    let AnyConn::Sqlite(inner) = connection else { return Ok(()) };
    make_private_folder(folder).context("making the folder for snapshots")?;
    let path = folder.join(name).to_string_lossy().replace('\'', "''");
    inner.batch_execute(&format!("VACUUM INTO '{path}'")).context("copying the database before migrating it")
}

#[derive(diesel::QueryableByName)]
struct Setting {
    #[diesel(sql_type = diesel::sql_types::Text)]
    value: String,
}

/// How this connection commits: `synchronous = 2` (FULL) or `synchronous_commit = on` is what an acknowledged write stands on.
pub fn durability(connection: &mut AnyConn) -> Result<String> {
    let (name, query) = match connection {
        AnyConn::Postgres(_) => ("synchronous_commit", "SELECT current_setting('synchronous_commit') AS value"),
        AnyConn::Sqlite(_) => ("synchronous", "SELECT CAST(synchronous AS TEXT) AS value FROM pragma_synchronous"),
    };
    let setting: Setting = diesel::sql_query(query).get_result(connection)?;
    Ok(format!("{name} = {}", setting.value))
}

/// Settings of the database server under which acknowledged writes may be lost, or its failures not be understood; each with what to do.
pub fn advice(connection: &mut AnyConn) -> Result<Vec<String>> {
    let AnyConn::Postgres(inner) = connection else { return Ok(Vec::new()) };
    let mut advice = Vec::new();
    for name in ["fsync", "full_page_writes"] {
        let setting: Setting = diesel::sql_query(format!("SELECT current_setting('{name}') AS value")).get_result(inner)?;
        if setting.value != "on" {
            advice.push(format!("PostgreSQL runs with {name} = {}: a power loss may destroy the library. Set it to on.", setting.value));
        }
    }
    let messages: Setting = diesel::sql_query("SELECT current_setting('lc_messages') AS value").get_result(inner)?;
    if !(messages.value.starts_with("en") || matches!(messages.value.as_str(), "" | "C" | "C.UTF-8" | "POSIX")) {
        let message =
            "PostgreSQL words its errors in another language than English, in which some can't be told apart. Set lc_messages = 'C'.";
        advice.push(message.to_owned());
    }
    Ok(advice)
}

/// What time it is where the database is; none for SQLite, which is here.
pub fn clock(connection: &mut AnyConn) -> Result<Option<Timestamp>> {
    let AnyConn::Postgres(inner) = connection else { return Ok(None) };
    let now = diesel::select(diesel::dsl::sql::<diesel::sql_types::Timestamp>("clock_timestamp()::timestamp"));
    Ok(Some(now.get_result(inner)?))
}

/// Whether the pages of a SQLite file are sound: what is wrong, a line each. PostgreSQL has tools of its own.
pub fn damages(connection: &mut AnyConn) -> Result<Vec<String>> {
    let AnyConn::Sqlite(inner) = connection else { return Ok(Vec::new()) };
    let lines = match diesel::sql_query("SELECT integrity_check AS value FROM pragma_integrity_check").load::<Setting>(inner) {
        Ok(lines) => lines,
        // Too damaged for the check itself.
        Err(failure) if matches!(classify(&failure), Failure::Broken(_)) => return Ok(vec![failure.to_string()]),
        Err(failure) => return Err(failure.into()),
    };
    Ok(lines.into_iter().map(|line| line.value).filter(|line| line != "ok").collect())
}

/// Lets go of older states of what was deleted, as far as they are this program's to hold: SQLite's log keeps them until it is emptied. PostgreSQL
/// keeps deleted rows in its pages until others are written over them, also after a plain VACUUM, and in its log until that is recycled. Rewriting
/// the tables (`VACUUM (FULL, ANALYZE)`) locks each of them for as long as it takes, so that is left to the operator, who is told in the README.
pub fn forget_deleted(connection: &mut AnyConn) -> Result<()> {
    match connection {
        AnyConn::Postgres(_) => Ok(()),
        AnyConn::Sqlite(inner) => {
            let done: Checkpoint = diesel::sql_query("PRAGMA wal_checkpoint(TRUNCATE)").get_result(inner)?;
            if done.busy == 0 {
                return Ok(());
            }
            // Somebody reads an older state; in a moment nobody does.
            let message = "The log of the database could not be emptied while others read it.".to_owned();
            Err(Error::Unavailable { code: "database_busy", message, retry_after_seconds: 2 })
        }
    }
}

#[derive(diesel::QueryableByName)]
struct Checkpoint {
    #[diesel(sql_type = diesel::sql_types::Integer)]
    busy: i32,
}

/// What a failure of the database asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Two transactions crossed; the same work done again will pass.
    Retry,
    /// A lock or a connection could not be had in time.
    Busy,
    Unique,
    /// The connection is dead: the server stopped, or the network between.
    Unreachable,
    /// Its disk is full.
    Full,
    /// Its machine fails; with what an admin can do.
    Broken(&'static str),
    Other,
}

/// The words of either database that tell failures apart where diesel has no kind for them, in small letters. (PostgreSQL's in English.)
const WORDS: &[(&str, Failure)] = &[
    ("deadlock detected", Failure::Retry),
    ("lock timeout", Failure::Busy),
    ("statement timeout", Failure::Busy),
    ("database is locked", Failure::Busy),
    ("database table is locked", Failure::Busy),
    ("terminating connection", Failure::Unreachable),
    ("server closed the connection", Failure::Unreachable),
    ("the database system is", Failure::Unreachable),
    ("database or disk is full", Failure::Full),
    ("no space left on device", Failure::Full),
    ("disk quota exceeded", Failure::Full),
    ("disk i/o error", Failure::Broken("look at the disk of the database and its system's log")),
    ("input/output error", Failure::Broken("look at the disk of the database and its system's log")),
    ("could not read block", Failure::Broken("look at the disk of the database; if it is damaged, restore the library from a backup")),
    ("invalid page in block", Failure::Broken("the database is damaged: stop the server and restore the library from a backup")),
    ("disk image is malformed", Failure::Broken("the database is damaged: run `commonshelf check`, and restore the library from a backup")),
    ("file is not a database", Failure::Broken("the database is damaged: stop the server and restore the library from a backup")),
    ("unable to open database file", Failure::Broken("correct the owner and the mode of the database's folder, or free file handles")),
    ("readonly database", Failure::Broken("the database is read-only: correct the owner and the mode of its file and folder")),
    ("read-only transaction", Failure::Broken("the database is read-only: name the primary server in database_url")),
];

pub fn classify(error: &diesel::result::Error) -> Failure {
    use diesel::result::Error as E;
    match error {
        E::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => Failure::Retry,
        E::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => Failure::Unique,
        E::DatabaseError(DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand, _) | E::BrokenTransactionManager => {
            Failure::Unreachable
        }
        E::DatabaseError(_, info) => by_words(info.message()),
        E::RollbackErrorOnCommit { commit_error, .. } => classify(commit_error),
        _ => Failure::Other,
    }
}

fn by_words(message: &str) -> Failure {
    let message = message.to_lowercase();
    WORDS.iter().find(|(words, _)| message.contains(words)).map_or(Failure::Other, |(_, failure)| *failure)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn nobody_else_may_look_into_the_folder_of_the_database() {
        let folder = tempfile::tempdir().unwrap();
        let library = folder.path().join("library");

        Target::of(&Database::Sqlite(library.join("commonshelf.sqlite"))).unwrap();

        assert_eq!(library.metadata().unwrap().permissions().mode() & 0o777, 0o700);
    }
}
