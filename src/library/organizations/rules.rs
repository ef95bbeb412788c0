//! The numbers that the life of organizations depends on: admins change them while the library runs.

use crate::db::AnyConn;
use crate::error::Result;
use crate::library::settings;

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
pub fn in_force(c: &mut AnyConn) -> Result<Rules> {
    let settings = settings::in_force(c)?;
    Ok(Rules {
        quota_bytes: settings.organization_quota_bytes,
        reviewed_edits: settings.reviewed_edits,
        dormant_after_days: settings.dormant_after_days,
        warned_before_days: settings.dormancy_warning_days,
    })
}
