//! What review needs beside the decision: sentences in several languages, what a ready-made reason is for, and what a reviewer reads.

use super::language::LanguageTag;
use super::metadata::Faults;
use super::text::paragraphs;
use super::words::{ReasonUse, Section, Verdict};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

const MAX_LANGUAGES: usize = 30;

/// One text in several languages, by BCP 47 tag.
#[derive(
    Clone,
    Debug,
    Default,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    ToSchema,
    diesel::expression::AsExpression,
    diesel::deserialize::FromSqlRow,
)]
#[diesel(sql_type = diesel::sql_types::Text)]
#[serde(transparent)]
pub struct Localized(BTreeMap<String, String>);

impl Localized {
    /// Checks every tag and text; faults stand under `field.tag`.
    pub fn check(field: &str, sent: BTreeMap<String, String>, max_chars: usize, faults: &mut Faults) -> Self {
        if sent.len() > MAX_LANGUAGES {
            faults.add(field, format!("has {} languages; at most {MAX_LANGUAGES} fit", sent.len()));
            return Self::default();
        }
        let mut checked = BTreeMap::new();
        for (tag, text) in sent {
            let field = format!("{field}.{tag}");
            let language = faults.take(&field, LanguageTag::parse(&tag));
            let text = faults.take(&field, paragraphs(&text, max_chars));
            if let (Some(language), Some(text)) = (language, text) {
                checked.insert(language.to_string(), text);
            }
        }
        Self(checked)
    }

    /// What serves a reader of this language best: their own, then English, then any.
    pub fn say(&self, language: &LanguageTag) -> Option<&str> {
        let known = [language.as_str(), language.primary(), "en"].into_iter().find_map(|tag| self.0.get(tag));
        known.or_else(|| self.0.values().next()).map(String::as_str)
    }
}

/// What a ready-made reason can be given for.
#[derive(
    Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, diesel::expression::AsExpression, diesel::deserialize::FromSqlRow,
)]
#[diesel(sql_type = diesel::sql_types::Text)]
#[serde(transparent)]
pub struct Uses(pub Vec<ReasonUse>);

impl Uses {
    pub fn is_for(&self, verdict: Verdict) -> bool {
        match verdict {
            Verdict::Approve => false,
            Verdict::RequestChanges => self.0.contains(&ReasonUse::RequestChanges),
            Verdict::Reject => self.0.contains(&ReasonUse::Reject),
        }
    }
}

/// What a reviewer reads. An empty list is everything.
#[derive(
    Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, diesel::expression::AsExpression, diesel::deserialize::FromSqlRow,
)]
#[diesel(sql_type = diesel::sql_types::Text)]
pub struct Reads {
    pub sections: Vec<Section>,
    pub languages: Vec<LanguageTag>,
}

/// Languages of documents that need no reader of one language: undetermined, several, none.
pub const OPEN_LANGUAGES: [&str; 3] = ["und", "mul", "zxx"];

impl Reads {
    pub fn is_everything(&self) -> bool {
        self.sections.is_empty() && self.languages.is_empty()
    }

    /// Whether a document of this section and language is one for this reader. What the submitter left open is for everyone; `pt` reads `pt-BR`.
    pub fn covers(&self, section: Option<Section>, language: Option<&LanguageTag>) -> bool {
        let of_section = self.sections.is_empty() || section.is_none_or(|section| self.sections.contains(&section));
        let reads = |language: &LanguageTag| {
            OPEN_LANGUAGES.contains(&language.primary()) || self.languages.iter().any(|own| own.primary() == language.primary())
        };
        of_section && (self.languages.is_empty() || language.is_none_or(reads))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(text: &str) -> LanguageTag {
        LanguageTag::parse(text).unwrap()
    }

    #[test]
    fn a_sentence_speaks_the_readers_language_then_english_then_any() {
        let texts = |pairs: &[(&str, &str)]| Localized(pairs.iter().map(|(tag, text)| ((*tag).to_owned(), (*text).to_owned())).collect());
        let both = texts(&[("en", "missing"), ("es", "falta")]);
        assert_eq!((both.say(&tag("es-MX")), both.say(&tag("sw"))), (Some("falta"), Some("missing")));
        assert_eq!((texts(&[("fr", "manque")]).say(&tag("en")), Localized::default().say(&tag("en"))), (Some("manque"), None));
    }

    #[test]
    fn who_names_nothing_reads_everything_and_what_was_left_open_is_for_everyone() {
        let spanish = Reads { sections: vec![Section::Learn], languages: vec![tag("es")] };
        assert!(Reads::default().covers(Some(Section::Promote), Some(&tag("ar"))));
        assert!(spanish.covers(Some(Section::Learn), Some(&tag("es-MX"))) && spanish.covers(None, None));
        assert!(spanish.covers(Some(Section::Learn), Some(&tag("mul"))));
        assert!(!spanish.covers(Some(Section::Promote), Some(&tag("es"))) && !spanish.covers(None, Some(&tag("fr"))));
    }
}
