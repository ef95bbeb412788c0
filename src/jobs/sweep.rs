//! Sweeps away bytes that nothing names any more: a row that no submission and no edition refers to is condemned, and a day later the bytes go and
//! then the row. Stored files without a row, which an upload left behind when its process died, are given a condemned one and go the same way.
//!
//! # Why no upload loses its bytes
//!
//! An upload finds bytes in the store and takes them for its own. They must still be there when its row commits, on whatever node the sweeper runs.
//!
//! 1. Bytes are removed inside a transaction that holds the lock of their row ([`blobs::delete_condemned`]), and only if that row has been condemned
//!    for a day and nothing refers to it.
//! 2. An upload asks for the row before it looks into the store ([`library::keeping`](crate::library::keeping)). If the row is condemned, the upload
//!    acquits it first, in a transaction of its own, which waits for the lock. Either it comes before the sweeper, which then lets the row be; or it
//!    comes after, and then the bytes are gone before the upload looks, and it stores them.
//! 3. If there is no row, or one that is not condemned, nothing can be removed for a day from then on, since a condemned row waits for a day. An
//!    upload that takes longer than that from its question to its row is refused.
//! 4. The transaction that lets a submission name the bytes writes the row ([`blobs::upsert`]): that takes its lock, and acquits it. A sweeper that
//!    waits for the lock then sees a row that is not condemned.
//! 5. A transaction that fails after the bytes were removed leaves a condemned row without bytes. Nothing refers to it, and an upload finds no bytes
//!    in the store and stores them.
//!
//! 6. Purging waits for no day: what an upload has found may be purged before its row commits. So an upload holds what it received until after
//!    the commit, looks again ([`keeping::look_again`](crate::library::keeping::look_again)) and stores what is gone; from its row's commit on
//!    nobody removes the bytes.
//!
//! What this does not cover is an object storage that carries out a removal long after it has let it time out.

use super::Done;
use crate::app::App;
use crate::db::jobs::JobRow;
use crate::db::{Db, blobs};
use crate::domain::time::Timestamp;
use crate::error::Result;
use crate::files::Store;
use std::time::{Duration, SystemTime};

/// How long a condemned row waits.
pub const WAIT_DAYS: i64 = 1;
/// A stored file without a row that is younger may belong to an upload that is still under way.
const ORPHAN: Duration = Duration::from_secs(24 * 60 * 60);
const PAGE: i64 = 200;

pub fn work(app: &App, _: &JobRow) -> Result<Done> {
    let removed = sweep(&app.db, &app.files, app.clock.now())?;
    if removed > 0 {
        tracing::info!(removed, "files that nothing names any more were removed");
    }
    Ok(Done::Finished)
}

/// Removes what has been condemned for long enough, and condemns what nothing names now. Gives how many blobs were removed.
pub fn sweep(db: &Db, store: &Store, now: Timestamp) -> Result<usize> {
    let removed = remove(db, store, now)?;
    adopt_orphans(db, store, now)?;
    let mut after = String::new();
    loop {
        let page = db.read_blocking(|c| blobs::list_unreferenced(c, &after, PAGE))?;
        let Some(last) = page.last() else { return Ok(removed) };
        after.clone_from(last);
        db.write_blocking(|tx| blobs::condemn_unreferenced(tx, &page, now))?;
    }
}

/// One transaction for each, so that nobody waits for more than one removal.
fn remove(db: &Db, store: &Store, now: Timestamp) -> Result<usize> {
    let until = now.plus_days(-WAIT_DAYS);
    let (mut removed, mut after) = (0, String::new());
    loop {
        let page = db.read_blocking(|c| blobs::list_condemned_until(c, until, &after, PAGE))?;
        let Some(last) = page.last() else { return Ok(removed) };
        after.clone_from(last);
        for sha256 in &page {
            let is_gone = db.write_blocking(|tx| {
                let may_go = blobs::delete_condemned(tx, sha256, until)?;
                if may_go {
                    // While the lock is held; done twice it does no harm.
                    store.remove(sha256)?;
                }
                Ok(may_go)
            })?;
            removed += usize::from(is_gone);
        }
    }
}

/// Gives stored files without a row a condemned one.
fn adopt_orphans(db: &Db, store: &Store, now: Timestamp) -> Result<()> {
    let today = SystemTime::now();
    let mut old = Vec::new();
    for stored in store.list()? {
        let stored = stored?;
        if today.duration_since(stored.modified_at).is_ok_and(|age| age > ORPHAN) {
            old.push((stored.sha256, i64::try_from(stored.size_bytes).unwrap_or(i64::MAX)));
        }
    }
    for some in old.chunks(usize::try_from(PAGE).unwrap_or(1)) {
        let hashes: Vec<_> = some.iter().map(|(sha256, _)| sha256.clone()).collect();
        let known = db.read_blocking(|c| blobs::list_known_of(c, &hashes))?;
        let orphans: Vec<_> = some.iter().filter(|(sha256, _)| !known.contains(sha256)).collect();
        if !orphans.is_empty() {
            db.write_blocking(|tx| orphans.iter().try_for_each(|(sha256, size_bytes)| blobs::adopt(tx, sha256, *size_bytes, now)))?;
        }
    }
    Ok(())
}
