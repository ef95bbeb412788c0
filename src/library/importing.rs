//! Taking documents in from an older library, a line of its table at a time: as drafts, into the queue, or decided by the admin who imports them.
//!
//! Nobody is sent mail. What an import has approved becomes public when its last file was looked at, and goes to the queue instead where one
//! turns out to hold malware. A line that was taken in before adds nothing; `bulk` reads the tables.

use super::inspection;
use super::publishing::{self, Origin, PUBLISH_JOB};
use super::submissions::{StoredFile, Terms};
use crate::auth::Admin;
use crate::db::blobs;
use crate::db::decisions::{self, DecisionRow};
use crate::db::events::{self, Event};
use crate::db::files::{self, FileRow};
use crate::db::imported::{self, ImportedRow};
use crate::db::organizations::{self, OrganizationRow};
use crate::db::resources::{self, ResourceRow};
use crate::db::submissions::{self, SubmissionRow};
use crate::db::{Tx, editions, jobs, old_addresses};
use crate::domain::ids::{DecisionId, FileId, OrganizationId, ResourceId, SubmissionId};
use crate::domain::language::LanguageTag;
use crate::domain::metadata::Metadata;
use crate::domain::organization::folded_name;
use crate::domain::submission::Step;
use crate::domain::time::Timestamp;
use crate::domain::words::{
    ChangeKind, FileStatus, ImportAs, OrganizationStatus, ResourceStatus, SubmissionStatus, Verdict, WithdrawalReason,
};
use crate::error::{Error, Result};
use serde_json::json;

/// A line of a table, checked, with its files stored.
pub struct Incoming<'a> {
    pub source: &'a str,
    pub row_key: &'a str,
    pub row_hash: &'a str,
    pub organization_id: OrganizationId,
    pub metadata: &'a Metadata,
    pub files: &'a [StoredFile],
    pub import_as: ImportAs,
    /// The resource that it is or becomes, where it is taken in as approved.
    pub resource_id: ResourceId,
    pub edition_number: Option<i32>,
    /// False for an edition that a later line replaces.
    pub is_current: bool,
    /// When it was published where it comes from.
    pub published_at: Option<Timestamp>,
    /// By when somebody is to look at it again; where nothing is said, as if it were published now.
    pub review_by: Option<Timestamp>,
    /// Why the public does not see it there, and what it is told.
    pub withdrawn: Option<(WithdrawalReason, Option<&'a str>)>,
    pub old_addresses: &'a [String],
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TakenIn {
    Added,
    /// It was taken in before, as it is.
    Known,
    /// It was taken in before and said something else then. Nothing was done.
    Changed,
}

/// Takes a line in, once.
pub fn take_in(tx: &mut Tx, admin: &Admin, incoming: &Incoming, terms: Terms, now: Timestamp) -> Result<TakenIn> {
    if let Some(known) = imported::get(tx, incoming.source, incoming.row_key)? {
        return Ok(if known.row_hash == incoming.row_hash { TakenIn::Known } else { TakenIn::Changed });
    }
    let organization = organizations::lock(tx, incoming.organization_id)?;
    if incoming.import_as == ImportAs::Approved {
        begin_resource(tx, admin, incoming, now)?;
    }
    let submission = submission(admin, incoming, organization.id, now);
    submissions::insert(tx, &submission)?;
    let is_waiting = add_files(tx, submission.id, incoming.files, terms, now)?;
    let decision = if incoming.import_as == ImportAs::Approved { Some(decide(tx, admin, &submission, now)?) } else { None };
    let row = ImportedRow {
        source: incoming.source.to_owned(),
        row_key: incoming.row_key.to_owned(),
        row_hash: incoming.row_hash.to_owned(),
        submission_id: Some(submission.id),
        decision_id: decision.as_ref().map(|decision| decision.id),
        edition_number: incoming.edition_number,
        published_at: incoming.published_at,
        imported_at: now,
    };
    imported::insert(tx, &row)?;
    let is_own = admin.user().is_member_of(organization.id);
    let details = json!({"as": incoming.import_as, "files": incoming.files.len(), "decision": row.decision_id, "own_organization": is_own});
    record(tx, admin, "submission.import", "submission", &submission.id, details, now)?;
    match decision {
        // Nobody sees it before the edition that replaces it: there is nothing to wait for.
        Some(decision) if !incoming.is_current => finish(tx, &submission, &decision, &row, false, now)?,
        Some(decision) if !is_waiting || !decision.is_due(now) => jobs::enqueue(tx, PUBLISH_JOB, &decision.id, decision.effective_at, now)?,
        _ => {}
    }
    Ok(TakenIn::Added)
}

fn submission(admin: &Admin, incoming: &Incoming, organization_id: OrganizationId, now: Timestamp) -> SubmissionRow {
    let status = match incoming.import_as {
        ImportAs::Draft => SubmissionStatus::Draft,
        ImportAs::Submitted => SubmissionStatus::Submitted,
        ImportAs::Approved => SubmissionStatus::Approved,
    };
    SubmissionRow {
        id: SubmissionId::new(),
        organization_id,
        created_by: admin.id(),
        resource_id: (incoming.import_as == ImportAs::Approved).then_some(incoming.resource_id),
        based_on_edition_id: None,
        status,
        version: 1,
        metadata: incoming.metadata.clone(),
        section: incoming.metadata.section,
        language: incoming.metadata.language.clone(),
        created_at: now,
        updated_at: now,
        updated_by: admin.id(),
        submitted_at: (incoming.import_as != ImportAs::Draft).then_some(now),
    }
}

/// The resource that an approved line is an edition of, made where there is none. Until that edition is published, nobody sees it.
fn begin_resource(tx: &mut Tx, admin: &Admin, incoming: &Incoming, now: Timestamp) -> Result<()> {
    let (id, withdrawn) = (incoming.resource_id, incoming.withdrawn);
    match resources::get(tx, id)? {
        Some(there) if there.organization_id != incoming.organization_id => {
            return Err(Error::conflict("already_exists", "The resource belongs to another organization."));
        }
        Some(_) => {
            resources::lock(tx, id)?;
        }
        None => {
            let resource = ResourceRow {
                status: if withdrawn.is_some() { ResourceStatus::Withdrawn } else { ResourceStatus::Public },
                withdrawn_at: withdrawn.map(|_| now),
                withdrawn_by: withdrawn.map(|_| admin.id()),
                withdrawal_reason: withdrawn.map(|(reason, _)| reason),
                withdrawal_note: withdrawn.and_then(|(_, note)| note).map(str::to_owned),
                ..ResourceRow::new(id, incoming.organization_id, now)
            };
            resources::insert(tx, &resource)?;
        }
    }
    if let Some(review_by) = incoming.review_by.filter(|_| incoming.is_current) {
        resources::set_review(tx, id, review_by, None)?;
    }
    for path in incoming.old_addresses {
        if old_addresses::get(tx, path)? != Some(id) {
            old_addresses::insert(tx, path, id, now)?;
        }
    }
    Ok(())
}

/// Whether one of the files is still to be looked at.
fn add_files(tx: &mut Tx, submission_id: SubmissionId, new: &[StoredFile], terms: Terms, now: Timestamp) -> Result<bool> {
    let mut is_waiting = false;
    for (position, file) in (0..).zip(new) {
        // Its row is locked from here on: whoever looks at the file now ends before this, or sees what is written here.
        let blob = blobs::upsert(tx, &file.sha256, file.size_bytes, now)?;
        is_waiting |= !blob.status.is_finished();
        let row = FileRow {
            id: FileId::new(),
            submission_id,
            blob_sha256: file.sha256.clone(),
            name: file.name.clone(),
            language: file.language.clone(),
            position,
            created_at: now,
        };
        files::insert(tx, &row)?;
        inspection::enqueue(tx, &file.sha256, terms.extractor_version, now)?;
    }
    Ok(is_waiting)
}

fn decide(tx: &mut Tx, admin: &Admin, submission: &SubmissionRow, now: Timestamp) -> Result<DecisionRow> {
    let decision = DecisionRow {
        id: DecisionId::new(),
        submission_id: submission.id,
        reviewer_id: admin.id(),
        verdict: Verdict::Approve,
        section: submission.metadata.section,
        reason: None,
        note: None,
        override_reason: None,
        decided_at: now,
        hold_until: now,
        effective_at: submission.metadata.embargo_until.map_or(now, |embargo| embargo.max(now)),
        carried_out_at: None,
        undone_at: None,
        undone_by: None,
    };
    decisions::insert(tx, &decision)?;
    Ok(decision)
}

/// Carries out what an import decided, as soon as every file was looked at. The submission is locked, the decision due and pending.
pub(super) fn carry_out(
    tx: &mut Tx,
    mut submission: SubmissionRow,
    decision: &DecisionRow,
    row: &ImportedRow,
    now: Timestamp,
) -> Result<()> {
    let files = files::list_of_submission(tx, submission.id)?;
    if files.iter().any(|(_, blob)| !blob.status.is_finished()) {
        return Ok(());
    }
    if files.iter().any(|(_, blob)| blob.status == FileStatus::Infected) {
        submission.status = submission.status.after(Step::Undo)?;
        submissions::save(tx, &mut submission, decision.reviewer_id, now)?;
        decisions::set_undone(tx, decision.id, decision.reviewer_id, now)?;
        let details = json!({"decision": decision.id, "reason": "infected_file"});
        let event = Event {
            actor: None,
            act: "submission.undo_decision",
            subject_kind: "submission",
            subject: &submission.id,
            details,
            personal: &[],
        };
        return events::record(tx, &event, now);
    }
    finish(tx, &submission, decision, row, true, now)
}

fn finish(
    tx: &mut Tx,
    submission: &SubmissionRow,
    decision: &DecisionRow,
    row: &ImportedRow,
    is_current: bool,
    now: Timestamp,
) -> Result<()> {
    decisions::set_carried_out(tx, decision.id, now)?;
    let origin = Origin { published_at: row.published_at.unwrap_or(now), number: row.edition_number, is_current, is_import: true };
    publishing::publish(tx, submission, decision, origin, now).map(|_| ())
}

/// Makes the relations of a published resource anew: what they lead to may have been taken in after it.
pub fn relate(tx: &mut Tx, _admin: &Admin, id: ResourceId, now: Timestamp) -> Result<()> {
    let Some(edition) = resources::lock(tx, id)?.current_edition_id else {
        return Ok(());
    };
    let edition = editions::find(tx, edition)?;
    publishing::relate(tx, &edition, now)?;
    tx.change(ChangeKind::Resource, id);
    Ok(())
}

/// An organization as another library tells of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewOrganization {
    pub id: Option<OrganizationId>,
    pub name: String,
    pub summary: String,
    pub country: Option<String>,
    pub hides_country: bool,
    pub is_unlisted: bool,
    pub website: Option<String>,
    pub languages: Vec<LanguageTag>,
    pub topics: Vec<String>,
    /// JSON: name and summary by language tag.
    pub translations: Option<String>,
    /// Active where nothing is said; dormant or suspended as it was.
    pub status: Option<OrganizationStatus>,
}

/// Makes an organization without users, for people of its own to take over.
pub fn make_organization(tx: &mut Tx, admin: &Admin, new: &NewOrganization, now: Timestamp) -> Result<OrganizationRow> {
    let list = |values: serde_json::Result<String>| values.map_err(|cause| Error::internal("writing down an organization", cause));
    let organization = OrganizationRow {
        id: new.id.unwrap_or_else(OrganizationId::new),
        name: new.name.clone(),
        folded_name: folded_name(&new.name),
        status: new.status.filter(|status| status.is_member()).unwrap_or(OrganizationStatus::Active),
        summary: new.summary.clone(),
        country: new.country.clone(),
        hides_country: new.hides_country,
        is_unlisted: new.is_unlisted,
        website: new.website.clone(),
        languages: list(serde_json::to_string(&new.languages))?,
        topics: list(serde_json::to_string(&new.topics))?,
        translations: new.translations.clone().unwrap_or_else(|| "{}".to_owned()),
        // Nobody belongs to it yet.
        contact_name: String::new(),
        contact_email: String::new(),
        contact_language: new.languages.first().cloned().unwrap_or_else(LanguageTag::english),
        message: None,
        version: 1,
        created_at: now,
        updated_at: now,
        email_confirmed_at: None,
        decided_at: Some(now),
        decided_by: Some(admin.id()),
        decision_note: None,
        last_active_at: None,
        status_reason: None,
        status_changed_at: None,
        merged_into: None,
        quota_bytes: None,
        warned_at: None,
        logo_sha256: None,
    };
    organizations::insert(tx, &organization)?;
    record(tx, admin, "organization.import", "organization", &organization.id, json!({}), now)?;
    tx.change(ChangeKind::Organization, organization.id);
    Ok(organization)
}

fn record(
    tx: &mut Tx,
    admin: &Admin,
    act: &'static str,
    subject_kind: &'static str,
    subject: &dyn ToString,
    details: serde_json::Value,
    now: Timestamp,
) -> Result<()> {
    events::record(tx, &Event { actor: Some(admin.id()), act, subject_kind, subject, details, personal: &[] }, now)
}
