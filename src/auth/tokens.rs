//! Tokens: access tokens are short-lived JWTs that name user and session and nothing else; refresh tokens are random and kept as a hash.

use super::keys::Keys;
use crate::domain::ids::{SessionId, UserId};
use crate::domain::time::Timestamp;
use crate::error::{Context, Error, Result};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use ring::hmac;
use ring::rand::{SecureRandom, SystemRandom};
use serde::{Deserialize, Serialize};

pub const ACCESS_SECONDS: i64 = 15 * 60;
pub const REFRESH_DAYS: i64 = 60;
/// A refresh token that was just replaced works this long: slow lines lose answers.
pub const GRACE_SECONDS: i64 = 60;
/// One audience for each purpose: a token made for another is refused.
const AUDIENCE: &str = "commonshelf:access";

/// Makes and reads access tokens (JWT, HS256).
#[derive(Clone)]
pub struct Tokens {
    encoding: EncodingKey,
    decoding: DecodingKey,
    /// Makes the next refresh secret from the one before.
    succession: hmac::Key,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    sub: UserId,
    sid: SessionId,
    aud: String,
    iat: i64,
    exp: i64,
}

impl Tokens {
    pub fn new(keys: &Keys) -> Self {
        let key = keys.derive("access tokens");
        let succession = hmac::Key::new(hmac::HMAC_SHA256, &keys.derive("refresh tokens"));
        Self { encoding: EncodingKey::from_secret(&key), decoding: DecodingKey::from_secret(&key), succession }
    }

    /// The refresh secret that follows another: always the same one, so that a client who asks twice because an answer was lost, or from two
    /// windows at once, gets the same answer twice. Only the holder of the library's secret can compute it.
    pub fn next_secret(&self, secret: &str) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(hmac::sign(&self.succession, secret.as_bytes()))
    }

    pub fn issue(&self, user: UserId, session: SessionId, now: Timestamp) -> Result<String> {
        let iat = now.unix_seconds();
        let claims = Claims { sub: user, sid: session, aud: AUDIENCE.to_owned(), iat, exp: iat + ACCESS_SECONDS };
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.encoding).context("signing an access token")
    }

    /// Whom the token names. Its signature, its algorithm, its audience and its age are checked; whether the session still lives is not.
    pub fn read(&self, token: &str, now: Timestamp) -> Result<(UserId, SessionId)> {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_audience(&[AUDIENCE]);
        validation.set_required_spec_claims(&["exp", "aud", "sub"]);
        // Age is checked against our own clock below, so that there is one idea of the present.
        validation.validate_exp = false;
        let claims = jsonwebtoken::decode::<Claims>(token, &self.decoding, &validation).map_err(|_| invalid())?.claims;
        if claims.exp <= now.unix_seconds() {
            return Err(Error::Unauthenticated {
                code: "token_expired",
                message: "The access token has expired; refresh it or sign in again.",
            });
        }
        Ok((claims.sub, claims.sid))
    }
}

pub fn invalid() -> Error {
    Error::Unauthenticated { code: "invalid_token", message: "The access token is not valid; sign in again." }
}

/// A fresh secret of 256 bits, to be shown once.
pub fn random_secret() -> Result<String> {
    let mut bytes = [0; 32];
    SystemRandom::new().fill(&mut bytes).map_err(|_| Error::internal("asking the system for random bytes", "it gave none"))?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(bytes))
}

/// What every token for programs begins with, so that programs that look for leaked secrets know one.
const API_TOKEN_PREFIX: &str = "commonshelf_";

/// A fresh token for programs, to be shown once; it is kept as its [`hash_secret`].
pub fn api_token() -> Result<String> {
    Ok(format!("{API_TOKEN_PREFIX}{}", random_secret()?))
}

/// Whether it looks like a token for programs rather than like one of a session.
pub fn is_api_token(bearer: &str) -> bool {
    bearer.starts_with(API_TOKEN_PREFIX)
}

/// A refresh token says which session it belongs to, so that an old one can end just that.
pub fn refresh_token(session: SessionId, secret: &str) -> String {
    format!("{session}.{secret}")
}

/// The session and the secret of a refresh token.
pub fn split_refresh_token(token: &str) -> Option<(SessionId, &str)> {
    let (session, secret) = token.split_once('.')?;
    Some((SessionId::parse(session).ok()?, secret))
}

/// How a random secret stands in the database: SHA-256 in hex. (It has 256 bits of its own; a slow hash would add nothing.)
pub fn hash_secret(secret: &str) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, secret.as_bytes());
    digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn now() -> Timestamp {
        Timestamp::parse("2026-11-22T09:00:00Z").unwrap()
    }

    fn tokens() -> Tokens {
        Tokens::new(&Keys::new("a secret of at least thirty-two characters"))
    }

    #[test]
    fn a_token_names_user_and_session_until_it_expires() {
        let (user, session) = (UserId::new(), SessionId::new());
        let token = tokens().issue(user, session, now()).unwrap();

        assert_eq!(tokens().read(&token, now()).unwrap(), (user, session));
        assert!(tokens().read(&token, now().plus_seconds(ACCESS_SECONDS)).is_err());
    }

    #[test]
    fn forged_unsigned_and_foreign_tokens_are_refused() {
        let claims = json!({"sub": UserId::new(), "sid": SessionId::new(), "aud": AUDIENCE, "iat": 0, "exp": 99_999_999_999_i64});
        let part = |value: serde_json::Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
        let unsigned = format!("{}.{}.", part(json!({"alg": "none", "typ": "JWT"})), part(claims.clone()));
        let other_key = Tokens::new(&Keys::new("another secret of thirty-two characters"));
        let forged = other_key.issue(UserId::new(), SessionId::new(), now()).unwrap();
        let key = EncodingKey::from_secret(&Keys::new("a secret of at least thirty-two characters").derive("access tokens"));
        let mut foreign = claims.clone();
        foreign["aud"] = json!("somewhere else");
        let foreign = jsonwebtoken::encode(&Header::new(Algorithm::HS256), &foreign, &key).unwrap();
        let other_algorithm = jsonwebtoken::encode(&Header::new(Algorithm::HS384), &claims, &key).unwrap();

        for token in [unsigned, forged, foreign, other_algorithm, String::new(), "a.b.c".to_owned()] {
            assert!(tokens().read(&token, now()).is_err(), "{token} was taken");
        }
    }
}
