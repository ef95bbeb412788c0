//! Contributors' wishes that a resource goes.

use super::dialect::{self, AnyConn, MultiBackend};
use super::schema::removal_requests;
use crate::domain::ids::{RemovalRequestId, ResourceId, UserId};
use crate::domain::time::Timestamp;
use crate::domain::words::RemovalOutcome;
use crate::error::{Error, Result};
use diesel::prelude::*;

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = removal_requests)]
pub struct RemovalRequestRow {
    pub id: RemovalRequestId,
    pub resource_id: ResourceId,
    pub requested_by: UserId,
    pub reason: String,
    pub created_at: Timestamp,
    pub outcome: Option<RemovalOutcome>,
    pub decided_by: Option<UserId>,
    pub decided_at: Option<Timestamp>,
    pub decision_note: Option<String>,
}

pub fn insert(c: &mut AnyConn, request: &RemovalRequestRow) -> Result<()> {
    diesel::insert_into(removal_requests::table).values(request).execute(c)?;
    Ok(())
}

pub fn find(c: &mut AnyConn, id: RemovalRequestId) -> Result<RemovalRequestRow> {
    let found = removal_requests::table.find(id).select(RemovalRequestRow::as_select()).first(c).optional()?;
    found.ok_or(Error::NotFound("removal request"))
}

/// The request, locked until the transaction ends.
pub fn lock(c: &mut AnyConn, id: RemovalRequestId) -> Result<RemovalRequestRow> {
    dialect::lock_row(c, "removal_requests", &id.to_string())?;
    find(c, id)
}

pub fn set_decided(
    c: &mut AnyConn,
    id: RemovalRequestId,
    outcome: RemovalOutcome,
    note: Option<&str>,
    by: UserId,
    now: Timestamp,
) -> Result<()> {
    let values = (
        removal_requests::outcome.eq(outcome),
        removal_requests::decision_note.eq(note),
        removal_requests::decided_by.eq(by),
        removal_requests::decided_at.eq(now),
    );
    diesel::update(removal_requests::table.find(id)).set(values).execute(c)?;
    Ok(())
}

/// A page of those that wait for an admin, or of those that were decided; oldest first.
pub fn list(c: &mut AnyConn, is_open: bool, after: Option<RemovalRequestId>, limit: i64) -> Result<Vec<RemovalRequestRow>> {
    let mut query = removal_requests::table.into_boxed::<MultiBackend>();
    query = match is_open {
        true => query.filter(removal_requests::decided_at.is_null()),
        false => query.filter(removal_requests::decided_at.is_not_null()),
    };
    if let Some(after) = after {
        query = query.filter(removal_requests::id.gt(after));
    }
    Ok(query.order(removal_requests::id).limit(limit).select(RemovalRequestRow::as_select()).load(c)?)
}

pub fn list_ids_of(c: &mut AnyConn, resource: ResourceId) -> Result<Vec<RemovalRequestId>> {
    Ok(removal_requests::table.filter(removal_requests::resource_id.eq(resource)).select(removal_requests::id).load(c)?)
}
