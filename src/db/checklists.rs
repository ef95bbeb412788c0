//! The checklist of reviewers, version by version, and who ticked what.

use super::dialect::AnyConn;
use super::schema::{checklist_ticks, checklists};
use crate::domain::checklist::Item;
use crate::domain::ids::{DecisionId, SubmissionId, TickId, UserId};
use crate::domain::time::Timestamp;
use crate::domain::words::ChecklistSide;
use crate::error::{Context, Result};
use diesel::prelude::*;

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = checklists)]
struct ChecklistRow {
    version: i64,
    items: String,
    created_by: Option<UserId>,
    created_at: Timestamp,
}

/// A version of the list; number 0 is the one that a fresh library comes with, and stands in no row.
pub fn get(c: &mut AnyConn, version: i64) -> Result<Option<Vec<Item>>> {
    let row: Option<ChecklistRow> = checklists::table.find(version).select(ChecklistRow::as_select()).first(c).optional()?;
    row.map(|row| serde_json::from_str(&row.items).context("reading a checklist")).transpose()
}

/// The number of the newest version; 0 before the first edit.
pub fn last_version(c: &mut AnyConn) -> Result<i64> {
    let last: Option<i64> = checklists::table.select(diesel::dsl::max(checklists::version)).first(c)?;
    Ok(last.unwrap_or(0))
}

/// Writes a version. Where another has just written the same number, this is a conflict.
pub fn insert(c: &mut AnyConn, version: i64, items: &[Item], by: UserId, now: Timestamp) -> Result<()> {
    let items = serde_json::to_string(items).context("writing down a checklist")?;
    let row = ChecklistRow { version, items, created_by: Some(by), created_at: now };
    diesel::insert_into(checklists::table).values(&row).execute(c)?;
    Ok(())
}

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = checklist_ticks)]
pub struct TickRow {
    pub id: TickId,
    pub submission_id: SubmissionId,
    /// The decision that it was made for; none until then, and always for the submitter's.
    pub decision_id: Option<DecisionId>,
    pub side: ChecklistSide,
    pub checklist_version: i64,
    pub item: String,
    pub ticked_by: UserId,
    pub ticked_at: Timestamp,
}

/// What is ticked of a submission now: what belongs to an earlier decision is not.
pub fn list_ticks(c: &mut AnyConn, submission: SubmissionId) -> Result<Vec<TickRow>> {
    let current = checklist_ticks::table.filter(checklist_ticks::submission_id.eq(submission));
    let current = current.filter(checklist_ticks::decision_id.is_null()).order(checklist_ticks::id);
    Ok(current.select(TickRow::as_select()).load(c)?)
}

/// What was ticked for a decision.
pub fn list_ticks_of_decision(c: &mut AnyConn, decision: DecisionId) -> Result<Vec<TickRow>> {
    let of_decision = checklist_ticks::table.filter(checklist_ticks::decision_id.eq(decision)).order(checklist_ticks::id);
    Ok(of_decision.select(TickRow::as_select()).load(c)?)
}

pub fn insert_tick(c: &mut AnyConn, tick: &TickRow) -> Result<()> {
    diesel::insert_into(checklist_ticks::table).values(tick).execute(c)?;
    Ok(())
}

pub fn delete_tick(c: &mut AnyConn, id: TickId) -> Result<()> {
    diesel::delete(checklist_ticks::table.find(id)).execute(c)?;
    Ok(())
}

/// Lets what the reviewers ticked so far belong to a decision.
pub fn bind(c: &mut AnyConn, submission: SubmissionId, decision: DecisionId) -> Result<()> {
    let current = checklist_ticks::table.filter(checklist_ticks::submission_id.eq(submission));
    let current = current.filter(checklist_ticks::side.eq(ChecklistSide::Reviewer)).filter(checklist_ticks::decision_id.is_null());
    diesel::update(current).set(checklist_ticks::decision_id.eq(decision)).execute(c)?;
    Ok(())
}

/// Takes the ticks of a decision that was undone back to the submission.
pub fn unbind(c: &mut AnyConn, decision: DecisionId) -> Result<()> {
    let bound = checklist_ticks::table.filter(checklist_ticks::decision_id.eq(decision));
    diesel::update(bound).set(checklist_ticks::decision_id.eq(None::<DecisionId>)).execute(c)?;
    Ok(())
}

pub fn delete_of_submission(c: &mut AnyConn, submission: SubmissionId) -> Result<()> {
    diesel::delete(checklist_ticks::table.filter(checklist_ticks::submission_id.eq(submission))).execute(c)?;
    Ok(())
}
