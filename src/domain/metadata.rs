//! What is said of a document: typed by its submitter, checked field by field, and complete only when it is submitted.

use super::fields::FIELDS;
use super::ids::ResourceId;
use super::language::LanguageTag;
use super::requirements;
use super::text::{line, paragraphs};
use super::time::Timestamp;
use super::vocabularies::{self, in_force::Vocabularies};
use super::words::{PeopleShown, RelationChange, RelationKind, Rights, Section};
use crate::error::FieldError;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

pub const MAX_TITLE_CHARS: usize = 300;
pub const MAX_SUMMARY_CHARS: usize = 5_000;
/// An embargo may end at most this long from now.
pub const MAX_EMBARGO_DAYS: i64 = 731;
const MAX_NAME_CHARS: usize = 200;
const MAX_NOTE_CHARS: usize = 500;
const MAX_VALUES: usize = 30;

/// Metadata as a client sends it. Every field may be absent in a draft; `to submit` names those that must be there then.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MetadataInput {
    /// At most 300 characters. To submit: required.
    #[schema(min_length = 1, max_length = 300)]
    pub title: Option<String>,
    /// Plain text, at most 5,000 characters. To submit: required.
    #[schema(min_length = 1, max_length = 5000)]
    pub summary: Option<String>,
    #[schema(value_type = Option<Section>)]
    pub section: Option<String>,
    /// A value of `/types`. To submit: required.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// BCP 47. To submit: required.
    #[schema(min_length = 2, max_length = 35)]
    pub language: Option<String>,
    /// Values of `/topics`.
    #[schema(max_items = 30)]
    pub topics: Option<Vec<String>>,
    /// Values of `/audiences`.
    #[schema(max_items = 30)]
    pub audiences: Option<Vec<String>>,
    /// Names of persons.
    #[schema(max_items = 30)]
    pub authors: Option<Vec<String>>,
    /// The organization that wrote it, where that is not the one that shares it.
    #[schema(min_length = 1, max_length = 200)]
    pub author_organization: Option<String>,
    /// When it was first issued: 1800 to next year.
    #[schema(minimum = 1800)]
    pub year: Option<i32>,
    /// What it was made for or is about: ISO 3166-1 alpha-2, or `001` for the world.
    #[schema(max_items = 30)]
    pub countries: Option<Vec<String>>,
    /// A value of `/licenses` (SPDX where one exists). To submit: required. What is made of another organization's work that is to be shared alike
    /// carries the license of that work, in this or a later version, unless `rights` is `permission`.
    pub license: Option<String>,
    /// An `http` or `https` address.
    #[schema(format = "uri", max_length = 2000)]
    pub link_url: Option<String>,
    /// The resource that this is a new edition of.
    pub resource_id: Option<ResourceId>,
    #[schema(max_items = 30)]
    pub relations: Option<Vec<RelationInput>>,
    /// `ours`, `permission` or `link_only`. To submit: required.
    #[schema(value_type = Option<Rights>)]
    pub rights: Option<String>,
    /// `none`, `all_agreed` or `guardians_agreed`. To submit: required.
    #[schema(value_type = Option<PeopleShown>)]
    pub people_shown: Option<String>,
    /// The version of the terms that the submitter accepted. Absent: handing it in accepts the current one. An old one is refused.
    #[schema(min_length = 1, max_length = 40)]
    pub terms_version: Option<String>,
    /// Title and summary in further languages, by BCP 47 tag.
    pub translations: Option<BTreeMap<String, TranslationInput>>,
    /// Not public before this time (RFC 3339), even when approved: a time to come, at most two years ahead.
    pub embargo_until: Option<Timestamp>,
    /// What is new in this edition, in a sentence: it is shown in the public list of editions. At most 500 characters.
    #[schema(min_length = 1, max_length = 500)]
    pub change_note: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RelationInput {
    #[schema(value_type = RelationKind)]
    pub kind: String,
    /// The resource at the other end.
    pub resource_id: ResourceId,
    /// Of a translation or an adaptation: what it changed.
    #[schema(value_type = Option<Vec<RelationChange>>, max_items = 4)]
    pub changed: Option<Vec<String>>,
    /// What it changed, in a sentence or two; shown at both ends. At most 500 characters.
    #[schema(min_length = 1, max_length = 500)]
    pub note: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TranslationInput {
    #[schema(min_length = 1, max_length = 300)]
    pub title: String,
    #[schema(min_length = 1, max_length = 5000)]
    pub summary: Option<String>,
}

/// Checked metadata of a submission or an edition. What is here is well formed; whether enough is here is [`Metadata::missing`].
#[derive(
    Debug,
    Clone,
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
pub struct Metadata {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section: Option<Section>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<LanguageTag>,
    #[serde(default)]
    pub topics: Vec<String>,
    #[serde(default)]
    pub audiences: Vec<String>,
    #[serde(default)]
    pub authors: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author_organization: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year: Option<i32>,
    #[serde(default)]
    pub countries: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub license: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link_url: Option<String>,
    #[serde(default)]
    pub relations: Vec<Relation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rights: Option<Rights>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub people_shown: Option<PeopleShown>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub terms_version: Option<String>,
    #[serde(default)]
    pub translations: BTreeMap<String, Translation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub embargo_until: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change_note: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Relation {
    pub kind: RelationKind,
    pub resource_id: ResourceId,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub changed: Vec<RelationChange>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Relation {
    /// Whether it says that this is made of the other work: then that one's license has a word in it.
    pub fn is_derivation(&self) -> bool {
        matches!(self.kind, RelationKind::TranslationOf | RelationKind::AdaptationOf)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Translation {
    pub title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
}

/// Collects the faults of an input, so that one answer names them all.
#[derive(Default)]
pub struct Faults(Vec<FieldError>);

impl Faults {
    /// Keeps the value, or notes the fault under the name of its field.
    pub fn take<T>(&mut self, field: impl Into<String>, checked: Result<T, String>) -> Option<T> {
        match checked {
            Ok(value) => Some(value),
            Err(message) => {
                self.0.push(FieldError::new(field, message));
                None
            }
        }
    }

    pub fn add(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.0.push(FieldError::new(field, message));
    }

    pub fn finish<T>(self, value: T) -> Result<T, Vec<FieldError>> {
        if self.0.is_empty() { Ok(value) } else { Err(self.0) }
    }
}

impl MetadataInput {
    /// Checks each field that is there, against the vocabularies as they are shipped.
    pub fn check(self, this_year: i32) -> Result<Metadata, Vec<FieldError>> {
        self.check_with(&Vocabularies::shipped(), this_year)
    }

    /// Checks each field that is there. `this_year` bounds `year`.
    pub fn check_with(self, library: &Vocabularies, this_year: i32) -> Result<Metadata, Vec<FieldError>> {
        let mut faults = Faults::default();
        let mut each = Each(&mut faults);
        let metadata = Metadata {
            title: each.one("title", self.title, |text| line(text, MAX_TITLE_CHARS)),
            summary: each.one("summary", self.summary, |text| paragraphs(text, MAX_SUMMARY_CHARS)),
            section: each.one("section", self.section, |text| text.parse()),
            kind: each.one("type", self.kind, |text| vocabularies::known(vocabularies::TYPES, text)),
            language: each.one("language", self.language, |text| text.parse()),
            topics: each.many("topics", self.topics, |text| library.topics.known(text)),
            audiences: each.many("audiences", self.audiences, |text| library.audiences.known(text)),
            authors: each.many("authors", self.authors, |text| line(text, MAX_NAME_CHARS)),
            author_organization: each.one("author_organization", self.author_organization, |text| line(text, MAX_NAME_CHARS)),
            year: each.one("year", self.year, |&year| check_year(year, this_year)),
            countries: each.many("countries", self.countries, vocabularies::country),
            license: each.one("license", self.license, |text| library.licenses.known(text)),
            link_url: each.one("link_url", self.link_url, |text| check_link(text)),
            relations: one_of_a_kind(each.many("relations", self.relations, check_relation)),
            rights: each.one("rights", self.rights, |text| text.parse()),
            people_shown: each.one("people_shown", self.people_shown, |text| text.parse()),
            terms_version: each.one("terms_version", self.terms_version, |text| line(text, 40)),
            translations: check_translations(self.translations.unwrap_or_default(), each.0),
            embargo_until: self.embargo_until,
            change_note: each.one("change_note", self.change_note, |text| line(text, MAX_NOTE_CHARS)),
        };
        faults.finish(metadata)
    }
}

/// Runs one check over a field that may be absent, or over each value of a list.
struct Each<'a>(&'a mut Faults);

impl Each<'_> {
    fn one<I, T>(&mut self, field: &str, value: Option<I>, check: impl Fn(&I) -> Result<T, String>) -> Option<T> {
        value.and_then(|value| self.0.take(field, check(&value)))
    }

    fn many<I, T: PartialEq>(&mut self, field: &str, values: Option<Vec<I>>, check: impl Fn(&I) -> Result<T, String>) -> Vec<T> {
        let values = values.unwrap_or_default();
        if values.len() > MAX_VALUES {
            self.0.add(field, format!("has {} values; at most {MAX_VALUES} fit", values.len()));
            return Vec::new();
        }
        let mut checked = Vec::new();
        for (place, value) in values.iter().enumerate() {
            if let Some(value) = self.0.take(format!("{field}[{place}]"), check(value))
                && !checked.contains(&value)
            {
                checked.push(value);
            }
        }
        checked
    }
}

fn check_year(year: i32, this_year: i32) -> Result<i32, String> {
    if (1800..=this_year + 1).contains(&year) { Ok(year) } else { Err(format!("must be a year from 1800 to {}", this_year + 1)) }
}

fn check_relation(sent: &RelationInput) -> Result<Relation, String> {
    let mut changed: Vec<RelationChange> = Vec::new();
    for word in sent.changed.iter().flatten() {
        let word = word.parse().map_err(|fault: String| format!("changed: {word:?} {fault}"))?;
        if !changed.contains(&word) {
            changed.push(word);
        }
    }
    let note = sent.note.as_ref().map(|text| line(text, MAX_NOTE_CHARS)).transpose().map_err(|fault| format!("note: {fault}"))?;
    let relation = Relation { kind: sent.kind.parse()?, resource_id: sent.resource_id, changed, note };
    if !relation.changed.is_empty() && !relation.is_derivation() {
        return Err("says what was changed, as only translation_of and adaptation_of do; leave changed out".to_owned());
    }
    Ok(relation)
}

/// One work has one relation of a kind to another; the first that is named counts.
fn one_of_a_kind(relations: Vec<Relation>) -> Vec<Relation> {
    let mut kept: Vec<Relation> = Vec::new();
    for relation in relations {
        if !kept.iter().any(|other| (other.kind, other.resource_id) == (relation.kind, relation.resource_id)) {
            kept.push(relation);
        }
    }
    kept
}

/// Whether an embargo may end then, seen from now.
pub fn check_embargo(until: Timestamp, now: Timestamp) -> Result<(), FieldError> {
    let refused = |message: &str| Err(FieldError::new("embargo_until", message));
    if until <= now {
        return refused("has passed already; name a time to come, or leave it out to publish as soon as it is approved");
    }
    if until > now.plus_days(MAX_EMBARGO_DAYS) {
        return refused("is more than two years ahead; name a nearer time, or hand it in later");
    }
    Ok(())
}

/// An absolute web address, as typed but without white space around it.
pub fn check_link(text: &str) -> Result<String, String> {
    let refused = || "must be a web address that begins with https:// or http://".to_owned();
    let address = url::Url::parse(text.trim()).map_err(|_| refused())?;
    if !matches!(address.scheme(), "http" | "https")
        || address.host_str().is_none_or(str::is_empty)
        || !address.username().is_empty()
        || text.len() > 2_000
        // An address would hide them as %00 and the like; nobody types them.
        || text.trim().chars().any(char::is_control)
    {
        return Err(refused());
    }
    Ok(address.into())
}

fn check_translations(sent: BTreeMap<String, TranslationInput>, faults: &mut Faults) -> BTreeMap<String, Translation> {
    let mut checked = BTreeMap::new();
    if sent.len() > MAX_VALUES {
        faults.add("translations", format!("has {} languages; at most {MAX_VALUES} fit", sent.len()));
        return checked;
    }
    for (tag, translation) in sent {
        let field = format!("translations.{tag}");
        let language = faults.take(&field, LanguageTag::parse(&tag));
        let title = faults.take(format!("{field}.title"), line(&translation.title, MAX_TITLE_CHARS));
        let summary = translation.summary.and_then(|text| faults.take(format!("{field}.summary"), paragraphs(&text, MAX_SUMMARY_CHARS)));
        if let (Some(language), Some(title)) = (language, title) {
            checked.insert(language.to_string(), Translation { title, summary });
        }
    }
    checked
}

impl Metadata {
    /// What is still to be said before it can be submitted, named field by field.
    pub fn missing(&self, has_files: bool) -> Vec<FieldError> {
        let mut missing = Vec::new();
        let mut require = |is_there: bool, field: &str, remedy: &str| {
            if !is_there {
                missing.push(FieldError::new(field, remedy));
            }
        };
        require(self.title.is_some(), "title", "is missing; give it the title that stands on the document");
        require(self.summary.is_some(), "summary", "is missing; say in two or three sentences what it is and whom it helps");
        require(self.kind.is_some(), "type", "is missing; choose one of /types");
        require(self.language.is_some(), "language", "is missing; name the language it is written in, such as en or es");
        require(self.license.is_some(), "license", "is missing; choose one of /licenses");
        require(self.rights.is_some(), "rights", "is missing; say ours, permission or link_only");
        require(self.people_shown.is_some(), "people_shown", "is missing; say none, all_agreed or guardians_agreed");
        require(has_files || self.link_url.is_some(), "files", "are missing; add a file, or a link in link_url");
        require(
            self.rights != Some(Rights::LinkOnly) || !has_files,
            "rights",
            "is link_only, but there are files; remove them or say whose they are",
        );
        let not_stated = self.license.as_deref() == Some("LicenseRef-not-stated");
        require(!not_stated || !has_files, "license", "must be stated where there are files; LicenseRef-not-stated is for links only");
        for wanted in requirements::of_type(self.kind.as_deref().unwrap_or_default()) {
            let is_there = self.says(wanted.field) || wanted.or.is_some_and(|other| self.says(other));
            require(is_there, wanted.field, &format!("is missing; {}", wanted.why.english()));
        }
        missing
    }

    /// Whether anything is said in a field that some types require.
    fn says(&self, field: &str) -> bool {
        match field {
            "authors" => !self.authors.is_empty(),
            "author_organization" => self.author_organization.is_some(),
            "year" => self.year.is_some(),
            "audiences" => !self.audiences.is_empty(),
            "link_url" => self.link_url.is_some(),
            // A field that the table names and this match does not would never be satisfied: the test below finds it.
            _ => false,
        }
    }

    /// The names of the fields in which two differ, and that people read. Its acceptance of the terms and the note on the change are no content.
    pub fn differing(&self, other: &Self) -> Vec<&'static str> {
        let json = |metadata: &Self| serde_json::to_value(metadata).unwrap_or_default();
        let (one, two) = (json(self), json(other));
        FIELDS.iter().map(|field| field.name).filter(|name| one.get(name) != two.get(name)).collect()
    }

    /// The title, or the words that stand for it while there is none.
    pub fn title_or_placeholder(&self) -> &str {
        self.title.as_deref().unwrap_or("(untitled)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::requirements::REQUIREMENTS;

    #[test]
    fn each_type_is_refused_without_what_it_needs_and_taken_with_it() {
        for requirement in REQUIREMENTS {
            for kind in requirement.types {
                for field in [Some(requirement.field), requirement.or].into_iter().flatten() {
                    let mut metadata = Metadata { kind: Some((*kind).to_owned()), ..Metadata::default() };
                    let is_missing = |metadata: &Metadata| metadata.missing(true).iter().any(|fault| fault.field == requirement.field);
                    assert!(is_missing(&metadata), "{kind} without {field}");
                    match field {
                        "authors" => metadata.authors = vec!["Rosa Luz".to_owned()],
                        "author_organization" => metadata.author_organization = Some("Casa Abierta".to_owned()),
                        "year" => metadata.year = Some(2024),
                        "audiences" => metadata.audiences = vec!["trainers".to_owned()],
                        "link_url" => metadata.link_url = Some("https://example.org/".to_owned()),
                        other => panic!("{other} is required and can't be given here"),
                    }
                    assert!(!is_missing(&metadata), "{kind} with {field}");
                }
            }
        }
    }

    #[test]
    fn an_embargo_lies_ahead_and_not_too_far() {
        let now = Timestamp::parse("2026-11-22T12:00:00Z").unwrap();
        for (days, is_taken) in [(-1, false), (0, false), (1, true), (730, true), (732, false)] {
            assert_eq!(check_embargo(now.plus_days(days), now).is_ok(), is_taken, "{days} days ahead");
        }
    }
}
