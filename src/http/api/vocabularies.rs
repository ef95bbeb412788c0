//! The values that metadata may take, with their labels in the language of whoever asks. Those that admins edit are as they are in the database;
//! while that is out of reach, as they last were. What admins do to them is in [`super::terms`].

use crate::app::App;
use crate::domain::language::LanguageTag;
use crate::domain::requirements::{self, Requirement};
use crate::domain::vocabularies::in_force::{Term, Terms, Vocabularies, in_language};
use crate::domain::vocabularies::{COUNTRIES, Country, Entry, LANGUAGES, Language, SECTIONS, SectionTerm, TYPES, Type};
use crate::domain::words::Vocabulary as Edited;
use crate::error::{Context, Error, Result};
use crate::http::extract::Params;
use crate::http::problem::Problem;
use crate::http::{cached, language};
use actix_web::http::header::{self, HeaderValue};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

pub fn configure(config: &mut ServiceConfig) {
    config.service(list_sections).service(list_types).service(list_topics).service(list_audiences);
    config.service(list_licenses).service(list_languages).service(list_countries);
}

/// A whole vocabulary.
#[derive(Serialize, ToSchema)]
pub struct Vocabulary<T> {
    items: Vec<T>,
}

#[derive(Serialize, ToSchema)]
pub struct SectionView {
    value: &'static str,
    label: &'static str,
    /// What belongs there.
    sentence: &'static str,
}

#[derive(Serialize, ToSchema)]
pub struct TypeView {
    value: &'static str,
    label: &'static str,
    /// The concept of COAR Resource Types.
    coar: String,
    /// Classes of schema.org that all apply.
    schema_org: &'static [&'static str],
    /// What works of this type need before they are handed in, beside what all need (`/submissions/limits`).
    required: Vec<RequirementView>,
}

/// A field that must be filled in.
#[derive(Serialize, ToSchema)]
pub struct RequirementView {
    field: &'static str,
    /// Another field that does as well.
    #[serde(skip_serializing_if = "Option::is_none")]
    or: Option<&'static str>,
    /// What to do and why, in a sentence.
    why: &'static str,
}

impl RequirementView {
    fn of(requirement: &'static Requirement, language: &LanguageTag) -> Self {
        Self { field: requirement.field, or: requirement.or, why: requirement.why.in_language(language) }
    }
}

#[derive(Serialize, ToSchema)]
pub struct TopicView {
    value: String,
    label: String,
    /// The topic above; absent at the top.
    #[serde(skip_serializing_if = "Option::is_none")]
    parent: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct TermView {
    value: String,
    label: String,
}

#[derive(Serialize, ToSchema)]
pub struct LicenseView {
    /// An SPDX identifier, or a `LicenseRef-…` of our own.
    value: String,
    label: String,
    /// What it allows, in plain words.
    plain: String,
    /// Whether others may change it, translate it and share the result without asking.
    adaptable: bool,
    /// Whether others may earn money with it.
    sellable: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct LanguageView {
    /// A BCP 47 tag.
    value: &'static str,
    label: &'static str,
    /// What those who speak it call it.
    #[serde(skip_serializing_if = "Option::is_none")]
    own_name: Option<&'static str>,
}

/// The list in the language of the request, to be kept for an hour.
fn list<E: Entry, T: Serialize>(
    request: &HttpRequest,
    params: &Params,
    entries: &'static [E],
    view: impl Fn(&'static E, &LanguageTag) -> T,
) -> Result<HttpResponse> {
    let language = language::of(request, params.text("lang"));
    let items = entries.iter().map(|entry| view(entry, &language)).collect();
    answer(request, "public, max-age=3600", &language, items)
}

fn answer<T: Serialize>(request: &HttpRequest, cache_control: &'static str, language: &LanguageTag, items: Vec<T>) -> Result<HttpResponse> {
    let text = serde_json::to_string(&Vocabulary { items }).context("writing a vocabulary")?;
    let mut response = cached::answer(request, "application/json", cache_control, text);
    let tag = HeaderValue::from_str(language.as_str()).context("naming the language of an answer")?;
    response.headers_mut().insert(header::CONTENT_LANGUAGE, tag);
    response.headers_mut().append(header::VARY, HeaderValue::from_static("Accept-Language"));
    Ok(response)
}

/// What is in force; while the database is out of reach, what was last known to be.
async fn in_force(app: &Data<App>) -> Result<Arc<Vocabularies>> {
    let remembering = app.clone();
    match app.db.read(move |c| remembering.vocabularies.in_force(c)).await {
        Err(Error::Unavailable { .. }) => Ok(app.vocabularies.last()),
        read => read,
    }
}

/// The list of those that are offered, to be kept for a minute: admins may change it.
async fn list_terms<T: Serialize>(
    app: &Data<App>,
    request: &HttpRequest,
    params: &Params,
    vocabulary: Edited,
    view: impl Fn(&Term, &Terms, &LanguageTag) -> T,
) -> Result<HttpResponse> {
    let vocabularies = in_force(app).await?;
    let terms = vocabularies.get(vocabulary);
    let language = language::among(request, params.text("lang"), &terms.languages(), &LanguageTag::english());
    let language = language.unwrap_or_else(LanguageTag::english);
    let items = terms.shown().map(|term| view(term, terms, &language)).collect();
    answer(request, "public, max-age=60", &language, items)
}

fn term_view(term: &Term, _: &Terms, language: &LanguageTag) -> TermView {
    TermView { value: term.value.clone(), label: in_language(&term.labels, language).to_owned() }
}

/// The three sections of the library.
#[utoipa::path(tag = "vocabularies", operation_id = "list_sections", params(("lang" = Option<String>, Query, description = "`en` or `es`; wins over `Accept-Language`.")), responses((status = 200, body = Vocabulary<SectionView>), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/sections")]
async fn list_sections(request: HttpRequest, params: Params) -> Result<HttpResponse> {
    let view = |entry: &'static SectionTerm, language: &_| SectionView {
        value: entry.value,
        label: entry.label(language),
        sentence: entry.sentence(language),
    };
    list(&request, &params, SECTIONS, view)
}

/// What kind of work a resource can be.
#[utoipa::path(tag = "vocabularies", operation_id = "list_types", params(("lang" = Option<String>, Query, description = "`en` or `es`; wins over `Accept-Language`.")), responses((status = 200, body = Vocabulary<TypeView>), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/types")]
async fn list_types(request: HttpRequest, params: Params) -> Result<HttpResponse> {
    let view = |entry: &'static Type, language: &_| TypeView {
        value: entry.value,
        label: entry.label(language),
        coar: entry.coar_uri(),
        schema_org: entry.schema_org,
        required: requirements::of_type(entry.value).map(|requirement| RequirementView::of(requirement, language)).collect(),
    };
    list(&request, &params, TYPES, view)
}

/// What a resource can be about: a tree of two levels.
#[utoipa::path(tag = "vocabularies", operation_id = "list_topics", params(("lang" = Option<String>, Query, description = "`en` or `es`; wins over `Accept-Language`.")), responses((status = 200, body = Vocabulary<TopicView>), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/topics")]
async fn list_topics(app: Data<App>, request: HttpRequest, params: Params) -> Result<HttpResponse> {
    let view = |term: &Term, terms: &Terms, language: &LanguageTag| TopicView {
        value: term.value.clone(),
        label: in_language(&term.labels, language).to_owned(),
        // Under a topic that is hidden, it stands at the top.
        parent: term.parent.clone().filter(|parent| terms.shown().any(|shown| shown.value == *parent)),
    };
    list_terms(&app, &request, &params, Edited::Topics, view).await
}

/// Whom a resource can be made for.
#[utoipa::path(tag = "vocabularies", operation_id = "list_audiences", params(("lang" = Option<String>, Query, description = "`en` or `es`; wins over `Accept-Language`.")), responses((status = 200, body = Vocabulary<TermView>), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/audiences")]
async fn list_audiences(app: Data<App>, request: HttpRequest, params: Params) -> Result<HttpResponse> {
    list_terms(&app, &request, &params, Edited::Audiences, term_view).await
}

/// What others can be allowed to do with a resource.
#[utoipa::path(tag = "vocabularies", operation_id = "list_licenses", params(("lang" = Option<String>, Query, description = "`en`, `es`, `fr` or `ar`; wins over `Accept-Language`.")), responses((status = 200, body = Vocabulary<LicenseView>), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/licenses")]
async fn list_licenses(app: Data<App>, request: HttpRequest, params: Params) -> Result<HttpResponse> {
    let view = |term: &Term, _: &Terms, language: &LanguageTag| LicenseView {
        value: term.value.clone(),
        label: in_language(&term.labels, language).to_owned(),
        plain: in_language(&term.plain, language).to_owned(),
        adaptable: term.is_adaptable,
        sellable: term.is_sellable,
        url: term.url.clone(),
    };
    list_terms(&app, &request, &params, Edited::Licenses, view).await
}

/// Common languages by their BCP 47 tags. A resource may have any other that has a tag.
#[utoipa::path(tag = "vocabularies", operation_id = "list_languages", params(("lang" = Option<String>, Query, description = "`en` or `es`; wins over `Accept-Language`.")), responses((status = 200, body = Vocabulary<LanguageView>), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/languages")]
async fn list_languages(request: HttpRequest, params: Params) -> Result<HttpResponse> {
    let view = |entry: &'static Language, language: &_| LanguageView {
        value: entry.value,
        label: entry.label(language),
        own_name: entry.own_name,
    };
    list(&request, &params, LANGUAGES, view)
}

/// Countries and territories by ISO 3166-1 alpha-2, and `001` for the world.
#[utoipa::path(tag = "vocabularies", operation_id = "list_countries", params(("lang" = Option<String>, Query, description = "`en` or `es`; wins over `Accept-Language`.")), responses((status = 200, body = Vocabulary<TermView>), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/countries")]
async fn list_countries(request: HttpRequest, params: Params) -> Result<HttpResponse> {
    let view = |entry: &'static Country, language: &_| TermView { value: entry.value.to_owned(), label: entry.label(language).to_owned() };
    list(&request, &params, COUNTRIES, view)
}
