//! The sentences of mail, by key, in the languages we have: files embedded in the binary. Every key stands in every catalogue with the same
//! placeholders (a test compares them), so that a letter is never half translated.

use crate::domain::language::LanguageTag;
use figment::providers::{Format, Toml};
use std::collections::BTreeMap;
use std::sync::LazyLock;

type Sentences = BTreeMap<String, BTreeMap<String, String>>;

static ENGLISH: LazyLock<Sentences> = LazyLock::new(|| read(include_str!("catalogues/en.toml")));
static SPANISH: LazyLock<Sentences> = LazyLock::new(|| read(include_str!("catalogues/es.toml")));

/// The files are part of the program and a test reads them. Were one broken all the same, letters would show keys, and still carry their link.
fn read(toml: &str) -> Sentences {
    Toml::from_str(toml).unwrap_or_default()
}

/// One language's sentences, and its tag.
#[derive(Clone)]
pub struct Catalogue {
    pub language: LanguageTag,
    sentences: &'static Sentences,
}

impl Catalogue {
    /// The catalogue for a reader of this language; English where we have none.
    pub fn of(language: &LanguageTag) -> Self {
        match LanguageTag::parse("es") {
            Ok(spanish) if language.primary() == "es" => Self { language: spanish, sentences: &SPANISH },
            _ => Self { language: LanguageTag::english(), sentences: &ENGLISH },
        }
    }

    pub fn get(&self, section: &str, key: &str) -> Option<&'static str> {
        self.sentences.get(section)?.get(key).map(String::as_str)
    }

    /// A sentence with its placeholders filled in, in one line whatever the values hold.
    pub fn say(&self, section: &str, key: &str, values: &[(&str, &str)]) -> String {
        let template = self.get(section, key).unwrap_or(key);
        one_line(&fill(template, values))
    }
}

/// Puts values where `{name}` stands. One pass: a value that looks like a placeholder stays as it was typed.
fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        match after.split_once('}').and_then(|(name, after)| Some((values.iter().find(|(known, _)| *known == name)?.1, after))) {
            Some((value, after)) => {
                filled.push_str(value);
                rest = after;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled + rest
}

/// Text in which nothing can begin a new line, and so no header and no paragraph that looks like ours.
pub fn one_line(text: &str) -> String {
    let blank = |c: char| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c };
    text.chars().map(blank).collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn entries(sentences: &'static Sentences) -> BTreeMap<(&'static str, &'static str), &'static str> {
        let keyed =
            sentences.iter().flat_map(|(section, keys)| keys.iter().map(move |(key, text)| ((section.as_str(), key.as_str()), text)));
        keyed.map(|(key, text)| (key, text.as_str())).collect()
    }

    fn placeholders(text: &str) -> BTreeSet<&str> {
        text.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name).collect()
    }

    #[test]
    fn every_sentence_is_there_in_both_languages_and_translated() {
        let (english, spanish) = (entries(&ENGLISH), entries(&SPANISH));
        assert!(english.len() > 70, "the English catalogue was not read");
        assert_eq!(english.keys().collect::<Vec<_>>(), spanish.keys().collect::<Vec<_>>());
        for (key, text) in &english {
            assert!(!text.trim().is_empty(), "{key:?} says nothing");
            assert_ne!(*text, spanish[key], "{key:?} is not translated");
        }
    }

    #[test]
    fn a_sentence_takes_the_same_values_in_both_languages() {
        let spanish = entries(&SPANISH);
        for (key, text) in entries(&ENGLISH) {
            assert_eq!(placeholders(text), placeholders(spanish[&key]), "{key:?}");
        }
    }

    #[test]
    fn values_are_filled_in_once_and_stay_in_their_line() {
        assert_eq!(fill("{a} and {b}, {c} {", &[("a", "{b}"), ("b", "two")]), "{b} and two, {c} {");
        assert_eq!(one_line("a\r\nBcc: b\u{2028}\tc "), "a Bcc: b c");
    }

    #[test]
    fn a_language_we_do_not_have_reads_english() {
        let chosen = |tag: &str| Catalogue::of(&LanguageTag::parse(tag).unwrap()).language.to_string();
        assert_eq!((chosen("es-MX"), chosen("sw"), chosen("und")), ("es".to_owned(), "en".to_owned(), "en".to_owned()));
    }
}
