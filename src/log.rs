//! Where the log goes and how it looks: standard error, times in UTC, as text or as one JSON object a line.
//!
//! It does not decide what is logged: events do, and they hold no address, token, or title of unpublished work. Invariant: libraries that would
//! write such things, or a line for every commit, stay quiet unless a directive names them.

use crate::config::{Config, LogFormat};
use crate::error::{Context, Result};
use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::util::SubscriberInitExt;

/// lettre writes whole mail sessions, with addresses; tantivy a dozen lines for each commit; the others what they think of each file.
const QUIET: &str = "lettre=warn,tantivy=warn,pdf_oxide=error,html5ever=error";

/// Starts logging for this process. Fails when it was started before.
pub fn start(config: &Config) -> Result<()> {
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter(&config.log)?).with_writer(std::io::stderr);
    let started = match config.log_format {
        LogFormat::Text => subscriber.with_ansi(std::io::stderr().is_terminal()).finish().try_init(),
        LogFormat::Json => subscriber.json().flatten_event(true).finish().try_init(),
    };
    started.context("starting the log")
}

/// The operator's directives come last, since the last one on a target wins.
fn filter(directives: &str) -> Result<EnvFilter> {
    EnvFilter::try_new(format!("{QUIET},{directives}")).context("reading the setting log")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn talkative_libraries_are_quiet_until_they_are_named() {
        let quiet = filter("debug").unwrap().to_string();
        assert!(quiet.contains("lettre=warn") && quiet.contains("debug"), "{quiet}");
        let named = filter("info,lettre=debug").unwrap().to_string();
        assert!(named.contains("lettre=debug") && !named.contains("lettre=warn"), "{named}");
    }
}
