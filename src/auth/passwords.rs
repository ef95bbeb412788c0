//! Passwords: argon2id, in a pool of its own, because each check burns tens of milliseconds of processor time.

use crate::blocking::Pool;
use crate::error::{Context, Error, Result};
use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};

const MIN_CHARS: usize = 10;
const MAX_BYTES: usize = 1_000;
/// Sign-ins that may wait at once; at some 40 ms each, who comes later would wait for seconds.
const LINE: usize = 100;

/// A password that is long enough to be one. It never shows in logs or in `Debug`.
#[derive(Clone)]
pub struct Password(String);

impl Password {
    /// Refuses what is too short to protect anything or too long to be typed. The message is for the person.
    pub fn parse(text: &str) -> Result<Self, String> {
        let chars = text.chars().count();
        if chars < MIN_CHARS {
            return Err(format!("must have at least {MIN_CHARS} characters; a few words in a row are easy to remember"));
        }
        if text.len() > MAX_BYTES {
            return Err(format!("must have at most {MAX_BYTES} bytes"));
        }
        Ok(Self(text.to_owned()))
    }

    /// What someone typed to sign in: compared, never judged.
    pub fn attempt(text: &str) -> Self {
        Self(text.chars().take(MAX_BYTES).collect())
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(…)")
    }
}

/// Hashes and checks passwords in a bounded pool.
#[derive(Clone)]
pub struct Passwords {
    pool: Pool,
    /// The hash of no one's password: an unknown address costs as much time as a known one.
    decoy: String,
}

impl Passwords {
    pub fn new() -> Result<Self> {
        Ok(Self { pool: Pool::with_a_worker_per_core(LINE), decoy: hash(&Password("no one's password".to_owned()))? })
    }

    pub async fn hash(&self, password: Password) -> Result<String> {
        self.pool.run(move || hash(&password)).await
    }

    /// Whether it is the password of that hash; with no hash, false after the same work.
    pub async fn verify(&self, password: Password, hash: Option<String>) -> Result<bool> {
        let is_known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.decoy.clone());
        self.pool.run(move || Ok(verify(&password, &hash)? && is_known)).await
    }
}

/// The PHC string of a password, with a fresh salt.
pub fn hash(password: &Password) -> Result<String> {
    Ok(Argon2::default().hash_password(password.0.as_bytes()).context("hashing a password")?.to_string())
}

fn verify(password: &Password, hash: &str) -> Result<bool> {
    let parsed = PasswordHash::new(hash).map_err(|fault| Error::internal("reading a password's hash", fault))?;
    Ok(Argon2::default().verify_password(password.0.as_bytes(), &parsed).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_fits_its_password_only_and_says_argon2id() {
        let password = Password::parse("correct horse battery").unwrap();
        let hashed = hash(&password).unwrap();

        assert!(hashed.starts_with("$argon2id$"));
        assert!(verify(&password, &hashed).unwrap());
        assert!(!verify(&Password::attempt("wrong horse battery"), &hashed).unwrap());
        assert_ne!(hashed, hash(&password).unwrap(), "two hashes share a salt");
        assert_eq!(format!("{password:?}"), "Password(…)");
    }

    #[test]
    fn short_passwords_are_refused_with_advice() {
        assert!(Password::parse("short").unwrap_err().contains("at least 10"));
        assert!(Password::parse(&"é".repeat(2_000)).is_err());
    }
}
