//! The two schemas say the same, compared from what each database itself knows of its tables, and connections keep the promises of the data.

use crate::support::app::TestApp;
use crate::support::postgres;
use commonshelf::db::memberships::{self, MembershipRow};
use commonshelf::db::{AnyConn, dialect};
use commonshelf::domain::ids::{OrganizationId, UserId};
use commonshelf::domain::words::MembershipRole;
use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl, SqliteConnection, sql_query, sql_types};
use std::collections::BTreeSet;

/// Tables, columns with their types, constraints and indexes, one line each, in the words that both databases share.
type Schema = BTreeSet<String>;

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = sql_types::Text)]
    line: String,
}

const SQLITE_COLUMNS: &str = "
    SELECT t.name || '.' || c.name || ' ' || lower(c.type) || CASE WHEN c.\"notnull\" THEN ' not null' ELSE '' END || coalesce(' default ' || c.dflt_value, '') AS line
    FROM sqlite_schema t JOIN pragma_table_xinfo(t.name) c WHERE t.type = 'table'";
const SQLITE_KEYS: &str = "
    SELECT t.name || ' PRIMARY KEY (' || group_concat(c.name, ', ' ORDER BY c.pk) || ')' AS line
    FROM sqlite_schema t JOIN pragma_table_xinfo(t.name) c WHERE t.type = 'table' AND c.pk > 0 GROUP BY t.name
    UNION ALL
    SELECT t.name || ' UNIQUE (' || group_concat(c.name, ', ' ORDER BY c.seqno) || ')'
    FROM sqlite_schema t JOIN pragma_index_list(t.name) i JOIN pragma_index_info(i.name) c WHERE t.type = 'table' AND i.origin = 'u' GROUP BY t.name, i.name
    UNION ALL
    SELECT t.name || ' FOREIGN KEY (' || group_concat(k.\"from\", ', ' ORDER BY k.seq) || ') REFERENCES ' || k.\"table\" || '(' || group_concat(k.\"to\", ', ' ORDER BY k.seq) || ')'
        || CASE WHEN k.on_update = 'NO ACTION' THEN '' ELSE ' ON UPDATE ' || k.on_update END
        || CASE WHEN k.on_delete = 'NO ACTION' THEN '' ELSE ' ON DELETE ' || k.on_delete END
    FROM sqlite_schema t JOIN pragma_foreign_key_list(t.name) k WHERE t.type = 'table' GROUP BY t.name, k.id";
const SQLITE_INDEXES: &str = "SELECT sql AS line FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL";
/// SQLite knows checks only as the text of their table.
const SQLITE_TABLES: &str = "SELECT name || ' ' || sql AS line FROM sqlite_schema WHERE type = 'table'";

const POSTGRES_COLUMNS: &str = "
    SELECT table_name || '.' || column_name || ' ' || CASE data_type WHEN 'timestamp without time zone' THEN 'timestamp' WHEN 'bytea' THEN 'blob' ELSE data_type END
        || CASE is_nullable WHEN 'NO' THEN ' not null' ELSE '' END || coalesce(' default ' || column_default, '') AS line
    FROM information_schema.columns WHERE table_schema = 'public'";
const POSTGRES_CONSTRAINTS: &str = "
    SELECT conrelid::regclass || ' ' || pg_get_constraintdef(oid) AS line
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype IN ('p', 'u', 'f', 'c')";
/// Those that stand for a constraint are told by it.
const POSTGRES_INDEXES: &str = "
    SELECT replace(replace(pg_get_indexdef(indexrelid), 'public.', ''), ' USING btree', '') AS line
    FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
    WHERE relnamespace = 'public'::regnamespace AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u'))";
/// Text that stands for a row, wherever it stands.
const POSTGRES_UNSORTED_IDS: &str = "
    SELECT table_name || '.' || column_name AS line FROM information_schema.columns
    WHERE table_schema = 'public' AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C' AND column_name ~ '(^id|_id|_by|sha256)$'";

fn sqlite_schema(connection: &mut SqliteConnection) -> Schema {
    let mut lines = |sql: &str| sql_query(sql).load::<Line>(connection).unwrap().into_iter().map(|row| row.line);
    let checks = lines(SQLITE_TABLES).flat_map(|table| checks(&table)).collect::<Vec<_>>();
    schema(lines(SQLITE_COLUMNS).chain(lines(SQLITE_KEYS)).chain(lines(SQLITE_INDEXES)).chain(checks))
}

fn postgres_schema(connection: &mut PgConnection) -> Schema {
    let mut lines = |sql: &str| sql_query(sql).load::<Line>(connection).unwrap().into_iter().map(|row| row.line);
    schema(lines(POSTGRES_COLUMNS).chain(lines(POSTGRES_CONSTRAINTS)).chain(lines(POSTGRES_INDEXES)))
}

/// The table of diesel's own is not ours to compare.
fn schema(lines: impl Iterator<Item = String>) -> Schema {
    lines.filter(|line| !line.contains("__diesel_schema_migrations")).map(|line| plain(&line)).collect()
}

/// PostgreSQL tells a condition in its own words, with more parentheses and quotes: `IN ('a')` is `= ANY (ARRAY['a'::text])`.
fn plain(line: &str) -> String {
    let shared = line.replace("<> ALL", "NOT IN").replace("= ANY", "IN").replace("ARRAY", "").replace("::text", "");
    let spaced: String = shared.chars().map(|c| if matches!(c, '(' | ')' | '[' | ']' | ',' | '"') { ' ' } else { c }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `users CHECK (…)` for each check in `users CREATE TABLE …`.
fn checks(table: &str) -> Vec<String> {
    let name = table.split(' ').next().unwrap();
    let mut found = Vec::new();
    for (start, _) in table.match_indices("CHECK (") {
        let mut depth = 0;
        let end = table[start..].find(|c| {
            depth += i32::from(c == '(') - i32::from(c == ')');
            c == ')' && depth == 0
        });
        found.push(format!("{name} {}", &table[start..start + end.unwrap()]));
    }
    found
}

fn migrated_sqlite() -> SqliteConnection {
    let mut connection = AnyConn::Sqlite(SqliteConnection::establish(":memory:").unwrap());
    dialect::migrate(&mut connection).unwrap();
    let AnyConn::Sqlite(connection) = connection else { unreachable!() };
    connection
}

fn migrated_postgres(database: &postgres::Database) -> PgConnection {
    let mut connection = AnyConn::Postgres(PgConnection::establish(&database.url()).unwrap());
    dialect::migrate(&mut connection).unwrap();
    let AnyConn::Postgres(connection) = connection else { unreachable!() };
    connection
}

/// What only one of them has: `sqlite: …`, `postgres: …`.
fn differences(sqlite: &Schema, postgres: &Schema) -> Vec<String> {
    let only = |name: &str, one: &Schema, other: &Schema| one.difference(other).map(|line| format!("{name}: {line}")).collect::<Vec<_>>();
    [only("sqlite", sqlite, postgres), only("postgres", postgres, sqlite)].concat()
}

#[test]
fn the_two_databases_have_the_same_schema() {
    let database = postgres::database();

    let (sqlite, postgres) = (sqlite_schema(&mut migrated_sqlite()), postgres_schema(&mut migrated_postgres(&database)));

    assert!(differences(&sqlite, &postgres).is_empty(), "{:#?}", differences(&sqlite, &postgres));
    // The comparison saw something of each sort.
    for line in [
        "users.password_hash text",
        "memberships PRIMARY KEY user_id organization_id",
        "editions UNIQUE resource_id number",
        "files FOREIGN KEY blob_sha256 REFERENCES blobs sha256",
        "users CHECK role IN 'user' 'reviewer' 'admin'",
        "CREATE UNIQUE INDEX decisions_pending ON decisions submission_id WHERE carried_out_at IS NULL AND undone_at IS NULL",
    ] {
        assert!(sqlite.contains(line), "no {line} in {sqlite:#?}");
    }
}

#[test]
fn a_difference_between_the_schemas_of_any_sort_is_seen() {
    let (sqlite, database) = (sqlite_schema(&mut migrated_sqlite()), postgres::database());
    let mut postgres = migrated_postgres(&database);

    for planted in [
        "CREATE TABLE shelves (id TEXT)",
        "ALTER TABLE users ADD COLUMN nickname TEXT",
        "ALTER TABLE users DROP COLUMN last_login_at",
        "ALTER TABLE users ALTER COLUMN name DROP NOT NULL",
        "ALTER TABLE users ALTER COLUMN name SET DEFAULT ''",
        "ALTER TABLE users ALTER COLUMN version TYPE INTEGER",
        "ALTER TABLE users DROP CONSTRAINT users_folded_email_key",
        "ALTER TABLE users DROP CONSTRAINT users_role_check",
        "ALTER TABLE relations DROP CONSTRAINT relations_pkey",
        "ALTER TABLE files DROP CONSTRAINT files_blob_sha256_fkey",
        "DROP INDEX jobs_due",
        "DROP INDEX submissions_open_revision; CREATE UNIQUE INDEX submissions_open_revision ON submissions (resource_id)",
        "DROP INDEX files_submission; CREATE UNIQUE INDEX files_submission ON files (submission_id, position)",
    ] {
        postgres.batch_execute(&format!("BEGIN; {planted}")).unwrap();

        let found = differences(&sqlite, &postgres_schema(&mut postgres));

        assert!(!found.is_empty(), "unseen: {planted}");
        postgres.batch_execute("ROLLBACK").unwrap();
    }
}

/// SQLite compares text by its bytes. The PostgreSQL of the tests does too, but the one that it will run on may not.
#[test]
fn ids_are_sorted_by_their_bytes_whatever_the_locale_of_the_database() {
    let database = postgres::database();
    let mut connection = migrated_postgres(&database);

    let unsorted = sql_query(POSTGRES_UNSORTED_IDS).load::<Line>(&mut connection).unwrap();

    assert!(unsorted.is_empty(), "without COLLATE \"C\": {:?}", unsorted.iter().map(|row| &row.line).collect::<Vec<_>>());
}

#[test]
fn each_migration_has_its_other_half_under_the_same_name() {
    let names = |folder: &str| {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(folder);
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect::<BTreeSet<_>>()
    };

    assert_eq!(names("sqlite"), names("postgres"));
    assert!(!names("sqlite").is_empty());
}

/// What a connection says of its durability; on SQLite also that it works beside readers and holds foreign keys.
fn promises(connection: &mut AnyConn) -> String {
    let sql = match connection {
        AnyConn::Sqlite(_) => {
            "SELECT 'synchronous ' || synchronous || ', ' || journal_mode || ', foreign_keys ' || foreign_keys AS line
             FROM pragma_synchronous, pragma_journal_mode, pragma_foreign_keys"
        }
        AnyConn::Postgres(_) => "SELECT 'synchronous_commit ' || current_setting('synchronous_commit') AS line",
    };
    match connection {
        AnyConn::Sqlite(inner) => sql_query(sql).get_result::<Line>(inner).unwrap().line,
        AnyConn::Postgres(inner) => sql_query(sql).get_result::<Line>(inner).unwrap().line,
    }
}

#[actix_web::test]
async fn every_connection_keeps_what_it_acknowledges() {
    let app = TestApp::spawn().await;

    let reading = app.app.db.read(|c| Ok(promises(c))).await.unwrap();
    let writing = app.app.db.write(|tx| Ok(promises(tx))).await.unwrap();

    let expected = match crate::support::app::on_postgres() {
        true => "synchronous_commit on",
        false => "synchronous 2, wal, foreign_keys 1", // 2 is FULL
    };
    assert_eq!((reading.as_str(), writing.as_str()), (expected, expected));
}

#[actix_web::test]
async fn a_row_that_points_to_nothing_is_refused() {
    let app = TestApp::spawn().await;
    let (user_id, organization_id) = (UserId::new(), app.organization("Casa Abierta").await);
    let nobodys = MembershipRow { user_id, organization_id, role: MembershipRole::Uploader, created_at: app.app.clock.now() };
    let nowhere = MembershipRow { organization_id: OrganizationId::new(), ..nobodys.clone() };

    for row in [nobodys, nowhere] {
        let refused = app.app.db.write(move |tx| memberships::insert(tx, &row)).await.unwrap_err();
        assert!(refused.to_string().to_lowercase().contains("foreign key"), "{refused}");
    }
}
