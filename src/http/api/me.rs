//! One's own profile.

use crate::app::App;
use crate::auth::User;
use crate::db::AnyConn;
use crate::db::memberships::Membership;
use crate::db::users::UserRow;
use crate::domain::ids::{OrganizationId, UserId};
use crate::domain::language::LanguageTag;
use crate::domain::organization::MAX_NAME_CHARS;
use crate::domain::text;
use crate::domain::words::{MembershipRole, OrganizationStatus, SiteRole};
use crate::error::{Error, Result};
use crate::http::extract::Json;
use crate::http::problem::Problem;
use crate::library::{accounts, bounces};
use actix_web::web::{self, Data};
use actix_web::{get, patch};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

pub fn configure(config: &mut ServiceConfig) {
    config.service(get_profile).service(update_profile);
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
async fn get_profile(app: Data<App>, user: User) -> Result<web::Json<ProfileView>> {
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
