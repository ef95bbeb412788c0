//! Mail about somebody's account, written from what is true when it is sent.

use super::{link, page};
use crate::app::App;
use crate::auth::keys::LinkPurpose;
use crate::db::notifications::NotificationRow;
use crate::db::{AnyConn, api_tokens, second_factors, sessions, users};
use crate::domain::ids::{AddressChangeId, ApiTokenId, SessionId, UserId};
use crate::domain::time::Timestamp;
use crate::error::{Error, Result};
use crate::library::notices::Kind;
use crate::library::{addresses, succession};
use crate::mail::Notice;
use url::Url;

/// What there is to say; nothing where the world has moved on, or where the kind is about something else.
pub fn write(app: &App, c: &mut AnyConn, kind: Kind, notification: &NotificationRow) -> Result<Option<Notice>> {
    let (subject, now, link) = (notification.subject_id.as_str(), app.clock.now(), page(app, "/")?);
    Ok(match kind {
        Kind::NewSignIn => sessions::get(c, SessionId::parse(subject)?)?.map(|session| Notice::NewSignIn {
            device: session.device,
            at: session.created_at,
            link,
        }),
        Kind::PasswordChanged => Some(Notice::PasswordChanged { link }),
        Kind::ConfirmNewAddress => confirm_new_address(app, c, AddressChangeId::parse(subject)?, now)?,
        Kind::AddressChange => address_change(app, c, AddressChangeId::parse(subject)?, now)?,
        Kind::SecondFactorOn => Some(Notice::SecondFactorOn { link }),
        Kind::SecondFactorOff => Some(Notice::SecondFactorOff { link }),
        Kind::SecondFactorReset => Some(Notice::SecondFactorReset { link }),
        Kind::RecoveryCodeUsed => {
            let left = second_factors::count_unused_codes(c, UserId::parse(subject)?)?;
            Some(Notice::RecoveryCodeUsed { left, link })
        }
        Kind::TokenCreated => Some(Notice::TokenCreated { name: api_tokens::find(c, ApiTokenId::parse(subject)?)?.name, link }),
        Kind::AccountDeactivated => Some(Notice::AccountDeactivated),
        Kind::AccountReactivated => Some(Notice::AccountReactivated { link }),
        Kind::AccountDeleted => Some(Notice::AccountDeleted),
        Kind::SuccessorNamed => Some(Notice::SuccessorNamed { admin: users::find(c, UserId::parse(subject)?)?.name }),
        Kind::SuccessionAhead => succession_ahead(c, link, now)?,
        Kind::SuccessionDone => Some(Notice::SuccessionDone { link }),
        Kind::MadeAdmin => Some(Notice::MadeAdmin { link }),
        Kind::AdminsFew => {
            let admins = succession::look(c, now)?;
            let away_since = admins.last_seen.filter(|_| admins.is_away);
            admins.need_telling(now).then(|| Notice::AdminsFew { is_alone: admins.is_alone(), away_since, link })
        }
        _ => None,
    })
}

/// Nothing where an admin has come meanwhile.
fn succession_ahead(c: &mut AnyConn, link: Url, now: Timestamp) -> Result<Option<Notice>> {
    let admins = succession::look(c, now)?;
    let (Some(last_seen), Some(due_at)) = (admins.last_seen, succession::due_at(c, &admins)?) else { return Ok(None) };
    let names: Vec<String> = succession::heirs(c)?.into_iter().map(|heir| heir.name).collect();
    let is_near = now >= due_at.plus_days(-succession::WARNING_DAYS) && !names.is_empty();
    // Nobody takes over before a warning is a week old.
    let due_at = due_at.max(now.plus_days(succession::BETWEEN_WARNINGS_DAYS));
    Ok(is_near.then_some(Notice::SuccessionAhead { last_seen, due_at, names, link }))
}

fn confirm_new_address(app: &App, c: &mut AnyConn, id: AddressChangeId, now: Timestamp) -> Result<Option<Notice>> {
    let Some(change) = living(addresses::find_to_confirm(c, id, now))?.filter(|change| change.confirmed_at.is_none()) else {
        return Ok(None);
    };
    let link = link(app, "/address-changes", LinkPurpose::ConfirmNewAddress, id.uuid())?;
    Ok(Some(Notice::ConfirmNewAddress { email: change.new_email, link, expires_at: change.expires_at }))
}

fn address_change(app: &App, c: &mut AnyConn, id: AddressChangeId, now: Timestamp) -> Result<Option<Notice>> {
    let Some(change) = living(addresses::find_to_stop(c, id, now))?.filter(|change| change.stopped_at.is_none()) else {
        return Ok(None);
    };
    let token = app.keys.sign(LinkPurpose::StopAddressChange, id.uuid());
    let link = page(app, &format!("/address-changes/{token}/stop"))?;
    Ok(Some(Notice::AddressChange { email: change.new_email, link }))
}

/// A link that would not work when it arrives helps nobody.
fn living<T>(found: Result<T>) -> Result<Option<T>> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(Error::Conflict { .. } | Error::NotFound(_)) => Ok(None),
        Err(failure) => Err(failure),
    }
}
