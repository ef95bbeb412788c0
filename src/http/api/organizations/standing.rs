//! What admins do with organizations: suspend them and let them go on, merge and close them, give them room, and make those that nobody
//! manages.

use super::profile::{ManagedOrganization, optional_text};
use super::rows_for;
use crate::app::App;
use crate::auth::tokens::hash_secret;
use crate::auth::{Admin, User};
use crate::db::{Tx, vocabularies};
use crate::domain::ids::OrganizationId;
use crate::domain::organization::MAX_TEXT_CHARS;
use crate::domain::profile::ProfileInput;
use crate::domain::text;
use crate::domain::words::{ResourceFate, WithdrawalReason};
use crate::error::{Context, Error, Result};
use crate::http::cursor::{self, Page};
use crate::http::extract::{Json, Params};
use crate::http::idempotency::Idempotent;
use crate::http::problem::Problem;
use crate::library::organizations::ending::{self, Closing};
use crate::library::organizations::{profile, standing, unclaimed};
use actix_web::http::StatusCode;
use actix_web::web::{self, Data, Path};
use actix_web::{HttpRequest, HttpResponse, get, post};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

pub fn configure_fixed(config: &mut ServiceConfig) {
    config.service(list_unclaimed).service(create_unclaimed);
}

pub fn configure(config: &mut ServiceConfig) {
    config.service(suspend_organization).service(lift_suspension).service(wake_organization);
    config.service(merge_organization).service(close_organization).service(set_quota);
}

/// Carries an act out and shows the organization afterwards.
async fn act(
    app: &App,
    user: User,
    id: OrganizationId,
    act: impl Fn(&mut Tx) -> Result<()> + Send + 'static,
) -> Result<web::Json<ManagedOrganization>> {
    let done = app.db.write_seq(move |tx| {
        act(tx)?;
        ManagedOrganization::read(tx, &user, id)
    });
    let (view, change) = done.await?;
    Ok(web::Json(ManagedOrganization { change, ..view }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrganizationSuspension {
    /// For those who manage it: plain text, at most 5,000 characters.
    #[schema(min_length = 1, max_length = 5000)]
    reason: String,
}

/// Suspend an organization: it uploads nothing, and nobody works on what it submitted. What it shared stays public, marked.
#[utoipa::path(tag = "organizations", operation_id = "suspend_organization", security(("bearer" = ["admin"]), ("token" = ["admin"])), params(("id" = OrganizationId, Path)), responses((status = 200, body = ManagedOrganization), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/organizations/{id}/suspend")]
async fn suspend_organization(
    app: Data<App>,
    admin: Admin,
    id: Path<String>,
    input: Json<OrganizationSuspension>,
) -> Result<web::Json<ManagedOrganization>> {
    let (id, now) = (OrganizationId::parse(&id)?, app.clock.now());
    let reason = text::paragraphs(&input.0.reason, MAX_TEXT_CHARS).map_err(|message| Error::invalid("reason", message))?;
    act(&app, admin.user().clone(), id, move |tx| standing::suspend(tx, &admin, id, &reason, now).map(drop)).await
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrganizationNote {
    /// For those who manage it: plain text, at most 5,000 characters.
    #[schema(max_length = 5000)]
    note: Option<String>,
}

/// End the suspension of an organization. What was approved meanwhile is published.
#[utoipa::path(tag = "organizations", operation_id = "lift_suspension", security(("bearer" = ["admin"]), ("token" = ["admin"])), params(("id" = OrganizationId, Path)), responses((status = 200, body = ManagedOrganization), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/organizations/{id}/lift")]
async fn lift_suspension(
    app: Data<App>,
    admin: Admin,
    id: Path<String>,
    input: Json<OrganizationNote>,
) -> Result<web::Json<ManagedOrganization>> {
    let (id, now, note) = (OrganizationId::parse(&id)?, app.clock.now(), optional_text("note", input.0.note)?);
    act(&app, admin.user().clone(), id, move |tx| standing::lift(tx, &admin, id, note.as_deref(), now).map(drop)).await
}

/// Wake an organization that was put to sleep. When one of its people signs in, it wakes by itself.
#[utoipa::path(tag = "organizations", operation_id = "wake_organization", security(("bearer" = ["manager"]), ("bearer" = ["admin"]), ("token" = ["manage"])), params(("id" = OrganizationId, Path)), responses((status = 200, body = ManagedOrganization), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/organizations/{id}/wake")]
async fn wake_organization(app: Data<App>, user: User, id: Path<String>) -> Result<web::Json<ManagedOrganization>> {
    let (id, now) = (OrganizationId::parse(&id)?, app.clock.now());
    act(&app, user.clone(), id, move |tx| standing::wake(tx, &user, id, now).map(drop)).await
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrganizationMerge {
    /// The active organization that it becomes a part of.
    into: OrganizationId,
    /// For those who manage either: plain text, at most 5,000 characters.
    #[schema(max_length = 5000)]
    note: Option<String>,
}

/// Make an organization a part of another: people, resources, submissions and invitations move in one act. The old id leads to the new one.
#[utoipa::path(tag = "organizations", operation_id = "merge_organization", security(("bearer" = ["admin"]), ("token" = ["admin"])), params(("id" = OrganizationId, Path)), responses((status = 200, body = ManagedOrganization), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/organizations/{id}/merge")]
async fn merge_organization(
    app: Data<App>,
    admin: Admin,
    id: Path<String>,
    input: Json<OrganizationMerge>,
) -> Result<web::Json<ManagedOrganization>> {
    let (id, now, OrganizationMerge { into, note }) = (OrganizationId::parse(&id)?, app.clock.now(), input.0);
    let note = optional_text("note", note)?;
    act(&app, admin.user().clone(), id, move |tx| ending::merge(tx, &admin, id, into, note.as_deref(), now).map(drop)).await
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrganizationClosing {
    /// What becomes of what it shared: it stays public, marked; it is withdrawn; or another organization takes it over.
    resources: ResourceFate,
    /// Who takes it over; for `hand_over`.
    to: Option<OrganizationId>,
    /// Why it is withdrawn; for `withdraw`. Absent: `asked_by_organization`.
    reason: Option<WithdrawalReason>,
    /// For those who manage it, and where resources are withdrawn for the public: plain text, at most 2,000 characters.
    #[schema(max_length = 2000)]
    note: Option<String>,
}

/// Close an organization for good. Its memberships and invitations end, and what it had not finished is canceled.
#[utoipa::path(tag = "organizations", operation_id = "close_organization", security(("bearer" = ["admin"]), ("token" = ["admin"])), params(("id" = OrganizationId, Path)), responses((status = 200, body = ManagedOrganization), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/organizations/{id}/close")]
async fn close_organization(
    app: Data<App>,
    admin: Admin,
    id: Path<String>,
    input: Json<OrganizationClosing>,
) -> Result<web::Json<ManagedOrganization>> {
    let (id, now, OrganizationClosing { resources, to, reason, note }) = (OrganizationId::parse(&id)?, app.clock.now(), input.0);
    let note = note.filter(|note| !note.trim().is_empty()).map(|note| text::paragraphs(&note, 2_000));
    let note = note.transpose().map_err(|message| Error::invalid("note", message))?;
    let reason = reason.unwrap_or(WithdrawalReason::AskedByOrganization);
    let user = admin.user().clone();
    let close = move |tx: &mut Tx| {
        let closing = Closing { resources, heir: to, reason, note: note.as_deref() };
        ending::close(tx, &admin, id, &closing, now).map(drop)
    };
    act(&app, user, id, close).await
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrganizationQuota {
    /// Absent: what the library gives everyone.
    #[schema(minimum = 0, maximum = 1_000_000_000_000_000_i64)]
    bytes: Option<i64>,
}

/// Give an organization more room than the others, or less.
#[utoipa::path(tag = "organizations", operation_id = "set_organization_quota", security(("bearer" = ["admin"]), ("token" = ["admin"])), params(("id" = OrganizationId, Path)), responses((status = 200, body = ManagedOrganization), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/organizations/{id}/quota")]
async fn set_quota(
    app: Data<App>,
    admin: Admin,
    id: Path<String>,
    input: Json<OrganizationQuota>,
) -> Result<web::Json<ManagedOrganization>> {
    let (id, now, bytes) = (OrganizationId::parse(&id)?, app.clock.now(), input.0.bytes);
    if bytes.is_some_and(|bytes| !(0..=1_000_000_000_000_000).contains(&bytes)) {
        return Err(Error::invalid("bytes", "must be a number of bytes from 0 to 1000000000000000"));
    }
    act(&app, admin.user().clone(), id, move |tx| profile::set_quota(tx, &admin, id, bytes, now).map(drop)).await
}

/// Organizations that nobody manages: an old library's, or those whose last manager was taken away.
#[utoipa::path(tag = "organizations", operation_id = "list_unclaimed_organizations", security(("bearer" = ["admin"]), ("token" = ["admin"])), params(("limit" = Option<u8>, Query, minimum = 1, maximum = 100), ("cursor" = Option<String>, Query)), responses((status = 200, body = Page<ManagedOrganization>), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/organizations/unclaimed")]
async fn list_unclaimed(app: Data<App>, admin: Admin, params: Params) -> Result<web::Json<Page<ManagedOrganization>>> {
    let (limit, after) = (params.limit()?, cursor::decode(params.text("cursor"), |id| OrganizationId::parse(id).ok())?);
    let page = app.db.read(move |c| {
        let rows = unclaimed::list(c, &admin, after, rows_for(limit))?;
        cursor::page(rows, limit, |row| row.id.to_string(), |row| ManagedOrganization::read(c, admin.user(), row.id))
    });
    Ok(web::Json(page.await?))
}

/// Make an organization that has no people yet. It is a member at once; an invitation, or a request to join that an admin accepts, hands it over to those it belongs to.
#[utoipa::path(tag = "organizations", operation_id = "create_unclaimed_organization", security(("bearer" = ["admin"]), ("token" = ["admin"])), params(("Idempotency-Key" = Option<String>, Header, max_length = 200, pattern = "^[!-~]([ -~]*[!-~])?$", description = "Asked again with the same key, the first answer is repeated.")), responses((status = 201, body = ManagedOrganization), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/organizations/unclaimed")]
async fn create_unclaimed(app: Data<App>, request: HttpRequest, admin: Admin, input: Json<ProfileInput>) -> Result<HttpResponse> {
    let body_hash = hash_secret(&serde_json::to_string(&input.0).context("writing down a profile")?);
    let now = app.clock.now();
    let idempotent = Idempotent::begin(&app, &request, admin.user()).await?;
    let create = move |tx: &mut Tx| {
        let profile = input.0.clone().check(&vocabularies::in_force(tx)?.topics).map_err(Error::Invalid)?;
        let organization = unclaimed::create(tx, &admin, &profile, now)?;
        ManagedOrganization::read(tx, admin.user(), organization.id)
    };
    idempotent.answer(body_hash, StatusCode::CREATED, create).await
}
