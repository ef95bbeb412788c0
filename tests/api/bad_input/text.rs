//! NUL and characters that steer: PostgreSQL takes no NUL, and nobody wants either in a title.

use super::{assert_refused, assert_well};
use crate::support::app::{PASSWORD, TestApp};
use crate::support::client::{Client, metadata};
use serde_json::{Value, json};

/// Sends the body once with each of its texts spoiled, and expects the refusal to name that one.
async fn assert_each_text_is_checked(client: &Client, path: &str, body: &Value, spoiler: &str) {
    for (name, value) in body.as_object().unwrap() {
        let (named, spoiled) = match value {
            Value::String(text) => (name.clone(), json!(format!("{text}{spoiler}"))),
            Value::Array(_) => (format!("{name}[0]"), json!([format!("{}{spoiler}", value[0].as_str().unwrap())])),
            _ => continue,
        };
        let mut body = body.clone();
        body[name] = spoiled;

        let answer = client.post(path, body).await;

        assert_refused(&answer, &[&named]);
    }
}

fn complete_metadata() -> Value {
    let mut body = metadata("Handbook");
    (body["author_organization"], body["link_url"]) = (json!("Casa Abierta"), json!("https://example.org/handbook"));
    body
}

#[actix_web::test]
async fn nul_is_refused_in_every_text_of_a_submission() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;

    assert_each_text_is_checked(&rosa, "/api/v1/submissions", &complete_metadata(), "\0").await;

    for (translations, named) in [
        (json!({"es": {"title": "Ma\0nual"}}), "translations.es.title"),
        (json!({"es": {"title": "Manual", "summary": "\0"}}), "translations.es.summary"),
        (json!({"e\0s": {"title": "Manual"}}), "translations.e\0s"),
    ] {
        assert_refused(&rosa.post("/api/v1/submissions", json!({"translations": translations})).await, &[named]);
    }
    assert_well(&app, &rosa).await;
}

#[actix_web::test]
async fn characters_that_turn_the_direction_of_text_are_refused_where_people_read() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    for field in ["title", "summary", "author_organization", "terms_version"] {
        for steering in ["\u{202E}", "\u{2066}", "\u{1b}[31m", "\u{7}", "\u{9b}"] {
            let answer = rosa.post("/api/v1/submissions", json!({field: format!("Hand{steering}book")})).await;

            assert_refused(&answer, &[field]);
        }
    }
    assert_well(&app, &rosa).await;
}

#[actix_web::test]
async fn nul_is_refused_in_every_text_of_an_application() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    let application = json!({
        "name": "Red de Apoyo", "summary": "Groups for mothers.", "country": "MX", "website": "https://example.org/red", "languages": ["es"],
        "contact_name": "Inés", "contact_email": "ines@example.org", "language": "es", "message": "We met Ana."
    });

    assert_each_text_is_checked(&app.visitor(), "/api/v1/organizations", &application, "\0").await;

    app.visitor().post("/api/v1/organizations", application).await.expect(202);
    assert_well(&app, &rosa).await;
}

#[actix_web::test]
async fn nul_is_refused_in_what_reviewers_and_admins_write() {
    let app = TestApp::spawn().await;
    let (rosa, ingrid) = (app.uploader("rosa", "Casa Abierta").await, app.admin("ingrid").await);
    let submission = rosa.submit("Handbook", "lantern").await;
    app.wait_for_inspections().await;
    let decision = format!("/api/v1/submissions/{}/decision", submission.id());
    for field in ["note", "override_reason", "reason"] {
        let answer = ingrid.post(&decision, json!({"decision": "reject", "version": submission.version(), field: "unclear\0"})).await;

        assert_refused(&answer, &[field]);
    }
    let approved = ingrid.decide(&submission, "approve").await.expect(200);
    let withdraw = format!("/api/v1/resources/{}/withdraw", approved.body["resource_id"].as_str().unwrap());

    let answer = ingrid.post(&withdraw, json!({"reason": "mistake", "note": "a\0b"})).await;

    assert_refused(&answer, &["note"]);
    app.visitor().search("lantern\0").await;
}

#[actix_web::test]
async fn nul_is_refused_in_what_people_say_of_themselves() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    let visitor = app.visitor();

    assert_refused(&rosa.patch("/api/v1/me", json!({"name": "Ro\0sa"})).await, &["name"]);
    assert_refused(&rosa.patch("/api/v1/me", json!({"language": "e\0s"})).await, &["language"]);
    assert_refused(&visitor.post("/api/v1/auth/login", json!({"email": "ro\0sa@example.org", "password": PASSWORD})).await, &["email"]);
    assert_refused(&visitor.post("/api/v1/auth/password-resets", json!({"email": "ro\0sa@example.org"})).await, &["email"]);
    let login = visitor.post("/api/v1/auth/login", json!({"email": "rosa@example.org", "password": "\0".repeat(12)})).await;
    assert_eq!(login.summary(), "401 wrong_credentials");
    assert_eq!(visitor.post("/api/v1/auth/refresh", json!({"refresh_token": "a\0.b\0"})).await.status, 401);
    assert_eq!(visitor.post("/api/v1/organizations/confirmations", json!({"token": "\0"})).await.summary(), "404 not_found");
    assert_well(&app, &rosa).await;
}
