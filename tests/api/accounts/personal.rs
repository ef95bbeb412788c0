//! What the library holds of a person is known column by column: given to them when they ask, and erased or left by "a former member" when they go.

use crate::purge::schema::columns;
use crate::support::app::TestApp;
use commonshelf::db::persons::{MAX_WORDS, PLACES};
use std::collections::BTreeSet;

/// Columns that `library/my_data.rs` and `library/deletion.rs` look after by code of their own.
const BY_CODE: &[(&str, &str)] = &[
    ("address_changes", "new_email"),
    ("address_changes", "old_email"),
    ("address_changes", "user_id"),
    ("api_tokens", "name"),
    ("api_tokens", "user_id"),
    ("contact_messages", "email"),
    ("contact_messages", "message"),
    ("contact_messages", "name"),
    ("decisions", "note"),
    ("decisions", "reviewer_id"),
    ("event_values", "value"),
    ("events", "actor_id"),
    ("follows", "user_id"),
    ("idempotency_keys", "actor"),
    ("idempotency_keys", "answer"),
    ("invitations", "email"),
    ("invitations", "folded_email"),
    ("known_origins", "user_id"),
    ("mail_choices", "user_id"),
    ("mail_hours", "user_id"),
    ("memberships", "user_id"),
    ("notifications", "email"),
    ("notifications", "user_id"),
    ("recovery_codes", "user_id"),
    ("saved_searches", "name"),
    ("saved_searches", "search"),
    ("saved_searches", "user_id"),
    ("second_factors", "user_id"),
    ("sessions", "device"),
    ("sessions", "user_id"),
    ("submissions", "created_by"),
    ("successors", "successor_id"),
    ("successors", "user_id"),
    ("users", "email"),
    ("users", "folded_email"),
    ("users", "name"),
];

/// Names and words that are no person's: of organizations, documents, machines, and of the library itself.
const OF_NOBODY: &[(&str, &str)] = &[
    ("edition_files", "name"),
    ("empty_search_words", "words"),
    ("event_values", "name"),
    ("files", "name"),
    ("former_names", "folded_name"),
    ("former_names", "name"),
    ("nodes", "name"),
    ("organization_words", "sort_name"),
    ("organization_words", "words"),
    ("organizations", "folded_name"),
    ("relations", "note"),
    ("tombstones", "note"),
    ("webhook_deliveries", "body"),
];

/// How columns are called in which a person, an address, or what somebody wrote can stand.
const TELLING: &[&str] = &[
    "_by",
    "actor",
    "actor_id",
    "answer",
    "author_id",
    "body",
    "comment",
    "description",
    "device",
    "email",
    "message",
    "name",
    "note",
    "question",
    "reviewer_id",
    "search",
    "statement",
    "text",
    "user_id",
    "value",
    "words",
];

/// Values that are words of ours, or ids.
const SLUGS: &[(&str, &str)] = &[("follows", "value"), ("vocabulary_terms", "value")];

#[actix_web::test]
async fn every_column_in_which_a_person_can_stand_is_known_to_the_download_and_the_deletion() {
    let app = TestApp::spawn().await;
    let columns = app.app.db.read(|c| Ok(columns(c))).await.unwrap();
    let named: Vec<_> = PLACES.iter().map(|place| (place.table, place.column)).collect();
    let worded = PLACES.iter().flat_map(|place| place.words.iter().map(|word| (place.table, *word)));
    let known: BTreeSet<_> = [BY_CODE, OF_NOBODY, SLUGS, &named].concat().into_iter().chain(worded).collect();

    let is_telling = |name: &str| TELLING.iter().any(|end| name.ends_with(end));
    let there: BTreeSet<_> = columns.iter().map(|column| (column.owner.as_str(), column.name.as_str())).collect();
    let telling = columns.iter().filter(|column| column.target == "users" || is_telling(&column.name));
    let telling: BTreeSet<_> = telling.map(|column| (column.owner.as_str(), column.name.as_str())).collect();

    assert!(telling.len() > 80, "the columns were not found: {telling:?}");
    let unknown: Vec<_> = telling.difference(&known).collect();
    assert!(unknown.is_empty(), "give these a row in src/db/persons.rs, or say here who looks after them: {unknown:?}");
    let gone: Vec<_> = known.difference(&there).collect();
    assert!(gone.is_empty(), "no such columns: {gone:?}");
    for place in PLACES {
        assert!(place.words.len() <= MAX_WORDS, "{}.{} gives more than is read", place.table, place.column);
    }
}
