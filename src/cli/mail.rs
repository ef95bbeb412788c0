//! Mail from the command line: a letter to see whether any arrives, and reports of letters that came back.

use super::say;
use crate::app;
use crate::config::Config;
use crate::domain::ids::NotificationId;
use crate::domain::text::EmailAddress;
use crate::domain::time::Clock;
use crate::error::{Context, Error, Result};
use crate::library::bounces::{self, Recorded};
use crate::library::settings;
use crate::mail::bounce::{self, Bounce, Report};
use crate::mail::{Catalogues, Envelope, Mailer, Notice, Site, render};
use std::io::Read;

/// A report carries the letter that came back; ours are far smaller.
const MAX_REPORT_BYTES: u64 = 4 * 1024 * 1024;

/// Sends a test letter and says what the mail server answered, and what the world's mail servers will look for.
pub fn test_mail(config: &Config, to: &EmailAddress) -> Result<()> {
    let (clock, smtp_url) = (Clock::system(), config.smtp_url.as_ref().map(|url| url.expose().to_owned()));
    let mailer = Mailer::open(smtp_url.as_deref(), &config.mail_dir(), &config.mail_from)?;
    let (catalogues, warnings) = Catalogues::open(&config.catalogues_dir());
    for warning in warnings {
        say(&format!("{warning}\n"))?;
    }
    let site = Site { name: config.site_name.clone(), public_url: config.public_url.clone(), catalogues };
    let letter = render(&Notice::Test, &config.language, &site, None);
    let host = config.public_url.host_str().unwrap_or("localhost");
    let id = format!("test-{}@{host}", NotificationId::new());
    let envelope = Envelope { reply_to: config.mail_reply_to.clone(), ..Envelope::new(to.clone(), id, clock.now()) };
    let answer =
        mailer.try_out(&envelope, &letter).map_err(|failure| Error::conflict("mail_failed", format!("no letter left: {failure}")))?;
    if mailer.is_folder() {
        let message = format!("no mail server is set, so that mail reaches nobody: the letter was {answer}; set smtp_url");
        return Err(Error::conflict("no_mail_server", message));
    }
    say(&format!("The mail server took a letter from {} to {}. It said: {answer}\n\n{}", config.mail_from, to.as_str(), records(config)))
}

/// What the domain of the sender needs, in words and with the records to write.
fn records(config: &Config) -> String {
    let address = config.mail_from.rsplit('<').next().unwrap_or_default().trim_end_matches('>');
    let domain = address.rsplit('@').next().unwrap_or_default();
    if domain.is_empty() || domain == "localhost" {
        return "The sender has no domain of its own: set mail_from to an address of yours, or other servers will refuse its mail.\n"
            .to_owned();
    }
    format!(
        "Whether it reaches the reader is up to the server there. It will look into the DNS of {domain} for:\n\
         \n  SPF    Which servers may send for {domain}: a TXT record at {domain}, such as \"v=spf1 mx -all\", or with the include: that your\
         \n         mail provider names in the place of mx.\
         \n  DKIM   Your mail server signs what it sends for {domain}; the key is in a TXT record at SELECTOR._domainkey.{domain}. Let it sign\
         \n         List-Unsubscribe and List-Unsubscribe-Post as well, or their button is not shown.\
         \n  DMARC  What is to happen to mail that fails both: a TXT record at _dmarc.{domain}, to begin with\
         \n         \"v=DMARC1; p=none; rua=mailto:postmaster@{domain}\", and p=quarantine once the reports look well.\n\
         \nOpen the letter where it arrived and show its headers: Authentication-Results should say spf=pass, dkim=pass, dmarc=pass.\n"
    )
}

/// Reads the report of a letter that came back from standard input, as a mail server's pipe hands it over, and counts it. What is no report, or
/// about no letter of this library, is said and is no failure: a mail server would send it back again.
pub fn record_bounce(config: &Config) -> Result<()> {
    let mut report = Vec::new();
    std::io::stdin().lock().take(MAX_REPORT_BYTES).read_to_end(&mut report).context("reading the report")?;
    let outcome = match bounce::read(&report) {
        Report::None => "This is no report of a letter that came back; nothing was done.".to_owned(),
        Report::Passing => "The report is not about a bad address; nothing was done.".to_owned(),
        Report::Nameless => "The report does not say which letter came back; nothing was done.".to_owned(),
        Report::Bounce(bounce) => recorded(config, &bounce)?,
    };
    say(&format!("{outcome}\n"))
}

fn recorded(config: &Config, Bounce { message_id, status }: &Bounce) -> Result<String> {
    let unknown = "The report is not about a letter of this library; nothing was done.".to_owned();
    let local = message_id.split('@').next().unwrap_or_default();
    let Ok(id) = NotificationId::parse(local) else { return Ok(unknown) };
    let clock = Clock::system();
    let db = app::open_database(config, clock.clone())?;
    let (recorded, limit) =
        db.write_blocking(|tx| Ok((bounces::record(tx, id, status, clock.now())?, settings::in_force(tx)?.bounce_limit)))?;
    Ok(match recorded {
        Recorded::Unknown => unknown,
        Recorded::Again => "This letter was counted before; nothing was done.".to_owned(),
        Recorded::Counted(1) => {
            format!("Counted: the first letter to this address that came back; after {limit} it gets nothing more.")
        }
        Recorded::Counted(count) => {
            format!("Counted: {count} letters to this address came back; after {limit} it gets nothing more.")
        }
        Recorded::Marked => format!("Counted: {limit} letters to this address came back, and it gets nothing more."),
    })
}
