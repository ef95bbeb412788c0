//! What is sent around a body: methods, addresses and headers, down to what is no HTTP at all.

use super::{assert_problem, assert_well};
use crate::support::app::TestApp;
use crate::support::raw;
use reqwest::Method;
use std::time::Duration;

#[actix_web::test]
async fn a_method_that_an_address_does_not_take_is_told_which_ones_it_does() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    let id = uuid::Uuid::now_v7();
    for (method, path, allowed) in [
        ("DELETE", "/api/v1/resources".to_owned(), "GET, HEAD"),
        ("POST", format!("/api/v1/resources/{id}"), "GET, HEAD"),
        ("PUT", format!("/api/v1/submissions/{id}"), "GET, HEAD, PATCH, DELETE"),
        ("GET", format!("/api/v1/submissions/{id}/submit"), "POST"),
        ("HEAD", "/api/v1/auth/login".to_owned(), "POST"),
        ("PATCH", "/api/v1/submissions".to_owned(), "GET, HEAD, POST"),
        ("OPTIONS", "/api/v1/resources".to_owned(), "GET, HEAD"),
        ("TRACE", "/health/live".to_owned(), "GET, HEAD"),
        ("BREW", "/api/v1/resources".to_owned(), "GET, HEAD"),
        // Fixed words where another pattern takes any id.
        ("GET", "/api/v1/organizations/confirmations".to_owned(), "POST"),
        ("PATCH", "/api/v1/submissions/limits".to_owned(), "GET, HEAD"),
        // Pages.
        ("POST", "/".to_owned(), "GET, HEAD"),
        ("DELETE", "/confirm/x".to_owned(), "GET, HEAD, POST"),
        ("PUT", "/assets/site.css".to_owned(), "GET, HEAD"),
    ] {
        let answer = rosa.send(rosa.request(Method::from_bytes(method.as_bytes()).unwrap(), &path)).await;

        assert_eq!((answer.status, answer.headers["allow"].as_str()), (405, allowed), "{method} {path}: {}", answer.text);
        if method != "HEAD" {
            assert_problem(&answer, "405 method_not_allowed");
        }
    }
    assert_well(&app, &rosa).await;
}

#[actix_web::test]
async fn an_address_that_is_none_is_not_found() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    for path in [
        "/api",
        "/api/v1",
        "/api/v1/",
        "/api/v1/resources/",
        "/api/v2/resources",
        "/API/V1/RESOURCES",
        "/nowhere",
        "/%00",
        "/%FF",
        "/..%2f..%2fetc%2fpasswd",
        "/.git/config",
        "/wp-login.php",
        "/api/v1/resources%2f",
        "/api/v1/submissions/a/b/c/d",
        "/assets/../Cargo.toml",
        "/assets/..%2fsite.css",
        "/docs/..%2f..%2fetc",
    ] {
        for method in [Method::GET, Method::POST, Method::DELETE] {
            assert_problem(&rosa.send(rosa.request(method, path)).await, "404 not_found");
        }
    }
    assert_well(&app, &rosa).await;
}

#[actix_web::test]
async fn a_head_is_answered_like_a_get_without_its_body() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    for (path, status) in
        [("/api/v1/resources", 200), ("/api/v1/topics", 200), ("/health/live", 200), ("/nowhere", 404), ("/api/v1/resources/x", 404)]
    {
        let answer = rosa.send(rosa.request(Method::HEAD, path)).await;

        assert_eq!((answer.status, answer.bytes.len()), (status, 0), "{path}");
    }
    assert_well(&app, &rosa).await;
}

#[actix_web::test]
async fn a_body_of_a_head_or_a_refused_request_is_never_taken_for_the_next_request() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    let smuggled = "GET /health/live HTTP/1.1\r\nHost: library\r\n\r\n";
    for first in
        ["POST /api/v1/submissions", "POST /api/v1/nowhere", "POST /api/v1/auth/login", "GET /api/v1/nowhere", "HEAD /api/v1/nowhere"]
    {
        let request =
            format!("{first} HTTP/1.1\r\nHost: library\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{smuggled}", smuggled.len());

        let answer = raw::say(&app.base, request.as_bytes()).await;

        assert!((400..500).contains(&answer.status) && !answer.text.contains("HTTP/1.1"), "{first}: {} {}", answer.status, answer.text);
    }
    assert_well(&app, &rosa).await;
}

#[actix_web::test]
async fn an_answer_comes_in_whatever_coding_there_is() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    for coding in ["br", "identity;q=0", "*;q=0", "gzip;q=0, identity;q=0", "nonsense;;;q=x", ""] {
        let topics = rosa.send(rosa.request(Method::GET, "/api/v1/topics").header("accept-encoding", coding)).await;
        let nowhere = rosa.send(rosa.request(Method::GET, "/nowhere").header("accept-encoding", coding)).await;

        assert!(topics.status == 200 && topics.body["items"].is_array(), "{coding}: {} {}", topics.status, topics.text);
        assert_problem(&nowhere, "404 not_found");
    }
    assert_well(&app, &rosa).await;
}

#[actix_web::test]
async fn a_long_address_and_long_headers_are_taken_or_refused() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;

    let path = rosa.get(&format!("/{}", "x".repeat(60_000))).await;
    let query = rosa.get(&format!("/api/v1/resources?q={}", "x".repeat(60_000))).await;
    let header = rosa.send(rosa.request(Method::GET, "/api/v1/nowhere").header("x-long", "x".repeat(100_000))).await;
    let languages = rosa.send(rosa.request(Method::GET, "/api/v1/topics").header("accept-language", "es,".repeat(20_000))).await;

    assert_problem(&path, "404 not_found");
    assert_problem(&header, "404 not_found");
    assert_eq!((query.status, languages.status), (200, 200));
    assert_well(&app, &rosa).await;
}

/// Refused by the protocol itself, before there is a request that could be answered in our words.
#[actix_web::test]
async fn what_is_no_http_ends_its_own_connection_and_no_other() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    let get = |headers: &str| format!("GET /api/v1/resources HTTP/1.1\r\nHost: library\r\n{headers}\r\n").into_bytes();
    for request in [
        b"\r\n\0\0\0\0 nonsense\r\n\r\n".to_vec(),
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec(),
        b"GET\r\n\r\n".to_vec(),
        b"GET / HTTP/9.9\r\n\r\n".to_vec(),
        b"GET /\0 HTTP/1.1\r\nHost: library\r\n\r\n".to_vec(),
        get("Content-Length: -1\r\n"),
        get("Content-Length: 1\r\nContent-Length: 2\r\n"),
        get("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"),
        get("no colon\r\n"),
        get(&"x: y\r\n".repeat(1_000)),
        format!("GET /{} HTTP/1.1\r\nHost: library\r\n\r\n", "x".repeat(100_000)).into_bytes(),
        format!("GET / HTTP/1.1\r\nHost: library\r\nx: {}\r\n\r\n", "y".repeat(1_000_000)).into_bytes(),
    ] {
        let answer = raw::say(&app.base, &request).await;

        assert!((400..500).contains(&answer.status), "{:?}: {}", String::from_utf8_lossy(&request[..request.len().min(80)]), answer.status);
    }
    assert_well(&app, &rosa).await;
}

#[actix_web::test]
async fn a_request_that_comes_haltingly_is_waited_for() {
    let app = TestApp::spawn().await;
    let (beginning, rest) = (b"GET /health/live HTTP/1.1\r\nHost: lib", b"rary\r\nConnection: close\r\n\r\n");

    let answer = raw::falter(&app.base, beginning, Duration::from_secs(7), rest).await;

    assert_eq!(answer.status, 200, "{}", answer.text);
}
