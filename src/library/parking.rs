//! Parking: a submission that can't be decided yet stays out of the queue until a date, and comes back by itself.

use super::{claims, reasons, review};
use crate::auth::Reviewer;
use crate::db::events::{self, Event};
use crate::db::parkings::{self, ParkingRow};
use crate::db::{Tx, claims as claim_rows};
use crate::domain::ids::SubmissionId;
use crate::domain::time::Timestamp;
use crate::domain::words::ReasonUse;
use crate::error::{Error, Result};
use serde_json::{Value, json};

const MOST_DAYS: i64 = 366;

/// Why, and until when.
pub struct Parking {
    /// The code of a reason for parking.
    pub reason: String,
    pub note: Option<String>,
    pub until: Timestamp,
}

/// Parks a submission that waits. Whoever parks it lets go of it.
pub fn park(tx: &mut Tx, reviewer: &Reviewer, id: SubmissionId, parking: &Parking, now: Timestamp) -> Result<()> {
    let submission = review::lock_waiting(tx, reviewer, id)?;
    claims::ensure_free(tx, &submission, reviewer.id(), now)?;
    reasons::find_usable(tx, &parking.reason, "reason", |reason| reason.uses.0.contains(&ReasonUse::Park))?;
    if parking.until <= now || parking.until > now.plus_days(MOST_DAYS) {
        return Err(Error::invalid("until", format!("must lie ahead, at most {MOST_DAYS} days")));
    }
    let row = ParkingRow {
        submission_id: id,
        reason: parking.reason.clone(),
        note: parking.note.clone(),
        parked_until: parking.until,
        parked_by: reviewer.id(),
        parked_at: now,
    };
    parkings::replace(tx, &row)?;
    record(tx, reviewer, "submission.park", id, json!({"reason": row.reason, "until": row.parked_until}), now)?;
    if claim_rows::get_live(tx, id, now)?.is_some() {
        claims::end(tx, reviewer.id(), id, now)?;
    }
    Ok(())
}

/// Brings a parked submission back before its date.
pub fn unpark(tx: &mut Tx, reviewer: &Reviewer, id: SubmissionId, now: Timestamp) -> Result<()> {
    let submission = review::lock_submitted(tx, id)?;
    reviewer.may_review(&submission)?;
    if parkings::delete(tx, id)? { record(tx, reviewer, "submission.unpark", id, json!({}), now) } else { Ok(()) }
}

fn record(tx: &mut Tx, reviewer: &Reviewer, act: &'static str, id: SubmissionId, details: Value, now: Timestamp) -> Result<()> {
    events::record(tx, &Event { actor: Some(reviewer.id()), act, subject_kind: "submission", subject: &id, details, personal: &[] }, now)
}
