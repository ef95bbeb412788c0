//! Addresses of an older library, under which its documents are still looked for: what of an address tells two of them apart.
//!
//! Scheme and host make no difference: whoever asks here was led here. A closing slash and the spelling in percents make none either.

use percent_encoding::percent_decode_str;
use url::Url;

const MAX_CHARS: usize = 1_000;
/// What the library answers itself.
const OWN: &[&str] = &["api", "docs", "health", "metrics", "openapi.json", "confirm", "invitations", "password-resets"];

/// What to look for when a path and a query are asked for that nothing else answers: with the query, and without.
pub fn candidates(path: &str, query: &str) -> Vec<String> {
    let bare = folded(path);
    if query.is_empty() { vec![bare] } else { vec![format!("{bare}?{}", decoded(query)), bare] }
}

/// The key of an address as somebody wrote it down: a whole one, or a path that begins with a slash.
pub fn key(text: &str) -> Result<String, String> {
    let refused = || "must be a web address or a path that begins with /, such as https://old.example.org/guides/12".to_owned();
    let text = text.trim();
    let address = match text.strip_prefix('/') {
        Some(_) => Url::parse("http://old").and_then(|base| base.join(text)),
        None => Url::parse(text),
    };
    let address = address.ok().filter(|address| matches!(address.scheme(), "http" | "https")).ok_or_else(refused)?;
    if address.fragment().is_some() {
        return Err("has a # in it; what stands after that is never asked for, so it can't lead anywhere".to_owned());
    }
    let key = candidates(address.path(), address.query().unwrap_or_default()).into_iter().next().ok_or_else(refused)?;
    if key.chars().count() > MAX_CHARS || key.chars().any(char::is_control) {
        return Err(refused());
    }
    let first = key.trim_start_matches('/').split(['/', '?']).next().unwrap_or_default();
    if key == "/" || OWN.contains(&first) {
        return Err("is an address of this library itself, which can't lead elsewhere".to_owned());
    }
    Ok(key)
}

fn folded(path: &str) -> String {
    let path = decoded(path);
    let trimmed = path.trim_end_matches('/');
    if trimmed.is_empty() { "/".to_owned() } else { trimmed.to_owned() }
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8().map_or_else(|_| text.to_owned(), std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_address_are_one_and_its_host_makes_no_difference() {
        for spelling in ["https://old.example.org/gu%C3%ADas/12/", "/guías/12", "http://other.example/gu%c3%adas/12"] {
            assert_eq!(key(spelling).unwrap(), "/guías/12", "{spelling}");
        }
        assert_eq!(key("/show.php?id=12").unwrap(), "/show.php?id=12");
        assert_eq!(candidates("/show.php", "id=12"), ["/show.php?id=12", "/show.php"]);
        assert_eq!(candidates("/gu%C3%ADas/12/", ""), ["/guías/12"]);
    }

    #[test]
    fn what_is_no_address_or_our_own_is_refused_in_words() {
        for own in ["/", "https://x.org", "/api/v1/resources", "/health/live", "/docs/", "/confirm/abc"] {
            assert!(key(own).unwrap_err().contains("library itself"), "{own}");
        }
        for none in ["", "guides/12", "ftp://x.org/a", "javascript:alert(1)", "/a%00b"] {
            assert!(key(none).unwrap_err().contains("must be a web address"), "{none}");
        }
        assert!(key("/a#b").unwrap_err().contains('#'));
        assert!(key("/docsearch").is_ok());
    }
}
