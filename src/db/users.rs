//! People with a login.

use super::dialect::{self, AnyConn};
use super::schema::users;
use crate::domain::ids::UserId;
use crate::domain::language::LanguageTag;
use crate::domain::text::EmailAddress;
use crate::domain::time::Timestamp;
use crate::domain::words::{SiteRole, UserStatus};
use crate::error::{Error, Result};
use diesel::prelude::*;

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = users)]
pub struct UserRow {
    pub id: UserId,
    pub email: String,
    pub folded_email: String,
    pub name: String,
    pub role: SiteRole,
    pub status: UserStatus,
    pub password_hash: Option<String>,
    pub language: LanguageTag,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub last_login_at: Option<Timestamp>,
    /// The person is gone from here: what is left is an id.
    pub deleted_at: Option<Timestamp>,
}

pub fn insert(c: &mut AnyConn, user: &UserRow) -> Result<()> {
    diesel::insert_into(users::table).values(user).execute(c)?;
    Ok(())
}

pub fn get(c: &mut AnyConn, id: UserId) -> Result<Option<UserRow>> {
    Ok(users::table.find(id).select(UserRow::as_select()).first(c).optional()?)
}

pub fn find(c: &mut AnyConn, id: UserId) -> Result<UserRow> {
    get(c, id)?.ok_or(Error::NotFound("user"))
}

/// The user, locked until the transaction ends.
pub fn lock(c: &mut AnyConn, id: UserId) -> Result<UserRow> {
    dialect::lock_row(c, "users", &id.to_string())?;
    find(c, id)
}

pub fn get_by_email(c: &mut AnyConn, email: &EmailAddress) -> Result<Option<UserRow>> {
    Ok(users::table.filter(users::folded_email.eq(email.folded())).select(UserRow::as_select()).first(c).optional()?)
}

/// Active users with a role on the whole site.
pub fn list_by_role(c: &mut AnyConn, roles: &[SiteRole]) -> Result<Vec<UserRow>> {
    let active = users::status.eq(UserStatus::Active).and(users::role.eq_any(roles.to_vec()));
    Ok(users::table.filter(active).order(users::id).select(UserRow::as_select()).load(c)?)
}

pub fn set_password(c: &mut AnyConn, id: UserId, hash: &str, now: Timestamp) -> Result<()> {
    diesel::update(users::table.find(id)).set((users::password_hash.eq(hash), users::updated_at.eq(now))).execute(c)?;
    Ok(())
}

pub fn set_last_login(c: &mut AnyConn, id: UserId, now: Timestamp) -> Result<()> {
    diesel::update(users::table.find(id)).set(users::last_login_at.eq(now)).execute(c)?;
    Ok(())
}

pub fn set_profile(c: &mut AnyConn, id: UserId, name: &str, language: &LanguageTag, now: Timestamp) -> Result<()> {
    let values = (users::name.eq(name), users::language.eq(language), users::updated_at.eq(now), users::version.eq(users::version + 1));
    diesel::update(users::table.find(id)).set(values).execute(c)?;
    Ok(())
}

pub fn set_role(c: &mut AnyConn, id: UserId, role: SiteRole, now: Timestamp) -> Result<()> {
    let values = (users::role.eq(role), users::updated_at.eq(now), users::version.eq(users::version + 1));
    diesel::update(users::table.find(id)).set(values).execute(c)?;
    Ok(())
}

pub fn set_status(c: &mut AnyConn, id: UserId, status: UserStatus, now: Timestamp) -> Result<()> {
    let values = (users::status.eq(status), users::updated_at.eq(now), users::version.eq(users::version + 1));
    diesel::update(users::table.find(id)).set(values).execute(c)?;
    Ok(())
}

/// A page of users in the order of their ids, after the one named by `after`.
pub fn list(c: &mut AnyConn, after: Option<UserId>, limit: i64) -> Result<Vec<UserRow>> {
    let mut query = users::table.select(UserRow::as_select()).order(users::id).limit(limit).into_boxed::<dialect::MultiBackend>();
    if let Some(after) = after {
        query = query.filter(users::id.gt(after));
    }
    Ok(query.load(c)?)
}

/// What these people are called.
pub fn list_names(c: &mut AnyConn, ids: &[UserId]) -> Result<Vec<(UserId, String)>> {
    Ok(users::table.filter(users::id.eq_any(ids)).select((users::id, users::name)).load(c)?)
}
