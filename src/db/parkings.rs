//! Submissions that stay out of the queue until a date.

use super::dialect::AnyConn;
use super::schema::parkings;
use crate::domain::ids::{SubmissionId, UserId};
use crate::domain::time::Timestamp;
use crate::error::Result;
use diesel::prelude::*;

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = parkings)]
pub struct ParkingRow {
    pub submission_id: SubmissionId,
    /// The code of a reason for parking.
    pub reason: String,
    pub note: Option<String>,
    pub parked_until: Timestamp,
    pub parked_by: UserId,
    pub parked_at: Timestamp,
}

/// Those of these submissions that are parked at this moment.
pub fn list_of(c: &mut AnyConn, submissions: &[SubmissionId], now: Timestamp) -> Result<Vec<ParkingRow>> {
    let parked = parkings::submission_id.eq_any(submissions).and(parkings::parked_until.gt(now));
    Ok(parkings::table.filter(parked).select(ParkingRow::as_select()).load(c)?)
}

/// Puts a parking in the place of any other. The submission's row is locked by the caller.
pub fn replace(c: &mut AnyConn, parking: &ParkingRow) -> Result<()> {
    delete(c, parking.submission_id)?;
    diesel::insert_into(parkings::table).values(parking).execute(c)?;
    Ok(())
}

/// Whether there was one.
pub fn delete(c: &mut AnyConn, submission: SubmissionId) -> Result<bool> {
    Ok(diesel::delete(parkings::table.find(submission)).execute(c)? == 1)
}
