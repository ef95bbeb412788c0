//! Mail as its reader sees it: headers and parts decoded, and the address of its button.

use super::app::TestApp;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;

/// A message, read.
#[derive(Debug)]
pub struct Letter {
    pub to: String,
    pub subject: String,
    pub message_id: String,
    pub text: String,
    pub html: String,
    /// Its headers, unfolded.
    head: String,
}

impl Letter {
    pub fn parse(message: &str) -> Self {
        let (head, body) = message.split_once("\r\n\r\n").expect("headers and a body");
        let head = head.replace("\r\n ", " ").replace("\r\n\t", " ");
        let kind = header(&head, "Content-Type");
        let boundary = format!("--{}", kind.split_once("boundary=\"").expect("a boundary").1.trim_end_matches('"'));
        let part = |kind: &str| {
            let parts = body.split(&boundary).filter_map(|part| part.split_once("\r\n\r\n"));
            let found = parts.filter(|(head, _)| head.contains(kind)).map(|(head, body)| decoded(head, body)).next();
            found.unwrap_or_else(|| panic!("no {kind} in {message}"))
        };
        Self {
            to: header(&head, "To"),
            subject: words(&header(&head, "Subject")),
            message_id: header(&head, "Message-ID"),
            text: part("text/plain"),
            html: part("text/html"),
            head,
        }
    }

    /// A header that it may have.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }

    /// The path of the link that stops such letters.
    pub fn unsubscribe(&self) -> String {
        let link = self.header("List-Unsubscribe").unwrap_or_else(|| panic!("no List-Unsubscribe in {}", self.head));
        url::Url::parse(link.trim_matches(['<', '>'])).unwrap().path().to_owned()
    }

    /// The path that the button leads to.
    pub fn path(&self) -> String {
        let link =
            self.text.split_whitespace().find(|word| word.starts_with("http://")).unwrap_or_else(|| panic!("no link in {}", self.text));
        url::Url::parse(link).unwrap().path().to_owned()
    }

    /// The secret at the end of the link.
    pub fn token(&self) -> String {
        self.path().rsplit('/').next().unwrap().to_owned()
    }
}

fn header(head: &str, name: &str) -> String {
    let found = head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    found.unwrap_or_else(|| panic!("no {name} in {head}")).to_owned()
}

fn decoded(head: &str, body: &str) -> String {
    let bytes = match header(head, "Content-Transfer-Encoding").as_str() {
        "base64" => BASE64_STANDARD.decode(body.split_whitespace().collect::<String>()).unwrap(),
        "quoted-printable" => quoted_printable(&body.replace("=\r\n", "")),
        _ => body.as_bytes().to_vec(),
    };
    String::from_utf8(bytes).unwrap().replace("\r\n", "\n")
}

fn quoted_printable(text: &str) -> Vec<u8> {
    let mut pieces = text.split('=');
    let mut bytes = pieces.next().unwrap_or_default().as_bytes().to_vec();
    for piece in pieces {
        bytes.push(u8::from_str_radix(&piece[..2], 16).unwrap());
        bytes.extend_from_slice(&piece.as_bytes()[2..]);
    }
    bytes
}

/// RFC 2047: words in base64 among plain ones; white space between two of them is none.
fn words(text: &str) -> String {
    let mut bytes = Vec::new();
    for (place, piece) in text.replace("?= =?utf-8?b?", "?==?utf-8?b?").split("=?utf-8?b?").enumerate() {
        match piece.split_once("?=") {
            Some((word, rest)) if place > 0 => {
                bytes.extend(BASE64_STANDARD.decode(word).unwrap());
                bytes.extend_from_slice(rest.as_bytes());
            }
            _ => bytes.extend_from_slice(piece.as_bytes()),
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// All mail of a library that writes it to files, oldest first, once nothing is left to send.
pub async fn letters(app: &TestApp) -> Vec<Letter> {
    app.wait_for_jobs("mail").await;
    app.mail().iter().map(|message| Letter::parse(message)).collect()
}

/// The newest letter to an address.
pub async fn last_letter_to(app: &TestApp, email: &str) -> Letter {
    let letters = letters(app).await;
    letters.into_iter().rfind(|letter| letter.to == email).unwrap_or_else(|| panic!("no letter to {email}"))
}
