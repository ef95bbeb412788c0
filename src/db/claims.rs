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

/// The claim that is in force at this moment.
pub fn get_live(c: &mut AnyConn, submission: SubmissionId, now: Timestamp) -> Result<Option<ClaimRow>> {
    Ok(get(c, submission)?.filter(|claim| claim.expires_at > now))
}

/// The claims in force on any of these.
pub fn list_live_of(c: &mut AnyConn, submissions: &[SubmissionId], now: Timestamp) -> Result<Vec<ClaimRow>> {
    let live = claims::submission_id.eq_any(submissions).and(claims::expires_at.gt(now));
    Ok(claims::table.filter(live).select(ClaimRow::as_select()).load(c)?)
}

/// The submissions that a reviewer holds, lapsed claims included.
pub fn list_of_reviewer(c: &mut AnyConn, reviewer: UserId) -> Result<Vec<SubmissionId>> {
    let own = claims::table.filter(claims::reviewer_id.eq(reviewer));
    Ok(own.order(claims::submission_id).select(claims::submission_id).load(c)?)
}

/// Holds a claim longer, if it is this reviewer's and in force.
pub fn renew(c: &mut AnyConn, submission: SubmissionId, reviewer: UserId, until: Timestamp, now: Timestamp) -> Result<()> {
    let own = claims::table.find(submission).filter(claims::reviewer_id.eq(reviewer).and(claims::expires_at.gt(now)));
    diesel::update(own).set(claims::expires_at.eq(until)).execute(c)?;
    Ok(())
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
