//! Review: the queue, and the decision – the one act that lets anything become public or refuses it.

use super::organizations::standing;
use super::review_terms::ReviewTerms;
use super::{checklists, claims as claim_acts, derivations, inspection, publishing, reasons, reviewers};
use crate::auth::Reviewer;
use crate::db::decisions::{self, DecisionRow};
use crate::db::events::{self, Event};
use crate::db::queue::{self, Claimed, QueueFilter};
use crate::db::submissions::{self, SubmissionRow};
use crate::db::{AnyConn, Tx, claims, files, jobs, parkings, resources};
use crate::domain::ids::{DecisionId, SubmissionId};
use crate::domain::submission::Step;
use crate::domain::time::Timestamp;
use crate::domain::words::{ChecklistSide, FileStatus, Section, SubmissionStatus, Verdict};
use crate::error::{Error, FieldError, Result};
use serde_json::json;

/// What a reviewer says.
#[derive(Clone, Debug)]
pub struct Decision {
    pub verdict: Verdict,
    /// Where it belongs, when the reviewer knows better than the submitter or the submitter left it open.
    pub section: Option<Section>,
    /// A code of a ready-made reason.
    pub reason: Option<String>,
    /// A sentence to the submitter.
    pub note: Option<String>,
    /// The version of the submission that the reviewer saw.
    pub version: i64,
    pub override_reason: Option<String>,
    /// How long it can be undone before it takes effect.
    pub hold_seconds: i64,
}

/// Decides a submission. The public, the audit trail and the submitter learn of it through rows of this transaction, or, after a hold or an
/// embargo, of the one in which [`publishing`] carries it out.
pub fn decide(tx: &mut Tx, reviewer: &Reviewer, id: SubmissionId, decision: &Decision, now: Timestamp) -> Result<DecisionRow> {
    let mut submission = lock_submitted(tx, id)?;
    if let Some(resource) = submission.resource_id {
        resources::lock(tx, resource)?;
    }
    examine(tx, reviewer, &submission, decision, now)?;
    submission.status = submission.status.after(Step::Decide(decision.verdict))?;
    submissions::save(tx, &mut submission, reviewer.id(), now)?;
    claims::delete(tx, id)?;
    parkings::delete(tx, id)?;
    let row = insert(tx, reviewer, &submission, decision, now)?;
    checklists::bind(tx, id, row.id)?;
    let filed_from = submission.metadata.section.filter(|filed| row.section.is_some_and(|section| section != *filed));
    let details = json!({
        "decision": row.id, "verdict": row.verdict, "section": row.section, "filed_from": filed_from, "reason": row.reason,
        "override_reason": row.override_reason, "effective_at": row.effective_at,
    });
    record(tx, reviewer, "submission.decide", &submission, details, now)?;
    if row.is_due(now) {
        publishing::carry_out(tx, row.id, now)?;
    } else {
        jobs::enqueue(tx, publishing::PUBLISH_JOB, &row.id, row.effective_at, now)?;
        if row.effective_at > row.hold_until {
            // An embargo: the submitter is told as soon as the hold is over.
            jobs::enqueue(tx, publishing::PUBLISH_JOB, &row.id, row.hold_until, now)?;
        }
    }
    decisions::find(tx, row.id)
}

/// Says whether a decision could be made now, and makes none: the same refusals, and nothing else.
pub fn rehearse(c: &mut AnyConn, reviewer: &Reviewer, id: SubmissionId, decision: &Decision, now: Timestamp) -> Result<()> {
    let submission = handed_in(submissions::find(c, id)?)?;
    examine(c, reviewer, &submission, decision, now)
}

/// All that a decision can be refused for.
fn examine(c: &mut AnyConn, reviewer: &Reviewer, submission: &SubmissionRow, decision: &Decision, now: Timestamp) -> Result<()> {
    reviewer.may_decide(submission, decision.override_reason.as_deref())?;
    ensure_waiting(c, submission)?;
    submissions::expect_version(c, submission, decision.version)?;
    standing::expect_not_suspended(c, submission.organization_id)?;
    claim_acts::ensure_free(c, submission, reviewer.id(), now)?;
    check(c, submission, decision)
}

fn ensure_waiting(c: &mut AnyConn, submission: &SubmissionRow) -> Result<()> {
    if submission.status == SubmissionStatus::Submitted { Ok(()) } else { Err(submissions::already_decided(c, submission)?) }
}

/// The submission, locked. What was never handed in, a draft that was canceled included, does not exist for reviewers.
pub(super) fn lock_submitted(tx: &mut Tx, id: SubmissionId) -> Result<SubmissionRow> {
    handed_in(submissions::lock(tx, id)?)
}

fn handed_in(submission: SubmissionRow) -> Result<SubmissionRow> {
    if submission.submitted_at.is_none() { Err(Error::NotFound("submission")) } else { Ok(submission) }
}

/// The submission, locked, if it waits and this reviewer may work on it.
pub(super) fn lock_waiting(tx: &mut Tx, reviewer: &Reviewer, id: SubmissionId) -> Result<SubmissionRow> {
    let submission = lock_submitted(tx, id)?;
    reviewer.may_review(&submission)?;
    ensure_waiting(tx, &submission)?;
    Ok(submission)
}

fn insert(tx: &mut Tx, reviewer: &Reviewer, submission: &SubmissionRow, decision: &Decision, now: Timestamp) -> Result<DecisionRow> {
    let hold_until = now.plus_seconds(decision.hold_seconds);
    let embargo = submission.metadata.embargo_until.filter(|_| decision.verdict == Verdict::Approve);
    let row = DecisionRow {
        id: DecisionId::new(),
        submission_id: submission.id,
        reviewer_id: reviewer.id(),
        verdict: decision.verdict,
        section: decision.section,
        reason: decision.reason.clone(),
        note: decision.note.clone(),
        override_reason: decision.override_reason.clone(),
        decided_at: now,
        hold_until,
        effective_at: embargo.map_or(hold_until, |embargo| embargo.max(hold_until)),
        carried_out_at: None,
        undone_at: None,
        undone_by: None,
    };
    decisions::insert(tx, &row)?;
    Ok(row)
}

/// What must be true of the submission for this verdict.
fn check(c: &mut AnyConn, submission: &SubmissionRow, decision: &Decision) -> Result<()> {
    if let Some(reason) = &decision.reason {
        reasons::find_usable(c, reason, "reason", |reason| reason.uses.is_for(decision.verdict))?;
    }
    if decision.verdict != Verdict::Approve {
        let says_why = decision.reason.is_some() || decision.note.is_some();
        let remedy = "is missing; give a reason or a note, so that the submitter knows why";
        return if says_why { Ok(()) } else { Err(Error::invalid("reason", remedy)) };
    }
    if decision.section.is_none() && submission.metadata.section.is_none() {
        return Err(Error::invalid("section", "is missing; say learn, promote or take_action, since the submitter left it open"));
    }
    let files = files::list_of_submission(c, submission.id)?;
    let missing = submission.metadata.missing(!files.is_empty());
    if !missing.is_empty() {
        let at = |fault: FieldError| FieldError::new(format!("metadata.{}", fault.field), fault.message);
        return Err(Error::Invalid(missing.into_iter().map(at).collect()));
    }
    check_words_of_others(c, submission, decision)?;
    if files.iter().any(|(_, blob)| blob.status == FileStatus::Infected) {
        return Err(Error::conflict("infected_file", "A file holds malware. It can't be approved; ask for changes or reject it."));
    }
    if inspection::count_pending(c, submission.id)? > 0 && decision.override_reason.is_none() {
        let message = "Not all files have been looked at yet. Wait a moment, or give an override_reason, which is recorded.";
        return Err(Error::conflict("inspection_pending", message));
    }
    check_revision(c, submission)
}

/// What the licenses of originals and the checklist say. Who overrides, with a reason that is recorded, need not tick.
fn check_words_of_others(c: &mut AnyConn, submission: &SubmissionRow, decision: &Decision) -> Result<()> {
    let at = |fault: FieldError| FieldError::new(format!("metadata.{}", fault.field), fault.message);
    let mut faults: Vec<FieldError> = derivations::refused(c, submission)?.into_iter().map(at).collect();
    if decision.override_reason.is_none() {
        faults.extend(checklists::missing(c, submission, ChecklistSide::Reviewer)?);
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults)) }
}

/// A revision must rest on the edition that is current.
fn check_revision(c: &mut AnyConn, submission: &SubmissionRow) -> Result<()> {
    let Some(resource) = submission.resource_id else {
        return Ok(());
    };
    let resource = resources::find(c, resource)?;
    if resource.current_edition_id == submission.based_on_edition_id {
        return Ok(());
    }
    Err(Error::Conflict {
        code: "stale_revision",
        message: "A newer edition was published since this revision was begun.".to_owned(),
        by: None,
        at: Some(resource.updated_at),
    })
}

/// Takes the last decision back, as long as it has not taken effect.
pub fn undo(tx: &mut Tx, reviewer: &Reviewer, id: SubmissionId, now: Timestamp) -> Result<()> {
    let mut submission = lock_submitted(tx, id)?;
    let decision = decisions::get_last(tx, id)?.filter(DecisionRow::is_pending);
    let decision = decision.ok_or_else(|| Error::conflict("nothing_to_undo", "There is no decision that could still be taken back."))?;
    reviewer.may_decide(&submission, decision.override_reason.as_deref())?;
    submission.status = submission.status.after(Step::Undo)?;
    submissions::save(tx, &mut submission, reviewer.id(), now)?;
    decisions::set_undone(tx, decision.id, reviewer.id(), now)?;
    checklists::unbind(tx, decision.id)?;
    record(tx, reviewer, "submission.undo_decision", &submission, json!({"decision": decision.id}), now)
}

fn record(
    tx: &mut Tx,
    reviewer: &Reviewer,
    act: &'static str,
    submission: &SubmissionRow,
    details: serde_json::Value,
    now: Timestamp,
) -> Result<()> {
    let event = Event { actor: Some(reviewer.id()), act, subject_kind: "submission", subject: &submission.id, details, personal: &[] };
    events::record(tx, &event, now)
}

/// A page of the queue, and how much it holds in all.
pub fn queue(
    c: &mut AnyConn,
    _reviewer: &Reviewer,
    filter: &QueueFilter,
    after: Option<(Timestamp, SubmissionId)>,
    limit: i64,
) -> Result<(Vec<SubmissionRow>, i64)> {
    Ok((queue::list(c, filter, after, limit)?, queue::count(c, filter)?))
}

/// What a reviewer wants to know at a glance, under no filter but their own routing.
pub struct Counts {
    pub for_me: i64,
    pub waiting: i64,
    pub overdue: i64,
    pub parked: i64,
    pub claimed_by_me: i64,
    pub second_looks: i64,
}

pub fn counts(c: &mut AnyConn, reviewer: &Reviewer, now: Timestamp) -> Result<Counts> {
    let waiting = QueueFilter::waiting(now);
    let in_queue = QueueFilter { parked: Some(false), ..waiting.clone() };
    let routing = Some(reviewers::routing(c, reviewer.id(), now)?);
    let overdue_since = Some(ReviewTerms::read(c)?.promised_since(now));
    Ok(Counts {
        for_me: queue::count(c, &QueueFilter { routing, ..in_queue.clone() })?,
        waiting: queue::count(c, &waiting)?,
        overdue: queue::count(c, &QueueFilter { overdue_since, ..in_queue })?,
        parked: queue::count(c, &QueueFilter { parked: Some(true), ..waiting.clone() })?,
        claimed_by_me: queue::count(c, &QueueFilter { claimed: Some(Claimed::By(reviewer.id())), ..waiting.clone() })?,
        second_looks: queue::count(c, &QueueFilter { second_look_of: Some(reviewer.id()), ..waiting })?,
    })
}
