//! Handing in: whole or not at all; and taking back.

use super::{PATH, path_of};
use crate::support::app::TestApp;
use crate::support::client::metadata;
use crate::support::files;
use serde_json::{Value, json};

#[actix_web::test]
async fn what_is_missing_is_named_field_by_field() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    for field in ["title", "summary", "type", "language", "license", "rights", "people_shown"] {
        let mut incomplete = metadata("Handbook");
        incomplete[field] = Value::Null;
        let draft = rosa.upload(PATH, Some(&incomplete), &[("page.txt", b"lantern".to_vec())]).await.expect(201);

        let refused = rosa.post(&format!("{}/submit", path_of(&draft)), json!({"version": 1})).await;

        assert_eq!((refused.summary().as_str(), refused.fields()), ("422 invalid_input", vec![field.to_owned()]));
    }
    let empty = rosa.post(PATH, json!({})).await.expect(201);
    let refused = rosa.post(&format!("{}/submit", path_of(&empty)), json!({"version": 1})).await;
    assert_eq!(refused.fields(), ["title", "summary", "type", "language", "license", "rights", "people_shown", "files"]);
    assert_eq!(rosa.get(&path_of(&empty)).await.body["status"], "draft");
}

#[actix_web::test]
async fn what_is_incomplete_is_not_created_when_it_is_to_be_handed_in_at_once() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;

    let refused = rosa.post(&format!("{PATH}?submit=true"), metadata("Handbook")).await;

    assert_eq!(refused.fields(), ["files"]);
    assert_eq!(rosa.get(PATH).await.body["items"], json!([]));
}

#[actix_web::test]
async fn a_link_is_enough_where_no_file_can_be_shared() {
    let app = TestApp::spawn().await;
    let (rosa, ingrid) = (app.uploader("rosa", "Casa Abierta").await, app.admin("ingrid").await);
    let mut link = metadata("A handbook elsewhere");
    (link["link_url"], link["rights"], link["license"]) =
        (json!("https://example.org/handbook"), json!("link_only"), json!("LicenseRef-not-stated"));

    let submitted = rosa.post(&format!("{PATH}?submit=true"), link).await.expect(201);
    let approved = ingrid.decide(&submitted, "approve").await.expect(200);

    assert_eq!(app.visitor().titles_after(&approved.body["change"], "elsewhere").await, ["A handbook elsewhere"]);
    let resource = app.visitor().get(&format!("/api/v1/resources/{}", approved.body["resource_id"].as_str().unwrap())).await.expect(200);
    assert_eq!((&resource.body["link_url"], &resource.body["files"]), (&json!("https://example.org/handbook"), &json!([])));
}

#[actix_web::test]
async fn files_come_with_the_right_to_share_them() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    for (field, value) in [("rights", "link_only"), ("license", "LicenseRef-not-stated")] {
        let mut with_link = metadata("Handbook");
        (with_link["link_url"], with_link[field]) = (json!("https://example.org/"), json!(value));

        let refused = rosa.upload(&format!("{PATH}?submit=true"), Some(&with_link), &[("handbook.pdf", files::pdf(&["lantern"]))]).await;

        assert_eq!(refused.fields(), [field], "{}", refused.text);
    }
}

#[actix_web::test]
async fn what_is_undecided_can_be_taken_back_and_nothing_else() {
    let app = TestApp::spawn().await;
    let (rosa, ingrid) = (app.uploader("rosa", "Casa Abierta").await, app.admin("ingrid").await);
    let (waiting, decided) = (rosa.submit("Handbook", "lantern").await, rosa.submit("Agenda", "marigold").await);
    app.wait_for_inspections().await;
    let approved = ingrid.decide(&decided, "approve").await.expect(200);

    let canceled = rosa.post(&format!("{}/cancel", path_of(&waiting)), json!({"version": waiting.version()})).await.expect(200);
    let too_late = rosa.post(&format!("{}/cancel", path_of(&decided)), json!({"version": approved.version()})).await;

    assert_eq!(canceled.body["status"], "canceled");
    assert_eq!(too_late.summary(), "409 wrong_status");
    for act in ["submit", "cancel"] {
        assert_eq!(
            rosa.post(&format!("{}/{act}", path_of(&waiting)), json!({"version": canceled.version()})).await.summary(),
            "409 wrong_status"
        );
    }
    assert_eq!(ingrid.decide(&canceled, "approve").await.status, 409);
    assert_eq!(ingrid.get("/api/v1/reviews").await.body["total"], 0);
}

#[actix_web::test]
async fn what_was_handed_in_is_not_handed_in_twice() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    let submitted = rosa.submit("Handbook", "lantern").await;

    let again = rosa.post(&format!("{}/submit", path_of(&submitted)), json!({"version": submitted.version()})).await;

    assert_eq!(again.summary(), "409 wrong_status");
    assert_eq!(rosa.get(&path_of(&submitted)).await.version(), submitted.version());
}
