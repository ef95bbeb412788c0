//! The numbers that the life of organizations depends on.

use crate::db::AnyConn;
use crate::error::Result;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// What an organization may keep here where an admin has said nothing else.
    pub quota_bytes: i64,
    /// So many edits of a profile an admin accepts before its managers are trusted.
    pub reviewed_edits: i64,
    /// Without a sign for so long, an organization is put to sleep.
    pub dormant_after_days: i64,
    /// So long before, its people are told.
    pub warned_before_days: i64,
}

/// Those in force.
pub fn in_force(_: &mut AnyConn) -> Result<Rules> {
    Ok(Rules { quota_bytes: 10_000_000_000, reviewed_edits: 3, dormant_after_days: 365, warned_before_days: 30 })
}
