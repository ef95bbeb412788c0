//! Use reports: "used with 40 people, cut to two hours". Short, written by a member of an organization, read by a reviewer of another one before
//! anyone sees it, and gone with the resource.

use super::notices::{self, Kind};
use crate::auth::{Admin, Reviewer, User};
use crate::db::events::{self, Event};
use crate::db::uses::{self, Filter, UseRow};
use crate::db::{AnyConn, Tx, editions, resources, users};
use crate::domain::ids::{OrganizationId, ResourceId, UseId, UserId};
use crate::domain::time::Timestamp;
use crate::domain::words::{ChangeKind, UseStatus};
use crate::error::{Error, Result};
use serde_json::json;

/// What somebody tells.
#[derive(Clone)]
pub struct UseText {
    pub people: Option<i32>,
    /// Where and with whom: "a prison", "online, with parents".
    pub setting: Option<String>,
    /// What was changed for it.
    pub changed: Option<String>,
    pub text: String,
    /// A resource that came of it.
    pub adaptation_id: Option<ResourceId>,
}

pub fn create(
    tx: &mut Tx,
    user: &User,
    resource: ResourceId,
    organization: Option<OrganizationId>,
    text: &UseText,
    now: Timestamp,
) -> Result<UseRow> {
    editions::lock_public(tx, resource)?;
    let organization_id = user.upload_organization(organization)?;
    check_adaptation(tx, resource, text)?;
    let row = UseRow {
        id: UseId::new(),
        resource_id: resource,
        organization_id,
        user_id: user.id(),
        status: UseStatus::Pending,
        people: text.people,
        setting: text.setting.clone(),
        changed: text.changed.clone(),
        text: text.text.clone(),
        adaptation_id: text.adaptation_id,
        version: 1,
        created_at: now,
        updated_at: now,
        decided_by: None,
        decided_at: None,
        decision_note: None,
    };
    uses::insert(tx, &row)?;
    record(tx, user.id(), "use.create", &row, json!({"resource": resource}), now)?;
    notices::tell_reviewers(tx, Some(organization_id), Kind::UseWaiting, &row.id, now)?;
    Ok(row)
}

fn check_adaptation(c: &mut AnyConn, resource: ResourceId, text: &UseText) -> Result<()> {
    let Some(adaptation) = text.adaptation_id else { return Ok(()) };
    let refused = || Error::invalid("adaptation_id", "must be another resource that is public");
    if adaptation == resource {
        return Err(refused());
    }
    editions::lock_public(c, adaptation).map(drop).map_err(|failure| match failure {
        Error::NotFound(_) | Error::Gone { .. } | Error::Hidden { .. } => refused(),
        failure => failure,
    })
}

fn record(tx: &mut Tx, actor: UserId, act: &'static str, row: &UseRow, details: serde_json::Value, now: Timestamp) -> Result<()> {
    events::record(tx, &Event { actor: Some(actor), act, subject_kind: "use", subject: &row.id, details, personal: &[] }, now)
}

/// The use report with its resource locked first, as every act locks them.
fn lock(tx: &mut Tx, id: UseId) -> Result<UseRow> {
    let resource = uses::find(tx, id)?.resource_id;
    resources::lock(tx, resource)?;
    uses::lock(tx, id)
}

/// Whether it may be changed: by its writer while they belong to its organization, and by that organization's managers. To others one that is not
/// public does not exist.
fn may_change(user: &User, row: &UseRow) -> Result<()> {
    let is_member = user.is_member_of(row.organization_id);
    if is_member && (row.user_id == user.id() || user.may_manage(row.organization_id).is_ok()) {
        return Ok(());
    }
    let refused = Error::forbidden("not_the_writer", "Only whoever wrote it and managers of their organization may do this.");
    let may_know = is_member || user.is_reviewer() || row.status == UseStatus::Approved;
    Err(if may_know { refused } else { Error::NotFound("use") })
}

fn expect_version(c: &mut AnyConn, row: &UseRow, version: i64) -> Result<()> {
    if row.version == version {
        return Ok(());
    }
    let by = users::get(c, row.decided_by.unwrap_or(row.user_id))?.map(|user| user.name);
    let message = format!("The use report has changed since you read it: it is at version {} now, and you named {version}.", row.version);
    Err(Error::Conflict { code: "version_conflict", message, by, at: Some(row.updated_at) })
}

/// Writes it anew; it is read by a reviewer again before anyone sees it.
pub fn edit(tx: &mut Tx, user: &User, id: UseId, text: &UseText, version: i64, now: Timestamp) -> Result<UseRow> {
    let mut row = lock(tx, id)?;
    may_change(user, &row)?;
    user.upload_organization(Some(row.organization_id))?;
    expect_version(tx, &row, version)?;
    check_adaptation(tx, row.resource_id, text)?;
    let UseText { people, setting, changed, text, adaptation_id } = text.clone();
    let was_public = row.status == UseStatus::Approved;
    row = UseRow { people, setting, changed, text, adaptation_id, status: UseStatus::Pending, updated_at: now, ..row };
    row = UseRow { version: row.version + 1, decided_by: None, decided_at: None, decision_note: None, ..row };
    uses::save(tx, &row)?;
    count(tx, &row, was_public)?;
    record(tx, user.id(), "use.edit", &row, json!({}), now)?;
    notices::tell_reviewers(tx, Some(row.organization_id), Kind::UseWaiting, &row.id, now)?;
    Ok(row)
}

/// Removes it for good. Reviewers may as well: it stands on somebody else's resource.
pub fn delete(tx: &mut Tx, user: &User, id: UseId, now: Timestamp) -> Result<()> {
    let row = lock(tx, id)?;
    if !user.is_reviewer() {
        may_change(user, &row)?;
    }
    uses::delete(tx, id)?;
    count(tx, &row, row.status == UseStatus::Approved)?;
    record(tx, user.id(), "use.delete", &row, json!({"resource": row.resource_id}), now)
}

/// What an organization told that ends: all of it goes, or only what waits is declined, because nobody is left who answers for it.
pub fn end_of_organization(tx: &mut Tx, admin: &Admin, id: OrganizationId, all_go: bool, now: Timestamp) -> Result<()> {
    let status = if all_go { None } else { Some(UseStatus::Pending) };
    let filter = Filter { status, organizations: Some(vec![id]), ..Filter::default() };
    for told in uses::list_oldest(tx, &filter, None, i64::MAX)? {
        let mut row = lock(tx, told.id)?;
        if all_go {
            uses::delete(tx, row.id)?;
            count(tx, &row, row.status == UseStatus::Approved)?;
            record(tx, admin.id(), "use.delete", &row, json!({"resource": row.resource_id, "organization_closed": id}), now)?;
        } else {
            row = UseRow { status: UseStatus::Declined, decided_by: Some(admin.id()), decided_at: Some(now), ..row };
            row = UseRow { version: row.version + 1, updated_at: now, ..row };
            uses::save(tx, &row)?;
            record(tx, admin.id(), "use.decide", &row, json!({"status": row.status, "organization_closed": id}), now)?;
        }
    }
    Ok(())
}

/// Lets everybody see it, or not. Never on what one's own organization tells.
pub fn decide(
    tx: &mut Tx,
    reviewer: &Reviewer,
    id: UseId,
    approves: bool,
    note: Option<&str>,
    version: i64,
    now: Timestamp,
) -> Result<UseRow> {
    let mut row = lock(tx, id)?;
    if reviewer.user().is_member_of(row.organization_id) || row.user_id == reviewer.id() {
        return Err(Error::forbidden("own_use", "This was written by your own organization; another reviewer has to decide on it."));
    }
    expect_version(tx, &row, version)?;
    let was_public = row.status == UseStatus::Approved;
    row.status = if approves { UseStatus::Approved } else { UseStatus::Declined };
    row = UseRow { decided_by: Some(reviewer.id()), decided_at: Some(now), decision_note: note.map(str::to_owned), ..row };
    row = UseRow { version: row.version + 1, updated_at: now, ..row };
    uses::save(tx, &row)?;
    count(tx, &row, was_public)?;
    record(tx, reviewer.id(), "use.decide", &row, json!({"status": row.status}), now)?;
    let writer = users::find(tx, row.user_id)?;
    notices::tell_user(tx, &writer, Kind::UseDecided, &id, now)?;
    let shared_by = resources::find(tx, row.resource_id)?.organization_id;
    if approves && !was_public && shared_by != row.organization_id {
        notices::tell_organization(tx, shared_by, Some(reviewer.id()), Kind::UseShared, &id, now)?;
    }
    Ok(row)
}

/// What the public sees of the resource has changed where one that counts came or went.
fn count(tx: &mut Tx, row: &UseRow, was_public: bool) -> Result<()> {
    let approved = uses::count_approved(tx, row.resource_id)?;
    resources::set_use_count(tx, row.resource_id, approved)?;
    if was_public || row.status == UseStatus::Approved {
        tx.change(ChangeKind::Resource, row.resource_id);
    }
    Ok(())
}

/// A page of all, for reviewers; for others, of those of their own organizations.
pub fn list(c: &mut AnyConn, user: &User, filter: Filter, after: Option<UseId>, limit: i64) -> Result<Vec<UseRow>> {
    let own = user.memberships().iter().map(|membership| membership.organization_id).collect();
    let organizations = if user.is_reviewer() { None } else { Some(own) };
    uses::list_oldest(c, &Filter { organizations, ..filter }, after, limit)
}

/// A page of what everybody may read about a public resource, newest first.
pub fn list_public(c: &mut AnyConn, resource: ResourceId, before: Option<UseId>, limit: i64) -> Result<Vec<UseRow>> {
    editions::find_public(c, resource)?;
    let filter = Filter { status: Some(UseStatus::Approved), resource: Some(resource), organizations: None };
    uses::list_newest(c, &filter, before, limit)
}
