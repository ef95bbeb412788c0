//! Destroys the bytes of what was purged, and adds the purge to the lists that a restored database can't take back. Cut at any moment, it
//! begins again: each step is done once or is found done.

use super::Done;
use crate::app::App;
use crate::backup::purges;
use crate::db::jobs::JobRow;
use crate::db::{blobs, tombstones};
use crate::domain::ids::ResourceId;
use crate::error::Result;

/// The subject is that of a tombstone.
pub fn work(app: &App, job: &JobRow) -> Result<Done> {
    let id = ResourceId::parse(&job.subject_id)?;
    let Some(tombstone) = app.db.read_blocking(|c| tombstones::get(c, id))? else {
        return Ok(Done::Finished);
    };
    // The lists first: whatever happens now, a restored backup will be purged again.
    for list in purges::lists(&app.config) {
        purges::add(&list, std::slice::from_ref(&tombstone))?;
    }
    for sha256 in &tombstone.blob_hashes {
        destroy(app, sha256)?;
    }
    app.db.forget_deleted()?;
    Ok(Done::Finished)
}

/// Bytes that were uploaded again meanwhile are another's by now. Under the lock of their row, as the sweeper does it: an upload that finds them
/// condemned has them after this or not at all. Where an earlier try has deleted the row already it is made again for the sake of its lock.
pub(super) fn destroy(app: &App, sha256: &str) -> Result<()> {
    let now = app.clock.now();
    // Whenever it was condemned: the clock of the node that did so may be ahead of ours.
    let any_time = now.plus_days(1);
    app.db.write_blocking(|tx| {
        blobs::adopt(tx, sha256, 0, now)?;
        if blobs::delete_condemned(tx, sha256, any_time)? { app.files.remove(sha256) } else { Ok(()) }
    })
}
