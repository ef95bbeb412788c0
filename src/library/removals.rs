//! The contributor asks for a resource to go: a manager says why, an admin decides, and the organization is told.

use super::notices::{self, Kind};
use crate::auth::{Admin, User};
use crate::db::events::{self, Event};
use crate::db::removal_requests::{self, RemovalRequestRow};
use crate::db::resources::{self, Withdrawal};
use crate::db::{Tx, editions};
use crate::domain::ids::{RemovalRequestId, ResourceId, UserId};
use crate::domain::time::Timestamp;
use crate::domain::words::{ChangeKind, RemovalOutcome, Standing, WithdrawalReason};
use crate::error::{Error, Result};
use serde_json::json;

/// Asks for a public resource to be withdrawn. One request at a time.
pub fn request(tx: &mut Tx, user: &User, id: ResourceId, reason: &str, now: Timestamp) -> Result<RemovalRequestRow> {
    let resource = resources::lock(tx, id)?;
    user.may_manage(resource.organization_id).map_err(|refused| match refused {
        Error::NotFound(_) => Error::forbidden("managers_only", "Only managers of the organization that shares the resource may do this."),
        refused => refused,
    })?;
    editions::find_public(tx, id)?;
    let request = RemovalRequestRow {
        id: RemovalRequestId::new(),
        resource_id: id,
        requested_by: user.id(),
        reason: reason.to_owned(),
        created_at: now,
        outcome: None,
        decided_by: None,
        decided_at: None,
        decision_note: None,
    };
    match removal_requests::insert(tx, &request) {
        Err(Error::Conflict { code: "already_exists", .. }) => {
            return Err(Error::conflict("open_request", "The removal of this resource was asked for already; an admin will decide."));
        }
        inserted => inserted?,
    }
    record(tx, user.id(), "resource.request_removal", &request, json!({"request": request.id}), now)?;
    notices::tell_other_admins(tx, Some(user.id()), Kind::RemovalRequested, &request.id, now)?;
    Ok(request)
}

fn record(
    tx: &mut Tx,
    actor: UserId,
    act: &'static str,
    request: &RemovalRequestRow,
    details: serde_json::Value,
    now: Timestamp,
) -> Result<()> {
    let event = Event { actor: Some(actor), act, subject_kind: "resource", subject: &request.resource_id, details, personal: &[] };
    events::record(tx, &event, now)
}

/// Withdraws the resource, or lets it be and says why.
pub fn decide(
    tx: &mut Tx,
    admin: &Admin,
    id: RemovalRequestId,
    outcome: RemovalOutcome,
    note: Option<&str>,
    now: Timestamp,
) -> Result<RemovalRequestRow> {
    // The resource before its requests, as every act locks them.
    let resource = removal_requests::find(tx, id)?.resource_id;
    let resource = resources::lock(tx, resource)?;
    let request = removal_requests::lock(tx, id)?;
    if request.decided_at.is_some() {
        let message = "The request was decided already.".to_owned();
        return Err(Error::Conflict { code: "already_decided", message, by: None, at: request.decided_at });
    }
    let is_granted = outcome == RemovalOutcome::Grant;
    match resource.standing() {
        Standing::Public if is_granted => {
            let reason = WithdrawalReason::AskedByOrganization;
            resources::set_withdrawn(tx, resource.id, Some(&Withdrawal { by: admin.id(), reason, note: None }), now)?;
            record(tx, admin.id(), "resource.withdraw", &request, json!({"reason": reason, "request": id}), now)?;
            tx.change(ChangeKind::Resource, resource.id);
        }
        Standing::Hidden if is_granted => {
            return Err(Error::conflict("hidden", "The resource is hidden and waits for an admin: decide that first."));
        }
        // It is gone already, or stays.
        _ => {}
    }
    removal_requests::set_decided(tx, id, outcome, note, admin.id(), now)?;
    record(tx, admin.id(), "resource.decide_removal", &request, json!({"request": id, "outcome": outcome}), now)?;
    notices::tell_organization(tx, resource.organization_id, Some(admin.id()), Kind::RemovalDecided, &id, now)?;
    removal_requests::find(tx, id)
}
