//! Taken down in a hurry: any reviewer hides a resource at once, the organization may say something to it, and an admin ends it: the resource is
//! restored or withdrawn. The public is told that it is hidden and for which reason, and nothing else.

use super::notices::{self, Kind};
use super::settings;
use crate::auth::{Admin, Reviewer, User};
use crate::db::events::{self, Event};
use crate::db::hidings::{self, HidingRow};
use crate::db::resources::{self, ResourceRow, Withdrawal};
use crate::db::{AnyConn, Tx, users};
use crate::domain::ids::{HidingId, ResourceId, UserId};
use crate::domain::time::Timestamp;
use crate::domain::words::{ChangeKind, HidingOutcome, SiteRole, Standing, WithdrawalReason};
use crate::error::{Error, Result};
use serde_json::json;

/// Takes a resource out of everybody's sight, at once and on every node, until an admin decides. Any reviewer may, also of what their own
/// organization shares: it takes nothing away that can not come back.
pub fn hide(tx: &mut Tx, reviewer: &Reviewer, id: ResourceId, reason: WithdrawalReason, note: &str, now: Timestamp) -> Result<HidingRow> {
    let resource = resources::lock(tx, id)?;
    match resource.standing() {
        Standing::Public if resource.current_edition_id.is_some() => {}
        Standing::Public => return Err(Error::NotFound("resource")),
        Standing::Hidden => return Err(already_hidden(tx, &resource)?),
        Standing::Withdrawn => return Err(Error::conflict("wrong_status", "The resource is withdrawn already; nobody can see it.")),
    }
    let hiding = HidingRow {
        id: HidingId::new(),
        resource_id: id,
        hidden_by: reviewer.id(),
        reason,
        note: note.to_owned(),
        hidden_at: now,
        statement: None,
        statement_by: None,
        statement_at: None,
        outcome: None,
        decided_by: None,
        decided_at: None,
        decision_note: None,
        reminded_at: None,
    };
    hidings::insert(tx, &hiding)?;
    resources::set_withdrawn(tx, id, Some(&Withdrawal { by: reviewer.id(), reason, note: None }), now)?;
    resources::set_hiding(tx, id, Some(hiding.id))?;
    record(tx, reviewer.id(), "resource.hide", &hiding, json!({"hiding": hiding.id, "reason": reason}), now)?;
    tx.change(ChangeKind::Resource, id);
    notices::tell_organization(tx, resource.organization_id, Some(reviewer.id()), Kind::ResourceHidden, &hiding.id, now)?;
    notices::tell_other_admins(tx, Some(reviewer.id()), Kind::HidingWaiting, &hiding.id, now)?;
    Ok(hiding)
}

/// Who was first, and when.
fn already_hidden(c: &mut AnyConn, resource: &ResourceRow) -> Result<Error> {
    let hiding = hidings::get_last(c, resource.id)?;
    let by = hiding.as_ref().map(|hiding| users::get(c, hiding.hidden_by)).transpose()?.flatten().map(|user| user.name);
    let message = "The resource is hidden already and waits for an admin.".to_owned();
    Ok(Error::Conflict { code: "already_hidden", message, by, at: hiding.map(|hiding| hiding.hidden_at) })
}

fn record(tx: &mut Tx, actor: UserId, act: &'static str, hiding: &HidingRow, details: serde_json::Value, now: Timestamp) -> Result<()> {
    let event = Event { actor: Some(actor), act, subject_kind: "resource", subject: &hiding.resource_id, details, personal: &[] };
    events::record(tx, &event, now)
}

/// The last hiding of a resource, for its organization and for reviewers. To others there is none.
pub fn find(c: &mut AnyConn, user: &User, id: ResourceId) -> Result<HidingRow> {
    let resource = resources::find(c, id).map_err(|_| Error::NotFound("hiding"))?;
    if !user.is_reviewer() && !user.is_member_of(resource.organization_id) {
        return Err(Error::NotFound("hiding"));
    }
    hidings::get_last(c, id)?.ok_or(Error::NotFound("hiding"))
}

/// The hiding that waits for an admin, its resource locked.
fn lock_open(tx: &mut Tx, id: ResourceId) -> Result<(ResourceRow, HidingRow)> {
    let resource = resources::lock(tx, id)?;
    let Some(hiding) = resource.hiding_id else {
        return Err(Error::conflict("not_hidden", "The resource is not hidden; there is nothing to say or decide."));
    };
    let hiding = hidings::find(tx, hiding)?;
    Ok((resource, hiding))
}

/// What the organization says to the hiding, as long as that is not decided. Said again, it takes the place of what was said before.
pub fn state(tx: &mut Tx, user: &User, id: ResourceId, statement: &str, now: Timestamp) -> Result<HidingRow> {
    let organization = resources::find(tx, id).map_err(|_| Error::NotFound("hiding"))?.organization_id;
    if !user.is_member_of(organization) {
        let refused = Error::forbidden("not_a_member", "Only members of the organization that shares the resource may do this.");
        return Err(if user.is_reviewer() { refused } else { Error::NotFound("hiding") });
    }
    let (_, hiding) = lock_open(tx, id)?;
    hidings::set_statement(tx, hiding.id, statement, user.id(), now)?;
    record(tx, user.id(), "resource.state", &hiding, json!({"hiding": hiding.id}), now)?;
    let mut people = users::list_by_role(tx, &[SiteRole::Admin])?;
    people.push(users::find(tx, hiding.hidden_by)?);
    notices::tell_each(tx, people, Some(user.id()), Kind::HidingStatement, &hiding.id, now)?;
    hidings::find(tx, hiding.id)
}

/// Ends a hiding: the resource is public again, or withdrawn for a reason of the admin's, with the note shown to the public.
pub fn decide(
    tx: &mut Tx,
    admin: &Admin,
    id: ResourceId,
    outcome: HidingOutcome,
    reason: Option<WithdrawalReason>,
    note: &str,
    now: Timestamp,
) -> Result<HidingRow> {
    let (resource, hiding) = lock_open(tx, id)?;
    hidings::set_decided(tx, hiding.id, outcome, note, admin.id(), now)?;
    resources::set_hiding(tx, id, None)?;
    let reason = reason.unwrap_or(hiding.reason);
    let (withdrawal, act, kind) = match outcome {
        HidingOutcome::Withdraw => {
            (Some(Withdrawal { by: admin.id(), reason, note: Some(note) }), "resource.withdraw", Kind::ResourceWithdrawn)
        }
        HidingOutcome::Restore => (None, "resource.restore", Kind::ResourceRestored),
    };
    resources::set_withdrawn(tx, id, withdrawal.as_ref(), now)?;
    record(tx, admin.id(), act, &hiding, json!({"hiding": hiding.id, "reason": withdrawal.map(|_| reason)}), now)?;
    tx.change(ChangeKind::Resource, id);
    let mut people = notices::people_of(tx, resource.organization_id)?;
    people.push(users::find(tx, hiding.hidden_by)?);
    notices::tell_each(tx, people, Some(admin.id()), kind, &id, now)?;
    hidings::find(tx, hiding.id)
}

/// Reminds the admins of what is hidden and waits, once in so many days.
pub fn remind(tx: &mut Tx, now: Timestamp) -> Result<()> {
    let every_days = settings::in_force(tx)?.hiding_reminder_days;
    for hiding in hidings::list_to_remind(tx, now.plus_days(-every_days))? {
        hidings::set_reminded(tx, hiding.id, now)?;
        notices::tell_admins(tx, Kind::HidingWaiting, &hiding.id, now)?;
    }
    Ok(())
}
