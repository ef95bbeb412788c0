//! The lists behind `/sections`, `/types`, `/topics`, `/audiences`, `/licenses` and the filters by country, with their labels in English and
//! Spanish. They are the defaults of a fresh library, compiled in: nothing is fetched, and the mapping to other vocabularies (COAR, schema.org,
//! SPDX) stands beside each value. A value is a stable slug, unique in its list; only labels may be reworded. Topics, audiences and licenses are
//! what admins edit: [`in_force`] has them as a library has them.

mod audiences;
mod countries;
pub mod in_force;
mod languages;
mod licenses;
mod sections;
pub mod share_alike;
mod topics;
mod types;

pub use audiences::{AUDIENCES, Audience};
pub use countries::{COUNTRIES, Country};
pub use languages::{LANGUAGES, Language};
pub use licenses::{LICENSES, License};
pub use sections::{SECTIONS, SectionTerm};
pub use topics::{TOPICS, Topic};
pub use types::{ACCESS_RIGHTS, AccessRight, TYPES, Type};

use super::language::LanguageTag;

/// What every entry of a vocabulary has.
pub trait Entry: 'static {
    /// What a sender of an unknown value is told: a sentence that follows the name of the field and says where the values are listed.
    const REFUSAL: &'static str;

    /// The stable slug that stands in data and addresses.
    fn value(&self) -> &'static str;

    /// What people read, in English and in Spanish.
    fn labels(&self) -> (&'static str, &'static str);

    /// The label in a language; English where we have no other.
    fn label(&self, language: &LanguageTag) -> &'static str {
        choose(language, self.labels())
    }
}

/// Of a text in English and Spanish, the one that a reader of this language is best served by.
fn choose(language: &LanguageTag, (english, spanish): (&'static str, &'static str)) -> &'static str {
    if language.primary() == "es" { spanish } else { english }
}

/// What the public reads in the place of the name of a group that does not want to be listed.
pub fn unnamed_member(language: &LanguageTag) -> &'static str {
    choose(language, ("A member of the network", "Un miembro de la red"))
}

/// The entry with this value.
pub fn find<E: Entry>(vocabulary: &'static [E], value: &str) -> Option<&'static E> {
    vocabulary.iter().find(|entry| entry.value() == value)
}

/// The value as the vocabulary spells it, or a refusal that says where the values are listed.
pub fn known<E: Entry>(vocabulary: &'static [E], text: &str) -> Result<String, String> {
    find(vocabulary, text.trim()).map(|entry| entry.value().to_owned()).ok_or_else(|| E::REFUSAL.to_owned())
}

/// What people read for a value; a value that is not in the list (any more) stands for itself.
pub fn label<'v, E: Entry>(vocabulary: &'static [E], value: &'v str, language: &LanguageTag) -> &'v str {
    find(vocabulary, value).map_or(value, |entry| entry.label(language))
}

/// A country in any case, written in its canonical one.
#[expect(clippy::ptr_arg, reason = "it is handed as a function to checks of lists of `String`")]
pub fn country(text: &String) -> Result<String, String> {
    known(COUNTRIES, &text.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::words::Section;
    use std::collections::BTreeSet;

    fn check<E: Entry>(vocabulary: &'static [E], count: usize) {
        let values: BTreeSet<_> = vocabulary.iter().map(Entry::value).collect();
        assert_eq!((values.len(), vocabulary.len()), (count, count));
        for entry in vocabulary {
            let (english, spanish) = entry.labels();
            assert!(!english.trim().is_empty() && !spanish.trim().is_empty(), "{} lacks a label", entry.value());
            assert_eq!(known(vocabulary, entry.value()), Ok(entry.value().to_owned()));
        }
    }

    #[test]
    fn every_list_is_whole_its_values_unique_and_labeled_in_both_languages() {
        check(SECTIONS, 3);
        check(TYPES, 26);
        check(AUDIENCES, 11);
        check(TOPICS, 68);
        check(LICENSES, 12);
        check(ACCESS_RIGHTS, 4);
        check(COUNTRIES, 250);
    }

    #[test]
    fn slugs_can_stand_in_addresses_as_they_are() {
        let values = TYPES.iter().map(|entry| entry.value).chain(TOPICS.iter().map(|entry| entry.value));
        for value in values.chain(AUDIENCES.iter().map(|entry| entry.value)) {
            assert!(value.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'), "{value}");
        }
        assert!(LICENSES.iter().all(|license| license.value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(&byte))));
    }

    #[test]
    fn the_parent_of_a_topic_is_a_topic_at_the_top() {
        for topic in TOPICS {
            if let Some(parent) = topic.parent {
                assert_eq!(find(TOPICS, parent).unwrap().parent, None, "{} stands too deep", topic.value);
            }
        }
        assert_eq!(TOPICS.iter().filter(|topic| topic.parent.is_none()).count(), 9);
        assert_eq!(known(TOPICS, "starting"), Ok("starting".to_owned()));
    }

    #[test]
    fn every_section_of_the_design_has_its_sentence() {
        for section in Section::ALL {
            let entry = find(SECTIONS, section.as_str()).unwrap();
            assert!(entry.sentence_en.ends_with('.') && entry.sentence_es.ends_with('.'));
        }
    }

    #[test]
    fn an_unknown_value_is_refused_with_a_remedy() {
        assert_eq!(known(TYPES, "other").unwrap_err(), "is no type we know; /api/v1/types lists them");
        assert_eq!(known(TOPICS, "STARTING").unwrap_err(), "is no topic we know; /api/v1/topics lists them");
        assert_eq!(known(AUDIENCES, "").unwrap_err(), "is no audience we know; /api/v1/audiences lists them");
        assert!(known(LICENSES, "MIT").unwrap_err().contains("/api/v1/licenses"));
    }

    #[test]
    fn countries_are_read_in_any_case_and_written_in_upper_case() {
        assert_eq!(country(&"mx".to_owned()), Ok("MX".to_owned()));
        assert_eq!(country(&"001".to_owned()), Ok("001".to_owned()));
        for refused in ["", "XX", "MEX", "Mexico", "0", "é"] {
            assert!(country(&refused.to_owned()).is_err(), "{refused:?} was taken for a country");
        }
    }

    #[test]
    fn labels_speak_the_language_of_the_reader_where_we_have_it() {
        let say = |language: &str| label(TYPES, "guide", &LanguageTag::parse(language).unwrap()).to_owned();
        assert_eq!((say("es-MX"), say("sw"), say("en")), ("Guía, manual".to_owned(), say("en"), "Guide, handbook".to_owned()));
        assert_eq!(label(TYPES, "gone", &LanguageTag::english()), "gone");
    }
}
