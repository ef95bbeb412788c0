//! Making a library of a backup: in an empty place, and only after every byte of it was looked at.

use super::folder::{BackupFolder, read_files};
use super::make::SECRETS;
use super::manifest::{Manifest, hash, refused};
use super::purges;
use crate::config::{Config, make_private_folder};
use crate::db::tombstones::{self, Tombstone};
use crate::db::{Db, Target, Tx, api_tokens, blobs, files, jobs, nodes, password_resets, sessions};
use crate::domain::time::{Clock, Timestamp};
use crate::error::{Context, Result};
use crate::files::Store;
use crate::library::purge;
use crate::progress::Progress;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::{Path, PathBuf};

/// Which backup.
pub struct Source {
    pub folder: PathBuf,
    /// The newest where none is named.
    pub name: Option<String>,
    /// A list of purges beside the folder's own, from the `data_dir` of the library that was lost.
    pub purges: Option<PathBuf>,
}

/// What was restored.
#[derive(Debug)]
pub struct Restored {
    pub name: String,
    pub manifest: Manifest,
    pub files: usize,
    /// How many resources were in the backup and had been purged since.
    pub purged: usize,
    /// Files that a row names and the backup does not have.
    pub missing: Vec<String>,
    /// Whether the key came out of the backup, so that links in mail stay good.
    pub has_key: bool,
}

/// Restores into the place that the settings name. Nothing there is touched before the backup was verified; what is not empty is refused. The
/// index is left to be made.
pub fn restore(config: &Config, source: &Source, progress: &mut Progress, clock: &Clock) -> Result<Restored> {
    let folder = BackupFolder::new(&source.folder);
    let (name, backup) = folder.find(source.name.as_deref())?;
    let purged = all_purges(&folder, source)?;
    let manifest = verify(&folder, &backup, &purged, progress)?;
    let target = Target::of(&config.database)?;
    let store = expect_empty(config, &target, &manifest)?;

    make_private_folder(&config.data_dir).context("making the data folder")?;
    let scratch = tempfile::Builder::new().prefix("restoring-").tempdir_in(&config.data_dir).context("making a folder to restore in")?;
    let loaded = target.load(&backup.join(target.copy_name()), scratch.path())?;
    let db = Db::open(loaded.clone(), clock.clone())?;
    db.migrate(&scratch.path().join("snapshots"))?;
    let purged_again = purge_again(&db, &purged, clock)?;
    let now = clock.now();
    db.write_blocking(|tx| end_what_was_under_way(tx, now))?;
    purges::add(&config.data_dir.join(purges::FILE), &db.read_blocking(tombstones::list)?)?;

    let (restored, missing) = restore_files(&store, &folder, &db, progress)?;
    let has_key = restore_key(config, &backup, &manifest)?;
    drop(db);
    target.settle(&loaded)?;
    progress.end();
    Ok(Restored { name, manifest, files: restored, purged: purged_again, missing, has_key })
}

/// Looks at every byte of a backup without restoring it.
pub fn verify_whole(source: &Source, progress: &mut Progress) -> Result<(String, Manifest)> {
    let folder = BackupFolder::new(&source.folder);
    let (name, backup) = folder.find(source.name.as_deref())?;
    let manifest = verify(&folder, &backup, &all_purges(&folder, source)?, progress)?;
    progress.end();
    Ok((name, manifest))
}

fn all_purges(folder: &BackupFolder, source: &Source) -> Result<Vec<Tombstone>> {
    let mut all = purges::read(&folder.path().join(purges::FILE))?;
    if let Some(list) = &source.purges {
        if !list.is_file() {
            return Err(refused(format!("there is no list of purges {}", list.display())));
        }
        all.extend(purges::read(list)?);
    }
    Ok(all)
}

/// The manifest, its parts and all files, by hash. What was purged since may be gone.
fn verify(folder: &BackupFolder, backup: &Path, purged: &[Tombstone], progress: &mut Progress) -> Result<Manifest> {
    let manifest = Manifest::read(backup)?;
    manifest.verify_parts(backup)?;
    let files = read_files(backup)?;
    let destroyed: BTreeSet<&String> = purged.iter().flat_map(|purged| &purged.blob_hashes).collect();
    progress.begin("Verifying the files", files.values().sum());
    let (mut wrong, mut first) = (0, None);
    for (sha256, size) in &files {
        let path = folder.blob(sha256);
        let fault = match File::open(&path).and_then(hash) {
            Ok((found, found_size)) if found == *sha256 && found_size == *size => None,
            Ok(_) => Some("is damaged"),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && destroyed.contains(sha256) => None,
            Err(_) => Some("is missing"),
        };
        if let Some(fault) = fault {
            wrong += 1;
            first.get_or_insert_with(|| format!("{} {fault}", path.display()));
        }
        progress.advance(*size);
    }
    match first {
        None => Ok(manifest),
        Some(first) => Err(refused(format!("{wrong} of {} files are missing or damaged: {first}. Take another backup", files.len()))),
    }
}

/// Gives the store, which is empty too.
fn expect_empty(config: &Config, target: &Target, manifest: &Manifest) -> Result<Store> {
    if manifest.database != target.kind() {
        let what = format!(
            "the backup is of a {} database, and database_url names {}; name a database of the backup's kind",
            manifest.database,
            target.kind()
        );
        return Err(refused(what));
    }
    let remedy = "a backup is restored into an empty place only; name another, or move away what is there";
    if let Ok(entries) = std::fs::read_dir(&config.data_dir) {
        // The operator may have put the key there.
        if entries.flatten().any(|entry| entry.file_name() != "secret.key") {
            return Err(refused(format!("data_dir {} is not empty: {remedy}", config.data_dir.display())));
        }
    }
    if !target.is_empty()? {
        return Err(refused(format!("the database is not empty: {remedy}")));
    }
    let store = Store::open(config)?;
    if store.list()?.next().is_some() {
        return Err(refused(format!("the place of the files (setting files) is not empty: {remedy}")));
    }
    Ok(store)
}

/// Destroys what was purged after the backup was made.
fn purge_again(db: &Db, purged: &[Tombstone], clock: &Clock) -> Result<usize> {
    let mut again = 0;
    for tombstone in purged {
        let now = clock.now();
        again += usize::from(db.write_blocking(|tx| purge::replay(tx, tombstone, now))?);
    }
    // Their bytes are not going to be there: neither are the rows.
    db.write_blocking(|tx| {
        for sha256 in tombstones::list(tx)?.iter().flat_map(|tombstone| &tombstone.blob_hashes) {
            if !files::is_named(tx, sha256)? {
                blobs::delete(tx, sha256)?;
            }
        }
        Ok(())
    })?;
    Ok(again)
}

/// Ends what must not go on: sign-ins and tokens (one that was ended since would live again), links for a new password, leases of workers that are gone.
fn end_what_was_under_way(tx: &mut Tx, now: Timestamp) -> Result<()> {
    sessions::end_all(tx, now)?;
    api_tokens::end_all(tx, now)?;
    password_resets::set_all_used(tx, now)?;
    // The nodes of the backup are not these: one with another key may start.
    nodes::delete_unseen(tx, now.plus_days(1))?;
    jobs::release_all(tx)
}

/// Stores the files of all rows. Gives how many there were, and which the backup does not have.
fn restore_files(store: &Store, folder: &BackupFolder, db: &Db, progress: &mut Progress) -> Result<(usize, Vec<String>)> {
    let mut wanted = BTreeMap::new();
    let mut after = String::new();
    loop {
        let page = db.read_blocking(|c| blobs::list(c, &after, 1_000))?;
        let Some(last) = page.last() else { break };
        after.clone_from(&last.sha256);
        wanted.extend(page.into_iter().map(|blob| (blob.sha256, u64::try_from(blob.size_bytes).unwrap_or_default())));
    }
    progress.begin("Storing the files", wanted.values().sum());
    let (mut stored, mut missing) = (0, Vec::new());
    for (sha256, size) in wanted {
        match File::open(folder.blob(&sha256)) {
            Ok(mut file) => {
                store.put(&sha256, size, &mut file)?;
                stored += 1;
            }
            Err(_) => missing.push(sha256),
        }
        progress.advance(size);
    }
    Ok((stored, missing))
}

/// The key of a backup with secrets takes its place, unless the settings have one.
fn restore_key(config: &Config, backup: &Path, manifest: &Manifest) -> Result<bool> {
    if !manifest.with_secrets || config.secret_key.is_some() {
        return Ok(false);
    }
    let text = std::fs::read_to_string(backup.join(SECRETS)).context("reading the secrets of the backup")?;
    config.put_secret_of(&text)
}
