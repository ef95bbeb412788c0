//! Signing in and out, and a new password.

use crate::app::App;
use crate::auth::keys::LinkPurpose;
use crate::auth::origins::Origin;
use crate::auth::passwords::Choice;
use crate::auth::tokens::ACCESS_SECONDS;
use crate::db::memberships::Membership;
use crate::db::users::{self, UserRow};
use crate::db::{AnyConn, Tx};
use crate::domain::ids::PasswordResetId;
use crate::domain::language::LanguageTag;
use crate::domain::text::EmailAddress;
use crate::error::{Error, Result};
use crate::http::extract::{Json, Newcomer};
use crate::http::origin;
use crate::http::problem::Problem;
use crate::library::accounts::{self, NewPassword, Refreshed, SignIn};
use crate::library::sign_ins::{self, FirstStep};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

pub fn configure(config: &mut ServiceConfig) {
    config.service(login).service(login_with_code).service(refresh).service(logout).service(request_password_reset).service(reset_password);
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

fn wrong_credentials() -> Error {
    Error::Unauthenticated { code: "wrong_credentials", message: "Address or password is wrong." }
}

/// Sign in with address and password. Where the account has a second factor, the answer is 401 `second_factor_needed` with a `challenge`: send that and a code to `/auth/second-factor` within five minutes.
#[utoipa::path(tag = "accounts", operation_id = "login", responses((status = 200, body = TokensView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/auth/login")]
async fn login(app: Data<App>, request: HttpRequest, input: Json<LoginInput>) -> Result<actix_web::web::Json<TokensView>> {
    let LoginInput { email, password } = input.0;
    let email = EmailAddress::parse(&email).map_err(|message| Error::invalid("email", message))?;
    let (origin, account) = (origin::of(&request, &app.config), email.folded());
    app.logins.check(&account, &origin)?;
    let (keys, from) = (app.keys.clone(), origin.clone());
    let candidate = app.db.read(move |c| sign_ins::find(c, &keys, &email, &from)).await?;
    if !candidate.is_at_home {
        app.logins.check_stranger(&account)?;
    }
    let confirmed = app.passwords.confirm(candidate.user.as_ref(), &password).await?.ok_or_else(wrong_credentials)?;
    let (keys, tokens, now) = (app.keys.clone(), app.tokens.clone(), app.clock.now());
    let begin = move |tx: &mut Tx| sign_ins::begin(tx, &keys, &tokens, &confirmed, &origin, now);
    match app.db.write(begin).await? {
        FirstStep::SignedIn(sign_in) => Ok(actix_web::web::Json(sign_in.into())),
        FirstStep::NeedsCode(challenge) => Err(Error::CodeNeeded { challenge }),
    }
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeInput {
    /// What `/auth/login` answered with its refusal.
    challenge: String,
    /// Six digits of your authenticator, or one of your recovery codes.
    #[schema(max_length = 100)]
    code: String,
}

/// The second step of a sign-in: send the code of your authenticator, or a recovery code. Each works once.
#[utoipa::path(tag = "accounts", operation_id = "login_with_code", responses((status = 200, body = TokensView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/auth/second-factor")]
async fn login_with_code(app: Data<App>, request: HttpRequest, input: Json<CodeInput>) -> Result<actix_web::web::Json<TokensView>> {
    let (CodeInput { challenge, code }, origin, now) = (input.0, origin::of(&request, &app.config), app.clock.now());
    let (user, _) = app.tokens.read_challenge(&challenge, now)?;
    // Six digits are few: guesses are counted as those of passwords are.
    let account = format!("code {user}");
    app.logins.check(&account, &origin)?;
    let (keys, from) = (app.keys.clone(), origin.clone());
    if !app.db.read(move |c| sign_ins::is_at_home(c, &keys, user, &from)).await? {
        app.logins.check_stranger(&account)?;
    }
    let (keys, tokens) = (app.keys.clone(), app.tokens.clone());
    let finish = move |tx: &mut Tx| sign_ins::finish(tx, &keys, &tokens, &challenge, &code, &origin, now);
    Ok(actix_web::web::Json(app.db.write(finish).await?.into()))
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
async fn logout(app: Data<App>, Newcomer(user): Newcomer) -> Result<HttpResponse> {
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
    app.logins.check(&format!("reset {}", email.folded()), &origin::of(&request, &app.config))?;
    let now = app.clock.now();
    app.db.write(move |tx| accounts::request_password_reset(tx, &email, now)).await?;
    Ok(HttpResponse::Accepted().finish())
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResetInput {
    /// At least 10 characters, and hard to guess: neither common nor made of your name, address or organization.
    #[schema(format = Password, min_length = 10)]
    password: String,
    /// Whether your tokens for programs end as well; absent: they stay.
    #[serde(default)]
    #[schema(required = false)]
    end_tokens: bool,
}

/// Set a new password with the token of a mailed link. Every session of the account ends.
#[utoipa::path(tag = "accounts", operation_id = "reset_password", params(("token" = String, Path)), responses((status = 204), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/auth/password-resets/{token}")]
async fn reset_password(app: Data<App>, request: HttpRequest, token: Path<String>, input: Json<ResetInput>) -> Result<HttpResponse> {
    let ResetInput { password, end_tokens } = input.0;
    set_new_password(&app, &token, password, end_tokens, origin::of(&request, &app.config), None).await?;
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

/// The act behind the API and the page. What is wrong with the password is told in the language of the page, or of the account.
pub async fn set_new_password(
    app: &App,
    token: &str,
    password: String,
    ends_tokens: bool,
    origin: Origin,
    language: Option<&LanguageTag>,
) -> Result<()> {
    let (id, now) = (opened(app, token)?, app.clock.now());
    // Before the costly hash: a dead link is refused for free.
    let read = move |c: &mut AnyConn| {
        let user = accounts::check_password_reset(c, id, now)?.user_id;
        accounts::profile(c, user)
    };
    let (user, memberships) = app.db.read(read).await?;
    let choice = choice(app, "password", password, &user, &memberships, language);
    let new = NewPassword { hash: app.passwords.choose(choice).await?, ends_tokens };
    let keys = app.keys.clone();
    let reset = move |tx: &mut Tx| {
        let user = accounts::reset_password(tx, id, &new, now)?;
        // Whoever reads the mail is the owner: from here one is not locked out by what others try.
        sign_ins::remember(tx, &keys, user, &origin, now).map(drop)
    };
    app.db.write(reset).await
}

/// A password that a person wants, with the words that others would try first.
pub fn choice(
    app: &App,
    field: &'static str,
    text: String,
    user: &UserRow,
    memberships: &[Membership],
    language: Option<&LanguageTag>,
) -> Choice {
    let organizations = memberships.iter().map(|membership| membership.organization_name.clone());
    let own_words = [user.name.clone(), user.email.clone(), app.config.site_name.clone()].into_iter().chain(organizations).collect();
    Choice { text, own_words, language: language.unwrap_or(&user.language).clone(), field }
}
