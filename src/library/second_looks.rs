//! A second look: another reviewer is asked, is told, and answers with a note. It is no vote: whoever decides decides alone.

use super::notices::{self, Kind};
use super::{claims, review, reviewers};
use crate::auth::Reviewer;
use crate::db::events::{self, Event};
use crate::db::second_looks::{self, SecondLookRow};
use crate::db::{Tx, memberships, users};
use crate::domain::ids::{SecondLookId, SubmissionId, UserId};
use crate::domain::time::Timestamp;
use crate::domain::words::{SiteRole, UserStatus};
use crate::error::{Error, Result};
use serde_json::{Value, json};

pub fn ask(
    tx: &mut Tx,
    reviewer: &Reviewer,
    id: SubmissionId,
    of: UserId,
    question: Option<&str>,
    now: Timestamp,
) -> Result<SecondLookRow> {
    let submission = review::lock_waiting(tx, reviewer, id)?;
    let refused = |remedy: &str| Error::invalid("reviewer_id", remedy);
    let asked = users::get(tx, of)?.filter(|user| user.status == UserStatus::Active && user.role != SiteRole::User);
    let asked = asked.ok_or_else(|| refused("names no reviewer; GET /api/v1/reviews/reviewers lists them"))?;
    if of == reviewer.id() {
        return Err(refused("is you; ask someone else"));
    }
    if memberships::get(tx, of, submission.organization_id)?.is_some() || of == submission.created_by {
        return Err(refused("belongs to the organization that sent this; ask someone else"));
    }
    if reviewers::is_away(tx, of, now)? {
        return Err(refused("is away just now; ask someone else"));
    }
    let look = SecondLookRow {
        id: SecondLookId::new(),
        submission_id: id,
        asked_by: reviewer.id(),
        asked_of_id: of,
        question: question.map(str::to_owned),
        asked_at: now,
        answer: None,
        answered_at: None,
    };
    match second_looks::insert(tx, &look) {
        Err(Error::Conflict { code: "already_exists", .. }) => {
            return Err(Error::conflict("already_asked", format!("{} has been asked already and has not answered yet.", asked.name)));
        }
        done => done?,
    }
    record(tx, reviewer, "submission.ask_second_look", id, json!({"second_look": look.id, "of": of}), now)?;
    claims::renew(tx, id, reviewer.id(), now)?;
    notices::tell_user(tx, &asked, Kind::SecondLookAsked, &look.id, now)?;
    Ok(look)
}

/// What the one who was asked has to say. It can come after the decision as well; then it is a note for the next time.
pub fn answer(
    tx: &mut Tx,
    reviewer: &Reviewer,
    id: SubmissionId,
    look: SecondLookId,
    answer: &str,
    now: Timestamp,
) -> Result<SecondLookRow> {
    let submission = review::lock_submitted(tx, id)?;
    reviewer.may_review(&submission)?;
    let row = second_looks::find(tx, look)?;
    if row.submission_id != id {
        return Err(Error::NotFound("second look"));
    }
    if row.asked_of_id != reviewer.id() {
        return Err(Error::forbidden("not_asked", "Someone else was asked for this; leave an internal comment instead."));
    }
    if row.answered_at.is_some() {
        return Err(Error::conflict("wrong_status", "You have answered this already; add an internal comment instead."));
    }
    second_looks::set_answer(tx, look, answer, now)?;
    record(tx, reviewer, "submission.answer_second_look", id, json!({"second_look": look}), now)?;
    let asker = users::find(tx, row.asked_by)?;
    if asker.status == UserStatus::Active {
        notices::tell_user(tx, &asker, Kind::SecondLookAnswered, &look, now)?;
    }
    second_looks::find(tx, look)
}

fn record(tx: &mut Tx, reviewer: &Reviewer, act: &'static str, id: SubmissionId, details: Value, now: Timestamp) -> Result<()> {
    events::record(tx, &Event { actor: Some(reviewer.id()), act, subject_kind: "submission", subject: &id, details, personal: &[] }, now)
}
