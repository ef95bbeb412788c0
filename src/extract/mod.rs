//! What a file is and what it says: its type by content, its text page by page, and a status for every way in which that can fail.
//!
//! Nothing in here parses a file in the server's own process. [`Extractor::inspect`] starts the program again as `commonshelf extract`, hands
//! it the opened file as its standard input, and reads lines from it; the child takes every right away from itself (`limited`) before it
//! reads the first byte. It is not a judge of files: a type or a name that somebody declared never counts, and whether a file is wanted is
//! decided elsewhere.
//!
//! Invariant: whatever a file does to its reader ends as a [`FileStatus`], never as an error and never as a panic of the server. An error means
//! that the reader itself could not be had, and then nothing is known of the file.

mod child;
mod docx;
mod html;
mod kind;
mod language;
pub(crate) mod limited;
mod markdown;
mod package;
mod parent;
mod pdf;
mod picture;
mod probe;
mod protocol;
mod text;

use crate::domain::language::LanguageTag;
use crate::domain::text::FileName;
use crate::domain::words::FileStatus;
use crate::error::Result;
pub use child::child_main;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Version of the readers. Texts are kept by blob and version: raise it when a reader gets better, and files are read again.
pub const VERSION: i32 = 1;

/// What was found out about a file.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct Inspection {
    pub status: FileStatus,
    /// By content; `application/octet-stream` where nothing is known.
    pub media_type: String,
    /// How many pages the document itself has; absent where the format knows none, even if `pages` cuts its text into several.
    pub page_count: Option<i32>,
    /// The pages that hold text, in order. Without control characters except tab and line feed.
    pub pages: Vec<Page>,
    /// The language of the body, where there is enough of it to tell.
    pub language: Option<LanguageTag>,
    /// The title that the document gives itself.
    pub title: Option<String>,
    /// A sentence about what is broken or which limit was passed.
    pub detail: Option<String>,
    /// The picture that was asked for, as a PNG.
    pub picture: Option<Vec<u8>>,
}

/// One page of text; `number` counts from 1 and may leave out pages without text.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct Page {
    pub number: i32,
    pub text: String,
}

/// How much a single file may cost.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Address space of the child (Linux).
    pub memory_bytes: u64,
    /// Processor time of the child (Linux).
    pub cpu_seconds: u64,
    /// Time on the clock, after which the child is killed.
    pub wall: Duration,
    /// Bytes that the child may answer with.
    pub output_bytes: u64,
    /// Files above this are only recognized, not read.
    pub max_file_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { memory_bytes: 1 << 30, cpu_seconds: 60, wall: Duration::from_secs(120), output_bytes: 64 << 20, max_file_bytes: 256 << 20 }
    }
}

/// Reads files in limited processes. How many run at once is up to the caller.
#[derive(Clone, Debug)]
pub struct Extractor {
    program: PathBuf,
    limits: Limits,
}

impl Extractor {
    /// `program` is the `commonshelf` binary, which is run as `<program> extract`.
    pub fn new(program: PathBuf, limits: Limits) -> Self {
        Self { program, limits }
    }

    /// Finds out what a file is and says. Blocks until the child has ended. The name is only a hint between kinds of text, by its ending.
    ///
    /// # Errors
    /// When the file cannot be opened, the program cannot be started, or the child could not restrict itself and therefore refused to read.
    pub fn inspect(&self, file: &Path, name: &FileName) -> Result<Inspection> {
        let extension: String = name.extension().chars().filter(char::is_ascii_alphanumeric).take(16).collect();
        parent::run(&self.program, &self.limits, file, &["--extension", &extension])
    }

    /// Makes a picture of at most `side` dots a side of a PNG, JPEG or WebP. There is none in what it gives where the file is none of these, or
    /// is broken: then `detail` says why.
    ///
    /// # Errors
    /// As [`Extractor::inspect`].
    pub fn picture(&self, file: &Path, side: u32) -> Result<Inspection> {
        parent::run(&self.program, &self.limits, file, &[&format!("--picture={side}")])
    }

    /// Has the restricted child try what it must not be able to do, instead of reading a file; see `probe.rs` for the attempts. For tests, and
    /// for an admin who wants to see that the limits bite on this machine.
    ///
    /// # Errors
    /// As [`Extractor::inspect`].
    pub fn probe(&self, attempt: &str) -> Result<Inspection> {
        parent::run(&self.program, &self.limits, Path::new("/dev/null"), &["--probe", attempt])
    }
}
