//! Review: what stands in the queue, what a decision asks for and does, and the time in which it can be taken back.

mod claims;
mod conversation;
mod many;
mod reasons;
mod refiling;
mod routing;

use crate::support::app::TestApp;
use crate::support::client::{Answer, Client, metadata};
use crate::support::letters::letters;
use crate::support::wait::wait_until;
use commonshelf::db::{AnyConn, events};
use commonshelf::domain::words::{MembershipRole, SiteRole};
use serde_json::{Value, json};

fn submission(id: &str) -> String {
    format!("/api/v1/submissions/{id}")
}

/// Submits a link under a title: nothing to inspect.
async fn submit_link(uploader: &Client, title: &str, changes: Value) -> Answer {
    let mut metadata = metadata(title);
    metadata["link_url"] = json!("https://example.org/guide");
    for (name, value) in changes.as_object().unwrap() {
        metadata[name] = value.clone();
    }
    uploader.post("/api/v1/submissions?submit=true", metadata).await.expect(201)
}

async fn decide(reviewer: &Client, submitted: &Answer, mut decision: Value) -> Answer {
    decision["version"] = json!(submitted.version());
    reviewer.post(&format!("{}/decision", submission(&submitted.id())), decision).await
}

fn titles(list: &Answer) -> Vec<&str> {
    list.body["items"].as_array().unwrap().iter().map(|item| item["metadata"]["title"].as_str().unwrap()).collect()
}

async fn decision_letters(app: &TestApp) -> usize {
    letters(app).await.into_iter().filter(|letter| letter.to == "rosa@example.org").count()
}

/// Waits until what was decided has taken effect, by the job that does it.
async fn wait_for_effect(app: &TestApp, reviewer: &Client, id: &str) {
    app.app.db.jobs().ring();
    wait_until("the decision to take effect", async || {
        !reviewer.get(&submission(id)).await.expect(200).body["decision"]["carried_out_at"].is_null()
    })
    .await;
}

/// What the audit trail says of decisions that went past a rule.
async fn override_reasons(app: &TestApp) -> Vec<String> {
    let read = |c: &mut AnyConn| {
        let ids: Vec<_> =
            events::list(c, None, 100)?.iter().filter(|event| event.act == "submission.decide").map(|event| event.id).collect();
        events::values_of(c, &ids)
    };
    let values = app.app.db.read(read).await.unwrap();
    values.into_iter().filter(|value| value.name == "override_reason").filter_map(|value| value.value).collect()
}

#[actix_web::test]
async fn the_queue_begins_with_what_waits_longest_and_a_page_leads_to_the_next() {
    let app = TestApp::spawn().await;
    let (rosa, ruth) = (app.uploader("rosa", "Casa Abierta").await, app.reviewer("ruth").await);
    let late = rosa
        .post("/api/v1/submissions", {
            let mut m = metadata("Made first");
            m["link_url"] = json!("https://example.org");
            m
        })
        .await;
    for title in ["One", "Two", "Three"] {
        submit_link(&rosa, title, json!({})).await;
    }
    rosa.post(&format!("{}/submit", submission(&late.id())), json!({"version": 1})).await.expect(200);

    let first = ruth.get("/api/v1/reviews?limit=3").await.expect(200);
    let next = first.body["next_cursor"].as_str().unwrap();
    let last = ruth.get(&format!("/api/v1/reviews?limit=3&cursor={next}")).await.expect(200);

    assert_eq!(titles(&first), ["One", "Two", "Three"]);
    assert_eq!(titles(&last), ["Made first"], "the order is that of submitting, not of making");
    assert_eq!((&first.body["total"], &last.body["total"], &last.body["next_cursor"]), (&json!(4), &json!(4), &Value::Null));
}

#[actix_web::test]
async fn the_queue_is_narrowed_by_section_language_and_status() {
    let app = TestApp::spawn().await;
    let (rosa, ruth) = (app.uploader("rosa", "Casa Abierta").await, app.reviewer("ruth").await);
    submit_link(&rosa, "To learn", json!({"section": "learn"})).await;
    submit_link(&rosa, "En español", json!({"language": "es"})).await;
    let sent_back = submit_link(&rosa, "Sent back", json!({})).await;
    decide(&ruth, &sent_back, json!({"decision": "request_changes", "note": "Please name the year."})).await.expect(200);

    let narrowed = async |filter: &str| {
        let list = ruth.get(&format!("/api/v1/reviews?{filter}")).await.expect(200);
        assert_eq!(list.body["total"], titles(&list).len());
        titles(&list).join(", ")
    };

    assert_eq!(narrowed("section=learn").await, "To learn");
    assert_eq!(narrowed("language=es").await, "En español");
    assert_eq!(narrowed("status=changes_requested").await, "Sent back");
    assert_eq!(narrowed("status=changes_requested&status=submitted&section=take_action").await, "En español, Sent back");
    assert_eq!(ruth.get("/api/v1/reviews?status=draft").await.fields(), ["status"]);
}

#[actix_web::test]
async fn reviewers_see_nothing_of_a_draft_not_even_when_it_was_canceled() {
    let app = TestApp::spawn().await;
    let (rosa, ruth) = (app.uploader("rosa", "Casa Abierta").await, app.reviewer("ruth").await);
    let draft = rosa.post("/api/v1/submissions", metadata("Secret plan")).await.expect(201);
    let canceled = rosa.post("/api/v1/submissions", metadata("Secret plan given up")).await.expect(201);
    rosa.post(&format!("{}/cancel", submission(&canceled.id())), json!({"version": 1})).await.expect(200);

    let all = "status=submitted&status=approved&status=changes_requested&status=rejected&status=canceled";
    let queue = ruth.get(&format!("/api/v1/reviews?{all}")).await.expect(200);

    assert_eq!((titles(&queue).len(), &queue.body["total"]), (0, &json!(0)), "{}", queue.text);
    for id in [draft.id(), canceled.id()] {
        ruth.get(&submission(&id)).await.expect(404);
        let edit = json!({"version": 1, "metadata": {"title": "Mine"}});
        ruth.patch(&submission(&id), edit).await.expect(404);
    }
    assert_eq!(decide(&ruth, &draft, json!({"decision": "approve"})).await.summary(), "404 not_found");
    assert_eq!(decide(&ruth, &canceled, json!({"decision": "reject", "note": "No."})).await.summary(), "404 not_found");
}

#[actix_web::test]
async fn what_was_sent_back_is_changed_submitted_again_and_approved() {
    let app = TestApp::spawn().await;
    let (rosa, ruth) = (app.uploader("rosa", "Casa Abierta").await, app.reviewer("ruth").await);
    let sent = submit_link(&rosa, "Handbook", json!({})).await;

    let back =
        decide(&ruth, &sent, json!({"decision": "request_changes", "reason": "unclear_rights", "note": "Who drew it?"})).await.expect(200);
    let read = rosa.get(&submission(&sent.id())).await.expect(200);
    let edit = json!({"version": read.version(), "metadata": {"title": "Handbook, drawn by us"}});
    let edited = rosa.patch(&submission(&sent.id()), edit).await.expect(200);
    let again = rosa.post(&format!("{}/submit", submission(&sent.id())), json!({"version": edited.version()})).await.expect(200);
    let approved = ruth.decide(&again, "approve").await.expect(200);

    assert_eq!((&back.body["status"], &back.body["change"]), (&json!("changes_requested"), &Value::Null));
    assert_eq!((&read.body["decision"]["reason"], &read.body["decision"]["note"]), (&json!("unclear_rights"), &json!("Who drew it?")));
    assert_eq!(read.body["decision"]["reviewer_id"], Value::Null, "who decided is for reviewers to know");
    assert_eq!(app.visitor().titles_after(&approved.body["change"], "handbook").await, ["Handbook, drawn by us"]);
}

#[actix_web::test]
async fn what_was_rejected_or_approved_is_decided_once_and_for_all() {
    let app = TestApp::spawn().await;
    let (rosa, ruth, ines) = (app.uploader("rosa", "Casa Abierta").await, app.reviewer("ruth").await, app.reviewer("ines").await);
    let (bad, good) = (submit_link(&rosa, "Advertisement", json!({})).await, submit_link(&rosa, "Handbook", json!({})).await);

    let rejected = ruth.decide(&bad, "reject").await.expect(200);
    let approved = ruth.decide(&good, "approve").await.expect(200);

    assert_eq!(rejected.body["status"], "rejected");
    let late = ines.decide(&bad, "approve").await;
    assert_eq!((late.summary(), &late.body["by"]), ("409 already_decided".to_owned(), &json!("ruth")));
    assert!(late.body["at"].is_string(), "{}", late.text);
    let rejected_version = json!({"version": rejected.version()});
    assert_eq!(rosa.post(&format!("{}/submit", submission(&bad.id())), rejected_version).await.summary(), "409 wrong_status");
    assert_eq!(ruth.post(&format!("{}/decision/undo", submission(&good.id())), Value::Null).await.summary(), "409 nothing_to_undo");
    assert_eq!(app.visitor().titles_after(&approved.body["change"], "").await, ["Handbook"]);
}

#[actix_web::test]
async fn who_refuses_says_why() {
    let app = TestApp::spawn().await;
    let (rosa, ruth) = (app.uploader("rosa", "Casa Abierta").await, app.reviewer("ruth").await);
    let sent = submit_link(&rosa, "Handbook", json!({})).await;

    for verdict in ["request_changes", "reject"] {
        assert_eq!(decide(&ruth, &sent, json!({"decision": verdict})).await.expect(422).fields(), ["reason"]);
    }
    let both = decide(&ruth, &sent, json!({"decision": "reject", "reason": "Not a code", "hold_seconds": 3_601})).await.expect(422);

    assert_eq!(both.fields(), ["reason", "hold_seconds"]);
    assert_eq!(rosa.get(&submission(&sent.id())).await.body["status"], "submitted");
}

#[actix_web::test]
async fn a_reviewer_cannot_decide_on_what_their_own_organization_sent_and_an_admin_only_with_a_recorded_reason() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    let rene = app.member("rene", SiteRole::Reviewer, "Casa Abierta", MembershipRole::Uploader).await;
    let aura = app.member("aura", SiteRole::Admin, "Casa Abierta", MembershipRole::Manager).await;
    let sent = submit_link(&rosa, "Handbook", json!({})).await;

    let by_reviewer = decide(&rene, &sent, json!({"decision": "approve", "override_reason": "Nobody else is here"})).await;
    let by_admin = decide(&aura, &sent, json!({"decision": "approve"})).await;
    let refused = app.visitor().search("handbook").await;
    decide(&aura, &sent, json!({"decision": "approve", "override_reason": "Nobody else is here"})).await.expect(200);

    assert_eq!((by_reviewer.summary().as_str(), by_admin.summary().as_str()), ("403 own_submission", "403 own_submission"));
    assert_eq!(refused.body["total"], 0);
    assert_eq!(override_reasons(&app).await, ["Nobody else is here"]);
}

#[actix_web::test]
async fn a_section_left_open_must_be_given_and_a_reviewer_files_under_another() {
    let app = TestApp::spawn().await;
    let (rosa, ruth, visitor) = (app.uploader("rosa", "Casa Abierta").await, app.reviewer("ruth").await, app.visitor());
    let open = submit_link(&rosa, "Left open", json!({"section": null})).await;
    let filed = submit_link(&rosa, "Filed", json!({"section": "learn"})).await;

    assert_eq!(decide(&ruth, &open, json!({"decision": "approve"})).await.expect(422).fields(), ["section"]);
    decide(&ruth, &open, json!({"decision": "approve", "section": "promote"})).await.expect(200);
    let last = decide(&ruth, &filed, json!({"decision": "approve", "section": "take_action"})).await.expect(200);

    let section_of = async |title: &str, section: &str| {
        let found = visitor.get(&format!("/api/v1/resources?section={section}&after_change={}", last.body["change"])).await.expect(200);
        found.body["items"].as_array().unwrap().iter().any(|item| item["title"] == title)
    };
    assert!(section_of("Left open", "promote").await && section_of("Filed", "take_action").await && !section_of("Filed", "learn").await);
    let resource = visitor.get(&format!("/api/v1/resources/{}", last.body["resource_id"].as_str().unwrap())).await.expect(200);
    assert_eq!(resource.body["section"], "take_action");
}

#[actix_web::test]
async fn an_approval_waits_for_inspection_unless_it_is_overridden_and_the_file_is_withheld_then() {
    let app = TestApp::spawn_with(|config| config.extract_workers = 0).await;
    let (rosa, ruth, visitor) = (app.uploader("rosa", "Casa Abierta").await, app.reviewer("ruth").await, app.visitor());
    let sent = rosa.submit("Handbook", "Every member may pass the lantern").await;

    let early = decide(&ruth, &sent, json!({"decision": "approve"})).await;
    let approved = decide(&ruth, &sent, json!({"decision": "approve", "override_reason": "I read it on paper"})).await.expect(200);

    assert_eq!(early.summary(), "409 inspection_pending");
    assert_eq!(visitor.titles_after(&approved.body["change"], "handbook").await, ["Handbook"]);
    let resource = visitor.get(&format!("/api/v1/resources/{}", approved.body["resource_id"].as_str().unwrap())).await.expect(200);
    assert_eq!(resource.body["files"], json!([]));
    assert_eq!(override_reasons(&app).await, ["I read it on paper"]);
}

#[actix_web::test]
async fn a_held_approval_tells_nobody_until_it_takes_effect() {
    let app = TestApp::spawn().await;
    let (rosa, ruth, visitor) = (app.uploader("rosa", "Casa Abierta").await, app.reviewer("ruth").await, app.visitor());
    let sent = submit_link(&rosa, "Handbook", json!({})).await;
    let letters_before = decision_letters(&app).await;

    let held = decide(&ruth, &sent, json!({"decision": "approve", "hold_seconds": 60})).await.expect(200);
    let as_rosa_sees_it = rosa.get(&submission(&sent.id())).await.expect(200);
    let during = (visitor.search("handbook").await.body["total"].clone(), decision_letters(&app).await);
    app.app.clock.advance_seconds(61);
    wait_for_effect(&app, &ruth, &sent.id()).await;

    assert_eq!((&held.body["status"], &held.body["change"]), (&json!("approved"), &Value::Null));
    assert_eq!((&as_rosa_sees_it.body["status"], &as_rosa_sees_it.body["decision"]), (&json!("submitted"), &Value::Null));
    assert_eq!(during, (json!(0), letters_before));
    assert_eq!(visitor.titles_after(&json!(1), "handbook").await, ["Handbook"]);
    assert_eq!(decision_letters(&app).await, letters_before + 1);
    assert_eq!(rosa.get(&submission(&sent.id())).await.body["status"], "approved");
}

#[actix_web::test]
async fn a_decision_taken_back_within_its_hold_never_happened_to_anyone_outside() {
    let app = TestApp::spawn_with(|config| config.decision_hold_seconds = 60).await;
    let (rosa, ruth, ines) = (app.uploader("rosa", "Casa Abierta").await, app.reviewer("ruth").await, app.reviewer("ines").await);
    let sent = submit_link(&rosa, "Handbook", json!({})).await;
    let letters_before = decision_letters(&app).await;

    ruth.decide(&sent, "reject").await.expect(200);
    let undone = ines.post(&format!("{}/decision/undo", submission(&sent.id())), Value::Null).await.expect(200);
    app.app.clock.advance_seconds(61);
    app.wait_for_jobs("publish").await;

    assert_eq!(undone.body["status"], "submitted");
    assert_eq!(decision_letters(&app).await, letters_before);
    let approved = decide(&ines, &undone, json!({"decision": "approve", "hold_seconds": 0})).await.expect(200);
    assert_eq!(app.visitor().titles_after(&approved.body["change"], "handbook").await, ["Handbook"]);
}

#[actix_web::test]
async fn in_a_hold_the_submitter_learns_nothing_by_trying_to_act_or_by_filtering() {
    let app = TestApp::spawn().await;
    let (rosa, ruth) = (app.uploader("rosa", "Casa Abierta").await, app.reviewer("ruth").await);
    let answers = async |verdict: &str| {
        let sent = submit_link(&rosa, "Handbook", json!({})).await;
        let other = submit_link(&rosa, "Undecided", json!({})).await;
        decide(&ruth, &sent, json!({"decision": verdict, "note": "As agreed.", "hold_seconds": 60})).await.expect(200);
        let path = submission(&sent.id());
        let read = rosa.get(&path).await.expect(200);
        let version = json!({"version": read.version()});
        let edited = rosa.patch(&path, json!({"version": read.version(), "metadata": {"year": 2020}})).await;
        let submitted = rosa.post(&format!("{path}/submit"), version.clone()).await;
        let canceled = rosa.post(&format!("{path}/cancel"), version).await;
        let undecided = rosa.patch(&submission(&other.id()), json!({"version": other.version(), "metadata": {"year": 2020}})).await;
        let listed = rosa.get("/api/v1/submissions?status=submitted").await.expect(200);
        let decided = rosa.get("/api/v1/submissions?status=approved&status=rejected&status=changes_requested").await.expect(200);
        assert!(titles(&listed).contains(&"Handbook") && !titles(&decided).contains(&"Handbook"), "{verdict}: the lists tell");
        assert_eq!(edited.body["detail"], undecided.body["detail"], "{verdict}: an edit tells");
        [edited, submitted, canceled].map(|answer| answer.body["detail"].as_str().unwrap_or_default().to_owned())
    };

    let approved = answers("approve").await;

    assert_eq!(approved, answers("reject").await);
    assert_eq!(approved, answers("request_changes").await);
}

#[actix_web::test]
async fn an_embargo_keeps_what_was_approved_from_the_public_until_it_ends() {
    let app = TestApp::spawn().await;
    let (rosa, ruth, visitor) = (app.uploader("rosa", "Casa Abierta").await, app.reviewer("ruth").await, app.visitor());
    let embargo = app.app.clock.now().plus_seconds(600);
    let sent = submit_link(&rosa, "Handbook", json!({"embargo_until": embargo})).await;

    let approved = ruth.decide(&sent, "approve").await.expect(200);
    let before = visitor.search("handbook").await.body["total"].clone();
    app.app.clock.advance_seconds(601);
    wait_for_effect(&app, &ruth, &sent.id()).await;

    assert_eq!((&approved.body["change"], &approved.body["decision"]["effective_at"]), (&Value::Null, &json!(embargo.to_string())));
    assert_eq!(before, 0);
    assert_eq!(visitor.titles_after(&json!(1), "handbook").await, ["Handbook"]);
}

#[actix_web::test]
async fn what_is_withdrawn_is_gone_at_once_and_says_why_and_comes_back_when_restored() {
    let app = TestApp::spawn().await;
    let (rosa, ingrid, visitor) = (app.uploader("rosa", "Casa Abierta").await, app.admin("ingrid").await, app.visitor());
    let sent = rosa.submit("Handbook", "Every member may pass the lantern").await;
    app.wait_for_inspections().await;
    let approved = ingrid.decide(&sent, "approve").await.expect(200);
    let resource = format!("/api/v1/resources/{}", approved.body["resource_id"].as_str().unwrap());
    assert_eq!(visitor.titles_after(&approved.body["change"], "lantern").await, ["Handbook"]);
    let file = visitor.get(&resource).await.body["files"][0]["id"].as_str().unwrap().to_owned();

    let withdrawal = json!({"reason": "privacy", "note": "A person in it asked us to."});
    ingrid.post(&format!("{resource}/withdraw"), withdrawal).await.expect(200);

    for path in [resource.clone(), format!("{resource}/files/{file}")] {
        let gone = visitor.get(&path).await.expect(410);
        assert_eq!((&gone.body["reason"], &gone.body["note"]), (&json!("privacy"), &json!("A person in it asked us to.")));
    }
    let (found, all) = (visitor.search("lantern").await, visitor.get("/api/v1/resources").await);
    assert_eq!((&found.body["total"], &all.body["total"], &all.body["facets"]["section"]), (&json!(0), &json!(0), &json!([])));
    assert_eq!(ingrid.post(&format!("{resource}/withdraw"), json!({"reason": "privacy"})).await.summary(), "409 wrong_status");
    let restored = ingrid.post(&format!("{resource}/restore"), Value::Null).await.expect(200);
    assert_eq!(visitor.titles_after(&restored.body["change"], "lantern").await, ["Handbook"]);
    visitor.get(&format!("{resource}/files/{file}")).await.expect(200);
}

#[actix_web::test]
async fn a_decision_on_what_another_reviewer_has_just_changed_is_told_who_did() {
    let app = TestApp::spawn().await;
    let (rosa, ruth, ines) = (app.uploader("rosa", "Casa Abierta").await, app.reviewer("ruth").await, app.reviewer("ines").await);
    let sent = submit_link(&rosa, "Handbok", json!({})).await;

    let fix = json!({"version": sent.version(), "metadata": {"title": "Handbook"}});
    ruth.patch(&submission(&sent.id()), fix).await.expect(200);
    let stale = ines.decide(&sent, "approve").await;

    assert_eq!((stale.summary().as_str(), &stale.body["by"]), ("409 version_conflict", &json!("ruth")));
}
