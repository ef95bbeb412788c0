//! What was found out about a file: written down once for its bytes, and told to the feed where they are public already.

use super::publishing::PUBLISH_JOB;
use crate::db::blobs::{self, Findings};
use crate::db::{AnyConn, Tx, editions, files, imported, jobs, texts};
use crate::domain::time::Timestamp;
use crate::domain::words::{ChangeKind, FileStatus};
use crate::error::Result;

/// The job that reads the file behind a SHA-256.
pub const INSPECT_JOB: &str = "inspect";

/// Puts bytes in line to be read, unless this version of the readers has read them.
pub fn enqueue(tx: &mut Tx, sha256: &str, extractor_version: i32, now: Timestamp) -> Result<()> {
    let blob = blobs::find(tx, sha256)?;
    if blob.status == FileStatus::Pending || blob.extractor_version != Some(extractor_version) {
        jobs::enqueue(tx, INSPECT_JOB, &sha256, now, now)?;
    }
    Ok(())
}

/// Writes down what a reader found. A page is its number, from 1, and its text.
pub fn record(tx: &mut Tx, sha256: &str, found: &Findings, pages: &[(i32, &str)], now: Timestamp) -> Result<()> {
    if !files::is_named(tx, sha256)? {
        // Purged or deleted while it was being read: nothing of it may come back.
        return Ok(());
    }
    blobs::set_inspected(tx, sha256, found, now)?;
    texts::replace(tx, sha256, found.extractor_version, pages.iter().copied())?;
    // Text that arrives after publication changes what a search finds.
    for resource in editions::list_public_with_blob(tx, sha256)? {
        tx.change(ChangeKind::Resource, resource);
    }
    // What an import has approved waits for the last of its files.
    for decision in imported::list_pending_with_blob(tx, sha256)? {
        jobs::enqueue(tx, PUBLISH_JOB, &decision, now, now)?;
    }
    Ok(())
}

/// How many files of a submission are still to be read.
pub fn count_pending(c: &mut AnyConn, submission: crate::domain::ids::SubmissionId) -> Result<usize> {
    let files = files::list_of_submission(c, submission)?;
    Ok(files.iter().filter(|(_, blob)| !blob.status.is_finished()).count())
}
