//! What the disk itself can do: whole new files, durable one after the other. Nothing that keeps its promises can store files faster, and how much
//! slower a server is says how much it adds.

use crate::config::sync_folder;
use crate::error::{Context, Result};
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::time::Instant;

/// Durable new files in a second: written, synced, renamed, and the folder synced, by one thread.
pub fn durable_files_per_second(folder: &Path, bytes: &[u8], files: usize) -> Result<f64> {
    let folder = tempfile::tempdir_in(folder).context("measuring the disk")?;
    let started = Instant::now();
    for number in 0..files {
        keep(folder.path(), number, bytes).context("measuring the disk")?;
    }
    Ok(files as f64 / started.elapsed().as_secs_f64())
}

fn keep(folder: &Path, number: usize, bytes: &[u8]) -> std::io::Result<()> {
    let part = folder.join("part");
    let mut file = File::create(&part)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(part, folder.join(number.to_string()))?;
    sync_folder(folder)
}
