//! Whatever is sent, the answer is a problem document below 500, what was refused leaves nothing behind, and the server is well afterwards.

mod bodies;
mod names;
mod paths;
mod protocol;
mod queries;
mod text;
mod tokens;
mod uploads;

use crate::support::app::TestApp;
use crate::support::client::{Answer, Client};
use serde_json::json;

/// A problem document (RFC 9457) with this status and code.
#[track_caller]
fn assert_problem(answer: &Answer, summary: &str) {
    assert_eq!(answer.summary(), summary, "{}", answer.text);
    assert_eq!(answer.headers["content-type"], "application/problem+json", "{}", answer.text);
    assert_eq!(answer.body["status"], answer.status, "{}", answer.text);
    assert_eq!(answer.body["type"], format!("urn:commonshelf:problem:{}", answer.body["code"].as_str().unwrap()));
    for member in ["title", "detail"] {
        assert!(answer.body[member].as_str().is_some_and(|text| !text.is_empty()), "no {member} in {}", answer.text);
    }
}

/// The refusal of an input that names exactly these fields, each with something to do about it.
#[track_caller]
fn assert_refused(answer: &Answer, fields: &[&str]) {
    assert_problem(answer, "422 invalid_input");
    assert_eq!(answer.fields(), fields, "{}", answer.text);
    for error in answer.body["errors"].as_array().unwrap() {
        assert!(error["message"].as_str().is_some_and(|text| !text.is_empty()), "no message in {}", answer.text);
    }
}

/// Reading and writing still work, and what was refused before is nowhere to be seen.
async fn assert_well(app: &TestApp, member: &Client) {
    app.visitor().search("lantern").await;
    let there = member.get("/api/v1/submissions").await.expect(200);
    assert_eq!(there.body["items"], json!([]), "a refused request left something behind");
    let draft = member.post("/api/v1/submissions", json!({"title": "All is well"})).await.expect(201);
    member.delete(&format!("/api/v1/submissions/{}", draft.id())).await.expect(204);
}
