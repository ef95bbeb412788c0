//! Invitations: seen, accepted (which makes the account) or declined, by whoever holds the link.

use super::accounts::{self, NewUser};
use super::notices::{self, Kind};
use super::organizations::INVITATION_DAYS;
use crate::auth::User;
use crate::db::events::{self, Event};
use crate::db::invitations::{self, InvitationRow};
use crate::db::join_requests::{self, Answer};
use crate::db::memberships::{self, MembershipRow};
use crate::db::users::{self, UserRow};
use crate::db::{AnyConn, Tx, organizations};
use crate::domain::ids::{InvitationId, OrganizationId, UserId};
use crate::domain::language::LanguageTag;
use crate::domain::text::EmailAddress;
use crate::domain::time::Timestamp;
use crate::domain::words::{InvitationStatus, JoinRequestStatus, MembershipRole, OrganizationStatus, SiteRole, UserStatus};
use crate::error::{Error, Result};
use serde_json::json;

/// More than anyone is invited to at once.
const MOST_WAITING: i64 = 100;

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
    let invitation = lock(tx, id)?;
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
    take_in(tx, &invitation, &user, now)?;
    Ok(user)
}

/// Accepts as the one who is signed in: the invitation is to their address, which they have proved to be theirs.
pub fn accept_own(tx: &mut Tx, user: &User, id: InvitationId, now: Timestamp) -> Result<InvitationRow> {
    let (invitation, person) = lock_own(tx, user, id, now)?;
    take_in(tx, &invitation, &person, now)?;
    invitations::find(tx, id)
}

/// Declines as the one who is signed in.
pub fn decline_own(tx: &mut Tx, user: &User, id: InvitationId, now: Timestamp) -> Result<InvitationRow> {
    let (invitation, person) = lock_own(tx, user, id, now)?;
    turn_down(tx, &invitation, Some(&person), now)?;
    invitations::find(tx, id)
}

fn lock_own(tx: &mut Tx, user: &User, id: InvitationId, now: Timestamp) -> Result<(InvitationRow, UserRow)> {
    let invitation = lock(tx, id)?;
    let person = users::find(tx, user.id())?;
    if invitation.folded_email != person.folded_email {
        return Err(Error::NotFound("invitation"));
    }
    check_open(&invitation, now)?;
    Ok((invitation, person))
}

/// The organization first, as every act on its people does, then the invitation.
fn lock(tx: &mut Tx, id: InvitationId) -> Result<InvitationRow> {
    if let Some(organization) = invitations::find(tx, id)?.organization_id {
        organizations::lock(tx, organization)?;
    }
    invitations::lock(tx, id)
}

fn take_in(tx: &mut Tx, invitation: &InvitationRow, user: &UserRow, now: Timestamp) -> Result<()> {
    if let Some(organization_id) = invitation.organization_id {
        join(tx, user.id, organization_id, invitation.role, now)?;
        if let Some(asked) = join_requests::get_open(tx, organization_id, user.id)? {
            let answer = Answer { status: JoinRequestStatus::Accepted, note: None, by: user.id };
            join_requests::set_answered(tx, asked.id, &answer, now)?;
        }
    }
    invitations::set_answered(tx, invitation.id, InvitationStatus::Accepted, Some(user.id), now)?;
    record(tx, Some(user), "invitation.accept", invitation.id, now)?;
    tell_inviter(tx, invitation, Some(user.id), now)
}

fn turn_down(tx: &mut Tx, invitation: &InvitationRow, user: Option<&UserRow>, now: Timestamp) -> Result<()> {
    invitations::set_answered(tx, invitation.id, InvitationStatus::Declined, user.map(|user| user.id), now)?;
    record(tx, user, "invitation.decline", invitation.id, now)?;
    tell_inviter(tx, invitation, user.map(|user| user.id), now)
}

/// Whoever invited learns the answer, as long as they have an account. An admin who accepted an application asked nobody in.
fn tell_inviter(tx: &mut Tx, invitation: &InvitationRow, answerer: Option<UserId>, now: Timestamp) -> Result<()> {
    let organization = invitation.organization_id.map(|id| organizations::find(tx, id)).transpose()?;
    if organization.is_some_and(|row| row.decided_by == invitation.invited_by && row.contact_email == invitation.email) {
        return Ok(());
    }
    let inviter = invitation.invited_by.map(|id| users::get(tx, id)).transpose()?.flatten();
    let inviter = inviter.filter(|inviter| inviter.status == UserStatus::Active);
    notices::tell_others(tx, inviter.as_slice(), answerer, Kind::InvitationAnswered, &invitation.id, now)
}

/// Makes a member, or of a member a manager: an invitation can give rights and never takes one.
pub fn join(tx: &mut Tx, user_id: UserId, organization_id: OrganizationId, role: MembershipRole, now: Timestamp) -> Result<()> {
    match memberships::get(tx, user_id, organization_id)? {
        None => memberships::insert(tx, &MembershipRow { user_id, organization_id, role, created_at: now }),
        Some(_) if role == MembershipRole::Manager => memberships::set_role(tx, user_id, organization_id, role),
        Some(_) => Ok(()),
    }
}

pub fn decline(tx: &mut Tx, id: InvitationId, now: Timestamp) -> Result<()> {
    let invitation = lock(tx, id)?;
    check_open(&invitation, now)?;
    turn_down(tx, &invitation, None, now)
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

/// Invites someone into an organization: with an account or without one.
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
    lock_active(tx, organization_id)?;
    if let Some(open) = invitations::get_open(tx, organization_id, &email.folded(), now)? {
        let message = "This address is invited already, and has not answered; send that invitation again, or revoke it first.".to_owned();
        return Err(Error::Conflict { code: "already_invited", message, by: None, at: Some(open.created_at) });
    }
    send(tx, manager, organization_id, email, role, language, now)
}

fn lock_active(tx: &mut Tx, id: OrganizationId) -> Result<()> {
    let organization = organizations::lock(tx, id)?;
    if organization.status != OrganizationStatus::Active {
        return Err(Error::forbidden("organization_not_active", format!("{} is {}.", organization.name, organization.status)));
    }
    Ok(())
}

fn send(
    tx: &mut Tx,
    manager: &User,
    organization_id: OrganizationId,
    email: &EmailAddress,
    role: MembershipRole,
    language: &LanguageTag,
    now: Timestamp,
) -> Result<InvitationRow> {
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

/// Sends an unanswered invitation again, with a link of its own and the whole time from now on. The link that was mailed before is dead.
pub fn resend(tx: &mut Tx, manager: &User, organization: OrganizationId, id: InvitationId, now: Timestamp) -> Result<InvitationRow> {
    let old = lock_of(tx, manager, organization, id)?;
    lock_active(tx, organization)?;
    end(tx, manager, &old, now)?;
    send(tx, manager, organization, &address(&old)?, old.role, &old.language, now)
}

/// Takes an invitation back: its link is dead.
pub fn revoke(tx: &mut Tx, manager: &User, organization: OrganizationId, id: InvitationId, now: Timestamp) -> Result<InvitationRow> {
    let invitation = lock_of(tx, manager, organization, id)?;
    end(tx, manager, &invitation, now)?;
    invitations::find(tx, id)
}

fn lock_of(tx: &mut Tx, manager: &User, organization: OrganizationId, id: InvitationId) -> Result<InvitationRow> {
    manager.may_manage(organization)?;
    let invitation = lock(tx, id)?;
    if invitation.organization_id != Some(organization) {
        return Err(Error::NotFound("invitation"));
    }
    Ok(invitation)
}

/// An expired one can be ended as well: it is sent again, or gone from the list of those that wait.
fn end(tx: &mut Tx, manager: &User, invitation: &InvitationRow, now: Timestamp) -> Result<()> {
    if invitation.status != InvitationStatus::Open {
        let message = format!("This invitation is {}; invite the address anew.", invitation.status);
        return Err(Error::conflict("invitation_answered", message));
    }
    invitations::set_answered(tx, invitation.id, InvitationStatus::Revoked, None, now)?;
    let event = Event {
        actor: Some(manager.id()),
        act: "invitation.revoke",
        subject_kind: "invitation",
        subject: &invitation.id,
        details: json!({}),
        personal: &[],
    };
    events::record(tx, &event, now)
}

/// The invitations that wait for the answer of the one who is signed in.
pub fn list_own(c: &mut AnyConn, user: &User, now: Timestamp) -> Result<Vec<Offer>> {
    let person = users::find(c, user.id())?;
    let waiting = invitations::list_open_of_address(c, &person.folded_email, now, MOST_WAITING)?;
    waiting.into_iter().map(|invitation| find_offer(c, invitation.id, now)).collect()
}

fn record(tx: &mut Tx, user: Option<&UserRow>, act: &'static str, id: InvitationId, now: Timestamp) -> Result<()> {
    let actor = user.map(|user| user.id);
    events::record(tx, &Event { actor, act, subject_kind: "invitation", subject: &id, details: json!({}), personal: &[] }, now)
}
