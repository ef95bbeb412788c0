//! Storing what was received, so that a row may name it afterwards: durably, and safe from the sweeper
//! ([`jobs::sweep`](crate::jobs::sweep) says why).

use crate::db::{Db, blobs};
use crate::error::{Error, Result};
use crate::files::{Spooled, Store};
use std::time::{Duration, Instant};

/// From the question whether bytes are condemned until their row commits, less time must pass than the day that a condemned row waits.
const LONGEST: Duration = Duration::from_secs(12 * 60 * 60);

/// Makes files durable, or finds that they are. Blocking. Only afterwards a row may name them.
pub fn keep(db: &Db, store: &Store, spooled: &Spooled) -> Result<()> {
    let begun = Instant::now();
    let hashes = [spooled.sha256.clone()];
    if !db.read_blocking(|c| blobs::list_condemned_of(c, &hashes))?.is_empty() {
        db.write_blocking(|tx| blobs::acquit(tx, &hashes))?;
    }
    store.keep(spooled)?;
    if begun.elapsed() > LONGEST {
        let message = "Storing the file took too long; please send it again.".to_owned();
        return Err(Error::Unavailable { code: "storage_slow", message, retry_after_seconds: 60 });
    }
    Ok(())
}

/// After the commit that named the bytes: stores them once more where a purge of the very same bytes has taken them since [`keep`] saw them. From
/// now on the row keeps them. Blocking.
pub fn look_again(store: &Store, spooled: &Spooled) -> Result<()> {
    if store.size_of(&spooled.sha256)? == Some(spooled.size_bytes) { Ok(()) } else { store.keep(spooled) }
}
