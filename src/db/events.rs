//! The audit trail. The database itself refuses every change of it but one: what could identify a person, or is free text, stands apart in
//! values, and a value can be erased. So `details` hold words of ours, ids, numbers and times only; [`record`] sees to it, whatever an act
//! hands in.

use super::dialect::{AnyConn, MultiBackend, per_backend};
use super::schema::{event_values, events, invitations, resources, submissions};
use super::{Tx, webhooks};
use crate::domain::ids::{EventId, InvitationId, OrganizationId, ResourceId, SubmissionId, UserId};
use crate::domain::time::Timestamp;
use crate::error::{Context, Result};
use diesel::dsl::not;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable};
use serde_json::Value;

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
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
    /// The organization concerned, as it was then; none where there is none or it is not known.
    pub organization_id: Option<OrganizationId>,
}

/// What stands apart from an event; without a value it was erased.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = event_values)]
pub struct ValueRow {
    pub event_id: EventId,
    pub name: String,
    pub value: Option<String>,
}

/// What happened: `act` is a verb and its object, such as `submission.decide`.
pub struct Event<'a> {
    pub actor: Option<UserId>,
    pub act: &'static str,
    pub subject_kind: &'static str,
    pub subject: &'a dyn ToString,
    /// What changed, without anything that could identify a person.
    pub details: Value,
    /// What could: by name, erasable.
    pub personal: &'a [(&'static str, &'a str)],
}

/// Details under these names are someone's own words, even when it is one word.
const FREE_TEXT: &[&str] = &["note", "override_reason", "message", "name", "title", "summary", "email"];

pub fn record(tx: &mut Tx, event: &Event, now: Timestamp) -> Result<()> {
    let subject = event.subject.to_string();
    let (details, free) = set_free_text_apart(event.details.clone());
    let row = EventRow {
        id: EventId::new(),
        at: now,
        actor_id: event.actor,
        act: event.act.to_owned(),
        subject_kind: event.subject_kind.to_owned(),
        organization_id: organization(tx, event.subject_kind, &subject)?,
        subject_id: subject,
        request_id: tx.request_id(),
        details: serde_json::to_string(&details).context("writing down an event")?,
    };
    let personal = event.personal.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let mut values: Vec<(String, String)> = personal.collect();
    for (name, value) in free {
        let is_taken = values.iter().any(|(taken, _)| *taken == name);
        values.push((if is_taken { format!("details.{name}") } else { name }, value));
    }
    let c: &mut AnyConn = tx;
    diesel::insert_into(events::table).values(&row).execute(c)?;
    for (name, value) in values {
        let value = ValueRow { event_id: row.id, name, value: Some(value) };
        diesel::insert_into(event_values::table).values(&value).execute(c)?;
    }
    webhooks::fan_out(tx, &row)
}

/// Splits details into those that stay for good and, by name, those in which someone's own words may stand.
fn set_free_text_apart(details: Value) -> (Value, Vec<(String, String)>) {
    let Value::Object(details) = details else { return (details, Vec::new()) };
    let is_kept = |(name, value): &(String, Value)| value.is_null() || (is_of_ours(value) && !FREE_TEXT.contains(&name.as_str()));
    let (kept, free): (serde_json::Map<_, _>, serde_json::Map<_, _>) = details.into_iter().partition(is_kept);
    let text = |value: Value| match value {
        Value::String(text) => text,
        other => other.to_string(),
    };
    (Value::Object(kept), free.into_iter().map(|(name, value)| (name, text(value))).collect())
}

/// Whether there is nothing in it but numbers and what looks like a word of ours, an id or a time: without white space, short, and in no
/// script but ASCII. (What is personal and looks so too is for the act to hand in as personal.)
fn is_of_ours(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => true,
        Value::String(text) => text.len() <= 64 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.:+[]".contains(&byte)),
        Value::Array(values) => values.iter().all(is_of_ours),
        Value::Object(values) => values.values().all(is_of_ours),
    }
}

/// Writes entries as they are, for measurements of a long trail.
pub fn fill(tx: &mut Tx, entries: &[EventRow]) -> Result<()> {
    let c: &mut AnyConn = tx;
    // A statement for all of them, as far as the number of its parameters allows.
    for piece in entries.chunks(1_000) {
        per_backend!(c, inner => diesel::insert_into(events::table).values(piece).execute(inner))?;
    }
    Ok(())
}

/// Lets the database look how its values are spread, as it does by itself from time to time.
pub fn gather_statistics(tx: &mut Tx) -> Result<()> {
    let c: &mut AnyConn = tx;
    diesel::sql_query("ANALYZE events").execute(c)?;
    Ok(())
}

/// The organization that a subject belongs to; of what is gone by now, the one that it belonged to when it was last spoken of.
fn organization(c: &mut AnyConn, kind: &str, subject: &str) -> Result<Option<OrganizationId>> {
    let found: Option<OrganizationId> = match kind {
        "organization" => OrganizationId::parse(subject).ok(),
        "submission" => match SubmissionId::parse(subject) {
            Ok(id) => submissions::table.find(id).select(submissions::organization_id).first(c).optional()?,
            Err(_) => None,
        },
        "resource" => match ResourceId::parse(subject) {
            Ok(id) => resources::table.find(id).select(resources::organization_id).first(c).optional()?,
            Err(_) => None,
        },
        "invitation" => match InvitationId::parse(subject) {
            Ok(id) => invitations::table.find(id).select(invitations::organization_id).first(c).optional()?.flatten(),
            Err(_) => None,
        },
        _ => return Ok(None),
    };
    if found.is_some() {
        return Ok(found);
    }
    let earlier = events::table.filter(events::subject_id.eq(subject)).filter(events::organization_id.is_not_null());
    let earlier: Option<Option<OrganizationId>> = earlier.order(events::id.desc()).select(events::organization_id).first(c).optional()?;
    Ok(earlier.flatten())
}

/// A page of the trail, newest first.
pub fn list(c: &mut AnyConn, before: Option<EventId>, limit: i64) -> Result<Vec<EventRow>> {
    let mut query = events::table.select(EventRow::as_select()).order(events::id.desc()).limit(limit).into_boxed::<MultiBackend>();
    if let Some(before) = before {
        query = query.filter(events::id.lt(before));
    }
    Ok(query.load(c)?)
}

/// Which events are meant: all that fit each of these.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub actor: Option<UserId>,
    pub act: Option<String>,
    pub subject_kind: Option<String>,
    pub subject: Option<String>,
    pub organization: Option<OrganizationId>,
    pub request: Option<String>,
    /// From this time on.
    pub from: Option<Timestamp>,
    /// Before this time.
    pub until: Option<Timestamp>,
}

/// That a column has a value. SQLite can't know how many entries that lets through and may begin at the worst of several indexes; what does not
/// lead is therefore written as `NOT a <> b`, which says the same and is nothing that it begins at.
macro_rules! fits {
    ($column:expr, $value:expr, leads: $leads:expr) => {{
        let condition: Condition =
            if $leads { Box::new($column.eq($value).nullable()) } else { Box::new(not($column.ne($value)).nullable()) };
        condition
    }};
}

type Condition = Box<dyn BoxableExpression<events::table, MultiBackend, SqlType = Nullable<Bool>>>;

/// A page of the events that a filter lets through, newest first. `before` is the last of the page before.
///
/// Few entries have one subject or came of one request; many more are one person's or one organization's, for which, with an act and without, there
/// are indexes in the order of time; an act or a kind of subject alone says little.
pub fn search(c: &mut AnyConn, filter: &Filter, before: Option<(Timestamp, EventId)>, limit: i64) -> Result<Vec<EventRow>> {
    let order = (events::at.desc(), events::id.desc());
    let mut query = events::table.select(EventRow::as_select()).order(order).limit(limit).into_boxed::<MultiBackend>();
    let is_of_few = filter.subject.is_some() || filter.request.is_some();
    let is_of_some = filter.actor.is_some() || filter.organization.is_some();
    if let Some(actor) = filter.actor {
        query = query.filter(fits!(events::actor_id, actor, leads: !is_of_few));
    }
    if let Some(act) = &filter.act {
        query = query.filter(fits!(events::act, act.clone(), leads: !is_of_few));
    }
    if let Some(kind) = &filter.subject_kind {
        query = query.filter(fits!(events::subject_kind, kind.clone(), leads: !is_of_few && !is_of_some && filter.act.is_none()));
    }
    if let Some(subject) = &filter.subject {
        query = query.filter(events::subject_id.eq(subject.clone()));
    }
    if let Some(organization) = filter.organization {
        query = query.filter(fits!(events::organization_id, organization, leads: !is_of_few));
    }
    if let Some(request) = &filter.request {
        query = query.filter(events::request_id.eq(request.clone()));
    }
    if let Some(from) = filter.from {
        query = query.filter(events::at.ge(from));
    }
    if let Some(until) = filter.until {
        query = query.filter(events::at.lt(until));
    }
    if let Some((at, id)) = before {
        // The first condition is in the second, and is what an index can begin at.
        query = query.filter(events::at.le(at)).filter(events::at.lt(at).or(events::id.lt(id)));
    }
    Ok(query.load(c)?)
}

/// What stands apart from these events, by name.
pub fn values_of(c: &mut AnyConn, ids: &[EventId]) -> Result<Vec<ValueRow>> {
    let values = event_values::table.filter(event_values::event_id.eq_any(ids));
    Ok(values.order((event_values::event_id, event_values::name)).select(ValueRow::as_select()).load(c)?)
}

/// Erases what the trail says of a subject beyond who did what and when: the one change that the database lets through.
pub fn erase(c: &mut AnyConn, subject: &str, now: Timestamp) -> Result<()> {
    let ids = events::table.filter(events::subject_id.eq(subject)).select(events::id);
    let values = event_values::table.filter(event_values::event_id.eq_any(ids)).filter(event_values::erased_at.is_null());
    diesel::update(values).set((event_values::value.eq(None::<String>), event_values::erased_at.eq(now))).execute(c)?;
    Ok(())
}

/// An act, and what it keeps of persons: by name, erased ones without a value.
pub type EventWithValues = (EventRow, Vec<(String, Option<String>)>);

/// What a person did, or what was done to their account, oldest first; after the act named by `after`.
pub fn list_of_person(c: &mut AnyConn, user: UserId, after: Option<EventId>, limit: i64) -> Result<Vec<EventWithValues>> {
    let of_person = events::actor_id.eq(user).or(events::subject_id.eq(user.to_string()));
    let mut query = events::table
        .filter(of_person)
        .select(EventRow::as_select())
        .order(events::id)
        .limit(limit)
        .into_boxed::<super::dialect::MultiBackend>();
    if let Some(after) = after {
        query = query.filter(events::id.gt(after));
    }
    let rows: Vec<EventRow> = query.load(c)?;
    let with_values = |row: EventRow| -> Result<EventWithValues> {
        let values =
            event_values::table.filter(event_values::event_id.eq(row.id)).select((event_values::name, event_values::value)).load(c)?;
        Ok((row, values))
    };
    rows.into_iter().map(with_values).collect()
}

/// Erases what the trail keeps of a person: of acts on their account and on the searches they saved, and of every act that keeps one of their
/// addresses. The acts stay.
pub fn erase_person(c: &mut AnyConn, user: UserId, addresses: &[String], now: Timestamp) -> Result<()> {
    let on_account = events::table.filter(events::subject_id.eq(user.to_string())).select(events::id);
    let mut acts: Vec<EventId> = on_account.load(c)?;
    let is_of_search = events::subject_kind.eq("saved_search");
    let searches: Vec<String> =
        events::table.filter(events::actor_id.eq(user)).filter(is_of_search).select(events::subject_id).distinct().load(c)?;
    // Whoever silences a search by the link of a letter is not known.
    let on_searches = events::table.filter(is_of_search).filter(events::subject_id.eq_any(searches));
    acts.extend(on_searches.select(events::id).load::<EventId>(c)?);
    let naming = event_values::table.filter(event_values::value.eq_any(addresses.iter().cloned().map(Some).collect::<Vec<_>>()));
    acts.extend(naming.select(event_values::event_id).load::<EventId>(c)?);
    for act in acts {
        let erased = (event_values::value.eq(None::<String>), event_values::erased_at.eq(now));
        // An act may stand here twice, or have been erased before: what is erased is not touched again.
        let values = event_values::table.filter(event_values::event_id.eq(act)).filter(event_values::erased_at.is_null());
        diesel::update(values).set(erased).execute(c)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_people_may_have_written_stands_apart_from_what_stays() {
        let details = json!({
            "verdict": "approve", "reason": null, "number": 7, "fields": ["title", "topics[2]"], "license": "CC-BY-4.0",
            "effective_at": "2026-11-22T09:30:00.000000Z", "decision": "0194f4c2-0000-7000-8000-000000000000",
            "note": "Please name the authors.", "who": "ana@example.org", "changes": {"name": {"old": "a", "new": "Casa Abierta"}},
            "night": "夜", "long": "x".repeat(65), "title": "Handbook",
        });

        let (kept, free) = set_free_text_apart(details);

        let kept: Vec<_> = kept.as_object().unwrap().keys().cloned().collect();
        assert_eq!(kept, ["decision", "effective_at", "fields", "license", "number", "reason", "verdict"]);
        let free: Vec<_> = free.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(free, ["changes", "long", "night", "note", "title", "who"]);
    }
}
