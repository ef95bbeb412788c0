//! Asking to join an organization. Its managers answer, or the admins where there is none; who belongs to nothing may ask as well as a member
//! of another.

use super::invitations::join;
use super::notices::{self, Kind};
use crate::auth::User;
use crate::db::events::{self, Event};
use crate::db::join_requests::{self, Answer, Asked, JoinRequestRow};
use crate::db::{AnyConn, Tx, memberships, organizations, users};
use crate::domain::ids::{JoinRequestId, OrganizationId, UserId};
use crate::domain::time::Timestamp;
use crate::domain::words::{JoinRequestStatus, MembershipRole, OrganizationStatus, UserStatus};
use crate::error::{Error, Result};
use serde_json::json;

/// Asks to join a listed organization. An unlisted one invites whom it wants.
pub fn ask(tx: &mut Tx, user: &User, id: OrganizationId, message: Option<&str>, now: Timestamp) -> Result<JoinRequestRow> {
    let known = organizations::get(tx, id)?.filter(|organization| organization.is_listed() || user.is_member_of(id));
    known.ok_or(Error::NotFound("organization"))?;
    let organization = organizations::lock(tx, id)?;
    if memberships::get(tx, user.id(), id)?.is_some() {
        return Err(Error::conflict("already_member", format!("You belong to {} already.", organization.name)));
    }
    if !matches!(organization.status, OrganizationStatus::Active | OrganizationStatus::Dormant) {
        let message = format!("{} is {} and takes nobody in now.", organization.name, organization.status);
        return Err(Error::conflict("organization_not_active", message));
    }
    if let Some(open) = join_requests::get_open(tx, id, user.id())? {
        let message = "You have asked to join already, and there is no answer yet.".to_owned();
        return Err(Error::Conflict { code: "already_asked", message, by: None, at: Some(open.created_at) });
    }
    let request = JoinRequestRow {
        id: JoinRequestId::new(),
        organization_id: id,
        user_id: user.id(),
        message: message.map(ToOwned::to_owned),
        status: JoinRequestStatus::Open,
        note: None,
        created_at: now,
        answered_at: None,
        answered_by: None,
    };
    join_requests::insert(tx, &request)?;
    record(tx, user.id(), "join_request.create", request.id, json!({"organization": id}), now)?;
    let managers = memberships::list_people(tx, id, &[MembershipRole::Manager])?;
    if managers.is_empty() {
        notices::tell_admins(tx, Kind::JoinRequestWaiting, &request.id, now)?;
    } else {
        notices::tell_others(tx, &managers, Some(user.id()), Kind::JoinRequestWaiting, &request.id, now)?;
    }
    Ok(request)
}

/// Takes a request back that has no answer yet.
pub fn withdraw(tx: &mut Tx, user: &User, id: JoinRequestId, now: Timestamp) -> Result<JoinRequestRow> {
    let request = join_requests::lock(tx, id)?;
    if request.user_id != user.id() {
        return Err(Error::NotFound("request"));
    }
    expect_open(&request)?;
    join_requests::set_answered(tx, id, &Answer { status: JoinRequestStatus::Withdrawn, note: None, by: user.id() }, now)?;
    record(tx, user.id(), "join_request.withdraw", id, json!({}), now)?;
    join_requests::find(tx, id)
}

fn expect_open(request: &JoinRequestRow) -> Result<()> {
    if request.status == JoinRequestStatus::Open {
        return Ok(());
    }
    let message = format!("The request is {} and can't be answered again.", request.status);
    Err(Error::Conflict { code: "already_answered", message, by: None, at: request.answered_at })
}

/// What is answered to a request.
pub struct Decision<'a> {
    /// What the person may do from now on; absent: declined.
    pub accepts_as: Option<MembershipRole>,
    pub note: Option<&'a str>,
}

/// Lets someone in, or not.
pub fn decide(
    tx: &mut Tx,
    manager: &User,
    organization: OrganizationId,
    id: JoinRequestId,
    decision: &Decision,
    now: Timestamp,
) -> Result<JoinRequestRow> {
    manager.may_manage(organization)?;
    let row = organizations::lock(tx, organization)?;
    let request = join_requests::lock(tx, id)?;
    if request.organization_id != organization {
        return Err(Error::NotFound("request"));
    }
    expect_open(&request)?;
    if decision.accepts_as.is_some() && !matches!(row.status, OrganizationStatus::Active | OrganizationStatus::Dormant) {
        let message = format!("{} is {} and takes nobody in now.", row.name, row.status);
        return Err(Error::conflict("organization_not_active", message));
    }
    if let Some(role) = decision.accepts_as {
        join(tx, request.user_id, organization, role, now)?;
    }
    let status = if decision.accepts_as.is_some() { JoinRequestStatus::Accepted } else { JoinRequestStatus::Declined };
    join_requests::set_answered(tx, id, &Answer { status, note: decision.note, by: manager.id() }, now)?;
    let details = json!({"organization": organization, "user": request.user_id, "status": status, "role": decision.accepts_as});
    record(tx, manager.id(), "join_request.decide", id, details, now)?;
    let person = users::get(tx, request.user_id)?.filter(|person| person.status == UserStatus::Active);
    notices::tell_others(tx, person.as_slice(), Some(manager.id()), Kind::JoinRequestAnswered, &id, now)?;
    join_requests::find(tx, id)
}

/// The requests to join an organization, newest first.
pub fn list(
    c: &mut AnyConn,
    manager: &User,
    organization: OrganizationId,
    status: Option<JoinRequestStatus>,
    before: Option<JoinRequestId>,
    limit: i64,
) -> Result<Vec<Asked>> {
    manager.may_manage(organization)?;
    organizations::find(c, organization)?;
    join_requests::list_of_organization(c, organization, status, before, limit)
}

fn record(tx: &mut Tx, actor: UserId, act: &'static str, id: JoinRequestId, details: serde_json::Value, now: Timestamp) -> Result<()> {
    events::record(tx, &Event { actor: Some(actor), act, subject_kind: "join_request", subject: &id, details, personal: &[] }, now)
}
