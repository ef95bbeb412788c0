//! What is left of what was purged: that it was there, and why it is not any more. No title, no text, no name.

use super::dialect::AnyConn;
use super::schema::tombstones;
use crate::domain::ids::ResourceId;
use crate::domain::time::Timestamp;
use crate::domain::words::{PurgedKind, WithdrawalReason};
use crate::error::{Context, Result};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

/// A purge as it is remembered, in the database and in the lists from which a restored backup is purged again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tombstone {
    pub subject_id: ResourceId,
    pub kind: PurgedKind,
    pub reason: WithdrawalReason,
    /// Shown to the public; the admin was asked to name nobody in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// SHA-256 of the files that nothing else has: copies of them, in backups, are found by these.
    pub blob_hashes: Vec<String>,
    pub purged_at: Timestamp,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = tombstones)]
struct Row {
    subject_id: ResourceId,
    kind: PurgedKind,
    reason: WithdrawalReason,
    note: Option<String>,
    blob_hashes: String,
    purged_at: Timestamp,
}

impl TryFrom<Row> for Tombstone {
    type Error = crate::error::Error;

    fn try_from(row: Row) -> Result<Self> {
        let Row { subject_id, kind, reason, note, blob_hashes, purged_at } = row;
        let blob_hashes = serde_json::from_str(&blob_hashes).context("reading what was purged")?;
        Ok(Self { subject_id, kind, reason, note, blob_hashes, purged_at })
    }
}

pub fn insert(c: &mut AnyConn, tombstone: &Tombstone) -> Result<()> {
    let Tombstone { subject_id, kind, reason, note, blob_hashes, purged_at } = tombstone.clone();
    let blob_hashes = serde_json::to_string(&blob_hashes).context("writing down what was purged")?;
    let row = Row { subject_id, kind, reason, note, blob_hashes, purged_at };
    diesel::insert_into(tombstones::table).values(&row).execute(c)?;
    Ok(())
}

pub fn get(c: &mut AnyConn, resource: ResourceId) -> Result<Option<Tombstone>> {
    let row: Option<Row> = tombstones::table.find(resource).select(Row::as_select()).first(c).optional()?;
    row.map(Tombstone::try_from).transpose()
}

/// Everything that was ever purged, oldest first. Purges are rare: they fit in memory.
pub fn list(c: &mut AnyConn) -> Result<Vec<Tombstone>> {
    let order = (tombstones::purged_at, tombstones::subject_id);
    let rows: Vec<Row> = tombstones::table.order(order).select(Row::as_select()).load(c)?;
    rows.into_iter().map(Tombstone::try_from).collect()
}
