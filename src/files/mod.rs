//! The blob store: the bytes of files, each named by its SHA-256 and stored once, in a local folder or in a bucket of an object storage. What
//! arrives is always put together in a local spool first.
//!
//! It is not a record of which files there are: rows of the database say that, and what they don't name is swept away. Invariant: a blob that
//! [`Store::keep`] has acknowledged survives a power loss, and under its name there are never other or fewer bytes. Nothing is ever held in
//! memory whole. What is damaged from outside, a disk or a hand, is found when it is read whole ([`Store::verify`]).

mod blob;
mod bucket;
mod folder;
pub mod moving;
mod place;
mod spool;

pub use blob::{Blob, LocalCopy};
pub use spool::{Spool, Spooled};

use crate::config::{Config, Files};
use crate::error::{Context, Error, Result};
use blob::{Copy, Source};
use bucket::Bucket;
use folder::{Folder, prepare};
use std::fs::{self, File};
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

/// What an upload left behind when its process died. Younger ones may belong to an upload that is still under way.
const LEFTOVER: Duration = Duration::from_secs(24 * 60 * 60);
/// For so long nobody asks again whether the place is well.
const FRESH: Duration = Duration::from_secs(2);

/// The handle that everything shares.
#[derive(Clone, Debug)]
pub struct Store(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    place: Place,
    spool: PathBuf,
    health: Mutex<Health>,
}

/// Where blobs are.
#[derive(Debug)]
enum Place {
    Folder(Folder),
    Bucket(Bucket),
}

/// What was found out last, and when; whether somebody is finding out.
#[derive(Debug)]
struct Health {
    is_well: bool,
    asked_at: Option<Instant>,
    is_asking: bool,
}

/// The free room where a folder is, for whoever is not root; `None` where the system does not say.
#[cfg(unix)]
pub fn free_bytes(folder: &Path) -> Option<u64> {
    let room = rustix::fs::statvfs(folder).ok()?;
    Some(room.f_bavail.saturating_mul(room.f_frsize))
}

#[cfg(not(unix))]
pub fn free_bytes(_: &Path) -> Option<u64> {
    None
}

/// A blob in a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    pub sha256: String,
    pub size_bytes: u64,
    /// When it was put there.
    pub modified_at: SystemTime,
}

impl Store {
    /// Opens the place that the settings name, proves that it can be written, and removes what uploads left there over a day ago. Blocking.
    /// A place that can't be used is refused by the name of its setting; an object storage that does not answer now may do so later.
    pub fn open(config: &Config) -> Result<Self> {
        Self::at(&config.files, config)
    }

    /// The same for another place than the one in the settings.
    pub fn at(files: &Files, config: &Config) -> Result<Self> {
        let spool = config.spool_dir();
        let place = match files {
            Files::Folder(folder) => {
                let opened = Folder::open(folder)?;
                remove_leftovers(&folder.join(folder::INCOMING), SystemTime::now()).context("removing what uploads left behind")?;
                Place::Folder(opened)
            }
            Files::Bucket(bucket) => Place::Bucket(Bucket::open(bucket, &config.s3)?),
        };
        prepare("data_dir", &spool)?;
        remove_leftovers(&spool, SystemTime::now()).context("removing what uploads left behind")?;
        let health = Mutex::new(Health { is_well: true, asked_at: None, is_asking: false });
        Ok(Self(Arc::new(Shared { place, spool, health })))
    }

    /// Begins to receive a file of at most `limit_bytes`.
    pub async fn spool(&self, limit_bytes: u64) -> Result<Spool> {
        Ok(Spool::begin(self.0.spool.clone(), limit_bytes))
    }

    /// Receives a file of at most `limit_bytes` from a reader. Blocking.
    pub fn receive(&self, source: &mut dyn Read, limit_bytes: u64) -> Result<Spooled> {
        spool::receive(&self.0.spool, source, limit_bytes)
    }

    /// Receives a file that the caller writes. Blocking.
    pub fn receive_written(&self, write: impl FnOnce(&mut File) -> Result<()>) -> Result<Spooled> {
        spool::receive_written(&self.0.spool, write)
    }

    /// Stores what was received, durably, under its hash. Blocking. Can be repeated, and done by many at once for the same bytes. Bytes that are
    /// there are not sent again; what has another size than it should is replaced.
    pub fn keep(&self, spooled: &Spooled) -> Result<()> {
        match &self.0.place {
            Place::Folder(folder) => folder.keep(spooled),
            Place::Bucket(bucket) => {
                if bucket.size_of(&spooled.sha256)? == Some(spooled.size_bytes) {
                    return Ok(());
                }
                let mut source = File::open(spooled.path()).context("reading a received file")?;
                bucket.put(&spooled.sha256, spooled.size_bytes, &mut source)
            }
        }
    }

    /// Stores what comes from elsewhere, durably. Nothing is stored unless it has this hash and this size. Blocking.
    pub fn put(&self, sha256: &str, size_bytes: u64, source: &mut dyn Read) -> Result<()> {
        match &self.0.place {
            Place::Folder(folder) => folder.put(sha256, size_bytes, source),
            Place::Bucket(bucket) => bucket.put(sha256, size_bytes, source),
        }
    }

    /// Begins to read a blob.
    pub fn open_blob(&self, sha256: &str) -> Result<Blob> {
        let (size_bytes, source) = match &self.0.place {
            Place::Folder(folder) => {
                let (size_bytes, file) = folder.open_blob(sha256)?;
                (size_bytes, Source::File(file, size_bytes))
            }
            Place::Bucket(bucket) => {
                let (size_bytes, download) = bucket.open_blob(sha256, None)?;
                (size_bytes, Source::Bucket(download))
            }
        };
        Ok(Blob { size_bytes, source, rest: bytes::Bytes::new() })
    }

    /// Begins to read so many bytes of a blob, from `start` on. A part that goes beyond the end is a failure, at the latest when it is read.
    pub fn open_part(&self, sha256: &str, start: u64, length: u64) -> Result<Blob> {
        let (size_bytes, source) = match &self.0.place {
            Place::Folder(folder) => {
                let (size_bytes, mut file) = folder.open_blob(sha256)?;
                file.seek(SeekFrom::Start(start)).context("reading a stored file")?;
                (size_bytes, Source::File(file, length))
            }
            Place::Bucket(bucket) => {
                let (size_bytes, download) = bucket.open_blob(sha256, Some(start..start.saturating_add(length)))?;
                (size_bytes, Source::Bucket(download))
            }
        };
        Ok(Blob { size_bytes, source, rest: bytes::Bytes::new() })
    }

    /// The blob as a file of this machine, for the program that reads files. From a bucket it is fetched into the spool, where only this user may
    /// look, and its hash is checked.
    pub fn local_copy(&self, sha256: &str) -> Result<LocalCopy> {
        if let Place::Folder(folder) = &self.0.place {
            return Ok(LocalCopy(Copy::InPlace(folder.path_of(sha256)?)));
        }
        let mut blob = self.open_blob(sha256)?;
        let fetched = tempfile::Builder::new().prefix("fetched-").rand_bytes(16).tempfile_in(&self.0.spool);
        let (file, path) = fetched.map_err(|error| failed("fetching a file", error))?.into_parts();
        let size_bytes = blob.size_bytes;
        copy_checked(sha256, size_bytes, &mut blob, &file)?;
        Ok(LocalCopy(Copy::Fetched(path)))
    }

    /// The size of what is there under the name; `None` where nothing is.
    pub fn size_of(&self, sha256: &str) -> Result<Option<u64>> {
        match &self.0.place {
            Place::Folder(folder) => folder.size_of(sha256),
            Place::Bucket(bucket) => bucket.size_of(sha256),
        }
    }

    pub fn contains(&self, sha256: &str) -> Result<bool> {
        Ok(self.size_of(sha256)?.is_some())
    }

    /// Every blob, in no order. What is no blob is passed over.
    pub fn list(&self) -> Result<Box<dyn Iterator<Item = Result<Stored>> + Send>> {
        Ok(match &self.0.place {
            Place::Folder(folder) => Box::new(folder.list()?),
            Place::Bucket(bucket) => Box::new(bucket.list()),
        })
    }

    /// Whether the bytes still have the hash that names them. Reads them all.
    pub fn verify(&self, sha256: &str) -> Result<bool> {
        self.open_blob(sha256)?.has_hash(sha256)
    }

    /// Destroys the bytes, durably. One that is gone already is no failure.
    pub fn remove(&self, sha256: &str) -> Result<()> {
        match &self.0.place {
            Place::Folder(folder) => folder.remove(sha256),
            Place::Bucket(bucket) => bucket.remove(sha256),
        }
    }

    /// Whether files can be stored and read now. Blocking, and cheap: however many ask, the place itself is asked once in a while.
    pub fn is_well(&self) -> bool {
        {
            let mut health = self.health();
            if health.is_asking || health.asked_at.is_some_and(|asked_at| asked_at.elapsed() < FRESH) {
                return health.is_well;
            }
            health.is_asking = true;
        }
        let asked = match &self.0.place {
            Place::Folder(folder) => folder.probe(),
            Place::Bucket(bucket) => bucket.probe(),
        };
        *self.health() = Health { is_well: asked.is_ok(), asked_at: Some(Instant::now()), is_asking: false };
        asked.is_ok()
    }

    fn health(&self) -> std::sync::MutexGuard<'_, Health> {
        // Plain values: they are sound whatever happened to the thread that wrote them.
        self.0.health.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_hash(name: &str) -> bool {
    name.len() == 64 && name.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Copies a blob into a file, and fails unless it has this hash and this size.
fn copy_checked(sha256: &str, size_bytes: u64, source: &mut dyn Read, mut file: &File) -> Result<()> {
    let mut hash = ring::digest::Context::new(&ring::digest::SHA256);
    let mut buffer = vec![0; 1 << 16];
    let mut copied = 0;
    loop {
        let chunk = match source.read(&mut buffer) {
            Ok(count) => buffer.get(..count).unwrap_or_default(),
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(unreadable("reading a file that is to be copied", error)),
        };
        if chunk.is_empty() {
            break;
        }
        hash.update(chunk);
        copied += chunk.len() as u64;
        file.write_all(chunk).map_err(|error| failed("copying a file", error))?;
    }
    if copied == size_bytes && hex(hash.finish().as_ref()) == sha256 {
        return Ok(());
    }
    Err(damaged(sha256))
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

/// What stopped a reader. A [`Blob`] says it in our own words, and they are kept.
fn unreadable(doing: &'static str, error: std::io::Error) -> Error {
    error.downcast::<Error>().unwrap_or_else(|error| Error::internal(doing, error))
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

/// The place does not answer. It is nobody's bug, and passes.
fn down() -> Error {
    Error::Unavailable {
        code: "storage_down",
        message: "The storage of files can not be reached at the moment. Nothing was lost or changed; please try again in a minute."
            .to_owned(),
        retry_after_seconds: 60,
    }
}

/// Bytes that are not what they were stored as. The log says which, and what is to be done.
pub fn damaged(sha256: &str) -> Error {
    tracing::error!(sha256, "a stored file is damaged or missing: restore it from a backup; `commonshelf check` lists all such files");
    Error::Unavailable {
        code: "file_damaged",
        message: "The stored file is damaged. It is not given out until the admins have restored it; they can see it in the log."
            .to_owned(),
        retry_after_seconds: 3_600,
    }
}

#[cfg(test)]
mod tests;
