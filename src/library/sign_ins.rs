//! Signing in: with a password, and with a code where the account has a second factor. What it comes from is remembered, and its owner is told of
//! a sign-in from elsewhere. The costly comparison of passwords is done by the caller, outside; its proof is looked at again here.

use super::accounts::{self, SignIn};
use super::notices::{self, Kind};
use super::second_factors;
use crate::auth::keys::Keys;
use crate::auth::origins::Origin;
use crate::auth::passwords::Confirmed;
use crate::auth::tokens::Tokens;
use crate::db::users::{self, UserRow};
use crate::db::{AnyConn, Tx, known_origins};
use crate::domain::ids::UserId;
use crate::domain::text::EmailAddress;
use crate::domain::time::Timestamp;
use crate::domain::words::{OriginKind, UserStatus};
use crate::error::{Error, Result};

/// Who wants to sign in, and whether they have from this network before.
pub struct Candidate {
    pub user: Option<UserRow>,
    pub is_at_home: bool,
}

/// What a right password gives.
pub enum FirstStep {
    SignedIn(SignIn),
    /// A code is needed as well: the proof to send with it.
    NeedsCode(String),
}

/// Looks for the account of an address. One that is not active is none.
pub fn find(c: &mut AnyConn, keys: &Keys, email: &EmailAddress, origin: &Origin) -> Result<Candidate> {
    let user = users::get_by_email(c, email)?.filter(|user| user.status == UserStatus::Active);
    let is_at_home = user.as_ref().map(|user| is_at_home(c, keys, user.id, origin)).transpose()?.unwrap_or(false);
    Ok(Candidate { user, is_at_home })
}

/// Whether the account was signed in from this network before.
pub fn is_at_home(c: &mut AnyConn, keys: &Keys, user: UserId, origin: &Origin) -> Result<bool> {
    match origin.marks(keys, user).into_iter().find(|mark| mark.kind == OriginKind::Network) {
        Some(mark) => known_origins::has(c, user, mark.kind, &mark.text),
        None => Ok(false),
    }
}

/// Signs in whoever knows the password, or asks for a code.
pub fn begin(tx: &mut Tx, keys: &Keys, tokens: &Tokens, confirmed: &Confirmed, origin: &Origin, now: Timestamp) -> Result<FirstStep> {
    let user = users::lock(tx, confirmed.user())?;
    confirmed.check(&user)?;
    if second_factors::is_on(tx, user.id)? {
        return Ok(FirstStep::NeedsCode(tokens.challenge(confirmed, now)?));
    }
    open_session(tx, keys, tokens, &user, origin, now).map(FirstStep::SignedIn)
}

/// The second step: with the proof of the first and a code.
pub fn finish(tx: &mut Tx, keys: &Keys, tokens: &Tokens, challenge: &str, code: &str, origin: &Origin, now: Timestamp) -> Result<SignIn> {
    let expired = || Error::Unauthenticated { code: "challenge_expired", message: "Begin again with address and password." };
    let (id, fingerprint) = tokens.read_challenge(challenge, now)?;
    let user = users::lock(tx, id)?;
    Confirmed::again(&user, &fingerprint).ok_or_else(expired)?.check(&user).map_err(|_| expired())?;
    // Turned off since, it is not asked for again.
    if second_factors::is_on(tx, user.id)? {
        second_factors::use_code(tx, keys, &user, code, now)?;
    }
    open_session(tx, keys, tokens, &user, origin, now)
}

fn open_session(tx: &mut Tx, keys: &Keys, tokens: &Tokens, user: &UserRow, origin: &Origin, now: Timestamp) -> Result<SignIn> {
    let is_first = !known_origins::has_any(tx, user.id)?;
    let sign_in = accounts::sign_in_with(tx, tokens, user.id, &origin.device, now)?;
    let is_new = remember(tx, keys, user.id, origin, now)?;
    if is_new && !is_first {
        notices::tell_user(tx, user, Kind::NewSignIn, &sign_in.session, now)?;
    }
    Ok(sign_in)
}

/// Remembers where the owner of an account is; whether any of it was unknown.
pub fn remember(tx: &mut Tx, keys: &Keys, user: UserId, origin: &Origin, now: Timestamp) -> Result<bool> {
    let mut is_new = false;
    for mark in origin.marks(keys, user) {
        is_new |= !known_origins::has(tx, user, mark.kind, &mark.text)?;
        known_origins::put(tx, user, mark.kind, &mark.text, now)?;
    }
    Ok(is_new)
}
