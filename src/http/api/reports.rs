//! Reports: anyone says that something is wrong with a resource, and reviewers answer.

use super::organizations::rows_for;
use crate::app::App;
use crate::auth::Reviewer;
use crate::auth::keys::LinkPurpose;
use crate::db::reports::{self as rows, Filter, ReportRow};
use crate::domain::ids::{ReportId, ResourceId, UserId};
use crate::domain::language::LanguageTag;
use crate::domain::metadata::Faults;
use crate::domain::text::{EmailAddress, paragraphs};
use crate::domain::time::Timestamp;
use crate::domain::words::{ReportKind, ReportStatus};
use crate::error::{Error, Result};
use crate::http::cursor::{self, Page};
use crate::http::extract::{Json, Params};
use crate::http::language;
use crate::http::problem::Problem;
use crate::library::reports::{self, NewReport};
use actix_web::web::{self, Data, Path};
use actix_web::{HttpRequest, HttpResponse, get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

const MAX_MESSAGE_CHARS: usize = 5_000;

pub fn configure(config: &mut ServiceConfig) {
    config.service(report_resource).service(list_reports).service(answer_report).service(read_receipt);
}

/// What somebody says about a resource.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportInput {
    /// `about_me` and `harmful` are read by reviewers of other organizations only; the one that shares the resource is not told of them.
    kind: ReportKind,
    /// What is wrong, and where: plain text.
    #[schema(min_length = 1, max_length = 5000)]
    message: String,
    /// Where the answer goes. The organization that shares the resource never sees it.
    #[schema(format = Email)]
    email: Option<String>,
    /// The language of the answer (BCP 47); absent: `Accept-Language`.
    #[schema(min_length = 2, max_length = 35)]
    language: Option<String>,
    /// Stays empty. A form hides this field: only programs fill it in, and what they send is thrown away.
    #[schema(max_length = 2000)]
    website: Option<String>,
}

/// What whoever reported keeps.
#[derive(Serialize, ToSchema)]
pub struct ReceiptView {
    /// To speak of it.
    number: String,
    /// A secret: whoever has it reads where the report stands at `/reports/{receipt}`.
    receipt: String,
    status: ReportStatus,
    created_at: Timestamp,
}

/// Report a public resource. No account is needed; the receipt shows later what came of it.
#[utoipa::path(tag = "resources", operation_id = "report_resource", params(("id" = ResourceId, Path)), responses((status = 201, body = ReceiptView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/resources/{id}/reports")]
async fn report_resource(app: Data<App>, request: HttpRequest, id: Path<ResourceId>, input: Json<ReportInput>) -> Result<HttpResponse> {
    let (resource, now) = (*id, app.clock.now());
    let is_by_a_program = input.0.website.as_deref().is_some_and(|website| !website.trim().is_empty());
    let new = check(input.0, language::of(&request, None))?;
    let receipt = ReceiptView {
        number: reports::number(new.id),
        receipt: app.keys.sign(LinkPurpose::Report, new.id.uuid()),
        status: ReportStatus::Open,
        created_at: now,
    };
    if !is_by_a_program {
        app.db.write(move |tx| reports::report(tx, resource, &new, now)).await?;
    }
    Ok(HttpResponse::Created().json(receipt))
}

fn check(input: ReportInput, reads: LanguageTag) -> Result<NewReport> {
    let mut faults = Faults::default();
    let message = faults.take("message", paragraphs(&input.message, MAX_MESSAGE_CHARS)).unwrap_or_default();
    let email = input.email.filter(|email| !email.trim().is_empty()).and_then(|email| faults.take("email", EmailAddress::parse(&email)));
    let language = input.language.and_then(|language| faults.take("language", LanguageTag::parse(&language))).unwrap_or(reads);
    faults.finish(NewReport { id: ReportId::new(), kind: input.kind, message, email, language }).map_err(Error::Invalid)
}

/// Where a report stands, for whoever made it.
#[derive(Serialize, ToSchema)]
pub struct ReportStateView {
    number: String,
    kind: ReportKind,
    status: ReportStatus,
    created_at: Timestamp,
    /// What the reviewers say to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    answered_at: Option<Timestamp>,
}

/// Read where a report stands, with the secret of its receipt. What was purged since, with the resource, answers 410.
#[utoipa::path(tag = "resources", operation_id = "read_report_receipt", params(("receipt" = String, Path)), responses((status = 200, body = ReportStateView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/reports/{receipt}")]
async fn read_receipt(app: Data<App>, receipt: Path<String>) -> Result<web::Json<ReportStateView>> {
    let id = app.keys.open(LinkPurpose::Report, &receipt).ok_or(Error::NotFound("report"))?;
    let id = ReportId::from_uuid(id);
    let row = app.db.read(move |c| rows::get(c, id)).await?.ok_or_else(|| Error::Gone { reason: "purged".to_owned(), note: None })?;
    let ReportRow { kind, status, created_at, answer, answered_at, .. } = row;
    Ok(web::Json(ReportStateView { number: reports::number(id), kind, status, created_at, answer, answered_at }))
}

/// A report, as reviewers see it.
#[derive(Serialize, ToSchema)]
pub struct ReportView {
    id: ReportId,
    number: String,
    resource_id: ResourceId,
    kind: ReportKind,
    message: String,
    /// Of whoever reported, where they want to hear of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    language: LanguageTag,
    status: ReportStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    answered_by: Option<UserId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    answered_at: Option<Timestamp>,
    /// Name it when you answer.
    version: i64,
    created_at: Timestamp,
}

impl From<ReportRow> for ReportView {
    fn from(row: ReportRow) -> Self {
        Self {
            id: row.id,
            number: reports::number(row.id),
            resource_id: row.resource_id,
            kind: row.kind,
            message: row.message,
            email: row.email,
            language: row.language,
            status: row.status,
            answer: row.answer,
            answered_by: row.answered_by,
            answered_at: row.answered_at,
            version: row.version,
            created_at: row.created_at,
        }
    }
}

/// List reports, oldest first. What is confidential is not shown to reviewers who belong to the organization concerned.
#[utoipa::path(
    tag = "reviews", operation_id = "list_reports", security(("bearer" = ["reviewer"]), ("token" = ["review"])),
    params(
        ("status" = Option<ReportStatus>, Query, description = "Absent: all."), ("kind" = Option<ReportKind>, Query),
        ("resource_id" = Option<ResourceId>, Query), ("limit" = Option<u32>, Query, minimum = 1, maximum = 100), ("cursor" = Option<String>, Query)
    ),
    responses((status = 200, body = Page<ReportView>), (status = "4XX", body = Problem), (status = "5XX", body = Problem))
)]
#[get("/reports")]
async fn list_reports(app: Data<App>, reviewer: Reviewer, params: Params) -> Result<web::Json<Page<ReportView>>> {
    let (limit, after) = (params.limit()?, cursor::decode(params.text("cursor"), |id| ReportId::parse(id).ok())?);
    let filter = Filter {
        status: params.one("status", "must be open, answered or closed")?,
        kind: params.one("kind", "must be copyright, about_me, harmful, dead_link, out_of_date or other")?,
        resource: params.one("resource_id", "must be the id of a resource")?,
        not_confidential_of: Vec::new(),
    };
    let rows = app.db.read(move |c| reports::list(c, &reviewer, filter, after, rows_for(limit))).await?;
    Ok(web::Json(cursor::page(rows, limit, |row| row.id.to_string(), |row| Ok(row.into()))?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportAnswer {
    /// For whoever reported; absent: the report is closed without a word.
    #[schema(min_length = 1, max_length = 5000)]
    answer: Option<String>,
    /// The version of the report that was read.
    version: i64,
}

/// Answer a report, or close it. Whoever made it is told, if they left an address.
#[utoipa::path(tag = "reviews", operation_id = "answer_report", security(("bearer" = ["reviewer"]), ("token" = ["review"])), params(("id" = ReportId, Path)), responses((status = 200, body = ReportView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/reports/{id}/answer")]
async fn answer_report(app: Data<App>, reviewer: Reviewer, id: Path<ReportId>, input: Json<ReportAnswer>) -> Result<web::Json<ReportView>> {
    let (id, now, ReportAnswer { answer, version }) = (*id, app.clock.now(), input.0);
    let answer = answer.map(|answer| paragraphs(&answer, MAX_MESSAGE_CHARS)).transpose();
    let answer = answer.map_err(|message| Error::invalid("answer", message))?;
    let row = app.db.write(move |tx| reports::answer(tx, &reviewer, id, answer.as_deref(), version, now)).await?;
    Ok(web::Json(row.into()))
}
