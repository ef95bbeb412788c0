//! What reviewers read and until when they are away, and whose business a submission is by that.

use super::claims;
use super::review_terms::ReviewTerms;
use crate::auth::Reviewer;
use crate::db::events::{self, Event};
use crate::db::queue::Routing;
use crate::db::reviewers::{self, ProfileRow, ReviewerRow};
use crate::db::{AnyConn, Tx, claims as claim_rows, memberships, submissions};
use crate::domain::ids::UserId;
use crate::domain::review::Reads;
use crate::domain::time::Timestamp;
use crate::error::{Error, Result};
use serde_json::json;

const AWAY_DAYS: i64 = 366;

/// What is to be changed; absent: stays.
pub struct ProfileChange {
    pub version: i64,
    pub reads: Reads,
    pub away_until: Option<Timestamp>,
}

pub fn profile(c: &mut AnyConn, reviewer: &Reviewer, now: Timestamp) -> Result<ProfileRow> {
    reviewers::find(c, reviewer.id(), now)
}

/// Changes what a reviewer reads, or sends them away until a date: their claims are released, and nothing new is theirs until they are back.
pub fn change(tx: &mut Tx, reviewer: &Reviewer, change: &ProfileChange, now: Timestamp) -> Result<ProfileRow> {
    let before = reviewers::lock(tx, reviewer.id(), now)?;
    if before.version != change.version {
        let message = format!("Your profile has changed since you read it: it is at version {} now.", before.version);
        return Err(Error::Conflict { code: "version_conflict", message, by: None, at: Some(before.updated_at) });
    }
    if change.away_until.is_some_and(|until| until > now.plus_days(AWAY_DAYS)) {
        return Err(Error::invalid(
            "away_until",
            format!("lies more than {AWAY_DAYS} days ahead; ask an admin to change your role instead"),
        ));
    }
    let after = ProfileRow {
        user_id: reviewer.id(),
        reads: change.reads.clone(),
        away_until: change.away_until.filter(|until| *until > now),
        version: before.version + 1,
        updated_at: now,
    };
    reviewers::replace(tx, &after)?;
    let details = json!({"reads": after.reads, "away_until": after.away_until});
    let id = reviewer.id();
    let event = Event { actor: Some(id), act: "reviewer.change", subject_kind: "user", subject: &id, details, personal: &[] };
    events::record(tx, &event, now)?;
    if after.is_away(now) {
        release_claims(tx, id, now)?;
    }
    Ok(after)
}

fn release_claims(tx: &mut Tx, reviewer: UserId, now: Timestamp) -> Result<()> {
    for submission in claim_rows::list_of_reviewer(tx, reviewer)? {
        submissions::lock(tx, submission)?;
        // Somebody may have taken it over before it was locked.
        if claim_rows::get(tx, submission)?.is_some_and(|claim| claim.reviewer_id == reviewer) {
            claims::end(tx, reviewer, submission, now)?;
        }
    }
    Ok(())
}

pub fn is_away(c: &mut AnyConn, reviewer: UserId, now: Timestamp) -> Result<bool> {
    Ok(reviewers::find(c, reviewer, now)?.is_away(now))
}

/// Those who are not away.
pub fn list_present(c: &mut AnyConn, now: Timestamp) -> Result<Vec<ReviewerRow>> {
    Ok(reviewers::list(c, now)?.into_iter().filter(|reviewer| !reviewer.profile.is_away(now)).collect())
}

/// What makes a submission the business of one reviewer.
pub fn routing(c: &mut AnyConn, reviewer: UserId, now: Timestamp) -> Result<Routing> {
    let reads = reviewers::find(c, reviewer, now)?.reads;
    let own = memberships::list_of_user(c, reviewer)?;
    let present = list_present(c, now)?.into_iter().map(|reviewer| reviewer.profile.reads).collect();
    Ok(Routing {
        reviewer,
        reads,
        own_organizations: own.into_iter().map(|membership| membership.organization_id).collect(),
        present,
        promised_since: ReviewTerms::read(c)?.promised_since(now),
    })
}
