//! Exports that were asked for over the API.

use super::dialect::{AnyConn, MultiBackend};
use super::schema::exports;
use crate::domain::ids::{ExportId, OrganizationId, UserId};
use crate::domain::time::Timestamp;
use crate::domain::words::TransferStatus;
use crate::error::{Error, Result};
use diesel::prelude::*;

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = exports)]
pub struct ExportRow {
    pub id: ExportId,
    pub created_by: UserId,
    /// Whose documents; none for the whole library's.
    pub organization_id: Option<OrganizationId>,
    pub status: TransferStatus,
    /// The archive, until it expires.
    pub blob_sha256: Option<String>,
    pub size_bytes: Option<i64>,
    pub editions_total: i64,
    pub editions_done: i64,
    pub failure: Option<String>,
    pub created_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    pub expires_at: Option<Timestamp>,
}

pub fn insert(c: &mut AnyConn, export: &ExportRow) -> Result<()> {
    diesel::insert_into(exports::table).values(export).execute(c)?;
    Ok(())
}

pub fn find(c: &mut AnyConn, id: ExportId) -> Result<ExportRow> {
    exports::table.find(id).select(ExportRow::as_select()).first(c).optional()?.ok_or(Error::NotFound("export"))
}

/// A page of those that someone asked for, newest first.
pub fn list_of_user(c: &mut AnyConn, user: UserId, after: Option<ExportId>, limit: i64) -> Result<Vec<ExportRow>> {
    let mut query = exports::table
        .filter(exports::created_by.eq(user))
        .select(ExportRow::as_select())
        .order(exports::id.desc())
        .limit(limit)
        .into_boxed::<MultiBackend>();
    if let Some(after) = after {
        query = query.filter(exports::id.lt(after));
    }
    Ok(query.load(c)?)
}

pub fn set_progress(c: &mut AnyConn, id: ExportId, done: i64, total: i64) -> Result<()> {
    let values = (exports::status.eq(TransferStatus::Running), exports::editions_done.eq(done), exports::editions_total.eq(total));
    diesel::update(exports::table.find(id).filter(exports::ended_at.is_null())).set(values).execute(c)?;
    Ok(())
}

/// Whether it was waited for: one that was ended meanwhile stays as it is.
pub fn set_made(c: &mut AnyConn, id: ExportId, sha256: &str, size_bytes: i64, expires_at: Timestamp, now: Timestamp) -> Result<bool> {
    let values = (
        exports::status.eq(TransferStatus::Done),
        exports::blob_sha256.eq(sha256),
        exports::size_bytes.eq(size_bytes),
        exports::ended_at.eq(now),
        exports::expires_at.eq(expires_at),
    );
    Ok(diesel::update(exports::table.find(id).filter(exports::ended_at.is_null())).set(values).execute(c)? == 1)
}

/// Ends what someone asked for and is not made yet, and lets what was made expire: nobody is left who may have it.
pub fn end_of_user(c: &mut AnyConn, user: UserId, failure: &str, now: Timestamp) -> Result<()> {
    let unmade = exports::table.filter(exports::created_by.eq(user)).filter(exports::ended_at.is_null());
    diesel::update(unmade).set(failed(failure, now)).execute(c)?;
    let made = exports::table.filter(exports::created_by.eq(user)).filter(exports::expires_at.gt(now));
    diesel::update(made).set(exports::expires_at.eq(now)).execute(c)?;
    Ok(())
}

/// Ends what was asked for of an organization and is not made yet.
pub fn end_of_organization(c: &mut AnyConn, organization: OrganizationId, failure: &str, now: Timestamp) -> Result<()> {
    let unmade = exports::table.filter(exports::organization_id.eq(organization)).filter(exports::ended_at.is_null());
    diesel::update(unmade).set(failed(failure, now)).execute(c)?;
    Ok(())
}

/// What was asked for of one organization is of another from now on.
pub fn move_all(c: &mut AnyConn, from: OrganizationId, to: OrganizationId) -> Result<()> {
    diesel::update(exports::table.filter(exports::organization_id.eq(from))).set(exports::organization_id.eq(to)).execute(c)?;
    Ok(())
}

fn failed(failure: &str, now: Timestamp) -> Failed {
    Failed { status: TransferStatus::Failed, failure: failure.to_owned(), ended_at: now }
}

#[derive(AsChangeset)]
#[diesel(table_name = exports)]
struct Failed {
    status: TransferStatus,
    failure: String,
    ended_at: Timestamp,
}

pub fn set_failed(c: &mut AnyConn, id: ExportId, failure: &str, now: Timestamp) -> Result<()> {
    diesel::update(exports::table.find(id).filter(exports::ended_at.is_null())).set(failed(failure, now)).execute(c)?;
    Ok(())
}

/// Lets go of the archives that expired until a time; gives their hashes.
pub fn expire(c: &mut AnyConn, until: Timestamp) -> Result<Vec<String>> {
    let expired = exports::table.filter(exports::blob_sha256.is_not_null()).filter(exports::expires_at.le(until));
    let hashes: Vec<Option<String>> = expired.select(exports::blob_sha256).load(c)?;
    let made = exports::table.filter(exports::blob_sha256.is_not_null()).filter(exports::expires_at.le(until));
    diesel::update(made).set(exports::blob_sha256.eq(None::<String>)).execute(c)?;
    Ok(hashes.into_iter().flatten().collect())
}
