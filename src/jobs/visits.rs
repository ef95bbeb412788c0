//! Writes down what readers did, each minute and at the end: what a kill takes is the last minute at most. Each node writes its own.

use crate::app::{App, Empty};
use crate::db::{Tx, settings, statistics};
use crate::domain::settings::Settings;
use crate::domain::time::Timestamp;
use crate::error::Result;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

const EVERY: Duration = Duration::from_secs(60);
/// For how long searches without results are remembered.
pub const EMPTY_SEARCH_DAYS: i64 = 90;

/// Writes until told to stop, and then once more.
pub fn keep(app: &App, stopping: &AtomicBool) {
    let mut written = Instant::now();
    loop {
        let is_last = stopping.load(Ordering::Relaxed);
        if is_last || written.elapsed() >= EVERY {
            if let Err(failure) = write_down(app)
                && !app.db.reach().is_lost()
            {
                tracing::warn!(error = %failure, "what readers did could not be counted; it is tried again");
            }
            written = Instant::now();
        }
        if is_last {
            return;
        }
        let rings = app.db.changed().rings();
        app.db.changed().wait(rings, Duration::from_secs(1));
    }
}

/// Adds what was counted since the last time to the sums of the database, all of it or nothing.
pub fn write_down(app: &App) -> Result<()> {
    let now = app.clock.now();
    let taken = app.visits.take(now);
    if taken.sums.is_empty() && taken.empty.is_empty() {
        return Ok(());
    }
    // In one order, so that nodes that write the same sums wait for each other and never in a circle.
    let mut sums: Vec<_> = taken.sums.iter().collect();
    sums.sort();
    let mut empty: Vec<&Empty> = taken.empty.iter().collect();
    empty.sort_by(|one, other| one.query_hash.cmp(&other.query_hash));
    let written = app.db.write_blocking(|tx| {
        for (sum, times) in &sums {
            statistics::add(tx, &sum.day, sum.kind, &sum.subject, sum.visitor, **times)?;
        }
        let settings = settings::in_force(tx)?;
        empty.iter().try_for_each(|search| write_empty(tx, search, &settings, now))
    });
    if written.is_err() {
        app.visits.put_back(taken);
    }
    written
}

/// Counts a search that found nothing; its words are written down when enough people asked for the same, on enough days.
fn write_empty(tx: &mut Tx, search: &Empty, settings: &Settings, now: Timestamp) -> Result<()> {
    statistics::add_empty_search(tx, &search.query_hash, &search.day, search.visitors, search.times)?;
    let since = now.plus_days(-EMPTY_SEARCH_DAYS).day();
    let days = statistics::visitors_of_empty_search(tx, &search.query_hash, &since)?;
    let is_of_many = i64::try_from(days.len()).unwrap_or(i64::MAX) >= settings.search_words_days
        && days.iter().sum::<i64>() >= settings.search_words_visitors
        // Who comes each day for a week is one person: at least once there were two at a time.
        && days.iter().any(|&visitors| visitors >= 2);
    if is_of_many { statistics::show_words(tx, &search.query_hash, &search.words, &search.day) } else { Ok(()) }
}
