//! Webhooks: programs of others that are told what happens here, as the Standard Webhooks specification has it. Admins add them; what happens
//! reaches them by way of the audit trail ([`db::webhooks::fan_out`](crate::db::webhooks::fan_out)): ids and acts, never words or names.

use super::notices::{self, Kind};
use crate::auth::Admin;
use crate::db::events::{self, Event};
use crate::db::webhooks::{self, DeliveryRow, WEBHOOK_JOB, WebhookRow};
use crate::db::{Tx, jobs};
use crate::domain::ids::{DeliveryId, UserId, WebhookId};
use crate::domain::time::Timestamp;
use crate::domain::words::{DeliveryStatus, WebhookEvent};
use crate::error::{Context, Error, Result};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use ring::rand::{SecureRandom, SystemRandom};
use serde_json::json;

/// How long after each failure it is tried again, in seconds: three days in all, the intervals growing.
const PAUSES: [i64; 9] = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
/// A webhook at which nothing arrived for so many days is told nothing more.
pub const DAYS_UNTIL_DISABLED: i64 = 5;
/// An endpoint that answers so is there no more.
const GONE: i32 = 410;
pub const SECRET_PREFIX: &str = "whsec_";

/// What an admin says of a webhook.
#[derive(Clone, Debug)]
pub struct Settings {
    pub url: String,
    pub description: String,
    pub events: Vec<WebhookEvent>,
    pub is_active: bool,
}

/// Makes a secret: 32 random bytes.
pub fn new_secret() -> Result<String> {
    let mut bytes = [0; 32];
    SystemRandom::new().fill(&mut bytes).map_err(|_| Error::internal("asking the system for random bytes", "it gave none"))?;
    Ok(format!("{SECRET_PREFIX}{}", BASE64_STANDARD.encode(bytes)))
}

pub fn create(tx: &mut Tx, admin: &Admin, settings: &Settings, secret: &str, now: Timestamp) -> Result<WebhookRow> {
    let webhook = WebhookRow {
        id: WebhookId::new(),
        url: settings.url.clone(),
        description: settings.description.clone(),
        events: serde_json::to_string(&settings.events).context("writing down a webhook")?,
        secret: secret.to_owned(),
        is_active: settings.is_active,
        version: 1,
        failing_since: None,
        disabled_at: None,
        created_by: admin.id(),
        created_at: now,
        updated_at: now,
    };
    webhooks::insert(tx, &webhook)?;
    record(tx, Some(admin.id()), "webhook.create", webhook.id, json!({"events": settings.events}), now)?;
    Ok(webhook)
}

pub fn edit(tx: &mut Tx, admin: &Admin, id: WebhookId, settings: &Settings, version: i64, now: Timestamp) -> Result<WebhookRow> {
    let mut webhook = lock(tx, id, version)?;
    webhook.url.clone_from(&settings.url);
    webhook.description.clone_from(&settings.description);
    webhook.events = serde_json::to_string(&settings.events).context("writing down a webhook")?;
    if settings.is_active {
        // Whoever switches it on again wants it tried afresh.
        (webhook.failing_since, webhook.disabled_at) = (None, None);
    }
    webhook.is_active = settings.is_active;
    webhooks::save(tx, &mut webhook, now)?;
    record(tx, Some(admin.id()), "webhook.edit", id, json!({"events": settings.events, "is_active": settings.is_active}), now)?;
    Ok(webhook)
}

/// Gives it another secret. What is sent from now on is signed with that.
pub fn replace_secret(tx: &mut Tx, admin: &Admin, id: WebhookId, secret: &str, now: Timestamp) -> Result<WebhookRow> {
    let mut webhook = webhooks::lock(tx, id)?;
    secret.clone_into(&mut webhook.secret);
    webhooks::save(tx, &mut webhook, now)?;
    record(tx, Some(admin.id()), "webhook.replace_secret", id, json!({}), now)?;
    Ok(webhook)
}

fn lock(tx: &mut Tx, id: WebhookId, version: i64) -> Result<WebhookRow> {
    let webhook = webhooks::lock(tx, id)?;
    if webhook.version == version {
        return Ok(webhook);
    }
    let message = format!("The webhook has changed since you read it: it is at version {} now, and you named {version}.", webhook.version);
    Err(Error::Conflict { code: "version_conflict", message, by: None, at: Some(webhook.updated_at) })
}

/// Removes it with the log of what it was told.
pub fn delete(tx: &mut Tx, admin: &Admin, id: WebhookId, now: Timestamp) -> Result<()> {
    webhooks::lock(tx, id)?;
    webhooks::delete(tx, id)?;
    record(tx, Some(admin.id()), "webhook.delete", id, json!({}), now)
}

/// Sends something harmless, so that its other end can be tried.
pub fn try_out(tx: &mut Tx, admin: &Admin, id: WebhookId, now: Timestamp) -> Result<DeliveryRow> {
    let webhook = active(tx, id)?;
    let body = json!({"type": "webhook.test", "timestamp": now, "data": {"kind": "webhook", "id": id}}).to_string();
    let delivery = webhooks::deliver(tx, webhook.id, "webhook.test", body, now)?;
    record(tx, Some(admin.id()), "webhook.test", id, json!({}), now)?;
    webhooks::find_delivery_of(tx, id, delivery)
}

/// Sends something again, under the same id, so that who has it already can tell.
pub fn redeliver(tx: &mut Tx, admin: &Admin, id: WebhookId, delivery: DeliveryId, now: Timestamp) -> Result<DeliveryRow> {
    active(tx, id)?;
    let mut delivery = webhooks::find_delivery_of(tx, id, delivery)?;
    if delivery.status != DeliveryStatus::Waiting {
        (delivery.status, delivery.attempts) = (DeliveryStatus::Waiting, 0);
        webhooks::save_delivery(tx, &delivery)?;
        jobs::enqueue(tx, WEBHOOK_JOB, &delivery.id, now, now)?;
    }
    record(tx, Some(admin.id()), "webhook.redeliver", id, json!({"delivery": delivery.id}), now)?;
    Ok(delivery)
}

fn active(tx: &mut Tx, id: WebhookId) -> Result<WebhookRow> {
    let webhook = webhooks::lock(tx, id)?;
    if webhook.is_active { Ok(webhook) } else { Err(Error::conflict("wrong_status", "The webhook is switched off; switch it on first.")) }
}

/// How a try went.
pub struct Tried {
    /// The status of the answer; none where there was no answer.
    pub answer_status: Option<u16>,
    pub failure: Option<String>,
    pub took_ms: i64,
}

/// Writes down how a try went, and what follows: another try later, or the end of it.
pub fn note(tx: &mut Tx, id: DeliveryId, tried: &Tried, now: Timestamp) -> Result<()> {
    let Some(mut delivery) = webhooks::get_delivery(tx, id)? else { return Ok(()) };
    let mut webhook = webhooks::lock(tx, delivery.webhook_id)?;
    delivery.attempts += 1;
    delivery.answer_status = tried.answer_status.map(i32::from);
    delivery.failure.clone_from(&tried.failure);
    (delivery.took_ms, delivery.tried_at) = (Some(tried.took_ms), Some(now));
    if tried.failure.is_none() {
        (delivery.status, delivery.delivered_at) = (DeliveryStatus::Delivered, Some(now));
        if webhook.failing_since.is_some() {
            webhooks::set_failing(tx, webhook.id, None)?;
        }
        return webhooks::save_delivery(tx, &delivery);
    }
    let since = webhook.failing_since.unwrap_or(now);
    webhooks::set_failing(tx, webhook.id, Some(since))?;
    let is_given_up = since.plus_days(DAYS_UNTIL_DISABLED) <= now || delivery.answer_status == Some(GONE);
    let pause = usize::try_from(delivery.attempts - 1).ok().and_then(|tries| PAUSES.get(tries));
    match pause.filter(|_| webhook.is_active && !is_given_up) {
        Some(pause) => jobs::enqueue(tx, WEBHOOK_JOB, &id, now.plus_seconds(*pause), now)?,
        None => delivery.status = DeliveryStatus::Failed,
    }
    webhooks::save_delivery(tx, &delivery)?;
    if is_given_up && webhook.is_active {
        (webhook.is_active, webhook.disabled_at, webhook.failing_since) = (false, Some(now), Some(since));
        webhooks::save(tx, &mut webhook, now)?;
        record(tx, None, "webhook.disable", webhook.id, json!({"failing_since": since, "answer": delivery.answer_status}), now)?;
        notices::tell_admins(tx, Kind::WebhookDisabled, &webhook.id, now)?;
    }
    Ok(())
}

fn record(tx: &mut Tx, actor: Option<UserId>, act: &'static str, id: WebhookId, details: serde_json::Value, now: Timestamp) -> Result<()> {
    events::record(tx, &Event { actor, act, subject_kind: "webhook", subject: &id, details, personal: &[] }, now)
}
