//! Passwords: argon2id, in a pool of its own, because each check burns tens of milliseconds of processor time; and whether one is hard enough to
//! guess, as zxcvbn estimates it (Wheeler, USENIX Security 2016), with the person's own words counted among those that are known.

mod advice;

pub use advice::Fault;

use super::tokens::hash_secret;
use crate::blocking::Pool;
use crate::db::users::UserRow;
use crate::domain::fold::fold;
use crate::domain::ids::UserId;
use crate::domain::language::LanguageTag;
use crate::domain::words::UserStatus;
use crate::error::{Context, Error, Result};
use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use zxcvbn::{Score, zxcvbn};

const MIN_CHARS: usize = 10;
const MAX_BYTES: usize = 1_000;
/// Safely unguessable online, and costly offline: from 10^8 guesses on.
const ENOUGH: Score = Score::Three;
/// Sign-ins that may wait at once; at some 40 ms each, who comes later would wait for seconds.
const LINE: usize = 100;

/// A password that is long enough to be one. It never shows in logs or in `Debug`.
#[derive(Clone)]
pub struct Password(String);

impl Password {
    /// Refuses what is too short to protect anything or too long to be typed. The message is for the person.
    pub fn parse(text: &str) -> Result<Self, String> {
        Self::bounded(text).map_err(|fault| fault.words(&LanguageTag::english()))
    }

    fn bounded(text: &str) -> Result<Self, Fault> {
        match text.chars().count() {
            chars if chars < MIN_CHARS => Err(Fault::TooShort),
            _ if text.len() > MAX_BYTES => Err(Fault::TooLong),
            _ => Ok(Self(text.to_owned())),
        }
    }

    /// Refuses what is easy to guess as well, for whoever has this name, this address, this organization. Takes milliseconds.
    pub fn judge(text: &str, own_words: &[String]) -> Result<Self, Fault> {
        let password = Self::bounded(text)?;
        // A name is guessed as a whole and by its parts, and without its accents as well.
        let own_words: Vec<_> = own_words.iter().flat_map(|words| [words.clone(), fold(words)]).collect();
        let parts = own_words.iter().flat_map(|words| words.split(|c: char| !c.is_alphanumeric())).filter(|part| part.chars().count() > 2);
        let known: Vec<&str> = own_words.iter().map(String::as_str).chain(parts).collect();
        let judged = zxcvbn(text, &known);
        if judged.score() >= ENOUGH {
            return Ok(password);
        }
        if zxcvbn(text, &[]).score() >= ENOUGH {
            return Err(Fault::OwnWords);
        }
        Err(judged.feedback().and_then(|feedback| feedback.warning()).map_or(Fault::Guessable, Fault::from))
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

/// The proof that someone typed the right password of an account. Only [`Passwords::confirm`] makes one.
#[derive(Clone)]
pub struct Confirmed {
    user: UserId,
    hash: String,
}

impl Confirmed {
    pub fn user(&self) -> UserId {
        self.user
    }

    /// Whether it is still so, for the locked row of the account: a password that was changed meanwhile proves nothing.
    pub fn check(&self, user: &UserRow) -> Result<()> {
        let is_so = user.id == self.user && user.password_hash.as_ref() == Some(&self.hash) && user.status == UserStatus::Active;
        if is_so {
            Ok(())
        } else {
            Err(Error::conflict("password_changed", "The password was changed at this moment; sign in with the new one."))
        }
    }

    /// Tells this password from others of the account, and nothing else.
    pub fn fingerprint(&self) -> String {
        fingerprint(&self.hash)
    }

    /// The proof that was given earlier, if the password is still the same.
    pub fn again(user: &UserRow, earlier: &str) -> Option<Self> {
        let hash = user.password_hash.clone().filter(|hash| fingerprint(hash) == earlier)?;
        Some(Self { user: user.id, hash })
    }
}

fn fingerprint(hash: &str) -> String {
    hash_secret(hash).chars().take(16).collect()
}

/// A password that someone wants, and what others would guess of them first.
pub struct Choice {
    pub text: String,
    /// Name, address, organization.
    pub own_words: Vec<String>,
    pub language: LanguageTag,
    /// The field that is named where it is refused.
    pub field: &'static str,
}

impl Choice {
    /// Judges and hashes: for threads that may block.
    pub fn hash(&self) -> Result<String> {
        let password = Password::judge(&self.text, &self.own_words);
        let password = password.map_err(|fault| Error::invalid(self.field, fault.words(&self.language)))?;
        hash(&password)
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

    /// The hash of a password that someone chose, if it is good enough for them. What is wrong with it is told in their language.
    pub async fn choose(&self, choice: Choice) -> Result<String> {
        self.pool.run(move || choice.hash()).await
    }

    /// The proof that someone knows the password of an account, if it is right; with no account or no password, none after the same work.
    pub async fn confirm(&self, user: Option<&UserRow>, text: &str) -> Result<Option<Confirmed>> {
        let confirmed = user.and_then(|user| Some(Confirmed { user: user.id, hash: user.password_hash.clone()? }));
        let (password, hash) = (Password::attempt(text), confirmed.as_ref().map_or_else(|| self.decoy.clone(), |known| known.hash.clone()));
        let is_right = self.pool.run(move || verify(&password, &hash)).await?;
        Ok(confirmed.filter(|_| is_right))
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

    #[test]
    fn what_is_easy_to_guess_is_refused_with_its_reason() {
        let own = ["Rosa Díaz".to_owned(), "rosa.diaz@casa-abierta.example".to_owned(), "Casa Abierta".to_owned()];
        for (text, fault) in [
            ("short", Fault::TooShort),
            ("password123", Fault::Common),
            ("qwertyuiop", Fault::Common),
            ("aaaaaaaaaaaa", Fault::Repeats),
            ("casaabierta", Fault::OwnWords),
        ] {
            assert_eq!(Password::judge(text, &own).unwrap_err(), fault, "{text}");
        }
        for easy in ["abcdefghijklmn", "Rosa Diaz 1988", "12/11/1988", "wonderful1"] {
            assert!(Password::judge(easy, &own).is_err(), "{easy} was taken");
        }
        for good in
            ["correct horse battery", "a handful of quiet words", "other quiet words", "siete gatos bajo lluvia", "六只猫在屋顶上唱歌喝茶"]
        {
            assert!(Password::judge(good, &own).is_ok(), "{good}: {:?}", Password::judge(good, &own));
        }
    }

    #[test]
    fn each_reason_is_told_in_each_language() {
        let faults = [
            Fault::TooShort,
            Fault::TooLong,
            Fault::OwnWords,
            Fault::Common,
            Fault::OneWord,
            Fault::Name,
            Fault::Keyboard,
            Fault::Repeats,
            Fault::Sequence,
            Fault::Date,
            Fault::Guessable,
        ];
        for fault in faults {
            let told: std::collections::BTreeSet<_> =
                ["en", "es-MX", "fr", "ar"].iter().map(|tag| fault.words(&LanguageTag::parse(tag).unwrap())).collect();
            assert!(told.len() == 4 && told.iter().all(|words| !words.contains('{')), "{fault:?}: {told:?}");
        }
        assert_eq!(Fault::Date.words(&LanguageTag::parse("sw").unwrap()), Fault::Date.words(&LanguageTag::english()));
    }
}
