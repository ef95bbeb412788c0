//! What happens when those who run the library are gone. An admin names a successor, who becomes an admin when no admin was there for a number of
//! days (a setting). The admins are warned weekly in the two weeks before, and nobody takes over before a warning is a week old, however long the
//! library itself stood still. All the time, admins are told once a week while only one of them is left, or none was there for long.

use super::notices::{self, Kind};
use crate::auth::Admin;
use crate::db::events::{self, Event};
use crate::db::users::{self, UserRow};
use crate::db::{AnyConn, Tx, notifications, sessions, settings, successors};
use crate::domain::ids::UserId;
use crate::domain::text::EmailAddress;
use crate::domain::time::Timestamp;
use crate::domain::words::{SiteRole, UserStatus};
use crate::error::{Error, Result};
use serde_json::json;

const DAY_SECONDS: i64 = 86_400;
/// The account of a single admin is so old before they are told to find another.
const PEACE_DAYS: i64 = 30;
/// So long before a successor takes over, the admins are told for the first time.
pub const WARNING_DAYS: i64 = 14;
/// Warnings are this far apart, and the last one is at least this old when it happens.
pub const BETWEEN_WARNINGS_DAYS: i64 = 7;

/// How the library stands with those who run it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Admins {
    pub count: usize,
    /// When one of them was last there: signed in, or went on with a session.
    pub last_seen: Option<Timestamp>,
    /// Whole days since then.
    pub away_days: i64,
    /// Whether that is too long.
    pub is_away: bool,
    /// When the account of the first of them was made.
    pub first_since: Option<Timestamp>,
}

impl Admins {
    pub fn is_alone(&self) -> bool {
        self.count == 1
    }

    /// Whether to write to them: a library that has just begun with one admin is left in peace for a month.
    pub fn need_telling(&self, now: Timestamp) -> bool {
        let has_settled = self.first_since.is_some_and(|since| since.plus_days(PEACE_DAYS) <= now);
        self.is_away || (self.is_alone() && has_settled)
    }

    /// A hint for those who watch over the library; it names nobody.
    pub fn hint(&self) -> Option<String> {
        match (self.count, self.is_away) {
            (0, _) => Some("There is no admin: run `commonshelf admin create`.".to_owned()),
            (_, true) => Some(format!("No admin has signed in for {} days.", self.away_days)),
            (1, false) => Some("Only one admin is left: make someone else an admin, or name a successor.".to_owned()),
            _ => None,
        }
    }
}

/// Looks at the active admins.
pub fn look(c: &mut AnyConn, now: Timestamp) -> Result<Admins> {
    let admins = users::list_by_role(c, &[SiteRole::Admin])?;
    let mut last_seen = None;
    for admin in &admins {
        let seen = [Some(admin.created_at), admin.last_login_at, sessions::last_used_of_user(c, admin.id)?];
        last_seen = last_seen.max(seen.into_iter().flatten().max());
    }
    let away_days = last_seen.map_or(0, |seen| (now.unix_seconds() - seen.unix_seconds()).max(0) / DAY_SECONDS);
    let is_away = !admins.is_empty() && away_days >= settings::in_force(c)?.admin_absence_days;
    let first_since = admins.iter().map(|admin| admin.created_at).min();
    Ok(Admins { count: admins.len(), last_seen, away_days, is_away, first_since })
}

/// Whom an admin named.
pub fn get(c: &mut AnyConn, admin: &Admin) -> Result<Option<UserRow>> {
    match successors::get(c, admin.id())? {
        Some(successor) => users::get(c, successor.successor_id),
        None => Ok(None),
    }
}

/// Names someone with an account to take over, in the place of whom one named before. They are told.
pub fn name(tx: &mut Tx, admin: &Admin, email: &EmailAddress, now: Timestamp) -> Result<UserRow> {
    let named = users::get_by_email(tx, email)?.filter(|user| user.status == UserStatus::Active);
    let named =
        named.ok_or_else(|| Error::conflict("no_such_user", "Nobody with this address has an active account; invite them first."))?;
    if named.role == SiteRole::Admin {
        return Err(Error::conflict("admin_already", "This is an admin already; a successor is someone who is not."));
    }
    users::lock(tx, admin.id())?;
    successors::replace(tx, admin.id(), named.id, now)?;
    record(tx, Some(admin.id()), "successor.name", admin.id(), json!({"successor": named.id}), now)?;
    notices::tell_user(tx, &named, Kind::SuccessorNamed, &admin.id(), now)?;
    Ok(named)
}

/// Names nobody any more.
pub fn forget(tx: &mut Tx, admin: &Admin, now: Timestamp) -> Result<()> {
    users::lock(tx, admin.id())?;
    if !successors::delete(tx, admin.id())? {
        return Err(Error::NotFound("successor"));
    }
    record(tx, Some(admin.id()), "successor.forget", admin.id(), json!({}), now)
}

/// Those who would take over now: named by an active admin, with an active account.
pub fn heirs(c: &mut AnyConn) -> Result<Vec<UserRow>> {
    let mut heirs = Vec::new();
    for admin in users::list_by_role(c, &[SiteRole::Admin])? {
        let Some(successor) = successors::get(c, admin.id)? else { continue };
        let user = users::get(c, successor.successor_id)?.filter(|user| user.status == UserStatus::Active && user.role != SiteRole::Admin);
        if let Some(user) = user
            && heirs.iter().all(|heir: &UserRow| heir.id != user.id)
        {
            heirs.push(user);
        }
    }
    Ok(heirs)
}

/// When the heirs take over, if no admin is there before.
pub fn due_at(c: &mut AnyConn, admins: &Admins) -> Result<Option<Timestamp>> {
    let after_days = settings::in_force(c)?.successor_after_days;
    Ok(admins.last_seen.filter(|_| after_days > 0).map(|seen| seen.plus_days(after_days)))
}

/// Once a week: tells the admins while there are too few of them, or none is there.
pub fn warn(tx: &mut Tx, now: Timestamp) -> Result<()> {
    let admins = look(tx, now)?;
    if admins.need_telling(now) {
        for admin in users::list_by_role(tx, &[SiteRole::Admin])? {
            notices::tell_user(tx, &admin, Kind::AdminsFew, &admin.id, now)?;
        }
    }
    Ok(())
}

/// Once a day: warns of what comes, and lets the heirs take over when it is time.
pub fn advance(tx: &mut Tx, now: Timestamp) -> Result<()> {
    // An admin who signs in at this moment either came first, and is seen, or waits.
    for admin in users::list_by_role(tx, &[SiteRole::Admin])? {
        users::lock(tx, admin.id)?;
    }
    let (admins, heirs) = (look(tx, now)?, heirs(tx)?);
    let Some(due_at) = due_at(tx, &admins)?.filter(|_| !heirs.is_empty()) else { return Ok(()) };
    if now < due_at.plus_days(-WARNING_DAYS) {
        return Ok(());
    }
    // One warning of this absence: older ones were for another.
    let warned = notifications::times_of_kind(tx, Kind::SuccessionAhead.as_str(), admins.last_seen)?;
    let (first, last) = (warned.first().copied(), warned.last().copied());
    let is_fair = first.is_some_and(|first| first.plus_days(BETWEEN_WARNINGS_DAYS) <= now);
    if now >= due_at && is_fair {
        return take_over(tx, &heirs, now);
    }
    if last.is_none_or(|last| last.plus_days(BETWEEN_WARNINGS_DAYS) <= now) {
        for admin in users::list_by_role(tx, &[SiteRole::Admin])? {
            notices::tell_user(tx, &admin, Kind::SuccessionAhead, &admin.id, now)?;
        }
    }
    Ok(())
}

fn take_over(tx: &mut Tx, heirs: &[UserRow], now: Timestamp) -> Result<()> {
    let before = users::list_by_role(tx, &[SiteRole::Admin])?;
    for heir in heirs {
        let heir = users::lock(tx, heir.id)?;
        users::set_role(tx, heir.id, SiteRole::Admin, now)?;
        record(tx, None, "user.set_role", heir.id, json!({"old": heir.role, "new": SiteRole::Admin, "why": "succession"}), now)?;
        notices::tell_user(tx, &heir, Kind::MadeAdmin, &heir.id, now)?;
        successors::delete_successor(tx, heir.id)?;
    }
    for admin in before {
        notices::tell_user(tx, &admin, Kind::SuccessionDone, &admin.id, now)?;
    }
    Ok(())
}

fn record(
    tx: &mut Tx,
    actor: Option<UserId>,
    act: &'static str,
    subject: UserId,
    details: serde_json::Value,
    now: Timestamp,
) -> Result<()> {
    events::record(tx, &Event { actor, act, subject_kind: "user", subject: &subject, details, personal: &[] }, now)
}
