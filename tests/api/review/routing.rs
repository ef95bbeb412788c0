//! Whose business a submission is: by what reviewers read, whether they are there, and how long it has waited.

use super::{submission, submit_link, titles};
use crate::support::app::TestApp;
use crate::support::client::{Answer, Client};
use commonshelf::domain::words::{MembershipRole, SiteRole};
use serde_json::{Value, json};

async fn reads(reviewer: &Client, what: Value) -> Answer {
    let before = reviewer.get("/api/v1/reviews/me").await.expect(200);
    let mut profile = json!({"version": before.version()});
    profile.as_object_mut().unwrap().extend(what.as_object().unwrap().clone());
    reviewer.put("/api/v1/reviews/me", profile).await
}

async fn queue(reviewer: &Client, filter: &str) -> String {
    let list = reviewer.get(&format!("/api/v1/reviews?{filter}")).await.expect(200);
    assert_eq!(list.body["total"], titles(&list).len());
    titles(&list).join(", ")
}

#[actix_web::test]
async fn reviewers_are_shown_what_they_read_and_what_nobody_reads_is_shown_to_all() {
    let app = TestApp::spawn().await;
    let (rosa, ana, ben) = (app.uploader("rosa", "Casa Abierta").await, app.reviewer("ana").await, app.reviewer("ben").await);
    for (title, language, section) in
        [("Manual", "es-MX", "learn"), ("Affiche", "fr", "promote"), ("Guide", "en", "learn"), ("دليل", "ar", "learn")]
    {
        submit_link(&rosa, title, json!({"language": language, "section": section})).await;
    }
    submit_link(&rosa, "Left open", json!({"language": "mul", "section": null})).await;

    reads(&ana, json!({"languages": ["es", "en"]})).await.expect(200);
    reads(&ben, json!({"languages": ["fr", "es"], "sections": ["promote"]})).await.expect(200);

    assert_eq!(queue(&ana, "").await, "Manual, Guide, دليل, Left open");
    assert_eq!(queue(&ben, "").await, "Affiche, دليل, Left open");
    assert_eq!(queue(&ben, "for_me=false").await, "Manual, Affiche, Guide, دليل, Left open");
    assert_eq!(queue(&ben, "language=fr&section=promote").await, "Affiche");
}

#[actix_web::test]
async fn what_has_waited_longer_than_promised_is_everyones() {
    let app = TestApp::spawn().await;
    let (rosa, ana, ben) = (app.uploader("rosa", "Casa Abierta").await, app.reviewer("ana").await, app.reviewer("ben").await);
    reads(&ana, json!({"languages": ["es"]})).await.expect(200);
    reads(&ben, json!({"languages": ["fr"]})).await.expect(200);
    submit_link(&rosa, "Manual", json!({"language": "es"})).await;

    let before = queue(&ben, "").await;
    app.app.clock.advance_seconds(15 * 86_400);
    let ben = app.sign_in("ben").await;
    let list = ben.get("/api/v1/reviews").await.expect(200);

    assert_eq!((before.as_str(), titles(&list)), ("", vec!["Manual"]));
    assert_eq!((&list.body["items"][0]["is_overdue"], queue(&ben, "overdue=true").await.as_str()), (&json!(true), "Manual"));
    assert_eq!(ben.get("/api/v1/reviews/counts").await.body["overdue"], 1);
}

#[actix_web::test]
async fn what_the_own_organization_sent_is_nothing_for_me_but_can_be_asked_for() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    let rene = app.member("rene", SiteRole::Reviewer, "Casa Abierta", MembershipRole::Uploader).await;
    submit_link(&rosa, "Ours", json!({})).await;

    assert_eq!((queue(&rene, "").await.as_str(), queue(&rene, "for_me=false").await.as_str()), ("", "Ours"));
}

#[actix_web::test]
async fn a_reviewer_who_is_away_lets_go_of_everything_and_others_step_in() {
    let app = TestApp::spawn().await;
    let (rosa, ana, ben) = (app.uploader("rosa", "Casa Abierta").await, app.reviewer("ana").await, app.reviewer("ben").await);
    let sent = submit_link(&rosa, "Manual", json!({"language": "es"})).await;
    reads(&ana, json!({"languages": ["es"]})).await.expect(200);
    reads(&ben, json!({"languages": ["fr"]})).await.expect(200);
    ana.post(&format!("{}/claim", submission(&sent.id())), Value::Null).await.expect(200);
    let before = queue(&ben, "").await;

    let until = app.app.clock.now().plus_days(3);
    let away = reads(&ana, json!({"languages": ["es"], "away_until": until})).await.expect(200);

    assert_eq!((before.as_str(), queue(&ben, "").await.as_str()), ("", "Manual"), "nobody who is there reads it");
    assert_eq!(ben.get(&submission(&sent.id())).await.body["review"]["claim"], Value::Null);
    assert_eq!(away.body["away_until"], json!(until.to_string()));
    let list = ben.get("/api/v1/reviews/reviewers").await.expect(200);
    assert_eq!((&list.body["items"][0]["name"], &list.body["items"][0]["away_until"]), (&json!("ana"), &json!(until.to_string())));
    let look = json!({"reviewer_id": list.body["items"][0]["id"]});
    assert_eq!(ben.post(&format!("{}/second-looks", submission(&sent.id())), look).await.expect(422).fields(), ["reviewer_id"]);
    app.app.clock.advance_seconds(3 * 86_400 + 1);
    let (ana, ben) = (app.sign_in("ana").await, app.sign_in("ben").await);
    assert_eq!((queue(&ana, "").await.as_str(), queue(&ben, "").await.as_str()), ("Manual", ""));
}

#[actix_web::test]
async fn the_queue_is_narrowed_by_organization_and_by_claim() {
    let app = TestApp::spawn().await;
    let (rosa, leo) = (app.uploader("rosa", "Casa Abierta").await, app.uploader("leo", "Grupo Luna").await);
    let (ana, ben) = (app.reviewer("ana").await, app.reviewer("ben").await);
    let (luna, claimed) = (app.organization("Grupo Luna").await, submit_link(&rosa, "Claimed", json!({})).await);
    submit_link(&leo, "Free", json!({})).await;
    ana.post(&format!("{}/claim", submission(&claimed.id())), Value::Null).await.expect(200);

    assert_eq!(queue(&ben, &format!("organization={luna}")).await, "Free");
    assert_eq!((queue(&ana, "claimed=me").await.as_str(), queue(&ben, "claimed=me").await.as_str()), ("Claimed", ""));
    assert_eq!((queue(&ben, "claimed=anyone").await.as_str(), queue(&ben, "claimed=nobody").await.as_str()), ("Claimed", "Free"));
    assert_eq!(ben.get("/api/v1/reviews?claimed=them").await.fields(), ["claimed"]);
}
