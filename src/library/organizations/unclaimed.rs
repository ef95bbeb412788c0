//! Organizations that nobody manages: an old library's, made by an admin so that what they shared has its place. They are taken over by an
//! invitation from an admin, or by a request to join that an admin accepts.

use super::record;
use crate::auth::Admin;
use crate::db::organizations::{self, OrganizationRow};
use crate::db::{AnyConn, Tx};
use crate::domain::ids::OrganizationId;
use crate::domain::language::LanguageTag;
use crate::domain::organization::folded_name;
use crate::domain::profile::ProfileChanges;
use crate::domain::time::Timestamp;
use crate::domain::words::{ChangeKind, OrganizationStatus};
use crate::error::{Context, Error, FieldError, Result};
use serde_json::json;

/// Makes an active organization without people. Of the profile, the name and the summary must be there.
pub fn create(tx: &mut Tx, admin: &Admin, profile: &ProfileChanges, now: Timestamp) -> Result<OrganizationRow> {
    let missing = |field: &str, remedy: &str| FieldError::new(field, format!("is missing; {remedy}"));
    let (name, summary) = match (&profile.name, &profile.summary) {
        (Some(name), Some(summary)) => (name, summary),
        (name, summary) => {
            let name = name.is_none().then(|| missing("name", "say what the organization is called"));
            let summary = summary.is_none().then(|| missing("summary", "say what the organization does and for whom"));
            return Err(Error::Invalid(name.into_iter().chain(summary).collect()));
        }
    };
    let json = |value: serde_json::Result<String>| value.context("writing down a profile");
    let languages = profile.languages.clone().unwrap_or_else(|| vec![LanguageTag::undetermined()]);
    let organization = OrganizationRow {
        id: OrganizationId::new(),
        name: name.clone(),
        folded_name: folded_name(name),
        status: OrganizationStatus::Active,
        summary: summary.clone(),
        country: profile.country.clone(),
        hides_country: false,
        is_unlisted: false,
        website: profile.website.clone().filter(|website| !website.is_empty()),
        languages: json(serde_json::to_string(&languages))?,
        topics: json(serde_json::to_string(&profile.topics.clone().unwrap_or_default()))?,
        translations: json(serde_json::to_string(&profile.translations.clone().unwrap_or_default()))?,
        // There is nobody to write to.
        contact_name: String::new(),
        contact_email: String::new(),
        contact_language: LanguageTag::english(),
        message: None,
        version: 1,
        created_at: now,
        updated_at: now,
        email_confirmed_at: None,
        decided_at: Some(now),
        decided_by: Some(admin.id()),
        decision_note: None,
        last_active_at: None,
        status_reason: None,
        status_changed_at: None,
        merged_into: None,
        quota_bytes: None,
        warned_at: None,
        logo_sha256: None,
    };
    match organizations::insert(tx, &organization) {
        Err(Error::Conflict { code: "already_exists", .. }) => {
            return Err(Error::conflict("name_taken", "Another member has this name; choose one that tells them apart."));
        }
        done => done?,
    }
    record(tx, Some(admin.id()), "organization.create", organization.id, json!({}), &[], now)?;
    tx.change(ChangeKind::Organization, organization.id);
    Ok(organization)
}

/// Those that nobody manages, by page.
pub fn list(c: &mut AnyConn, _: &Admin, after: Option<OrganizationId>, limit: i64) -> Result<Vec<OrganizationRow>> {
    organizations::list_unclaimed(c, after, limit)
}
