//! A visitor's words as a tantivy query: every word somewhere, the title worth more than the body, the very words more than their stems. It
//! reads the term dictionary, so that what no document has costs nothing; it counts and shows nothing.

use super::Hidden;
use super::fields::Fields;
use super::parse::{Clause, Needle, Word};
use super::stems::stemming;
use crate::domain::fold::{self, title_key};
use crate::error::{Context, Result};
use std::collections::BTreeSet;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, FuzzyTermQuery, Occur, PhraseQuery, Query, TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, Term};

/// A stem counts this much of the word itself.
const STEM_WEIGHT: f32 = 0.7;
/// What a title adds that holds the whole query as a phrase, or is it. Fixed, because in a small library every word is common and weighs little.
const TITLE_PHRASE_SCORE: f32 = 6.0;
const WHOLE_TITLE_SCORE: f32 = 20.0;

type Part = (Occur, Box<dyn Query>);

pub struct Plan<'a> {
    pub fields: &'a Fields,
    pub searcher: &'a Searcher,
}

impl Plan<'_> {
    fn weighted_fields(&self) -> [(Field, f32); 5] {
        let fields = self.fields;
        [(fields.title, 3.0), (fields.summary, 2.0), (fields.body, 1.0), (fields.authors, 1.5), (fields.organization_text, 1.5)]
    }

    /// The documents that the clauses allow, with their scores.
    pub fn clauses(&self, clauses: &[Clause], text: &str) -> Result<Box<dyn Query>> {
        let mut parts: Vec<Part> = Vec::new();
        for clause in clauses {
            let query = match &clause.needles[..] {
                [needle] => self.needle(needle, clause.quoted || clause.excluded)?,
                needles => self.phrase(needles),
            };
            parts.push((if clause.excluded { Occur::MustNot } else { Occur::Must }, query));
        }
        if clauses.iter().all(|clause| clause.excluded) {
            parts.push((Occur::Must, Box::new(AllQuery)));
            return Ok(Box::new(BooleanQuery::new(parts)));
        }
        parts.extend(self.title_parts(clauses, text));
        Ok(Box::new(BooleanQuery::new(parts)))
    }

    /// Leaves out what is hidden.
    pub fn without(&self, query: Box<dyn Query>, hidden: &Hidden) -> Box<dyn Query> {
        let terms: Vec<Term> = (hidden.resources.iter().map(|&id| self.fields.id_term(id)))
            .chain(hidden.organizations.iter().map(|&id| self.fields.owner_term(id)))
            .collect();
        if terms.is_empty() {
            return query;
        }
        Box::new(BooleanQuery::new(vec![(Occur::Must, query), (Occur::MustNot, Box::new(TermSetQuery::new(terms)))]))
    }

    /// What lifts a document whose title is the query, or holds it word by word.
    fn title_parts(&self, clauses: &[Clause], text: &str) -> Vec<Part> {
        let mut parts: Vec<Part> = Vec::new();
        let whole = Term::from_field_text(self.fields.whole_title, &title_key(text));
        let whole = Box::new(TermQuery::new(whole, IndexRecordOption::Basic));
        parts.push((Occur::Should, Box::new(ConstScoreQuery::new(whole, WHOLE_TITLE_SCORE))));
        let needles: Vec<&Needle> = clauses.iter().filter(|clause| !clause.excluded).flat_map(|clause| &clause.needles).collect();
        if let Some(phrase) = phrase_in(self.fields.title, &needles) {
            parts.push((Occur::Should, Box::new(ConstScoreQuery::new(Box::new(phrase), TITLE_PHRASE_SCORE))));
        }
        parts
    }

    fn needle(&self, needle: &Needle, exact: bool) -> Result<Box<dyn Query>> {
        match needle {
            Needle::Word(word) => self.word(word, exact),
            Needle::Run(units) if units.len() == 1 => Ok(self.unit(&units[0])),
            Needle::Run(_) => Ok(self.phrase(std::slice::from_ref(needle))),
        }
    }

    /// One word in any field. Stems stand only where texts have a language.
    fn word(&self, word: &Word, exact: bool) -> Result<Box<dyn Query>> {
        let mut forms = vec![(word.surface.clone(), 1.0)];
        let mut seen = BTreeSet::from([word.surface.clone()]);
        for (tag, stem) in word.stems.iter().filter(|_| !exact) {
            // A word that is its own stem is stored once, untagged.
            for form in [Some(stem.clone()), stemming(tag).map(|language| language.tagged(stem))].into_iter().flatten() {
                if seen.insert(form.clone()) {
                    forms.push((form, STEM_WEIGHT));
                }
            }
        }
        let mut parts: Vec<Part> = Vec::new();
        for (field, weight) in self.weighted_fields() {
            for (form, share) in &forms {
                let term = Term::from_field_text(field, form);
                if self.searcher.doc_freq(&term).context("looking up a word")? > 0 {
                    parts.push((Occur::Should, boosted(Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)), weight * share)));
                }
            }
        }
        Ok(any_of(parts))
    }

    /// One letter of a run: every pair that begins with it, and where it stands last. All of them, so without a score of their own.
    fn unit(&self, unit: &str) -> Box<dyn Query> {
        let parts = self.weighted_fields().into_iter().map(|(field, weight)| {
            let beginning = FuzzyTermQuery::new_prefix(Term::from_field_text(field, unit), 0, false);
            (Occur::Should, boosted(Box::new(beginning), weight))
        });
        any_of(parts.collect())
    }

    fn phrase(&self, needles: &[Needle]) -> Box<dyn Query> {
        let needles: Vec<&Needle> = needles.iter().collect();
        let mut parts: Vec<Part> = Vec::new();
        for (field, weight) in self.weighted_fields() {
            let query: Box<dyn Query> = match phrase_in(field, &needles) {
                Some(phrase) => Box::new(phrase),
                None => match terms_of(field, &needles).pop() {
                    Some((_, term)) => Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)),
                    None => continue,
                },
            };
            parts.push((Occur::Should, boosted(query, weight)));
        }
        any_of(parts)
    }
}

fn any_of(parts: Vec<Part>) -> Box<dyn Query> {
    if parts.is_empty() { Box::new(EmptyQuery) } else { Box::new(BooleanQuery::new(parts)) }
}

fn boosted(query: Box<dyn Query>, weight: f32) -> Box<dyn Query> {
    Box::new(BoostQuery::new(query, weight))
}

fn phrase_in(field: Field, needles: &[&Needle]) -> Option<PhraseQuery> {
    let terms = terms_of(field, needles);
    (terms.len() > 1).then(|| PhraseQuery::new_with_offset(terms))
}

/// The terms of needles that stand side by side, each at its offset: what [`super::analyze`] makes of the same text.
fn terms_of(field: Field, needles: &[&Needle]) -> Vec<(usize, Term)> {
    let mut terms = Vec::new();
    let mut at = 0;
    for needle in needles {
        match needle {
            Needle::Word(word) => {
                terms.push((at, Term::from_field_text(field, &word.surface)));
                at += 1;
            }
            Needle::Run(units) if units.len() == 1 => {
                terms.push((at, Term::from_field_text(field, &units[0])));
                at += 1;
            }
            Needle::Run(units) => {
                let pairs = units.windows(2).enumerate();
                // Folding the pair again composes what the two units make together, as the writer's analysis does.
                terms.extend(pairs.map(|(index, pair)| (at + index, Term::from_field_text(field, &fold::fold(&pair.concat())))));
                at += units.len();
            }
        }
    }
    terms
}
