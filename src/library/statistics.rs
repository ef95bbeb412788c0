//! What the library knows of its own work, all of it asked of the database: how long things wait and why they are sent back, who shares how
//! much, what is read, and what is looked for in vain. Beside each figure stands what it counts.

use crate::auth::Admin;
use crate::db::statistics::{self as rows, DaySum, Decided};
use crate::db::{AnyConn, organizations};
use crate::domain::ids::{OrganizationId, ResourceId};
use crate::domain::time::Timestamp;
use crate::domain::words::{Counted, Section, Verdict, Visitor};
use crate::error::Result;
use std::collections::{BTreeMap, HashMap};

/// What was read most: so many.
const MOST_READ: i64 = 20;
/// How far before a period a submission may have been handed in that was decided in it.
const LONGEST_WAIT_DAYS: i64 = 730;

/// The days from one to another, which is not counted any more.
#[derive(Clone, Debug)]
pub struct Period {
    pub from: Timestamp,
    pub until: Timestamp,
}

pub struct Statistics {
    pub queue: Queue,
    pub decisions: Decisions,
    pub uploads: Vec<Uploads>,
    pub days: Vec<Day>,
    pub most_read: Vec<Read>,
    pub empty_searches: Vec<rows::EmptySearch>,
}

/// What waits now.
pub struct Queue {
    pub waiting: usize,
    pub oldest_hours: Option<f64>,
    pub median_hours: Option<f64>,
}

pub struct Decisions {
    pub count: usize,
    pub p50_hours: Option<f64>,
    pub p90_hours: Option<f64>,
    pub verdicts: BTreeMap<Verdict, usize>,
    /// The most frequent first.
    pub reasons: Vec<(String, usize)>,
}

/// What an organization handed in for a section in a month.
pub struct Uploads {
    pub month: String,
    pub section: Option<Section>,
    pub organization: OrganizationId,
    pub organization_name: String,
    pub submitted: usize,
    pub approved: usize,
}

/// What was done on a day, by whom.
pub struct Day {
    pub day: String,
    pub times: BTreeMap<(Counted, Visitor), i64>,
}

pub struct Read {
    pub resource: ResourceId,
    /// As it is called now; absent where it is not public any more.
    pub title: Option<String>,
    pub views: i64,
    pub downloads: i64,
}

pub fn gather(c: &mut AnyConn, _admin: &Admin, period: &Period, now: Timestamp) -> Result<Statistics> {
    let (from, until) = (period.from.day(), period.until.day());
    Ok(Statistics {
        queue: queue(c, now)?,
        decisions: decisions(c, period)?,
        uploads: uploads(c, period)?,
        days: days(rows::list_days(c, &from, &until)?),
        most_read: most_read(c, &from, &until)?,
        empty_searches: rows::list_empty_searches(c, &from, &until)?,
    })
}

fn hours(from: Timestamp, until: Timestamp) -> f64 {
    (until.unix_seconds() - from.unix_seconds()) as f64 / 3_600.0
}

/// The value that so many of a hundred do not exceed; the values are in order.
fn percentile(sorted: &[f64], percent: usize) -> Option<f64> {
    let place = (sorted.len() * percent).div_ceil(100).checked_sub(1)?;
    sorted.get(place).copied()
}

fn queue(c: &mut AnyConn, now: Timestamp) -> Result<Queue> {
    let waiting = rows::list_waiting(c)?;
    let mut ages: Vec<f64> = waiting.into_iter().map(|since| hours(since, now).max(0.0)).collect();
    ages.sort_by(f64::total_cmp);
    Ok(Queue { waiting: ages.len(), oldest_hours: ages.last().copied(), median_hours: percentile(&ages, 50) })
}

fn decisions(c: &mut AnyConn, period: &Period) -> Result<Decisions> {
    let decided = rows::list_decided(c, period.from, period.until)?;
    let mut submitted: HashMap<String, Vec<Timestamp>> = HashMap::new();
    for (submission, at) in rows::list_submitted(c, period.from.plus_days(-LONGEST_WAIT_DAYS), period.until)? {
        submitted.entry(submission).or_default().push(at);
    }
    let waited = |decided: &Decided| {
        let times = submitted.get(&decided.submission.to_string())?;
        times.iter().rev().find(|at| **at <= decided.at).map(|at| hours(*at, decided.at))
    };
    let mut waits: Vec<f64> = decided.iter().filter_map(waited).collect();
    waits.sort_by(f64::total_cmp);
    let (mut verdicts, mut reasons) = (BTreeMap::new(), BTreeMap::new());
    for one in &decided {
        *verdicts.entry(one.verdict).or_default() += 1;
        if let Some(reason) = &one.reason {
            *reasons.entry(reason.clone()).or_default() += 1;
        }
    }
    let mut reasons: Vec<(String, usize)> = reasons.into_iter().collect();
    reasons.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    Ok(Decisions { count: decided.len(), p50_hours: percentile(&waits, 50), p90_hours: percentile(&waits, 90), verdicts, reasons })
}

fn uploads(c: &mut AnyConn, period: &Period) -> Result<Vec<Uploads>> {
    let mut sums: BTreeMap<(String, Option<Section>, OrganizationId), (usize, usize)> = BTreeMap::new();
    for uploaded in rows::list_uploaded(c, period.from, period.until)? {
        let (submitted, approved) = sums.entry((uploaded.at.month(), uploaded.section, uploaded.organization)).or_default();
        *submitted += 1;
        *approved += usize::from(uploaded.is_approved);
    }
    let mut ids: Vec<OrganizationId> = sums.keys().map(|(_, _, organization)| *organization).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut names = HashMap::new();
    for id in ids {
        names.insert(id, organizations::find(c, id)?.name);
    }
    let uploads = |((month, section, organization), (submitted, approved))| Uploads {
        month,
        section,
        organization,
        organization_name: names.get(&organization).cloned().unwrap_or_default(),
        submitted,
        approved,
    };
    Ok(sums.into_iter().map(uploads).collect())
}

fn days(sums: Vec<DaySum>) -> Vec<Day> {
    let mut days: Vec<Day> = Vec::new();
    for sum in sums {
        if days.last().is_none_or(|day| day.day != sum.day) {
            days.push(Day { day: sum.day.clone(), times: BTreeMap::new() });
        }
        if let Some(day) = days.last_mut() {
            day.times.insert((sum.kind, sum.visitor), sum.times);
        }
    }
    days
}

fn most_read(c: &mut AnyConn, from: &str, until: &str) -> Result<Vec<Read>> {
    let mut read = Vec::new();
    for sum in rows::list_most_read(c, from, until, MOST_READ)? {
        let resource = ResourceId::parse(&sum.subject_id)?;
        let title = match crate::db::editions::look(c, resource)? {
            crate::db::editions::Visibility::Public(public) => Some(public.metadata().title_or_placeholder().to_owned()),
            _ => None,
        };
        read.push(Read { resource, title, views: sum.views, downloads: sum.downloads });
    }
    Ok(read)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_values_that_were_seen() {
        let values: Vec<f64> = (1..=10).map(f64::from).collect();

        assert_eq!((percentile(&values, 50), percentile(&values, 90), percentile(&[], 50)), (Some(5.0), Some(9.0), None));
        assert_eq!(percentile(&[3.0], 90), Some(3.0));
    }
}
