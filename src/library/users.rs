//! People with a login, as admins see them and what admins do to them: roles on the whole site, accounts closed and opened again. What always
//! holds: an active admin is left.

use super::deletion;
use crate::auth::Admin;
use crate::db::events::{self, Event};
use crate::db::memberships::{self, Membership};
use crate::db::users::{self, UserRow};
use crate::db::{AnyConn, Tx};
use crate::domain::ids::{OrganizationId, UserId};
use crate::domain::organization::folded_name;
use crate::domain::time::Timestamp;
use crate::domain::words::{SiteRole, UserStatus};
use crate::error::{Error, Result};
use serde_json::json;

/// Rows that are looked through at once.
const PIECE: i64 = 500;

/// Which people are meant: all that fit each of these.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Letters of the name or the address, whatever their case.
    pub words: Option<String>,
    pub role: Option<SiteRole>,
    pub status: Option<UserStatus>,
    pub organization: Option<OrganizationId>,
}

impl Filter {
    fn lets_through(&self, user: &UserRow) -> bool {
        self.role.is_none_or(|role| role == user.role)
            && self.status.is_none_or(|status| status == user.status)
            && self.words.as_ref().is_none_or(|words| {
                let in_name_or_address = format!("{} {}", folded_name(&user.name), user.folded_email);
                folded_name(words).split_whitespace().all(|word| in_name_or_address.contains(word))
            })
    }
}

/// Someone, with the organizations that they belong to.
pub struct Person {
    pub user: UserRow,
    pub memberships: Vec<Membership>,
}

/// A page of people in the order in which their accounts were made, the newest last.
pub fn list(c: &mut AnyConn, _admin: &Admin, filter: &Filter, mut after: Option<UserId>, limit: usize) -> Result<Vec<Person>> {
    let mut found = Vec::new();
    // Names are compared as people read them, which no index of the database does; a network has thousands of people and not millions.
    loop {
        let piece = users::list(c, after, PIECE)?;
        let Some(last) = piece.last() else { return Ok(found) };
        after = Some(last.id);
        for user in piece.into_iter().filter(|user| filter.lets_through(user)) {
            let memberships = memberships::list_of_user(c, user.id)?;
            let is_meant = |of: OrganizationId| memberships.iter().any(|membership| membership.organization_id == of);
            if filter.organization.is_none_or(is_meant) {
                found.push(Person { user, memberships });
            }
            if found.len() == limit {
                return Ok(found);
            }
        }
    }
}

pub fn find(c: &mut AnyConn, _admin: &Admin, id: UserId) -> Result<Person> {
    Ok(Person { user: users::find(c, id)?, memberships: memberships::list_of_user(c, id)? })
}

/// Locks someone and, before them, every admin in the order of their ids: of two who take each other's role away or leave at once, one comes
/// second and sees what the first did.
pub(super) fn lock_among_admins(tx: &mut Tx, id: UserId) -> Result<UserRow> {
    for admin in users::list_by_role(tx, &[SiteRole::Admin])? {
        users::lock(tx, admin.id)?;
    }
    users::lock(tx, id)
}

fn lock(tx: &mut Tx, id: UserId, version: Option<i64>) -> Result<UserRow> {
    let user = lock_among_admins(tx, id)?;
    if version.is_some_and(|version| version != user.version) {
        let message = format!("The account was changed meanwhile: it is at version {} now.", user.version);
        return Err(Error::Conflict { code: "version_conflict", message, by: None, at: Some(user.updated_at) });
    }
    Ok(user)
}

/// Refuses what would leave the library without anyone who can run it.
pub(super) fn expect_another_admin(tx: &mut Tx, user: &UserRow) -> Result<()> {
    let is_admin = user.role == SiteRole::Admin && user.status == UserStatus::Active;
    let others = users::list_by_role(tx, &[SiteRole::Admin])?.into_iter().filter(|admin| admin.id != user.id).count();
    if !is_admin || others > 0 {
        return Ok(());
    }
    Err(Error::conflict("last_admin", "This is the last admin of the library; make someone else an admin first."))
}

/// Changes what someone may do on the whole site, from their next request on.
pub fn set_role(tx: &mut Tx, admin: &Admin, id: UserId, role: SiteRole, version: i64, now: Timestamp) -> Result<Person> {
    let user = lock(tx, id, Some(version))?;
    if role != user.role {
        if role != SiteRole::Admin {
            expect_another_admin(tx, &user)?;
        }
        users::set_role(tx, id, role, now)?;
        record(tx, admin, "user.set_role", id, json!({"old": user.role, "new": role}), &[], now)?;
    }
    find(tx, admin, id)
}

/// Closes an account: it can sign in no more, and every session and token of it ends at once.
pub fn deactivate(tx: &mut Tx, admin: &Admin, id: UserId, note: Option<&str>, now: Timestamp) -> Result<Person> {
    let user = lock(tx, id, None)?;
    if user.status == UserStatus::Deactivated {
        return Err(Error::conflict("wrong_status", "The account is deactivated already."));
    }
    expect_another_admin(tx, &user)?;
    deletion::close(tx, &user, now)?;
    let personal: Vec<_> = note.map(|note| ("note", note)).into_iter().collect();
    record(tx, admin, "user.deactivate", id, json!({}), &personal, now)?;
    find(tx, admin, id)
}

/// Opens an account again; its owner signs in as before.
pub fn reactivate(tx: &mut Tx, admin: &Admin, id: UserId, now: Timestamp) -> Result<Person> {
    let user = lock(tx, id, None)?;
    if user.status == UserStatus::Active {
        return Err(Error::conflict("wrong_status", "The account is active; there is nothing to do."));
    }
    deletion::reopen(tx, &user, now)?;
    record(tx, admin, "user.reactivate", id, json!({}), &[], now)?;
    find(tx, admin, id)
}

fn record(
    tx: &mut Tx,
    admin: &Admin,
    act: &'static str,
    id: UserId,
    details: serde_json::Value,
    personal: &[(&'static str, &str)],
    now: Timestamp,
) -> Result<()> {
    events::record(tx, &Event { actor: Some(admin.id()), act, subject_kind: "user", subject: &id, details, personal }, now)
}
