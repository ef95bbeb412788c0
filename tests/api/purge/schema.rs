//! A purge knows every place of the database in which something of a resource can stand.
//!
//! Two nets: the columns that can name a resource or a submission are all known to purging; and after a purge none of its ids stands anywhere but
//! where it is meant to.

use crate::support::app::TestApp;
use commonshelf::db::{AnyConn, erasing};
use diesel::{QueryableByName, RunQueryDsl, sql_query, sql_types};
use std::collections::BTreeSet;

/// Columns whose rows purging takes by code of their own: see `library/purge.rs`.
const BY_CODE: &[(&str, &str)] = &[
    ("checklist_ticks", "decision_id"),
    ("checklist_ticks", "submission_id"),
    ("claims", "submission_id"),
    ("comment_reads", "comment_id"),
    ("decisions", "submission_id"),
    ("edition_files", "edition_id"),
    ("editions", "decision_id"),
    ("editions", "resource_id"),
    ("editions", "submission_id"),
    ("escalations", "submission_id"),
    ("files", "submission_id"),
    ("imported_rows", "decision_id"),
    ("imported_rows", "submission_id"),
    ("old_addresses", "resource_id"),
    ("relations", "from_resource_id"),
    ("relations", "to_resource_id"),
    ("resources", "current_edition_id"),
    ("submissions", "based_on_edition_id"),
    ("submissions", "resource_id"),
    ("translation_wishes", "resource_id"),
    ("translations", "edition_id"),
];

/// Where an id may stand afterwards: what happened, when, and how often. None of these rows holds a word of what was purged.
pub const KEPT: &[&str] =
    &["changes.subject_id", "daily_counts.subject_id", "events.details", "events.subject_id", "tombstones.subject_id"];

#[derive(QueryableByName)]
pub struct Column {
    #[diesel(sql_type = sql_types::Text)]
    pub owner: String,
    #[diesel(sql_type = sql_types::Text)]
    pub name: String,
    /// The table that it refers to, or nothing.
    #[diesel(sql_type = sql_types::Text)]
    pub target: String,
}

const SQLITE: &str = "
    SELECT t.name AS owner, c.name AS name, coalesce(k.\"table\", '') AS target
    FROM sqlite_schema t JOIN pragma_table_xinfo(t.name) c LEFT JOIN pragma_foreign_key_list(t.name) k ON k.\"from\" = c.name
    WHERE t.type = 'table' AND upper(c.type) = 'TEXT' AND t.name NOT LIKE '\\_\\_%' ESCAPE '\\' AND t.name NOT LIKE 'sqlite%'";
const POSTGRES: &str = "
    SELECT c.table_name::text AS owner, c.column_name::text AS name, coalesce(k.confrelid::regclass::text, '') AS target
    FROM information_schema.columns c
    LEFT JOIN pg_class r ON r.relname = c.table_name AND r.relnamespace = 'public'::regnamespace
    LEFT JOIN pg_attribute a ON a.attrelid = r.oid AND a.attname = c.column_name
    LEFT JOIN pg_constraint k ON k.contype = 'f' AND k.conrelid = a.attrelid AND a.attnum = ANY (k.conkey)
    WHERE c.table_schema = 'public' AND c.data_type = 'text' AND c.table_name NOT LIKE '\\_\\_%'";

/// Every column that holds text.
pub fn columns(c: &mut AnyConn) -> Vec<Column> {
    let query = match c {
        AnyConn::Postgres(_) => POSTGRES,
        AnyConn::Sqlite(_) => SQLITE,
    };
    sql_query(query).load(c).unwrap()
}

/// Tables whose rows belong to a resource or a submission, those two among them: whoever refers to one of them belongs as well.
fn belonging(columns: &[Column]) -> BTreeSet<String> {
    let mut tables: BTreeSet<String> = ["resources", "submissions"].map(str::to_owned).into();
    loop {
        let more: Vec<_> = columns.iter().filter(|column| tables.contains(&column.target)).map(|column| column.owner.clone()).collect();
        let before = tables.len();
        tables.extend(more);
        if tables.len() == before {
            return tables;
        }
    }
}

#[actix_web::test]
async fn every_column_that_can_name_a_resource_or_a_submission_is_known_to_purging() {
    let app = TestApp::spawn().await;
    let columns = app.app.db.read(|c| Ok(columns(c))).await.unwrap();
    let known: BTreeSet<_> = [BY_CODE, erasing::OF_RESOURCE, erasing::OF_SUBMISSION, erasing::FORGOTTEN].concat().into_iter().collect();
    let tables = belonging(&columns);

    let names_one = |column: &&Column| {
        let is_named_so = ["resource_id", "submission_id", "edition_id", "decision_id"].iter().any(|name| column.name.ends_with(name));
        tables.contains(&column.target) || is_named_so
    };
    let naming: BTreeSet<_> = columns.iter().filter(names_one).map(|column| (column.owner.as_str(), column.name.as_str())).collect();

    assert!(naming.len() > 15, "the columns were not found: {naming:?}");
    let unknown: Vec<_> = naming.difference(&known).collect();
    assert!(unknown.is_empty(), "give these a row in src/db/erasing.rs, or purging leaves what they hold: {unknown:?}");
    let gone: Vec<_> = known.difference(&naming).collect();
    assert!(gone.is_empty(), "no such columns: {gone:?}");
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = sql_types::BigInt)]
    count: i64,
}

/// The columns in which a text stands, in any case of letters: `table.column`.
pub async fn columns_holding(app: &TestApp, text: &str) -> Vec<String> {
    let pattern = format!("%{}%", text.to_lowercase());
    let look = move |c: &mut AnyConn| {
        let mut found = Vec::new();
        for Column { owner, name, .. } in columns(c) {
            let query = format!("SELECT count(*) AS count FROM {owner} WHERE lower({name}) LIKE $1");
            let Count { count } = sql_query(query).bind::<sql_types::Text, _>(&pattern).get_result(c).unwrap();
            if count > 0 {
                found.push(format!("{owner}.{name}"));
            }
        }
        found.sort();
        found.dedup();
        Ok(found)
    };
    app.app.db.read(look).await.unwrap()
}
