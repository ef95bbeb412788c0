//! Giving a received file its name, so that a power loss at any moment leaves either nothing under that name or all of it.

use super::Spooled;
use crate::config::{make_private_folder, sync_folder, sync_folder_of};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// File first, then its name, then the folders that hold the name. The order is the guarantee.
pub fn keep(spooled: &Spooled, root: &Path, incoming: &Path, path: &Path) -> io::Result<()> {
    let stored = match fs::metadata(path) {
        Ok(metadata) => metadata.is_file() && metadata.len() == spooled.size_bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => false,
        Err(error) => return Err(error),
    };
    let shelf = path.parent().ok_or_else(|| io::Error::from(ErrorKind::InvalidInput))?;
    // One that somebody took away has lost its name, whatever was known of it.
    if !shelf.is_dir() {
        lock(&KNOWN).remove(shelf);
    }
    let is_known = lock(&KNOWN).contains(shelf);
    if !stored {
        make_private_folder(shelf)?;
        let part = incoming.join(format!("part-{}", uuid::Uuid::now_v7()));
        let placed = bring(spooled, &part).and_then(|()| fs::rename(&part, path));
        // The part is still there when something failed, and when both names were of one file: then a rename does nothing.
        let removed = fs::remove_file(&part).or_else(|error| if error.kind() == ErrorKind::NotFound { Ok(()) } else { Err(error) });
        placed.and(removed)?;
    }
    // Also for a blob that was there: whoever is storing the same bytes at this moment may not have come this far.
    sync_folder_of(path)?;
    if !is_known {
        sync_folder(root)?;
        lock(&KNOWN).insert(shelf.to_owned());
    }
    Ok(())
}

/// Shelves whose own names this process has seen reach the disk: there are 256 of a store, and each upload would wait for that again.
static KNOWN: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

fn lock(known: &Mutex<BTreeSet<PathBuf>>) -> MutexGuard<'_, BTreeSet<PathBuf>> {
    known.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes the bytes durable under a name on the file system of the store: by a second name for them, or else by a copy.
fn bring(spooled: &Spooled, part: &Path) -> io::Result<()> {
    spooled.file.sync_all()?;
    if fs::hard_link(&spooled.path, part).is_ok() {
        return Ok(());
    }
    // Another file system, or one without hard links. A copy that fails says why.
    let mut copy = File::options().write(true).create_new(true).open(part)?;
    let copied = io::copy(&mut File::open(&spooled.path)?, &mut copy)?;
    if copied != spooled.size_bytes {
        return Err(io::Error::new(ErrorKind::UnexpectedEof, "the received file changed while it was copied"));
    }
    copy.sync_all()
}
