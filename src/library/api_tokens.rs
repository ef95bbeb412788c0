//! Tokens for programs: made, listed, ended, by their owner in a session.

use crate::auth::{User, tokens};
use crate::db::api_tokens::{self, ApiTokenRow};
use crate::db::events::{self, Event};
use crate::db::{AnyConn, Tx, users};
use crate::domain::ids::{ApiTokenId, UserId};
use crate::domain::scopes::Scopes;
use crate::domain::time::Timestamp;
use crate::error::{Error, Result};
use serde_json::json;

/// The longest that a token may work; a program that is still in use then is given a fresh one.
pub const MAX_DAYS: i64 = 366;
/// More than anyone's programs need.
const MAX_TOKENS: usize = 50;

/// A token and its secret, which nobody can be shown again.
pub struct NewToken {
    pub row: ApiTokenRow,
    pub secret: String,
}

/// Makes a token. It can do what its scopes name, of what its owner may at the time.
pub fn create(tx: &mut Tx, user: &User, name: &str, scopes: &Scopes, days: i64, now: Timestamp) -> Result<NewToken> {
    // A token makes no tokens, whatever its scopes.
    user.session()?;
    if !(1..=MAX_DAYS).contains(&days) {
        return Err(Error::invalid("expires_in_days", format!("must be from 1 to {MAX_DAYS}")));
    }
    users::lock(tx, user.id())?;
    if api_tokens::list_of_user(tx, user.id(), now)?.len() >= MAX_TOKENS {
        return Err(Error::conflict("too_many_tokens", format!("You have {MAX_TOKENS} tokens; end one that is not used any more.")));
    }
    let secret = tokens::api_token()?;
    let row = ApiTokenRow {
        id: ApiTokenId::new(),
        user_id: user.id(),
        name: name.to_owned(),
        token_hash: tokens::hash_secret(&secret),
        scopes: scopes.clone(),
        created_at: now,
        expires_at: now.plus_days(days),
        last_used_at: None,
        ended_at: None,
    };
    api_tokens::insert(tx, &row)?;
    let details = json!({"token": row.id, "scopes": row.scopes.to_string(), "expires_at": row.expires_at});
    record(tx, user.id(), "token.create", details, &[("name", name)], now)?;
    Ok(NewToken { row, secret })
}

/// One's tokens that work.
pub fn list(c: &mut AnyConn, user: &User, now: Timestamp) -> Result<Vec<ApiTokenRow>> {
    api_tokens::list_of_user(c, user.id(), now)
}

/// Ends a token. Another's does not exist.
pub fn end(tx: &mut Tx, user: &User, id: ApiTokenId, now: Timestamp) -> Result<()> {
    if !api_tokens::set_ended(tx, user.id(), id, now)? {
        return Err(Error::NotFound("token"));
    }
    record(tx, user.id(), "token.end", json!({"token": id}), &[], now)
}

/// Writes down that a token is in use, to the hour.
pub fn note_use(tx: &mut Tx, id: ApiTokenId, now: Timestamp) -> Result<()> {
    api_tokens::set_last_used(tx, id, now.hour())
}

fn record(
    tx: &mut Tx,
    user: UserId,
    act: &'static str,
    details: serde_json::Value,
    personal: &[(&'static str, &str)],
    now: Timestamp,
) -> Result<()> {
    events::record(tx, &Event { actor: Some(user), act, subject_kind: "user", subject: &user, details, personal }, now)
}
