//! Where and with what the owner of an account has signed in before, as marks that tell nothing by themselves.

use super::dialect::AnyConn;
use super::schema::known_origins;
use crate::domain::ids::UserId;
use crate::domain::time::Timestamp;
use crate::domain::words::OriginKind;
use crate::error::Result;
use diesel::dsl::{exists, select};
use diesel::prelude::*;

/// Whether the account has one of a kind.
pub fn has(c: &mut AnyConn, user: UserId, kind: OriginKind, mark: &str) -> Result<bool> {
    Ok(select(exists(known_origins::table.find((user, kind, mark)))).get_result(c)?)
}

pub fn has_any(c: &mut AnyConn, user: UserId) -> Result<bool> {
    Ok(select(exists(known_origins::table.filter(known_origins::user_id.eq(user)))).get_result(c)?)
}

/// Remembers one, or that it was seen again.
pub fn put(c: &mut AnyConn, user: UserId, kind: OriginKind, mark: &str, now: Timestamp) -> Result<()> {
    let seen = diesel::update(known_origins::table.find((user, kind, mark))).set(known_origins::seen_at.eq(now)).execute(c)?;
    if seen == 0 {
        let values =
            (known_origins::user_id.eq(user), known_origins::kind.eq(kind), known_origins::mark.eq(mark), known_origins::seen_at.eq(now));
        diesel::insert_into(known_origins::table).values(values).execute(c)?;
    }
    Ok(())
}

pub fn delete_of_user(c: &mut AnyConn, user: UserId) -> Result<()> {
    diesel::delete(known_origins::table.filter(known_origins::user_id.eq(user))).execute(c)?;
    Ok(())
}

pub fn delete_unseen(c: &mut AnyConn, before: Timestamp) -> Result<usize> {
    Ok(diesel::delete(known_origins::table.filter(known_origins::seen_at.lt(before))).execute(c)?)
}

pub fn count_of_user(c: &mut AnyConn, user: UserId) -> Result<i64> {
    Ok(known_origins::table.filter(known_origins::user_id.eq(user)).count().get_result(c)?)
}
