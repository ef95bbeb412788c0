//! What must be public: a few lines of bookkeeping about what was done, written without a look at the library's own code.

use commonshelf::domain::time::Timestamp;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Status {
    Draft,
    Submitted,
    ChangesRequested,
    Approved,
    Rejected,
    Canceled,
    Deleted,
}

#[derive(Clone, Debug)]
pub struct FileModel {
    /// Its id in the submission.
    pub id: String,
    /// The word in its name, and the one in its text.
    pub name: String,
    pub text: String,
}

/// What one would see of a document. Each word stands nowhere else.
#[derive(Clone, Debug)]
pub struct Content {
    pub title: String,
    pub summary: String,
    pub author: String,
    pub section: &'static str,
    pub kind: &'static str,
    pub topic: &'static str,
    pub audience: &'static str,
    pub language: &'static str,
    pub country: &'static str,
    pub embargo_until: Option<Timestamp>,
    /// The resource that it names as the one it is a translation of: public or withdrawn, today or tomorrow.
    pub related: Option<String>,
    pub files: Vec<FileModel>,
}

impl Content {
    /// All that no other document has.
    pub fn words(&self) -> Vec<String> {
        let of_files = self.files.iter().flat_map(|file| [file.name.clone(), file.text.clone()]);
        [self.title.clone(), self.summary.clone(), self.author.clone()].into_iter().chain(of_files).collect()
    }

    /// Those that a search must find it by.
    pub fn searchable(&self) -> Vec<String> {
        let texts = self.files.iter().map(|file| file.text.clone());
        [self.title.clone(), self.summary.clone(), self.author.clone()].into_iter().chain(texts).collect()
    }

    pub fn metadata(&self) -> Value {
        let relation =
            |id: &String| json!({"kind": "translation_of", "resource_id": id, "note": format!("Translated by {}.", self.author)});
        json!({
            "relations": self.related.iter().map(relation).collect::<Vec<_>>(),
            "title": format!("Guide {}", self.title), "summary": format!("About {} and more.", self.summary), "section": self.section,
            "type": self.kind, "language": self.language, "topics": [self.topic], "audiences": [self.audience], "authors": [self.author],
            "year": 2024, "countries": [self.country], "license": "CC-BY-4.0", "link_url": "https://example.org/", "rights": "ours",
            "people_shown": "none", "terms_version": "2026-11", "embargo_until": self.embargo_until,
            "change_note": format!("Now with {}.", self.summary),
        })
    }
}

/// A decision that was not carried out yet.
#[derive(Clone, Debug)]
pub struct Pending {
    pub approves: bool,
    pub effective_at: Timestamp,
}

#[derive(Clone, Debug)]
pub struct Submission {
    pub id: String,
    /// Which of the two uploaders, and so of the two organizations.
    pub owner: usize,
    pub version: i64,
    pub status: Status,
    pub content: Content,
    /// The place of its resource among [`Model::resources`].
    pub resource: Option<usize>,
    pub pending: Option<Pending>,
}

#[derive(Clone, Debug)]
pub struct Resource {
    pub id: String,
    pub owner: usize,
    pub is_public: bool,
    /// Not public while somebody looks at it.
    pub is_hidden: bool,
    /// Of the current edition.
    pub content: Content,
    /// The ids of the files of every edition that was seen, and the word of the text of each.
    pub files: BTreeMap<String, String>,
    pub uses: Vec<Use>,
}

/// What somebody told of using a resource.
#[derive(Clone, Debug)]
pub struct Use {
    pub id: String,
    pub word: String,
    pub version: i64,
    pub is_approved: bool,
}

impl Resource {
    /// The words of approved use reports.
    pub fn told(&self) -> Vec<String> {
        self.uses.iter().filter(|told| told.is_approved).map(|told| told.word.clone()).collect()
    }

    /// All that everybody may read while it is public.
    pub fn words(&self) -> Vec<String> {
        [self.content.words(), self.told()].concat()
    }
}

/// All that was done so far.
#[derive(Default)]
pub struct Model {
    pub submissions: Vec<Submission>,
    pub resources: Vec<Resource>,
    /// Every word that was ever planted.
    pub words: BTreeSet<String>,
}

impl Model {
    pub fn public(&self) -> impl Iterator<Item = &Resource> {
        self.resources.iter().filter(|resource| resource.is_public)
    }

    pub fn public_ids(&self) -> BTreeSet<String> {
        self.public().map(|resource| resource.id.clone()).collect()
    }

    /// The words that no public answer may hold.
    pub fn forbidden(&self) -> BTreeSet<String> {
        let public: BTreeSet<String> = self.public().flat_map(Resource::words).collect();
        self.words.difference(&public).cloned().collect()
    }

    /// The id of the public resource that a search for the word finds.
    pub fn found_by(&self, word: &str) -> BTreeSet<String> {
        self.public()
            .filter(|resource| resource.content.searchable().iter().any(|own| own == word))
            .map(|resource| resource.id.clone())
            .collect()
    }

    /// `(facet, value)` and how many public resources have it.
    pub fn facets(&self, organizations: &[String; 2]) -> BTreeMap<(String, String), u64> {
        let mut counts = BTreeMap::new();
        for resource in self.public() {
            let content = &resource.content;
            let organization = organizations[resource.owner].as_str();
            let values = [
                ("section", content.section),
                ("type", content.kind),
                ("topic", content.topic),
                ("audience", content.audience),
                ("language", content.language),
                ("country", content.country),
                ("organization", organization),
            ];
            for (facet, value) in values {
                *counts.entry((facet.to_owned(), value.to_owned())).or_default() += 1;
            }
        }
        counts
    }

    pub fn open_revision_of(&self, resource: usize) -> bool {
        use Status::{ChangesRequested, Draft, Submitted};
        let is_open =
            |submission: &Submission| matches!(submission.status, Draft | Submitted | ChangesRequested) || submission.pending.is_some();
        self.submissions.iter().any(|submission| submission.resource == Some(resource) && is_open(submission))
    }
}
