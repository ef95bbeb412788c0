//! The second factor of an account: set up and confirmed by a code, asked for at each sign-in, turned off with password and code, and taken away
//! by an admin from who has lost it. A code works once, and so does a recovery code, however many ask at the same time: the account's row is
//! locked first.

use super::notices::{self, Kind};
use crate::auth::keys::Keys;
use crate::auth::passwords::Confirmed;
use crate::auth::totp::{self, SharedSecret};
use crate::auth::{Admin, User};
use crate::db::events::{self, Event};
use crate::db::second_factors::{self, SecondFactorRow};
use crate::db::users::{self, UserRow};
use crate::db::{AnyConn, Tx, sessions, settings};
use crate::domain::ids::UserId;
use crate::domain::time::Timestamp;
use crate::error::{Error, Result};
use serde_json::json;

/// How an account stands with it.
pub struct State {
    pub on_since: Option<Timestamp>,
    pub recovery_codes_left: i64,
}

/// Refuses staff who need a second factor and have none: until it is set up, that is all they can do.
pub fn check_set_up(c: &mut AnyConn, user: &User) -> Result<()> {
    if !user.is_reviewer() || !settings::in_force(c)?.second_factor_for_staff || is_on(c, user.id())? {
        return Ok(());
    }
    let message = "Reviewers and admins need a second factor here: set one up first (/me/second-factor).";
    Err(Error::forbidden("second_factor_required", message))
}

/// What an authenticator is given, once.
pub struct Setup {
    pub secret: String,
    pub address: String,
}

pub fn is_on(c: &mut AnyConn, user: UserId) -> Result<bool> {
    second_factors::is_on(c, user)
}

pub fn state(c: &mut AnyConn, user: &User) -> Result<State> {
    let on_since = second_factors::get(c, user.id())?.and_then(|factor| factor.confirmed_at);
    Ok(State { on_since, recovery_codes_left: second_factors::count_unused_codes(c, user.id())? })
}

/// Begins to set one up. It guards nothing before a code of it was typed; beginning again forgets the secret before.
pub fn begin(tx: &mut Tx, keys: &Keys, issuer: &str, user: &User, confirmed: &Confirmed, now: Timestamp) -> Result<Setup> {
    let row = users::lock(tx, user.id())?;
    confirmed.check(&row)?;
    if is_on(tx, row.id)? {
        return Err(Error::conflict("second_factor_on", "The second factor is on already; turn it off to set up another."));
    }
    let secret = SharedSecret::fresh()?;
    let sealed_secret = secret.seal(keys, row.id)?;
    second_factors::replace(tx, &SecondFactorRow { user_id: row.id, sealed_secret, created_at: now, confirmed_at: None, last_step: None })?;
    record(tx, row.id, "second_factor.begin", row.id, json!({}), now)?;
    Ok(Setup { secret: secret.base32(), address: secret.address(issuer, &row.email)? })
}

/// Turns it on with the first code; gives the recovery codes, which nobody can be shown again.
pub fn confirm(tx: &mut Tx, keys: &Keys, user: &User, code: &str, now: Timestamp) -> Result<Vec<String>> {
    let row = users::lock(tx, user.id())?;
    let factor = second_factors::get(tx, row.id)?.filter(|factor| factor.confirmed_at.is_none());
    let factor = factor.ok_or_else(|| Error::conflict("nothing_to_confirm", "Begin to set up the second factor first."))?;
    if !use_authenticator(tx, keys, &factor, code, now)? {
        return Err(wrong_code());
    }
    second_factors::set_confirmed(tx, row.id, now)?;
    record(tx, row.id, "second_factor.turn_on", row.id, json!({}), now)?;
    notices::tell_user(tx, &row, Kind::SecondFactorOn, &row.id, now)?;
    fresh_codes(tx, row.id)
}

/// Gives other recovery codes; those before work no more.
pub fn renew_codes(tx: &mut Tx, keys: &Keys, user: &User, confirmed: &Confirmed, code: &str, now: Timestamp) -> Result<Vec<String>> {
    let row = guarded(tx, keys, user, confirmed, code, now)?;
    record(tx, row.id, "second_factor.renew_codes", row.id, json!({}), now)?;
    fresh_codes(tx, row.id)
}

pub fn turn_off(tx: &mut Tx, keys: &Keys, user: &User, confirmed: &Confirmed, code: &str, now: Timestamp) -> Result<()> {
    let row = guarded(tx, keys, user, confirmed, code, now)?;
    second_factors::delete_of_user(tx, row.id)?;
    record(tx, row.id, "second_factor.turn_off", row.id, json!({}), now)?;
    notices::tell_user(tx, &row, Kind::SecondFactorOff, &row.id, now)
}

/// Takes it away from who has lost it. Whoever is signed in with the account is out, and its owner is told.
pub fn reset(tx: &mut Tx, admin: &Admin, id: UserId, now: Timestamp) -> Result<()> {
    if admin.id() == id {
        return Err(Error::forbidden("own_account", "Turn your own second factor off with a code, or ask another admin."));
    }
    let row = users::lock(tx, id)?;
    if second_factors::get(tx, id)?.is_none() {
        return Err(Error::conflict("second_factor_off", "This account has no second factor."));
    }
    second_factors::delete_of_user(tx, id)?;
    sessions::end_all_of_user(tx, id, now)?;
    record(tx, admin.id(), "second_factor.reset", id, json!({}), now)?;
    notices::tell_user(tx, &row, Kind::SecondFactorReset, &id, now)
}

/// Takes a code of the authenticator, or a recovery code, of an account whose row is locked. Each works once.
pub fn use_code(tx: &mut Tx, keys: &Keys, user: &UserRow, code: &str, now: Timestamp) -> Result<()> {
    let factor = second_factors::get(tx, user.id)?.filter(|factor| factor.confirmed_at.is_some()).ok_or_else(wrong_code)?;
    if use_authenticator(tx, keys, &factor, code, now)? {
        return Ok(());
    }
    if !second_factors::use_code(tx, user.id, &totp::recovery_hash(user.id, code), now)? {
        return Err(wrong_code());
    }
    let left = second_factors::count_unused_codes(tx, user.id)?;
    record(tx, user.id, "second_factor.use_recovery_code", user.id, json!({"left": left}), now)?;
    notices::tell_user(tx, user, Kind::RecoveryCodeUsed, &user.id, now)
}

fn use_authenticator(tx: &mut Tx, keys: &Keys, factor: &SecondFactorRow, code: &str, now: Timestamp) -> Result<bool> {
    match SharedSecret::open(&factor.sealed_secret, keys, factor.user_id)?.step(code, now)? {
        Some(step) => second_factors::use_step(tx, factor.user_id, step),
        None => Ok(false),
    }
}

/// The locked row of who has proved both password and code.
fn guarded(tx: &mut Tx, keys: &Keys, user: &User, confirmed: &Confirmed, code: &str, now: Timestamp) -> Result<UserRow> {
    let row = users::lock(tx, user.id())?;
    confirmed.check(&row)?;
    if !is_on(tx, row.id)? {
        return Err(Error::conflict("second_factor_off", "The second factor is off."));
    }
    use_code(tx, keys, &row, code, now)?;
    Ok(row)
}

fn fresh_codes(tx: &mut Tx, user: UserId) -> Result<Vec<String>> {
    let codes = totp::recovery_codes()?;
    let hashes: Vec<String> = codes.iter().map(|code| totp::recovery_hash(user, code)).collect();
    second_factors::replace_codes(tx, user, &hashes)?;
    Ok(codes)
}

fn wrong_code() -> Error {
    Error::forbidden("wrong_code", "The code is wrong, was used before, or its time has passed; wait for the next one.")
}

fn record(tx: &mut Tx, actor: UserId, act: &'static str, user: UserId, details: serde_json::Value, now: Timestamp) -> Result<()> {
    events::record(tx, &Event { actor: Some(actor), act, subject_kind: "user", subject: &user, details, personal: &[] }, now)
}
