//! The way from one place to another: every blob is copied, read again where it has arrived, and left where it was.

use super::{Store, Stored};
use crate::error::{Error, Result};

/// What became of the blobs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moved {
    pub copied: usize,
    pub copied_bytes: u64,
    /// Those that were there already, by name and size.
    pub were_there: usize,
    /// Those whose bytes do not fit their name where they come from. They are not copied.
    pub damaged: Vec<String>,
}

/// Copies what is not there yet. Can be broken off and done again: a blob is put whole or not at all, so what has the right size is all there.
/// `progress` is told of each blob when it is done.
pub fn copy(from: &Store, to: &Store, blobs: &[Stored], progress: &mut dyn FnMut(&Stored)) -> Result<Moved> {
    let mut moved = Moved::default();
    for blob in blobs {
        if to.size_of(&blob.sha256)? == Some(blob.size_bytes) {
            moved.were_there += 1;
        } else if copy_one(from, to, blob)? {
            moved.copied += 1;
            moved.copied_bytes += blob.size_bytes;
        } else {
            moved.damaged.push(blob.sha256.clone());
        }
        progress(blob);
    }
    Ok(moved)
}

/// Whether it has arrived; if not, it is damaged where it is.
fn copy_one(from: &Store, to: &Store, blob: &Stored) -> Result<bool> {
    let mut source = match from.open_blob(&blob.sha256) {
        Ok(source) => source,
        // Removed since it was listed: nobody names it any more.
        Err(Error::NotFound(_)) => return Ok(true),
        Err(failure) => return Err(failure),
    };
    if let Err(failure) = to.put(&blob.sha256, source.size_bytes, &mut source) {
        // Either side may have failed: who is to blame is seen where it comes from.
        return if from.verify(&blob.sha256)? { Err(failure) } else { Ok(false) };
    }
    if to.verify(&blob.sha256)? {
        return Ok(true);
    }
    to.remove(&blob.sha256)?;
    Err(Error::internal("reading a file again where it has arrived", format!("{} has other bytes there", blob.sha256)))
}
