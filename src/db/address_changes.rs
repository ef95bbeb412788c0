//! Changes of an account's address. The secrets of their links are the id, signed (see `auth::keys`).

use super::dialect::{self, AnyConn};
use super::schema::address_changes;
use crate::domain::ids::{AddressChangeId, UserId};
use crate::domain::time::Timestamp;
use crate::error::{Error, Result};
use diesel::prelude::*;

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = address_changes)]
pub struct AddressChangeRow {
    pub id: AddressChangeId,
    pub user_id: UserId,
    pub old_email: String,
    pub new_email: String,
    pub created_at: Timestamp,
    /// Until then the new address can be confirmed.
    pub expires_at: Timestamp,
    pub confirmed_at: Option<Timestamp>,
    pub stopped_at: Option<Timestamp>,
}

pub fn insert(c: &mut AnyConn, change: &AddressChangeRow) -> Result<()> {
    diesel::insert_into(address_changes::table).values(change).execute(c)?;
    Ok(())
}

pub fn find(c: &mut AnyConn, id: AddressChangeId) -> Result<AddressChangeRow> {
    let found = address_changes::table.find(id).select(AddressChangeRow::as_select()).first(c).optional()?;
    found.ok_or(Error::NotFound("change of address"))
}

/// The change, locked until the transaction ends.
pub fn lock(c: &mut AnyConn, id: AddressChangeId) -> Result<AddressChangeRow> {
    dialect::lock_row(c, "address_changes", &id.to_string())?;
    find(c, id)
}

/// The changes of a user, oldest first.
pub fn list_of_user(c: &mut AnyConn, user: UserId) -> Result<Vec<AddressChangeRow>> {
    let own = address_changes::table.filter(address_changes::user_id.eq(user));
    Ok(own.order(address_changes::id).select(AddressChangeRow::as_select()).load(c)?)
}

pub fn set_confirmed(c: &mut AnyConn, id: AddressChangeId, now: Timestamp) -> Result<()> {
    diesel::update(address_changes::table.find(id)).set(address_changes::confirmed_at.eq(now)).execute(c)?;
    Ok(())
}

/// Stops every change of a user, whether it is confirmed or not.
pub fn stop_all_of_user(c: &mut AnyConn, user: UserId, now: Timestamp) -> Result<()> {
    let going_on = address_changes::user_id.eq(user).and(address_changes::stopped_at.is_null());
    diesel::update(address_changes::table.filter(going_on)).set(address_changes::stopped_at.eq(now)).execute(c)?;
    Ok(())
}

/// Stops every change of a user that is neither confirmed nor stopped.
pub fn stop_open_of_user(c: &mut AnyConn, user: UserId, now: Timestamp) -> Result<()> {
    let open = address_changes::user_id.eq(user).and(address_changes::confirmed_at.is_null()).and(address_changes::stopped_at.is_null());
    diesel::update(address_changes::table.filter(open)).set(address_changes::stopped_at.eq(now)).execute(c)?;
    Ok(())
}

/// How many a user has asked for since.
pub fn count_since(c: &mut AnyConn, user: UserId, since: Timestamp) -> Result<i64> {
    let recent = address_changes::user_id.eq(user).and(address_changes::created_at.gt(since));
    Ok(address_changes::table.filter(recent).count().get_result(c)?)
}

pub fn delete_of_user(c: &mut AnyConn, user: UserId) -> Result<()> {
    diesel::delete(address_changes::table.filter(address_changes::user_id.eq(user))).execute(c)?;
    Ok(())
}

/// Forgets the addresses of what can neither be confirmed nor put back any more.
pub fn delete_older(c: &mut AnyConn, before: Timestamp) -> Result<usize> {
    Ok(diesel::delete(address_changes::table.filter(address_changes::created_at.lt(before))).execute(c)?)
}
