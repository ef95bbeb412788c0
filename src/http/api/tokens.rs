//! Tokens for programs.

use crate::app::App;
use crate::auth::User;
use crate::db::api_tokens::ApiTokenRow;
use crate::domain::ids::ApiTokenId;
use crate::domain::organization::MAX_NAME_CHARS;
use crate::domain::text;
use crate::domain::time::Timestamp;
use crate::domain::words::TokenScope;
use crate::error::{Error, Result};
use crate::http::cursor::Page;
use crate::http::extract::Json;
use crate::http::problem::Problem;
use crate::library::api_tokens;
use actix_web::web::{self, Data, Path};
use actix_web::{HttpResponse, delete, get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

pub fn configure(config: &mut ServiceConfig) {
    config.service(list_tokens).service(create_token).service(end_token);
}

#[derive(Serialize, ToSchema)]
pub struct TokenView {
    id: ApiTokenId,
    name: String,
    scopes: Vec<TokenScope>,
    created_at: Timestamp,
    expires_at: Timestamp,
    /// To the full hour; `null` before its first use.
    last_used_at: Option<Timestamp>,
}

impl From<ApiTokenRow> for TokenView {
    fn from(row: ApiTokenRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            scopes: row.scopes.iter().collect(),
            created_at: row.created_at,
            expires_at: row.expires_at,
            last_used_at: row.last_used_at,
        }
    }
}

/// Your tokens that work, oldest first.
#[utoipa::path(tag = "accounts", operation_id = "list_tokens", security(("bearer" = [])), responses((status = 200, body = Page<TokenView>), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/me/tokens")]
async fn list_tokens(app: Data<App>, user: User) -> Result<web::Json<Page<TokenView>>> {
    let now = app.clock.now();
    let rows = app.db.read(move |c| api_tokens::list(c, &user, now)).await?;
    Ok(web::Json(Page { items: rows.into_iter().map(TokenView::from).collect(), next_cursor: None }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TokenInput {
    /// What it is for, for yourself. At most 200 characters.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// What it may do, of what you may do.
    #[schema(min_items = 1)]
    scopes: Vec<TokenScope>,
    /// When it ends to work: after 1 to 366 days.
    #[schema(minimum = 1, maximum = 366)]
    expires_in_days: i64,
}

/// A token that was just made.
#[derive(Serialize, ToSchema)]
pub struct NewTokenView {
    #[serde(flatten)]
    #[schema(inline)]
    view: TokenView,
    /// Shown this once: send it as `Authorization: Bearer`. It begins with `commonshelf_`, so that programs that look for leaked secrets know it.
    token: String,
}

/// Make a token for a program. It may do what its scopes name, of what you may do yourself at the time, until it expires or is ended.
#[utoipa::path(tag = "accounts", operation_id = "create_token", security(("bearer" = [])), responses((status = 201, body = NewTokenView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/me/tokens")]
async fn create_token(app: Data<App>, user: User, input: Json<TokenInput>) -> Result<HttpResponse> {
    let TokenInput { name, scopes, expires_in_days } = input.0;
    let name = text::line(&name, MAX_NAME_CHARS).map_err(|message| Error::invalid("name", message))?;
    if scopes.is_empty() {
        return Err(Error::invalid("scopes", "must name at least one"));
    }
    let (scopes, now) = (scopes.into_iter().collect(), app.clock.now());
    let new = app.db.write(move |tx| api_tokens::create(tx, &user, &name, &scopes, expires_in_days, now)).await?;
    Ok(HttpResponse::Created().json(NewTokenView { view: new.row.into(), token: new.secret }))
}

/// End a token, at once.
#[utoipa::path(tag = "accounts", operation_id = "end_token", security(("bearer" = [])), params(("id" = ApiTokenId, Path)), responses((status = 204), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[delete("/me/tokens/{id}")]
async fn end_token(app: Data<App>, user: User, id: Path<String>) -> Result<HttpResponse> {
    let (id, now) = (ApiTokenId::parse(&id)?, app.clock.now());
    app.db.write(move |tx| api_tokens::end(tx, &user, id, now)).await?;
    Ok(HttpResponse::NoContent().finish())
}
