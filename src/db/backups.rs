//! The backups that were tried. Every node reads here how old the last good one is; what is in them, their own manifests say.

use super::dialect::AnyConn;
use super::schema::backups;
use crate::domain::ids::BackupId;
use crate::domain::time::Timestamp;
use crate::error::Result;
use diesel::prelude::*;

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = backups)]
pub struct BackupRow {
    pub id: BackupId,
    pub started_at: Timestamp,
    pub ended_at: Timestamp,
    /// Why there is none of this time.
    pub failure: Option<String>,
}

/// Writes down how it went, and forgets what is older than `before`, except for the last good one.
pub fn insert(c: &mut AnyConn, backup: &BackupRow, before: Timestamp) -> Result<()> {
    diesel::insert_into(backups::table).values(backup).execute(c)?;
    let last = get_last_good(c)?.map(|last| last.id);
    let old = backups::table.filter(backups::ended_at.lt(before)).select(backups::id);
    let old: Vec<BackupId> = old.load(c)?;
    let old: Vec<BackupId> = old.into_iter().filter(|id| Some(*id) != last).collect();
    diesel::delete(backups::table.filter(backups::id.eq_any(old))).execute(c)?;
    Ok(())
}

pub fn get_last(c: &mut AnyConn) -> Result<Option<BackupRow>> {
    Ok(backups::table.order((backups::ended_at.desc(), backups::id.desc())).select(BackupRow::as_select()).first(c).optional()?)
}

pub fn get_last_good(c: &mut AnyConn) -> Result<Option<BackupRow>> {
    let good = backups::table.filter(backups::failure.is_null());
    Ok(good.order((backups::started_at.desc(), backups::id.desc())).select(BackupRow::as_select()).first(c).optional()?)
}
