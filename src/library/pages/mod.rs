//! The pages of text that every library has: terms, privacy, content policy, imprint. Version 1 of each comes with the program, in four
//! languages; admins put further ones over it, which are never changed again. What always holds: a version that someone agreed to can be read
//! as long as the library exists.
//!
//! A version holds the texts that it changes. In the other languages the page stays as it was, so that nobody loses a translation because
//! another one was mended.

use crate::auth::Admin;
use crate::db::events::{self, Event};
use crate::db::pages::{self, TextRow, VersionRow};
use crate::db::{AnyConn, Tx, users};
use crate::domain::ids::UserId;
use crate::domain::language::LanguageTag;
use crate::domain::time::Timestamp;
use crate::domain::words::TextPage;
use crate::error::{Error, Result};
use serde_json::json;

/// Stands in a text for the name of the library.
pub const NAME_OF_THE_LIBRARY: &str = "{{library}}";

/// What the program ships: a title after `# `, and Markdown.
const SHIPPED: &[(TextPage, &str, &str)] = &[
    (TextPage::Terms, "en", include_str!("texts/terms.en.md")),
    (TextPage::Terms, "es", include_str!("texts/terms.es.md")),
    (TextPage::Terms, "fr", include_str!("texts/terms.fr.md")),
    (TextPage::Terms, "ar", include_str!("texts/terms.ar.md")),
    (TextPage::Privacy, "en", include_str!("texts/privacy.en.md")),
    (TextPage::Privacy, "es", include_str!("texts/privacy.es.md")),
    (TextPage::Privacy, "fr", include_str!("texts/privacy.fr.md")),
    (TextPage::Privacy, "ar", include_str!("texts/privacy.ar.md")),
    (TextPage::ContentPolicy, "en", include_str!("texts/content_policy.en.md")),
    (TextPage::ContentPolicy, "es", include_str!("texts/content_policy.es.md")),
    (TextPage::ContentPolicy, "fr", include_str!("texts/content_policy.fr.md")),
    (TextPage::ContentPolicy, "ar", include_str!("texts/content_policy.ar.md")),
    (TextPage::Imprint, "en", include_str!("texts/imprint.en.md")),
    (TextPage::Imprint, "es", include_str!("texts/imprint.es.md")),
    (TextPage::Imprint, "fr", include_str!("texts/imprint.fr.md")),
    (TextPage::Imprint, "ar", include_str!("texts/imprint.ar.md")),
];
const SHIPPED_NUMBER: i32 = 1;
/// What the shipped terms are called where someone agrees to them.
const SHIPPED_TERMS: &str = "2026-11";

/// A page in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The version that it was written for. It may be older than the page's: a translation that lags behind.
    pub number: i32,
    pub language: LanguageTag,
    pub title: String,
    /// Markdown.
    pub source: String,
}

#[derive(Clone, Debug)]
pub struct Version {
    pub number: i32,
    pub is_substantive: bool,
    /// Absent for what the program ships.
    pub published: Option<(Timestamp, UserId)>,
    /// Those whose text this version changed.
    pub languages: Vec<LanguageTag>,
}

/// Everything that a page ever said.
pub struct History {
    pub page: TextPage,
    /// Oldest first; there is always one.
    pub versions: Vec<Version>,
    texts: Vec<Text>,
}

impl History {
    pub fn read(c: &mut AnyConn, page: TextPage) -> Result<Self> {
        let mut texts = shipped(page)?;
        texts.extend(pages::list_texts(c, page)?.into_iter().map(Text::from));
        let languages = |number: i32| texts.iter().filter(|text| text.number == number).map(|text| text.language.clone()).collect();
        let mut versions =
            vec![Version { number: SHIPPED_NUMBER, is_substantive: true, published: None, languages: languages(SHIPPED_NUMBER) }];
        versions.extend(pages::list_versions(c, page)?.into_iter().map(|row| Version {
            number: row.number,
            is_substantive: row.is_substantive,
            published: Some((row.published_at, row.published_by)),
            languages: languages(row.number),
        }));
        Ok(Self { page, versions, texts })
    }

    pub fn last(&self) -> i32 {
        self.versions.last().map_or(SHIPPED_NUMBER, |version| version.number)
    }

    /// The version, or the newest where none is named.
    pub fn version(&self, number: Option<i32>) -> Result<&Version> {
        let number = number.unwrap_or_else(|| self.last());
        self.versions.iter().find(|version| version.number == number).ok_or(Error::NotFound("version of this page"))
    }

    /// The page as it was in a version: in each language its newest text.
    pub fn texts_at(&self, number: i32) -> Vec<&Text> {
        let mut newest: Vec<&Text> = Vec::new();
        for text in self.texts.iter().filter(|text| text.number <= number) {
            newest.retain(|older| older.language != text.language);
            newest.push(text);
        }
        newest.sort_by(|one, other| one.language.cmp(&other.language));
        newest
    }
}

impl From<TextRow> for Text {
    fn from(row: TextRow) -> Self {
        Self { number: row.number, language: row.language, title: row.title, source: row.source }
    }
}

fn shipped(page: TextPage) -> Result<Vec<Text>> {
    let of_page = SHIPPED.iter().filter(|(shipped, ..)| *shipped == page);
    let text = |(_, language, markdown): &(TextPage, &str, &str)| {
        let (title, source) = markdown.split_once('\n').unwrap_or((markdown, ""));
        let language = LanguageTag::parse(language).map_err(|fault| Error::internal("reading a page that is shipped", fault))?;
        let title = title.trim_start_matches('#').trim().to_owned();
        Ok(Text { number: SHIPPED_NUMBER, language, title, source: source.trim().to_owned() })
    };
    of_page.map(text).collect()
}

/// The version of the terms that whoever shares something now has to agree to. A correction of spelling or a new translation makes a version
/// of the page, and leaves this one as it was.
pub fn terms_version(c: &mut AnyConn) -> Result<String> {
    let last = pages::list_versions(c, TextPage::Terms)?.into_iter().rev().find(|version| version.is_substantive);
    // With its day, so that people see how old it is; two of a day are told apart by their numbers.
    Ok(last.map_or_else(|| SHIPPED_TERMS.to_owned(), |version| format!("{}.{}", version.published_at.day(), version.number)))
}

/// What an admin publishes: checked texts, one for each language.
pub struct NewVersion {
    /// The newest version when the admin began to write.
    pub based_on: i32,
    pub is_substantive: bool,
    /// Language, title, Markdown.
    pub texts: Vec<(LanguageTag, String, String)>,
}

/// Puts a version over those before it.
pub fn publish(tx: &mut Tx, admin: &Admin, page: TextPage, new: &NewVersion, now: Timestamp) -> Result<History> {
    let before = History::read(tx, page)?;
    if before.last() != new.based_on {
        return Err(overtaken(tx, &before, new.based_on)?);
    }
    let version =
        VersionRow { page, number: new.based_on + 1, is_substantive: new.is_substantive, published_at: now, published_by: admin.id() };
    let texts: Vec<TextRow> = new
        .texts
        .iter()
        .map(|(language, title, source)| TextRow {
            page,
            number: version.number,
            language: language.clone(),
            title: title.clone(),
            source: source.clone(),
        })
        .collect();
    match pages::insert(tx, &version, &texts) {
        // The same number, at the same moment.
        Err(Error::Conflict { code: "already_exists", .. }) => {
            return Err(Error::conflict("version_conflict", "Another admin published a version at the same moment; read it first."));
        }
        done => done?,
    }
    let languages: Vec<&LanguageTag> = texts.iter().map(|text| &text.language).collect();
    let details = json!({"number": version.number, "is_substantive": version.is_substantive, "languages": languages});
    let event = Event { actor: Some(admin.id()), act: "page.publish", subject_kind: "page", subject: &page, details, personal: &[] };
    events::record(tx, &event, now)?;
    History::read(tx, page)
}

fn overtaken(c: &mut AnyConn, history: &History, named: i32) -> Result<Error> {
    let last = history.version(None)?;
    let by = match last.published {
        Some((_, id)) => users::get(c, id)?.map(|user| user.name),
        None => None,
    };
    let message =
        format!("The page is at version {} now, and you named {named}. Read what it says, and send yours based on that.", last.number);
    Ok(Error::Conflict { code: "version_conflict", message, by, at: last.published.map(|(at, _)| at) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_shipped_in_four_languages_with_a_title_and_the_name_of_the_library() {
        for page in TextPage::ALL {
            let texts = shipped(*page).unwrap();
            let languages: Vec<_> = texts.iter().map(|text| text.language.as_str()).collect();
            assert_eq!(languages, ["en", "es", "fr", "ar"], "{page}");
            for text in texts {
                assert!(!text.title.is_empty() && !text.title.contains('#') && text.source.contains(NAME_OF_THE_LIBRARY), "{page}");
            }
        }
    }

    #[test]
    fn the_translations_of_a_page_have_the_same_parts() {
        let parts = |text: &Text| {
            let count = |mark: &str| text.source.lines().filter(|line| line.starts_with(mark)).count();
            (count("## "), count("- "), text.source.split("\n\n").count())
        };
        for page in TextPage::ALL {
            let texts = shipped(*page).unwrap();
            for text in &texts {
                assert_eq!(parts(text), parts(&texts[0]), "{page} in {}", text.language);
            }
        }
    }
}
