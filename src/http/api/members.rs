//! The inside of an organization: who belongs to it, and inviting others. For its managers; admins may help them.

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
use crate::library::{invitations, organizations};
use actix_web::http::StatusCode;
use actix_web::web::{self, Data, Path};
use actix_web::{HttpRequest, HttpResponse, get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

pub fn configure(config: &mut ServiceConfig) {
    config.service(list_members).service(list_invitations).service(create_invitation);
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
    let rows = app.db.read(move |c| organizations::list_members(c, &user, id, after, rows_for(limit))).await?;
    Ok(web::Json(cursor::page(rows, limit, |row| row.user_id.to_string(), |row| Ok(row.into()))?))
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
    answered_at: Option<Timestamp>,
}

impl From<InvitationRow> for InvitationView {
    fn from(row: InvitationRow) -> Self {
        Self {
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
    Ok(web::Json(cursor::page(rows, limit, |row| row.id.to_string(), |row| Ok(row.into()))?))
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
    let act = move |tx: &mut Tx| invitations::invite(tx, &user, id, &email, role, &language, now).map(InvitationView::from);
    idempotent.answer(body_hash, StatusCode::CREATED, act).await
}
