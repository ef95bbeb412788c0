//! One click stops messages of one kind, for whoever holds a letter of it, and no others (RFC 8058).

use super::{DAY, ask_for_reset};
use crate::support::app::TestApp;
use crate::support::client::{Answer, Client};
use crate::support::letters::{last_letter_to, letters};
use crate::support::wait::wait_until;
use commonshelf::domain::words::SiteRole;
use reqwest::Method;
use serde_json::json;

/// What a mail program does on its own.
async fn click(visitor: &Client, path: &str) -> Answer {
    let click = visitor.request(Method::POST, path).header("content-type", "application/x-www-form-urlencoded");
    visitor.send(click.body("List-Unsubscribe=One-Click")).await
}

#[actix_web::test]
async fn one_click_stops_the_group_of_the_letter_and_looking_stops_nothing() {
    let app = TestApp::spawn().await;
    let (ruth, rosa) = (app.reviewer("ruth").await, app.uploader("rosa", "Casa Abierta").await);
    rosa.submit("Handbook", "Every member may pass the lantern").await;
    let letter = last_letter_to(&app, "rosa@example.org").await;
    let path = letter.unsubscribe();
    assert_eq!(letter.header("List-Unsubscribe-Post"), Some("List-Unsubscribe=One-Click"));
    assert!(letter.text.contains(&path) && letter.html.contains(&path));

    let page = app.visitor().get(&path).await.expect(200);
    assert!(page.text.contains("<form method=\"post\">") && page.text.contains("what you share"), "{}", page.text);
    assert_eq!(rosa.get("/api/v1/me/notifications").await.body["groups"][3]["delivery"], "at_once");
    for _ in 0..2 {
        let stopped = click(&app.visitor(), &path).await.expect(200);
        assert!(!stopped.headers.contains_key("set-cookie") && stopped.text.contains("Stopped"), "{}", stopped.text);
    }

    let submission = rosa.submit("Poster", "Nobody has to speak").await;
    app.wait_for_inspections().await;
    ruth.decide(&submission, "approve").await.expect(200);
    ask_for_reset(&app, "rosa@example.org").await;
    let subjects: Vec<_> = letters(&app).await.into_iter().map(|letter| letter.subject).collect();
    assert_eq!(subjects, ["We have received “Handbook”", "“Poster” was approved", "Choose a new password"]);
}

#[actix_web::test]
async fn a_link_works_for_its_reader_its_kind_and_its_library_alone() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    rosa.submit("Handbook", "Every member may pass the lantern").await;
    let path = last_letter_to(&app, "rosa@example.org").await.unsubscribe();
    let token = path.rsplit('/').next().unwrap();

    for (what, token) in [
        ("review", token),
        ("digest", token),
        ("saved_search", token),
        ("decisions", token),
        ("nothing", token),
        ("submissions", &token[1..]),
        ("submissions", "x"),
    ] {
        let path = format!("/unsubscribe/{what}/{token}");
        assert_eq!((app.visitor().get(&path).await.status, click(&app.visitor(), &path).await.status), (404, 404), "{path}");
    }
    assert_eq!(rosa.get("/api/v1/me/notifications").await.body["groups"][3]["delivery"], "at_once");
}

#[actix_web::test]
async fn letters_that_always_come_have_no_way_out() {
    let app = TestApp::spawn().await;
    app.person("rosa", SiteRole::User).await;

    ask_for_reset(&app, "rosa@example.org").await;

    let letter = last_letter_to(&app, "rosa@example.org").await;
    assert!(letter.header("List-Unsubscribe").is_none() && !letter.text.contains("unsubscribe"));
}

#[actix_web::test]
async fn the_way_out_of_a_saved_search_silences_that_search_alone() {
    let app = TestApp::spawn().await;
    let (ruth, rosa) = (app.reviewer("ruth").await, app.uploader("rosa", "Casa Abierta").await);
    let leo = app.person("leo", SiteRole::User).await;
    for name in ["first", "second"] {
        let search = json!({"name": name, "search": {"q": "lantern"}, "frequency": "daily"});
        leo.post("/api/v1/me/saved-searches", search).await.expect(201);
    }
    let handbook = rosa.submit("Handbook", "Every member may pass the lantern").await;
    app.wait_for_inspections().await;
    let approved = ruth.decide(&handbook, "approve").await.expect(200);
    app.visitor().titles_after(&approved.body["change"], "lantern").await;
    app.app.clock.advance_seconds(DAY);
    let to_leo = async || letters(&app).await.into_iter().filter(|letter| letter.to == "leo@example.org").collect::<Vec<_>>();
    wait_until("both letters", async || to_leo().await.len() == 2).await;

    let first = to_leo().await.into_iter().find(|letter| letter.subject.contains("first")).unwrap();
    click(&app.visitor(), &first.unsubscribe()).await.expect(200);

    let kept = app.sign_in("leo").await.get("/api/v1/me/saved-searches").await.expect(200).body;
    let frequencies: Vec<_> = kept["items"].as_array().unwrap().iter().map(|item| &item["frequency"]).collect();
    assert_eq!(frequencies, ["none", "daily"]);
}
