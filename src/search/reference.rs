//! tantivy alone, for the benchmark to hold this module against: what searching and committing cost without all that we add.

use super::fields::{FACETS, Fields};
use super::folder::open_beside;
use crate::domain::fold::fold;
use crate::error::{Context, Result};
use std::path::Path;
use std::time::{Duration, Instant};
use tantivy::aggregation::AggregationCollector;
use tantivy::collector::{Count, TopDocs};
use tantivy::indexer::{IndexWriterOptions, LogMergePolicy};
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, STORED, STRING, Schema, TEXT};
use tantivy::{IndexReader, IndexWriter, ReloadPolicy, Searcher, TantivyDocument, Term};

const HITS: usize = 20;
/// What its own writer is given by default, and what ours had before anything was measured.
const HEAP_BYTES: usize = 48_000_000;

/// Searches an index of ours, as it is on disk, with nothing but tantivy.
pub struct PlainSearch {
    fields: Fields,
    searcher: Searcher,
}

impl PlainSearch {
    /// None where there is no index.
    pub fn open(folder: &Path) -> Result<Option<Self>> {
        let fields = Fields::new();
        let Some(index) = open_beside(folder, &fields)? else { return Ok(None) };
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into();
        let reader: IndexReader = reader.context("opening the search index")?;
        Ok(Some(Self { fields, searcher: reader.searcher() }))
    }

    /// The best twenty with all that is stored of them, how many match, and the counts of each facet. Every word must stand in title, summary or
    /// text, as it is: without stems, typing errors, phrases, highlights, or facets that pass over their own filter. Gives the number of matches.
    pub fn search(&self, text: &str) -> Result<usize> {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(fold);
        let words = words.map(|word| (Occur::Must, self.anywhere(&word))).collect();
        let wanted = serde_json::json!(
            FACETS
                .iter()
                .map(|name| (*name, serde_json::json!({"terms": {"field": name, "size": 300}})))
                .collect::<std::collections::BTreeMap<_, _>>()
        );
        let wanted = serde_json::from_value(wanted).context("asking for facets")?;
        let facets = AggregationCollector::from_aggs(wanted, Default::default());
        let collector = (TopDocs::with_limit(HITS).order_by_score(), Count, facets);
        let (best, total, _) = self.searcher.search(&BooleanQuery::new(words), &collector).context("searching")?;
        for (_, address) in best {
            let document: TantivyDocument = self.searcher.doc(address).context("searching")?;
            self.fields.read(&document)?;
        }
        Ok(total)
    }

    fn anywhere(&self, word: &str) -> Box<dyn Query> {
        let in_field = |field: Field| -> (Occur, Box<dyn Query>) {
            (Occur::Should, Box::new(TermQuery::new(Term::from_field_text(field, word), IndexRecordOption::WithFreqs)))
        };
        Box::new(BooleanQuery::new([self.fields.title, self.fields.summary, self.fields.body].map(in_field).into()))
    }
}

/// An index of tantivy's own making, with one indexing thread and one that merges, synced at each commit.
pub struct PlainIndex {
    fields: [Field; 3],
    writer: IndexWriter,
    reader: IndexReader,
}

impl PlainIndex {
    pub fn create(folder: &Path) -> Result<Self> {
        let mut schema = Schema::builder();
        let fields = [
            schema.add_text_field("id", STRING),
            schema.add_text_field("title", TEXT | STORED),
            schema.add_text_field("body", TEXT | STORED),
        ];
        let index = tantivy::Index::create_in_dir(folder, schema.build()).context("making a plain index")?;
        let options = IndexWriterOptions::builder().num_worker_threads(1).memory_budget_per_thread(HEAP_BYTES).num_merge_threads(1).build();
        let writer: IndexWriter = index.writer_with_options(options).context("making a plain index")?;
        writer.set_merge_policy(Box::new(LogMergePolicy::default()));
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into().context("making a plain index")?;
        Ok(Self { fields, writer, reader })
    }

    /// From handing over documents (title and text) until a search would find them.
    pub fn add(&mut self, documents: &[(String, String)]) -> Result<Duration> {
        let [id, title, body] = self.fields;
        let documents = documents.iter().map(|(name, text)| {
            let mut document = TantivyDocument::default();
            document.add_text(id, name);
            document.add_text(title, name);
            document.add_text(body, text);
            document
        });
        let documents: Vec<_> = documents.collect();
        let started = Instant::now();
        for document in documents {
            self.writer.add_document(document).context("filling a plain index")?;
        }
        self.writer.commit().context("filling a plain index")?;
        self.reader.reload().context("filling a plain index")?;
        Ok(started.elapsed())
    }
}
