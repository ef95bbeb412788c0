//! What of a text can be found: its words as tokens, the same for documents and for queries. It holds no index and no query; the text that is
//! shown is stored apart. Tokens come in order of position; a stem shares the position of its word.
//!
//! - A word gives its folded form and, where it differs, the stem of its language, tagged: `runs` in English gives `runs` and `en\u{1}run`.
//! - A run of *n* units (letters of a script without spaces) takes *n* positions: a pair at each but the last, and there the last unit alone.
//!   So every unit begins some token, and a search for one letter is a search for what begins with it.

use super::stems::{Stemming, stemming};
use super::words::{Piece, pieces};
use crate::domain::fold::fold;
use crate::domain::language::LanguageTag;
use std::ops::ControlFlow;
use tantivy::tokenizer::{Token as IndexToken, TokenStream, Tokenizer};

/// What is indexed of a piece of text, and where in it that stands (bytes).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub text: String,
    pub position: usize,
    pub from: usize,
    pub to: usize,
}

/// The tokens of a text in a language.
pub fn analyze(text: &str, language: &LanguageTag) -> Vec<Token> {
    tokens(text, stemming(language.primary()))
}

fn tokens(text: &str, language: Option<&Stemming>) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(text.len() / 5);
    let mut position = 0;
    let _ = pieces(text, &mut |piece| {
        match piece {
            Piece::Word(range) => {
                let word = &text[range.clone()];
                let surface = fold(word);
                let stem =
                    language.and_then(|language| language.stem(word).filter(|stem| *stem != surface).map(|stem| language.tagged(&stem)));
                for text in std::iter::once(surface).filter(|surface| !surface.is_empty()).chain(stem) {
                    tokens.push(Token { text, position, from: range.start, to: range.end });
                }
                position += 1;
            }
            Piece::Run(units) => {
                for (at, unit) in units.iter().enumerate() {
                    let end = units.get(at + 1).map_or(unit.end, |next| next.end);
                    tokens.push(Token { text: fold(&text[unit.start..end]), position, from: unit.start, to: end });
                    position += 1;
                }
            }
        }
        ControlFlow::Continue(())
    });
    tokens
}

/// The text of a field as the index writer takes it: with its language, for [`FieldTokenizer`] to read.
pub fn in_language(text: &str, primary: &str) -> String {
    format!("{primary}\u{1}{text}")
}

/// Analysis on the writer's own thread. Tantivy's pre-tokenized strings would do, but it carries them as JSON.
#[derive(Clone)]
pub struct FieldTokenizer;

impl FieldTokenizer {
    pub const NAME: &'static str = "analyzed";
}

impl Tokenizer for FieldTokenizer {
    type TokenStream<'a> = FieldTokens;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> FieldTokens {
        let (primary, text) = text.split_once('\u{1}').unwrap_or(("und", text));
        FieldTokens { rest: tokens_of_anything(text, stemming(primary)).into_iter(), token: IndexToken::default() }
    }
}

/// A text that breaks the analysis is not found by its words, and that is all: a panic here would end the writer's thread, and again at each
/// attempt to index the same document.
fn tokens_of_anything(text: &str, language: Option<&Stemming>) -> Vec<Token> {
    std::panic::catch_unwind(|| tokens(text, language)).unwrap_or_else(|_| {
        tracing::error!(
            bytes = text.len(),
            language = language.map(|language| language.tag),
            "a text could not be analyzed and is not indexed"
        );
        Vec::new()
    })
}

pub struct FieldTokens {
    rest: std::vec::IntoIter<Token>,
    token: IndexToken,
}

impl TokenStream for FieldTokens {
    fn advance(&mut self) -> bool {
        let Some(next) = self.rest.next() else { return false };
        self.token =
            IndexToken { offset_from: next.from, offset_to: next.to, position: next.position, text: next.text, position_length: 1 };
        true
    }

    fn token(&self) -> &IndexToken {
        &self.token
    }

    fn token_mut(&mut self) -> &mut IndexToken {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, language: &str) -> Vec<(usize, String)> {
        let language = LanguageTag::parse(language).unwrap();
        analyze(text, &language).into_iter().map(|token| (token.position, token.text.replace('\u{1}', ":"))).collect()
    }

    fn rows(rows: &[(usize, &str)]) -> Vec<(usize, String)> {
        rows.iter().map(|&(position, text)| (position, text.to_owned())).collect()
    }

    #[test]
    fn a_stem_stands_where_its_word_stands() {
        assert_eq!(shown("Peer groups", "en"), rows(&[(0, "peer"), (1, "groups"), (1, "en:group")]));
        assert_eq!(shown("Peer groups", "und"), rows(&[(0, "peer"), (1, "groups")]));
        assert_eq!(shown("l'amitié", "fr")[0], (0, "amitie".to_owned()));
    }

    #[test]
    fn a_run_gives_pairs_and_its_last_unit() {
        assert_eq!(shown("東京都 本", "ja"), rows(&[(0, "東京"), (1, "京都"), (2, "都"), (3, "本")]));
        assert_eq!(shown("한국어를", "ko"), rows(&[(0, "한국"), (1, "국어"), (2, "어를"), (3, "를")]));
    }

    #[test]
    fn tokens_know_where_they_stand() {
        let text = "«Cafe\u{301}» ทำ";
        for token in analyze(text, &LanguageTag::parse("fr").unwrap()) {
            assert!(!text[token.from..token.to].is_empty());
        }
    }
}
