//! Webhooks, for admins: adding them, looking at what they were told, and sending it again.

use crate::app::App;
use crate::auth::Admin;
use crate::config::Reach;
use crate::db::webhooks::{self as rows, DeliveryRow, WebhookRow};
use crate::domain::ids::{DeliveryId, WebhookId};
use crate::domain::metadata::check_link;
use crate::domain::text::line;
use crate::domain::time::Timestamp;
use crate::domain::words::{DeliveryStatus, WebhookEvent};
use crate::error::{Context, Error, Result};
use crate::http::cursor::{self, Page};
use crate::http::extract::{Json, Params};
use crate::http::problem::Problem;
use crate::library::webhooks::{self, Settings};
use actix_web::web::{self, Data, Path};
use actix_web::{HttpResponse, delete, get, patch, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

pub fn configure(config: &mut ServiceConfig) {
    config.service(create_webhook).service(list_webhooks).service(read_webhook).service(edit_webhook).service(delete_webhook);
    config.service(replace_webhook_secret).service(test_webhook).service(list_deliveries).service(redeliver);
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WebhookInput {
    /// An `https` address on the internet.
    #[schema(format = "uri", max_length = 2000)]
    url: String,
    /// What it is for, in a line.
    #[schema(max_length = 200)]
    description: Option<String>,
    #[schema(min_items = 1, max_items = 30)]
    events: Vec<WebhookEvent>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WebhookEdit {
    /// The version that was read.
    version: i64,
    #[schema(format = "uri", max_length = 2000)]
    url: Option<String>,
    #[schema(max_length = 200)]
    description: Option<String>,
    #[schema(min_items = 1, max_items = 30)]
    events: Option<Vec<WebhookEvent>>,
    /// True also for one that was given up.
    is_active: Option<bool>,
}

/// A program that is told what happens.
#[derive(Serialize, ToSchema)]
pub struct WebhookView {
    id: WebhookId,
    url: String,
    description: String,
    events: Vec<WebhookEvent>,
    is_active: bool,
    version: i64,
    /// Since when nothing has arrived there.
    #[serde(skip_serializing_if = "Option::is_none")]
    failing_since: Option<Timestamp>,
    /// When it was given up because nothing arrived.
    #[serde(skip_serializing_if = "Option::is_none")]
    disabled_at: Option<Timestamp>,
    created_at: Timestamp,
    updated_at: Timestamp,
    /// What is sent is signed with it (HMAC-SHA256, Standard Webhooks). Told once: when it was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
}

impl WebhookView {
    fn of(row: WebhookRow) -> Result<Self> {
        Ok(Self {
            id: row.id,
            url: row.url,
            description: row.description,
            events: serde_json::from_str(&row.events).context("reading a webhook")?,
            is_active: row.is_active,
            version: row.version,
            failing_since: row.failing_since,
            disabled_at: row.disabled_at,
            created_at: row.created_at,
            updated_at: row.updated_at,
            secret: None,
        })
    }

    fn with_secret(row: WebhookRow) -> Result<Self> {
        let secret = Some(row.secret.clone());
        Ok(Self { secret, ..Self::of(row)? })
    }
}

/// Something that a webhook was told, or is to be.
#[derive(Serialize, ToSchema)]
pub struct DeliveryView {
    id: DeliveryId,
    event: String,
    /// What was sent.
    body: String,
    status: DeliveryStatus,
    attempts: i32,
    /// The status that it answered the last time.
    #[serde(skip_serializing_if = "Option::is_none")]
    answer_status: Option<i32>,
    /// Why it failed the last time.
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<String>,
    /// How long the last try took, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    took_ms: Option<i64>,
    created_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    tried_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    delivered_at: Option<Timestamp>,
}

impl From<DeliveryRow> for DeliveryView {
    fn from(row: DeliveryRow) -> Self {
        Self {
            id: row.id,
            event: row.event,
            body: row.body,
            status: row.status,
            attempts: row.attempts,
            answer_status: row.answer_status,
            failure: row.failure,
            took_ms: row.took_ms,
            created_at: row.created_at,
            tried_at: row.tried_at,
            delivered_at: row.delivered_at,
        }
    }
}

fn check_url(app: &App, text: &str) -> Result<String> {
    let url = check_link(text).map_err(|message| Error::invalid("url", message))?;
    let is_for_tests = app.config.outgoing == Reach::ThisMachine;
    if url.starts_with("https://") || is_for_tests {
        return Ok(url);
    }
    Err(Error::invalid("url", "must be a web address that begins with https://, so that nobody on the way reads what is sent"))
}

fn check_description(text: Option<&str>) -> Result<String> {
    let said = text.map(str::trim).filter(|text| !text.is_empty());
    said.map_or(Ok(String::new()), |text| line(text, 200).map_err(|message| Error::invalid("description", message)))
}

fn check_events(mut events: Vec<WebhookEvent>) -> Result<Vec<WebhookEvent>> {
    events.sort_unstable();
    events.dedup();
    if events.is_empty() { Err(Error::invalid("events", "is empty; name one event at least")) } else { Ok(events) }
}

/// Add a webhook. Its secret is in this answer and in no other.
#[utoipa::path(tag = "webhooks", operation_id = "create_webhook", security(("bearer" = ["admin"]), ("token" = ["admin"])), responses((status = 201, body = WebhookView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/webhooks")]
async fn create_webhook(app: Data<App>, admin: Admin, input: Json<WebhookInput>) -> Result<HttpResponse> {
    let WebhookInput { url, description, events } = input.0;
    let (url, description) = (check_url(&app, &url)?, check_description(description.as_deref())?);
    let settings = Settings { url, description, events: check_events(events)?, is_active: true };
    let (secret, now) = (webhooks::new_secret()?, app.clock.now());
    let webhook = app.db.write(move |tx| webhooks::create(tx, &admin, &settings, &secret, now)).await?;
    Ok(HttpResponse::Created().json(WebhookView::with_secret(webhook)?))
}

/// List the webhooks.
#[utoipa::path(
    tag = "webhooks", operation_id = "list_webhooks", security(("bearer" = ["admin"]), ("token" = ["admin"])),
    params(("limit" = Option<u32>, Query, minimum = 1, maximum = 100), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = Page<WebhookView>), (status = "4XX", body = Problem), (status = "5XX", body = Problem))
)]
#[get("/webhooks")]
async fn list_webhooks(app: Data<App>, _admin: Admin, params: Params) -> Result<web::Json<Page<WebhookView>>> {
    let limit = params.limit()?;
    let after = cursor::decode(params.text("cursor"), |key| WebhookId::parse(key).ok())?;
    let found = app.db.read(move |c| rows::list(c, after, limit as i64 + 1)).await?;
    Ok(web::Json(cursor::page(found, limit, |row| row.id.to_string(), WebhookView::of)?))
}

/// Read a webhook.
#[utoipa::path(tag = "webhooks", operation_id = "read_webhook", security(("bearer" = ["admin"]), ("token" = ["admin"])), params(("id" = WebhookId, Path)), responses((status = 200, body = WebhookView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/webhooks/{id}")]
async fn read_webhook(app: Data<App>, _admin: Admin, id: Path<WebhookId>) -> Result<web::Json<WebhookView>> {
    let id = *id;
    Ok(web::Json(WebhookView::of(app.db.read(move |c| rows::find(c, id)).await?)?))
}

/// Change a webhook, or switch it on and off. What is absent stays.
#[utoipa::path(tag = "webhooks", operation_id = "edit_webhook", security(("bearer" = ["admin"]), ("token" = ["admin"])), params(("id" = WebhookId, Path)), responses((status = 200, body = WebhookView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[patch("/webhooks/{id}")]
async fn edit_webhook(app: Data<App>, admin: Admin, id: Path<WebhookId>, input: Json<WebhookEdit>) -> Result<web::Json<WebhookView>> {
    let (id, now, edit) = (*id, app.clock.now(), input.0);
    let url = edit.url.as_deref().map(|url| check_url(&app, url)).transpose()?;
    let description = edit.description.as_deref().map(|text| check_description(Some(text))).transpose()?;
    let (events, is_active, version) = (edit.events.map(check_events).transpose()?, edit.is_active, edit.version);
    let act = move |tx: &mut crate::db::Tx| {
        let before = WebhookView::of(rows::find(tx, id)?)?;
        let settings = Settings {
            url: url.clone().unwrap_or(before.url),
            description: description.clone().unwrap_or(before.description),
            events: events.clone().unwrap_or(before.events),
            is_active: is_active.unwrap_or(before.is_active),
        };
        WebhookView::of(webhooks::edit(tx, &admin, id, &settings, version, now)?)
    };
    Ok(web::Json(app.db.write(act).await?))
}

/// Remove a webhook, and the log of what it was told.
#[utoipa::path(tag = "webhooks", operation_id = "delete_webhook", security(("bearer" = ["admin"]), ("token" = ["admin"])), params(("id" = WebhookId, Path)), responses((status = 204), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[delete("/webhooks/{id}")]
async fn delete_webhook(app: Data<App>, admin: Admin, id: Path<WebhookId>) -> Result<HttpResponse> {
    let (id, now) = (*id, app.clock.now());
    app.db.write(move |tx| webhooks::delete(tx, &admin, id, now)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Give a webhook another secret, which is in this answer and in no other. The old one signs nothing more.
#[utoipa::path(tag = "webhooks", operation_id = "replace_webhook_secret", security(("bearer" = ["admin"]), ("token" = ["admin"])), params(("id" = WebhookId, Path)), responses((status = 200, body = WebhookView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/webhooks/{id}/secret")]
async fn replace_webhook_secret(app: Data<App>, admin: Admin, id: Path<WebhookId>) -> Result<web::Json<WebhookView>> {
    let (id, now, secret) = (*id, app.clock.now(), webhooks::new_secret()?);
    Ok(web::Json(WebhookView::with_secret(app.db.write(move |tx| webhooks::replace_secret(tx, &admin, id, &secret, now)).await?)?))
}

/// Send a webhook something harmless, to try its other end.
#[utoipa::path(tag = "webhooks", operation_id = "test_webhook", security(("bearer" = ["admin"]), ("token" = ["admin"])), params(("id" = WebhookId, Path)), responses((status = 202, body = DeliveryView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/webhooks/{id}/test")]
async fn test_webhook(app: Data<App>, admin: Admin, id: Path<WebhookId>) -> Result<HttpResponse> {
    let (id, now) = (*id, app.clock.now());
    let delivery = app.db.write(move |tx| webhooks::try_out(tx, &admin, id, now)).await?;
    Ok(HttpResponse::Accepted().json(DeliveryView::from(delivery)))
}

/// List what a webhook was told, newest first, and how that went.
#[utoipa::path(
    tag = "webhooks", operation_id = "list_deliveries", security(("bearer" = ["admin"]), ("token" = ["admin"])),
    params(("id" = WebhookId, Path), ("limit" = Option<u32>, Query, minimum = 1, maximum = 100), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = Page<DeliveryView>), (status = "4XX", body = Problem), (status = "5XX", body = Problem))
)]
#[get("/webhooks/{id}/deliveries")]
async fn list_deliveries(app: Data<App>, _admin: Admin, id: Path<WebhookId>, params: Params) -> Result<web::Json<Page<DeliveryView>>> {
    let (id, limit) = (*id, params.limit()?);
    let after = cursor::decode(params.text("cursor"), |key| DeliveryId::parse(key).ok())?;
    let found = app.db.read(move |c| {
        rows::find(c, id)?;
        rows::list_deliveries(c, id, after, limit as i64 + 1)
    });
    Ok(web::Json(cursor::page(found.await?, limit, |row| row.id.to_string(), |row| Ok(DeliveryView::from(row)))?))
}

/// Send something again that a webhook was told, under the same id.
#[utoipa::path(tag = "webhooks", operation_id = "redeliver", security(("bearer" = ["admin"]), ("token" = ["admin"])), params(("id" = WebhookId, Path), ("delivery_id" = DeliveryId, Path)), responses((status = 202, body = DeliveryView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/webhooks/{id}/deliveries/{delivery_id}/redeliver")]
async fn redeliver(app: Data<App>, admin: Admin, path: Path<(WebhookId, DeliveryId)>) -> Result<HttpResponse> {
    let ((id, delivery), now) = (*path, app.clock.now());
    let delivery = app.db.write(move |tx| webhooks::redeliver(tx, &admin, id, delivery, now)).await?;
    Ok(HttpResponse::Accepted().json(DeliveryView::from(delivery)))
}
