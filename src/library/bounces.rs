//! Letters that come back. After some ([`Settings::bounce_limit`](super::settings::Settings)) an address is marked: it gets nothing more, so that
//! the network's mail server keeps its good name. Its owner sees that when signed in and may ask to try again; an admin may clear it too.

use super::notices::{self, Kind};
use super::settings;
use crate::auth::{Admin, User};
use crate::db::events::{self, Event};
use crate::db::notifications::{self, NotificationRow};
use crate::db::{AnyConn, Tx, bouncing_addresses, users};
use crate::domain::ids::{NotificationId, UserId};
use crate::domain::text::EmailAddress;
use crate::domain::time::Timestamp;
use crate::error::{Error, Result};
use serde_json::json;

/// For how long the link of [`request_confirmation`] works.
const CONFIRMATION_DAYS: i64 = 2;

/// What became of a report.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Recorded {
    /// No letter of this library has that id.
    Unknown,
    /// It was counted before.
    Again,
    /// So many have come back from the address.
    Counted(i32),
    /// That was the one too many: the address is marked.
    Marked,
}

/// Counts a letter that came back for good. A letter counts once, however often it is reported.
pub fn record(tx: &mut Tx, id: NotificationId, status: &str, now: Timestamp) -> Result<Recorded> {
    let Some(notification) = notifications::get(tx, id)? else { return Ok(Recorded::Unknown) };
    if !notifications::set_bounced(tx, id, now)? {
        return Ok(Recorded::Again);
    }
    let folded = folded(&notification.email);
    let address = bouncing_addresses::count(tx, &folded, status, now)?;
    if i64::from(address.bounces) < settings::in_force(tx)?.bounce_limit || address.marked_at.is_some() {
        return Ok(Recorded::Counted(address.bounces));
    }
    bouncing_addresses::set_marked(tx, &folded, now)?;
    let letters = address.bounces;
    tracing::warn!(%status, letters, "mail to an address came back: it gets nothing more; /api/v1/mail/bouncing-addresses names it");
    event(tx, None, "mail.mark_address", &id, status, &folded, now)?;
    Ok(Recorded::Marked)
}

fn folded(email: &str) -> String {
    email.to_lowercase()
}

fn event(
    tx: &mut Tx,
    actor: Option<UserId>,
    act: &'static str,
    subject: &dyn ToString,
    status: &str,
    email: &str,
    now: Timestamp,
) -> Result<()> {
    let personal = [("email", email)];
    let event = Event { actor, act, subject_kind: "mail", subject, details: json!({"status": status}), personal: &personal };
    events::record(tx, &event, now)
}

/// Whether nothing is to be sent to an address.
pub fn is_marked(c: &mut AnyConn, email: &str) -> Result<bool> {
    bouncing_addresses::is_marked(c, &folded(email))
}

/// Says that an address works again.
pub fn clear(tx: &mut Tx, admin: &Admin, email: &EmailAddress, now: Timestamp) -> Result<()> {
    if !bouncing_addresses::delete(tx, &email.folded())? {
        return Err(Error::NotFound("bouncing address"));
    }
    event(tx, Some(admin.id()), "mail.clear_address", &admin.id(), "cleared", &email.folded(), now)
}

/// Sends one letter to a marked address, because its owner asks for it: whoever opens its link has shown that it works.
pub fn request_confirmation(tx: &mut Tx, user: &User, now: Timestamp) -> Result<()> {
    let row = users::lock(tx, user.id())?;
    if !bouncing_addresses::is_marked(tx, &row.folded_email)? {
        return Err(Error::conflict("address_works", "As far as we know, mail to your address arrives: there is nothing to confirm."));
    }
    let last = notifications::last_told(tx, user.id(), Kind::ConfirmAddress.as_str())?;
    if last.is_some_and(|last| last > now.plus_seconds(-600)) {
        return Err(Error::TooMany { retry_after_seconds: 600 });
    }
    notices::tell_user(tx, &row, Kind::ConfirmAddress, &user.id(), now)
}

/// The letter whose link was opened, if that still works.
pub fn find_confirmation(c: &mut AnyConn, id: NotificationId, now: Timestamp) -> Result<NotificationRow> {
    let letter = notifications::find(c, id)?;
    if letter.created_at.plus_days(CONFIRMATION_DAYS) <= now {
        return Err(Error::conflict("link_expired", "This link has expired; ask for a new one."));
    }
    Ok(letter)
}

/// Someone opened the link of that letter: mail arrives. Harmless twice.
pub fn confirm(tx: &mut Tx, id: NotificationId, now: Timestamp) -> Result<()> {
    let letter = find_confirmation(tx, id, now)?;
    if bouncing_addresses::delete(tx, &folded(&letter.email))? {
        event(tx, letter.user_id, "mail.confirm_address", &id, "confirmed", &folded(&letter.email), now)?;
    }
    Ok(())
}
