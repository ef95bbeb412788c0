//! The second factor: set up, asked for, recovered, turned off, taken away.

use super::login;
use crate::support::app::{PASSWORD, TestApp};
use crate::support::client::{Answer, Client};
use crate::support::letters::last_letter_to;
use crate::support::second_factor::Authenticator;
use commonshelf::db::users;
use commonshelf::domain::ids::UserId;
use commonshelf::library::second_factors;
use serde_json::{Value, json};

async fn challenge(app: &TestApp) -> Value {
    let first = login(app, "rosa@example.org", PASSWORD).await;
    assert_eq!(first.summary(), "401 second_factor_needed");
    first.body["challenge"].clone()
}

async fn send_code(app: &TestApp, challenge: &Value, code: &str) -> Answer {
    app.visitor().post("/api/v1/auth/second-factor", json!({"challenge": challenge, "code": code})).await
}

async fn rosa_with_authenticator(app: &TestApp) -> (Client, Authenticator) {
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    let authenticator = Authenticator::turn_on(app, &rosa).await;
    (rosa, authenticator)
}

#[actix_web::test]
async fn with_a_second_factor_a_password_alone_opens_nothing() {
    let app = TestApp::spawn().await;
    let (rosa, authenticator) = rosa_with_authenticator(&app).await;

    let first = challenge(&app).await;
    let second = send_code(&app, &first, &authenticator.next_code(&app)).await.expect(200);

    assert_eq!(Client::new(&app.base, first.as_str()).get("/api/v1/me").await.status, 401);
    Client::new(&app.base, second.body["access_token"].as_str()).get("/api/v1/me").await.expect(200);
    let state = rosa.get("/api/v1/me/second-factor").await.expect(200).body;
    assert_eq!((&state["is_on"], &state["recovery_codes_left"]), (&json!(true), &json!(10)));
    assert_eq!(last_letter_to(&app, "rosa@example.org").await.subject, "Your second factor is on");
}

#[actix_web::test]
async fn a_second_factor_guards_nothing_before_its_first_code() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    let forgotten = Authenticator::begin(&rosa).await;
    let authenticator = Authenticator::begin(&rosa).await;

    login(&app, "rosa@example.org", PASSWORD).await.expect(200);
    let wrong = rosa.post("/api/v1/me/second-factor/confirm", json!({"code": forgotten.code(&app)})).await;
    rosa.post("/api/v1/me/second-factor/confirm", json!({"code": authenticator.code(&app)})).await.expect(200);

    assert_eq!(wrong.summary(), "403 wrong_code");
    challenge(&app).await;
    assert_eq!(rosa.post("/api/v1/me/second-factor", json!({"password": PASSWORD})).await.summary(), "409 second_factor_on");
    assert_eq!(rosa.post("/api/v1/me/second-factor/confirm", json!({"code": "123456"})).await.summary(), "409 nothing_to_confirm");
}

#[actix_web::test]
async fn a_code_works_once_and_for_its_time() {
    let app = TestApp::spawn().await;
    let (_, authenticator) = rosa_with_authenticator(&app).await;
    let (used_at_setup, next) = (authenticator.code(&app), authenticator.next_code(&app));

    let replayed_from_setup = send_code(&app, &challenge(&app).await, &used_at_setup).await;
    send_code(&app, &challenge(&app).await, &next).await.expect(200);
    let replayed = send_code(&app, &challenge(&app).await, &next).await;
    app.app.clock.advance_seconds(600);
    let late = send_code(&app, &challenge(&app).await, &next).await;

    assert_eq!([replayed_from_setup.summary(), replayed.summary(), late.summary()], ["403 wrong_code", "403 wrong_code", "403 wrong_code"]);
}

#[actix_web::test]
async fn a_challenge_ends_after_five_minutes_and_with_its_password() {
    let app = TestApp::spawn().await;
    let (rosa, authenticator) = rosa_with_authenticator(&app).await;
    let (late, replaced) = (challenge(&app).await, challenge(&app).await);

    rosa.post("/api/v1/me/password", json!({"password": PASSWORD, "new_password": "other quiet words"})).await.expect(204);
    let after_change = send_code(&app, &replaced, &authenticator.next_code(&app)).await;
    app.app.clock.advance_seconds(301);
    let after_minutes = send_code(&app, &late, &authenticator.next_code(&app)).await;
    let forged = send_code(&app, &json!("nonsense"), "123456").await;

    assert_eq!(after_change.summary(), "401 challenge_expired");
    assert_eq!(after_minutes.summary(), "401 challenge_expired");
    assert_eq!(forged.summary(), "401 challenge_expired");
}

#[actix_web::test]
async fn guesses_of_codes_come_to_an_end() {
    let app = TestApp::spawn().await;
    let (_, authenticator) = rosa_with_authenticator(&app).await;
    let challenge = challenge(&app).await;
    for guess in 0..10 {
        assert_eq!(send_code(&app, &challenge, &format!("{guess:06}")).await.summary(), "403 wrong_code");
    }

    assert_eq!(send_code(&app, &challenge, &authenticator.next_code(&app)).await.summary(), "429 too_many_requests");
}

#[actix_web::test]
async fn a_recovery_code_opens_the_account_once_and_its_owner_is_told() {
    let app = TestApp::spawn().await;
    let (rosa, authenticator) = rosa_with_authenticator(&app).await;
    let typed = authenticator.recovery_codes[0].to_uppercase().replace('-', " ");

    send_code(&app, &challenge(&app).await, &typed).await.expect(200);
    let again = send_code(&app, &challenge(&app).await, &authenticator.recovery_codes[0]).await;

    assert_eq!(again.summary(), "403 wrong_code");
    assert_eq!(rosa.get("/api/v1/me/second-factor").await.body["recovery_codes_left"], 9);
    let letter = last_letter_to(&app, "rosa@example.org").await;
    assert!(letter.subject == "A recovery code of your account was used" && letter.text.contains("Codes left: 9"), "{}", letter.text);
}

#[actix_web::test]
async fn of_several_who_use_a_recovery_code_at_once_one_gets_in() {
    let app = TestApp::spawn().await;
    let (rosa, authenticator) = rosa_with_authenticator(&app).await;
    let user = UserId::parse(&rosa.get("/api/v1/me").await.id()).unwrap();

    for code in &authenticator.recovery_codes {
        let uses = (0..6).map(|_| {
            let (keys, now, code) = (app.app.keys.clone(), app.app.clock.now(), code.clone());
            app.app.db.write(move |tx| {
                let row = users::lock(tx, user)?;
                second_factors::use_code(tx, &keys, &row, &code, now)
            })
        });
        let used = futures_util::future::join_all(uses).await;

        assert_eq!(used.iter().filter(|use_of_it| use_of_it.is_ok()).count(), 1, "{code}");
    }
}

#[actix_web::test]
async fn the_second_factor_is_turned_off_with_password_and_code_and_with_nothing_less() {
    let app = TestApp::spawn().await;
    let (rosa, authenticator) = rosa_with_authenticator(&app).await;
    let off = async |password: &str, code: &str| {
        rosa.post("/api/v1/me/second-factor/turn-off", json!({"password": password, "code": code})).await.summary()
    };

    assert_eq!(off(PASSWORD, "123456").await, "403 wrong_code");
    assert_eq!(off("a guess at it", &authenticator.next_code(&app)).await, "403 wrong_password");
    challenge(&app).await;
    assert_eq!(off(PASSWORD, &authenticator.next_code(&app)).await, "204");

    login(&app, "rosa@example.org", PASSWORD).await.expect(200);
    assert_eq!(off(PASSWORD, &authenticator.recovery_codes[0]).await, "409 second_factor_off");
    assert_eq!(last_letter_to(&app, "rosa@example.org").await.subject, "Your second factor is off");
}

#[actix_web::test]
async fn other_recovery_codes_end_those_before() {
    let app = TestApp::spawn().await;
    let (rosa, authenticator) = rosa_with_authenticator(&app).await;
    let proofs = json!({"password": PASSWORD, "code": authenticator.recovery_codes[0]});

    let renewed = rosa.post("/api/v1/me/second-factor/recovery-codes", proofs).await.expect(200).body;

    assert_eq!(send_code(&app, &challenge(&app).await, &authenticator.recovery_codes[1]).await.summary(), "403 wrong_code");
    send_code(&app, &challenge(&app).await, renewed["recovery_codes"][0].as_str().unwrap()).await.expect(200);
}

#[actix_web::test]
async fn an_admin_takes_a_lost_second_factor_away_and_its_owner_is_told_and_out() {
    let app = TestApp::spawn().await;
    let (rosa, _) = rosa_with_authenticator(&app).await;
    let (id, ingrid) = (rosa.get("/api/v1/me").await.id(), app.admin("ingrid").await);
    Authenticator::turn_on(&app, &ingrid).await;
    let reset = async |id: &str| ingrid.post(&format!("/api/v1/users/{id}/second-factor/reset"), Value::Null).await.summary();

    assert_eq!(reset(&id).await, "204");

    assert_eq!(rosa.get("/api/v1/me").await.status, 401);
    login(&app, "rosa@example.org", PASSWORD).await.expect(200);
    assert_eq!(reset(&id).await, "409 second_factor_off");
    assert_eq!(reset(&ingrid.get("/api/v1/me").await.id()).await, "403 own_account");
    assert!(last_letter_to(&app, "rosa@example.org").await.subject.contains("took the second factor"));
}

#[actix_web::test]
async fn staff_who_need_a_second_factor_can_only_set_one_up_until_they_have() {
    let app = TestApp::spawn().await;
    let (ingrid, ruth, rosa) = (app.admin("ingrid").await, app.reviewer("ruth").await, app.uploader("rosa", "Casa Abierta").await);
    Authenticator::turn_on(&app, &ingrid).await;
    let version = ingrid.get("/api/v1/settings").await.expect(200).version();
    ingrid.patch("/api/v1/settings", json!({"version": version, "settings": {"second_factor_for_staff": true}})).await.expect(200);

    assert_eq!(ruth.get("/api/v1/reviews").await.summary(), "403 second_factor_required");
    assert_eq!(ruth.get("/api/v1/me/sessions").await.summary(), "403 second_factor_required");
    ruth.get("/api/v1/me").await.expect(200);
    rosa.get("/api/v1/me/sessions").await.expect(200);
    ingrid.get("/api/v1/reviews").await.expect(200);
    Authenticator::turn_on(&app, &ruth).await;
    ruth.get("/api/v1/reviews").await.expect(200);
}
