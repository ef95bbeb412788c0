//! One pass over the matches of a query: the filters, the total, every facet without its own filter, and the best hits of one page. Ties are
//! broken by id, so that pages neither repeat nor skip a hit, on every node and however the segments lie.

use super::fields::{FACETS, ID_HIGH, ID_LOW, PUBLISHED, TITLE_KEY, YEAR};
use crate::domain::words::Sort;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::sync::{Arc, PoisonError, RwLock};
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::index::SegmentId;
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

const FACET_COUNT: usize = FACETS.len();

/// The values of each facet in a segment, by ordinal.
type SegmentNames = [Vec<String>; FACET_COUNT];

/// Facet names by segment, read once: segments never change, and looking names up costs more than counting.
#[derive(Default)]
pub struct Names(RwLock<HashMap<SegmentId, Arc<SegmentNames>>>);

impl Names {
    fn of(&self, segment: &SegmentReader, columns: &[Option<StrColumn>; FACET_COUNT]) -> tantivy::Result<Arc<SegmentNames>> {
        let id = segment.segment_id();
        if let Some(names) = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&id) {
            return Ok(names.clone());
        }
        let mut names = SegmentNames::default();
        for (names, column) in names.iter_mut().zip(columns) {
            let Some(column) = column else { continue };
            for ordinal in 0..column.num_terms() as u64 {
                let mut name = String::new();
                column.ord_to_str(ordinal, &mut name)?;
                names.push(name);
            }
        }
        let names = Arc::new(names);
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(id, names.clone());
        Ok(names)
    }

    /// Forgets the segments that no new view has.
    pub fn keep(&self, segments: &[SegmentReader]) {
        let live: Vec<_> = segments.iter().map(SegmentReader::segment_id).collect();
        self.0.write().unwrap_or_else(PoisonError::into_inner).retain(|id, _| live.contains(id));
    }
}

/// What is wanted of the matches.
pub struct Gather {
    pub sort: Sort,
    pub offset: usize,
    pub limit: usize,
    /// Allowed values by facet; empty allows all.
    pub filters: [Vec<String>; FACET_COUNT],
    pub year_from: Option<i64>,
    pub year_to: Option<i64>,
    pub names: Arc<Names>,
}

#[derive(Default)]
pub struct Gathered {
    pub total: usize,
    pub hits: Vec<(f32, DocAddress)>,
    /// Most first, ties by value.
    pub facets: [Vec<(String, usize)>; FACET_COUNT],
}

/// How a hit ranks: greater is better. All of one answer are of one kind.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// The bits of a score or of a time, mapped so that they order like it; within a segment also the order of titles.
    Number(u64),
    Title(Reverse<String>),
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    rank: Rank,
    id: Reverse<(u64, u64)>,
    document: (SegmentOrdinal, DocId),
}

pub struct SegmentGather {
    segment: SegmentOrdinal,
    sort: Sort,
    keep: usize,
    ids: (Column<u64>, Column<u64>),
    published: Column<i64>,
    titles: Option<StrColumn>,
    years: Option<(Column<i64>, i64, i64)>,
    facets: [Option<StrColumn>; FACET_COUNT],
    allowed: [Option<Vec<bool>>; FACET_COUNT],
    counts: [Vec<usize>; FACET_COUNT],
    names: Arc<SegmentNames>,
    total: usize,
    best: BinaryHeap<Reverse<Candidate>>,
}

#[derive(Default)]
pub struct SegmentFruit {
    total: usize,
    best: Vec<Candidate>,
    facets: [Vec<(String, usize)>; FACET_COUNT],
}

impl Collector for Gather {
    type Fruit = Gathered;
    type Child = SegmentGather;

    fn for_segment(&self, ordinal: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<SegmentGather> {
        let columns = segment.fast_fields();
        let mut facets: [Option<StrColumn>; FACET_COUNT] = Default::default();
        for (facet, name) in facets.iter_mut().zip(FACETS) {
            *facet = columns.str(name)?;
        }
        let names = self.names.of(segment, &facets)?;
        let mut allowed: [Option<Vec<bool>>; FACET_COUNT] = Default::default();
        let mut counts: [Vec<usize>; FACET_COUNT] = Default::default();
        for index in 0..FACET_COUNT {
            counts[index] = vec![0; names[index].len()];
            if !self.filters[index].is_empty() {
                allowed[index] = Some(names[index].iter().map(|name| self.filters[index].contains(name)).collect());
            }
        }
        let years = match (self.year_from, self.year_to) {
            (None, None) => None,
            (from, to) => Some((columns.i64(YEAR)?, from.unwrap_or(i64::MIN), to.unwrap_or(i64::MAX))),
        };
        Ok(SegmentGather {
            segment: ordinal,
            sort: self.sort,
            keep: self.offset.saturating_add(self.limit),
            ids: (columns.u64(ID_HIGH)?, columns.u64(ID_LOW)?),
            published: columns.i64(PUBLISHED)?,
            titles: columns.str(TITLE_KEY)?,
            years,
            facets,
            allowed,
            counts,
            names,
            total: 0,
            best: BinaryHeap::new(),
        })
    }

    fn requires_scoring(&self) -> bool {
        self.sort == Sort::Relevance
    }

    fn merge_fruits(&self, segments: Vec<SegmentFruit>) -> tantivy::Result<Gathered> {
        let mut gathered = Gathered::default();
        let mut best = Vec::new();
        let mut counts: [HashMap<String, usize>; FACET_COUNT] = Default::default();
        for segment in segments {
            gathered.total += segment.total;
            best.extend(segment.best);
            for (counts, facet) in counts.iter_mut().zip(segment.facets) {
                for (value, count) in facet {
                    *counts.entry(value).or_default() += count;
                }
            }
        }
        best.sort_unstable_by(|a, b| b.cmp(a));
        let page = best.into_iter().skip(self.offset).take(self.limit);
        gathered.hits = page.map(|hit| (hit.score(self.sort), DocAddress::new(hit.document.0, hit.document.1))).collect();
        for (facet, counts) in gathered.facets.iter_mut().zip(counts) {
            *facet = counts.into_iter().collect();
            facet.sort_unstable_by(|(a, a_count), (b, b_count)| b_count.cmp(a_count).then_with(|| a.cmp(b)));
        }
        Ok(gathered)
    }
}

impl SegmentCollector for SegmentGather {
    type Fruit = SegmentFruit;

    fn collect(&mut self, document: DocId, score: Score) {
        if let Some((column, from, to)) = &self.years
            && !column.first(document).is_some_and(|year| (*from..=*to).contains(&year))
        {
            return;
        }
        let mut refused_by = None;
        for index in 0..FACET_COUNT {
            let (Some(allowed), column) = (&self.allowed[index], &self.facets[index]) else { continue };
            let passes = column.as_ref().is_some_and(|column| column.term_ords(document).any(|ordinal| allowed[ordinal as usize]));
            if !passes && refused_by.replace(index).is_some() {
                return; // two filters refuse it: no facet counts it
            }
        }
        if let Some(index) = refused_by {
            self.count(index, document);
            return;
        }
        self.total += 1;
        for index in 0..FACET_COUNT {
            self.count(index, document);
        }
        self.rank(document, score);
    }

    fn harvest(self) -> SegmentFruit {
        let mut fruit = SegmentFruit { total: self.total, ..SegmentFruit::default() };
        for (index, counts) in self.counts.iter().enumerate() {
            let counted = counts.iter().enumerate().filter(|&(_, &count)| count > 0);
            fruit.facets[index] = counted.map(|(ordinal, &count)| (self.names[index][ordinal].clone(), count)).collect();
        }
        fruit.best = self.best.into_iter().map(|Reverse(candidate)| candidate).collect();
        if self.sort == Sort::Title {
            for candidate in &mut fruit.best {
                let mut title = String::new();
                if let (Rank::Number(number), Some(titles)) = (&candidate.rank, &self.titles) {
                    // A title that cannot be read sorts first; the index is broken then, and says so where the card is read.
                    let _ = titles.ord_to_str(u64::MAX - number, &mut title);
                }
                candidate.rank = Rank::Title(Reverse(title));
            }
        }
        fruit
    }
}

impl SegmentGather {
    fn count(&mut self, index: usize, document: DocId) {
        if let Some(column) = &self.facets[index] {
            for ordinal in column.term_ords(document) {
                self.counts[index][ordinal as usize] += 1;
            }
        }
    }

    fn rank(&mut self, document: DocId, score: Score) {
        if self.keep == 0 {
            return;
        }
        let number = match self.sort {
            Sort::Relevance => u64::from(score.max(0.0).to_bits()),
            Sort::Newest => (self.published.first(document).unwrap_or(0) as u64) ^ (1 << 63),
            Sort::Title => u64::MAX - self.titles.as_ref().and_then(|titles| titles.ords().first(document)).unwrap_or(0),
        };
        let rank = Rank::Number(number);
        let is_full = self.best.len() >= self.keep;
        if is_full && self.best.peek().is_some_and(|Reverse(worst)| rank < worst.rank) {
            return;
        }
        let id = (self.ids.0.first(document).unwrap_or(0), self.ids.1.first(document).unwrap_or(0));
        let candidate = Reverse(Candidate { rank, id: Reverse(id), document: (self.segment, document) });
        if !is_full {
            self.best.push(candidate);
        } else if let Some(mut worst) = self.best.peek_mut()
            && candidate < *worst
        {
            *worst = candidate;
        }
    }
}

impl Candidate {
    fn score(&self, sort: Sort) -> f32 {
        match &self.rank {
            Rank::Number(number) if sort == Sort::Relevance => f32::from_bits(u32::try_from(*number).unwrap_or(0)),
            _ => 0.0,
        }
    }
}
