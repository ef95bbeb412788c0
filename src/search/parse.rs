//! What a visitor typed, as clauses. There is no syntax to get wrong: quotes that do not close and signs that mean nothing are skipped, and
//! what remains are words. It knows no fields and no index.

use super::stems::Stemming;
use super::words::{Piece, pieces};
use crate::domain::fold::{fold, is_invisible};
use icu_properties::CodePointMapData;
use icu_properties::props::{GeneralCategory, GeneralCategoryGroup};
use std::ops::{ControlFlow, Range};

/// Words (and units of runs) beyond this many are not looked at.
pub const MAX_WORDS: usize = 64;
/// Nobody types more; what comes after is not read.
const MAX_BYTES: usize = 16_384;

/// What must be, or must not be, in a document.
#[derive(Debug, PartialEq, Eq)]
pub struct Clause {
    pub excluded: bool,
    /// In quotes: these words, in this order, in these forms.
    pub quoted: bool,
    pub needles: Vec<Needle>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Needle {
    Word(Word),
    /// Folded units of a script without spaces, to be found side by side.
    Run(Vec<String>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    pub surface: String,
    /// Tag of a language, and the stem of the word in it.
    pub stems: Vec<(&'static str, String)>,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Parsed {
    /// Nothing typed, or nothing but punctuation: the visitor looks at everything.
    All,
    /// Something was meant, such as a lone emoji, that no document can have as a word.
    Nothing,
    Clauses(Vec<Clause>),
}

/// Reads a query; `languages` are those whose stems are tried.
pub fn parse(text: &str, languages: &[&'static Stemming]) -> Parsed {
    let text = &text[..text.floor_char_boundary(MAX_BYTES)];
    let mut clauses = Vec::new();
    let mut left = MAX_WORDS;
    for part in parts(text) {
        let mut needles = needles(&text[part.range], if part.quoted { &[] } else { languages });
        needles.retain_mut(|needle| take(needle, &mut left));
        if part.quoted && !needles.is_empty() {
            clauses.push(Clause { excluded: part.excluded, quoted: true, needles });
        } else {
            clauses.extend(needles.into_iter().map(|needle| Clause { excluded: part.excluded, quoted: false, needles: vec![needle] }));
        }
    }
    if !clauses.is_empty() {
        Parsed::Clauses(clauses)
    } else if text.chars().all(means_nothing) {
        Parsed::All
    } else {
        Parsed::Nothing
    }
}

/// Space, control characters and punctuation of any script.
fn means_nothing(c: char) -> bool {
    c.is_ascii()
        || c.is_whitespace()
        || c.is_control()
        || is_invisible(c)
        || GeneralCategoryGroup::Punctuation.contains(CodePointMapData::<GeneralCategory>::new().get(c))
}

/// Counts a needle against what is left, and shortens a run that does not fit.
fn take(needle: &mut Needle, left: &mut usize) -> bool {
    if *left == 0 {
        return false;
    }
    if let Needle::Run(units) = needle {
        units.truncate(*left);
        *left -= units.len();
    } else {
        *left -= 1;
    }
    true
}

/// The words of a text, each with its stems.
pub fn needles(text: &str, languages: &[&'static Stemming]) -> Vec<Needle> {
    let mut needles = Vec::new();
    let _ = pieces(text, &mut |piece| {
        match piece {
            Piece::Word(range) => {
                let word = &text[range];
                let surface = fold(word);
                if !surface.is_empty() {
                    let stems = languages.iter().filter_map(|language| Some((language.tag, language.stem(word)?))).collect();
                    needles.push(Needle::Word(Word { surface, stems }));
                }
            }
            Piece::Run(units) => needles.push(Needle::Run(units.into_iter().map(|unit| fold(&text[unit])).collect())),
        }
        if needles.len() > MAX_WORDS { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    needles
}

struct Part {
    range: Range<usize>,
    excluded: bool,
    quoted: bool,
}

/// Cuts a query at white space and quotes.
fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        if c.is_whitespace() || c.is_control() {
            at += c.len_utf8();
            continue;
        }
        let excluded =
            matches!(c, '-' | '−') && text[at + c.len_utf8()..].chars().next().is_some_and(|next| is_quote(next) || next.is_alphanumeric());
        if excluded {
            at += c.len_utf8();
        }
        let quote = text[at..].chars().next().filter(|&c| is_quote(c));
        if let Some(quote) = quote {
            let inside = at + quote.len_utf8();
            // A quote without its partner is only a sign.
            match text[inside..].char_indices().find(|&(_, c)| is_quote(c)) {
                Some((length, closing)) => {
                    parts.push(Part { range: inside..inside + length, excluded, quoted: true });
                    at = inside + length + closing.len_utf8();
                }
                None => at = inside,
            }
            continue;
        }
        let end = text[at..].find(|c: char| c.is_whitespace() || c.is_control() || is_quote(c)).map_or(text.len(), |length| at + length);
        parts.push(Part { range: at..end, excluded, quoted: false });
        at = end;
    }
    parts
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»' | '「' | '」' | '＂')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        match parse(text, &[]) {
            Parsed::Clauses(clauses) => clauses.iter().map(clause).collect::<Vec<_>>().join(" "),
            other => format!("{other:?}"),
        }
    }

    fn clause(clause: &Clause) -> String {
        let needles = clause.needles.iter().map(|needle| match needle {
            Needle::Word(word) => word.surface.clone(),
            Needle::Run(units) => units.concat(),
        });
        let words = needles.collect::<Vec<_>>().join(" ");
        let words = if clause.quoted { format!("[{words}]") } else { words };
        if clause.excluded { format!("-{words}") } else { words }
    }

    #[test]
    fn words_phrases_and_exclusions_are_read() {
        assert_eq!(shown("Peer-led  groups"), "peer led groups");
        assert_eq!(shown("\"peer support\" -training"), "[peer support] -training");
        assert_eq!(shown("-“peer support” «casa abierta»"), "-[peer support] [casa abierta]");
        assert_eq!(shown("group - guide --x"), "group guide x");
        assert_eq!(shown("title:guide AND (x*"), "title guide and x");
        assert_eq!(shown("a\0b"), "a b");
    }

    #[test]
    fn what_is_not_a_word_is_no_error() {
        for (text, expected) in
            [("", "All"), ("  \t", "All"), ("\"", "All"), ("((((", "All"), ("*", "All"), ("\0", "All"), ("¿…?", "All"), ("🙂", "Nothing")]
        {
            assert_eq!(shown(text), expected);
        }
        assert_eq!(shown("\"lone quote"), "lone quote");
    }

    #[test]
    fn a_long_query_is_cut() {
        let text = (0..5000).map(|n| format!("word{n}")).collect::<Vec<_>>().join(" ");
        let Parsed::Clauses(clauses) = parse(&text, &[]) else { panic!("no words") };
        assert_eq!(clauses.len(), MAX_WORDS);
        let Parsed::Clauses(clauses) = parse(&"水".repeat(10_000), &[]) else { panic!("no words") };
        assert!(matches!(&clauses[0].needles[0], Needle::Run(units) if units.len() == MAX_WORDS));
    }
}
