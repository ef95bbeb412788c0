//! Tells webhooks what happened: signed as the Standard Webhooks specification has it, so that the other end knows who speaks, and when.

use super::Done;
use crate::app::App;
use crate::db::jobs::JobRow;
use crate::db::webhooks::{self, DeliveryRow, WEBHOOK_JOB, WebhookRow};
use crate::domain::ids::DeliveryId;
use crate::domain::words::DeliveryStatus;
use crate::error::{Error, Result};
use crate::library::webhooks::{SECRET_PREFIX, Tried, note};
use crate::outgoing::{Method, Request};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use ring::hmac;
use std::time::Instant;
use url::Url;

pub const WEBHOOK: super::Kind = super::Kind { name: WEBHOOK_JOB, work, max_attempts: 20 };

/// The subject is a delivery. What was delivered, given up or removed meanwhile is let be.
fn work(app: &App, job: &JobRow) -> Result<Done> {
    let id = DeliveryId::parse(&job.subject_id)?;
    let found = app.db.read_blocking(|c| {
        let Some(delivery) = webhooks::get_delivery(c, id)? else { return Ok(None) };
        let webhook = webhooks::find(c, delivery.webhook_id)?;
        Ok(Some((delivery, webhook)))
    })?;
    let Some((delivery, webhook)) = found.filter(|(delivery, _)| delivery.status == DeliveryStatus::Waiting) else {
        return Ok(Done::Finished);
    };
    let begun = Instant::now();
    let answered = if webhook.is_active { send(app, &delivery, &webhook)? } else { Err("The webhook is switched off.".to_owned()) };
    let took_ms = i64::try_from(begun.elapsed().as_millis()).unwrap_or(i64::MAX);
    let tried = match answered {
        Ok(status @ 200..=299) => Tried { answer_status: Some(status), failure: None, took_ms },
        Ok(status) => Tried { answer_status: Some(status), failure: Some(format!("It answered {status}.")), took_ms },
        Err(failure) => Tried { answer_status: None, failure: Some(failure), took_ms },
    };
    app.db.write_blocking(|tx| note(tx, id, &tried, app.clock.now()))?;
    Ok(Done::Finished)
}

/// The status that it answered, or why it did not.
fn send(app: &App, delivery: &DeliveryRow, webhook: &WebhookRow) -> Result<std::result::Result<u16, String>> {
    let (id, timestamp) = (format!("msg_{}", delivery.id), app.clock.now().unix_seconds().to_string());
    let signature = sign(&webhook.secret, &id, &timestamp, &delivery.body)?;
    let url = Url::parse(&webhook.url).map_err(|cause| Error::internal("reading the address of a webhook", cause))?;
    let mut request = Request::new(Method::POST, url);
    request.headers =
        [("content-type", "application/json"), ("webhook-id", &id), ("webhook-timestamp", &timestamp), ("webhook-signature", &signature)]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec();
    request.body = delivery.body.clone().into_bytes();
    Ok(app.outgoing.send(request).map(|answer| answer.status).map_err(|failure| failure.to_string()))
}

/// `v1,` and the HMAC-SHA256 of id, time and body, in base64.
fn sign(secret: &str, id: &str, timestamp: &str, body: &str) -> Result<String> {
    let key = secret.strip_prefix(SECRET_PREFIX).and_then(|key| BASE64_STANDARD.decode(key).ok());
    let key = key.ok_or_else(|| Error::internal("signing for a webhook", "its secret is no secret"))?;
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &key), format!("{id}.{timestamp}.{body}").as_bytes());
    Ok(format!("v1,{}", BASE64_STANDARD.encode(tag)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_signed_as_the_specification_signs_its_example() {
        // From the reference implementations of standard-webhooks.
        let signature =
            sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", "{\"test\": 2432232314}").unwrap();
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }
}
