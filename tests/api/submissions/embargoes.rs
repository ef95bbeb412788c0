//! Embargoes: bounded when they are set, shown to whoever set them, told of by mail, and lifted at will.

use super::{PATH, path_of};
use crate::support::app::TestApp;
use crate::support::client::{Answer, link};
use crate::support::letters::letters;
use crate::support::wait::wait_until;
use serde_json::{Value, json};

fn until(app: &TestApp, days: i64) -> Value {
    json!(app.app.clock.now().plus_days(days).to_string())
}

async fn submit_until(app: &TestApp, client: &crate::support::client::Client, days: i64) -> Answer {
    let mut work = link("Handbook");
    work["embargo_until"] = until(app, days);
    client.post(&format!("{PATH}?submit=true"), work).await.expect(201)
}

async fn subjects(app: &TestApp, email: &str) -> Vec<String> {
    letters(app).await.into_iter().filter(|letter| letter.to == email).map(|letter| letter.subject).collect()
}

#[actix_web::test]
async fn an_embargo_in_the_past_or_too_far_ahead_is_refused_and_one_that_has_passed_is_in_nobodys_way() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    for days in [-1, 800] {
        let refused = rosa.post(PATH, json!({"embargo_until": until(&app, days)})).await;
        assert_eq!(refused.fields(), ["embargo_until"]);
    }
    let mut work = link("Handbook");
    work["embargo_until"] = until(&app, 1);
    let draft = rosa.post(PATH, work).await.expect(201);
    let moved = json!({"version": 1, "metadata": {"embargo_until": until(&app, 800)}});
    assert_eq!(rosa.patch(&path_of(&draft), moved).await.fields(), ["embargo_until"]);

    app.app.clock.advance_seconds(2 * 86_400);
    let rosa = app.sign_in("rosa").await;
    let edited = rosa.patch(&path_of(&draft), json!({"version": 1, "metadata": {"title": "Handbook, at last"}})).await.expect(200);
    rosa.post(&format!("{}/submit", path_of(&draft)), json!({"version": edited.version()})).await.expect(200);
}

#[actix_web::test]
async fn who_waits_for_the_end_of_an_embargo_is_told_of_the_approval_at_once_and_of_the_publication_then() {
    let app = TestApp::spawn().await;
    let (rosa, ruth) = (app.uploader("rosa", "Casa Abierta").await, app.reviewer("ruth").await);
    let submitted = submit_until(&app, &rosa, 10).await;

    ruth.decide(&submitted, "approve").await.expect(200);

    let shown = rosa.get(&path_of(&submitted)).await.body;
    assert_eq!((&shown["status"], &shown["public_at"]), (&json!("approved"), &submitted.body["metadata"]["embargo_until"]));
    let approved = "“Handbook” was approved and waits for its date";
    wait_until("the approval was told", async || subjects(&app, "rosa@example.org").await.contains(&approved.to_owned())).await;
    app.app.clock.advance_seconds(11 * 86_400);
    app.app.db.jobs().ring();
    let is_public = async || app.visitor().get("/api/v1/resources").await.body["total"] == 1;
    wait_until("the embargo ended", is_public).await;
    assert_eq!(subjects(&app, "rosa@example.org").await, ["We have received “Handbook”", approved, "“Handbook” was approved"]);
}

#[actix_web::test]
async fn an_embargo_is_lifted_by_whoever_shares_the_work_and_then_it_is_public_at_once() {
    let app = TestApp::spawn().await;
    let (rosa, otto, ruth) =
        (app.uploader("rosa", "Casa Abierta").await, app.uploader("otto", "Red Sur").await, app.reviewer("ruth").await);
    let submitted = submit_until(&app, &rosa, 10).await;
    let approved = ruth.decide(&submitted, "approve").await.expect(200);
    let lift = format!("{}/embargo/lift", path_of(&submitted));
    let body = json!({"version": approved.version()});

    assert_eq!(otto.post(&lift, body.clone()).await.summary(), "404 not_found");
    assert_eq!(ruth.post(&lift, body.clone()).await.summary(), "403 not_a_member");
    let lifted = rosa.post(&lift, body.clone()).await.expect(200);

    let path = format!("/api/v1/resources/{}", lifted.body["resource_id"].as_str().unwrap());
    app.visitor().get(&path).await.expect(200);
    assert_eq!(app.visitor().titles_after(&lifted.body["change"], "handbook").await, ["Handbook"]);
    assert_eq!(rosa.post(&lift, json!({"version": lifted.version()})).await.summary(), "409 no_embargo");
}

#[actix_web::test]
async fn an_embargo_is_lifted_before_anybody_decided_and_the_hold_of_a_decision_stays() {
    let app = TestApp::spawn().await;
    let (rosa, ruth) = (app.uploader("rosa", "Casa Abierta").await, app.reviewer("ruth").await);
    let (waiting, held) = (submit_until(&app, &rosa, 10).await, submit_until(&app, &rosa, 10).await);
    let decision = json!({"decision": "approve", "version": held.version(), "hold_seconds": 600});
    ruth.post(&format!("{}/decision", path_of(&held)), decision).await.expect(200);

    let version = async |of: &Answer| rosa.get(&path_of(of)).await.version();
    let lift = async |of: &Answer| rosa.post(&format!("{}/embargo/lift", path_of(of)), json!({"version": version(of).await})).await;
    let (of_waiting, of_held) = (lift(&waiting).await.expect(200), lift(&held).await.expect(200));

    assert_eq!((&of_waiting.body["status"], &of_held.body["status"]), (&json!("submitted"), &json!("submitted")));
    assert_eq!(of_waiting.body["metadata"].get("embargo_until"), None);
    assert_eq!(app.visitor().get("/api/v1/resources").await.body["total"], 0);
    app.app.clock.advance_seconds(601);
    app.app.db.jobs().ring();
    wait_until("the hold ended", async || app.visitor().get("/api/v1/resources").await.body["total"] == 1).await;
}
