//! Whom a letter reaches when it leaves, and what stands on its envelope.

use super::{kind_of, link};
use crate::app::App;
use crate::auth::keys::LinkPurpose;
use crate::db::notifications::NotificationRow;
use crate::db::{AnyConn, decisions, users};
use crate::domain::ids::{DecisionId, SavedSearchId, SubmissionId};
use crate::domain::language::LanguageTag;
use crate::domain::text::EmailAddress;
use crate::domain::words::{MailDelivery, MailGroup, UserStatus};
use crate::error::{Error, Result};
use crate::library::notices::Kind;
use crate::library::{bounces, mail_choices};
use crate::mail::Envelope;
use url::Url;

pub struct Recipient {
    pub email: String,
    pub language: LanguageTag,
}

/// Who gets it: whoever has that login now, at their address and in their language of now. Nobody, where they no longer want it or may not have
/// it. What concerns an account goes to the address that it was written to.
pub fn recipient(c: &mut AnyConn, notification: &NotificationRow) -> Result<Option<Recipient>> {
    let kind = kind_of(notification)?;
    let as_written = Recipient { email: notification.email.clone(), language: notification.language.clone() };
    let recipient = match notification.user_id {
        Some(id) if kind.group() != MailGroup::Security => {
            let user = users::find(c, id)?;
            if user.status != UserStatus::Active || !is_wanted(c, notification, kind)? {
                return Ok(None);
            }
            Recipient { email: user.email, language: user.language }
        }
        _ => as_written,
    };
    let is_kept_back = kind != Kind::ConfirmAddress && bounces::is_marked(c, &recipient.email)?;
    Ok((!is_kept_back).then_some(recipient))
}

/// Whether mail of this kind was not stopped since. What a summary carries is asked for one by one.
fn is_wanted(c: &mut AnyConn, notification: &NotificationRow, kind: Kind) -> Result<bool> {
    match notification.user_id {
        Some(user) if kind != Kind::Digest => Ok(mail_choices::delivery(c, user, kind.group())? != MailDelivery::Never),
        _ => Ok(true),
    }
}

/// The link that stops such letters, where they can be stopped.
pub fn unsubscribe(app: &App, notification: &NotificationRow) -> Result<Option<Url>> {
    let kind = kind_of(notification)?;
    let Some(user) = notification.user_id else { return Ok(None) };
    let url = match kind {
        Kind::Digest => link(app, "/unsubscribe/digest", LinkPurpose::UnsubscribeDigest, user.uuid())?,
        Kind::SavedSearch => {
            let search = SavedSearchId::parse(&notification.subject_id)?;
            link(app, "/unsubscribe/saved_search", LinkPurpose::UnsubscribeSavedSearch, search.uuid())?
        }
        _ if kind.group().can_be_stopped() => {
            let group = kind.group();
            link(app, &format!("/unsubscribe/{group}"), LinkPurpose::Unsubscribe(group), user.uuid())?
        }
        _ => return Ok(None),
    };
    Ok(Some(url))
}

/// `answers_to` is where an answer goes, if not where answers to this library usually go.
pub fn envelope(
    app: &App,
    c: &mut AnyConn,
    notification: &NotificationRow,
    to: Recipient,
    answers_to: Option<&str>,
    unsubscribe: Option<Url>,
) -> Result<Envelope> {
    let kind = kind_of(notification)?;
    let parsed = |address: &str| EmailAddress::parse(address).map_err(|fault| Error::internal("reading an address", fault));
    let to = parsed(&to.email)?;
    let host = app.config.public_url.host_str().unwrap_or("localhost").to_owned();
    let thread = submission_of(c, kind, &notification.subject_id)?.map(|id| format!("submission-{id}@{host}"));
    let comes_round = matches!(kind, Kind::Digest | Kind::ReviewDigest | Kind::SleepingDraft | Kind::Following | Kind::SavedSearch);
    let list = comes_round.then(|| format!("{}.{host}", kind.as_str()));
    let reply_to = match answers_to {
        Some(address) => Some(parsed(address)?),
        None => app.config.mail_reply_to.clone(),
    };
    Ok(Envelope {
        reply_to,
        thread,
        unsubscribe,
        list,
        ..Envelope::new(to, format!("{}@{host}", notification.id), notification.created_at)
    })
}

/// The submission that a letter is about: all of its letters form one thread.
fn submission_of(c: &mut AnyConn, kind: Kind, subject: &str) -> Result<Option<SubmissionId>> {
    Ok(match kind {
        Kind::SubmissionReceived | Kind::SleepingDraft => Some(SubmissionId::parse(subject)?),
        Kind::Decision | Kind::ApprovedUnderEmbargo => Some(decisions::find(c, DecisionId::parse(subject)?)?.submission_id),
        _ => None,
    })
}
