//! What a backup says of itself. It is written when all else is on the disk, and read before anything is believed.

use crate::db::dialect::copies::knows_schema;
use crate::domain::time::Timestamp;
use crate::error::{Context, Error, Result};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::path::Path;

pub const FILE: &str = "manifest.json";
/// The layout that this program writes, and the newest that it reads.
pub const FORMAT: u32 = 1;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Manifest {
    pub format: u32,
    /// The version of the program that made it.
    pub program: String,
    /// The newest migration of its database.
    pub schema: String,
    /// `sqlite` or `postgres`.
    pub database: String,
    /// The last change of the feed.
    pub head: i64,
    /// The moment whose state it holds.
    pub at: Timestamp,
    pub parts: Vec<Part>,
    pub files: Files,
    pub with_secrets: bool,
}

/// A file of the backup's own folder.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Part {
    pub name: String,
    pub size_bytes: u64,
    pub sha256: String,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Files {
    pub count: usize,
    pub size_bytes: u64,
    /// What the library itself did not have when it was backed up, or had damaged.
    pub missing: Vec<String>,
}

/// Refuses in words: `what` says what is wrong and what to do.
pub fn refused(what: impl Into<String>) -> Error {
    Error::conflict("backup_refused", what)
}

impl Manifest {
    /// Reads the manifest of one backup, and refuses what this program can not restore.
    pub fn read(backup: &Path) -> Result<Self> {
        /// All that every format has.
        #[derive(Deserialize)]
        struct Header {
            format: u32,
            program: String,
        }
        let path = backup.join(FILE);
        let name = path.display();
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let what = format!("{} has no {FILE}: it was cut short, or is no backup. Take another one", backup.display());
                return Err(refused(what));
            }
            Err(error) => return Err(refused(format!("{name} can not be read: {error}"))),
        };
        let damaged = |error| refused(format!("{name} is damaged ({error}); take another backup"));
        let header: Header = serde_json::from_str(&text).map_err(damaged)?;
        if header.format > FORMAT {
            let what = format!("{name} was made by a newer Commonshelf ({}); restore it with that version or a newer one", header.program);
            return Err(refused(what));
        }
        let manifest: Self = serde_json::from_str(&text).map_err(damaged)?;
        if !knows_schema(&manifest.schema)? {
            let (schema, program) = (&manifest.schema, &manifest.program);
            let what = format!(
                "the database of {} was made by a newer Commonshelf ({program}; its schema is {schema}); restore it with that version",
                backup.display()
            );
            return Err(refused(what));
        }
        let is_plain = |part: &Part| !part.name.contains(['/', '\\']) && part.name != "..";
        if !manifest.parts.iter().all(is_plain) {
            return Err(refused(format!("{name} names a part outside of its folder; take another backup")));
        }
        Ok(manifest)
    }

    /// Writes it, which makes the backup one.
    pub fn write(&self, backup: &Path) -> Result<()> {
        let text = serde_json::to_string_pretty(self).context("writing the manifest")? + "\n";
        write_durably(&backup.join(FILE), text.as_bytes())
    }

    /// Whether each part is what it was when the backup was made.
    pub fn verify_parts(&self, backup: &Path) -> Result<()> {
        for part in &self.parts {
            let path = backup.join(&part.name);
            let name = path.display();
            let wrong = |what: &str| refused(format!("{name} {what}; take another backup"));
            let (sha256, size) = match File::open(&path) {
                Ok(file) => hash(file).context("reading a backup")?,
                Err(error) if error.kind() == ErrorKind::NotFound => return Err(wrong("is missing")),
                Err(error) => return Err(refused(format!("{name} can not be read: {error}"))),
            };
            if size != part.size_bytes {
                return Err(wrong(&format!("has {size} bytes and not {}: it was cut or changed", part.size_bytes)));
            }
            if sha256 != part.sha256 {
                return Err(wrong("was changed since the backup was made: its hash differs"));
            }
        }
        Ok(())
    }
}

/// Whole or not at all, and there after a power loss.
pub fn write_durably(path: &Path, bytes: &[u8]) -> Result<()> {
    let write = || -> std::io::Result<()> {
        // Temporary files have mode 600 from the start.
        let mut file = tempfile::NamedTempFile::new_in(path.parent().unwrap_or(Path::new(".")))?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|failed| failed.error)?;
        crate::config::sync_folder_of(path)
    };
    write().context("writing a part of the backup")
}

pub fn part_of(backup: &Path, name: &str) -> Result<Part> {
    let file = File::open(backup.join(name)).context("reading a part of the backup")?;
    let (sha256, size_bytes) = hash(file).context("reading a part of the backup")?;
    Ok(Part { name: name.to_owned(), size_bytes, sha256 })
}

/// SHA-256 in lower-case hex, and how many bytes there were.
pub fn hash(reader: impl Read) -> std::io::Result<(String, u64)> {
    hash_into(reader, &mut std::io::sink())
}

/// The same while copying.
pub fn hash_into(mut reader: impl Read, writer: &mut impl Write) -> std::io::Result<(String, u64)> {
    let mut hash = ring::digest::Context::new(&ring::digest::SHA256);
    let (mut buffer, mut size) = (vec![0; 1 << 16], 0);
    loop {
        let count = match reader.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => count,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let read = buffer.get(..count).unwrap_or_default();
        hash.update(read);
        writer.write_all(read)?;
        size += read.len() as u64;
    }
    let hex = hash.finish().as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok((hex, size))
}
