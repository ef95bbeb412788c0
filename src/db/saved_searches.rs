//! Searches that people keep, to be told of new results.

use super::dialect::{self, AnyConn};
use super::schema::saved_searches;
use crate::domain::ids::{OrganizationId, SavedSearchId, UserId};
use crate::domain::search::Search;
use crate::domain::time::Timestamp;
use crate::domain::words::Frequency;
use crate::error::{Error, Result};
use diesel::prelude::*;

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = saved_searches)]
pub struct SavedSearchRow {
    pub id: SavedSearchId,
    pub user_id: UserId,
    pub name: String,
    pub search: Search,
    pub frequency: Frequency,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// What was published before is nothing new: when it was saved, made another search, or woken.
    pub begun_at: Timestamp,
    /// What was published until then was told, or was there before.
    pub seen_until: Timestamp,
    /// The ids told of late, a JSON list: see [`crate::app::public_search`].
    pub told: String,
}

pub fn insert(c: &mut AnyConn, search: &SavedSearchRow) -> Result<()> {
    diesel::insert_into(saved_searches::table).values(search).execute(c)?;
    Ok(())
}

pub fn get(c: &mut AnyConn, id: SavedSearchId) -> Result<Option<SavedSearchRow>> {
    Ok(saved_searches::table.find(id).select(SavedSearchRow::as_select()).first(c).optional()?)
}

/// One of a user's own, locked; another's does not exist.
pub fn lock_own(c: &mut AnyConn, user: UserId, id: SavedSearchId) -> Result<SavedSearchRow> {
    dialect::lock_row(c, "saved_searches", &id.to_string())?;
    get(c, id)?.filter(|search| search.user_id == user).ok_or(Error::NotFound("saved search"))
}

/// A user's searches in the order in which they were saved, after the one named by `after`.
pub fn list_of_user(c: &mut AnyConn, user: UserId) -> Result<Vec<SavedSearchRow>> {
    let own = saved_searches::table.filter(saved_searches::user_id.eq(user));
    Ok(own.order(saved_searches::id).select(SavedSearchRow::as_select()).load(c)?)
}

/// Every search that is to be looked at from time to time: whose it is, how often, and up to when it was.
pub fn list_waking(c: &mut AnyConn) -> Result<Vec<(SavedSearchId, UserId, Frequency, Timestamp)>> {
    let columns = (saved_searches::id, saved_searches::user_id, saved_searches::frequency, saved_searches::seen_until);
    Ok(saved_searches::table.filter(saved_searches::frequency.ne(Frequency::Never)).order(saved_searches::id).select(columns).load(c)?)
}

/// Writes a changed row with the next version. It was locked by the caller.
pub fn save(c: &mut AnyConn, search: &SavedSearchRow) -> Result<()> {
    let values = (
        saved_searches::name.eq(&search.name),
        saved_searches::search.eq(&search.search),
        saved_searches::frequency.eq(search.frequency),
        saved_searches::version.eq(search.version),
        saved_searches::updated_at.eq(search.updated_at),
        saved_searches::begun_at.eq(search.begun_at),
        saved_searches::seen_until.eq(search.seen_until),
    );
    diesel::update(saved_searches::table.find(search.id)).set(values).execute(c)?;
    Ok(())
}

pub fn set_told(c: &mut AnyConn, id: SavedSearchId, told: &str, seen_until: Timestamp) -> Result<()> {
    let values = (saved_searches::told.eq(told), saved_searches::seen_until.eq(seen_until));
    diesel::update(saved_searches::table.find(id)).set(values).execute(c)?;
    Ok(())
}

pub fn delete(c: &mut AnyConn, id: SavedSearchId) -> Result<()> {
    diesel::delete(saved_searches::table.find(id)).execute(c)?;
    Ok(())
}

pub fn delete_of_user(c: &mut AnyConn, user: UserId) -> Result<()> {
    diesel::delete(saved_searches::table.filter(saved_searches::user_id.eq(user))).execute(c)?;
    Ok(())
}

/// Whoever searches in one organization searches in another from now on.
pub fn replace_organization(c: &mut AnyConn, from: OrganizationId, to: OrganizationId, now: Timestamp) -> Result<()> {
    let naming = saved_searches::table.filter(saved_searches::search.like(format!("%{from}%"))).order(saved_searches::id);
    for (id, owner) in naming.select((saved_searches::id, saved_searches::user_id)).load::<(SavedSearchId, UserId)>(c)? {
        let mut row = lock_own(c, owner, id)?;
        let organizations = &mut row.search.organization;
        let is_there = organizations.contains(&to);
        organizations.retain(|&organization| organization != from || !is_there);
        organizations.iter_mut().filter(|organization| **organization == from).for_each(|organization| *organization = to);
        (row.version, row.updated_at) = (row.version + 1, now);
        save(c, &row)?;
    }
    Ok(())
}
