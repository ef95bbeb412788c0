//! Waiting: a submission's place in the queue, how long decisions usually take, and what happens when the library breaks its promise to decide
//! within some days.

use super::notices::{self, Kind};
use super::settings;
use crate::db::events::{self, Event};
use crate::db::submissions::{self, SubmissionRow};
use crate::db::users::UserRow;
use crate::db::{AnyConn, Tx, decisions, escalations, memberships, notifications, users};
use crate::domain::ids::OrganizationId;
use crate::domain::time::Timestamp;
use crate::domain::words::{EscalationStep, Section, SiteRole};
use crate::error::Result;
use serde_json::json;

/// Decisions of which the usual time is the median.
const LAST_DECISIONS: i64 = 100;
/// Fewer say nothing of a section, and then nothing at all.
const ENOUGH_OF_A_SECTION: usize = 10;
const ENOUGH: usize = 3;
/// Escalated in one transaction.
const BATCH: i64 = 200;

/// What a library promises to those who wait.
#[derive(Clone, Copy, Debug)]
pub struct Promise {
    /// Within so many days somebody decides.
    pub days: i64,
    /// So many days after that, admins are told.
    pub days_to_admins: i64,
}

pub fn promise(c: &mut AnyConn) -> Result<Promise> {
    let settings = settings::in_force(c)?;
    Ok(Promise { days: settings.promise_days, days_to_admins: settings.promise_admin_days })
}

/// By when it is to be decided.
pub fn due_at(promise: &Promise, submission: &SubmissionRow) -> Option<Timestamp> {
    submission.submitted_at.map(|at| at.plus_days(promise.days))
}

/// What someone who waits may expect.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// 1 is the next.
    pub place: i64,
    /// How long decisions took of late, in the middle: half were faster. `None` where there are too few to say.
    pub usual_seconds: Option<i64>,
}

pub fn place(c: &mut AnyConn, submission: &SubmissionRow, now: Timestamp) -> Result<Option<Place>> {
    let Some(submitted_at) = submission.submitted_at else { return Ok(None) };
    let place = submissions::count_waiting_before(c, submitted_at, submission.id)? + 1;
    Ok(Some(Place { place, usual_seconds: usual_seconds(c, submission.section, now)? }))
}

/// The median of the last decisions: of the section where that has enough of them, and else of all.
fn usual_seconds(c: &mut AnyConn, section: Option<Section>, now: Timestamp) -> Result<Option<i64>> {
    if let Some(section) = section {
        let of_section = decisions::list_waits(c, Some(section), now, LAST_DECISIONS)?;
        if of_section.len() >= ENOUGH_OF_A_SECTION {
            return Ok(median(of_section));
        }
    }
    let of_all = decisions::list_waits(c, None, now, LAST_DECISIONS)?;
    Ok(if of_all.len() >= ENOUGH { median(of_all) } else { None })
}

fn median(mut seconds: Vec<i64>) -> Option<i64> {
    seconds.sort_unstable();
    seconds.get(seconds.len() / 2).copied()
}

/// Brings what has waited too long before the reviewers, and later before the admins: each of them is told once, of all of it. False when nothing
/// is left to bring.
pub fn escalate(tx: &mut Tx, now: Timestamp) -> Result<bool> {
    let promise = promise(tx)?;
    let reviewers = users::list_by_role(tx, &[SiteRole::Reviewer])?;
    let admins = users::list_by_role(tx, &[SiteRole::Admin])?;
    // Where nobody reviews but the admins, they are told at once.
    let first = if reviewers.is_empty() { &admins } else { &reviewers };
    let found = bring(tx, EscalationStep::Reviewers, first, now.plus_days(-promise.days), now)?;
    let later = now.plus_days(-promise.days - promise.days_to_admins);
    let found_later = bring(tx, EscalationStep::Admins, &admins, later, now)?;
    Ok(found || found_later)
}

fn bring(tx: &mut Tx, step: EscalationStep, people: &[UserRow], before: Timestamp, now: Timestamp) -> Result<bool> {
    let due = escalations::list_due(tx, step, before, BATCH)?;
    for submission in &due {
        let submitted_at = submission.submitted_at.unwrap_or(submission.created_at);
        escalations::replace(tx, submission.id, step, submitted_at, now)?;
        let details = json!({"step": step, "submitted_at": submitted_at});
        let event =
            Event { actor: None, act: "submission.escalate", subject_kind: "submission", subject: &submission.id, details, personal: &[] };
        events::record(tx, &event, now)?;
    }
    for person in people {
        let own = own_organizations(tx, person)?;
        // A mail that is not sent yet will name these too: it is written from what is true then.
        let is_told = notifications::is_any_unsent(tx, Kind::ReviewOverdue.as_str(), &person.id.to_string())?;
        if !is_told && due.iter().any(|submission| may_decide(person, &own, submission)) {
            notices::tell_user(tx, person, Kind::ReviewOverdue, &person.id, now)?;
        }
    }
    Ok(!due.is_empty())
}

fn own_organizations(c: &mut AnyConn, person: &UserRow) -> Result<Vec<OrganizationId>> {
    Ok(memberships::list_of_user(c, person.id)?.into_iter().map(|membership| membership.organization_id).collect())
}

/// Nobody is pressed to decide on what their own organization sent.
fn may_decide(person: &UserRow, own: &[OrganizationId], submission: &SubmissionRow) -> bool {
    !own.contains(&submission.organization_id) && submission.created_by != person.id
}

/// What is overdue and this person may decide, longest waiting first: what a mail about it says when it is written.
pub fn list_overdue(c: &mut AnyConn, person: &UserRow, now: Timestamp) -> Result<(Promise, Vec<SubmissionRow>)> {
    let promise = promise(c)?;
    let own = own_organizations(c, person)?;
    let mut overdue = submissions::list_waiting_since(c, now.plus_days(-promise.days), BATCH)?;
    overdue.retain(|submission| may_decide(person, &own, submission));
    Ok((promise, overdue))
}
