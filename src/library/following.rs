//! Following organizations, topics and sections, to be told of what is new there.

use crate::auth::User;
use crate::db::events::{self, Event};
use crate::db::follows::{self, FollowRow};
use crate::db::organizations::{self, OrganizationRow};
use crate::db::vocabularies;
use crate::db::{AnyConn, Tx, users};
use crate::domain::ids::{FollowId, OrganizationId};
use crate::domain::time::Timestamp;
use crate::domain::words::{FollowKind, Frequency, Section};
use crate::error::{Error, Result};
use serde_json::json;

/// More than anyone reads.
pub const MAX_FOLLOWS: usize = 100;

/// What is followed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Target {
    Organization(OrganizationId),
    Topic(String),
    Section(Section),
}

impl Target {
    fn kind(&self) -> FollowKind {
        match self {
            Self::Organization(_) => FollowKind::Organization,
            Self::Topic(_) => FollowKind::Topic,
            Self::Section(_) => FollowKind::Section,
        }
    }

    fn value(&self) -> String {
        match self {
            Self::Organization(id) => id.to_string(),
            Self::Topic(topic) => topic.clone(),
            Self::Section(section) => section.to_string(),
        }
    }

    /// What the public knows by it: a topic that was merged into another is that other one.
    fn known(&self, c: &mut AnyConn) -> Result<Self> {
        let refused = |remedy: String| Error::invalid(format!("target.{}", self.kind()), remedy);
        match self {
            Self::Organization(id) => {
                let listed = organizations::get(c, *id)?.filter(OrganizationRow::is_listed);
                let remedy = || refused("names no organization that is listed; /api/v1/organizations has them".to_owned());
                listed.map(|organization| Self::Organization(organization.id)).ok_or_else(remedy)
            }
            Self::Topic(topic) => vocabularies::in_force(c)?.topics.known(topic).map(Self::Topic).map_err(refused),
            Self::Section(_) => Ok(self.clone()),
        }
    }
}

/// Begins to follow. What is there already is not told of.
pub fn follow(tx: &mut Tx, user: &User, target: &Target, frequency: Frequency, now: Timestamp) -> Result<FollowRow> {
    users::lock(tx, user.id())?;
    let target = target.known(tx)?;
    let own = follows::list_of_user(tx, user.id())?;
    let (kind, value) = (target.kind(), target.value());
    if own.iter().any(|follow| follow.kind == kind && follow.value == value) {
        return Err(Error::conflict("already_followed", "You follow this already; change how often you are told, if you like."));
    }
    if own.len() >= MAX_FOLLOWS {
        return Err(Error::conflict(
            "too_many_follows",
            format!("You follow {MAX_FOLLOWS} things, which is the most; end one of them first."),
        ));
    }
    let row = FollowRow {
        id: FollowId::new(),
        user_id: user.id(),
        kind,
        value,
        frequency,
        created_at: now,
        seen_until: now,
        told: "[]".to_owned(),
    };
    follows::insert(tx, &row)?;
    record(tx, user, "user.follow", &row, now)?;
    Ok(row)
}

/// Changes how often one is told.
pub fn set_frequency(tx: &mut Tx, user: &User, id: FollowId, frequency: Frequency, now: Timestamp) -> Result<FollowRow> {
    users::lock(tx, user.id())?;
    let row = FollowRow { frequency, ..follows::find_own(tx, user.id(), id)? };
    follows::set_frequency(tx, id, frequency)?;
    record(tx, user, "user.change_follow", &row, now)?;
    Ok(row)
}

pub fn unfollow(tx: &mut Tx, user: &User, id: FollowId, now: Timestamp) -> Result<()> {
    users::lock(tx, user.id())?;
    let row = follows::find_own(tx, user.id(), id)?;
    follows::delete(tx, id)?;
    record(tx, user, "user.unfollow", &row, now)
}

fn record(tx: &mut Tx, user: &User, act: &'static str, follow: &FollowRow, now: Timestamp) -> Result<()> {
    // What someone reads says something of them: it stands among the values that can be erased.
    let personal = [("follows", follow.value.as_str())];
    let details = json!({"kind": follow.kind, "frequency": follow.frequency});
    events::record(tx, &Event { actor: Some(user.id()), act, subject_kind: "user", subject: &user.id(), details, personal: &personal }, now)
}
