//! What waited longer than was promised, and whom it was brought before.

use super::dialect::AnyConn;
use super::schema::{escalations, submissions};
use super::submissions::SubmissionRow;
use crate::domain::ids::SubmissionId;
use crate::domain::time::Timestamp;
use crate::domain::words::{EscalationStep, SubmissionStatus};
use crate::error::Result;
use diesel::dsl::{exists, not};
use diesel::prelude::*;

#[derive(Insertable)]
#[diesel(table_name = escalations)]
struct EscalationRow {
    submission_id: SubmissionId,
    step: EscalationStep,
    submitted_at: Timestamp,
    escalated_at: Timestamp,
}

/// What has waited since before a time and was not brought before these since it was handed in, longest waiting first.
pub fn list_due(c: &mut AnyConn, step: EscalationStep, before: Timestamp, limit: i64) -> Result<Vec<SubmissionRow>> {
    let done = escalations::table
        .filter(escalations::submission_id.eq(submissions::id))
        .filter(escalations::step.eq(step))
        .filter(escalations::submitted_at.nullable().eq(submissions::submitted_at));
    Ok(submissions::table
        .filter(submissions::status.eq(SubmissionStatus::Submitted))
        .filter(submissions::submitted_at.le(before))
        .filter(not(exists(done)))
        .order((submissions::submitted_at, submissions::id))
        .limit(limit)
        .select(SubmissionRow::as_select())
        .load(c)?)
}

/// Remembers it, in the place of an earlier time of handing in.
pub fn replace(c: &mut AnyConn, submission: SubmissionId, step: EscalationStep, submitted_at: Timestamp, now: Timestamp) -> Result<()> {
    diesel::delete(escalations::table.find((submission, step))).execute(c)?;
    let row = EscalationRow { submission_id: submission, step, submitted_at, escalated_at: now };
    diesel::insert_into(escalations::table).values(&row).execute(c)?;
    Ok(())
}

pub fn delete_of_submission(c: &mut AnyConn, submission: SubmissionId) -> Result<()> {
    diesel::delete(escalations::table.filter(escalations::submission_id.eq(submission))).execute(c)?;
    Ok(())
}
