//! Invitations: seen, accepted (which makes the account) or declined, by whoever holds the link.

use super::accounts::{self, NewUser};
use super::notices::{self, Kind};
use super::organizations::INVITATION_DAYS;
use crate::auth::User;
use crate::db::events::{self, Event};
use crate::db::invitations::{self, InvitationRow};
use crate::db::memberships::{self, MembershipRow};
use crate::db::users::{self, UserRow};
use crate::db::{AnyConn, Tx, organizations};
use crate::domain::ids::{InvitationId, OrganizationId, UserId};
use crate::domain::language::LanguageTag;
use crate::domain::text::EmailAddress;
use crate::domain::time::Timestamp;
use crate::domain::words::{InvitationStatus, MembershipRole, OrganizationStatus, SiteRole};
use crate::error::{Error, Result};
use serde_json::json;

/// An invitation as its holder sees it.
pub struct Offer {
    pub invitation: InvitationRow,
    pub organization_name: Option<String>,
    /// Whether the address has an account already: then accepting joins, and takes no new password.
    pub has_account: bool,
}

/// What the holder of a link is offered.
pub fn find_offer(c: &mut AnyConn, id: InvitationId, now: Timestamp) -> Result<Offer> {
    let invitation = invitations::find(c, id)?;
    check_open(&invitation, now)?;
    let organization_name = match invitation.organization_id {
        Some(id) => Some(organizations::find(c, id)?.name),
        None => None,
    };
    let has_account = users::get_by_email(c, &address(&invitation)?)?.is_some();
    Ok(Offer { invitation, organization_name, has_account })
}

fn check_open(invitation: &InvitationRow, now: Timestamp) -> Result<()> {
    if invitation.status != InvitationStatus::Open {
        return Err(Error::conflict("invitation_answered", format!("This invitation is {} and can't be used again.", invitation.status)));
    }
    if invitation.expires_at <= now {
        return Err(Error::conflict("invitation_expired", "This invitation has expired; ask for a new one."));
    }
    Ok(())
}

fn address(invitation: &InvitationRow) -> Result<EmailAddress> {
    EmailAddress::parse(&invitation.email).map_err(|fault| Error::internal("reading an invited address", fault))
}

/// What a new account needs besides the address.
pub struct NewLogin {
    pub name: String,
    pub password_hash: String,
}

/// Accepts: makes the account, or joins with the one that the address has, and becomes a member. `login` is for the first case.
pub fn accept(tx: &mut Tx, id: InvitationId, login: Option<&NewLogin>, now: Timestamp) -> Result<UserRow> {
    let invitation = invitations::lock(tx, id)?;
    check_open(&invitation, now)?;
    let email = address(&invitation)?;
    let user = match users::get_by_email(tx, &email)? {
        // The account's own password stays: a mailed link must not replace it unasked.
        Some(user) => user,
        None => {
            let gone = || Error::conflict("account_needed", "This address has no account (any more); send a name and a password.");
            let NewLogin { name, password_hash } = login.ok_or_else(gone)?;
            let new = NewUser { email: &email, name, role: SiteRole::User, language: &invitation.language, password_hash };
            accounts::create(tx, &new, now)?
        }
    };
    if let Some(organization_id) = invitation.organization_id {
        join(tx, user.id, organization_id, invitation.role, now)?;
    }
    invitations::set_answered(tx, id, InvitationStatus::Accepted, Some(user.id), now)?;
    record(tx, Some(&user), "invitation.accept", id, now)?;
    Ok(user)
}

/// Makes a member, or of a member a manager: an invitation can give rights and never takes one.
fn join(tx: &mut Tx, user_id: UserId, organization_id: OrganizationId, role: MembershipRole, now: Timestamp) -> Result<()> {
    match memberships::get(tx, user_id, organization_id)? {
        None => memberships::insert(tx, &MembershipRow { user_id, organization_id, role, created_at: now }),
        Some(_) if role == MembershipRole::Manager => memberships::set_role(tx, user_id, organization_id, role),
        Some(_) => Ok(()),
    }
}

pub fn decline(tx: &mut Tx, id: InvitationId, now: Timestamp) -> Result<()> {
    let invitation = invitations::lock(tx, id)?;
    check_open(&invitation, now)?;
    invitations::set_answered(tx, id, InvitationStatus::Declined, None, now)?;
    record(tx, None, "invitation.decline", id, now)
}

/// The invitations into an organization, newest first, after the one named by `before`.
pub fn list(
    c: &mut AnyConn,
    manager: &User,
    organization: OrganizationId,
    before: Option<InvitationId>,
    limit: i64,
) -> Result<Vec<InvitationRow>> {
    manager.may_manage(organization)?;
    organizations::find(c, organization)?;
    invitations::list_of_organization(c, organization, before, limit)
}

/// Invites someone into an organization.
pub fn invite(
    tx: &mut Tx,
    manager: &User,
    organization_id: OrganizationId,
    email: &EmailAddress,
    role: MembershipRole,
    language: &LanguageTag,
    now: Timestamp,
) -> Result<InvitationRow> {
    manager.may_manage(organization_id)?;
    let organization = organizations::lock(tx, organization_id)?;
    if organization.status != OrganizationStatus::Active {
        return Err(Error::forbidden("organization_not_active", format!("{} is {}.", organization.name, organization.status)));
    }
    let invitation = InvitationRow {
        id: InvitationId::new(),
        organization_id: Some(organization_id),
        email: email.as_str().to_owned(),
        folded_email: email.folded(),
        role,
        language: language.clone(),
        status: InvitationStatus::Open,
        invited_by: Some(manager.id()),
        created_at: now,
        expires_at: now.plus_days(INVITATION_DAYS),
        answered_at: None,
        user_id: None,
    };
    invitations::insert(tx, &invitation)?;
    let event = Event {
        actor: Some(manager.id()),
        act: "invitation.send",
        subject_kind: "invitation",
        subject: &invitation.id,
        details: json!({"organization": organization_id, "role": role}),
        personal: &[("email", email.as_str())],
    };
    events::record(tx, &event, now)?;
    notices::tell_address(tx, email.as_str(), language, Kind::Invitation, &invitation.id, now)?;
    Ok(invitation)
}

fn record(tx: &mut Tx, user: Option<&UserRow>, act: &'static str, id: InvitationId, now: Timestamp) -> Result<()> {
    let actor = user.map(|user| user.id);
    events::record(tx, &Event { actor, act, subject_kind: "invitation", subject: &id, details: json!({}), personal: &[] }, now)
}
