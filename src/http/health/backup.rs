//! How old the last backup is, for those who watch over the library.

use crate::config::Config;
use crate::db::AnyConn;
use crate::db::backups::{self, BackupRow};
use crate::domain::time::Timestamp;
use crate::error::Result;
use serde::Serialize;
use utoipa::ToSchema;

/// A nightly backup that was missed twice is worth a warning.
const OLD_HOURS: i64 = 48;

#[derive(Clone, Serialize, ToSchema)]
pub struct BackupCheck {
    /// When the last good backup was begun: what was acknowledged before is in it. `null` where there is none, or the database does not answer.
    last_at: Option<Timestamp>,
    age_hours: Option<i64>,
    /// Whether the newest try failed.
    failed: Option<bool>,
    /// Whether this server makes them by itself.
    nightly: bool,
}

/// What the database remembers of backups.
#[derive(Clone)]
pub struct Remembered {
    last: Option<BackupRow>,
    last_good: Option<BackupRow>,
}

impl Remembered {
    pub fn read(c: &mut AnyConn) -> Result<Self> {
        Ok(Self { last: backups::get_last(c)?, last_good: backups::get_last_good(c)? })
    }
}

impl BackupCheck {
    pub fn of(config: &Config, remembered: Option<&Remembered>, now: Timestamp) -> Self {
        let last_at = remembered.and_then(|remembered| remembered.last_good.as_ref()).map(|last| last.started_at);
        Self {
            last_at,
            age_hours: last_at.map(|at| (now.unix_seconds() - at.unix_seconds()).max(0) / 3_600),
            failed: remembered.map(|remembered| remembered.last.as_ref().is_some_and(|last| last.failure.is_some())),
            nightly: config.backup_folder.is_some(),
        }
    }

    pub fn warning(&self) -> Option<String> {
        let failed = if self.failed? { " The newest try failed; the log says why." } else { "" };
        match self.age_hours {
            None if !self.nightly => {
                Some(format!("No backup is set up: set backup_folder, or run `commonshelf backup` by a timer.{failed}"))
            }
            None => Some(format!("No backup was made yet.{failed}")),
            Some(hours) if hours >= OLD_HOURS => Some(format!("The last backup is {hours} hours old.{failed}")),
            Some(hours) if !failed.is_empty() => Some(format!("The last good backup is {hours} hours old.{failed}")),
            Some(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn warning(age_hours: Option<i64>, failed: bool, nightly: bool) -> String {
        BackupCheck { last_at: None, age_hours, failed: Some(failed), nightly }.warning().unwrap_or_default()
    }

    #[test]
    fn a_backup_that_is_missing_old_or_failing_is_told_in_words() {
        assert_eq!(warning(Some(47), false, true), "");
        assert_eq!(warning(Some(48), false, true), "The last backup is 48 hours old.");
        assert_eq!(warning(Some(2), true, true), "The last good backup is 2 hours old. The newest try failed; the log says why.");
        assert_eq!(warning(None, false, true), "No backup was made yet.");
        assert!(warning(None, false, false).starts_with("No backup is set up"));
    }
}
