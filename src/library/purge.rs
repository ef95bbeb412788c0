//! Purging: the one act that destroys. Of a resource nothing is left but a tombstone without title, which answers 410; its files, texts,
//! editions, submissions and decisions are gone, and the audit trail keeps who did what and when.
//!
//! The rows go in one transaction, and the public loses sight of it at once, as with a withdrawal. The bytes go after the commit, by
//! [`PURGE_JOB`], which can be cut at any moment and begins again. A backup made before still holds everything: whoever restores one purges
//! again ([`replay`]) what the lists of [`crate::backup::purges`] name, since the restored database has forgotten.

use crate::auth::Admin;
use crate::db::events::{self, Event};
use crate::db::tombstones::{self, Tombstone};
use crate::db::{
    Tx, blobs, checklists, claims, comments, decisions, editions, erasing, escalations, exports, files, hidings, idempotency, imported,
    jobs, notifications, old_addresses, relations, removal_requests, reports, resources, second_looks, submissions, texts, uses, wishes,
};
use crate::domain::ids::{ResourceId, SubmissionId, UserId};
use crate::domain::time::Timestamp;
use crate::domain::words::{ChangeKind, PurgedKind, WithdrawalReason};
use crate::error::{Error, Result};
use serde_json::json;

/// The job that destroys the bytes, and adds the purge to the lists that outlive a restored database. Its subject is the tombstone's.
pub const PURGE_JOB: &str = "purge";

/// Later than any export expires.
const FAR_DAYS: i64 = 36_500;

/// What an admin says when purging.
pub struct PurgeInput {
    pub reason: WithdrawalReason,
    pub note: Option<String>,
    /// The title of what is meant, so that nothing is destroyed by accident.
    pub confirm_title: String,
}

/// Destroys a published resource, public or withdrawn, and everything that led to it.
pub fn purge(tx: &mut Tx, admin: &Admin, id: ResourceId, input: &PurgeInput, now: Timestamp) -> Result<Tombstone> {
    if tombstones::get(tx, id)?.is_some() {
        return Err(Error::conflict("wrong_status", "The resource was purged already."));
    }
    let edition = resources::find(tx, id)?.current_edition_id.ok_or(Error::NotFound("resource"))?;
    if editions::find(tx, edition)?.metadata.title_or_placeholder() != input.confirm_title {
        let message = "must be the title of the resource, letter by letter: what is purged can not be brought back";
        return Err(Error::invalid("confirm_title", message));
    }
    let tombstone = Tombstone {
        subject_id: id,
        kind: PurgedKind::Resource,
        reason: input.reason,
        note: input.note.clone(),
        blob_hashes: Vec::new(),
        purged_at: now,
    };
    destroy(tx, Some(admin.id()), tombstone, now)
}

/// Purges again, in a database that was restored, what had been purged after its backup was made. True if there was something to destroy.
pub fn replay(tx: &mut Tx, purged: &Tombstone, now: Timestamp) -> Result<bool> {
    if tombstones::get(tx, purged.subject_id)?.is_some() {
        return Ok(false);
    }
    if resources::get(tx, purged.subject_id)?.is_none() {
        // The backup is older than the resource, or its import failed: the tombstone is due all the same.
        tombstones::insert(tx, purged)?;
        return Ok(false);
    }
    destroy(tx, None, purged.clone(), now)?;
    Ok(true)
}

fn destroy(tx: &mut Tx, actor: Option<UserId>, mut tombstone: Tombstone, now: Timestamp) -> Result<Tombstone> {
    let id = tombstone.subject_id;
    // Submissions before their resource, as publishing locks them; what was added meanwhile is in the second list.
    for submission in submissions::list_of_resource(tx, id)? {
        submissions::lock(tx, submission)?;
    }
    resources::lock(tx, id)?;
    let relations = relations::delete_of_resource(tx, id)?.into_iter().map(|id| id.to_string());
    let wishes = wishes::delete_of_resource(tx, id)?.into_iter().map(|id| id.to_string());
    for subject in relations.chain(wishes) {
        forget(tx, &subject, now)?;
    }
    let mut hashes = editions::delete_of_resource(tx, id)?;
    for submission in submissions::list_of_resource(tx, id)? {
        hashes.extend(destroy_submission(tx, submission, now)?);
    }
    for subject in subjects_of(tx, id)? {
        forget(tx, &subject, now)?;
    }
    erasing::erase_of_resource(tx, &id.to_string())?;
    old_addresses::delete_of_resource(tx, id)?;
    resources::delete(tx, id)?;
    // It may be in any export that can still be downloaded.
    hashes.extend(exports::expire(tx, now.plus_days(FAR_DAYS))?);

    hashes.append(&mut tombstone.blob_hashes);
    hashes.sort();
    hashes.dedup();
    for sha256 in hashes {
        // Before the question: an upload that names the same bytes at this moment is seen, or waits and finds them condemned.
        blobs::lock(tx, &sha256)?;
        if !files::is_named(tx, &sha256)? {
            texts::delete(tx, &sha256)?;
            jobs::delete_of_subject(tx, &sha256)?;
            blobs::condemn(tx, &sha256, now)?;
            tombstone.blob_hashes.push(sha256);
        }
    }
    tombstones::insert(tx, &tombstone)?;
    let details = json!({"reason": tombstone.reason, "files": tombstone.blob_hashes.len()});
    let event = Event { actor, act: "resource.purge", subject_kind: "resource", subject: &id, details, personal: &[] };
    events::record(tx, &event, now)?;
    jobs::enqueue(tx, PURGE_JOB, &id, now, now)?;
    tx.change(ChangeKind::Resource, id);
    Ok(tombstone)
}

/// The resource and all that was said about it after publication: what mail, events and stored answers may be about.
fn subjects_of(tx: &mut Tx, id: ResourceId) -> Result<Vec<String>> {
    let mut subjects = vec![id.to_string()];
    subjects.extend(reports::list_ids_of(tx, id)?.iter().map(ToString::to_string));
    subjects.extend(hidings::list_ids_of(tx, id)?.iter().map(ToString::to_string));
    subjects.extend(removal_requests::list_ids_of(tx, id)?.iter().map(ToString::to_string));
    subjects.extend(uses::list_ids_of(tx, id)?.iter().map(ToString::to_string));
    Ok(subjects)
}

/// Deletes mail that was or would be sent about a subject, the work that was left for it, and stored answers that hold a copy; and erases what
/// the audit trail says of it beyond who did what and when.
fn forget(tx: &mut Tx, subject: &str, now: Timestamp) -> Result<()> {
    for notification in notifications::delete_of_subject(tx, subject)? {
        jobs::delete_of_subject(tx, &notification.to_string())?;
    }
    jobs::delete_of_subject(tx, subject)?;
    events::erase(tx, subject, now)?;
    idempotency::delete_naming(tx, subject)
}

/// Everything that was proposed, decided and mailed; gives the hashes of the files that the submission had.
fn destroy_submission(tx: &mut Tx, id: SubmissionId, now: Timestamp) -> Result<Vec<String>> {
    let hashes = files::list_of_submission(tx, id)?.into_iter().map(|(file, _)| file.blob_sha256).collect();
    let decisions = decisions::list_ids(tx, id)?.into_iter().map(|id| id.to_string());
    let comments = comments::list_ids(tx, id)?.into_iter().map(|id| id.to_string());
    let looks = second_looks::list_of(tx, &[id])?.into_iter().map(|look| look.id.to_string());
    for subject in decisions.chain(comments).chain(looks).chain([id.to_string()]) {
        forget(tx, &subject, now)?;
    }
    erasing::erase_of_submission(tx, &id.to_string())?;
    imported::forget_submission(tx, id)?;
    claims::delete(tx, id)?;
    checklists::delete_of_submission(tx, id)?;
    escalations::delete_of_submission(tx, id)?;
    files::delete_of_submission(tx, id)?;
    decisions::delete_of_submission(tx, id)?;
    submissions::delete(tx, id)?;
    Ok(hashes)
}
