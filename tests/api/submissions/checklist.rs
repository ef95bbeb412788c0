//! The checklist: admins word it, submitters confirm, reviewers tick, and the answers stay with the decision.

use super::{PATH, path_of};
use crate::support::app::TestApp;
use crate::support::client::{Answer, Client, link};
use commonshelf::db::checklists;
use commonshelf::domain::ids::SubmissionId;
use serde_json::{Value, json};

fn item(key: &str, asked_of: &str, required: bool) -> Value {
    json!({"key": key, "asked_of": asked_of, "required": required, "labels": {"en": format!("{key}?"), "es": format!("¿{key}?")}})
}

async fn word(admin: &Client, version: i64, items: Value) -> Answer {
    admin.put("/api/v1/checklist", json!({"version": version, "items": items})).await
}

/// `key: submitter reviewer` for each item, `x` where it is ticked.
async fn ticks(client: &Client, submission: &Answer) -> Vec<String> {
    let answers = client.get(&format!("{}/checklist", path_of(submission))).await.expect(200).body;
    let sign = |at: Option<&Value>| if at.is_some() { "x" } else { "-" };
    let line =
        |item: &Value| format!("{}: {} {}", item["key"].as_str().unwrap(), sign(item.get("confirmed_at")), sign(item.get("reviewed_at")));
    answers["items"].as_array().unwrap().iter().map(line).collect()
}

async fn tick(client: &Client, submission: &Answer, version: i64, keys: &[&str]) -> Answer {
    client.put(&format!("{}/checklist", path_of(submission)), json!({"version": version, "ticked": keys})).await
}

#[actix_web::test]
async fn a_fresh_library_has_a_list_that_blocks_nobody_and_admins_word_their_own() {
    let app = TestApp::spawn().await;
    let (ingrid, visitor) = (app.admin("ingrid").await, app.visitor());

    let fresh = visitor.get("/api/v1/checklist").await.expect(200).body;
    let worded = word(&ingrid, 0, json!([item("rights", "both", false)])).await.expect(200).body;
    let late = word(&ingrid, 0, json!([])).await;

    assert_eq!(fresh["version"], 0);
    assert!(fresh["items"].as_array().unwrap().iter().all(|item| item["required"] == false && item["labels"]["ar"].is_string()));
    assert_eq!((&worded["version"], late.summary().as_str()), (&json!(1), "409 version_conflict"));
    assert_eq!(visitor.get("/api/v1/checklist").await.body, worded);
    assert_eq!(visitor.get("/api/v1/checklist?version=0").await.expect(200).body, fresh);
    assert_eq!(visitor.get("/api/v1/checklist?version=7").await.summary(), "404 not_found");
}

#[actix_web::test]
async fn a_list_that_is_not_well_formed_is_refused_item_by_item() {
    let app = TestApp::spawn().await;
    let ingrid = app.admin("ingrid").await;
    let mut faulty = item("Rights clear", "both", false);
    (faulty["types"], faulty["labels"]) = (json!(["song"]), json!({"english": "x", "es": ""}));

    let refused = word(&ingrid, 0, json!([item("rights", "both", false), faulty, item("rights", "reviewer", true)])).await;

    assert_eq!(refused.fields(), ["items[1].key", "items[1].types", "items[1].labels.english", "items[1].labels.es", "items[2].key"]);
}

#[actix_web::test]
async fn of_many_who_word_the_list_at_once_one_does() {
    let app = TestApp::spawn().await;
    let ingrid = app.admin("ingrid").await;

    let write = async |n: usize| word(&ingrid, 0, json!([item(&format!("item{n}"), "both", false)])).await.summary();
    let mut answers = futures_util::future::join_all((0..8).map(write)).await;

    answers.sort();
    assert_eq!(answers[0], "200");
    assert!(answers[1..].iter().all(|answer| answer == "409 version_conflict"), "{answers:?}");
}

#[actix_web::test]
async fn what_is_required_is_confirmed_before_handing_in_and_ticked_before_approving() {
    let app = TestApp::spawn().await;
    let (rosa, ruth, ingrid) = (app.uploader("rosa", "Casa Abierta").await, app.reviewer("ruth").await, app.admin("ingrid").await);
    let of_courses = json!({"key": "length", "asked_of": "reviewer", "required": true, "types": ["course"], "labels": {"en": "Length?"}});
    word(&ingrid, 0, json!([item("rights", "both", true), item("harm", "reviewer", true), of_courses])).await.expect(200);
    let draft = rosa.post(PATH, link("Handbook")).await.expect(201);
    let submit = async || rosa.post(&format!("{}/submit", path_of(&draft)), json!({"version": draft.version()})).await;

    assert_eq!(submit().await.fields(), ["checklist.rights"]);
    assert_eq!(rosa.post(&format!("{PATH}?submit=true"), link("At once")).await.fields(), ["checklist.rights"]);
    assert_eq!(tick(&rosa, &draft, 1, &["rights", "harm"]).await.fields(), ["ticked[1]"]);
    tick(&rosa, &draft, 1, &["rights"]).await.expect(200);
    let submitted = submit().await.expect(200);
    assert_eq!(ticks(&ruth, &draft).await, ["rights: x -", "harm: - -"]);

    assert_eq!(ruth.decide(&submitted, "approve").await.fields(), ["checklist.rights", "checklist.harm"]);
    tick(&ruth, &draft, 1, &["rights", "harm"]).await.expect(200);
    assert_eq!(tick(&rosa, &draft, 1, &[]).await.summary(), "409 wrong_status");
    ruth.decide(&submitted, "approve").await.expect(200);

    assert_eq!(ticks(&rosa, &draft).await, ["rights: x x", "harm: - x"]);
    assert_eq!(tick(&ruth, &draft, 1, &[]).await.summary(), "409 wrong_status");
}

#[actix_web::test]
async fn an_item_that_was_worded_anew_is_asked_anew() {
    let app = TestApp::spawn().await;
    let (rosa, ingrid) = (app.uploader("rosa", "Casa Abierta").await, app.admin("ingrid").await);
    word(&ingrid, 0, json!([item("rights", "submitter", true)])).await.expect(200);
    let draft = rosa.post(PATH, link("Handbook")).await.expect(201);
    tick(&rosa, &draft, 1, &["rights"]).await.expect(200);
    word(&ingrid, 1, json!([item("rights", "submitter", true)])).await.expect(200);

    let submit = async || rosa.post(&format!("{}/submit", path_of(&draft)), json!({"version": draft.version()})).await;

    assert_eq!(submit().await.fields(), ["checklist.rights"]);
    assert_eq!(tick(&rosa, &draft, 1, &["rights"]).await.summary(), "409 version_conflict");
    tick(&rosa, &draft, 2, &["rights"]).await.expect(200);
    submit().await.expect(200);
}

#[actix_web::test]
async fn ticks_belong_to_their_decision_and_come_back_when_it_is_undone() {
    let app = TestApp::spawn().await;
    let (rosa, ruth) = (app.uploader("rosa", "Casa Abierta").await, app.reviewer("ruth").await);
    let sent = rosa.post(&format!("{PATH}?submit=true"), link("Handbook")).await.expect(201);
    tick(&ruth, &sent, 0, &["rights_clear", "opens"]).await.expect(200);
    let decision = json!({"decision": "approve", "version": sent.version(), "hold_seconds": 600});
    let held = ruth.post(&format!("{}/decision", path_of(&sent)), decision).await.expect(200);

    let decided = held.body["decision"]["id"].as_str().unwrap().parse().unwrap();
    let of_decision = app.app.db.read(move |c| checklists::list_ticks_of_decision(c, decided)).await.unwrap();
    ruth.post(&format!("{}/decision/undo", path_of(&sent)), Value::Null).await.expect(200);

    assert_eq!(of_decision.iter().map(|tick| tick.item.as_str()).collect::<Vec<_>>(), ["rights_clear", "opens"]);
    let id = SubmissionId::parse(&sent.id()).unwrap();
    assert_eq!(app.app.db.read(move |c| checklists::list_ticks(c, id)).await.unwrap().len(), 2);
    let sent_back = ruth.decide(&ruth.get(&path_of(&sent)).await, "request_changes").await.expect(200);
    rosa.post(&format!("{}/submit", path_of(&sent)), json!({"version": sent_back.version()})).await.expect(200);
    assert!(app.app.db.read(move |c| checklists::list_ticks(c, id)).await.unwrap().is_empty(), "the next review begins with its own");
}
