//! News of what people follow and search for: what has become public since they were last told, from the public search, and nothing else.

use super::a_day_later;
use crate::support::app::TestApp;
use crate::support::client::{Answer, Client};
use crate::support::letters::{Letter, letters};
use commonshelf::domain::words::SiteRole;
use serde_json::{Value, json};

async fn publish(app: &TestApp, title: &str) -> Answer {
    let (ruth, rosa) = (app.sign_in("ruth").await, app.sign_in("rosa").await);
    let submission = rosa.submit(title, "Every member may pass the lantern").await;
    app.wait_for_inspections().await;
    let approved = ruth.decide(&submission, "approve").await.expect(200);
    app.visitor().titles_after(&approved.body["change"], "lantern").await;
    approved
}

/// A library with a reviewer, an uploader, and a reader who is told of this each day.
async fn library(target: Value) -> (TestApp, Client) {
    let app = TestApp::spawn().await;
    app.admin("ingrid").await;
    app.reviewer("ruth").await;
    app.uploader("rosa", "Casa Abierta").await;
    let leo = app.person("leo", SiteRole::User).await;
    leo.post("/api/v1/me/follows", json!({"target": target, "frequency": "daily"})).await.expect(201);
    (app, leo)
}

async fn to_leo(app: &TestApp) -> Vec<Letter> {
    letters(app).await.into_iter().filter(|letter| letter.to == "leo@example.org").collect()
}

#[actix_web::test]
async fn what_is_new_is_told_once_and_what_was_there_before_is_not() {
    let app = TestApp::spawn().await;
    app.reviewer("ruth").await;
    app.uploader("rosa", "Casa Abierta").await;
    publish(&app, "Old handbook").await;
    let leo = app.person("leo", SiteRole::User).await;
    leo.post("/api/v1/me/follows", json!({"target": {"topic": "facilitation"}, "frequency": "daily"})).await.expect(201);

    publish(&app, "First handbook").await;
    a_day_later(&app).await;
    publish(&app, "Second handbook").await;
    a_day_later(&app).await;
    a_day_later(&app).await;

    let said: Vec<_> = to_leo(&app).await.into_iter().map(|letter| (letter.subject, letter.text)).collect();
    assert_eq!(said.len(), 2, "{said:#?}");
    let titles = |text: &str| text.lines().filter_map(|line| line.strip_prefix("- ").map(str::to_owned)).collect::<Vec<_>>();
    assert_eq!(titles(&said[0].1), ["“First handbook”, Casa Abierta"]);
    assert_eq!(titles(&said[1].1), ["“Second handbook”, Casa Abierta"]);
}

#[actix_web::test]
async fn nobody_is_told_of_what_is_not_approved_or_was_withdrawn_by_then() {
    let (app, _) = library(json!({"section": "take_action"})).await;
    let rosa = app.sign_in("rosa").await;
    rosa.submit("Waiting handbook", "Every member may pass the lantern").await;
    let withdrawn = publish(&app, "Withdrawn handbook").await;
    let path = format!("/api/v1/resources/{}/withdraw", withdrawn.body["resource_id"].as_str().unwrap());
    app.sign_in("ingrid").await.post(&path, json!({"reason": "mistake"})).await.expect(200);

    a_day_later(&app).await;

    assert_eq!(to_leo(&app).await.len(), 0);
}

#[actix_web::test]
async fn a_resource_in_several_things_that_one_follows_stands_in_one_letter_once() {
    let (app, leo) = library(json!({"section": "take_action"})).await;
    let casa = app.organization("Casa Abierta").await;
    leo.post("/api/v1/me/follows", json!({"target": {"organization": casa}, "frequency": "daily"})).await.expect(201);
    leo.post("/api/v1/me/follows", json!({"target": {"topic": "facilitation"}, "frequency": "weekly"})).await.expect(201);
    publish(&app, "Handbook").await;

    a_day_later(&app).await;

    let said = to_leo(&app).await;
    assert_eq!((said.len(), said[0].subject.as_str()), (1, "1 new resource in what you follow"));
    assert_eq!(said[0].text.matches("“Handbook”").count(), 1, "{}", said[0].text);
}

#[actix_web::test]
async fn a_weekly_letter_comes_in_the_week_and_not_each_day() {
    let app = TestApp::spawn().await;
    app.reviewer("ruth").await;
    app.uploader("rosa", "Casa Abierta").await;
    let leo = app.person("leo", SiteRole::User).await;
    leo.post("/api/v1/me/saved-searches", json!({"name": "lanterns", "search": {"q": "lantern", "section": ["take_action"]}}))
        .await
        .expect(201);
    publish(&app, "Handbook").await;

    for _ in 0..7 {
        a_day_later(&app).await;
    }

    let said = to_leo(&app).await;
    assert_eq!((said.len(), said[0].subject.as_str()), (1, "1 new result: lanterns"));
}

#[actix_web::test]
async fn a_search_that_does_not_match_is_silent_and_a_changed_one_begins_anew() {
    let app = TestApp::spawn().await;
    app.reviewer("ruth").await;
    app.uploader("rosa", "Casa Abierta").await;
    let leo = app.person("leo", SiteRole::User).await;
    let saved =
        leo.post("/api/v1/me/saved-searches", json!({"name": "x", "search": {"q": "umbrella"}, "frequency": "daily"})).await.expect(201);
    publish(&app, "Handbook").await;
    a_day_later(&app).await;
    assert_eq!(to_leo(&app).await.len(), 0);

    let leo = app.sign_in("leo").await;
    let path = format!("/api/v1/me/saved-searches/{}", saved.id());
    let change = json!({"version": 1, "search": {"q": "lantern"}});
    assert_eq!(leo.patch(&path, change.clone()).await.expect(200).version(), 2);
    assert_eq!(leo.patch(&path, change).await.summary(), "409 version_conflict");
    a_day_later(&app).await;

    assert_eq!(to_leo(&app).await.len(), 0, "the handbook was there when the search was changed");
}

#[actix_web::test]
async fn what_can_not_be_followed_is_refused_in_words() {
    let (app, leo) = library(json!({"section": "learn"})).await;
    let nobody = commonshelf::domain::ids::OrganizationId::new();
    let follow = async |target: Value| leo.post("/api/v1/me/follows", json!({"target": target})).await;

    assert_eq!(follow(json!({"section": "learn"})).await.summary(), "409 already_followed");
    assert_eq!(follow(json!({"topic": "no_such_topic"})).await.fields(), ["target.topic"]);
    assert_eq!(follow(json!({"organization": nobody})).await.fields(), ["target.organization"]);
    assert!(matches!(follow(json!({})).await.status, 400 | 422));
    let own = leo.get("/api/v1/me/follows").await.expect(200).body["items"][0]["id"].as_str().unwrap().to_owned();
    let ruth = app.sign_in("ruth").await;
    assert_eq!(ruth.delete(&format!("/api/v1/me/follows/{own}")).await.summary(), "404 not_found");
    leo.patch(&format!("/api/v1/me/follows/{own}"), json!({"frequency": "weekly"})).await.expect(200);
    leo.delete(&format!("/api/v1/me/follows/{own}")).await.expect(204);
    assert_eq!(leo.get("/api/v1/me/follows").await.body["items"], json!([]));
}
