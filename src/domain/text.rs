//! Text that people typed: checked once where it comes in, and safe to show wherever it goes.

use icu_normalizer::ComposingNormalizerBorrowed;
use std::fmt;

/// Characters that steer the direction of the text around them: used to disguise names, never needed in a title.
pub fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// A line of text in NFC, trimmed, with runs of white space made one space. Control and bidi-control characters are refused by name.
pub fn line(text: &str, max_chars: usize) -> Result<String, String> {
    check_characters(text, |c| matches!(c, '\t' | '\n' | '\r'))?;
    let composed = ComposingNormalizerBorrowed::new_nfc().normalize(text);
    let line = composed.split_whitespace().collect::<Vec<_>>().join(" ");
    check_length(line, max_chars)
}

/// Text of several lines in NFC; lines end in `\n`.
pub fn paragraphs(text: &str, max_chars: usize) -> Result<String, String> {
    check_characters(text, |c| matches!(c, '\t' | '\n' | '\r'))?;
    let composed = ComposingNormalizerBorrowed::new_nfc().normalize(text).replace("\r\n", "\n").replace('\r', "\n");
    check_length(composed.trim().to_owned(), max_chars)
}

fn check_characters(text: &str, allowed: impl Fn(char) -> bool) -> Result<(), String> {
    match text.chars().find(|&c| (c.is_control() && !allowed(c)) || is_bidi_control(c)) {
        Some(c) => Err(format!("holds the control character U+{:04X}; please remove it", u32::from(c))),
        None => Ok(()),
    }
}

fn check_length(text: String, max_chars: usize) -> Result<String, String> {
    let count = text.chars().count();
    match count {
        0 => Err("must not be empty".to_owned()),
        count if count > max_chars => Err(format!("has {count} characters; at most {max_chars} fit")),
        _ => Ok(text),
    }
}

/// The name of a file as people see it. It is display text and never a path: folders, control and bidi-control characters are gone.
#[derive(
    Clone, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize, diesel::expression::AsExpression, diesel::deserialize::FromSqlRow,
)]
#[diesel(sql_type = diesel::sql_types::Text)]
pub struct FileName(String);

impl FileName {
    /// Takes whatever a client sent and makes a presentable name of it; there is no name that it refuses.
    pub fn clean(sent: &str) -> Self {
        let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
        let kept: String = last
            .chars()
            .filter(|&c| !c.is_control() && !is_bidi_control(c) && !matches!(c, '"' | '<' | '>' | ':' | '|' | '?' | '*'))
            .collect();
        let composed = ComposingNormalizerBorrowed::new_nfc().normalize(&kept);
        let name = composed.split_whitespace().collect::<Vec<_>>().join(" ");
        let name = name.trim_matches('.').trim();
        Self(if name.is_empty() { "file".to_owned() } else { shorten(name, 180) })
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The ending without its dot, in lower case; empty where there is none.
    pub fn extension(&self) -> String {
        self.0.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default()
    }
}

/// Cuts the stem of a name, and keeps a short ending.
fn shorten(name: &str, max_chars: usize) -> String {
    let count = name.chars().count();
    if count <= max_chars {
        return name.to_owned();
    }
    let ending: String = match name.rsplit_once('.') {
        Some((_, ending)) if ending.len() <= 10 => format!(".{ending}"),
        _ => String::new(),
    };
    let stem: String = name.chars().take(max_chars - ending.chars().count()).collect();
    stem + &ending
}

impl fmt::Display for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An e-mail address. `folded` is what two spellings of one mailbox have in common, and is what the database keeps unique.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EmailAddress(String);

impl EmailAddress {
    pub fn parse(text: &str) -> Result<Self, String> {
        let refused = || "must be an e-mail address, such as name@example.org".to_owned();
        let text = text.trim();
        if text.len() > 254 || !text.is_ascii() || text.chars().any(char::is_control) {
            return Err(refused());
        }
        let options = email_address::Options::default().with_required_tld().without_display_text().without_domain_literal();
        email_address::EmailAddress::parse_with_options(text, options).map(|address| Self(address.to_string())).map_err(|_| refused())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn folded(&self) -> String {
        self.0.to_lowercase()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_is_never_a_path_and_hides_nothing() {
        for (sent, shown) in [
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\ana\\guide.pdf", "guide.pdf"),
            ("evil\u{202E}fdp.exe", "evilfdp.exe"),
            ("a\0b\r\nc.txt", "abc.txt"),
            ("..", "file"),
            ("", "file"),
            ("  guía   de grupo.pdf ", "guía de grupo.pdf"),
        ] {
            assert_eq!(FileName::clean(sent).as_str(), shown);
        }
        let long = FileName::clean(&format!("{}.pdf", "x".repeat(500)));
        assert_eq!((long.as_str().len(), long.extension().as_str()), (180, "pdf"));
    }

    #[test]
    fn lines_lose_extra_space_and_refuse_control_characters() {
        assert_eq!(line("  A \n guide ", 20).unwrap(), "A guide");
        assert!(line("a\0b", 20).unwrap_err().contains("U+0000"));
        assert!(line("a\u{202E}b", 20).unwrap_err().contains("U+202E"));
        assert!(line("   ", 20).is_err());
        assert!(line("abcdef", 5).unwrap_err().contains("6 characters"));
    }

    #[test]
    fn addresses_are_checked_and_folded() {
        assert_eq!(EmailAddress::parse(" Ana@Example.ORG ").unwrap().folded(), "ana@example.org");
        for refused in ["ana", "ana@", "@example.org", "a b@example.org", "Ana <ana@example.org>", "ana@example.org\r\nBcc: x@y.zz"] {
            assert!(EmailAddress::parse(refused).is_err(), "{refused:?} was taken for an address");
        }
    }
}
