//! By when a resource is to be looked at again. Its organization is reminded before that and at it, presses one button, or sends a new edition;
//! where it sleeps, the reviewers are asked. Some weeks after the date readers are told that nobody has looked.

use super::notices::{self, Kind};
use super::settings::{self, Settings};
use crate::auth::User;
use crate::db::events::{self, Event};
use crate::db::resources::{self, ResourceRow};
use crate::db::{AnyConn, Tx, editions};
use crate::domain::ids::{OrganizationId, ResourceId};
use crate::domain::metadata::Metadata;
use crate::domain::time::Timestamp;
use crate::domain::words::ChangeKind;
use crate::error::{Error, Result};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// A library that knew no dates is not asked for everything at once.
const DAYS_AT_LEAST: i64 = 90;
/// As long as a month is on the average.
const DAYS_OF_TWELVE_MONTHS: i64 = 365;
/// How many resources one step of the reminders looks at.
const STEP: i64 = 200;

/// How far the reminders of a date are.
const TOLD_BEFORE: i32 = 1;
const TOLD_AT: i32 = 2;

/// For how long a work of this type is taken to hold.
fn period_days(settings: &Settings, kind: Option<&str>) -> i64 {
    let months = match kind {
        Some("news") => settings.review_months_news,
        Some("research_article" | "evidence_review" | "report" | "thesis" | "dataset") => settings.review_months_research,
        _ => settings.review_months,
    };
    months * DAYS_OF_TWELVE_MONTHS / 12
}

/// Gives a resource its date when an edition of it is published.
pub fn begin(tx: &mut Tx, id: ResourceId, metadata: &Metadata, now: Timestamp) -> Result<()> {
    let settings = settings::in_force(tx)?;
    resources::set_review(tx, id, now.plus_days(period_days(&settings, metadata.kind.as_deref())), None)
}

/// Since when nobody has looked at it, once that is to be said.
pub fn not_reviewed_since(c: &mut AnyConn, resource: &editions::PublicResource, now: Timestamp) -> Result<Option<Timestamp>> {
    let grace_days = settings::in_force(c)?.review_grace_days;
    Ok(resource.review_by().filter(|date| date.plus_days(grace_days) <= now).map(|_| resource.reviewed_at()))
}

/// One button: it still holds. For the members of the organization that shares it, and for reviewers.
pub fn still_good(tx: &mut Tx, user: &User, id: ResourceId, now: Timestamp) -> Result<ResourceRow> {
    let public = editions::lock_public(tx, id)?;
    let resource = resources::find(tx, id)?;
    if user.is_member_of(resource.organization_id) && !user.is_reviewer() {
        user.upload_organization(Some(resource.organization_id))?;
    } else if !user.is_reviewer() {
        return Err(Error::forbidden(
            "not_a_member",
            "Only members of the organization that shares the resource and reviewers may do this.",
        ));
    }
    let settings = settings::in_force(tx)?;
    let review_by = now.plus_days(period_days(&settings, public.metadata().kind.as_deref()));
    resources::set_review(tx, id, review_by, Some(now))?;
    let details = json!({"review_by": review_by});
    let event =
        Event { actor: Some(user.id()), act: "resource.still_good", subject_kind: "resource", subject: &id, details, personal: &[] };
    events::record(tx, &event, now)?;
    tx.change(ChangeKind::Resource, id);
    resources::find(tx, id)
}

/// Gives dates to published resources that have none: those of a library that knew none. Not before some months from now, so that nobody is
/// asked for everything at once. True if there may be more.
pub fn give_dates(tx: &mut Tx, now: Timestamp) -> Result<bool> {
    let settings = settings::in_force(tx)?;
    let undated = resources::list_without_review_date(tx, STEP)?;
    for resource in &undated {
        let Some(edition) = resource.current_edition_id else { continue };
        let edition = editions::find(tx, edition)?;
        let date = edition.published_at.plus_days(period_days(&settings, edition.metadata.kind.as_deref()));
        resources::set_review(tx, resource.id, date.max(now.plus_days(DAYS_AT_LEAST)), None)?;
    }
    Ok(!undated.is_empty())
}

/// By when what is due by then is told of.
pub fn horizon(c: &mut AnyConn, now: Timestamp) -> Result<Timestamp> {
    Ok(now.plus_days(settings::in_force(c)?.review_reminder_days))
}

/// Reminds of dates that come soon ([`horizon`]) and of those that have come, each once: one letter for an organization, whatever
/// it has to look at. True if there may be more.
pub fn remind(tx: &mut Tx, now: Timestamp) -> Result<bool> {
    let soon = horizon(tx, now)?;
    let mut reached: BTreeMap<i32, Vec<ResourceId>> = BTreeMap::new();
    let mut organizations: BTreeSet<OrganizationId> = BTreeSet::new();
    for (until, stage) in [(now, TOLD_AT), (soon, TOLD_BEFORE)] {
        for resource in resources::list_review_due(tx, until, stage, STEP)? {
            organizations.insert(resource.organization_id);
            reached.entry(stage).or_default().push(resource.id);
        }
    }
    for (stage, ids) in &reached {
        resources::set_review_stage(tx, ids, *stage)?;
    }
    for organization in organizations {
        // The rest of what it has goes into the same letter, and is not to be told again by the next step.
        for (until, stage) in [(now, TOLD_AT), (soon, TOLD_BEFORE)] {
            let rest = resources::list_review_due_of(tx, organization, until, i64::MAX)?;
            let rest: Vec<_> = rest.into_iter().map(|resource| resource.id).collect();
            resources::set_review_stage(tx, &rest, stage)?;
        }
        notices::tell_caretakers(tx, organization, Kind::ReviewDates, &organization, now)?;
    }
    Ok(!reached.is_empty())
}
