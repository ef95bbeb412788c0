//! A reviewer's hold on a submission, so that two don't review one.

use super::dialect::AnyConn;
use super::schema::claims;
use crate::domain::ids::{SubmissionId, UserId};
use crate::domain::time::Timestamp;
use crate::error::Result;
use diesel::prelude::*;

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = claims)]
pub struct ClaimRow {
    pub submission_id: SubmissionId,
    pub reviewer_id: UserId,
    pub claimed_at: Timestamp,
    pub expires_at: Timestamp,
}

pub fn get(c: &mut AnyConn, submission: SubmissionId) -> Result<Option<ClaimRow>> {
    Ok(claims::table.find(submission).select(ClaimRow::as_select()).first(c).optional()?)
}

/// Puts a claim in the place of any other. The submission's row is locked by the caller.
pub fn replace(c: &mut AnyConn, claim: &ClaimRow) -> Result<()> {
    delete(c, claim.submission_id)?;
    diesel::insert_into(claims::table).values(claim).execute(c)?;
    Ok(())
}

pub fn delete(c: &mut AnyConn, submission: SubmissionId) -> Result<()> {
    diesel::delete(claims::table.find(submission)).execute(c)?;
    Ok(())
}
