//! Reviewers who were asked to look as well, and what they answered.

use super::dialect::AnyConn;
use super::schema::second_looks;
use crate::domain::ids::{SecondLookId, SubmissionId, UserId};
use crate::domain::time::Timestamp;
use crate::error::{Error, Result};
use diesel::prelude::*;

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = second_looks)]
pub struct SecondLookRow {
    pub id: SecondLookId,
    pub submission_id: SubmissionId,
    pub asked_by: UserId,
    pub asked_of_id: UserId,
    pub question: Option<String>,
    pub asked_at: Timestamp,
    pub answer: Option<String>,
    pub answered_at: Option<Timestamp>,
}

pub fn insert(c: &mut AnyConn, look: &SecondLookRow) -> Result<()> {
    diesel::insert_into(second_looks::table).values(look).execute(c)?;
    Ok(())
}

pub fn find(c: &mut AnyConn, id: SecondLookId) -> Result<SecondLookRow> {
    second_looks::table.find(id).select(SecondLookRow::as_select()).first(c).optional()?.ok_or(Error::NotFound("second look"))
}

/// Those asked for about these submissions, in order.
pub fn list_of(c: &mut AnyConn, submissions: &[SubmissionId]) -> Result<Vec<SecondLookRow>> {
    let of_these = second_looks::table.filter(second_looks::submission_id.eq_any(submissions));
    Ok(of_these.order(second_looks::id).select(SecondLookRow::as_select()).load(c)?)
}

pub fn set_answer(c: &mut AnyConn, id: SecondLookId, answer: &str, now: Timestamp) -> Result<()> {
    diesel::update(second_looks::table.find(id)).set((second_looks::answer.eq(answer), second_looks::answered_at.eq(now))).execute(c)?;
    Ok(())
}
