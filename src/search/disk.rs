//! The files of an index, written without waiting for the disk at every commit: what they hold is durable in the database before it comes here,
//! so a power loss may cost the index but no document. A mark in the folder says that something has not reached the disk, and since which start
//! of the machine; [`Disk::sync`] brings it there and takes the mark away. Invariant: files that a power loss may have damaged are read only
//! after their checksums were compared. A process that is killed damages nothing: the machine still has what it wrote.

use crate::config::{sync_folder, sync_folder_of};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, Directory, DirectoryLock, FileHandle, Lock, MmapDirectory, TerminatingWrite, WatchCallback, WatchHandle, WritePtr,
};
use tantivy::{Index, TantivyError};

/// Its content is the machine's start during which it was made; nothing where that is not known, or where a sync has failed.
pub const UNSYNCED: &str = "unsynced";

/// Cheap to clone; all clones are of one folder.
#[derive(Clone, Debug)]
pub struct Disk {
    files: MmapDirectory,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    folder: PathBuf,
    state: Mutex<State>,
    /// Held through a sync: a second one that finds nothing left to do must not say so before the first has done it.
    syncing: Mutex<()>,
}

#[derive(Debug, Default)]
struct State {
    is_marked: bool,
    /// Files that are being written at this moment.
    writers: usize,
    unsynced: BTreeSet<PathBuf>,
}

impl Disk {
    pub fn open(folder: &Path) -> tantivy::Result<Self> {
        let files = MmapDirectory::open(folder)?;
        let is_marked = folder.join(UNSYNCED).try_exists()?;
        // Whoever left the mark knew which files it meant; after its death they may be any.
        let unsynced = if is_marked { files_in(folder)? } else { BTreeSet::new() };
        let state = Mutex::new(State { is_marked, writers: 0, unsynced });
        Ok(Self { files, shared: Arc::new(Shared { folder: folder.to_owned(), state, syncing: Mutex::default() }) })
    }

    /// Fails where a file is damaged that had not reached the disk when the machine stopped.
    pub fn verify(&self, index: &Index) -> tantivy::Result<()> {
        let marked = match fs::read_to_string(self.shared.folder.join(UNSYNCED)) {
            Ok(start) => start,
            Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(()),
            Err(cause) => return Err(cause.into()),
        };
        if !marked.is_empty() && marked == start_of_the_machine() {
            return Ok(());
        }
        let damaged = index.validate_checksum()?;
        if damaged.is_empty() {
            return Ok(());
        }
        Err(TantivyError::InternalError(format!("{} of its files did not survive the last stop of the machine", damaged.len())))
    }

    /// Waits until all that was written is on the disk. Writing goes on meanwhile, and may leave something for the next time.
    pub fn sync(&self) -> io::Result<()> {
        let _syncing = self.shared.syncing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut state = self.shared.lock();
        if !state.is_marked {
            return Ok(());
        }
        let paths = std::mem::take(&mut state.unsynced);
        drop(state);
        let synced = paths.iter().try_for_each(|path| sync_file(&self.shared.folder.join(path)));
        if let Err(cause) = synced.and_then(|()| unless_gone(sync_folder(&self.shared.folder))) {
            // The system may have dropped what it could not write, and would call the next try a success: only checksums can tell from now on.
            if let Err(second) = fs::write(self.shared.folder.join(UNSYNCED), "") {
                tracing::warn!(error = %second, "the mark of the search index could not be changed");
            }
            self.shared.lock().unsynced.extend(paths);
            return Err(cause);
        }
        let mut state = self.shared.lock();
        if state.unsynced.is_empty() && state.writers == 0 {
            unless_gone(fs::remove_file(self.shared.folder.join(UNSYNCED)))?;
            state.is_marked = false;
        }
        Ok(())
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sets the mark, durably, before the first byte that it speaks of.
    fn begin_writing(&self) -> io::Result<()> {
        let mut state = self.lock();
        if !state.is_marked {
            let path = self.folder.join(UNSYNCED);
            let mut mark = File::create(&path)?;
            mark.write_all(start_of_the_machine().as_bytes())?;
            mark.sync_all()?;
            sync_folder_of(&path)?;
            state.is_marked = true;
        }
        state.writers += 1;
        Ok(())
    }

    fn end_writing(&self, path: &Path) {
        let mut state = self.lock();
        state.writers = state.writers.saturating_sub(1);
        state.unsynced.insert(path.to_owned());
    }
}

/// Empty where the system does not say: then every mark is of another start.
fn start_of_the_machine() -> String {
    fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default()
}

fn files_in(folder: &Path) -> io::Result<BTreeSet<PathBuf>> {
    fs::read_dir(folder)?.map(|entry| Ok(PathBuf::from(entry?.file_name()))).collect()
}

fn sync_file(path: &Path) -> io::Result<()> {
    unless_gone(File::open(path).and_then(|file| file.sync_all()))
}

/// What was deleted since, a whole index that was replaced included, needs no disk.
fn unless_gone(done: io::Result<()>) -> io::Result<()> {
    done.or_else(|cause| if cause.kind() == ErrorKind::NotFound { Ok(()) } else { Err(cause) })
}

/// A file of the index on its way to the system, and no further.
struct Writer {
    file: File,
    path: PathBuf,
    shared: Arc<Shared>,
}

impl Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl TerminatingWrite for Writer {
    fn terminate_ref(&mut self, _: AntiCallToken) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.shared.end_writing(&self.path);
    }
}

impl Directory for Disk {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.files.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.files.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.files.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        let failed = |cause: io::Error| match cause.kind() {
            ErrorKind::AlreadyExists => OpenWriteError::FileAlreadyExists(path.to_owned()),
            _ => OpenWriteError::IoError { io_error: Arc::new(cause), filepath: path.to_owned() },
        };
        let file = File::options().write(true).create_new(true).open(self.shared.folder.join(path)).map_err(failed)?;
        self.shared.begin_writing().map_err(failed)?;
        Ok(BufWriter::new(Box::new(Writer { file, path: path.to_owned(), shared: Arc::clone(&self.shared) })))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.files.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, content: &[u8]) -> io::Result<()> {
        self.shared.begin_writing()?;
        let written = tempfile::NamedTempFile::new_in(&self.shared.folder).and_then(|mut file| {
            file.write_all(content)?;
            file.persist(self.shared.folder.join(path)).map(drop).map_err(|failure| failure.error)
        });
        self.shared.end_writing(path);
        written
    }

    /// Left to [`Disk::sync`].
    fn sync_directory(&self) -> io::Result<()> {
        Ok(())
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        self.files.acquire_lock(lock)
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.files.watch(callback)
    }
}
