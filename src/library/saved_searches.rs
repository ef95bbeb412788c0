//! Searches that someone keeps, to be told of new results.

use crate::auth::User;
use crate::db::events::{self, Event};
use crate::db::saved_searches::{self, SavedSearchRow};
use crate::db::{Tx, users};
use crate::domain::ids::{SavedSearchId, UserId};
use crate::domain::search::Search;
use crate::domain::time::Timestamp;
use crate::domain::words::Frequency;
use crate::error::{Error, Result};
use serde_json::json;

/// More than anyone reads.
pub const MAX_SAVED_SEARCHES: usize = 50;
pub const MAX_NAME_CHARS: usize = 100;

pub fn save(tx: &mut Tx, user: &User, name: &str, search: &Search, frequency: Frequency, now: Timestamp) -> Result<SavedSearchRow> {
    users::lock(tx, user.id())?;
    if saved_searches::list_of_user(tx, user.id())?.len() >= MAX_SAVED_SEARCHES {
        let message = format!("You have saved {MAX_SAVED_SEARCHES} searches, which is the most; delete one of them first.");
        return Err(Error::conflict("too_many_saved_searches", message));
    }
    let row = SavedSearchRow {
        id: SavedSearchId::new(),
        user_id: user.id(),
        name: name.to_owned(),
        search: search.clone(),
        frequency,
        version: 1,
        created_at: now,
        updated_at: now,
        // What it finds now, its owner has seen.
        begun_at: now,
        seen_until: now,
        told: "[]".to_owned(),
    };
    saved_searches::insert(tx, &row)?;
    record(tx, Some(user.id()), "saved_search.create", &row, now)?;
    Ok(row)
}

/// What is to be different.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    pub name: Option<String>,
    pub search: Option<Search>,
    pub frequency: Option<Frequency>,
}

pub fn update(tx: &mut Tx, user: &User, id: SavedSearchId, changes: &Changes, version: i64, now: Timestamp) -> Result<SavedSearchRow> {
    let mut row = saved_searches::lock_own(tx, user.id(), id)?;
    if row.version != version {
        let message = format!("The saved search is at version {} now, and you named {version}; read it again.", row.version);
        return Err(Error::Conflict { code: "version_conflict", message, by: None, at: Some(row.updated_at) });
    }
    // Another search begins anew; so does one that was silent.
    let begins_anew = changes.search.as_ref().is_some_and(|search| *search != row.search) || row.frequency == Frequency::Never;
    if begins_anew {
        (row.begun_at, row.seen_until) = (now, now);
    }
    row.name = changes.name.clone().unwrap_or(row.name);
    row.search = changes.search.clone().unwrap_or(row.search);
    row.frequency = changes.frequency.unwrap_or(row.frequency);
    (row.version, row.updated_at) = (row.version + 1, now);
    saved_searches::save(tx, &row)?;
    record(tx, Some(user.id()), "saved_search.update", &row, now)?;
    Ok(row)
}

pub fn delete(tx: &mut Tx, user: &User, id: SavedSearchId, now: Timestamp) -> Result<()> {
    let row = saved_searches::lock_own(tx, user.id(), id)?;
    saved_searches::delete(tx, id)?;
    record(tx, Some(user.id()), "saved_search.delete", &row, now)
}

/// Silences a search for whoever holds the link of a letter; it is kept. Harmless twice.
pub fn silence(tx: &mut Tx, id: SavedSearchId, now: Timestamp) -> Result<()> {
    let owner = saved_searches::get(tx, id)?.ok_or(Error::NotFound("saved search"))?.user_id;
    let mut row = saved_searches::lock_own(tx, owner, id)?;
    if row.frequency == Frequency::Never {
        return Ok(());
    }
    (row.frequency, row.version, row.updated_at) = (Frequency::Never, row.version + 1, now);
    saved_searches::save(tx, &row)?;
    record(tx, None, "saved_search.silence", &row, now)
}

fn record(tx: &mut Tx, actor: Option<UserId>, act: &'static str, row: &SavedSearchRow, now: Timestamp) -> Result<()> {
    let personal = [("name", row.name.as_str())];
    let details = json!({"user": row.user_id, "frequency": row.frequency});
    events::record(tx, &Event { actor, act, subject_kind: "saved_search", subject: &row.id, details, personal: &personal }, now)
}
