//! What a file is, by its bytes. The type that a sender declared is never asked; the ending of the name decides only between kinds of text,
//! which bytes alone cannot tell apart.

use super::package::Package;
use super::text;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

/// Signatures stand in the first bytes; a PDF may begin within the first 1,024, and a web page after a long comment.
const HEAD_BYTES: u64 = 16 << 10;
/// How far the names of the streams of an OLE file are looked for.
const OLE_BYTES: u64 = 16 << 20;

/// What there is to do with a file; those that carry a media type have more than one.
#[derive(Debug, PartialEq, Eq)]
pub enum Kind {
    Empty,
    Pdf,
    Docx(&'static str),
    Html,
    Markdown,
    Text(&'static str),
    /// Pictures, sound and film: nothing to read, and nothing wrong.
    Media(&'static str),
    /// An office file behind a password.
    Encrypted(&'static str),
    BrokenZip(&'static str),
    Other(String),
}

impl Kind {
    pub fn media_type(&self) -> &str {
        match self {
            Self::Empty => "application/octet-stream",
            Self::Pdf => "application/pdf",
            Self::Html => "text/html",
            Self::Markdown => "text/markdown",
            Self::Docx(kind) | Self::Text(kind) | Self::Media(kind) | Self::Encrypted(kind) | Self::BrokenZip(kind) => kind,
            Self::Other(kind) => kind,
        }
    }

    /// Whether there is a reader for it.
    pub fn is_readable(&self) -> bool {
        matches!(self, Self::Pdf | Self::Docx(_) | Self::Html | Self::Markdown | Self::Text(_))
    }
}

/// `extension` is the ending of the display name, in lower case and without its dot.
pub fn of(file: &mut File, extension: &str) -> io::Result<Kind> {
    file.seek(SeekFrom::Start(0))?;
    let mut head = Vec::new();
    (&mut *file).take(HEAD_BYTES).read_to_end(&mut head)?;
    if head.is_empty() {
        return Ok(Kind::Empty);
    }
    let signature = infer::get(&head).filter(|kind| kind.matcher_type() != infer::MatcherType::Text);
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Ok(of_zip(file, signature.map_or("application/zip", |kind| kind.mime_type())));
    }
    if head.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return of_ole(file);
    }
    let controls = head.iter().filter(|byte| is_binary(**byte)).count();
    if is_pdf(&head) {
        return Ok(Kind::Pdf);
    }
    // Two letters are a signature for some formats, and the beginning of a sentence for others.
    if controls == 0 {
        return Ok(of_text(&head, extension));
    }
    Ok(match signature {
        Some(kind) => of_signature(&kind),
        None if controls * 50 <= head.len() || text::utf_16_without_mark(&head).is_some() || is_utf_16(&head) => of_text(&head, extension),
        None => Kind::Other("application/octet-stream".to_owned()),
    })
}

fn is_binary(byte: u8) -> bool {
    matches!(byte, 0..=8 | 11 | 14..=26 | 28..=31 | 127)
}

fn is_utf_16(head: &[u8]) -> bool {
    head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff")
}

/// The header stands at the beginning of a line, and not in a page of HTML that only speaks of it.
fn is_pdf(head: &[u8]) -> bool {
    let start = &head[..head.len().min(1024)];
    let first = start.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(0);
    let found = start.windows(6).position(|window| window.starts_with(b"%PDF-") && window[5].is_ascii_digit());
    found.is_some_and(|at| {
        at <= first || (start[first] != b'<' && start.get(at.wrapping_sub(1)).is_none_or(|byte| matches!(byte, b'\n' | b'\r' | 0 | 0xbf)))
    })
}

fn of_signature(kind: &infer::Type) -> Kind {
    match kind.matcher_type() {
        infer::MatcherType::Image | infer::MatcherType::Audio | infer::MatcherType::Video => Kind::Media(kind.mime_type()),
        _ => Kind::Other(kind.mime_type().to_owned()),
    }
}

fn of_zip(file: &mut File, by_signature: &'static str) -> Kind {
    match Package::open(file) {
        Err(_) => Kind::BrokenZip(by_signature),
        Ok(mut package) => match package.media_type() {
            Some(kind) if kind.starts_with("application/vnd.openxmlformats-officedocument.wordprocessingml") => Kind::Docx(DOCX),
            Some(kind) if kind.starts_with("application/vnd.ms-word") => Kind::Docx("application/vnd.ms-word.document.macroEnabled.12"),
            Some(kind) => Kind::Other(kind),
            None => Kind::Other("application/zip".to_owned()),
        },
    }
}

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// The old binary office formats share one container, and so do the new ones behind a password. Names of streams are in UTF-16.
fn of_ole(file: &mut File) -> io::Result<Kind> {
    file.seek(SeekFrom::Start(0))?;
    let mut bytes = Vec::new();
    file.take(OLE_BYTES).read_to_end(&mut bytes)?;
    let has = |name: &str| {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(name.len()).any(|window| window == name)
    };
    Ok(match () {
        () if has("EncryptedPackage") => Kind::Encrypted("application/x-ole-storage"),
        () if has("WordDocument") => Kind::Other("application/msword".to_owned()),
        () if has("PowerPoint Document") => Kind::Other("application/vnd.ms-powerpoint".to_owned()),
        () if has("Workbook") => Kind::Other("application/vnd.ms-excel".to_owned()),
        () => Kind::Other("application/x-ole-storage".to_owned()),
    })
}

fn of_text(head: &[u8], extension: &str) -> Kind {
    let text = text::decode(head, None);
    let start = text.trim_start_matches(|char: char| char.is_whitespace() || char == '\u{feff}');
    let other = |kind: &str| Kind::Other(kind.to_owned());
    match start {
        _ if start.starts_with("{\\rtf") => return other("application/rtf"),
        _ if start.starts_with("%!PS") => return other("application/postscript"),
        _ if start.starts_with("#!") => return other("application/x-sh"),
        _ if start.starts_with("-----BEGIN ") => return Kind::Text("text/plain"),
        _ => {}
    }
    if let Some(kind) = of_markup(start, extension) {
        return kind;
    }
    match extension {
        "md" | "markdown" | "mkd" => Kind::Markdown,
        "csv" => Kind::Text("text/csv"),
        "tsv" | "tab" => Kind::Text("text/tab-separated-values"),
        "txt" | "text" | "log" => Kind::Text("text/plain"),
        _ if looks_like_markdown(start) => Kind::Markdown,
        _ => Kind::Text("text/plain"),
    }
}

/// A web page says so in its first tags; a piece of one needs the name to say so, since Markdown may begin with a tag too.
fn of_markup(text: &str, extension: &str) -> Option<Kind> {
    let lower = text.to_ascii_lowercase();
    let mut start = lower.as_str();
    let is_xml = start.starts_with("<?xml");
    // Declarations and comments may stand before the first tag.
    while let Some(rest) = [("<?", "?>"), ("<!--", "-->")].into_iter().find_map(|(open, close)| {
        let inner = start.strip_prefix(open)?;
        Some(inner.split_once(close).map_or("", |(_, rest)| rest))
    }) {
        start = rest.trim_start();
    }
    let tag = |names: &[&str]| {
        let name: String = start.strip_prefix('<').unwrap_or_default().chars().take_while(|char| char.is_ascii_alphanumeric()).collect();
        names.contains(&name.as_str())
    };
    if start.starts_with("<!doctype html") || tag(&["html", "head", "body"]) {
        return Some(Kind::Html);
    }
    if start.starts_with("<!doctype svg") || tag(&["svg"]) {
        return Some(Kind::Media("image/svg+xml"));
    }
    if is_xml {
        return Some(Kind::Other("application/xml".to_owned()));
    }
    let is_piece =
        tag(&["title", "meta", "link", "style", "script", "div", "p", "h1", "h2", "table", "ul", "ol", "article", "section", "main"]);
    (is_piece && !matches!(extension, "md" | "markdown" | "mkd" | "txt")).then_some(Kind::Html)
}

/// Two different marks, since one alone also stands in plain text.
fn looks_like_markdown(text: &str) -> bool {
    let heading = text.lines().any(|line| line.trim_start_matches('#').starts_with(' ') && line.starts_with('#'));
    let fence = text.lines().any(|line| line.starts_with("```"));
    let bold = text.matches("**").count() >= 2;
    let link = text.contains("](http");
    let list = text.lines().filter(|line| line.starts_with("- ") || line.starts_with("* ")).count() >= 2;
    [heading, fence, bold, link, list].into_iter().filter(|mark| *mark).count() >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(bytes: &[u8], extension: &str) -> Kind {
        let mut file = tempfile::tempfile().unwrap();
        io::Write::write_all(&mut file, bytes).unwrap();
        of(&mut file, extension).unwrap()
    }

    #[test]
    fn bytes_decide_and_the_name_only_between_kinds_of_text() {
        let page = b"<!-- a note --><!DOCTYPE html><html><p>x";
        let shell = || Kind::Other("application/x-sh".to_owned());
        let mut elf = b"\x7fELF\x02\x01\x01".to_vec();
        elf.resize(64, 0);
        for (bytes, extension, expected) in [
            (&b""[..], "pdf", Kind::Empty),
            (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "txt", Kind::Pdf),
            (b"\xef\xbb\xbf%PDF-1.4\n", "", Kind::Pdf),
            (page, "pdf", Kind::Html),
            (b"<html><body>%PDF-1.7 is a header</body>", "pdf", Kind::Html),
            (b"A PDF begins with %PDF-1.7, as its header.", "", Kind::Text("text/plain")),
            (b"BM and MZ are letters", "txt", Kind::Text("text/plain")),
            (b"a,b\n1,2\n", "csv", Kind::Text("text/csv")),
            (b"# Title\n\nsome **bold** words", "txt", Kind::Text("text/plain")),
            (b"# Title\n\nsome **bold** words", "", Kind::Markdown),
            (b"<div align=center>\n\n# Title", "md", Kind::Markdown),
            (b"<div>a piece</div>", "html", Kind::Html),
            (b"\xff\xfeh\0o\0l\0a\0", "txt", Kind::Text("text/plain")),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "pdf", Kind::Media("image/png")),
            (&elf, "pdf", Kind::Other("application/x-executable".to_owned())),
            (b"#!/bin/sh\nrm -rf /\n", "txt", shell()),
            (b"PK\x03\x04 and nothing more", "docx", Kind::BrokenZip("application/zip")),
            (b"\x01\x02\x03\x04\x05", "txt", Kind::Other("application/octet-stream".to_owned())),
        ] {
            assert_eq!(kind(bytes, extension), expected, "{:?} .{extension}", String::from_utf8_lossy(bytes));
        }
    }
}
