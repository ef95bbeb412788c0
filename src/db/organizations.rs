//! Members of the network, and applications to become one. How they are found and ordered is in [`directory`].

pub mod directory;

use super::dialect::{self, AnyConn, MultiBackend};
use super::schema::{memberships, organizations};
use crate::domain::ids::{OrganizationId, UserId};
use crate::domain::language::LanguageTag;
use crate::domain::profile::ProfileTranslation;
use crate::domain::time::Timestamp;
use crate::domain::words::{MembershipRole, OrganizationStatus};
use crate::error::{Context, Error, Result};
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use std::collections::BTreeMap;

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
    /// When someone of it was last seen here.
    pub last_active_at: Option<Timestamp>,
    /// Why it was suspended or closed, in an admin's words.
    pub status_reason: Option<String>,
    pub status_changed_at: Option<Timestamp>,
    /// The organization that it became a part of.
    pub merged_into: Option<OrganizationId>,
    /// Absent: what the library gives everyone.
    pub quota_bytes: Option<i64>,
    /// When its people were told that it will be put to sleep, since they were last seen.
    pub warned_at: Option<Timestamp>,
    /// Of the bytes of its picture.
    pub logo_sha256: Option<String>,
}

impl OrganizationRow {
    /// Whether the public may read its page and name in the directory.
    pub fn is_listed(&self) -> bool {
        self.status.is_member() && !self.is_unlisted
    }

    /// The country that the public may know.
    pub fn shown_country(&self) -> Option<&str> {
        self.country.as_deref().filter(|_| !self.hides_country)
    }

    pub fn languages(&self) -> Result<Vec<LanguageTag>> {
        serde_json::from_str(&self.languages).context("reading the languages of an organization")
    }

    pub fn topics(&self) -> Result<Vec<String>> {
        serde_json::from_str(&self.topics).context("reading the topics of an organization")
    }

    pub fn translations(&self) -> Result<BTreeMap<String, ProfileTranslation>> {
        serde_json::from_str(&self.translations).context("reading the translations of an organization")
    }
}

/// Writes a new row, and the words it is found by.
pub fn insert(c: &mut AnyConn, organization: &OrganizationRow) -> Result<()> {
    diesel::insert_into(organizations::table).values(organization).execute(c)?;
    directory::write_words(c, organization)
}

/// Writes all that an act changes of an organization, with the next version. The row was locked by the caller.
pub fn save(c: &mut AnyConn, organization: &mut OrganizationRow, now: Timestamp) -> Result<()> {
    organization.version += 1;
    organization.updated_at = now;
    let o = &*organization;
    let says = (
        organizations::name.eq(&o.name),
        organizations::folded_name.eq(&o.folded_name),
        organizations::summary.eq(&o.summary),
        organizations::country.eq(&o.country),
        organizations::website.eq(&o.website),
        organizations::languages.eq(&o.languages),
        organizations::topics.eq(&o.topics),
        organizations::translations.eq(&o.translations),
        organizations::logo_sha256.eq(&o.logo_sha256),
    );
    let stands = (
        organizations::status.eq(o.status),
        organizations::status_reason.eq(&o.status_reason),
        organizations::status_changed_at.eq(o.status_changed_at),
        organizations::merged_into.eq(o.merged_into),
        organizations::hides_country.eq(o.hides_country),
        organizations::is_unlisted.eq(o.is_unlisted),
        organizations::quota_bytes.eq(o.quota_bytes),
        organizations::last_active_at.eq(o.last_active_at),
        organizations::warned_at.eq(o.warned_at),
        organizations::version.eq(o.version),
        organizations::updated_at.eq(o.updated_at),
    );
    diesel::update(organizations::table.find(o.id)).set((says, stands)).execute(c)?;
    directory::write_words(c, o)
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
pub fn list(c: &mut AnyConn, statuses: &[OrganizationStatus], after: Option<OrganizationId>, limit: i64) -> Result<Vec<OrganizationRow>> {
    let mut query = organizations::table
        .filter(organizations::status.eq_any(statuses.to_vec()))
        .select(OrganizationRow::as_select())
        .order(organizations::id)
        .limit(limit)
        .into_boxed::<MultiBackend>();
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
        organizations::status_changed_at.eq(now),
        organizations::last_active_at.eq(now),
        organizations::updated_at.eq(now),
        organizations::version.eq(organizations::version + 1),
    );
    diesel::update(organizations::table.find(id)).set(values).execute(c)?;
    Ok(())
}

/// Notes that someone of it was seen. No edit: the version stays.
pub fn set_seen(c: &mut AnyConn, id: OrganizationId, now: Timestamp) -> Result<()> {
    let values = (organizations::last_active_at.eq(now), organizations::warned_at.eq(None::<Timestamp>));
    diesel::update(organizations::table.find(id)).set(values).execute(c)?;
    Ok(())
}

pub fn set_warned(c: &mut AnyConn, id: OrganizationId, now: Timestamp) -> Result<()> {
    diesel::update(organizations::table.find(id)).set(organizations::warned_at.eq(now)).execute(c)?;
    Ok(())
}

/// Active ones with members of whom nobody was seen since a time: by page, in the order of their ids. One without members has nobody to be seen.
pub fn list_silent(c: &mut AnyConn, since: Timestamp, after: Option<OrganizationId>, limit: i64) -> Result<Vec<OrganizationRow>> {
    let seen_before = organizations::last_active_at.lt(since).assume_not_null();
    let never_seen = organizations::last_active_at.is_null().and(organizations::created_at.lt(since));
    let mut query = organizations::table
        .filter(organizations::status.eq(OrganizationStatus::Active))
        .filter(never_seen.or(organizations::last_active_at.is_not_null().and(seen_before)))
        .filter(exists(memberships::table.filter(memberships::organization_id.eq(organizations::id))))
        .select(OrganizationRow::as_select())
        .order(organizations::id)
        .limit(limit)
        .into_boxed::<MultiBackend>();
    if let Some(after) = after {
        query = query.filter(organizations::id.gt(after));
    }
    Ok(query.load(c)?)
}

/// Members of the network that nobody manages, by page, in the order of their ids.
pub fn list_unclaimed(c: &mut AnyConn, after: Option<OrganizationId>, limit: i64) -> Result<Vec<OrganizationRow>> {
    let managed =
        memberships::table.filter(memberships::organization_id.eq(organizations::id)).filter(memberships::role.eq(MembershipRole::Manager));
    let members = [OrganizationStatus::Active, OrganizationStatus::Suspended, OrganizationStatus::Dormant];
    let mut query = organizations::table
        .filter(organizations::status.eq_any(members))
        .filter(not(exists(managed)))
        .select(OrganizationRow::as_select())
        .order(organizations::id)
        .limit(limit)
        .into_boxed::<MultiBackend>();
    if let Some(after) = after {
        query = query.filter(organizations::id.gt(after));
    }
    Ok(query.load(c)?)
}

/// Those that became a part of one organization, now part of another.
pub fn move_merged(c: &mut AnyConn, from: OrganizationId, to: OrganizationId) -> Result<()> {
    diesel::update(organizations::table.filter(organizations::merged_into.eq(from))).set(organizations::merged_into.eq(to)).execute(c)?;
    Ok(())
}

/// Where the merged ones among these went: the old id and the new.
pub fn list_merged_of(c: &mut AnyConn, ids: &[OrganizationId]) -> Result<Vec<(OrganizationId, OrganizationId)>> {
    let merged = organizations::table.filter(organizations::id.eq_any(ids)).filter(organizations::merged_into.is_not_null());
    Ok(merged.select((organizations::id, organizations::merged_into.assume_not_null())).load(c)?)
}

/// The names to show for some organizations; unlisted ones are not named.
pub fn list_names(c: &mut AnyConn, ids: &[OrganizationId]) -> Result<Vec<(OrganizationId, String)>> {
    let listed = organizations::table.filter(organizations::id.eq_any(ids)).filter(organizations::is_unlisted.eq(false));
    Ok(listed.select((organizations::id, organizations::name)).load(c)?)
}
