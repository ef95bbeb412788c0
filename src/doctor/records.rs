//! What the names service says of the domain that mail comes from: SPF (RFC 7208), DKIM (RFC 6376), DMARC (RFC 7489). Without them the
//! mail of a library ends among the unwanted.

use super::Finding;
use super::network::{Answer, Names};
use crate::config::Config;
use crate::domain::settings::Settings;

/// Under which names mail services usually put their keys; there is no way to ask which there are.
const USUAL_SELECTORS: &[&str] = &["default", "dkim", "mail", "selector1", "selector2", "google", "s1", "s2", "k1", "mxvault", "smtp"];

/// The domain of the sender of mail.
pub fn domain(mail_from: &str) -> Option<&str> {
    let (_, domain) = mail_from.rsplit_once('@')?;
    Some(domain.trim_end_matches('>').trim()).filter(|domain| !domain.is_empty())
}

pub async fn mail(config: &Config, settings: &Settings, names: &impl Names) -> Vec<Finding> {
    if config.smtp_url.is_none() {
        return Vec::new();
    }
    let Some(domain) = domain(&config.mail_from) else { return Vec::new() };
    let local = ["localhost", "local", "invalid", "test", "example"];
    if !domain.contains('.') || local.iter().any(|local| domain == *local || domain.ends_with(&format!(".{local}"))) {
        let remedy = "Set mail_from to an address of a domain of yours.";
        return vec![Finding::warn("mail_from", format!("Mail comes from {domain}, which is no domain of the world's."), remedy)];
    }
    vec![spf(domain, names).await, dkim(domain, &settings.dkim_selector, names).await, dmarc(domain, names).await]
}

fn silent(check: &'static str, name: &str) -> Finding {
    let remedy = "Look whether this machine can ask for names (/etc/resolv.conf), and run the doctor again.";
    Finding::warn(check, format!("{name} could not be asked for."), remedy)
}

async fn spf(domain: &str, names: &impl Names) -> Finding {
    let Answer::Texts(texts) = names.texts(domain).await else { return silent("spf", domain) };
    let records: Vec<&String> = texts.iter().filter(|text| text.to_ascii_lowercase().starts_with("v=spf1")).collect();
    let remedy =
        format!("Give {domain} one TXT record such as `v=spf1 a mx include:YOUR-MAIL-SERVICE -all`; your mail service says which.");
    match records.as_slice() {
        [] => Finding::fail("spf", format!("{domain} does not say which servers may send its mail (SPF)."), remedy),
        [record] if record.to_ascii_lowercase().split_whitespace().any(|part| part == "+all" || part == "all") => {
            Finding::fail("spf", format!("{domain} lets every server of the world send its mail (`all` in SPF)."), remedy)
        }
        [_] => Finding::ok("spf", format!("{domain} says which servers may send its mail (SPF).")),
        several => Finding::fail("spf", format!("{domain} has {} SPF records; with more than one, none counts.", several.len()), remedy),
    }
}

async fn dkim(domain: &str, selector: &str, names: &impl Names) -> Finding {
    let selectors: Vec<&str> = if selector.is_empty() { USUAL_SELECTORS.to_vec() } else { vec![selector] };
    let mut was_answered = false;
    for selector in &selectors {
        let Answer::Texts(texts) = names.texts(&format!("{selector}._domainkey.{domain}")).await else {
            // Where nobody answers once, ten more questions take half a minute and find nothing.
            break;
        };
        was_answered = true;
        let has_key = |text: &String| text.split(';').any(|part| part.trim().strip_prefix("p=").is_some_and(|key| !key.trim().is_empty()));
        if texts.iter().any(has_key) {
            return Finding::ok("dkim", format!("There is a key for signatures of {domain}, under the name {selector} (DKIM)."));
        }
    }
    if !was_answered {
        return silent("dkim", &format!("A key for signatures of {domain}"));
    }
    let remedy = "Let your mail service sign what it sends and give the domain the TXT record that it names; then name it in the setting dkim_selector (PATCH /api/v1/settings).";
    if selector.is_empty() {
        return Finding::warn("dkim", format!("No key for signatures of {domain} was found under any of the usual names (DKIM)."), remedy);
    }
    Finding::fail("dkim", format!("{domain} has no key for signatures under the name {selector} (DKIM)."), remedy)
}

async fn dmarc(domain: &str, names: &impl Names) -> Finding {
    let mut asked = domain;
    loop {
        let Answer::Texts(texts) = names.texts(&format!("_dmarc.{asked}")).await else { return silent("dmarc", domain) };
        if texts.iter().any(|text| text.to_ascii_lowercase().starts_with("v=dmarc1")) {
            return Finding::ok("dmarc", format!("{domain} says what is to be done with forged mail (DMARC)."));
        }
        // What the domain above says holds for those below.
        match asked.split_once('.').map(|(_, above)| above).filter(|above| above.contains('.')) {
            Some(above) => asked = above,
            None => break,
        }
    }
    let remedy = format!("Give _dmarc.{domain} a TXT record, to begin with `v=DMARC1; p=none; rua=mailto:YOU@{domain}`.");
    Finding::warn("dmarc", format!("{domain} does not say what is to be done with forged mail (DMARC)."), remedy)
}
