//! Where someone signs in from: what with, in words, and in which network. An account remembers both as keyed hashes, so that its owner can be
//! told of a sign-in from elsewhere and is never locked out by guesses from elsewhere. No address is kept.

use super::keys::Keys;
use crate::domain::ids::UserId;
use crate::domain::words::OriginKind;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ipnet::IpNet;
use ring::hmac;
use std::net::IpAddr;

/// Neighbors share a network: what a household, an office or a small provider is given.
const IPV4_BITS: u8 = 24;
const IPV6_BITS: u8 = 48;
const MARK_BYTES: usize = 16;

/// Where a request comes from.
#[derive(Clone, Debug)]
pub struct Origin {
    /// Such as `Firefox, Windows`; empty where it says nothing.
    pub device: String,
    /// Absent where there is no address, as for a command.
    pub network: Option<IpNet>,
}

/// What an account keeps of an origin.
pub struct Mark {
    pub kind: OriginKind,
    pub text: String,
}

impl Origin {
    pub fn new(device: String, address: Option<IpAddr>) -> Self {
        let network = address.map(|address| address.to_canonical()).and_then(|address| {
            let bits = if address.is_ipv4() { IPV4_BITS } else { IPV6_BITS };
            Some(IpNet::new(address, bits).ok()?.trunc())
        });
        Self { device, network }
    }

    /// What this origin looks like in the memory of an account: alike for no other account, and nothing to anyone without the library's secret.
    pub fn marks(&self, keys: &Keys, user: UserId) -> Vec<Mark> {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &keys.derive("origins"));
        let mark = |kind: OriginKind, value: &str| {
            let code = hmac::sign(&key, format!("{user} {kind} {value}").as_bytes());
            let bytes: Vec<u8> = code.as_ref().iter().copied().take(MARK_BYTES).collect();
            Mark { kind, text: BASE64_URL_SAFE_NO_PAD.encode(bytes) }
        };
        let network = self.network.map(|network| mark(OriginKind::Network, &network.to_string()));
        std::iter::once(mark(OriginKind::Device, &self.device)).chain(network).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(address: &str) -> String {
        Origin::new(String::new(), Some(address.parse().unwrap())).network.unwrap().to_string()
    }

    #[test]
    fn neighbors_share_a_network_however_their_address_is_written() {
        assert_eq!(network("192.0.2.7"), "192.0.2.0/24");
        assert_eq!(network("::ffff:192.0.2.200"), "192.0.2.0/24");
        assert_eq!(network("2001:db8:1:2::3"), "2001:db8:1::/48");
    }

    #[test]
    fn an_origin_is_known_again_by_its_account_and_by_no_other() {
        let (keys, origin) = (Keys::new("a secret of the tests"), Origin::new("curl".to_owned(), Some("192.0.2.7".parse().unwrap())));
        let (rosa, ana) = (UserId::new(), UserId::new());
        let marks = |user| origin.marks(&keys, user).into_iter().map(|mark| mark.text).collect::<Vec<_>>();

        assert_eq!(marks(rosa), marks(rosa));
        assert!(marks(rosa).iter().all(|mark| !marks(ana).contains(mark)) && marks(rosa).len() == 2);
    }
}
