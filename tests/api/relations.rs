//! Relations: a document and its translations lead to one another, and to nothing that is not public.

use crate::support::app::TestApp;
use crate::support::client::{Answer, Client, metadata};
use serde_json::{Value, json};

struct Library {
    rosa: Client,
    /// Of another organization.
    olga: Client,
    ruth: Client,
    ingrid: Client,
    visitor: Client,
    _app: TestApp,
}

impl Library {
    async fn open() -> Self {
        let app = TestApp::spawn().await;
        let rosa = app.uploader("rosa", "Casa Abierta").await;
        let olga = app.uploader("olga", "Otra Casa").await;
        Self { rosa, olga, ruth: app.reviewer("ruth").await, ingrid: app.admin("ingrid").await, visitor: app.visitor(), _app: app }
    }

    /// Publishes a link; gives the id of its resource. `revises` is the resource that it is a new edition of.
    async fn publish(&self, title: &str, language: &str, relations: Value, revises: Option<&str>) -> String {
        let submitted = self.submit(title, language, relations, revises).await;
        self.ruth.decide(&submitted, "approve").await.expect(200).body["resource_id"].as_str().unwrap().to_owned()
    }

    async fn submit(&self, title: &str, language: &str, relations: Value, revises: Option<&str>) -> Answer {
        let mut metadata = metadata(title);
        metadata["language"] = json!(language);
        metadata["link_url"] = json!("https://example.org/guide");
        metadata["relations"] = relations;
        metadata["resource_id"] = json!(revises);
        self.rosa.post("/api/v1/submissions?submit=true", metadata).await.expect(201)
    }

    /// A line for each relation that a visitor is shown: kind, direction, language and title of the other.
    async fn relations(&self, id: &str) -> Vec<String> {
        let resource = self.visitor.get(&format!("/api/v1/resources/{id}")).await.expect(200).body;
        let line = |relation: &Value| {
            let (from, to, other) = (&relation["from"], &relation["to"], &relation["other"]);
            let (arrow, far) = if *from == json!(id) { ("->", to) } else { ("<-", from) };
            assert_eq!(&other["id"], far, "{relation}");
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            format!("{} {arrow} {} {}", text(&relation["kind"]), text(&other["language"]), text(&other["title"]))
        };
        resource["relations"].as_array().unwrap().iter().map(line).collect()
    }
}

fn to(kind: &str, id: &str) -> Value {
    json!([{"kind": kind, "resource_id": id}])
}

#[actix_web::test]
async fn a_document_and_what_was_made_of_it_lead_to_one_another() {
    let library = Library::open().await;
    let original = library.publish("Starting", "en", json!([]), None).await;
    let spanish = library.publish("Empezar", "es", to("translation_of", &original), None).await;
    let french = library.publish("Commencer", "fr", to("adaptation_of", &spanish), None).await;

    assert_eq!(library.relations(&original).await, ["translation_of <- es Empezar"]);
    assert_eq!(library.relations(&spanish).await, ["translation_of -> en Starting", "adaptation_of <- fr Commencer"]);
    assert_eq!(library.relations(&french).await, ["adaptation_of -> es Empezar"]);
}

#[actix_web::test]
async fn a_relation_is_shown_while_both_ends_are_public_and_in_the_words_of_the_current_edition() {
    let library = Library::open().await;
    let original = library.publish("Starting", "en", json!([]), None).await;
    let spanish = library.publish("Empezar", "es", to("translation_of", &original), None).await;
    let withdrawal = json!({"reason": "outdated", "note": null});

    library.ingrid.post(&format!("/api/v1/resources/{spanish}/withdraw"), withdrawal.clone()).await.expect(200);
    assert!(library.relations(&original).await.is_empty(), "the translation is withdrawn");
    library.ingrid.post(&format!("/api/v1/resources/{spanish}/restore"), Value::Null).await.expect(200);
    library.ingrid.post(&format!("/api/v1/resources/{original}/withdraw"), withdrawal).await.expect(200);
    assert!(library.relations(&spanish).await.is_empty(), "the original is withdrawn");
    library.ingrid.post(&format!("/api/v1/resources/{original}/restore"), Value::Null).await.expect(200);

    library.publish("Starting well", "en", json!([]), Some(&original)).await;
    assert_eq!(library.relations(&spanish).await, ["translation_of -> en Starting well"]);

    library.publish("Empezar bien", "es", json!([]), Some(&spanish)).await;
    assert!(library.relations(&original).await.is_empty(), "the new edition names no original any more");
}

#[actix_web::test]
async fn what_waits_or_was_refused_is_related_to_nothing() {
    let library = Library::open().await;
    let original = library.publish("Starting", "en", json!([]), None).await;
    library.submit("Empezar", "es", to("translation_of", &original), None).await;
    let refused = library.submit("Commencer", "fr", to("translation_of", &original), None).await;
    library.ruth.decide(&refused, "reject").await.expect(200);

    assert!(library.relations(&original).await.is_empty());
}

/// A complete translation of a work; `differs` are the fields in which it is another.
fn translation(of: &str, differs: Value) -> Value {
    let mut work = metadata("Empezar");
    work["language"] = json!("es");
    work["link_url"] = json!("https://example.org/guia");
    work["relations"] = to("translation_of", of);
    work.as_object_mut().unwrap().extend(differs.as_object().unwrap().clone());
    work
}

impl Library {
    /// Publishes a work of Casa Abierta under a license.
    async fn share_under(&self, license: &str, revises: Option<&str>) -> String {
        let mut work = metadata("Starting");
        work["link_url"] = json!("https://example.org/guide");
        work["license"] = json!(license);
        work["resource_id"] = json!(revises);
        let submitted = self.rosa.post("/api/v1/submissions?submit=true", work).await.expect(201);
        self.ruth.decide(&submitted, "approve").await.expect(200).body["resource_id"].as_str().unwrap().to_owned()
    }

    /// What comes of handing in a translation of a work: the fields that are refused.
    async fn refused(&self, client: &Client, work: Value) -> Vec<String> {
        let answer = client.post("/api/v1/submissions?submit=true", work).await;
        if answer.status == 201 { Vec::new() } else { answer.expect(422).fields() }
    }
}

#[actix_web::test]
async fn what_is_made_of_a_work_to_be_shared_alike_carries_its_license() {
    let library = Library::open().await;
    let (rosa, olga) = (&library.rosa, &library.olga);
    let original = library.share_under("CC-BY-NC-SA-3.0-IGO", None).await;

    assert_eq!(library.refused(olga, translation(&original, json!({"license": "CC-BY-4.0"}))).await, ["license"]);
    assert_eq!(library.refused(olga, translation(&original, json!({"license": "CC-BY-SA-4.0"}))).await, ["license"]);
    assert!(library.refused(olga, translation(&original, json!({"license": "CC-BY-NC-SA-4.0"}))).await.is_empty(), "a later version");
    let permitted = json!({"license": "CC-BY-4.0", "rights": "permission"});
    assert!(library.refused(olga, translation(&original, permitted)).await.is_empty(), "whoever holds the rights allowed it");
    assert!(library.refused(rosa, translation(&original, json!({"license": "CC-BY-4.0"}))).await.is_empty(), "it is their own work");
}

#[actix_web::test]
async fn nothing_is_made_of_a_work_that_allows_no_changes_without_permission() {
    let library = Library::open().await;
    let original = library.share_under("CC-BY-ND-4.0", None).await;

    let refused = library.olga.post("/api/v1/submissions?submit=true", translation(&original, json!({}))).await.expect(422);

    assert_eq!(refused.fields(), ["relations[0]"]);
    assert!(refused.body.to_string().contains("does not allow translations"), "{}", refused.body);
    assert!(library.refused(&library.olga, translation(&original, json!({"rights": "permission"}))).await.is_empty());
}

#[actix_web::test]
async fn what_was_published_before_its_original_asked_for_more_can_still_be_corrected() {
    let library = Library::open().await;
    let original = library.share_under("CC-BY-4.0", None).await;
    let submitted = library.olga.post("/api/v1/submissions?submit=true", translation(&original, json!({}))).await.expect(201);
    let made = library.ruth.decide(&submitted, "approve").await.expect(200).body["resource_id"].clone();
    library.share_under("CC-BY-SA-4.0", Some(&original)).await;

    let relicensed = json!({"resource_id": made, "license": "CC0-1.0"});
    assert_eq!(library.refused(&library.olga, translation(&original, relicensed)).await, ["license"]);
    let corrected = translation(&original, json!({"resource_id": made, "title": "Empezar bien"}));
    let corrected = library.olga.post("/api/v1/submissions?submit=true", corrected).await.expect(201);
    library.ruth.decide(&corrected, "approve").await.expect(200);
}
