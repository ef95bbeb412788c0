//! What an organization says of itself, changed by its managers. The first changes wait until an admin has looked at them; once enough were
//! accepted, its managers are trusted: then changes apply at once, and are written down just the same.
//!
//! What hides (the group, its country) never waits: some groups are in danger.

use super::{record, rules, save};
use crate::auth::{Admin, User};
use crate::db::organization_edits::{self as edits, EditRow};
use crate::db::organizations::{self, OrganizationRow, directory};
use crate::db::{AnyConn, Tx, blobs, submissions, vocabularies};
use crate::domain::ids::{EditId, OrganizationId};
use crate::domain::organization::folded_name;
use crate::domain::profile::ProfileChanges;
use crate::domain::time::Timestamp;
use crate::domain::words::{ChangeKind, EditStatus, OrganizationStatus};
use crate::error::{Context, Error, Result};
use crate::library::notices::{self, Kind};
use serde_json::json;

/// Edits that a manager is shown.
const EDITS_SHOWN: i64 = 20;

/// What is to change.
pub struct Edit<'a> {
    pub changes: &'a ProfileChanges,
    pub is_unlisted: Option<bool>,
    pub hides_country: Option<bool>,
    /// The version that was read; absent for what can't be lost by two at once, a picture.
    pub version: Option<i64>,
}

/// ProfileChanges the profile, or leaves the change for an admin to look at.
pub fn edit(tx: &mut Tx, user: &User, id: OrganizationId, edit: &Edit, now: Timestamp) -> Result<OrganizationRow> {
    user.may_manage(id)?;
    let mut organization = organizations::lock(tx, id)?;
    expect_version(&organization, edit.version)?;
    expect_living(&organization)?;
    hide(tx, user, &mut organization, edit, now)?;
    if edit.changes.fields().is_empty() {
        return Ok(organization);
    }
    let waiting = edits::get_waiting(tx, id)?;
    let is_trusted = waiting.is_none() && edits::count_accepted(tx, id)? >= rules::in_force(tx)?.reviewed_edits;
    // An admin waits for nobody; what waits of others still waits.
    if is_trusted || Admin::of(user.clone()).is_ok() {
        write_edit(tx, user, id, edit.changes, EditStatus::Applied, now)?;
        apply(tx, &mut organization, edit.changes, now)?;
        record(tx, Some(user.id()), "organization.edit", id, json!({"fields": edit.changes.fields()}), &[], now)?;
        return Ok(organization);
    }
    let mut changes = edit.changes.clone();
    if let Some(earlier) = waiting {
        changes = changes.over(earlier.changes()?);
        edits::set_decided(tx, earlier.id, EditStatus::Replaced, user.id(), None, now)?;
    }
    let waiting = write_edit(tx, user, id, &changes, EditStatus::Waiting, now)?;
    drop_unused_logos(tx, &organization)?;
    record(tx, Some(user.id()), "organization.propose_edit", id, json!({"edit": waiting.id, "fields": changes.fields()}), &[], now)?;
    notices::tell_admins(tx, Kind::EditWaiting, &waiting.id, now)?;
    Ok(organization)
}

fn expect_version(organization: &OrganizationRow, version: Option<i64>) -> Result<()> {
    match version {
        Some(version) if version != organization.version => Err(Error::Conflict {
            code: "version_conflict",
            message: format!(
                "The organization has changed since you read it: it is at version {} now, and you named {version}.",
                organization.version
            ),
            by: None,
            at: Some(organization.updated_at),
        }),
        _ => Ok(()),
    }
}

fn expect_living(organization: &OrganizationRow) -> Result<()> {
    match organization.status {
        OrganizationStatus::Active | OrganizationStatus::Dormant => Ok(()),
        status => Err(Error::conflict("wrong_status", format!("The organization is {status} and its profile can't be changed now."))),
    }
}

fn hide(tx: &mut Tx, user: &User, organization: &mut OrganizationRow, edit: &Edit, now: Timestamp) -> Result<()> {
    let is_unlisted = edit.is_unlisted.unwrap_or(organization.is_unlisted);
    let hides_country = edit.hides_country.unwrap_or(organization.hides_country);
    if (is_unlisted, hides_country) == (organization.is_unlisted, organization.hides_country) {
        return Ok(());
    }
    (organization.is_unlisted, organization.hides_country) = (is_unlisted, hides_country);
    save(tx, organization, now)?;
    let details = json!({"is_unlisted": is_unlisted, "hides_country": hides_country});
    record(tx, Some(user.id()), "organization.hide", organization.id, details, &[], now)?;
    tx.change(ChangeKind::Organization, organization.id);
    Ok(())
}

fn write_edit(
    tx: &mut Tx,
    user: &User,
    id: OrganizationId,
    changes: &ProfileChanges,
    status: EditStatus,
    now: Timestamp,
) -> Result<EditRow> {
    let edit = EditRow {
        id: EditId::new(),
        organization_id: id,
        proposed_by: user.id(),
        changes: serde_json::to_string(changes).context("writing down an edit")?,
        status,
        note: None,
        created_at: now,
        decided_at: None,
        decided_by: None,
    };
    edits::insert(tx, &edit)?;
    if let Some(sha256) = changes.logo.as_deref().filter(|sha256| !sha256.is_empty()) {
        edits::keep_logo(tx, id, sha256, now)?;
    }
    Ok(edit)
}

/// Writes the changes into the row. A name that it had is found from now on as a former one.
fn apply(tx: &mut Tx, organization: &mut OrganizationRow, changes: &ProfileChanges, now: Timestamp) -> Result<()> {
    let to_json = |value: serde_json::Result<String>| value.context("writing down a profile");
    if let Some(name) = &changes.name {
        rename(tx, organization, name, now)?;
    }
    if let Some(summary) = &changes.summary {
        organization.summary.clone_from(summary);
    }
    if let Some(translations) = &changes.translations {
        organization.translations = to_json(serde_json::to_string(translations))?;
    }
    if let Some(country) = &changes.country {
        organization.country = Some(country.clone());
    }
    if let Some(website) = &changes.website {
        organization.website = Some(website.clone()).filter(|website| !website.is_empty());
    }
    if let Some(languages) = &changes.languages {
        organization.languages = to_json(serde_json::to_string(languages))?;
    }
    if let Some(topics) = &changes.topics {
        // One of them may have been merged while the edit waited.
        let known = vocabularies::in_force(tx)?.topics;
        let mut meant: Vec<&str> = Vec::new();
        for topic in topics.iter().map(|topic| known.meaning(topic)) {
            if !meant.contains(&topic) {
                meant.push(topic);
            }
        }
        organization.topics = to_json(serde_json::to_string(&meant))?;
    }
    if let Some(logo) = &changes.logo {
        organization.logo_sha256 = Some(logo.clone()).filter(|logo| !logo.is_empty());
    }
    match save(tx, organization, now) {
        Err(Error::Conflict { code: "already_exists", .. }) => return Err(name_taken()),
        done => done?,
    }
    drop_unused_logos(tx, organization)?;
    tx.change(ChangeKind::Organization, organization.id);
    Ok(())
}

fn name_taken() -> Error {
    Error::conflict("name_taken", "Another member has this name; choose one that tells them apart.")
}

fn rename(tx: &mut Tx, organization: &mut OrganizationRow, name: &str, now: Timestamp) -> Result<()> {
    let folded = folded_name(name);
    if folded != organization.folded_name {
        directory::add_former_name(tx, organization.id, &organization.folded_name, &organization.name, now)?;
        directory::delete_former_name(tx, organization.id, &folded)?;
    }
    name.clone_into(&mut organization.name);
    organization.folded_name = folded;
    Ok(())
}

/// Pictures that are neither shown nor proposed need not be kept.
fn drop_unused_logos(tx: &mut Tx, organization: &OrganizationRow) -> Result<()> {
    let proposed = edits::get_waiting(tx, organization.id)?.map(|edit| edit.changes()).transpose()?.and_then(|changes| changes.logo);
    let kept: Vec<String> = organization.logo_sha256.iter().cloned().chain(proposed).filter(|sha256| !sha256.is_empty()).collect();
    edits::keep_only_logos(tx, organization.id, &kept)
}

/// Takes a picture over whose bytes are stored: it shows after an admin has seen it, or at once, as all of the profile.
pub fn set_logo(tx: &mut Tx, user: &User, id: OrganizationId, sha256: &str, size_bytes: i64, now: Timestamp) -> Result<OrganizationRow> {
    user.may_manage(id)?;
    organizations::lock(tx, id)?;
    blobs::upsert(tx, sha256, size_bytes, now)?;
    let found = blobs::Findings {
        status: crate::domain::words::FileStatus::NoText,
        media_type: "image/png",
        page_count: None,
        language: None,
        title: None,
        detail: None,
        extractor_version: crate::extract::VERSION,
    };
    blobs::set_inspected(tx, sha256, &found, now)?;
    // Before the row that shows it: what is applied keeps only the pictures that are named.
    edits::keep_logo(tx, id, sha256, now)?;
    change_logo(tx, user, id, sha256.to_owned(), now)
}

pub fn remove_logo(tx: &mut Tx, user: &User, id: OrganizationId, now: Timestamp) -> Result<OrganizationRow> {
    change_logo(tx, user, id, String::new(), now)
}

fn change_logo(tx: &mut Tx, user: &User, id: OrganizationId, logo: String, now: Timestamp) -> Result<OrganizationRow> {
    let changes = ProfileChanges { logo: Some(logo), ..ProfileChanges::default() };
    edit(tx, user, id, &Edit { changes: &changes, is_unlisted: None, hides_country: None, version: None }, now)
}

/// Takes a proposed change over, or refuses it with a note. Whoever proposed it is told.
pub fn decide_edit(tx: &mut Tx, admin: &Admin, id: EditId, accepts: bool, note: Option<&str>, now: Timestamp) -> Result<EditRow> {
    let organization = edits::find(tx, id)?.organization_id;
    let mut organization = organizations::lock(tx, organization)?;
    let edit = edits::lock(tx, id)?;
    if edit.status != EditStatus::Waiting {
        let message = format!("The edit is {} and can't be decided now.", edit.status);
        return Err(Error::Conflict { code: "already_decided", message, by: None, at: edit.decided_at });
    }
    let status = if accepts { EditStatus::Accepted } else { EditStatus::Declined };
    edits::set_decided(tx, id, status, admin.id(), note, now)?;
    if accepts {
        expect_living(&organization)?;
        apply(tx, &mut organization, &edit.changes()?, now)?;
    } else {
        drop_unused_logos(tx, &organization)?;
    }
    let details = json!({"edit": id, "status": status, "note": note});
    record(tx, Some(admin.id()), "organization.decide_edit", organization.id, details, &[], now)?;
    let proposer = crate::db::users::get(tx, edit.proposed_by)?;
    let proposer = proposer.filter(|user| user.status == crate::domain::words::UserStatus::Active);
    notices::tell_others(tx, proposer.as_slice(), Some(admin.id()), Kind::EditDecided, &id, now)?;
    edits::find(tx, id)
}

/// What an organization keeps here, and may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    pub limit_bytes: i64,
    pub used_bytes: i64,
}

impl Quota {
    pub fn left_bytes(self) -> i64 {
        self.limit_bytes.saturating_sub(self.used_bytes).max(0)
    }
}

pub fn quota(c: &mut AnyConn, organization: &OrganizationRow) -> Result<Quota> {
    let limit_bytes = organization.quota_bytes.map_or_else(|| rules::in_force(c).map(|rules| rules.quota_bytes), Ok)?;
    Ok(Quota { limit_bytes, used_bytes: submissions::stored_bytes(c, organization.id)? })
}

/// What an organization may still upload, looked at before bytes are sent. Of two uploads at once both may just fit: the next is refused.
#[derive(Clone, Debug)]
pub struct Room {
    organization: String,
    quota: Quota,
}

impl Room {
    pub fn of(c: &mut AnyConn, id: OrganizationId) -> Result<Self> {
        let organization = organizations::find(c, id)?;
        Ok(Self { quota: quota(c, &organization)?, organization: organization.name })
    }

    /// For a request whose answer is known already.
    pub fn unlimited() -> Self {
        Self { organization: String::new(), quota: Quota { limit_bytes: i64::MAX, used_bytes: 0 } }
    }

    /// Refuses what does not fit, with what is left and what to do.
    pub fn expect(&self, coming_bytes: u64) -> Result<()> {
        let left = u64::try_from(self.quota.left_bytes()).unwrap_or(0);
        if coming_bytes <= left {
            return Ok(());
        }
        let limit = in_words(u64::try_from(self.quota.limit_bytes).unwrap_or(0));
        let message = format!(
            "{} has {} left of its {limit}, and this is {}. Delete drafts that nobody needs, or ask an admin for more room.",
            self.organization,
            in_words(left),
            in_words(coming_bytes)
        );
        Err(Error::TooLarge { message })
    }
}

/// A number of bytes as people say it: never more than it is.
fn in_words(bytes: u64) -> String {
    let units = [("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000)];
    match units.iter().find(|(_, unit)| bytes >= *unit) {
        Some((name, unit)) => format!("{}.{} {name}", bytes / unit, bytes % unit * 10 / unit),
        None => format!("{bytes} bytes"),
    }
}

/// Gives an organization other room than the rest; with `None` the same.
pub fn set_quota(tx: &mut Tx, admin: &Admin, id: OrganizationId, bytes: Option<i64>, now: Timestamp) -> Result<OrganizationRow> {
    let mut organization = organizations::lock(tx, id)?;
    organization.quota_bytes = bytes;
    save(tx, &mut organization, now)?;
    record(tx, Some(admin.id()), "organization.set_quota", id, json!({"bytes": bytes}), &[], now)?;
    Ok(organization)
}

/// An organization as its managers and the admins see it.
pub struct Inside {
    pub organization: OrganizationRow,
    pub former_names: Vec<String>,
    pub quota: Quota,
    /// The newest first; one of them may wait.
    pub edits: Vec<EditRow>,
    /// Whether changes of the profile wait for an admin.
    pub is_reviewed: bool,
}

pub fn inside(c: &mut AnyConn, user: &User, id: OrganizationId) -> Result<Inside> {
    user.may_manage(id)?;
    let organization = organizations::find(c, id)?;
    Ok(Inside {
        former_names: directory::list_former_names(c, id)?,
        quota: quota(c, &organization)?,
        edits: edits::list_of_organization(c, id, EDITS_SHOWN)?,
        is_reviewed: edits::count_accepted(c, id)? < rules::in_force(c)?.reviewed_edits,
        organization,
    })
}
