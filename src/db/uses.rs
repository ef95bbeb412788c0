//! Use reports: how somebody used a resource.

use super::dialect::{self, AnyConn, MultiBackend};
use super::schema::uses;
use crate::domain::ids::{OrganizationId, ResourceId, UseId, UserId};
use crate::domain::time::Timestamp;
use crate::domain::words::UseStatus;
use crate::error::{Error, Result};
use diesel::prelude::*;

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = uses)]
pub struct UseRow {
    pub id: UseId,
    pub resource_id: ResourceId,
    pub organization_id: OrganizationId,
    pub user_id: UserId,
    pub status: UseStatus,
    pub people: Option<i32>,
    pub setting: Option<String>,
    pub changed: Option<String>,
    pub text: String,
    /// The resource that came of it.
    pub adaptation_id: Option<ResourceId>,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub decided_by: Option<UserId>,
    pub decided_at: Option<Timestamp>,
    pub decision_note: Option<String>,
}

pub fn insert(c: &mut AnyConn, report: &UseRow) -> Result<()> {
    diesel::insert_into(uses::table).values(report).execute(c)?;
    Ok(())
}

pub fn find(c: &mut AnyConn, id: UseId) -> Result<UseRow> {
    uses::table.find(id).select(UseRow::as_select()).first(c).optional()?.ok_or(Error::NotFound("use"))
}

/// The use report, locked until the transaction ends.
pub fn lock(c: &mut AnyConn, id: UseId) -> Result<UseRow> {
    dialect::lock_row(c, "uses", &id.to_string())?;
    find(c, id)
}

/// Writes a changed row, which the caller has locked.
pub fn save(c: &mut AnyConn, report: &UseRow) -> Result<()> {
    let values = (
        uses::status.eq(report.status),
        uses::people.eq(report.people),
        uses::setting.eq(&report.setting),
        uses::changed.eq(&report.changed),
        uses::text.eq(&report.text),
        uses::adaptation_id.eq(report.adaptation_id),
        uses::version.eq(report.version),
        uses::updated_at.eq(report.updated_at),
        uses::decided_by.eq(report.decided_by),
        uses::decided_at.eq(report.decided_at),
        uses::decision_note.eq(&report.decision_note),
    );
    diesel::update(uses::table.find(report.id)).set(values).execute(c)?;
    Ok(())
}

/// What one organization told is told by another from now on.
pub fn move_all(c: &mut AnyConn, from: OrganizationId, to: OrganizationId) -> Result<()> {
    diesel::update(uses::table.filter(uses::organization_id.eq(from))).set(uses::organization_id.eq(to)).execute(c)?;
    Ok(())
}

pub fn delete(c: &mut AnyConn, id: UseId) -> Result<()> {
    diesel::delete(uses::table.find(id)).execute(c)?;
    Ok(())
}

pub fn count_approved(c: &mut AnyConn, resource: ResourceId) -> Result<i64> {
    Ok(uses::table.filter(uses::resource_id.eq(resource)).filter(uses::status.eq(UseStatus::Approved)).count().get_result(c)?)
}

/// Which use reports a list is to hold.
#[derive(Clone, Default)]
pub struct Filter {
    pub status: Option<UseStatus>,
    pub resource: Option<ResourceId>,
    pub organizations: Option<Vec<OrganizationId>>,
}

fn filtered<'a>(filter: &Filter) -> uses::BoxedQuery<'a, MultiBackend> {
    let mut query = uses::table.into_boxed::<MultiBackend>();
    if let Some(status) = filter.status {
        query = query.filter(uses::status.eq(status));
    }
    if let Some(resource) = filter.resource {
        query = query.filter(uses::resource_id.eq(resource));
    }
    if let Some(organizations) = &filter.organizations {
        query = query.filter(uses::organization_id.eq_any(organizations.clone()));
    }
    query
}

/// A page, oldest first: as a queue is worked off.
pub fn list_oldest(c: &mut AnyConn, filter: &Filter, after: Option<UseId>, limit: i64) -> Result<Vec<UseRow>> {
    let mut query = filtered(filter);
    if let Some(after) = after {
        query = query.filter(uses::id.gt(after));
    }
    Ok(query.order(uses::id).limit(limit).select(UseRow::as_select()).load(c)?)
}

/// A page, newest first: as it is read.
pub fn list_newest(c: &mut AnyConn, filter: &Filter, before: Option<UseId>, limit: i64) -> Result<Vec<UseRow>> {
    let mut query = filtered(filter);
    if let Some(before) = before {
        query = query.filter(uses::id.lt(before));
    }
    Ok(query.order(uses::id.desc()).limit(limit).select(UseRow::as_select()).load(c)?)
}

pub fn list_ids_of(c: &mut AnyConn, resource: ResourceId) -> Result<Vec<UseId>> {
    Ok(uses::table.filter(uses::resource_id.eq(resource)).select(uses::id).load(c)?)
}
