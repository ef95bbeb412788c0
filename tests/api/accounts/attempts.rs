//! Guessing is slow, and nobody is locked out by the guesses of others. Networks are played by addresses of the loopback interface.

use super::{NEW_PASSWORD, ask_for_reset, reset};
use crate::support::app::{PASSWORD, TestApp};
use crate::support::client::Answer;
use crate::support::letters::{last_letter_to, letters};
use serde_json::json;

/// Signs in from a network of its own for each number.
async fn login_from(app: &TestApp, network: u8, password: &str) -> Answer {
    let address = std::net::IpAddr::from([127, 9, network, 1]);
    let line = reqwest::Client::builder().local_address(address).pool_max_idle_per_host(0).build().unwrap();
    let login = json!({"email": "rosa@example.org", "password": password});
    app.visitor().send(line.post(format!("{}/api/v1/auth/login", app.base)).json(&login)).await
}

#[actix_web::test]
async fn guesses_from_one_network_lock_out_nobody_elsewhere() {
    let app = TestApp::spawn().await;
    app.uploader("rosa", "Casa Abierta").await;
    for _ in 0..10 {
        login_from(&app, 1, "a guess at her password").await.expect(401);
    }

    assert_eq!(login_from(&app, 1, PASSWORD).await.summary(), "429 too_many_requests");
    login_from(&app, 2, PASSWORD).await.expect(200);
}

#[actix_web::test]
async fn an_account_under_attack_from_everywhere_opens_where_its_owner_was_before_and_by_a_mailed_link() {
    let app = TestApp::spawn().await;
    app.uploader("rosa", "Casa Abierta").await;
    login_from(&app, 1, PASSWORD).await.expect(200);
    let mut refused = 0;
    for network in 10..60 {
        refused += u32::from(login_from(&app, network, "a guess at her password").await.status == 429);
    }

    assert!(refused > 5, "many networks together guess as they like");
    login_from(&app, 1, PASSWORD).await.expect(200);
    ask_for_reset(&app, "rosa@example.org").await.expect(202);
    reset(&app, &last_letter_to(&app, "rosa@example.org").await.token(), NEW_PASSWORD).await.expect(204);
    app.visitor().post("/api/v1/auth/login", json!({"email": "rosa@example.org", "password": NEW_PASSWORD})).await.expect(200);
}

#[actix_web::test]
async fn a_sign_in_from_elsewhere_is_told_to_its_owner_and_one_from_home_is_not() {
    let app = TestApp::spawn().await;
    app.uploader("rosa", "Casa Abierta").await;
    login_from(&app, 1, PASSWORD).await.expect(200);
    let told_once = letters(&app).await.len();
    login_from(&app, 1, PASSWORD).await.expect(200);
    let told_again = letters(&app).await.len();

    login_from(&app, 2, PASSWORD).await.expect(200);

    assert_eq!((told_once, told_again), (1, 1), "the first sign-in of all is no news; the next from elsewhere is");
    let letter = last_letter_to(&app, "rosa@example.org").await;
    assert_eq!(letter.subject, "New sign-in to your account");
    // The library itself is at 127.0.0.1.
    assert!(!letter.text.contains("127.9."), "{}", letter.text);
    assert_eq!(letters(&app).await.len(), 2);
}
