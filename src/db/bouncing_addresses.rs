//! Addresses from which mail came back. From the third letter on they are marked, and get nothing more until someone says that they work.

use super::dialect::{AnyConn, MultiBackend, per_backend};
use super::schema::bouncing_addresses;
use crate::domain::time::Timestamp;
use crate::error::Result;
use diesel::prelude::*;

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = bouncing_addresses)]
pub struct BouncingAddressRow {
    pub folded_email: String,
    /// Letters that came back since it last was known to work.
    pub bounces: i32,
    /// An enhanced status code (RFC 3463), such as 5.1.1.
    pub last_status: String,
    pub last_bounced_at: Timestamp,
    pub marked_at: Option<Timestamp>,
}

pub fn get(c: &mut AnyConn, folded_email: &str) -> Result<Option<BouncingAddressRow>> {
    Ok(bouncing_addresses::table.find(folded_email).select(BouncingAddressRow::as_select()).first(c).optional()?)
}

/// Whether nothing is to be sent there.
pub fn is_marked(c: &mut AnyConn, folded_email: &str) -> Result<bool> {
    Ok(get(c, folded_email)?.is_some_and(|address| address.marked_at.is_some()))
}

/// Counts one letter more; gives the row as it is then.
pub fn count(c: &mut AnyConn, folded_email: &str, status: &str, now: Timestamp) -> Result<BouncingAddressRow> {
    let row = BouncingAddressRow {
        folded_email: folded_email.to_owned(),
        bounces: 0,
        last_status: status.to_owned(),
        last_bounced_at: now,
        marked_at: None,
    };
    per_backend!(c, inner => diesel::insert_into(bouncing_addresses::table).values(&row).on_conflict_do_nothing().execute(inner))?;
    let values = (
        bouncing_addresses::bounces.eq(bouncing_addresses::bounces + 1),
        bouncing_addresses::last_status.eq(status),
        bouncing_addresses::last_bounced_at.eq(now),
    );
    diesel::update(bouncing_addresses::table.find(folded_email)).set(values).execute(c)?;
    Ok(bouncing_addresses::table.find(folded_email).select(BouncingAddressRow::as_select()).first(c)?)
}

pub fn set_marked(c: &mut AnyConn, folded_email: &str, now: Timestamp) -> Result<()> {
    diesel::update(bouncing_addresses::table.find(folded_email)).set(bouncing_addresses::marked_at.eq(now)).execute(c)?;
    Ok(())
}

/// A page of the marked ones in the order of the addresses, after the one named by `after`.
pub fn list_marked(c: &mut AnyConn, after: Option<&str>, limit: i64) -> Result<Vec<BouncingAddressRow>> {
    let mut query = bouncing_addresses::table
        .filter(bouncing_addresses::marked_at.is_not_null())
        .select(BouncingAddressRow::as_select())
        .order(bouncing_addresses::folded_email)
        .limit(limit)
        .into_boxed::<MultiBackend>();
    if let Some(after) = after {
        query = query.filter(bouncing_addresses::folded_email.gt(after));
    }
    Ok(query.load(c)?)
}

/// Forgets what came back. True if there was something.
pub fn delete(c: &mut AnyConn, folded_email: &str) -> Result<bool> {
    Ok(diesel::delete(bouncing_addresses::table.find(folded_email)).execute(c)? > 0)
}
