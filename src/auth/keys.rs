//! Keys derived from the one secret of a library, each for one purpose, and the signed ids that stand in mailed links.
//!
//! A mailed link carries an id and a code that only the holder of the secret can make (HMAC-SHA256, cut to 128 bits). The database holds no
//! secret of it: whether it still works (open, not expired, not used) stands in the row that it names.

use crate::domain::words::MailGroup;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ring::hmac;
use uuid::Uuid;

/// The secret that all nodes share, ready to make keys from.
#[derive(Clone)]
pub struct Keys(hmac::Key);

/// What a mailed link is for. A code made for one purpose is worthless for another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LinkPurpose {
    ConfirmApplication,
    Invitation,
    PasswordReset,
    /// A change of address, for the new one.
    ConfirmNewAddress,
    /// A change of address, for the old one.
    StopAddressChange,
    /// Mail to this address arrives again.
    ConfirmAddress,
    /// No more mail of a group: names the user.
    Unsubscribe(MailGroup),
    /// No more summaries: names the user.
    UnsubscribeDigest,
    /// Names the saved search.
    UnsubscribeSavedSearch,
    ApplicationQuestion,
    /// Whoever holds it may see where the report stands.
    Report,
}

const CODE_BYTES: usize = 16;

impl Keys {
    pub fn new(secret: &str) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()))
    }

    /// Key material for one purpose: HMAC-SHA256 of its name under the secret.
    pub fn derive(&self, purpose: &str) -> [u8; 32] {
        let mut key = [0; 32];
        key.copy_from_slice(hmac::sign(&self.0, purpose.as_bytes()).as_ref());
        key
    }

    /// Tells two secrets apart and nothing of either.
    pub fn fingerprint(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.derive("fingerprint"))
    }

    fn link_key(&self, purpose: LinkPurpose) -> hmac::Key {
        let name = match purpose {
            LinkPurpose::ConfirmApplication => "link: confirm application".to_owned(),
            LinkPurpose::Invitation => "link: invitation".to_owned(),
            LinkPurpose::PasswordReset => "link: password reset".to_owned(),
            LinkPurpose::ConfirmNewAddress => "link: confirm new address".to_owned(),
            LinkPurpose::StopAddressChange => "link: stop change of address".to_owned(),
            LinkPurpose::ConfirmAddress => "link: confirm address".to_owned(),
            LinkPurpose::Unsubscribe(group) => format!("link: unsubscribe {group}"),
            LinkPurpose::UnsubscribeDigest => "link: unsubscribe from the digest".to_owned(),
            LinkPurpose::UnsubscribeSavedSearch => "link: unsubscribe from a saved search".to_owned(),
            LinkPurpose::ApplicationQuestion => "link: application question".to_owned(),
            LinkPurpose::Report => "link: report".to_owned(),
        };
        hmac::Key::new(hmac::HMAC_SHA256, &self.derive(&name))
    }

    /// The token of a link to a row.
    pub fn sign(&self, purpose: LinkPurpose, id: Uuid) -> String {
        let code = hmac::sign(&self.link_key(purpose), id.as_bytes());
        let mut bytes = id.as_bytes().to_vec();
        bytes.extend(code.as_ref().iter().take(CODE_BYTES));
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }

    /// The id that a token names, if this library made it for this purpose.
    pub fn open(&self, purpose: LinkPurpose, token: &str) -> Option<Uuid> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(token).ok()?;
        let (id, _) = bytes.split_first_chunk::<16>()?;
        let id = Uuid::from_bytes(*id);
        // The two codes are compared as codes of each other, so that the time it takes says nothing.
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.derive("link: comparison"));
        hmac::verify(&key, token.as_bytes(), hmac::sign(&key, self.sign(purpose, id).as_bytes()).as_ref()).ok()?;
        Some(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_opens_only_for_its_purpose_its_library_and_unchanged() {
        let keys = Keys::new("a secret of at least thirty-two characters");
        let id = Uuid::now_v7();
        let token = keys.sign(LinkPurpose::Invitation, id);

        assert_eq!(keys.open(LinkPurpose::Invitation, &token), Some(id));
        assert_eq!(keys.open(LinkPurpose::PasswordReset, &token), None);
        assert_eq!(Keys::new("another secret").open(LinkPurpose::Invitation, &token), None);
        let mut changed = token.clone().into_bytes();
        changed[3] ^= 1;
        assert_eq!(keys.open(LinkPurpose::Invitation, &String::from_utf8_lossy(&changed)), None);
        for nonsense in ["", "x", "é", &"A".repeat(10_000), "../../etc"] {
            assert_eq!(keys.open(LinkPurpose::Invitation, nonsense), None);
        }
    }
}
