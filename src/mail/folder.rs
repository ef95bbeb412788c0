//! Mail as files, for a library without a mail server: an admin opens them or carries them elsewhere. A file appears whole or not at all,
//! can be read by its owner alone (it holds links that let people in), and its name tells when it was written but not to whom.
//!
//! A file is the letter itself, on its way as one that a mail server has taken: the library keeps no hold on it, and the deletion of an account
//! reaches it as little as a letter in somebody's mailbox. A library for real people sends through a mail server, and keeps no such files; whoever
//! carries letters from this folder deletes them once they are carried.

use crate::domain::time::Timestamp;
use std::fs::{self, DirBuilder, File};
use std::io::{Result, Write};
use std::path::Path;

/// Writes one message as `<time>-<id>.eml`. The same letter sent again at the same time is the same file.
pub fn write(folder: &Path, message_id: &str, date: Timestamp, message: &[u8]) -> Result<()> {
    create(folder)?;
    let mut file = tempfile::Builder::new().prefix(".").suffix(".part").tempfile_in(folder)?; // made with mode 600
    file.write_all(message)?;
    file.as_file().sync_all()?;
    file.persist(folder.join(name(message_id, date))).map_err(|failure| failure.error)?;
    sync(folder)
}

fn create(folder: &Path) -> Result<()> {
    if fs::metadata(folder).is_ok_and(|found| found.is_dir()) {
        return Ok(());
    }
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}

/// The name is on disk only once its folder is.
#[cfg(unix)]
fn sync(folder: &Path) -> Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync(_folder: &Path) -> Result<()> {
    Ok(())
}

fn name(message_id: &str, date: Timestamp) -> String {
    let local = message_id.trim_start_matches('<').split('@').next().unwrap_or_default();
    let plain: String = local.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).take(80).collect();
    format!("{}-{plain}.eml", date.naive().format("%Y%m%dT%H%M%S%.6fZ"))
}
