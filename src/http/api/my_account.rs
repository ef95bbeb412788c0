//! What one may do with one's own account as a whole: take what is held about oneself, close it, delete it; and, for admins, name a successor.

use super::me::confirm_password;
use crate::app::App;
use crate::auth::{Admin, User};
use crate::db::users::UserRow;
use crate::domain::ids::UserId;
use crate::domain::text::EmailAddress;
use crate::error::{Error, Result};
use crate::http::extract::Json;
use crate::http::problem::Problem;
use crate::library::{deletion, my_data, succession};
use actix_web::http::header;
use actix_web::web::{self, Data};
use actix_web::{HttpResponse, delete, get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

pub fn configure(config: &mut ServiceConfig) {
    config.service(download_my_data).service(deactivate_account).service(delete_account);
    config.service(get_successor).service(name_successor).service(forget_successor);
}

/// Everything that the library holds about you, as one JSON document.
#[utoipa::path(tag = "accounts", operation_id = "download_my_data", security(("bearer" = [])), responses((status = 200, body = BTreeMap<String, serde_json::Value>, content_type = "application/json"), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/me/data")]
async fn download_my_data(app: Data<App>, user: User) -> Result<HttpResponse> {
    // A session, and no token: it is more than any program needs.
    user.session()?;
    let now = app.clock.now();
    let data = app.db.read(move |c| my_data::collect(c, &user, now)).await?;
    Ok(HttpResponse::Ok().insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"my-data.json\"")).json(data))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LeavingInput {
    /// Your password, as it is.
    #[schema(format = Password)]
    password: String,
}

/// Close your account. Nobody can sign in with it until an admin opens it again; your tokens end. The last admin, and the last manager of an organization, can't.
#[utoipa::path(tag = "accounts", operation_id = "deactivate_account", security(("bearer" = [])), responses((status = 204), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/me/deactivate")]
async fn deactivate_account(app: Data<App>, user: User, input: Json<LeavingInput>) -> Result<HttpResponse> {
    let confirmed = confirm_password(&app, &user, &input.0.password).await?;
    let now = app.clock.now();
    app.db.write(move |tx| deletion::deactivate_own(tx, &user, &confirmed, now)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Delete your account, for good. What is held about you is erased; what your organization shared stays, by "a former member". The last admin, and the last manager of an organization, can't.
#[utoipa::path(tag = "accounts", operation_id = "delete_account", security(("bearer" = [])), responses((status = 204), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/me/delete")]
async fn delete_account(app: Data<App>, user: User, input: Json<LeavingInput>) -> Result<HttpResponse> {
    let confirmed = confirm_password(&app, &user, &input.0.password).await?;
    let now = app.clock.now();
    app.db.write(move |tx| deletion::delete(tx, &user, &confirmed, now)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Who takes over for an admin.
#[derive(Serialize, ToSchema)]
pub struct SuccessorView {
    user_id: UserId,
    name: String,
    email: String,
}

impl From<UserRow> for SuccessorView {
    fn from(user: UserRow) -> Self {
        Self { user_id: user.id, name: user.name, email: user.email }
    }
}

/// Whom you named to take over.
#[utoipa::path(tag = "accounts", operation_id = "get_successor", security(("bearer" = ["admin"])), responses((status = 200, body = SuccessorView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/me/successor")]
async fn get_successor(app: Data<App>, admin: Admin) -> Result<web::Json<SuccessorView>> {
    let successor = app.db.read(move |c| succession::get(c, &admin)).await?;
    Ok(web::Json(successor.ok_or(Error::NotFound("successor"))?.into()))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SuccessorInput {
    /// Of someone with an account, who is no admin.
    #[schema(format = Email)]
    email: String,
}

/// Name who becomes an admin when no admin has signed in for long (a setting; 90 days by default), in the place of whom you named before. They are told, and the admins are warned twice before it happens.
#[utoipa::path(tag = "accounts", operation_id = "name_successor", security(("bearer" = ["admin"])), responses((status = 200, body = SuccessorView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/me/successor")]
async fn name_successor(app: Data<App>, admin: Admin, input: Json<SuccessorInput>) -> Result<web::Json<SuccessorView>> {
    let email = EmailAddress::parse(&input.0.email).map_err(|message| Error::invalid("email", message))?;
    let now = app.clock.now();
    Ok(web::Json(app.db.write(move |tx| succession::name(tx, &admin, &email, now)).await?.into()))
}

/// Name nobody any more.
#[utoipa::path(tag = "accounts", operation_id = "forget_successor", security(("bearer" = ["admin"])), responses((status = 204), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[delete("/me/successor")]
async fn forget_successor(app: Data<App>, admin: Admin) -> Result<HttpResponse> {
    let now = app.clock.now();
    app.db.write(move |tx| succession::forget(tx, &admin, now)).await?;
    Ok(HttpResponse::NoContent().finish())
}
