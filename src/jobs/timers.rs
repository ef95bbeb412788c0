//! What comes round by itself: rows of the database turn into jobs, so that one node does each.

use super::Done;
use crate::app::App;
use crate::db::jobs::{self, JobRow};
use crate::db::submissions::{self, Filter};
use crate::db::{blobs, exports, idempotency, nodes, password_resets, sessions, users};
use crate::domain::words::{SiteRole, SubmissionStatus};
use crate::error::Result;
use crate::library::notices::{self, Kind};
use crate::library::waiting;

/// Once a day, reviewers are told what waits.
pub const DIGEST: &str = "review_digest";
/// Once an hour, what has waited longer than was promised is brought before those who can end it.
pub const ESCALATE: &str = "escalate";
/// Once an hour, what has expired is deleted.
pub const CLEAN: &str = "clean";
/// Once a day, bytes that nothing names are condemned, and those condemned the day before are removed.
pub const SWEEP: &str = "sweep";

const DAY_SECONDS: i64 = 86_400;
const HOUR_SECONDS: i64 = 3_600;
/// Answers to idempotent requests are kept this long.
const IDEMPOTENCY_HOURS: i64 = 24;

pub fn ensure(app: &App) -> Result<()> {
    let now = app.clock.now();
    app.db.write_blocking(|tx| {
        jobs::ensure_timer(tx, DIGEST, DAY_SECONDS, now)?;
        jobs::ensure_timer(tx, CLEAN, HOUR_SECONDS, now)?;
        jobs::ensure_timer(tx, ESCALATE, HOUR_SECONDS, now)?;
        jobs::ensure_timer(tx, SWEEP, DAY_SECONDS, now)
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
        for reviewer in users::list_by_role(tx, &[SiteRole::Reviewer, SiteRole::Admin])? {
            notices::tell_user(tx, &reviewer, Kind::ReviewDigest, &reviewer.id, now)?;
        }
        Ok(())
    })?;
    Ok(Done::Finished)
}

/// Brings what waits too long before reviewers and admins, a piece at a time.
pub fn escalate(app: &App, _: &JobRow) -> Result<Done> {
    let now = app.clock.now();
    while app.db.write_blocking(|tx| waiting::escalate(tx, now))? {}
    Ok(Done::Finished)
}

/// Deletes what has expired: stored answers, dead sessions, old links.
pub fn clean(app: &App, _: &JobRow) -> Result<Done> {
    let now = app.clock.now();
    app.db.write_blocking(|tx| {
        idempotency::delete_older(tx, now.plus_seconds(-IDEMPOTENCY_HOURS * HOUR_SECONDS))?;
        nodes::delete_unseen(tx, now.plus_days(-1))?;
        sessions::delete_expired(tx, now)?;
        let archives = exports::expire(tx, now)?;
        blobs::condemn_unreferenced(tx, &archives, now)?;
        password_resets::delete_expired(tx, now.plus_days(-1))
    })?;
    app.logins.forget_old();
    Ok(Done::Finished)
}
