//! The queue of reviewers: what was handed in, longest waiting first, narrowed by whom it is for and what was done about it.

use super::dialect::{AnyConn, MultiBackend};
use super::schema::{claims, parkings, second_looks, submissions};
use super::submissions::SubmissionRow;
use crate::domain::ids::{OrganizationId, SubmissionId, UserId};
use crate::domain::language::LanguageTag;
use crate::domain::review::{OPEN_LANGUAGES, Reads};
use crate::domain::time::Timestamp;
use crate::domain::words::{Section, SubmissionStatus};
use crate::error::Result;
use diesel::dsl::not;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable};

/// What the queue is to hold. What was never handed in, a canceled draft for one, is never in it.
#[derive(Clone)]
pub struct QueueFilter {
    pub now: Timestamp,
    pub statuses: Vec<SubmissionStatus>,
    pub section: Option<Section>,
    pub language: Option<LanguageTag>,
    pub organization: Option<OrganizationId>,
    pub claimed: Option<Claimed>,
    /// Parked ones alone, or none of them; all where nothing is said.
    pub parked: Option<bool>,
    /// Handed in before this time.
    pub overdue_since: Option<Timestamp>,
    /// An open second look is asked of this reviewer.
    pub second_look_of: Option<UserId>,
    pub routing: Option<Routing>,
}

impl QueueFilter {
    /// All that waits, for everyone.
    pub fn waiting(now: Timestamp) -> Self {
        Self {
            now,
            statuses: vec![SubmissionStatus::Submitted],
            section: None,
            language: None,
            organization: None,
            claimed: None,
            parked: None,
            overdue_since: None,
            second_look_of: None,
            routing: None,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Claimed {
    By(UserId),
    ByAnyone,
    ByNobody,
}

/// What makes a submission one reviewer's business: they read such documents, or nobody who is there does, or it has waited for too long.
#[derive(Clone)]
pub struct Routing {
    pub reviewer: UserId,
    pub reads: Reads,
    /// What their own organizations sent is for others to review.
    pub own_organizations: Vec<OrganizationId>,
    /// What the reviewers read who are there.
    pub present: Vec<Reads>,
    /// Handed in before this, it is everyone's.
    pub promised_since: Timestamp,
}

type Condition = Box<dyn BoxableExpression<submissions::table, MultiBackend, SqlType = Nullable<Bool>>>;

/// Whether someone who reads this reads the submission: [`Reads::covers`] as a condition.
fn read_by(reads: &Reads) -> Condition {
    let mut condition: Condition = Box::new(submissions::id.is_not_null().nullable());
    if !reads.sections.is_empty() {
        let of_section = submissions::section.is_null().or(submissions::section.eq_any(reads.sections.clone()));
        condition = Box::new(condition.and(of_section));
    }
    if !reads.languages.is_empty() {
        let mut of_language: Condition = Box::new(submissions::language.is_null().nullable());
        for primary in reads.languages.iter().map(LanguageTag::primary).chain(OPEN_LANGUAGES) {
            let region = submissions::language.like(format!("{primary}-%"));
            of_language = Box::new(of_language.or(submissions::language.eq(primary.to_owned())).or(region));
        }
        condition = Box::new(condition.and(of_language));
    }
    condition
}

/// None where everything is the reviewer's business but what their own organizations sent.
fn for_reviewer(routing: &Routing) -> Option<Condition> {
    if routing.reads.is_everything() {
        return None;
    }
    let waited: Condition = Box::new(submissions::submitted_at.le(routing.promised_since));
    let mut condition: Condition = Box::new(read_by(&routing.reads).or(waited));
    if !routing.present.iter().any(Reads::is_everything) {
        let nobody: Condition = Box::new(submissions::id.is_null().nullable());
        let somebody = routing.present.iter().fold(nobody, |any, reads| -> Condition { Box::new(any.or(read_by(reads))) });
        condition = Box::new(condition.or(not(somebody)));
    }
    Some(condition)
}

fn filtered<'a>(filter: &'a QueueFilter) -> submissions::BoxedQuery<'a, MultiBackend> {
    let mut query = submissions::table.filter(submissions::submitted_at.is_not_null()).into_boxed::<MultiBackend>();
    if !filter.statuses.is_empty() {
        query = query.filter(submissions::status.eq_any(&filter.statuses));
    }
    if let Some(section) = filter.section {
        query = query.filter(submissions::section.eq(section));
    }
    if let Some(language) = &filter.language {
        query = query.filter(submissions::language.eq(language));
    }
    if let Some(organization) = filter.organization {
        query = query.filter(submissions::organization_id.eq(organization));
    }
    if let Some(since) = filter.overdue_since {
        query = query.filter(submissions::submitted_at.le(since));
    }
    // Lists that are made once, and not a look for each that waits: few are claimed or parked.
    let claimed = || claims::table.filter(claims::expires_at.gt(filter.now)).select(claims::submission_id);
    query = match filter.claimed {
        None => query,
        Some(Claimed::ByAnyone) => query.filter(submissions::id.eq_any(claimed())),
        Some(Claimed::ByNobody) => query.filter(submissions::id.ne_all(claimed())),
        Some(Claimed::By(reviewer)) => query.filter(submissions::id.eq_any(claimed().filter(claims::reviewer_id.eq(reviewer)))),
    };
    let parked = || parkings::table.filter(parkings::parked_until.gt(filter.now)).select(parkings::submission_id);
    query = match filter.parked {
        None => query,
        Some(true) => query.filter(submissions::id.eq_any(parked())),
        Some(false) => query.filter(submissions::id.ne_all(parked())),
    };
    if let Some(reviewer) = filter.second_look_of {
        let is_open = second_looks::asked_of_id.eq(reviewer).and(second_looks::answered_at.is_null());
        query = query.filter(submissions::id.eq_any(second_looks::table.filter(is_open).select(second_looks::submission_id)));
    }
    if let Some(routing) = &filter.routing {
        let is_own = submissions::organization_id.eq_any(routing.own_organizations.clone());
        query = query.filter(not(is_own)).filter(submissions::created_by.ne(routing.reviewer));
        if let Some(condition) = for_reviewer(routing) {
            query = query.filter(condition);
        }
    }
    query
}

/// A page, longest waiting first. The cursor is the last one seen.
pub fn list(c: &mut AnyConn, filter: &QueueFilter, after: Option<(Timestamp, SubmissionId)>, limit: i64) -> Result<Vec<SubmissionRow>> {
    let mut query = filtered(filter);
    if let Some((time, id)) = after {
        let later = submissions::submitted_at.gt(time);
        query = query.filter(later.or(submissions::submitted_at.eq(time).and(submissions::id.gt(id))));
    }
    Ok(query.order((submissions::submitted_at, submissions::id)).limit(limit).select(SubmissionRow::as_select()).load(c)?)
}

pub fn count(c: &mut AnyConn, filter: &QueueFilter) -> Result<i64> {
    Ok(filtered(filter).count().get_result(c)?)
}
