//! What becomes of the links of resources: asked now and then, called dead after several failures over days, told of, marked for readers, and
//! cleared as soon as they answer again. Who asks is [`jobs`](crate::jobs); here is what an answer means.

use super::notices::{self, Kind};
use crate::db::events::{self, Event};
use crate::db::link_checks::{self, LinkCheckRow};
use crate::db::resources;
use crate::db::{AnyConn, Tx, editions};
use crate::domain::ids::ResourceId;
use crate::domain::metadata::Metadata;
use crate::domain::time::Timestamp;
use crate::domain::words::{ChangeKind, ResourceStatus};
use crate::error::Result;
use serde_json::json;

/// One that answers is asked again after a week, one that does not after a day.
const GOOD_FOR_DAYS: i64 = 7;
const AGAIN_AFTER_DAYS: i64 = 1;
/// So many failures in a row, over at least so many days: a server that is mended over a weekend is not called dead.
const FAILURES: i32 = 3;
const FAILING_DAYS: i64 = 2;

/// What the next answer of a link is to be held against: its address, where the resource is public and it is time to ask.
pub fn due(c: &mut AnyConn, id: ResourceId, now: Timestamp) -> Result<Option<String>> {
    let Some(url) = link_of(c, id)? else { return Ok(None) };
    let is_waiting = link_checks::get(c, id)?.is_some_and(|check| check.url == url && check.next_at > now);
    Ok(if is_waiting { None } else { Some(url) })
}

fn link_of(c: &mut AnyConn, id: ResourceId) -> Result<Option<String>> {
    let resource = resources::get(c, id)?.filter(|resource| resource.status == ResourceStatus::Public);
    let Some(edition) = resource.and_then(|resource| resource.current_edition_id) else { return Ok(None) };
    Ok(editions::find(c, edition)?.metadata.link_url)
}

/// A new edition may bring another link: what was known of an old one is forgotten.
pub fn begin(tx: &mut Tx, id: ResourceId, metadata: &Metadata) -> Result<()> {
    let is_the_same = link_checks::get(tx, id)?.is_some_and(|check| Some(&check.url) == metadata.link_url.as_ref());
    if !is_the_same {
        link_checks::delete(tx, id)?;
        resources::set_link_dead(tx, id, None)?;
    }
    Ok(())
}

/// Writes down what came of asking: nothing said against it, or why it failed. What is about another link than the present one is passed over.
pub fn record(tx: &mut Tx, id: ResourceId, url: &str, failure: Option<&str>, now: Timestamp) -> Result<()> {
    if resources::get(tx, id)?.is_none() {
        return Ok(());
    }
    let resource = resources::lock(tx, id)?;
    if link_of(tx, id)?.as_deref() != Some(url) {
        return Ok(());
    }
    let before = link_checks::get(tx, id)?.filter(|check| check.url == url && check.failures > 0);
    let (failures, failing_since) = match failure {
        None => (0, None),
        Some(_) => {
            let since = before.as_ref().and_then(|check| check.failing_since).unwrap_or(now);
            (before.as_ref().map_or(0, |check| check.failures).saturating_add(1), Some(since))
        }
    };
    let check = LinkCheckRow {
        resource_id: id,
        url: url.to_owned(),
        checked_at: now,
        next_at: now.plus_days(if failure.is_some() { AGAIN_AFTER_DAYS } else { GOOD_FOR_DAYS }),
        failures,
        failing_since,
        detail: failure.map(str::to_owned),
    };
    link_checks::replace(tx, &check)?;
    let is_dead = failures >= FAILURES && failing_since.is_some_and(|since| since.plus_days(FAILING_DAYS) <= now);
    match (is_dead, resource.link_dead_since) {
        (true, None) => {
            mark(tx, id, failing_since, "resource.link_died", now)?;
            notices::tell_caretakers(tx, resource.organization_id, Kind::DeadLink, &id, now)
        }
        (false, Some(_)) if failure.is_none() => mark(tx, id, None, "resource.link_recovered", now),
        _ => Ok(()),
    }
}

fn mark(tx: &mut Tx, id: ResourceId, dead_since: Option<Timestamp>, act: &'static str, now: Timestamp) -> Result<()> {
    resources::set_link_dead(tx, id, dead_since)?;
    let event = Event { actor: None, act, subject_kind: "resource", subject: &id, details: json!({}), personal: &[] };
    events::record(tx, &event, now)?;
    tx.change(ChangeKind::Resource, id);
    Ok(())
}
