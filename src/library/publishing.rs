//! Publishing: the one act by which anything becomes public or a refusal becomes known.
//!
//! It carries a decision out when that takes effect. It alone writes editions, the feed's entry for them, and the submitter's notification.

use super::notices::{self, Kind};
use super::{derivations, importing, links, review_dates};
use crate::db::blobs::BlobRow;
use crate::db::decisions::{self, DecisionRow};
use crate::db::editions::{self, EditionRow};
use crate::db::events::{self, Event};
use crate::db::files::{self, EditionFileRow, FileRow};
use crate::db::relations::{self, RelationRow};
use crate::db::resources::{self, ResourceRow};
use crate::db::submissions::{self, SubmissionRow};
use crate::db::{AnyConn, Tx, correction_rules, imported, notifications, organizations};
use crate::domain::ids::{DecisionId, EditionId, FileId, ResourceId};
use crate::domain::metadata::{Metadata, Relation};
use crate::domain::time::Timestamp;
use crate::domain::words::{ChangeKind, OrganizationStatus, Section, Verdict};
use crate::error::{Error, Result};
use serde_json::json;

/// The job that carries a decision out when its hold or embargo ends.
pub const PUBLISH_JOB: &str = "publish";

/// Carries a decision out, if it is due, was not undone, and was not carried out before: twice, late or early is harmless.
pub fn carry_out(tx: &mut Tx, id: DecisionId, now: Timestamp) -> Result<()> {
    let submission_id = decisions::find(tx, id)?.submission_id;
    let submission = submissions::lock(tx, submission_id)?;
    // Read again under the lock: an undo may have come first.
    let decision = decisions::find(tx, id)?;
    if !decision.is_pending() {
        return Ok(());
    }
    if let Some(row) = imported::get_of_decision(tx, id)? {
        return if decision.is_due(now) { importing::carry_out(tx, submission, &decision, &row, now) } else { Ok(()) };
    }
    if !decision.is_due(now) {
        return tell_of_embargo(tx, &submission, &decision, now);
    }
    // Of a suspended organization nothing new becomes public; lifting the suspension leaves the job anew.
    let organization = organizations::find(tx, submission.organization_id)?;
    if decision.verdict == Verdict::Approve && organization.status == OrganizationStatus::Suspended {
        return Ok(());
    }
    decisions::set_carried_out(tx, id, now)?;
    if decision.verdict == Verdict::Approve {
        let published = publish(tx, &submission, &decision, Origin::here(now), now)?;
        let by = (published.resource.organization_id, submission.created_by);
        derivations::tell(tx, by, submission.metadata.language.as_ref(), &published.before, &published.relations, now)?;
    }
    notices::tell_submitter(tx, &submission, Kind::Decision, &id, now)
}

/// An approved work under an embargo is public much later: its submitter is told once, when the decision can't be undone unheard any more.
fn tell_of_embargo(tx: &mut Tx, submission: &SubmissionRow, decision: &DecisionRow, now: Timestamp) -> Result<()> {
    let kind = Kind::ApprovedUnderEmbargo;
    if decision.is_held(now) || decision.verdict != Verdict::Approve || notifications::is_any(tx, kind.as_str(), &decision.id.to_string())?
    {
        return Ok(());
    }
    notices::tell_submitter(tx, submission, kind, &decision.id, now)
}

/// What of a submission becomes public: the content of its edition.
pub struct Composition {
    pub metadata: Metadata,
    pub files: Vec<(FileRow, BlobRow)>,
    pub relations: Vec<Relation>,
}

/// Puts together what publishing would make public. Nothing is written: a preview is made by the same lines.
pub fn compose(c: &mut AnyConn, submission: &SubmissionRow, resource: ResourceId, section: Section) -> Result<Composition> {
    let mut metadata = submission.metadata.clone();
    metadata.section = Some(section);
    let mut relations = Vec::new();
    for relation in &metadata.relations {
        if relation.resource_id != resource && resources::get(c, relation.resource_id)?.is_some() {
            relations.push(relation.clone());
        }
    }
    Ok(Composition { metadata, files: files::list_of_submission(c, submission.id)?, relations })
}

/// What an edition brings along from where it was first published.
#[derive(Clone, Copy)]
pub(super) struct Origin {
    pub published_at: Timestamp,
    /// Its number, unless one as high is taken here.
    pub number: Option<i32>,
    /// Whether it is the one that the public is to see.
    pub is_current: bool,
    /// What an import has said of its resource stays.
    pub is_import: bool,
}

impl Origin {
    fn here(now: Timestamp) -> Self {
        Self { published_at: now, number: None, is_current: true, is_import: false }
    }
}

/// What was published, and how its relations changed by that.
pub(super) struct Published {
    pub resource: ResourceRow,
    pub before: Vec<RelationRow>,
    pub relations: Vec<RelationRow>,
}

/// Writes an edition, and tells nobody.
pub(super) fn publish(
    tx: &mut Tx,
    submission: &SubmissionRow,
    decision: &DecisionRow,
    origin: Origin,
    now: Timestamp,
) -> Result<Published> {
    let resource = match submission.resource_id {
        Some(id) => resources::lock(tx, id)?,
        None => {
            let resource = new_resource(submission, ResourceId::new(), now);
            resources::insert(tx, &resource)?;
            resource
        }
    };
    let section = section_of(submission, decision)?;
    let Composition { metadata, files, relations } = compose(tx, submission, resource.id, section)?;
    let edition = EditionRow {
        id: EditionId::new(),
        resource_id: resource.id,
        number: origin.number.unwrap_or(1).max(editions::last_number(tx, resource.id)? + 1),
        submission_id: submission.id,
        decision_id: decision.id,
        metadata,
        section,
        published_at: origin.published_at,
    };
    editions::insert(tx, &edition)?;
    for (file, _) in files {
        let FileRow { blob_sha256, name, language, position, .. } = file;
        files::insert_into_edition(
            tx,
            &EditionFileRow { id: FileId::new(), edition_id: edition.id, blob_sha256, name, language, position },
        )?;
    }
    let before = relations::list_from(tx, resource.id)?;
    let relations = relations::plan(tx, resource.id, &relations, now)?;
    if origin.is_current {
        relations::replace(tx, resource.id, &relations)?;
        resources::set_current_edition(tx, resource.id, edition.id, now)?;
        if !origin.is_import || resource.review_by.is_none() {
            review_dates::begin(tx, resource.id, &edition.metadata, now)?;
        }
        links::begin(tx, resource.id, &edition.metadata)?;
    }
    submissions::set_resource(tx, submission.id, resource.id)?;
    let by_rule = correction_rules::get_of_decision(tx, decision.id)?;
    let event = Event {
        actor: by_rule.is_none().then_some(decision.reviewer_id),
        act: "resource.publish",
        subject_kind: "resource",
        subject: &resource.id,
        details: json!({"edition": edition.number, "submission": submission.id, "decision": decision.id, "section": section, "rule": by_rule}),
        personal: &[],
    };
    events::record(tx, &event, now)?;
    if origin.is_current {
        tx.change(ChangeKind::Resource, resource.id);
    }
    Ok(Published { resource, before, relations })
}

/// Makes the relations that an edition names the resource's, as far as there is something at their other end.
pub(super) fn relate(tx: &mut Tx, edition: &EditionRow, now: Timestamp) -> Result<()> {
    let mut named = Vec::new();
    for relation in &edition.metadata.relations {
        if relation.resource_id != edition.resource_id && resources::get(tx, relation.resource_id)?.is_some() {
            named.push(relation.clone());
        }
    }
    let rows = relations::plan(tx, edition.resource_id, &named, now)?;
    relations::replace(tx, edition.resource_id, &rows)
}

/// The section a reviewer gave, or else the submitter's.
pub fn section_of(submission: &SubmissionRow, decision: &DecisionRow) -> Result<Section> {
    let section = decision.section.or(submission.metadata.section);
    section.ok_or_else(|| Error::internal("publishing", "an approved submission has no section"))
}

/// A resource of which nothing is published yet.
pub fn new_resource(submission: &SubmissionRow, id: ResourceId, now: Timestamp) -> ResourceRow {
    ResourceRow::new(id, submission.organization_id, now)
}
