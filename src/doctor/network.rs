//! What has to be asked of others, each within a bound. An answer that does not come is no fault of the library.

use super::Finding;
use crate::config::Config;
use crate::domain::time::Timestamp;
use hickory_resolver::TokioResolver;
use hickory_resolver::proto::rr::{RData, RecordType};
use std::time::Duration;

/// For one question to the names service, and for all that it takes to answer it.
const NAMES_WITHIN: Duration = Duration::from_secs(3);
const ADDRESS_WITHIN: Duration = Duration::from_secs(5);

/// The answer to a question about a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The text records under the name; none where there are none.
    Texts(Vec<String>),
    /// Nobody could be asked, or nobody answered.
    Silence,
}

/// Where text records are asked for: the names service, or in tests a list.
pub trait Names {
    fn texts(&self, name: &str) -> impl Future<Output = Answer>;
}

/// The names service of this machine.
pub struct Network(Option<TokioResolver>);

impl Network {
    pub fn open() -> Self {
        let builder = TokioResolver::builder_tokio().ok();
        Self(builder.and_then(|mut builder| {
            let options = builder.options_mut();
            options.timeout = NAMES_WITHIN / 2;
            options.attempts = 1;
            builder.build().ok()
        }))
    }
}

impl Names for Network {
    async fn texts(&self, name: &str) -> Answer {
        let Some(resolver) = &self.0 else { return Answer::Silence };
        // With its dot, so that no search domain of this machine is tried.
        let asked = resolver.lookup(format!("{name}."), RecordType::TXT);
        match tokio::time::timeout(NAMES_WITHIN, asked).await {
            Ok(Ok(found)) => {
                let text = |data: &RData| match data {
                    RData::TXT(text) => Some(text.txt_data.iter().map(|part| String::from_utf8_lossy(part)).collect::<String>()),
                    _ => None,
                };
                Answer::Texts(found.answers().iter().filter_map(|record| text(&record.data)).collect())
            }
            Ok(Err(failure)) if failure.is_nx_domain() || failure.is_no_records_found() => Answer::Texts(Vec::new()),
            Ok(Err(_)) | Err(_) => Answer::Silence,
        }
    }
}

/// Whether the library answers at the address that people use, and what time it is there: by way of whatever stands before it.
pub async fn own_address(config: &Config, now: Timestamp) -> Vec<Finding> {
    let address = format!("{}health/live", config.public_url);
    let silent = |why: &str| {
        let remedy =
            "Start the server, and look from outside whether people reach it; a machine behind a router may not reach its own address.";
        vec![Finding::warn("address", format!("{} could not be asked from here{why}.", config.public_url), remedy)]
    };
    let client = reqwest::Client::builder().timeout(ADDRESS_WITHIN).redirect(reqwest::redirect::Policy::none()).build();
    let Ok(client) = client else { return silent("") };
    let answer = match client.get(&address).send().await {
        Ok(answer) => answer,
        Err(failure) if failure.is_timeout() => return silent(" within five seconds"),
        Err(_) => return silent(""),
    };
    let remedy = "See that the web server before it passes everything on, at the address that public_url names.";
    let status = answer.status().as_u16();
    if status != 200 {
        return vec![Finding::fail("address", format!("{address} answers {status} and not 200."), remedy)];
    }
    let date = answer.headers().get("date").and_then(|date| date.to_str().ok());
    let date = date.and_then(|date| chrono::DateTime::parse_from_rfc2822(date).ok());
    let seconds = date.map(|date| (date.timestamp() - now.unix_seconds()).abs());
    let mut findings = vec![Finding::ok("address", format!("The library answers at {}.", config.public_url))];
    if let Some(seconds) = seconds.filter(|seconds| *seconds > 60) {
        let message = format!("The clock of whatever answers at {} differs by {seconds} seconds.", config.public_url);
        findings.push(Finding::warn("address_clock", message, "Let both machines take their time from the network."));
    }
    findings
}
