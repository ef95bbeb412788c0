//! Points in time: UTC, cut to microseconds, because that is what both databases keep.

use chrono::{DateTime, NaiveDateTime, SecondsFormat, SubsecRound, TimeDelta, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A moment in UTC with microseconds; RFC 3339 in JSON and on screen.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)]
#[diesel(sql_type = diesel::sql_types::Timestamp)]
#[derive(utoipa::ToSchema)]
#[schema(value_type = String, format = DateTime)]
pub struct Timestamp(DateTime<Utc>);

impl Timestamp {
    pub fn new(time: DateTime<Utc>) -> Self {
        Self(time.trunc_subsecs(6))
    }

    pub fn from_naive(time: NaiveDateTime) -> Self {
        Self::new(time.and_utc())
    }

    pub fn naive(self) -> NaiveDateTime {
        self.0.naive_utc()
    }

    pub fn unix_seconds(self) -> i64 {
        self.0.timestamp()
    }

    /// The day in UTC, such as `2026-11-22`.
    pub fn day(self) -> String {
        self.0.format("%F").to_string()
    }

    /// The month in UTC, such as `2026-11`.
    pub fn month(self) -> String {
        self.0.format("%Y-%m").to_string()
    }

    /// The first moment of a day such as `2026-11-22`, UTC.
    pub fn of_day(day: &str) -> Result<Self, String> {
        let refused = || "must be a day, such as 2026-11-22".to_owned();
        let is_written_out = day.len() == 10 && day.is_ascii();
        if !is_written_out {
            return Err(refused());
        }
        Self::parse(&format!("{day}T00:00:00Z")).map_err(|_| refused())
    }

    /// The full hour before this moment: what is kept of a use that should tell no more.
    #[must_use]
    pub fn hour(self) -> Self {
        Self(self.0.trunc_subsecs(0)).plus_seconds(-self.unix_seconds().rem_euclid(3_600))
    }

    /// The calendar year in UTC.
    pub fn year(self) -> i32 {
        chrono::Datelike::year(&self.0)
    }

    /// This moment moved by a number of seconds; a result outside the calendar stays where it was.
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        TimeDelta::try_seconds(seconds).and_then(|delta| self.0.checked_add_signed(delta)).map_or(self, Self::new)
    }

    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        self.plus_seconds(days.saturating_mul(86_400))
    }

    /// Reads RFC 3339; any offset is turned into UTC. What falls out of the years 1 to 9999 by that could be written, but not read again.
    pub fn parse(text: &str) -> Result<Self, String> {
        let time = DateTime::parse_from_rfc3339(text).ok().map(|time| Self::new(time.to_utc()));
        let time = time.filter(|time| (1..=9999).contains(&time.year()));
        time.ok_or_else(|| "must be a time in RFC 3339, such as 2026-11-22T09:30:00Z".to_owned())
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_rfc3339_opts(SecondsFormat::Micros, true))
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// Where the present comes from: the machine, or a hand that a test moves.
#[derive(Clone, Default)]
pub struct Clock(std::sync::Arc<std::sync::atomic::AtomicI64>);

impl Clock {
    pub fn system() -> Self {
        Self::default()
    }

    pub fn now(&self) -> Timestamp {
        Timestamp::new(Utc::now()).plus_seconds(self.0.load(std::sync::atomic::Ordering::Relaxed))
    }

    /// Moves the present forward, for tests of holds, embargoes and expiry.
    pub fn advance_seconds(&self, seconds: i64) {
        self.0.fetch_add(seconds, std::sync::atomic::Ordering::Relaxed);
    }
}
