//! What people may choose about their mail, and when the mail that comes round by itself is due.

use super::time::Timestamp;
use super::words::{MailDelivery, MailGroup};
use chrono::{DateTime, Datelike, Days, NaiveDate, TimeZone, Utc};
use chrono_tz::Tz;

impl MailGroup {
    /// How it comes to those who have chosen nothing.
    pub fn usual(self) -> MailDelivery {
        MailDelivery::AtOnce
    }

    /// The ways that may be chosen. Decisions, security and takedown always come at once; what follows a rhythm of its own is on or off.
    pub fn choices(self) -> &'static [MailDelivery] {
        match self {
            Self::Decisions | Self::Security | Self::Takedown => &[MailDelivery::AtOnce],
            Self::Submissions | Self::Review | Self::Organization | Self::Administration => {
                &[MailDelivery::AtOnce, MailDelivery::Daily, MailDelivery::Never]
            }
            Self::Following | Self::SavedSearches => &[MailDelivery::AtOnce, MailDelivery::Never],
        }
    }

    /// Whether it can be stopped at all.
    pub fn can_be_stopped(self) -> bool {
        self.choices().contains(&MailDelivery::Never)
    }
}

/// The hour at which mail that comes round is wanted, and where.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Hour {
    pub time_zone: Tz,
    pub hour: u32,
}

impl Default for Hour {
    fn default() -> Self {
        Self { time_zone: Tz::UTC, hour: 7 }
    }
}

impl Hour {
    /// Reads a time zone by its name in the IANA database, such as `America/Mexico_City`.
    pub fn time_zone(name: &str) -> Result<Tz, String> {
        name.parse().map_err(|_| "must be a time zone by its IANA name, such as America/Mexico_City or Europe/Paris".to_owned())
    }

    /// The last moment at which the daily mail was due. What waits since before it, goes.
    pub fn last_daily(self, now: Timestamp) -> Timestamp {
        let today = self.local(now).date_naive();
        [0, 1].into_iter().map(|back| self.at(today - Days::new(back))).find(|due| *due <= now).unwrap_or(now)
    }

    /// The same of the weekly mail, which is due on Mondays.
    pub fn last_weekly(self, now: Timestamp) -> Timestamp {
        let today = self.local(now).date_naive();
        let monday = today - Days::new(u64::from(today.weekday().num_days_from_monday()));
        [0, 7].into_iter().map(|back| self.at(monday - Days::new(back))).find(|due| *due <= now).unwrap_or(now)
    }

    fn local(self, now: Timestamp) -> DateTime<Tz> {
        now.naive().and_utc().with_timezone(&self.time_zone)
    }

    /// That hour of a day. Where clocks are put forward over it, it is the hour after.
    fn at(self, day: NaiveDate) -> Timestamp {
        let hours = [self.hour, (self.hour + 1).min(23)].into_iter().filter_map(|hour| day.and_hms_opt(hour, 0, 0));
        let moment = hours.filter_map(|time| self.time_zone.from_local_datetime(&time).earliest()).next();
        Timestamp::new(moment.map_or_else(|| day.and_time(chrono::NaiveTime::MIN).and_utc(), |moment| moment.with_timezone(&Utc)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    #[test]
    fn the_daily_mail_is_due_at_the_hour_of_its_reader() {
        let mexico = Hour { time_zone: Hour::time_zone("America/Mexico_City").unwrap(), hour: 7 };
        assert_eq!(mexico.last_daily(time("2026-11-22T12:59:59Z")), time("2026-11-21T13:00:00Z"));
        assert_eq!(mexico.last_daily(time("2026-11-22T13:00:00Z")), time("2026-11-22T13:00:00Z"));
        // Still the 22nd there, though it is the 23rd in UTC.
        assert_eq!(mexico.last_daily(time("2026-11-23T02:00:00Z")), time("2026-11-22T13:00:00Z"));
        let kiribati = Hour { time_zone: Hour::time_zone("Pacific/Kiritimati").unwrap(), hour: 0 };
        assert_eq!(kiribati.last_daily(time("2026-11-22T09:59:00Z")), time("2026-11-21T10:00:00Z"));
    }

    #[test]
    fn the_weekly_mail_is_due_on_mondays() {
        let paris = Hour { time_zone: Hour::time_zone("Europe/Paris").unwrap(), hour: 7 };
        assert_eq!(paris.last_weekly(time("2026-11-22T12:00:00Z")), time("2026-11-16T06:00:00Z"));
        assert_eq!(paris.last_weekly(time("2026-11-23T05:59:59Z")), time("2026-11-16T06:00:00Z"));
        assert_eq!(paris.last_weekly(time("2026-11-23T06:00:00Z")), time("2026-11-23T06:00:00Z"));
    }

    #[test]
    fn an_hour_that_the_clocks_skip_or_have_twice_comes_once() {
        let paris = |hour| Hour { time_zone: Hour::time_zone("Europe/Paris").unwrap(), hour };
        assert_eq!(paris(2).last_daily(time("2026-03-29T12:00:00Z")), time("2026-03-29T01:00:00Z"));
        assert_eq!(paris(2).last_daily(time("2026-10-25T12:00:00Z")), time("2026-10-25T00:00:00Z"));
    }

    #[test]
    fn what_concerns_rights_and_accounts_can_not_be_stopped() {
        let always: Vec<_> = MailGroup::ALL.iter().filter(|group| !group.can_be_stopped()).copied().collect();
        assert_eq!(always, [MailGroup::Decisions, MailGroup::Security, MailGroup::Takedown]);
        for group in MailGroup::ALL {
            assert!(group.choices().contains(&group.usual()));
        }
    }
}
