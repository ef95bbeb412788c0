//! The blob store: the bytes of files in a local folder, each named by its SHA-256 and stored once.
//!
//! It is not a record of which files there are: rows of the database say that, and what they don't name is swept away. Invariant: a blob that
//! [`Store::keep`] has acknowledged survives a power loss, and under its name there are never other or fewer bytes. Nothing is ever held in
//! memory whole.

mod place;
mod spool;

pub use spool::{Spool, Spooled};

use crate::config::{make_private_folder, sync_folder_of};
use crate::error::{Context, Error, Result};
use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// Where blobs are put together before they get their name. It is in the same folder, so that the last step is a rename.
const INCOMING: &str = "incoming";
/// What an upload left behind when its process died. Younger ones may belong to an upload that is still under way.
const LEFTOVER: Duration = Duration::from_secs(24 * 60 * 60);

/// The handle that everything shares.
#[derive(Clone, Debug)]
pub struct Store(Arc<Folders>);

#[derive(Debug)]
struct Folders {
    blobs: PathBuf,
    spool: PathBuf,
}

impl Store {
    /// Makes the folders where they are missing, proves that they can be written, and removes what uploads left there over a day ago.
    /// Blocking. A folder that can't be used is refused by the name of its setting.
    pub fn open(folder: &Path, spool: &Path) -> Result<Self> {
        let incoming = folder.join(INCOMING);
        for (setting, path) in [("files", incoming.as_path()), ("data_dir", spool)] {
            make_private_folder(path).and_then(|()| tempfile::tempfile_in(path).map(drop)).map_err(|error| {
                let message =
                    format!("the folder {} can not be written: {error}; correct its owner or its mode, or name another", path.display());
                Error::invalid(setting, message)
            })?;
            remove_leftovers(path, SystemTime::now()).context("removing what uploads left behind")?;
        }
        Ok(Self(Arc::new(Folders { blobs: folder.to_owned(), spool: spool.to_owned() })))
    }

    /// Begins to receive a file of at most `limit_bytes`.
    pub async fn spool(&self, limit_bytes: u64) -> Result<Spool> {
        Spool::begin(self.0.spool.clone(), limit_bytes).await
    }

    /// Stores what was received, durably, under its hash. Blocking. Can be repeated, and done by many at once for the same bytes.
    pub fn keep(&self, spooled: &Spooled) -> Result<()> {
        let path = self.path_of(&spooled.sha256)?;
        place::keep(spooled, &self.0.blobs, &self.0.blobs.join(INCOMING), &path).map_err(|error| failed("storing a file", error))
    }

    /// Stores what comes from elsewhere, durably, if it has this size. Blocking.
    pub fn put(&self, sha256: &str, size_bytes: u64, source: &mut dyn Read) -> Result<()> {
        let (file, path) = tempfile::NamedTempFile::new_in(&self.0.spool).context("storing a file")?.into_parts();
        let copied = std::io::copy(source, &mut &file).map_err(|error| failed("storing a file", error))?;
        let spooled = Spooled { sha256: sha256.to_owned(), size_bytes, file, path };
        if copied != size_bytes {
            return Err(Error::internal("storing a file", "it has another size than it should"));
        }
        self.keep(&spooled)
    }

    pub fn open_blob(&self, sha256: &str) -> Result<File> {
        present(File::open(self.path_of(sha256)?), "opening a stored file")
    }

    pub fn contains(&self, sha256: &str) -> Result<bool> {
        self.path_of(sha256)?.try_exists().context("looking for a stored file")
    }

    /// Where the blob is or would be, for the program that reads files. What isn't a hash in lower-case hex names nothing.
    pub fn path_of(&self, sha256: &str) -> Result<PathBuf> {
        let shelf = sha256.get(..2).filter(|_| is_hash(sha256)).ok_or(Error::NotFound("file"))?;
        Ok(self.0.blobs.join(shelf).join(sha256))
    }

    /// Every blob with its size in bytes, in no order. Files that are no blobs are passed over.
    pub fn list(&self) -> Result<impl Iterator<Item = Result<(String, u64)>> + use<>> {
        let shelves = fs::read_dir(&self.0.blobs).context("listing the stored files")?;
        Ok(shelves.flat_map(|shelf| match shelf.and_then(|shelf| blobs_on(&shelf.path())) {
            Ok(blobs) => blobs,
            Err(error) => vec![Err(Error::internal("listing the stored files", error))],
        }))
    }

    /// Whether the bytes still have the hash that names them. Reads them all.
    pub fn verify(&self, sha256: &str) -> Result<bool> {
        let mut file = self.open_blob(sha256)?;
        let mut hash = ring::digest::Context::new(&ring::digest::SHA256);
        let mut buffer = vec![0; 1 << 16];
        loop {
            match file.read(&mut buffer) {
                Ok(0) => return Ok(spool::hex(hash.finish().as_ref()) == sha256),
                Ok(count) => hash.update(buffer.get(..count).unwrap_or_default()),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(Error::internal("reading a stored file", error)),
            }
        }
    }

    /// Destroys the bytes, durably. One that is gone already is no failure.
    pub fn remove(&self, sha256: &str) -> Result<()> {
        let path = self.path_of(sha256)?;
        match fs::remove_file(&path) {
            Ok(()) => sync_folder_of(&path).context("removing a stored file"),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            Err(error) => Err(Error::internal("removing a stored file", error)),
        }
    }
}

fn is_hash(name: &str) -> bool {
    name.len() == 64 && name.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// One folder of the store; there are at most 256, so that each stays small enough to be listed at once.
fn blobs_on(shelf: &Path) -> std::io::Result<Vec<Result<(String, u64)>>> {
    let is_shelf = shelf.file_name().is_some_and(|name| name.len() == 2);
    if !is_shelf || !shelf.is_dir() {
        return Ok(Vec::new());
    }
    let mut blobs = Vec::new();
    for entry in fs::read_dir(shelf)? {
        let entry = entry?;
        let Some(name) = entry.file_name().to_str().filter(|name| is_hash(name)).map(str::to_owned) else { continue };
        match entry.metadata() {
            Ok(metadata) => blobs.push(Ok((name, metadata.len()))),
            // Removed since the folder was read.
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => blobs.push(Err(Error::internal("listing the stored files", error))),
        }
    }
    Ok(blobs)
}

fn remove_leftovers(folder: &Path, now: SystemTime) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let gone = |error: &std::io::Error| error.kind() == ErrorKind::NotFound;
        let metadata = match entry.metadata() {
            Ok(metadata) => metadata,
            Err(error) if gone(&error) => continue,
            Err(error) => return Err(error),
        };
        let age = now.duration_since(metadata.modified()?).unwrap_or_default();
        if metadata.is_file() && age > LEFTOVER {
            fs::remove_file(entry.path()).or_else(|error| if gone(&error) { Ok(()) } else { Err(error) })?;
        }
    }
    Ok(())
}

fn present<T>(result: std::io::Result<T>, doing: &'static str) -> Result<T> {
    result.map_err(|error| match error.kind() {
        ErrorKind::NotFound => Error::NotFound("file"),
        _ => Error::internal(doing, error),
    })
}

/// A full disk is nobody's bug: it passes when somebody makes room.
fn failed(doing: &'static str, error: std::io::Error) -> Error {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Error::Unavailable {
            code: "storage_full",
            message: "There is no room left to store files. Nothing was stored; please try again later.".to_owned(),
            retry_after_seconds: 600,
        },
        _ => Error::internal(doing, error),
    }
}

#[cfg(test)]
mod tests;
