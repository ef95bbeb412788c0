//! Members of the network, and applications to become one.

use super::dialect::{self, AnyConn, MultiBackend};
use super::schema::organizations;
use crate::domain::ids::{OrganizationId, UserId};
use crate::domain::language::LanguageTag;
use crate::domain::time::Timestamp;
use crate::domain::words::OrganizationStatus;
use crate::error::{Error, Result};
use diesel::prelude::*;

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = organizations)]
pub struct OrganizationRow {
    pub id: OrganizationId,
    pub name: String,
    pub folded_name: String,
    pub status: OrganizationStatus,
    pub summary: String,
    pub country: Option<String>,
    pub hides_country: bool,
    pub is_unlisted: bool,
    pub website: Option<String>,
    /// JSON: a list of language tags.
    pub languages: String,
    /// JSON: a list of topics.
    pub topics: String,
    /// JSON: name and summary by language tag.
    pub translations: String,
    pub contact_name: String,
    pub contact_email: String,
    pub contact_language: LanguageTag,
    pub message: Option<String>,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub email_confirmed_at: Option<Timestamp>,
    pub decided_at: Option<Timestamp>,
    pub decided_by: Option<UserId>,
    pub decision_note: Option<String>,
    pub last_active_at: Option<Timestamp>,
}

impl OrganizationRow {
    /// Whether the public may read its page and name in the directory.
    pub fn is_listed(&self) -> bool {
        is_member(self.status) && !self.is_unlisted
    }
}

/// What it is called before the public; an unlisted group is not named.
pub fn public_name(organization: &OrganizationRow) -> &str {
    if organization.is_unlisted { "A member of the network" } else { &organization.name }
}

/// Whether it was accepted once: its resources stay public even while it sleeps or is suspended.
pub fn is_member(status: OrganizationStatus) -> bool {
    matches!(status, OrganizationStatus::Active | OrganizationStatus::Suspended | OrganizationStatus::Dormant)
}

pub fn insert(c: &mut AnyConn, organization: &OrganizationRow) -> Result<()> {
    diesel::insert_into(organizations::table).values(organization).execute(c)?;
    Ok(())
}

pub fn get(c: &mut AnyConn, id: OrganizationId) -> Result<Option<OrganizationRow>> {
    Ok(organizations::table.find(id).select(OrganizationRow::as_select()).first(c).optional()?)
}

pub fn find(c: &mut AnyConn, id: OrganizationId) -> Result<OrganizationRow> {
    get(c, id)?.ok_or(Error::NotFound("organization"))
}

/// The member of the network with this folded name.
pub fn get_member_by_name(c: &mut AnyConn, folded_name: &str) -> Result<Option<OrganizationId>> {
    let members = [OrganizationStatus::Active, OrganizationStatus::Suspended, OrganizationStatus::Dormant];
    let named = organizations::table.filter(organizations::folded_name.eq(folded_name)).filter(organizations::status.eq_any(members));
    Ok(named.select(organizations::id).first(c).optional()?)
}

/// The organization, locked until the transaction ends.
pub fn lock(c: &mut AnyConn, id: OrganizationId) -> Result<OrganizationRow> {
    dialect::lock_row(c, "organizations", &id.to_string())?;
    find(c, id)
}

/// A page of those with one of the statuses, in the order of their ids.
pub fn list(
    c: &mut AnyConn,
    statuses: &[OrganizationStatus],
    listed_only: bool,
    after: Option<OrganizationId>,
    limit: i64,
) -> Result<Vec<OrganizationRow>> {
    let mut query = organizations::table
        .filter(organizations::status.eq_any(statuses.to_vec()))
        .select(OrganizationRow::as_select())
        .order(organizations::id)
        .limit(limit)
        .into_boxed::<MultiBackend>();
    if listed_only {
        query = query.filter(organizations::is_unlisted.eq(false));
    }
    if let Some(after) = after {
        query = query.filter(organizations::id.gt(after));
    }
    Ok(query.load(c)?)
}

pub fn set_email_confirmed(c: &mut AnyConn, id: OrganizationId, now: Timestamp) -> Result<()> {
    let values = (organizations::email_confirmed_at.eq(now), organizations::updated_at.eq(now));
    diesel::update(organizations::table.find(id)).set(values).execute(c)?;
    Ok(())
}

pub fn set_decided(
    c: &mut AnyConn,
    id: OrganizationId,
    status: OrganizationStatus,
    by: UserId,
    note: Option<&str>,
    now: Timestamp,
) -> Result<()> {
    let values = (
        organizations::status.eq(status),
        organizations::decided_at.eq(now),
        organizations::decided_by.eq(by),
        organizations::decision_note.eq(note),
        organizations::updated_at.eq(now),
        organizations::version.eq(organizations::version + 1),
    );
    diesel::update(organizations::table.find(id)).set(values).execute(c)?;
    Ok(())
}

/// The names to show for some organizations; unlisted ones are not named.
pub fn list_names(c: &mut AnyConn, ids: &[OrganizationId]) -> Result<Vec<(OrganizationId, String)>> {
    let listed = organizations::table.filter(organizations::id.eq_any(ids)).filter(organizations::is_unlisted.eq(false));
    Ok(listed.select((organizations::id, organizations::name)).load(c)?)
}
