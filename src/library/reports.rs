//! Reports: anyone says that something is wrong with a public resource, gets a receipt, and is answered.
//!
//! Of a report that is confidential ([`ReportKind::is_confidential`]) the organization that shares the resource learns nothing, nor do reviewers
//! who belong to it: who reported may have to fear them.

use super::notices::{self, Kind};
use crate::auth::Reviewer;
use crate::db::events::{self, Event};
use crate::db::reports::{self, Filter, ReportRow};
use crate::db::{AnyConn, Tx, editions, resources};
use crate::domain::ids::{ReportId, ResourceId};
use crate::domain::language::LanguageTag;
use crate::domain::text::EmailAddress;
use crate::domain::time::Timestamp;
use crate::domain::words::{ReportKind, ReportStatus, SiteRole};
use crate::error::{Error, Result};
use serde_json::json;

/// What somebody says.
pub struct NewReport {
    pub id: ReportId,
    pub kind: ReportKind,
    pub message: String,
    /// Where the answer goes, if they want one by mail.
    pub email: Option<EmailAddress>,
    pub language: LanguageTag,
}

/// The number by which people speak of a report: it says nothing of how many there are.
pub fn number(id: ReportId) -> String {
    let digits = id.uuid().simple().to_string().to_uppercase();
    format!("R-{}", digits.get(digits.len() - 8..).unwrap_or_default())
}

pub fn report(tx: &mut Tx, resource: ResourceId, new: &NewReport, now: Timestamp) -> Result<ReportRow> {
    // Only what can be seen can be reported; of the rest the public learns what it learns anyway.
    let organization = editions::lock_public(tx, resource)?.owner();
    let row = ReportRow {
        id: new.id,
        resource_id: resource,
        kind: new.kind,
        message: new.message.clone(),
        email: new.email.as_ref().map(|email| email.as_str().to_owned()),
        language: new.language.clone(),
        status: ReportStatus::Open,
        answer: None,
        answered_by: None,
        answered_at: None,
        version: 1,
        created_at: now,
    };
    reports::insert(tx, &row)?;
    let details = json!({"report": row.id, "kind": row.kind});
    let event = Event { actor: None, act: "resource.report", subject_kind: "resource", subject: &resource, details, personal: &[] };
    events::record(tx, &event, now)?;
    if let Some(email) = &row.email {
        notices::tell_address(tx, email, &row.language, Kind::ReportReceived, &row.id, now)?;
    }
    let not_of = row.kind.is_confidential().then_some(organization);
    notices::tell_reviewers(tx, not_of, Kind::ReportWaiting, &row.id, now)?;
    if matches!(row.kind, ReportKind::Copyright | ReportKind::DeadLink | ReportKind::OutOfDate) {
        notices::tell_organization(tx, organization, None, Kind::ReportForOrganization, &row.id, now)?;
    }
    Ok(row)
}

/// A page of reports, without those that this reviewer's own organizations must not know of. (An admin answers for the whole library.)
pub fn list(c: &mut AnyConn, reviewer: &Reviewer, filter: Filter, after: Option<ReportId>, limit: i64) -> Result<Vec<ReportRow>> {
    let own = reviewer.user().memberships().iter().map(|membership| membership.organization_id);
    let not_confidential_of = if reviewer.user().role() == SiteRole::Admin { Vec::new() } else { own.collect() };
    reports::list(c, &Filter { not_confidential_of, ..filter }, after, limit)
}

/// Ends a report, with words to whoever reported or without. Said again, the later words count.
pub fn answer(tx: &mut Tx, reviewer: &Reviewer, id: ReportId, answer: Option<&str>, version: i64, now: Timestamp) -> Result<ReportRow> {
    let report = reports::lock(tx, id)?;
    let organization = resources::find(tx, report.resource_id)?.organization_id;
    let user = reviewer.user();
    if report.kind.is_confidential() && user.role() != SiteRole::Admin && user.is_member_of(organization) {
        return Err(Error::NotFound("report"));
    }
    if report.version != version {
        let message =
            format!("The report has changed since you read it: it is at version {} now, and you named {version}.", report.version);
        let by = report.answered_by.map(|by| crate::db::users::get(tx, by)).transpose()?.flatten().map(|user| user.name);
        return Err(Error::Conflict { code: "version_conflict", message, by, at: report.answered_at });
    }
    let status = if answer.is_some() { ReportStatus::Answered } else { ReportStatus::Closed };
    reports::set_answered(tx, id, status, answer, reviewer.id(), now)?;
    let details = json!({"report": id, "status": status});
    let event = Event {
        actor: Some(reviewer.id()),
        act: "resource.answer_report",
        subject_kind: "resource",
        subject: &report.resource_id,
        details,
        personal: &[],
    };
    events::record(tx, &event, now)?;
    if let Some(email) = &report.email {
        notices::tell_address(tx, email, &report.language, Kind::ReportAnswered, &id, now)?;
    }
    reports::find(tx, id)
}
