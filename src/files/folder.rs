//! Blobs in a local folder, on shelves named by the first two digits of their hashes.

use super::{Spooled, Stored, failed, is_hash, place};
use crate::config::{make_private_folder, sync_folder_of};
use crate::error::{Context, Error, Result};
use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Where blobs are put together before they get their name. It is in the same folder, so that the last step is a rename.
pub const INCOMING: &str = "incoming";

#[derive(Debug)]
pub struct Folder {
    blobs: PathBuf,
    incoming: PathBuf,
}

impl Folder {
    /// The folder, with its way in made where it is missing.
    pub fn open(blobs: &Path) -> Result<Self> {
        let incoming = blobs.join(INCOMING);
        super::prepare("files", &incoming)?;
        Ok(Self { blobs: blobs.to_owned(), incoming })
    }

    /// Whether blobs can be put here now.
    pub fn probe(&self) -> Result<()> {
        #[cfg(unix)]
        rustix::fs::access(&self.incoming, rustix::fs::Access::WRITE_OK)
            .inspect_err(|error| tracing::error!(error = %error, "the folder of files can not be written"))
            .map_err(|_| super::down())?;
        Ok(())
    }

    /// Stores what was received, durably, under its hash.
    pub fn keep(&self, spooled: &Spooled) -> Result<()> {
        let path = self.path_of(&spooled.sha256)?;
        place::keep(spooled, &self.blobs, &self.incoming, &path).map_err(|error| failed("storing a file", error))
    }

    /// Stores what comes from elsewhere in the same way. It must have this hash and this size.
    pub fn put(&self, sha256: &str, size_bytes: u64, source: &mut dyn Read) -> Result<()> {
        let path = self.path_of(sha256)?;
        let part = NamedTempFile::new_in(&self.incoming).map_err(|error| failed("storing a file", error))?;
        super::copy_checked(sha256, size_bytes, source, part.as_file())?;
        let (file, path_of_part) = part.into_parts();
        let arrived = Spooled { sha256: sha256.to_owned(), size_bytes, file, path: path_of_part };
        place::keep(&arrived, &self.blobs, &self.incoming, &path).map_err(|error| failed("storing a file", error))
    }

    /// Its size, if it is there.
    pub fn size_of(&self, sha256: &str) -> Result<Option<u64>> {
        match fs::metadata(self.path_of(sha256)?) {
            Ok(metadata) => Ok(Some(metadata.len())),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Error::internal("looking for a stored file", error)),
        }
    }

    pub fn open_blob(&self, sha256: &str) -> Result<(u64, File)> {
        let opened = File::open(self.path_of(sha256)?).and_then(|file| Ok((file.metadata()?.len(), file)));
        opened.map_err(|error| match error.kind() {
            ErrorKind::NotFound => Error::NotFound("file"),
            _ => Error::internal("opening a stored file", error),
        })
    }

    /// Where the blob is or would be. What isn't a hash in lower-case hex names nothing.
    pub fn path_of(&self, sha256: &str) -> Result<PathBuf> {
        let shelf = sha256.get(..2).filter(|_| is_hash(sha256)).ok_or(Error::NotFound("file"))?;
        Ok(self.blobs.join(shelf).join(sha256))
    }

    /// Every blob, in no order. Files that are no blobs are passed over.
    pub fn list(&self) -> Result<impl Iterator<Item = Result<Stored>> + use<>> {
        let shelves = fs::read_dir(&self.blobs).context("listing the stored files")?;
        Ok(shelves.flat_map(|shelf| match shelf.and_then(|shelf| blobs_on(&shelf.path())) {
            Ok(blobs) => blobs,
            Err(error) => vec![Err(Error::internal("listing the stored files", error))],
        }))
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

/// One folder of the store; there are at most 256, so that each stays small enough to be listed at once.
fn blobs_on(shelf: &Path) -> std::io::Result<Vec<Result<Stored>>> {
    let is_shelf = shelf.file_name().is_some_and(|name| name.len() == 2);
    if !is_shelf || !shelf.is_dir() {
        return Ok(Vec::new());
    }
    let mut blobs = Vec::new();
    for entry in fs::read_dir(shelf)? {
        let entry = entry?;
        let Some(name) = entry.file_name().to_str().filter(|name| is_hash(name)).map(str::to_owned) else { continue };
        match entry.metadata().and_then(|metadata| Ok((metadata.len(), metadata.modified()?))) {
            Ok((size_bytes, modified_at)) => blobs.push(Ok(Stored { sha256: name, size_bytes, modified_at })),
            // Removed since the folder was read.
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => blobs.push(Err(Error::internal("listing the stored files", error))),
        }
    }
    Ok(blobs)
}

/// Makes a folder for this user where it is missing, and proves that it can be written. One that can't is refused by its setting.
pub fn prepare(setting: &'static str, path: &Path) -> Result<()> {
    make_private_folder(path).and_then(|()| tempfile::tempfile_in(path).map(drop)).map_err(|error| {
        let message = format!("the folder {} can not be written: {error}; correct its owner or its mode, or name another", path.display());
        Error::invalid(setting, message)
    })
}
