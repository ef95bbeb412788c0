//! What one follows: organizations, topics and sections.

use crate::app::App;
use crate::auth::User;
use crate::auth::tokens::hash_secret;
use crate::db::Tx;
use crate::db::follows::{self, FollowRow};
use crate::domain::ids::{FollowId, OrganizationId};
use crate::domain::search::Slug;
use crate::domain::time::Timestamp;
use crate::domain::words::{FollowKind, Frequency, Section};
use crate::error::{Context, Error, Result};
use crate::http::extract::Json;
use crate::http::idempotency::Idempotent;
use crate::http::problem::Problem;
use crate::library::following::{self, Target};
use actix_web::http::StatusCode;
use actix_web::web::{self, Data, Path};
use actix_web::{HttpRequest, HttpResponse, delete, get, patch, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

pub fn configure(config: &mut ServiceConfig) {
    config.service(list_follows).service(create_follow).service(update_follow).service(delete_follow);
}

/// What is followed: `{"organization": "<id>"}`, `{"topic": "facilitation"}` or `{"section": "learn"}`.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum FollowTarget {
    /// One that is listed.
    Organization(OrganizationId),
    /// A value of `/topics`.
    Topic(Slug),
    Section(Section),
}

#[derive(Serialize, ToSchema)]
pub struct FollowView {
    id: FollowId,
    target: FollowTarget,
    frequency: Frequency,
    created_at: Timestamp,
}

impl FollowView {
    fn of(row: FollowRow) -> Result<Self> {
        let target = match row.kind {
            FollowKind::Organization => FollowTarget::Organization(OrganizationId::parse(&row.value)?),
            FollowKind::Topic => {
                FollowTarget::Topic(row.value.try_into().map_err(|fault: String| Error::internal("reading a topic", fault))?)
            }
            FollowKind::Section => {
                FollowTarget::Section(row.value.parse().map_err(|fault: String| Error::internal("reading a section", fault))?)
            }
        };
        Ok(Self { id: row.id, target, frequency: row.frequency, created_at: row.created_at })
    }
}

#[derive(Serialize, ToSchema)]
pub struct FollowsView {
    /// All of them, at most 100, in the order in which they were begun.
    items: Vec<FollowView>,
}

/// What you follow.
#[utoipa::path(tag = "accounts", operation_id = "list_follows", security(("bearer" = [])), responses((status = 200, body = FollowsView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/me/follows")]
async fn list_follows(app: Data<App>, user: User) -> Result<web::Json<FollowsView>> {
    let rows = app.db.read(move |c| follows::list_of_user(c, user.id())).await?;
    Ok(web::Json(FollowsView { items: rows.into_iter().map(FollowView::of).collect::<Result<_>>()? }))
}

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FollowInput {
    target: FollowTarget,
    /// How often you are told of what is new; absent: weekly.
    #[serde(default = "weekly")]
    frequency: TellingFrequency,
}

/// How often one is told.
#[derive(Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TellingFrequency {
    Daily,
    Weekly,
}

fn weekly() -> TellingFrequency {
    TellingFrequency::Weekly
}

impl From<TellingFrequency> for Frequency {
    fn from(frequency: TellingFrequency) -> Self {
        match frequency {
            TellingFrequency::Daily => Self::Daily,
            TellingFrequency::Weekly => Self::Weekly,
        }
    }
}

/// Follow an organization, a topic or a section. You are mailed what becomes public there from now on.
#[utoipa::path(tag = "accounts", operation_id = "create_follow", security(("bearer" = [])), params(("Idempotency-Key" = Option<String>, Header, max_length = 200, pattern = "^[!-~]([ -~]*[!-~])?$", description = "Asked again with the same key, the first answer is repeated.")), responses((status = 201, body = FollowView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/me/follows")]
async fn create_follow(app: Data<App>, request: HttpRequest, user: User, input: Json<FollowInput>) -> Result<HttpResponse> {
    let body_hash = hash_secret(&serde_json::to_string(&input.0).context("writing down a follow")?);
    let target = match input.0.target {
        FollowTarget::Organization(id) => Target::Organization(id),
        FollowTarget::Topic(topic) => Target::Topic(topic.into_text()),
        FollowTarget::Section(section) => Target::Section(section),
    };
    let (frequency, now) = (input.0.frequency.into(), app.clock.now());
    let idempotent = Idempotent::begin(&app, &request, &user).await?;
    let act = move |tx: &mut Tx| FollowView::of(following::follow(tx, &user, &target, frequency, now)?);
    idempotent.answer(body_hash, StatusCode::CREATED, act).await
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FollowUpdate {
    frequency: TellingFrequency,
}

/// Change how often you are told.
#[utoipa::path(tag = "accounts", operation_id = "update_follow", security(("bearer" = [])), params(("id" = FollowId, Path)), responses((status = 200, body = FollowView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[patch("/me/follows/{id}")]
async fn update_follow(app: Data<App>, user: User, id: Path<String>, input: Json<FollowUpdate>) -> Result<web::Json<FollowView>> {
    let (id, frequency, now) = (FollowId::parse(&id)?, input.0.frequency.into(), app.clock.now());
    let row = app.db.write(move |tx| following::set_frequency(tx, &user, id, frequency, now)).await?;
    Ok(web::Json(FollowView::of(row)?))
}

/// Follow it no more.
#[utoipa::path(tag = "accounts", operation_id = "delete_follow", security(("bearer" = [])), params(("id" = FollowId, Path)), responses((status = 204), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[delete("/me/follows/{id}")]
async fn delete_follow(app: Data<App>, user: User, id: Path<String>) -> Result<HttpResponse> {
    let (id, now) = (FollowId::parse(&id)?, app.clock.now());
    app.db.write(move |tx| following::unfollow(tx, &user, id, now)).await?;
    Ok(HttpResponse::NoContent().finish())
}
