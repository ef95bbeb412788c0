//! Moving a public resource to another section: a new edition by decision, the same in all else, and its organization is told.

use super::notices::{self, Kind};
use crate::auth::Reviewer;
use crate::db::decisions::{self, DecisionRow};
use crate::db::editions::{self, EditionRow};
use crate::db::events::{self, Event};
use crate::db::files::{self, EditionFileRow};
use crate::db::memberships;
use crate::db::resources::{self, ResourceRow};
use crate::db::submissions::{self, SubmissionRow};
use crate::db::users::{self, UserRow};
use crate::db::{AnyConn, Tx};
use crate::domain::ids::{DecisionId, EditionId, FileId, ResourceId, SubmissionId};
use crate::domain::time::Timestamp;
use crate::domain::words::{ChangeKind, MembershipRole, ResourceStatus, Section, UserStatus, Verdict};
use crate::error::{Error, Result};
use serde_json::json;

/// More than any organization has.
const MANAGERS: i64 = 1_000;

/// What a reviewer says when re-filing.
pub struct Refiling {
    pub section: Section,
    pub note: Option<String>,
    /// The number of the edition that the reviewer saw.
    pub edition: i32,
    pub override_reason: Option<String>,
}

/// Re-files a public resource. An open revision goes on from the new edition, since nothing but the section is another.
pub fn refile(tx: &mut Tx, reviewer: &Reviewer, id: ResourceId, refiling: &Refiling, now: Timestamp) -> Result<EditionRow> {
    // Submissions before their resource, as publishing locks them.
    let source = current(tx, id)?.1.submission_id;
    let mut of_resource = submissions::list_of_resource(tx, id)?;
    of_resource.push(source);
    for submission in of_resource {
        submissions::lock(tx, submission)?;
    }
    resources::lock(tx, id)?;
    let (resource, before) = current(tx, id)?;
    let submission = submissions::find(tx, before.submission_id)?;
    reviewer.may_decide(
        &SubmissionRow { organization_id: resource.organization_id, ..submission.clone() },
        refiling.override_reason.as_deref(),
    )?;
    check(tx, &before, refiling)?;
    let decision = decide(tx, reviewer, submission.id, refiling, now)?;
    let edition = publish(tx, &before, &decision, refiling.section, now)?;
    rebase_revisions(tx, reviewer, &before, &edition, now)?;
    let details = json!({"edition": edition.number, "decision": decision.id, "section": edition.section, "filed_from": before.section});
    let event =
        Event { actor: Some(reviewer.id()), act: "resource.refile", subject_kind: "resource", subject: &id, details, personal: &[] };
    events::record(tx, &event, now)?;
    tx.change(ChangeKind::Resource, id);
    for user in concerned(tx, &resource, &submission)? {
        if user.id != reviewer.id() {
            notices::tell_user(tx, &user, Kind::ResourceRefiled, &decision.id, now)?;
        }
    }
    Ok(edition)
}

fn current(c: &mut AnyConn, id: ResourceId) -> Result<(ResourceRow, EditionRow)> {
    let resource = resources::find(c, id)?;
    let edition = resource.current_edition_id.ok_or(Error::NotFound("resource"))?;
    if resource.status != ResourceStatus::Public {
        return Err(Error::conflict("wrong_status", "The resource is not public now; it can be re-filed when it is."));
    }
    Ok((resource, editions::find(c, edition)?))
}

fn check(c: &mut AnyConn, before: &EditionRow, refiling: &Refiling) -> Result<()> {
    if before.number != refiling.edition {
        let message =
            format!("A newer edition was published since you read it: {} now, and you named {}.", before.number, refiling.edition);
        return Err(Error::Conflict { code: "version_conflict", message, by: None, at: Some(before.published_at) });
    }
    if before.section == refiling.section {
        return Err(Error::conflict("wrong_status", format!("The resource stands in {} already.", before.section)));
    }
    for submission in submissions::list_of_resource(c, before.resource_id)? {
        if decisions::get_last(c, submission)?.is_some_and(|decision| decision.is_pending()) {
            let message = "A decision on a new edition has not taken effect yet. Wait until it has, or take it back.";
            return Err(Error::conflict("pending_decision", message));
        }
    }
    Ok(())
}

/// The decision behind the new edition: made and carried out at once, on the submission whose content it keeps.
fn decide(tx: &mut Tx, reviewer: &Reviewer, submission_id: SubmissionId, refiling: &Refiling, now: Timestamp) -> Result<DecisionRow> {
    let decision = DecisionRow {
        id: DecisionId::new(),
        submission_id,
        reviewer_id: reviewer.id(),
        verdict: Verdict::Approve,
        section: Some(refiling.section),
        reason: None,
        note: refiling.note.clone(),
        override_reason: refiling.override_reason.clone(),
        decided_at: now,
        hold_until: now,
        effective_at: now,
        carried_out_at: Some(now),
        undone_at: None,
        undone_by: None,
    };
    decisions::insert(tx, &decision)?;
    Ok(decision)
}

fn publish(tx: &mut Tx, before: &EditionRow, decision: &DecisionRow, section: Section, now: Timestamp) -> Result<EditionRow> {
    let mut edition = EditionRow {
        id: EditionId::new(),
        number: before.number + 1,
        decision_id: decision.id,
        section,
        published_at: now,
        ..before.clone()
    };
    edition.metadata.section = Some(section);
    // What the one before said of itself is not said again.
    edition.metadata.change_note = None;
    editions::insert(tx, &edition)?;
    for (file, _) in files::list_of_edition(tx, before.id)? {
        files::insert_into_edition(tx, &EditionFileRow { id: FileId::new(), edition_id: edition.id, ..file })?;
    }
    resources::set_current_edition(tx, edition.resource_id, edition.id, now)?;
    Ok(edition)
}

fn rebase_revisions(tx: &mut Tx, reviewer: &Reviewer, before: &EditionRow, edition: &EditionRow, now: Timestamp) -> Result<()> {
    for id in submissions::list_of_resource(tx, before.resource_id)? {
        let mut revision = submissions::find(tx, id)?;
        if !revision.status.is_open() || revision.based_on_edition_id != Some(before.id) {
            continue;
        }
        revision.based_on_edition_id = Some(edition.id);
        if revision.metadata.section == Some(before.section) {
            revision.metadata.section = Some(edition.section);
        }
        submissions::save(tx, &mut revision, reviewer.id(), now)?;
    }
    Ok(())
}

/// Who sent it and who manages the organization that shares it.
fn concerned(c: &mut AnyConn, resource: &ResourceRow, submission: &SubmissionRow) -> Result<Vec<UserRow>> {
    let members = memberships::list_of_organization(c, resource.organization_id, None, MANAGERS)?;
    let managers = members.into_iter().filter(|member| member.role == MembershipRole::Manager).map(|member| member.user_id);
    let mut ids: Vec<_> = managers.chain([submission.created_by]).collect();
    ids.sort();
    ids.dedup();
    let mut people = Vec::new();
    for id in ids {
        people.push(users::find(c, id)?);
    }
    people.retain(|user| user.status == UserStatus::Active);
    Ok(people)
}
