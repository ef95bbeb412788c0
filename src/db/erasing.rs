//! What a purge takes from every table in which something of a resource or of a submission can stand.
//!
//! A new table that names either gets its row in one of the lists here; a test compares them with the columns of the database.

use super::dialect::AnyConn;
use crate::error::Result;
use diesel::prelude::*;
use diesel::sql_types::Text;

/// Rows that go with their resource: table, and the column that names it. In an order in which no row is named by one that is still there.
pub const OF_RESOURCE: &[(&str, &str)] = &[
    ("link_checks", "resource_id"),
    ("reports", "resource_id"),
    ("hidings", "resource_id"),
    ("removal_requests", "resource_id"),
    ("uses", "resource_id"),
];

/// Rows that go with a submission, in the same way.
pub const OF_SUBMISSION: &[(&str, &str)] =
    &[("comment_reads", "submission_id"), ("comments", "submission_id"), ("parkings", "submission_id"), ("second_looks", "submission_id")];

/// Columns of rows that stay, and then name nothing.
pub const FORGOTTEN: &[(&str, &str)] = &[("uses", "adaptation_id")];

fn delete(c: &mut AnyConn, places: &[(&str, &str)], id: &str) -> Result<()> {
    for (table, column) in places {
        diesel::sql_query(format!("DELETE FROM {table} WHERE {column} = $1")).bind::<Text, _>(id).execute(c)?;
    }
    Ok(())
}

/// Deletes the rows of [`OF_RESOURCE`], and empties the columns of [`FORGOTTEN`].
pub fn erase_of_resource(c: &mut AnyConn, id: &str) -> Result<()> {
    for (table, column) in FORGOTTEN {
        diesel::sql_query(format!("UPDATE {table} SET {column} = NULL WHERE {column} = $1")).bind::<Text, _>(id).execute(c)?;
    }
    delete(c, OF_RESOURCE, id)
}

/// Deletes the rows of [`OF_SUBMISSION`].
pub fn erase_of_submission(c: &mut AnyConn, id: &str) -> Result<()> {
    delete(c, OF_SUBMISSION, id)
}
