//! What people follow.

use super::dialect::AnyConn;
use super::schema::follows;
use crate::domain::ids::{FollowId, UserId};
use crate::domain::time::Timestamp;
use crate::domain::words::{FollowKind, Frequency};
use crate::error::{Error, Result};
use diesel::prelude::*;

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = follows)]
pub struct FollowRow {
    pub id: FollowId,
    pub user_id: UserId,
    pub kind: FollowKind,
    /// The id of an organization, a topic, a section.
    pub value: String,
    pub frequency: Frequency,
    pub created_at: Timestamp,
    /// What was published until then was told, or was there before.
    pub seen_until: Timestamp,
    /// The ids told of late, a JSON list: see [`crate::app::public_search`].
    pub told: String,
}

pub fn insert(c: &mut AnyConn, follow: &FollowRow) -> Result<()> {
    diesel::insert_into(follows::table).values(follow).execute(c)?;
    Ok(())
}

/// One of a user's own; another's does not exist.
pub fn find_own(c: &mut AnyConn, user: UserId, id: FollowId) -> Result<FollowRow> {
    let own = follows::table.find(id).filter(follows::user_id.eq(user));
    own.select(FollowRow::as_select()).first(c).optional()?.ok_or(Error::NotFound("follow"))
}

/// All that a user follows, in the order in which it was begun.
pub fn list_of_user(c: &mut AnyConn, user: UserId) -> Result<Vec<FollowRow>> {
    Ok(follows::table.filter(follows::user_id.eq(user)).order(follows::id).select(FollowRow::as_select()).load(c)?)
}

/// Who follows anything at some frequency, and up to when the one longest not looked at was seen.
pub fn list_users(c: &mut AnyConn) -> Result<Vec<(UserId, Frequency, Timestamp)>> {
    let seen = diesel::dsl::min(follows::seen_until);
    let by_user = follows::table.group_by((follows::user_id, follows::frequency)).select((follows::user_id, follows::frequency, seen));
    let rows: Vec<(UserId, Frequency, Option<Timestamp>)> = by_user.load(c)?;
    Ok(rows.into_iter().filter_map(|(user, frequency, seen)| Some((user, frequency, seen?))).collect())
}

pub fn set_frequency(c: &mut AnyConn, id: FollowId, frequency: Frequency) -> Result<()> {
    diesel::update(follows::table.find(id)).set(follows::frequency.eq(frequency)).execute(c)?;
    Ok(())
}

pub fn set_told(c: &mut AnyConn, id: FollowId, told: &str, seen_until: Timestamp) -> Result<()> {
    diesel::update(follows::table.find(id)).set((follows::told.eq(told), follows::seen_until.eq(seen_until))).execute(c)?;
    Ok(())
}

pub fn delete(c: &mut AnyConn, id: FollowId) -> Result<()> {
    diesel::delete(follows::table.find(id)).execute(c)?;
    Ok(())
}

pub fn delete_of_user(c: &mut AnyConn, user: UserId) -> Result<()> {
    diesel::delete(follows::table.filter(follows::user_id.eq(user))).execute(c)?;
    Ok(())
}

/// Whoever follows one thing follows another of its kind from now on: those who did already, once.
pub fn replace(c: &mut AnyConn, kind: FollowKind, from: &str, to: &str) -> Result<()> {
    let there: Vec<UserId> = follows::table.filter(follows::kind.eq(kind).and(follows::value.eq(to))).select(follows::user_id).load(c)?;
    for user in there {
        let twice = follows::table.filter(follows::user_id.eq(user)).filter(follows::kind.eq(kind).and(follows::value.eq(from)));
        diesel::delete(twice).execute(c)?;
    }
    diesel::update(follows::table.filter(follows::kind.eq(kind).and(follows::value.eq(from)))).set(follows::value.eq(to)).execute(c)?;
    Ok(())
}

/// Nobody follows it any more.
pub fn delete_all(c: &mut AnyConn, kind: FollowKind, value: &str) -> Result<()> {
    diesel::delete(follows::table.filter(follows::kind.eq(kind).and(follows::value.eq(value)))).execute(c)?;
    Ok(())
}
