//! Resources in the formats of others: chosen by `format`, or by `Accept`.

use super::api::BASE;
use super::extract::Params;
use crate::app::App;
use crate::db::editions::PublicResource;
use crate::domain::citation::{Citation, Format};
use crate::domain::ids::ResourceId;
use crate::domain::language::LanguageTag;
use crate::error::{Error, Result};
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};

/// The format that is asked for; none for JSON.
pub fn wanted(request: &HttpRequest, params: &Params) -> Result<Option<Format>> {
    match params.text("format") {
        Some("json") => Ok(None),
        Some(name) => {
            let known = Format::ALL.into_iter().find(|format| format.as_str() == name);
            known.map(Some).ok_or_else(|| Error::invalid("format", "must be json, csv, ris or bibtex"))
        }
        None => Ok(accepted(request)),
    }
}

/// The first format that the client names, unless it names JSON or takes anything before it.
fn accepted(request: &HttpRequest) -> Option<Format> {
    let accept = request.headers().get(header::ACCEPT)?.to_str().ok()?;
    let mut kinds = accept.split(',').map(|kind| kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase());
    kinds.find_map(|kind| match kind.as_str() {
        "application/json" | "*/*" | "application/*" => Some(None),
        kind => Format::ALL.into_iter().find(|format| format.media_type() == kind).map(Some),
    })?
}

/// Where people find a resource.
pub fn address(app: &App, id: ResourceId) -> String {
    format!("{}{BASE}/resources/{id}", app.config.public_url.as_str().trim_end_matches('/'))
}

pub fn citation(app: &App, resource: &PublicResource) -> Citation {
    let metadata = resource.metadata();
    Citation {
        id: resource.id().to_string(),
        title: metadata.title_or_placeholder().to_owned(),
        summary: metadata.summary.clone().unwrap_or_default(),
        section: resource.edition().section.to_string(),
        kind: metadata.kind.clone().unwrap_or_default(),
        language: metadata.language.as_ref().map_or_else(|| "und".to_owned(), ToString::to_string),
        topics: metadata.topics.clone(),
        audiences: metadata.audiences.clone(),
        authors: metadata.authors.clone(),
        author_organization: metadata.author_organization.clone(),
        organization: resource.organization_name(&LanguageTag::english()),
        year: metadata.year,
        countries: metadata.countries.clone(),
        license: metadata.license.clone().unwrap_or_default(),
        link_url: metadata.link_url.clone(),
        url: address(app, resource.id()),
        published_at: resource.published_at().to_string(),
        updated_at: resource.updated_at().to_string(),
    }
}

/// An answer that browsers save under a name.
pub fn answer(format: Format, citations: &[Citation], name: &str, next: Option<String>) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    if let Some(next) = next {
        response.insert_header((header::LINK, format!("<{next}>; rel=\"next\"")));
    }
    response
        .content_type(format!("{}; charset=utf-8", format.media_type()))
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .insert_header((header::VARY, "accept"))
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.{}\"", format.ending())))
        .body(format.write(citations))
}
