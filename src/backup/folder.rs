//! The folder of backups: which there are, the files that they share, and that only one is made at a time.

use super::manifest::{self, refused};
use crate::config::{make_private_folder, sync_folder};
use crate::error::{Context, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::path::{Path, PathBuf};

pub const FILES: &str = "files.txt";
const BLOBS: &str = "blobs";
const INCOMING: &str = "incoming";
const LOCK: &str = "lock";

/// A folder of backups.
pub struct BackupFolder(PathBuf);

/// Held while a backup is made.
pub struct Lock(#[expect(dead_code, reason = "what is locked is unlocked when it is closed")] File);

impl BackupFolder {
    pub fn new(path: &Path) -> Self {
        Self(path.to_owned())
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Makes the folder where it is missing, and keeps others from backing up into it.
    pub fn lock(&self) -> Result<Lock> {
        let unusable = |error: std::io::Error| {
            refused(format!("the folder {} can not be written: {error}; correct its owner or its mode, or name another", self.0.display()))
        };
        make_private_folder(&self.0.join(INCOMING)).map_err(unusable)?;
        let lock = File::options().create(true).truncate(false).write(true).open(self.0.join(LOCK)).map_err(unusable)?;
        match lock.try_lock() {
            Ok(()) => Ok(Lock(lock)),
            Err(_) => Err(refused(format!("another backup into {} is under way; wait for its end", self.0.display()))),
        }
    }

    /// The names of the backups that are whole, oldest first.
    pub fn list(&self) -> Result<Vec<String>> {
        let mut names: Vec<_> = self.folders()?.into_iter().filter(|name| self.0.join(name).join(manifest::FILE).is_file()).collect();
        names.sort();
        Ok(names)
    }

    /// Everything that is or was to become a backup.
    fn folders(&self) -> Result<Vec<String>> {
        let entries = match fs::read_dir(&self.0) {
            Ok(entries) => entries,
            Err(error) => return Err(refused(format!("the folder {} can not be read: {error}", self.0.display()))),
        };
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        Ok(names.filter(|name| name.len() >= 20 && name.starts_with(|c: char| c.is_ascii_digit()) && name.contains('T')).collect())
    }

    /// Where the backup of this name is; the newest where none is named.
    pub fn find(&self, name: Option<&str>) -> Result<(String, PathBuf)> {
        let names = self.list()?;
        let found = match name {
            Some(name) => names.iter().find(|known| *known == name),
            None => names.last(),
        };
        match (found, name) {
            (Some(name), _) => Ok((name.clone(), self.0.join(name))),
            (None, Some(name)) if self.0.join(name).is_dir() && !name.contains('/') => {
                Err(refused(format!("{name} has no {}: it was cut short, or is no backup. There are {}", manifest::FILE, listed(&names))))
            }
            (None, Some(name)) => Err(refused(format!("there is no backup {name} in {}. There are {}", self.0.display(), listed(&names)))),
            (None, None) => {
                let cut = self.folders()?.len();
                let cut = if cut > 0 { format!(" ({cut} were cut short)") } else { String::new() };
                Err(refused(format!("there is no whole backup in {}{cut}", self.0.display())))
            }
        }
    }

    /// Begins a backup: a folder of its own, named by the time.
    pub fn begin(&self, time: &str) -> Result<(String, PathBuf)> {
        for attempt in 0..100 {
            let name = if attempt == 0 { time.to_owned() } else { format!("{time}-{attempt:02}") };
            let path = self.0.join(&name);
            if !path.exists() {
                make_private_folder(&path).context("making the folder of the backup")?;
                return Ok((name, path));
            }
        }
        Err(refused(format!("{time} is taken in {}; try again in a second", self.0.display())))
    }

    pub fn blob(&self, sha256: &str) -> PathBuf {
        self.0.join(BLOBS).join(sha256.get(..2).unwrap_or("xx")).join(sha256)
    }

    pub fn incoming(&self) -> PathBuf {
        self.0.join(INCOMING)
    }

    /// Makes the names of all files durable.
    pub fn sync_blobs(&self, hashes: impl Iterator<Item = String>) -> Result<()> {
        let shelves: BTreeSet<PathBuf> = hashes.filter_map(|sha256| self.blob(&sha256).parent().map(Path::to_owned)).collect();
        for shelf in &shelves {
            sync_folder(shelf).context("writing the files of the backup")?;
        }
        if shelves.is_empty() { Ok(()) } else { sync_folder(&self.0.join(BLOBS)).context("writing the files of the backup") }
    }

    /// Removes what was cut short, the oldest backups but `keep`, and the files that no backup names. Gives the names of those removed.
    pub fn prune(&self, keep: Option<usize>) -> Result<Vec<String>> {
        let whole = self.list()?;
        let old = whole.len().saturating_sub(keep.unwrap_or(usize::MAX));
        let old: Vec<String> = whole.iter().take(old).cloned().collect();
        for name in self.folders()?.iter().filter(|name| old.contains(name) || !whole.contains(name)) {
            let path = self.0.join(name);
            // Without its manifest it is none, whatever happens next.
            let removed = fs::remove_file(path.join(manifest::FILE));
            removed
                .or_else(|error| if error.kind() == std::io::ErrorKind::NotFound { Ok(()) } else { Err(error) })
                .context("removing a backup")?;
            fs::remove_dir_all(&path).context("removing a backup")?;
        }
        self.remove_unnamed_blobs()?;
        Ok(old)
    }

    fn remove_unnamed_blobs(&self) -> Result<()> {
        let mut named = BTreeSet::new();
        for name in self.list()? {
            named.extend(read_files(&self.0.join(name))?.into_keys());
        }
        let blobs = self.0.join(BLOBS);
        if !blobs.is_dir() {
            return Ok(());
        }
        for shelf in fs::read_dir(&blobs).context("listing the files of the backups")?.flatten() {
            for blob in fs::read_dir(shelf.path()).context("listing the files of the backups")?.flatten() {
                if !blob.file_name().to_str().is_some_and(|name| named.contains(name)) {
                    fs::remove_file(blob.path()).context("removing a file of the backups")?;
                }
            }
        }
        Ok(())
    }

    /// Destroys the copy of a file that was purged.
    pub fn remove_blob(&self, sha256: &str) -> Result<bool> {
        match fs::remove_file(self.blob(sha256)) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(crate::error::Error::internal("removing a purged file from the backups", error)),
        }
    }
}

fn listed(names: &[String]) -> String {
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

/// The files that a backup names, with their sizes in bytes.
pub fn read_files(backup: &Path) -> Result<BTreeMap<String, u64>> {
    let path = backup.join(FILES);
    let text = fs::read_to_string(&path).map_err(|error| refused(format!("{} can not be read: {error}", path.display())))?;
    let file = |line: &str| {
        let (sha256, size) = line.split_once(' ')?;
        let is_hash = sha256.len() == 64 && sha256.bytes().all(|byte| byte.is_ascii_hexdigit());
        Some((sha256.to_owned(), size.parse().ok()?)).filter(|_| is_hash)
    };
    let files = text.lines().map(|line| file(line).ok_or_else(|| refused(format!("{} is damaged; take another backup", path.display()))));
    files.collect()
}
