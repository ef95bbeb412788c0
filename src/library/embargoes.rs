//! Embargoes: a time before which nothing becomes public, also when it was approved. Whoever shares the work may lift it.

use super::publishing;
use super::submissions as acts;
use crate::auth::User;
use crate::db::decisions::{self, DecisionRow};
use crate::db::events::{self, Event};
use crate::db::submissions::{self, SubmissionRow};
use crate::db::{Tx, jobs};
use crate::domain::ids::SubmissionId;
use crate::domain::metadata::check_embargo;
use crate::domain::time::Timestamp;
use crate::domain::words::{SiteRole, SubmissionStatus, Verdict};
use crate::error::{Error, Result};
use serde_json::json;

/// Refuses an embargo that was set or moved to a time that can't be. One that has passed since it was set stands in nobody's way.
pub fn check(before: Option<Timestamp>, after: Option<Timestamp>, now: Timestamp) -> Result<()> {
    match after.filter(|_| after != before) {
        Some(until) => check_embargo(until, now).map_err(|fault| Error::Invalid(vec![fault])),
        None => Ok(()),
    }
}

/// Lets it become public as soon as it may without the embargo: at once, where it is approved and no hold is left.
pub fn lift(tx: &mut Tx, user: &User, id: SubmissionId, version: i64, now: Timestamp) -> Result<SubmissionRow> {
    let mut submission = acts::lock_readable(tx, user, id)?;
    if user.role() != SiteRole::Admin {
        user.may_edit(&submission)?;
    }
    submissions::expect_version(tx, &submission, version)?;
    let pending = decisions::get_last(tx, id)?.filter(|decision| decision.is_pending() && decision.verdict == Verdict::Approve);
    let is_over = matches!(submission.status, SubmissionStatus::Rejected | SubmissionStatus::Canceled)
        || (submission.status == SubmissionStatus::Approved && pending.is_none());
    if is_over || submission.metadata.embargo_until.is_none() {
        return Err(Error::conflict("no_embargo", "There is no embargo that still holds anything back."));
    }
    let until = submission.metadata.embargo_until.take();
    submissions::save(tx, &mut submission, user.id(), now)?;
    let details = json!({"embargo_until": until});
    let event =
        Event { actor: Some(user.id()), act: "submission.lift_embargo", subject_kind: "submission", subject: &id, details, personal: &[] };
    events::record(tx, &event, now)?;
    if let Some(decision) = pending {
        take_effect_after_the_hold(tx, &decision, now)?;
    }
    submissions::find(tx, id)
}

fn take_effect_after_the_hold(tx: &mut Tx, decision: &DecisionRow, now: Timestamp) -> Result<()> {
    let at = decision.hold_until.max(now);
    decisions::set_effective_at(tx, decision.id, at)?;
    if at <= now { publishing::carry_out(tx, decision.id, now) } else { jobs::enqueue(tx, publishing::PUBLISH_JOB, &decision.id, at, now) }
}
