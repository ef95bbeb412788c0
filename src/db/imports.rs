//! Imports that were asked for over the API.

use super::dialect::{AnyConn, MultiBackend};
use super::schema::imports;
use crate::domain::ids::{ImportId, UserId};
use crate::domain::time::Timestamp;
use crate::domain::words::TransferStatus;
use crate::error::{Error, Result};
use diesel::prelude::*;

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = imports)]
pub struct ImportRow {
    pub id: ImportId,
    pub created_by: UserId,
    pub status: TransferStatus,
    /// JSON: what was asked for.
    pub options: String,
    /// What was sent, until it was read.
    pub blob_sha256: Option<String>,
    pub rows_total: i64,
    pub rows_done: i64,
    /// JSON: what came of it.
    pub report: Option<String>,
    /// Why nothing came of it.
    pub failure: Option<String>,
    pub created_at: Timestamp,
    pub ended_at: Option<Timestamp>,
}

pub fn insert(c: &mut AnyConn, import: &ImportRow) -> Result<()> {
    diesel::insert_into(imports::table).values(import).execute(c)?;
    Ok(())
}

pub fn find(c: &mut AnyConn, id: ImportId) -> Result<ImportRow> {
    imports::table.find(id).select(ImportRow::as_select()).first(c).optional()?.ok_or(Error::NotFound("import"))
}

/// A page of them, newest first.
pub fn list(c: &mut AnyConn, after: Option<ImportId>, limit: i64) -> Result<Vec<ImportRow>> {
    let mut query = imports::table.select(ImportRow::as_select()).order(imports::id.desc()).limit(limit).into_boxed::<MultiBackend>();
    if let Some(after) = after {
        query = query.filter(imports::id.lt(after));
    }
    Ok(query.load(c)?)
}

pub fn set_progress(c: &mut AnyConn, id: ImportId, done: i64, total: i64) -> Result<()> {
    let values = (imports::status.eq(TransferStatus::Running), imports::rows_done.eq(done), imports::rows_total.eq(total));
    diesel::update(imports::table.find(id)).set(values).execute(c)?;
    Ok(())
}

/// Ends it, and lets go of what was sent.
pub fn set_ended(c: &mut AnyConn, id: ImportId, report: Option<&str>, failure: Option<&str>, now: Timestamp) -> Result<()> {
    let status = if failure.is_some() { TransferStatus::Failed } else { TransferStatus::Done };
    let values = (
        imports::status.eq(status),
        imports::report.eq(report),
        imports::failure.eq(failure),
        imports::blob_sha256.eq(None::<String>),
        imports::ended_at.eq(now),
    );
    diesel::update(imports::table.find(id)).set(values).execute(c)?;
    Ok(())
}
