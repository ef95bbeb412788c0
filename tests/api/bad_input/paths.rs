//! Ids that name nothing, on every path that takes one.

use super::{assert_problem, assert_well};
use crate::support::app::TestApp;
use crate::support::client::{Answer, Client, metadata};
use crate::support::files;
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

/// A method, a path with something in it, and a body that would be taken.
type Operation = (&'static str, &'static str, Value);

/// Every operation with something in its path.
fn operations() -> Vec<Operation> {
    [of_the_main_job(), of_organizations(), of_people(), of_review(), of_what_is_public(), of_admins()].concat()
}

fn of_the_main_job() -> Vec<Operation> {
    let version = || json!({"version": 1});
    vec![
        ("GET", "/api/v1/resources/{id}", Value::Null),
        ("GET", "/api/v1/resources/{id}/files/{file_id}", Value::Null),
        ("POST", "/api/v1/resources/{id}/withdraw", json!({"reason": "mistake"})),
        ("POST", "/api/v1/resources/{id}/restore", Value::Null),
        ("POST", "/api/v1/resources/{id}/purge", json!({"reason": "privacy", "confirm_title": "Handbook"})),
        ("GET", "/api/v1/submissions/{id}", Value::Null),
        ("PATCH", "/api/v1/submissions/{id}", json!({"version": 1, "metadata": {"title": "Handbook"}})),
        ("DELETE", "/api/v1/submissions/{id}", Value::Null),
        ("POST", "/api/v1/submissions/{id}/files", Value::Null),
        ("GET", "/api/v1/submissions/{id}/files/{file_id}", Value::Null),
        ("DELETE", "/api/v1/submissions/{id}/files/{file_id}", Value::Null),
        ("POST", "/api/v1/submissions/{id}/submit", version()),
        ("POST", "/api/v1/submissions/{id}/cancel", version()),
        ("POST", "/api/v1/submissions/{id}/decision", json!({"version": 1, "decision": "approve"})),
        ("POST", "/api/v1/submissions/{id}/decision/undo", Value::Null),
        ("GET", "/api/v1/submissions/{id}/preview", Value::Null),
        ("GET", "/api/v1/submissions/{id}/changes", Value::Null),
        ("POST", "/api/v1/submissions/{id}/embargo/lift", version()),
        ("GET", "/api/v1/submissions/{id}/checklist", Value::Null),
        ("PUT", "/api/v1/submissions/{id}/checklist", json!({"version": 0, "ticked": []})),
        ("DELETE", "/api/v1/correction-rules/{id}", Value::Null),
        ("GET", "/api/v1/resources/{id}/editions", Value::Null),
        ("GET", "/api/v1/resources/{id}/editions/compare", Value::Null),
        ("GET", "/api/v1/resources/{id}/translation-wishes", Value::Null),
        ("POST", "/api/v1/resources/{id}/translation-wishes", json!({"language": "fr"})),
        ("DELETE", "/api/v1/resources/{id}/translation-wishes/{language}", Value::Null),
        ("GET", "/api/v1/organizations/{id}", Value::Null),
        ("POST", "/api/v1/organizations/{id}/decision", json!({"decision": "accept"})),
        ("GET", "/api/v1/organizations/{id}/members", Value::Null),
        ("GET", "/api/v1/organizations/{id}/invitations", Value::Null),
        ("POST", "/api/v1/organizations/{id}/invitations", json!({"email": "ana@example.org", "role": "uploader"})),
        ("GET", "/api/v1/invitations/{token}", Value::Null),
        ("POST", "/api/v1/invitations/{token}/accept", json!({"name": "Ana", "password": "correct horse battery"})),
        ("POST", "/api/v1/invitations/{token}/decline", Value::Null),
        ("POST", "/api/v1/auth/password-resets/{token}", json!({"password": "correct horse battery"})),
        ("POST", "/api/v1/jobs/{id}/retry", Value::Null),
        ("GET", "/api/v1/imports/{id}", Value::Null),
        ("GET", "/api/v1/imports/{id}/faults", Value::Null),
        ("GET", "/api/v1/exports/{id}", Value::Null),
        ("GET", "/api/v1/exports/{id}/file", Value::Null),
        ("GET", "/api/v1/webhooks/{id}", Value::Null),
        ("PATCH", "/api/v1/webhooks/{id}", json!({"version": 1, "is_active": true})),
        ("DELETE", "/api/v1/webhooks/{id}", Value::Null),
        ("POST", "/api/v1/webhooks/{id}/secret", Value::Null),
        ("POST", "/api/v1/webhooks/{id}/test", Value::Null),
        ("GET", "/api/v1/webhooks/{id}/deliveries", Value::Null),
        ("POST", "/api/v1/webhooks/{id}/deliveries/{delivery_id}/redeliver", Value::Null),
    ]
}

/// Those of organizations and their members.
fn of_organizations() -> Vec<Operation> {
    vec![
        ("POST", "/api/v1/organizations/edits/{id}/decision", json!({"decision": "accept"})),
        ("GET", "/api/v1/organizations/edits/{id}/logo", Value::Null),
        ("GET", "/api/v1/application-questions/{token}", Value::Null),
        ("POST", "/api/v1/application-questions/{token}/answers", json!({"text": "We are twelve."})),
        ("PATCH", "/api/v1/organizations/{id}", json!({"version": 1, "profile": {"name": "Casa Abierta"}})),
        ("POST", "/api/v1/organizations/{id}/close", json!({"resources": "keep"})),
        ("POST", "/api/v1/organizations/{id}/invitations/{invitation_id}/resend", Value::Null),
        ("POST", "/api/v1/organizations/{id}/invitations/{invitation_id}/revoke", Value::Null),
        ("GET", "/api/v1/organizations/{id}/join-requests", Value::Null),
        ("POST", "/api/v1/organizations/{id}/join-requests", json!({})),
        ("POST", "/api/v1/organizations/{id}/join-requests/{request_id}/decision", json!({"decision": "accept"})),
        ("POST", "/api/v1/organizations/{id}/leave", Value::Null),
        ("POST", "/api/v1/organizations/{id}/lift", json!({})),
        ("GET", "/api/v1/organizations/{id}/logo", Value::Null),
        ("PUT", "/api/v1/organizations/{id}/logo", Value::Null),
        ("DELETE", "/api/v1/organizations/{id}/logo", Value::Null),
        ("DELETE", "/api/v1/organizations/{id}/members/{user_id}", Value::Null),
        ("PATCH", "/api/v1/organizations/{id}/members/{user_id}", json!({"role": "uploader"})),
        ("POST", "/api/v1/organizations/{id}/merge", json!({"into": uuid::Uuid::nil()})),
        ("GET", "/api/v1/organizations/{id}/messages", Value::Null),
        ("POST", "/api/v1/organizations/{id}/messages", json!({"text": "So it was agreed."})),
        ("GET", "/api/v1/organizations/{id}/profile", Value::Null),
        ("POST", "/api/v1/organizations/{id}/quota", json!({"bytes": 1_000})),
        ("POST", "/api/v1/organizations/{id}/suspend", json!({"reason": "So it was agreed."})),
        ("POST", "/api/v1/organizations/{id}/wake", Value::Null),
    ]
}

/// Those of people's own affairs, and of other people's accounts.
fn of_people() -> Vec<Operation> {
    vec![
        ("POST", "/api/v1/address-changes/{token}/confirm", Value::Null),
        ("POST", "/api/v1/address-changes/{token}/stop", Value::Null),
        ("DELETE", "/api/v1/me/follows/{id}", Value::Null),
        ("PATCH", "/api/v1/me/follows/{id}", json!({"frequency": "daily"})),
        ("POST", "/api/v1/me/invitations/{id}/accept", Value::Null),
        ("POST", "/api/v1/me/invitations/{id}/decline", Value::Null),
        ("POST", "/api/v1/me/join-requests/{id}/withdraw", Value::Null),
        ("DELETE", "/api/v1/me/saved-searches/{id}", Value::Null),
        ("PATCH", "/api/v1/me/saved-searches/{id}", json!({"version": 1, "name": "Grief"})),
        ("DELETE", "/api/v1/me/sessions/{id}", Value::Null),
        ("DELETE", "/api/v1/me/tokens/{id}", Value::Null),
        ("GET", "/api/v1/users/{id}", Value::Null),
        ("PATCH", "/api/v1/users/{id}", json!({"version": 1, "role": "user"})),
        ("POST", "/api/v1/users/{id}/deactivate", json!({})),
        ("POST", "/api/v1/users/{id}/reactivate", Value::Null),
        ("POST", "/api/v1/users/{id}/second-factor/reset", Value::Null),
    ]
}

/// Those of review.
fn of_review() -> Vec<Operation> {
    vec![
        ("DELETE", "/api/v1/reasons/{code}", Value::Null),
        ("PATCH", "/api/v1/reasons/{code}", json!({"version": 1, "is_archived": true})),
        ("POST", "/api/v1/submissions/{id}/claim", Value::Null),
        ("DELETE", "/api/v1/submissions/{id}/claim", Value::Null),
        ("GET", "/api/v1/submissions/{id}/comments", Value::Null),
        ("POST", "/api/v1/submissions/{id}/comments", json!({"text": "So it was agreed."})),
        ("POST", "/api/v1/submissions/{id}/comments/read", json!({"comment_id": uuid::Uuid::nil()})),
        ("POST", "/api/v1/submissions/{id}/park", json!({"reason": "waiting_for_submitter", "until": "2099-01-01T00:00:00Z"})),
        ("DELETE", "/api/v1/submissions/{id}/park", Value::Null),
        ("POST", "/api/v1/submissions/{id}/second-looks", json!({"reviewer_id": uuid::Uuid::nil()})),
        ("POST", "/api/v1/submissions/{id}/second-looks/{look_id}/answer", json!({"note": "So it was agreed."})),
    ]
}

/// Those of what happens after publication.
fn of_what_is_public() -> Vec<Operation> {
    vec![
        ("POST", "/api/v1/removal-requests/{id}/decision", json!({"decision": "grant"})),
        ("POST", "/api/v1/reports/{id}/answer", json!({"version": 1})),
        ("GET", "/api/v1/reports/{receipt}", Value::Null),
        ("POST", "/api/v1/resources/{id}/hide", json!({"reason": "copyright", "note": "So it was agreed."})),
        ("GET", "/api/v1/resources/{id}/hiding", Value::Null),
        ("POST", "/api/v1/resources/{id}/hiding/decision", json!({"decision": "withdraw", "note": "So it was agreed."})),
        ("POST", "/api/v1/resources/{id}/hiding/statement", json!({"statement": "So it was agreed."})),
        ("POST", "/api/v1/resources/{id}/refile", json!({"section": "learn", "edition": 1})),
        ("POST", "/api/v1/resources/{id}/removal-requests", json!({"reason": "So it was agreed."})),
        ("POST", "/api/v1/resources/{id}/reports", json!({"kind": "copyright", "message": "So it was agreed."})),
        ("POST", "/api/v1/resources/{id}/still-good", Value::Null),
        ("GET", "/api/v1/resources/{id}/uses", Value::Null),
        ("POST", "/api/v1/resources/{id}/uses", json!({"text": "So it was agreed."})),
        ("DELETE", "/api/v1/uses/{id}", Value::Null),
        ("PATCH", "/api/v1/uses/{id}", json!({"version": 1, "text": "So it was agreed."})),
        ("POST", "/api/v1/uses/{id}/decision", json!({"version": 1, "decision": "approve"})),
    ]
}

/// Those of admins.
fn of_admins() -> Vec<Operation> {
    vec![
        ("DELETE", "/api/v1/contact/{id}", Value::Null),
        ("POST", "/api/v1/contact/{id}/answer", Value::Null),
        ("GET", "/api/v1/pages/{page}", Value::Null),
        ("GET", "/api/v1/pages/{page}/versions", Value::Null),
        (
            "POST",
            "/api/v1/pages/{page}/versions",
            json!({"based_on": 1, "texts": {"en": {"title": "Imprint", "source": "Run by the network."}}}),
        ),
        ("GET", "/api/v1/vocabularies/{vocabulary}/terms", Value::Null),
        ("POST", "/api/v1/vocabularies/{vocabulary}/terms", json!({"value": "gardens", "term": {"labels": {"en": "Gardens"}}})),
        ("PATCH", "/api/v1/vocabularies/{vocabulary}/terms/{value}", json!({"version": 1, "term": {"labels": {"en": "Gardens"}}})),
        ("POST", "/api/v1/vocabularies/{vocabulary}/terms/{value}/merge", json!({"version": 1, "into": "facilitation"})),
    ]
}

/// What stands where an id should. The first two are well formed, and of nothing.
fn ids() -> Vec<String> {
    let unknown = uuid::Uuid::now_v7().to_string();
    let malformed =
        ["not-an-id", "0", "-1", "null", "%00", "%FF%FE", "%ED%A0%80", "..%2f..%2fetc%2fpasswd", "'%20OR%201=1--", "%C2%A0", "%25", "{id}"];
    let first = [unknown, uuid::Uuid::nil().to_string(), "x".repeat(5_000)];
    first.into_iter().chain(malformed.map(str::to_owned)).collect()
}

async fn ask(client: &Client, method: &str, path: &str, body: &Value) -> Answer {
    let request = client.request(Method::from_bytes(method.as_bytes()).unwrap(), path);
    let request = match body {
        _ if method == "POST" && path.ends_with("/files") => {
            request.multipart(Form::new().part("file", Part::bytes(files::pdf(&["lantern"]))))
        }
        _ if method == "PUT" && path.ends_with("/logo") => {
            request.header("content-type", "image/png").body(include_bytes!("../../fixtures/dot.png").as_slice())
        }
        Value::Null => request,
        body => request.json(body),
    };
    client.send(request).await
}

#[actix_web::test]
async fn an_id_that_names_nothing_is_not_found_on_any_path() {
    let app = TestApp::spawn().await;
    let (rosa, ingrid) = (app.uploader("rosa", "Casa Abierta").await, app.admin("ingrid").await);
    let mut wrong = Vec::new();
    for (method, pattern, body) in operations() {
        for id in ids() {
            let named = |piece: &str| if piece.starts_with('{') { id.clone() } else { piece.to_owned() };
            let path = pattern.split('/').map(named).collect::<Vec<_>>().join("/");

            let answer = ask(&ingrid, method, &path, &body).await;

            if answer.summary() != "404 not_found" {
                wrong.push(format!("{method} {path}: {}", answer.text));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_well(&app, &rosa).await;
}

#[actix_web::test]
async fn every_path_of_the_document_that_takes_an_id_is_tried() {
    let document: Value = serde_json::from_str(&commonshelf::http::openapi_json().unwrap()).unwrap();
    let mut there = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        let names = methods.as_object().unwrap().keys().filter(|name| *name != "parameters");
        there.extend(names.filter(|_| path.contains('{')).map(|method| format!("{} {path}", method.to_uppercase())));
    }
    let mut tried: Vec<String> = operations().iter().map(|(method, path, _)| format!("{method} {path}")).collect();
    there.sort();
    tried.sort();

    assert_eq!(tried, there);
}

#[actix_web::test]
async fn a_file_is_found_under_its_own_submission_only() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    let upload =
        async |title| rosa.upload("/api/v1/submissions", Some(&metadata(title)), &[("page.txt", b"lantern".to_vec())]).await.expect(201);
    let (one, other) = (upload("One").await, upload("Other").await);
    let crossed = format!("/api/v1/submissions/{}/files/{}", one.id(), other.body["files"][0]["id"].as_str().unwrap());

    assert_problem(&rosa.get(&crossed).await, "404 not_found");
    assert_problem(&rosa.delete(&crossed).await, "404 not_found");
    let id = uuid::Uuid::now_v7();
    assert_problem(&rosa.get(&format!("/api/v1/submissions/{}/files/{id}", one.id())).await, "404 not_found");
}
