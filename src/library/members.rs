//! The people of an organization: who belongs to it, what each may do there, and going. An organization that has a manager keeps one: the last
//! can't leave, be removed or be made less by anyone but an admin.

use super::notices::{self, Kind};
use crate::auth::{Admin, User};
use crate::db::events::{self, Event};
use crate::db::memberships::{self, Member, MembershipRow};
use crate::db::organizations::{self, OrganizationRow};
use crate::db::{AnyConn, Tx, users};
use crate::domain::ids::{OrganizationId, UserId};
use crate::domain::time::Timestamp;
use crate::domain::words::{MembershipRole, UserStatus};
use crate::error::{Error, Result};
use serde_json::json;

/// Who belongs to an organization, for those who manage it.
pub fn list(c: &mut AnyConn, manager: &User, id: OrganizationId, after: Option<UserId>, limit: i64) -> Result<Vec<Member>> {
    manager.may_manage(id)?;
    organizations::find(c, id)?;
    memberships::list_of_organization(c, id, after, limit)
}

/// Makes a member an uploader or a manager.
pub fn set_role(tx: &mut Tx, manager: &User, id: OrganizationId, member: UserId, role: MembershipRole, now: Timestamp) -> Result<Member> {
    manager.may_manage(id)?;
    let organization = organizations::lock(tx, id)?;
    // Read again under the lock: the one who asks may be none any more.
    let before = find(tx, id, member)?;
    expect_still_manager(tx, manager, id)?;
    if before.role != role {
        if before.role == MembershipRole::Manager {
            expect_another_manager(tx, manager, &organization, member)?;
        }
        memberships::set_role(tx, member, id, role)?;
        record(tx, manager, "membership.set_role", id, member, json!({"from": before.role, "to": role}), now)?;
        tell(tx, manager, id, member, now)?;
    }
    let joined = find(tx, id, member)?;
    let user = users::find(tx, member)?;
    Ok(Member { user_id: member, name: user.name, email: user.email, role: joined.role, joined_at: joined.created_at })
}

/// Takes someone out of an organization; oneself by leaving.
pub fn remove(tx: &mut Tx, user: &User, id: OrganizationId, member: UserId, now: Timestamp) -> Result<()> {
    if member == user.id() {
        return leave(tx, user, id, now);
    }
    user.may_manage(id)?;
    let organization = organizations::lock(tx, id)?;
    expect_still_manager(tx, user, id)?;
    if find(tx, id, member)?.role == MembershipRole::Manager {
        expect_another_manager(tx, user, &organization, member)?;
    }
    memberships::delete(tx, member, id)?;
    record(tx, user, "membership.remove", id, member, json!({}), now)?;
    tell(tx, user, id, member, now)
}

/// Leaves an organization; those who manage it are told.
pub fn leave(tx: &mut Tx, user: &User, id: OrganizationId, now: Timestamp) -> Result<()> {
    if !user.is_member_of(id) {
        return Err(Error::NotFound("membership"));
    }
    let organization = organizations::lock(tx, id)?;
    if find(tx, id, user.id())?.role == MembershipRole::Manager {
        expect_another_manager(tx, user, &organization, user.id())?;
    }
    memberships::delete(tx, user.id(), id)?;
    record(tx, user, "membership.leave", id, user.id(), json!({}), now)?;
    let managers = memberships::list_people(tx, id, &[MembershipRole::Manager])?;
    notices::tell_others(tx, &managers, Some(user.id()), Kind::MemberLeft, &format!("{id} {}", user.id()), now)
}

fn find(c: &mut AnyConn, id: OrganizationId, member: UserId) -> Result<MembershipRow> {
    memberships::get(c, member, id)?.ok_or(Error::NotFound("member"))
}

fn expect_still_manager(c: &mut AnyConn, user: &User, id: OrganizationId) -> Result<()> {
    let is_manager = memberships::get(c, user.id(), id)?.is_some_and(|membership| membership.role == MembershipRole::Manager);
    if is_manager || Admin::of(user.clone()).is_ok() {
        return Ok(());
    }
    Err(Error::forbidden("managers_only", "Only managers of the organization may do this."))
}

/// Whether somebody else manages it. An admin may take the last manager away: someone has to when that one is gone, and an admin can invite
/// the next. The organization is locked, so that two can't go at once.
fn expect_another_manager(c: &mut AnyConn, user: &User, organization: &OrganizationRow, going: UserId) -> Result<()> {
    if Admin::of(user.clone()).is_ok() && going != user.id() {
        return Ok(());
    }
    if has_other_manager(c, organization.id, going)? {
        return Ok(());
    }
    let message = format!(
        "{} would be left without a manager. Make another member a manager first, or ask an admin to close the organization.",
        organization.name
    );
    Err(Error::conflict("last_manager", message))
}

/// Whether someone with a living account manages an organization besides this one.
pub fn has_other_manager(c: &mut AnyConn, id: OrganizationId, besides: UserId) -> Result<bool> {
    let managers = memberships::list_people(c, id, &[MembershipRole::Manager])?;
    Ok(managers.iter().any(|manager| manager.id != besides))
}

fn tell(tx: &mut Tx, actor: &User, id: OrganizationId, member: UserId, now: Timestamp) -> Result<()> {
    let person = users::get(tx, member)?.filter(|person| person.status == UserStatus::Active);
    notices::tell_others(tx, person.as_slice(), Some(actor.id()), Kind::MembershipChanged, &id, now)
}

fn record(
    tx: &mut Tx,
    actor: &User,
    act: &'static str,
    id: OrganizationId,
    member: UserId,
    details: serde_json::Value,
    now: Timestamp,
) -> Result<()> {
    let mut details = details;
    details["user"] = json!(member);
    events::record(tx, &Event { actor: Some(actor.id()), act, subject_kind: "organization", subject: &id, details, personal: &[] }, now)
}
