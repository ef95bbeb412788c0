//! Decisions in bulk, the hold by where a decision is made from, and taking it back.

use super::{decide, decision_letters, submission, submit_link, wait_for_effect};
use crate::support::app::{TestApp, full_scale};
use crate::support::client::{Answer, Client};
use crate::support::letters::letters;
use commonshelf::db::events;
use futures_util::future::join;
use serde_json::{Value, json};

fn one(sent: &Answer, decision: &str) -> Value {
    json!({"submission_id": sent.id(), "version": sent.version(), "decision": decision, "reason": null})
}

async fn decide_many(reviewer: &Client, decisions: Vec<Value>, more: Value) -> Answer {
    let mut body = json!({"decisions": decisions});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    reviewer.post("/api/v1/reviews/decisions", body).await
}

#[actix_web::test]
async fn of_many_decisions_each_stands_for_itself_and_what_changed_since_is_refused() {
    let app = TestApp::spawn().await;
    let (rosa, ana, ben) = (app.uploader("rosa", "Casa Abierta").await, app.reviewer("ana").await, app.reviewer("ben").await);
    let mut sent = Vec::new();
    for title in ["Good", "Changed", "Claimed", "Unexplained", "Bad"] {
        sent.push(submit_link(&rosa, title, json!({})).await);
    }
    ben.patch(&submission(&sent[1].id()), json!({"version": sent[1].version(), "metadata": {"year": 2020}})).await.expect(200);
    ben.post(&format!("{}/claim", submission(&sent[2].id())), Value::Null).await.expect(200);
    let mut bad = one(&sent[4], "reject");
    bad["reason"] = json!("duplicate");
    let decisions =
        || vec![one(&sent[0], "approve"), one(&sent[1], "approve"), one(&sent[2], "approve"), one(&sent[3], "reject"), bad.clone()];

    let rehearsed = decide_many(&ana, decisions(), json!({"dry_run": true})).await.expect(200);
    let untouched = ana.get("/api/v1/reviews/counts").await.expect(200);
    let done = decide_many(&ana, decisions(), json!({"hold_seconds": 0})).await.expect(200);

    let problems = |answer: &Answer| {
        let results = answer.body["results"].as_array().unwrap().clone();
        results.into_iter().map(|result| result["problem"]["code"].as_str().unwrap_or("done").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(problems(&rehearsed), ["done", "version_conflict", "claimed", "invalid_input", "done"]);
    assert_eq!(problems(&done), problems(&rehearsed), "a dry run says what would come of it");
    assert_eq!((&untouched.body["waiting"], &done.body["done"], &done.body["refused"]), (&json!(5), &json!(2), &json!(3)));
    assert_eq!(done.body["results"][1]["problem"]["by"], "ben");
    assert_eq!(app.visitor().titles_after(&done.body["change"], "good").await, ["Good"]);
}

#[actix_web::test]
async fn many_decisions_are_held_for_a_minute_and_can_be_taken_back_together() {
    let app = TestApp::spawn().await;
    let (rosa, ana) = (app.uploader("rosa", "Casa Abierta").await, app.reviewer("ana").await);
    let (first, second) = (submit_link(&rosa, "First", json!({})).await, submit_link(&rosa, "Second", json!({})).await);
    let letters_before = decision_letters(&app).await;

    let held = decide_many(&ana, vec![one(&first, "approve"), one(&second, "approve")], json!({})).await.expect(200);
    app.app.clock.advance_seconds(50);
    let undo = json!({"submissions": [first.id(), second.id()]});
    let undone = ana.post("/api/v1/reviews/decisions/undo", undo.clone()).await.expect(200);
    let twice = ana.post("/api/v1/reviews/decisions/undo", undo).await.expect(200);

    assert_eq!((&held.body["done"], &held.body["change"]), (&json!(2), &Value::Null));
    assert_eq!((&undone.body["done"], &undone.body["results"][0]["status"]), (&json!(2), &json!("submitted")));
    assert_eq!((&twice.body["refused"], &twice.body["results"][1]["problem"]["code"]), (&json!(2), &json!("nothing_to_undo")));
    assert_eq!(decision_letters(&app).await, letters_before);
    assert_eq!(decide_many(&ana, vec![one(&first, "approve"); 101], json!({})).await.expect(422).fields(), ["decisions"]);
}

/// The main job with what a library comes with: the hold of a page, and the rates.
#[actix_web::test]
async fn what_is_approved_on_a_page_can_be_taken_back_for_half_a_minute_and_is_found_then() {
    let app = TestApp::spawn().await;
    let (rosa, ana, visitor) = (app.uploader("rosa", "Casa Abierta").await, app.reviewer("ana").await, app.visitor());
    let sent = rosa.submit("Handbook", "Every member may pass the lantern").await;
    app.wait_for_inspections().await;
    let page = json!({"decision": "approve", "from": "page"});

    let slip = decide(&ana, &sent, page.clone()).await.expect(200);
    app.app.clock.advance_seconds(29);
    let undone = ana.post(&format!("{}/decision/undo", submission(&sent.id())), Value::Null).await.expect(200);
    decide(&ana, &undone, page).await.expect(200);
    app.app.clock.advance_seconds(29);
    let during = visitor.search("lantern").await.body["total"].clone();
    app.app.clock.advance_seconds(2);
    wait_for_effect(&app, &ana, &sent.id()).await;

    assert_eq!((&slip.body["status"], &slip.body["change"], during), (&json!("approved"), &Value::Null, json!(0)));
    assert_eq!(visitor.titles_after(&json!(1), "lantern").await, ["Handbook"]);
    let late = ana.post(&format!("{}/decision/undo", submission(&sent.id())), Value::Null).await;
    assert_eq!(late.summary(), "409 nothing_to_undo");
    assert_eq!(letters(&app).await.iter().filter(|letter| letter.subject.contains("approved")).count(), 1);
}

/// How often the race is run.
const RACES: usize = 200;

#[actix_web::test]
async fn of_two_reviewers_who_decide_at_once_one_wins_200_times_with_one_edition_and_one_mail() {
    let app = TestApp::spawn().await;
    let (rosa, ana, ben) = (app.uploader("rosa", "Casa Abierta").await, app.reviewer("ana").await, app.reviewer("ben").await);
    let races = if full_scale() { RACES * 5 } else { RACES };
    let mut won = [0, 0];

    for round in 0..races {
        let sent = submit_link(&rosa, &format!("Handbook {round}"), json!({})).await;
        let (by_ana, by_ben) = match round % 2 {
            0 => join(ana.decide(&sent, "approve"), ben.decide(&sent, "approve")).await,
            _ => {
                let (by_ben, by_ana) = join(ben.decide(&sent, "approve"), ana.decide(&sent, "approve")).await;
                (by_ana, by_ben)
            }
        };
        let (winner, loser, name) = if by_ana.status == 200 { (&by_ana, &by_ben, "ana") } else { (&by_ben, &by_ana, "ben") };
        won[usize::from(name == "ben")] += 1;
        assert_eq!((winner.summary(), loser.summary()), ("200".to_owned(), "409 already_decided".to_owned()), "{}", loser.text);
        assert_eq!((&loser.body["by"], &loser.body["at"]), (&json!(name), &winner.body["decision"]["decided_at"]));
    }

    println!("{races} races: ana won {}, ben won {}", won[0], won[1]);
    let trail = app.app.db.read(move |c| events::list(c, None, 100_000)).await.unwrap();
    assert_eq!(trail.iter().filter(|event| event.act == "resource.publish").count(), races, "one edition each");
    let approved = letters(&app).await.iter().filter(|letter| letter.subject.contains("was approved")).count();
    assert_eq!(approved, races, "one mail each");
}
