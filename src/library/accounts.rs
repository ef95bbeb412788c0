//! Accounts: making them, signing in and out, a new password. What costs processor time (hashing) is done by the caller, outside.

use super::notices::{self, Kind};
use super::organizations::standing;
use crate::auth::{User, tokens};
use crate::db::events::{self, Event};
use crate::db::memberships::{self, Membership};
use crate::db::password_resets::{self, PasswordResetRow};
use crate::db::sessions::{self, SessionRow};
use crate::db::users::{self, UserRow};
use crate::db::{AnyConn, Tx};
use crate::domain::ids::{PasswordResetId, SessionId, UserId};
use crate::domain::language::LanguageTag;
use crate::domain::text::EmailAddress;
use crate::domain::time::Timestamp;
use crate::domain::words::{SiteRole, UserStatus};
use crate::error::{Error, Result};
use serde_json::json;

const RESET_HOURS: i64 = 2;

/// Someone who is to have a login.
pub struct NewUser<'a> {
    pub email: &'a EmailAddress,
    pub name: &'a str,
    pub role: SiteRole,
    pub language: &'a LanguageTag,
    pub password_hash: &'a str,
}

/// Makes an account. One address has one account.
pub fn create(tx: &mut Tx, new: &NewUser, now: Timestamp) -> Result<UserRow> {
    if users::get_by_email(tx, new.email)?.is_some() {
        return Err(Error::conflict("email_taken", "There is an account with this address already."));
    }
    let user = UserRow {
        id: UserId::new(),
        email: new.email.as_str().to_owned(),
        folded_email: new.email.folded(),
        name: new.name.to_owned(),
        role: new.role,
        status: UserStatus::Active,
        password_hash: Some(new.password_hash.to_owned()),
        language: new.language.clone(),
        version: 1,
        created_at: now,
        updated_at: now,
        last_login_at: None,
        deleted_at: None,
    };
    users::insert(tx, &user)?;
    let personal = [("email", user.email.as_str()), ("name", user.name.as_str())];
    record(tx, None, "user.create", &user.id, json!({"role": user.role}), &personal, now)?;
    Ok(user)
}

fn record(
    tx: &mut Tx,
    actor: Option<UserId>,
    act: &'static str,
    subject: &UserId,
    details: serde_json::Value,
    personal: &[(&'static str, &str)],
    now: Timestamp,
) -> Result<()> {
    events::record(tx, &Event { actor, act, subject_kind: "user", subject, details, personal }, now)
}

/// What a sign-in gives.
pub struct SignIn {
    pub user: UserId,
    pub session: SessionId,
    /// Shown to the client once; the database keeps its hash.
    pub refresh_token: String,
    pub access_token: String,
}

/// Opens a session for someone who is known to be who they say.
pub fn sign_in(tx: &mut Tx, tokens: &tokens::Tokens, user: UserId, now: Timestamp) -> Result<SignIn> {
    sign_in_with(tx, tokens, user, "", now)
}

/// The same, with what they signed in with, in words.
pub fn sign_in_with(tx: &mut Tx, tokens: &tokens::Tokens, user: UserId, device: &str, now: Timestamp) -> Result<SignIn> {
    let secret = tokens::random_secret()?;
    let session = SessionRow {
        id: SessionId::new(),
        user_id: user,
        refresh_hash: tokens::hash_secret(&secret),
        previous_hash: None,
        rotated_at: None,
        created_at: now,
        last_used_at: now,
        expires_at: now.plus_days(tokens::REFRESH_DAYS),
        ended_at: None,
        device: device.to_owned(),
    };
    sessions::insert(tx, &session)?;
    users::set_last_login(tx, user, now)?;
    standing::note_sign(tx, user, now)?;
    record(tx, Some(user), "user.sign_in", &user, json!({}), &[], now)?;
    Ok(SignIn {
        user,
        session: session.id,
        refresh_token: tokens::refresh_token(session.id, &secret),
        access_token: tokens.issue(user, session.id, now)?,
    })
}

/// What became of a refresh token.
pub enum Refreshed {
    SignIn(SignIn),
    /// It was an old one: someone may have stolen it, so the session has ended. (Not an error inside the transaction, which must commit.)
    Ended,
}

/// Trades a refresh token for a new one. The one before it is good for a minute more; an older one ends the session.
pub fn refresh(tx: &mut Tx, tokens: &tokens::Tokens, token: &str, now: Timestamp) -> Result<Refreshed> {
    let refused = || Error::Unauthenticated { code: "invalid_token", message: "The refresh token is not valid; sign in again." };
    let (id, secret) = tokens::split_refresh_token(token).ok_or_else(refused)?;
    let session = sessions::lock(tx, id)?.filter(|session| session.ended_at.is_none() && session.expires_at > now).ok_or_else(refused)?;
    let user = users::get(tx, session.user_id)?.filter(|user| user.status == UserStatus::Active).ok_or_else(refused)?;
    let (hash, next) = (tokens::hash_secret(secret), tokens.next_secret(secret));
    let was_just_replaced = session.previous_hash.as_ref() == Some(&hash)
        && session.rotated_at.is_some_and(|rotated_at| now <= rotated_at.plus_seconds(tokens::GRACE_SECONDS));
    if hash == session.refresh_hash {
        let rotated = SessionRow {
            refresh_hash: tokens::hash_secret(&next),
            previous_hash: Some(hash),
            rotated_at: Some(now),
            last_used_at: now,
            expires_at: now.plus_days(tokens::REFRESH_DAYS),
            ..session
        };
        sessions::set_rotated(tx, &rotated)?;
        standing::note_sign(tx, user.id, now)?;
    } else if !was_just_replaced {
        sessions::set_ended(tx, id, now)?;
        record(tx, Some(user.id), "user.session_ended_by_old_token", &user.id, json!({"session": id}), &[], now)?;
        return Ok(Refreshed::Ended);
    }
    Ok(Refreshed::SignIn(SignIn {
        user: user.id,
        session: id,
        refresh_token: tokens::refresh_token(id, &next),
        access_token: tokens.issue(user.id, id, now)?,
    }))
}

/// Ends the session that a token belongs to.
pub fn sign_out(tx: &mut Tx, user: &User, now: Timestamp) -> Result<()> {
    sessions::set_ended(tx, user.session()?, now)?;
    record(tx, Some(user.id()), "user.sign_out", &user.id(), json!({}), &[], now)
}

/// Mails a link for a new password, if there is such an account. The caller answers the same either way.
pub fn request_password_reset(tx: &mut Tx, email: &EmailAddress, now: Timestamp) -> Result<()> {
    let Some(user) = users::get_by_email(tx, email)?.filter(|user| user.status == UserStatus::Active) else {
        return Ok(());
    };
    let reset = PasswordResetRow {
        id: PasswordResetId::new(),
        user_id: user.id,
        created_at: now,
        expires_at: now.plus_seconds(RESET_HOURS * 3600),
        used_at: None,
    };
    password_resets::insert(tx, &reset)?;
    record(tx, None, "user.request_password_reset", &user.id, json!({}), &[], now)?;
    notices::tell_user(tx, &user, Kind::PasswordReset, &reset.id, now)
}

/// Whether the link of a password reset still works.
pub fn check_password_reset(c: &mut AnyConn, id: PasswordResetId, now: Timestamp) -> Result<PasswordResetRow> {
    let reset = password_resets::find(c, id)?;
    if reset.used_at.is_some() || reset.expires_at <= now {
        return Err(Error::conflict("link_expired", "This link was used or has expired; ask for a new one."));
    }
    Ok(reset)
}

/// Sets a new password by a mailed link. Every session ends: whoever had the old password is out.
pub fn reset_password(tx: &mut Tx, id: PasswordResetId, password_hash: &str, now: Timestamp) -> Result<()> {
    password_resets::lock(tx, id)?;
    let reset = check_password_reset(tx, id, now)?;
    users::set_password(tx, reset.user_id, password_hash, now)?;
    password_resets::set_used(tx, reset.user_id, now)?;
    sessions::end_all_of_user(tx, reset.user_id, now)?;
    record(tx, Some(reset.user_id), "user.reset_password", &reset.user_id, json!({}), &[], now)
}

/// Changes one's own name or language.
pub fn update_profile(tx: &mut Tx, user: &User, name: Option<&str>, language: Option<&LanguageTag>, now: Timestamp) -> Result<UserRow> {
    let row = users::lock(tx, user.id())?;
    users::set_profile(tx, row.id, name.unwrap_or(&row.name), language.unwrap_or(&row.language), now)?;
    let personal: Vec<_> = name.map(|name| ("name", name)).into_iter().collect();
    record(tx, Some(row.id), "user.update_profile", &row.id, json!({"language": language}), &personal, now)?;
    users::find(tx, row.id)
}

/// The user's row and memberships as they are now.
pub fn profile(c: &mut AnyConn, id: UserId) -> Result<(UserRow, Vec<Membership>)> {
    Ok((users::find(c, id)?, memberships::list_of_user(c, id)?))
}
