//! Where one is signed in, and ending it.

use super::{login, refresh, with_token};
use crate::support::app::{PASSWORD, TestApp};
use crate::support::client::{Answer, Client};
use reqwest::Method;
use serde_json::{Value, json};

const FIREFOX: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";

async fn login_with(app: &TestApp, user_agent: &str) -> Answer {
    let visitor = app.visitor();
    let input = json!({"email": "rosa@example.org", "password": PASSWORD});
    let request = visitor.request(Method::POST, "/api/v1/auth/login").header("user-agent", user_agent).json(&input);
    visitor.send(request).await.expect(200)
}

async fn sessions(client: &Client) -> Vec<Value> {
    client.get("/api/v1/me/sessions").await.expect(200).body["items"].as_array().unwrap().clone()
}

#[actix_web::test]
async fn one_sees_where_one_is_signed_in_in_plain_words_and_without_addresses() {
    let app = TestApp::spawn().await;
    app.uploader("rosa", "Casa Abierta").await;
    app.app.clock.advance_seconds(60);
    let phone = with_token(&app, &login_with(&app, FIREFOX).await);

    let seen = sessions(&phone).await;

    let shown: Vec<_> =
        seen.iter().map(|session| (session["device"].as_str().unwrap(), session["is_current"].as_bool().unwrap())).collect();
    assert_eq!(shown, [("Firefox, Windows", true), ("", false)]);
    let text = Value::from(seen).to_string();
    assert!(!text.contains("127.0.0") && !text.contains("Mozilla"), "{text}");
}

#[actix_web::test]
async fn a_session_is_ended_from_another_at_once_and_for_good() {
    let app = TestApp::spawn().await;
    let here = app.uploader("rosa", "Casa Abierta").await;
    let lost = login(&app, "rosa@example.org", PASSWORD).await;
    let there = with_token(&app, &lost);
    let id = sessions(&there).await.iter().find(|session| session["is_current"] == true).unwrap()["id"].clone();
    let path = format!("/api/v1/me/sessions/{}", id.as_str().unwrap());

    here.delete(&path).await.expect(204);

    assert_eq!(there.get("/api/v1/me").await.summary(), "401 invalid_token");
    assert_eq!(refresh(&app, &lost.body["refresh_token"]).await.summary(), "401 invalid_token");
    assert_eq!(here.delete(&path).await.summary(), "404 not_found", "it was ended twice");
    assert_eq!(sessions(&here).await.len(), 1);
}

#[actix_web::test]
async fn all_other_sessions_are_ended_in_one_act_and_those_of_others_are_not() {
    let app = TestApp::spawn().await;
    let here = app.uploader("rosa", "Casa Abierta").await;
    let (ana, mine) = (app.uploader("ana", "Casa Abierta").await, login(&app, "rosa@example.org", PASSWORD).await);
    login(&app, "rosa@example.org", PASSWORD).await.expect(200);

    let ended = here.delete("/api/v1/me/sessions").await.expect(200).body;

    assert_eq!(ended, json!({"ended": 2}));
    assert_eq!(with_token(&app, &mine).get("/api/v1/me").await.status, 401);
    here.get("/api/v1/me").await.expect(200);
    ana.get("/api/v1/me").await.expect(200);
}

#[actix_web::test]
async fn nobody_ends_the_session_of_somebody_else() {
    let app = TestApp::spawn().await;
    let (rosa, admin) = (app.uploader("rosa", "Casa Abierta").await, app.admin("ingrid").await);
    let id = sessions(&rosa).await[0]["id"].as_str().unwrap().to_owned();

    let refused = admin.delete(&format!("/api/v1/me/sessions/{id}")).await;

    assert_eq!(refused.summary(), "404 not_found");
    rosa.get("/api/v1/me").await.expect(200);
}
