//! Where the words of a text are. ICU finds them in scripts that set them apart; a run of a script that does not (and of Korean, whose
//! particles cling to their words) is given as its units, to be indexed in overlapping pairs. Nothing is folded here: pieces are byte ranges
//! of the text, in order, on character boundaries.

use crate::domain::fold::{is_apostrophe, is_invisible, is_mark};
use icu_segmenter::{WordSegmenter, WordSegmenterBorrowed};
use std::ops::{ControlFlow, Range};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    Word(Range<usize>),
    /// Letters with their marks, each a unit; never empty.
    Run(Vec<Range<usize>>),
}

/// Dictionaries and models are not needed: their scripts are taken as runs.
static SEGMENTER: WordSegmenterBorrowed<'static> =
    WordSegmenter::new_for_non_complex_scripts(icu_segmenter::options::WordBreakInvariantOptions::default());

/// Longer words are data, not language: the rest is cut off.
const MAX_WORD_BYTES: usize = 120;

/// French, Italian and Catalan words that lose their vowel before another.
const ELIDED: &[&str] = &[
    "l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "quelqu", "presqu", "dell", "all", "nell", "sull",
    "dall", "coll", "un", "quest", "quell", "sant", "gl",
];

/// Gives every piece to `sink`, until it breaks.
pub fn pieces(text: &str, sink: &mut dyn FnMut(Piece) -> ControlFlow<()>) -> ControlFlow<()> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at].is_ascii_whitespace() {
            at += 1;
            continue;
        }
        let end = bytes[at..].iter().position(u8::is_ascii_whitespace).map_or(bytes.len(), |length| at + length);
        let stretch = &text[at..end];
        if stretch.is_ascii() {
            refine(stretch, at, sink)?;
        } else {
            mixed(stretch, at, sink)?;
        }
        at = end;
    }
    ControlFlow::Continue(())
}

/// A stretch with letters beyond ASCII: runs are taken out, ICU has the rest.
fn mixed(text: &str, offset: usize, sink: &mut dyn FnMut(Piece) -> ControlFlow<()>) -> ControlFlow<()> {
    let mut plain_from = 0;
    let mut units: Vec<Range<usize>> = Vec::new();
    for (at, c) in text.char_indices() {
        let after = at + c.len_utf8();
        if let Some(unit) = units.last_mut()
            && (is_mark(c) || is_invisible(c) || is_trailing_jamo(c))
        {
            unit.end = offset + after;
            plain_from = after;
        } else if is_of_a_run(c) {
            if units.is_empty() {
                segment(text, plain_from..at, offset, sink)?;
            }
            units.push(offset + at..offset + after);
            plain_from = after;
        } else if !units.is_empty() {
            sink(Piece::Run(std::mem::take(&mut units)))?;
        }
    }
    if !units.is_empty() {
        sink(Piece::Run(units))?;
    }
    segment(text, plain_from..text.len(), offset, sink)
}

fn segment(text: &str, part: Range<usize>, offset: usize, sink: &mut dyn FnMut(Piece) -> ControlFlow<()>) -> ControlFlow<()> {
    let offset = offset + part.start;
    let part = &text[part];
    if part.is_ascii() {
        return refine(part, offset, sink);
    }
    let mut from = 0;
    for to in SEGMENTER.segment_str(part) {
        // ICU's own mark of what is a word fails where a word ends in a combining mark and punctuation follows (`नहीं।`, a decomposed `café,`):
        // those would be lost. Whether there is a letter or a digit is asked in `word`.
        if to > from {
            refine(&part[from..to], offset + from, sink)?;
        }
        from = to;
    }
    ControlFlow::Continue(())
}

/// Splits what Unicode joins and readers do not (`file_name`, `example.org`, `l'été`), and keeps `don't`, `3.14` and `U.S.A` whole. On ASCII
/// text it is all there is to do: it parts words wherever ICU does.
fn refine(text: &str, offset: usize, sink: &mut dyn FnMut(Piece) -> ControlFlow<()>) -> ControlFlow<()> {
    let mut start: Option<usize> = None;
    let mut chars = text.char_indices().peekable();
    let mut before = ' ';
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map_or(' ', |&(_, next)| next);
        if is_of_a_word(c) {
            start.get_or_insert(at);
        } else if let Some(from) = start {
            let joins = (is_apostrophe(c) && before.is_alphabetic() && next.is_alphabetic())
                || (c == '.' && before.is_numeric() && next.is_numeric())
                || (c == '.' && next.is_alphabetic() && is_initial(&text[from..at]) && is_initial_ahead(&text[at + 1..]));
            if !joins {
                word(text, from..at, offset, sink)?;
                start = None;
            }
        }
        before = c;
    }
    match start {
        Some(from) => word(text, from..text.len(), offset, sink),
        None => ControlFlow::Continue(()),
    }
}

fn word(text: &str, range: Range<usize>, offset: usize, sink: &mut dyn FnMut(Piece) -> ControlFlow<()>) -> ControlFlow<()> {
    let mut range = range;
    if let Some((at, apostrophe)) = text[range.clone()].char_indices().find(|&(_, c)| is_apostrophe(c)) {
        let elided = text[range.start..range.start + at].to_lowercase();
        let rest = range.start + at + apostrophe.len_utf8();
        if ELIDED.contains(&elided.as_str()) && text[rest..range.end].chars().nth(1).is_some() {
            range.start = rest;
        }
    }
    if range.len() > MAX_WORD_BYTES {
        range.end = text.floor_char_boundary(range.start + MAX_WORD_BYTES);
    }
    if !text[range.clone()].contains(char::is_alphanumeric) {
        return ControlFlow::Continue(());
    }
    sink(Piece::Word(offset + range.start..offset + range.end))
}

fn is_of_a_word(c: char) -> bool {
    c.is_alphanumeric() || (!c.is_ascii() && !is_apostrophe(c))
}

/// Whether a word so far is single letters between dots.
fn is_initial(text: &str) -> bool {
    text.split('.').all(|part| part.chars().count() == 1 && part.contains(char::is_alphabetic))
}

fn is_initial_ahead(text: &str) -> bool {
    !text.chars().nth(1).is_some_and(is_of_a_word)
}

fn is_trailing_jamo(c: char) -> bool {
    matches!(c, '\u{1160}'..='\u{11FF}' | '\u{D7B0}'..='\u{D7FF}' | 'ﾞ' | 'ﾟ')
}

/// Letters of Han, kana, Hangul, Thai, Lao, Khmer and Myanmar; not their digits, which stand apart like any number.
fn is_of_a_run(c: char) -> bool {
    matches!(c,
        '\u{0E01}'..='\u{0E3A}' | '\u{0E40}'..='\u{0E4E}' | '\u{0E81}'..='\u{0ECE}' | '\u{0EDC}'..='\u{0EDF}'
        | '\u{1000}'..='\u{103F}' | '\u{1050}'..='\u{108F}' | '\u{109A}'..='\u{109D}' | '\u{A9E0}'..='\u{A9EF}' | '\u{A9FA}'..='\u{A9FE}' | '\u{AA60}'..='\u{AA7F}'
        | '\u{1780}'..='\u{17D3}' | '\u{17D7}' | '\u{17DC}' | '\u{17DD}'
        | '\u{1100}'..='\u{115F}' | '\u{3131}'..='\u{318E}' | '\u{A960}'..='\u{A97C}' | '\u{AC00}'..='\u{D7A3}'
        | '々' | '〇' | '\u{3041}'..='\u{3096}' | '\u{309D}'..='\u{309F}' | '\u{30A1}'..='\u{30FA}' | '\u{30FC}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}' | '\u{FF66}'..='\u{FF9D}'
        | '\u{2E80}'..='\u{2FD5}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFD}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let mut found = Vec::new();
        let _ = pieces(text, &mut |piece| {
            match piece {
                Piece::Word(range) => found.push(text[range].to_owned()),
                Piece::Run(units) => found.push(units.into_iter().map(|unit| &text[unit]).collect::<Vec<_>>().join("|")),
            }
            ControlFlow::Continue(())
        });
        found
    }

    #[test]
    fn words_are_what_readers_take_for_words() {
        assert_eq!(
            words("Peer-led groups: don't wait, U.S.A. 3.14 (example.org, file_name)."),
            ["Peer", "led", "groups", "don't", "wait", "U.S.A", "3.14", "example", "org", "file", "name"]
        );
        assert_eq!(words("L’été d'une qu’elle dell'anno l' 'tis O'Neill"), ["été", "une", "elle", "anno", "l", "tis", "O'Neill"]);
        assert_eq!(words("दोस्तों का सहारा"), ["दोस्तों", "का", "सहारा"]);
        assert_eq!(words("आधा मिनट चुप बैठें। पंखे की आवाज़ सुनें।"), ["आधा", "मिनट", "चुप", "बैठें", "पंखे", "की", "आवाज़", "सुनें"]);
        assert_eq!(words("cafe\u{301}, نَعَمْ، «cafe\u{301}»"), ["cafe\u{301}", "نَعَمْ", "cafe\u{301}"]);
        assert_eq!(words("مجموعة دعم الأقران"), ["مجموعة", "دعم", "الأقران"]);
        assert_eq!(words("ビデオとguide本"), ["ビ|デ|オ|と", "guide", "本"]);
        assert_eq!(words("กลุ่ม 12"), ["ก|ลุ่|ม", "12"]);
        assert_eq!(words("🙂 … «»"), Vec::<String>::new());
    }

    /// The short way for ASCII must part words as ICU does, or a word would be found in one neighborhood and not in another.
    #[test]
    fn the_ascii_way_and_icu_agree() {
        let mut random = fastrand::Rng::with_seed(7);
        let alphabet: Vec<char> = "abcXYZ019 .,;:'_-/()\"".chars().collect();
        for round in 0..3000 {
            let text: String = (0..random.usize(1..24)).map(|_| alphabet[random.usize(..alphabet.len())]).collect();
            let mut by_icu = Vec::new();
            let mut from = 0;
            for (to, kind) in SEGMENTER.segment_str(&text).iter_with_word_type() {
                if kind.is_word_like() {
                    let _ = refine(&text[from..to], from, &mut |piece| {
                        by_icu.push(piece);
                        ControlFlow::Continue(())
                    });
                }
                from = to;
            }
            let mut ours = Vec::new();
            let _ = pieces(&text, &mut |piece| {
                ours.push(piece);
                ControlFlow::Continue(())
            });
            assert_eq!(ours, by_icu, "round {round}: {text:?}");
        }
    }
}
