//! How often one may ask: for everything that costs, by account where someone is signed in or a program has their token, and by address otherwise.
//!
//! Generous for reading, because whole workshops and countries share an address. It is no fence around secrets: each node counts for itself. The
//! table is [`LIMITS`], and the README shows it. Signing in is also counted by the account that it is tried on
//! ([`Attempts`](crate::auth::attempts::Attempts)).

use super::address;
use super::api::BASE;
use crate::app::App;
use crate::auth::tokens::{hash_secret, is_api_token};
use crate::domain::ids::UserId;
use crate::error::{Error, Result};
use actix_web::HttpRequest;
use actix_web::http::{Method, header};
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::collections::HashMap;
use std::fmt::Write;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Class {
    Reading,
    Downloading,
    Writing,
    Uploading,
    SigningIn,
    Resetting,
    Applying,
    Reporting,
    Contacting,
    Transferring,
}

/// So many at once, and then one in so many milliseconds.
#[derive(Clone, Copy)]
pub struct Rate {
    pub at_once: u32,
    pub then_one_in_ms: u64,
}

pub struct Limit {
    class: Class,
    /// What it is, for people.
    what: &'static str,
    by_account: Rate,
    by_address: Rate,
}

const fn rate(at_once: u32, then_one_in_ms: u64) -> Rate {
    Rate { at_once, then_one_in_ms }
}

const SECOND: u64 = 1_000;
const MINUTE: u64 = 60 * SECOND;

/// Every limit there is.
pub const LIMITS: &[Limit] = &[
    Limit { class: Class::Reading, what: "searching and reading", by_account: rate(600, 50), by_address: rate(3_000, 10) },
    Limit { class: Class::Downloading, what: "downloading files", by_account: rate(200, 500), by_address: rate(1_000, 100) },
    Limit { class: Class::Writing, what: "changing anything else", by_account: rate(300, 500), by_address: rate(300, 500) },
    Limit {
        class: Class::Uploading,
        what: "submitting and uploading",
        by_account: rate(120, 3 * SECOND),
        by_address: rate(120, 3 * SECOND),
    },
    Limit { class: Class::SigningIn, what: "signing in and staying so", by_account: rate(100, SECOND), by_address: rate(100, SECOND) },
    Limit { class: Class::Resetting, what: "asking for a new password", by_account: rate(10, MINUTE), by_address: rate(30, MINUTE) },
    Limit { class: Class::Applying, what: "applying to join", by_account: rate(10, 6 * MINUTE), by_address: rate(20, 3 * MINUTE) },
    Limit { class: Class::Reporting, what: "reporting a document", by_account: rate(20, MINUTE), by_address: rate(20, 3 * MINUTE) },
    Limit { class: Class::Contacting, what: "writing to the admins", by_account: rate(5, 10 * MINUTE), by_address: rate(10, 6 * MINUTE) },
    Limit { class: Class::Transferring, what: "imports and exports", by_account: rate(10, 6 * MINUTE), by_address: rate(10, 6 * MINUTE) },
];

/// What is asked for by a method and a path below [`BASE`], where it is not simply reading or writing. A star is any one segment.
const COSTLY: &[(Method, &str, Class)] = &[
    (Method::GET, "resources/*/files/*", Class::Downloading),
    (Method::GET, "submissions/*/files/*", Class::Downloading),
    (Method::GET, "exports/*/file", Class::Downloading),
    (Method::POST, "submissions", Class::Uploading),
    (Method::POST, "submissions/*/files", Class::Uploading),
    (Method::POST, "auth/login", Class::SigningIn),
    (Method::POST, "auth/refresh", Class::SigningIn),
    (Method::POST, "auth/password-resets", Class::Resetting),
    (Method::POST, "organizations", Class::Applying),
    (Method::POST, "resources/*/reports", Class::Reporting),
    (Method::POST, "contact", Class::Contacting),
    (Method::POST, "imports", Class::Transferring),
    (Method::POST, "exports", Class::Transferring),
];

fn class(method: &Method, path: &str) -> Class {
    let path = path.strip_prefix(BASE).unwrap_or(path).trim_matches('/');
    let fits = |pattern: &&str| {
        let (mut wanted, mut segments) = (pattern.split('/'), path.split('/'));
        loop {
            match (wanted.next(), segments.next()) {
                (None, None) => return true,
                (Some("*"), Some(_)) => {}
                (Some(wanted), Some(segment)) if wanted == segment => {}
                _ => return false,
            }
        }
    };
    let costly = COSTLY.iter().find(|(costly, pattern, _)| costly == method && fits(pattern)).map(|(.., class)| *class);
    costly.unwrap_or(if *method == Method::GET || *method == Method::HEAD { Class::Reading } else { Class::Writing })
}

/// Those who watch over the library ask often, and cost nothing.
fn is_free(path: &str) -> bool {
    path.starts_with("/health/") || path == "/metrics"
}

/// Who is counted.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
enum Key {
    Account(UserId),
    Address(IpAddr),
}

struct Counting {
    class: Class,
    accounts: DefaultKeyedRateLimiter<Key>,
    addresses: DefaultKeyedRateLimiter<Key>,
}

/// What this node has counted.
pub struct Rates {
    counting: Vec<Counting>,
    asked: AtomicUsize,
    /// Whose a token for programs is, by its hash, once the database has said so. Before that its requests are counted by address, as made-up
    /// ones are for good: to look each of them up would cost what the rates are to save.
    owners: Mutex<HashMap<String, UserId>>,
}

/// Tokens that are remembered; more are learned anew.
const MAX_OWNERS: usize = 10_000;

/// After so many requests those are forgotten who have not asked for a while, so that memory stays bounded.
const FORGET_EVERY: usize = 20_000;

impl Rates {
    /// So many times the usual rates; with 0 there are none.
    pub fn new(factor: u32) -> Result<Self> {
        let quota = |rate: Rate| {
            let none = || Error::internal("setting up the rates", "a rate is zero");
            let at_once = NonZeroU32::new(rate.at_once.saturating_mul(factor)).ok_or_else(none)?;
            let period = Duration::from_micros(rate.then_one_in_ms.saturating_mul(1_000) / u64::from(factor.max(1)));
            Ok::<_, Error>(Quota::with_period(period).ok_or_else(none)?.allow_burst(at_once))
        };
        let limits: &[Limit] = if factor == 0 { &[] } else { LIMITS };
        let counting = limits.iter().map(|limit| {
            let (accounts, addresses) = (quota(limit.by_account)?, quota(limit.by_address)?);
            Ok(Counting { class: limit.class, accounts: RateLimiter::keyed(accounts), addresses: RateLimiter::keyed(addresses) })
        });
        Ok(Self { counting: counting.collect::<Result<_>>()?, asked: AtomicUsize::new(0), owners: Mutex::default() })
    }

    /// Counts a request; 429 when there were too many.
    pub fn check(&self, app: &App, request: &HttpRequest) -> Result<()> {
        if is_free(request.path()) {
            return Ok(());
        }
        let class = class(request.method(), request.path());
        let Some(counting) = self.counting.iter().find(|counting| counting.class == class) else { return Ok(()) };
        if self.asked.fetch_add(1, Ordering::Relaxed) % FORGET_EVERY == FORGET_EVERY - 1 {
            self.forget_old();
        }
        let (limiter, key) = match (self.account(app, request), address::of(request, &app.config)) {
            (Some(account), _) => (&counting.accounts, Key::Account(account)),
            (None, Some(address)) => (&counting.addresses, Key::Address(network(address))),
            (None, None) => return Ok(()),
        };
        limiter.check_key(&key).map_err(|until| {
            let wait = until.wait_time_from(DefaultClock::default().now());
            Error::TooMany { retry_after_seconds: wait.as_secs() + 1 }
        })
    }

    /// Remembers whose token was let in.
    pub fn note_owner(&self, token: &str, user: UserId) {
        if !is_api_token(token) {
            return;
        }
        let mut owners = self.owners.lock().unwrap_or_else(PoisonError::into_inner);
        if owners.len() >= MAX_OWNERS {
            owners.clear();
        }
        owners.insert(hash_secret(token), user);
    }

    /// Whose token it is. One of a session is known by its signature alone: whether the session still lives is asked later. Whoever makes tokens up
    /// is counted by address.
    fn account(&self, app: &App, request: &HttpRequest) -> Option<UserId> {
        let (scheme, token) = request.headers().get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
        let token = Some(token.trim()).filter(|_| scheme.eq_ignore_ascii_case("bearer"))?;
        if is_api_token(token) {
            return self.owners.lock().unwrap_or_else(PoisonError::into_inner).get(&hash_secret(token)).copied();
        }
        app.tokens.read(token, app.clock.now()).ok().map(|(user, _)| user)
    }

    fn forget_old(&self) {
        for counting in &self.counting {
            counting.accounts.retain_recent();
            counting.addresses.retain_recent();
        }
    }
}

/// Whoever has one address of IPv6 has a network of them.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => IpAddr::V6((address.to_bits() >> 64 << 64).into()),
    }
}

/// The limits as the README shows them.
pub fn rates_table() -> String {
    let mut table = "| what | signed in: at once, then | by address: at once, then |\n| --- | --- | --- |\n".to_owned();
    let told = |rate: Rate| match rate.then_one_in_ms {
        pause if pause < SECOND => format!("{}, {} a second", rate.at_once, SECOND / pause),
        pause if pause < MINUTE => format!("{}, {} a minute", rate.at_once, MINUTE / pause),
        pause => format!("{}, {} an hour", rate.at_once, 60 * MINUTE / pause),
    };
    for limit in LIMITS {
        // Writing to a string can't fail.
        let _ = writeln!(table, "| {} | {} | {} |", limit.what, told(limit.by_account), told(limit.by_address));
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_costs_is_told_from_reading_and_writing() {
        for (method, path, expected) in [
            (Method::GET, "/api/v1/resources", Class::Reading),
            (Method::GET, "/", Class::Reading),
            (Method::GET, "/api/v1/resources/1/files/2", Class::Downloading),
            (Method::POST, "/api/v1/submissions/", Class::Uploading),
            (Method::POST, "/api/v1/submissions/1/submit", Class::Writing),
            (Method::POST, "/api/v1/auth/login", Class::SigningIn),
            (Method::PATCH, "/api/v1/me", Class::Writing),
            (Method::POST, "/api/v1/exports", Class::Transferring),
            (Method::GET, "/api/v1/exports", Class::Reading),
        ] {
            assert_eq!(class(&method, path), expected, "{method} {path}");
        }
        for limit in LIMITS {
            let is_used = COSTLY.iter().any(|(.., class)| *class == limit.class) || matches!(limit.class, Class::Reading | Class::Writing);
            assert!(is_used, "nothing is counted as {:?}", limit.class);
        }
    }

    #[test]
    fn neighbors_in_one_network_of_ipv6_are_counted_as_one() {
        let network = |text: &str| network(text.parse().unwrap()).to_string();
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), network("2001:db8:1:2::9"));
        assert_ne!(network("2001:db8:1:2::9"), network("2001:db8:1:3::9"));
        assert_ne!(network("192.0.2.1"), network("192.0.2.2"));
    }
}
