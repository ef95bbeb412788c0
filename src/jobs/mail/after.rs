//! What mail about a published resource says: read from the rows when it is sent. Of what was purged meanwhile there is nothing to say.

use super::{link, page};
use crate::app::App;
use crate::auth::keys::LinkPurpose;
use crate::db::editions::PublicOrganization;
use crate::db::notifications::NotificationRow;
use crate::db::organizations::OrganizationRow;
use crate::db::resources::ResourceRow;
use crate::db::{AnyConn, editions, hidings, memberships, organizations, removal_requests, reports, resources, uses};
use crate::domain::ids::{HidingId, OrganizationId, RemovalRequestId, ReportId, ResourceId, UseId};
use crate::domain::language::LanguageTag;
use crate::domain::time::Timestamp;
use crate::domain::vocabularies;
use crate::domain::words::{HidingOutcome, OrganizationStatus, RemovalOutcome, ReportStatus, Standing, UseStatus, WithdrawalReason};
use crate::error::{Error, Result};
use crate::library::notices::Kind;
use crate::library::reports::number;
use crate::library::review_dates;
use crate::mail::{DatedItem, Notice};
use url::Url;

/// Resources that a reminder names; the rest it counts.
const NAMED: usize = 20;
/// More than any organization shares.
const MANY: i64 = 100_000;

/// What there is to say about one of these kinds; nothing, where the world has moved on.
pub fn write(app: &App, c: &mut AnyConn, kind: Kind, notification: &NotificationRow) -> Result<Option<Notice>> {
    let subject = notification.subject_id.as_str();
    let written = match kind {
        Kind::ReportReceived | Kind::ReportWaiting | Kind::ReportAnswered | Kind::ReportForOrganization => {
            about_report(app, c, kind, ReportId::parse(subject)?)
        }
        Kind::ResourceHidden | Kind::HidingWaiting | Kind::HidingStatement => about_hiding(app, c, kind, HidingId::parse(subject)?),
        Kind::RemovalRequested | Kind::RemovalDecided => about_removal(app, c, kind, RemovalRequestId::parse(subject)?),
        Kind::ReviewDates => about_dates(app, c, OrganizationId::parse(subject)?),
        Kind::UseWaiting | Kind::UseDecided | Kind::UseShared => about_use(app, c, kind, UseId::parse(subject)?, &notification.language),
        _ => about_resource(app, c, kind, ResourceId::parse(subject)?),
    };
    match written {
        Err(Error::NotFound(_)) => Ok(None),
        written => written,
    }
}

/// A published resource, as a letter speaks of it.
struct Told {
    row: ResourceRow,
    title: String,
    organization: OrganizationRow,
    link: Url,
}

fn told(app: &App, c: &mut AnyConn, id: ResourceId) -> Result<Told> {
    let row = resources::find(c, id)?;
    let edition = editions::find(c, row.current_edition_id.ok_or(Error::NotFound("resource"))?)?;
    let title = edition.metadata.title_or_placeholder().to_owned();
    let organization = organizations::find(c, row.organization_id)?;
    Ok(Told { row, title, organization, link: page(app, &format!("/api/v1/resources/{id}"))? })
}

fn about_report(app: &App, c: &mut AnyConn, kind: Kind, id: ReportId) -> Result<Option<Notice>> {
    let report = reports::find(c, id)?;
    let Told { title, organization, link: resource, .. } = told(app, c, report.resource_id)?;
    let receipt = link(app, "/api/v1/reports", LinkPurpose::Report, id.uuid())?;
    Ok(Some(match kind {
        Kind::ReportReceived => Notice::ReportReceived { title, number: number(id), link: receipt },
        Kind::ReportAnswered => Notice::ReportAnswered { title, number: number(id), answer: report.answer, link: receipt },
        Kind::ReportForOrganization => Notice::ReportForOrganization {
            title,
            organization: organization.name,
            what: report.kind,
            message: report.message,
            link: resource,
        },
        // Somebody was quick.
        _ if report.status != ReportStatus::Open => return Ok(None),
        _ => Notice::ReportWaiting { title, what: report.kind, link: page(app, "/")? },
    }))
}

fn about_hiding(app: &App, c: &mut AnyConn, kind: Kind, id: HidingId) -> Result<Option<Notice>> {
    let hiding = hidings::find(c, id)?;
    let Told { title, organization, .. } = told(app, c, hiding.resource_id)?;
    let (organization, reason, link) = (organization.name, hiding.reason, page(app, "/")?);
    Ok(match kind {
        Kind::ResourceHidden => Some(Notice::ResourceHidden { title, reason, note: hiding.note, link }),
        // Decided meanwhile: nobody waits for these any more.
        _ if !hiding.is_open() => None,
        Kind::HidingStatement => hiding.statement.map(|statement| Notice::HidingStatement { title, organization, statement, link }),
        _ => Some(Notice::HidingWaiting { title, organization, reason, days: days(hiding.hidden_at, app.clock.now()), link }),
    })
}

fn days(since: Timestamp, now: Timestamp) -> u32 {
    u32::try_from((now.unix_seconds() - since.unix_seconds()) / 86_400).unwrap_or(0)
}

fn about_removal(app: &App, c: &mut AnyConn, kind: Kind, id: RemovalRequestId) -> Result<Option<Notice>> {
    let request = removal_requests::find(c, id)?;
    let Told { title, organization, .. } = told(app, c, request.resource_id)?;
    Ok(match (kind, request.outcome) {
        (Kind::RemovalDecided, Some(outcome)) => {
            let is_granted = outcome == RemovalOutcome::Grant;
            Some(Notice::RemovalDecided { title, is_granted, note: request.decision_note })
        }
        (Kind::RemovalRequested, None) => {
            Some(Notice::RemovalRequested { title, organization: organization.name, reason: request.reason, link: page(app, "/")? })
        }
        _ => None,
    })
}

fn about_dates(app: &App, c: &mut AnyConn, id: OrganizationId) -> Result<Option<Notice>> {
    let until = review_dates::horizon(c, app.clock.now())?;
    let due = resources::list_review_due_of(c, id, until, MANY)?;
    if due.is_empty() {
        return Ok(None);
    }
    let mut items = Vec::new();
    for resource in due.iter().take(NAMED) {
        let (Some(edition), Some(date)) = (resource.current_edition_id, resource.review_by) else { continue };
        items.push(DatedItem { title: editions::find(c, edition)?.metadata.title_or_placeholder().to_owned(), date });
    }
    let organization = organizations::find(c, id)?;
    let is_awake = organization.status == OrganizationStatus::Active && !memberships::list_users(c, id)?.is_empty();
    let link = page(app, "/")?;
    Ok(Some(Notice::ReviewDates { organization: organization.name, count: due.len(), items, is_asleep: !is_awake, link }))
}

fn about_use(app: &App, c: &mut AnyConn, kind: Kind, id: UseId, language: &LanguageTag) -> Result<Option<Notice>> {
    let report = uses::find(c, id)?;
    let Told { title, link, .. } = told(app, c, report.resource_id)?;
    let user = organizations::find(c, report.organization_id)?;
    Ok(match (kind, report.status) {
        (Kind::UseWaiting, UseStatus::Pending) => Some(Notice::UseWaiting { title, organization: user.name, link: page(app, "/")? }),
        (Kind::UseDecided, UseStatus::Approved | UseStatus::Declined) => {
            let is_approved = report.status == UseStatus::Approved;
            Some(Notice::UseDecided { title, is_approved, note: report.decision_note, link })
        }
        (Kind::UseShared, UseStatus::Approved) => Some(Notice::UseShared {
            title,
            organization: PublicOrganization::of(&user)
                .map_or_else(|| vocabularies::unnamed_member(language).to_owned(), |of| of.name.to_owned()),
            text: report.text,
            link,
        }),
        _ => None,
    })
}

fn about_resource(app: &App, c: &mut AnyConn, kind: Kind, id: ResourceId) -> Result<Option<Notice>> {
    let Told { row, title, link, .. } = told(app, c, id)?;
    Ok(match (kind, row.standing()) {
        (Kind::ResourceWithdrawn, Standing::Withdrawn) => {
            let reason = row.withdrawal_reason.unwrap_or(WithdrawalReason::Mistake);
            Some(Notice::ResourceWithdrawn { title, reason, note: row.withdrawal_note })
        }
        (Kind::ResourceRestored, Standing::Public) => {
            // Of a hiding that ended by this restoring, and not of an older one.
            let hiding = hidings::get_last(c, id)?.filter(|hiding| hiding.outcome == Some(HidingOutcome::Restore));
            let hiding = hiding.filter(|hiding| hiding.decided_at == Some(row.updated_at));
            Some(Notice::ResourceRestored { title, note: hiding.and_then(|hiding| hiding.decision_note), link })
        }
        (Kind::DeadLink, Standing::Public) if row.link_dead_since.is_some() => {
            let edition = editions::find(c, row.current_edition_id.ok_or(Error::NotFound("edition"))?)?;
            edition.metadata.link_url.map(|url| Notice::DeadLink { title, url, link })
        }
        _ => None,
    })
}
