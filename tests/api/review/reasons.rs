//! Ready-made reasons: one click, the submitter's own language, hints for everyone else.

use super::{decide, submission, submit_link};
use crate::support::app::TestApp;
use crate::support::client::{Answer, Client};
use crate::support::letters::last_letter_to;
use commonshelf::db::events;
use serde_json::{Value, json};

fn codes(list: &Answer) -> Vec<&str> {
    list.body["items"].as_array().unwrap().iter().map(|item| item["code"].as_str().unwrap()).collect()
}

async fn reject(ana: &Client, rosa: &Client, title: &str, reason: &str) -> Answer {
    let sent = submit_link(rosa, title, json!({})).await;
    decide(ana, &sent, json!({"decision": "reject", "reason": reason})).await
}

#[actix_web::test]
async fn one_click_is_enough_and_the_submitter_reads_the_sentence_in_their_language() {
    let app = TestApp::spawn().await;
    let (rosa, ana) = (app.uploader("rosa", "Casa Abierta").await, app.reviewer("ana").await);
    rosa.patch("/api/v1/me", json!({"language": "es"})).await.expect(200);
    let sent = submit_link(&rosa, "Manual", json!({})).await;

    decide(&ana, &sent, json!({"decision": "request_changes", "reason": "unclear_rights"})).await.expect(200);

    let sentence = "No está claro quién tiene los derechos. Indique quién lo hizo y que acepta compartirlo.";
    let letter = last_letter_to(&app, "rosa@example.org").await;
    assert!(letter.text.contains(sentence), "{}", letter.text);
    assert_eq!(rosa.get(&submission(&sent.id())).await.body["decision"]["reason_sentence"], sentence);
}

#[actix_web::test]
async fn a_reason_can_only_be_given_for_what_it_is_made_for() {
    let app = TestApp::spawn().await;
    let (rosa, ana) = (app.uploader("rosa", "Casa Abierta").await, app.reviewer("ana").await);
    let sent = submit_link(&rosa, "Handbook", json!({})).await;

    for (decision, reason) in
        [("reject", "wrong_language"), ("approve", "duplicate"), ("reject", "unheard_of"), ("reject", "waiting_for_expert")]
    {
        let refused = decide(&ana, &sent, json!({"decision": decision, "reason": reason})).await;
        assert_eq!((refused.status, refused.fields()), (422, vec!["reason".to_owned()]), "{decision} for {reason}: {}", refused.text);
    }
    assert_eq!(codes(&ana.get("/api/v1/reasons?use=park").await.expect(200))[0], "waiting_for_expert");
    assert_eq!(
        codes(&rosa.get("/api/v1/reasons?use=reject").await.expect(200)),
        ["unclear_rights", "people_identifiable", "duplicate", "not_peer_support"]
    );
}

#[actix_web::test]
async fn admins_edit_the_reasons_and_what_they_archive_is_given_no_more_but_still_told() {
    let app = TestApp::spawn().await;
    let (rosa, ana, ingrid) = (app.uploader("rosa", "Casa Abierta").await, app.reviewer("ana").await, app.admin("ingrid").await);
    let new = json!({"code": "too_long", "uses": ["reject", "request_changes"], "field": "files", "labels": {"en": "Too long", "es": "Demasiado largo"}});

    let made = ingrid.post("/api/v1/reasons", new.clone()).await.expect(201);
    let given = reject(&ana, &rosa, "One", "too_long").await.expect(200);
    let sentences = json!({"en": "It is too long for a handout."});
    let changed = ingrid.patch("/api/v1/reasons/too_long", json!({"version": 1, "sentences": sentences, "field": null})).await.expect(200);
    let stale = ingrid.patch("/api/v1/reasons/too_long", json!({"version": 1, "position": 5})).await;
    ingrid.delete("/api/v1/reasons/too_long").await.expect(204);

    assert_eq!((&made.body["sentence"], &changed.body["sentence"]), (&json!("Too long"), &json!("It is too long for a handout.")));
    assert_eq!(
        (&made.body["field"], &changed.body["field"], stale.summary().as_str()),
        (&json!("files"), &Value::Null, "409 version_conflict")
    );
    assert_eq!(reject(&ana, &rosa, "Two", "too_long").await.expect(422).fields(), ["reason"]);
    assert_eq!(rosa.get(&submission(&given.id())).await.body["decision"]["reason_sentence"], "It is too long for a handout.");
    assert!(!codes(&ana.get("/api/v1/reasons").await).contains(&"too_long"));
    assert!(codes(&ana.get("/api/v1/reasons?archived=true").await).contains(&"too_long"));
    assert_eq!(ingrid.post("/api/v1/reasons", new).await.summary(), "409 already_exists");
    let acts: Vec<String> = app.app.db.read(|c| events::list(c, None, 100)).await.unwrap().into_iter().map(|event| event.act).collect();
    for act in ["reason.create", "reason.change", "reason.archive"] {
        assert_eq!(acts.iter().filter(|done| *done == act).count(), 1, "{acts:?}");
    }
}

#[actix_web::test]
async fn what_submissions_are_often_sent_back_for_is_a_hint_at_its_field_for_a_year() {
    let app = TestApp::spawn().await;
    let (rosa, ana) = (app.uploader("rosa", "Casa Abierta").await, app.reviewer("ana").await);
    let hints = async |person: &Client| person.get("/api/v1/reasons/hints").await.expect(200).body["items"].clone();

    for number in 0..2 {
        reject(&ana, &rosa, &format!("Unclear {number}"), "unclear_rights").await.expect(200);
        reject(&ana, &rosa, &format!("Double {number}"), "duplicate").await.expect(200);
    }
    let before = hints(&rosa).await;
    let third = reject(&ana, &rosa, "Unclear again", "unclear_rights").await.expect(200);
    let told = hints(&rosa).await;
    app.app.clock.advance_seconds(366 * 86_400);
    let a_year_later = hints(&app.sign_in("rosa").await).await;

    assert_eq!(third.body["status"], "rejected");
    assert_eq!((before, a_year_later), (json!([]), json!([])), "two are not often, and a year is long");
    assert_eq!(told.as_array().unwrap().len(), 1, "a reason about no field is no hint: {told}");
    assert_eq!((&told[0]["field"], &told[0]["times"]), (&json!("rights"), &json!(3)));
    assert!(told[0]["sentence"].as_str().unwrap().starts_with("It is not clear who holds the rights."));
}
