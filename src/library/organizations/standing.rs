//! How an organization stands: suspended and released by an admin, asleep when nobody of it was seen for a year, woken by any sign.

use super::rules::{self, Rules};
use super::{record, save};
use crate::auth::{Admin, User};
use crate::db::organizations::{self, OrganizationRow};
use crate::db::{AnyConn, Tx, decisions, jobs, memberships};
use crate::domain::ids::{OrganizationId, UserId};
use crate::domain::standing::Step;
use crate::domain::time::Timestamp;
use crate::domain::words::{ChangeKind, OrganizationStatus};
use crate::error::{Error, Result};
use crate::library::notices::{self, Kind};
use crate::library::publishing::PUBLISH_JOB;
use serde_json::json;

/// A sign is written down when the last one is older: people come often.
const SEEN_EVERY_SECONDS: i64 = 86_400;

/// Stops the work of an organization. What it shared stays public, marked; what it submitted stays, and nobody can work on it.
pub fn suspend(tx: &mut Tx, admin: &Admin, id: OrganizationId, reason: &str, now: Timestamp) -> Result<OrganizationRow> {
    let organization = step(tx, admin.id(), id, Step::Suspend, Some(reason), "organization.suspend", now)?;
    notices::tell_managers(tx, &organization, Some(admin.id()), Kind::OrganizationSuspended, &id, now)?;
    Ok(organization)
}

/// Lets it work again. What had been approved and fell due meanwhile is published now.
pub fn lift(tx: &mut Tx, admin: &Admin, id: OrganizationId, note: Option<&str>, now: Timestamp) -> Result<OrganizationRow> {
    let organization = step(tx, admin.id(), id, Step::Lift, note, "organization.lift_suspension", now)?;
    for decision in decisions::list_pending_approvals(tx, id)? {
        let due = decisions::find(tx, decision)?.effective_at.max(now);
        jobs::enqueue(tx, PUBLISH_JOB, &decision, due, now)?;
    }
    notices::tell_managers(tx, &organization, Some(admin.id()), Kind::OrganizationReinstated, &id, now)?;
    Ok(organization)
}

/// Wakes one that sleeps, on the word of someone who manages it or of an admin.
pub fn wake(tx: &mut Tx, user: &User, id: OrganizationId, now: Timestamp) -> Result<OrganizationRow> {
    user.may_manage(id)?;
    step(tx, user.id(), id, Step::Wake, None, "organization.wake", now)
}

fn step(
    tx: &mut Tx,
    actor: UserId,
    id: OrganizationId,
    step: Step,
    reason: Option<&str>,
    act: &'static str,
    now: Timestamp,
) -> Result<OrganizationRow> {
    let mut organization = organizations::lock(tx, id)?;
    let before = organization.status;
    organization.status = before.after(step)?;
    organization.status_reason = reason.map(ToOwned::to_owned);
    organization.status_changed_at = Some(now);
    if organization.status == OrganizationStatus::Active {
        (organization.last_active_at, organization.warned_at) = (Some(now), None);
    }
    save(tx, &mut organization, now)?;
    record(tx, Some(actor), act, id, json!({"from": before, "to": organization.status, "reason": reason}), &[], now)?;
    tx.change(ChangeKind::Organization, id);
    Ok(organization)
}

/// What a suspended organization submitted stays as it is until the suspension is lifted.
pub fn expect_not_suspended(c: &mut AnyConn, id: OrganizationId) -> Result<()> {
    let organization = organizations::find(c, id)?;
    if organization.status != OrganizationStatus::Suspended {
        return Ok(());
    }
    let message = format!("{} is suspended: nobody works on what it submitted until an admin lifts the suspension.", organization.name);
    Err(Error::conflict("organization_suspended", message))
}

/// Someone was seen: their organizations live, and those that slept wake up.
pub fn note_sign(tx: &mut Tx, user: UserId, now: Timestamp) -> Result<()> {
    for membership in memberships::list_of_user(tx, user)? {
        let id = membership.organization_id;
        match membership.organization_status {
            OrganizationStatus::Active => {
                let seen = organizations::find(tx, id)?.last_active_at;
                if seen.is_none_or(|seen| seen.plus_seconds(SEEN_EVERY_SECONDS) <= now) {
                    organizations::set_seen(tx, id, now)?;
                }
            }
            // Another may have woken it since it was read.
            OrganizationStatus::Dormant if organizations::lock(tx, id)?.status == OrganizationStatus::Dormant => {
                step(tx, user, id, Step::Wake, None, "organization.wake", now)?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// Organizations of which nobody was seen for so long that something is to be done about it, by page.
pub fn list_silent(c: &mut AnyConn, after: Option<OrganizationId>, limit: i64, now: Timestamp) -> Result<Vec<OrganizationId>> {
    let Rules { dormant_after_days, warned_before_days, .. } = rules::in_force(c)?;
    let since = now.plus_days(warned_before_days - dormant_after_days);
    Ok(organizations::list_silent(c, since, after, limit)?.into_iter().map(|row| row.id).collect())
}

/// Warns the people of a silent organization, once; puts it to sleep when the time is over and they have known it for long enough.
pub fn tend_silent(tx: &mut Tx, id: OrganizationId, now: Timestamp) -> Result<()> {
    let Rules { dormant_after_days, warned_before_days, .. } = rules::in_force(tx)?;
    let mut organization = organizations::lock(tx, id)?;
    let seen = organization.last_active_at.unwrap_or(organization.created_at);
    let is_due = |at: Timestamp, days: i64| at.plus_days(days) <= now;
    if organization.status != OrganizationStatus::Active || !is_due(seen, dormant_after_days - warned_before_days) {
        return Ok(());
    }
    match organization.warned_at {
        None => {
            organizations::set_warned(tx, id, now)?;
            record(tx, None, "organization.warn_of_sleep", id, json!({}), &[], now)?;
            notices::tell_managers(tx, &organization, None, Kind::DormancyAhead, &id, now)
        }
        Some(warned) if is_due(seen, dormant_after_days) && is_due(warned, warned_before_days) => {
            organization.status = organization.status.after(Step::FallAsleep)?;
            organization.status_changed_at = Some(now);
            save(tx, &mut organization, now)?;
            record(tx, None, "organization.fall_asleep", id, json!({}), &[], now)?;
            tx.change(ChangeKind::Organization, id);
            notices::tell_managers(tx, &organization, None, Kind::OrganizationDormant, &id, now)
        }
        Some(_) => Ok(()),
    }
}

/// When a silent organization that was warned is put to sleep.
pub fn sleeps_at(c: &mut AnyConn, organization: &OrganizationRow) -> Result<Timestamp> {
    let Rules { dormant_after_days, warned_before_days, .. } = rules::in_force(c)?;
    let by_silence = organization.last_active_at.unwrap_or(organization.created_at).plus_days(dormant_after_days);
    let by_warning = organization.warned_at.map_or(by_silence, |warned| warned.plus_days(warned_before_days));
    Ok(by_silence.max(by_warning))
}
