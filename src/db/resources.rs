//! What the public sees: a resource points to its current edition.

use super::dialect::{self, AnyConn, MultiBackend};
use super::schema::resources;
use crate::domain::ids::{EditionId, HidingId, OrganizationId, ResourceId, UserId};
use crate::domain::time::Timestamp;
use crate::domain::words::{ResourceStatus, Standing, WithdrawalReason};
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
    /// By when somebody is to look whether it still holds.
    pub review_by: Option<Timestamp>,
    /// When somebody last said that it does.
    pub reviewed_at: Option<Timestamp>,
    /// How far the reminders are: see [`crate::library::review_dates`].
    pub review_stage: i32,
    /// The hiding that waits for an admin. The status is `withdrawn` meanwhile, so that whatever asks for public ones leaves it out.
    pub hiding_id: Option<HidingId>,
    /// Since when its link is known to lead nowhere.
    pub link_dead_since: Option<Timestamp>,
    /// How many approved use reports it has.
    pub use_count: i64,
}

impl ResourceRow {
    /// As publishing makes it: public, and without an edition until that is written.
    pub fn new(id: ResourceId, organization_id: OrganizationId, now: Timestamp) -> Self {
        Self {
            id,
            organization_id,
            status: ResourceStatus::Public,
            current_edition_id: None,
            version: 1,
            created_at: now,
            updated_at: now,
            withdrawn_at: None,
            withdrawn_by: None,
            withdrawal_reason: None,
            withdrawal_note: None,
            review_by: None,
            reviewed_at: None,
            review_stage: 0,
            hiding_id: None,
            link_dead_since: None,
            use_count: 0,
        }
    }

    pub fn standing(&self) -> Standing {
        match (self.status, self.hiding_id) {
            (ResourceStatus::Public, _) => Standing::Public,
            (ResourceStatus::Withdrawn, Some(_)) => Standing::Hidden,
            (ResourceStatus::Withdrawn, None) => Standing::Withdrawn,
        }
    }
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

/// Says which hiding waits for an admin, or with `None` that none does.
pub fn set_hiding(c: &mut AnyConn, id: ResourceId, hiding: Option<HidingId>) -> Result<()> {
    diesel::update(resources::table.find(id)).set(resources::hiding_id.eq(hiding)).execute(c)?;
    Ok(())
}

/// Sets the date of the next look, of which nobody has been reminded yet.
pub fn set_review(c: &mut AnyConn, id: ResourceId, review_by: Timestamp, reviewed_at: Option<Timestamp>) -> Result<()> {
    let values = (resources::review_by.eq(review_by), resources::reviewed_at.eq(reviewed_at), resources::review_stage.eq(0));
    diesel::update(resources::table.find(id)).set(values).execute(c)?;
    Ok(())
}

/// Moves the reminders on, never back.
pub fn set_review_stage(c: &mut AnyConn, ids: &[ResourceId], stage: i32) -> Result<()> {
    let earlier = resources::table.filter(resources::id.eq_any(ids)).filter(resources::review_stage.lt(stage));
    diesel::update(earlier).set(resources::review_stage.eq(stage)).execute(c)?;
    Ok(())
}

/// Public resources that are to be looked at by a time and whose reminders are not yet at a stage, the most urgent first.
pub fn list_review_due(c: &mut AnyConn, until: Timestamp, stage: i32, limit: i64) -> Result<Vec<ResourceRow>> {
    let due = resources::table.filter(resources::review_by.le(until)).filter(resources::review_stage.lt(stage));
    let public = due.filter(resources::status.eq(ResourceStatus::Public)).filter(resources::current_edition_id.is_not_null());
    Ok(public.order((resources::review_by, resources::id)).limit(limit).select(ResourceRow::as_select()).load(c)?)
}

/// The public resources of an organization that are to be looked at by a time, the most urgent first.
pub fn list_review_due_of(c: &mut AnyConn, organization: OrganizationId, until: Timestamp, limit: i64) -> Result<Vec<ResourceRow>> {
    let due = resources::table.filter(resources::organization_id.eq(organization)).filter(resources::review_by.le(until));
    let public = due.filter(resources::status.eq(ResourceStatus::Public)).filter(resources::current_edition_id.is_not_null());
    Ok(public.order((resources::review_by, resources::id)).limit(limit).select(ResourceRow::as_select()).load(c)?)
}

/// Published resources without a date: those of a library that knew none.
pub fn list_without_review_date(c: &mut AnyConn, limit: i64) -> Result<Vec<ResourceRow>> {
    let undated = resources::table.filter(resources::review_by.is_null()).filter(resources::current_edition_id.is_not_null());
    Ok(undated.order(resources::id).limit(limit).select(ResourceRow::as_select()).load(c)?)
}

pub fn set_link_dead(c: &mut AnyConn, id: ResourceId, since: Option<Timestamp>) -> Result<()> {
    diesel::update(resources::table.find(id)).set(resources::link_dead_since.eq(since)).execute(c)?;
    Ok(())
}

pub fn set_use_count(c: &mut AnyConn, id: ResourceId, count: i64) -> Result<()> {
    diesel::update(resources::table.find(id)).set(resources::use_count.eq(count)).execute(c)?;
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

/// Gives all resources of one organization to another.
pub fn move_all(c: &mut AnyConn, from: OrganizationId, to: OrganizationId) -> Result<usize> {
    let of_it = resources::table.filter(resources::organization_id.eq(from));
    Ok(diesel::update(of_it).set(resources::organization_id.eq(to)).execute(c)?)
}

/// Deletes the row, after everything that names it.
pub fn delete(c: &mut AnyConn, id: ResourceId) -> Result<()> {
    diesel::delete(resources::table.find(id)).execute(c)?;
    Ok(())
}
