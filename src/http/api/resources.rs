//! What anyone may find, read and download; and the admin's withdrawal and restoring.

use super::search::{self, SearchView};
use super::views::ResourceView;
use crate::app::App;
use crate::auth::{Admin, User};
use crate::db::{changes, editions};
use crate::domain::ids::{FileId, OrganizationId, ResourceId};
use crate::domain::text::paragraphs;
use crate::domain::time::Timestamp;
use crate::domain::words::{Counted, ResourceStatus, Section, Sort, WithdrawalReason};
use crate::error::{Error, Result};
use crate::http::extract::{Json, Params};
use crate::http::problem::Problem;
use crate::http::{citations, downloads, language, visitors};
use crate::library::purge::{self, PurgeInput};
use crate::library::{resources, review_dates};
use actix_web::web::{self, Data, Path};
use actix_web::{HttpRequest, HttpResponse, get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

pub fn configure(config: &mut ServiceConfig) {
    config.service(search_resources).service(read_resource).service(download_file);
    config.service(withdraw_resource).service(restore_resource).service(purge_resource).service(keep_resource);
}

/// How an answer is written.
#[derive(ToSchema)]
#[serde(rename_all = "lowercase")]
#[expect(dead_code, reason = "it only describes the values of a parameter")]
pub enum AnswerFormat {
    Json,
    Csv,
    Ris,
    Bibtex,
}

/// Search the library. Any text is a query. Filters of one name mean "or", of different names "and".
#[utoipa::path(
    tag = "resources", operation_id = "search_resources",
    params(
        ("q" = Option<String>, Query, description = "Words; a phrase in quotes; -word to leave out."),
        ("section" = Option<Vec<Section>>, Query), ("topic" = Option<Vec<String>>, Query), ("type" = Option<Vec<String>>, Query),
        ("audience" = Option<Vec<String>>, Query), ("language" = Option<Vec<String>>, Query, description = "BCP 47."),
        ("organization" = Option<Vec<OrganizationId>>, Query), ("country" = Option<Vec<String>>, Query),
        ("year_from" = Option<i32>, Query), ("year_to" = Option<i32>, Query), ("sort" = Option<Sort>, Query),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100), ("offset" = Option<u32>, Query, maximum = 10000),
        ("after_change" = Option<i64>, Query, minimum = 0, description = "Wait until the index holds this change."),
        ("query_language" = Option<String>, Query, description = "BCP 47; absent: all that are plausible."),
        ("lang" = Option<String>, Query, description = "The language of labels; absent: Accept-Language."),
        ("format" = Option<AnswerFormat>, Query, description = "Absent: as `Accept` says. As csv, ris or bibtex up to 1,000 resources come at once, and `Link` leads to the next.")
    ),
    responses((status = 200, content((SearchView = "application/json"), (String = "text/csv"), (String = "application/x-research-info-systems"), (String = "application/x-bibtex"))), (status = "4XX", body = Problem), (status = "5XX", body = Problem))
)]
#[get("/resources")]
async fn search_resources(app: Data<App>, request: HttpRequest, params: Params) -> Result<HttpResponse> {
    if let Some(format) = citations::wanted(&request, &params)? {
        return search::cite(&app, &params, &request, format).await;
    }
    let answer = search::run(&app, &params, &request).await?;
    Ok(HttpResponse::Ok().insert_header(("cache-control", "no-cache")).insert_header(("vary", "accept, accept-language")).json(answer))
}

/// Read a resource. What was withdrawn, or is hidden while somebody looks at it, answers 410 with its reason.
#[utoipa::path(
    tag = "resources", operation_id = "read_resource",
    params(("id" = ResourceId, Path), ("format" = Option<AnswerFormat>, Query, description = "Absent: as `Accept` says.")),
    responses((status = 200, content((ResourceView = "application/json"), (String = "text/csv"), (String = "application/x-research-info-systems"), (String = "application/x-bibtex"))), (status = "4XX", body = Problem), (status = "5XX", body = Problem))
)]
#[get("/resources/{id}")]
async fn read_resource(app: Data<App>, request: HttpRequest, params: Params, id: Path<ResourceId>) -> Result<HttpResponse> {
    let (id, now, language) = (*id, app.clock.now(), language::of(&request, None));
    if let Some(format) = citations::wanted(&request, &params)? {
        let resource = app.db.read(move |c| editions::find_public(c, id)).await?;
        return Ok(citations::answer(format, &[citations::citation(&app, &resource)], &format!("resource-{id}"), None));
    }
    let view = app.db.read(move |c| {
        let resource = editions::find_public(c, id)?;
        let not_reviewed_since = review_dates::not_reviewed_since(c, &resource, now)?;
        Ok(ResourceView { not_reviewed_since, ..ResourceView::of(&resource, &language, changes::head(c)?) })
    });
    let view = view.await?;
    visitors::count(&app, &request, Counted::View, &id.to_string()).await;
    Ok(HttpResponse::Ok().insert_header(("cache-control", "no-cache")).insert_header(("vary", "accept, accept-language")).json(view))
}

/// Download a file of a resource.
#[utoipa::path(
    tag = "resources", operation_id = "download_resource_file", params(("id" = ResourceId, Path), ("file_id" = FileId, Path)),
    responses((status = 200, description = "The bytes, under the media type of the file; Range and ETag are understood.", content_type = "*/*"), (status = 206), (status = 304), (status = "4XX", body = Problem), (status = "5XX", body = Problem))
)]
#[get("/resources/{id}/files/{file_id}")]
async fn download_file(app: Data<App>, request: HttpRequest, path: Path<(ResourceId, FileId)>) -> Result<HttpResponse> {
    let (id, file) = *path;
    let found = app.db.read(move |c| {
        let resource = editions::find_public(c, id)?;
        let found = resource.files().find(|(row, _)| row.id == file).cloned();
        found.ok_or(Error::NotFound("file"))
    });
    let (file, blob) = found.await?;
    let response = downloads::send(&app, &request, &file.name, &blob).await?;
    if visitors::is_download(&response) {
        visitors::count(&app, &request, Counted::Download, &id.to_string()).await;
    }
    Ok(response)
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawalInput {
    reason: WithdrawalReason,
    /// Shown to the public; at most 2,000 characters.
    #[schema(min_length = 1, max_length = 2000)]
    note: Option<String>,
}

/// Where a resource stands after an admin's act.
#[derive(Serialize, ToSchema)]
pub struct StandingView {
    id: ResourceId,
    status: ResourceStatus,
    /// The change of the feed that this answer made.
    change: Option<i64>,
}

/// Take a resource out of the public's sight, at once.
#[utoipa::path(tag = "resources", operation_id = "withdraw_resource", security(("bearer" = ["admin"]), ("token" = ["admin"])), params(("id" = ResourceId, Path)), responses((status = 200, body = StandingView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/resources/{id}/withdraw")]
async fn withdraw_resource(
    app: Data<App>,
    admin: Admin,
    id: Path<ResourceId>,
    input: Json<WithdrawalInput>,
) -> Result<web::Json<StandingView>> {
    let (id, now, WithdrawalInput { reason, note }) = (*id, app.clock.now(), input.0);
    let note = note.map(|note| paragraphs(&note, 2_000)).transpose().map_err(|message| Error::invalid("note", message))?;
    let act = move |tx: &mut crate::db::Tx| resources::withdraw(tx, &admin, id, reason, note.as_deref(), now);
    let (resource, change) = app.db.write_seq(act).await?;
    Ok(web::Json(StandingView { id, status: resource.status, change }))
}

/// Bring a withdrawn resource back.
#[utoipa::path(tag = "resources", operation_id = "restore_resource", security(("bearer" = ["admin"]), ("token" = ["admin"])), params(("id" = ResourceId, Path)), responses((status = 200, body = StandingView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/resources/{id}/restore")]
async fn restore_resource(app: Data<App>, admin: Admin, id: Path<ResourceId>) -> Result<web::Json<StandingView>> {
    let (id, now) = (*id, app.clock.now());
    let (resource, change) = app.db.write_seq(move |tx| resources::restore(tx, &admin, id, now)).await?;
    Ok(web::Json(StandingView { id, status: resource.status, change }))
}

/// By when a resource is to be looked at again.
#[derive(Serialize, ToSchema)]
pub struct ReviewDateView {
    id: ResourceId,
    review_by: Option<Timestamp>,
    reviewed_at: Option<Timestamp>,
    /// The change of the feed that this answer made.
    change: Option<i64>,
}

/// Say that a resource is still good: the date by which it is to be looked at again moves on.
#[utoipa::path(tag = "submissions", operation_id = "keep_resource", security(("bearer" = ["uploader"]), ("bearer" = ["reviewer"]), ("token" = ["submit"])), params(("id" = ResourceId, Path)), responses((status = 200, body = ReviewDateView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/resources/{id}/still-good")]
async fn keep_resource(app: Data<App>, user: User, id: Path<ResourceId>) -> Result<web::Json<ReviewDateView>> {
    let (id, now) = (*id, app.clock.now());
    let (row, change) = app.db.write_seq(move |tx| review_dates::still_good(tx, &user, id, now)).await?;
    Ok(web::Json(ReviewDateView { id, review_by: row.review_by, reviewed_at: row.reviewed_at, change }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PurgeRequest {
    reason: WithdrawalReason,
    /// Shown to the public for good: please name nobody.
    note: Option<String>,
    /// The title of the resource, so that nothing is destroyed by accident.
    confirm_title: String,
}

/// What is left of a purged resource.
#[derive(Serialize, ToSchema)]
pub struct PurgedView {
    id: ResourceId,
    purged_at: Timestamp,
    /// How many files are destroyed with it: those that nothing else has.
    files: usize,
    /// The change of the feed that this answer made.
    change: Option<i64>,
}

/// Destroy a resource: its files, texts, editions and submissions, for good. It answers 410 from now on, without its title.
#[utoipa::path(tag = "resources", operation_id = "purge_resource", security(("bearer" = ["admin"]), ("token" = ["admin"])), params(("id" = ResourceId, Path)), responses((status = 200, body = PurgedView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/resources/{id}/purge")]
async fn purge_resource(app: Data<App>, admin: Admin, id: Path<ResourceId>, input: Json<PurgeRequest>) -> Result<web::Json<PurgedView>> {
    let (id, now, PurgeRequest { reason, note, confirm_title }) = (*id, app.clock.now(), input.0);
    let note = note.map(|note| paragraphs(&note, 2_000)).transpose().map_err(|message| Error::invalid("note", message))?;
    let input = PurgeInput { reason, note, confirm_title };
    let (purged, change) = app.db.write_seq(move |tx| purge::purge(tx, &admin, id, &input, now)).await?;
    Ok(web::Json(PurgedView { id, purged_at: purged.purged_at, files: purged.blob_hashes.len(), change }))
}
