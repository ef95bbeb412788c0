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

/// The invitation of an address into an organization that still waits for an answer and has not expired.
pub fn get_open(c: &mut AnyConn, organization: OrganizationId, folded_email: &str, now: Timestamp) -> Result<Option<InvitationRow>> {
    let to_it = invitations::table.filter(invitations::folded_email.eq(folded_email)).filter(invitations::organization_id.eq(organization));
    let open = to_it.filter(invitations::status.eq(InvitationStatus::Open)).filter(invitations::expires_at.gt(now));
    Ok(open.order(invitations::id.desc()).select(InvitationRow::as_select()).first(c).optional()?)
}

/// The invitations of an address that wait for an answer, newest first. An address has few.
pub fn list_open_of_address(c: &mut AnyConn, folded_email: &str, now: Timestamp, limit: i64) -> Result<Vec<InvitationRow>> {
    let open = invitations::table.filter(invitations::folded_email.eq(folded_email)).filter(invitations::status.eq(InvitationStatus::Open));
    let living = open.filter(invitations::expires_at.gt(now)).order(invitations::id.desc());
    Ok(living.limit(limit).select(InvitationRow::as_select()).load(c)?)
}

/// Ends all that are open: nobody is to come in by them any more.
pub fn revoke_all(c: &mut AnyConn, organization: OrganizationId, now: Timestamp) -> Result<()> {
    let open =
        invitations::table.filter(invitations::organization_id.eq(organization)).filter(invitations::status.eq(InvitationStatus::Open));
    diesel::update(open).set((invitations::status.eq(InvitationStatus::Revoked), invitations::answered_at.eq(now))).execute(c)?;
    Ok(())
}

/// Lets the open ones lead into another organization.
pub fn move_open(c: &mut AnyConn, from: OrganizationId, to: OrganizationId) -> Result<()> {
    let open = invitations::table.filter(invitations::organization_id.eq(from)).filter(invitations::status.eq(InvitationStatus::Open));
    diesel::update(open).set(invitations::organization_id.eq(to)).execute(c)?;
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
