//! By when a resource is to be looked at again. Its organization is reminded before that and at it, presses one button, or sends a new edition;
//! where it sleeps, the reviewers are asked. Some weeks after the date readers are told that nobody has looked.

use super::notices::{self, Kind};
use crate::auth::User;
use crate::db::events::{self, Event};
use crate::db::resources::{self, ResourceRow};
use crate::db::{Tx, editions};
use crate::domain::ids::{OrganizationId, ResourceId};
use crate::domain::metadata::Metadata;
use crate::domain::time::Timestamp;
use crate::domain::words::ChangeKind;
use crate::error::{Error, Result};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// The first reminder comes so long before the date.
pub const REMIND_DAYS_BEFORE: i64 = 30;
/// Readers are told when the date has passed by so much.
pub const GRACE_DAYS: i64 = 30;
/// How many resources one step of the reminders looks at.
const STEP: i64 = 200;

/// How far the reminders of a date are.
const TOLD_BEFORE: i32 = 1;
const TOLD_AT: i32 = 2;

/// For how long a work of this type is taken to hold.
pub fn period_days(_kind: Option<&str>) -> i64 {
    730
}

/// Gives a resource its date when an edition of it is published.
pub fn begin(tx: &mut Tx, id: ResourceId, metadata: &Metadata, now: Timestamp) -> Result<()> {
    resources::set_review(tx, id, now.plus_days(period_days(metadata.kind.as_deref())), None)
}

/// Since when nobody has looked at it, once that is to be said.
pub fn not_reviewed_since(resource: &editions::PublicResource, now: Timestamp) -> Option<Timestamp> {
    resource.review_by().filter(|date| date.plus_days(GRACE_DAYS) <= now).map(|_| resource.reviewed_at())
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
    let review_by = now.plus_days(period_days(public.metadata().kind.as_deref()));
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
    let undated = resources::list_without_review_date(tx, STEP)?;
    for resource in &undated {
        let Some(edition) = resource.current_edition_id else { continue };
        let edition = editions::find(tx, edition)?;
        let date = edition.published_at.plus_days(period_days(edition.metadata.kind.as_deref()));
        resources::set_review(tx, resource.id, date.max(now.plus_days(3 * REMIND_DAYS_BEFORE)), None)?;
    }
    Ok(!undated.is_empty())
}

/// Reminds of dates that come within [`REMIND_DAYS_BEFORE`] and of those that have come, each once: one letter for an organization, whatever
/// it has to look at. True if there may be more.
pub fn remind(tx: &mut Tx, now: Timestamp) -> Result<bool> {
    let mut reached: BTreeMap<i32, Vec<ResourceId>> = BTreeMap::new();
    let mut organizations: BTreeSet<OrganizationId> = BTreeSet::new();
    for (until, stage) in [(now, TOLD_AT), (now.plus_days(REMIND_DAYS_BEFORE), TOLD_BEFORE)] {
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
        for (until, stage) in [(now, TOLD_AT), (now.plus_days(REMIND_DAYS_BEFORE), TOLD_BEFORE)] {
            let rest = resources::list_review_due_of(tx, organization, until, i64::MAX)?;
            let rest: Vec<_> = rest.into_iter().map(|resource| resource.id).collect();
            resources::set_review_stage(tx, &rest, stage)?;
        }
        notices::tell_caretakers(tx, organization, Kind::ReviewDates, &organization, now)?;
    }
    Ok(!reached.is_empty())
}
