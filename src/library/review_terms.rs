//! The numbers of review that admins may want to change.

use super::settings;
use crate::db::AnyConn;
use crate::domain::time::Timestamp;
use crate::domain::words::MadeFrom;
use crate::error::Result;

#[derive(Clone, Debug)]
pub struct ReviewTerms {
    /// How long a claim lasts without work on it.
    pub claim_seconds: i64,
    /// Within how many days a decision is promised.
    promise_days: i64,
    /// How often a reason must have been given in a year, before it becomes a hint for everyone.
    pub hint_threshold: i64,
    /// How long a decision made on a page, and one of many, can be taken back where nobody says how long.
    pub page_hold_seconds: i64,
    pub bulk_hold_seconds: i64,
}

impl ReviewTerms {
    /// Those in force now.
    pub fn read(c: &mut AnyConn) -> Result<Self> {
        let settings = settings::in_force(c)?;
        Ok(Self {
            claim_seconds: settings.claim_minutes * 60,
            promise_days: settings.promise_days,
            hint_threshold: settings.hint_threshold,
            page_hold_seconds: settings.page_hold_seconds,
            bulk_hold_seconds: settings.bulk_hold_seconds,
        })
    }

    /// What was handed in before this has waited longer than promised.
    pub fn promised_since(&self, now: Timestamp) -> Timestamp {
        now.plus_days(-self.promise_days)
    }

    /// The hold of a single decision that names none; a program's is the operator's setting.
    pub fn hold_seconds(&self, from: MadeFrom, of_programs: i64) -> i64 {
        match from {
            MadeFrom::Api => of_programs,
            MadeFrom::Page => self.page_hold_seconds,
        }
    }
}
