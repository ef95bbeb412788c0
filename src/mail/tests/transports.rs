//! How letters leave: headers, files, and a mail server that answers what it is told to.

use super::super::{Envelope, Mailer, Notice, Rendered, SendFailure, render};
use super::samples::{self, site};
use crate::domain::{language::LanguageTag, text::EmailAddress, time::Timestamp};
use crate::error::Error;
use insta::assert_snapshot;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::Path;

const ID: &str = "0199a1b2-0000-7000-8000-000000000001@library.example.org";

fn ana() -> EmailAddress {
    EmailAddress::parse("ana@casa.example").unwrap()
}

fn to_ana(message_id: &str, date: Timestamp) -> Envelope {
    Envelope::new(ana(), message_id, date)
}

fn noon() -> Timestamp {
    Timestamp::parse("2026-11-22T12:00:00.25Z").unwrap()
}

fn letter() -> Rendered {
    render(&samples::decision_approved(), &LanguageTag::parse("es").unwrap(), &site(), None)
}

fn headers(message: &str) -> String {
    let end = message.find("\r\n\r\n").unwrap();
    let boundary = |line: &&str| !line.trim_start().starts_with("boundary");
    message[..end].lines().filter(boundary).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_message_has_the_headers_that_automatic_mail_should_have() {
    let mailer = Mailer::memory();

    mailer.send(&to_ana(ID, noon()), &letter()).unwrap();

    let sent = mailer.sent();
    assert_eq!((sent.len(), sent[0].to.as_str(), sent[0].message_id.as_str()), (1, "ana@casa.example", ID));
    assert_eq!(sent[0].letter, letter());
    assert_snapshot!(headers(&sent[0].message), @"
    Message-ID: <0199a1b2-0000-7000-8000-000000000001@library.example.org>
    Date: Sun, 22 Nov 2026 12:00:00 +0000
    From: library@example.org
    To: ana@casa.example
    Subject: Se =?utf-8?b?YXByb2LDsyDCq0ZhY2lsaXRhdG9yJ3MgaGFuZGJvb2vCuw==?=
    Auto-Submitted: auto-generated
    MIME-Version: 1.0
    Content-Type: multipart/alternative;
    ");
    let (text, html) = (sent[0].message.find("text/plain").unwrap(), sent[0].message.find("text/html").unwrap());
    assert!(text < html, "the part that clients like best comes last");
}

#[test]
fn a_letter_that_comes_round_says_so_and_how_to_stop_it() {
    let mailer = Mailer::memory();
    let envelope = Envelope {
        reply_to: Some(EmailAddress::parse("desk@example.org").unwrap()),
        thread: Some("submission-1@library.example.org".to_owned()),
        unsubscribe: Some("https://library.example.org/unsubscribe/submissions/abc".parse().unwrap()),
        list: Some("submissions.library.example.org".to_owned()),
        ..to_ana(ID, noon())
    };

    mailer.send(&envelope, &letter()).unwrap();

    assert_snapshot!(headers(&mailer.sent()[0].message), @"
    Message-ID: <0199a1b2-0000-7000-8000-000000000001@library.example.org>
    Date: Sun, 22 Nov 2026 12:00:00 +0000
    From: library@example.org
    To: ana@casa.example
    Subject: Se =?utf-8?b?YXByb2LDsyDCq0ZhY2lsaXRhdG9yJ3MgaGFuZGJvb2vCuw==?=
    Reply-To: desk@example.org
    In-Reply-To: <submission-1@library.example.org>
    References: <submission-1@library.example.org>
    Auto-Submitted: auto-generated
    Precedence: bulk
    List-Id: <submissions.library.example.org>
    List-Unsubscribe: <https://library.example.org/unsubscribe/submissions/abc>
    List-Unsubscribe-Post: List-Unsubscribe=One-Click
    MIME-Version: 1.0
    Content-Type: multipart/alternative;
    ");
}

#[test]
fn a_message_is_plain_ascii_in_short_lines_whatever_it_says() {
    for language in ["en", "fr", "ar"] {
        let title = "Un guide très long pour les personnes qui animent des groupes ".repeat(20);
        let notice = Notice::DecisionRejected { title, reason: None, note: Some("دليل ".repeat(400)) };
        let mailer = Mailer::memory();

        mailer.send(&to_ana(ID, noon()), &render(&notice, &LanguageTag::parse(language).unwrap(), &site(), None)).unwrap();

        let message = &mailer.sent()[0].message;
        assert!(message.is_ascii(), "{message}");
        let longest = message.lines().map(str::len).max().unwrap();
        assert!(longest <= 78, "a line has {longest} characters: {message}");
    }
}

#[test]
fn nothing_that_people_typed_becomes_a_header() {
    let mailer = Mailer::memory();
    let subject = "A\r\nBcc: x@y.zz\r\n\r\nand a body\u{2028}".to_owned();

    mailer.send(&to_ana(ID, noon()), &Rendered { subject, ..letter() }).unwrap();

    assert!(headers(&mailer.sent()[0].message).contains("Subject: A Bcc: x@y.zz and a body"));
    for id in ["", "no-at", "a@b\r\nBcc: x@y.zz", "a b@c", "<a@b", "a@b@c", "@b"] {
        let refused = mailer.send(&to_ana(id, noon()), &letter()).unwrap_err();
        assert_eq!(refused, SendFailure::Permanent("the letter could not be put together: the Message-ID is malformed".to_owned()));
    }
}

#[test]
fn a_date_outside_the_calendar_of_mail_is_no_reason_to_fail() {
    for date in ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"] {
        Mailer::memory().send(&to_ana(ID, Timestamp::parse(date).unwrap()), &letter()).unwrap();
    }
    Mailer::memory().send(&to_ana(ID, noon().plus_days(90_000_000)), &letter()).unwrap();
}

#[test]
fn without_a_mail_server_each_letter_is_a_file_that_names_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let mail = folder.path().join("data/mail");
    let mailer = Mailer::open(None, &mail, "Library <library@example.org>").unwrap();
    assert!(mailer.is_folder());

    mailer.send(&to_ana(ID, noon()), &letter()).unwrap();
    mailer.send(&to_ana("../../second@x", noon().plus_seconds(1)), &letter()).unwrap_err();
    mailer.send(&to_ana("second@x", noon().plus_seconds(1)), &letter()).unwrap();
    mailer.send(&to_ana("second@x", noon().plus_seconds(1)), &letter()).unwrap();

    let mut files: Vec<_> = std::fs::read_dir(&mail).unwrap().map(|entry| entry.unwrap()).collect();
    files.sort_by_key(|entry| entry.file_name());
    let names: Vec<_> = files.iter().map(|entry| entry.file_name().into_string().unwrap()).collect();
    assert_eq!(names, ["20261122T120000.250000Z-0199a1b2-0000-7000-8000-000000000001.eml", "20261122T120001.250000Z-second.eml"]);
    let message = std::fs::read_to_string(files[0].path()).unwrap();
    assert!(message.contains("To: ana@casa.example\r\n") && message.contains("From: Library <library@example.org>\r\n"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(files[0].metadata().unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(mail.metadata().unwrap().permissions().mode() & 0o777, 0o700);
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_a_failure_that_may_pass() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let mailer = Mailer::open(None, &file.path().join("mail"), "library@example.org").unwrap();
    assert!(matches!(mailer.send(&to_ana(ID, noon()), &letter()), Err(SendFailure::Temporary(_))));
}

fn refusal(url: Option<&str>, from: &str) -> Option<String> {
    match Mailer::open(url, Path::new("mail"), from) {
        Err(Error::Invalid(faults)) => Some(format!("{} {}", faults[0].field, faults[0].message)),
        _ => None,
    }
}

#[test]
fn addresses_of_mail_servers_are_read_or_refused_without_repeating_them() {
    for good in [
        "smtp://mail.example.org",
        "smtp://ana%40example.org:s%3Acret@mail.example.org:587",
        "smtp://mail.example.org?starttls=never",
        "smtp://127.0.0.1:2525/",
        "smtp://[::1]:2525?starttls=required",
        "smtps://mail.example.org",
    ] {
        assert_eq!(refusal(Some(good), "library@example.org"), None, "{good}");
    }
    let bad = [
        "",
        "mail.example.org:25",
        "http://secret.example.org",
        "smtp://",
        "smtp:secret.example.org",
        "smtp://secret@mail.example.org",
        "smtp://:secret@mail.example.org",
        "smtp://a:%FFsecret@mail.example.org",
        "smtp://mail.example.org/secret",
        "smtp://mail.example.org?starttls=maybe",
        "smtp://mail.example.org?starttls=never&starttls=required",
        "smtps://mail.example.org?starttls=never",
        "smtp://mail.example.org:99999",
    ];
    for bad in bad {
        let refused = refusal(Some(bad), "library@example.org").unwrap_or_else(|| panic!("{bad} was taken"));
        assert!(refused.starts_with("smtp_url ") && !refused.contains("secret"), "{bad}: {refused}");
    }
    assert!(refusal(None, "nobody").unwrap().starts_with("mail_from "));
    assert!(refusal(None, "a@example.org\r\nBcc: x@y.zz").is_some());
}

/// A mail server for one connection: answers every command with 250, but `refuse` with `answer`. Gives back the lines it was told.
fn server(refuse: &'static str, answer: &'static str) -> (u16, std::thread::JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let session = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let reader = BufReader::new(stream.try_clone().unwrap());
        let (mut lines, mut in_data) = (Vec::new(), false);
        stream.write_all(b"220 ready\r\n").unwrap();
        for line in reader.lines().map_while(Result::ok) {
            let reply = match line.as_str() {
                "." if in_data => "250 kept",
                _ if in_data => "",
                line if line.starts_with(refuse) => answer,
                line if line.starts_with("EHLO") => "250-here\r\n250 AUTH PLAIN",
                line if line.starts_with("AUTH") => "235 welcome",
                "DATA" => "354 go on",
                "QUIT" => "221 bye",
                _ => "250 ok",
            };
            in_data = (in_data && line != ".") || reply.starts_with("354");
            lines.push(line);
            if !reply.is_empty() && stream.write_all(format!("{reply}\r\n").as_bytes()).is_err() {
                break;
            }
        }
        lines
    });
    (port, session)
}

fn send_to(port: u16, user: &str) -> Result<String, SendFailure> {
    let url = format!("smtp://{user}127.0.0.1:{port}?starttls=never");
    Mailer::open(Some(&url), Path::new("mail"), "library@example.org").unwrap().send(&to_ana(ID, noon()), &letter())
}

#[test]
fn a_letter_is_handed_to_the_server_and_the_password_with_it() {
    let (port, session) = server("nothing", "");

    assert_eq!(send_to(port, "ana:s%3Acret@").unwrap(), "250 kept");

    let lines = session.join().unwrap();
    assert_eq!(lines[0], "EHLO example.org");
    assert!(lines.contains(&"AUTH PLAIN AGFuYQBzOmNyZXQ=".to_owned()), "{lines:?}");
    assert!(lines.contains(&"RCPT TO:<ana@casa.example>".to_owned()), "{lines:?}");
    assert!(lines.contains(&format!("Message-ID: <{ID}>")));
}

fn bounced(code: &str, status: &str) -> SendFailure {
    SendFailure::Bounced { answer: format!("the mail server answered {code}"), status: status.to_owned() }
}

#[test]
fn what_may_pass_is_told_from_what_will_not_and_nobody_is_named() {
    for (refuse, answer, failure) in [
        ("RCPT", "550 no ana@casa.example here", bounced("550", "5.0.0")),
        ("RCPT", "550 5.1.1 no ana@casa.example here", bounced("550", "5.1.1")),
        ("RCPT", "550 5.7.1 we take nothing from your network", SendFailure::Permanent("the mail server answered 550".to_owned())),
        ("RCPT", "552 5.2.2 the mailbox is full", SendFailure::Permanent("the mail server answered 552".to_owned())),
        ("RCPT", "450 ana@casa.example is busy", SendFailure::Temporary("the mail server answered 450".to_owned())),
        ("DATA", "554 no", SendFailure::Permanent("the mail server answered 554".to_owned())),
        ("AUTH", "535 who are you", SendFailure::Temporary("the mail server answered 535".to_owned())),
    ] {
        let (port, session) = server(refuse, answer);
        assert_eq!(send_to(port, "ana:secret@").unwrap_err(), failure);
        session.join().unwrap();
    }
}

#[test]
fn a_server_that_is_away_is_a_failure_that_passes() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let away = SendFailure::Temporary("the mail server could not be reached".to_owned());
    assert_eq!(send_to(port, "").unwrap_err(), away);
}

#[test]
fn a_server_without_the_encryption_that_is_required_gets_no_letter() {
    let (port, session) = server("nothing", "");
    let url = format!("smtp://ana:secret@127.0.0.1:{port}?starttls=required");

    let refused = Mailer::open(Some(&url), Path::new("mail"), "library@example.org").unwrap().send(&to_ana(ID, noon()), &letter());

    assert!(matches!(refused, Err(SendFailure::Temporary(_))), "{refused:?}");
    assert!(session.join().unwrap().iter().all(|line| !line.starts_with("AUTH") && !line.starts_with("MAIL")));
}
