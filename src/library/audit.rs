//! Reading the audit trail: for admins, page by page, with the names of who acted.

use crate::auth::Admin;
use crate::db::events::{self, EventRow, Filter};
use crate::db::{AnyConn, users};
use crate::domain::ids::{EventId, UserId};
use crate::domain::time::Timestamp;
use crate::error::Result;
use std::collections::{BTreeMap, HashMap};

/// An event with what stands apart from it.
pub struct Told {
    pub row: EventRow,
    /// As the actor is called now.
    pub actor_name: Option<String>,
    /// By name; `None` where it was erased.
    pub values: BTreeMap<String, Option<String>>,
}

/// A page of the trail, newest first; `before` is the last event of the page before.
pub fn page(c: &mut AnyConn, _admin: &Admin, filter: &Filter, before: Option<(Timestamp, EventId)>, limit: i64) -> Result<Vec<Told>> {
    let rows = events::search(c, filter, before, limit)?;
    let ids: Vec<EventId> = rows.iter().map(|row| row.id).collect();
    let mut values: HashMap<EventId, BTreeMap<String, Option<String>>> = HashMap::new();
    for value in events::values_of(c, &ids)? {
        values.entry(value.event_id).or_default().insert(value.name, value.value);
    }
    let mut actors: Vec<UserId> = rows.iter().filter_map(|row| row.actor_id).collect();
    actors.sort_unstable();
    actors.dedup();
    let names: HashMap<UserId, String> = users::list_names(c, &actors)?.into_iter().collect();
    let told = |row: EventRow| Told {
        actor_name: row.actor_id.and_then(|id| names.get(&id).cloned()),
        values: values.remove(&row.id).unwrap_or_default(),
        row,
    };
    Ok(rows.into_iter().map(told).collect())
}
