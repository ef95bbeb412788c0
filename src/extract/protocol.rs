//! What the child says to its parent: one JSON object a line on standard output, each complete in itself.
//!
//! The first line is [`Line::Ready`], the last is [`Line::End`]; what arrived before a crash or a limit is as good as it would have been with
//! an end, so that a file whose tenth page breaks the reader still gives nine.

use super::Page;
use crate::domain::language::LanguageTag;
use crate::domain::words::FileStatus;
use serde::{Deserialize, Serialize};

/// Raised when the lines change, so that a binary of another version is not misread.
pub const PROTOCOL: u32 = 2;

#[derive(Serialize, Deserialize, Debug)]
#[serde(rename_all = "snake_case")]
pub enum Line {
    /// The restrictions hold; only now is the file read.
    Ready {
        protocol: u32,
    },
    /// The restrictions cannot be had here, and nothing was read.
    Refused {
        reason: String,
    },
    /// What the file is, said before a reader is let loose on it.
    Type {
        media_type: String,
    },
    Page(Page),
    /// A picture made anew, in base64.
    Picture {
        png: String,
    },
    End(Ending),
}

/// How reading ended.
#[derive(Serialize, Deserialize, Debug)]
pub struct Ending {
    pub status: FileStatus,
    pub page_count: Option<i32>,
    pub title: Option<String>,
    pub language: Option<LanguageTag>,
    pub detail: Option<String>,
}

impl Ending {
    pub fn new(status: FileStatus) -> Self {
        Self { status, page_count: None, title: None, language: None, detail: None }
    }

    #[must_use]
    pub fn because(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }
}
