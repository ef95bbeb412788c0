//! What an organization says of itself to the public, once it is a member: checked field by field. A change names the fields it changes and
//! no others, so that two of them can be laid over each other.

use super::fold;
use super::language::LanguageTag;
use super::metadata::{Faults, check_link};
use super::organization::{MAX_LANGUAGES, MAX_NAME_CHARS, MAX_TEXT_CHARS, folded_name};
use super::text::{line, paragraphs};
use super::vocabularies::{self, in_force::Terms};
use crate::error::FieldError;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

const MAX_TOPICS: usize = 30;

/// ProfileChanges of a profile, as a client sends them. An absent field stays as it is.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProfileInput {
    /// At most 200 characters.
    #[schema(min_length = 1, max_length = 200)]
    pub name: Option<String>,
    /// What it does and for whom: plain text, at most 5,000 characters.
    #[schema(min_length = 1, max_length = 5000)]
    pub summary: Option<String>,
    /// Name and summary in further languages, by BCP 47 tag. Sent, they take the place of all that were there.
    pub translations: Option<BTreeMap<String, ProfileTranslationInput>>,
    /// ISO 3166-1 alpha-2, or `001` for one that works in the whole world.
    #[schema(min_length = 2, max_length = 3)]
    pub country: Option<String>,
    /// An `http` or `https` address; empty: none.
    #[schema(max_length = 2000)]
    pub website: Option<String>,
    /// The languages it works in, by BCP 47 tag.
    #[schema(min_items = 1, max_items = 30)]
    pub languages: Option<Vec<String>>,
    /// Values of `/topics`.
    #[schema(max_items = 30)]
    pub topics: Option<Vec<String>>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProfileTranslationInput {
    /// At most 200 characters; absent: the name is the same in this language.
    #[schema(min_length = 1, max_length = 200)]
    pub name: Option<String>,
    #[schema(min_length = 1, max_length = 5000)]
    pub summary: Option<String>,
}

/// Name and summary in one further language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProfileTranslation {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
}

/// Checked changes. What is `None` stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProfileChanges {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub translations: Option<BTreeMap<String, ProfileTranslation>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Empty: none any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub website: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub languages: Option<Vec<LanguageTag>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topics: Option<Vec<String>>,
    /// SHA-256 of a picture; empty: none any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo: Option<String>,
}

impl ProfileChanges {
    /// The names of the fields that change.
    pub fn fields(&self) -> Vec<&'static str> {
        let there = [
            ("name", self.name.is_some()),
            ("summary", self.summary.is_some()),
            ("translations", self.translations.is_some()),
            ("country", self.country.is_some()),
            ("website", self.website.is_some()),
            ("languages", self.languages.is_some()),
            ("topics", self.topics.is_some()),
            ("logo", self.logo.is_some()),
        ];
        there.iter().filter(|(_, is_there)| *is_there).map(|(name, _)| *name).collect()
    }

    /// These changes, and under them those of an earlier edit that these say nothing of.
    #[must_use]
    pub fn over(self, earlier: Self) -> Self {
        Self {
            name: self.name.or(earlier.name),
            summary: self.summary.or(earlier.summary),
            translations: self.translations.or(earlier.translations),
            country: self.country.or(earlier.country),
            website: self.website.or(earlier.website),
            languages: self.languages.or(earlier.languages),
            topics: self.topics.or(earlier.topics),
            logo: self.logo.or(earlier.logo),
        }
    }
}

impl ProfileInput {
    /// Checks each field that is there and names every fault; the topics against those that the library has.
    pub fn check(self, library: &Terms) -> Result<ProfileChanges, Vec<FieldError>> {
        let mut faults = Faults::default();
        let name = self.name.and_then(|text| faults.take("name", line(&text, MAX_NAME_CHARS).and_then(with_letters)));
        let summary = self.summary.and_then(|text| faults.take("summary", paragraphs(&text, MAX_TEXT_CHARS)));
        let translations = self.translations.map(|sent| check_translations(sent, &mut faults));
        let country = self.country.and_then(|text| faults.take("country", vocabularies::country(&text)));
        let website = self.website.and_then(|text| match text.trim() {
            "" => Some(String::new()),
            text => faults.take("website", check_link(text)),
        });
        let languages = self.languages.map(|sent| match sent.len() {
            0 => {
                faults.add("languages", "must not be empty; name the languages the organization works in, such as en or es");
                Vec::new()
            }
            _ => check_each("languages", &sent, MAX_LANGUAGES, &mut faults, LanguageTag::parse),
        });
        let topics = self.topics.map(|sent| check_each("topics", &sent, MAX_TOPICS, &mut faults, |text| library.known(text)));
        faults.finish(ProfileChanges { name, summary, translations, country, website, languages, topics, logo: None })
    }
}

/// A name that folds to nothing could not be told from another such.
fn with_letters(name: String) -> Result<String, String> {
    if folded_name(&name).is_empty() { Err("must not be empty".to_owned()) } else { Ok(name) }
}

fn check_each<T: PartialEq>(
    field: &str,
    sent: &[String],
    most: usize,
    faults: &mut Faults,
    check: impl Fn(&str) -> Result<T, String>,
) -> Vec<T> {
    if sent.len() > most {
        faults.add(field, format!("has {} values; at most {most} fit", sent.len()));
        return Vec::new();
    }
    let mut checked = Vec::new();
    for (place, text) in sent.iter().enumerate() {
        if let Some(value) = faults.take(format!("{field}[{place}]"), check(text))
            && !checked.contains(&value)
        {
            checked.push(value);
        }
    }
    checked
}

fn check_translations(sent: BTreeMap<String, ProfileTranslationInput>, faults: &mut Faults) -> BTreeMap<String, ProfileTranslation> {
    let mut checked = BTreeMap::new();
    if sent.len() > MAX_LANGUAGES {
        faults.add("translations", format!("has {} languages; at most {MAX_LANGUAGES} fit", sent.len()));
        return checked;
    }
    for (tag, ProfileTranslationInput { name, summary }) in sent {
        let field = format!("translations.{tag}");
        let language = faults.take(&field, LanguageTag::parse(&tag));
        let name = name.and_then(|text| faults.take(format!("{field}.name"), line(&text, MAX_NAME_CHARS)));
        let summary = summary.and_then(|text| faults.take(format!("{field}.summary"), paragraphs(&text, MAX_TEXT_CHARS)));
        if let Some(language) = language
            && (name.is_some() || summary.is_some())
        {
            checked.insert(language.to_string(), ProfileTranslation { name, summary });
        }
    }
    checked
}

/// What the directory finds an organization by, and orders it by.
#[derive(Debug, PartialEq, Eq)]
pub struct Findable {
    pub sort_name: String,
    /// Each word once, a space before and behind it.
    pub words: String,
}

impl Findable {
    pub fn of<'a>(name: &'a str, others: impl Iterator<Item = &'a str>) -> Self {
        let sort_name = fold::title_key(name);
        let all: Vec<String> = std::iter::once(name).chain(others).map(fold::words).collect();
        let mut words: Vec<&str> = all.iter().flat_map(|text| text.split(' ')).filter(|word| !word.is_empty()).collect();
        words.sort_unstable();
        words.dedup();
        Self { sort_name, words: format!(" {} ", words.join(" ")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::vocabularies::in_force::Vocabularies;
    use serde_json::json;

    fn check(input: serde_json::Value) -> Result<ProfileChanges, String> {
        let input: ProfileInput = serde_json::from_value(input).unwrap();
        input
            .check(&Vocabularies::shipped().topics)
            .map_err(|faults| faults.iter().map(|fault| format!("{} {}\n", fault.field, fault.message)).collect())
    }

    #[test]
    fn only_what_was_sent_changes() {
        let changes = check(json!({"name": " Casa  Abierta ", "website": "", "translations": {"EN": {"name": "Open House"}}})).unwrap();

        assert_eq!(changes.fields(), ["name", "translations", "website"]);
        assert_eq!((changes.name.as_deref(), changes.website.as_deref()), (Some("Casa Abierta"), Some("")));
        assert_eq!(changes.translations.unwrap()["en"].name.as_deref(), Some("Open House"));
    }

    #[test]
    fn every_fault_is_named_at_its_field() {
        let bad = json!({
            "name": "\u{200b}", "summary": "a\u{0}b", "translations": {"es": {"name": ""}, "??": {}}, "country": "XX", "website": "ftp://x.example",
            "languages": [], "topics": ["facilitation", "fishing"],
        });
        insta::assert_snapshot!(check(bad).unwrap_err(), @"
        name must not be empty
        summary holds the control character U+0000; please remove it
        translations.?? must be a BCP 47 language tag, such as en, es, pt-BR or und (undetermined)
        translations.es.name must not be empty
        country must be a country by its two letters (ISO 3166-1), such as MX or KE, or 001 for the world
        website must be a web address that begins with https:// or http://
        languages must not be empty; name the languages the organization works in, such as en or es
        topics[1] is no topic we know; /api/v1/topics lists them
        ");
    }

    #[test]
    fn a_later_edit_lies_over_an_earlier_one() {
        let (earlier, later) = (check(json!({"name": "A", "country": "MX"})).unwrap(), check(json!({"name": "B"})).unwrap());
        let both = later.over(earlier);
        assert_eq!((both.name.as_deref(), both.country.as_deref()), (Some("B"), Some("MX")));
    }

    #[test]
    fn an_organization_is_found_by_folded_words_of_all_its_names() {
        let findable = Findable::of("Ágora — Casa Abierta", ["Open House", "casa"].into_iter());
        assert_eq!((findable.sort_name.as_str(), findable.words.as_str()), ("agora casa abierta", " abierta agora casa house open "));
    }
}
