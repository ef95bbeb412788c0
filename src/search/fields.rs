//! What the index keeps of a document: words to find it by, values to filter and order by, and one stored card to show it with. A change here
//! that old folders don't fit needs a new [`FIELDS_VERSION`]: the index is then built anew beside the old one.

use super::analysis::{FieldTokenizer, in_language};
use super::{Document, Highlights, Hit, Organization};
use crate::domain::fold::title_key;
use crate::domain::ids::{OrganizationId, ResourceId};
use crate::domain::language::LanguageTag;
use crate::domain::time::Timestamp;
use crate::domain::words::Section;
use crate::error::{Context, Result};
use serde::{Deserialize, Serialize};
use tantivy::schema::{FAST, Field, IndexRecordOption, NumericOptions, STORED, STRING, Schema, TextFieldIndexing, TextOptions};
use tantivy::{TantivyDocument, Term};

/// The version of the fields and of the analysis that fills them; folders of another version are not read.
pub const FIELDS_VERSION: u32 = 3;

/// Fast columns by which hits are ordered or told apart.
pub const ID_HIGH: &str = "id_high";
pub const ID_LOW: &str = "id_low";
pub const YEAR: &str = "year";
pub const PUBLISHED: &str = "published_at";
pub const TITLE_KEY: &str = "title_key";

/// The facets in the order of [`super::Facets`], as fast columns of raw values.
pub const FACETS: [&str; 7] = ["section", "topic", "kind", "audience", "language", "organization", "country"];

#[derive(Clone)]
pub struct Fields {
    pub schema: Schema,
    pub id: Field,
    /// Whose a document is. It is no facet: of an unlisted group nobody learns what else it shares.
    owner: Field,
    pub facets: [Field; 7],
    pub title: Field,
    pub summary: Field,
    pub body: Field,
    pub authors: Field,
    pub organization_text: Field,
    /// The keys of the title and its translations, whole.
    pub whole_title: Field,
    /// Primary tags of all languages a document has words in.
    pub word_languages: Field,
    card: Field,
    pages: Field,
    id_high: Field,
    id_low: Field,
    year: Field,
    published_at: Field,
    title_key: Field,
}

impl Fields {
    pub fn new() -> Self {
        let mut schema = Schema::builder();
        let words = TextOptions::default().set_indexing_options(
            TextFieldIndexing::default().set_tokenizer(FieldTokenizer::NAME).set_index_option(IndexRecordOption::WithFreqsAndPositions),
        );
        let column = NumericOptions::default() | FAST;
        Self {
            id: schema.add_text_field("id", STRING),
            owner: schema.add_text_field("owner", STRING),
            facets: FACETS.map(|name| schema.add_text_field(name, STRING | FAST)),
            title: schema.add_text_field("title", words.clone()),
            summary: schema.add_text_field("summary", words.clone()),
            body: schema.add_text_field("body", words.clone()),
            authors: schema.add_text_field("authors", words.clone()),
            organization_text: schema.add_text_field("organization_text", words),
            whole_title: schema.add_text_field("whole_title", STRING),
            word_languages: schema.add_text_field("word_languages", STRING),
            card: schema.add_text_field("card", STORED),
            pages: schema.add_text_field("pages", STORED),
            id_high: schema.add_u64_field(ID_HIGH, column.clone()),
            id_low: schema.add_u64_field(ID_LOW, column.clone()),
            year: schema.add_i64_field(YEAR, column.clone()),
            published_at: schema.add_i64_field(PUBLISHED, column),
            title_key: schema.add_text_field(TITLE_KEY, TextOptions::default().set_fast("raw")),
            schema: schema.build(),
        }
    }

    pub fn id_term(&self, id: ResourceId) -> Term {
        Term::from_field_text(self.id, &id.to_string())
    }

    pub fn owner_term(&self, id: OrganizationId) -> Term {
        Term::from_field_text(self.owner, &id.to_string())
    }

    /// The document as tantivy takes it.
    pub fn write(&self, document: &Document) -> Result<TantivyDocument> {
        let mut out = TantivyDocument::default();
        let language = document.language.primary();
        out.add_text(self.id, document.id.to_string());
        out.add_text(self.owner, document.owner.to_string());
        let (high, low) = document.id.uuid().as_u64_pair();
        out.add_u64(self.id_high, high);
        out.add_u64(self.id_low, low);
        let organization: Vec<String> = document.organization.iter().map(|organization| organization.id.to_string()).collect();
        let values: [&[String]; 7] = [
            &[document.section.to_string()],
            &document.topics,
            std::slice::from_ref(&document.kind),
            &document.audiences,
            &[document.language.to_string()],
            &organization,
            &document.countries,
        ];
        for (field, values) in self.facets.iter().zip(values) {
            let mut values: Vec<_> = values.iter().collect();
            values.sort_unstable();
            values.dedup(); // said twice is counted once
            for value in values {
                out.add_text(*field, value);
            }
        }
        if let Some(year) = document.year {
            out.add_i64(self.year, year.into());
        }
        out.add_i64(self.published_at, document.published_at.naive().and_utc().timestamp_micros());
        let key = title_key(&document.title);
        out.add_text(self.whole_title, &key);
        out.add_text(self.title_key, &key);

        out.add_text(self.word_languages, language);
        out.add_text(self.title, in_language(&document.title, language));
        out.add_text(self.summary, in_language(&document.summary, language));
        for (tag, title, summary) in &document.translations {
            out.add_text(self.word_languages, tag.primary());
            out.add_text(self.whole_title, title_key(title));
            out.add_text(self.title, in_language(title, tag.primary()));
            if let Some(summary) = summary {
                out.add_text(self.summary, in_language(summary, tag.primary()));
            }
        }
        for page in &document.body {
            out.add_text(self.body, in_language(page, language));
            out.add_text(self.pages, page);
        }
        for author in &document.authors {
            out.add_text(self.authors, in_language(author, "und"));
        }
        let sharing = document.organization.iter().map(|organization| &organization.name);
        for name in sharing.chain(&document.author_organization) {
            out.add_text(self.organization_text, in_language(name, "und"));
        }
        out.add_text(self.card, Card::of(document).to_json()?);
        Ok(out)
    }

    /// What is shown of a found document: its card and its pages.
    pub fn read<'a>(&self, stored: &'a TantivyDocument) -> Result<(Card, Vec<&'a str>)> {
        use tantivy::schema::Value;
        let card = stored.get_first(self.card).and_then(|value| value.as_str()).unwrap_or_default();
        let card = serde_json::from_str(card).context("reading a card of the search index")?;
        Ok((card, stored.get_all(self.pages).filter_map(|value| value.as_str()).collect()))
    }
}

/// The part of a document that an answer shows.
#[derive(Serialize, Deserialize)]
pub struct Card {
    pub id: ResourceId,
    pub title: String,
    pub summary: String,
    section: Section,
    kind: String,
    pub language: LanguageTag,
    organization: Option<Organization>,
    topics: Vec<String>,
    year: Option<i32>,
    published_at: Timestamp,
}

impl Card {
    fn of(document: &Document) -> Self {
        Self {
            id: document.id,
            title: document.title.clone(),
            summary: document.summary.clone(),
            section: document.section,
            kind: document.kind.clone(),
            language: document.language.clone(),
            organization: document.organization.clone(),
            topics: document.topics.clone(),
            year: document.year,
            published_at: document.published_at,
        }
    }

    pub fn to_json(&self) -> Result<String> {
        serde_json::to_string(self).context("writing a card of the search index")
    }

    pub fn into_hit(self, highlights: Highlights, score: f32) -> Hit {
        Hit {
            id: self.id,
            title: self.title,
            summary: self.summary,
            section: self.section,
            kind: self.kind,
            language: self.language,
            organization: self.organization,
            topics: self.topics,
            year: self.year,
            published_at: self.published_at,
            highlights,
            score,
        }
    }
}
