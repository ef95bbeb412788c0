//! Small corrections that are trusted by rule: published at once, and still an edition with a decision, an event and a change.

use super::{PATH, path_of};
use crate::support::app::TestApp;
use crate::support::client::{Answer, Client, link};
use commonshelf::db::{correction_rules, events};
use serde_json::{Value, json};

struct Library {
    app: TestApp,
    rosa: Client,
    ruth: Client,
    ingrid: Client,
}

impl Library {
    async fn open() -> Self {
        let app = TestApp::spawn().await;
        let (rosa, ruth, ingrid) = (app.uploader("rosa", "Casa Abierta").await, app.reviewer("ruth").await, app.admin("ingrid").await);
        Self { app, rosa, ruth, ingrid }
    }

    async fn publish(&self, client: &Client, title: &str) -> String {
        let submitted = client.post(&format!("{PATH}?submit=true"), link(title)).await.expect(201);
        self.ruth.decide(&submitted, "approve").await.expect(200).body["resource_id"].as_str().unwrap().to_owned()
    }

    async fn rule(&self, rule: Value) -> Answer {
        self.ingrid.post("/api/v1/correction-rules", rule).await
    }

    /// Hands in a revision that differs in these fields.
    async fn revise(&self, client: &Client, resource: &str, changes: Value) -> Answer {
        let title = self.app.visitor().get(&format!("/api/v1/resources/{resource}")).await.expect(200).body["title"].clone();
        let mut revision = link(title.as_str().unwrap());
        revision["resource_id"] = json!(resource);
        for (name, value) in changes.as_object().unwrap() {
            revision[name] = value.clone();
        }
        client.post(&format!("{PATH}?submit=true"), revision).await.expect(201)
    }
}

#[actix_web::test]
async fn a_trusted_correction_is_public_at_once_as_an_edition_decided_by_rule() {
    let library = Library::open().await;
    let resource = library.publish(&library.rosa, "Handbok").await;
    let rule = library.rule(json!({"fields": ["title", "year"]})).await.expect(201).id();

    let corrected = library.revise(&library.rosa, &resource, json!({"title": "Handbook", "change_note": "A letter was missing."})).await;

    assert_eq!((&corrected.body["status"], &corrected.body["decision"]["reason"]), (&json!("approved"), &json!("by_rule")));
    let shown = library.app.visitor().get(&format!("/api/v1/resources/{resource}")).await.expect(200).body;
    assert_eq!((&shown["title"], &shown["edition"]), (&json!("Handbook"), &json!(2)));
    let decision = corrected.body["decision"]["id"].as_str().unwrap().parse().unwrap();
    let by = library.app.app.db.read(move |c| correction_rules::get_of_decision(c, decision)).await.unwrap();
    assert_eq!(by.unwrap().to_string(), rule);
    let trail = library.app.app.db.read(|c| events::list(c, None, 2)).await.unwrap();
    let acts: Vec<_> = trail.iter().map(|event| (event.act.as_str(), event.actor_id, event.details.contains(&rule))).collect();
    assert_eq!(acts, [("resource.publish", None, true), ("submission.decide", None, true)]);
}

#[actix_web::test]
async fn everything_else_goes_through_review() {
    let library = Library::open().await;
    let resource = library.publish(&library.rosa, "Handbook").await;
    library.rule(json!({"fields": ["title", "year"]})).await.expect(201);
    let embargo = library.app.app.clock.now().plus_days(10);
    for changes in [
        json!({"title": "Another", "summary": "Another."}),
        json!({"license": "CC0-1.0"}),
        json!({"section": "learn"}),
        json!({"link_url": "https://example.org/elsewhere"}),
        json!({"title": "Later", "embargo_until": embargo}),
        json!({}),
    ] {
        let revision = library.revise(&library.rosa, &resource, changes.clone()).await;
        assert_eq!(revision.body["status"], "submitted", "{changes}");
        library.rosa.post(&format!("{}/cancel", path_of(&revision)), json!({"version": revision.version()})).await.expect(200);
    }
    let new = library.rosa.post(&format!("{PATH}?submit=true"), link("New")).await.expect(201);
    assert_eq!(new.body["status"], "submitted");
    let mut with_file = link("Handbook, with a file");
    with_file["resource_id"] = json!(resource);
    let with_file =
        library.rosa.upload(&format!("{PATH}?submit=true"), Some(&with_file), &[("page.txt", b"lantern".to_vec())]).await.expect(201);
    assert_eq!(with_file.body["status"], "submitted");
}

#[actix_web::test]
async fn trust_is_earned_by_approvals_of_people_or_given_to_one_organization_and_ends_with_the_rule() {
    let library = Library::open().await;
    let otto = library.app.uploader("otto", "Red Sur").await;
    let (ours, theirs) = (library.publish(&library.rosa, "Handbook").await, library.publish(&otto, "Agenda").await);
    let status = async |client: &Client, resource: &str, year: i64| {
        let revision = library.revise(client, resource, json!({"year": year})).await;
        if revision.body["status"] == "submitted" {
            client.post(&format!("{}/cancel", path_of(&revision)), json!({"version": revision.version()})).await.expect(200);
        }
        revision.body["status"].as_str().unwrap().to_owned()
    };

    library.rule(json!({"fields": ["year"], "after_approvals": 2})).await.expect(201);
    assert_eq!(status(&library.rosa, &ours, 2001).await, "submitted");
    library.publish(&library.rosa, "A second").await;
    assert_eq!(status(&library.rosa, &ours, 2002).await, "approved");
    // What a rule approved earns no trust.
    assert_eq!(status(&otto, &theirs, 2003).await, "submitted");

    let organization = library.app.organization("Red Sur").await;
    let given = library.rule(json!({"fields": ["year"], "organization_id": organization})).await.expect(201);
    assert_eq!(status(&otto, &theirs, 2004).await, "approved");
    library.ingrid.delete(&format!("/api/v1/correction-rules/{}", given.id())).await.expect(204);
    assert_eq!(status(&otto, &theirs, 2005).await, "submitted");
    let left = library.ingrid.get("/api/v1/correction-rules").await.expect(200).body;
    assert_eq!(left["items"].as_array().unwrap().len(), 1);
    assert_eq!(library.ingrid.delete(&format!("/api/v1/correction-rules/{}", given.id())).await.summary(), "404 not_found");
}

#[actix_web::test]
async fn a_rule_names_only_what_needs_no_other_eyes() {
    let library = Library::open().await;
    for (rule, field) in [
        (json!({"fields": ["title", "license"]}), "fields[1]"),
        (json!({"fields": []}), "fields"),
        (json!({"fields": ["title"], "organization_id": uuid::Uuid::now_v7()}), "organization_id"),
        (json!({"fields": ["title"], "after_approvals": -1}), "after_approvals"),
    ] {
        assert_eq!(library.rule(rule).await.fields(), [field]);
    }
}
