//! Mail: what is written ([`Notice`], [`render`]) and how it leaves ([`Mailer`]). It is sent by a job and never in a request; nothing here
//! retries, or knows of rows.
//!
//! What always holds: a letter has a text part; what people typed cannot become a header; what a [`SendFailure`] says names no address, token
//! or subject, since it ends in logs.

pub mod bounce;
mod catalogue;
mod direction;
mod folder;
mod letters;
mod notice;
mod plans;
mod smtp;
#[cfg(test)]
mod tests;

pub use catalogue::Catalogues;
pub use letters::{Rendered, Site, render};
pub use notice::{DatedItem, DigestGroup, NewItem, Notice, OrganizationNews, WaitingItem};

use crate::domain::text::EmailAddress;
use crate::domain::time::Timestamp;
use crate::error::{Error, Result};
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::{Address, Message, SmtpTransport};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};
use url::Url;

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

/// To whom a letter goes, and what its headers say beside its subject.
#[derive(Debug, Clone)]
pub struct Envelope {
    pub to: EmailAddress,
    /// `local@domain`, with or without angle brackets, and the same at each try, so that a letter that arrives twice can be told from two.
    pub message_id: String,
    pub date: Timestamp,
    /// Where an answer is read, if not where the letter comes from.
    pub reply_to: Option<EmailAddress>,
    /// What the letters about one matter have in common, in the form of a Message-ID: mail programs show them together.
    pub thread: Option<String>,
    /// Leads out of such letters, with one click and without signing in (RFC 8058).
    pub unsubscribe: Option<Url>,
    /// For what comes round by itself: the name of the list that it is (`digest.library.example.org`), for filters.
    pub list: Option<String>,
}

impl Envelope {
    pub fn new(to: EmailAddress, message_id: impl Into<String>, date: Timestamp) -> Self {
        Self { to, message_id: message_id.into(), date, reply_to: None, thread: None, unsubscribe: None, list: None }
    }
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
    /// The server says that the address is no good: there is no such mailbox, or it takes nothing any more.
    #[error("{answer}")]
    Bounced {
        answer: String,
        /// An enhanced status code (RFC 3463), such as 5.1.1.
        status: String,
    },
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

    /// Sends one letter; blocks until the server has taken it or the file is on disk. Gives what the server said.
    pub fn send(&self, envelope: &Envelope, letter: &Rendered) -> std::result::Result<String, SendFailure> {
        let message = self.message(envelope, letter)?;
        match &self.transport {
            Transport::Smtp(server) => smtp::send(server, &message),
            Transport::Folder(folder) => folder::write(folder, &envelope.message_id, envelope.date, &message.formatted())
                .map(|()| format!("written to a file in {}", folder.display()))
                .map_err(|failure| SendFailure::Temporary(format!("the mail folder could not be written: {}", failure.kind()))),
            Transport::Memory(sent) => {
                let message = String::from_utf8_lossy(&message.formatted()).into_owned();
                let (to, message_id) = (envelope.to.as_str().to_owned(), envelope.message_id.clone());
                sent.lock().unwrap_or_else(PoisonError::into_inner).push(Sent { to, message_id, letter: letter.clone(), message });
                Ok("kept in memory".to_owned())
            }
        }
    }

    /// The same for a person who waits for the outcome: a failure is told with everything that the server said.
    pub fn try_out(&self, envelope: &Envelope, letter: &Rendered) -> std::result::Result<String, String> {
        match &self.transport {
            Transport::Smtp(server) => {
                let message = self.message(envelope, letter).map_err(|failure| failure.to_string())?;
                smtp::try_out(server, &message)
            }
            Transport::Folder(_) | Transport::Memory(_) => self.send(envelope, letter).map_err(|failure| failure.to_string()),
        }
    }

    fn message(&self, envelope: &Envelope, letter: &Rendered) -> std::result::Result<Message, SendFailure> {
        let refused = |what: &str| SendFailure::Permanent(format!("the letter could not be put together: {what}"));
        let mailbox = |address: &EmailAddress| {
            let address: std::result::Result<Address, _> = address.as_str().parse();
            address.map(|address| Mailbox::new(None, address)).map_err(|_| refused("the address is not one that mail can be sent to"))
        };
        let checked = |id: &str| checked_message_id(id).ok_or_else(|| refused("the Message-ID is malformed"));
        let seconds = u64::try_from(envelope.date.unix_seconds().clamp(0, LAST_SECOND)).unwrap_or_default();
        let mut message = Message::builder()
            .message_id(Some(checked(&envelope.message_id)?))
            .date(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
            .from(self.from.clone())
            .to(mailbox(&envelope.to)?)
            .subject(catalogue::one_line(&letter.subject));
        if let Some(reply_to) = &envelope.reply_to {
            message = message.reply_to(mailbox(reply_to)?);
        }
        if let Some(thread) = &envelope.thread {
            let thread = checked(thread)?;
            message = message.in_reply_to(thread.clone()).references(thread);
        }
        for (name, value) in automatic_headers(envelope) {
            message = message.raw_header(HeaderValue::new(HeaderName::new_from_ascii_str(name), value));
        }
        message
            .multipart(MultiPart::alternative_plain_html(letter.text.clone(), letter.html.clone()))
            .map_err(|_| refused("a header is missing"))
    }
}

/// What tells programs that no person wrote this.
fn automatic_headers(envelope: &Envelope) -> Vec<(&'static str, String)> {
    // Keeps vacation programs from answering: RFC 3834, section 5.
    let mut headers = vec![("Auto-Submitted", "auto-generated".to_owned())];
    if let Some(list) =
        envelope.list.as_deref().filter(|list| list.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte)))
    {
        headers.push(("Precedence", "bulk".to_owned()));
        headers.push(("List-Id", format!("<{list}>")));
    }
    if let Some(unsubscribe) = &envelope.unsubscribe {
        headers.push(("List-Unsubscribe", format!("<{unsubscribe}>")));
        headers.push(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()));
    }
    headers
}

/// The id in its angle brackets, or nothing where it could break out of its header.
fn checked_message_id(id: &str) -> Option<String> {
    let bare = id.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).unwrap_or(id);
    let is_plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_[]:+=".contains(&byte));
    let (local, domain) = bare.split_once('@')?;
    (bare.len() <= 200 && is_plain(local) && is_plain(domain)).then(|| format!("<{bare}>"))
}
