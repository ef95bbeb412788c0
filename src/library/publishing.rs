//! Publishing: the one act by which anything becomes public or a refusal becomes known.
//!
//! It carries a decision out when that takes effect. It alone writes editions, the feed's entry for them, and the submitter's notification.

use super::notices::{self, Kind};
use crate::db::Tx;
use crate::db::decisions::{self, DecisionRow};
use crate::db::editions::{self, EditionRow};
use crate::db::events::{self, Event};
use crate::db::files::{self, EditionFileRow};
use crate::db::resources::{self, ResourceRow};
use crate::db::submissions::{self, SubmissionRow};
use crate::domain::ids::{DecisionId, EditionId, FileId, ResourceId};
use crate::domain::time::Timestamp;
use crate::domain::words::{ChangeKind, ResourceStatus, Section, Verdict};
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
    if !decision.is_pending() || !decision.is_due(now) {
        return Ok(());
    }
    decisions::set_carried_out(tx, id, now)?;
    if decision.verdict == Verdict::Approve {
        publish(tx, &submission, &decision, now)?;
    }
    notices::tell_submitter(tx, &submission, Kind::Decision, &id, now)
}

fn publish(tx: &mut Tx, submission: &SubmissionRow, decision: &DecisionRow, now: Timestamp) -> Result<()> {
    let resource = match submission.resource_id {
        Some(id) => resources::lock(tx, id)?,
        None => make_resource(tx, submission, now)?,
    };
    let section = section_of(submission, decision)?;
    let mut metadata = submission.metadata.clone();
    metadata.section = Some(section);
    let edition = EditionRow {
        id: EditionId::new(),
        resource_id: resource.id,
        number: editions::last_number(tx, resource.id)? + 1,
        submission_id: submission.id,
        decision_id: decision.id,
        metadata,
        section,
        published_at: now,
    };
    editions::insert(tx, &edition)?;
    for (file, _) in files::list_of_submission(tx, submission.id)? {
        let copy = EditionFileRow {
            id: FileId::new(),
            edition_id: edition.id,
            blob_sha256: file.blob_sha256,
            name: file.name,
            language: file.language,
            position: file.position,
        };
        files::insert_into_edition(tx, &copy)?;
    }
    let mut relations = Vec::new();
    for relation in &edition.metadata.relations {
        let exists = resources::get(tx, relation.resource_id)?.is_some();
        if exists && relation.resource_id != resource.id {
            relations.push((relation.kind, relation.resource_id));
        }
    }
    editions::replace_relations(tx, resource.id, &relations, now)?;
    resources::set_current_edition(tx, resource.id, edition.id, now)?;
    submissions::set_resource(tx, submission.id, resource.id)?;
    let event = Event {
        actor: Some(decision.reviewer_id),
        act: "resource.publish",
        subject_kind: "resource",
        subject: &resource.id,
        details: json!({"edition": edition.number, "submission": submission.id, "decision": decision.id, "section": section}),
        personal: &[],
    };
    events::record(tx, &event, now)?;
    tx.change(ChangeKind::Resource, resource.id);
    Ok(())
}

/// The section a reviewer gave, or else the submitter's.
pub fn section_of(submission: &SubmissionRow, decision: &DecisionRow) -> Result<Section> {
    let section = decision.section.or(submission.metadata.section);
    section.ok_or_else(|| Error::internal("publishing", "an approved submission has no section"))
}

fn make_resource(tx: &mut Tx, submission: &SubmissionRow, now: Timestamp) -> Result<ResourceRow> {
    let resource = ResourceRow {
        id: ResourceId::new(),
        organization_id: submission.organization_id,
        status: ResourceStatus::Public,
        current_edition_id: None,
        version: 1,
        created_at: now,
        updated_at: now,
        withdrawn_at: None,
        withdrawn_by: None,
        withdrawal_reason: None,
        withdrawal_note: None,
    };
    resources::insert(tx, &resource)?;
    Ok(resource)
}
