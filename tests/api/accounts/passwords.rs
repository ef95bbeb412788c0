//! Changing one's password, and which ones are taken.

use super::{NEW_PASSWORD, ask_for_reset, login, refresh, reset, with_token};
use crate::support::app::{PASSWORD, TestApp};
use crate::support::client::{Answer, Client};
use crate::support::letters::{last_letter_to, letters};
use serde_json::json;

async fn change(client: &Client, password: &str, new_password: &str) -> Answer {
    client.post("/api/v1/me/password", json!({"password": password, "new_password": new_password})).await
}

#[actix_web::test]
async fn a_changed_password_ends_the_other_sessions_and_its_owner_is_told() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    let elsewhere = login(&app, "rosa@example.org", PASSWORD).await;

    change(&rosa, PASSWORD, NEW_PASSWORD).await.expect(204);

    rosa.get("/api/v1/me").await.expect(200);
    assert_eq!(with_token(&app, &elsewhere).get("/api/v1/me").await.status, 401);
    assert_eq!(refresh(&app, &elsewhere.body["refresh_token"]).await.status, 401);
    login(&app, "rosa@example.org", PASSWORD).await.expect(401);
    login(&app, "rosa@example.org", NEW_PASSWORD).await.expect(200);
    assert_eq!(last_letter_to(&app, "rosa@example.org").await.subject, "Your password was changed");
}

#[actix_web::test]
async fn an_open_session_is_not_enough_to_change_the_password() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;

    assert_eq!(change(&rosa, "a guess at her password", NEW_PASSWORD).await.summary(), "403 wrong_password");

    login(&app, "rosa@example.org", PASSWORD).await.expect(200);
    assert!(letters(&app).await.is_empty());
}

#[actix_web::test]
async fn a_new_password_leaves_tokens_for_programs_unless_they_are_to_end() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    let token = rosa.post("/api/v1/me/tokens", json!({"name": "Upload", "scopes": ["read"], "expires_in_days": 1})).await.expect(201);
    let program = Client::new(&app.base, token.body["token"].as_str());

    change(&rosa, PASSWORD, NEW_PASSWORD).await.expect(204);
    program.get("/api/v1/me").await.expect(200);
    let again = json!({"password": NEW_PASSWORD, "new_password": "third quiet words", "end_tokens": true});
    rosa.post("/api/v1/me/password", again).await.expect(204);

    assert_eq!(program.get("/api/v1/me").await.summary(), "401 invalid_token");
}

#[actix_web::test]
async fn an_easy_password_is_refused_with_its_reason_wherever_one_is_set_and_in_ones_language() {
    let app = TestApp::spawn().await;
    let manager = app
        .member("mara", commonshelf::domain::words::SiteRole::User, "Casa Abierta", commonshelf::domain::words::MembershipRole::Manager)
        .await;
    manager.patch("/api/v1/me", json!({"language": "es"})).await.expect(200);
    let organization = app.organization("Casa Abierta").await;
    let invited = json!({"email": "rosa@casa.example", "role": "uploader", "language": "fr"});
    manager.post(&format!("/api/v1/organizations/{organization}/invitations"), invited).await.expect(201);
    let invitation = last_letter_to(&app, "rosa@casa.example").await.token();
    ask_for_reset(&app, "mara@example.org").await.expect(202);
    let link = last_letter_to(&app, "mara@example.org").await.token();

    let by_change = change(&manager, PASSWORD, "password1234").await;
    let by_link = reset(&app, &link, "casa abierta 1").await;
    let accept = format!("/api/v1/invitations/{invitation}/accept");
    let by_invitation = app.visitor().post(&accept, json!({"name": "Rosa", "password": "qwertyuiop"})).await;

    let told = |answer: &Answer| {
        (answer.status, answer.body["errors"][0]["field"].clone(), answer.body["errors"][0]["message"].as_str().unwrap().to_owned())
    };
    let (status, field, message) = told(&by_change);
    assert!(status == 422 && field == "new_password" && message.starts_with("se parece a una que usa mucha gente"), "{message}");
    let (status, field, message) = told(&by_link);
    assert!(status == 422 && field == "password" && message.starts_with("está hecha con su nombre"), "{message}");
    let (status, field, message) = told(&by_invitation);
    assert!(status == 422 && field == "password" && message.contains("mot de passe très répandu"), "{message}");
}

#[actix_web::test]
async fn of_many_links_for_a_new_password_only_some_are_mailed_and_they_work() {
    let app = TestApp::spawn().await;
    app.uploader("rosa", "Casa Abierta").await;
    for _ in 0..8 {
        ask_for_reset(&app, "rosa@example.org").await.expect(202);
    }

    let mailed = letters(&app).await;

    assert_eq!(mailed.len(), 5, "somebody's mailbox was filled");
    reset(&app, &mailed[0].token(), NEW_PASSWORD).await.expect(204);
    login(&app, "rosa@example.org", NEW_PASSWORD).await.expect(200);
}
