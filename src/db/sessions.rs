//! Sign-ins. A refresh token stands here as its SHA-256 only.

use super::dialect::{self, AnyConn};
use super::schema::sessions;
use crate::domain::ids::{SessionId, UserId};
use crate::domain::time::Timestamp;
use crate::error::Result;
use diesel::prelude::*;

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = sessions)]
pub struct SessionRow {
    pub id: SessionId,
    pub user_id: UserId,
    pub refresh_hash: String,
    pub previous_hash: Option<String>,
    pub rotated_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub last_used_at: Timestamp,
    pub expires_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    /// What signed in, in words.
    pub device: String,
}

pub fn insert(c: &mut AnyConn, session: &SessionRow) -> Result<()> {
    diesel::insert_into(sessions::table).values(session).execute(c)?;
    Ok(())
}

pub fn get(c: &mut AnyConn, id: SessionId) -> Result<Option<SessionRow>> {
    Ok(sessions::table.find(id).select(SessionRow::as_select()).first(c).optional()?)
}

/// The session, locked until the transaction ends.
pub fn lock(c: &mut AnyConn, id: SessionId) -> Result<Option<SessionRow>> {
    dialect::lock_row(c, "sessions", &id.to_string())?;
    get(c, id)
}

/// Writes down the tokens of a session, and its times.
pub fn set_rotated(c: &mut AnyConn, session: &SessionRow) -> Result<()> {
    let values = (
        sessions::refresh_hash.eq(&session.refresh_hash),
        sessions::previous_hash.eq(&session.previous_hash),
        sessions::rotated_at.eq(session.rotated_at),
        sessions::last_used_at.eq(session.last_used_at),
        sessions::expires_at.eq(session.expires_at),
    );
    diesel::update(sessions::table.find(session.id)).set(values).execute(c)?;
    Ok(())
}

pub fn set_ended(c: &mut AnyConn, id: SessionId, now: Timestamp) -> Result<()> {
    diesel::update(sessions::table.find(id).filter(sessions::ended_at.is_null())).set(sessions::ended_at.eq(now)).execute(c)?;
    Ok(())
}

pub fn end_all_of_user(c: &mut AnyConn, user: UserId, now: Timestamp) -> Result<()> {
    let open = sessions::table.filter(sessions::user_id.eq(user)).filter(sessions::ended_at.is_null());
    diesel::update(open).set(sessions::ended_at.eq(now)).execute(c)?;
    Ok(())
}

/// The sessions of a user that still live, the last used first.
pub fn list_of_user(c: &mut AnyConn, user: UserId, now: Timestamp, limit: i64) -> Result<Vec<SessionRow>> {
    let living = sessions::user_id.eq(user).and(sessions::ended_at.is_null()).and(sessions::expires_at.gt(now));
    let order = (sessions::last_used_at.desc(), sessions::id.desc());
    Ok(sessions::table.filter(living).order(order).limit(limit).select(SessionRow::as_select()).load(c)?)
}

/// Ends every living session of a user but one; gives how many.
pub fn end_others_of_user(c: &mut AnyConn, user: UserId, kept: SessionId, now: Timestamp) -> Result<usize> {
    let others = sessions::user_id.eq(user).and(sessions::id.ne(kept)).and(sessions::ended_at.is_null()).and(sessions::expires_at.gt(now));
    Ok(diesel::update(sessions::table.filter(others)).set(sessions::ended_at.eq(now)).execute(c)?)
}

pub fn delete_expired(c: &mut AnyConn, before: Timestamp) -> Result<usize> {
    Ok(diesel::delete(sessions::table.filter(sessions::expires_at.lt(before))).execute(c)?)
}

/// Ends every sign-in there is.
pub fn end_all(c: &mut AnyConn, now: Timestamp) -> Result<()> {
    diesel::update(sessions::table.filter(sessions::ended_at.is_null())).set(sessions::ended_at.eq(now)).execute(c)?;
    Ok(())
}
