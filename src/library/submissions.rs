//! Submissions from the submitter's side: a draft, its files, submitting it, taking it back, and where it stands.

use super::notices::{self, Kind};
use super::standing::{self, Standing};
use super::waiting::{self, Place};
use super::{checklists, claims, corrections, derivations, embargoes, inspection, terms};
use crate::auth::User;
use crate::db::blobs::{self, BlobRow};
use crate::db::decisions::{self, DecisionRow};
use crate::db::events::{self, Event};
use crate::db::files::{self, FileRow};
use crate::db::submissions::{self, SubmissionRow};
use crate::db::{AnyConn, Tx, comments, reasons, resources};
use crate::domain::ids::{EditionId, FileId, OrganizationId, ResourceId, SubmissionId};
use crate::domain::language::LanguageTag;
use crate::domain::metadata::Metadata;
use crate::domain::submission::Step;
use crate::domain::text::FileName;
use crate::domain::time::Timestamp;
use crate::domain::words::{ChecklistSide, ResourceStatus, SubmissionStatus};
use crate::error::{Error, Result};
use serde_json::json;

/// A file whose bytes are in the blob store already.
#[derive(Clone, Debug)]
pub struct StoredFile {
    pub sha256: String,
    pub size_bytes: i64,
    pub name: FileName,
    pub language: Option<LanguageTag>,
}

/// What a new submission brings along.
pub struct NewSubmission<'a> {
    pub organization_id: Option<OrganizationId>,
    /// The resource that it is a revision of.
    pub resource_id: Option<ResourceId>,
    pub metadata: &'a Metadata,
    pub files: &'a [StoredFile],
    pub submit: bool,
}

/// Limits that were told before bytes were sent, and the version of the readers.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    pub max_files: i64,
    pub extractor_version: i32,
}

pub fn create(tx: &mut Tx, user: &User, new: &NewSubmission, terms: Terms, now: Timestamp) -> Result<SubmissionRow> {
    let organization_id = user.upload_organization(new.organization_id)?;
    embargoes::check(None, new.metadata.embargo_until, now)?;
    let based_on_edition_id = match new.resource_id {
        Some(resource) => Some(begin_revision(tx, resource, organization_id)?),
        None => None,
    };
    let submission = SubmissionRow {
        id: SubmissionId::new(),
        organization_id,
        created_by: user.id(),
        resource_id: new.resource_id,
        based_on_edition_id,
        status: SubmissionStatus::Draft,
        version: 1,
        metadata: new.metadata.clone(),
        section: new.metadata.section,
        language: new.metadata.language.clone(),
        created_at: now,
        updated_at: now,
        updated_by: user.id(),
        submitted_at: None,
    };
    match submissions::insert(tx, &submission) {
        Err(Error::Conflict { code: "already_exists", .. }) => return Err(open_revision()),
        done => done?,
    }
    record(tx, user, "submission.create", submission.id, json!({"files": new.files.len()}), now)?;
    add_files(tx, &submission, new.files, terms, now)?;
    if new.submit { submit(tx, user, submission.id, submission.version, now) } else { Ok(submission) }
}

fn open_revision() -> Error {
    Error::conflict("open_revision", "There is an open revision of this resource already; finish or cancel it first.")
}

/// The edition that a revision will rest on. Only the organization that shares a resource revises it.
fn begin_revision(tx: &mut Tx, id: ResourceId, organization: OrganizationId) -> Result<EditionId> {
    let unknown = || Error::invalid("resource_id", "names no resource of your organization");
    let resource = resources::get(tx, id)?.filter(|resource| resource.organization_id == organization).ok_or_else(unknown)?;
    if resource.status == ResourceStatus::Withdrawn {
        return Err(Error::conflict("resource_withdrawn", "The resource is withdrawn; ask an admin to restore it first."));
    }
    if submissions::has_pending_revision(tx, id)? {
        return Err(open_revision());
    }
    resource.current_edition_id.ok_or_else(unknown)
}

fn record(tx: &mut Tx, user: &User, act: &'static str, id: SubmissionId, details: serde_json::Value, now: Timestamp) -> Result<()> {
    events::record(tx, &Event { actor: Some(user.id()), act, subject_kind: "submission", subject: &id, details, personal: &[] }, now)
}

fn add_files(tx: &mut Tx, submission: &SubmissionRow, new: &[StoredFile], terms: Terms, now: Timestamp) -> Result<()> {
    let there = files::count_of_submission(tx, submission.id)?;
    let adding = i64::try_from(new.len()).unwrap_or(i64::MAX);
    if there.saturating_add(adding) > terms.max_files {
        let message = format!("has {there} files and {adding} more were sent; at most {} fit in one submission", terms.max_files);
        return Err(Error::invalid("file", message));
    }
    for (position, file) in (there..).zip(new) {
        blobs::upsert(tx, &file.sha256, file.size_bytes, now)?;
        let row = FileRow {
            id: FileId::new(),
            submission_id: submission.id,
            blob_sha256: file.sha256.clone(),
            name: file.name.clone(),
            language: file.language.clone(),
            position: i32::try_from(position).unwrap_or(i32::MAX),
            created_at: now,
        };
        files::insert(tx, &row)?;
        inspection::enqueue(tx, &file.sha256, terms.extractor_version, now)?;
    }
    Ok(())
}

/// Changes the metadata. The submission's organization may while it is a draft or was sent back; a reviewer may while it waits.
pub fn edit(tx: &mut Tx, user: &User, id: SubmissionId, metadata: &Metadata, version: i64, now: Timestamp) -> Result<SubmissionRow> {
    let mut submission = lock_readable(tx, user, id)?;
    submissions::expect_version(tx, &submission, version)?;
    let fixes_as_reviewer = submission.status == SubmissionStatus::Submitted && user.reviews(&submission);
    if fixes_as_reviewer {
        claims::ensure_free(tx, &submission, user.id(), now)?;
        claims::renew(tx, id, user.id(), now)?;
    } else {
        user.may_edit(&submission)?;
        check_editable(tx, &submission, now)?;
    }
    embargoes::check(submission.metadata.embargo_until, metadata.embargo_until, now)?;
    let changed = changed_fields(&submission.metadata, metadata);
    submission.metadata = metadata.clone();
    submissions::save(tx, &mut submission, user.id(), now)?;
    record(tx, user, "submission.edit", id, json!({"fields": changed, "as_reviewer": fixes_as_reviewer}), now)?;
    Ok(submission)
}

/// The names of the fields that differ: what the audit trail says of an edit.
fn changed_fields(before: &Metadata, after: &Metadata) -> Vec<String> {
    let (Ok(serde_json::Value::Object(before)), Ok(serde_json::Value::Object(after))) =
        (serde_json::to_value(before), serde_json::to_value(after))
    else {
        return Vec::new();
    };
    let mut names: Vec<String> = before.keys().chain(after.keys()).filter(|name| before.get(*name) != after.get(*name)).cloned().collect();
    names.sort();
    names.dedup();
    names
}

pub(super) fn check_editable(c: &mut AnyConn, submission: &SubmissionRow, now: Timestamp) -> Result<()> {
    let status = told_status(c, submission, now)?;
    if status.is_editable() {
        return Ok(());
    }
    Err(Error::conflict("wrong_status", format!("The submission is {status} and can't be changed now.")))
}

fn is_held(c: &mut AnyConn, submission: &SubmissionRow, now: Timestamp) -> Result<bool> {
    Ok(decisions::get_last(c, submission.id)?.is_some_and(|decision| decision.is_held(now)))
}

/// The status as the submission's own people may know it: a held decision can still be undone, so to them the submission waits, and they can
/// do no more than with one that does.
fn told_status(c: &mut AnyConn, submission: &SubmissionRow, now: Timestamp) -> Result<SubmissionStatus> {
    Ok(if is_held(c, submission, now)? { SubmissionStatus::Submitted } else { submission.status })
}

/// The submission, locked, if this user may see it. A draft is seen by its organization only.
pub(super) fn lock_readable(tx: &mut Tx, user: &User, id: SubmissionId) -> Result<SubmissionRow> {
    let submission = submissions::lock(tx, id)?;
    may_see(user, &submission)?;
    Ok(submission)
}

pub(super) fn may_see(user: &User, submission: &SubmissionRow) -> Result<()> {
    if submission.submitted_at.is_none() && !user.is_member_of(submission.organization_id) {
        return Err(Error::NotFound("submission"));
    }
    user.may_read(submission)
}

pub fn attach(tx: &mut Tx, user: &User, id: SubmissionId, new: &[StoredFile], terms: Terms, now: Timestamp) -> Result<SubmissionRow> {
    let mut submission = lock_readable(tx, user, id)?;
    user.may_edit(&submission)?;
    check_editable(tx, &submission, now)?;
    add_files(tx, &submission, new, terms, now)?;
    submissions::save(tx, &mut submission, user.id(), now)?;
    record(tx, user, "submission.attach_files", id, json!({"files": new.len()}), now)?;
    Ok(submission)
}

pub fn detach(tx: &mut Tx, user: &User, id: SubmissionId, file: FileId, now: Timestamp) -> Result<SubmissionRow> {
    let mut submission = lock_readable(tx, user, id)?;
    user.may_edit(&submission)?;
    check_editable(tx, &submission, now)?;
    files::find_of_submission(tx, id, file)?;
    files::delete(tx, file)?;
    submissions::save(tx, &mut submission, user.id(), now)?;
    record(tx, user, "submission.remove_file", id, json!({"file": file}), now)?;
    Ok(submission)
}

/// Hands it to the reviewers, if nothing is missing.
pub fn submit(tx: &mut Tx, user: &User, id: SubmissionId, version: i64, now: Timestamp) -> Result<SubmissionRow> {
    let mut submission = lock_readable(tx, user, id)?;
    user.may_edit(&submission)?;
    submissions::expect_version(tx, &submission, version)?;
    submission.status = told_status(tx, &submission, now)?.after(Step::Submit)?;
    check_complete(tx, &mut submission)?;
    submission.submitted_at = Some(now);
    submissions::save(tx, &mut submission, user.id(), now)?;
    record(tx, user, "submission.submit", id, json!({"terms_version": submission.metadata.terms_version}), now)?;
    if let Some(rule) = corrections::rule_for(tx, &submission, now)? {
        return corrections::publish(tx, user, submission, &rule, now);
    }
    notices::tell_submitter(tx, &submission, Kind::SubmissionReceived, &id, now)?;
    Ok(submission)
}

/// Refuses what may not be handed in yet, all of it at once. Handing in accepts the terms in force.
fn check_complete(tx: &mut Tx, submission: &mut SubmissionRow) -> Result<()> {
    let mut faults = submission.metadata.missing(files::count_of_submission(tx, submission.id)? > 0);
    match terms::accepted(tx, submission.metadata.terms_version.as_deref())? {
        Ok(version) => submission.metadata.terms_version = Some(version),
        Err(fault) => faults.push(fault),
    }
    faults.extend(derivations::refused(tx, submission)?);
    faults.extend(checklists::missing(tx, submission, ChecklistSide::Submitter)?);
    if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults)) }
}

/// Takes an undecided one back.
pub fn cancel(tx: &mut Tx, user: &User, id: SubmissionId, version: i64, now: Timestamp) -> Result<SubmissionRow> {
    let mut submission = lock_readable(tx, user, id)?;
    user.may_edit(&submission)?;
    submissions::expect_version(tx, &submission, version)?;
    if is_held(tx, &submission, now)? {
        // The same for each verdict: it may be undone, and then nobody is to have heard of it.
        return Err(Error::conflict(
            "being_decided",
            "The submission is being decided and can't be taken back now; look again in a while.",
        ));
    }
    submission.status = submission.status.after(Step::Cancel)?;
    submissions::save(tx, &mut submission, user.id(), now)?;
    record(tx, user, "submission.cancel", id, json!({}), now)?;
    Ok(submission)
}

/// Deletes a draft that nobody else has seen; what was ever submitted is canceled instead, and stays.
pub fn delete(tx: &mut Tx, user: &User, id: SubmissionId, now: Timestamp) -> Result<()> {
    let submission = lock_readable(tx, user, id)?;
    user.may_edit(&submission)?;
    if submission.status != SubmissionStatus::Draft || submission.submitted_at.is_some() {
        return Err(Error::conflict("wrong_status", "Only a draft that was never submitted can be deleted; cancel this one."));
    }
    files::delete_of_submission(tx, id)?;
    submissions::delete(tx, id)?;
    record(tx, user, "submission.delete", id, json!({}), now)
}

/// A submission with all that its people may know of it.
pub struct Detail {
    pub submission: SubmissionRow,
    pub organization_name: String,
    pub files: Vec<(FileRow, BlobRow)>,
    /// The last decision, as far as this reader may know it.
    pub decision: Option<DecisionRow>,
    /// Its ready-made reason, in the reader's language.
    pub reason: Option<String>,
    /// Comments of others that the reader has not marked as read.
    pub unread_comments: usize,
    /// What reviewers know, for those who look at it as reviewers.
    pub standing: Option<Standing>,
    /// By when it is to be decided, while it waits.
    pub due_at: Option<Timestamp>,
    /// Whether that has passed.
    pub is_overdue: bool,
    /// Where it stands in the queue; told of a single one only.
    pub place: Option<Place>,
}

pub fn detail(c: &mut AnyConn, user: &User, id: SubmissionId, now: Timestamp) -> Result<Detail> {
    let submission = submissions::find(c, id)?;
    may_see(user, &submission)?;
    let mut detail = expand(c, user, submission, now)?;
    if detail.due_at.is_some() {
        detail.place = waiting::place(c, &detail.submission, now)?;
    }
    Ok(detail)
}

pub fn expand(c: &mut AnyConn, user: &User, submission: SubmissionRow, now: Timestamp) -> Result<Detail> {
    expand_all(c, user, vec![submission], now)?.pop().ok_or(Error::NotFound("submission"))
}

/// Adds files, decisions and the rest, by as many queries for a page as for one. While a decision is held it can still be undone, so the
/// submitter sees the submission as waiting.
pub fn expand_all(c: &mut AnyConn, user: &User, rows: Vec<SubmissionRow>, now: Timestamp) -> Result<Vec<Detail>> {
    let ids: Vec<SubmissionId> = rows.iter().map(|row| row.id).collect();
    let organizations: Vec<OrganizationId> = rows.iter().map(|row| row.organization_id).collect();
    let names = submissions::organization_names(c, &organizations)?;
    let mut files = files::list_of_submissions(c, &ids)?;
    let decisions = decisions::list_of(c, &ids)?;
    let reasons = if decisions.iter().any(|row| row.reason.is_some()) { reasons::list(c, true)? } else { Vec::new() };
    let (reviewed, own): (Vec<&SubmissionRow>, Vec<&SubmissionRow>) = rows.iter().partition(|row| user.reviews(row));
    let (reviewed, own): (Vec<_>, Vec<_>) = (reviewed.iter().map(|row| row.id).collect(), own.iter().map(|row| row.id).collect());
    let mut unread = comments::count_unread(c, &reviewed, user.id(), true)?;
    unread.extend(comments::count_unread(c, &own, user.id(), false)?);
    let mut standings = standing::list(c, &reviewed, &decisions, now)?;
    let promise = waiting::promise(c)?;
    let detail = |mut submission: SubmissionRow| {
        let id = submission.id;
        let standing = standings.remove(&id);
        let last = decisions.iter().rfind(|row| row.submission_id == id && row.undone_at.is_none());
        let is_hidden = standing.is_none() && last.is_some_and(|row| row.is_held(now));
        if is_hidden {
            submission.status = SubmissionStatus::Submitted;
        }
        let due_at = if submission.status == SubmissionStatus::Submitted { waiting::due_at(&promise, &submission) } else { None };
        let decision = last.filter(|_| !is_hidden).cloned();
        let reason = decision.as_ref().and_then(|row| reasons.iter().find(|reason| Some(&reason.code) == row.reason.as_ref()));
        Detail {
            organization_name: names
                .iter()
                .find(|(known, _)| *known == submission.organization_id)
                .map(|row| row.1.clone())
                .unwrap_or_default(),
            files: files.extract_if(.., |(file, _)| file.submission_id == id).collect(),
            reason: reason.map(|reason| super::reasons::sentence(reason, user.language())),
            unread_comments: unread.iter().find(|(known, _)| *known == id).map_or(0, |row| row.1),
            decision,
            standing,
            is_overdue: due_at.is_some_and(|due| due < now),
            due_at,
            place: None,
            submission,
        }
    };
    Ok(rows.into_iter().map(detail).collect())
}

/// The file of a submission, for those who may see it.
pub fn find_file(c: &mut AnyConn, user: &User, id: SubmissionId, file: FileId) -> Result<(FileRow, BlobRow)> {
    let submission = submissions::find(c, id)?;
    may_see(user, &submission)?;
    files::find_of_submission(c, id, file)
}
