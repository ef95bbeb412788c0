//! Leaving: an account is closed for a while by its owner, or deleted for good. Deleting erases what the library holds of the person (the account,
//! its sessions and tokens, mail and the choices about it, what they wrote to the admins, what the audit trail keeps apart as personal) and leaves
//! what belongs to the organization, by "a former member". [`persons`] says what that is, table by table.
//!
//! The last admin can't leave, and neither can the last manager of an organization: each takes the locks that their rivals take, admins in the
//! order of their ids and organizations in the order of theirs, so that of two who leave at once the second sees that the first is gone.

use super::mail_choices;
use super::notices::{self, Kind};
use super::users::{expect_another_admin, lock_among_admins};
use crate::auth::User;
use crate::auth::passwords::Confirmed;
use crate::db::events::{self, Event};
use crate::db::users::{self, UserRow};
use crate::db::{
    Tx, address_changes, api_tokens, bouncing_addresses, contact_messages, exports, idempotency, invitations, jobs, known_origins,
    memberships, notifications, organizations, password_resets, persons, second_factors, sessions, successors, wishes,
};
use crate::domain::ids::UserId;
use crate::domain::time::Timestamp;
use crate::domain::words::{ChangeKind, MembershipRole, OrganizationStatus, UserStatus};
use crate::error::{Error, Result};
use serde_json::json;

/// What the account of a deleted person is called from then on, wherever its acts are shown.
pub const FORMER_MEMBER: &str = "A former member";

/// Closes one's own account: nobody can sign in with it until an admin opens it again.
pub fn deactivate_own(tx: &mut Tx, user: &User, confirmed: &Confirmed, now: Timestamp) -> Result<()> {
    let row = lock_leaving(tx, user.id())?;
    confirmed.check(&row)?;
    close(tx, &row, now)?;
    record(tx, user.id(), "user.deactivate", json!({"by": "owner"}), now)
}

/// Ends all that an account could act by, at once everywhere, and tells its owner: the one way in which an account is closed, by its owner or by
/// an admin. The caller has looked whether it may, and records it.
pub fn close(tx: &mut Tx, user: &UserRow, now: Timestamp) -> Result<()> {
    users::set_status(tx, user.id, UserStatus::Deactivated, now)?;
    end_access(tx, user.id, now)?;
    notices::tell_user(tx, user, Kind::AccountDeactivated, &user.id, now)
}

/// Opens a closed account again, and tells its owner. What was ended stays so; a person who was deleted does not come back.
pub fn reopen(tx: &mut Tx, user: &UserRow, now: Timestamp) -> Result<()> {
    if user.deleted_at.is_some() {
        return Err(Error::conflict("account_deleted", "This account was deleted; invite the person anew."));
    }
    users::set_status(tx, user.id, UserStatus::Active, now)?;
    notices::tell_user(tx, user, Kind::AccountReactivated, &user.id, now)
}

/// Sessions, tokens and links. What was ended stays so when the account is opened again.
fn end_access(tx: &mut Tx, user: UserId, now: Timestamp) -> Result<()> {
    sessions::end_all_of_user(tx, user, now)?;
    api_tokens::end_all_of_user(tx, user, now)?;
    password_resets::set_used(tx, user, now)?;
    address_changes::stop_open_of_user(tx, user, now)
}

/// Deletes one's own account and erases the person.
pub fn delete(tx: &mut Tx, user: &User, confirmed: &Confirmed, now: Timestamp) -> Result<()> {
    let row = lock_leaving(tx, user.id())?;
    confirmed.check(&row)?;
    erase(tx, &row, now)?;
    record(tx, user.id(), "user.delete", json!({}), now)?;
    // The last letter: its row goes when it is sent.
    notices::tell_address(tx, &row.email, &row.language, Kind::AccountDeleted, &row.id, now)
}

/// The locked row of who wants to leave, if they may.
fn lock_leaving(tx: &mut Tx, id: UserId) -> Result<UserRow> {
    let user = lock_among_admins(tx, id)?;
    expect_another_admin(tx, &user)?;
    for membership in memberships::list_of_user(tx, id)? {
        let organization = organizations::lock(tx, membership.organization_id)?;
        let is_working =
            matches!(organization.status, OrganizationStatus::Active | OrganizationStatus::Suspended | OrganizationStatus::Dormant);
        let is_manager = memberships::get(tx, id, organization.id)?.is_some_and(|own| own.role == MembershipRole::Manager);
        if is_working && is_manager && memberships::count_other_managers(tx, organization.id, id)? == 0 {
            let message =
                format!("You are the last manager of {}; make another member a manager first, or ask the admins.", organization.name);
            return Err(Error::conflict("last_manager", message));
        }
    }
    Ok(user)
}

/// What is left is an id, which the audit trail and the organization's submissions name.
fn erase(tx: &mut Tx, user: &UserRow, now: Timestamp) -> Result<()> {
    let id = user.id;
    let mut addresses = vec![user.email.clone(), user.folded_email.clone()];
    // An address that nobody confirmed may be another's, and what was written from there is theirs.
    let changes = address_changes::list_of_user(tx, id)?.into_iter().filter(|change| change.confirmed_at.is_some());
    addresses.extend(changes.flat_map(|change| [change.old_email, change.new_email]));
    for address in addresses.clone() {
        addresses.extend(persons::spellings(tx, &address)?);
    }
    addresses.sort();
    addresses.dedup();
    let stand_in = stand_in(id);
    end_access(tx, id, now)?;
    sessions::delete_of_user(tx, id)?;
    api_tokens::delete_of_user(tx, id)?;
    known_origins::delete_of_user(tx, id)?;
    address_changes::delete_of_user(tx, id)?;
    password_resets::delete_of_user(tx, id)?;
    second_factors::delete_of_user(tx, id)?;
    successors::delete_of_user(tx, id)?;
    memberships::delete_of_user(tx, id)?;
    mail_choices::forget(tx, id)?;
    idempotency::delete_of_actor(tx, &id.to_string())?;
    invitations::erase_address(tx, &user.folded_email, &stand_in, now)?;
    organizations::erase_contact(tx, &addresses, FORMER_MEMBER, &stand_in, now)?;
    exports::end_of_user(tx, id, "The account that asked for it was deleted.", now)?;
    // How many want a translation is part of what the public sees.
    for resource in wishes::delete_of_user(tx, id)? {
        tx.change(ChangeKind::Resource, resource);
    }
    persons::erase(tx, &id.to_string(), &addresses)?;
    for address in &addresses {
        // What came back from there says who it was; and the last letter is to leave in any case.
        bouncing_addresses::delete(tx, &address.to_lowercase())?;
        for message in contact_messages::list_of_address(tx, address)? {
            contact_messages::erase(tx, message.id, now)?;
        }
    }
    let mail = notifications::delete_of_person(tx, id, &addresses)?;
    for notification in mail {
        jobs::delete_of_subject(tx, &notification)?;
    }
    events::erase_person(tx, id, &addresses, now)?;
    users::erase(tx, id, FORMER_MEMBER, &stand_in, now)
}

/// An address that is nobody's and reaches nobody (RFC 2606), where one has to stand.
fn stand_in(id: UserId) -> String {
    format!("{id}@deleted.invalid")
}

fn record(tx: &mut Tx, id: UserId, act: &'static str, details: serde_json::Value, now: Timestamp) -> Result<()> {
    events::record(tx, &Event { actor: Some(id), act, subject_kind: "user", subject: &id, details, personal: &[] }, now)
}
