//! The public search, for whoever answers with it: the index's answer, less what the change feed says has changed since. Invariant: what it gives
//! was public at a moment after the call began.

use super::App;
use crate::db::editions::{self, Visibility};
use crate::db::{AnyConn, changes};
use crate::domain::ids::{OrganizationId, ResourceId};
use crate::domain::search::Search;
use crate::domain::time::Timestamp;
use crate::domain::vocabularies::in_force::{Terms, Vocabularies};
use crate::domain::words::{ChangeKind, Sort};
use crate::error::{Error, Result};
use crate::search::{Hidden, Hit, Query};

/// Changes that an index may be behind; an index further back says so.
pub const MAX_CHANGES_BEHIND: i64 = 1_000;
/// New resources that one letter counts.
const MAX_NEW: usize = 100;
/// A resource may be found only a while after the moment that stands on it: its transaction had begun, or the index was behind.
const OVERLAP_SECONDS: i64 = 3_600;

/// The subjects that changed after the index's last change.
pub fn hidden_since(c: &mut AnyConn, seq: i64) -> Result<Hidden> {
    let changes = changes::list_after(c, seq, MAX_CHANGES_BEHIND + 1)?;
    if i64::try_from(changes.len()).unwrap_or(i64::MAX) > MAX_CHANGES_BEHIND {
        let message = "The search index is catching up; please try again in a moment.".to_owned();
        return Err(Error::Unavailable { code: "index_behind", message, retry_after_seconds: 2 });
    }
    let mut hidden = Hidden::default();
    for change in changes {
        match change.kind {
            ChangeKind::Resource => hidden.resources.push(ResourceId::parse(&change.subject_id)?),
            ChangeKind::Organization => hidden.organizations.push(OrganizationId::parse(&change.subject_id)?),
            ChangeKind::Topic | ChangeKind::Synonym | ChangeKind::Pin => {}
        }
    }
    Ok(hidden)
}

/// A filter by a value lets through all that means the same: what was merged into it, or what it was merged into.
pub fn understand(query: &mut Query, vocabularies: &Vocabularies) {
    let all = |values: &[String], terms: &Terms| values.iter().flat_map(|value| terms.meaning_the_same(value)).collect();
    query.topics = all(&query.topics, &vocabularies.topics);
    query.audiences = all(&query.audiences, &vocabularies.audiences);
}

/// The index can't answer yet.
pub fn index_building() -> Error {
    Error::Unavailable {
        code: "index_building",
        message: "The search index is not complete yet; please try again in a moment.".to_owned(),
        retry_after_seconds: 2,
    }
}

/// Up to when someone has seen what a search finds, and what they were told of late.
pub struct Seen<'a> {
    pub begun_at: Timestamp,
    pub until: Timestamp,
    /// A JSON list of ids, as [`New`] gave it.
    pub told: &'a str,
}

/// What a search finds that its owner has not seen.
pub struct New {
    pub hits: Vec<Hit>,
    /// To be kept, with the moment of this look.
    pub told: String,
}

/// What of a search's results is public now and was first published after the owner last looked, newest first.
pub fn newly_public(app: &App, c: &mut AnyConn, mut query: Query, seen: &Seen) -> Result<New> {
    if app.indexed.borrow().is_none() {
        return Err(index_building());
    }
    let vocabularies = app.vocabularies.in_force(c)?;
    understand(&mut query, &vocabularies);
    let view = app.index.view();
    let hidden = hidden_since(c, view.seq())?;
    let since = seen.until.plus_seconds(-OVERLAP_SECONDS).max(seen.begun_at);
    let told: Vec<ResourceId> = serde_json::from_str(seen.told).unwrap_or_default();
    let answer = view.search(&Query { sort: Sort::Newest, limit: MAX_NEW, offset: 0, ..query }, &hidden)?;
    let mut recent: Vec<Hit> = answer.hits.into_iter().take_while(|hit| hit.published_at > since).collect();
    let ids: Vec<ResourceId> = recent.iter().map(|hit| hit.id).collect();
    recent.retain(|hit| !told.contains(&hit.id));
    let mut hits = Vec::new();
    for hit in recent {
        // The index is a copy: the database has the last word.
        if let Visibility::Public(_) = editions::look(c, hit.id)? {
            hits.push(hit);
        }
    }
    let told = serde_json::to_string(&ids).map_err(|fault| Error::internal("writing down what was told", fault))?;
    Ok(New { hits, told })
}

/// A saved search as a question to the index.
pub fn query_of(search: &Search) -> Query {
    Query {
        text: search.q.clone(),
        query_language: search.query_language.clone(),
        sections: search.section.clone(),
        topics: search.topic.clone(),
        kinds: search.kind.clone(),
        audiences: search.audience.clone(),
        languages: search.language.clone(),
        organizations: search.organization.clone(),
        countries: search.country.clone(),
        year_from: search.year_from,
        year_to: search.year_to,
        ..Query::default()
    }
}
