//! What the public sees: a resource points to its current edition.

use super::dialect::{self, AnyConn, MultiBackend};
use super::schema::resources;
use crate::domain::ids::{EditionId, OrganizationId, ResourceId, UserId};
use crate::domain::time::Timestamp;
use crate::domain::words::{ResourceStatus, WithdrawalReason};
use crate::error::{Error, Result};
use diesel::prelude::*;

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = resources)]
pub struct ResourceRow {
    pub id: ResourceId,
    pub organization_id: OrganizationId,
    pub status: ResourceStatus,
    pub current_edition_id: Option<EditionId>,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub withdrawn_at: Option<Timestamp>,
    pub withdrawn_by: Option<UserId>,
    pub withdrawal_reason: Option<WithdrawalReason>,
    pub withdrawal_note: Option<String>,
}

pub fn insert(c: &mut AnyConn, resource: &ResourceRow) -> Result<()> {
    diesel::insert_into(resources::table).values(resource).execute(c)?;
    Ok(())
}

pub fn get(c: &mut AnyConn, id: ResourceId) -> Result<Option<ResourceRow>> {
    Ok(resources::table.find(id).select(ResourceRow::as_select()).first(c).optional()?)
}

pub fn find(c: &mut AnyConn, id: ResourceId) -> Result<ResourceRow> {
    get(c, id)?.ok_or(Error::NotFound("resource"))
}

/// The resource, locked until the transaction ends.
pub fn lock(c: &mut AnyConn, id: ResourceId) -> Result<ResourceRow> {
    dialect::lock_row(c, "resources", &id.to_string())?;
    find(c, id)
}

pub fn set_current_edition(c: &mut AnyConn, id: ResourceId, edition: EditionId, now: Timestamp) -> Result<()> {
    let values = (resources::current_edition_id.eq(edition), resources::updated_at.eq(now), resources::version.eq(resources::version + 1));
    diesel::update(resources::table.find(id)).set(values).execute(c)?;
    Ok(())
}

/// Why, by whom and when a resource was withdrawn.
pub struct Withdrawal<'a> {
    pub by: UserId,
    pub reason: WithdrawalReason,
    pub note: Option<&'a str>,
}

/// Withdraws, or with `None` brings back.
pub fn set_withdrawn(c: &mut AnyConn, id: ResourceId, withdrawal: Option<&Withdrawal>, now: Timestamp) -> Result<()> {
    let status = if withdrawal.is_some() { ResourceStatus::Withdrawn } else { ResourceStatus::Public };
    let values = (
        resources::status.eq(status),
        resources::withdrawn_at.eq(withdrawal.map(|_| now)),
        resources::withdrawn_by.eq(withdrawal.map(|w| w.by)),
        resources::withdrawal_reason.eq(withdrawal.map(|w| w.reason)),
        resources::withdrawal_note.eq(withdrawal.and_then(|w| w.note)),
        resources::updated_at.eq(now),
        resources::version.eq(resources::version + 1),
    );
    diesel::update(resources::table.find(id)).set(values).execute(c)?;
    Ok(())
}

/// The ids of all public resources, by page, in order.
pub fn list_public_ids(c: &mut AnyConn, after: Option<ResourceId>, limit: i64) -> Result<Vec<ResourceId>> {
    let mut query = resources::table
        .filter(resources::status.eq(ResourceStatus::Public))
        .filter(resources::current_edition_id.is_not_null())
        .select(resources::id)
        .order(resources::id)
        .limit(limit)
        .into_boxed::<MultiBackend>();
    if let Some(after) = after {
        query = query.filter(resources::id.gt(after));
    }
    Ok(query.load(c)?)
}

/// The ids of everything that was ever published and not purged, of one organization or of all, by page, in order.
pub fn list_published_ids(
    c: &mut AnyConn,
    organization: Option<OrganizationId>,
    after: Option<ResourceId>,
    limit: i64,
) -> Result<Vec<ResourceId>> {
    let published = resources::table.filter(resources::current_edition_id.is_not_null());
    let mut query = published.select(resources::id).order(resources::id).limit(limit).into_boxed::<MultiBackend>();
    if let Some(organization) = organization {
        query = query.filter(resources::organization_id.eq(organization));
    }
    if let Some(after) = after {
        query = query.filter(resources::id.gt(after));
    }
    Ok(query.load(c)?)
}

/// The public resources of an organization: they change in the index when its name does.
pub fn list_public_of_organization(c: &mut AnyConn, organization: OrganizationId) -> Result<Vec<ResourceId>> {
    Ok(resources::table
        .filter(resources::organization_id.eq(organization))
        .filter(resources::status.eq(ResourceStatus::Public))
        .filter(resources::current_edition_id.is_not_null())
        .select(resources::id)
        .load(c)?)
}

/// Deletes the row, after everything that names it.
pub fn delete(c: &mut AnyConn, id: ResourceId) -> Result<()> {
    diesel::delete(resources::table.find(id)).execute(c)?;
    Ok(())
}
