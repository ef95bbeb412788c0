//! A public search: the index's answer, less what the change feed says has changed since.
//!
//! The order matters: first a view of the index, then the feed. Whatever was withdrawn or replaced by a commit before this request is then
//! either in the view or among the changes after it, and those are left out of the query itself: of hits, totals and facets.

use super::views::SharingOrganization;
use crate::app::App;
use crate::app::public_search::{hidden_since, index_building, understand};
use crate::db::editions::{self, Visibility};
use crate::db::{AnyConn, changes, organizations};
use crate::domain::citation::Format;
use crate::domain::ids::{OrganizationId, ResourceId};
use crate::domain::language::LanguageTag;
use crate::domain::time::Timestamp;
use crate::domain::vocabularies::in_force::Vocabularies;
use crate::domain::vocabularies::{self, COUNTRIES, LANGUAGES, SECTIONS, TYPES};
use crate::domain::words::{Section, Sort};
use crate::error::{Error, Result};
use crate::http::extract::Params;
use crate::http::{citations, language, visitors};
use crate::search::{Answer, Facets, Hit, Query};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};
use utoipa::ToSchema;

/// The longest that a search waits for a change to be indexed.
const PATIENCE: Duration = Duration::from_secs(10);
const MAX_OFFSET: usize = 10_000;
/// Results that come at once in a format for other programs, unless fewer are asked for.
const MOST_CITED: usize = 1_000;

#[derive(Serialize, ToSchema)]
pub struct SearchView {
    /// How many resources match in all.
    total: usize,
    items: Vec<HitView>,
    facets: FacetsView,
    /// The change of the feed that this answer reflects.
    change: i64,
    took_ms: f64,
}

#[derive(Serialize, ToSchema)]
pub struct HitView {
    id: ResourceId,
    title: String,
    summary: String,
    section: Section,
    #[serde(rename = "type")]
    kind: String,
    language: String,
    organization: SharingOrganization,
    topics: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    year: Option<i32>,
    published_at: Timestamp,
    highlights: HighlightsView,
}

/// Escaped HTML with `<mark>` around the words searched; a field in which none stands is absent.
#[derive(Serialize, ToSchema)]
pub struct HighlightsView {
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<String>,
    /// The best passage of a file.
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<String>,
}

/// How many results each further choice would have: each facet counted without its own filter.
#[derive(Serialize, ToSchema)]
pub struct FacetsView {
    section: Vec<FacetView>,
    topic: Vec<FacetView>,
    #[serde(rename = "type")]
    kind: Vec<FacetView>,
    audience: Vec<FacetView>,
    language: Vec<FacetView>,
    organization: Vec<FacetView>,
    country: Vec<FacetView>,
}

#[derive(Serialize, ToSchema)]
pub struct FacetView {
    value: String,
    label: String,
    count: usize,
}

/// What the index answered.
struct Asked {
    answer: Answer,
    /// The change that it reflects.
    seq: i64,
    /// Whether no organization has changed after that.
    are_settled: bool,
    /// What the values of the answer mean.
    vocabularies: Arc<Vocabularies>,
}

/// What the index answers, less what has changed since.
async fn ask(app: &Data<App>, params: &Params, request: &HttpRequest, mut query: Query) -> Result<Asked> {
    wait_for(app, params.one("after_change", "must be the number of a change")?).await?;
    let view = app.index.view();
    let seq = view.seq();
    let (remembering, asked) = (app.clone(), query.organizations.clone());
    let read = app.db.read(move |c| Ok((hidden_since(c, seq)?, where_they_are(c, asked)?, remembering.vocabularies.in_force(c)?)));
    let (hidden, organizations, vocabularies) = read.await?;
    query.organizations = organizations;
    understand(&mut query, &vocabularies);
    let are_settled = hidden.organizations.is_empty();
    let (words, is_first_page) = (query.text.trim().to_owned(), query.offset == 0);
    let answer = app.searches.run(move || view.search(&query, &hidden)).await?;
    if !words.is_empty() && is_first_page {
        visitors::count_search(app, request, &words, answer.total == 0).await;
    }
    Ok(Asked { answer, seq, are_settled, vocabularies })
}

/// The same results in a format of others.
pub async fn cite(app: &Data<App>, params: &Params, request: &HttpRequest, format: Format) -> Result<HttpResponse> {
    let mut query = query(params)?;
    if params.text("limit").is_none() {
        query.limit = MOST_CITED;
    }
    let (limit, offset) = (query.limit, query.offset);
    let Asked { answer, .. } = ask(app, params, request, query).await?;
    let ids: Vec<ResourceId> = answer.hits.iter().map(|hit| hit.id).collect();
    let next = (offset + ids.len() < answer.total && offset + limit <= MAX_OFFSET).then(|| next(request, offset + limit));
    let found = app.db.read(move |c| {
        let mut found = Vec::new();
        for id in ids {
            // What was withdrawn a moment ago is passed over.
            if let Visibility::Public(resource) = editions::look(c, id)? {
                found.push(resource);
            }
        }
        Ok(found)
    });
    let cited: Vec<_> = found.await?.iter().map(|resource| citations::citation(app, resource)).collect();
    Ok(citations::answer(format, &cited, "resources", next))
}

/// The same question from a later result on.
fn next(request: &HttpRequest, offset: usize) -> String {
    let others = url::form_urlencoded::parse(request.query_string().as_bytes()).filter(|(name, _)| name != "offset");
    let query =
        url::form_urlencoded::Serializer::new(String::new()).extend_pairs(others).append_pair("offset", &offset.to_string()).finish();
    format!("{}?{query}", request.path())
}

pub async fn run(app: &Data<App>, params: &Params, request: &HttpRequest) -> Result<SearchView> {
    let started = Instant::now();
    let labels = language::of(request, params.text("lang"));
    let Asked { answer, seq, are_settled, vocabularies } = ask(app, params, request, query(params)?).await?;
    let names = organization_names(app, &answer.facets, seq, are_settled).await?;
    let view = render(answer, seq, &Labels { language: &labels, organizations: &names, vocabularies: &vocabularies });
    Ok(SearchView { took_ms: (started.elapsed().as_secs_f64() * 10_000.0).round() / 10.0, ..view })
}

/// What the counted organizations are called; `are_settled` says that none of them has changed since the change.
async fn organization_names(app: &Data<App>, counted: &Facets, change: i64, are_settled: bool) -> Result<HashMap<OrganizationId, String>> {
    let ids: Vec<OrganizationId> = counted.organization.iter().filter_map(|(id, _)| OrganizationId::parse(id).ok()).collect();
    if are_settled && let Some(names) = app.organization_names.get(change, &ids) {
        return Ok(names);
    }
    let (names, ids) = app.db.read(move |c| Ok((organizations::list_names(c, &ids)?.into_iter().collect(), ids))).await?;
    if are_settled {
        app.organization_names.keep(change, &ids, &names);
    }
    Ok(names)
}

fn query(params: &Params) -> Result<Query> {
    let text = |value: &str| Ok(value.to_owned());
    let year = "must be a year, such as 2024";
    let offset = params.one("offset", "must be a whole number from 0 to 10000")?.unwrap_or(0);
    if offset > MAX_OFFSET {
        return Err(Error::invalid("offset", "must be a whole number from 0 to 10000; use filters to narrow the search"));
    }
    Ok(Query {
        text: params.text("q").unwrap_or_default().to_owned(),
        query_language: params.one("query_language", "must be a BCP 47 language tag, such as es")?,
        sections: params.many("section", str::parse)?,
        topics: params.many("topic", text)?,
        kinds: params.many("type", text)?,
        audiences: params.many("audience", text)?,
        languages: params.many("language", text)?,
        organizations: params
            .many("organization", |id| OrganizationId::parse(id).map_err(|_| "must be the id of an organization".to_owned()))?,
        countries: params.many("country", text)?,
        year_from: params.one("year_from", year)?,
        year_to: params.one("year_to", year)?,
        sort: params.one("sort", "must be relevance, newest or title")?.unwrap_or(Sort::Relevance),
        limit: params.limit()?,
        offset,
    })
}

/// Waits, within a bound, until the index is complete and holds a change.
async fn wait_for(app: &Data<App>, change: Option<i64>) -> Result<()> {
    if let Some(change) = change {
        let head = app.db.read(changes::head).await?;
        if change > head || change < 0 {
            return Err(Error::Malformed {
                code: "unknown_change",
                message: format!("There is no change {change}; the newest is {head}."),
            });
        }
    }
    let wanted = change.unwrap_or(0);
    let mut indexed = app.indexed.subscribe();
    if change.is_none() && indexed.borrow().is_some() {
        return Ok(());
    }
    let patience = if change.is_some() { PATIENCE } else { Duration::ZERO };
    let reached = tokio::time::timeout(patience, indexed.wait_for(|seq| seq.is_some_and(|seq| seq >= wanted))).await;
    match reached {
        Ok(Ok(_)) => Ok(()),
        _ => Err(index_building()),
    }
}

/// The organizations that are meant: of one that became a part of another, that one.
fn where_they_are(c: &mut AnyConn, mut asked: Vec<OrganizationId>) -> Result<Vec<OrganizationId>> {
    if !asked.is_empty() {
        asked.extend(organizations::list_merged_of(c, &asked)?.into_iter().map(|(_, into)| into));
    }
    Ok(asked)
}

/// What values are called in an answer.
struct Labels<'a> {
    language: &'a LanguageTag,
    organizations: &'a HashMap<OrganizationId, String>,
    vocabularies: &'a Vocabularies,
}

fn render(answer: Answer, change: i64, labels: &Labels) -> SearchView {
    let facets = facets(answer.facets, labels);
    let items = answer.hits.into_iter().map(|hit| HitView::of(hit, labels)).collect();
    SearchView { total: answer.total, items, facets, change, took_ms: 0.0 }
}

impl HitView {
    fn of(hit: Hit, labels: &Labels) -> Self {
        let organization = match hit.organization {
            Some(of) => SharingOrganization::new(of.id, &of.name, of.status),
            None => SharingOrganization::unnamed(labels.language),
        };
        let mut topics: Vec<String> = Vec::with_capacity(hit.topics.len());
        for topic in &hit.topics {
            let meaning = labels.vocabularies.topics.meaning(topic);
            if !topics.iter().any(|known| known == meaning) {
                topics.push(meaning.to_owned());
            }
        }
        Self {
            organization,
            id: hit.id,
            title: hit.title,
            summary: hit.summary,
            section: hit.section,
            kind: hit.kind,
            language: hit.language.to_string(),
            topics,
            year: hit.year,
            published_at: hit.published_at,
            highlights: HighlightsView { title: hit.highlights.title, summary: hit.highlights.summary, body: hit.highlights.body },
        }
    }
}

fn facets(counted: Facets, labels: &Labels) -> FacetsView {
    let Labels { language, organizations, vocabularies: Vocabularies { topics, audiences, .. } } = labels;
    let organization =
        |id: &str| OrganizationId::parse(id).ok().and_then(|id| organizations.get(&id).cloned()).unwrap_or_else(|| id.to_owned());
    let with = |counts: Vec<(String, usize)>, label: &dyn Fn(&str) -> String| {
        counts.into_iter().map(|(value, count)| FacetView { label: label(&value), value, count }).collect()
    };
    FacetsView {
        section: with(counted.section, &|value| vocabularies::label(SECTIONS, value, language).to_owned()),
        topic: with(topics.fold_counts(counted.topic), &|value| topics.label(value, language).to_owned()),
        kind: with(counted.kind, &|value| vocabularies::label(TYPES, value, language).to_owned()),
        audience: with(audiences.fold_counts(counted.audience), &|value| audiences.label(value, language).to_owned()),
        language: with(counted.language, &|value| vocabularies::label(LANGUAGES, value, language).to_owned()),
        organization: with(counted.organization, &|value| organization(value)),
        country: with(counted.country, &|value| vocabularies::label(COUNTRIES, value, language).to_owned()),
    }
}
