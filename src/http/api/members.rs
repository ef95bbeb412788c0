//! The people of an organization: who belongs to it and what each may do there, going, and inviting others. For its managers; admins may help
//! them.

use super::organizations::rows_for;
use crate::app::App;
use crate::auth::User;
use crate::auth::tokens::hash_secret;
use crate::db::Tx;
use crate::db::invitations::InvitationRow;
use crate::db::memberships::Member;
use crate::domain::ids::{InvitationId, OrganizationId, UserId};
use crate::domain::language::LanguageTag;
use crate::domain::text::EmailAddress;
use crate::domain::time::Timestamp;
use crate::domain::words::{InvitationStatus, MembershipRole};
use crate::error::{Context, Error, Result};
use crate::http::cursor::{self, Page};
use crate::http::extract::{Json, Params};
use crate::http::idempotency::Idempotent;
use crate::http::problem::Problem;
use crate::library::{invitations, members};
use actix_web::http::StatusCode;
use actix_web::web::{self, Data, Path};
use actix_web::{HttpRequest, HttpResponse, delete, get, patch, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

pub fn configure(config: &mut ServiceConfig) {
    config.service(list_members).service(update_member).service(remove_member).service(leave_organization);
    config.service(list_invitations).service(create_invitation).service(resend_invitation).service(revoke_invitation);
}

#[derive(Serialize, ToSchema)]
pub struct MemberView {
    user_id: UserId,
    name: String,
    email: String,
    role: MembershipRole,
    joined_at: Timestamp,
}

impl From<Member> for MemberView {
    fn from(member: Member) -> Self {
        Self { user_id: member.user_id, name: member.name, email: member.email, role: member.role, joined_at: member.joined_at }
    }
}

/// Who belongs to the organization.
#[utoipa::path(tag = "organizations", operation_id = "list_members", security(("bearer" = ["manager"]), ("bearer" = ["admin"]), ("token" = ["manage"])), params(("id" = OrganizationId, Path), ("limit" = Option<u8>, Query, minimum = 1, maximum = 100), ("cursor" = Option<String>, Query)), responses((status = 200, body = Page<MemberView>), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/organizations/{id}/members")]
async fn list_members(app: Data<App>, user: User, id: Path<String>, params: Params) -> Result<web::Json<Page<MemberView>>> {
    let id = OrganizationId::parse(&id)?;
    let (limit, after) = (params.limit()?, cursor::decode(params.text("cursor"), |id| UserId::parse(id).ok())?);
    let rows = app.db.read(move |c| members::list(c, &user, id, after, rows_for(limit))).await?;
    Ok(web::Json(cursor::page(rows, limit, |row| row.user_id.to_string(), |row| Ok(row.into()))?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MemberUpdate {
    role: MembershipRole,
}

/// Make a member an uploader or a manager. They are told by mail. The last manager stays one.
#[utoipa::path(tag = "organizations", operation_id = "update_member", security(("bearer" = ["manager"]), ("bearer" = ["admin"]), ("token" = ["manage"])), params(("id" = OrganizationId, Path), ("user_id" = UserId, Path)), responses((status = 200, body = MemberView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[patch("/organizations/{id}/members/{user_id}")]
async fn update_member(
    app: Data<App>,
    user: User,
    path: Path<(String, String)>,
    input: Json<MemberUpdate>,
) -> Result<web::Json<MemberView>> {
    let (id, member, now) = (OrganizationId::parse(&path.0)?, UserId::parse(&path.1)?, app.clock.now());
    let role = input.0.role;
    let member = app.db.write(move |tx| members::set_role(tx, &user, id, member, role, now)).await?;
    Ok(web::Json(member.into()))
}

/// Take someone out of the organization. They are told by mail. The last manager stays.
#[utoipa::path(tag = "organizations", operation_id = "remove_member", security(("bearer" = ["manager"]), ("bearer" = ["admin"]), ("token" = ["manage"])), params(("id" = OrganizationId, Path), ("user_id" = UserId, Path)), responses((status = 204), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[delete("/organizations/{id}/members/{user_id}")]
async fn remove_member(app: Data<App>, user: User, path: Path<(String, String)>) -> Result<HttpResponse> {
    let (id, member, now) = (OrganizationId::parse(&path.0)?, UserId::parse(&path.1)?, app.clock.now());
    app.db.write(move |tx| members::remove(tx, &user, id, member, now)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Leave the organization. Those who manage it are told by mail. The last manager makes another member one first.
#[utoipa::path(tag = "organizations", operation_id = "leave_organization", security(("bearer" = ["uploader"])), params(("id" = OrganizationId, Path)), responses((status = 204), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/organizations/{id}/leave")]
async fn leave_organization(app: Data<App>, user: User, id: Path<String>) -> Result<HttpResponse> {
    let (id, now) = (OrganizationId::parse(&id)?, app.clock.now());
    app.db.write(move |tx| members::leave(tx, &user, id, now)).await?;
    Ok(HttpResponse::NoContent().finish())
}

#[derive(Serialize, ToSchema)]
pub struct InvitationView {
    id: InvitationId,
    email: String,
    role: MembershipRole,
    language: LanguageTag,
    status: InvitationStatus,
    created_at: Timestamp,
    /// When its link ends to work.
    expires_at: Timestamp,
    /// Nobody has answered, and nobody can any more: send it again.
    is_expired: bool,
    answered_at: Option<Timestamp>,
}

impl InvitationView {
    fn of(row: InvitationRow, now: Timestamp) -> Self {
        Self {
            is_expired: row.status == InvitationStatus::Open && row.expires_at <= now,
            id: row.id,
            email: row.email,
            role: row.role,
            language: row.language,
            status: row.status,
            created_at: row.created_at,
            expires_at: row.expires_at,
            answered_at: row.answered_at,
        }
    }
}

/// Invitations into the organization, newest first.
#[utoipa::path(tag = "organizations", operation_id = "list_invitations", security(("bearer" = ["manager"]), ("bearer" = ["admin"]), ("token" = ["manage"])), params(("id" = OrganizationId, Path), ("limit" = Option<u8>, Query, minimum = 1, maximum = 100), ("cursor" = Option<String>, Query)), responses((status = 200, body = Page<InvitationView>), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/organizations/{id}/invitations")]
async fn list_invitations(app: Data<App>, user: User, id: Path<String>, params: Params) -> Result<web::Json<Page<InvitationView>>> {
    let id = OrganizationId::parse(&id)?;
    let (limit, before) = (params.limit()?, cursor::decode(params.text("cursor"), |id| InvitationId::parse(id).ok())?);
    let rows = app.db.read(move |c| invitations::list(c, &user, id, before, rows_for(limit))).await?;
    let now = app.clock.now();
    Ok(web::Json(cursor::page(rows, limit, |row| row.id.to_string(), |row| Ok(InvitationView::of(row, now)))?))
}

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InvitationInput {
    #[schema(format = Email)]
    email: String,
    role: MembershipRole,
    /// What the mail is written in (BCP 47); absent: your own language.
    language: Option<LanguageTag>,
}

/// Invite someone into the organization. They are mailed a link that works for 14 days.
#[utoipa::path(tag = "organizations", operation_id = "create_invitation", security(("bearer" = ["manager"]), ("bearer" = ["admin"]), ("token" = ["manage"])), params(("id" = OrganizationId, Path), ("Idempotency-Key" = Option<String>, Header, max_length = 200, pattern = "^[!-~]([ -~]*[!-~])?$", description = "Asked again with the same key, the first answer is repeated.")), responses((status = 201, body = InvitationView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/organizations/{id}/invitations")]
async fn create_invitation(
    app: Data<App>,
    request: HttpRequest,
    user: User,
    id: Path<String>,
    input: Json<InvitationInput>,
) -> Result<HttpResponse> {
    let id = OrganizationId::parse(&id)?;
    let email = EmailAddress::parse(&input.0.email).map_err(|message| Error::invalid("email", message))?;
    let body_hash = hash_secret(&serde_json::to_string(&input.0).context("writing down an invitation")?);
    let InvitationInput { role, language, .. } = input.0;
    let language = language.unwrap_or_else(|| user.language().clone());
    let now = app.clock.now();
    let idempotent = Idempotent::begin(&app, &request, &user).await?;
    let act = move |tx: &mut Tx| invitations::invite(tx, &user, id, &email, role, &language, now).map(|row| InvitationView::of(row, now));
    idempotent.answer(body_hash, StatusCode::CREATED, act).await
}

/// Send an unanswered invitation again. It is a new one with a link of its own and the whole time; the old link is dead.
#[utoipa::path(tag = "organizations", operation_id = "resend_invitation", security(("bearer" = ["manager"]), ("bearer" = ["admin"]), ("token" = ["manage"])), params(("id" = OrganizationId, Path), ("invitation_id" = InvitationId, Path)), responses((status = 201, body = InvitationView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/organizations/{id}/invitations/{invitation_id}/resend")]
async fn resend_invitation(app: Data<App>, user: User, path: Path<(String, String)>) -> Result<HttpResponse> {
    let (id, invitation, now) = (OrganizationId::parse(&path.0)?, InvitationId::parse(&path.1)?, app.clock.now());
    let sent = app.db.write(move |tx| invitations::resend(tx, &user, id, invitation, now)).await?;
    Ok(HttpResponse::Created().json(InvitationView::of(sent, now)))
}

/// Take an unanswered invitation back. Its link is dead.
#[utoipa::path(tag = "organizations", operation_id = "revoke_invitation", security(("bearer" = ["manager"]), ("bearer" = ["admin"]), ("token" = ["manage"])), params(("id" = OrganizationId, Path), ("invitation_id" = InvitationId, Path)), responses((status = 200, body = InvitationView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/organizations/{id}/invitations/{invitation_id}/revoke")]
async fn revoke_invitation(app: Data<App>, user: User, path: Path<(String, String)>) -> Result<web::Json<InvitationView>> {
    let (id, invitation, now) = (OrganizationId::parse(&path.0)?, InvitationId::parse(&path.1)?, app.clock.now());
    let revoked = app.db.write(move |tx| invitations::revoke(tx, &user, id, invitation, now)).await?;
    Ok(web::Json(InvitationView::of(revoked, now)))
}
