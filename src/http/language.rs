//! Which of our languages answers a reader: named in `?lang=`, asked for in `Accept-Language`, or the fallback. It never fails: whoever asks
//! for what we don't have reads the fallback, and an answer says in `Content-Language` what it is written in.

use crate::domain::language::LanguageTag;
use crate::domain::said;
use actix_web::HttpRequest;
use actix_web::http::header;

/// The languages that we can say everything in.
const OURS: &[&str] = &["en", "es"];

/// As [`of_request`], for what is the same in every library: English where nothing of ours is asked for.
pub fn of(request: &HttpRequest, named: Option<&str>) -> LanguageTag {
    of_request(request, named, &LanguageTag::english())
}

/// As [`of`], for what is said in the languages of [`said`], which are more.
pub fn of_said(request: &HttpRequest, named: Option<&str>) -> LanguageTag {
    choose(request, named, said::LANGUAGES, "en")
}

/// The language to answer in. `named` (a `?lang=` of the address) wins over the header.
pub fn of_request(request: &HttpRequest, named: Option<&str>, fallback: &LanguageTag) -> LanguageTag {
    choose(request, named, OURS, fallback.as_str())
}

fn choose(request: &HttpRequest, named: Option<&str>, ours: &[&'static str], fallback: &str) -> LanguageTag {
    let accepted = request.headers().get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let chosen = named.and_then(|tag| serving(ours, tag)).or_else(|| best(ours, accepted)).or_else(|| serving(ours, fallback));
    LanguageTag::parse(chosen.unwrap_or("en")).unwrap_or_else(|_| LanguageTag::english())
}

/// The one of ours that serves a reader of this tag: `es` for `es-MX`.
fn serving(ours: &[&'static str], tag: &str) -> Option<&'static str> {
    let primary = tag.trim().split(['-', '_']).next().unwrap_or_default();
    ours.iter().copied().find(|language| language.eq_ignore_ascii_case(primary))
}

/// The best of ours for an `Accept-Language` (RFC 9110, section 12.5.4): the highest weight, then the order of the header.
fn best(ours: &[&'static str], header: &str) -> Option<&'static str> {
    heaviest(header, |tag| serving(ours, tag))
}

fn heaviest<T>(header: &str, serves: impl Fn(&str) -> Option<T>) -> Option<T> {
    let mut best: Option<(f32, T)> = None;
    for item in header.split(',').take(50) {
        let (tag, parameters) = item.split_once(';').unwrap_or((item, ""));
        let weight = parameters.split(';').find_map(|parameter| parameter.trim().strip_prefix("q="));
        let weight = weight.map_or(1.0, |text| text.trim().parse().unwrap_or(0.0));
        if let Some(language) = serves(tag)
            && weight > 0.0
            && best.as_ref().is_none_or(|(highest, _)| weight > *highest)
        {
            best = Some((weight, language));
        }
    }
    best.map(|(_, language)| language)
}

/// Of the languages that something is there in, the one to answer in: as [`of_request`], and where nothing fits, English or the first.
pub fn among(request: &HttpRequest, named: Option<&str>, there: &[LanguageTag], fallback: &LanguageTag) -> Option<LanguageTag> {
    let accepted = request.headers().get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let serves = |tag: &str| {
        let tag = LanguageTag::parse(tag.trim()).ok()?;
        there
            .iter()
            .find(|language| **language == tag)
            .or_else(|| there.iter().find(|language| language.primary() == tag.primary()))
            .cloned()
    };
    let chosen = named.and_then(serves).or_else(|| heaviest(accepted, serves)).or_else(|| serves(fallback.as_str()));
    chosen.or_else(|| serves("en")).or_else(|| there.first().cloned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn the_heaviest_of_our_languages_answers_and_nonsense_is_passed_over() {
        for (header, expected) in [
            ("es-MX,es;q=0.9,en;q=0.8", Some("es")),
            ("fr, en;q=0.3, es;q=0.7", Some("es")),
            ("EN-us", Some("en")),
            ("es;q=0, en;q=0.1", Some("en")),
            ("es;q=NaN, en;q=-1", None),
            ("fr-FR, *;q=0.5", None),
            ("", None),
            (";;;,q=,=;q=1", None),
        ] {
            assert_eq!(best(OURS, header), expected, "{header:?}");
        }
    }

    #[test]
    fn a_named_language_wins_and_the_fallback_is_one_of_ours() {
        let request = TestRequest::default().insert_header(("accept-language", "es")).to_http_request();
        let (spanish, swahili) = (LanguageTag::parse("es").unwrap(), LanguageTag::parse("sw").unwrap());

        assert_eq!(of_request(&request, Some("en"), &spanish).as_str(), "en");
        assert_eq!(of_request(&request, Some("sw"), &swahili).as_str(), "es");
        let silent = TestRequest::default().to_http_request();
        assert_eq!(of_request(&silent, None, &spanish).as_str(), "es");
        assert_eq!(of_request(&silent, None, &swahili).as_str(), "en");
    }

    #[test]
    fn what_is_there_in_some_languages_is_given_in_the_best_of_them() {
        let request = TestRequest::default().insert_header(("accept-language", "fr-CA, ar;q=0.9")).to_http_request();
        let tags = |tags: &[&str]| tags.iter().map(|tag| LanguageTag::parse(tag).unwrap()).collect::<Vec<_>>();
        let choose = |named, there: &[&str]| among(&request, named, &tags(there), &LanguageTag::english()).unwrap().to_string();

        assert_eq!(choose(None, &["en", "fr", "ar"]), "fr");
        assert_eq!(choose(None, &["en", "ar"]), "ar");
        assert_eq!(choose(Some("pt-PT"), &["en", "pt-BR"]), "pt-BR");
        assert_eq!(choose(Some("nonsense!"), &["sw"]), "sw");
    }
}
