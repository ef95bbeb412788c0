//! What reviewers hid, and what became of it.

use super::dialect::{AnyConn, MultiBackend};
use super::schema::hidings;
use crate::domain::ids::{HidingId, ResourceId, UserId};
use crate::domain::time::Timestamp;
use crate::domain::words::{HidingOutcome, WithdrawalReason};
use crate::error::{Error, Result};
use diesel::prelude::*;

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = hidings)]
pub struct HidingRow {
    pub id: HidingId,
    pub resource_id: ResourceId,
    pub hidden_by: UserId,
    pub reason: WithdrawalReason,
    /// For the admins and the organization; never public.
    pub note: String,
    pub hidden_at: Timestamp,
    /// What the organization says to it.
    pub statement: Option<String>,
    pub statement_by: Option<UserId>,
    pub statement_at: Option<Timestamp>,
    pub outcome: Option<HidingOutcome>,
    pub decided_by: Option<UserId>,
    pub decided_at: Option<Timestamp>,
    pub decision_note: Option<String>,
    /// When the admins were last told that it waits.
    pub reminded_at: Option<Timestamp>,
}

impl HidingRow {
    pub fn is_open(&self) -> bool {
        self.decided_at.is_none()
    }
}

pub fn insert(c: &mut AnyConn, hiding: &HidingRow) -> Result<()> {
    diesel::insert_into(hidings::table).values(hiding).execute(c)?;
    Ok(())
}

pub fn find(c: &mut AnyConn, id: HidingId) -> Result<HidingRow> {
    hidings::table.find(id).select(HidingRow::as_select()).first(c).optional()?.ok_or(Error::NotFound("hiding"))
}

/// The newest of a resource, open or decided.
pub fn get_last(c: &mut AnyConn, resource: ResourceId) -> Result<Option<HidingRow>> {
    let of_resource = hidings::table.filter(hidings::resource_id.eq(resource)).order(hidings::id.desc());
    Ok(of_resource.select(HidingRow::as_select()).first(c).optional()?)
}

pub fn set_statement(c: &mut AnyConn, id: HidingId, statement: &str, by: UserId, now: Timestamp) -> Result<()> {
    let values = (hidings::statement.eq(statement), hidings::statement_by.eq(by), hidings::statement_at.eq(now));
    diesel::update(hidings::table.find(id)).set(values).execute(c)?;
    Ok(())
}

pub fn set_decided(c: &mut AnyConn, id: HidingId, outcome: HidingOutcome, note: &str, by: UserId, now: Timestamp) -> Result<()> {
    let values = (hidings::outcome.eq(outcome), hidings::decision_note.eq(note), hidings::decided_by.eq(by), hidings::decided_at.eq(now));
    diesel::update(hidings::table.find(id)).set(values).execute(c)?;
    Ok(())
}

pub fn set_reminded(c: &mut AnyConn, id: HidingId, now: Timestamp) -> Result<()> {
    diesel::update(hidings::table.find(id)).set(hidings::reminded_at.eq(now)).execute(c)?;
    Ok(())
}

/// A page of those that wait for an admin, or of those that were decided; oldest first.
pub fn list(c: &mut AnyConn, is_open: bool, after: Option<HidingId>, limit: i64) -> Result<Vec<HidingRow>> {
    let mut query = hidings::table.into_boxed::<MultiBackend>();
    query = if is_open { query.filter(hidings::decided_at.is_null()) } else { query.filter(hidings::decided_at.is_not_null()) };
    if let Some(after) = after {
        query = query.filter(hidings::id.gt(after));
    }
    Ok(query.order(hidings::id).limit(limit).select(HidingRow::as_select()).load(c)?)
}

/// Those of which the admins have heard nothing since a time.
pub fn list_to_remind(c: &mut AnyConn, since: Timestamp) -> Result<Vec<HidingRow>> {
    let is_silent = hidings::reminded_at.le(since).or(hidings::reminded_at.is_null().and(hidings::hidden_at.le(since)));
    Ok(hidings::table.filter(hidings::decided_at.is_null()).filter(is_silent).select(HidingRow::as_select()).load(c)?)
}

pub fn list_ids_of(c: &mut AnyConn, resource: ResourceId) -> Result<Vec<HidingId>> {
    Ok(hidings::table.filter(hidings::resource_id.eq(resource)).select(hidings::id).load(c)?)
}
