//! Organizations: applying, confirming the address, and being accepted or declined.

use super::notices::{self, Kind};
use crate::auth::{Admin, User};
use crate::db::events::{self, Event};
use crate::db::invitations::{self, InvitationRow};
use crate::db::memberships::{self, Member};
use crate::db::organizations::{self, OrganizationRow};
use crate::db::{AnyConn, Tx};
use crate::domain::ids::{InvitationId, OrganizationId, UserId};
use crate::domain::organization::Application;
use crate::domain::text::EmailAddress;
use crate::domain::time::Timestamp;
use crate::domain::words::{ChangeKind, InvitationStatus, MembershipRole, OrganizationStatus};
use crate::error::{Context, Error, Result};
use serde_json::json;

pub const INVITATION_DAYS: i64 = 14;

/// The states in which an organization stands in the directory, if it lets itself be listed.
pub const LISTED: &[OrganizationStatus] = &[OrganizationStatus::Active, OrganizationStatus::Dormant, OrganizationStatus::Suspended];

/// Takes an application in. Nobody but the applicant is told before the address is confirmed.
pub fn apply(tx: &mut Tx, application: &Application, now: Timestamp) -> Result<OrganizationRow> {
    let organization = OrganizationRow {
        id: OrganizationId::new(),
        name: application.name.clone(),
        folded_name: application.folded_name(),
        status: OrganizationStatus::Applied,
        summary: application.summary.clone(),
        country: Some(application.country.clone()),
        hides_country: false,
        is_unlisted: false,
        website: application.website.clone(),
        languages: serde_json::to_string(&application.languages).context("writing down the languages")?,
        topics: "[]".to_owned(),
        translations: "{}".to_owned(),
        contact_name: application.contact_name.clone(),
        contact_email: application.contact_email.as_str().to_owned(),
        contact_language: application.language.clone(),
        message: application.message.clone(),
        version: 1,
        created_at: now,
        updated_at: now,
        email_confirmed_at: None,
        decided_at: None,
        decided_by: None,
        decision_note: None,
        last_active_at: None,
    };
    organizations::insert(tx, &organization)?;
    let personal = [("contact_name", organization.contact_name.as_str()), ("contact_email", organization.contact_email.as_str())];
    record(tx, None, "organization.apply", organization.id, json!({}), &personal, now)?;
    tell_contact(tx, &organization, Kind::ConfirmApplication, now)?;
    Ok(organization)
}

fn tell_contact(tx: &mut Tx, organization: &OrganizationRow, kind: Kind, now: Timestamp) -> Result<()> {
    notices::tell_address(tx, &organization.contact_email, &organization.contact_language, kind, &organization.id, now)
}

fn record(
    tx: &mut Tx,
    actor: Option<UserId>,
    act: &'static str,
    id: OrganizationId,
    details: serde_json::Value,
    personal: &[(&'static str, &str)],
    now: Timestamp,
) -> Result<()> {
    events::record(tx, &Event { actor, act, subject_kind: "organization", subject: &id, details, personal }, now)
}

/// Confirms the applicant's address. Doing it twice is harmless: mail scanners and people press buttons twice.
pub fn confirm(tx: &mut Tx, id: OrganizationId, now: Timestamp) -> Result<OrganizationRow> {
    let organization = organizations::lock(tx, id)?;
    if organization.email_confirmed_at.is_some() {
        return Ok(organization);
    }
    organizations::set_email_confirmed(tx, id, now)?;
    record(tx, None, "organization.confirm_address", id, json!({}), &[], now)?;
    if organization.status == OrganizationStatus::Applied {
        tell_contact(tx, &organization, Kind::ApplicationReceived, now)?;
        notices::tell_admins(tx, Kind::ApplicationWaiting, &id, now)?;
    }
    organizations::find(tx, id)
}

/// Accepts or declines an application. Accepting sends its contact an invitation; accepting that makes the account.
pub fn decide(
    tx: &mut Tx,
    admin: &Admin,
    id: OrganizationId,
    accepts: bool,
    note: Option<&str>,
    now: Timestamp,
) -> Result<OrganizationRow> {
    let organization = organizations::lock(tx, id)?;
    if organization.status != OrganizationStatus::Applied {
        let by = match organization.decided_by {
            Some(user) => crate::db::users::get(tx, user)?.map(|user| user.name),
            None => None,
        };
        let message = format!("The application was decided already: the organization is {}.", organization.status);
        return Err(Error::Conflict { code: "already_decided", message, by, at: organization.decided_at });
    }
    let status = if accepts { OrganizationStatus::Active } else { OrganizationStatus::Declined };
    match organizations::set_decided(tx, id, status, admin.id(), note, now) {
        Err(Error::Conflict { code: "already_exists", .. }) => {
            return Err(Error::conflict(
                "name_taken",
                "Another member has this name; decline, or ask the applicant for a name that tells them apart.",
            ));
        }
        done => done?,
    }
    record(tx, Some(admin.id()), "organization.decide", id, json!({"status": status}), &[], now)?;
    if accepts {
        let invitation = invite_contact(tx, &organization, admin, now)?;
        notices::tell_address(tx, &invitation.email, &invitation.language, Kind::ApplicationAccepted, &invitation.id, now)?;
        tx.change(ChangeKind::Organization, id);
    } else {
        tell_contact(tx, &organization, Kind::ApplicationDeclined, now)?;
    }
    organizations::find(tx, id)
}

fn invite_contact(tx: &mut Tx, organization: &OrganizationRow, admin: &Admin, now: Timestamp) -> Result<InvitationRow> {
    let email = EmailAddress::parse(&organization.contact_email).map_err(|fault| Error::internal("reading a contact's address", fault))?;
    let invitation = InvitationRow {
        id: InvitationId::new(),
        organization_id: Some(organization.id),
        email: email.as_str().to_owned(),
        folded_email: email.folded(),
        role: MembershipRole::Manager,
        language: organization.contact_language.clone(),
        status: InvitationStatus::Open,
        invited_by: Some(admin.id()),
        created_at: now,
        expires_at: now.plus_days(INVITATION_DAYS),
        answered_at: None,
        user_id: None,
    };
    invitations::insert(tx, &invitation)?;
    Ok(invitation)
}

/// An organization as the public may see it; others do not exist for it.
pub fn find_listed(c: &mut AnyConn, id: OrganizationId) -> Result<OrganizationRow> {
    organizations::get(c, id)?.filter(OrganizationRow::is_listed).ok_or(Error::NotFound("organization"))
}

/// Who belongs to an organization, for those who manage it.
pub fn list_members(c: &mut AnyConn, manager: &User, id: OrganizationId, after: Option<UserId>, limit: i64) -> Result<Vec<Member>> {
    manager.may_manage(id)?;
    organizations::find(c, id)?;
    memberships::list_of_organization(c, id, after, limit)
}
