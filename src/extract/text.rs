//! Plain text: which encoding bytes are in, what may leave a reader, and where a long text without pages is cut.
//!
//! Not normalization: composed and decomposed letters stay as they are, since only search needs them equal.

use chardetng::EncodingDetector;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// About a printed page.
const PAGE_CHARS: usize = 3_000;
/// A page that finds no paragraph end is cut at the next best place before this.
const PAGE_CHARS_MAX: usize = 4_000;

/// Turns bytes into text. What the file says of itself (`declared`) counts only where the bytes do not contradict it.
pub fn decode(bytes: &[u8], declared: Option<&'static Encoding>) -> String {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default()).0.into_owned();
    }
    match std::str::from_utf8(bytes) {
        Ok(text) if !text.contains('\u{1b}') => return text.to_owned(),
        Err(error) if error.error_len().is_none() && error.valid_up_to() > 0 && !bytes[..error.valid_up_to()].is_ascii() => {
            // UTF-8 that was cut within a letter.
            return String::from_utf8_lossy(&bytes[..error.valid_up_to()]).into_owned();
        }
        _ => {}
    }
    if let Some(encoding) = utf_16_without_mark(bytes) {
        return encoding.decode_without_bom_handling(bytes).0.into_owned();
    }
    if let Some(encoding) = declared.filter(|encoding| *encoding != UTF_8) {
        let (text, _, broken) = encoding.decode(bytes);
        if !broken {
            return text.into_owned();
        }
    }
    let mut detector = EncodingDetector::new();
    detector.feed(bytes, true);
    let guess = detector.guess(None, true);
    guess.decode_without_bom_handling(bytes).0.into_owned()
}

/// Latin text in UTF-16 has a NUL in every second place, and hardly one in the others.
pub fn utf_16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(4096)];
    let zeros = |parity: usize| head.iter().skip(parity).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, pairs) = (zeros(0), zeros(1), head.len() / 2);
    if pairs < 4 {
        return None;
    }
    match () {
        () if odd * 10 > pairs * 4 && even * 50 < pairs => Some(UTF_16LE),
        () if even * 10 > pairs * 4 && odd * 50 < pairs => Some(UTF_16BE),
        () => None,
    }
}

/// What may leave a reader: no control characters but tab and line feed, no marks of byte order, no more than one empty line in a row.
pub fn clean(text: &str) -> String {
    let mut cleaned = String::with_capacity(text.len());
    let mut empty_lines = 0;
    let text = text.replace("\r\n", "\n");
    for line in text.split(['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}']) {
        let start = cleaned.len();
        cleaned.extend(line.chars().filter(|char| *char == '\t' || !(char.is_control() || is_noncharacter(*char))));
        cleaned.truncate(start + cleaned[start..].trim_end().len());
        if cleaned.len() > start {
            empty_lines = 0;
            cleaned.push('\n');
        } else if !cleaned.is_empty() && empty_lines == 0 {
            empty_lines = 1;
            cleaned.push('\n');
        }
    }
    cleaned.truncate(cleaned.trim_end().len());
    cleaned
}

fn is_noncharacter(char: char) -> bool {
    matches!(char, '\u{feff}' | '\u{fdd0}'..='\u{fdef}') || (char as u32) & 0xfffe == 0xfffe
}

/// A title as one line, or nothing where it only repeats a program's default.
pub fn title(text: &str) -> Option<String> {
    let line: String = clean(text).split_whitespace().collect::<Vec<_>>().join(" ").chars().take(300).collect();
    let lower = line.to_lowercase();
    let is_default = ["untitled", "document", "document1", "microsoft word", "powerpoint presentation", "title", "sin título"]
        .contains(&lower.as_str())
        || lower.starts_with("microsoft word - ");
    (!line.is_empty() && !is_default && line.chars().any(char::is_alphanumeric)).then_some(line)
}

/// Cuts a long text into pages of about 3,000 characters, at the end of a paragraph where one is near.
pub fn paginate(text: &str) -> Vec<&str> {
    let mut pages = Vec::new();
    let mut rest = text.trim_start_matches('\n');
    while !rest.is_empty() {
        let (page, after) = rest.split_at(page_end(rest));
        if !page.trim().is_empty() {
            pages.push(page.trim_matches('\n'));
        }
        rest = after.trim_start_matches('\n');
    }
    pages
}

fn page_end(text: &str) -> usize {
    let Some((most, _)) = text.char_indices().nth(PAGE_CHARS_MAX) else { return text.len() };
    let wanted = text.char_indices().nth(PAGE_CHARS).map_or(most, |(at, _)| at);
    let least = text.char_indices().nth(PAGE_CHARS / 2).map_or(0, |(at, _)| at);
    // The paragraph end closest to the wanted length, else the last line, sentence or word that still fits.
    let before = text[least..wanted].rfind("\n\n").map(|at| least + at);
    let after = text[wanted..most].find("\n\n").map(|at| wanted + at);
    let paragraph = match (before, after) {
        (Some(before), Some(after)) => Some(if wanted - before <= after - wanted { before } else { after }),
        (one, other) => one.or(other),
    };
    let last = |mark: &str| text[least..most].rfind(mark).map(|at| least + at + mark.len());
    paragraph.or_else(|| last("\n")).or_else(|| last(". ")).or_else(|| last("。")).or_else(|| last(" ")).unwrap_or(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_common_encoding_gives_the_same_text() {
        let text = "Grupos de apoyo mutuo: qué son, cómo empiezan y por qué ayudan a quien llega por primera vez. Mañana será otro día.";
        let utf_16 = |bytes: fn(u16) -> [u8; 2], mark: bool| -> Vec<u8> {
            mark.then_some(0xfeff).into_iter().chain(text.encode_utf16()).flat_map(bytes).collect()
        };
        let marked = ["\u{feff}", text].concat();
        for (name, bytes) in [
            ("utf-8", text.as_bytes().to_vec()),
            ("utf-8 with a mark", marked.into_bytes()),
            ("utf-16le", utf_16(u16::to_le_bytes, true)),
            ("utf-16be", utf_16(u16::to_be_bytes, true)),
            ("utf-16le without a mark", utf_16(u16::to_le_bytes, false)),
            ("utf-16be without a mark", utf_16(u16::to_be_bytes, false)),
            ("windows-1252", encoding_rs::WINDOWS_1252.encode(text).0.into_owned()),
        ] {
            assert_eq!(clean(&decode(&bytes, None)), text, "in {name}");
        }
        assert_eq!(decode("mañana".as_bytes().split_last().unwrap().1, None), "mañan");
        assert_eq!(decode(b"caf\xe9", None), "café");
    }

    #[test]
    fn no_control_character_leaves_a_reader() {
        assert_eq!(clean("a\0b\u{7}c\u{1b}[31m\td \r\ne\rf\u{c}\u{feff}g\u{ffff}\n\n\n\nh\n\n"), "abc[31m\td\ne\nf\ng\n\nh");
        assert!((0..=0x9f_u32).filter_map(char::from_u32).all(|char| clean(&char.to_string()).chars().all(|kept| !kept.is_control())));
    }

    #[test]
    fn a_long_text_is_cut_at_paragraphs_and_loses_no_word() {
        let paragraph = "word ".repeat(120);
        let text = clean(&vec![paragraph.as_str(); 40].join("\n\n"));

        let pages = paginate(&text);

        assert!(
            pages.iter().all(|page| (1_500..=4_000).contains(&page.chars().count())),
            "{:?}",
            pages.iter().map(|p| p.len()).collect::<Vec<_>>()
        );
        assert_eq!(pages.concat().matches("word").count(), 120 * 40);
        assert!(pages.iter().all(|page| page.trim_end().ends_with("word")));
        let endless = "字".repeat(10_000);
        assert_eq!(paginate(&endless).concat(), endless);
        assert!(paginate("").is_empty() && paginate("\n\n").is_empty());
    }

    #[test]
    fn a_default_title_is_none() {
        assert_eq!(title(" A  guide\nto groups ").as_deref(), Some("A guide to groups"));
        for default in ["", "untitled", "Microsoft Word - x.doc", "---", "\0"] {
            assert_eq!(title(default), None);
        }
    }
}
