//! Requests to set a new password. The secret of the link is the id, signed (see `auth::links`); it works once.

use super::dialect::{self, AnyConn};
use super::schema::password_resets;
use crate::domain::ids::{PasswordResetId, UserId};
use crate::domain::time::Timestamp;
use crate::error::{Error, Result};
use diesel::prelude::*;

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = password_resets)]
pub struct PasswordResetRow {
    pub id: PasswordResetId,
    pub user_id: UserId,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub used_at: Option<Timestamp>,
}

pub fn insert(c: &mut AnyConn, reset: &PasswordResetRow) -> Result<()> {
    diesel::insert_into(password_resets::table).values(reset).execute(c)?;
    Ok(())
}

pub fn find(c: &mut AnyConn, id: PasswordResetId) -> Result<PasswordResetRow> {
    let found = password_resets::table.find(id).select(PasswordResetRow::as_select()).first(c).optional()?;
    found.ok_or(Error::NotFound("password reset"))
}

/// The reset, locked until the transaction ends.
pub fn lock(c: &mut AnyConn, id: PasswordResetId) -> Result<PasswordResetRow> {
    dialect::lock_row(c, "password_resets", &id.to_string())?;
    find(c, id)
}

/// How many links of a user still work that were asked for since.
pub fn count_open_since(c: &mut AnyConn, user: UserId, since: Timestamp) -> Result<i64> {
    let open = password_resets::user_id.eq(user).and(password_resets::used_at.is_null()).and(password_resets::created_at.gt(since));
    Ok(password_resets::table.filter(open).count().get_result(c)?)
}

/// Uses up every open reset of a user: one new password makes the other links worthless.
pub fn set_used(c: &mut AnyConn, user: UserId, now: Timestamp) -> Result<()> {
    let open = password_resets::table.filter(password_resets::user_id.eq(user)).filter(password_resets::used_at.is_null());
    diesel::update(open).set(password_resets::used_at.eq(now)).execute(c)?;
    Ok(())
}

pub fn delete_expired(c: &mut AnyConn, before: Timestamp) -> Result<usize> {
    Ok(diesel::delete(password_resets::table.filter(password_resets::expires_at.lt(before))).execute(c)?)
}

/// Makes every link that was mailed useless.
pub fn set_all_used(c: &mut AnyConn, now: Timestamp) -> Result<()> {
    diesel::update(password_resets::table.filter(password_resets::used_at.is_null())).set(password_resets::used_at.eq(now)).execute(c)?;
    Ok(())
}

pub fn delete_of_user(c: &mut AnyConn, user: UserId) -> Result<()> {
    diesel::delete(password_resets::table.filter(password_resets::user_id.eq(user))).execute(c)?;
    Ok(())
}
