//! Access tokens that nobody here made, or that were good once.

use super::{assert_problem, assert_well};
use crate::support::app::{PASSWORD, TestApp};
use crate::support::client::Client;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use commonshelf::auth::keys::Keys;
use commonshelf::auth::tokens::Tokens;
use commonshelf::domain::ids::{SessionId, UserId};
use reqwest::Method;
use serde_json::{Value, json};

fn encoded(value: &Value) -> String {
    BASE64.encode(value.to_string())
}

/// What a token of this library says, in the clear.
fn claims(token: &str) -> Value {
    serde_json::from_slice(&BASE64.decode(token.split('.').nth(1).unwrap()).unwrap()).unwrap()
}

fn id(claims: &Value, name: &str) -> String {
    claims[name].as_str().unwrap().to_owned()
}

async fn profile_with(app: &TestApp, token: &str) -> crate::support::client::Answer {
    Client::new(&app.base, Some(token)).get("/api/v1/me").await
}

#[actix_web::test]
async fn a_token_that_was_forged_or_left_unsigned_opens_nothing() {
    let app = TestApp::spawn().await;
    let (rosa, ingrid) = (app.uploader("rosa", "Casa Abierta").await, app.admin("ingrid").await);
    let (token, other) = (rosa.token.clone().unwrap(), claims(ingrid.token.as_deref().unwrap()));
    let [header, payload, signature]: [&str; 3] = token.split('.').collect::<Vec<_>>().try_into().unwrap();
    let unsigned = |algorithm: &str| encoded(&json!({"alg": algorithm, "typ": "JWT"}));
    let user = UserId::parse(&id(&other, "sub")).unwrap();
    let session = SessionId::parse(&id(&other, "sid")).unwrap();
    let forged = Tokens::new(&Keys::new("the secret of someone else, long enough")).issue(user, session, app.app.clock.now()).unwrap();
    for token in [
        format!("{}.{payload}.", unsigned("none")),
        format!("{}.{payload}.{signature}", unsigned("none")),
        format!("{}.{payload}.", unsigned("None")),
        format!("{}.{payload}.{signature}", unsigned("HS512")),
        format!("{}.{payload}.{signature}", unsigned("RS256")),
        format!("{}.{}.", unsigned("none"), encoded(&other)),
        format!("{header}.{}.{signature}", encoded(&other)),
        format!("{header}.{payload}"),
        format!("{header}.{payload}.{}", signature.to_uppercase()),
        format!("{header}..{signature}"),
        forged,
    ] {
        assert_problem(&profile_with(&app, &token).await, "401 invalid_token");
    }
    assert_well(&app, &rosa).await;
}

#[actix_web::test]
async fn a_token_lasts_fifteen_minutes_and_is_then_said_to_have_expired() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;

    app.app.clock.advance_seconds(15 * 60 - 5);
    rosa.get("/api/v1/me").await.expect(200);
    app.app.clock.advance_seconds(10);
    let answer = rosa.get("/api/v1/me").await;

    assert_problem(&answer, "401 token_expired");
    assert_eq!(answer.headers["www-authenticate"], "Bearer");
    assert_well(&app, &app.sign_in("rosa").await).await;
}

#[actix_web::test]
async fn a_token_made_for_something_else_is_no_access_token() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    let login = json!({"email": "rosa@example.org", "password": PASSWORD});
    let tokens = app.visitor().post("/api/v1/auth/login", login).await.expect(200);
    let (access, refresh) = (tokens.body["access_token"].as_str().unwrap(), tokens.body["refresh_token"].as_str().unwrap());

    let as_access = profile_with(&app, refresh).await;
    let as_refresh = app.visitor().post("/api/v1/auth/refresh", json!({"refresh_token": access})).await;

    assert_problem(&as_access, "401 invalid_token");
    assert_eq!(as_refresh.status, 401, "{}", as_refresh.text);
    assert_problem(&as_refresh, &as_refresh.summary());
    assert_well(&app, &rosa).await;
}

#[actix_web::test]
async fn a_token_of_an_ended_session_opens_nothing() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;

    rosa.post("/api/v1/auth/logout", Value::Null).await.expect(204);

    assert_problem(&rosa.get("/api/v1/me").await, "401 invalid_token");
    assert_well(&app, &app.sign_in("rosa").await).await;
}

#[actix_web::test]
async fn an_authorization_that_is_no_bearer_token_is_refused() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    let ask = |value: &[u8]| app.visitor().request(Method::GET, "/api/v1/me").header("authorization", value);
    for value in
        [&b""[..], b"Bearer", b"Bearer ", b"Basic cm9zYTpyb3Nh", b"Bearer \xff\xfe", b"Bearer a b c", b"Bearer ....", b"Bearer \t.\t.\t"]
    {
        let answer = rosa.send(ask(value)).await;

        assert!(matches!(answer.summary().as_str(), "401 not_signed_in" | "401 invalid_token"), "{}", answer.text);
        assert_problem(&answer, &answer.summary());
    }
    let long = rosa.send(ask(&b"Bearer ".iter().copied().chain(std::iter::repeat_n(b'x', 50_000)).collect::<Vec<_>>())).await;
    assert_problem(&long, "401 invalid_token");
    assert_well(&app, &rosa).await;
}
