//! The two ends of an organization: it becomes a part of another, or it is closed. Each is one act in one transaction, in which people,
//! resources, submissions, invitations and requests find their new place.

use super::{attached, record, save};
use crate::auth::Admin;
use crate::db::events::{self, Event};
use crate::db::join_requests::{self, Answer};
use crate::db::organizations::{self, OrganizationRow, directory};
use crate::db::resources::{self, Withdrawal};
use crate::db::{Tx, decisions, exports, invitations, memberships, organization_edits as edits, submissions};
use crate::domain::ids::{OrganizationId, ResourceId};
use crate::domain::standing::Step;
use crate::domain::submission;
use crate::domain::time::Timestamp;
use crate::domain::words::{
    ChangeKind, EditStatus, JoinRequestStatus, MembershipRole, OrganizationStatus, ResourceFate, SubmissionStatus, WithdrawalReason,
};
use crate::error::{Error, Result};
use crate::library::notices::{self, Kind};
use serde_json::json;

/// Both, locked in the order of their ids, so that two acts on the same two never wait for each other.
fn lock_both(tx: &mut Tx, one: OrganizationId, other: OrganizationId) -> Result<(OrganizationRow, OrganizationRow)> {
    let first = organizations::lock(tx, one.min(other))?;
    let second = organizations::lock(tx, one.max(other))?;
    Ok(if first.id == one { (first, second) } else { (second, first) })
}

/// The one that is to take things over has to be at work.
fn lock_with_heir(tx: &mut Tx, id: OrganizationId, heir: OrganizationId, field: &str) -> Result<(OrganizationRow, OrganizationRow)> {
    organizations::find(tx, id)?;
    if id == heir {
        return Err(Error::invalid(field, "must be another organization"));
    }
    if organizations::get(tx, heir)?.is_none_or(|row| row.status != OrganizationStatus::Active) {
        return Err(Error::invalid(field, "must be the id of an active organization"));
    }
    let (organization, heir) = lock_both(tx, id, heir)?;
    if heir.status != OrganizationStatus::Active {
        return Err(Error::invalid(field, "must be the id of an active organization"));
    }
    Ok((organization, heir))
}

/// Makes an organization a part of another. Its id leads there from now on, and its name is a former one of the other.
pub fn merge(
    tx: &mut Tx,
    admin: &Admin,
    id: OrganizationId,
    into: OrganizationId,
    note: Option<&str>,
    now: Timestamp,
) -> Result<OrganizationRow> {
    let (mut organization, mut heir) = lock_with_heir(tx, id, into, "into")?;
    // Told before the people have moved: those of the one that ends, and those who get company.
    for row in [&organization, &heir] {
        notices::tell_managers(tx, row, Some(admin.id()), Kind::OrganizationMerged, &id, now)?;
    }
    let people = move_people(tx, id, into)?;
    let (resources, submissions) = (resources::move_all(tx, id, into)?, submissions::move_all(tx, id, into)?);
    attached::hand_to(tx, admin, id, &heir, now)?;
    exports::move_all(tx, id, into)?;
    invitations::move_open(tx, id, into)?;
    for request in join_requests::list_open(tx, id)? {
        let is_there_already = memberships::get(tx, request.user_id, into)?.is_some();
        if is_there_already || join_requests::get_open(tx, into, request.user_id)?.is_some() {
            let answer = Answer { status: JoinRequestStatus::Declined, note: None, by: admin.id() };
            join_requests::set_answered(tx, request.id, &answer, now)?;
        } else {
            join_requests::set_organization(tx, request.id, into)?;
        }
    }
    drop_profile_work(tx, admin, id, now)?;
    for name in directory::list_former_names(tx, id)?.into_iter().rev() {
        directory::add_former_name(tx, into, &crate::domain::organization::folded_name(&name), &name, now)?;
    }
    directory::add_former_name(tx, into, &organization.folded_name, &organization.name, now)?;

    organization.status = organization.status.after(Step::Merge)?;
    (organization.status_reason, organization.status_changed_at) = (note.map(ToOwned::to_owned), Some(now));
    (organization.merged_into, organization.logo_sha256) = (Some(into), None);
    save(tx, &mut organization, now)?;
    organizations::move_merged(tx, id, into)?;
    save(tx, &mut heir, now)?;

    let moved = json!({"into": into, "people": people, "resources": resources, "submissions": submissions, "note": note});
    record(tx, Some(admin.id()), "organization.merge", id, moved, &[], now)?;
    record(tx, Some(admin.id()), "organization.take_in", into, json!({"from": id}), &[], now)?;
    // In this order: whoever follows the feed to the first of the two knows the resources under their new owner, and to the second that
    // nothing is left under the old one.
    tx.change(ChangeKind::Organization, into);
    tx.change(ChangeKind::Organization, id);
    Ok(organization)
}

/// Who belongs to both keeps the greater right.
fn move_people(tx: &mut Tx, from: OrganizationId, to: OrganizationId) -> Result<usize> {
    let people = memberships::list_all(tx, from)?;
    memberships::delete_of_organization(tx, from)?;
    for membership in &people {
        match memberships::get(tx, membership.user_id, to)? {
            None => memberships::insert(tx, &memberships::MembershipRow { organization_id: to, ..membership.clone() })?,
            Some(_) if membership.role == MembershipRole::Manager => {
                memberships::set_role(tx, membership.user_id, to, MembershipRole::Manager)?;
            }
            Some(_) => {}
        }
    }
    Ok(people.len())
}

/// An edit that waits waits in vain, and pictures show nothing any more.
fn drop_profile_work(tx: &mut Tx, admin: &Admin, id: OrganizationId, now: Timestamp) -> Result<()> {
    if let Some(edit) = edits::get_waiting(tx, id)? {
        edits::set_decided(tx, edit.id, EditStatus::Declined, admin.id(), None, now)?;
    }
    edits::keep_only_logos(tx, id, &[])
}

/// How an organization is closed.
pub struct Closing<'a> {
    pub resources: ResourceFate,
    /// Who takes them over.
    pub heir: Option<OrganizationId>,
    pub reason: WithdrawalReason,
    /// For its people; of withdrawn resources, for the public.
    pub note: Option<&'a str>,
}

/// Ends an organization: memberships, invitations and requests end, and what it had not finished is canceled.
pub fn close(tx: &mut Tx, admin: &Admin, id: OrganizationId, closing: &Closing, now: Timestamp) -> Result<OrganizationRow> {
    let heir = match (closing.resources, closing.heir) {
        (ResourceFate::HandOver, Some(heir)) => Some(heir),
        (ResourceFate::HandOver, None) => {
            return Err(Error::invalid("to", "is missing; name the organization that takes the resources over"));
        }
        (_, Some(_)) => return Err(Error::invalid("to", "is for resources that are handed over; leave it out")),
        (_, None) => None,
    };
    let (mut organization, heir) = match heir {
        Some(heir) => lock_with_heir(tx, id, heir, "to").map(|(organization, heir)| (organization, Some(heir)))?,
        None => (organizations::lock(tx, id)?, None),
    };
    let closed = organization.status.after(Step::Close)?;
    notices::tell_managers(tx, &organization, Some(admin.id()), Kind::OrganizationClosed, &id, now)?;
    let canceled = cancel_unfinished(tx, admin, id, now)?;
    if heir.is_none() {
        attached::end(tx, admin, id, closing.resources, now)?;
    }
    attached::end_exports(tx, id, now)?;
    let resources = match (&heir, closing.resources) {
        (Some(heir), _) => hand_over(tx, admin, id, heir, now)?,
        (None, ResourceFate::Withdraw) => withdraw_all(tx, admin, id, closing, now)?,
        (None, _) => 0,
    };
    memberships::delete_of_organization(tx, id)?;
    invitations::revoke_all(tx, id, now)?;
    for request in join_requests::list_open(tx, id)? {
        let answer = Answer { status: JoinRequestStatus::Declined, note: closing.note, by: admin.id() };
        join_requests::set_answered(tx, request.id, &answer, now)?;
    }
    drop_profile_work(tx, admin, id, now)?;
    organization.status = closed;
    (organization.status_reason, organization.status_changed_at) = (closing.note.map(ToOwned::to_owned), Some(now));
    organization.logo_sha256 = None;
    save(tx, &mut organization, now)?;
    let details = json!({
        "resources": closing.resources, "to": heir.map(|heir| heir.id), "changed": resources, "canceled": canceled, "note": closing.note,
    });
    record(tx, Some(admin.id()), "organization.close", id, details, &[], now)?;
    tx.change(ChangeKind::Organization, id);
    Ok(organization)
}

fn hand_over(tx: &mut Tx, admin: &Admin, id: OrganizationId, heir: &OrganizationRow, now: Timestamp) -> Result<usize> {
    let handed = resources::move_all(tx, id, heir.id)?;
    submissions::move_all(tx, id, heir.id)?;
    attached::hand_to(tx, admin, id, heir, now)?;
    notices::tell_managers(tx, heir, Some(admin.id()), Kind::ResourcesHandedOver, &format!("{id} {}", heir.id), now)?;
    record(tx, Some(admin.id()), "organization.take_over", heir.id, json!({"from": id, "resources": handed}), &[], now)?;
    tx.change(ChangeKind::Organization, heir.id);
    Ok(handed)
}

fn withdraw_all(tx: &mut Tx, admin: &Admin, id: OrganizationId, closing: &Closing, now: Timestamp) -> Result<usize> {
    let public: Vec<ResourceId> = resources::list_public_of_organization(tx, id)?;
    for &resource in &public {
        resources::lock(tx, resource)?;
        let withdrawal = Withdrawal { by: admin.id(), reason: closing.reason, note: closing.note };
        resources::set_withdrawn(tx, resource, Some(&withdrawal), now)?;
        let details = json!({"reason": closing.reason, "note": closing.note, "organization_closed": id});
        let event = Event {
            actor: Some(admin.id()),
            act: "resource.withdraw",
            subject_kind: "resource",
            subject: &resource,
            details,
            personal: &[],
        };
        events::record(tx, &event, now)?;
        tx.change(ChangeKind::Resource, resource);
    }
    Ok(public.len())
}

/// What is open is canceled; a decision that has not taken effect is taken back first, so that nothing becomes public after the end.
fn cancel_unfinished(tx: &mut Tx, admin: &Admin, id: OrganizationId, now: Timestamp) -> Result<usize> {
    let unfinished = submissions::list_unfinished(tx, id)?;
    for &one in &unfinished {
        let mut submission = submissions::lock(tx, one)?;
        if let Some(decision) = decisions::get_last(tx, one)?.filter(decisions::DecisionRow::is_pending) {
            decisions::set_undone(tx, decision.id, admin.id(), now)?;
            submission.status = submission.status.after(submission::Step::Undo)?;
        }
        if submission.status != SubmissionStatus::Canceled {
            submission.status = submission.status.after(submission::Step::Cancel)?;
        }
        submissions::save(tx, &mut submission, admin.id(), now)?;
        let details = json!({"organization_closed": id});
        let event =
            Event { actor: Some(admin.id()), act: "submission.cancel", subject_kind: "submission", subject: &one, details, personal: &[] };
        events::record(tx, &event, now)?;
    }
    Ok(unfinished.len())
}
