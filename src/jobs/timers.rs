//! What comes round by itself: rows of the database turn into jobs, so that one node does each.

use super::{Done, visits};
use crate::app::App;
use crate::db::jobs::{self, JobRow};
use crate::db::submissions::{self, Filter};
use crate::db::{
    address_changes, api_tokens, blobs, exports, idempotency, known_origins, nodes, password_resets, sessions, statistics, webhooks,
};
use crate::domain::words::SubmissionStatus;
use crate::error::{Error, Result};
use crate::library::notices::{self, Kind};
use crate::library::{addresses, hidings, review_dates, rounds, succession, waiting};

/// Once a day, reviewers are told what waits.
pub const DIGEST: &str = "review_digest";
/// Every quarter of an hour, mail whose hour has come somewhere is left.
pub const ROUNDS: &str = "mail_rounds";
/// Once a day, people are reminded of what waits for them.
pub const MAIL_REMINDERS: &str = "mail_reminders";
/// Once an hour, what has waited longer than was promised is brought before those who can end it.
pub const ESCALATE: &str = "escalate";
/// Once an hour, what has expired is deleted.
pub const CLEAN: &str = "clean";
/// Once a day, bytes that nothing names are condemned, and those condemned the day before are removed.
pub const SWEEP: &str = "sweep";

/// Once a day, it is looked at whether successors have to take over.
pub const SUCCESSION: &str = "succession";
/// Once a week, admins are told if few of them are left.
pub const ADMINS: &str = "admins";
/// Once a day, organizations of which nobody was seen for long are warned or put to sleep.
pub const DORMANCY: &str = "dormancy";
/// Once a day: what is to be looked at again, and what is hidden and waits.
pub const REMINDERS: &str = "reminders";
/// Four times a day, the links of resources whose turn it is are asked.
pub const LINKS: &str = "links";

const DAY_SECONDS: i64 = 86_400;
const HOUR_SECONDS: i64 = 3_600;
/// There are time zones that differ by a quarter of an hour.
const ROUND_SECONDS: i64 = 900;
/// What webhooks were told is kept this long.
const WEBHOOK_LOG_DAYS: i64 = 30;
/// Answers to idempotent requests are kept this long.
const IDEMPOTENCY_HOURS: i64 = 24;
/// Tokens that have expired are forgotten after this long.
const EXPIRED_TOKEN_DAYS: i64 = 30;
/// A place from which nobody has signed in for so long is a stranger again.
const FORGET_ORIGINS_DAYS: i64 = 400;

pub fn ensure(app: &App) -> Result<()> {
    let now = app.clock.now();
    app.db.write_blocking(|tx| {
        jobs::ensure_timer(tx, DIGEST, DAY_SECONDS, now)?;
        jobs::ensure_timer(tx, ROUNDS, ROUND_SECONDS, now)?;
        jobs::ensure_timer(tx, MAIL_REMINDERS, DAY_SECONDS, now)?;
        jobs::ensure_timer(tx, CLEAN, HOUR_SECONDS, now)?;
        jobs::ensure_timer(tx, ESCALATE, HOUR_SECONDS, now)?;
        jobs::ensure_timer(tx, SUCCESSION, DAY_SECONDS, now)?;
        jobs::ensure_timer(tx, ADMINS, 7 * DAY_SECONDS, now)?;
        jobs::ensure_timer(tx, SWEEP, DAY_SECONDS, now)?;
        jobs::ensure_timer(tx, DORMANCY, DAY_SECONDS, now)?;
        jobs::ensure_timer(tx, REMINDERS, DAY_SECONDS, now)?;
        jobs::ensure_timer(tx, LINKS, 6 * HOUR_SECONDS, now)
    })
}

/// Turns timers that are due into jobs.
pub fn fire(app: &App) -> Result<()> {
    let now = app.clock.now();
    if app.db.read_blocking(|c| jobs::has_due_timers(c, now))? {
        app.db.write_blocking(|tx| jobs::fire_timers(tx, now))?;
    }
    Ok(())
}

/// Leaves a digest for each reviewer, if anything waits.
pub fn digest(app: &App, _: &JobRow) -> Result<Done> {
    let now = app.clock.now();
    app.db.write_blocking(|tx| {
        let waiting = Filter { statuses: vec![SubmissionStatus::Submitted], ..Filter::default() };
        if submissions::count(tx, &waiting)? == 0 {
            return Ok(());
        }
        for reviewer in rounds::present_reviewers(tx, now)? {
            notices::tell_user(tx, &reviewer, Kind::ReviewDigest, &reviewer.id, now)?;
        }
        Ok(())
    })?;
    Ok(Done::Finished)
}

/// Leaves the mail whose hour has come, for each of its readers alone: one that fails holds up nobody else.
pub fn mail_rounds(app: &App, _: &JobRow) -> Result<Done> {
    let now = app.clock.now();
    let mut failed = Ok(Done::Finished);
    for due in app.db.read_blocking(|c| rounds::due(c, now))? {
        if let Err(failure) = app.db.write_blocking(|tx| rounds::leave(tx, due, now)) {
            failed = Err(failure);
        }
    }
    failed
}

/// Reminds submitters of drafts that sleep.
pub fn mail_reminders(app: &App, _: &JobRow) -> Result<Done> {
    let now = app.clock.now();
    for draft in app.db.read_blocking(|c| rounds::sleeping(c, now))? {
        match app.db.write_blocking(|tx| rounds::remind_of_draft(tx, draft, now)) {
            // Deleted meanwhile.
            Err(Error::NotFound(_)) => {}
            done => done?,
        }
    }
    Ok(Done::Finished)
}

/// Reminds organizations of what is to be looked at again, and admins of what is hidden and waits. In small transactions, each safe to repeat.
pub fn remind(app: &App, _: &JobRow) -> Result<Done> {
    let now = app.clock.now();
    while app.db.write_blocking(|tx| review_dates::give_dates(tx, now))? {}
    while app.db.write_blocking(|tx| review_dates::remind(tx, now))? {}
    app.db.write_blocking(|tx| hidings::remind(tx, now))?;
    Ok(Done::Finished)
}

/// Brings what waits too long before reviewers and admins, a piece at a time.
pub fn escalate(app: &App, _: &JobRow) -> Result<Done> {
    let now = app.clock.now();
    while app.db.write_blocking(|tx| waiting::escalate(tx, now))? {}
    Ok(Done::Finished)
}

/// Warns of successors taking over, and lets them.
pub fn succession(app: &App, _: &JobRow) -> Result<Done> {
    let now = app.clock.now();
    app.db.write_blocking(|tx| succession::advance(tx, now))?;
    Ok(Done::Finished)
}

/// Tells the admins if few of them are left, or none was there for long.
pub fn admins(app: &App, _: &JobRow) -> Result<Done> {
    let now = app.clock.now();
    app.db.write_blocking(|tx| succession::warn(tx, now))?;
    Ok(Done::Finished)
}

/// Deletes what has expired: stored answers, dead sessions, old links.
pub fn clean(app: &App, _: &JobRow) -> Result<Done> {
    let now = app.clock.now();
    app.db.write_blocking(|tx| {
        idempotency::delete_older(tx, now.plus_seconds(-IDEMPOTENCY_HOURS * HOUR_SECONDS))?;
        nodes::delete_unseen(tx, now.plus_days(-1))?;
        sessions::delete_expired(tx, now)?;
        address_changes::delete_older(tx, now.plus_days(-addresses::STOP_DAYS))?;
        known_origins::delete_unseen(tx, now.plus_days(-FORGET_ORIGINS_DAYS))?;
        statistics::forget_empty_searches(tx, &now.plus_days(-visits::EMPTY_SEARCH_DAYS).day())?;
        api_tokens::delete_expired(tx, now.plus_days(-EXPIRED_TOKEN_DAYS))?;
        webhooks::delete_older(tx, now.plus_days(-WEBHOOK_LOG_DAYS))?;
        let archives = exports::expire(tx, now)?;
        blobs::condemn_unreferenced(tx, &archives, now)?;
        password_resets::delete_expired(tx, now.plus_days(-1))
    })?;
    app.logins.forget_old();
    Ok(Done::Finished)
}
