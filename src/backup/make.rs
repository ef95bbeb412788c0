//! Making a backup of a library that is in use.

use super::folder::{BackupFolder, FILES};
use super::manifest::{FORMAT, Files, Manifest, hash_into, part_of, write_durably};
use super::purges;
use crate::config::Config;
use crate::db::backups::{self, BackupRow};
use crate::db::dialect::copies::Copied;
use crate::db::{Db, blobs};
use crate::domain::ids::BackupId;
use crate::domain::time::{Clock, Timestamp};
use crate::error::{Context, Error, Result};
use crate::files::Store;
use crate::progress::Progress;
use std::collections::BTreeSet;
use std::path::Path;

const SETTINGS: &str = "settings.toml";
pub const SECRETS: &str = "secrets.toml";
/// For so long the database remembers that a backup was tried.
const REMEMBERED_DAYS: i64 = 90;

/// What is asked of a backup.
pub struct Wishes {
    pub keep: Option<usize>,
    pub with_secrets: bool,
}

/// What became of it.
#[derive(Debug)]
pub struct Made {
    pub name: String,
    pub manifest: Manifest,
    /// Files that were not in the folder yet.
    pub copied: usize,
    /// Files that went while the backup was made, swept away or purged.
    pub gone: usize,
    /// Files of purged resources that were destroyed in the folder.
    pub destroyed: usize,
    /// Older backups that were removed.
    pub pruned: Vec<String>,
}

/// Backs a library up into a folder, and writes down in its database how that went, for `http::health` to tell.
pub fn make(
    config: &Config,
    db: &Db,
    store: &Store,
    folder: &Path,
    wishes: &Wishes,
    progress: &mut Progress,
    clock: &Clock,
) -> Result<Made> {
    let started_at = clock.now();
    let made = copy(config, db, store, folder, wishes, progress, started_at);
    let failure = made.as_ref().err().map(ToString::to_string);
    let row = BackupRow { id: BackupId::new(), started_at, ended_at: clock.now(), failure };
    let written = db.write_blocking(|tx| backups::insert(tx, &row, started_at.plus_days(-REMEMBERED_DAYS)));
    made.and_then(|made| written.map(|()| made))
}

/// Blocking; the library stays in use. Cut at any moment it leaves no backup, and the next run tidies up.
fn copy(config: &Config, db: &Db, store: &Store, folder: &Path, wishes: &Wishes, progress: &mut Progress, now: Timestamp) -> Result<Made> {
    let folder = BackupFolder::new(folder);
    let _lock = folder.lock()?;
    let (name, backup) = folder.begin(&now.naive().format("%Y-%m-%dT%H-%M-%SZ").to_string())?;
    progress.begin("Copying the database", 0);
    let database = db.target().copy_name();
    let state = db.copy_to(&backup.join(database))?;

    // What was purged goes from the older backups too, except from the texts in the copies of their databases.
    let list = folder.path().join(purges::FILE);
    purges::add(&list, &state.purged)?;
    let current: BTreeSet<&String> = state.blobs.iter().map(|(sha256, _)| sha256).collect();
    let mut destroyed = 0;
    for sha256 in purges::read(&list)?.iter().flat_map(|purged| &purged.blob_hashes).filter(|sha256| !current.contains(sha256)) {
        destroyed += usize::from(folder.remove_blob(sha256)?);
    }

    let copies = copy_files(db, store, &folder, &state, progress)?;
    let listed: String = copies.there.iter().map(|(sha256, size)| format!("{sha256} {size}\n")).collect();
    write_durably(&backup.join(FILES), listed.as_bytes())?;
    let mut parts = vec![part_of(&backup, database)?, part_of(&backup, FILES)?];
    write_durably(&backup.join(SETTINGS), config.to_toml_without_secrets().as_bytes())?;
    parts.push(part_of(&backup, SETTINGS)?);
    if wishes.with_secrets {
        write_durably(&backup.join(SECRETS), config.secrets_to_toml()?.as_bytes())?;
        parts.push(part_of(&backup, SECRETS)?);
    }
    let manifest = Manifest {
        format: FORMAT,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        schema: state.schema,
        database: db.target().kind().to_owned(),
        head: state.head,
        at: now,
        parts,
        files: Files { count: copies.there.len(), size_bytes: copies.there.iter().map(|(_, size)| size).sum(), missing: copies.missing },
        with_secrets: wishes.with_secrets,
    };
    manifest.write(&backup)?;
    crate::config::sync_folder(folder.path()).context("writing the backup")?;
    progress.end();
    let pruned = folder.prune(wishes.keep)?;
    Ok(Made { name, manifest, copied: copies.copied, gone: copies.gone, destroyed, pruned })
}

#[derive(Default)]
struct Copies {
    there: Vec<(String, u64)>,
    copied: usize,
    gone: usize,
    missing: Vec<String>,
}

/// Brings every file of the copied state into the folder, unless it is there with its size.
fn copy_files(db: &Db, store: &Store, folder: &BackupFolder, state: &Copied, progress: &mut Progress) -> Result<Copies> {
    let mut copies = Copies::default();
    let mut fresh = Vec::new();
    progress.begin("Copying the files", state.blobs.iter().map(|(_, size)| size).sum());
    for (sha256, size) in &state.blobs {
        let is_there = std::fs::metadata(folder.blob(sha256)).is_ok_and(|metadata| metadata.len() == *size);
        if is_there || copy_file(store, folder, sha256)? {
            copies.there.push((sha256.clone(), *size));
            if !is_there {
                copies.copied += 1;
                fresh.push(sha256.clone());
            }
        } else if db.read_blocking(|c| blobs::is_kept(c, sha256))? {
            tracing::warn!(%sha256, "a file is missing or damaged in the library and was not backed up: see `commonshelf check`");
            copies.missing.push(sha256.clone());
        } else {
            copies.gone += 1;
        }
        progress.advance(*size);
    }
    folder.sync_blobs(fresh.into_iter())?;
    Ok(copies)
}

/// False where the store has no such file, or not the bytes that its name says.
fn copy_file(store: &Store, folder: &BackupFolder, sha256: &str) -> Result<bool> {
    let blob = match store.open_blob(sha256) {
        Ok(blob) => blob,
        Err(Error::NotFound(_)) => return Ok(false),
        Err(failure) => return Err(failure),
    };
    let mut part = tempfile::NamedTempFile::new_in(folder.incoming()).context("copying a file into the backup")?;
    let (found, _) = hash_into(blob, part.as_file_mut()).context("copying a file into the backup")?;
    if found != sha256 {
        return Ok(false);
    }
    let path = folder.blob(sha256);
    let place = || -> std::io::Result<()> {
        part.as_file().sync_all()?;
        crate::config::make_private_folder(path.parent().unwrap_or(Path::new(".")))?;
        part.persist(&path).map_err(|failed| failed.error)?;
        Ok(())
    };
    place().context("copying a file into the backup")?;
    Ok(true)
}
