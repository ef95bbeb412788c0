//! A moment of the index: documents and the `seq` they reflect, which belong together for as long as the value lives. It answers queries and
//! changes nothing. A query that panics fails alone.

use super::collect::{Gather, Gathered, Names};
use super::fields::{Fields, ID_HIGH, ID_LOW};
use super::parse::{Clause, Parsed, parse};
use super::plan::Plan;
use super::snippet::Finder;
use super::stems::{Stemming, stemming};
use super::{Answer, Facets, Hidden, Highlights, Hit, Query};
use crate::domain::ids::ResourceId;
use crate::domain::words::Sort;
use crate::error::{Context, Error, Result};
use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use tantivy::postings::Postings;
use tantivy::query::{AllQuery, EmptyQuery, Query as IndexQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocSet, Searcher, SegmentReader, TERMINATED, TantivyDocument};
use uuid::Uuid;

/// Cheap to clone.
#[derive(Clone)]
pub struct View(Arc<Moment>);

struct Moment {
    fields: Arc<Fields>,
    searcher: Searcher,
    seq: i64,
    /// Languages of the documents that have a stemmer.
    languages: Vec<&'static Stemming>,
    names: Arc<Names>,
}

/// What an index holds, however it came to hold it: equal for two indexes with the same documents, whatever their segments and deletions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint {
    pub documents: u64,
    /// Occurrences of terms in fields of documents.
    pub postings: u64,
    pub hash: u64,
}

impl View {
    pub(super) fn new(fields: Arc<Fields>, searcher: Searcher, seq: i64, names: Arc<Names>) -> Result<Self> {
        let mut tags = BTreeSet::new();
        for segment in searcher.segment_readers() {
            let words = segment.inverted_index(fields.word_languages).context("reading the languages of the search index")?;
            let mut stream = words.terms().stream().context("reading the languages of the search index")?;
            while stream.advance() {
                tags.insert(String::from_utf8_lossy(stream.key()).into_owned());
            }
        }
        let mut languages: Vec<&'static Stemming> = tags.iter().filter_map(|tag| stemming(tag)).collect();
        languages.dedup_by_key(|language| language.tag);
        Ok(Self(Arc::new(Moment { fields, searcher, seq, languages, names })))
    }

    /// The last change that this view reflects.
    pub fn seq(&self) -> i64 {
        self.0.seq
    }

    /// Answers a query. Blocking; any text is a query. Without words it is answered with all resources, newest first where relevance was asked.
    pub fn search(&self, query: &Query, hidden: &Hidden) -> Result<Answer> {
        alone(|| self.0.search(query, hidden))
    }

    /// The ids of all documents, ascending.
    pub fn ids(&self) -> Result<Vec<ResourceId>> {
        alone(|| self.0.ids())
    }

    /// Reads the whole index: for `check` and for tests, not for a request.
    pub fn fingerprint(&self) -> Result<Fingerprint> {
        alone(|| self.0.fingerprint())
    }
}

/// Runs one piece of reading so that a panic inside it is its own failure only. Nothing is shared that it could leave half done.
fn alone<T>(read: impl FnOnce() -> Result<T>) -> Result<T> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(read)).unwrap_or_else(|panic| {
        let said = panic.downcast_ref::<String>().cloned().or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string));
        Err(Error::internal("searching", said.unwrap_or_else(|| "the search panicked".to_owned())))
    })
}

impl Moment {
    fn search(&self, query: &Query, hidden: &Hidden) -> Result<Answer> {
        let one: Vec<&'static Stemming>;
        let languages = match &query.query_language {
            Some(tag) => {
                one = stemming(tag.primary()).into_iter().collect();
                &one
            }
            None => &self.languages,
        };
        let plan = Plan { fields: &self.fields, searcher: &self.searcher };
        let (clauses, matching): (Vec<Clause>, Box<dyn IndexQuery>) = match parse(&query.text, languages) {
            Parsed::All => (Vec::new(), Box::new(AllQuery)),
            Parsed::Nothing => (Vec::new(), Box::new(EmptyQuery)),
            Parsed::Clauses(clauses) => {
                let matching = plan.clauses(&clauses, &query.text)?;
                (clauses, matching)
            }
        };
        let has_words = clauses.iter().any(|clause| !clause.excluded);
        let sort = if query.sort == Sort::Relevance && !has_words { Sort::Newest } else { query.sort };
        let found = self.searcher.search(&*plan.without(matching, hidden), &self.gather(query, sort)).context("searching")?;
        let Gathered { total, hits, facets } = found;
        let hits = hits.into_iter().map(|(score, address)| self.hit(address, score, &clauses)).collect::<Result<_>>()?;
        let [section, topic, kind, audience, language, organization, country] = facets;
        Ok(Answer { total, hits, facets: Facets { section, topic, kind, audience, language, organization, country } })
    }

    fn gather(&self, query: &Query, sort: Sort) -> Gather {
        Gather {
            sort,
            offset: query.offset,
            limit: query.limit,
            filters: [
                query.sections.iter().map(ToString::to_string).collect(),
                query.topics.clone(),
                query.kinds.clone(),
                query.audiences.clone(),
                query.languages.clone(),
                query.organizations.iter().map(ToString::to_string).collect(),
                query.countries.clone(),
            ],
            year_from: query.year_from.map(i64::from),
            year_to: query.year_to.map(i64::from),
            names: self.names.clone(),
        }
    }

    fn hit(&self, address: DocAddress, score: f32, clauses: &[Clause]) -> Result<Hit> {
        let stored: TantivyDocument = self.searcher.doc(address).context("reading a found document")?;
        let (card, pages) = self.fields.read(&stored)?;
        let mut highlights = Highlights::default();
        if !clauses.is_empty() {
            let finder = Finder::new(clauses, card.language.primary());
            highlights.title = finder.whole(&card.title);
            highlights.summary = finder.best([card.summary.as_str()]);
            highlights.body = finder.best(pages);
        }
        Ok(card.into_hit(highlights, score))
    }

    fn ids(&self) -> Result<Vec<ResourceId>> {
        let mut ids = Vec::new();
        for segment in self.searcher.segment_readers() {
            ids.extend(segment_ids(segment)?.into_iter().flatten());
        }
        ids.sort_unstable();
        Ok(ids)
    }

    fn fingerprint(&self) -> Result<Fingerprint> {
        let mut sum = Fingerprint { documents: 0, postings: 0, hash: 0 };
        // Addition forgets the order, which is all that segments change.
        let mut add = |hasher: DefaultHasher| sum.hash = sum.hash.wrapping_add(hasher.finish());
        for (ordinal, segment) in self.searcher.segment_readers().iter().enumerate() {
            let ids = segment_ids(segment)?;
            for (document, id) in (0..).zip(&ids).filter_map(|(document, id)| Some((document, (*id)?))) {
                let address = DocAddress::new(u32::try_from(ordinal).context("counting segments")?, document);
                let stored: TantivyDocument = self.searcher.doc(address).context("reading a document of the search index")?;
                let (card, pages) = self.fields.read(&stored)?;
                let mut hasher = DefaultHasher::new();
                (id, card.to_json()?, pages).hash(&mut hasher);
                add(hasher);
                sum.documents += 1;
            }
            for (field, entry) in self.fields.schema.fields().filter(|(_, entry)| entry.is_indexed() && entry.field_type().is_str()) {
                let words = segment.inverted_index(field).context("reading the words of the search index")?;
                let mut terms = words.terms().stream().context("reading the words of the search index")?;
                let mut positions = Vec::new();
                while terms.advance() {
                    let option = IndexRecordOption::WithFreqsAndPositions;
                    let mut postings = words.read_postings_from_terminfo(terms.value(), option).context("reading the places of a word")?;
                    while postings.doc() != TERMINATED {
                        if let Some(id) = ids.get(postings.doc() as usize).copied().flatten() {
                            postings.positions(&mut positions);
                            let mut hasher = DefaultHasher::new();
                            (entry.name(), terms.key(), id, postings.term_freq(), &positions).hash(&mut hasher);
                            add(hasher);
                            sum.postings += 1;
                        }
                        postings.advance();
                    }
                }
            }
        }
        Ok(sum)
    }
}

/// The ids of a segment by document number; none for deleted ones.
fn segment_ids(segment: &SegmentReader) -> Result<Vec<Option<ResourceId>>> {
    let high = segment.fast_fields().u64(ID_HIGH).context("reading the ids of the search index")?;
    let low = segment.fast_fields().u64(ID_LOW).context("reading the ids of the search index")?;
    let id = |document| Some(ResourceId::from_uuid(Uuid::from_u64_pair(high.first(document)?, low.first(document)?)));
    Ok((0..segment.max_doc()).map(|document| if segment.is_deleted(document) { None } else { id(document) }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_that_panics_fails_alone() {
        let failure = alone::<()>(|| panic!("on purpose")).unwrap_err();
        assert!(matches!(failure, Error::Internal { .. }) && failure.to_string().contains("on purpose"), "{failure}");
    }
}
