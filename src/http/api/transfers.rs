//! Documents in and out in bulk: asked for here, done beside requests, looked at here again.

use super::uploads;
use crate::app::App;
use crate::auth::{Admin, User};
use crate::blocking::blocking;
use crate::bulk::{Options, Report};
use crate::db::exports::{self, ExportRow};
use crate::db::imports::{self, ImportRow};
use crate::db::{Tx, blobs};
use crate::domain::ids::{ExportId, ImportId, OrganizationId};
use crate::domain::text::FileName;
use crate::domain::time::Timestamp;
use crate::domain::words::{ImportAs, TransferStatus};
use crate::error::{Context, Error, Result};
use crate::http::cursor::{self, Page};
use crate::http::downloads;
use crate::http::extract::{Json, Params};
use crate::http::idempotency::Idempotent;
use crate::http::problem::Problem;
use crate::library::keeping;
use crate::library::transfers::{self, StoredArchive};
use actix_web::http::StatusCode;
use actix_web::web::{self, Data, Path};
use actix_web::{HttpRequest, HttpResponse, get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

/// Faults that an answer holds; all of them are in the table of faults.
const FAULTS_SHOWN: usize = 100;

pub fn configure(config: &mut ServiceConfig) {
    config.service(create_import).service(list_imports).service(read_import).service(read_import_faults);
    config.service(create_export).service(list_exports).service(read_export).service(download_export);
}

/// An import that was asked for.
#[derive(Serialize, ToSchema)]
pub struct ImportView {
    id: ImportId,
    status: TransferStatus,
    #[serde(rename = "state")]
    import_as: ImportAs,
    dry_run: bool,
    rows_done: i64,
    /// 0 until they were counted.
    rows_total: i64,
    /// What came of it, with the first hundred faults.
    #[serde(skip_serializing_if = "Option::is_none")]
    report: Option<Report>,
    /// Why nothing came of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<String>,
    created_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<Timestamp>,
}

impl ImportView {
    fn of(row: ImportRow) -> Result<Self> {
        let options: Options = serde_json::from_str(&row.options).context("reading an import")?;
        let mut report = report(&row)?;
        if let Some(report) = &mut report {
            report.faults.truncate(FAULTS_SHOWN);
        }
        Ok(Self {
            id: row.id,
            status: row.status,
            import_as: options.import_as,
            dry_run: options.dry_run,
            rows_done: row.rows_done,
            rows_total: row.rows_total,
            report,
            failure: row.failure,
            created_at: row.created_at,
            ended_at: row.ended_at,
        })
    }
}

fn report(row: &ImportRow) -> Result<Option<Report>> {
    row.report.as_deref().map(serde_json::from_str).transpose().context("reading the report of an import")
}

/// What to import: an archive (zip) with a table and files, or a table (CSV) alone.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "it only describes the parts of a multipart body")]
pub struct ImportParts {
    options: Options,
    #[schema(value_type = String, format = Binary, content_media_type = "application/octet-stream")]
    file: Vec<u8>,
}

/// Import documents from an older library. It is done beside this request: look at it again for what came of it. What is taken in as approved becomes public when its files were looked at; nobody is sent mail.
#[utoipa::path(
    tag = "bulk", operation_id = "create_import", security(("bearer" = ["admin"]), ("token" = ["admin"])),
    params(("Idempotency-Key" = Option<String>, Header, max_length = 200, pattern = "^[!-~]([ -~]*[!-~])?$", description = "Asked again with the same key, the first answer is repeated.")),
    request_body(content = ImportParts, content_type = "multipart/form-data"),
    responses((status = 202, body = ImportView), (status = "4XX", body = Problem), (status = "5XX", body = Problem))
)]
#[post("/imports")]
async fn create_import(app: Data<App>, admin: Admin, request: HttpRequest, payload: web::Payload) -> Result<HttpResponse> {
    let now = app.clock.now();
    let idempotent = Idempotent::begin(&app, &request, admin.user()).await?;
    match receive(&app, &request, payload).await {
        Ok((hash, options, archive)) => {
            let act = move |tx: &mut Tx| ImportView::of(transfers::request_import(tx, &admin, &options, &archive, now)?);
            idempotent.answer(hash, StatusCode::ACCEPTED, act).await
        }
        Err(failure) => {
            idempotent.release().await;
            Err(failure)
        }
    }
}

async fn receive(app: &Data<App>, request: &HttpRequest, payload: web::Payload) -> Result<(String, serde_json::Value, StoredArchive)> {
    if !uploads::is_multipart(request) {
        return Err(Error::UnsupportedMediaType { message: "Send multipart/form-data with an options part and a file part.".to_owned() });
    }
    let upload = uploads::receive_archive(app, request, payload).await?;
    let options = serde_json::to_value(upload.options.check()?).context("writing down what was asked for")?;
    let (db, store, spooled) = (app.db.clone(), app.files.clone(), upload.file);
    let archive = blocking(move || {
        keeping::keep(&db, &store, &spooled)?;
        Ok(StoredArchive { size_bytes: i64::try_from(spooled.size_bytes).unwrap_or(i64::MAX), sha256: spooled.sha256.clone() })
    });
    Ok((upload.body_hash, options, archive.await?))
}

/// List the imports that were asked for, newest first.
#[utoipa::path(
    tag = "bulk", operation_id = "list_imports", security(("bearer" = ["admin"]), ("token" = ["admin"])),
    params(("limit" = Option<u32>, Query, minimum = 1, maximum = 100), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = Page<ImportView>), (status = "4XX", body = Problem), (status = "5XX", body = Problem))
)]
#[get("/imports")]
async fn list_imports(app: Data<App>, _admin: Admin, params: Params) -> Result<web::Json<Page<ImportView>>> {
    let limit = params.limit()?;
    let after = cursor::decode(params.text("cursor"), |key| ImportId::parse(key).ok())?;
    let rows = app.db.read(move |c| imports::list(c, after, limit as i64 + 1)).await?;
    Ok(web::Json(cursor::page(rows, limit, |row| row.id.to_string(), ImportView::of)?))
}

/// Read how far an import is, and what came of it.
#[utoipa::path(tag = "bulk", operation_id = "read_import", security(("bearer" = ["admin"]), ("token" = ["admin"])), params(("id" = ImportId, Path)), responses((status = 200, body = ImportView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/imports/{id}")]
async fn read_import(app: Data<App>, _admin: Admin, id: Path<ImportId>) -> Result<web::Json<ImportView>> {
    let id = *id;
    Ok(web::Json(ImportView::of(app.db.read(move |c| imports::find(c, id)).await?)?))
}

/// Download everything that was wrong with the rows of an import, as a table (CSV): row, column, message.
#[utoipa::path(
    tag = "bulk", operation_id = "read_import_faults", security(("bearer" = ["admin"]), ("token" = ["admin"])), params(("id" = ImportId, Path)),
    responses((status = 200, description = "A row for each fault; none until the import has ended.", content_type = "text/csv", body = String), (status = "4XX", body = Problem), (status = "5XX", body = Problem))
)]
#[get("/imports/{id}/faults")]
async fn read_import_faults(app: Data<App>, _admin: Admin, id: Path<ImportId>) -> Result<HttpResponse> {
    let id = *id;
    let faults = app.db.read(move |c| report(&imports::find(c, id)?)?.unwrap_or_default().faults_to_csv()).await?;
    let disposition = "attachment; filename=\"faults.csv\"";
    Ok(HttpResponse::Ok().content_type("text/csv; charset=utf-8").insert_header(("content-disposition", disposition)).body(faults))
}

/// Whose documents to export.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExportInput {
    /// Absent: the whole library's, for admins.
    organization_id: Option<OrganizationId>,
}

/// An export that was asked for.
#[derive(Serialize, ToSchema)]
pub struct ExportView {
    id: ExportId,
    status: TransferStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    organization_id: Option<OrganizationId>,
    /// How far it is; 0 of 0 until it was counted.
    done: i64,
    total: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    size_bytes: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<String>,
    created_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<Timestamp>,
    /// Until then it can be downloaded.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<Timestamp>,
}

impl From<ExportRow> for ExportView {
    fn from(row: ExportRow) -> Self {
        Self {
            id: row.id,
            status: row.status,
            organization_id: row.organization_id,
            done: row.editions_done,
            total: row.editions_total,
            size_bytes: row.size_bytes,
            failure: row.failure,
            created_at: row.created_at,
            ended_at: row.ended_at,
            expires_at: row.expires_at,
        }
    }
}

/// Export what is published, with files and history, as an archive (zip) that an import reads. It is made beside this request, and can be downloaded for a day.
#[utoipa::path(
    tag = "bulk", operation_id = "create_export", security(("bearer" = ["manager"]), ("bearer" = ["admin"]), ("token" = ["manage"])),
    request_body = ExportInput,
    responses((status = 202, body = ExportView), (status = "4XX", body = Problem), (status = "5XX", body = Problem))
)]
#[post("/exports")]
async fn create_export(app: Data<App>, user: User, input: Json<ExportInput>) -> Result<HttpResponse> {
    let (now, organization) = (app.clock.now(), input.0.organization_id);
    let export = app.db.write(move |tx| transfers::request_export(tx, &user, organization, now)).await?;
    Ok(HttpResponse::Accepted().json(ExportView::from(export)))
}

/// List the exports that one has asked for, newest first.
#[utoipa::path(
    tag = "bulk", operation_id = "list_exports", security(("bearer" = []), ("token" = ["manage"])),
    params(("limit" = Option<u32>, Query, minimum = 1, maximum = 100), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = Page<ExportView>), (status = "4XX", body = Problem), (status = "5XX", body = Problem))
)]
#[get("/exports")]
async fn list_exports(app: Data<App>, user: User, params: Params) -> Result<web::Json<Page<ExportView>>> {
    let limit = params.limit()?;
    let after = cursor::decode(params.text("cursor"), |key| ExportId::parse(key).ok())?;
    let rows = app.db.read(move |c| exports::list_of_user(c, user.id(), after, limit as i64 + 1)).await?;
    Ok(web::Json(cursor::page(rows, limit, |row| row.id.to_string(), |row| Ok(ExportView::from(row)))?))
}

/// Read how far an export is that one has asked for.
#[utoipa::path(tag = "bulk", operation_id = "read_export", security(("bearer" = ["manager"]), ("bearer" = ["admin"]), ("token" = ["manage"])), params(("id" = ExportId, Path)), responses((status = 200, body = ExportView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/exports/{id}")]
async fn read_export(app: Data<App>, user: User, id: Path<ExportId>) -> Result<web::Json<ExportView>> {
    let id = *id;
    Ok(web::Json(app.db.read(move |c| transfers::find_export(c, &user, id)).await?.into()))
}

/// Download an export that one has asked for.
#[utoipa::path(
    tag = "bulk", operation_id = "download_export", security(("bearer" = ["manager"]), ("bearer" = ["admin"]), ("token" = ["manage"])), params(("id" = ExportId, Path)),
    responses((status = 200, description = "The archive; Range and ETag are understood.", content_type = "application/zip"), (status = 206), (status = 304), (status = "4XX", body = Problem), (status = "5XX", body = Problem))
)]
#[get("/exports/{id}/file")]
async fn download_export(app: Data<App>, user: User, request: HttpRequest, id: Path<ExportId>) -> Result<HttpResponse> {
    let (id, now) = (*id, app.clock.now());
    let blob = app.db.read(move |c| {
        let export = transfers::find_export(c, &user, id)?;
        match export.blob_sha256.filter(|_| export.expires_at.is_some_and(|until| until > now)) {
            Some(sha256) => blobs::find(c, &sha256),
            None if export.ended_at.is_none() => {
                Err(Error::conflict("not_ready", "The export is not made yet; look at it again until its status is done."))
            }
            None => Err(Error::NotFound("file")),
        }
    });
    let mut blob = blob.await?;
    blob.media_type = Some("application/zip".to_owned());
    downloads::send(&app, &request, &FileName::clean(&format!("commonshelf-{}.zip", now.naive().format("%Y-%m-%d"))), &blob).await
}
