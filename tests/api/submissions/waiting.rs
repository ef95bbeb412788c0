//! Waiting: a place in the queue, what decisions usually take, and what happens when the promise is broken.

use super::{PATH, path_of};
use crate::support::app::TestApp;
use crate::support::client::{Answer, Client, link};
use crate::support::letters::{Letter, letters};
use crate::support::wait::wait_until;
use commonshelf::domain::words::{MembershipRole, SiteRole};
use serde_json::{Value, json};

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

async fn submit(client: &Client, title: &str, section: &str) -> Answer {
    let mut work = link(title);
    work["section"] = json!(section);
    client.post(&format!("{PATH}?submit=true"), work).await.expect(201)
}

async fn queue(client: &Client, submission: &Answer) -> Value {
    client.get(&path_of(submission)).await.expect(200).body["queue"].clone()
}

#[actix_web::test]
async fn who_waits_is_told_the_place_and_how_long_it_usually_takes() {
    let app = TestApp::spawn().await;
    let (mut rosa, mut ruth) = (app.uploader("rosa", "Casa Abierta").await, app.reviewer("ruth").await);
    // Of the section: ten that took two hours. Elsewhere: twenty that took five.
    for (section, hours, count) in [("learn", 2, 10), ("promote", 5, 20)] {
        let mut sent = Vec::new();
        for n in 0..count {
            sent.push(submit(&rosa, &format!("Work {n}"), section).await);
        }
        app.app.clock.advance_seconds(hours * HOUR);
        (rosa, ruth) = (app.sign_in("rosa").await, app.sign_in("ruth").await);
        for submission in &sent {
            ruth.decide(submission, "reject").await.expect(200);
        }
    }

    let first = submit(&rosa, "First", "learn").await;
    let second = submit(&rosa, "Second", "take_action").await;

    assert_eq!(queue(&rosa, &first).await, json!({"place": 1, "usual_hours": 2}));
    assert_eq!(queue(&rosa, &second).await, json!({"place": 2, "usual_hours": 5}));
    ruth.decide(&first, "reject").await.expect(200);
    assert_eq!(queue(&rosa, &first).await, Value::Null);
    assert_eq!(queue(&rosa, &second).await["place"], 1);
}

#[actix_web::test]
async fn too_few_decisions_say_nothing_and_a_held_one_is_not_given_away() {
    let app = TestApp::spawn().await;
    let (rosa, ruth) = (app.uploader("rosa", "Casa Abierta").await, app.reviewer("ruth").await);
    let held = submit(&rosa, "Held", "learn").await;
    let decision = json!({"decision": "approve", "version": held.version(), "hold_seconds": 600});
    ruth.post(&format!("{}/decision", path_of(&held)), decision).await.expect(200);

    let shown = rosa.get(&path_of(&held)).await.expect(200).body;

    assert_eq!((&shown["status"], &shown["queue"]), (&json!("submitted"), &json!({"place": 1})));
    assert!(shown["due_at"].is_string() && shown.get("public_at").is_none());
}

async fn overdue_letters(app: &TestApp) -> Vec<Letter> {
    let mut found: Vec<Letter> =
        letters(app).await.into_iter().filter(|letter| letter.subject.contains("longer than we promised")).collect();
    found.sort_by(|one, other| one.to.cmp(&other.to));
    found
}

async fn people_told(app: &TestApp) -> Vec<String> {
    overdue_letters(app).await.into_iter().map(|letter| letter.to.split('@').next().unwrap().to_owned()).collect()
}

#[actix_web::test]
async fn a_broken_promise_is_shown_in_the_queue_and_brought_before_reviewers_and_then_admins_once() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    let ruth = app.reviewer("ruth").await;
    app.admin("ingrid").await;
    app.member("rene", SiteRole::Reviewer, "Casa Abierta", MembershipRole::Uploader).await;
    let promised = rosa.get(&format!("{PATH}/limits")).await.body["promised_days"].as_i64().unwrap();
    let sent = submit(&rosa, "Handbook", "learn").await;
    assert_eq!(ruth.get("/api/v1/reviews").await.body["items"][0]["is_overdue"], false);

    app.app.clock.advance_seconds(promised * DAY + HOUR);
    wait_until("the reviewer was told", async || people_told(&app).await == ["ruth"]).await;
    let ruth = app.sign_in("ruth").await;
    assert_eq!(ruth.get("/api/v1/reviews").await.body["items"][0]["is_overdue"], true);
    let letter = overdue_letters(&app).await.remove(0);
    assert!(letter.text.contains("Handbook") && letter.text.contains(&format!("within {promised} days")), "{}", letter.text);

    app.app.clock.advance_seconds(8 * DAY);
    wait_until("the admin was told", async || people_told(&app).await == ["ingrid", "ruth"]).await;
    app.app.clock.advance_seconds(3 * DAY);
    app.wait_for_jobs("escalate").await;
    assert_eq!(people_told(&app).await, ["ingrid", "ruth"], "each is told once");

    // Handed in again, it has a promise of its own.
    let ruth = app.sign_in("ruth").await;
    let sent_back = ruth.decide(&ruth.get(&path_of(&sent)).await, "request_changes").await.expect(200);
    let rosa = app.sign_in("rosa").await;
    let again = rosa.post(&format!("{}/submit", path_of(&sent)), json!({"version": sent_back.version()})).await.expect(200);
    assert_eq!(again.body["is_overdue"], false);
    app.app.clock.advance_seconds(promised * DAY + HOUR);
    wait_until("the reviewer was told again", async || people_told(&app).await == ["ingrid", "ruth", "ruth"]).await;
}

async fn choose(admin: &Client, settings: Value) {
    let version = admin.get("/api/v1/settings").await.expect(200).version();
    admin.patch("/api/v1/settings", json!({"version": version, "settings": settings})).await.expect(200);
}

async fn submit_in(client: &Client, title: &str, language: &str) -> Answer {
    let mut work = link(title);
    work["language"] = json!(language);
    client.post(&format!("{PATH}?submit=true"), work).await.expect(201)
}

async fn profile(reviewer: &Client, mut profile: Value) {
    profile["version"] = json!(reviewer.get("/api/v1/reviews/me").await.expect(200).version());
    reviewer.put("/api/v1/reviews/me", profile).await.expect(200);
}

#[actix_web::test]
async fn admins_say_what_is_promised_and_it_holds_for_what_waits_already() {
    let app = TestApp::spawn().await;
    let (rosa, ingrid) = (app.uploader("rosa", "Casa Abierta").await, app.admin("ingrid").await);
    let sent = submit(&rosa, "Handbook", "learn").await;
    let before = rosa.get(&path_of(&sent)).await.expect(200).body["due_at"].clone();

    choose(&ingrid, json!({"promise_days": 3})).await;

    let after = rosa.get(&path_of(&sent)).await.expect(200).body["due_at"].clone();
    assert_eq!(rosa.get(&format!("{PATH}/limits")).await.body["promised_days"], 3);
    assert!(after.as_str().unwrap() < before.as_str().unwrap(), "{after} is before {before}");
    app.app.clock.advance_seconds(3 * DAY + HOUR);
    let ingrid = app.sign_in("ingrid").await;
    assert_eq!(ingrid.get("/api/v1/reviews").await.body["items"][0]["is_overdue"], true, "the queue goes by the same number");
}

#[actix_web::test]
async fn a_broken_promise_is_brought_before_those_who_read_such_and_are_there() {
    let app = TestApp::spawn().await;
    let (rosa, ingrid) = (app.uploader("rosa", "Casa Abierta").await, app.admin("ingrid").await);
    let (ana, ben, zoe) = (app.reviewer("ana").await, app.reviewer("ben").await, app.reviewer("zoe").await);
    choose(&ingrid, json!({"promise_days": 3, "promise_admin_days": 2})).await;
    profile(&ana, json!({"languages": ["es"], "sections": ["learn", "take_action"]})).await;
    profile(&ben, json!({"languages": ["fr"]})).await;
    profile(&zoe, json!({"languages": ["es"], "away_until": app.app.clock.now().plus_days(60)})).await;
    submit_in(&rosa, "Manual", "es-MX").await;

    app.app.clock.advance_seconds(3 * DAY + HOUR);
    wait_until("who reads Spanish was told", async || people_told(&app).await == ["ana"]).await;
    app.app.clock.advance_seconds(2 * DAY);
    wait_until("the admin was told", async || people_told(&app).await == ["ana", "ingrid"]).await;

    // What nobody reads who is there is everyone's, and each letter names what its reader was asked for.
    submit_in(&app.sign_in("rosa").await, "Handbuch", "de").await;
    app.app.clock.advance_seconds(3 * DAY + HOUR);
    wait_until("both were told", async || people_told(&app).await == ["ana", "ana", "ben", "ingrid"]).await;
    let to_ben = overdue_letters(&app).await.remove(2);
    assert!(to_ben.text.contains("Handbuch") && !to_ben.text.contains("Manual"), "{}", to_ben.text);
}

#[actix_web::test]
async fn where_no_reviewer_can_decide_admins_hear_of_a_broken_promise_at_once() {
    let app = TestApp::spawn().await;
    let (rosa, zoe) = (app.uploader("rosa", "Casa Abierta").await, app.reviewer("zoe").await);
    app.member("rene", SiteRole::Reviewer, "Casa Abierta", MembershipRole::Uploader).await;
    app.admin("ingrid").await;
    profile(&zoe, json!({"away_until": app.app.clock.now().plus_days(60)})).await;
    submit(&rosa, "Handbook", "learn").await;

    app.app.clock.advance_seconds(14 * DAY + HOUR);

    wait_until("the admin was told", async || people_told(&app).await == ["ingrid"]).await;
}
