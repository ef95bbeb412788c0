//! Mail: what is written ([`Notice`], [`render`]) and how it leaves ([`Mailer`]). It is sent by a job and never in a request; nothing here
//! retries, or knows of rows.
//!
//! What always holds: a letter has a text part; what people typed cannot become a header; what a [`SendFailure`] says names no address, token
//! or subject, since it ends in logs.

mod catalogue;
mod folder;
mod letters;
mod notice;
mod smtp;
#[cfg(test)]
mod tests;

pub use letters::{Rendered, Site, render};
pub use notice::{DatedItem, Notice, WaitingItem};

use crate::domain::text::EmailAddress;
use crate::domain::time::Timestamp;
use crate::error::{Error, Result};
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::{Address, Message, SmtpTransport};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

/// The last second that a `Date` header can name: the end of the year 9999.
const LAST_SECOND: i64 = 253_402_300_799;

/// Sends letters, from one address and by one way. Cheap to clone.
#[derive(Clone)]
pub struct Mailer {
    from: Mailbox,
    transport: Transport,
}

#[derive(Clone)]
enum Transport {
    Smtp(SmtpTransport),
    /// Where no mail server is set: one `.eml` file a letter.
    Folder(PathBuf),
    /// For tests.
    Memory(Arc<Mutex<Vec<Sent>>>),
}

/// A letter that was given to [`Mailer::memory`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    pub to: String,
    pub message_id: String,
    pub letter: Rendered,
    /// The whole message as it would have left.
    pub message: String,
}

/// Why a letter did not leave.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendFailure {
    /// The server could not be reached, or wants to be asked again later: the same letter may leave another time.
    #[error("{0}")]
    Temporary(String),
    /// The server refuses this letter or its address for good; asking again does not help.
    #[error("{0}")]
    Permanent(String),
}

impl Mailer {
    /// Mail by the SMTP server at `smtp://[user:password@]host[:port][?starttls=required|never]` or `smtps://…`, or, where none is set, as
    /// files in `folder`. `from` is an address, with or without a name: `Library <library@example.org>`. Connects to nothing yet.
    pub fn open(smtp_url: Option<&str>, folder: &Path, from: &str) -> Result<Self> {
        let refused = |_| Error::invalid("mail_from", "must be an address, such as library@example.org or Library <library@example.org>");
        let from: Mailbox = from.parse().map_err(refused)?;
        let transport = match smtp_url {
            Some(url) => Transport::Smtp(smtp::open(url, from.email.domain()).map_err(|message| Error::invalid("smtp_url", message))?),
            None => Transport::Folder(folder.to_owned()),
        };
        Ok(Self { from, transport })
    }

    /// Keeps what is sent, for tests to read with [`Mailer::sent`].
    #[expect(clippy::expect_used, reason = "the address is written here")]
    pub fn memory() -> Self {
        let address = Address::new("library", "example.org").expect("an address");
        Self { from: Mailbox::new(None, address), transport: Transport::Memory(Arc::default()) }
    }

    /// Whether mail goes nowhere but into files: something an admin must know.
    pub fn is_folder(&self) -> bool {
        matches!(self.transport, Transport::Folder(_))
    }

    /// What [`Mailer::memory`] was given, in order; empty for the other transports.
    pub fn sent(&self) -> Vec<Sent> {
        match &self.transport {
            Transport::Memory(sent) => sent.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            Transport::Smtp(_) | Transport::Folder(_) => Vec::new(),
        }
    }

    /// Sends one letter; blocks until the server has taken it or the file is on disk. `message_id` is `local@domain`, with or without angle
    /// brackets, and the same at each try, so that a letter that arrives twice can be told from two.
    pub fn send(&self, to: &EmailAddress, message_id: &str, letter: &Rendered, date: Timestamp) -> std::result::Result<(), SendFailure> {
        let message = self.message(to, message_id, letter, date)?;
        match &self.transport {
            Transport::Smtp(server) => smtp::send(server, &message),
            Transport::Folder(folder) => folder::write(folder, message_id, date, &message.formatted())
                .map_err(|failure| SendFailure::Temporary(format!("the mail folder could not be written: {}", failure.kind()))),
            Transport::Memory(sent) => {
                let message = String::from_utf8_lossy(&message.formatted()).into_owned();
                let sent_now = Sent { to: to.as_str().to_owned(), message_id: message_id.to_owned(), letter: letter.clone(), message };
                sent.lock().unwrap_or_else(PoisonError::into_inner).push(sent_now);
                Ok(())
            }
        }
    }

    fn message(
        &self,
        to: &EmailAddress,
        message_id: &str,
        letter: &Rendered,
        date: Timestamp,
    ) -> std::result::Result<Message, SendFailure> {
        let refused = |what: &str| SendFailure::Permanent(format!("the letter could not be put together: {what}"));
        let address: Address = to.as_str().parse().map_err(|_| refused("the address is not one that mail can be sent to"))?;
        let seconds = u64::try_from(date.unix_seconds().clamp(0, LAST_SECOND)).unwrap_or_default();
        let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
        let mut message = Message::builder();
        if let Some(address) = &letter.reply_to {
            let address: Address = address.parse().map_err(|_| refused("the address for answers is not one that mail can be sent to"))?;
            message = message.reply_to(Mailbox::new(None, address));
        }
        message
            .message_id(Some(checked_message_id(message_id).ok_or_else(|| refused("the Message-ID is malformed"))?))
            .date(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
            .from(self.from.clone())
            .to(Mailbox::new(None, address))
            .subject(catalogue::one_line(&letter.subject))
            // Keeps vacation programs from answering: RFC 3834, section 5.
            .raw_header(HeaderValue::new(automatic, "auto-generated".to_owned()))
            .multipart(MultiPart::alternative_plain_html(letter.text.clone(), letter.html.clone()))
            .map_err(|_| refused("a header is missing"))
    }
}

/// The id in its angle brackets, or nothing where it could break out of its header.
fn checked_message_id(id: &str) -> Option<String> {
    let bare = id.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).unwrap_or(id);
    let is_plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_[]:+=".contains(&byte));
    let (local, domain) = bare.split_once('@')?;
    (bare.len() <= 200 && is_plain(local) && is_plain(domain)).then(|| format!("<{bare}>"))
}
