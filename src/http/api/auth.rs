//! Signing in and out, and a new password.

use crate::app::App;
use crate::auth::User;
use crate::auth::keys::LinkPurpose;
use crate::auth::passwords::Password;
use crate::auth::tokens::ACCESS_SECONDS;
use crate::db::users::{self, UserRow};
use crate::domain::ids::PasswordResetId;
use crate::domain::text::EmailAddress;
use crate::domain::words::UserStatus;
use crate::error::{Error, Result};
use crate::http::address;
use crate::http::extract::Json;
use crate::http::origin;
use crate::http::problem::Problem;
use crate::library::accounts::{self, Refreshed, SignIn};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

pub fn configure(config: &mut ServiceConfig) {
    config.service(login).service(refresh).service(logout).service(request_password_reset).service(reset_password);
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LoginInput {
    #[schema(format = Email)]
    email: String,
    #[schema(format = Password)]
    password: String,
}

/// Tokens of a session. Send `Authorization: Bearer <access_token>`; when it has expired, trade the refresh token for new ones.
#[derive(Serialize, ToSchema)]
pub struct TokensView {
    access_token: String,
    /// Works once; the one before it works for a minute more.
    refresh_token: String,
    token_type: &'static str,
    /// Seconds that the access token is good for.
    expires_in: i64,
}

impl From<SignIn> for TokensView {
    fn from(sign_in: SignIn) -> Self {
        Self { access_token: sign_in.access_token, refresh_token: sign_in.refresh_token, token_type: "Bearer", expires_in: ACCESS_SECONDS }
    }
}

/// Sign in with address and password.
#[utoipa::path(tag = "accounts", operation_id = "login", responses((status = 200, body = TokensView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/auth/login")]
async fn login(app: Data<App>, request: HttpRequest, input: Json<LoginInput>) -> Result<actix_web::web::Json<TokensView>> {
    let LoginInput { email, password } = input.0;
    let email = EmailAddress::parse(&email).map_err(|message| Error::invalid("email", message))?;
    app.logins.check(&email, address::of(&request, &app.config))?;
    let user = app.db.read(move |c| users::get_by_email(c, &email)).await?.filter(|user| user.status == UserStatus::Active);
    let hash = user.as_ref().and_then(|user| user.password_hash.clone());
    let is_right = app.passwords.verify(Password::attempt(&password), hash).await?;
    let Some(user) = user.filter(|_| is_right) else {
        return Err(Error::Unauthenticated { code: "wrong_credentials", message: "Address or password is wrong." });
    };
    let (tokens, device, now) = (app.tokens.clone(), origin::device(&request), app.clock.now());
    let sign_in = app.db.write(move |tx| accounts::sign_in_with(tx, &tokens, user.id, &device, now)).await?;
    Ok(actix_web::web::Json(sign_in.into()))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefreshInput {
    refresh_token: String,
}

/// Trade a refresh token for fresh tokens. An old one ends its session.
#[utoipa::path(tag = "accounts", operation_id = "refresh_session", responses((status = 200, body = TokensView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/auth/refresh")]
async fn refresh(app: Data<App>, input: Json<RefreshInput>) -> Result<actix_web::web::Json<TokensView>> {
    let (tokens, token, now) = (app.tokens.clone(), input.0.refresh_token, app.clock.now());
    match app.db.write(move |tx| accounts::refresh(tx, &tokens, &token, now)).await? {
        Refreshed::SignIn(sign_in) => Ok(actix_web::web::Json(sign_in.into())),
        Refreshed::Ended => Err(Error::Unauthenticated {
            code: "session_ended",
            message: "This refresh token was used before, so the session was ended; sign in again.",
        }),
    }
}

/// End the session that the access token belongs to.
#[utoipa::path(tag = "accounts", operation_id = "logout", security(("bearer" = [])), responses((status = 204), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/auth/logout")]
async fn logout(app: Data<App>, user: User) -> Result<HttpResponse> {
    let now = app.clock.now();
    app.db.write(move |tx| accounts::sign_out(tx, &user, now)).await?;
    Ok(HttpResponse::NoContent().finish())
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordResetRequest {
    #[schema(format = Email)]
    email: String,
}

/// Ask for a link to set a new password. The answer is the same whether there is such an account or not.
#[utoipa::path(tag = "accounts", operation_id = "request_password_reset", responses((status = 202), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/auth/password-resets")]
async fn request_password_reset(app: Data<App>, request: HttpRequest, input: Json<PasswordResetRequest>) -> Result<HttpResponse> {
    let email = EmailAddress::parse(&input.0.email).map_err(|message| Error::invalid("email", message))?;
    app.logins.check(&email, address::of(&request, &app.config))?;
    let now = app.clock.now();
    app.db.write(move |tx| accounts::request_password_reset(tx, &email, now)).await?;
    Ok(HttpResponse::Accepted().finish())
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPassword {
    /// At least 10 characters.
    #[schema(format = Password, min_length = 10)]
    password: String,
}

/// Set a new password with the token of a mailed link. Every session of the account ends.
#[utoipa::path(tag = "accounts", operation_id = "reset_password", params(("token" = String, Path)), responses((status = 204), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/auth/password-resets/{token}")]
async fn reset_password(app: Data<App>, token: Path<String>, input: Json<NewPassword>) -> Result<HttpResponse> {
    set_new_password(&app, &token, &input.0.password).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn opened(app: &App, token: &str) -> Result<PasswordResetId> {
    app.keys.open(LinkPurpose::PasswordReset, token).map(PasswordResetId::from_uuid).ok_or(Error::NotFound("password reset"))
}

/// Whose password a link is for, while it works.
pub async fn find_reset_account(app: &App, token: &str) -> Result<UserRow> {
    let (id, now) = (opened(app, token)?, app.clock.now());
    app.db.read(move |c| accounts::check_password_reset(c, id, now).and_then(|reset| users::find(c, reset.user_id))).await
}

/// The act behind the API and the page.
pub async fn set_new_password(app: &App, token: &str, password: &str) -> Result<()> {
    let id = opened(app, token)?;
    let password = Password::parse(password).map_err(|message| Error::invalid("password", message))?;
    let now = app.clock.now();
    // Before the costly hash: a dead link is refused for free.
    app.db.read(move |c| accounts::check_password_reset(c, id, now).map(drop)).await?;
    let hash = app.passwords.hash(password).await?;
    app.db.write(move |tx| accounts::reset_password(tx, id, &hash, now)).await
}
