//! A draft: made of whatever is known already, listed, and thrown away.

use super::{PATH, path_of};
use crate::support::app::TestApp;
use crate::support::client::metadata;
use serde_json::{Value, json};

#[actix_web::test]
async fn a_draft_may_be_empty_and_says_what_is_still_missing() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;

    let draft = rosa.post(PATH, json!({})).await.expect(201);

    assert_eq!((draft.body["status"].as_str(), draft.version()), (Some("draft"), 1));
    let missing: Vec<&str> = draft.body["missing"].as_array().unwrap().iter().map(|fault| fault["field"].as_str().unwrap()).collect();
    assert_eq!(missing, ["title", "summary", "type", "language", "license", "rights", "people_shown", "files"]);
    assert_eq!(rosa.get(&path_of(&draft)).await.expect(200).body, draft.body);
}

#[actix_web::test]
async fn a_draft_keeps_what_was_said_in_its_clean_form() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    let embargo = app.app.clock.now().plus_days(30);
    let sent = json!({
        "title": "  A \n guide ", "language": "PT-br", "topics": ["facilitation", "facilitation"], "link_url": " https://Example.org/a b ",
        "embargo_until": embargo.plus_seconds(3_600).to_string().replace('Z', "+01:00"), "translations": {"ES": {"title": "Una guía"}}
    });

    let kept = rosa.post(PATH, sent).await.expect(201).body["metadata"].clone();

    assert_eq!(kept["title"], "A guide");
    assert_eq!(kept["language"], "pt-BR");
    assert_eq!(kept["topics"], json!(["facilitation"]));
    assert_eq!(kept["link_url"], "https://example.org/a%20b");
    assert_eq!(kept["embargo_until"], embargo.to_string());
    assert_eq!(kept["translations"], json!({"es": {"title": "Una guía"}}));
}

#[actix_web::test]
async fn a_draft_is_deleted_with_its_files_and_what_was_submitted_is_not() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    let draft = rosa.upload(PATH, Some(&metadata("Handbook")), &[("page.txt", b"lantern".to_vec())]).await.expect(201);
    let submitted = rosa.submit("Agenda", "marigold").await;
    let file = format!("{}/files/{}", path_of(&draft), draft.body["files"][0]["id"].as_str().unwrap());

    rosa.delete(&path_of(&draft)).await.expect(204);
    let refused = rosa.delete(&path_of(&submitted)).await;

    assert_eq!(refused.summary(), "409 wrong_status");
    for gone in [path_of(&draft), file] {
        assert_eq!(rosa.get(&gone).await.summary(), "404 not_found");
    }
    assert_eq!(rosa.delete(&path_of(&draft)).await.summary(), "404 not_found");
    rosa.get(&path_of(&submitted)).await.expect(200);
}

#[actix_web::test]
async fn the_list_goes_page_by_page_from_the_newest_and_can_be_narrowed() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    for title in ["One", "Two", "Three"] {
        rosa.post(PATH, json!({"title": title})).await.expect(201);
    }
    rosa.submit("Four", "lantern").await;
    let titles = |page: &Value| {
        page["items"].as_array().unwrap().iter().map(|item| item["metadata"]["title"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };

    let first = rosa.get(&format!("{PATH}?limit=3")).await.expect(200).body;
    let second = rosa.get(&format!("{PATH}?limit=3&cursor={}", first["next_cursor"].as_str().unwrap())).await.expect(200).body;
    let drafts = rosa.get(&format!("{PATH}?status=draft")).await.expect(200).body;
    let both = rosa.get(&format!("{PATH}?status=draft&status=submitted")).await.expect(200).body;

    assert_eq!((titles(&first), titles(&second)), (vec!["Four".into(), "Three".into(), "Two".into()], vec!["One".into()]));
    assert_eq!(second["next_cursor"], Value::Null);
    assert_eq!((titles(&drafts).len(), titles(&both).len()), (3, 4));
}

#[actix_web::test]
async fn limits_are_said_before_bytes_are_sent() {
    let app = TestApp::spawn_with(|config| (config.max_upload_bytes, config.max_files) = (123_456, 7)).await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;

    let limits = rosa.get("/api/v1/submissions/limits").await.expect(200);

    assert_eq!((&limits.body["max_upload_bytes"], &limits.body["max_files"]), (&json!(123_456), &json!(7)));
    assert_eq!(app.visitor().get("/api/v1/submissions/limits").await.summary(), "401 not_signed_in");
}
