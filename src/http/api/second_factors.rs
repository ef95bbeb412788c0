//! The second factor of one's account.

use super::me::confirm_password;
use crate::app::App;
use crate::auth::{Admin, User};
use crate::domain::ids::UserId;
use crate::domain::time::Timestamp;
use crate::error::Result;
use crate::http::extract::{Json, Newcomer};
use crate::http::problem::Problem;
use crate::library::second_factors;
use actix_web::web::{self, Data, Path};
use actix_web::{HttpResponse, get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

pub fn configure(config: &mut ServiceConfig) {
    config.service(get_second_factor).service(begin_second_factor).service(confirm_second_factor);
    config.service(renew_recovery_codes).service(turn_off_second_factor).service(reset_second_factor);
}

#[derive(Serialize, ToSchema)]
pub struct SecondFactorView {
    is_on: bool,
    on_since: Option<Timestamp>,
    recovery_codes_left: i64,
}

/// Whether your account has a second factor.
#[utoipa::path(tag = "accounts", operation_id = "get_second_factor", security(("bearer" = [])), responses((status = 200, body = SecondFactorView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/me/second-factor")]
async fn get_second_factor(app: Data<App>, Newcomer(user): Newcomer) -> Result<web::Json<SecondFactorView>> {
    let state = app.db.read(move |c| second_factors::state(c, &user)).await?;
    let (on_since, recovery_codes_left) = (state.on_since, state.recovery_codes_left);
    Ok(web::Json(SecondFactorView { is_on: on_since.is_some(), on_since, recovery_codes_left }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordProof {
    /// Your password, as it is.
    #[schema(format = Password)]
    password: String,
}

/// What an authenticator is given. It is shown this once.
#[derive(Serialize, ToSchema)]
pub struct SetupView {
    /// To be typed, in base 32.
    secret: String,
    /// To be shown as a QR code: `otpauth://totp/…` with the secret in it.
    address: String,
}

/// Begin to set up a second factor: put the secret into an authenticator, and confirm with a code. Until then nothing changes.
#[utoipa::path(tag = "accounts", operation_id = "begin_second_factor", security(("bearer" = [])), responses((status = 200, body = SetupView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/me/second-factor")]
async fn begin_second_factor(app: Data<App>, Newcomer(user): Newcomer, input: Json<PasswordProof>) -> Result<web::Json<SetupView>> {
    let confirmed = confirm_password(&app, &user, &input.0.password).await?;
    let (keys, issuer, now) = (app.keys.clone(), app.config.site_name.clone(), app.clock.now());
    let setup = app.db.write(move |tx| second_factors::begin(tx, &keys, &issuer, &user, &confirmed, now)).await?;
    Ok(web::Json(SetupView { secret: setup.secret, address: setup.address }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeProof {
    /// Six digits of your authenticator.
    #[schema(max_length = 100)]
    code: String,
}

/// Codes that work once each, for who has lost the authenticator. They are shown this once.
#[derive(Serialize, ToSchema)]
pub struct RecoveryCodesView {
    recovery_codes: Vec<String>,
}

/// Turn the second factor on, with the first code of your authenticator.
#[utoipa::path(tag = "accounts", operation_id = "confirm_second_factor", security(("bearer" = [])), responses((status = 200, body = RecoveryCodesView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/me/second-factor/confirm")]
async fn confirm_second_factor(app: Data<App>, Newcomer(user): Newcomer, input: Json<CodeProof>) -> Result<web::Json<RecoveryCodesView>> {
    app.logins.check_proof(user.id())?;
    let (keys, now) = (app.keys.clone(), app.clock.now());
    let recovery_codes = app.db.write(move |tx| second_factors::confirm(tx, &keys, &user, &input.0.code, now)).await?;
    Ok(web::Json(RecoveryCodesView { recovery_codes }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BothProofs {
    /// Your password, as it is.
    #[schema(format = Password)]
    password: String,
    /// Six digits of your authenticator, or one of your recovery codes.
    #[schema(max_length = 100)]
    code: String,
}

/// Get other recovery codes. Those before stop working.
#[utoipa::path(tag = "accounts", operation_id = "renew_recovery_codes", security(("bearer" = [])), responses((status = 200, body = RecoveryCodesView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/me/second-factor/recovery-codes")]
async fn renew_recovery_codes(app: Data<App>, user: User, input: Json<BothProofs>) -> Result<web::Json<RecoveryCodesView>> {
    let confirmed = confirm_password(&app, &user, &input.0.password).await?;
    let (keys, now) = (app.keys.clone(), app.clock.now());
    let renew = app.db.write(move |tx| second_factors::renew_codes(tx, &keys, &user, &confirmed, &input.0.code, now));
    Ok(web::Json(RecoveryCodesView { recovery_codes: renew.await? }))
}

/// Turn the second factor off, with your password and a code.
#[utoipa::path(tag = "accounts", operation_id = "turn_off_second_factor", security(("bearer" = [])), responses((status = 204), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/me/second-factor/turn-off")]
async fn turn_off_second_factor(app: Data<App>, user: User, input: Json<BothProofs>) -> Result<HttpResponse> {
    let confirmed = confirm_password(&app, &user, &input.0.password).await?;
    let (keys, now) = (app.keys.clone(), app.clock.now());
    app.db.write(move |tx| second_factors::turn_off(tx, &keys, &user, &confirmed, &input.0.code, now)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Take the second factor from an account whose owner has lost it. The owner is told by mail and signed out everywhere.
#[utoipa::path(tag = "accounts", operation_id = "reset_second_factor", security(("bearer" = ["admin"]), ("token" = ["admin"])), params(("id" = UserId, Path)), responses((status = 204), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/users/{id}/second-factor/reset")]
async fn reset_second_factor(app: Data<App>, admin: Admin, id: Path<String>) -> Result<HttpResponse> {
    let (id, now) = (UserId::parse(&id)?, app.clock.now());
    app.db.write(move |tx| second_factors::reset(tx, &admin, id, now)).await?;
    Ok(HttpResponse::NoContent().finish())
}
