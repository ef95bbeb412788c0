//! What the library needs around it, for admins: the same as the command `doctor`.

use crate::app::App;
use crate::auth::Admin;
use crate::doctor::{self, Facts, Finding};
use crate::error::Result;
use crate::http::problem::Problem;
use actix_web::get;
use actix_web::web::{self, Data};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

pub fn configure(config: &mut ServiceConfig) {
    config.service(get_doctor);
}

/// One thing that was looked at.
#[derive(Serialize, ToSchema)]
pub struct FindingView {
    /// A short name, stable for programs.
    #[schema(example = "backup")]
    check: &'static str,
    /// `ok`, `warn` or `fail`.
    #[schema(pattern = "^(ok|warn|fail)$", example = "ok")]
    health: &'static str,
    /// How it is.
    message: String,
    /// What to do; absent where all is well.
    #[serde(skip_serializing_if = "String::is_empty")]
    #[schema(required = false)]
    remedy: String,
}

impl From<Finding> for FindingView {
    fn from(finding: Finding) -> Self {
        Self { check: finding.check, health: finding.health.as_str(), message: finding.message, remedy: finding.remedy }
    }
}

#[derive(Serialize, ToSchema)]
pub struct DoctorView {
    /// The worst of all.
    #[schema(pattern = "^(ok|warn|fail)$", example = "ok")]
    health: &'static str,
    findings: Vec<FindingView>,
}

/// Whether all is well around the library: https, mail records, clock, disk, scanner, backup, what was given up, admins, secrets. With each, what to do.
#[utoipa::path(tag = "administration", operation_id = "get_doctor", security(("bearer" = ["admin"]), ("token" = ["admin"])), responses((status = 200, body = DoctorView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/doctor")]
async fn get_doctor(app: Data<App>, _admin: Admin) -> Result<web::Json<DoctorView>> {
    let asking = app.clone();
    let facts = app.db.read(move |c| Facts::read(c, &asking.config)).await?;
    let findings = doctor::examine(&app.config, &facts, app.clock.now()).await;
    let health = doctor::worst(&findings).as_str();
    Ok(web::Json(DoctorView { health, findings: findings.into_iter().map(FindingView::from).collect() }))
}
