//! A change of an account's address: asked for with the password, made by whoever reads mail at the new address, and stopped, or put back for a
//! week, by whoever reads mail at the old one. A stolen session does not steal the account by it.

use super::accounts;
use super::notices::{self, Kind};
use crate::auth::User;
use crate::auth::passwords::Confirmed;
use crate::db::address_changes::{self, AddressChangeRow};
use crate::db::events::{self, Event};
use crate::db::users;
use crate::db::{AnyConn, Tx, api_tokens, password_resets, sessions};
use crate::domain::ids::{AddressChangeId, UserId};
use crate::domain::text::EmailAddress;
use crate::domain::time::Timestamp;
use crate::domain::words::UserStatus;
use crate::error::{Error, Result};
use serde_json::json;

/// How long the new address can be confirmed.
const CONFIRM_HOURS: i64 = 24;
/// How long the old address can stop it, or have it back.
pub const STOP_DAYS: i64 = 7;
/// Mails to addresses that are not one's own.
const MOST_A_DAY: i64 = 5;

/// Asks for another address. Both are told; nothing changes before the new one is confirmed. Whether it is somebody else's is not said here.
pub fn ask(tx: &mut Tx, user: &User, confirmed: &Confirmed, email: &EmailAddress, now: Timestamp) -> Result<AddressChangeRow> {
    let row = users::lock(tx, user.id())?;
    confirmed.check(&row)?;
    if row.folded_email == email.folded() {
        return Err(Error::conflict("address_unchanged", "This is your address already."));
    }
    if address_changes::count_since(tx, row.id, now.plus_days(-1))? >= MOST_A_DAY {
        return Err(Error::TooMany { retry_after_seconds: 3_600 });
    }
    address_changes::stop_open_of_user(tx, row.id, now)?;
    let change = AddressChangeRow {
        id: AddressChangeId::new(),
        user_id: row.id,
        old_email: row.email.clone(),
        new_email: email.as_str().to_owned(),
        created_at: now,
        expires_at: now.plus_seconds(CONFIRM_HOURS * 3_600),
        confirmed_at: None,
        stopped_at: None,
    };
    address_changes::insert(tx, &change)?;
    record(tx, &change, Some(row.id), "user.ask_address_change", &[("email", email.as_str())], now)?;
    notices::tell_user_at(tx, &row, email.as_str(), Kind::ConfirmNewAddress, &change.id, now)?;
    notices::tell_user(tx, &row, Kind::AddressChange, &change.id, now)?;
    Ok(change)
}

/// The change that a link of the new address leads to, while it works.
pub fn find_to_confirm(c: &mut AnyConn, id: AddressChangeId, now: Timestamp) -> Result<AddressChangeRow> {
    check_open(address_changes::find(c, id)?, now)
}

fn check_open(change: AddressChangeRow, now: Timestamp) -> Result<AddressChangeRow> {
    if change.stopped_at.is_some() || change.expires_at <= now {
        return Err(expired());
    }
    Ok(change)
}

/// Makes the change. Pressing the button twice is harmless.
pub fn confirm(tx: &mut Tx, id: AddressChangeId, now: Timestamp) -> Result<AddressChangeRow> {
    let user = address_changes::find(tx, id)?.user_id;
    let user = users::lock(tx, user)?;
    let change = check_open(address_changes::lock(tx, id)?, now)?;
    if change.confirmed_at.is_some() {
        return Ok(change);
    }
    if user.status != UserStatus::Active {
        return Err(expired());
    }
    move_to(tx, user.id, &change.new_email, now)?;
    address_changes::set_confirmed(tx, id, now)?;
    // A link for a new password that went to the old address must not open the account any more.
    password_resets::set_used(tx, user.id, now)?;
    record(tx, &change, Some(user.id), "user.change_address", &[("email", &change.new_email), ("old_email", &change.old_email)], now)?;
    address_changes::find(tx, id)
}

/// The change that a link of the old address leads to, while it can be stopped.
pub fn find_to_stop(c: &mut AnyConn, id: AddressChangeId, now: Timestamp) -> Result<AddressChangeRow> {
    check_stoppable(address_changes::find(c, id)?, now)
}

fn check_stoppable(change: AddressChangeRow, now: Timestamp) -> Result<AddressChangeRow> {
    if change.created_at.plus_days(STOP_DAYS) <= now {
        return Err(expired());
    }
    Ok(change)
}

/// Stops a change, or puts the old address back. Whoever asked was not the owner, and knew the password: it works no more, a link for a new one is
/// mailed, and every session and token ends.
pub fn stop(tx: &mut Tx, id: AddressChangeId, now: Timestamp) -> Result<AddressChangeRow> {
    let user = address_changes::find(tx, id)?.user_id;
    let user = users::lock(tx, user)?;
    let change = check_stoppable(address_changes::lock(tx, id)?, now)?;
    if change.stopped_at.is_none() {
        if change.confirmed_at.is_some() {
            move_to(tx, user.id, &change.old_email, now)?;
        }
        // Those that were made from the new address as well: none of them leads back there.
        address_changes::stop_all_of_user(tx, user.id, now)?;
        // Whoever asked knew the password.
        users::clear_password(tx, user.id, now)?;
        password_resets::set_used(tx, user.id, now)?;
        sessions::end_all_of_user(tx, user.id, now)?;
        api_tokens::end_all_of_user(tx, user.id, now)?;
        record(tx, &change, None, "user.stop_address_change", &[("email", &change.old_email)], now)?;
        let email = EmailAddress::parse(&change.old_email).map_err(|fault| Error::internal("reading an address", fault))?;
        accounts::request_password_reset(tx, &email, now)?;
    }
    address_changes::find(tx, id)
}

fn move_to(tx: &mut Tx, user: UserId, email: &str, now: Timestamp) -> Result<()> {
    let email = EmailAddress::parse(email).map_err(|fault| Error::internal("reading an address", fault))?;
    match users::get_by_email(tx, &email)? {
        Some(other) if other.id != user => Err(taken()),
        _ => match users::set_email(tx, user, &email, now) {
            Err(Error::Conflict { code: "already_exists", .. }) => Err(taken()),
            done => done,
        },
    }
}

fn taken() -> Error {
    Error::conflict("email_taken", "Another account has this address.")
}

fn expired() -> Error {
    Error::conflict("link_expired", "This link was used, stopped, or has expired.")
}

fn record(
    tx: &mut Tx,
    change: &AddressChangeRow,
    actor: Option<UserId>,
    act: &'static str,
    personal: &[(&'static str, &str)],
    now: Timestamp,
) -> Result<()> {
    let details = json!({"change": change.id});
    events::record(tx, &Event { actor, act, subject_kind: "user", subject: &change.user_id, details, personal }, now)
}
