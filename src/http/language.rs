//! Which language labels and pages are in: the one asked for, or the first of `Accept-Language` that we speak, or English.

use crate::domain::language::LanguageTag;
use actix_web::HttpRequest;
use actix_web::http::header;

/// Languages in which this version speaks.
const SPOKEN: &[&str] = &["en", "es"];

pub fn of(request: &HttpRequest, asked: Option<&str>) -> LanguageTag {
    let accepted = request.headers().get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    choose(asked, accepted)
}

/// Weights are honored (RFC 9110 §12.5.4); of equal ones, the first.
fn choose(asked: Option<&str>, accepted: &str) -> LanguageTag {
    let spoken = |tag: &str| LanguageTag::parse(tag).ok().filter(|tag| SPOKEN.contains(&tag.primary()));
    if let Some(language) = asked.and_then(spoken) {
        return language;
    }
    let mut wishes: Vec<(&str, f32)> = accepted
        .split(',')
        .map(|wish| match wish.split_once(";q=") {
            Some((tag, weight)) => (tag.trim(), weight.trim().parse().unwrap_or(0.0)),
            None => (wish.trim(), 1.0),
        })
        .collect();
    wishes.sort_by(|a, b| b.1.total_cmp(&a.1));
    wishes.into_iter().filter(|(_, weight)| *weight > 0.0).find_map(|(tag, _)| spoken(tag)).unwrap_or_else(LanguageTag::english)
}

#[cfg(test)]
mod tests {
    use super::choose;

    #[test]
    fn the_best_language_that_we_speak_is_chosen() {
        for (asked, accepted, chosen) in [
            (None, "", "en"),
            (None, "fr, es;q=0.8, en;q=0.5", "es"),
            (None, "en;q=0.2, es-MX;q=0.9", "es-MX"),
            (Some("es"), "en", "es"),
            (Some("xx"), "es", "es"),
            (None, "es;q=0, *;q=1", "en"),
            (None, ";;q=,\u{1F600}", "en"),
        ] {
            assert_eq!(choose(asked, accepted).as_str(), chosen, "{asked:?} {accepted:?}");
        }
    }
}
