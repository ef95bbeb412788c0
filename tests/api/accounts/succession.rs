//! Successors, and warnings before nobody is left who runs the library. The clock of the test plays the days.

use super::user_id;
use crate::support::app::TestApp;
use crate::support::client::{Answer, Client};
use crate::support::letters::letters;
use crate::support::wait::wait_until;
use commonshelf::db::{Tx, notifications, users};
use commonshelf::domain::words::SiteRole;
use commonshelf::library::succession;
use serde_json::json;

const DAY: i64 = 86_400;

/// A library whose timers don't come round by themselves, with one admin who named rosa, and rosa.
async fn library() -> (TestApp, Client) {
    let mut app = TestApp::spawn().await;
    app.stop_workers();
    let ingrid = app.admin("ingrid").await;
    app.uploader("rosa", "Casa Abierta").await;
    (app, ingrid)
}

async fn name_successor(admin: &Client, email: &str) -> Answer {
    admin.post("/api/v1/me/successor", json!({"email": email})).await
}

/// Each day the timer of the day comes round.
async fn days_pass(app: &TestApp, days: i64) {
    for _ in 0..days {
        app.app.clock.advance_seconds(DAY);
        let now = app.app.clock.now();
        app.app.db.write(move |tx: &mut Tx| succession::advance(tx, now)).await.unwrap();
    }
}

/// The kinds of letters to somebody, in order.
async fn told(app: &TestApp, name: &str) -> Vec<String> {
    let (id, email) = (user_id(app, name).await, format!("{name}@example.org"));
    let rows = app.app.db.read(move |c| notifications::list_of_person(c, id, &email)).await.unwrap();
    rows.into_iter().map(|row| row.kind).collect()
}

async fn role(app: &TestApp, name: &str) -> SiteRole {
    let id = user_id(app, name).await;
    app.app.db.read(move |c| users::find(c, id)).await.unwrap().role
}

#[actix_web::test]
async fn a_successor_becomes_an_admin_when_none_came_for_long_and_warnings_went_unheard() {
    let (app, ingrid) = library().await;

    let named = name_successor(&ingrid, "ROSA@example.org").await.expect(200).body;
    days_pass(&app, 75).await;
    let before_warning = told(&app, "ingrid").await;
    days_pass(&app, 14).await;
    let not_yet = role(&app, "rosa").await;
    days_pass(&app, 1).await;

    assert_eq!((&named["name"], before_warning.len(), not_yet), (&json!("rosa"), 0, SiteRole::User));
    assert_eq!(role(&app, "rosa").await, SiteRole::Admin);
    assert_eq!(told(&app, "rosa").await, ["successor_named", "made_admin"]);
    assert_eq!(told(&app, "ingrid").await, ["succession_ahead", "succession_ahead", "succession_done"]);
    app.sign_in("rosa").await.get("/api/v1/jobs").await.expect(200);
    days_pass(&app, 3).await;
    assert_eq!(told(&app, "ingrid").await.len(), 3, "it is told again and again");
}

#[actix_web::test]
async fn one_sign_in_of_any_admin_stops_it_and_warnings_of_then_count_no_more() {
    let (app, ingrid) = library().await;
    app.admin("second").await;
    name_successor(&ingrid, "rosa@example.org").await.expect(200);

    days_pass(&app, 85).await;
    app.sign_in("second").await;
    days_pass(&app, 75).await;
    let warned = told(&app, "ingrid").await.len();
    days_pass(&app, 1).await;

    assert_eq!((role(&app, "rosa").await, warned), (SiteRole::User, 2));
    assert_eq!(told(&app, "ingrid").await.len(), 3, "the new absence is warned of anew");
}

#[actix_web::test]
async fn nobody_takes_over_unwarned_after_the_library_stood_still_for_a_year() {
    let (app, ingrid) = library().await;
    name_successor(&ingrid, "rosa@example.org").await.expect(200);
    app.app.clock.advance_seconds(365 * DAY);

    days_pass(&app, 7).await;
    let in_the_first_week = role(&app, "rosa").await;
    days_pass(&app, 1).await;

    assert_eq!((in_the_first_week, role(&app, "rosa").await), (SiteRole::User, SiteRole::Admin));
}

#[actix_web::test]
async fn the_timers_do_it_by_themselves_and_letters_say_who_and_when() {
    let app = TestApp::spawn().await;
    let ingrid = app.admin("ingrid").await;
    app.uploader("rosa", "Casa Abierta").await;
    name_successor(&ingrid, "rosa@example.org").await.expect(200);

    app.app.clock.advance_seconds(80 * DAY);
    wait_until("the admin is warned", async || told(&app, "ingrid").await.contains(&"succession_ahead".to_owned())).await;
    let letter = letters(&app).await.into_iter().find(|letter| letter.subject.starts_with("Please sign in")).unwrap();
    app.app.clock.advance_seconds(11 * DAY);
    wait_until("the successor took over", async || role(&app, "rosa").await == SiteRole::Admin).await;

    assert!(letter.text.contains("become admins: rosa"), "{}", letter.text);
}

#[actix_web::test]
async fn a_successor_is_somebody_with_an_account_who_is_no_admin_yet() {
    let (app, ingrid) = library().await;
    app.admin("second").await;

    assert_eq!(ingrid.get("/api/v1/me/successor").await.summary(), "404 not_found");
    assert_eq!(name_successor(&ingrid, "nobody@example.org").await.summary(), "409 no_such_user");
    assert_eq!(name_successor(&ingrid, "second@example.org").await.summary(), "409 admin_already");
    name_successor(&ingrid, "rosa@example.org").await.expect(200);
    assert_eq!(ingrid.get("/api/v1/me/successor").await.expect(200).body["name"], "rosa");
    ingrid.delete("/api/v1/me/successor").await.expect(204);
    assert_eq!(ingrid.delete("/api/v1/me/successor").await.status, 404);
}

#[actix_web::test]
async fn admins_are_told_while_one_is_left_or_none_was_there_for_long() {
    let (app, _) = library().await;
    let warn = async || {
        let now = app.app.clock.now();
        app.app.db.write(move |tx: &mut Tx| succession::warn(tx, now)).await.unwrap();
        told(&app, "ingrid").await.len()
    };
    let hint = async || app.visitor().get("/health/ready").await.body["warnings"].to_string();

    let (begun, hint_alone) = (warn().await, hint().await);
    app.app.clock.advance_seconds(30 * DAY);
    let alone = warn().await;
    app.admin("second").await;
    let (two, hint_two) = (warn().await, hint().await);
    app.app.clock.advance_seconds(44 * DAY);
    let not_long = warn().await;
    app.app.clock.advance_seconds(DAY);
    let (long, hint_long) = (warn().await, hint().await);

    assert_eq!([begun, alone, two, not_long, long], [0, 1, 1, 1, 2]);
    assert!(hint_alone.contains("Only one admin"), "{hint_alone}");
    assert!(!hint_two.contains("admin"), "{hint_two}");
    assert!(hint_long.contains("No admin has signed in for 45 days"), "{hint_long}");
}
