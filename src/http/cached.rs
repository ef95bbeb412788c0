//! Answers that are the same for everyone until the program changes: given with an ETag, and not sent twice to whoever has them.

use crate::auth::tokens::hash_secret;
use actix_web::http::header::{self, ETag, EntityTag, IfNoneMatch};
use actix_web::{HttpMessage, HttpRequest, HttpResponse};

/// The text, or a 304 to whoever holds it already. `cache_control` says how long it may be kept unasked.
pub fn answer(request: &HttpRequest, content_type: &'static str, cache_control: &'static str, text: String) -> HttpResponse {
    // A weak one, because compression makes other bytes of the same text.
    let tag = EntityTag::new_weak(hash_secret(&text).chars().take(32).collect());
    let is_held = match request.get_header::<IfNoneMatch>() {
        Some(IfNoneMatch::Any) => true,
        Some(IfNoneMatch::Items(held)) => held.iter().any(|held| held.weak_eq(&tag)),
        None => false,
    };
    let mut builder = if is_held { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    builder.insert_header(ETag(tag)).insert_header((header::CACHE_CONTROL, cache_control));
    if is_held { builder.finish() } else { builder.content_type(content_type).body(text) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn whoever_holds_the_text_is_not_sent_it_again() {
        let ask = |held: Option<&str>, text: &str| {
            let request = held.into_iter().fold(TestRequest::default(), |request, held| request.insert_header(("if-none-match", held)));
            answer(&request.to_http_request(), "text/plain", "no-cache", text.to_owned())
        };
        let first = ask(None, "a text");
        let tag = first.headers().get("etag").unwrap().to_str().unwrap().to_owned();

        assert_eq!(first.status(), 200);
        assert_eq!(ask(Some(&tag), "a text").status(), 304);
        assert_eq!(ask(Some(&tag), "another text").status(), 200);
    }
}
