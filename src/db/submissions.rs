//! Proposals for the library. Every change of a row names the version it saw: a lost race is a conflict that says who won, and when.

use super::dialect::{self, AnyConn, MultiBackend};
use super::schema::{blobs, decisions as decisions_table, files, notifications, organizations, submissions};
use super::{decisions, users};
use crate::domain::ids::{EditionId, OrganizationId, ResourceId, SubmissionId, UserId};
use crate::domain::language::LanguageTag;
use crate::domain::metadata::Metadata;
use crate::domain::time::Timestamp;
use crate::domain::words::{Section, SubmissionStatus};
use crate::error::{Error, Result};
use diesel::dsl::{exists, not};
use diesel::prelude::*;

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = submissions)]
pub struct SubmissionRow {
    pub id: SubmissionId,
    pub organization_id: OrganizationId,
    pub created_by: UserId,
    /// The resource that this is a revision of; set by publishing where it is a new one.
    pub resource_id: Option<ResourceId>,
    pub based_on_edition_id: Option<EditionId>,
    pub status: SubmissionStatus,
    pub version: i64,
    pub metadata: Metadata,
    /// The metadata's section and language again, to filter the queue by.
    pub section: Option<Section>,
    pub language: Option<LanguageTag>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub updated_by: UserId,
    pub submitted_at: Option<Timestamp>,
}

pub fn insert(c: &mut AnyConn, submission: &SubmissionRow) -> Result<()> {
    diesel::insert_into(submissions::table).values(submission).execute(c)?;
    Ok(())
}

pub fn find(c: &mut AnyConn, id: SubmissionId) -> Result<SubmissionRow> {
    let found = submissions::table.find(id).select(SubmissionRow::as_select()).first(c).optional()?;
    found.ok_or(Error::NotFound("submission"))
}

/// The submission, locked until the transaction ends.
pub fn lock(c: &mut AnyConn, id: SubmissionId) -> Result<SubmissionRow> {
    dialect::lock_row(c, "submissions", &id.to_string())?;
    find(c, id)
}

/// Refuses with who and when, if the row is no longer the one that the caller saw.
pub fn expect_version(c: &mut AnyConn, submission: &SubmissionRow, version: i64) -> Result<()> {
    if submission.version == version {
        return Ok(());
    }
    let by = users::get(c, submission.updated_by)?.map(|user| user.name);
    Err(Error::Conflict {
        code: "version_conflict",
        message: format!(
            "The submission has changed since you read it: it is at version {} now, and you named {version}.",
            submission.version
        ),
        by,
        at: Some(submission.updated_at),
    })
}

/// What a lost race for a decision says.
pub fn already_decided(c: &mut AnyConn, submission: &SubmissionRow) -> Result<Error> {
    let Some(decision) = decisions::get_last(c, submission.id)? else {
        return Ok(Error::conflict("wrong_status", format!("The submission is {} and can't be decided now.", submission.status)));
    };
    let by = users::get(c, decision.reviewer_id)?.map(|user| user.name);
    let message = format!("The submission was decided already: {}.", decision.verdict);
    Ok(Error::Conflict { code: "already_decided", message, by, at: Some(decision.decided_at) })
}

/// Writes a changed row with the next version. The row was locked by the caller, who also checked the version.
pub fn save(c: &mut AnyConn, submission: &mut SubmissionRow, by: UserId, now: Timestamp) -> Result<()> {
    submission.version += 1;
    submission.updated_at = now;
    submission.updated_by = by;
    submission.section = submission.metadata.section;
    submission.language.clone_from(&submission.metadata.language);
    let values = (
        submissions::resource_id.eq(submission.resource_id),
        submissions::based_on_edition_id.eq(submission.based_on_edition_id),
        submissions::status.eq(submission.status),
        submissions::version.eq(submission.version),
        submissions::metadata.eq(&submission.metadata),
        submissions::section.eq(submission.section),
        submissions::language.eq(&submission.language),
        submissions::updated_at.eq(now),
        submissions::updated_by.eq(by),
        submissions::submitted_at.eq(submission.submitted_at),
    );
    let same = submissions::table.find(submission.id).filter(submissions::version.eq(submission.version - 1));
    match diesel::update(same).set(values).execute(c)? {
        1 => Ok(()),
        _ => Err(Error::conflict("version_conflict", "The submission was changed at the same moment by someone else.")),
    }
}

/// Names the resource that came of it. Not an edit: the version stays.
pub fn set_resource(c: &mut AnyConn, id: SubmissionId, resource: ResourceId) -> Result<()> {
    diesel::update(submissions::table.find(id)).set(submissions::resource_id.eq(resource)).execute(c)?;
    Ok(())
}

/// Whether a revision of the resource is open, or approved and not yet public.
pub fn has_pending_revision(c: &mut AnyConn, resource: ResourceId) -> Result<bool> {
    let open = [SubmissionStatus::Draft, SubmissionStatus::Submitted, SubmissionStatus::ChangesRequested];
    let pending = decisions_table::submission_id
        .eq(submissions::id)
        .and(decisions_table::carried_out_at.is_null())
        .and(decisions_table::undone_at.is_null());
    let of_resource = submissions::table.filter(submissions::resource_id.eq(resource));
    let count: i64 =
        of_resource.filter(submissions::status.eq_any(open).or(exists(decisions_table::table.filter(pending)))).count().get_result(c)?;
    Ok(count > 0)
}

/// Gives all submissions of one organization to another. No edit: the versions stay.
pub fn move_all(c: &mut AnyConn, from: OrganizationId, to: OrganizationId) -> Result<usize> {
    let of_it = submissions::table.filter(submissions::organization_id.eq(from));
    Ok(diesel::update(of_it).set(submissions::organization_id.eq(to)).execute(c)?)
}

/// What of an organization is not at its end: open, or under a decision that has not taken effect.
pub fn list_unfinished(c: &mut AnyConn, organization: OrganizationId) -> Result<Vec<SubmissionId>> {
    let open = [SubmissionStatus::Draft, SubmissionStatus::Submitted, SubmissionStatus::ChangesRequested];
    let pending = decisions_table::submission_id
        .eq(submissions::id)
        .and(decisions_table::carried_out_at.is_null())
        .and(decisions_table::undone_at.is_null());
    let unfinished = submissions::status.eq_any(open).or(exists(decisions_table::table.filter(pending)));
    let of_it = submissions::table.filter(submissions::organization_id.eq(organization));
    Ok(of_it.filter(unfinished).order(submissions::id).select(submissions::id).load(c)?)
}

/// The bytes that an organization's submissions keep here: the same file counts once.
pub fn stored_bytes(c: &mut AnyConn, organization: OrganizationId) -> Result<i64> {
    let of_it = submissions::table.filter(submissions::organization_id.eq(organization)).select(submissions::id);
    let hashes = files::table.filter(files::submission_id.eq_any(of_it)).select(files::blob_sha256);
    // To PostgreSQL, a sum of 64-bit numbers is a number of another kind.
    let sum = diesel::dsl::sql::<diesel::sql_types::BigInt>("CAST(COALESCE(SUM(size_bytes), 0) AS BIGINT)");
    Ok(blobs::table.filter(blobs::sha256.eq_any(hashes)).select(sum).first(c)?)
}

pub fn delete(c: &mut AnyConn, id: SubmissionId) -> Result<()> {
    diesel::delete(submissions::table.find(id)).execute(c)?;
    Ok(())
}

/// Which submissions a list is to hold.
#[derive(Clone, Default)]
pub struct Filter {
    pub organizations: Option<Vec<OrganizationId>>,
    pub statuses: Vec<SubmissionStatus>,
    /// What stands under a decision that is held at this moment counts as submitted: that is what its own people are told.
    pub held_as_submitted: Option<Timestamp>,
}

/// The decision on the submission at hand that is held at this moment.
#[diesel::dsl::auto_type(no_type_alias)]
fn held(now: Timestamp) -> _ {
    let of_this = decisions_table::submission_id.eq(submissions::id);
    let is_pending = decisions_table::carried_out_at.is_null().and(decisions_table::undone_at.is_null());
    decisions_table::table.filter(of_this.and(is_pending).and(decisions_table::hold_until.gt(now)))
}

fn filtered<'a>(filter: &'a Filter) -> submissions::BoxedQuery<'a, MultiBackend> {
    let mut query = submissions::table.into_boxed::<MultiBackend>();
    if let Some(organizations) = &filter.organizations {
        query = query.filter(submissions::organization_id.eq_any(organizations));
    }
    if !filter.statuses.is_empty() {
        let has_status = submissions::status.eq_any(&filter.statuses);
        query = match filter.held_as_submitted {
            None => query.filter(has_status),
            Some(now) if filter.statuses.contains(&SubmissionStatus::Submitted) => query.filter(has_status.or(exists(held(now)))),
            Some(now) => query.filter(has_status.and(not(exists(held(now))))),
        };
    }
    query
}

/// A page of them, newest first.
pub fn list(c: &mut AnyConn, filter: &Filter, after: Option<SubmissionId>, limit: i64) -> Result<Vec<SubmissionRow>> {
    let mut query = filtered(filter);
    if let Some(after) = after {
        query = query.filter(submissions::id.lt(after));
    }
    Ok(query.order(submissions::id.desc()).limit(limit).select(SubmissionRow::as_select()).load(c)?)
}

pub fn count(c: &mut AnyConn, filter: &Filter) -> Result<i64> {
    Ok(filtered(filter).count().get_result(c)?)
}

/// How many wait that were handed in before this one.
pub fn count_waiting_before(c: &mut AnyConn, submitted_at: Timestamp, id: SubmissionId) -> Result<i64> {
    let earlier = submissions::submitted_at.lt(submitted_at);
    let waiting = submissions::table.filter(submissions::status.eq(SubmissionStatus::Submitted));
    Ok(waiting.filter(earlier.or(submissions::submitted_at.eq(submitted_at).and(submissions::id.lt(id)))).count().get_result(c)?)
}

/// What has waited since before a time, longest waiting first.
pub fn list_waiting_since(c: &mut AnyConn, before: Timestamp, limit: i64) -> Result<Vec<SubmissionRow>> {
    let waiting =
        submissions::table.filter(submissions::status.eq(SubmissionStatus::Submitted)).filter(submissions::submitted_at.le(before));
    Ok(waiting.order((submissions::submitted_at, submissions::id)).limit(limit).select(SubmissionRow::as_select()).load(c)?)
}

pub fn organization_name(c: &mut AnyConn, id: OrganizationId) -> Result<String> {
    Ok(organizations::table.find(id).select(organizations::name).first(c)?)
}

pub fn organization_names(c: &mut AnyConn, ids: &[OrganizationId]) -> Result<Vec<(OrganizationId, String)>> {
    let named = organizations::table.filter(organizations::id.eq_any(ids));
    Ok(named.select((organizations::id, organizations::name)).load(c)?)
}

/// The proposals that became a resource or would revise it, oldest first.
pub fn list_of_resource(c: &mut AnyConn, resource: ResourceId) -> Result<Vec<SubmissionId>> {
    Ok(submissions::table.filter(submissions::resource_id.eq(resource)).order(submissions::id).select(submissions::id).load(c)?)
}

/// What a user began, oldest first.
pub fn list_of_creator(c: &mut AnyConn, user: UserId) -> Result<Vec<SubmissionRow>> {
    let own = submissions::table.filter(submissions::created_by.eq(user));
    Ok(own.order(submissions::id).select(SubmissionRow::as_select()).load(c)?)
}

/// What lies with its submitter, was last touched between two moments and was never told of by a kind of mail, oldest first.
pub fn list_untouched(c: &mut AnyConn, since: Timestamp, before: Timestamp, untold: &str, limit: i64) -> Result<Vec<SubmissionId>> {
    let with_submitter = submissions::status.eq_any([SubmissionStatus::Draft, SubmissionStatus::ChangesRequested]);
    let told = notifications::table.filter(notifications::subject_id.eq(submissions::id)).filter(notifications::kind.eq(untold));
    let untouched =
        submissions::table.filter(with_submitter).filter(submissions::updated_at.between(since, before)).filter(not(exists(told)));
    Ok(untouched.order((submissions::updated_at, submissions::id)).limit(limit).select(submissions::id).load(c)?)
}
