//! ProfileChanges of a profile as its managers asked for them, and the pictures that belong to them.

use super::dialect::{self, AnyConn, MultiBackend, per_backend};
use super::schema::{organization_edits as edits, organization_logos as logos};
use crate::domain::ids::{EditId, OrganizationId, UserId};
use crate::domain::profile::ProfileChanges;
use crate::domain::time::Timestamp;
use crate::domain::words::EditStatus;
use crate::error::{Context, Error, Result};
use diesel::prelude::*;

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = edits)]
pub struct EditRow {
    pub id: EditId,
    pub organization_id: OrganizationId,
    pub proposed_by: UserId,
    /// JSON: see [`ProfileChanges`].
    pub changes: String,
    pub status: EditStatus,
    /// An admin's, for who proposed it.
    pub note: Option<String>,
    pub created_at: Timestamp,
    pub decided_at: Option<Timestamp>,
    pub decided_by: Option<UserId>,
}

impl EditRow {
    pub fn changes(&self) -> Result<ProfileChanges> {
        serde_json::from_str(&self.changes).context("reading an edit")
    }
}

pub fn insert(c: &mut AnyConn, edit: &EditRow) -> Result<()> {
    diesel::insert_into(edits::table).values(edit).execute(c)?;
    Ok(())
}

pub fn find(c: &mut AnyConn, id: EditId) -> Result<EditRow> {
    edits::table.find(id).select(EditRow::as_select()).first(c).optional()?.ok_or(Error::NotFound("edit"))
}

/// The edit, locked until the transaction ends.
pub fn lock(c: &mut AnyConn, id: EditId) -> Result<EditRow> {
    dialect::lock_row(c, "organization_edits", &id.to_string())?;
    find(c, id)
}

/// The one edit of an organization that an admin is to look at.
pub fn get_waiting(c: &mut AnyConn, organization: OrganizationId) -> Result<Option<EditRow>> {
    let waiting = edits::table.filter(edits::organization_id.eq(organization)).filter(edits::status.eq(EditStatus::Waiting));
    Ok(waiting.select(EditRow::as_select()).first(c).optional()?)
}

/// How many an admin has accepted so far.
pub fn count_accepted(c: &mut AnyConn, organization: OrganizationId) -> Result<i64> {
    let accepted = edits::table.filter(edits::organization_id.eq(organization)).filter(edits::status.eq(EditStatus::Accepted));
    Ok(accepted.count().get_result(c)?)
}

pub fn set_decided(c: &mut AnyConn, id: EditId, status: EditStatus, by: UserId, note: Option<&str>, now: Timestamp) -> Result<()> {
    let values = (edits::status.eq(status), edits::decided_by.eq(by), edits::note.eq(note), edits::decided_at.eq(now));
    diesel::update(edits::table.find(id)).set(values).execute(c)?;
    Ok(())
}

/// Those that wait, the oldest first, after the one named by `after`.
pub fn list_waiting(c: &mut AnyConn, after: Option<EditId>, limit: i64) -> Result<Vec<EditRow>> {
    let mut query = edits::table
        .filter(edits::status.eq(EditStatus::Waiting))
        .select(EditRow::as_select())
        .order(edits::id)
        .limit(limit)
        .into_boxed::<MultiBackend>();
    if let Some(after) = after {
        query = query.filter(edits::id.gt(after));
    }
    Ok(query.load(c)?)
}

/// The last edits of an organization, newest first.
pub fn list_of_organization(c: &mut AnyConn, organization: OrganizationId, limit: i64) -> Result<Vec<EditRow>> {
    let of_it = edits::table.filter(edits::organization_id.eq(organization));
    Ok(of_it.order(edits::id.desc()).limit(limit).select(EditRow::as_select()).load(c)?)
}

/// Keeps the bytes of a picture for an organization.
pub fn keep_logo(c: &mut AnyConn, organization: OrganizationId, sha256: &str, now: Timestamp) -> Result<()> {
    let row = (logos::organization_id.eq(organization), logos::blob_sha256.eq(sha256), logos::created_at.eq(now));
    per_backend!(c, inner => diesel::insert_into(logos::table).values(row).on_conflict_do_nothing().execute(inner))?;
    Ok(())
}

/// Lets go of all pictures of an organization but these.
pub fn keep_only_logos(c: &mut AnyConn, organization: OrganizationId, kept: &[String]) -> Result<()> {
    let others = logos::table.filter(logos::organization_id.eq(organization)).filter(logos::blob_sha256.ne_all(kept.to_vec()));
    diesel::delete(others).execute(c)?;
    Ok(())
}
