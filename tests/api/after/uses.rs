//! "Used with 40 people, cut to two hours": told by a member, read by a reviewer, shown to everybody.

use super::Library;
use crate::support::client::Answer;
use insta::assert_snapshot;
use serde_json::{Value, json};

fn told() -> Value {
    json!({"people": 40, "setting": "A prison", "changed": "Cut to two hours.", "text": "It went well."})
}

async fn shown(library: &Library, resource: &str) -> Vec<Value> {
    library.app.visitor().get(&format!("{resource}/uses")).await.expect(200).body["items"].as_array().unwrap().clone()
}

async fn tell(library: &Library, resource: &str) -> Answer {
    library.olga.post(&format!("{resource}/uses"), told()).await.expect(201)
}

fn path(told: &Answer) -> String {
    format!("/api/v1/uses/{}", told.id())
}

#[actix_web::test]
async fn a_use_is_public_once_a_reviewer_of_another_organization_has_approved_it() {
    let library = Library::open().await;
    let resource = library.publish("Handbook").await;
    let before = library.letters().await.len();

    let told = tell(&library, &resource).await;
    // What waits no more is not told of any more.
    library.letters().await;
    assert_eq!((shown(&library, &resource).await.len(), &library.read(&resource).await.body["use_count"]), (0, &json!(0)));
    let approved = library.rene.post(&format!("{}/decision", path(&told)), json!({"decision": "approve", "version": 1})).await.expect(200);

    let items = shown(&library, &resource).await;
    assert_eq!((&items[0]["people"], &items[0]["changed"]), (&json!(40), &json!("Cut to two hours.")));
    assert_eq!((&items[0]["organization"]["name"], items.len()), (&json!("Otra Casa"), 1));
    assert!(items[0].get("user_id").is_none());
    assert_eq!(library.read(&resource).await.body["use_count"], 1);
    assert!(approved.body["change"].is_i64());
    assert_snapshot!(library.told_since(before).await.join("\n"), @"
    ingrid: A use report waits: “Handbook”
    mara: “Handbook” was used
    olga: Your report on using “Handbook” is published
    rene: A use report waits: “Handbook”
    ruth: A use report waits: “Handbook”
    ");
}

#[actix_web::test]
async fn nobody_decides_on_what_their_own_organization_tells_and_a_declined_use_stays_unseen() {
    let library = Library::open().await;
    let resource = library.publish("Handbook").await;
    let own = library.rosa.post(&format!("{resource}/uses"), told()).await.expect(201);
    let approve = json!({"decision": "approve", "version": 1});
    assert_eq!(library.rene.post(&format!("{}/decision", path(&own)), approve).await.summary(), "403 own_use");

    let decline = json!({"decision": "decline", "note": "It names a person.", "version": 1});
    library.ruth.post(&format!("{}/decision", path(&own)), decline.clone()).await.expect(200);

    assert!(shown(&library, &resource).await.is_empty());
    let letter = library.letters().await.pop().unwrap();
    assert!(letter.to == "rosa@example.org" && letter.text.contains("It names a person."), "{letter:?}");
    assert_eq!(library.ingrid.post(&format!("{}/decision", path(&own)), decline).await.summary(), "409 version_conflict");
    assert_eq!(library.rosa.get("/api/v1/uses").await.expect(200).body["items"][0]["decision_note"], "It names a person.");
    assert_eq!(library.olga.get("/api/v1/uses").await.expect(200).body["items"], json!([]));
}

#[actix_web::test]
async fn a_use_that_is_edited_is_read_again_and_one_that_is_removed_is_gone() {
    let library = Library::open().await;
    let resource = library.publish("Handbook").await;
    let told = tell(&library, &resource).await;
    let approve = |version: i64| json!({"decision": "approve", "version": version});
    library.ruth.post(&format!("{}/decision", path(&told)), approve(1)).await.expect(200);

    library.olga.patch(&path(&told), json!({"version": 2, "text": "It went very well."})).await.expect(200);
    assert_eq!((shown(&library, &resource).await.len(), &library.read(&resource).await.body["use_count"]), (0, &json!(0)));
    library.ruth.post(&format!("{}/decision", path(&told)), approve(3)).await.expect(200);
    assert_eq!(shown(&library, &resource).await[0]["text"], "It went very well.");
    assert!(shown(&library, &resource).await[0].get("people").is_none());

    assert_eq!(library.mara.delete(&path(&told)).await.summary(), "403 not_the_writer");
    library.olga.delete(&path(&told)).await.expect(204);
    assert_eq!((shown(&library, &resource).await.len(), &library.read(&resource).await.body["use_count"]), (0, &json!(0)));
}

#[actix_web::test]
async fn uses_go_with_their_resource_and_an_adaptation_is_named_while_it_is_public() {
    let library = Library::open().await;
    let (resource, other) = (library.publish("Handbook").await, library.publish("Short handbook").await);
    let adaptation = other.rsplit('/').next().unwrap();
    let mut body = told();
    body["adaptation_id"] = json!(adaptation);
    let told = library.olga.post(&format!("{resource}/uses"), body.clone()).await.expect(201);
    library.ruth.post(&format!("{}/decision", path(&told)), json!({"decision": "approve", "version": 1})).await.expect(200);
    assert_eq!(shown(&library, &resource).await[0]["adaptation_id"], adaptation);

    library.ruth.post(&format!("{other}/hide"), json!({"reason": "privacy", "note": "A face."})).await.expect(200);
    assert!(shown(&library, &resource).await[0].get("adaptation_id").is_none());
    let refused = library.olga.post(&format!("{resource}/uses"), body).await;
    assert_eq!((refused.status, refused.fields()), (422, vec!["adaptation_id".to_owned()]));

    library.ingrid.post(&format!("{resource}/withdraw"), json!({"reason": "mistake"})).await.expect(200);
    library.app.visitor().get(&format!("{resource}/uses")).await.expect(410);
    library.olga.post(&format!("{resource}/uses"), json!({"text": "Late."})).await.expect(410);
}

#[actix_web::test]
async fn every_fault_of_a_use_is_named() {
    let library = Library::open().await;
    let resource = library.publish("Handbook").await;

    let body = json!({"people": 0, "setting": "x".repeat(201), "changed": " ", "text": "x".repeat(1_001)});
    let faulty = library.olga.post(&format!("{resource}/uses"), body).await;

    assert_eq!((faulty.status, faulty.fields().join(" ")), (422, "people setting changed text".to_owned()));
    assert_eq!(library.ruth.post(&format!("{resource}/uses"), told()).await.summary(), "403 not_a_member");
}
