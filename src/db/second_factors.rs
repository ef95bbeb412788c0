//! Second factors: the sealed secret of an authenticator, and recovery codes as hashes.

use super::dialect::AnyConn;
use super::schema::{recovery_codes, second_factors};
use crate::domain::ids::UserId;
use crate::domain::time::Timestamp;
use crate::error::Result;
use diesel::dsl::{exists, select};
use diesel::prelude::*;

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = second_factors)]
pub struct SecondFactorRow {
    pub user_id: UserId,
    pub sealed_secret: String,
    pub created_at: Timestamp,
    /// Absent while it is being set up: then it guards nothing.
    pub confirmed_at: Option<Timestamp>,
    /// The time step of the last code that was used: neither it nor an older one works again.
    pub last_step: Option<i64>,
}

pub fn get(c: &mut AnyConn, user: UserId) -> Result<Option<SecondFactorRow>> {
    Ok(second_factors::table.find(user).select(SecondFactorRow::as_select()).first(c).optional()?)
}

/// Whether the account is guarded by one.
pub fn is_on(c: &mut AnyConn, user: UserId) -> Result<bool> {
    let on = second_factors::table.find(user).filter(second_factors::confirmed_at.is_not_null());
    Ok(select(exists(on)).get_result(c)?)
}

/// Takes the place of one that was begun before.
pub fn replace(c: &mut AnyConn, factor: &SecondFactorRow) -> Result<()> {
    diesel::delete(second_factors::table.find(factor.user_id)).execute(c)?;
    diesel::insert_into(second_factors::table).values(factor).execute(c)?;
    Ok(())
}

pub fn set_confirmed(c: &mut AnyConn, user: UserId, now: Timestamp) -> Result<()> {
    diesel::update(second_factors::table.find(user)).set(second_factors::confirmed_at.eq(now)).execute(c)?;
    Ok(())
}

/// Uses a time step up; false where it, or a later one, was used before.
pub fn use_step(c: &mut AnyConn, user: UserId, step: i64) -> Result<bool> {
    let unused = second_factors::last_step.is_null().or(second_factors::last_step.lt(step));
    let fresh = second_factors::table.filter(second_factors::user_id.eq(user)).filter(unused);
    Ok(diesel::update(fresh).set(second_factors::last_step.eq(step)).execute(c)? == 1)
}

/// Gives an account these recovery codes, in the place of those it had.
pub fn replace_codes(c: &mut AnyConn, user: UserId, hashes: &[String]) -> Result<()> {
    diesel::delete(recovery_codes::table.filter(recovery_codes::user_id.eq(user))).execute(c)?;
    for hash in hashes {
        let values = (recovery_codes::user_id.eq(user), recovery_codes::code_hash.eq(hash));
        diesel::insert_into(recovery_codes::table).values(values).execute(c)?;
    }
    Ok(())
}

/// Uses a recovery code up; false where there is none like it, or it was used before.
pub fn use_code(c: &mut AnyConn, user: UserId, hash: &str, now: Timestamp) -> Result<bool> {
    let unused = recovery_codes::table.find((user, hash)).filter(recovery_codes::used_at.is_null());
    Ok(diesel::update(unused).set(recovery_codes::used_at.eq(now)).execute(c)? == 1)
}

pub fn count_unused_codes(c: &mut AnyConn, user: UserId) -> Result<i64> {
    let unused = recovery_codes::user_id.eq(user).and(recovery_codes::used_at.is_null());
    Ok(recovery_codes::table.filter(unused).count().get_result(c)?)
}

/// Takes the second factor and its codes away.
pub fn delete_of_user(c: &mut AnyConn, user: UserId) -> Result<()> {
    diesel::delete(second_factors::table.find(user)).execute(c)?;
    diesel::delete(recovery_codes::table.filter(recovery_codes::user_id.eq(user))).execute(c)?;
    Ok(())
}
