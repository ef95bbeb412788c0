//! The lists of purges outside the database: one JSON object a line, oldest first. A restored database knows nothing of what was purged after
//! its backup; these do. One lies in `data_dir` (written by the node that destroyed the bytes), one in each folder of backups.

use crate::config::{Config, make_private_folder, sync_folder_of};
use crate::db::tombstones::Tombstone;
use crate::error::{Context, Error, Result};
use std::collections::BTreeMap;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

pub const FILE: &str = "purges.jsonl";

/// The lists that this node keeps.
pub fn lists(config: &Config) -> Vec<PathBuf> {
    let folders = [Some(config.data_dir.clone()), config.backup_folder.clone()];
    folders.into_iter().flatten().map(|folder| folder.join(FILE)).collect()
}

/// What a list holds; nothing where there is none.
pub fn read(list: &Path) -> Result<Vec<Tombstone>> {
    let text = match std::fs::read_to_string(list) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Error::invalid("purges", format!("the list {} can not be read: {error}", list.display()))),
    };
    let tombstone = |(number, line): (usize, &str)| {
        let damaged = |error| {
            let message = format!("line {} of {} is damaged ({error}); take another copy of the list", number + 1, list.display());
            Error::invalid("purges", message)
        };
        serde_json::from_str(line).map_err(damaged)
    };
    text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).map(tombstone).collect()
}

/// Adds what is missing, durably: a power loss leaves the old list or the new one. True if something was missing.
pub fn add(list: &Path, purged: &[Tombstone]) -> Result<bool> {
    let mut all: BTreeMap<_, _> = read(list)?.into_iter().map(|tombstone| (tombstone.subject_id, tombstone)).collect();
    let before = all.len();
    for tombstone in purged {
        all.entry(tombstone.subject_id).or_insert_with(|| tombstone.clone());
    }
    if all.len() == before {
        return Ok(false);
    }
    let mut all: Vec<_> = all.into_values().collect();
    all.sort_by_key(|tombstone| (tombstone.purged_at, tombstone.subject_id));
    write(list, &all).context("writing the list of purges")?;
    Ok(true)
}

fn write(list: &Path, all: &[Tombstone]) -> std::io::Result<()> {
    let folder = list.parent().unwrap_or(Path::new("."));
    make_private_folder(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    for tombstone in all {
        writeln!(file, "{}", serde_json::to_string(tombstone)?)?;
    }
    file.as_file().sync_all()?;
    file.persist(list).map_err(|failed| failed.error)?;
    sync_folder_of(list)
}
