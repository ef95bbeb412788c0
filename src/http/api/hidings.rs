//! Hiding a resource at once, what its organization says to that, and an admin's decision; and the organization's own wish that one goes.

use super::organizations::rows_for;
use crate::app::App;
use crate::auth::{Admin, Reviewer, User};
use crate::db::hidings::{self as rows, HidingRow};
use crate::db::removal_requests::{self, RemovalRequestRow};
use crate::db::resources;
use crate::domain::ids::{HidingId, RemovalRequestId, ResourceId, UserId};
use crate::domain::text::paragraphs;
use crate::domain::time::Timestamp;
use crate::domain::words::{HidingOutcome, RemovalOutcome, Standing, WithdrawalReason};
use crate::error::{Error, Result};
use crate::http::cursor::{self, Page};
use crate::http::extract::{Json, Params};
use crate::http::problem::Problem;
use crate::library::{hidings, removals};
use actix_web::web::{self, Data, Path};
use actix_web::{HttpResponse, get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

const MAX_NOTE_CHARS: usize = 2_000;
const MAX_STATEMENT_CHARS: usize = 5_000;

pub fn configure(config: &mut ServiceConfig) {
    config.service(hide_resource).service(read_hiding).service(state_on_hiding).service(decide_hiding).service(list_hidings);
    config.service(request_removal).service(list_removal_requests).service(decide_removal);
}

/// A text of several lines, refused by the name of its field.
fn text(field: &str, text: &str, max: usize) -> Result<String> {
    paragraphs(text, max).map_err(|message| Error::invalid(field, message))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HidingInput {
    /// Shown to the public, as a code.
    reason: WithdrawalReason,
    /// For the admins and the organization that shares the resource; never public.
    #[schema(min_length = 1, max_length = 2000)]
    note: String,
}

/// What was hidden, why, what its organization says to it, and what was decided.
#[derive(Serialize, ToSchema)]
pub struct HidingView {
    id: HidingId,
    resource_id: ResourceId,
    /// How the resource stands now.
    standing: Standing,
    reason: WithdrawalReason,
    note: String,
    /// Shown to reviewers only.
    #[serde(skip_serializing_if = "Option::is_none")]
    hidden_by: Option<UserId>,
    hidden_at: Timestamp,
    /// For how many whole days it was hidden, or is.
    days: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    statement: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    statement_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<HidingOutcome>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decision_note: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decided_at: Option<Timestamp>,
    /// When the admins were last reminded of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    reminded_at: Option<Timestamp>,
    /// The change of the feed that this answer made.
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<i64>,
}

impl HidingView {
    fn of(row: HidingRow, standing: Standing, is_for_reviewers: bool, now: Timestamp) -> Self {
        let until = row.decided_at.unwrap_or(now);
        Self {
            id: row.id,
            resource_id: row.resource_id,
            standing,
            reason: row.reason,
            note: row.note,
            hidden_by: is_for_reviewers.then_some(row.hidden_by),
            hidden_at: row.hidden_at,
            days: (until.unix_seconds() - row.hidden_at.unix_seconds()).max(0) / 86_400,
            statement: row.statement,
            statement_at: row.statement_at,
            outcome: row.outcome,
            decision_note: row.decision_note,
            decided_at: row.decided_at,
            reminded_at: row.reminded_at,
            change: None,
        }
    }
}

/// Hide a resource at once, on all nodes. An admin then restores or withdraws it; its organization and the admins are told.
#[utoipa::path(tag = "reviews", operation_id = "hide_resource", security(("bearer" = ["reviewer"]), ("token" = ["review"])), params(("id" = ResourceId, Path)), responses((status = 200, body = HidingView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/resources/{id}/hide")]
async fn hide_resource(
    app: Data<App>,
    reviewer: Reviewer,
    id: Path<ResourceId>,
    input: Json<HidingInput>,
) -> Result<web::Json<HidingView>> {
    let (id, now, reason) = (*id, app.clock.now(), input.0.reason);
    let note = text("note", &input.0.note, MAX_NOTE_CHARS)?;
    let (row, change) = app.db.write_seq(move |tx| hidings::hide(tx, &reviewer, id, reason, &note, now)).await?;
    Ok(web::Json(HidingView { change, ..HidingView::of(row, Standing::Hidden, true, now) }))
}

/// Read the last hiding of a resource.
#[utoipa::path(tag = "reviews", operation_id = "read_hiding", security(("bearer" = ["uploader"]), ("bearer" = ["reviewer"]), ("token" = ["read"])), params(("id" = ResourceId, Path)), responses((status = 200, body = HidingView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/resources/{id}/hiding")]
async fn read_hiding(app: Data<App>, user: User, id: Path<ResourceId>) -> Result<web::Json<HidingView>> {
    let (id, now) = (*id, app.clock.now());
    let view = app.db.read(move |c| {
        let row = hidings::find(c, &user, id)?;
        Ok(HidingView::of(row, resources::find(c, id)?.standing(), user.is_reviewer(), now))
    });
    Ok(web::Json(view.await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HidingStatement {
    /// What your organization says to it.
    #[schema(min_length = 1, max_length = 5000)]
    statement: String,
}

/// Make a statement on the hiding of a resource of your organization, until an admin has decided. Said again, the later words count.
#[utoipa::path(tag = "submissions", operation_id = "state_on_hiding", security(("bearer" = ["uploader"]), ("token" = ["submit"])), params(("id" = ResourceId, Path)), responses((status = 200, body = HidingView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/resources/{id}/hiding/statement")]
async fn state_on_hiding(app: Data<App>, user: User, id: Path<ResourceId>, input: Json<HidingStatement>) -> Result<web::Json<HidingView>> {
    let (id, now) = (*id, app.clock.now());
    let statement = text("statement", &input.0.statement, MAX_STATEMENT_CHARS)?;
    let is_for_reviewers = user.is_reviewer();
    let row = app.db.write(move |tx| hidings::state(tx, &user, id, &statement, now)).await?;
    Ok(web::Json(HidingView::of(row, Standing::Hidden, is_for_reviewers, now)))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HidingDecision {
    decision: HidingOutcome,
    /// Why it is withdrawn, if that is another reason than the one for which it was hidden.
    reason: Option<WithdrawalReason>,
    /// For those concerned; shown to the public where it is withdrawn.
    #[schema(min_length = 1, max_length = 2000)]
    note: String,
}

/// Decide a hiding: withdraw the resource, or restore it. Its organization and whoever hid it are told.
#[utoipa::path(tag = "reviews", operation_id = "decide_hiding", security(("bearer" = ["admin"]), ("token" = ["admin"])), params(("id" = ResourceId, Path)), responses((status = 200, body = HidingView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/resources/{id}/hiding/decision")]
async fn decide_hiding(app: Data<App>, admin: Admin, id: Path<ResourceId>, input: Json<HidingDecision>) -> Result<web::Json<HidingView>> {
    let (id, now, HidingDecision { decision, reason, note }) = (*id, app.clock.now(), input.0);
    let note = text("note", &note, MAX_NOTE_CHARS)?;
    let act = move |tx: &mut crate::db::Tx| hidings::decide(tx, &admin, id, decision, reason, &note, now);
    let (row, change) = app.db.write_seq(act).await?;
    let standing = if decision == HidingOutcome::Restore { Standing::Public } else { Standing::Withdrawn };
    Ok(web::Json(HidingView { change, ..HidingView::of(row, standing, true, now) }))
}

/// List what is hidden and waits for an admin, the longest hidden first; or with `open=false` what was decided.
#[utoipa::path(
    tag = "reviews", operation_id = "list_hidings", security(("bearer" = ["admin"]), ("token" = ["admin"])),
    params(("open" = Option<bool>, Query, description = "Default: true."), ("limit" = Option<u32>, Query, minimum = 1, maximum = 100), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = Page<HidingView>), (status = "4XX", body = Problem), (status = "5XX", body = Problem))
)]
#[get("/hidings")]
async fn list_hidings(app: Data<App>, _admin: Admin, params: Params) -> Result<web::Json<Page<HidingView>>> {
    let (limit, after) = (params.limit()?, cursor::decode(params.text("cursor"), |id| HidingId::parse(id).ok())?);
    let (is_open, now) = (params.one("open", "must be true or false")?.unwrap_or(true), app.clock.now());
    let page = app.db.read(move |c| {
        let rows = rows::list(c, is_open, after, rows_for(limit))?;
        let standing = |row: HidingRow| Ok((resources::find(c, row.resource_id)?.standing(), row));
        let rows: Vec<_> = rows.into_iter().map(standing).collect::<Result<_>>()?;
        cursor::page(rows, limit, |(_, row)| row.id.to_string(), |(standing, row)| Ok(HidingView::of(row, standing, true, now)))
    });
    Ok(web::Json(page.await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RemovalInput {
    /// Why it is to go, for the admins.
    #[schema(min_length = 1, max_length = 2000)]
    reason: String,
}

/// A wish that a resource goes.
#[derive(Serialize, ToSchema)]
pub struct RemovalView {
    id: RemovalRequestId,
    resource_id: ResourceId,
    reason: String,
    requested_by: UserId,
    created_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<RemovalOutcome>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decision_note: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decided_at: Option<Timestamp>,
    /// The change of the feed that this answer made.
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<i64>,
}

impl From<RemovalRequestRow> for RemovalView {
    fn from(row: RemovalRequestRow) -> Self {
        Self {
            id: row.id,
            resource_id: row.resource_id,
            reason: row.reason,
            requested_by: row.requested_by,
            created_at: row.created_at,
            outcome: row.outcome,
            decision_note: row.decision_note,
            decided_at: row.decided_at,
            change: None,
        }
    }
}

/// Ask for a resource of your organization to be removed. An admin decides, and you are told.
#[utoipa::path(tag = "submissions", operation_id = "request_removal", security(("bearer" = ["manager"]), ("bearer" = ["admin"]), ("token" = ["manage"])), params(("id" = ResourceId, Path)), responses((status = 201, body = RemovalView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/resources/{id}/removal-requests")]
async fn request_removal(app: Data<App>, user: User, id: Path<ResourceId>, input: Json<RemovalInput>) -> Result<HttpResponse> {
    let (id, now, reason) = (*id, app.clock.now(), text("reason", &input.0.reason, MAX_NOTE_CHARS)?);
    let row = app.db.write(move |tx| removals::request(tx, &user, id, &reason, now)).await?;
    Ok(HttpResponse::Created().json(RemovalView::from(row)))
}

/// List the wishes for removal that wait for an admin, oldest first; or with `open=false` those that were decided.
#[utoipa::path(
    tag = "reviews", operation_id = "list_removal_requests", security(("bearer" = ["admin"]), ("token" = ["admin"])),
    params(("open" = Option<bool>, Query, description = "Default: true."), ("limit" = Option<u32>, Query, minimum = 1, maximum = 100), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = Page<RemovalView>), (status = "4XX", body = Problem), (status = "5XX", body = Problem))
)]
#[get("/removal-requests")]
async fn list_removal_requests(app: Data<App>, _admin: Admin, params: Params) -> Result<web::Json<Page<RemovalView>>> {
    let (limit, after) = (params.limit()?, cursor::decode(params.text("cursor"), |id| RemovalRequestId::parse(id).ok())?);
    let is_open = params.one("open", "must be true or false")?.unwrap_or(true);
    let rows = app.db.read(move |c| removal_requests::list(c, is_open, after, rows_for(limit))).await?;
    Ok(web::Json(cursor::page(rows, limit, |row| row.id.to_string(), |row| Ok(row.into()))?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RemovalDecision {
    decision: RemovalOutcome,
    /// For the organization.
    #[schema(min_length = 1, max_length = 2000)]
    note: Option<String>,
}

/// Decide a wish for removal: granted, the resource is withdrawn at once. Its organization is told.
#[utoipa::path(tag = "reviews", operation_id = "decide_removal", security(("bearer" = ["admin"]), ("token" = ["admin"])), params(("id" = RemovalRequestId, Path)), responses((status = 200, body = RemovalView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/removal-requests/{id}/decision")]
async fn decide_removal(
    app: Data<App>,
    admin: Admin,
    id: Path<RemovalRequestId>,
    input: Json<RemovalDecision>,
) -> Result<web::Json<RemovalView>> {
    let (id, now, RemovalDecision { decision, note }) = (*id, app.clock.now(), input.0);
    let note = note.map(|note| text("note", &note, MAX_NOTE_CHARS)).transpose()?;
    let (row, change) = app.db.write_seq(move |tx| removals::decide(tx, &admin, id, decision, note.as_deref(), now)).await?;
    Ok(web::Json(RemovalView { change, ..RemovalView::from(row) }))
}
