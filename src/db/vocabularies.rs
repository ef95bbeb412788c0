//! What admins changed in the vocabularies; what of it is in force, remembered by each node until the counter says otherwise; and where a
//! value is used.

use super::dialect::{AnyConn, MultiBackend};
use super::schema::{editions, organizations, submissions, vocabulary_counter, vocabulary_terms};
use crate::domain::ids::{EditionId, OrganizationId, ResourceId, SubmissionId};
use crate::domain::metadata::Metadata;
use crate::domain::time::Timestamp;
use crate::domain::vocabularies::in_force::{ByLanguage, Term, Vocabularies};
use crate::domain::words::Vocabulary;
use crate::error::{Context, Result};
use diesel::prelude::*;
use std::sync::{Arc, Mutex, PoisonError};

const ONLY: i32 = 1;

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = vocabulary_terms)]
struct TermRow {
    vocabulary: Vocabulary,
    value: String,
    parent: Option<String>,
    labels: String,
    plain: String,
    is_adaptable: bool,
    is_sellable: bool,
    url: Option<String>,
    position: i32,
    is_hidden: bool,
    merged_into: Option<String>,
    version: i64,
    updated_at: Timestamp,
}

impl TermRow {
    fn term(self) -> Result<(Vocabulary, Term)> {
        let texts = |json: &str| serde_json::from_str::<ByLanguage>(json).context("reading a vocabulary");
        let term = Term {
            labels: texts(&self.labels)?,
            plain: texts(&self.plain)?,
            value: self.value,
            parent: self.parent,
            is_adaptable: self.is_adaptable,
            is_sellable: self.is_sellable,
            url: self.url,
            position: self.position,
            is_hidden: self.is_hidden,
            merged_into: self.merged_into,
            version: self.version,
        };
        Ok((self.vocabulary, term))
    }
}

/// The vocabularies as the transaction of `c` sees them.
pub fn in_force(c: &mut AnyConn) -> Result<Vocabularies> {
    let rows: Vec<TermRow> = vocabulary_terms::table.select(TermRow::as_select()).load(c)?;
    Ok(Vocabularies::of(rows.into_iter().map(TermRow::term).collect::<Result<Vec<_>>>()?))
}

/// Takes the turn of those who change a vocabulary, until the transaction ends, and tells every node that what it remembers is old.
pub fn begin_change(c: &mut AnyConn) -> Result<()> {
    let counter = diesel::update(vocabulary_counter::table.find(ONLY));
    counter.set(vocabulary_counter::version.eq(vocabulary_counter::version + 1)).execute(c)?;
    Ok(())
}

/// Writes a term in the place of what was known of it.
pub fn replace(c: &mut AnyConn, vocabulary: Vocabulary, term: &Term, now: Timestamp) -> Result<()> {
    let json = |texts: &ByLanguage| serde_json::to_string(texts).context("writing down a vocabulary");
    let row = TermRow {
        vocabulary,
        value: term.value.clone(),
        parent: term.parent.clone(),
        labels: json(&term.labels)?,
        plain: json(&term.plain)?,
        is_adaptable: term.is_adaptable,
        is_sellable: term.is_sellable,
        url: term.url.clone(),
        position: term.position,
        is_hidden: term.is_hidden,
        merged_into: term.merged_into.clone(),
        version: term.version,
        updated_at: now,
    };
    diesel::delete(vocabulary_terms::table.find((vocabulary, &term.value))).execute(c)?;
    diesel::insert_into(vocabulary_terms::table).values(&row).execute(c)?;
    Ok(())
}

/// The vocabularies as a node last read them.
pub struct Remembered(Mutex<(i64, Arc<Vocabularies>)>);

impl Default for Remembered {
    fn default() -> Self {
        // No counter is below zero: the first look reads.
        Self(Mutex::new((-1, Arc::new(Vocabularies::shipped()))))
    }
}

impl Remembered {
    /// What is in force: one row is read, and the rest only if it says that something changed.
    pub fn in_force(&self, c: &mut AnyConn) -> Result<Arc<Vocabularies>> {
        let version: i64 = vocabulary_counter::table.find(ONLY).select(vocabulary_counter::version).first(c)?;
        let (known, vocabularies) = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if known == version {
            return Ok(vocabularies);
        }
        let vocabularies = Arc::new(in_force(c)?);
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = (version, Arc::clone(&vocabularies));
        Ok(vocabularies)
    }

    /// As they were when they were last read, for when the database is out of reach.
    pub fn last(&self) -> Arc<Vocabularies> {
        Arc::clone(&self.0.lock().unwrap_or_else(PoisonError::into_inner).1)
    }
}

/// What stands in the JSON of whatever uses a value, besides a few others that happen to.
fn mention(value: &str) -> String {
    format!("%\"{}\"%", value.replace('_', "\\_"))
}

/// Submissions whose metadata mention a value, in the order of their ids.
pub fn submissions_with(c: &mut AnyConn, value: &str, after: Option<SubmissionId>, limit: i64) -> Result<Vec<SubmissionId>> {
    let mut query = submissions::table
        .filter(submissions::metadata.like(mention(value)).escape('\\'))
        .order(submissions::id)
        .limit(limit)
        .select(submissions::id)
        .into_boxed::<MultiBackend>();
    if let Some(after) = after {
        query = query.filter(submissions::id.gt(after));
    }
    Ok(query.load(c)?)
}

pub fn submission_metadata(c: &mut AnyConn, id: SubmissionId) -> Result<Option<Metadata>> {
    Ok(submissions::table.find(id).select(submissions::metadata).first(c).optional()?)
}

/// Writes metadata in which a value has another name now. It says the same as before, so that its version stays.
pub fn set_submission_metadata(c: &mut AnyConn, id: SubmissionId, metadata: &Metadata) -> Result<()> {
    diesel::update(submissions::table.find(id)).set(submissions::metadata.eq(metadata)).execute(c)?;
    Ok(())
}

/// Editions whose metadata mention a value, with their resources, in the order of their ids.
pub fn editions_with(c: &mut AnyConn, value: &str, after: Option<EditionId>, limit: i64) -> Result<Vec<(EditionId, ResourceId)>> {
    let mut query = editions::table
        .filter(editions::metadata.like(mention(value)).escape('\\'))
        .order(editions::id)
        .limit(limit)
        .select((editions::id, editions::resource_id))
        .into_boxed::<MultiBackend>();
    if let Some(after) = after {
        query = query.filter(editions::id.gt(after));
    }
    Ok(query.load(c)?)
}

pub fn edition_metadata(c: &mut AnyConn, id: EditionId) -> Result<Option<Metadata>> {
    Ok(editions::table.find(id).select(editions::metadata).first(c).optional()?)
}

/// The one change that an edition knows: a value has another name now.
pub fn set_edition_metadata(c: &mut AnyConn, id: EditionId, metadata: &Metadata) -> Result<()> {
    diesel::update(editions::table.find(id)).set(editions::metadata.eq(metadata)).execute(c)?;
    Ok(())
}

/// Organizations that name a value among their topics, with those.
pub fn organizations_with(c: &mut AnyConn, value: &str) -> Result<Vec<(OrganizationId, String)>> {
    let naming = organizations::table.filter(organizations::topics.like(mention(value)).escape('\\'));
    Ok(naming.order(organizations::id).select((organizations::id, organizations::topics)).load(c)?)
}

pub fn set_organization_topics(c: &mut AnyConn, id: OrganizationId, topics: &str) -> Result<()> {
    diesel::update(organizations::table.find(id)).set(organizations::topics.eq(topics)).execute(c)?;
    Ok(())
}
