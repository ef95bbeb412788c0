//! The nightly backup: a timer like the others, so that of all nodes one makes it, but with a time of day.

use super::Done;
use crate::app::App;
use crate::backup::{self, Wishes};
use crate::db::backups;
use crate::db::jobs::{self, JobRow};
use crate::domain::time::Timestamp;
use crate::error::Result;
use crate::progress::Progress;

pub const BACKUP: &str = "backup";

const DAY_SECONDS: i64 = 86_400;

/// Makes sure that it comes round, where a folder for it is set.
pub fn ensure(app: &App) -> Result<()> {
    if app.config.backup_folder.is_none() {
        return Ok(());
    }
    let now = app.clock.now();
    let due_at = next(now, app.config.backup_at_seconds);
    app.db.write_blocking(|tx| jobs::set_timer(tx, BACKUP, DAY_SECONDS, due_at, now))
}

/// The next time that it is so many seconds after midnight, UTC.
fn next(now: Timestamp, seconds: i64) -> Timestamp {
    let today = seconds - now.unix_seconds().rem_euclid(DAY_SECONDS);
    now.plus_seconds(if today > 0 { today } else { today + DAY_SECONDS })
}

pub fn work(app: &App, job: &JobRow) -> Result<Done> {
    let Some(folder) = &app.config.backup_folder else { return Ok(Done::Finished) };
    // A timer that fired late, after a stop, comes round at its hour again.
    ensure(app)?;
    let last = app.db.read_blocking(backups::get_last_good)?;
    if last.is_some_and(|last| last.started_at > job.created_at) {
        return Ok(Done::Finished);
    }
    let wishes = Wishes { keep: Some(app.config.backup_keep), with_secrets: false };
    let made = backup::make(&app.config, &app.db, &app.files, folder, &wishes, &mut Progress::Silent, &app.clock)?;
    tracing::info!(name = made.name, files = made.manifest.files.count, copied = made.copied, "backed up");
    if !made.manifest.files.missing.is_empty() {
        tracing::error!(
            files = made.manifest.files.missing.len(),
            "the library lacks files that the backup should hold: see `commonshelf check`"
        );
    }
    Ok(Done::Finished)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_backup_is_today_or_tomorrow_at_its_hour() {
        let at = |text: &str| Timestamp::parse(text).unwrap();
        let half_past_two = 9_000;
        assert_eq!(next(at("2026-11-22T02:29:59Z"), half_past_two), at("2026-11-22T02:30:00Z"));
        assert_eq!(next(at("2026-11-22T02:30:00Z"), half_past_two), at("2026-11-23T02:30:00Z"));
        assert_eq!(next(at("2026-12-31T23:00:00Z"), half_past_two), at("2027-01-01T02:30:00Z"));
    }
}
