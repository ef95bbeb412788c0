//! A PostgreSQL database written down as SQL that this program and `psql -1 -f` load alike: the migrations it was made by, then a line for each row,
//! in an order in which no row names one that is not there yet. Invariant: after [`ROWS`] each line is one statement, and the last line is [`END`],
//! so that a cut file is known as such.

use super::dialect::AnyConn;
use super::dialect::copies::{TextRow, damaged};
use crate::error::{Context, Error, Result};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;

const ROWS: &str = "-- The rows, a line each\n";
const END: &str = "-- The end\n";
/// The texts of a file's pages may be large: few rows are in memory at once.
const ROWS_AT_ONCE: usize = 50;
/// Statements are sent in pieces of about this size.
const PIECE_BYTES: usize = 1 << 20;

/// What diesel keeps of the migrations that ran. Its own statement is the same.
const MIGRATIONS_TABLE: &str = "CREATE TABLE __diesel_schema_migrations (version VARCHAR(50) PRIMARY KEY NOT NULL, run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP);\n";

/// The migrations as text.
#[derive(rust_embed::RustEmbed)]
#[folder = "migrations/postgres"]
#[include = "*/up.sql"]
struct Migrations;

#[derive(QueryableByName)]
struct Reference {
    #[diesel(sql_type = Text)]
    from_table: String,
    #[diesel(sql_type = Text)]
    to_table: String,
}

/// Writes down the state that the transaction of `c` sees.
pub(super) fn write(c: &mut AnyConn, path: &Path) -> Result<()> {
    let mut out = BufWriter::new(File::create_new(path).context("making the copy of the database")?);
    let tables = tables_in_order(c)?;
    let head = preamble(c, &tables)?;
    out.write_all(head.as_bytes()).context("writing the copy of the database")?;
    for table in &tables {
        write_rows(c, table, &mut out)?;
    }
    out.write_all(END.as_bytes()).and_then(|()| out.flush()).context("writing the copy of the database")
}

fn preamble(c: &mut AnyConn, tables: &[String]) -> Result<String> {
    let mut text =
        "-- A Commonshelf library. Load it into an empty database: psql -v ON_ERROR_STOP=1 -1 -f database.sql postgres://…\n\n".to_owned();
    text += "SET client_encoding = 'UTF8';\n";
    text += MIGRATIONS_TABLE;
    let applied: Vec<TextRow> =
        diesel::sql_query("SELECT version::text AS text FROM __diesel_schema_migrations ORDER BY version").load(c)?;
    for TextRow { text: version } in applied {
        let _ = writeln!(text, "\n-- {version}\n{}", migration(&version)?);
    }
    // A migration may have left rows, and those of the backup take their place. (None leaves any in the audit trail, which lets nothing be removed.)
    let emptied: Vec<_> = tables.iter().map(String::as_str).filter(|table| !matches!(*table, "events" | "event_values")).collect();
    let _ = writeln!(text, "TRUNCATE {};", emptied.join(", "));
    Ok(text + ROWS)
}

fn migration(version: &str) -> Result<String> {
    let is_it = |path: &str| path.split('_').next().is_some_and(|date| date.replace('-', "") == version);
    let path = Migrations::iter().find(|path| is_it(path));
    let file = path.and_then(|path| Migrations::get(&path));
    let missing = || Error::internal("copying the database", format!("this program has no migration {version}"));
    String::from_utf8(file.ok_or_else(missing)?.data.into_owned()).context("reading a migration")
}

/// Every table, after those that its rows name.
fn tables_in_order(c: &mut AnyConn) -> Result<Vec<String>> {
    let tables =
        "SELECT relname::text AS text FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' ORDER BY 1";
    let references = "
        SELECT a.relname::text AS from_table, b.relname::text AS to_table
        FROM pg_constraint JOIN pg_class a ON a.oid = conrelid JOIN pg_class b ON b.oid = confrelid
        WHERE contype = 'f' AND connamespace = current_schema()::regnamespace AND conrelid <> confrelid";
    let tables: Vec<TextRow> = diesel::sql_query(tables).load(c)?;
    let mut left: BTreeSet<String> = tables.into_iter().map(|row| row.text).collect();
    let references: Vec<Reference> = diesel::sql_query(references).load(c)?;
    let mut ordered = Vec::new();
    while !left.is_empty() {
        let waits = |table: &String| references.iter().any(|to| to.from_table == *table && left.contains(&to.to_table));
        let ready: Vec<String> = left.iter().filter(|table| !waits(table)).cloned().collect();
        if ready.is_empty() {
            return Err(Error::internal("copying the database", format!("tables name each other in a circle: {left:?}")));
        }
        left.retain(|table| !ready.contains(table));
        ordered.extend(ready);
    }
    Ok(ordered)
}

fn write_rows(c: &mut AnyConn, table: &str, out: &mut impl Write) -> Result<()> {
    c.batch_execute(&format!("DECLARE copied NO SCROLL CURSOR FOR SELECT row_to_json(row)::text AS text FROM \"{table}\" AS row"))?;
    loop {
        let rows: Vec<TextRow> = diesel::sql_query(format!("FETCH {ROWS_AT_ONCE} FROM copied")).load(c)?;
        if rows.is_empty() {
            break;
        }
        for TextRow { text } in rows {
            let row: Map<String, Value> = serde_json::from_str(&text).context("reading a row to copy")?;
            out.write_all(statement(table, &row).as_bytes()).context("writing the copy of the database")?;
        }
    }
    c.batch_execute("CLOSE copied")?;
    Ok(())
}

fn statement(table: &str, row: &Map<String, Value>) -> String {
    let columns: Vec<_> = row.keys().map(|column| format!("\"{column}\"")).collect();
    let values: Vec<_> = row.values().map(literal).collect();
    format!("INSERT INTO \"{table}\" ({}) VALUES ({});\n", columns.join(", "), values.join(", "))
}

/// A value on one line, whatever stands in it.
fn literal(value: &Value) -> String {
    match value {
        Value::Null => "NULL".to_owned(),
        Value::String(text) => {
            let escaped = text.replace('\\', "\\\\").replace('\'', "\\'").replace('\n', "\\n").replace('\r', "\\r");
            format!("E'{escaped}'")
        }
        other => other.to_string(),
    }
}

/// Runs a copy's statements in the transaction of `c`. What is cut short is refused before its end is missed.
pub(super) fn load(c: &mut AnyConn, path: &Path) -> Result<()> {
    let mut lines = BufReader::new(File::open(path).context("opening the copy of the database")?);
    let mut piece = String::new();
    let mut is_rows = false;
    loop {
        let start = piece.len();
        if lines.read_line(&mut piece).context("reading the copy of the database")? == 0 {
            return Err(damaged(path, "its end is missing"));
        }
        let is_end = is_rows && piece.get(start..) == Some(END);
        let is_full = is_rows && piece.len() >= PIECE_BYTES;
        let begins_rows = !is_rows && piece.get(start..) == Some(ROWS);
        if is_end || is_full || begins_rows {
            c.batch_execute(&piece).context("loading the copy of the database")?;
            piece.clear();
        }
        is_rows |= begins_rows;
        if is_end {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_one_line_whatever_stands_in_it() {
        let row = serde_json::json!({"a": "it's\n1\\2\r", "b": null, "c": 7, "d": true});

        let line = statement("things", row.as_object().unwrap());

        assert_eq!(line, "INSERT INTO \"things\" (\"a\", \"b\", \"c\", \"d\") VALUES (E'it\\'s\\n1\\\\2\\r', NULL, 7, true);\n");
    }

    #[test]
    fn every_migration_has_its_text() {
        assert!(migration("20261122000000").unwrap().contains("CREATE TABLE users"));
        assert!(migration("19991231000000").is_err());
    }
}
