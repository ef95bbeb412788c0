//! Claims: a reviewer's hold on a submission, so that two don't review one. It lapses by itself, is renewed by work, and can be taken over, which
//! the first one is told.

use super::notices::{self, Kind};
use super::review;
use super::review_terms::ReviewTerms;
use crate::auth::Reviewer;
use crate::db::claims::{self, ClaimRow};
use crate::db::events::{self, Event};
use crate::db::submissions::SubmissionRow;
use crate::db::{AnyConn, Tx, users};
use crate::domain::ids::{SubmissionId, UserId};
use crate::domain::time::Timestamp;
use crate::error::{Error, Result};
use serde_json::{Value, json};

/// Claims a submission that waits, or holds an own claim longer.
pub fn claim(tx: &mut Tx, reviewer: &Reviewer, id: SubmissionId, take_over: bool, now: Timestamp) -> Result<ClaimRow> {
    review::lock_waiting(tx, reviewer, id)?;
    let before = claims::get_live(tx, id, now)?;
    let of_another = before.clone().filter(|claim| claim.reviewer_id != reviewer.id());
    if let Some(claim) = &of_another
        && !take_over
    {
        return Err(claimed(tx, claim)?);
    }
    let is_renewed = before.is_some() && of_another.is_none();
    let claimed_at = before.filter(|_| is_renewed).map_or(now, |claim| claim.claimed_at);
    let expires_at = now.plus_seconds(ReviewTerms::read(tx)?.claim_seconds);
    let claim = ClaimRow { submission_id: id, reviewer_id: reviewer.id(), claimed_at, expires_at };
    claims::replace(tx, &claim)?;
    if !is_renewed {
        let taken_from = of_another.map(|claim| claim.reviewer_id);
        record(tx, reviewer.id(), "submission.claim", id, json!({"taken_from": taken_from}), now)?;
        if let Some(first) = taken_from {
            let first = users::find(tx, first)?;
            notices::tell_user(tx, &first, Kind::ClaimTaken, &id, now)?;
        }
    }
    Ok(claim)
}

/// Lets go of an own claim. Where there is none, nothing is to be done.
pub fn release(tx: &mut Tx, reviewer: &Reviewer, id: SubmissionId, now: Timestamp) -> Result<()> {
    let submission = review::lock_submitted(tx, id)?;
    reviewer.may_review(&submission)?;
    match claims::get_live(tx, id, now)? {
        Some(claim) if claim.reviewer_id != reviewer.id() => Err(claimed(tx, &claim)?),
        Some(_) => end(tx, reviewer.id(), id, now),
        None => Ok(()),
    }
}

/// Ends a reviewer's claim. The submission's row is locked by the caller.
pub fn end(tx: &mut Tx, reviewer: UserId, id: SubmissionId, now: Timestamp) -> Result<()> {
    claims::delete(tx, id)?;
    record(tx, reviewer, "submission.release_claim", id, json!({}), now)
}

/// Refuses, with who and since when, where another reviewer holds the submission.
pub fn ensure_free(c: &mut AnyConn, submission: &SubmissionRow, reviewer: UserId, now: Timestamp) -> Result<()> {
    match claims::get_live(c, submission.id, now)? {
        Some(claim) if claim.reviewer_id != reviewer => Err(claimed(c, &claim)?),
        _ => Ok(()),
    }
}

/// Work on a submission holds an own claim longer.
pub fn renew(tx: &mut Tx, id: SubmissionId, reviewer: UserId, now: Timestamp) -> Result<()> {
    let until = now.plus_seconds(ReviewTerms::read(tx)?.claim_seconds);
    claims::renew(tx, id, reviewer, until, now)
}

fn claimed(c: &mut AnyConn, claim: &ClaimRow) -> Result<Error> {
    let name = users::get(c, claim.reviewer_id)?.map(|user| user.name);
    let who = name.as_deref().unwrap_or("Another reviewer");
    let message = format!("{who} is reviewing this, until {} at least. Wait, ask them, or take it over first.", claim.expires_at);
    Ok(Error::Conflict { code: "claimed", message, by: name, at: Some(claim.claimed_at) })
}

fn record(tx: &mut Tx, reviewer: UserId, act: &'static str, id: SubmissionId, details: Value, now: Timestamp) -> Result<()> {
    events::record(tx, &Event { actor: Some(reviewer), act, subject_kind: "submission", subject: &id, details, personal: &[] }, now)
}
