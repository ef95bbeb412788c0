//! `commonshelf doctor`: a line for each thing that was looked at, and below it what to do.

use super::say;
use crate::app;
use crate::config::Config;
use crate::doctor::{self, Facts, Finding, Health};
use crate::domain::time::Clock;
use crate::error::{Context, Error, Result};
use std::fmt::Write;

/// Looks at everything, says what was found, and fails if something fails.
pub fn doctor(config: &Config) -> Result<()> {
    let clock = Clock::system();
    let db = app::open_database(config, clock.clone())?;
    let facts = db.read_blocking(|c| Facts::read(c, config))?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().context("preparing to ask the network")?;
    let findings = runtime.block_on(doctor::examine(config, &facts, clock.now()));
    say(&report(&findings))?;
    let failing = findings.iter().filter(|finding| finding.health == Health::Fail).count();
    if failing == 0 { Ok(()) } else { Err(Error::conflict("not_well", format!("{failing} things need mending"))) }
}

fn report(findings: &[Finding]) -> String {
    let width = findings.iter().map(|finding| finding.check.len()).max().unwrap_or(0);
    let mut text = String::new();
    for finding in findings {
        // A String takes whatever is written to it.
        let _ = writeln!(text, "{:<5} {:<width$}  {}", finding.health.as_str(), finding.check, finding.message);
        if !finding.remedy.is_empty() {
            let _ = writeln!(text, "{:<5} {:<width$}  → {}", "", "", finding.remedy);
        }
    }
    text
}
