//! Tokens for programs.

use crate::support::app::TestApp;
use crate::support::client::{Answer, Client, link};
use commonshelf::db::schema::api_tokens;
use diesel::prelude::*;
use serde_json::{Value, json};

async fn make_token(owner: &Client, scopes: &[&str]) -> Answer {
    owner.post("/api/v1/me/tokens", json!({"name": "Nightly upload", "scopes": scopes, "expires_in_days": 30})).await.expect(201)
}

fn program(app: &TestApp, token: &Answer) -> Client {
    Client::new(&app.base, token.body["token"].as_str())
}

async fn listed(owner: &Client) -> Vec<Value> {
    owner.get("/api/v1/me/tokens").await.expect(200).body["items"].as_array().unwrap().clone()
}

#[actix_web::test]
async fn a_program_uploads_with_a_token_that_is_shown_once_and_kept_as_a_hash() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;

    let token = make_token(&rosa, &["submit", "read"]).await;
    let draft = program(&app, &token).post("/api/v1/submissions", link("Sent by a program")).await.expect(201);

    let secret = token.body["token"].as_str().unwrap();
    assert!(secret.starts_with("commonshelf_") && secret.len() == "commonshelf_".len() + 43, "{secret}");
    assert_eq!(rosa.get(&format!("/api/v1/submissions/{}", draft.id())).await.expect(200).body["metadata"]["title"], "Sent by a program");
    let shown = listed(&rosa).await;
    assert_eq!((&shown[0]["name"], &shown[0]["scopes"]), (&json!("Nightly upload"), &json!(["read", "submit"])));
    assert!(!shown[0].to_string().contains(secret));
    let kept: Vec<String> = app.app.db.read(|c| Ok(api_tokens::table.select(api_tokens::token_hash).load(c)?)).await.unwrap();
    assert!(kept.len() == 1 && kept[0].len() == 64 && !kept[0].contains(&secret[12..]), "{kept:?}");
}

#[actix_web::test]
async fn a_token_gives_no_more_than_its_owner_may() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    let token = make_token(&rosa, &["read", "submit", "manage", "review", "admin"]).await;
    let program = program(&app, &token);

    assert_eq!(program.get("/api/v1/reviews").await.summary(), "403 reviewers_only");
    assert_eq!(program.get("/api/v1/jobs").await.summary(), "403 admins_only");
    let more = program.post("/api/v1/me/tokens", json!({"name": "Another", "scopes": ["read"], "expires_in_days": 1})).await;
    assert_eq!(more.summary(), "403 session_only", "a token made a token");
}

#[actix_web::test]
async fn a_token_works_until_it_expires_or_is_ended() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    let (ended, expiring) = (make_token(&rosa, &["read"]).await, make_token(&rosa, &["read"]).await);
    program(&app, &ended).get("/api/v1/me").await.expect(200);

    rosa.delete(&format!("/api/v1/me/tokens/{}", ended.id())).await.expect(204);

    assert_eq!(program(&app, &ended).get("/api/v1/me").await.summary(), "401 invalid_token");
    assert_eq!(rosa.delete(&format!("/api/v1/me/tokens/{}", ended.id())).await.summary(), "404 not_found");
    app.app.clock.advance_seconds(30 * 86_400 - 60);
    program(&app, &expiring).get("/api/v1/me").await.expect(200);
    app.app.clock.advance_seconds(61);
    assert_eq!(program(&app, &expiring).get("/api/v1/me").await.summary(), "401 invalid_token");
    assert!(listed(&app.sign_in("rosa").await).await.is_empty());
}

#[actix_web::test]
async fn the_last_use_of_a_token_is_known_to_the_hour() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    let token = make_token(&rosa, &["read"]).await;
    assert_eq!(listed(&rosa).await[0]["last_used_at"], Value::Null);

    program(&app, &token).get("/api/v1/me").await.expect(200);
    let first = listed(&rosa).await[0]["last_used_at"].as_str().unwrap().to_owned();
    app.app.clock.advance_seconds(3_600);
    program(&app, &token).get("/api/v1/me").await.expect(200);
    let second = listed(&app.sign_in("rosa").await).await[0]["last_used_at"].as_str().unwrap().to_owned();

    assert!(first.ends_with(":00:00.000000Z") && second.ends_with(":00:00.000000Z") && first < second, "{first}, {second}");
}

#[actix_web::test]
async fn a_token_needs_a_name_a_scope_and_an_end() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    let good = json!({"name": "Upload", "scopes": ["read"], "expires_in_days": 366});

    for (field, value) in [
        ("name", json!(" ")),
        ("scopes", json!([])),
        ("expires_in_days", json!(0)),
        ("expires_in_days", json!(367)),
        ("expires_in_days", json!(i64::MAX)),
        ("expires_in_days", Value::Null),
    ] {
        let mut sent = good.clone();
        sent[field] = value;
        let refused = rosa.post("/api/v1/me/tokens", sent).await;
        assert_eq!((refused.status, refused.fields()), (422, vec![field.to_owned()]));
    }

    rosa.post("/api/v1/me/tokens", good).await.expect(201);
}

/// Whoever was told that a token is ended never sees it used again, however many uses are under way.
#[actix_web::test]
async fn a_token_that_is_ended_while_it_is_used_is_ended() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;

    for _ in 0..20 {
        let token = make_token(&rosa, &["read"]).await;
        let (path, program) = (format!("/api/v1/me/tokens/{}", token.id()), program(&app, &token));
        let uses = futures_util::future::join_all((0..4).map(|_| program.get("/api/v1/me")));

        let (uses, ended) = tokio::join!(uses, rosa.delete(&path));

        ended.expect(204);
        assert!(uses.iter().all(|answer| matches!(answer.status, 200 | 401)), "{uses:?}");
        assert_eq!(program.get("/api/v1/me").await.summary(), "401 invalid_token");
    }
}
