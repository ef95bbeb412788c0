//! Settings that admins change while the library runs. [`in_force`] reads them in the transaction of whoever needs one, so that a change holds
//! on every node from the next request on. How to add one stands at [`crate::domain::settings`].

use crate::auth::Admin;
use crate::db::events::{self, Event};
use crate::db::settings::{self, Stored};
use crate::db::{AnyConn, Tx, users};
use crate::domain::ids::UserId;
use crate::domain::settings::{Choices, DESCRIBED};
use crate::domain::time::Timestamp;
use crate::error::{Error, Result};
use serde_json::{Map, Value, json};

pub use crate::db::settings::in_force;
pub use crate::domain::settings::Settings;

/// The settings with the name of who changed them last.
pub struct Shown {
    pub stored: Stored,
    pub updated_by: Option<(UserId, String)>,
}

pub fn show(c: &mut AnyConn) -> Result<Shown> {
    let stored = settings::find(c)?;
    let updated_by = match stored.updated_by {
        Some(id) => users::get(c, id)?.map(|user| (id, user.name)),
        None => None,
    };
    Ok(Shown { stored, updated_by })
}

/// Changes some settings. `version` is the one that the admin saw.
pub fn change(tx: &mut Tx, admin: &Admin, choices: &Choices, version: i64, now: Timestamp) -> Result<Shown> {
    let before = settings::lock(tx)?;
    if before.version != version {
        return Err(Error::Conflict {
            code: "version_conflict",
            message: format!(
                "The settings were changed meanwhile: this names version {version}, and they have version {}.",
                before.version
            ),
            by: show(tx)?.updated_by.map(|(_, name)| name),
            at: before.updated_at,
        });
    }
    let after = choices.over(&before.chosen).map_err(Error::Invalid)?;
    let changes = changes(&before.chosen, &after);
    if !changes.is_empty() {
        settings::save(tx, &after, admin.id(), now)?;
        let details = json!({"version": version + 1, "changes": changes});
        let event = Event {
            actor: Some(admin.id()),
            act: "settings.change",
            subject_kind: "settings",
            subject: &"settings",
            details,
            personal: &[],
        };
        events::record(tx, &event, now)?;
    }
    show(tx)
}

/// The old and the new value of each setting that differs.
fn changes(before: &Map<String, Value>, after: &Map<String, Value>) -> Map<String, Value> {
    let value = |chosen: &Map<String, Value>, name: &str| chosen.get(name).cloned();
    let changed = DESCRIBED.iter().filter(|described| value(before, described.name) != value(after, described.name));
    let change = |described: &crate::domain::settings::Described| {
        let old = value(before, described.name).unwrap_or_else(|| described.kind.default_value());
        let new = value(after, described.name).unwrap_or_else(|| described.kind.default_value());
        (described.name.to_owned(), json!({"old": old, "new": new}))
    };
    changed.map(change).collect()
}
