//! The index as the rest of the program uses it: documents in, answers out.

mod finding;
mod keeping;
mod narrowing;

use super::*;
use crate::domain::language::LanguageTag;
use tempfile::TempDir;

/// An index in a folder of its own.
struct Shelf {
    index: Index,
    folder: TempDir,
    seq: i64,
}

impl Shelf {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        Self { index: Index::open(folder.path()).unwrap(), folder, seq: 0 }
    }

    fn with(documents: &[Document]) -> Self {
        let mut shelf = Self::new();
        shelf.put(documents);
        shelf
    }

    fn put(&mut self, documents: &[Document]) {
        self.apply(documents.iter().cloned().map(Box::new).map(Update::Put).collect());
    }

    fn apply(&mut self, updates: Vec<Update>) {
        self.seq += i64::try_from(updates.len()).unwrap();
        self.index.apply(updates, self.seq).unwrap();
    }

    fn answer(&self, query: &Query) -> Answer {
        self.index.view().search(query, &Hidden::default()).unwrap()
    }

    /// Titles found for a text, best first.
    fn titles(&self, text: &str) -> Vec<String> {
        titles(&self.answer(&asked(text)))
    }

    fn reopen(self) -> Self {
        let Self { index, folder, seq } = self;
        drop(index);
        Self { index: Index::open(folder.path()).unwrap(), folder, seq }
    }
}

fn titles(answer: &Answer) -> Vec<String> {
    answer.hits.iter().map(|hit| hit.title.clone()).collect()
}

fn asked(text: &str) -> Query {
    Query { text: text.to_owned(), ..Query::default() }
}

fn organization(number: u128, name: &str) -> Organization {
    let id = OrganizationId::from_uuid(uuid::Uuid::from_u128(number));
    Organization { id, name: name.to_owned(), status: OrganizationStatus::Active }
}

/// A document with a title and nothing that another one would be found by.
fn document(title: &str) -> Document {
    let id = ResourceId::new();
    Document {
        id,
        title: title.to_owned(),
        summary: String::new(),
        body: Vec::new(),
        authors: Vec::new(),
        author_organization: None,
        owner: OrganizationId::from_uuid(uuid::Uuid::from_u128(1)),
        organization: Some(organization(1, "")),
        section: Section::Learn,
        kind: "guide".to_owned(),
        language: LanguageTag::english(),
        translations: Vec::new(),
        topics: Vec::new(),
        audiences: Vec::new(),
        countries: Vec::new(),
        year: None,
        published_at: Timestamp::parse("2026-11-22T09:30:00Z").unwrap(),
    }
}

fn in_language(tag: &str, title: &str, body: &str) -> Document {
    Document { language: LanguageTag::parse(tag).unwrap(), body: vec![body.to_owned()], ..document(title) }
}
