//! One's own profile.

use super::auth;
use crate::app::App;
use crate::auth::User;
use crate::auth::passwords::Confirmed;
use crate::db::AnyConn;
use crate::db::memberships::Membership;
use crate::db::users::UserRow;
use crate::domain::ids::{OrganizationId, UserId};
use crate::domain::language::LanguageTag;
use crate::domain::organization::MAX_NAME_CHARS;
use crate::domain::text;
use crate::domain::words::{MembershipRole, OrganizationStatus, SiteRole};
use crate::error::{Error, Result};
use crate::http::extract::{Json, Newcomer};
use crate::http::problem::Problem;
use crate::library::accounts::{self, NewPassword};
use crate::library::bounces;
use actix_web::web::{self, Data};
use actix_web::{HttpResponse, get, patch, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

pub fn configure(config: &mut ServiceConfig) {
    config.service(get_profile).service(update_profile).service(change_password);
}

#[derive(Serialize, ToSchema)]
pub struct ProfileView {
    id: UserId,
    name: String,
    email: String,
    /// What one may do on the whole site.
    role: SiteRole,
    /// What mail is written in, where we can.
    language: LanguageTag,
    /// Whether nothing is sent to your address, because mail to it came back: give another one, or ask with `POST /me/address-confirmations`.
    email_bounces: bool,
    memberships: Vec<MembershipView>,
}

#[derive(Serialize, ToSchema)]
pub struct MembershipView {
    organization: OwnOrganization,
    /// What one may do in this organization.
    role: MembershipRole,
}

#[derive(Serialize, ToSchema)]
pub struct OwnOrganization {
    id: OrganizationId,
    name: String,
    status: OrganizationStatus,
}

impl From<Membership> for MembershipView {
    fn from(of: Membership) -> Self {
        let organization = OwnOrganization { id: of.organization_id, name: of.organization_name, status: of.organization_status };
        Self { organization, role: of.role }
    }
}

impl ProfileView {
    fn read(c: &mut AnyConn, id: UserId) -> Result<Self> {
        let (user, memberships) = accounts::profile(c, id)?;
        let email_bounces = bounces::is_marked(c, &user.email)?;
        Ok(Self::of(user, memberships, email_bounces))
    }

    fn of(user: UserRow, memberships: Vec<Membership>, email_bounces: bool) -> Self {
        Self {
            id: user.id,
            name: user.name,
            email: user.email,
            role: user.role,
            language: user.language,
            email_bounces,
            memberships: memberships.into_iter().map(MembershipView::from).collect(),
        }
    }
}

/// Who you are here, and the organizations you belong to.
#[utoipa::path(tag = "accounts", operation_id = "get_profile", security(("bearer" = []), ("token" = ["read"])), responses((status = 200, body = ProfileView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/me")]
async fn get_profile(app: Data<App>, Newcomer(user): Newcomer) -> Result<web::Json<ProfileView>> {
    Ok(web::Json(app.db.read(move |c| ProfileView::read(c, user.id())).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProfileUpdate {
    /// At most 200 characters; absent: stays as it is.
    #[schema(min_length = 1, max_length = 200)]
    name: Option<String>,
    /// A BCP 47 tag; absent: stays as it is.
    language: Option<LanguageTag>,
}

/// Change your name, or the language that mail is written in.
#[utoipa::path(tag = "accounts", operation_id = "update_profile", security(("bearer" = [])), responses((status = 200, body = ProfileView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[patch("/me")]
async fn update_profile(app: Data<App>, user: User, input: Json<ProfileUpdate>) -> Result<web::Json<ProfileView>> {
    let ProfileUpdate { name, language } = input.0;
    let name = name.map(|name| text::line(&name, MAX_NAME_CHARS)).transpose().map_err(|message| Error::invalid("name", message))?;
    let now = app.clock.now();
    let profile = app.db.write(move |tx| {
        accounts::update_profile(tx, &user, name.as_deref(), language.as_ref(), now)?;
        ProfileView::read(tx, user.id())
    });
    Ok(web::Json(profile.await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordInput {
    /// The one that you sign in with now.
    #[schema(format = Password)]
    password: String,
    /// At least 10 characters, and hard to guess: neither common nor made of your name, address or organization.
    #[schema(format = Password, min_length = 10)]
    new_password: String,
    /// Whether your tokens for programs end as well; absent: they stay.
    #[serde(default)]
    #[schema(required = false)]
    end_tokens: bool,
}

/// Change your password. All your other sessions end.
#[utoipa::path(tag = "accounts", operation_id = "change_password", security(("bearer" = [])), responses((status = 204), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/me/password")]
async fn change_password(app: Data<App>, user: User, input: Json<PasswordInput>) -> Result<HttpResponse> {
    let PasswordInput { password, new_password, end_tokens } = input.0;
    let confirmed = confirm_password(&app, &user, &password).await?;
    let choice = auth::choice(&app, "new_password", new_password, user.row(), user.memberships(), None);
    let new = NewPassword { hash: app.passwords.choose(choice).await?, ends_tokens: end_tokens };
    let now = app.clock.now();
    app.db.write(move |tx| accounts::change_password(tx, &user, &confirmed, &new, now)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The proof that whoever is signed in also knows the password: a session that was left open, or stolen, is not enough for some acts.
pub async fn confirm_password(app: &App, user: &User, password: &str) -> Result<Confirmed> {
    app.logins.check_proof(user.id())?;
    let confirmed = app.passwords.confirm(Some(user.row()), password).await?;
    confirmed.ok_or_else(|| Error::forbidden("wrong_password", "The password is wrong."))
}
