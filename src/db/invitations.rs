//! Invitations to join the library. The secret of its link is not here: it is the id, signed (see `auth::links`).

use super::dialect::{self, AnyConn};
use super::schema::invitations;
use crate::domain::ids::{InvitationId, OrganizationId, UserId};
use crate::domain::language::LanguageTag;
use crate::domain::time::Timestamp;
use crate::domain::words::{InvitationStatus, MembershipRole};
use crate::error::{Error, Result};
use diesel::prelude::*;

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = invitations)]
pub struct InvitationRow {
    pub id: InvitationId,
    pub organization_id: Option<OrganizationId>,
    pub email: String,
    pub folded_email: String,
    pub role: MembershipRole,
    pub language: LanguageTag,
    pub status: InvitationStatus,
    pub invited_by: Option<UserId>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub answered_at: Option<Timestamp>,
    pub user_id: Option<UserId>,
}

pub fn insert(c: &mut AnyConn, invitation: &InvitationRow) -> Result<()> {
    diesel::insert_into(invitations::table).values(invitation).execute(c)?;
    Ok(())
}

pub fn find(c: &mut AnyConn, id: InvitationId) -> Result<InvitationRow> {
    let found = invitations::table.find(id).select(InvitationRow::as_select()).first(c).optional()?;
    found.ok_or(Error::NotFound("invitation"))
}

/// The invitation, locked until the transaction ends.
pub fn lock(c: &mut AnyConn, id: InvitationId) -> Result<InvitationRow> {
    dialect::lock_row(c, "invitations", &id.to_string())?;
    find(c, id)
}

pub fn set_answered(c: &mut AnyConn, id: InvitationId, status: InvitationStatus, user: Option<UserId>, now: Timestamp) -> Result<()> {
    let values = (invitations::status.eq(status), invitations::answered_at.eq(now), invitations::user_id.eq(user));
    diesel::update(invitations::table.find(id)).set(values).execute(c)?;
    Ok(())
}

/// The invitations of an organization, newest first, after the one named by `before`.
pub fn list_of_organization(
    c: &mut AnyConn,
    organization: OrganizationId,
    before: Option<InvitationId>,
    limit: i64,
) -> Result<Vec<InvitationRow>> {
    let mut query = invitations::table
        .filter(invitations::organization_id.eq(organization))
        .select(InvitationRow::as_select())
        .order(invitations::id.desc())
        .limit(limit)
        .into_boxed::<dialect::MultiBackend>();
    if let Some(before) = before {
        query = query.filter(invitations::id.lt(before));
    }
    Ok(query.load(c)?)
}
