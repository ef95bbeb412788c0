//! Decisions, with the time at which each takes effect.

use super::dialect::{AnyConn, MultiBackend};
use super::schema::{decisions, submissions};
use crate::domain::ids::{DecisionId, OrganizationId, SubmissionId, UserId};
use crate::domain::time::Timestamp;
use crate::domain::words::{Section, Verdict};
use crate::error::{Error, Result};
use diesel::prelude::*;

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = decisions)]
pub struct DecisionRow {
    pub id: DecisionId,
    pub submission_id: SubmissionId,
    pub reviewer_id: UserId,
    pub verdict: Verdict,
    pub section: Option<Section>,
    pub reason: Option<String>,
    pub note: Option<String>,
    pub override_reason: Option<String>,
    pub decided_at: Timestamp,
    /// Until then it can be undone, and the submitter is not told.
    pub hold_until: Timestamp,
    /// The later of the hold's and the embargo's end.
    pub effective_at: Timestamp,
    pub carried_out_at: Option<Timestamp>,
    pub undone_at: Option<Timestamp>,
    pub undone_by: Option<UserId>,
}

impl DecisionRow {
    pub fn is_due(&self, now: Timestamp) -> bool {
        self.effective_at <= now
    }

    pub fn is_pending(&self) -> bool {
        self.carried_out_at.is_none() && self.undone_at.is_none()
    }

    /// Whether it may still be taken back before anyone but reviewers has heard of it.
    pub fn is_held(&self, now: Timestamp) -> bool {
        self.is_pending() && self.hold_until > now
    }
}

pub fn insert(c: &mut AnyConn, decision: &DecisionRow) -> Result<()> {
    diesel::insert_into(decisions::table).values(decision).execute(c)?;
    Ok(())
}

pub fn find(c: &mut AnyConn, id: DecisionId) -> Result<DecisionRow> {
    decisions::table.find(id).select(DecisionRow::as_select()).first(c).optional()?.ok_or(Error::NotFound("decision"))
}

/// The newest decision on a submission that was not undone.
pub fn get_last(c: &mut AnyConn, submission: SubmissionId) -> Result<Option<DecisionRow>> {
    Ok(decisions::table
        .filter(decisions::submission_id.eq(submission))
        .filter(decisions::undone_at.is_null())
        .order((decisions::decided_at.desc(), decisions::id.desc()))
        .select(DecisionRow::as_select())
        .first(c)
        .optional()?)
}

/// All decisions on these submissions, undone ones included, oldest first.
pub fn list_of(c: &mut AnyConn, submissions: &[SubmissionId]) -> Result<Vec<DecisionRow>> {
    let of_these = decisions::table.filter(decisions::submission_id.eq_any(submissions));
    Ok(of_these.order((decisions::decided_at, decisions::id)).select(DecisionRow::as_select()).load(c)?)
}

pub fn set_carried_out(c: &mut AnyConn, id: DecisionId, now: Timestamp) -> Result<()> {
    diesel::update(decisions::table.find(id)).set(decisions::carried_out_at.eq(now)).execute(c)?;
    Ok(())
}

pub fn set_undone(c: &mut AnyConn, id: DecisionId, by: UserId, now: Timestamp) -> Result<()> {
    diesel::update(decisions::table.find(id)).set((decisions::undone_at.eq(now), decisions::undone_by.eq(by))).execute(c)?;
    Ok(())
}

/// Approvals of an organization's submissions that have not taken effect.
pub fn list_pending_approvals(c: &mut AnyConn, organization: OrganizationId) -> Result<Vec<DecisionId>> {
    let of_it = submissions::table.filter(submissions::organization_id.eq(organization)).select(submissions::id);
    let pending = decisions::carried_out_at.is_null().and(decisions::undone_at.is_null());
    let approvals = decisions::table.filter(pending).filter(decisions::verdict.eq(Verdict::Approve));
    Ok(approvals.filter(decisions::submission_id.eq_any(of_it)).order(decisions::id).select(decisions::id).load(c)?)
}

/// Lets a decision take effect at another time.
pub fn set_effective_at(c: &mut AnyConn, id: DecisionId, at: Timestamp) -> Result<()> {
    diesel::update(decisions::table.find(id)).set(decisions::effective_at.eq(at)).execute(c)?;
    Ok(())
}

/// For how many seconds the last submissions had waited when people decided on them, in a section or in all. What is still held is nobody's to
/// know, and what was handed in again since says nothing.
pub fn list_waits(c: &mut AnyConn, section: Option<Section>, now: Timestamp, limit: i64) -> Result<Vec<i64>> {
    let mut query = decisions::table
        .inner_join(submissions::table)
        .filter(decisions::undone_at.is_null())
        .filter(decisions::rule_id.is_null())
        .filter(decisions::hold_until.le(now))
        .order((decisions::decided_at.desc(), decisions::id.desc()))
        .select((submissions::submitted_at, decisions::decided_at))
        .limit(limit)
        .into_boxed::<MultiBackend>();
    if let Some(section) = section {
        query = query.filter(submissions::section.eq(section));
    }
    let rows: Vec<(Option<Timestamp>, Timestamp)> = query.load(c)?;
    let wait = |(submitted_at, decided_at): (Option<Timestamp>, Timestamp)| Some(decided_at.unix_seconds() - submitted_at?.unix_seconds());
    Ok(rows.into_iter().filter_map(wait).filter(|seconds| *seconds >= 0).collect())
}

/// The ids of all decisions on a submission, undone ones included.
pub fn list_ids(c: &mut AnyConn, submission: SubmissionId) -> Result<Vec<DecisionId>> {
    Ok(decisions::table.filter(decisions::submission_id.eq(submission)).order(decisions::id).select(decisions::id).load(c)?)
}

pub fn delete_of_submission(c: &mut AnyConn, submission: SubmissionId) -> Result<()> {
    diesel::delete(decisions::table.filter(decisions::submission_id.eq(submission))).execute(c)?;
    Ok(())
}
