//! The settings that admins change while the library runs: one row.

use super::dialect::AnyConn;
use super::schema::settings;
use crate::domain::ids::UserId;
use crate::domain::settings::Settings;
use crate::domain::time::Timestamp;
use crate::error::{Context, Result};
use diesel::prelude::*;
use serde_json::{Map, Value};

const ONLY: i32 = 1;

/// What was chosen, when and by whom.
pub struct Stored {
    pub version: i64,
    pub chosen: Map<String, Value>,
    pub updated_at: Option<Timestamp>,
    pub updated_by: Option<UserId>,
}

/// The settings as the transaction of `c` sees them: one row, read by its key.
pub fn in_force(c: &mut AnyConn) -> Result<Settings> {
    let chosen: String = settings::table.find(ONLY).select(settings::chosen).first(c)?;
    Ok(Settings::of(&parse(&chosen)?))
}

fn parse(chosen: &str) -> Result<Map<String, Value>> {
    serde_json::from_str(chosen).context("reading the settings")
}

pub fn find(c: &mut AnyConn) -> Result<Stored> {
    let columns = (settings::version, settings::chosen, settings::updated_at, settings::updated_by);
    let (version, chosen, updated_at, updated_by): (i64, String, Option<Timestamp>, Option<UserId>) =
        settings::table.find(ONLY).select(columns).first(c)?;
    Ok(Stored { version, chosen: parse(&chosen)?, updated_at, updated_by })
}

/// The same, locked until the transaction ends.
pub fn lock(c: &mut AnyConn) -> Result<Stored> {
    diesel::update(settings::table.find(ONLY)).set(settings::version.eq(settings::version)).execute(c)?;
    find(c)
}

pub fn save(c: &mut AnyConn, chosen: &Map<String, Value>, by: UserId, now: Timestamp) -> Result<()> {
    let chosen = serde_json::to_string(chosen).context("writing down the settings")?;
    let values = (
        settings::version.eq(settings::version + 1),
        settings::chosen.eq(chosen),
        settings::updated_at.eq(now),
        settings::updated_by.eq(by),
    );
    diesel::update(settings::table.find(ONLY)).set(values).execute(c)?;
    Ok(())
}
