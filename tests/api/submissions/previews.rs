//! A preview is what will be public: the same answer, but for what nobody can know before.

use super::{PATH, path_of};
use crate::support::app::TestApp;
use crate::support::client::{Client, metadata};
use serde_json::{Value, json};

/// Leaves out what is not known before publishing: the number of the change, times (the date to look at it again is counted from publishing), and of a new work its id and those of its files.
fn comparable(resource: &Value) -> String {
    let mut resource = resource.clone();
    let own_id = resource["id"].as_str().unwrap().to_owned();
    for name in ["published_at", "updated_at", "change", "review_by"] {
        resource[name] = Value::Null;
    }
    for file in resource["files"].as_array_mut().unwrap() {
        file["id"] = Value::Null;
    }
    resource.to_string().replace(&own_id, "own id")
}

async fn public(app: &TestApp, id: &Value) -> Value {
    app.visitor().get(&format!("/api/v1/resources/{}", id.as_str().unwrap())).await.expect(200).body
}

async fn publish(app: &TestApp, client: &Client, reviewer: &Client, metadata: &Value, words: &str) -> (Value, Value) {
    let file = ("page.txt", words.as_bytes().to_vec());
    let submitted = client.upload(&format!("{PATH}?submit=true"), Some(metadata), &[file]).await.expect(201);
    app.wait_for_inspections().await;
    let preview = client.get(&format!("{}/preview", path_of(&submitted))).await.expect(200).body;
    let id = reviewer.decide(&submitted, "approve").await.expect(200).body["resource_id"].clone();
    (id, preview)
}

#[actix_web::test]
async fn a_preview_of_a_new_work_and_of_its_revision_is_byte_for_byte_what_the_public_gets() {
    let app = TestApp::spawn().await;
    let (rosa, otto, ruth) =
        (app.uploader("rosa", "Casa Abierta").await, app.uploader("otto", "Red Sur").await, app.reviewer("ruth").await);
    let (original, _) = publish(&app, &otto, &ruth, &metadata("Original"), "lantern").await;
    let mut work = metadata("Handbook");
    work["translations"] = json!({"es": {"title": "Manual", "summary": "Para grupos."}});
    work["author_organization"] = json!("Institute of Lanterns");
    work["relations"] = json!([{"kind": "adaptation_of", "resource_id": original, "changed": ["length"], "note": "Cut to two hours."}]);

    let (id, preview) = publish(&app, &rosa, &ruth, &work, "marigold").await;
    let now_public = public(&app, &id).await;

    assert_eq!(comparable(&preview["resource"]), comparable(&now_public));
    assert_eq!((&preview["withheld"], &preview["missing"]), (&json!([]), &json!([])));
    assert_eq!(now_public["relations"][0]["note"], "Cut to two hours.");

    let mut borrowing = metadata("Translated");
    borrowing["language"] = json!("fr");
    borrowing["relations"] = json!([{"kind": "translation_of", "resource_id": id}]);
    publish(&app, &otto, &ruth, &borrowing, "souci").await;
    app.uploader("zoe", "Red Sur")
        .await
        .post(&format!("/api/v1/resources/{}/translation-wishes", id.as_str().unwrap()), json!({"language": "ar"}))
        .await
        .expect(200);
    (work["resource_id"], work["title"]) = (id.clone(), json!("Handbook, second edition"));
    let (_, preview) = publish(&app, &rosa, &ruth, &work, "tulip").await;
    let now_public = public(&app, &id).await;

    assert_eq!(preview["resource"]["id"], id);
    assert_eq!(preview["resource"]["relations"].as_array().unwrap().len(), 2);
    assert_eq!(preview["resource"]["published_at"], now_public["published_at"]);
    assert_eq!(comparable(&preview["resource"]), comparable(&now_public));
}

#[actix_web::test]
async fn a_preview_wants_a_section_and_shows_what_is_missing_and_withheld() {
    let app = TestApp::spawn().await;
    let (rosa, otto) = (app.uploader("rosa", "Casa Abierta").await, app.uploader("otto", "Red Sur").await);
    let mut app = app;
    app.stop_workers();
    let draft = rosa.upload(PATH, Some(&json!({"title": "Handbook"})), &[("page.txt", b"lantern".to_vec())]).await.expect(201);
    let preview = format!("{}/preview", path_of(&draft));

    let open = rosa.get(&preview).await;
    let as_learn = rosa.get(&format!("{preview}?section=learn")).await.expect(200).body;

    assert_eq!(open.fields(), ["section"]);
    assert_eq!((&as_learn["resource"]["section"], &as_learn["resource"]["files"]), (&json!("learn"), &json!([])));
    assert_eq!(as_learn["withheld"][0]["name"], "page.txt");
    assert_eq!(as_learn["missing"][0]["field"], "summary");
    assert_eq!(otto.get(&preview).await.summary(), "404 not_found");
    assert_eq!(rosa.get(&path_of(&draft)).await.body["version"], 1, "looking changes nothing");
}
