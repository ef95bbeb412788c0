//! `Idempotency-Key` on creating requests: a client whose line broke asks again with the same key and gets the first answer.
//!
//! Keyed by actor, method, path and key, with the hash of query and body. The key is reserved before the body is read and the answer is stored
//! in the transaction of the act; a request that fails, or whose client went away, gives its key back.

use crate::app::App;
use crate::auth::User;
use crate::auth::tokens::hash_secret;
use crate::db::Tx;
use crate::db::idempotency::{self, Key, KeyRow};
use crate::db::nodes;
use crate::domain::time::Timestamp;
use crate::error::{Context, Error, Result};
use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use std::time::Duration;
use tokio::runtime::Handle;

const HEADER: &str = "idempotency-key";
/// A request that was begun longer ago than this has died. So has one whose node has.
const LEASE_SECONDS: i64 = 600;
const MAX_KEY_CHARS: usize = 200;
/// Between tries to give a key back.
const BETWEEN_TRIES: Duration = Duration::from_secs(1);

/// A creating request, with or without a key. Dropped before its end, because the line broke, it gives its key back.
pub struct Idempotent {
    app: Data<App>,
    reserved: Option<Reserved>,
    /// The stored answer, and the hash of the request that it answers.
    stored: Option<(String, u16, String)>,
    /// It says what is to be done as much as the body does.
    query: String,
}

/// A key, and until when it is this request's.
#[derive(Clone)]
struct Reserved {
    key: Key,
    lease_until: Timestamp,
}

impl Idempotent {
    /// Reserves the key, or finds the answer stored under it. In flight elsewhere: 409.
    pub async fn begin(app: &Data<App>, request: &HttpRequest, user: &User) -> Result<Self> {
        let query = request.query_string().to_owned();
        let Some(value) = request.headers().get(HEADER) else {
            return Ok(Self { app: app.clone(), reserved: None, stored: None, query });
        };
        let value = value.to_str().ok().filter(|value| (1..=MAX_KEY_CHARS).contains(&value.len()));
        let value = value.ok_or_else(|| Error::invalid("Idempotency-Key", "must be 1 to 200 printable ASCII characters"))?;
        let key = Key {
            actor: user.id().to_string(),
            method: request.method().to_string(),
            path: request.path().to_owned(),
            key: value.to_owned(),
        };
        let now = app.clock.now();
        let reserved = Reserved { key, lease_until: now.plus_seconds(LEASE_SECONDS) };
        let (wanted, node) = (reserved.clone(), app.node.clone());
        let alive_since = now.plus_seconds(-app.config.job_lease_seconds);
        let found = app.db.write(move |tx| find_or_reserve(tx, &wanted, &node, alive_since, now)).await?;
        let stored = found.and_then(|row| Some((row.body_hash?, u16::try_from(row.status?).ok()?, row.answer?)));
        let reserved = if stored.is_none() { Some(reserved) } else { None };
        Ok(Self { app: app.clone(), reserved, stored, query })
    }

    /// Whether the answer was given before, and will be repeated.
    pub fn is_answered(&self) -> bool {
        self.stored.is_some()
    }

    /// Carries the act out and keeps its answer in the same transaction; or repeats the answer of the first time.
    pub async fn answer<T: Serialize + Send + 'static>(
        mut self,
        body_hash: String,
        status: StatusCode,
        act: impl Fn(&mut Tx) -> Result<T> + Send + 'static,
    ) -> Result<HttpResponse> {
        let request_hash = hash_secret(&format!("{body_hash} {}", self.query));
        if let Some((hash, status, answer)) = self.stored.take() {
            if hash != request_hash {
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
        let reserved = self.reserved.clone();
        let done = self.app.db.write(move |tx| {
            let answer = serde_json::to_string(&act(tx)?).context("writing an answer")?;
            if let Some(Reserved { key, lease_until }) = &reserved {
                idempotency::store(tx, key, *lease_until, &request_hash, i32::from(status.as_u16()), &answer)?;
            }
            Ok(answer)
        });
        match done.await {
            Ok(answer) => {
                self.reserved = None;
                Ok(HttpResponse::build(status).content_type("application/json").body(answer))
            }
            Err(failure) => {
                self.release().await;
                Err(failure)
            }
        }
    }

    /// Gives the key back after a request that failed, before that is said: whoever asks again at once starts afresh. Where the database is out
    /// of reach, nobody waits for it.
    pub async fn release(mut self) {
        if let Some(reserved) = self.reserved.clone() {
            let Reserved { key, lease_until } = reserved;
            let released = self.app.db.write(move |tx| idempotency::release(tx, &key, lease_until)).await;
            if released.is_ok() {
                self.reserved = None;
            }
        }
    }
}

impl Drop for Idempotent {
    fn drop(&mut self) {
        // An act that is just being committed keeps its answer: it is no reservation any more when this comes.
        if let (Some(reserved), Ok(runtime)) = (self.reserved.take(), Handle::try_current()) {
            runtime.spawn(release(self.app.clone(), reserved));
        }
    }
}

/// A node that is only thought dead may act all the same; its act then finds that the reservation is gone, and fails.
fn find_or_reserve(tx: &mut Tx, wanted: &Reserved, node: &str, alive_since: Timestamp, now: Timestamp) -> Result<Option<KeyRow>> {
    if let Some(row) = idempotency::get(tx, &wanted.key)? {
        let Some(until) = row.lease_until else { return Ok(Some(row)) };
        let is_being_answered = match row.node.as_deref() {
            Some(name) => name == node || nodes::is_seen(tx, name, alive_since)?,
            None => true,
        };
        if until > now && is_being_answered {
            return Err(in_flight());
        }
        idempotency::release(tx, &wanted.key, until)?;
    }
    match idempotency::reserve(tx, &wanted.key, node, wanted.lease_until, now) {
        Err(Error::Conflict { .. }) => Err(in_flight()),
        done => done.map(|()| None),
    }
}

/// Gives a key back. A database that is out of reach is waited for, as long as the reservation holds.
async fn release(app: Data<App>, Reserved { key, lease_until }: Reserved) {
    loop {
        let key = key.clone();
        match app.db.write(move |tx| idempotency::release(tx, &key, lease_until)).await {
            Err(Error::Unavailable { .. }) if app.clock.now() < lease_until => tokio::time::sleep(BETWEEN_TRIES).await,
            Err(failure) => return tracing::warn!(error = %failure, "an idempotency key could not be given back"),
            Ok(()) => return,
        }
    }
}

fn in_flight() -> Error {
    Error::conflict("in_flight", "The first request with this Idempotency-Key is still being answered; ask again in a moment.")
}
