//! The way to a mail server: how its address is read, and how its refusals are understood. Certificates are checked against the roots that
//! are built in, except on the machine itself, where no one stands between.

use super::{SendFailure, bounce};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::{Category, Severity};
use lettre::transport::smtp::{Error, PoolConfig};
use lettre::{Message, SmtpTransport, Transport};
use percent_encoding::percent_decode_str;
use std::error::Error as _;
use std::io;
use std::net::IpAddr;
use std::time::Duration;
use url::Url;

/// For connecting, and for each answer.
const PATIENCE: Duration = Duration::from_secs(30);
/// Jobs send one letter after another; a second connection is for the moment in which two nodes' worth of them overlap.
const MAX_CONNECTIONS: u32 = 2;
const IDLE: Duration = Duration::from_secs(30);

/// Reads `smtp://[user:password@]host[:port][?starttls=required|never]` (587, or 25 on this machine) or `smtps://…` (465). Without `starttls`,
/// the connection must become TLS, but on this machine only where the server offers it. Messages name the fault and never the address,
/// which may hold a password.
pub fn open(address: &str, hello: &str) -> Result<SmtpTransport, String> {
    let url = Url::parse(address).map_err(|_| "must look like smtp://user:password@mail.example.org:587 or smtps://…".to_owned())?;
    let host = url.host_str().map(|host| host.trim_matches(['[', ']'])).filter(|host| !host.is_empty());
    let host = host.ok_or_else(|| "names no host; write smtp://mail.example.org".to_owned())?;
    if !matches!(url.path(), "" | "/") || url.fragment().is_some() {
        return Err("ends in a path; after the host and port only ?starttls=required or ?starttls=never may follow".to_owned());
    }
    let (tls, port) = encryption(&url, host)?;
    let builder = SmtpTransport::builder_dangerous(host)
        .port(url.port().unwrap_or(port))
        .tls(tls)
        .hello_name(ClientId::Domain(hello.to_owned()))
        .timeout(Some(PATIENCE))
        .pool_config(PoolConfig::new().max_size(MAX_CONNECTIONS).idle_timeout(IDLE));
    Ok(match credentials(&url)? {
        Some(credentials) => builder.credentials(credentials).build(),
        None => builder.build(),
    })
}

fn encryption(url: &Url, host: &str) -> Result<(Tls, u16), String> {
    let local = host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    let parameters = || {
        let builder =
            TlsParameters::builder(host.to_owned()).dangerous_accept_invalid_certs(local).dangerous_accept_invalid_hostnames(local);
        builder.build().map_err(|_| "names a host that no certificate can be for".to_owned())
    };
    let mut starttls = None;
    for (key, value) in url.query_pairs() {
        match (&*key, &*value) {
            ("starttls", "required" | "never") if starttls.is_none() => starttls = Some(value == "required"),
            _ => return Err("has settings we do not know; only ?starttls=required or ?starttls=never may follow".to_owned()),
        }
    }
    match (url.scheme(), starttls) {
        ("smtps", None) => Ok((Tls::Wrapper(parameters()?), 465)),
        ("smtps", Some(_)) => Err("says starttls, but smtps:// is TLS from the first byte; use smtp:// or leave starttls out".to_owned()),
        ("smtp", Some(false)) => Ok((Tls::None, if local { 25 } else { 587 })),
        ("smtp", None) if local => Ok((Tls::Opportunistic(parameters()?), 25)),
        ("smtp", _) => Ok((Tls::Required(parameters()?), if local { 25 } else { 587 })),
        _ => Err("must begin with smtp:// or smtps://".to_owned()),
    }
}

fn credentials(url: &Url) -> Result<Option<Credentials>, String> {
    let decode = |text: &str| percent_decode_str(text).decode_utf8().map(|text| text.into_owned());
    match (url.username(), url.password()) {
        ("", None) => Ok(None),
        (user, Some(password)) if !user.is_empty() => match (decode(user), decode(password)) {
            (Ok(user), Ok(password)) => Ok(Some(Credentials::new(user, password))),
            _ => Err("has a user or password that is not UTF-8 once its %XX are read".to_owned()),
        },
        _ => Err("has a user without a password or a password without a user; write both, with @ : / ? # in them as %40 %3A %2F %3F %23"
            .to_owned()),
    }
}

/// Hands a message to the server and waits for its answer, which it gives back.
pub fn send(server: &SmtpTransport, message: &Message) -> Result<String, SendFailure> {
    let answer = server.send(message).map_err(|failure| understand(&failure))?;
    Ok(said(&answer))
}

/// The same for a person who waits for the outcome: a failure is told with everything that is known of it, addresses included.
pub fn try_out(server: &SmtpTransport, message: &Message) -> Result<String, String> {
    let answer = server.send(message).map_err(|failure| {
        let mut told = understand(&failure).to_string();
        let mut source = failure.source();
        while let Some(cause) = source {
            told.push_str(&format!(": {cause}"));
            source = cause.source();
        }
        told
    })?;
    Ok(said(&answer))
}

fn said(answer: &lettre::transport::smtp::response::Response) -> String {
    format!("{} {}", answer.code(), answer.message().collect::<Vec<_>>().join(" "))
}

/// Tells what asking again may mend from what it cannot. The server's own sentence is left out: it often holds the address.
fn understand(failure: &Error) -> SendFailure {
    if let Some(code) = failure.status() {
        let answer = format!("the mail server answered {code}");
        // Only x5x is about the mail system: the mailbox, the message. 535, say, means that our password is wrong, which an admin can mend.
        if code.severity != Severity::PermanentNegativeCompletion || code.category != Category::MailSystem {
            return SendFailure::Temporary(answer);
        }
        let said = failure.source().map(ToString::to_string).unwrap_or_default();
        return match bounce::status_of_refusal(&code.to_string(), &said) {
            Some(status) => SendFailure::Bounced { answer, status },
            None => SendFailure::Permanent(answer),
        };
    }
    let happened = if failure.is_client() {
        "the mail server does not offer what the settings ask for (STARTTLS, a way to log in)"
    } else if failure.is_response() {
        "the mail server's answer could not be read"
    } else if failure.is_tls() {
        TLS_FAILED
    } else {
        network(failure)
    };
    SendFailure::Temporary(happened.to_owned())
}

const TLS_FAILED: &str = "TLS with the mail server failed: its certificate or its versions";

/// What broke on the way. TLS is agreed on at the first reading or writing, so its failures come as those of the network; and a socket
/// whose time has run out says on some systems that it would block.
fn network(failure: &Error) -> &'static str {
    let mut source = failure.source();
    while let Some(cause) = source {
        if let Some(cause) = cause.downcast_ref::<io::Error>() {
            if cause.get_ref().is_some_and(|inner| inner.is::<rustls::Error>()) {
                return TLS_FAILED;
            }
            if matches!(cause.kind(), io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock) {
                return "the mail server did not answer in time";
            }
        }
        source = cause.source();
    }
    "the mail server could not be reached"
}
