//! Around every request: an id, one line in the log, one count in the metrics, and headers that keep browsers careful.
//!
//! The log names the route's pattern and never the path: tokens stand in some paths, and search words in queries.

use super::api::BASE;
use super::unread::Unread;
use crate::db::REQUEST_ID;
use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{CACHE_CONTROL, HeaderName, HeaderValue};
use actix_web::middleware::Next;
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
    let unread = Unread::watch(&mut request);
    let mut response = REQUEST_ID.scope(id.clone(), next.call(request)).await?;
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
