//! Requests of people with an account to join an organization.

use super::dialect::{self, AnyConn, MultiBackend};
use super::schema::{join_requests, organizations, users};
use crate::domain::ids::{JoinRequestId, OrganizationId, UserId};
use crate::domain::time::Timestamp;
use crate::domain::words::JoinRequestStatus;
use crate::error::{Error, Result};
use diesel::prelude::*;

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = join_requests)]
pub struct JoinRequestRow {
    pub id: JoinRequestId,
    pub organization_id: OrganizationId,
    pub user_id: UserId,
    pub message: Option<String>,
    pub status: JoinRequestStatus,
    /// What was said with the answer.
    pub note: Option<String>,
    pub created_at: Timestamp,
    pub answered_at: Option<Timestamp>,
    pub answered_by: Option<UserId>,
}

pub fn insert(c: &mut AnyConn, request: &JoinRequestRow) -> Result<()> {
    diesel::insert_into(join_requests::table).values(request).execute(c)?;
    Ok(())
}

pub fn find(c: &mut AnyConn, id: JoinRequestId) -> Result<JoinRequestRow> {
    let found = join_requests::table.find(id).select(JoinRequestRow::as_select()).first(c).optional()?;
    found.ok_or(Error::NotFound("request"))
}

/// The request, locked until the transaction ends.
pub fn lock(c: &mut AnyConn, id: JoinRequestId) -> Result<JoinRequestRow> {
    dialect::lock_row(c, "join_requests", &id.to_string())?;
    find(c, id)
}

pub fn get_open(c: &mut AnyConn, organization: OrganizationId, user: UserId) -> Result<Option<JoinRequestRow>> {
    let open = join_requests::table.filter(join_requests::user_id.eq(user)).filter(join_requests::organization_id.eq(organization));
    let open = open.filter(join_requests::status.eq(JoinRequestStatus::Open));
    Ok(open.select(JoinRequestRow::as_select()).first(c).optional()?)
}

/// What became of a request, by whom and when.
pub struct Answer<'a> {
    pub status: JoinRequestStatus,
    pub note: Option<&'a str>,
    pub by: UserId,
}

pub fn set_answered(c: &mut AnyConn, id: JoinRequestId, answer: &Answer, now: Timestamp) -> Result<()> {
    let values = (
        join_requests::status.eq(answer.status),
        join_requests::note.eq(answer.note),
        join_requests::answered_by.eq(answer.by),
        join_requests::answered_at.eq(now),
    );
    diesel::update(join_requests::table.find(id)).set(values).execute(c)?;
    Ok(())
}

/// Requests with who asks: name and address.
pub type Asked = (JoinRequestRow, String, String);

/// The requests to join an organization, newest first, after the one named by `before`.
pub fn list_of_organization(
    c: &mut AnyConn,
    organization: OrganizationId,
    status: Option<JoinRequestStatus>,
    before: Option<JoinRequestId>,
    limit: i64,
) -> Result<Vec<Asked>> {
    let mut query = join_requests::table
        .inner_join(users::table.on(users::id.eq(join_requests::user_id)))
        .filter(join_requests::organization_id.eq(organization))
        .select((JoinRequestRow::as_select(), users::name, users::email))
        .order(join_requests::id.desc())
        .limit(limit)
        .into_boxed::<MultiBackend>();
    if let Some(status) = status {
        query = query.filter(join_requests::status.eq(status));
    }
    if let Some(before) = before {
        query = query.filter(join_requests::id.lt(before));
    }
    Ok(query.load(c)?)
}

/// One's own requests with the names of the organizations, newest first.
pub fn list_of_user(c: &mut AnyConn, user: UserId, before: Option<JoinRequestId>, limit: i64) -> Result<Vec<(JoinRequestRow, String)>> {
    let mut query = join_requests::table
        .inner_join(organizations::table)
        .filter(join_requests::user_id.eq(user))
        .select((JoinRequestRow::as_select(), organizations::name))
        .order(join_requests::id.desc())
        .limit(limit)
        .into_boxed::<MultiBackend>();
    if let Some(before) = before {
        query = query.filter(join_requests::id.lt(before));
    }
    Ok(query.load(c)?)
}

/// All that wait for an answer from an organization.
pub fn list_open(c: &mut AnyConn, organization: OrganizationId) -> Result<Vec<JoinRequestRow>> {
    let open = join_requests::table.filter(join_requests::organization_id.eq(organization));
    let open = open.filter(join_requests::status.eq(JoinRequestStatus::Open));
    Ok(open.order(join_requests::id).select(JoinRequestRow::as_select()).load(c)?)
}

/// Lets a request be one to join another organization.
pub fn set_organization(c: &mut AnyConn, id: JoinRequestId, organization: OrganizationId) -> Result<()> {
    diesel::update(join_requests::table.find(id)).set(join_requests::organization_id.eq(organization)).execute(c)?;
    Ok(())
}
