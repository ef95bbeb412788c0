//! Coming into an organization with an account: asking to join, and answering an invitation without its mail.

use super::invitations::OfferView;
use super::organizations::rows_for;
use super::views::OrganizationName;
use crate::app::App;
use crate::auth::User;
use crate::auth::tokens::hash_secret;
use crate::db::Tx;
use crate::db::join_requests::{Asked, JoinRequestRow};
use crate::domain::ids::{InvitationId, JoinRequestId, OrganizationId, UserId};
use crate::domain::text;
use crate::domain::time::Timestamp;
use crate::domain::words::{InvitationStatus, JoinRequestStatus, MembershipRole};
use crate::error::{Context, Error, Result};
use crate::http::cursor::{self, Page};
use crate::http::extract::{Json, Params};
use crate::http::idempotency::Idempotent;
use crate::http::problem::Problem;
use crate::library::joining::{self, Decision};
use crate::library::{invitations, organizations};
use actix_web::http::StatusCode;
use actix_web::web::{self, Data, Path};
use actix_web::{HttpRequest, HttpResponse, get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

const MAX_MESSAGE_CHARS: usize = 2_000;

pub fn configure(config: &mut ServiceConfig) {
    config.service(create_join_request).service(list_join_requests).service(decide_join_request);
    config.service(list_own_join_requests).service(withdraw_join_request);
    config.service(list_own_invitations).service(accept_own_invitation).service(decline_own_invitation);
}

fn optional_message(field: &str, sent: Option<String>) -> Result<Option<String>> {
    let said = sent.filter(|text| !text.trim().is_empty()).map(|text| text::paragraphs(&text, MAX_MESSAGE_CHARS));
    said.transpose().map_err(|message| Error::invalid(field, message))
}

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct JoinRequestInput {
    /// For those who manage it: plain text, at most 2,000 characters.
    #[schema(max_length = 2000)]
    message: Option<String>,
}

/// A request of one's own.
#[derive(Serialize, ToSchema)]
pub struct OwnJoinRequestView {
    id: JoinRequestId,
    organization: OrganizationName,
    status: JoinRequestStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    /// What was said with the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    created_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    answered_at: Option<Timestamp>,
}

impl From<(JoinRequestRow, String)> for OwnJoinRequestView {
    fn from((row, name): (JoinRequestRow, String)) -> Self {
        Self {
            id: row.id,
            organization: OrganizationName { id: row.organization_id, name },
            status: row.status,
            message: row.message,
            note: row.note,
            created_at: row.created_at,
            answered_at: row.answered_at,
        }
    }
}

/// A request to join, as those see it who answer.
#[derive(Serialize, ToSchema)]
pub struct JoinRequestView {
    id: JoinRequestId,
    user_id: UserId,
    name: String,
    email: String,
    status: JoinRequestStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    created_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    answered_at: Option<Timestamp>,
}

impl From<Asked> for JoinRequestView {
    fn from((row, name, email): Asked) -> Self {
        Self {
            id: row.id,
            user_id: row.user_id,
            name,
            email,
            status: row.status,
            message: row.message,
            note: row.note,
            created_at: row.created_at,
            answered_at: row.answered_at,
        }
    }
}

/// Ask to join an organization. Those who manage it are told by mail; where nobody does, the admins.
#[utoipa::path(tag = "organizations", operation_id = "create_join_request", security(("bearer" = [])), params(("id" = OrganizationId, Path), ("Idempotency-Key" = Option<String>, Header, max_length = 200, pattern = "^[!-~]([ -~]*[!-~])?$", description = "Asked again with the same key, the first answer is repeated.")), responses((status = 201, body = OwnJoinRequestView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/organizations/{id}/join-requests")]
async fn create_join_request(
    app: Data<App>,
    request: HttpRequest,
    user: User,
    id: Path<String>,
    input: Json<JoinRequestInput>,
) -> Result<HttpResponse> {
    let id = OrganizationId::parse(&id)?;
    let body_hash = hash_secret(&serde_json::to_string(&input.0).context("writing down a request")?);
    let (message, now) = (optional_message("message", input.0.message)?, app.clock.now());
    let idempotent = Idempotent::begin(&app, &request, &user).await?;
    let ask = move |tx: &mut Tx| {
        let asked = joining::ask(tx, &user, id, message.as_deref(), now)?;
        let name = organizations::find_listed(tx, id)?.name;
        Ok(OwnJoinRequestView::from((asked, name)))
    };
    idempotent.answer(body_hash, StatusCode::CREATED, ask).await
}

/// Requests to join the organization, newest first.
#[utoipa::path(tag = "organizations", operation_id = "list_join_requests", security(("bearer" = ["manager"]), ("bearer" = ["admin"]), ("token" = ["manage"])), params(("id" = OrganizationId, Path), ("status" = Option<JoinRequestStatus>, Query), ("limit" = Option<u8>, Query, minimum = 1, maximum = 100), ("cursor" = Option<String>, Query)), responses((status = 200, body = Page<JoinRequestView>), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/organizations/{id}/join-requests")]
async fn list_join_requests(app: Data<App>, user: User, id: Path<String>, params: Params) -> Result<web::Json<Page<JoinRequestView>>> {
    let id = OrganizationId::parse(&id)?;
    let status = params.text("status").map(str::parse).transpose().map_err(|message: String| Error::invalid("status", message))?;
    let (limit, before) = (params.limit()?, cursor::decode(params.text("cursor"), |id| JoinRequestId::parse(id).ok())?);
    let rows = app.db.read(move |c| joining::list(c, &user, id, status, before, rows_for(limit))).await?;
    Ok(web::Json(cursor::page(rows, limit, |(row, ..)| row.id.to_string(), |row| Ok(row.into()))?))
}

#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum JoinRequestVerdict {
    Accept,
    Decline,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct JoinRequestDecision {
    decision: JoinRequestVerdict,
    /// What the person may do, when accepted. Absent: an uploader.
    role: Option<MembershipRole>,
    /// For the person: plain text, at most 2,000 characters.
    #[schema(max_length = 2000)]
    note: Option<String>,
}

/// Take someone in who asked, or not. They are told by mail.
#[utoipa::path(tag = "organizations", operation_id = "decide_join_request", security(("bearer" = ["manager"]), ("bearer" = ["admin"]), ("token" = ["manage"])), params(("id" = OrganizationId, Path), ("request_id" = JoinRequestId, Path)), responses((status = 200, body = OwnJoinRequestView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/organizations/{id}/join-requests/{request_id}/decision")]
async fn decide_join_request(
    app: Data<App>,
    user: User,
    path: Path<(String, String)>,
    input: Json<JoinRequestDecision>,
) -> Result<web::Json<OwnJoinRequestView>> {
    let (id, request, now) = (OrganizationId::parse(&path.0)?, JoinRequestId::parse(&path.1)?, app.clock.now());
    let JoinRequestDecision { decision, role, note } = input.0;
    let note = optional_message("note", note)?;
    let accepts_as = match decision {
        JoinRequestVerdict::Accept => Some(role.unwrap_or(MembershipRole::Uploader)),
        JoinRequestVerdict::Decline => None,
    };
    let decide = move |tx: &mut Tx| {
        let decided = joining::decide(tx, &user, id, request, &Decision { accepts_as, note: note.as_deref() }, now)?;
        let name = crate::db::organizations::find(tx, id)?.name;
        Ok(OwnJoinRequestView::from((decided, name)))
    };
    Ok(web::Json(app.db.write(decide).await?))
}

/// Your own requests to join organizations, newest first.
#[utoipa::path(tag = "accounts", operation_id = "list_own_join_requests", security(("bearer" = [])), params(("limit" = Option<u8>, Query, minimum = 1, maximum = 100), ("cursor" = Option<String>, Query)), responses((status = 200, body = Page<OwnJoinRequestView>), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/me/join-requests")]
async fn list_own_join_requests(app: Data<App>, user: User, params: Params) -> Result<web::Json<Page<OwnJoinRequestView>>> {
    let (limit, before) = (params.limit()?, cursor::decode(params.text("cursor"), |id| JoinRequestId::parse(id).ok())?);
    let rows = app.db.read(move |c| crate::db::join_requests::list_of_user(c, user.id(), before, rows_for(limit))).await?;
    Ok(web::Json(cursor::page(rows, limit, |(row, _)| row.id.to_string(), |row| Ok(row.into()))?))
}

/// Take a request to join back that has no answer yet.
#[utoipa::path(tag = "accounts", operation_id = "withdraw_join_request", security(("bearer" = [])), params(("id" = JoinRequestId, Path)), responses((status = 204), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/me/join-requests/{id}/withdraw")]
async fn withdraw_join_request(app: Data<App>, user: User, id: Path<String>) -> Result<HttpResponse> {
    let (id, now) = (JoinRequestId::parse(&id)?, app.clock.now());
    app.db.write(move |tx| joining::withdraw(tx, &user, id, now)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// An invitation to your own address.
#[derive(Serialize, ToSchema)]
pub struct OwnInvitationView {
    id: InvitationId,
    #[serde(flatten)]
    offer: OfferView,
}

#[derive(Serialize, ToSchema)]
pub struct OwnInvitations {
    items: Vec<OwnInvitationView>,
}

/// Invitations to your address that wait for your answer, newest first.
#[utoipa::path(tag = "accounts", operation_id = "list_own_invitations", security(("bearer" = [])), responses((status = 200, body = OwnInvitations), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/me/invitations")]
async fn list_own_invitations(app: Data<App>, user: User) -> Result<web::Json<OwnInvitations>> {
    let now = app.clock.now();
    let offers = app.db.read(move |c| invitations::list_own(c, &user, now)).await?;
    let view = |offer: invitations::Offer| OwnInvitationView { id: offer.invitation.id, offer: offer.into() };
    Ok(web::Json(OwnInvitations { items: offers.into_iter().map(view).collect() }))
}

/// What became of an invitation.
#[derive(Serialize, ToSchema)]
pub struct AnsweredInvitation {
    id: InvitationId,
    status: InvitationStatus,
}

/// Accept an invitation to your address, without its mail and without a password.
#[utoipa::path(tag = "accounts", operation_id = "accept_own_invitation", security(("bearer" = [])), params(("id" = InvitationId, Path)), responses((status = 200, body = AnsweredInvitation), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/me/invitations/{id}/accept")]
async fn accept_own_invitation(app: Data<App>, user: User, id: Path<String>) -> Result<web::Json<AnsweredInvitation>> {
    let (id, now) = (InvitationId::parse(&id)?, app.clock.now());
    let row = app.db.write(move |tx| invitations::accept_own(tx, &user, id, now)).await?;
    Ok(web::Json(AnsweredInvitation { id, status: row.status }))
}

/// Decline an invitation to your address.
#[utoipa::path(tag = "accounts", operation_id = "decline_own_invitation", security(("bearer" = [])), params(("id" = InvitationId, Path)), responses((status = 200, body = AnsweredInvitation), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/me/invitations/{id}/decline")]
async fn decline_own_invitation(app: Data<App>, user: User, id: Path<String>) -> Result<web::Json<AnsweredInvitation>> {
    let (id, now) = (InvitationId::parse(&id)?, app.clock.now());
    let row = app.db.write(move |tx| invitations::decline_own(tx, &user, id, now)).await?;
    Ok(web::Json(AnsweredInvitation { id, status: row.status }))
}
