//! Programs that are told what happens, and what each was told.

use super::dialect::{AnyConn, MultiBackend};
use super::events::EventRow;
use super::schema::{webhook_deliveries as deliveries, webhooks};
use super::{Tx, jobs};
use crate::domain::ids::{DeliveryId, UserId, WebhookId};
use crate::domain::time::Timestamp;
use crate::domain::words::DeliveryStatus;
use crate::error::{Context, Error, Result};
use diesel::prelude::*;
use serde_json::json;

/// The job that delivers; its subject is a delivery's id.
pub const WEBHOOK_JOB: &str = "webhook";

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = webhooks)]
pub struct WebhookRow {
    pub id: WebhookId,
    pub url: String,
    pub description: String,
    /// JSON: the acts that it is told of.
    pub events: String,
    /// `whsec_` and the key in base64, as the Standard Webhooks have it.
    pub secret: String,
    pub is_active: bool,
    pub version: i64,
    /// Since when nothing arrived.
    pub failing_since: Option<Timestamp>,
    /// When it was given up.
    pub disabled_at: Option<Timestamp>,
    pub created_by: UserId,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = deliveries)]
pub struct DeliveryRow {
    pub id: DeliveryId,
    pub webhook_id: WebhookId,
    pub event: String,
    pub body: String,
    pub status: DeliveryStatus,
    pub attempts: i32,
    /// What was answered the last time.
    pub answer_status: Option<i32>,
    /// Why it failed the last time.
    pub failure: Option<String>,
    pub took_ms: Option<i64>,
    pub created_at: Timestamp,
    pub tried_at: Option<Timestamp>,
    pub delivered_at: Option<Timestamp>,
}

pub fn insert(c: &mut AnyConn, webhook: &WebhookRow) -> Result<()> {
    diesel::insert_into(webhooks::table).values(webhook).execute(c)?;
    Ok(())
}

pub fn find(c: &mut AnyConn, id: WebhookId) -> Result<WebhookRow> {
    webhooks::table.find(id).select(WebhookRow::as_select()).first(c).optional()?.ok_or(Error::NotFound("webhook"))
}

/// The webhook, locked until the transaction ends.
pub fn lock(c: &mut AnyConn, id: WebhookId) -> Result<WebhookRow> {
    super::dialect::lock_row(c, "webhooks", &id.to_string())?;
    find(c, id)
}

pub fn list(c: &mut AnyConn, after: Option<WebhookId>, limit: i64) -> Result<Vec<WebhookRow>> {
    let mut query = webhooks::table.select(WebhookRow::as_select()).order(webhooks::id).limit(limit).into_boxed::<MultiBackend>();
    if let Some(after) = after {
        query = query.filter(webhooks::id.gt(after));
    }
    Ok(query.load(c)?)
}

/// Writes a changed row with the next version. The row was locked by the caller.
pub fn save(c: &mut AnyConn, webhook: &mut WebhookRow, now: Timestamp) -> Result<()> {
    (webhook.version, webhook.updated_at) = (webhook.version + 1, now);
    let values = (
        webhooks::url.eq(&webhook.url),
        webhooks::description.eq(&webhook.description),
        webhooks::events.eq(&webhook.events),
        webhooks::secret.eq(&webhook.secret),
        webhooks::is_active.eq(webhook.is_active),
        webhooks::version.eq(webhook.version),
        webhooks::failing_since.eq(webhook.failing_since),
        webhooks::disabled_at.eq(webhook.disabled_at),
        webhooks::updated_at.eq(now),
    );
    diesel::update(webhooks::table.find(webhook.id)).set(values).execute(c)?;
    Ok(())
}

/// Says since when nothing arrives, or with `None` that something did. Not an edit: the version stays.
pub fn set_failing(c: &mut AnyConn, id: WebhookId, since: Option<Timestamp>) -> Result<()> {
    diesel::update(webhooks::table.find(id)).set(webhooks::failing_since.eq(since)).execute(c)?;
    Ok(())
}

/// With everything that it was told.
pub fn delete(c: &mut AnyConn, id: WebhookId) -> Result<()> {
    diesel::delete(webhooks::table.find(id)).execute(c)?;
    Ok(())
}

/// Leaves a delivery for each webhook that wants to be told of an event: what was done to what, and nothing that anybody must not read.
pub fn fan_out(tx: &mut Tx, event: &EventRow) -> Result<()> {
    let c: &mut AnyConn = tx;
    let active: Vec<WebhookRow> = webhooks::table.filter(webhooks::is_active.eq(true)).select(WebhookRow::as_select()).load(c)?;
    for webhook in active {
        let wanted: Vec<String> = serde_json::from_str(&webhook.events).context("reading what a webhook is told of")?;
        if wanted.contains(&event.act) {
            let data = json!({"kind": event.subject_kind, "id": event.subject_id});
            let body = json!({"type": event.act, "timestamp": event.at, "data": data}).to_string();
            deliver(tx, webhook.id, &event.act, body, event.at)?;
        }
    }
    Ok(())
}

/// Leaves something to deliver.
pub fn deliver(tx: &mut Tx, webhook_id: WebhookId, event: &str, body: String, now: Timestamp) -> Result<DeliveryId> {
    let delivery = DeliveryRow {
        id: DeliveryId::new(),
        webhook_id,
        event: event.to_owned(),
        body,
        status: DeliveryStatus::Waiting,
        attempts: 0,
        answer_status: None,
        failure: None,
        took_ms: None,
        created_at: now,
        tried_at: None,
        delivered_at: None,
    };
    {
        let c: &mut AnyConn = tx;
        diesel::insert_into(deliveries::table).values(&delivery).execute(c)?;
    }
    jobs::enqueue(tx, WEBHOOK_JOB, &delivery.id, now, now)?;
    Ok(delivery.id)
}

pub fn get_delivery(c: &mut AnyConn, id: DeliveryId) -> Result<Option<DeliveryRow>> {
    Ok(deliveries::table.find(id).select(DeliveryRow::as_select()).first(c).optional()?)
}

pub fn find_delivery_of(c: &mut AnyConn, webhook: WebhookId, id: DeliveryId) -> Result<DeliveryRow> {
    get_delivery(c, id)?.filter(|delivery| delivery.webhook_id == webhook).ok_or(Error::NotFound("delivery"))
}

/// A page of what a webhook was told, newest first.
pub fn list_deliveries(c: &mut AnyConn, webhook: WebhookId, after: Option<DeliveryId>, limit: i64) -> Result<Vec<DeliveryRow>> {
    let mut query = deliveries::table
        .filter(deliveries::webhook_id.eq(webhook))
        .select(DeliveryRow::as_select())
        .order(deliveries::id.desc())
        .limit(limit)
        .into_boxed::<MultiBackend>();
    if let Some(after) = after {
        query = query.filter(deliveries::id.lt(after));
    }
    Ok(query.load(c)?)
}

pub fn save_delivery(c: &mut AnyConn, delivery: &DeliveryRow) -> Result<()> {
    let values = (
        deliveries::status.eq(delivery.status),
        deliveries::attempts.eq(delivery.attempts),
        deliveries::answer_status.eq(delivery.answer_status),
        deliveries::failure.eq(&delivery.failure),
        deliveries::took_ms.eq(delivery.took_ms),
        deliveries::tried_at.eq(delivery.tried_at),
        deliveries::delivered_at.eq(delivery.delivered_at),
    );
    diesel::update(deliveries::table.find(delivery.id)).set(values).execute(c)?;
    Ok(())
}

/// Forgets what was told long ago.
pub fn delete_older(c: &mut AnyConn, before: Timestamp) -> Result<usize> {
    Ok(diesel::delete(deliveries::table.filter(deliveries::created_at.lt(before))).execute(c)?)
}
