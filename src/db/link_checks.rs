//! What became of asking the links of resources.

use super::dialect::AnyConn;
use super::schema::link_checks;
use crate::domain::ids::ResourceId;
use crate::domain::time::Timestamp;
use crate::error::Result;
use diesel::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = link_checks)]
pub struct LinkCheckRow {
    pub resource_id: ResourceId,
    /// The address that was asked: another one begins afresh.
    pub url: String,
    pub checked_at: Timestamp,
    pub next_at: Timestamp,
    /// In a row, the last included.
    pub failures: i32,
    pub failing_since: Option<Timestamp>,
    /// Why the last one failed.
    pub detail: Option<String>,
}

pub fn get(c: &mut AnyConn, resource: ResourceId) -> Result<Option<LinkCheckRow>> {
    Ok(link_checks::table.find(resource).select(LinkCheckRow::as_select()).first(c).optional()?)
}

/// Writes the row in the place of the one that was there. The resource was locked by the caller.
pub fn replace(c: &mut AnyConn, check: &LinkCheckRow) -> Result<()> {
    delete(c, check.resource_id)?;
    diesel::insert_into(link_checks::table).values(check).execute(c)?;
    Ok(())
}

pub fn delete(c: &mut AnyConn, resource: ResourceId) -> Result<()> {
    diesel::delete(link_checks::table.find(resource)).execute(c)?;
    Ok(())
}
