//! Organizations: the directory of members, applying to become one, and an admin's answer. What goes on inside of one is in
//! [`super::members`].

use crate::app::App;
use crate::auth::Admin;
use crate::auth::keys::LinkPurpose;
use crate::db::organizations::{self, OrganizationRow};
use crate::domain::ids::OrganizationId;
use crate::domain::language::LanguageTag;
use crate::domain::organization::{ApplicationInput, MAX_TEXT_CHARS};
use crate::domain::text;
use crate::domain::time::Timestamp;
use crate::domain::words::OrganizationStatus;
use crate::error::{Context, Error, Result};
use crate::http::cursor::{self, Page};
use crate::http::extract::{Json, Params};
use crate::http::problem::Problem;
use crate::library::organizations as acts;
use actix_web::web::{self, Data, Path};
use actix_web::{HttpResponse, get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

pub fn configure(config: &mut ServiceConfig) {
    // Fixed segments first: `{id}` would take them.
    config.service(list_applications).service(confirm_organization).service(list_organizations).service(apply_organization);
    config.service(get_organization).service(decide_organization);
}

/// An organization as anyone may see it.
#[derive(Serialize, ToSchema)]
pub struct OrganizationView {
    id: OrganizationId,
    name: String,
    summary: String,
    /// ISO 3166-1 alpha-2, or `001` for the world; absent where the organization hides it.
    #[serde(skip_serializing_if = "Option::is_none")]
    country: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    website: Option<String>,
    /// BCP 47 tags.
    languages: Vec<String>,
    topics: Vec<String>,
    /// `active`; or `dormant` or `suspended`: what those shared stays public, and they share nothing new.
    status: OrganizationStatus,
}

impl OrganizationView {
    fn of(row: OrganizationRow) -> Result<Self> {
        Ok(Self {
            id: row.id,
            name: row.name,
            summary: row.summary,
            country: row.country.filter(|_| !row.hides_country),
            website: row.website,
            languages: serde_json::from_str(&row.languages).context("reading the languages of an organization")?,
            topics: serde_json::from_str(&row.topics).context("reading the topics of an organization")?,
            status: row.status,
        })
    }
}

/// The members of the network, except those that asked not to be listed.
#[utoipa::path(tag = "organizations", operation_id = "list_organizations", params(("limit" = Option<u8>, Query, minimum = 1, maximum = 100), ("cursor" = Option<String>, Query)), responses((status = 200, body = Page<OrganizationView>), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/organizations")]
async fn list_organizations(app: Data<App>, params: Params) -> Result<web::Json<Page<OrganizationView>>> {
    let (limit, after) = (params.limit()?, cursor::decode(params.text("cursor"), |id| OrganizationId::parse(id).ok())?);
    let rows = app.db.read(move |c| organizations::list(c, acts::LISTED, true, after, rows_for(limit))).await?;
    Ok(web::Json(cursor::page(rows, limit, |row| row.id.to_string(), OrganizationView::of)?))
}

/// One row more than the page holds, to know whether there is another.
pub fn rows_for(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1)
}

/// One member of the network.
#[utoipa::path(tag = "organizations", operation_id = "get_organization", params(("id" = OrganizationId, Path)), responses((status = 200, body = OrganizationView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/organizations/{id}")]
async fn get_organization(app: Data<App>, id: Path<String>) -> Result<web::Json<OrganizationView>> {
    let id = OrganizationId::parse(&id)?;
    let organization = app.db.read(move |c| acts::find_listed(c, id)).await?;
    Ok(web::Json(OrganizationView::of(organization)?))
}

/// What an applicant is told at once. The rest comes by mail.
#[derive(Serialize, ToSchema)]
pub struct ApplicationReceipt {
    id: OrganizationId,
    status: OrganizationStatus,
}

/// Apply to join the network. The contact is mailed a link to confirm the address; then the admins are told.
#[utoipa::path(tag = "organizations", operation_id = "apply_organization", responses((status = 202, body = ApplicationReceipt), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/organizations")]
async fn apply_organization(app: Data<App>, input: Json<ApplicationInput>) -> Result<HttpResponse> {
    let application = input.0.check().map_err(Error::Invalid)?;
    let now = app.clock.now();
    let OrganizationRow { id, status, .. } = app.db.write(move |tx| acts::apply(tx, &application, now)).await?;
    Ok(HttpResponse::Accepted().json(ApplicationReceipt { id, status }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmationInput {
    /// The last part of the mailed link.
    token: String,
}

#[derive(Serialize, ToSchema)]
pub struct ConfirmationView {
    name: String,
    status: OrganizationStatus,
}

/// Confirm the address of an application with the token of the mailed link. Doing it twice is harmless.
#[utoipa::path(tag = "organizations", operation_id = "confirm_organization", responses((status = 200, body = ConfirmationView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/organizations/confirmations")]
async fn confirm_organization(app: Data<App>, input: Json<ConfirmationInput>) -> Result<web::Json<ConfirmationView>> {
    let OrganizationRow { name, status, .. } = confirm(&app, &input.0.token).await?;
    Ok(web::Json(ConfirmationView { name, status }))
}

/// The act behind the API and the page.
pub async fn confirm(app: &App, token: &str) -> Result<OrganizationRow> {
    let (id, now) = (confirmed_by(app, token)?, app.clock.now());
    app.db.write(move |tx| acts::confirm(tx, id, now)).await
}

/// The application whose address the token confirms.
pub async fn find_to_confirm(app: &App, token: &str) -> Result<OrganizationRow> {
    let id = confirmed_by(app, token)?;
    app.db.read(move |c| organizations::find(c, id)).await
}

fn confirmed_by(app: &App, token: &str) -> Result<OrganizationId> {
    let id = app.keys.open(LinkPurpose::ConfirmApplication, token).ok_or(Error::NotFound("confirmation"))?;
    Ok(OrganizationId::from_uuid(id))
}

/// An application as admins see it.
#[derive(Serialize, ToSchema)]
pub struct ApplicationView {
    id: OrganizationId,
    name: String,
    status: OrganizationStatus,
    summary: String,
    country: Option<String>,
    website: Option<String>,
    languages: Vec<String>,
    contact_name: String,
    contact_email: String,
    /// What the contact is written to in.
    contact_language: LanguageTag,
    message: Option<String>,
    /// Whether the contact pressed the button of the mailed link.
    email_confirmed: bool,
    applied_at: Timestamp,
    decided_at: Option<Timestamp>,
    decision_note: Option<String>,
}

impl ApplicationView {
    fn of(row: OrganizationRow) -> Result<Self> {
        Ok(Self {
            id: row.id,
            name: row.name,
            status: row.status,
            summary: row.summary,
            country: row.country,
            website: row.website,
            languages: serde_json::from_str(&row.languages).context("reading the languages of an organization")?,
            contact_name: row.contact_name,
            contact_email: row.contact_email,
            contact_language: row.contact_language,
            message: row.message,
            email_confirmed: row.email_confirmed_at.is_some(),
            applied_at: row.created_at,
            decided_at: row.decided_at,
            decision_note: row.decision_note,
        })
    }
}

/// Applications, oldest first: those that wait for a decision, or with `status` those that were decided.
#[utoipa::path(tag = "organizations", operation_id = "list_applications", security(("bearer" = ["admin"]), ("token" = ["admin"])), params(("status" = Option<OrganizationStatus>, Query, description = "`applied` where nothing is said."), ("limit" = Option<u8>, Query, minimum = 1, maximum = 100), ("cursor" = Option<String>, Query)), responses((status = 200, body = Page<ApplicationView>), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/organizations/applications")]
async fn list_applications(app: Data<App>, _admin: Admin, params: Params) -> Result<web::Json<Page<ApplicationView>>> {
    let status = params.text("status").map(str::parse).transpose().map_err(|message: String| Error::invalid("status", message))?;
    let status = status.unwrap_or(OrganizationStatus::Applied);
    let (limit, after) = (params.limit()?, cursor::decode(params.text("cursor"), |id| OrganizationId::parse(id).ok())?);
    let rows = app.db.read(move |c| organizations::list(c, &[status], false, after, rows_for(limit))).await?;
    Ok(web::Json(cursor::page(rows, limit, |row| row.id.to_string(), ApplicationView::of)?))
}

#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ApplicationVerdict {
    /// The contact is invited to be the organization's manager.
    Accept,
    Decline,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApplicationDecision {
    decision: ApplicationVerdict,
    /// For the contact: plain text, at most 5,000 characters.
    #[schema(max_length = 5000)]
    note: Option<String>,
}

/// Accept or decline an application. Its contact is told by mail; accepting invites them.
#[utoipa::path(tag = "organizations", operation_id = "decide_organization", security(("bearer" = ["admin"]), ("token" = ["admin"])), params(("id" = OrganizationId, Path)), responses((status = 200, body = ApplicationView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/organizations/{id}/decision")]
async fn decide_organization(
    app: Data<App>,
    admin: Admin,
    id: Path<String>,
    input: Json<ApplicationDecision>,
) -> Result<web::Json<ApplicationView>> {
    let (id, now) = (OrganizationId::parse(&id)?, app.clock.now());
    let accepts = matches!(input.0.decision, ApplicationVerdict::Accept);
    let note = input.0.note.filter(|note| !note.trim().is_empty()).map(|note| text::paragraphs(&note, MAX_TEXT_CHARS));
    let note = note.transpose().map_err(|message| Error::invalid("note", message))?;
    let organization = app.db.write(move |tx| acts::decide(tx, &admin, id, accepts, note.as_deref(), now)).await?;
    Ok(web::Json(ApplicationView::of(organization)?))
}
