//! A clock that jumps: what was made in a future that is no longer, and what became late at a stroke.

use super::shim::Faults;
use super::{Shelf, link};
use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::letters::letters;
use crate::support::people::PASSWORD;
use crate::support::process::Place;
use crate::support::wait::wait_until;
use commonshelf::db::schema::timers;
use commonshelf::db::{AnyConn, jobs};
use diesel::prelude::*;
use serde_json::{Value, json};

const DAY: i64 = 86_400;

#[actix_web::test]
async fn work_that_was_left_in_a_future_that_is_no_longer_is_done_now() {
    let app = TestApp::spawn_with(|config| config.extract_workers = 0).await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    app.app.clock.advance_seconds(DAY);
    let token = app.sign_in("rosa").await;
    let left = token.submit("Left", "Nobody looks at it").await;
    let leased = token.submit("Leased", "Somebody who died looks at it").await;
    let now = app.app.clock.now();
    let lease = app.app.db.write(move |tx| jobs::lease(tx, "inspect", "a node that died", now, now.plus_seconds(300))).await.unwrap();
    assert!(lease.is_some());

    // The clock of the next start is the machine's: a day earlier.
    let app = app.restart(|config| config.extract_workers = 1).await;

    app.wait_for_inspections().await;
    let rosa = Client::new(&app.base, rosa.token.as_deref());
    for submission in [left, leased] {
        let seen = rosa.get(&format!("/api/v1/submissions/{}", submission.id())).await.expect(200);
        assert_eq!(seen.body["files"][0]["status"], "ok", "{}", seen.text);
    }
}

#[actix_web::test]
async fn mail_that_failed_before_the_clock_jumped_back_is_tried_again_now() {
    let port = crate::support::smtp::SmtpSink::start(Default::default()).port;
    let app = crate::mail::library_with(format!("smtp://127.0.0.1:{port}")).await;
    app.app.clock.advance_seconds(DAY);
    crate::mail::apply(&app).await;
    crate::mail::wait_for_a_failure(&app).await;

    let sink = crate::support::smtp::SmtpSink::start(crate::support::smtp::Options { port: Some(port), ..Default::default() });
    app.app.clock.advance_seconds(-DAY);

    assert_eq!(crate::mail::delivered(&app, &sink).await.len(), 1);
}

#[actix_web::test]
async fn what_comes_round_each_day_goes_on_coming_round_after_a_jump_back() {
    let app = TestApp::spawn().await;
    app.admin("ingrid").await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    app.app.clock.advance_seconds(100 * DAY);
    let rosa = if rosa.get("/api/v1/me").await.status == 401 { app.sign_in("rosa").await } else { rosa };
    rosa.submit("Waiting", "for someone to look").await;
    app.app.clock.advance_seconds(DAY);
    wait_until("the digest of a wrong day", async || app.mail().len() >= 2).await;
    let before = letters(&app).await.len();

    app.app.clock.advance_seconds(-100 * DAY);
    let is_near = async || {
        let next = app.app.clock.now().plus_seconds(DAY + 60);
        let daily = timers::table.filter(timers::period_seconds.le(DAY).and(timers::due_at.gt(next)));
        let later = move |c: &mut AnyConn| Ok(daily.count().get_result::<i64>(c)?);
        app.app.db.read(later).await.unwrap() == 0
    };
    wait_until("the next digest is a day away and no more", is_near).await;
    app.app.clock.advance_seconds(DAY);

    wait_until("the digest of the next day", async || app.mail().len() > before).await;
}

/// Signs in and gives both tokens.
async fn tokens(shelf: &Shelf) -> (String, String) {
    let login = json!({"email": "rosa@example.org", "password": PASSWORD});
    let tokens = shelf.server.visitor().post("/api/v1/auth/login", login).await.expect(200).body;
    (tokens["access_token"].as_str().unwrap().to_owned(), tokens["refresh_token"].as_str().unwrap().to_owned())
}

async fn refresh(shelf: &Shelf, token: &str) -> (String, String) {
    let tokens = shelf.server.visitor().post("/api/v1/auth/refresh", json!({"refresh_token": token})).await.expect(200).body;
    (tokens["access_token"].as_str().unwrap().to_owned(), tokens["refresh_token"].as_str().unwrap().to_owned())
}

/// On the real program, whose ids and tokens take the machine's time.
#[actix_web::test]
async fn sessions_and_the_order_of_things_survive_the_machines_clock_jumping_back_and_forward() {
    let faults = Faults::new();
    let shelf = Shelf::open(Place::new(), |command| faults.rule(command)).await;
    let (access, old) = tokens(&shelf).await;
    let status = async |token: &str| Client::new(&shelf.server.base, Some(token)).get("/api/v1/me").await.status;
    let first = shelf.rosa.post("/api/v1/submissions", link("First")).await.expect(201);

    faults.set_clock(-DAY);
    assert_eq!(status(&access).await, 200, "a token of tomorrow");
    let (access, next) = refresh(&shelf, &old).await;
    let second = shelf.rosa.post("/api/v1/submissions", link("Second")).await.expect(201);
    let list = shelf.rosa.get("/api/v1/submissions").await.expect(200).body;
    let ids: Vec<&Value> = list["items"].as_array().unwrap().iter().map(|item| &item["id"]).collect();
    assert_eq!(ids, [&second.body["id"], &first.body["id"]], "newest first");
    faults.set_clock(DAY);
    assert_eq!(status(&access).await, 401, "an access token of two days ago");
    let (access, _) = refresh(&shelf, &next).await;
    assert_eq!(status(&access).await, 200);
}

#[actix_web::test]
async fn a_held_decision_is_never_published_early_and_not_forgotten_when_the_clock_jumps() {
    let app = TestApp::spawn_with(|config| config.decision_hold_seconds = 600).await;
    let (rosa, ingrid, visitor) = (app.uploader("rosa", "Casa Abierta").await, app.admin("ingrid").await, app.visitor());
    let submitted = rosa.upload("/api/v1/submissions?submit=true", Some(&link("Held lantern")), &[]).await.expect(201);
    ingrid.decide(&submitted, "approve").await.expect(200);

    app.app.clock.advance_seconds(-DAY);
    let other = rosa.upload("/api/v1/submissions?submit=true", Some(&link("Another lantern")), &[]).await.expect(201);
    let body = json!({"decision": "approve", "version": other.version(), "hold_seconds": 0});
    let decided = ingrid.post(&format!("/api/v1/submissions/{}/decision", other.id()), body).await.expect(200);
    assert_eq!(visitor.titles_after(&decided.body["change"], "lantern").await, ["Another lantern"]);
    app.app.clock.advance_seconds(DAY);
    assert_eq!(visitor.search("held").await.body["total"], 0, "its time has not come");
    app.app.clock.advance_seconds(601);

    wait_until("its time has come", async || visitor.search("held").await.body["total"] == 1).await;
}
