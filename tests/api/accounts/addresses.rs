//! A change of one's address: by the new one, and against the old one's will by nobody.

use super::{NEW_PASSWORD, login, reset};
use crate::support::app::{PASSWORD, TestApp};
use crate::support::client::{Answer, Client};
use crate::support::letters::{last_letter_to, letters};
use serde_json::json;

async fn ask(client: &Client, email: &str) -> Answer {
    client.post("/api/v1/me/address-changes", json!({"email": email, "password": PASSWORD})).await
}

async fn confirm(app: &TestApp, token: &str) -> Answer {
    app.visitor().post(&format!("/api/v1/address-changes/{token}/confirm"), json!(null)).await
}

/// The secret of the link by which the old address stops a change.
async fn stop_token(app: &TestApp, email: &str) -> String {
    let letter = letters(app).await.into_iter().rfind(|letter| letter.to == email && letter.path().ends_with("/stop")).unwrap();
    letter.path().split('/').nth(2).unwrap().to_owned()
}

#[actix_web::test]
async fn an_address_changes_when_the_new_one_is_confirmed_and_not_before() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;

    ask(&rosa, "rosa@casa.example").await.expect(202);
    let token = last_letter_to(&app, "rosa@casa.example").await.token();
    let old_still = login(&app, "rosa@example.org", PASSWORD).await.status;
    let changed = confirm(&app, &token).await.expect(200);

    assert_eq!(old_still, 200);
    assert_eq!(changed.body, json!({"email": "rosa@casa.example"}));
    assert_eq!(rosa.get("/api/v1/me").await.expect(200).body["email"], "rosa@casa.example");
    login(&app, "rosa@example.org", PASSWORD).await.expect(401);
    login(&app, "ROSA@casa.example", PASSWORD).await.expect(200);
    confirm(&app, &token).await.expect(200);
}

#[actix_web::test]
async fn a_change_of_address_needs_the_password_another_address_and_patience() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;

    let wrong = rosa.post("/api/v1/me/address-changes", json!({"email": "a@casa.example", "password": "a guess at it"})).await;
    assert_eq!(wrong.summary(), "403 wrong_password");
    assert_eq!(ask(&rosa, "ROSA@example.org").await.summary(), "409 address_unchanged");
    for number in 0..5 {
        ask(&rosa, &format!("a{number}@casa.example")).await.expect(202);
    }
    assert_eq!(ask(&rosa, "a5@casa.example").await.summary(), "429 too_many_requests");
}

#[actix_web::test]
async fn an_address_of_somebody_else_is_told_to_its_owner_alone() {
    let app = TestApp::spawn().await;
    let (rosa, _) = (app.uploader("rosa", "Casa Abierta").await, app.uploader("ana", "Casa Abierta").await);

    let asked = ask(&rosa, "ana@example.org").await;
    let token = last_letter_to(&app, "ana@example.org").await.token();

    assert_eq!(asked.status, 202, "it was said that there is such an account");
    assert_eq!(confirm(&app, &token).await.summary(), "409 email_taken");
    assert_eq!(rosa.get("/api/v1/me").await.body["email"], "rosa@example.org");
}

#[actix_web::test]
async fn only_the_last_change_that_was_asked_for_can_be_confirmed_and_only_for_a_day() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    ask(&rosa, "first@casa.example").await.expect(202);
    let first = last_letter_to(&app, "first@casa.example").await.token();
    ask(&rosa, "second@casa.example").await.expect(202);
    let second = last_letter_to(&app, "second@casa.example").await.token();

    assert_eq!(confirm(&app, &first).await.summary(), "409 link_expired");
    app.app.clock.advance_seconds(24 * 3_600);
    assert_eq!(confirm(&app, &second).await.summary(), "409 link_expired");
    assert_eq!(confirm(&app, "nonsense").await.status, 404);
}

#[actix_web::test]
async fn the_old_address_takes_the_account_back_from_a_thief_within_a_week() {
    let app = TestApp::spawn().await;
    let thief = app.uploader("rosa", "Casa Abierta").await;
    ask(&thief, "thief@example.net").await.expect(202);
    confirm(&app, &last_letter_to(&app, "thief@example.net").await.token()).await.expect(200);
    // From there on to another one, so as to be the one who can stop.
    app.app.clock.advance_seconds(2);
    ask(&thief, "thief2@example.net").await.expect(202);
    confirm(&app, &last_letter_to(&app, "thief2@example.net").await.token()).await.expect(200);
    let (owners, thiefs) = (stop_token(&app, "rosa@example.org").await, stop_token(&app, "thief@example.net").await);

    let page = app.visitor().get(&format!("/address-changes/{owners}/stop")).await.expect(200);
    let stopped = app.visitor().post(&format!("/api/v1/address-changes/{owners}/stop"), json!(null)).await.expect(200);

    assert!(page.text.contains("rosa@example.org") && page.text.contains("<button"), "{}", page.text);
    assert_eq!(stopped.body, json!({"email": "rosa@example.org"}));
    assert_eq!(thief.get("/api/v1/me").await.status, 401);
    for email in ["thief@example.net", "thief2@example.net", "rosa@example.org"] {
        login(&app, email, PASSWORD).await.expect(401);
    }
    app.visitor().post(&format!("/api/v1/address-changes/{thiefs}/stop"), json!(null)).await.expect(200);
    reset(&app, &last_letter_to(&app, "rosa@example.org").await.token(), NEW_PASSWORD).await.expect(204);
    login(&app, "rosa@example.org", NEW_PASSWORD).await.expect(200);
}

#[actix_web::test]
async fn a_page_asks_before_an_address_is_changed() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    ask(&rosa, "rosa@casa.example").await.expect(202);
    let path = last_letter_to(&app, "rosa@casa.example").await.path();

    let page = app.visitor().get(&path).await.expect(200);
    let before = rosa.get("/api/v1/me").await.body["email"].clone();
    let done = app.visitor().send(app.visitor().request(reqwest::Method::POST, &path)).await.expect(200);

    assert!(page.text.contains("rosa@casa.example") && page.text.contains("<button"), "{}", page.text);
    assert_eq!(before, "rosa@example.org", "a mail scanner changed it");
    assert!(done.text.contains("rosa@casa.example"), "{}", done.text);
    assert_eq!(rosa.get("/api/v1/me").await.body["email"], "rosa@casa.example");
}

#[actix_web::test]
async fn two_who_confirm_one_address_at_once_do_not_both_get_it() {
    let app = TestApp::spawn().await;
    let (rosa, ana) = (app.uploader("rosa", "Casa Abierta").await, app.uploader("ana", "Casa Abierta").await);
    let mut tokens = Vec::new();
    for person in [&rosa, &ana] {
        ask(person, "shared@casa.example").await.expect(202);
        tokens.push(last_letter_to(&app, "shared@casa.example").await.token());
    }

    let (first, second) = tokio::join!(confirm(&app, &tokens[0]), confirm(&app, &tokens[1]));

    let mut both = [first.summary(), second.summary()];
    both.sort();
    assert_eq!(both, ["200", "409 email_taken"]);
}
