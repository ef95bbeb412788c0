//! Where an index lies on disk, and that only one process changes it. `<folder>/v<fields>/current` names the subfolder in use: a rebuilt index
//! is filled beside it and takes over by replacing that one small file. Invariant: whatever `current` names was complete when it was named.

use super::analysis::FieldTokenizer;
use super::disk::Disk;
use super::fields::{FIELDS_VERSION, Fields};
use crate::error::{Context, Error, Result};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tantivy::TantivyError;
use tantivy::tokenizer::TextAnalyzer;
use uuid::Uuid;

const CURRENT: &str = "current";
const LOCK: &str = "lock";
const DAMAGED: &str = "damaged-";

/// The folder of one version of the fields, held against other processes while this value lives.
pub struct Folder {
    path: PathBuf,
    _lock: File,
}

impl Folder {
    pub fn lock(folder: &Path) -> Result<Self> {
        let path = versioned(folder);
        fs::create_dir_all(&path).context("creating the folder of the search index")?;
        let lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path.join(LOCK))
            .context("opening the lock of the search index")?;
        match patiently(|| lock.try_lock(), |cause| matches!(cause, fs::TryLockError::WouldBlock)) {
            Ok(()) => Ok(Self { path, _lock: lock }),
            Err(fs::TryLockError::WouldBlock) => {
                let message = format!("another process is writing the search index in {}; stop it first", path.display());
                Err(Error::Unavailable { code: "index_in_use", message, retry_after_seconds: 5 })
            }
            Err(fs::TryLockError::Error(cause)) => Err(Error::internal("locking the search index", cause)),
        }
    }

    /// The index in use, or an empty one where there is none or where it cannot be read: then it is set aside, for it can be made again.
    pub fn open(&self, fields: &Fields) -> Result<(tantivy::Index, Disk)> {
        if let Some(current) = current(&self.path)? {
            match guarded(|| open_to_write(&current, fields)) {
                Ok(opened) => {
                    self.remove_others(&current);
                    return Ok(opened);
                }
                Err(cause) if is_of_the_machine(&cause) => return Err(Error::internal("opening the search index", cause)),
                Err(cause) => {
                    tracing::warn!(%cause, folder = %current.display(), "the search index is damaged; it is set aside and made anew");
                    self.set_aside(&current)?;
                }
            }
        }
        let (name, index, disk) = self.create(fields)?;
        self.use_from_now_on(&name, &disk)?;
        Ok((index, disk))
    }

    /// Whether the index in use is there and can be opened: no file of it is gone or cut short. (Of a changed byte within a file only a check
    /// of the words tells.)
    pub fn is_whole(&self, fields: &Fields) -> bool {
        let opens = || -> Result<bool> {
            let Some(in_use) = current(&self.path)? else { return Ok(false) };
            match guarded(|| checked(tantivy::Index::open_in_dir(&in_use)?, fields)) {
                Ok(_) => Ok(true),
                Err(cause) => Ok(is_of_the_machine(&cause)),
            }
        };
        // A merge that ends while its files are opened takes some of them away.
        (0..3).any(|_| opens().unwrap_or(true))
    }

    /// A new, empty index beside the one in use.
    pub fn create(&self, fields: &Fields) -> Result<(String, tantivy::Index, Disk)> {
        let name = Uuid::now_v7().simple().to_string();
        let path = self.path.join(&name);
        // With the folder above, if somebody deleted it.
        fs::create_dir_all(&path).context("creating a search index")?;
        let disk = Disk::open(&path).context("creating a search index")?;
        let settings = tantivy::IndexSettings::default();
        let index = tantivy::Index::create(disk.clone(), fields.schema.clone(), settings).context("creating a search index")?;
        register(&index);
        Ok((name, index, disk))
    }

    /// Makes a complete index the one in use, at once and durably.
    pub fn use_from_now_on(&self, name: &str, disk: &Disk) -> Result<()> {
        let write = || -> io::Result<()> {
            disk.sync()?;
            let mut file = tempfile::NamedTempFile::new_in(&self.path)?;
            file.write_all(name.as_bytes())?;
            file.as_file().sync_all()?;
            file.persist(self.path.join(CURRENT)).map_err(|failure| failure.error)?;
            File::open(&self.path)?.sync_all()
        };
        write().context("putting a search index to use")
    }

    /// Removes what neither `current` nor a person needs: left over from a rebuild, or replaced by one.
    pub fn remove_others(&self, in_use: &Path) {
        let Ok(entries) = fs::read_dir(&self.path) else { return };
        for path in entries.filter_map(|entry| entry.ok().map(|entry| entry.path())) {
            let is_damaged = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(DAMAGED));
            if path.is_dir()
                && path != in_use
                && !is_damaged
                && let Err(cause) = fs::remove_dir_all(&path)
            {
                tracing::warn!(%cause, folder = %path.display(), "an old search index could not be removed");
            }
        }
    }

    /// Removes what other versions of the program left beside this one's folder, unless one of them is running.
    pub fn remove_other_versions(&self) {
        let Some(entries) = self.path.parent().and_then(|folder| fs::read_dir(folder).ok()) else { return };
        for path in entries.filter_map(|entry| entry.ok().map(|entry| entry.path())) {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let is_version = name.strip_prefix('v').is_some_and(|version| version.parse::<u32>().is_ok());
            if path == self.path || !is_version {
                continue;
            }
            let lock = File::options().create(true).truncate(false).write(true).open(path.join(LOCK));
            if lock.as_ref().is_ok_and(|lock| lock.try_lock().is_ok())
                && let Err(cause) = fs::remove_dir_all(&path)
            {
                tracing::warn!(%cause, folder = %path.display(), "the search index of another version could not be removed");
            }
        }
    }

    /// Removes an index that was not completed.
    pub fn discard(&self, name: &str) {
        if let Err(cause) = fs::remove_dir_all(self.path.join(name)) {
            tracing::warn!(%cause, name, "an incomplete search index could not be removed");
        }
    }

    pub fn remove_others_than(&self, name: &str) {
        self.remove_others(&self.path.join(name));
    }

    /// Keeps the last damaged index for whoever looks into it, and only that.
    fn set_aside(&self, damaged: &Path) -> Result<()> {
        for entry in fs::read_dir(&self.path).context("reading the folder of the search index")?.flatten() {
            if entry.file_name().to_string_lossy().starts_with(DAMAGED) {
                fs::remove_dir_all(entry.path()).context("removing an older damaged search index")?;
            }
        }
        let name = damaged.file_name().unwrap_or_default().to_string_lossy();
        match fs::rename(damaged, self.path.join(format!("{DAMAGED}{name}"))) {
            Err(cause) if cause.kind() != io::ErrorKind::NotFound => Err(Error::internal("setting a damaged search index aside", cause)),
            _ => Ok(()),
        }
    }
}

/// Opens the index that another process may be writing; nothing in it changes.
pub fn open_beside(folder: &Path, fields: &Fields) -> Result<Option<tantivy::Index>> {
    let path = versioned(folder);
    let Some(mut in_use) = current(&path)? else { return Ok(None) };
    loop {
        let opened = tantivy::Index::open_in_dir(&in_use).and_then(|index| checked(index, fields));
        // A rebuilt index may have taken over meanwhile, and the old one be gone.
        match current(&path)? {
            Some(now) if opened.is_err() && now != in_use => in_use = now,
            _ => return opened.map(Some).context("opening the search index"),
        }
    }
}

fn versioned(folder: &Path) -> PathBuf {
    folder.join(format!("v{FIELDS_VERSION}"))
}

fn current(path: &Path) -> Result<Option<PathBuf>> {
    match fs::read_to_string(path.join(CURRENT)) {
        // Only a name that we give: never a path that leads elsewhere.
        Ok(name) => Ok(Uuid::try_parse(&name).ok().map(|_| path.join(name))),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(cause) if cause.kind() == io::ErrorKind::InvalidData => Ok(None),
        Err(cause) => Err(Error::internal("finding the search index in use", cause)),
    }
}

fn open_to_write(path: &Path, fields: &Fields) -> tantivy::Result<(tantivy::Index, Disk)> {
    let disk = Disk::open(path)?;
    let index = tantivy::Index::open(disk.clone())?;
    disk.verify(&index)?;
    Ok((checked(index, fields)?, disk))
}

fn checked(index: tantivy::Index, fields: &Fields) -> tantivy::Result<tantivy::Index> {
    if index.schema() != fields.schema {
        return Err(TantivyError::SchemaError("the fields are others than this program writes".to_owned()));
    }
    super::writer::seq_of(&index)?;
    register(&index);
    // Opens every segment and every field of it, so that a file that is missing or cut short is noticed here and not in an answer. (A segment
    // alone opens without its positions.)
    let reader: tantivy::IndexReader = index.reader_builder().reload_policy(tantivy::ReloadPolicy::Manual).try_into()?;
    for segment in reader.searcher().segment_readers() {
        for (field, _) in fields.schema.fields().filter(|(_, entry)| entry.is_indexed()) {
            segment.inverted_index(field)?;
        }
    }
    Ok(index)
}

/// Takes a lock, and tries for a second where it is taken: a program that is being started holds the locks of the one that starts it until it
/// has become itself.
pub fn patiently<T, E>(mut lock: impl FnMut() -> Result<T, E>, is_taken: impl Fn(&E) -> bool) -> Result<T, E> {
    for _ in 0..50 {
        match lock() {
            Err(cause) if is_taken(&cause) => std::thread::sleep(Duration::from_millis(20)),
            done => return done,
        }
    }
    lock()
}

fn register(index: &tantivy::Index) {
    index.tokenizers().register(FieldTokenizer::NAME, TextAnalyzer::builder(FieldTokenizer).build());
}

/// Broken files may also make their reader panic.
fn guarded<T>(act: impl FnOnce() -> tantivy::Result<T>) -> tantivy::Result<T> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(act))
        .unwrap_or_else(|_| Err(TantivyError::InternalError("its reader panicked".to_owned())))
}

/// Whether a failure is the machine's (no permission, no memory, no file handles) and a new index would fail as well.
fn is_of_the_machine(cause: &TantivyError) -> bool {
    use tantivy::directory::error::OpenReadError;
    let kind = match cause {
        TantivyError::IoError(cause) => cause.kind(),
        TantivyError::OpenReadError(OpenReadError::IoError { io_error, .. }) => io_error.kind(),
        TantivyError::LockFailure(..) => return true,
        _ => return false,
    };
    !matches!(
        kind,
        io::ErrorKind::NotFound
            | io::ErrorKind::InvalidData
            | io::ErrorKind::UnexpectedEof
            | io::ErrorKind::Other
            | io::ErrorKind::InvalidInput
    )
}
