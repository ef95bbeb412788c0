//! What happens to a resource after publication: withdrawn by an admin, and brought back.

use super::notices::{self, Kind};
use crate::auth::Admin;
use crate::db::Tx;
use crate::db::events::{self, Event};
use crate::db::resources::{self, ResourceRow, Withdrawal};
use crate::domain::ids::ResourceId;
use crate::domain::time::Timestamp;
use crate::domain::words::{ChangeKind, ResourceStatus, Standing, WithdrawalReason};
use crate::error::{Error, Result};
use serde_json::json;

/// Takes a resource out of the public's sight, at once and on every node: withdrawal is never held.
pub fn withdraw(
    tx: &mut Tx,
    admin: &Admin,
    id: ResourceId,
    reason: WithdrawalReason,
    note: Option<&str>,
    now: Timestamp,
) -> Result<ResourceRow> {
    let resource = lock_published(tx, id)?;
    refuse_hidden(&resource)?;
    if resource.status == ResourceStatus::Withdrawn {
        return Err(Error::conflict("wrong_status", "The resource is withdrawn already."));
    }
    resources::set_withdrawn(tx, id, Some(&Withdrawal { by: admin.id(), reason, note }), now)?;
    notices::tell_organization(tx, resource.organization_id, Some(admin.id()), Kind::ResourceWithdrawn, &id, now)?;
    record(tx, admin, "resource.withdraw", id, json!({"reason": reason}), note, now)
}

/// Brings a withdrawn resource back.
pub fn restore(tx: &mut Tx, admin: &Admin, id: ResourceId, now: Timestamp) -> Result<ResourceRow> {
    let resource = lock_published(tx, id)?;
    refuse_hidden(&resource)?;
    if resource.status == ResourceStatus::Public {
        return Err(Error::conflict("wrong_status", "The resource is public; there is nothing to restore."));
    }
    resources::set_withdrawn(tx, id, None, now)?;
    notices::tell_organization(tx, resource.organization_id, Some(admin.id()), Kind::ResourceRestored, &id, now)?;
    record(tx, admin, "resource.restore", id, json!({}), None, now)
}

/// What a reviewer hid is withdrawn or restored by a decision on that, which those concerned are told of.
fn refuse_hidden(resource: &ResourceRow) -> Result<()> {
    if resource.standing() == Standing::Hidden {
        return Err(Error::conflict("hidden", "The resource is hidden; decide that: POST /api/v1/resources/{id}/hiding/decision."));
    }
    Ok(())
}

fn lock_published(tx: &mut Tx, id: ResourceId) -> Result<ResourceRow> {
    let resource = resources::lock(tx, id)?;
    if resource.current_edition_id.is_none() { Err(Error::NotFound("resource")) } else { Ok(resource) }
}

fn record(
    tx: &mut Tx,
    admin: &Admin,
    act: &'static str,
    id: ResourceId,
    details: serde_json::Value,
    note: Option<&str>,
    now: Timestamp,
) -> Result<ResourceRow> {
    // A note may name somebody.
    let personal: Vec<_> = note.map(|note| ("note", note)).into_iter().collect();
    let event = Event { actor: Some(admin.id()), act, subject_kind: "resource", subject: &id, details, personal: &personal };
    events::record(tx, &event, now)?;
    tx.change(ChangeKind::Resource, id);
    resources::find(tx, id)
}
