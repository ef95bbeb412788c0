//! JSON that is none, or that is not what was asked for.

use super::{assert_problem, assert_refused, assert_well};
use crate::support::app::TestApp;
use crate::support::client::{Answer, Client, metadata};
use reqwest::Method;
use serde_json::{Value, json};

const PATH: &str = "/api/v1/submissions";

async fn post(client: &Client, path: &str, body: impl Into<reqwest::Body>) -> Answer {
    client.send(client.request(Method::POST, path).header("content-type", "application/json").body(body)).await
}

#[actix_web::test]
async fn a_body_that_is_no_json_is_refused() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    let nested = |count: usize| format!("{{\"title\": {}1{}}}", "[".repeat(count), "]".repeat(count)).into_bytes();
    for body in [
        b"".to_vec(),
        b"{".to_vec(),
        b"{\"title\": \"Handbook\"".to_vec(),
        b"{'title': 'Handbook'}".to_vec(),
        b"{\"title\": \"Handbook\"} and more".to_vec(),
        b"{\"title\": NaN}".to_vec(),
        b"{\"year\": 1e999}".to_vec(),
        b"{\"title\": \"\\ud800\"}".to_vec(),
        b"{\"title\": \"\\x\"}".to_vec(),
        b"{\"title\": \"a\nb\"}".to_vec(),
        b"\xef\xbb\xbf{\"title\": \"Handbook\"}".to_vec(),
        b"{\"title\": \"\xff\xfe\"}".to_vec(),
        b"{\"title\": \"\xed\xa0\x80\"}".to_vec(),
        b"\xff\xfe{\x00}\x00".to_vec(),
        "[".repeat(100_000).into_bytes(),
        "{\"metadata\":".repeat(20_000).into_bytes(),
    ] {
        let created = post(&rosa, PATH, body.clone()).await;
        let signed_in = post(&app.visitor(), "/api/v1/auth/login", body).await;

        for answer in [created, signed_in] {
            assert!(matches!(answer.summary().as_str(), "400 invalid_json" | "422 invalid_input"), "{}", answer.text);
            assert_problem(&answer, &answer.summary());
        }
    }
    assert!(matches!(post(&rosa, PATH, nested(100_000)).await.status, 400 | 422));
    assert_well(&app, &rosa).await;
}

#[actix_web::test]
async fn a_body_of_the_wrong_kind_is_refused_by_the_name_of_its_field() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    for (body, field) in [
        ("null", "body"),
        ("true", "body"),
        ("1", "body"),
        ("\"title\"", "body"),
        ("[]", "body"),
        ("{\"title\": 1}", "title"),
        ("{\"title\": {\"en\": \"Handbook\"}}", "title"),
        ("{\"topics\": \"facilitation\"}", "topics"),
        ("{\"topics\": [\"facilitation\", 7]}", "topics[1]"),
        ("{\"year\": \"2024\"}", "year"),
        ("{\"year\": 2024.5}", "year"),
        ("{\"year\": 99999999999}", "year"),
        ("{\"resource_id\": \"not an id\"}", "resource_id"),
        ("{\"relations\": [{\"kind\": \"replaces\"}]}", "relations[0].resource_id"),
        ("{\"relations\": [{\"kind\": \"replaces\", \"resource_id\": 7}]}", "relations[0].resource_id"),
        ("{\"translations\": {\"es\": \"Manual\"}}", "translations.es"),
        ("{\"translations\": {\"es\": {\"summary\": \"Un manual\"}}}", "translations.es.title"),
        ("{\"embargo_until\": \"tomorrow\"}", "embargo_until"),
        ("{\"titel\": \"Handbook\"}", "titel"),
        ("{\"relations\": [{\"kind\": \"replaces\", \"to\": 1}]}", "relations[0].to"),
        ("{\"title\": \"One\", \"title\": \"Two\"}", "title"),
    ] {
        let answer = post(&rosa, PATH, body).await;

        assert_refused(&answer, &[field]);
    }
    assert_well(&app, &rosa).await;
}

#[actix_web::test]
async fn a_value_that_cannot_be_is_refused_by_the_name_of_its_field() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    let id = uuid::Uuid::now_v7();
    for (field, value, named) in [
        ("title", json!(""), "title"),
        ("title", json!("x".repeat(301)), "title"),
        ("summary", json!("x".repeat(5_001)), "summary"),
        ("section", json!("other"), "section"),
        ("type", json!("thing"), "type"),
        ("language", json!("klingonish!"), "language"),
        ("topics", json!(["facilitation", "cooking"]), "topics[1]"),
        ("topics", json!(vec!["facilitation"; 31]), "topics"),
        ("audiences", json!(["everybody"]), "audiences[0]"),
        ("authors", json!(["Rosa", ""]), "authors[1]"),
        ("countries", json!(["Atlantis"]), "countries[0]"),
        ("year", json!(1799), "year"),
        ("year", json!(-2_147_483_648_i64), "year"),
        ("license", json!("MINE"), "license"),
        ("link_url", json!("javascript:alert(1)"), "link_url"),
        ("link_url", json!("//example.org"), "link_url"),
        ("link_url", json!("https://name:secret@example.org/"), "link_url"),
        ("link_url", json!(format!("https://example.org/{}", "x".repeat(2_000))), "link_url"),
        ("rights", json!("stolen"), "rights"),
        ("people_shown", json!("some"), "people_shown"),
        ("relations", json!([{"kind": "cousin_of", "resource_id": id}]), "relations[0]"),
        ("translations", json!({"klingonish!": {"title": "Manual"}}), "translations.klingonish!"),
        ("translations", json!({"es": {"title": ""}}), "translations.es.title"),
        ("resource_id", json!(id), "resource_id"),
        ("embargo_until", json!("9999-12-31T23:59:59-23:59"), "embargo_until"),
        ("embargo_until", json!("0000-01-01T00:00:00+23:59"), "embargo_until"),
    ] {
        let mut body = metadata("Handbook");
        body[field] = value;

        let answer = rosa.post(PATH, body).await;

        assert_refused(&answer, &[named]);
    }
    assert_well(&app, &rosa).await;
}

#[actix_web::test]
async fn a_json_body_has_a_limit_on_every_way_in() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    let body = json!({"title": "x".repeat(300_000), "email": "x".repeat(300_000)}).to_string();

    let created = post(&rosa, PATH, body.clone()).await;
    let signed_in = post(&app.visitor(), "/api/v1/auth/login", body.clone()).await;
    let applied = post(&app.visitor(), "/api/v1/organizations", body).await;

    for answer in [created, signed_in, applied] {
        assert_problem(&answer, "413 too_large");
    }
    assert_well(&app, &rosa).await;
}

#[actix_web::test]
async fn a_body_says_that_it_is_json() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    let body = json!({"email": "rosa@example.org", "password": "wrong wrong wrong"}).to_string();
    let login = |content_type: &'static str| {
        app.visitor().request(Method::POST, "/api/v1/auth/login").header("content-type", content_type).body(body.clone())
    };
    for content_type in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=B", "nonsense", ""] {
        assert_problem(&rosa.send(login(content_type)).await, "415 unsupported_media_type");
    }
    for content_type in ["application/json", "application/json; charset=utf-8", "application/vnd.api+json"] {
        assert_problem(&rosa.send(login(content_type)).await, "401 wrong_credentials");
    }
    assert_well(&app, &rosa).await;
}

#[actix_web::test]
async fn a_body_that_nobody_asked_for_is_passed_over() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    let get = |client: &Client, path: &str, body: Value| client.request(Method::GET, path).json(&body);

    let found = rosa.send(get(&rosa, "/api/v1/resources?q=lantern", json!({"q": "x".repeat(500_000)}))).await;
    let listed = rosa.send(get(&rosa, PATH, json!({}))).await;
    let unknown = rosa.send(get(&rosa, "/api/v1/nowhere", json!({"a": "x".repeat(500_000)}))).await;

    assert_eq!((found.status, listed.status), (200, 200));
    assert_problem(&unknown, "404 not_found");
    assert_well(&app, &rosa).await;
}
