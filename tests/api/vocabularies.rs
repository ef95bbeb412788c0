//! The vocabularies that admins edit: what they change is offered, labeled, counted and found at once, and no value is ever forgotten.

use crate::support::app::TestApp;
use crate::support::client::{Answer, Client, link};
use crate::support::wait::wait_until;
use commonshelf::domain::words::{MembershipRole, SiteRole};
use serde_json::{Value, json};

const TOPICS: &str = "/api/v1/vocabularies/topics/terms";

async fn topic(admin: &Client, value: &str) -> Value {
    let terms = admin.get(TOPICS).await.expect(200);
    terms.body["items"].as_array().unwrap().iter().find(|term| term["value"] == value).cloned().unwrap_or_default()
}

async fn change(admin: &Client, value: &str, term: Value) -> Answer {
    let version = topic(admin, value).await["version"].clone();
    admin.patch(&format!("{TOPICS}/{value}"), json!({"version": version, "term": term})).await
}

async fn merge(admin: &Client, value: &str, into: &str) -> Answer {
    let version = topic(admin, value).await["version"].clone();
    admin.post(&format!("{TOPICS}/{value}/merge"), json!({"into": into, "version": version})).await
}

async fn offered(app: &TestApp, language: &str) -> Vec<(String, String)> {
    let topics = app.visitor().get(&format!("/api/v1/topics?lang={language}")).await.expect(200);
    let pair = |topic: &Value| (topic["value"].as_str().unwrap().to_owned(), topic["label"].as_str().unwrap().to_owned());
    topics.body["items"].as_array().unwrap().iter().map(pair).collect()
}

/// Publishes a link about some topics.
async fn publish(rosa: &Client, ingrid: &Client, title: &str, topics: Value) -> (String, Value) {
    let mut metadata = link(title);
    metadata["topics"] = topics;
    let sent = rosa.post("/api/v1/submissions?submit=true", metadata).await.expect(201);
    let approved = ingrid.decide(&sent, "approve").await.expect(200);
    (approved.body["resource_id"].as_str().unwrap().to_owned(), approved.body["change"].clone())
}

#[actix_web::test]
async fn a_topic_that_was_added_is_offered_taken_and_counted_under_its_label() {
    let app = TestApp::spawn().await;
    let (rosa, ingrid) = (app.uploader("rosa", "Casa Abierta").await, app.admin("ingrid").await);
    let gardens = json!({"value": "gardens", "term": {"labels": {"en": "Gardens", "sw": "Bustani"}, "parent": "settings", "position": 15}});

    let added = ingrid.post(TOPICS, gardens.clone()).await.expect(201);
    let (_, last) = publish(&rosa, &ingrid, "Beans", json!(["gardens"])).await;

    assert_eq!((added.version(), &added.body["parent"]), (1, &json!("settings")));
    assert_eq!(offered(&app, "en").await[1], ("gardens".to_owned(), "Gardens".to_owned()));
    assert_eq!(offered(&app, "sw").await[1].1, "Bustani");
    let found = app.visitor().get(&format!("/api/v1/resources?topic=gardens&after_change={last}")).await.expect(200);
    assert_eq!(found.body["facets"]["topic"], json!([{"value": "gardens", "label": "Gardens", "count": 1}]));
    assert_eq!(ingrid.post(TOPICS, gardens).await.summary(), "409 already_exists");
}

#[actix_web::test]
async fn labels_and_order_follow_at_once() {
    let app = TestApp::spawn().await;
    let ingrid = app.admin("ingrid").await;
    assert_eq!(offered(&app, "en").await[1].1, "Planning");

    change(&ingrid, "planning", json!({"labels": {"en": "Making plans", "es": null}, "position": 5})).await.expect(200);

    let english = offered(&app, "en").await;
    assert_eq!(english[0], ("planning".to_owned(), "Making plans".to_owned()));
    assert_eq!(offered(&app, "es").await[0].1, "Making plans");
    let trail = ingrid.get("/api/v1/events?act=vocabulary.change_term").await.expect(200);
    let values = &trail.body["items"][0]["values"]["changes"];
    assert!(values.as_str().unwrap().contains("Planning") && values.as_str().unwrap().contains("Making plans"), "{values}");
}

#[actix_web::test]
async fn a_hidden_topic_is_offered_no_more_and_what_has_it_keeps_it() {
    let app = TestApp::spawn().await;
    let (rosa, ingrid) = (app.uploader("rosa", "Casa Abierta").await, app.admin("ingrid").await);
    let (id, last) = publish(&rosa, &ingrid, "Letters to the press", json!(["media"])).await;

    change(&ingrid, "media", json!({"hidden": true})).await.expect(200);

    assert!(offered(&app, "en").await.iter().all(|(value, _)| value != "media"));
    let found = app.visitor().get(&format!("/api/v1/resources?topic=media&after_change={last}")).await.expect(200);
    assert_eq!((&found.body["total"], &found.body["facets"]["topic"]), (&json!(1), &json!([])));
    assert_eq!(app.visitor().get(&format!("/api/v1/resources/{id}")).await.expect(200).body["topics"], json!(["media"]));
}

#[actix_web::test]
async fn a_merged_topic_finds_and_is_found_as_the_other_in_everything_that_has_it() {
    let mut app = TestApp::spawn().await;
    let (rosa, ingrid, visitor) = (app.uploader("rosa", "Casa Abierta").await, app.admin("ingrid").await, app.visitor());
    let (old, _) = publish(&rosa, &ingrid, "Goodbyes", json!(["endings"])).await;
    let (both, _) = publish(&rosa, &ingrid, "Quarrels at the end", json!(["endings", "conflict"])).await;
    let (_, last) = publish(&rosa, &ingrid, "Quarrels", json!(["conflict"])).await;
    let draft = rosa.post("/api/v1/submissions", json!({"topics": ["endings"]})).await.expect(201);
    let count = async |topic: &str, after: &Value| {
        let found = visitor.get(&format!("/api/v1/resources?topic={topic}&after_change={after}")).await.expect(200);
        (found.body["total"].clone(), found.body["facets"]["topic"].clone())
    };
    assert_eq!((count("endings", &last).await.0, count("conflict", &last).await.0), (json!(2), json!(2)));

    // Before anything was renamed, and after.
    app.stop_workers();
    merge(&ingrid, "endings", "conflict").await.expect(200);
    for topic in ["endings", "conflict"] {
        assert_eq!(count(topic, &last).await.0, 3, "at once, by {topic}");
    }
    app.start_workers();
    app.wait_for_jobs("move_term").await;
    let head = app.app.db.read(commonshelf::db::changes::head).await.unwrap();
    for topic in ["endings", "conflict"] {
        let all = json!([{"value": "conflict", "label": "Conflict", "count": 3}]);
        assert_eq!(count(topic, &json!(head)).await, (json!(3), all), "for good, by {topic}");
    }
    for id in [old, both] {
        assert_eq!(visitor.get(&format!("/api/v1/resources/{id}")).await.expect(200).body["topics"], json!(["conflict"]));
    }
    let draft = rosa.get(&format!("/api/v1/submissions/{}", draft.id())).await.expect(200);
    assert_eq!((&draft.body["metadata"]["topics"], draft.version()), (&json!(["conflict"]), 1));
    let sent = rosa.post("/api/v1/submissions", json!({"topics": ["endings"]})).await.expect(201);
    assert_eq!(sent.body["metadata"]["topics"], json!(["conflict"]), "the old value is understood");
    assert_eq!(merge(&ingrid, "endings", "stigma").await.summary(), "409 term_merged");
}

#[actix_web::test]
async fn topics_under_a_merged_one_and_those_merged_into_it_go_along() {
    let app = TestApp::spawn().await;
    let ingrid = app.admin("ingrid").await;
    merge(&ingrid, "endings", "conflict").await.expect(200);

    merge(&ingrid, "conflict", "stigma").await.expect(200);
    merge(&ingrid, "starting", "running").await.expect(200);
    let under_a_child = merge(&ingrid, "running", "stigma").await.expect(422);

    assert_eq!(topic(&ingrid, "endings").await["merged_into"], "stigma");
    assert_eq!(topic(&ingrid, "planning").await["parent"], "running");
    assert_eq!(under_a_child.fields(), ["into"]);
}

#[actix_web::test]
async fn a_topic_that_was_added_can_be_followed_searched_for_and_named_by_an_organization_and_so_can_what_it_is_merged_into() {
    let app = TestApp::spawn().await;
    let (rosa, ingrid) = (app.uploader("rosa", "Casa Abierta").await, app.admin("ingrid").await);
    let casa = app.organization("Casa Abierta").await;
    for value in ["gardens", "plants"] {
        ingrid.post(TOPICS, json!({"value": value, "term": {"labels": {"en": value}}})).await.expect(201);
    }
    let name_topics = async |topics: Value| {
        let version = ingrid.get(&format!("/api/v1/organizations/{casa}/profile")).await.expect(200).version();
        ingrid.patch(&format!("/api/v1/organizations/{casa}"), json!({"version": version, "profile": {"topics": topics}})).await
    };
    let follow = async |topic: &str| rosa.post("/api/v1/me/follows", json!({"target": {"topic": topic}})).await;
    let followed = async || {
        let follows = rosa.get("/api/v1/me/follows").await.expect(200).body;
        follows["items"].as_array().unwrap().iter().map(|follow| follow["target"]["topic"].clone()).collect::<Vec<_>>()
    };
    let listed = async |topic: &str| {
        let found = app.visitor().get(&format!("/api/v1/organizations?topic={topic}")).await.expect(200).body;
        found["items"].as_array().unwrap().len()
    };

    follow("gardens").await.expect(201);
    follow("plants").await.expect(201);
    name_topics(json!(["gardens", "facilitation"])).await.expect(200);
    assert_eq!(name_topics(json!(["fishing"])).await.fields(), ["profile.topics[0]"]);
    assert_eq!((followed().await, listed("gardens").await), (vec![json!("gardens"), json!("plants")], 1));
    merge(&ingrid, "gardens", "plants").await.expect(200);
    app.wait_for_jobs("move_term").await;

    assert_eq!((followed().await, listed("plants").await, listed("gardens").await), (vec![json!("plants")], 1, 1));
    assert_eq!(follow("gardens").await.summary(), "409 already_followed");
    name_topics(json!(["gardens"])).await.expect(200);
    let shown = app.visitor().get(&format!("/api/v1/organizations/{casa}")).await.expect(200).body;
    assert_eq!(shown["topics"], json!(["plants"]));
}

#[actix_web::test]
async fn a_topic_that_is_merged_while_the_edit_of_a_profile_waits_is_taken_as_what_it_means_now() {
    let app = TestApp::spawn().await;
    let mara = app.member("mara", SiteRole::User, "Casa Abierta", MembershipRole::Manager).await;
    let (casa, ingrid) = (app.organization("Casa Abierta").await, app.admin("ingrid").await);
    let version = mara.get(&format!("/api/v1/organizations/{casa}/profile")).await.expect(200).version();
    let named = json!({"version": version, "profile": {"topics": ["endings", "conflict"]}});
    let proposed = mara.patch(&format!("/api/v1/organizations/{casa}"), named).await.expect(200);
    assert_eq!(proposed.body["edits"][0]["status"], "waiting");

    merge(&ingrid, "endings", "conflict").await.expect(200);
    app.wait_for_jobs("move_term").await;
    let edit = proposed.body["edits"][0]["id"].as_str().unwrap();
    ingrid.post(&format!("/api/v1/organizations/edits/{edit}/decision"), json!({"decision": "accept"})).await.expect(200);

    let shown = app.visitor().get(&format!("/api/v1/organizations/{casa}")).await.expect(200).body;
    assert_eq!(shown["topics"], json!(["conflict"]));
}

#[actix_web::test]
async fn every_node_has_the_new_label_though_only_one_was_told() {
    let app = TestApp::spawn().await;
    let ingrid = app.admin("ingrid").await;
    let other = commonshelf::db::vocabularies::Remembered::default();
    let label = |other: &commonshelf::db::vocabularies::Remembered, c: &mut commonshelf::db::AnyConn| {
        Ok(other.in_force(c)?.topics.label("planning", &commonshelf::domain::language::LanguageTag::english()).to_owned())
    };
    let before = app.app.db.read_blocking(|c| label(&other, c)).unwrap();

    change(&ingrid, "planning", json!({"labels": {"en": "Making plans"}})).await.expect(200);

    let after = app.app.db.read_blocking(|c| label(&other, c)).unwrap();
    assert_eq!((before.as_str(), after.as_str()), ("Planning", "Making plans"));
}

#[actix_web::test]
async fn each_fault_is_named_and_the_tree_keeps_two_levels() {
    let app = TestApp::spawn().await;
    let ingrid = app.admin("ingrid").await;
    let licenses = "/api/v1/vocabularies/licenses/terms";
    let add = async |path: &str, value: &str, term: Value| ingrid.post(path, json!({"value": value, "term": term})).await.fields();

    assert_eq!(add(TOPICS, "Gärten", json!({"labels": {"en": "x"}})).await, ["value"]);
    assert_eq!(
        add(TOPICS, "gardens", json!({"labels": {"nonsense!": "x", "en": ""}, "position": -1})).await,
        ["term.labels.en", "term.labels.nonsense!", "term.position"]
    );
    assert_eq!(add(TOPICS, "gardens", json!({})).await, ["term.labels"]);
    assert_eq!(add(TOPICS, "gardens", json!({"labels": {"en": "x"}, "parent": "planning"})).await, ["term.parent"]);
    assert_eq!(change(&ingrid, "starting", json!({"parent": "running"})).await.fields(), ["term.parent"]);
    assert_eq!(add(licenses, "LicenseRef-ours", json!({"labels": {"en": "Ours"}})).await, ["term.plain"]);
    assert_eq!(add(licenses, "LicenseRef-ours", json!({"labels": {"en": "Ours"}, "url": "nowhere"})).await, ["term.url"]);
    ingrid.get("/api/v1/vocabularies/types/terms").await.expect(404);
    ingrid.patch(&format!("{TOPICS}/nothing"), json!({"version": 0, "term": {}})).await.expect(404);
    let late = ingrid.patch(&format!("{TOPICS}/media"), json!({"version": 7, "term": {}})).await;
    assert_eq!(late.summary(), "409 version_conflict");
}

#[actix_web::test]
async fn a_license_of_ones_own_can_be_chosen() {
    let app = TestApp::spawn().await;
    let (rosa, ingrid) = (app.uploader("rosa", "Casa Abierta").await, app.admin("ingrid").await);
    let ours = json!({"labels": {"en": "Members only"}, "plain": {"en": "Members may use it."}, "adaptable": true});

    let added = ingrid.post("/api/v1/vocabularies/licenses/terms", json!({"value": "LicenseRef-members", "term": ours})).await;
    let sent = rosa.post("/api/v1/submissions", json!({"license": "LicenseRef-members"})).await;

    added.expect(201);
    assert_eq!(sent.expect(201).body["metadata"]["license"], "LicenseRef-members");
    wait_until("the public list has it", async || app.visitor().get("/api/v1/licenses").await.text.contains("Members may use it.")).await;
}
