//! Jobs that were given up, and an admin who lets one run again.

use crate::auth::Admin;
use crate::db::events::{self, Event};
use crate::db::{Tx, jobs};
use crate::domain::ids::JobId;
use crate::domain::time::Timestamp;
use crate::error::{Error, Result};
use serde_json::json;

/// Lets a job that was given up run again, from its first try.
pub fn retry(tx: &mut Tx, admin: &Admin, id: JobId, now: Timestamp) -> Result<()> {
    if !jobs::retry(tx, id, now)? {
        return Err(Error::NotFound("job"));
    }
    let event = Event { actor: Some(admin.id()), act: "job.retry", subject_kind: "job", subject: &id, details: json!({}), personal: &[] };
    events::record(tx, &event, now)
}
