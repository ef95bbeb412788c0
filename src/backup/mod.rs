//! Backups: a library that is in use into a folder, and out of it into an empty place.
//!
//! ```text
//! FOLDER/2026-11-22T02-30-00Z/manifest.json     what it is, and the hash of each part; written last: without it a backup is none
//!                             database.sqlite   or database.sql, which psql loads as well
//!                             files.txt         the hash and size of each file
//!                             settings.toml     and secrets.toml, where asked for
//! FOLDER/blobs/ab/ab12…                         the files of all backups, each once
//! FOLDER/purges.jsonl                           what was ever purged
//! ```
//!
//! The database is copied first, in one state, and the files after it: every row of the copy has its bytes, whatever is uploaded meanwhile.
//! Restoring verifies everything by hash before it touches the place, and then purges again what the backup still holds
//! ([`purges`]). It makes no index and starts nothing: that is for the caller. Invariants: a folder with a manifest is a whole backup; nothing
//! that is there already is overwritten.

mod folder;
mod make;
mod manifest;
pub mod purges;
mod restore;

pub use folder::BackupFolder;
pub use make::{Made, Wishes, make};
pub use manifest::Manifest;
pub use restore::{Restored, Source, restore, verify_whole};
