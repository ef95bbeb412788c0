//! `commonshelf doctor`: looks at what a library needs around it, and says of each thing whether it is well and, if not, what to do.
//!
//! It changes nothing. What it has to ask of others (the names service, the library's own address) it asks within a bound, and an answer that
//! does not come is told as such and is no fault. [`Facts`] are read first, judged without further questions, and what needs the network comes
//! beside.

mod facts;
mod judge;
mod network;
mod records;

pub use facts::Facts;

use crate::config::Config;
use crate::domain::time::Timestamp;
use network::Network;

/// How something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Health {
    Ok,
    Warn,
    Fail,
}

impl Health {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Fail => "fail",
        }
    }
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// A short name, stable for programs: `https`, `spf`, `backup`.
    pub check: &'static str,
    pub health: Health,
    /// How it is, in a sentence.
    pub message: String,
    /// What to do; empty where all is well.
    pub remedy: String,
}

impl Finding {
    fn ok(check: &'static str, message: impl Into<String>) -> Self {
        Self { check, health: Health::Ok, message: message.into(), remedy: String::new() }
    }

    fn warn(check: &'static str, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { check, health: Health::Warn, message: message.into(), remedy: remedy.into() }
    }

    fn fail(check: &'static str, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { check, health: Health::Fail, message: message.into(), remedy: remedy.into() }
    }
}

/// Everything that was found, in a fixed order.
pub async fn examine(config: &Config, facts: &Facts, now: Timestamp) -> Vec<Finding> {
    let network = Network::open();
    let mut findings = judge::settings(config);
    findings.extend(network::own_address(config, now).await);
    findings.extend(judge::facts(config, facts, now));
    findings.extend(records::mail(config, &facts.settings, &network).await);
    findings
}

/// The worst of them.
pub fn worst(findings: &[Finding]) -> Health {
    findings.iter().map(|finding| finding.health).max().unwrap_or(Health::Ok)
}

#[cfg(test)]
mod tests;
