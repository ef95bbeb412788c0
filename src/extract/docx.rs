//! Word documents (DOCX): paragraphs and tables in their order, pages where Word last broke them, then headers, footers, notes and comments.
//!
//! Not a layout: numbering, fields and positions are left out. Deleted and moved-away text is not read, and a text box, which is written down
//! once for new programs and once for old ones, is read once. Entities that a document defines for itself are never expanded.

use super::child::Pages;
use super::package::{Fault, Package, Part};
use super::protocol::Ending;
use super::text;
use crate::domain::words::FileStatus;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::HashSet;
use std::fs::File;

const BODY: &str = "word/document.xml";

pub fn read(file: &mut File, pages: &mut Pages) -> Ending {
    let Ok(mut package) = Package::open(file) else {
        return Ending::new(FileStatus::Corrupt).because("The file is damaged: its table of contents cannot be read.");
    };
    let names = package.names();
    // Some programs number the body; Word calls it so.
    let body = names.iter().find(|name| *name == BODY).or_else(|| names.iter().find(|name| is_numbered(name, "word/document")));
    let Some(Part { text: xml, fault }) = body.and_then(|name| package.part(name)) else {
        return Ending::new(FileStatus::Corrupt).because("The file is damaged: the document within it is missing.");
    };
    if let Some(fault @ (Fault::Encrypted | Fault::TooBig)) = fault {
        return ending(&[fault], pages);
    }
    let mut walk = Walk::default();
    let mut faults: Vec<Fault> = fault.into_iter().chain(walk.part(&xml).err()).collect();
    let mut document = walk.finish();
    let margins = margins(&mut package, &names, &mut faults);
    if let Some(last) = document.last_mut() {
        last.push('\n');
        last.push_str(&margins);
    }
    let page_count = (document.len() > 1).then(|| i32::try_from(document.len()).unwrap_or(i32::MAX));
    match document.as_slice() {
        [only] => pages.send_in_pieces(only),
        several => several.iter().enumerate().for_each(|(index, page)| pages.send(index + 1, page)),
    }
    let title = title(&mut package);
    Ending { page_count, title, ..ending(&faults, pages) }
}

fn ending(faults: &[Fault], pages: &Pages) -> Ending {
    let fault = match faults.first() {
        None if pages.is_empty() => return Ending::new(FileStatus::NoText),
        None => return Ending::new(FileStatus::Ok),
        Some(fault) => fault,
    };
    let (status, why) = match fault {
        Fault::TooBig => (FileStatus::TooBig, "it expands to more than 64 MB"),
        Fault::Damaged => (FileStatus::Corrupt, "it is damaged"),
        Fault::Encrypted => (FileStatus::Encrypted, "parts of it want a password"),
    };
    if pages.is_empty() {
        Ending::new(status).because(format!("The file was not read: {why}."))
    } else {
        Ending::new(FileStatus::Partial).because(format!("Not all of the file was read: {why}."))
    }
}

/// Everything that stands around the body, each line once: a document has a header for every section, mostly with the same words.
fn margins(package: &mut Package, names: &[String], faults: &mut Vec<Fault>) -> String {
    let mut margins = String::new();
    let mut seen = HashSet::new();
    for stem in ["word/header", "word/footnotes", "word/endnotes", "word/comments", "word/footer"] {
        for name in names.iter().filter(|name| is_numbered(name, stem)) {
            let Some(part) = package.part(name) else { continue };
            let mut walk = Walk::default();
            faults.extend(part.fault);
            faults.extend(walk.part(&part.text).err());
            for line in walk.finish().iter().flat_map(|page| page.lines()).filter(|line| !line.trim().is_empty()) {
                if seen.insert(line.to_owned()) {
                    margins.push_str(line);
                    margins.push('\n');
                }
            }
        }
    }
    margins
}

/// `word/header2.xml` for the stem `word/header`.
fn is_numbered(name: &str, stem: &str) -> bool {
    let number = name.strip_prefix(stem).and_then(|rest| rest.strip_suffix(".xml"));
    number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
}

fn title(package: &mut Package) -> Option<String> {
    let xml = package.part("docProps/core.xml")?.text;
    let mut reader = Reader::from_str(&xml);
    let mut inside = false;
    let mut title = String::new();
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) if tag.local_name().as_ref() == "title" => inside = true,
            Event::End(tag) if inside && tag.local_name().as_ref() == "title" => return text::title(&title),
            Event::Text(piece) if inside => title.push_str(&piece),
            Event::GeneralRef(name) if inside => title.extend(character(&name)),
            Event::Eof => return None,
            _ => {}
        }
    }
}

/// The five entities of XML and numbered characters; all others stay unknown, whatever a document says that they mean.
fn character(reference: &quick_xml::events::BytesRef<'_>) -> Option<char> {
    match &**reference {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => reference.resolve_char_ref().ok().flatten(),
    }
}

/// Collects text while walking through a part.
#[derive(Default)]
struct Walk {
    pages: Vec<String>,
    page: String,
    /// Open text boxes, innermost last: their text must not tear apart the paragraph that they hang on.
    boxes: Vec<String>,
    /// Boxes that are closed and wait for the end of their paragraph.
    closed: String,
    in_text: bool,
    /// How many elements deep we are within something that is not read.
    skipping: usize,
}

impl Walk {
    fn part(&mut self, xml: &str) -> Result<(), Fault> {
        let mut reader = Reader::from_str(xml);
        let config = reader.config_mut();
        config.check_end_names = false;
        let mut depth = 0_usize;
        loop {
            match reader.read_event() {
                Ok(Event::Start(tag)) => {
                    depth += 1;
                    if self.skipping > 0 || is_skipped(&tag) {
                        self.skipping += 1;
                    } else {
                        self.open(&tag);
                    }
                }
                Ok(Event::Empty(tag)) if self.skipping == 0 => {
                    self.open(&tag);
                    self.close(tag.local_name().as_ref());
                }
                Ok(Event::End(tag)) => {
                    depth = depth.saturating_sub(1);
                    if self.skipping > 0 {
                        self.skipping -= 1;
                    } else {
                        self.close(tag.local_name().as_ref());
                    }
                }
                Ok(Event::Text(piece)) if self.in_text && self.skipping == 0 => self.out().push_str(&piece),
                Ok(Event::CData(piece)) if self.in_text && self.skipping == 0 => self.out().push_str(&piece),
                Ok(Event::GeneralRef(name)) if self.in_text && self.skipping == 0 => {
                    let character = character(&name);
                    self.out().extend(character);
                }
                Ok(Event::Eof) if depth == 0 => return Ok(()),
                Ok(Event::Eof) | Err(_) => return Err(Fault::Damaged),
                Ok(_) => {}
            }
        }
    }

    fn out(&mut self) -> &mut String {
        self.boxes.last_mut().unwrap_or(&mut self.page)
    }

    fn open(&mut self, tag: &BytesStart<'_>) {
        match tag.local_name().as_ref() {
            // Words of Word, of a drawing, of a formula.
            "t" => self.in_text = true,
            "tab" if !is_tab_stop(tag) => self.out().push('\t'),
            "cr" => self.out().push('\n'),
            "br" => match attribute(tag, "type").as_deref() {
                Some("page") => self.break_page(),
                _ => self.out().push('\n'),
            },
            "lastRenderedPageBreak" => self.break_page(),
            "pageBreakBefore" if !matches!(attribute(tag, "val").as_deref(), Some("0" | "false" | "off")) => self.break_page(),
            "noBreakHyphen" => self.out().push('\u{2011}'),
            "txbxContent" => self.boxes.push(String::new()),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "t" => self.in_text = false,
            "p" => {
                self.out().push('\n');
                if self.boxes.is_empty() {
                    let closed = std::mem::take(&mut self.closed);
                    self.page.push_str(&closed);
                }
            }
            "tc" => {
                // Cells stand beside each other: the end of their last paragraph is no end of line.
                let out = self.out();
                out.truncate(out.trim_end_matches('\n').len());
                out.push('\t');
            }
            "tr" => self.out().push('\n'),
            "txbxContent" => {
                if let Some(text) = self.boxes.pop() {
                    self.closed.push_str(&text);
                }
            }
            _ => {}
        }
    }

    /// Word writes where a page broke after the break that caused it, so that a page without words is none.
    fn break_page(&mut self) {
        if self.boxes.is_empty() && !self.page.trim().is_empty() {
            self.pages.push(std::mem::take(&mut self.page));
        }
    }

    fn finish(mut self) -> Vec<String> {
        for text in self.boxes {
            self.closed.push_str(&text);
        }
        self.page.push_str(&self.closed);
        if self.pages.is_empty() || !self.page.trim().is_empty() {
            self.pages.push(self.page);
        }
        self.pages
    }
}

/// Old programs' copy of a drawing, and text that tracked changes have moved away.
fn is_skipped(tag: &BytesStart<'_>) -> bool {
    matches!(tag.local_name().as_ref(), "Fallback" | "moveFrom" | "del")
}

/// In the properties of a paragraph `w:tab` is a stop and has a position; in a run it is a character.
fn is_tab_stop(tag: &BytesStart<'_>) -> bool {
    attribute(tag, "pos").is_some() || attribute(tag, "val").is_some()
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    Some(found.value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walk(body: &str) -> (Vec<String>, Result<(), Fault>) {
        let mut walk = Walk::default();
        let result = walk.part(&format!("<w:document><w:body>{body}</w:body></w:document>"));
        (walk.finish().iter().map(|page| text::clean(page)).collect(), result)
    }

    #[test]
    fn a_text_box_is_read_once_and_does_not_tear_its_paragraph() {
        let content = "<w:txbxContent><w:p><w:r><w:t>in a box</w:t></w:r></w:p></w:txbxContent>";
        let drawing = format!(
            "<mc:AlternateContent><mc:Choice><wps:txbx>{content}</wps:txbx></mc:Choice><mc:Fallback><v:textbox>{content}</v:textbox></mc:Fallback></mc:AlternateContent>"
        );

        let (pages, _) = walk(&format!("<w:p><w:r><w:t>one par</w:t>{drawing}<w:t>agraph</w:t></w:r></w:p>"));

        assert_eq!(pages, ["one paragraph\nin a box"]);
    }

    #[test]
    fn breaks_make_pages_and_deleted_text_is_gone() {
        let (pages, _) = walk(
            "<w:p><w:r><w:t>first</w:t><w:br w:type=\"page\"/></w:r><w:r><w:lastRenderedPageBreak/><w:t>second &amp; &#233;</w:t></w:r></w:p>\
             <w:del><w:r><w:t>deleted</w:t></w:r></w:del><w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>b</w:t>\
             </w:r></w:p></w:tc></w:tr></w:tbl>",
        );

        assert_eq!(pages, ["first", "second & é\na\tb"]);
    }

    #[test]
    fn entities_are_not_expanded_and_broken_xml_gives_what_came_before() {
        let mut walk = Walk::default();
        let bomb = "<!DOCTYPE x [<!ENTITY a \"boom\"><!ENTITY b SYSTEM \"file:///etc/passwd\">]><w:p><w:t>&a;&b;calm</w:t></w:p>";
        assert_eq!((walk.part(bomb), walk.finish()), (Ok(()), vec!["calm\n".to_owned()]));

        let mut walk = Walk::default();
        assert_eq!(walk.part("<w:p><w:t>begun</w:t></w:p><w:p><w:t>cut"), Err(Fault::Damaged));
        assert_eq!(walk.finish(), ["begun\ncut"]);
    }
}
