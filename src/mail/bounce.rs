//! Mail that comes back: which refusals mean that an address is no good, and how the report of one (RFC 3464, in a message of its own) is read.
//! Nothing here trusts a report: it is a message from outside, and all that is taken from it is an id and a code.

use mail_parser::{MessageParser, MimeHeaders, PartType};

/// A letter that came back for good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bounce {
    /// Of the letter, without angle brackets.
    pub message_id: String,
    /// An enhanced status code (RFC 3463), such as 5.1.1.
    pub status: String,
}

/// What a message says of letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Report {
    /// It is no report of delivery.
    None,
    /// It reports a delay, a delivery, or a refusal that is not the address's fault.
    Passing,
    /// It does not say which letter it is about.
    Nameless,
    Bounce(Bounce),
}

/// Reads a message that arrived where answers to our mail go. Any bytes are answered.
pub fn read(message: &[u8]) -> Report {
    let Some(message) = MessageParser::default().parse(message) else { return Report::None };
    let is = |part: &mail_parser::MessagePart<'_>, kind: &str, subkind: &str| {
        part.content_type().is_some_and(|found| {
            found.ctype().eq_ignore_ascii_case(kind) && found.subtype().is_some_and(|found| found.eq_ignore_ascii_case(subkind))
        })
    };
    let mut statuses = message.parts.iter().filter(|part| is(part, "message", "delivery-status")).peekable();
    if statuses.peek().is_none() {
        return Report::None;
    }
    let Some(status) = statuses.find_map(|part| failed_status(&String::from_utf8_lossy(part.contents()))) else { return Report::Passing };
    let original = message.parts.iter().find_map(|part| match &part.body {
        PartType::Message(original) => original.message_id().map(str::to_owned),
        _ if is(part, "text", "rfc822-headers") => field(&String::from_utf8_lossy(part.contents()), "message-id"),
        _ => None,
    });
    match original {
        Some(id) => Report::Bounce(Bounce { message_id: id.trim().trim_matches(['<', '>']).to_owned(), status }),
        None => Report::Nameless,
    }
}

/// The status of a recipient whom it did not reach, where that is the address's fault.
fn failed_status(report: &str) -> Option<String> {
    let report = report.replace("\r\n", "\n");
    // The first block is about the message, the others are about one recipient each.
    report.split("\n\n").find_map(|recipient| {
        let has_failed = field(recipient, "action")?.eq_ignore_ascii_case("failed");
        let status = field(recipient, "status")?;
        let status = status.split_whitespace().next()?.to_owned();
        (has_failed && is_about_the_address(&status)).then_some(status)
    })
}

/// The value of a header field in its first line.
fn field(headers: &str, name: &str) -> Option<String> {
    let value = headers.lines().filter_map(|line| line.split_once(':')).find(|(found, _)| found.trim().eq_ignore_ascii_case(name))?.1;
    Some(value.trim().to_owned())
}

/// Whether an enhanced status code says that the address is no good (RFC 3463), and not that the letter, its sender, its network or a full
/// mailbox is.
pub fn is_about_the_address(status: &str) -> bool {
    let Some(("5", rest)) = status.split_once('.') else { return false };
    matches!(rest, "0.0" | "1.0" | "1.1" | "1.2" | "1.3" | "1.4" | "1.6" | "1.10" | "2.0" | "2.1" | "4.4")
}

/// The status of a refusal while sending, where it is the address's fault. `said` is the server's sentence, which begins with an enhanced code if
/// the server knows such codes.
pub fn status_of_refusal(code: &str, said: &str) -> Option<String> {
    let first = said.split_whitespace().next().unwrap_or_default();
    let is_enhanced = first.split('.').count() == 3 && first.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let status = match code {
        _ if is_enhanced => first,
        // No mailbox; moved away; not allowed as a name.
        "550" | "551" | "553" => "5.0.0",
        _ => return None,
    };
    is_about_the_address(status).then(|| status.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What Postfix sends, less its explanations.
    fn report(action: &str, status: &str, original: &str) -> String {
        format!(
            "From: MAILER-DAEMON@mx.example.net\r\nTo: library@example.org\r\nSubject: Undelivered Mail Returned to Sender\r\n\
             Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=\"b1\"\r\n\r\n\
             --b1\r\nContent-Type: text/plain\r\n\r\nI'm sorry.\r\n\r\n\
             --b1\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.net\r\n\r\n\
             Final-Recipient: rfc822; ana@casa.example\r\nAction: {action}\r\nStatus: {status}\r\nDiagnostic-Code: smtp; 550 no\r\n\r\n\
             --b1\r\n{original}\r\n\r\n--b1--\r\n"
        )
    }

    const WHOLE: &str = "Content-Type: message/rfc822\r\n\r\nMessage-ID: <one@library.example.org>\r\nSubject: A letter\r\n\r\nWords";
    const HEADERS: &str = "Content-Type: text/rfc822-headers\r\n\r\nSubject: A letter\r\nMessage-ID: <one@library.example.org>";

    #[test]
    fn a_report_says_which_letter_came_back_and_why() {
        let bounce = |status: &str| Report::Bounce(Bounce { message_id: "one@library.example.org".to_owned(), status: status.to_owned() });
        assert_eq!(read(report("failed", "5.1.1", WHOLE).as_bytes()), bounce("5.1.1"));
        assert_eq!(read(report("Failed", "5.2.1 (mailbox disabled)", HEADERS).as_bytes()), bounce("5.2.1"));
    }

    #[test]
    fn what_is_not_the_fault_of_the_address_is_passed_over() {
        for (action, status) in
            [("delayed", "4.4.1"), ("failed", "5.7.1"), ("failed", "5.2.2"), ("failed", "4.2.2"), ("delivered", "2.0.0")]
        {
            assert_eq!(read(report(action, status, WHOLE).as_bytes()), Report::Passing, "{action} {status}");
        }
    }

    #[test]
    fn anything_else_is_no_report() {
        assert_eq!(read(report("failed", "5.1.1", "Content-Type: text/plain\r\n\r\nnothing of ours").as_bytes()), Report::Nameless);
        for other in [&b""[..], b"\0\xff", b"Subject: I am away\r\n\r\nuntil Monday", &b"--b1\r\n".repeat(10_000)] {
            assert_eq!(read(other), Report::None);
        }
    }
}
