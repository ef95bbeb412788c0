//! Signing in and out, sessions, a new password, and one's own profile.

mod addresses;
mod attempts;
mod leaving;
mod passwords;
mod personal;
mod second_factors;
mod sessions;
mod succession;
mod tokens;

use crate::support::app::{PASSWORD, TestApp};
use crate::support::client::{Answer, Client};
use crate::support::letters::{last_letter_to, letters};
use commonshelf::db::users;
use commonshelf::domain::text::EmailAddress;
use commonshelf::domain::words::{SiteRole, UserStatus};
use serde_json::{Value, json};

const NEW_PASSWORD: &str = "other quiet words";

async fn login(app: &TestApp, email: &str, password: &str) -> Answer {
    app.visitor().post("/api/v1/auth/login", json!({"email": email, "password": password})).await
}

async fn refresh(app: &TestApp, token: &Value) -> Answer {
    app.visitor().post("/api/v1/auth/refresh", json!({"refresh_token": token})).await
}

/// A client with the access token of an answer.
fn with_token(app: &TestApp, tokens: &Answer) -> Client {
    Client::new(&app.base, tokens.body["access_token"].as_str())
}

async fn ask_for_reset(app: &TestApp, email: &str) -> Answer {
    app.visitor().post("/api/v1/auth/password-resets", json!({"email": email})).await
}

async fn reset(app: &TestApp, token: &str, password: &str) -> Answer {
    app.visitor().post(&format!("/api/v1/auth/password-resets/{token}"), json!({"password": password})).await
}

#[actix_web::test]
async fn whoever_signs_in_is_known_by_the_token_and_the_case_of_the_address_makes_no_difference() {
    let app = TestApp::spawn().await;
    app.uploader("rosa", "Casa Abierta").await;

    let tokens = login(&app, " Rosa@Example.ORG ", PASSWORD).await.expect(200);

    let me = with_token(&app, &tokens).get("/api/v1/me").await.expect(200).body;
    assert_eq!(
        (&me["email"], &me["role"], &me["memberships"][0]["role"]),
        (&json!("rosa@example.org"), &json!("user"), &json!("uploader"))
    );
    assert_eq!((&tokens.body["token_type"], &tokens.body["expires_in"]), (&json!("Bearer"), &json!(900)));
    assert_eq!(tokens.headers["cache-control"], "no-store", "tokens were left in caches");
}

#[actix_web::test]
async fn a_wrong_password_an_unknown_address_and_a_deactivated_account_look_the_same() {
    let app = TestApp::spawn().await;
    app.uploader("rosa", "Casa Abierta").await;
    app.uploader("leo", "Casa Abierta").await;
    set_status(&app, "leo", UserStatus::Deactivated).await;

    let wrong = login(&app, "rosa@example.org", "not her password").await;
    let unknown = login(&app, "nobody@example.org", PASSWORD).await;
    let deactivated = login(&app, "leo@example.org", PASSWORD).await;

    assert_eq!(wrong.summary(), "401 wrong_credentials");
    assert_eq!((wrong.status, &wrong.text), (unknown.status, &unknown.text));
    assert_eq!((wrong.status, &wrong.text), (deactivated.status, &deactivated.text));
}

#[actix_web::test]
async fn an_account_that_is_tried_too_often_has_to_wait_and_others_have_not() {
    let app = TestApp::spawn().await;
    app.admin("ingrid").await;
    for _ in 0..10 {
        login(&app, "rosa@example.org", "a guess at her password").await.expect(401);
    }

    let eleventh = login(&app, "ROSA@example.org", PASSWORD).await;
    let other = login(&app, "ingrid@example.org", PASSWORD).await;

    assert_eq!(eleventh.summary(), "429 too_many_requests");
    let wait: u64 = eleventh.headers["retry-after"].parse().unwrap();
    assert!((1..=31).contains(&wait), "{wait} seconds");
    assert_eq!(other.status, 200, "another account was locked out with it");
}

#[actix_web::test]
async fn an_access_token_is_good_for_a_quarter_of_an_hour_and_a_refresh_token_gives_the_next() {
    let app = TestApp::spawn().await;
    app.admin("ingrid").await;
    let first = login(&app, "ingrid@example.org", PASSWORD).await;
    app.app.clock.advance_seconds(901);

    let expired = with_token(&app, &first).get("/api/v1/me").await;
    let second = refresh(&app, &first.body["refresh_token"]).await.expect(200);

    assert_eq!(expired.summary(), "401 token_expired");
    assert!(expired.headers["www-authenticate"].starts_with("Bearer"));
    with_token(&app, &second).get("/api/v1/me").await.expect(200);
    assert_ne!(first.body["refresh_token"], second.body["refresh_token"]);
}

#[actix_web::test]
async fn the_refresh_token_before_the_last_works_for_a_minute_however_often_answers_are_lost() {
    let app = TestApp::spawn().await;
    app.admin("ingrid").await;
    let first = login(&app, "ingrid@example.org", PASSWORD).await.body["refresh_token"].clone();
    refresh(&app, &first).await.expect(200); // this answer is lost
    app.app.clock.advance_seconds(25);
    refresh(&app, &first).await.expect(200); // and this one
    app.app.clock.advance_seconds(25);

    let arrived = refresh(&app, &first).await.expect(200);

    refresh(&app, &arrived.body["refresh_token"]).await.expect(200);
}

#[actix_web::test]
async fn the_minute_of_a_replaced_refresh_token_begins_once_and_after_it_the_session_ends() {
    let app = TestApp::spawn().await;
    app.admin("ingrid").await;
    let first = login(&app, "ingrid@example.org", PASSWORD).await.body["refresh_token"].clone();
    refresh(&app, &first).await.expect(200);
    app.app.clock.advance_seconds(40);
    let second = refresh(&app, &first).await.expect(200);
    app.app.clock.advance_seconds(40);

    let late = refresh(&app, &first).await;

    assert_eq!(late.summary(), "401 session_ended");
    assert_eq!(refresh(&app, &second.body["refresh_token"]).await.status, 401);
}

#[actix_web::test]
async fn an_older_refresh_token_ends_its_session_at_once_and_no_other() {
    let app = TestApp::spawn().await;
    let elsewhere = app.admin("ingrid").await;
    let first = login(&app, "ingrid@example.org", PASSWORD).await;
    let second = refresh(&app, &first.body["refresh_token"]).await.expect(200);
    let third = refresh(&app, &second.body["refresh_token"]).await.expect(200);

    let stolen = refresh(&app, &first.body["refresh_token"]).await;

    assert_eq!(stolen.summary(), "401 session_ended");
    assert_eq!(refresh(&app, &third.body["refresh_token"]).await.summary(), "401 invalid_token");
    assert_eq!(with_token(&app, &third).get("/api/v1/me").await.summary(), "401 invalid_token");
    elsewhere.get("/api/v1/me").await.expect(200);
}

#[actix_web::test]
async fn refresh_tokens_that_we_did_not_make_are_refused_and_end_nothing() {
    let app = TestApp::spawn().await;
    app.admin("ingrid").await;
    let tokens = login(&app, "ingrid@example.org", PASSWORD).await;
    let nobody = "0199a1b2-0000-7000-8000-000000000001.AAAA";

    for forged in ["", ".", "nonsense", "a.b.c", nobody, tokens.body["access_token"].as_str().unwrap()] {
        assert_eq!(refresh(&app, &json!(forged)).await.summary(), "401 invalid_token", "{forged}");
    }

    with_token(&app, &tokens).get("/api/v1/me").await.expect(200);
}

#[actix_web::test]
async fn signing_out_ends_this_session_and_leaves_the_others() {
    let app = TestApp::spawn().await;
    let elsewhere = app.admin("ingrid").await;
    let tokens = login(&app, "ingrid@example.org", PASSWORD).await;
    let here = with_token(&app, &tokens);

    here.post("/api/v1/auth/logout", Value::Null).await.expect(204);

    assert_eq!(here.get("/api/v1/me").await.summary(), "401 invalid_token");
    assert_eq!(refresh(&app, &tokens.body["refresh_token"]).await.summary(), "401 invalid_token");
    elsewhere.get("/api/v1/me").await.expect(200);
}

async fn set_status(app: &TestApp, name: &str, status: UserStatus) {
    let (id, now) = (user_id(app, name).await, app.app.clock.now());
    app.app.db.write(move |tx| users::set_status(tx, id, status, now)).await.unwrap();
}

async fn user_id(app: &TestApp, name: &str) -> commonshelf::domain::ids::UserId {
    let email = EmailAddress::parse(&format!("{name}@example.org")).unwrap();
    app.app.db.read(move |c| users::get_by_email(c, &email)).await.unwrap().unwrap().id
}

#[actix_web::test]
async fn a_deactivated_account_is_out_at_once() {
    let app = TestApp::spawn().await;
    app.admin("ingrid").await;
    let tokens = login(&app, "ingrid@example.org", PASSWORD).await;

    set_status(&app, "ingrid", UserStatus::Deactivated).await;

    assert_eq!(with_token(&app, &tokens).get("/api/v1/me").await.summary(), "401 invalid_token");
    assert_eq!(refresh(&app, &tokens.body["refresh_token"]).await.summary(), "401 invalid_token");
    ask_for_reset(&app, "ingrid@example.org").await.expect(202);
    assert!(letters(&app).await.is_empty(), "a deactivated account was mailed a way back in");
}

#[actix_web::test]
async fn a_role_counts_from_the_moment_it_is_given_and_until_the_moment_it_is_taken() {
    let app = TestApp::spawn().await;
    let rosa = app.person("rosa", SiteRole::User).await;
    let (id, now) = (user_id(&app, "rosa").await, app.app.clock.now());
    assert_eq!(rosa.get("/api/v1/reviews").await.summary(), "403 reviewers_only");

    app.app.db.write(move |tx| users::set_role(tx, id, SiteRole::Reviewer, now)).await.unwrap();
    rosa.get("/api/v1/reviews").await.expect(200);
    app.app.db.write(move |tx| users::set_role(tx, id, SiteRole::User, now)).await.unwrap();

    assert_eq!(rosa.get("/api/v1/reviews").await.summary(), "403 reviewers_only");
}

#[actix_web::test]
async fn a_forgotten_password_is_replaced_once_by_the_mailed_link_and_every_session_ends() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    let tokens = login(&app, "rosa@example.org", PASSWORD).await;
    ask_for_reset(&app, "ROSA@example.org").await.expect(202);
    let link = last_letter_to(&app, "rosa@example.org").await.token();

    assert_eq!(reset(&app, &link, "short").await.fields(), ["password"]);
    reset(&app, &link, NEW_PASSWORD).await.expect(204);

    assert_eq!(reset(&app, &link, "third quiet words").await.summary(), "409 link_expired");
    assert_eq!(rosa.get("/api/v1/me").await.status, 401);
    assert_eq!(refresh(&app, &tokens.body["refresh_token"]).await.status, 401);
    login(&app, "rosa@example.org", PASSWORD).await.expect(401);
    login(&app, "rosa@example.org", NEW_PASSWORD).await.expect(200);
}

#[actix_web::test]
async fn a_link_for_a_new_password_ends_to_work_after_two_hours_and_when_another_was_used() {
    let app = TestApp::spawn().await;
    app.uploader("rosa", "Casa Abierta").await;
    ask_for_reset(&app, "rosa@example.org").await;
    let old = last_letter_to(&app, "rosa@example.org").await.token();
    app.app.clock.advance_seconds(2 * 3600 + 1);
    ask_for_reset(&app, "rosa@example.org").await;
    let unused = last_letter_to(&app, "rosa@example.org").await.token();
    app.app.clock.advance_seconds(1);
    ask_for_reset(&app, "rosa@example.org").await;
    let used = last_letter_to(&app, "rosa@example.org").await.token();

    assert_eq!(reset(&app, &old, NEW_PASSWORD).await.summary(), "409 link_expired");
    reset(&app, &used, NEW_PASSWORD).await.expect(204);

    assert_eq!(reset(&app, &unused, "third quiet words").await.summary(), "409 link_expired");
}

#[actix_web::test]
async fn asking_for_a_new_password_tells_nobody_whether_there_is_such_an_account() {
    let app = TestApp::spawn().await;
    app.uploader("rosa", "Casa Abierta").await;

    let known = ask_for_reset(&app, "rosa@example.org").await;
    let unknown = ask_for_reset(&app, "nobody@example.org").await;

    assert_eq!((known.status, &known.text), (202, &unknown.text));
    assert_eq!(known.status, unknown.status);
    assert_eq!(letters(&app).await.iter().map(|letter| letter.to.as_str()).collect::<Vec<_>>(), ["rosa@example.org"]);
}

#[actix_web::test]
async fn one_changes_name_and_language_and_mail_follows() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;

    let changed = rosa.patch("/api/v1/me", json!({"name": "Rosa Díaz", "language": "es-MX"})).await.expect(200).body;
    ask_for_reset(&app, "rosa@example.org").await;

    assert_eq!((&changed["name"], &changed["language"]), (&json!("Rosa Díaz"), &json!("es-MX")));
    assert_eq!(rosa.get("/api/v1/me").await.body, changed);
    assert_eq!(last_letter_to(&app, "rosa@example.org").await.subject, "Elija una contraseña nueva");
}

#[actix_web::test]
async fn a_profile_takes_no_empty_name_no_unknown_language_and_no_role() {
    let app = TestApp::spawn().await;
    let rosa = app.person("rosa", SiteRole::User).await;

    for (sent, field) in
        [(json!({"name": "  "}), "name"), (json!({"language": "not a tag"}), "language"), (json!({"role": "admin"}), "role")]
    {
        let refused = rosa.patch("/api/v1/me", sent).await;
        assert_eq!((refused.status, refused.fields()), (422, vec![field.to_owned()]));
    }

    assert_eq!(rosa.get("/api/v1/me").await.body["role"], "user");
    assert_eq!(app.visitor().patch("/api/v1/me", json!({"name": "Nobody"})).await.status, 401);
}
