//! Writes a mail from what is true when it is sent, and sends it: at least once, always under the same Message-ID.

mod about;
mod after;
mod outside;

use super::Done;
use crate::app::App;
use crate::auth::keys::LinkPurpose;
use crate::db::jobs::JobRow;
use crate::db::notifications::{self, NotificationRow};
use crate::db::submissions::{self, Filter, SubmissionRow};
use crate::db::{AnyConn, decisions, invitations, memberships, organizations, users};
use crate::domain::ids::{
    ContactMessageId, DecisionId, InvitationId, NotificationId, OrganizationId, PasswordResetId, RelationId, SubmissionId, UserId,
    WebhookId, WishId,
};
use crate::domain::text::EmailAddress;
use crate::domain::time::Timestamp;
use crate::domain::words::{SubmissionStatus, Verdict};
use crate::error::{Context, Error, Result};
use crate::library::notices::Kind;
use crate::library::{accounts, publishing};
use crate::mail::{self, Notice, SendFailure, WaitingItem};
use url::Url;

/// Submissions that a digest names; the rest it counts.
const DIGEST_ITEMS: usize = 10;
/// More than any network's queue holds.
const QUEUE_LIMIT: i64 = 1_000;

pub fn work(app: &App, job: &JobRow) -> Result<Done> {
    let id = NotificationId::parse(&job.subject_id)?;
    let (notification, notice) = app.db.read_blocking(|c| {
        let notification = notifications::find(c, id)?;
        let notice = if notification.sent_at.is_some() { None } else { write(app, c, &notification)? };
        Ok((notification, notice))
    })?;
    let Some(notice) = notice else {
        // Sent already, or there is nothing left to say.
        return mark_sent(app, id);
    };
    let to = EmailAddress::parse(&notification.email).map_err(|fault| Error::internal("reading an address", fault))?;
    let letter = mail::render(&notice, &notification.language, &app.site);
    let host = app.config.public_url.host_str().unwrap_or("localhost").to_owned();
    match app.mailer.send(&to, &format!("{id}@{host}"), &letter, notification.created_at) {
        Ok(()) => mark_sent(app, id),
        Err(SendFailure::Temporary(reason)) => Err(Error::internal("sending mail", reason)),
        Err(SendFailure::Permanent(reason)) => Ok(Done::Hopeless(reason)),
    }
}

fn mark_sent(app: &App, id: NotificationId) -> Result<Done> {
    let now = app.clock.now();
    app.db.write_blocking(|tx| notifications::set_sent(tx, id, now))?;
    Ok(Done::Finished)
}

fn page(app: &App, path: &str) -> Result<Url> {
    let base = app.config.public_url.as_str().trim_end_matches('/');
    Url::parse(&format!("{base}{path}")).context("making a link")
}

fn link(app: &App, path: &str, purpose: LinkPurpose, id: uuid::Uuid) -> Result<Url> {
    page(app, &format!("{path}/{}", app.keys.sign(purpose, id)))
}

/// What there is to say now; nothing, where the world has moved on.
fn write(app: &App, c: &mut AnyConn, notification: &NotificationRow) -> Result<Option<Notice>> {
    let kind =
        Kind::parse(&notification.kind).ok_or_else(|| Error::internal("writing mail", "a kind of mail that this version does not know"))?;
    let subject = notification.subject_id.as_str();
    let notice = match kind {
        Kind::ConfirmApplication | Kind::ApplicationReceived | Kind::ApplicationWaiting | Kind::ApplicationDeclined => {
            about_application(app, c, kind, OrganizationId::parse(subject)?)?
        }
        Kind::ApplicationAccepted | Kind::Invitation => about_invitation(app, c, kind, InvitationId::parse(subject)?)?,
        Kind::SubmissionReceived => {
            let submission = submissions::find(c, SubmissionId::parse(subject)?)?;
            Notice::SubmissionReceived { title: submission.metadata.title_or_placeholder().to_owned(), link: page(app, "/")? }
        }
        Kind::Decision => about_decision(app, c, DecisionId::parse(subject)?)?,
        Kind::PasswordReset => return password_reset(app, c, PasswordResetId::parse(subject)?),
        Kind::ReviewDigest => return digest(app, c, UserId::parse(subject)?, app.clock.now()),
        Kind::ContactMessage => return outside::contact_message(app, c, ContactMessageId::parse(subject)?),
        Kind::WebhookDisabled => return outside::webhook_disabled(app, c, WebhookId::parse(subject)?),
        Kind::ApprovedUnderEmbargo => return about::approved_under_embargo(app, c, DecisionId::parse(subject)?),
        Kind::ReviewOverdue => return about::overdue(app, c, UserId::parse(subject)?),
        Kind::ResourceBorrowed => return about::borrowed(app, c, RelationId::parse(subject)?),
        Kind::TranslationWanted => return about::wanted(app, c, WishId::parse(subject)?),
        Kind::TranslationThere => return about::translated(app, c, WishId::parse(subject)?),
        after => return after::write(app, c, after, subject),
    };
    Ok(Some(notice))
}

fn about_application(app: &App, c: &mut AnyConn, kind: Kind, id: OrganizationId) -> Result<Notice> {
    let row = organizations::find(c, id)?;
    let organization = row.name;
    Ok(match kind {
        Kind::ConfirmApplication => {
            Notice::ConfirmApplication { organization, link: link(app, "/confirm", LinkPurpose::ConfirmApplication, id.uuid())? }
        }
        Kind::ApplicationReceived => Notice::ApplicationReceived { organization },
        Kind::ApplicationDeclined => Notice::ApplicationDeclined { organization, note: row.decision_note },
        _ => Notice::ApplicationWaiting { organization, link: page(app, "/")? },
    })
}

fn about_invitation(app: &App, c: &mut AnyConn, kind: Kind, id: InvitationId) -> Result<Notice> {
    let invitation = invitations::find(c, id)?;
    let organization = invitation.organization_id.map(|id| organizations::find(c, id)).transpose()?;
    let link = link(app, "/invitations", LinkPurpose::Invitation, id.uuid())?;
    if kind == Kind::ApplicationAccepted {
        let (organization, note) = organization.map(|row| (row.name, row.decision_note)).unwrap_or_default();
        return Ok(Notice::ApplicationAccepted { organization, link, note });
    }
    let inviter = invitation.invited_by.map(|id| users::find(c, id)).transpose()?.map(|user| user.name);
    Ok(Notice::Invitation { organization: organization.map(|row| row.name), inviter, link, expires_at: invitation.expires_at })
}

fn about_decision(app: &App, c: &mut AnyConn, id: DecisionId) -> Result<Notice> {
    let decision = decisions::find(c, id)?;
    let submission = submissions::find(c, decision.submission_id)?;
    let title = submission.metadata.title_or_placeholder().to_owned();
    let (reason, note) = (decision.reason.clone(), decision.note.clone());
    Ok(match decision.verdict {
        Verdict::Approve => {
            let section = publishing::section_of(&submission, &decision)?;
            let path = submission.resource_id.map_or_else(|| "/".to_owned(), |id| format!("/api/v1/resources/{id}"));
            Notice::DecisionApproved { title, link: page(app, &path)?, section, note }
        }
        Verdict::RequestChanges => Notice::DecisionChangesRequested { title, reason, note, link: page(app, "/")? },
        Verdict::Reject => Notice::DecisionRejected { title, reason, note },
    })
}

/// A link that would not work when it arrives helps nobody.
fn password_reset(app: &App, c: &mut AnyConn, id: PasswordResetId) -> Result<Option<Notice>> {
    match accounts::check_password_reset(c, id, app.clock.now()) {
        Ok(reset) => {
            let link = link(app, "/password-resets", LinkPurpose::PasswordReset, id.uuid())?;
            Ok(Some(Notice::PasswordReset { link, expires_at: reset.expires_at }))
        }
        Err(Error::Conflict { .. } | Error::NotFound(_)) => Ok(None),
        Err(failure) => Err(failure),
    }
}

/// What waits for this reviewer, own organizations' submissions left out; nothing to say when that is nothing.
fn digest(app: &App, c: &mut AnyConn, reviewer: UserId, now: Timestamp) -> Result<Option<Notice>> {
    let own: Vec<OrganizationId> =
        memberships::list_of_user(c, reviewer)?.into_iter().map(|membership| membership.organization_id).collect();
    let filter = Filter { statuses: vec![SubmissionStatus::Submitted], ..Filter::default() };
    let mut waiting = submissions::list_queue(c, &filter, None, QUEUE_LIMIT)?;
    waiting.retain(|submission| !own.contains(&submission.organization_id));
    let Some(oldest) = waiting.first() else {
        return Ok(None);
    };
    let oldest_days = days_waited(oldest, now);
    let items = waiting_items(c, &waiting, now)?;
    Ok(Some(Notice::ReviewDigest { waiting: waiting.len(), oldest_days, link: page(app, "/")?, items }))
}

fn days_waited(submission: &SubmissionRow, now: Timestamp) -> u32 {
    let since = submission.submitted_at.unwrap_or(submission.created_at);
    u32::try_from((now.unix_seconds() - since.unix_seconds()) / 86_400).unwrap_or(0)
}

/// The first of them, as a mail names them.
fn waiting_items(c: &mut AnyConn, waiting: &[SubmissionRow], now: Timestamp) -> Result<Vec<WaitingItem>> {
    let mut items = Vec::new();
    for submission in waiting.iter().take(DIGEST_ITEMS) {
        let organization = submissions::organization_name(c, submission.organization_id)?;
        let title = submission.metadata.title_or_placeholder().to_owned();
        items.push(WaitingItem { title, organization, days: days_waited(submission, now) });
    }
    Ok(items)
}
