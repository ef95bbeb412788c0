//! Tokens for programs. The secret stands here as its SHA-256 only.

use super::dialect::AnyConn;
use super::schema::api_tokens;
use crate::domain::ids::{ApiTokenId, UserId};
use crate::domain::scopes::Scopes;
use crate::domain::time::Timestamp;
use crate::error::{Error, Result};
use diesel::prelude::*;

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = api_tokens)]
pub struct ApiTokenRow {
    pub id: ApiTokenId,
    pub user_id: UserId,
    pub name: String,
    pub token_hash: String,
    pub scopes: Scopes,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    /// To the full hour.
    pub last_used_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
}

pub fn insert(c: &mut AnyConn, token: &ApiTokenRow) -> Result<()> {
    diesel::insert_into(api_tokens::table).values(token).execute(c)?;
    Ok(())
}

pub fn get_by_hash(c: &mut AnyConn, hash: &str) -> Result<Option<ApiTokenRow>> {
    Ok(api_tokens::table.filter(api_tokens::token_hash.eq(hash)).select(ApiTokenRow::as_select()).first(c).optional()?)
}

pub fn find(c: &mut AnyConn, id: ApiTokenId) -> Result<ApiTokenRow> {
    let found = api_tokens::table.find(id).select(ApiTokenRow::as_select()).first(c).optional()?;
    found.ok_or(Error::NotFound("token"))
}

/// The tokens of a user that still work, oldest first.
pub fn list_of_user(c: &mut AnyConn, user: UserId, now: Timestamp) -> Result<Vec<ApiTokenRow>> {
    let working = api_tokens::user_id.eq(user).and(api_tokens::ended_at.is_null()).and(api_tokens::expires_at.gt(now));
    Ok(api_tokens::table.filter(working).order(api_tokens::id).select(ApiTokenRow::as_select()).load(c)?)
}

pub fn set_last_used(c: &mut AnyConn, id: ApiTokenId, at: Timestamp) -> Result<()> {
    diesel::update(api_tokens::table.find(id)).set(api_tokens::last_used_at.eq(at)).execute(c)?;
    Ok(())
}

/// Ends one of a user's tokens; whether there was such a one that worked.
pub fn set_ended(c: &mut AnyConn, user: UserId, id: ApiTokenId, now: Timestamp) -> Result<bool> {
    let working = api_tokens::table.find(id).filter(api_tokens::user_id.eq(user)).filter(api_tokens::ended_at.is_null());
    Ok(diesel::update(working).set(api_tokens::ended_at.eq(now)).execute(c)? == 1)
}

pub fn end_all_of_user(c: &mut AnyConn, user: UserId, now: Timestamp) -> Result<usize> {
    let working = api_tokens::table.filter(api_tokens::user_id.eq(user)).filter(api_tokens::ended_at.is_null());
    Ok(diesel::update(working).set(api_tokens::ended_at.eq(now)).execute(c)?)
}

pub fn delete_of_user(c: &mut AnyConn, user: UserId) -> Result<()> {
    diesel::delete(api_tokens::table.filter(api_tokens::user_id.eq(user))).execute(c)?;
    Ok(())
}

/// Ends every token there is.
pub fn end_all(c: &mut AnyConn, now: Timestamp) -> Result<()> {
    diesel::update(api_tokens::table.filter(api_tokens::ended_at.is_null())).set(api_tokens::ended_at.eq(now)).execute(c)?;
    Ok(())
}

pub fn delete_expired(c: &mut AnyConn, before: Timestamp) -> Result<usize> {
    Ok(diesel::delete(api_tokens::table.filter(api_tokens::expires_at.lt(before))).execute(c)?)
}
