//! Review: the queue, the decision with its three outcomes, the hold in which it can be undone, the embargo, and what comes after.

use crate::support::app::TestApp;
use crate::support::client::{Answer, Client, metadata};
use crate::support::wait::wait_until;
use commonshelf::domain::words::{MembershipRole, SiteRole};
use serde_json::{Value, json};

/// A submission of Rosa's whose file was looked at.
async fn waiting(app: &TestApp, rosa: &Client, title: &str) -> Answer {
    let submission = rosa.submit(title, "a lantern goes round").await;
    app.wait_for_inspections().await;
    submission
}

async fn decide(by: &Client, submission: &Answer, mut decision: Value) -> Answer {
    decision["version"] = json!(submission.version());
    by.post(&format!("/api/v1/submissions/{}/decision", submission.id()), decision).await
}

async fn status(client: &Client, submission: &Answer) -> String {
    client.get(&format!("/api/v1/submissions/{}", submission.id())).await.expect(200).body["status"].as_str().unwrap().to_owned()
}

async fn total(app: &TestApp) -> Value {
    app.visitor().search("lantern").await.body["total"].clone()
}

#[actix_web::test]
async fn the_queue_shows_the_longest_waiting_first_and_can_be_narrowed_and_paged() {
    let app = TestApp::spawn().await;
    let (rosa, ingrid) = (app.uploader("rosa", "Casa Abierta").await, app.reviewer("ingrid").await);
    for title in ["First", "Second", "Third"] {
        rosa.submit(title, "words").await;
    }
    let mut learn = metadata("Study");
    (learn["section"], learn["language"]) = (json!("learn"), json!("es"));
    rosa.upload("/api/v1/submissions?submit=true", Some(&learn), &[("study.txt", b"Un estudio de ayuda mutua.".to_vec())])
        .await
        .expect(201);
    rosa.post("/api/v1/submissions", metadata("Draft")).await.expect(201);

    let first = ingrid.get("/api/v1/reviews?limit=3").await.expect(200);
    let rest = ingrid.get(&format!("/api/v1/reviews?limit=3&cursor={}", first.body["next_cursor"].as_str().unwrap())).await.expect(200);

    let titles = |page: &Answer| -> Vec<String> {
        let items = page.body["items"].as_array().unwrap();
        items.iter().map(|item| item["metadata"]["title"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!((titles(&first), titles(&rest)), (vec!["First".into(), "Second".into(), "Third".into()], vec!["Study".into()]));
    assert_eq!((&first.body["total"], &rest.body["next_cursor"]), (&json!(4), &Value::Null));
    assert_eq!(titles(&ingrid.get("/api/v1/reviews?section=learn").await), ["Study"]);
    assert_eq!(titles(&ingrid.get("/api/v1/reviews?language=es").await), ["Study"]);
    assert_eq!(ingrid.get("/api/v1/reviews?status=draft").await.summary(), "422 invalid_input");
}

#[actix_web::test]
async fn a_refusal_says_why_and_sending_back_lets_the_submitter_go_on() {
    let app = TestApp::spawn().await;
    let (rosa, ingrid) = (app.uploader("rosa", "Casa Abierta").await, app.reviewer("ingrid").await);
    let submission = waiting(&app, &rosa, "Handbook").await;

    let silent = decide(&ingrid, &submission, json!({"decision": "request_changes"})).await;
    let changes = json!({"decision": "request_changes", "reason": "unclear_rights", "note": "Whose pictures are these?"});
    decide(&ingrid, &submission, changes).await.expect(200);
    let seen = rosa.get(&format!("/api/v1/submissions/{}", submission.id())).await.expect(200);
    let path = format!("/api/v1/submissions/{}", submission.id());
    let edited = rosa.patch(&path, json!({"version": seen.version(), "metadata": {"summary": "With our own pictures."}})).await.expect(200);
    let again = rosa.post(&format!("{path}/submit"), json!({"version": edited.version()})).await.expect(200);
    decide(&ingrid, &again, json!({"decision": "reject", "reason": "not_peer_support"})).await.expect(200);

    assert_eq!((silent.summary().as_str(), silent.fields()), ("422 invalid_input", vec!["reason".to_owned()]));
    assert_eq!(seen.body["decision"]["note"], "Whose pictures are these?");
    assert_eq!(status(&rosa, &submission).await, "rejected");
    assert_eq!(rosa.post(&format!("{path}/submit"), json!({"version": again.version() + 1})).await.summary(), "409 wrong_status");
    assert_eq!(total(&app).await, 0);
}

#[actix_web::test]
async fn a_reviewer_cannot_decide_on_what_their_own_organization_sent_and_an_admin_only_with_a_reason() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    let colleague = app.member("nadia", SiteRole::Reviewer, "Casa Abierta", MembershipRole::Uploader).await;
    let head = app.member("ingrid", SiteRole::Admin, "Casa Abierta", MembershipRole::Manager).await;
    let submission = waiting(&app, &rosa, "Handbook").await;

    let refused = decide(&colleague, &submission, json!({"decision": "approve", "override_reason": "I know it well"})).await;
    let without_reason = decide(&head, &submission, json!({"decision": "approve"})).await;
    let with_reason =
        decide(&head, &submission, json!({"decision": "approve", "override_reason": "There is nobody else this month."})).await;

    assert_eq!((refused.summary().as_str(), without_reason.summary().as_str()), ("403 own_submission", "403 own_submission"));
    assert_eq!(with_reason.expect(200).body["decision"]["override_reason"], "There is nobody else this month.");
    let trail = app.app.db.read(|c| commonshelf::db::events::list(c, None, 100)).await.unwrap();
    let decided = trail.iter().find(|event| event.act == "submission.decide").unwrap();
    assert!(decided.details.contains("There is nobody else this month."), "{}", decided.details);
}

#[actix_web::test]
async fn a_section_left_open_is_given_by_the_reviewer_and_another_one_re_files() {
    let app = TestApp::spawn().await;
    let (rosa, ingrid) = (app.uploader("rosa", "Casa Abierta").await, app.reviewer("ingrid").await);
    let mut open = metadata("Open");
    open["section"] = Value::Null;
    let open = rosa.upload("/api/v1/submissions?submit=true", Some(&open), &[("open.txt", b"A lantern.".to_vec())]).await.expect(201);
    let misplaced = waiting(&app, &rosa, "Misplaced").await;

    let refused = decide(&ingrid, &open, json!({"decision": "approve"})).await;
    let filed = decide(&ingrid, &open, json!({"decision": "approve", "section": "promote"})).await.expect(200);
    let refiled = decide(&ingrid, &misplaced, json!({"decision": "approve", "section": "learn"})).await.expect(200);

    assert_eq!(refused.fields(), ["section"]);
    for (answer, section) in [(filed, "promote"), (refiled, "learn")] {
        let resource = format!("/api/v1/resources/{}", answer.body["resource_id"].as_str().unwrap());
        assert_eq!(app.visitor().get(&resource).await.expect(200).body["section"], section);
    }
}

#[actix_web::test]
async fn nothing_is_approved_before_its_files_were_looked_at_unless_the_reason_is_recorded() {
    let app = TestApp::spawn_with(|config| config.extract_workers = 0).await;
    let (rosa, ingrid) = (app.uploader("rosa", "Casa Abierta").await, app.reviewer("ingrid").await);
    let submission = rosa.submit("Handbook", "a lantern").await;

    let too_early = decide(&ingrid, &submission, json!({"decision": "approve"})).await;
    let urgent = json!({"decision": "approve", "override_reason": "Needed for tonight's meeting."});
    let approved = decide(&ingrid, &submission, urgent).await.expect(200);

    assert_eq!(too_early.summary(), "409 inspection_pending");
    let resource = app.visitor().get(&format!("/api/v1/resources/{}", approved.body["resource_id"].as_str().unwrap())).await.expect(200);
    assert_eq!(resource.body["files"], json!([]), "a file that nobody has looked at is withheld");
}

#[actix_web::test]
async fn during_a_hold_nothing_is_public_nobody_is_told_and_it_can_be_undone() {
    let app = TestApp::spawn_with(|config| config.decision_hold_seconds = 30).await;
    let (rosa, ingrid) = (app.uploader("rosa", "Casa Abierta").await, app.reviewer("ingrid").await);
    let submission = waiting(&app, &rosa, "Handbook").await;
    app.wait_for_jobs("mail").await;
    let letters = app.mail().len();

    let held = decide(&ingrid, &submission, json!({"decision": "approve"})).await.expect(200);
    assert_eq!((status(&ingrid, &submission).await.as_str(), status(&rosa, &submission).await.as_str()), ("approved", "submitted"));
    let undone = ingrid.post(&format!("/api/v1/submissions/{}/decision/undo", submission.id()), json!({})).await.expect(200);
    app.app.clock.advance_seconds(31);
    app.wait_for_jobs("publish").await;

    assert_eq!((held.body["change"].clone(), undone.body["status"].clone()), (Value::Null, json!("submitted")));
    assert_eq!((total(&app).await, app.mail().len()), (json!(0), letters), "an undone decision shows nowhere");
    let ingrid = app.sign_in("ingrid").await;
    decide(&ingrid, &undone, json!({"decision": "approve"})).await.expect(200);
    assert_eq!(total(&app).await, 0, "it is held again");
    app.app.clock.advance_seconds(31);
    wait_until("it is public", async || total(&app).await == 1).await;
    app.wait_for_jobs("mail").await;
    assert_eq!(app.mail().len(), letters + 1);
    let late = ingrid.post(&format!("/api/v1/submissions/{}/decision/undo", submission.id()), json!({})).await;
    assert_eq!(late.summary(), "409 nothing_to_undo");
}

#[actix_web::test]
async fn an_embargo_keeps_an_approved_document_back_until_its_end() {
    let app = TestApp::spawn().await;
    let (rosa, ingrid) = (app.uploader("rosa", "Casa Abierta").await, app.reviewer("ingrid").await);
    let mut later = metadata("Later");
    later["embargo_until"] = json!(app.app.clock.now().plus_seconds(600));
    let submission =
        rosa.upload("/api/v1/submissions?submit=true", Some(&later), &[("later.txt", b"A lantern.".to_vec())]).await.expect(201);
    app.wait_for_inspections().await;

    let approved = decide(&ingrid, &submission, json!({"decision": "approve"})).await.expect(200);

    assert_eq!(approved.body["decision"]["effective_at"], later["embargo_until"]);
    assert_eq!((status(&rosa, &submission).await.as_str(), total(&app).await), ("approved", json!(0)));
    app.app.clock.advance_seconds(601);
    wait_until("it is public", async || total(&app).await == 1).await;
}

#[actix_web::test]
async fn a_withdrawn_resource_is_gone_at_once_with_its_reason_and_comes_back_when_restored() {
    let app = TestApp::spawn().await;
    let (rosa, ingrid) = (app.uploader("rosa", "Casa Abierta").await, app.admin("ingrid").await);
    let submission = waiting(&app, &rosa, "Handbook").await;
    let approved = ingrid.decide(&submission, "approve").await.expect(200);
    assert_eq!(app.visitor().titles_after(&approved.body["change"], "lantern").await, ["Handbook"]);
    let resource = format!("/api/v1/resources/{}", approved.body["resource_id"].as_str().unwrap());

    let withdrawal = json!({"reason": "copyright", "note": "At the request of the photographer."});
    ingrid.post(&format!("{resource}/withdraw"), withdrawal.clone()).await.expect(200);

    let found = app.visitor().search("lantern").await;
    assert_eq!((&found.body["total"], &found.body["facets"]["section"]), (&json!(0), &json!([])));
    let gone = app.visitor().get(&resource).await;
    assert_eq!((gone.summary().as_str(), &gone.body["reason"]), ("410 withdrawn", &json!("copyright")));
    assert_eq!(gone.body["note"], "At the request of the photographer.");
    assert_eq!(ingrid.post(&format!("{resource}/withdraw"), withdrawal).await.summary(), "409 wrong_status");
    let restored = ingrid.post(&format!("{resource}/restore"), json!({})).await.expect(200);
    assert_eq!(app.visitor().titles_after(&restored.body["change"], "lantern").await, ["Handbook"]);
}

#[actix_web::test]
async fn reviewers_see_no_drafts_and_fix_metadata_of_what_waits() {
    let app = TestApp::spawn().await;
    let (rosa, ingrid) = (app.uploader("rosa", "Casa Abierta").await, app.reviewer("ingrid").await);
    let draft = rosa.post("/api/v1/submissions", metadata("Draft")).await.expect(201);
    let submission = waiting(&app, &rosa, "Handbok").await;

    let unseen = ingrid.get(&format!("/api/v1/submissions/{}", draft.id())).await;
    let path = format!("/api/v1/submissions/{}", submission.id());
    let fixed = ingrid.patch(&path, json!({"version": submission.version(), "metadata": {"title": "Handbook"}})).await.expect(200);
    let stale = decide(&ingrid, &submission, json!({"decision": "approve"})).await;

    assert_eq!(unseen.summary(), "404 not_found");
    assert_eq!(fixed.body["metadata"]["title"], "Handbook");
    assert_eq!((stale.summary().as_str(), &stale.body["by"]), ("409 version_conflict", &json!("ingrid")));
}
