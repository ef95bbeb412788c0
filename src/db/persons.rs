//! What of a person stands in which table: for the download of their data, and for the deletion of their account.
//!
//! A new column that names a person gets its row here, or code of its own in `library/my_data.rs` and `library/deletion.rs`; a test compares both
//! with the columns of the database.
//!
//! What somebody wrote about a document or an organization (a comment, a decision, a use report) is part of that matter: the words stay when the
//! account goes, and are then those of "a former member". What only served the person goes with them.

use super::dialect::AnyConn;
use crate::domain::time::Timestamp;
use crate::error::Result;
use diesel::prelude::*;
use diesel::sql_types;

/// How a column names a person.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum By {
    Id,
    Address,
}

/// What becomes of the rows when the person goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate {
    /// They stay, under an id that is nobody's any more.
    Stays,
    /// They are deleted.
    Goes,
    /// They stay, and the column is emptied.
    Forgotten,
    /// Code of its own sees to it: more has to happen than that rows go.
    ByCode,
}

/// A column that names a person.
pub struct Place {
    pub table: &'static str,
    pub column: &'static str,
    pub by: By,
    /// The column that says when.
    pub when: &'static str,
    /// What else the person is given of such a row: [`MAX_WORDS`] columns of text at most.
    pub words: &'static [&'static str],
    pub fate: Fate,
}

pub const MAX_WORDS: usize = 4;

const fn place(table: &'static str, column: &'static str, when: &'static str, words: &'static [&'static str], fate: Fate) -> Place {
    Place { table, column, by: By::Id, when, words, fate }
}

const fn addressed(table: &'static str, column: &'static str, when: &'static str, words: &'static [&'static str], fate: Fate) -> Place {
    Place { table, column, by: By::Address, when, words, fate }
}

/// Every such column that needs nothing but what stands in its row.
pub const PLACES: &[Place] = &[
    addressed("bouncing_addresses", "folded_email", "last_bounced_at", &["last_status"], Fate::ByCode),
    place("checklist_ticks", "ticked_by", "ticked_at", &["submission_id", "side", "item"], Fate::Stays),
    place("checklists", "created_by", "created_at", &["items"], Fate::Stays),
    place("claims", "reviewer_id", "claimed_at", &["submission_id"], Fate::Goes),
    place("comment_reads", "user_id", "read_at", &["submission_id"], Fate::Goes),
    place("comments", "author_id", "created_at", &["submission_id", "body"], Fate::Stays),
    place("contact_messages", "answered_by", "answered_at", &["id"], Fate::Stays),
    place("correction_rules", "created_by", "created_at", &["id", "fields", "organization_id"], Fate::Stays),
    place("correction_rules", "ended_by", "ended_at", &["id"], Fate::Stays),
    place("decisions", "undone_by", "undone_at", &["submission_id"], Fate::Stays),
    place("exports", "created_by", "created_at", &["organization_id", "status", "failure"], Fate::ByCode),
    place("hidings", "decided_by", "decided_at", &["resource_id", "outcome", "decision_note"], Fate::Stays),
    place("hidings", "hidden_by", "hidden_at", &["resource_id", "reason", "note"], Fate::Stays),
    place("hidings", "statement_by", "statement_at", &["resource_id", "statement"], Fate::Stays),
    place("imports", "created_by", "created_at", &["status", "options", "report", "failure"], Fate::Stays),
    place("invitations", "invited_by", "created_at", &["organization_id", "role", "status"], Fate::Stays),
    place("invitations", "user_id", "answered_at", &["organization_id", "role", "status"], Fate::Stays),
    place("join_requests", "answered_by", "answered_at", &["organization_id", "status", "note"], Fate::Stays),
    place("join_requests", "user_id", "created_at", &["organization_id", "message", "status", "note"], Fate::Goes),
    place("organization_edits", "decided_by", "decided_at", &["organization_id", "status", "note"], Fate::Stays),
    place("organization_edits", "proposed_by", "created_at", &["organization_id", "changes", "status"], Fate::Stays),
    place("organization_messages", "author_id", "created_at", &["organization_id", "kind", "text"], Fate::Stays),
    addressed("organizations", "contact_email", "created_at", &["id", "name", "contact_name", "message"], Fate::ByCode),
    place("organizations", "decided_by", "decided_at", &["id", "status", "decision_note"], Fate::Stays),
    place("page_versions", "published_by", "published_at", &["page"], Fate::Stays),
    place("parkings", "parked_by", "parked_at", &["submission_id", "reason", "note"], Fate::Stays),
    place("password_resets", "user_id", "created_at", &[], Fate::Goes),
    place("removal_requests", "decided_by", "decided_at", &["resource_id", "outcome", "decision_note"], Fate::Stays),
    place("removal_requests", "requested_by", "created_at", &["resource_id", "reason"], Fate::Stays),
    place("reports", "answered_by", "answered_at", &["resource_id", "status", "answer"], Fate::Stays),
    // The report is about a document, and may still wait for its answer: what was seen there is not undone by who saw it going away.
    addressed("reports", "email", "created_at", &["resource_id", "kind", "message", "answer"], Fate::Forgotten),
    place("resources", "withdrawn_by", "withdrawn_at", &["id", "withdrawal_reason", "withdrawal_note"], Fate::Stays),
    place("reviewer_profiles", "user_id", "away_until", &["reads"], Fate::Goes),
    place("second_looks", "asked_by", "asked_at", &["submission_id", "question"], Fate::Stays),
    place("second_looks", "asked_of_id", "asked_at", &["submission_id", "answer"], Fate::Stays),
    place("settings", "updated_by", "updated_at", &[], Fate::Stays),
    place("submissions", "updated_by", "updated_at", &["id", "status"], Fate::Stays),
    place("translation_wishes", "user_id", "created_at", &["resource_id", "language"], Fate::ByCode),
    place("uses", "decided_by", "decided_at", &["resource_id", "status", "decision_note"], Fate::Stays),
    place("uses", "user_id", "created_at", &["resource_id", "setting", "changed", "text"], Fate::Stays),
    place("webhooks", "created_by", "created_at", &["url", "description", "events"], Fate::Stays),
];

/// A row in which a person stands.
#[derive(QueryableByName)]
pub struct Trace {
    #[diesel(sql_type = sql_types::Nullable<sql_types::Timestamp>)]
    pub at: Option<Timestamp>,
    #[diesel(sql_type = sql_types::Nullable<sql_types::Text>)]
    first: Option<String>,
    #[diesel(sql_type = sql_types::Nullable<sql_types::Text>)]
    second: Option<String>,
    #[diesel(sql_type = sql_types::Nullable<sql_types::Text>)]
    third: Option<String>,
    #[diesel(sql_type = sql_types::Nullable<sql_types::Text>)]
    fourth: Option<String>,
}

impl Trace {
    /// What stands there, by the names of the columns of the place.
    pub fn words(self, place: &Place) -> Vec<(&'static str, Option<String>)> {
        let values: [_; MAX_WORDS] = [self.first, self.second, self.third, self.fourth];
        place.words.iter().copied().zip(values).collect()
    }
}

/// The rows of a place in which an id or an address stands, oldest first.
pub fn list(c: &mut AnyConn, place: &Place, of: &str) -> Result<Vec<Trace>> {
    let Place { table, when, .. } = place;
    let word = |number: usize, name: &str| {
        let column = place.words.get(number).map_or("NULL".to_owned(), |column| format!("\"{column}\""));
        format!("CAST({column} AS TEXT) AS {name}")
    };
    let words = ["first", "second", "third", "fourth"].iter().enumerate().map(|(number, name)| word(number, name));
    let words = words.collect::<Vec<_>>().join(", ");
    let query = format!("SELECT \"{when}\" AS at, {words} FROM {table} WHERE {} ORDER BY \"{when}\"", condition(place));
    Ok(diesel::sql_query(query).bind::<sql_types::Text, _>(of).load(c)?)
}

/// Addresses are kept as they were typed.
fn condition(place: &Place) -> String {
    match place.by {
        By::Id => format!("{} = $1", place.column),
        By::Address => format!("lower({}) = lower($1)", place.column),
    }
}

#[derive(QueryableByName)]
struct Spelling {
    #[diesel(sql_type = sql_types::Text)]
    spelling: String,
}

/// Columns with addresses as people typed them, where the same address may stand in other letters.
const SPELLED: &[(&str, &str)] = &[
    ("contact_messages", "email"),
    ("event_values", "value"),
    ("invitations", "email"),
    ("notifications", "email"),
    ("organizations", "contact_email"),
    ("reports", "email"),
];

/// How an address is written wherever it stands, in capitals or not.
pub fn spellings(c: &mut AnyConn, address: &str) -> Result<Vec<String>> {
    let one = |(table, column): &(&str, &str)| format!("SELECT {column} AS spelling FROM {table} WHERE lower({column}) = lower($1)");
    let query = SPELLED.iter().map(one).collect::<Vec<_>>().join(" UNION ");
    let found: Vec<Spelling> = diesel::sql_query(query).bind::<sql_types::Text, _>(address).load(c)?;
    Ok(found.into_iter().map(|found| found.spelling).collect())
}

/// Takes a person who goes out of every place that needs no code of its own.
pub fn erase(c: &mut AnyConn, id: &str, addresses: &[String]) -> Result<()> {
    for place in PLACES {
        let Place { table, column, .. } = place;
        let query = match place.fate {
            Fate::Goes => format!("DELETE FROM {table} WHERE {}", condition(place)),
            Fate::Forgotten => format!("UPDATE {table} SET {column} = NULL WHERE {}", condition(place)),
            Fate::Stays | Fate::ByCode => continue,
        };
        let who: Vec<&str> = match place.by {
            By::Id => vec![id],
            By::Address => addresses.iter().map(String::as_str).collect(),
        };
        for one in who {
            diesel::sql_query(&query).bind::<sql_types::Text, _>(one).execute(c)?;
        }
    }
    Ok(())
}
