//! The second factor: codes of an authenticator (TOTP, RFC 6238: six digits, thirty seconds, SHA-1, which all authenticators know) and recovery
//! codes for who has lost it. The secret is sealed under a key of the library, so that a stolen database makes no codes.

use super::keys::Keys;
use super::tokens;
use crate::domain::ids::UserId;
use crate::domain::time::Timestamp;
use crate::error::{Context, Error, Result};
use base64::Engine;
use base64::prelude::BASE64_STANDARD_NO_PAD;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::rand::{SecureRandom, SystemRandom};
use totp_rs::{Algorithm, Builder, Secret, Totp};

/// 160 bits, as RFC 4226 recommends.
const SECRET_BYTES: usize = 20;
const STEP_SECONDS: u64 = 30;
pub const RECOVERY_CODES: usize = 10;
/// Letters and digits that nobody mistakes for each other; 16 of these 32 are 80 bits.
const RECOVERY_ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";
const RECOVERY_CHARS: usize = 16;

/// What an authenticator shares with the library.
pub struct SharedSecret(Vec<u8>);

impl SharedSecret {
    pub fn fresh() -> Result<Self> {
        Ok(Self(random::<SECRET_BYTES>()?.to_vec()))
    }

    fn totp(&self, issuer: &str, account: &str) -> Result<Totp> {
        // A colon would end the name of the issuer in the address that authenticators read.
        let plain = |name: &str| name.replace(':', " ");
        let builder = Builder::new().with_algorithm(Algorithm::SHA1).with_digits(6).with_skew(1).with_step_duration(STEP_SECONDS);
        let builder = builder.with_secret(self.0.clone()).with_account_name(plain(account)).with_issuer(Some(plain(issuer)));
        builder.build().map_err(|fault| Error::internal("making a second factor", fault.to_string()))
    }

    /// The time step that a code belongs to, if it is one of now, of the step before or of the one after: clocks differ.
    pub fn step(&self, code: &str, now: Timestamp) -> Result<Option<i64>> {
        let seconds = u64::try_from(now.unix_seconds()).context("telling the time")?;
        let step = self.totp("library", "user")?.check(code, seconds);
        step.map(i64::try_from).transpose().context("telling the time")
    }

    /// The code of a moment, as an authenticator shows it.
    pub fn code(&self, now: Timestamp) -> Result<String> {
        let seconds = u64::try_from(now.unix_seconds()).context("telling the time")?;
        Ok(self.totp("library", "user")?.generate(seconds).to_string())
    }

    /// For typing into an authenticator.
    pub fn base32(&self) -> String {
        Secret::from(self.0.clone()).to_base32()
    }

    /// From what was typed into an authenticator.
    pub fn of_base32(text: &str) -> Result<Self> {
        let secret = Secret::try_from_base32(text).map_err(|fault| Error::internal("reading a secret", fault.to_string()))?;
        Ok(Self(secret.as_ref().to_vec()))
    }

    /// For authenticators that read it as a picture.
    pub fn address(&self, issuer: &str, account: &str) -> Result<String> {
        self.totp(issuer, account)?.to_url().map_err(|fault| Error::internal("making the address of a second factor", fault.to_string()))
    }

    /// Sealed for one account: a value that was copied to another account's row does not open.
    pub fn seal(&self, keys: &Keys, user: UserId) -> Result<String> {
        let nonce = random::<NONCE_LEN>()?;
        let mut sealed = self.0.clone();
        let bound = Aad::from(user.to_string());
        let done = key(keys)?.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), bound, &mut sealed);
        done.map_err(|_| Error::internal("sealing a second factor", "it could not be sealed"))?;
        Ok(BASE64_STANDARD_NO_PAD.encode([&nonce[..], &sealed].concat()))
    }

    pub fn open(sealed: &str, keys: &Keys, user: UserId) -> Result<Self> {
        let bytes = BASE64_STANDARD_NO_PAD.decode(sealed).context("reading a second factor")?;
        let broken = || Error::internal("opening a second factor", "it was sealed for another account or with another secret key");
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE_LEN>().ok_or_else(broken)?;
        let mut opened = sealed.to_vec();
        let secret = key(keys)?.open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::from(user.to_string()), &mut opened);
        Ok(Self(secret.map_err(|_| broken())?.to_vec()))
    }
}

fn key(keys: &Keys) -> Result<LessSafeKey> {
    let key = UnboundKey::new(&CHACHA20_POLY1305, &keys.derive("second factors"));
    key.map(LessSafeKey::new).map_err(|_| Error::internal("making a key", "it has another length"))
}

fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).map_err(|_| Error::internal("asking the system for random bytes", "it gave none"))?;
    Ok(bytes)
}

/// Codes to be shown once: `abcd-efgh-jkmn-pqrs`.
pub fn recovery_codes() -> Result<Vec<String>> {
    let code = || {
        let letters = random::<RECOVERY_CHARS>()?.map(|byte| char::from(RECOVERY_ALPHABET[usize::from(byte) % RECOVERY_ALPHABET.len()]));
        let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
        Ok(groups.join("-"))
    };
    (0..RECOVERY_CODES).map(|_| code()).collect()
}

/// How a recovery code stands in the database, however it was typed.
pub fn recovery_hash(user: UserId, code: &str) -> String {
    let plain: String = code.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    tokens::hash_secret(&format!("{user} {plain}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> Keys {
        Keys::new("a secret of at least thirty-two characters")
    }

    /// RFC 6238, appendix B: the last six digits of its SHA-1 codes.
    #[test]
    fn codes_are_those_of_the_standard() {
        let secret = SharedSecret(b"12345678901234567890".to_vec());
        for (time, code) in [("1970-01-01T00:00:59Z", "287082"), ("2005-03-18T01:58:29Z", "081804"), ("2009-02-13T23:31:30Z", "005924")] {
            let time = Timestamp::parse(time).unwrap();
            assert_eq!(secret.code(time).unwrap(), code);
            assert_eq!(secret.step(code, time.plus_seconds(30)).unwrap(), Some(time.unix_seconds() / 30));
            assert_eq!(secret.step(code, time.plus_seconds(90)).unwrap(), None);
        }
        for nonsense in ["", "12345", "1234567", "abcdef", "２８７０８２", "287082 287082"] {
            assert_eq!(secret.step(nonsense, Timestamp::parse("1970-01-01T00:00:59Z").unwrap()).unwrap(), None, "{nonsense}");
        }
    }

    #[test]
    fn a_sealed_secret_opens_for_its_account_and_library_alone() {
        let (secret, user) = (SharedSecret::fresh().unwrap(), UserId::new());
        let sealed = secret.seal(&keys(), user).unwrap();

        assert_eq!(SharedSecret::open(&sealed, &keys(), user).unwrap().0, secret.0);
        assert!(SharedSecret::open(&sealed, &keys(), UserId::new()).is_err());
        assert!(SharedSecret::open(&sealed, &Keys::new("another secret"), user).is_err());
        assert!(!sealed.contains(&secret.base32()));
        assert_eq!(SharedSecret::of_base32(&secret.base32()).unwrap().0, secret.0);
        let address = secret.address("Sharing: Center", "rosa@example.org").unwrap();
        assert!(address.starts_with("otpauth://totp/") && address.contains(&secret.base32()), "{address}");
    }

    #[test]
    fn a_recovery_code_is_known_however_it_is_typed() {
        let (codes, user) = (recovery_codes().unwrap(), UserId::new());
        let typed = codes[0].to_uppercase().replace('-', " ");

        assert_eq!(recovery_hash(user, &typed), recovery_hash(user, &codes[0]));
        assert_ne!(recovery_hash(UserId::new(), &codes[0]), recovery_hash(user, &codes[0]));
        assert_eq!((codes.len(), codes[0].len()), (10, 19));
        assert_eq!(codes.iter().collect::<std::collections::BTreeSet<_>>().len(), 10);
    }
}
