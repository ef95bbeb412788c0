//! How often one may try to sign in, and that nobody can use this against somebody else.
//!
//! Tries are counted for an account *in a network*: whoever guesses from elsewhere uses up their own tries. All networks that the account has not
//! been signed in from before also share a count for it, so that many of them together guess slowly as well; where its owner has signed in before,
//! that count plays no part. Whoever sets a new password by a mailed link does it from a network that is known from then on. Last, a network as a
//! whole may try many accounts, since a whole workshop may share it, but not without end.
//!
//! Counts are kept by each node in memory: with several nodes the limits are as many times as high.

use super::origins::Origin;
use crate::domain::ids::UserId;
use crate::error::{Error, Result};
use governor::clock::{Clock, DefaultClock, QuantaInstant};
use governor::{DefaultKeyedRateLimiter, NotUntil, Quota, RateLimiter};
use std::num::NonZeroU32;
use std::time::Duration;

/// Ten at once, then one in thirty seconds.
const IN_A_NETWORK: (u32, u64) = (10, 30);
/// By strangers together: forty at once, then one in thirty seconds.
const BY_STRANGERS: (u32, u64) = (40, 30);
/// From one network: a hundred at once, then one a second.
const OF_A_NETWORK: (u32, u64) = (100, 1);

/// The counts of tries.
pub struct Attempts {
    in_a_network: DefaultKeyedRateLimiter<(String, String)>,
    by_strangers: DefaultKeyedRateLimiter<String>,
    of_a_network: DefaultKeyedRateLimiter<String>,
}

impl Attempts {
    pub fn new() -> Result<Self> {
        Ok(Self {
            in_a_network: RateLimiter::keyed(quota(IN_A_NETWORK)?),
            by_strangers: RateLimiter::keyed(quota(BY_STRANGERS)?),
            of_a_network: RateLimiter::keyed(quota(OF_A_NETWORK)?),
        })
    }

    /// Counts a try at something (`account` names what is tried, such as a folded address); 429 when there were too many from here.
    pub fn check(&self, account: &str, origin: &Origin) -> Result<()> {
        let network = origin.network.map(|network| network.to_string());
        self.in_a_network.check_key(&(account.to_owned(), network.clone().unwrap_or_default())).map_err(too_many)?;
        match network {
            Some(network) => self.of_a_network.check_key(&network).map_err(too_many),
            None => Ok(()),
        }
    }

    /// Counts a try of someone who is signed in to prove more than that.
    pub fn check_proof(&self, user: UserId) -> Result<()> {
        self.in_a_network.check_key(&(format!("proof {user}"), String::new())).map_err(too_many)
    }

    /// Counts a try from where the account's owner has not signed in before.
    pub fn check_stranger(&self, account: &str) -> Result<()> {
        self.by_strangers.check_key(&account.to_owned()).map_err(too_many)
    }

    /// Forgets those who have not tried for a while, so that memory stays bounded.
    pub fn forget_old(&self) {
        self.in_a_network.retain_recent();
        self.by_strangers.retain_recent();
        self.of_a_network.retain_recent();
    }
}

fn quota((burst, seconds): (u32, u64)) -> Result<Quota> {
    let quota = NonZeroU32::new(burst).and_then(|burst| Some(Quota::with_period(Duration::from_secs(seconds))?.allow_burst(burst)));
    quota.ok_or_else(|| Error::internal("setting up the limits of sign-ins", "a limit is zero"))
}

fn too_many(not_until: NotUntil<QuantaInstant>) -> Error {
    let wait = not_until.wait_time_from(DefaultClock::default().now());
    Error::TooMany { retry_after_seconds: wait.as_secs() + 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(address: &str) -> Origin {
        Origin::new(String::new(), Some(address.parse().unwrap()))
    }

    #[test]
    fn guesses_from_elsewhere_use_up_no_try_of_the_owner() {
        let attempts = Attempts::new().unwrap();
        let tries = (0..20).filter(|_| attempts.check("rosa@example.org", &from("192.0.2.1")).is_ok()).count();

        assert_eq!(tries, 10);
        assert!(attempts.check("rosa@example.org", &from("198.51.100.1")).is_ok());
        assert!(attempts.check("ana@example.org", &from("192.0.2.1")).is_ok());
    }

    #[test]
    fn strangers_together_and_a_network_as_a_whole_come_to_an_end() {
        let attempts = Attempts::new().unwrap();

        // One more may have come back on a slow machine.
        assert!((40..43).contains(&(0..100).filter(|_| attempts.check_stranger("rosa@example.org").is_ok()).count()));
        let accounts = (0..200).filter(|number| attempts.check(&format!("{number}@example.org"), &from("192.0.2.1")).is_ok());
        assert!((100..150).contains(&accounts.count()));
    }
}
