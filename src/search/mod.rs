//! The index of what is public: documents go in, hits with facets and highlights come out. It is a copy and never the truth: whatever stands
//! in it can be made again from the database, and each commit says up to which change it holds ([`Index::seq`]). It does not know the database,
//! who may see what, or HTTP; it is told what to hold, and what to leave out of an answer ([`Hidden`]).
//!
//! - [`analysis`] says which words a text has, the same for documents and queries (over [`fold`](crate::domain::fold), [`words`] and [`stems`]).
//! - [`fields`] says what of a document is kept, and how; [`folder`] where on disk, and [`disk`] when it has reached it.
//! - [`writer`] is the one that changes the index; [`view`] is a moment of it that answers.
//! - [`parse`] reads what a visitor typed, [`plan`] makes it a query, [`collect`] counts and ranks, [`snippet`] shows where it stands.
//! - [`mod@reference`] is tantivy without all this, for the benchmark.
//!
//! Invariants: a view's documents and its `seq` belong together; every string is a query; the numbers of an answer (total, facets) count
//! nothing hidden; only this module names tantivy.
#![allow(rustdoc::private_intra_doc_links, reason = "the map of a module names its parts; they open with --document-private-items")]

mod analysis;
mod collect;
mod disk;
mod fields;
mod folder;
mod parse;
mod plan;
pub mod reference;
mod snippet;
mod stems;
#[cfg(test)]
mod tests;
mod view;
mod words;
mod writer;

pub use analysis::{Token, analyze};
pub use fields::FIELDS_VERSION;
pub use view::{Fingerprint, View};
pub use writer::Index;

use crate::domain::ids::{OrganizationId, ResourceId};
use crate::domain::language::LanguageTag;
use crate::domain::time::Timestamp;
use crate::domain::words::{OrganizationStatus, Section, Sort};
use serde::{Deserialize, Serialize};

/// What the index holds of a public resource.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    pub id: ResourceId,
    pub title: String,
    pub summary: String,
    /// The text of its files, page by page.
    pub body: Vec<String>,
    pub authors: Vec<String>,
    pub author_organization: Option<String>,
    /// Whose it is: to leave it out of an answer by, and for nothing that an answer shows or counts.
    pub owner: OrganizationId,
    /// Absent where the public may not know who shares it.
    pub organization: Option<Organization>,
    pub section: Section,
    /// A value of `/types`.
    pub kind: String,
    pub language: LanguageTag,
    /// Title and summary in other languages.
    pub translations: Vec<(LanguageTag, String, Option<String>)>,
    pub topics: Vec<String>,
    pub audiences: Vec<String>,
    pub countries: Vec<String>,
    pub year: Option<i32>,
    pub published_at: Timestamp,
}

/// Who shares a document, as anyone may know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organization {
    pub id: OrganizationId,
    pub name: String,
    pub status: OrganizationStatus,
}

/// One step of following the change feed. Both are safe to repeat.
#[derive(Debug, Clone)]
pub enum Update {
    /// Holds this document, in place of what was held under its id.
    Put(Box<Document>),
    Remove(ResourceId),
}

/// What an answer must not show, count or hint at, whatever the index still holds.
#[derive(Debug, Clone, Default)]
pub struct Hidden {
    pub resources: Vec<ResourceId>,
    pub organizations: Vec<OrganizationId>,
}

/// What a visitor asks. Values inside one filter are alternatives; filters add up. Unknown values match nothing.
#[derive(Debug, Clone)]
pub struct Query {
    /// As typed. Words are ANDed, `"…"` is a phrase, a leading `-` leaves out; at most [`parse::MAX_WORDS`] words count.
    pub text: String,
    /// The language of the words where it is known; otherwise all languages of the index are tried.
    pub query_language: Option<LanguageTag>,
    pub sections: Vec<Section>,
    pub topics: Vec<String>,
    pub kinds: Vec<String>,
    pub audiences: Vec<String>,
    /// Tags as the documents have them: `pt` does not stand for `pt-BR`.
    pub languages: Vec<String>,
    pub organizations: Vec<OrganizationId>,
    pub countries: Vec<String>,
    pub year_from: Option<i32>,
    pub year_to: Option<i32>,
    pub sort: Sort,
    pub limit: usize,
    pub offset: usize,
}

impl Default for Query {
    /// All resources, newest first, one page of twenty.
    fn default() -> Self {
        Self {
            text: String::new(),
            query_language: None,
            sections: Vec::new(),
            topics: Vec::new(),
            kinds: Vec::new(),
            audiences: Vec::new(),
            languages: Vec::new(),
            organizations: Vec::new(),
            countries: Vec::new(),
            year_from: None,
            year_to: None,
            sort: Sort::Relevance,
            limit: 20,
            offset: 0,
        }
    }
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answer {
    /// How many match, on all pages together.
    pub total: usize,
    pub hits: Vec<Hit>,
    pub facets: Facets,
}

/// Values with their counts, most first, ties by value; each facet is counted without its own filter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facets {
    pub section: Vec<(String, usize)>,
    pub topic: Vec<(String, usize)>,
    pub kind: Vec<(String, usize)>,
    pub audience: Vec<(String, usize)>,
    pub language: Vec<(String, usize)>,
    /// Values are ids.
    pub organization: Vec<(String, usize)>,
    pub country: Vec<(String, usize)>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    pub id: ResourceId,
    pub title: String,
    pub summary: String,
    pub section: Section,
    pub kind: String,
    pub language: LanguageTag,
    pub organization: Option<Organization>,
    pub topics: Vec<String>,
    pub year: Option<i32>,
    pub published_at: Timestamp,
    pub highlights: Highlights,
    /// 0 where relevance was not asked for.
    pub score: f32,
}

/// Where the words stand: HTML-escaped text with `<mark>`, absent where none of them does.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Highlights {
    /// The whole title.
    pub title: Option<String>,
    /// The best 200 characters or so.
    pub summary: Option<String>,
    /// The best 200 characters or so of the best page.
    pub body: Option<String>,
}
