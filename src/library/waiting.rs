//! Waiting: a submission's place in the queue, how long decisions usually take, and what happens when the library breaks its promise to decide
//! within some days.

use super::notices::{self, Kind};
use super::settings;
use crate::db::events::{self, Event};
use crate::db::submissions::{self, SubmissionRow};
use crate::db::users::UserRow;
use crate::db::{AnyConn, Tx, decisions, escalations, memberships, notifications, reviewers, users};
use crate::domain::ids::OrganizationId;
use crate::domain::review::Reads;
use crate::domain::time::Timestamp;
use crate::domain::words::{EscalationStep, Section, SiteRole};
use crate::error::Result;
use serde_json::json;
use std::collections::BTreeMap;

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

/// Who may be asked to decide.
struct Person {
    user: UserRow,
    reads: Reads,
    own_organizations: Vec<OrganizationId>,
}

impl Person {
    fn load(c: &mut AnyConn, user: UserRow, now: Timestamp) -> Result<Self> {
        let own = memberships::list_of_user(c, user.id)?;
        let own_organizations = own.into_iter().map(|membership| membership.organization_id).collect();
        Ok(Self { reads: reviewers::find(c, user.id, now)?.reads, own_organizations, user })
    }

    /// Nobody is pressed to decide on what their own organization sent.
    fn may_decide(&self, submission: &SubmissionRow) -> bool {
        !self.own_organizations.contains(&submission.organization_id) && self.user.id != submission.created_by
    }

    fn reads(&self, submission: &SubmissionRow) -> bool {
        self.reads.covers(submission.section, submission.language.as_ref())
    }
}

/// The reviewers who are not away; admins review too, and are asked later.
fn present(c: &mut AnyConn, now: Timestamp) -> Result<Vec<Person>> {
    let mut present = Vec::new();
    for user in users::list_by_role(c, &[SiteRole::Reviewer])? {
        if !reviewers::find(c, user.id, now)?.is_away(now) {
            present.push(Person::load(c, user, now)?);
        }
    }
    Ok(present)
}

fn admins(c: &mut AnyConn, now: Timestamp) -> Result<Vec<Person>> {
    users::list_by_role(c, &[SiteRole::Admin])?.into_iter().map(|user| Person::load(c, user, now)).collect()
}

/// Before whom a broken promise is brought: of those who are there and may decide, who reads such documents; where nobody does, all of them.
fn concerned<'a>(present: &'a [Person], submission: &SubmissionRow) -> Vec<&'a Person> {
    let able: Vec<&Person> = present.iter().filter(|person| person.may_decide(submission)).collect();
    let readers: Vec<&Person> = able.iter().copied().filter(|person| person.reads(submission)).collect();
    if readers.is_empty() { able } else { readers }
}

/// Brings what has waited too long before the reviewers whose business it is, and later before the admins: each of them is told once, of all of
/// it. Where no reviewer can decide, admins are told at once. False when nothing is left to bring.
pub fn escalate(tx: &mut Tx, now: Timestamp) -> Result<bool> {
    let (promise, present, admins) = (promise(tx)?, present(tx, now)?, admins(tx, now)?);
    let first = |submission: &SubmissionRow| {
        let reviewers = concerned(&present, submission);
        if reviewers.is_empty() { concerned(&admins, submission) } else { reviewers }
    };
    let found = bring(tx, EscalationStep::Reviewers, first, now.plus_days(-promise.days), now)?;
    let then = |submission: &SubmissionRow| admins.iter().filter(|admin| admin.may_decide(submission)).collect::<Vec<_>>();
    let later = now.plus_days(-promise.days - promise.days_to_admins);
    let found_later = bring(tx, EscalationStep::Admins, then, later, now)?;
    Ok(found || found_later)
}

fn bring<'a>(
    tx: &mut Tx,
    step: EscalationStep,
    whom: impl Fn(&SubmissionRow) -> Vec<&'a Person>,
    before: Timestamp,
    now: Timestamp,
) -> Result<bool> {
    let due = escalations::list_due(tx, step, before, BATCH)?;
    let mut people = BTreeMap::new();
    for submission in &due {
        let submitted_at = submission.submitted_at.unwrap_or(submission.created_at);
        escalations::replace(tx, submission.id, step, submitted_at, now)?;
        let details = json!({"step": step, "submitted_at": submitted_at});
        let event =
            Event { actor: None, act: "submission.escalate", subject_kind: "submission", subject: &submission.id, details, personal: &[] };
        events::record(tx, &event, now)?;
        people.extend(whom(submission).into_iter().map(|person| (person.user.id, &person.user)));
    }
    for person in people.into_values() {
        // A mail that is not sent yet will name these too: it is written from what is true then.
        if !notifications::is_any_unsent(tx, Kind::ReviewOverdue.as_str(), &person.id.to_string())? {
            notices::tell_user(tx, person, Kind::ReviewOverdue, &person.id, now)?;
        }
    }
    Ok(!due.is_empty())
}

/// What is overdue and this person's business, longest waiting first: what a mail about it says when it is written. An admin's is all that they may
/// decide.
pub fn list_overdue(c: &mut AnyConn, person: UserRow, now: Timestamp) -> Result<(Promise, Vec<SubmissionRow>)> {
    let (promise, present, reader) = (promise(c)?, present(c, now)?, Person::load(c, person, now)?);
    let is_admin = reader.user.role == SiteRole::Admin;
    let is_theirs = |submission: &SubmissionRow| match is_admin {
        true => reader.may_decide(submission),
        false => concerned(&present, submission).iter().any(|person| person.user.id == reader.user.id),
    };
    let mut overdue = submissions::list_waiting_since(c, now.plus_days(-promise.days), BATCH)?;
    overdue.retain(is_theirs);
    Ok((promise, overdue))
}
