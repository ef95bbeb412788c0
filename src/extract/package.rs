//! Office files are zips of XML parts. This reads parts by name within one budget of expanded bytes, so that a small file that unfolds into
//! gigabytes ends as too big. It never writes what it unpacks, and names of parts are never paths.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use zip::ZipArchive;

/// What all parts of one file may expand to: far above any document of text, and far below the memory limit.
const EXPANDED_BYTES: u64 = 64 << 20;

pub struct Package {
    archive: ZipArchive<BufReader<File>>,
    budget: u64,
}

/// A part as far as it could be read.
pub struct Part {
    pub text: String,
    pub fault: Option<Fault>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    TooBig,
    Damaged,
    Encrypted,
}

impl Package {
    pub fn open(file: &mut File) -> Result<Self, Fault> {
        file.seek(SeekFrom::Start(0)).map_err(|_| Fault::Damaged)?;
        let copy = file.try_clone().map_err(|_| Fault::Damaged)?;
        let archive = ZipArchive::new(BufReader::new(copy)).map_err(|_| Fault::Damaged)?;
        Ok(Self { archive, budget: EXPANDED_BYTES })
    }

    /// The names of the parts that are well formed.
    pub fn names(&self) -> Vec<String> {
        self.archive.file_names().filter_map(|name| name.ok().map(std::borrow::Cow::into_owned)).collect()
    }

    /// None where there is no such part.
    pub fn part(&mut self, name: &str) -> Option<Part> {
        let entry = match self.archive.by_name(name) {
            Ok(entry) => entry,
            Err(zip::result::ZipError::FileNotFound) => return None,
            Err(zip::result::ZipError::UnsupportedArchive(reason)) if reason == zip::result::ZipError::PASSWORD_REQUIRED => {
                return Some(Part { text: String::new(), fault: Some(Fault::Encrypted) });
            }
            Err(_) => return Some(Part { text: String::new(), fault: Some(Fault::Damaged) }),
        };
        // An honest bomb is seen without unpacking it; one that lies is met by the bound below.
        if entry.size() > self.budget {
            return Some(Part { text: String::new(), fault: Some(Fault::TooBig) });
        }
        let mut bytes = Vec::new();
        let read = entry.take(self.budget + 1).read_to_end(&mut bytes);
        let size = bytes.len() as u64;
        let fault = match read {
            _ if size > self.budget => Some(Fault::TooBig),
            Err(_) => Some(Fault::Damaged),
            Ok(_) => None,
        };
        self.budget = self.budget.saturating_sub(size);
        // XML without a mark is UTF-8 in every office program there is; the mark of UTF-16 is honored.
        let text = encoding_rs::UTF_8.decode(&bytes).0.into_owned();
        Some(Part { text, fault })
    }

    /// What the package says it holds, if it says so in one of the two known ways.
    pub fn media_type(&mut self) -> Option<String> {
        if let Some(types) = self.part("[Content_Types].xml") {
            return OFFICE_TYPES.iter().find(|kind| types.text.contains(&format!("\"{kind}"))).map(|kind| main_type(kind).to_owned());
        }
        if let Some(kind) = self.part("mimetype") {
            let kind = kind.text.trim().to_owned();
            return (kind.starts_with("application/") && kind.len() < 100 && !kind.contains(char::is_whitespace)).then_some(kind);
        }
        self.archive.index_for_name("META-INF/MANIFEST.MF").map(|_| "application/java-archive".to_owned())
    }
}

/// The types of main parts. Text documents come first: they may embed sheets, while the parts of a sheet embed no document's main part.
const OFFICE_TYPES: &[&str] = &[
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
    "application/vnd.ms-word.document.macroEnabled.main+xml",
    "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
    "application/vnd.openxmlformats-officedocument.presentationml.slideshow.main+xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
];

fn main_type(part: &str) -> &str {
    part.strip_suffix(".main+xml").unwrap_or(part)
}
