//! Around every request: an id, one line in the log, one count in the metrics, and headers that keep browsers careful.
//!
//! The log names the route's pattern and never the path: tokens stand in some paths, and search words in queries.

use super::api::BASE;
use super::not_found;
use super::rates::Rates;
use super::unread::Unread;
use crate::app::App;
use crate::db::REQUEST_ID;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{ACCEPT_ENCODING, AcceptEncoding, CACHE_CONTROL, Encoding, Header, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, ResponseError};
use std::time::Instant;

const SECURITY: &[(&str, &str)] = &[
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
];

/// Scripts, styles and pictures from here only, nothing inline. (The API's explorer comes with files of its own, from here too.)
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// A client may call its method what it likes; a series of metrics for each would fill the memory.
fn method_label(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PATCH => "PATCH",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "(other)",
    }
}

/// Whoever refuses every coding, down to none at all, is sent none: the compressing part would answer 406 in words that are not ours.
fn pass_over_impossible_coding(request: &mut ServiceRequest) {
    let ours = [Encoding::identity(), Encoding::gzip(), Encoding::deflate()];
    if AcceptEncoding::parse(request).is_ok_and(|accepted| accepted.negotiate(ours.iter()).is_none()) {
        request.headers_mut().remove(ACCEPT_ENCODING);
    }
}

fn within_rates(request: &ServiceRequest) -> crate::error::Result<()> {
    match (request.app_data::<Data<Rates>>(), request.app_data::<Data<App>>()) {
        (Some(rates), Some(app)) => rates.check(app, request.request()),
        _ => Ok(()),
    }
}

fn answered_in_words(response: ServiceResponse) -> ServiceResponse {
    let (request, _) = response.into_parts();
    let problem = not_found::refuse(&request);
    ServiceResponse::new(request, problem)
}

pub async fn around(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let id = uuid::Uuid::now_v7().to_string();
    let (method, started) = (method_label(request.method()), Instant::now());
    // A HEAD is answered like a GET; the connection knows what it was and sends no body.
    if *request.method() == Method::HEAD {
        request.head_mut().method = Method::GET;
    }
    pass_over_impossible_coding(&mut request);
    let unread = Unread::watch(&mut request);
    let response = if not_found::is_wrong_method(request.request()) {
        let refusal = not_found::refuse(request.request());
        request.into_response(refusal)
    } else if request.path().starts_with(BASE) && request.path().contains("%00") {
        // Nothing is called so, and PostgreSQL takes no such text to look for it.
        let refusal = crate::error::Error::NotFound("address").error_response();
        request.into_response(refusal)
    } else if let Err(refusal) = within_rates(&request) {
        let refusal = refusal.error_response();
        request.into_response(refusal)
    } else {
        REQUEST_ID.scope(id.clone(), next.call(request)).await?.map_into_boxed_body()
    };
    let is_silent_refusal = response.status().is_client_error() && response.response().body().size().is_eof();
    // The explorer's files are served by a library that refuses without a word.
    let mut response = if is_silent_refusal { answered_in_words(response) } else { response };
    let route = response.request().match_pattern().unwrap_or_else(|| "(no route)".to_owned());
    let status = response.status().as_u16();
    let is_private = route.starts_with(BASE) && !response.headers().contains_key(CACHE_CONTROL);
    let milliseconds = started.elapsed().as_secs_f64() * 1_000.0;
    tracing::info!(request_id = %id, method, route, status, milliseconds, "request");
    let labels = [("method", method.to_owned()), ("route", route), ("status", status.to_string())];
    metrics::counter!("commonshelf_requests_total", &labels).increment(1);
    metrics::histogram!("commonshelf_request_seconds", &labels).record(milliseconds / 1_000.0);
    let headers = response.headers_mut();
    for (name, value) in SECURITY {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    // Tokens, profiles, submissions: what does not say that it may be kept is kept by nobody.
    if is_private {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if !headers.contains_key("content-security-policy") {
        headers.insert(HeaderName::from_static("content-security-policy"), HeaderValue::from_static(CONTENT_SECURITY_POLICY));
    }
    if let Ok(id) = HeaderValue::from_str(&id) {
        headers.insert(HeaderName::from_static("x-request-id"), id);
    }
    Ok(unread.hold_until_answered(response))
}
