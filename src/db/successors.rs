//! Whom admins named to take over.

use super::dialect::AnyConn;
use super::schema::successors;
use crate::domain::ids::UserId;
use crate::domain::time::Timestamp;
use crate::error::Result;
use diesel::prelude::*;

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = successors)]
pub struct SuccessorRow {
    /// The admin.
    pub user_id: UserId,
    pub successor_id: UserId,
    pub named_at: Timestamp,
}

pub fn get(c: &mut AnyConn, admin: UserId) -> Result<Option<SuccessorRow>> {
    Ok(successors::table.find(admin).select(SuccessorRow::as_select()).first(c).optional()?)
}

/// Takes the place of whom the admin named before.
pub fn replace(c: &mut AnyConn, admin: UserId, successor: UserId, now: Timestamp) -> Result<()> {
    delete(c, admin)?;
    let row = SuccessorRow { user_id: admin, successor_id: successor, named_at: now };
    diesel::insert_into(successors::table).values(&row).execute(c)?;
    Ok(())
}

/// Whether there was one.
pub fn delete(c: &mut AnyConn, admin: UserId) -> Result<bool> {
    Ok(diesel::delete(successors::table.find(admin)).execute(c)? == 1)
}

/// Whoever named this successor names nobody any more.
pub fn delete_successor(c: &mut AnyConn, successor: UserId) -> Result<()> {
    diesel::delete(successors::table.filter(successors::successor_id.eq(successor))).execute(c)?;
    Ok(())
}

/// Both as an admin and as a successor.
pub fn delete_of_user(c: &mut AnyConn, user: UserId) -> Result<()> {
    delete(c, user)?;
    delete_successor(c, user)
}
