//! The editions of a resource: listed for anyone, compared for those who share it and for reviewers, and gone with the resource.

use crate::support::app::TestApp;
use crate::support::client::{Answer, Client, metadata};
use serde_json::{Value, json};

const SUBMISSIONS: &str = "/api/v1/submissions";

struct Library {
    app: TestApp,
    rosa: Client,
    ruth: Client,
    visitor: Client,
}

impl Library {
    async fn open() -> Self {
        let app = TestApp::spawn().await;
        let (rosa, ruth, visitor) = (app.uploader("rosa", "Casa Abierta").await, app.reviewer("ruth").await, app.visitor());
        Self { app, rosa, ruth, visitor }
    }

    async fn submit(&self, metadata: &Value, words: &str) -> Answer {
        let file = ("page.txt", words.as_bytes().to_vec());
        let submitted = self.rosa.upload(&format!("{SUBMISSIONS}?submit=true"), Some(metadata), &[file]).await.expect(201);
        self.app.wait_for_inspections().await;
        submitted
    }

    async fn publish(&self, metadata: &Value, words: &str) -> String {
        let submitted = self.submit(metadata, words).await;
        self.ruth.decide(&submitted, "approve").await.expect(200).body["resource_id"].as_str().unwrap().to_owned()
    }
}

const FIRST: &str = "Meet every week. Sit in a circle. Pass the lantern. Thank the host.";
const SECOND: &str = "Meet every week. Sit in a circle. Pass the stone. Thank the host.";

fn revision(resource: &str, title: &str) -> Value {
    let mut revision = metadata(title);
    revision["resource_id"] = json!(resource);
    revision
}

#[actix_web::test]
async fn anyone_sees_that_there_were_editions_and_nobody_but_those_concerned_what_they_said() {
    let library = Library::open().await;
    let mut first = metadata("Handbook of lanterns");
    first["change_note"] = json!("Written by Amapola.");
    let id = library.publish(&first, FIRST).await;
    library.publish(&revision(&id, "Handbook"), SECOND).await;
    let mut third = revision(&id, "Handbook");
    third["change_note"] = json!("With a new last page.");
    library.publish(&third, SECOND).await;

    let listed = library.visitor.get(&format!("/api/v1/resources/{id}/editions?lang=es")).await.expect(200);

    let told = |item: &Value| format!("{} {} {}", item["number"], item["is_current"], item["what_changed"].as_str().unwrap());
    let told: Vec<String> = listed.body["items"].as_array().unwrap().iter().map(told).collect();
    assert_eq!(told, ["3 true With a new last page.", "2 false Cambió: título, archivos.", "1 false Primera edición."]);
    assert!(!listed.text.contains("lanterns") && !listed.text.contains("Amapola"), "{}", listed.text);
    let compare = format!("/api/v1/resources/{id}/editions/compare?from=1&to=2");
    let otto = library.app.uploader("otto", "Red Sur").await;
    assert_eq!(library.visitor.get(&compare).await.status, 401);
    assert_eq!(otto.get(&compare).await.summary(), "403 not_a_member");
    for client in [&library.rosa, &library.ruth] {
        assert!(client.get(&compare).await.expect(200).text.contains("Handbook of lanterns"));
    }
}

#[actix_web::test]
async fn two_editions_are_compared_field_by_field_and_in_the_text() {
    let library = Library::open().await;
    let id = library.publish(&metadata("Handbook"), FIRST).await;
    let mut second = revision(&id, "Handbook, second edition");
    second["year"] = Value::Null;
    library.publish(&second, SECOND).await;

    let compared = library.rosa.get(&format!("/api/v1/resources/{id}/editions/compare?from=1&to=2&lang=fr")).await.expect(200).body;
    let backwards = library.rosa.get(&format!("/api/v1/resources/{id}/editions/compare?from=2&to=1")).await.expect(200).body;

    let field = |field: &Value| format!("{}: {} -> {}", field["label"].as_str().unwrap(), field["before"], field["after"]);
    let fields: Vec<String> = compared["fields"].as_array().unwrap().iter().map(field).collect();
    assert_eq!(fields, ["titre: \"Handbook\" -> \"Handbook, second edition\"", "année: 2024 -> null"]);
    assert_eq!(compared["files"], json!({"same": [], "removed": ["page.txt"], "added": ["page.txt"]}));
    let passage = |passage: &Value| format!("{} {}", passage["kind"].as_str().unwrap(), passage["text"].as_str().unwrap());
    let passages: Vec<String> = compared["text"]["passages"].as_array().unwrap().iter().map(passage).collect();
    assert_eq!(passages, ["gap …", "same Sit in a circle.", "removed Pass the lantern.", "added Pass the stone.", "same Thank the host."]);
    assert_eq!(backwards["text"]["passages"][2], json!({"kind": "removed", "text": "Pass the stone."}));
    let unknown = library.rosa.get(&format!("/api/v1/resources/{id}/editions/compare?from=1&to=3")).await;
    assert_eq!((unknown.fields(), unknown.text.contains("1 to 2")), (vec!["to".to_owned()], true));
}

#[actix_web::test]
async fn a_revision_is_compared_with_the_edition_that_it_rests_on() {
    let library = Library::open().await;
    let id = library.publish(&metadata("Handbook"), FIRST).await;
    let sent = library.submit(&revision(&id, "Handbook"), SECOND).await;
    let changes = format!("{SUBMISSIONS}/{}/changes", sent.id());

    for client in [&library.rosa, &library.ruth] {
        let compared = client.get(&changes).await.expect(200).body;
        assert_eq!((&compared["from"]["number"], &compared["fields"]), (&json!(1), &json!([])));
        assert_eq!(compared["text"]["passages"][3], json!({"kind": "added", "text": "Pass the stone."}));
    }
    let otto = library.app.uploader("otto", "Red Sur").await;
    assert_eq!(otto.get(&changes).await.summary(), "404 not_found");
    let new = library.submit(&metadata("Agenda"), FIRST).await;
    assert_eq!(library.rosa.get(&format!("{SUBMISSIONS}/{}/changes", new.id())).await.summary(), "409 not_a_revision");
}

#[actix_web::test]
async fn of_what_is_withdrawn_nothing_is_listed_or_compared() {
    let library = Library::open().await;
    let ingrid = library.app.admin("ingrid").await;
    let id = library.publish(&metadata("Handbook"), FIRST).await;
    library.publish(&revision(&id, "Handbook, second edition"), SECOND).await;

    ingrid.post(&format!("/api/v1/resources/{id}/withdraw"), json!({"reason": "privacy"})).await.expect(200);

    for path in ["editions", "editions/compare?from=1&to=2", "translation-wishes"] {
        assert_eq!(library.ruth.get(&format!("/api/v1/resources/{id}/{path}")).await.summary(), "410 withdrawn", "{path}");
    }
}
