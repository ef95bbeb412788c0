//! Searches that one keeps, to be told of new results.

use crate::app::App;
use crate::auth::User;
use crate::auth::tokens::hash_secret;
use crate::db::Tx;
use crate::db::saved_searches::{self, SavedSearchRow};
use crate::domain::ids::SavedSearchId;
use crate::domain::search::Search;
use crate::domain::text;
use crate::domain::time::Timestamp;
use crate::domain::words::Frequency;
use crate::error::{Context, Error, Result};
use crate::http::extract::Json;
use crate::http::idempotency::Idempotent;
use crate::http::problem::Problem;
use crate::library::saved_searches::{self as acts, Changes, MAX_NAME_CHARS};
use actix_web::http::StatusCode;
use actix_web::web::{self, Data, Path};
use actix_web::{HttpRequest, HttpResponse, delete, get, patch, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

pub fn configure(config: &mut ServiceConfig) {
    config.service(list_saved_searches).service(create_saved_search).service(update_saved_search).service(delete_saved_search);
}

#[derive(Serialize, ToSchema)]
pub struct SavedSearchView {
    id: SavedSearchId,
    name: String,
    search: Search,
    /// How often you are told of what is new; `none`: it is kept and silent.
    frequency: Frequency,
    version: i64,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl From<SavedSearchRow> for SavedSearchView {
    fn from(row: SavedSearchRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            search: row.search,
            frequency: row.frequency,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct SavedSearchesView {
    /// All of them, at most 50, in the order in which they were saved.
    items: Vec<SavedSearchView>,
}

/// Your saved searches.
#[utoipa::path(tag = "accounts", operation_id = "list_saved_searches", security(("bearer" = [])), responses((status = 200, body = SavedSearchesView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/me/saved-searches")]
async fn list_saved_searches(app: Data<App>, user: User) -> Result<web::Json<SavedSearchesView>> {
    let rows = app.db.read(move |c| saved_searches::list_of_user(c, user.id())).await?;
    Ok(web::Json(SavedSearchesView { items: rows.into_iter().map(SavedSearchView::from).collect() }))
}

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SavedSearchInput {
    /// What its letters call it.
    #[schema(min_length = 1, max_length = 100)]
    name: String,
    #[serde(default)]
    search: Search,
    /// Absent: weekly.
    #[serde(default = "weekly")]
    frequency: Frequency,
}

fn weekly() -> Frequency {
    Frequency::Weekly
}

fn checked_name(name: &str) -> Result<String> {
    text::line(name, MAX_NAME_CHARS).map_err(|message| Error::invalid("name", message))
}

/// Save a search. You are mailed what it finds that becomes public from now on.
#[utoipa::path(tag = "accounts", operation_id = "create_saved_search", security(("bearer" = [])), params(("Idempotency-Key" = Option<String>, Header, max_length = 200, pattern = "^[!-~]([ -~]*[!-~])?$", description = "Asked again with the same key, the first answer is repeated.")), responses((status = 201, body = SavedSearchView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/me/saved-searches")]
async fn create_saved_search(app: Data<App>, request: HttpRequest, user: User, input: Json<SavedSearchInput>) -> Result<HttpResponse> {
    let body_hash = hash_secret(&serde_json::to_string(&input.0).context("writing down a saved search")?);
    let SavedSearchInput { name, search, frequency } = input.0;
    let (name, now) = (checked_name(&name)?, app.clock.now());
    search.check().map_err(Error::Invalid)?;
    let idempotent = Idempotent::begin(&app, &request, &user).await?;
    let act = move |tx: &mut Tx| acts::save(tx, &user, &name, &search, frequency, now).map(SavedSearchView::from);
    idempotent.answer(body_hash, StatusCode::CREATED, act).await
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SavedSearchUpdate {
    /// The version that you read.
    #[schema(minimum = 1)]
    version: i64,
    /// Absent: stays as it is.
    #[schema(min_length = 1, max_length = 100)]
    name: Option<String>,
    /// In the place of the whole search; absent: stays as it is.
    search: Option<Search>,
    /// Absent: stays as it is.
    frequency: Option<Frequency>,
}

/// Change a saved search, or silence it with the frequency `none`.
#[utoipa::path(tag = "accounts", operation_id = "update_saved_search", security(("bearer" = [])), params(("id" = SavedSearchId, Path)), responses((status = 200, body = SavedSearchView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[patch("/me/saved-searches/{id}")]
async fn update_saved_search(
    app: Data<App>,
    user: User,
    id: Path<String>,
    input: Json<SavedSearchUpdate>,
) -> Result<web::Json<SavedSearchView>> {
    let (id, now) = (SavedSearchId::parse(&id)?, app.clock.now());
    let SavedSearchUpdate { version, name, search, frequency } = input.0;
    let name = name.as_deref().map(checked_name).transpose()?;
    search.as_ref().map_or(Ok(()), Search::check).map_err(Error::Invalid)?;
    let changes = Changes { name, search, frequency };
    let row = app.db.write(move |tx| acts::update(tx, &user, id, &changes, version, now)).await?;
    Ok(web::Json(row.into()))
}

/// Delete a saved search.
#[utoipa::path(tag = "accounts", operation_id = "delete_saved_search", security(("bearer" = [])), params(("id" = SavedSearchId, Path)), responses((status = 204), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[delete("/me/saved-searches/{id}")]
async fn delete_saved_search(app: Data<App>, user: User, id: Path<String>) -> Result<HttpResponse> {
    let (id, now) = (SavedSearchId::parse(&id)?, app.clock.now());
    app.db.write(move |tx| acts::delete(tx, &user, id, now)).await?;
    Ok(HttpResponse::NoContent().finish())
}
