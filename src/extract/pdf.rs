//! PDF, page by page. A page that breaks the reader is counted as unread, and the next one is tried.
//!
//! What is drawn as a picture has no text here, and forms and attachments are not read.

use super::child::Pages;
use super::protocol::Ending;
use super::text;
use crate::domain::words::FileStatus;
use pdf_oxide::PdfDocument;
use pdf_oxide::error::Error;
use pdf_oxide::object::Object;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A page count is only a number in the file.
const PAGES_MAX: usize = 20_000;
/// Where so many pages in a row cannot be read, the rest is not there.
const FAILURES_MAX: usize = 100;
/// How far from its end a PDF may have its end mark: mail programs add lines behind it.
const TAIL_BYTES: usize = 2048;

pub fn read(bytes: Vec<u8>, pages: &mut Pages) -> Ending {
    let is_cut = !ends_well(&bytes);
    let corrupt = || {
        let what = if is_cut { "The file is cut short: its end is missing." } else { "The file is damaged: no pages can be found in it." };
        Ending::new(FileStatus::Corrupt).because(what)
    };
    let names_encryption = bytes.windows(8).any(|window| window == b"/Encrypt");
    let document = match guarded(|| PdfDocument::from_bytes(bytes)) {
        Some(Ok(document)) => document,
        Some(Err(Error::EncryptedPdf)) => return Ending::new(FileStatus::Encrypted),
        Some(Err(_)) | None => return corrupt(),
    };
    // A document that forbids printing is encrypted too, with an empty password.
    if document.is_encrypted() {
        match guarded(|| document.authenticate(b"")) {
            Some(Ok(true)) => {}
            Some(Ok(false)) | Some(Err(Error::EncryptedPdf)) => return Ending::new(FileStatus::Encrypted),
            Some(Err(_)) | None => {
                return Ending::new(FileStatus::Encrypted).because("The file is encrypted in a way that is not known here.");
            }
        }
    }
    let count = match guarded(|| document.page_count()) {
        Some(Ok(count)) if count > 0 => count,
        Some(Err(Error::EncryptedPdf)) => return Ending::new(FileStatus::Encrypted),
        // Its pages may be locked away in a stream that only the password opens.
        _ if names_encryption && !is_cut => return Ending::new(FileStatus::Encrypted),
        _ => return corrupt(),
    };
    let (read, failed) = read_pages(&document, count, pages);
    let title = guarded(|| title(&document)).flatten();
    let ending = match () {
        () if read == 0 => corrupt(),
        () if pages.is_empty() && (is_cut || failed > 0) => corrupt(),
        () if failed > 0 => Ending::new(FileStatus::Partial).because(format!("{failed} of {count} pages could not be read.")),
        () if is_cut => Ending::new(FileStatus::Partial).because("The end of the file is missing: pages may be lost."),
        () if pages.is_empty() => Ending::new(FileStatus::NoText),
        () => Ending::new(FileStatus::Ok),
    };
    Ending { page_count: i32::try_from(count).ok(), title, ..ending }
}

/// How many pages were read, and how many were not.
fn read_pages(document: &PdfDocument, count: usize, pages: &mut Pages) -> (usize, usize) {
    let (mut read, mut in_a_row) = (0, 0);
    for index in 0..count.min(PAGES_MAX) {
        match guarded(|| document.extract_text(index)) {
            Some(Ok(text)) => {
                (read, in_a_row) = (read + 1, 0);
                if is_legible(&text) {
                    pages.send(index + 1, &text);
                }
            }
            Some(Err(_)) | None => in_a_row += 1,
        }
        if in_a_row >= FAILURES_MAX {
            break;
        }
    }
    (read, count - read)
}

/// A font that does not say which letters its shapes are gives text that nobody can read or find: as good as a scan.
fn is_legible(text: &str) -> bool {
    let (mut known, mut unknown) = (0_usize, 0_usize);
    for char in text.chars().filter(|char| !char.is_whitespace()) {
        let is_unknown = char.is_control() || matches!(char, '\u{fffd}' | '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..);
        *(if is_unknown { &mut unknown } else { &mut known }) += 1;
    }
    known >= unknown
}

/// None where the library broke down. The document may then be in any state, which can cost words and never memory safety.
fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}

fn ends_well(bytes: &[u8]) -> bool {
    let tail = &bytes[bytes.len().saturating_sub(TAIL_BYTES)..];
    let has = |mark: &[u8]| tail.windows(mark.len()).any(|window| window == mark);
    has(b"%%EOF") || has(b"startxref")
}

fn title(document: &PdfDocument) -> Option<String> {
    let resolved = |object: &Object| match object.as_reference() {
        Some(reference) => document.load_object(reference).ok(),
        None => Some(object.clone()),
    };
    let information = resolved(document.trailer().as_dict()?.get("Info")?)?;
    let title = resolved(information.as_dict()?.get("Title")?)?;
    text::title(&pdf_string(title.as_string()?))
}

/// UTF-16 with its mark, UTF-8 with its mark (PDF 2.0), or PDFDocEncoding, which is Latin-1 for nearly all that titles use.
fn pdf_string(bytes: &[u8]) -> String {
    if encoding_rs::Encoding::for_bom(bytes).is_some() {
        return text::decode(bytes, None);
    }
    bytes
        .iter()
        .map(|byte| match byte {
            0x80 => '•',
            0x84 => '—',
            0x85 => '–',
            0x8d => '“',
            0x8e => '”',
            0x8f => '‘',
            0x90 => '’',
            0xa0 => '€',
            byte => char::from(*byte),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_unknown_letters_is_no_text() {
        assert!(is_legible("") && is_legible("Grupo de apoyo \u{f0b7} \u{fffd}"));
        assert!(!is_legible("\u{fffd}\u{fffd} \u{e012}\u{e013} a"));
    }

    #[test]
    fn titles_are_read_in_their_three_encodings() {
        assert_eq!(pdf_string(b"Gu\xeda \x97"), "Guía \u{97}");
        assert_eq!(pdf_string(b"\xfe\xff\0G\0u\0\xed\0a"), "Guía");
        assert_eq!(pdf_string(b"\xef\xbb\xbfGu\xc3\xada"), "Guía");
    }
}
