//! The nodes of the library, as each last said that it lives.

use super::dialect::AnyConn;
use super::schema::nodes;
use crate::domain::time::Timestamp;
use crate::error::Result;
use diesel::prelude::*;

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = nodes)]
pub struct NodeRow {
    pub name: String,
    pub key_fingerprint: String,
    pub version: String,
    pub started_at: Timestamp,
    pub seen_at: Timestamp,
}

/// Writes a node down in the place of what was known of it.
pub fn replace(c: &mut AnyConn, node: &NodeRow) -> Result<()> {
    delete(c, &node.name)?;
    diesel::insert_into(nodes::table).values(node).execute(c)?;
    Ok(())
}

/// The node lives.
pub fn set_seen(c: &mut AnyConn, name: &str, now: Timestamp) -> Result<()> {
    diesel::update(nodes::table.find(name)).set(nodes::seen_at.eq(now)).execute(c)?;
    Ok(())
}

/// A node that was seen since a time and signs with another key than this one's.
pub fn get_with_other_key(c: &mut AnyConn, node: &NodeRow, since: Timestamp) -> Result<Option<NodeRow>> {
    let others = nodes::table.filter(nodes::name.ne(&node.name)).filter(nodes::seen_at.gt(since));
    let others = others.filter(nodes::key_fingerprint.ne(&node.key_fingerprint));
    Ok(others.select(NodeRow::as_select()).first(c).optional()?)
}

/// Whether a node was seen since a time.
pub fn is_seen(c: &mut AnyConn, name: &str, since: Timestamp) -> Result<bool> {
    let seen = nodes::table.find(name).filter(nodes::seen_at.gt(since));
    Ok(diesel::select(diesel::dsl::exists(seen)).get_result(c)?)
}

/// How many were seen since a time.
pub fn count_seen(c: &mut AnyConn, since: Timestamp) -> Result<i64> {
    Ok(nodes::table.filter(nodes::seen_at.gt(since)).count().get_result(c)?)
}

pub fn delete(c: &mut AnyConn, name: &str) -> Result<()> {
    diesel::delete(nodes::table.find(name)).execute(c)?;
    Ok(())
}

pub fn delete_unseen(c: &mut AnyConn, before: Timestamp) -> Result<()> {
    diesel::delete(nodes::table.filter(nodes::seen_at.lt(before))).execute(c)?;
    Ok(())
}
