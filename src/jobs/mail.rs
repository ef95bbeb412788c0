//! Writes a mail from what is true when it is sent, and sends it: at least once, always under the same Message-ID. Whoever does not want it any
//! more by then, was deactivated, or has an address from which mail comes back, gets none.

mod about;
mod accounts;
mod addressed;
mod after;
mod organizations;
mod outside;
mod review;
mod rounds;

use super::Done;
use crate::app::App;
use crate::auth::keys::LinkPurpose;
use crate::db::jobs::JobRow;
use crate::db::notifications::{self, NotificationRow};
use crate::db::submissions;
use crate::db::{AnyConn, Tx, decisions, invitations, organizations as organization_rows, users};
use crate::domain::ids::{
    ContactMessageId, DecisionId, InvitationId, NotificationId, OrganizationId, PasswordResetId, RelationId, SubmissionId, UserId,
    WebhookId, WishId,
};
use crate::domain::language::LanguageTag;
use crate::domain::text::EmailAddress;
use crate::domain::time::Timestamp;
use crate::domain::words::Verdict;
use crate::error::{Context, Error, Result};
use crate::library::notices::Kind;
use crate::library::{accounts as logins, bounces, publishing, settings};
use crate::mail::{self, Notice, SendFailure};
use rounds::After;
use url::Url;

pub fn work(app: &App, job: &JobRow) -> Result<Done> {
    let id = NotificationId::parse(&job.subject_id)?;
    let written = app.db.read_blocking(|c| {
        let notification = notifications::find(c, id)?;
        let to = if notification.sent_at.is_some() { None } else { addressed::recipient(c, &notification)? };
        let Some(to) = to else { return Ok(None) };
        let (notice, after) = write(app, c, &notification)?;
        let letter = notice.map(|notice| {
            let stop = addressed::unsubscribe(app, &notification)?;
            let letter = mail::render(&notice, &to.language, &app.site, stop.as_ref());
            Ok::<_, Error>((addressed::envelope(app, c, &notification, to, notice.reply_to(), stop)?, letter))
        });
        Ok(Some((letter.transpose()?, after)))
    })?;
    let Some((letter, after)) = written else {
        // Sent already, or nobody is to have it any more.
        return Ok(Done::Finished);
    };
    // Where there is nothing left to say, that was said.
    let sent = letter.map_or(Ok(String::new()), |(envelope, letter)| app.mailer.send(&envelope, &letter));
    let now = app.clock.now();
    match sent {
        Ok(_) => {
            app.db.write_blocking(|tx| {
                if is_the_last(tx, id)? {
                    return notifications::delete(tx, id);
                }
                notifications::set_sent(tx, id, now)?;
                after.carry_out(tx, now)
            })?;
            Ok(Done::Finished)
        }
        Err(SendFailure::Temporary(reason)) => Err(Error::internal("sending mail", reason)),
        Err(SendFailure::Permanent(reason)) => Ok(Done::Hopeless(reason)),
        Err(SendFailure::Bounced { answer, status }) => {
            app.db.write_blocking(|tx| match is_the_last(tx, id)? {
                true => notifications::delete(tx, id),
                false => bounces::record(tx, id, &status, now).map(|_| ()),
            })?;
            Ok(Done::Hopeless(answer))
        }
    }
}

/// Whether it is the last letter to someone who has deleted their account: its row goes with it, so that not even their address is left.
fn is_the_last(tx: &mut Tx, id: NotificationId) -> Result<bool> {
    Ok(kind_of(&notifications::find(tx, id)?)? == Kind::AccountDeleted)
}

fn page(app: &App, path: &str) -> Result<Url> {
    let base = app.config.public_url.as_str().trim_end_matches('/');
    Url::parse(&format!("{base}{path}")).context("making a link")
}

fn link(app: &App, path: &str, purpose: LinkPurpose, id: uuid::Uuid) -> Result<Url> {
    page(app, &format!("{path}/{}", app.keys.sign(purpose, id)))
}

fn kind_of(notification: &NotificationRow) -> Result<Kind> {
    let kind = Kind::parse(&notification.kind);
    kind.ok_or_else(|| Error::internal("writing mail", "a kind of mail that this version does not know"))
}

/// What there is to say now (nothing, where the world has moved on), and what is to be noted once it was said.
fn write(app: &App, c: &mut AnyConn, notification: &NotificationRow) -> Result<(Option<Notice>, After)> {
    let subject = notification.subject_id.as_str();
    match kind_of(notification)? {
        Kind::Digest => rounds::digest(app, c, UserId::parse(subject)?),
        Kind::Following => rounds::following(app, c, UserId::parse(subject)?),
        Kind::SavedSearch => rounds::saved_search(app, c, subject.parse()?),
        _ => Ok((write_event(app, c, notification)?, After::Nothing)),
    }
}

/// The same for what tells of one event.
#[allow(clippy::too_many_lines, reason = "one arm for each kind of mail")]
fn write_event(app: &App, c: &mut AnyConn, notification: &NotificationRow) -> Result<Option<Notice>> {
    let (kind, subject, now) = (kind_of(notification)?, notification.subject_id.as_str(), app.clock.now());
    let notice = match kind {
        Kind::ConfirmApplication | Kind::ApplicationReceived | Kind::ApplicationWaiting | Kind::ApplicationDeclined => {
            about_application(app, c, kind, OrganizationId::parse(subject)?)?
        }
        Kind::ApplicationAccepted | Kind::Invitation => about_invitation(app, c, kind, InvitationId::parse(subject)?)?,
        Kind::SubmissionReceived => {
            let submission = submissions::find(c, SubmissionId::parse(subject)?)?;
            Notice::SubmissionReceived { title: submission.metadata.title_or_placeholder().to_owned(), link: page(app, "/")? }
        }
        Kind::Decision => about_decision(app, c, DecisionId::parse(subject)?, &notification.language)?,
        Kind::PasswordReset => return password_reset(app, c, PasswordResetId::parse(subject)?),
        Kind::CommentOfReviewers
        | Kind::CommentOfSubmitter
        | Kind::ClaimTaken
        | Kind::SecondLookAsked
        | Kind::SecondLookAnswered
        | Kind::ResourceRefiled
        | Kind::ReviewDigest => return review::write(app, c, kind, notification),
        Kind::SleepingDraft => return sleeping_draft(app, c, SubmissionId::parse(subject)?, now),
        Kind::ConfirmAddress => {
            Notice::ConfirmAddress { link: link(app, "/confirm-address", LinkPurpose::ConfirmAddress, notification.id.uuid())? }
        }
        // Written above.
        Kind::Digest | Kind::Following | Kind::SavedSearch => return Ok(None),
        Kind::OrganizationSuspended
        | Kind::OrganizationReinstated
        | Kind::DormancyAhead
        | Kind::OrganizationDormant
        | Kind::OrganizationMerged
        | Kind::OrganizationClosed
        | Kind::ResourcesHandedOver
        | Kind::EditWaiting
        | Kind::EditDecided
        | Kind::OrganizationQuestion
        | Kind::OrganizationAnswer
        | Kind::JoinRequestWaiting
        | Kind::JoinRequestAnswered
        | Kind::MembershipChanged
        | Kind::MemberLeft
        | Kind::InvitationAnswered => return organizations::write(app, c, kind, notification),
        Kind::ContactMessage => return outside::contact_message(app, c, ContactMessageId::parse(subject)?),
        Kind::WebhookDisabled => return outside::webhook_disabled(app, c, WebhookId::parse(subject)?),
        Kind::ApprovedUnderEmbargo => return about::approved_under_embargo(app, c, DecisionId::parse(subject)?),
        Kind::ReviewOverdue => return about::overdue(app, c, UserId::parse(subject)?),
        Kind::ResourceBorrowed => return about::borrowed(app, c, RelationId::parse(subject)?, &notification.language),
        Kind::TranslationWanted => return about::wanted(app, c, WishId::parse(subject)?),
        Kind::TranslationThere => return about::translated(app, c, WishId::parse(subject)?),
        Kind::NewSignIn
        | Kind::PasswordChanged
        | Kind::ConfirmNewAddress
        | Kind::AddressChange
        | Kind::SecondFactorOn
        | Kind::SecondFactorOff
        | Kind::SecondFactorReset
        | Kind::RecoveryCodeUsed
        | Kind::TokenCreated
        | Kind::AccountDeactivated
        | Kind::AccountReactivated
        | Kind::AccountDeleted
        | Kind::SuccessorNamed
        | Kind::SuccessionAhead
        | Kind::SuccessionDone
        | Kind::MadeAdmin
        | Kind::AdminsFew => return accounts::write(app, c, kind, notification),
        after => return after::write(app, c, after, notification),
    };
    Ok(Some(notice))
}

fn about_application(app: &App, c: &mut AnyConn, kind: Kind, id: OrganizationId) -> Result<Notice> {
    let row = organization_rows::find(c, id)?;
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
    let organization = invitation.organization_id.map(|id| organization_rows::find(c, id)).transpose()?;
    let link = link(app, "/invitations", LinkPurpose::Invitation, id.uuid())?;
    if kind == Kind::ApplicationAccepted {
        let (organization, note) = organization.map(|row| (row.name, row.decision_note)).unwrap_or_default();
        return Ok(Notice::ApplicationAccepted { organization, link, note });
    }
    let inviter = invitation.invited_by.map(|id| users::find(c, id)).transpose()?.map(|user| user.name);
    let email = EmailAddress::parse(&invitation.email).map_err(|fault| Error::internal("reading an invited address", fault))?;
    let has_account = users::get_by_email(c, &email)?.is_some();
    let organization = organization.map(|row| row.name);
    Ok(Notice::Invitation { organization, inviter, has_account, link, expires_at: invitation.expires_at })
}

fn about_decision(app: &App, c: &mut AnyConn, id: DecisionId, language: &LanguageTag) -> Result<Notice> {
    let decision = decisions::find(c, id)?;
    let submission = submissions::find(c, decision.submission_id)?;
    let title = submission.metadata.title_or_placeholder().to_owned();
    let (reason, note) = (review::sentence(c, decision.reason.clone(), language)?, decision.note.clone());
    Ok(match decision.verdict {
        Verdict::Approve => {
            let section = publishing::section_of(&submission, &decision)?;
            let path = submission.resource_id.map_or_else(|| "/".to_owned(), |id| format!("/api/v1/resources/{id}"));
            let is_refiled = submission.metadata.section.is_some_and(|filed| filed != section);
            Notice::DecisionApproved { title, link: page(app, &path)?, section, is_refiled, note }
        }
        Verdict::RequestChanges => Notice::DecisionChangesRequested { title, reason, note, link: page(app, "/")? },
        Verdict::Reject => Notice::DecisionRejected { title, reason, note },
    })
}

/// A link that would not work when it arrives helps nobody.
fn password_reset(app: &App, c: &mut AnyConn, id: PasswordResetId) -> Result<Option<Notice>> {
    match logins::check_password_reset(c, id, app.clock.now()) {
        Ok(reset) => {
            let link = link(app, "/password-resets", LinkPurpose::PasswordReset, id.uuid())?;
            Ok(Some(Notice::PasswordReset { link, expires_at: reset.expires_at }))
        }
        Err(Error::Conflict { .. } | Error::NotFound(_)) => Ok(None),
        Err(failure) => Err(failure),
    }
}

fn days_between(since: Timestamp, now: Timestamp) -> u32 {
    u32::try_from((now.unix_seconds() - since.unix_seconds()) / 86_400).unwrap_or(0)
}

/// Nothing to say of a draft that was touched or handed in meanwhile, or is gone.
fn sleeping_draft(app: &App, c: &mut AnyConn, id: SubmissionId, now: Timestamp) -> Result<Option<Notice>> {
    let submission = match submissions::find(c, id) {
        Err(Error::NotFound(_)) => return Ok(None),
        found => found?,
    };
    let days = days_between(submission.updated_at, now);
    if !submission.status.is_editable() || i64::from(days) < settings::in_force(c)?.sleeping_draft_days {
        return Ok(None);
    }
    Ok(Some(Notice::SleepingDraft { title: submission.metadata.title_or_placeholder().to_owned(), days, link: page(app, "/")? }))
}
