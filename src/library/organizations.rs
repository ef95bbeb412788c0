//! Organizations: applying, confirming the address, and being accepted or declined. What comes after is in the modules below; who belongs to
//! one is in [`super::members`], [`super::invitations`] and [`super::joining`].

mod attached;
pub mod conversation;
pub mod ending;
pub mod profile;
pub mod rules;
pub mod standing;
pub mod unclaimed;

use super::notices::{self, Kind};
use crate::auth::Admin;
use crate::db::events::{self, Event};
use crate::db::invitations::{self, InvitationRow};
use crate::db::organizations::{self, OrganizationRow};
use crate::db::{AnyConn, Tx};
use crate::domain::ids::{InvitationId, OrganizationId, UserId};
use crate::domain::organization::Application;
use crate::domain::standing::Step;
use crate::domain::text::EmailAddress;
use crate::domain::time::Timestamp;
use crate::domain::words::{ChangeKind, InvitationStatus, MembershipRole, OrganizationStatus};
use crate::error::{Context, Error, Result};
use serde_json::json;

pub const INVITATION_DAYS: i64 = 14;

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
        status_reason: None,
        status_changed_at: None,
        merged_into: None,
        quota_bytes: None,
        warned_at: None,
        logo_sha256: None,
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
    let status = organization.status.after(if accepts { Step::Accept } else { Step::Decline })?;
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

/// Writes what an act changed of an organization.
fn save(tx: &mut Tx, organization: &mut OrganizationRow, now: Timestamp) -> Result<()> {
    organizations::save(tx, organization, now)
}

/// What a visitor who names an organization gets.
pub enum Known {
    /// It is listed.
    Listed(Box<OrganizationRow>),
    /// It lives on as part of this one.
    Moved(OrganizationId),
}

/// Looks at an organization with a visitor's eyes. An unlisted one does not exist; a closed one is gone.
pub fn look(c: &mut AnyConn, id: OrganizationId) -> Result<Known> {
    let unknown = || Error::NotFound("organization");
    let organization = organizations::get(c, id)?.filter(|row| row.status.was_accepted() && !row.is_unlisted).ok_or_else(unknown)?;
    match (organization.status, organization.merged_into) {
        (OrganizationStatus::Closed, _) => Err(closed()),
        (OrganizationStatus::Merged, Some(into)) => match organizations::get(c, into)? {
            Some(into) if into.is_listed() => Ok(Known::Moved(into.id)),
            _ => Err(closed()),
        },
        _ => Ok(Known::Listed(Box::new(organization))),
    }
}

fn closed() -> Error {
    Error::Gone { reason: "organization_closed".to_owned(), note: None }
}

/// The organization, if anyone may know it.
pub fn find_listed(c: &mut AnyConn, id: OrganizationId) -> Result<OrganizationRow> {
    match look(c, id)? {
        Known::Listed(organization) => Ok(*organization),
        Known::Moved(_) => Err(Error::NotFound("organization")),
    }
}
