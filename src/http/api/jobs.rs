//! Jobs that were given up and wait for an admin: mail that could not be sent, files that could not be read.

use crate::app::App;
use crate::auth::Admin;
use crate::db::jobs::{self, JobRow};
use crate::domain::ids::JobId;
use crate::domain::time::Timestamp;
use crate::error::Result;
use crate::http::cursor::{self, Page};
use crate::http::extract::Params;
use crate::http::problem::Problem;
use crate::library::parked;
use actix_web::web::{self, Data, Path};
use actix_web::{HttpResponse, get, post};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

pub fn configure(config: &mut ServiceConfig) {
    config.service(list_jobs).service(retry_job);
}

#[derive(Serialize, ToSchema)]
pub struct JobView {
    id: JobId,
    kind: String,
    /// What it was about: the id of a notification or decision, or the SHA-256 of a file.
    subject_id: String,
    attempts: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_error: Option<String>,
    created_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    parked_at: Option<Timestamp>,
}

impl From<JobRow> for JobView {
    fn from(job: JobRow) -> Self {
        Self {
            id: job.id,
            kind: job.kind,
            subject_id: job.subject_id,
            attempts: job.attempts,
            last_error: job.last_error,
            created_at: job.created_at,
            parked_at: job.parked_at,
        }
    }
}

/// List the jobs that were given up.
#[utoipa::path(
    tag = "machines", operation_id = "list_jobs", security(("bearer" = ["admin"]), ("token" = ["admin"])),
    params(("limit" = Option<u32>, Query, minimum = 1, maximum = 100), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = Page<JobView>), (status = "4XX", body = Problem), (status = "5XX", body = Problem))
)]
#[get("/jobs")]
async fn list_jobs(app: Data<App>, _admin: Admin, params: Params) -> Result<web::Json<Page<JobView>>> {
    let limit = params.limit()?;
    let after = cursor::decode(params.text("cursor"), |key| JobId::parse(key).ok())?;
    let rows = app.db.read(move |c| jobs::list_parked(c, after, limit as i64 + 1)).await?;
    Ok(web::Json(cursor::page(rows, limit, |job| job.id.to_string(), |job| Ok(JobView::from(job)))?))
}

/// Let a job that was given up run again.
#[utoipa::path(tag = "machines", operation_id = "retry_job", security(("bearer" = ["admin"]), ("token" = ["admin"])), params(("id" = JobId, Path)), responses((status = 202), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/jobs/{id}/retry")]
async fn retry_job(app: Data<App>, admin: Admin, id: Path<JobId>) -> Result<HttpResponse> {
    let (id, now) = (*id, app.clock.now());
    app.db.write(move |tx| parked::retry(tx, &admin, id, now)).await?;
    Ok(HttpResponse::Accepted().finish())
}
