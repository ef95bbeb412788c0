//! `Idempotency-Key` on creating requests: a client whose line broke asks again with the same key and gets the first answer.
//!
//! Keyed by actor, method, path and key, with the hash of the body. The key is reserved before the body is read and the answer is stored in
//! the transaction of the act; a request that fails gives its key back.

use crate::app::App;
use crate::auth::User;
use crate::db::Tx;
use crate::db::idempotency::{self, Key};
use crate::error::{Context, Error, Result};
use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

const HEADER: &str = "idempotency-key";
/// A request that was begun longer ago than this has died with its server.
const LEASE_SECONDS: i64 = 600;
const MAX_KEY_CHARS: usize = 200;

/// A creating request, with or without a key.
pub struct Idempotent {
    app: Data<App>,
    key: Option<Key>,
    /// The stored answer, and the hash of the body that it answers.
    stored: Option<(String, u16, String)>,
}

impl Idempotent {
    /// Reserves the key, or finds the answer stored under it. In flight elsewhere: 409.
    pub async fn begin(app: &Data<App>, request: &HttpRequest, user: &User) -> Result<Self> {
        let Some(value) = request.headers().get(HEADER) else {
            return Ok(Self { app: app.clone(), key: None, stored: None });
        };
        let value = value.to_str().ok().filter(|value| (1..=MAX_KEY_CHARS).contains(&value.len()));
        let value = value.ok_or_else(|| Error::invalid("Idempotency-Key", "must be 1 to 200 printable ASCII characters"))?;
        let key = Key {
            actor: user.id().to_string(),
            method: request.method().to_string(),
            path: request.path().to_owned(),
            key: value.to_owned(),
        };
        let (wanted, now) = (key.clone(), app.clock.now());
        let found = app
            .db
            .write(move |tx| {
                let found = idempotency::get(tx, &wanted)?;
                match &found {
                    Some(row) if row.status.is_some() => return Ok(found),
                    Some(row) if row.lease_until.is_some_and(|until| until > now) => return Err(in_flight()),
                    Some(_) => idempotency::release(tx, &wanted)?,
                    None => {}
                }
                match idempotency::reserve(tx, &wanted, now.plus_seconds(LEASE_SECONDS), now) {
                    Err(Error::Conflict { .. }) => Err(in_flight()),
                    done => done.map(|()| None),
                }
            })
            .await?;
        let stored = found.and_then(|row| Some((row.body_hash?, u16::try_from(row.status?).ok()?, row.answer?)));
        Ok(Self { app: app.clone(), key: Some(key), stored })
    }

    /// Runs the act and stores its answer with it, or repeats the stored answer. `body_hash` is of everything that was sent.
    pub async fn answer<T: Serialize + 'static>(
        mut self,
        body_hash: String,
        status: StatusCode,
        act: impl Fn(&mut Tx) -> Result<T> + Send + 'static,
    ) -> Result<HttpResponse> {
        if let Some((hash, status, answer)) = self.stored.take() {
            if hash != body_hash {
                return Err(Error::conflict(
                    "idempotency_key_reused",
                    "This Idempotency-Key was used for another request; use a fresh one.",
                ));
            }
            let status = StatusCode::from_u16(status).context("reading a stored answer")?;
            return Ok(HttpResponse::build(status)
                .insert_header(("idempotency-replayed", "true"))
                .content_type("application/json")
                .body(answer));
        }
        let key = self.key.clone();
        let done = self
            .app
            .db
            .write(move |tx| {
                let answer = serde_json::to_string(&act(tx)?).context("writing an answer")?;
                if let Some(key) = &key {
                    idempotency::store(tx, key, &body_hash, i32::from(status.as_u16()), &answer)?;
                }
                Ok(answer)
            })
            .await;
        match done {
            Ok(answer) => {
                self.key = None;
                Ok(HttpResponse::build(status).content_type("application/json").body(answer))
            }
            Err(failure) => {
                self.release().await;
                Err(failure)
            }
        }
    }

    /// Gives the key back after a request that failed before its act.
    pub async fn release(mut self) {
        if let (Some(key), None) = (self.key.take(), &self.stored) {
            // If even this fails, the reservation ends by itself.
            if let Err(failure) = self.app.db.write(move |tx| idempotency::release(tx, &key)).await {
                tracing::warn!(error = %failure, "an idempotency key could not be given back");
            }
        }
    }
}

fn in_flight() -> Error {
    Error::conflict("in_flight", "The first request with this Idempotency-Key is still being answered; ask again in a moment.")
}
