//! People with a login, for admins.

use super::me::MembershipView;
use crate::app::App;
use crate::auth::Admin;
use crate::domain::ids::{OrganizationId, UserId};
use crate::domain::language::LanguageTag;
use crate::domain::text;
use crate::domain::time::Timestamp;
use crate::domain::words::{SiteRole, UserStatus};
use crate::error::{Error, Result};
use crate::http::cursor::{self, Page};
use crate::http::extract::{Json, Params};
use crate::http::problem::Problem;
use crate::library::users::{self, Filter, Person};
use actix_web::web::{self, Data, Path};
use actix_web::{get, patch, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

const MAX_NOTE_CHARS: usize = 2_000;

pub fn configure(config: &mut ServiceConfig) {
    config.service(list_users).service(get_user).service(update_user).service(deactivate_user).service(reactivate_user);
}

/// An account as admins see it.
#[derive(Serialize, ToSchema)]
pub struct UserView {
    id: UserId,
    name: String,
    email: String,
    role: SiteRole,
    status: UserStatus,
    language: LanguageTag,
    memberships: Vec<MembershipView>,
    created_at: Timestamp,
    /// Absent while they never signed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_login_at: Option<Timestamp>,
    /// Hand it back with a change.
    version: i64,
}

impl From<Person> for UserView {
    fn from(Person { user, memberships }: Person) -> Self {
        Self {
            id: user.id,
            name: user.name,
            email: user.email,
            role: user.role,
            status: user.status,
            language: user.language,
            memberships: memberships.into_iter().map(MembershipView::from).collect(),
            created_at: user.created_at,
            last_login_at: user.last_login_at,
            version: user.version,
        }
    }
}

/// People with a login, in the order in which their accounts were made. Filters of different names mean "and".
#[utoipa::path(
    tag = "administration", operation_id = "list_users", security(("bearer" = ["admin"]), ("token" = ["admin"])),
    params(
        ("q" = Option<String>, Query, description = "Letters of the name or the address."), ("role" = Option<SiteRole>, Query),
        ("status" = Option<UserStatus>, Query), ("organization" = Option<OrganizationId>, Query, description = "Its members."),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100), ("cursor" = Option<String>, Query)
    ),
    responses((status = 200, body = Page<UserView>), (status = "4XX", body = Problem), (status = "5XX", body = Problem))
)]
#[get("/users")]
async fn list_users(app: Data<App>, admin: Admin, params: Params) -> Result<web::Json<Page<UserView>>> {
    let named = |message: String, name: &str| Error::invalid(name, message);
    let filter = Filter {
        words: params.text("q").map(str::to_owned),
        role: params.text("role").map(str::parse).transpose().map_err(|message| named(message, "role"))?,
        status: params.text("status").map(str::parse).transpose().map_err(|message| named(message, "status"))?,
        organization: params.one("organization", "must be the id of an organization")?,
    };
    let (limit, after) = (params.limit()?, cursor::decode(params.text("cursor"), |key| UserId::parse(key).ok())?);
    let people = app.db.read(move |c| users::list(c, &admin, &filter, after, limit + 1)).await?;
    Ok(web::Json(cursor::page(people, limit, |person| person.user.id.to_string(), |person| Ok(UserView::from(person)))?))
}

/// One account.
#[utoipa::path(tag = "administration", operation_id = "get_user", security(("bearer" = ["admin"]), ("token" = ["admin"])), params(("id" = UserId, Path)), responses((status = 200, body = UserView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/users/{id}")]
async fn get_user(app: Data<App>, admin: Admin, id: Path<String>) -> Result<web::Json<UserView>> {
    let id = UserId::parse(&id)?;
    Ok(web::Json(app.db.read(move |c| users::find(c, &admin, id)).await?.into()))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UserChange {
    /// What the person may do on the whole site.
    role: SiteRole,
    /// The version that the change is based on: an old one is refused (409).
    version: i64,
}

/// Change someone's role, in force from their next request on. The last admin stays one.
#[utoipa::path(tag = "administration", operation_id = "update_user", security(("bearer" = ["admin"]), ("token" = ["admin"])), params(("id" = UserId, Path)), responses((status = 200, body = UserView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[patch("/users/{id}")]
async fn update_user(app: Data<App>, admin: Admin, id: Path<String>, input: Json<UserChange>) -> Result<web::Json<UserView>> {
    let (id, UserChange { role, version }, now) = (UserId::parse(&id)?, input.0, app.clock.now());
    let person = app.db.write(move |tx| users::set_role(tx, &admin, id, role, version, now)).await?;
    Ok(web::Json(person.into()))
}

#[derive(Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct DeactivationInput {
    /// Why, for the audit trail; at most 2,000 characters.
    #[schema(min_length = 1, max_length = 2000)]
    note: Option<String>,
}

/// Close an account. It can sign in no more, and whoever is signed in with it is out at once. What its owner made stays.
#[utoipa::path(tag = "administration", operation_id = "deactivate_user", security(("bearer" = ["admin"]), ("token" = ["admin"])), params(("id" = UserId, Path)), responses((status = 200, body = UserView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/users/{id}/deactivate")]
async fn deactivate_user(app: Data<App>, admin: Admin, id: Path<String>, input: Json<DeactivationInput>) -> Result<web::Json<UserView>> {
    let (id, now) = (UserId::parse(&id)?, app.clock.now());
    let note = input.0.note.map(|note| text::paragraphs(&note, MAX_NOTE_CHARS)).transpose();
    let note = note.map_err(|message| Error::invalid("note", message))?;
    let person = app.db.write(move |tx| users::deactivate(tx, &admin, id, note.as_deref(), now)).await?;
    Ok(web::Json(person.into()))
}

/// Open an account that was closed.
#[utoipa::path(tag = "administration", operation_id = "reactivate_user", security(("bearer" = ["admin"]), ("token" = ["admin"])), params(("id" = UserId, Path)), responses((status = 200, body = UserView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/users/{id}/reactivate")]
async fn reactivate_user(app: Data<App>, admin: Admin, id: Path<String>) -> Result<web::Json<UserView>> {
    let (id, now) = (UserId::parse(&id)?, app.clock.now());
    let person = app.db.write(move |tx| users::reactivate(tx, &admin, id, now)).await?;
    Ok(web::Json(person.into()))
}
