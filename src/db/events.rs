//! The audit trail. Append-only; what could identify a person stands apart, in a table that can be erased.

use super::dialect::AnyConn;
use super::schema::{event_values, events};
use super::{Tx, webhooks};
use crate::domain::ids::{EventId, UserId};
use crate::domain::time::Timestamp;
use crate::error::{Context, Result};
use diesel::prelude::*;

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = events)]
pub struct EventRow {
    pub id: EventId,
    pub at: Timestamp,
    pub actor_id: Option<UserId>,
    pub act: String,
    pub subject_kind: String,
    pub subject_id: String,
    pub request_id: Option<String>,
    pub details: String,
}

#[derive(Insertable)]
#[diesel(table_name = event_values)]
struct ValueRow<'a> {
    event_id: EventId,
    name: &'a str,
    value: &'a str,
}

/// What happened: `act` is a verb and its object, such as `submission.decide`.
pub struct Event<'a> {
    pub actor: Option<UserId>,
    pub act: &'static str,
    pub subject_kind: &'static str,
    pub subject: &'a dyn ToString,
    /// What changed, without anything that could identify a person.
    pub details: serde_json::Value,
    /// What could: by name, erasable.
    pub personal: &'a [(&'static str, &'a str)],
}

pub fn record(tx: &mut Tx, event: &Event, now: Timestamp) -> Result<()> {
    let row = EventRow {
        id: EventId::new(),
        at: now,
        actor_id: event.actor,
        act: event.act.to_owned(),
        subject_kind: event.subject_kind.to_owned(),
        subject_id: event.subject.to_string(),
        request_id: tx.request_id(),
        details: serde_json::to_string(&event.details).context("writing down an event")?,
    };
    let c: &mut AnyConn = tx;
    diesel::insert_into(events::table).values(&row).execute(c)?;
    for (name, value) in event.personal {
        diesel::insert_into(event_values::table).values(&ValueRow { event_id: row.id, name, value }).execute(c)?;
    }
    webhooks::fan_out(tx, &row)
}

/// A page of the trail, newest first.
pub fn list(c: &mut AnyConn, before: Option<EventId>, limit: i64) -> Result<Vec<EventRow>> {
    let mut query =
        events::table.select(EventRow::as_select()).order(events::id.desc()).limit(limit).into_boxed::<super::dialect::MultiBackend>();
    if let Some(before) = before {
        query = query.filter(events::id.lt(before));
    }
    Ok(query.load(c)?)
}

/// Erases what the trail says of a subject beyond who did what and when.
pub fn erase(c: &mut AnyConn, subject: &str, now: Timestamp) -> Result<()> {
    let of_subject = events::table.filter(events::subject_id.eq(subject));
    let ids = of_subject.select(events::id);
    diesel::update(event_values::table.filter(event_values::event_id.eq_any(ids)))
        .set((event_values::value.eq(None::<String>), event_values::erased_at.eq(now)))
        .execute(c)?;
    diesel::update(of_subject).set(events::details.eq("{}")).execute(c)?;
    Ok(())
}
