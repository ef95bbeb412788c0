//! `commonshelf move-files`: the way from a folder to a bucket and back, beside a running server.

use super::say;
use crate::app;
use crate::config::{Config, Files, show_size};
use crate::db::{Db, blobs};
use crate::domain::time::Clock;
use crate::error::{Error, Result};
use crate::files::{Store, Stored, moving};
use crate::progress::Progress;

const PAGE: i64 = 500;

/// Copies every file to another place, verifies it there, and says what to set next. Nothing is removed where it was.
pub fn move_files(config: &Config, from: Option<&Files>, to: &Files) -> Result<()> {
    let from = from.unwrap_or(&config.files);
    if from == to {
        return Err(Error::invalid("--to", "is where the files are already; name the other place, or with --from where they come from"));
    }
    let db = app::open_database(config, Clock::system())?;
    let (source, target) = (Store::at(from, config)?, Store::at(to, config)?);
    let stored = source.list()?.collect::<Result<Vec<Stored>>>()?;
    let total_bytes = stored.iter().map(|stored| stored.size_bytes).sum();
    say(&format!("Copying {} files ({}) from {from} to {to}.\n", stored.len(), show_size(total_bytes)))?;
    let mut progress = Progress::on_stderr();
    progress.begin("Copying the files", total_bytes);
    let moved = moving::copy(&source, &target, &stored, &mut |stored| progress.advance(stored.size_bytes))?;
    progress.end();
    say(&format!(
        "{} files copied ({}) and read again there; {} were there already.\n",
        moved.copied,
        show_size(moved.copied_bytes),
        moved.were_there
    ))?;
    for sha256 in &moved.damaged {
        say(&format!("file {sha256} is damaged where it comes from and was not copied; restore it from a backup\n"))?;
    }
    let missing = missing(&db, &target)?;
    for sha256 in missing.iter().filter(|sha256| !moved.damaged.contains(sha256)) {
        say(&format!("file {sha256} is not there; if it was uploaded just now, run this again, or else restore it from a backup\n"))?;
    }
    if !missing.is_empty() || !moved.damaged.is_empty() {
        return Err(Error::conflict("files_missing", "Not every file is at the new place; nothing was changed at the old one"));
    }
    say(&format!(
        "Everything is there. Next: set files to \"{to}\" on every node and restart; then, for what was uploaded meanwhile, run\n  \
         commonshelf move-files --from {from} --to {to}\nand `commonshelf check`. Nothing was removed from {from}.\n"
    ))
}

/// What rows name and the new place does not hold in the right size.
fn missing(db: &Db, target: &Store) -> Result<Vec<String>> {
    let (mut missing, mut after) = (Vec::new(), String::new());
    loop {
        let page = db.read_blocking(|c| blobs::list(c, &after, PAGE))?;
        let Some(last) = page.last() else { return Ok(missing) };
        after.clone_from(&last.sha256);
        for blob in page.into_iter().filter(|blob| blob.condemned_at.is_none()) {
            if target.size_of(&blob.sha256)? != u64::try_from(blob.size_bytes).ok() {
                missing.push(blob.sha256);
            }
        }
    }
}
