//! Mail, from the act to a real mail server: whom it reaches, what becomes of it while the server is away, and what an admin sees then.

mod bounces;
mod choices;
mod concerned;
mod languages;
mod news;
mod stopping;

use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::letters::{Letter, letters};
use crate::support::smtp::{Options, SmtpSink};
use crate::support::wait::wait_until;
use commonshelf::config::Secret;
use commonshelf::db::jobs;
use commonshelf::domain::words::{MembershipRole, SiteRole};
use serde_json::{Value, json};

pub const DAY: i64 = 86_400;

pub async fn library_with(url: String) -> TestApp {
    TestApp::spawn_with(|config| config.smtp_url = Some(Secret::new(url))).await
}

pub async fn library_beside(sink: &SmtpSink) -> TestApp {
    library_with(format!("smtp://127.0.0.1:{}", sink.port)).await
}

/// What has arrived, once nothing is left to send; and that each message went to the one person it names.
pub async fn delivered(app: &TestApp, sink: &SmtpSink) -> Vec<Letter> {
    app.wait_for_jobs("mail").await;
    let read = |message: &crate::support::smtp::Received| {
        let letter = Letter::parse(&message.data);
        assert_eq!(message.to, std::slice::from_ref(&letter.to));
        letter
    };
    sink.messages().iter().map(read).collect()
}

pub async fn last_token_to(app: &TestApp, sink: &SmtpSink, email: &str) -> String {
    delivered(app, sink).await.iter().rfind(|letter| letter.to == email).unwrap().token()
}

pub async fn ask_for_reset(app: &TestApp, email: &str) {
    app.visitor().post("/api/v1/auth/password-resets", json!({"email": email})).await.expect(202);
}

/// Asks for mail that is worth sending at any time.
pub async fn apply(app: &TestApp) {
    let application = json!({
        "name": "Casa", "summary": "Groups.", "country": "MX", "languages": ["en"], "contact_name": "X", "contact_email": "rosa@casa.example",
    });
    app.visitor().post("/api/v1/organizations", application).await.expect(202);
}

/// Waits until the mail that is due was tried, without success.
pub async fn wait_for_a_failure(app: &TestApp) {
    let now = app.app.clock.now();
    let is_put_off = async || app.app.db.read(move |c| Ok(jobs::count_due(c, "mail", now)? == 0)).await.unwrap();
    wait_until("mail was tried and put off", is_put_off).await;
}

pub async fn parked(admin: &Client) -> Vec<Value> {
    admin.get("/api/v1/jobs").await.expect(200).body["items"].as_array().unwrap().clone()
}

/// Lets a day pass, with all that comes round in it.
pub async fn a_day_later(app: &TestApp) {
    app.app.clock.advance_seconds(DAY);
    wait_until("the round of the day", async || {
        let due = app.app.db.read({
            let now = app.app.clock.now();
            move |c| commonshelf::library::rounds::due(c, now)
        });
        due.await.unwrap().is_empty()
    })
    .await;
}

pub async fn mail_check(app: &TestApp) -> Value {
    app.visitor().get("/health/ready").await.body["checks"]["mail"].clone()
}

#[actix_web::test]
async fn mail_leaves_encrypted_and_signed_in_where_the_server_wants_it() {
    let sink = SmtpSink::start(Options { login: Some(("shelf", "p@ss word")), ..Options::default() });
    let app = library_with(format!("smtp://shelf:p%40ss%20word@127.0.0.1:{}?starttls=required", sink.port)).await;
    app.admin("ingrid").await;

    ask_for_reset(&app, "ingrid@example.org").await;

    assert_eq!(delivered(&app, &sink).await[0].to, "ingrid@example.org");
    let message = &sink.messages()[0];
    assert!(message.encrypted && message.authenticated, "{message:?}");
}

#[actix_web::test]
async fn mail_waits_while_the_server_is_away_even_over_a_restart_and_leaves_when_it_is_back() {
    let port = SmtpSink::start(Options::default()).port;
    let url = format!("smtp://127.0.0.1:{port}");
    let app = library_with(url.clone()).await;
    app.admin("ingrid").await;

    ask_for_reset(&app, "ingrid@example.org").await;
    wait_for_a_failure(&app).await;
    assert_eq!(mail_check(&app).await, json!({"transport": "smtp", "waiting": 1, "parked": 0}));
    let app = app.restart(|config| config.smtp_url = Some(Secret::new(url))).await;
    let sink = SmtpSink::start(Options { port: Some(port), ..Options::default() });
    app.app.clock.advance_seconds(5);

    assert_eq!(delivered(&app, &sink).await.len(), 1);
    assert_eq!(mail_check(&app).await["waiting"], 0);
}

#[actix_web::test]
async fn a_link_that_would_arrive_too_late_to_work_is_not_sent() {
    let port = SmtpSink::start(Options::default()).port;
    let app = library_with(format!("smtp://127.0.0.1:{port}")).await;
    app.admin("ingrid").await;

    ask_for_reset(&app, "ingrid@example.org").await;
    wait_for_a_failure(&app).await;
    app.app.clock.advance_seconds(2 * DAY);
    let sink = SmtpSink::start(Options { port: Some(port), ..Options::default() });

    assert_eq!(delivered(&app, &sink).await.len(), 0);
    assert_eq!(mail_check(&app).await, json!({"transport": "smtp", "waiting": 0, "parked": 0}));
}

#[actix_web::test]
async fn a_letter_that_is_sent_again_has_the_same_message_id() {
    let sink = SmtpSink::start(Options { defer: 2, ..Options::default() });
    let app = library_beside(&sink).await;
    app.admin("ingrid").await;

    ask_for_reset(&app, "ingrid@example.org").await;
    for tries in 1..=2 {
        wait_until("the server put it off", async || sink.deferred().len() == tries).await;
        wait_for_a_failure(&app).await;
        app.app.clock.advance_seconds(60);
    }

    let id = delivered(&app, &sink).await[0].message_id.clone();
    assert!(id.ends_with("@127.0.0.1>"), "{id}");
    assert_eq!(sink.deferred(), [id.clone(), id]);
}

#[actix_web::test]
async fn mail_that_is_refused_for_good_is_parked_shown_to_admins_and_sent_when_they_retry() {
    let sink = SmtpSink::start(Options { refuse: vec!["ruth@example.org"], ..Options::default() });
    let app = library_beside(&sink).await;
    let (ingrid, ruth) = (app.admin("ingrid").await, app.reviewer("ruth").await);

    ask_for_reset(&app, "ruth@example.org").await;
    app.wait_for_jobs("mail").await;

    let jobs = parked(&ingrid).await;
    assert_eq!((jobs.len(), &jobs[0]["kind"], &jobs[0]["last_error"]), (1, &json!("mail"), &json!("the mail server answered 550")));
    assert_eq!(mail_check(&app).await["parked"], 1);
    assert_eq!(ruth.get("/api/v1/jobs").await.summary(), "403 admins_only");
    let port = sink.port;
    drop(sink);
    let sink = SmtpSink::start(Options { port: Some(port), ..Options::default() });
    ingrid.post(&format!("/api/v1/jobs/{}/retry", jobs[0]["id"].as_str().unwrap()), Value::Null).await.expect(202);
    assert_eq!(delivered(&app, &sink).await[0].to, "ruth@example.org");
    assert_eq!((parked(&ingrid).await.len(), &mail_check(&app).await["parked"]), (0, &json!(0)));
}

#[actix_web::test]
async fn mail_that_was_put_off_a_dozen_times_is_parked_and_shown() {
    let sink = SmtpSink::start(Options { defer: 12, ..Options::default() });
    let app = library_beside(&sink).await;
    app.admin("ingrid").await;

    apply(&app).await;
    for tries in 1..=12 {
        wait_until("the server put it off", async || sink.deferred().len() == tries).await;
        wait_for_a_failure(&app).await;
        app.app.clock.advance_seconds(2 * 3600);
    }

    app.wait_for_jobs("mail").await;
    let jobs = parked(&app.sign_in("ingrid").await).await;
    assert_eq!((&jobs[0]["attempts"], &jobs[0]["last_error"]), (&json!(12), &json!("sending mail: the mail server answered 451")));
    assert_eq!(mail_check(&app).await, json!({"transport": "smtp", "waiting": 0, "parked": 1}));
}

#[actix_web::test]
async fn an_event_that_is_told_twice_at_once_is_mailed_once() {
    let sink = SmtpSink::start(Options::default());
    let app = library_beside(&sink).await;
    app.admin("ingrid").await;
    apply(&app).await;
    let token = last_token_to(&app, &sink, "rosa@casa.example").await;

    let confirm = || async { app.visitor().post("/api/v1/organizations/confirmations", json!({"token": token})).await.status };
    let answers = futures_util::future::join_all((0..6).map(|_| confirm())).await;

    assert_eq!(answers, [200; 6]);
    let mut to: Vec<_> = delivered(&app, &sink).await.into_iter().skip(1).map(|letter| letter.to).collect();
    to.sort();
    assert_eq!(to, ["ingrid@example.org", "rosa@casa.example"]);
}

#[actix_web::test]
async fn the_daily_digest_leaves_out_what_the_readers_own_organizations_sent() {
    let app = TestApp::spawn().await;
    app.admin("ingrid").await;
    app.member("ruth", SiteRole::Reviewer, "Casa Abierta", MembershipRole::Uploader).await;
    let (rosa, leo) = (app.uploader("rosa", "Casa Abierta").await, app.uploader("leo", "Otro Grupo").await);
    rosa.submit("Facilitator handbook", "Every member may pass the lantern").await;
    leo.submit("Group rules", "Nobody has to speak").await;
    let before = letters(&app).await.len();

    app.app.clock.advance_seconds(DAY);
    wait_until("two digests", async || app.mail().len() == before + 2).await;

    let digests: Vec<_> = letters(&app).await.into_iter().skip(before).collect();
    let to = |email: &str| digests.iter().find(|letter| letter.to == email).unwrap();
    assert_eq!(to("ingrid@example.org").subject, "2 submissions wait for review");
    assert_eq!(to("ruth@example.org").subject, "1 submission waits for review");
    let html_of_ruth = &to("ruth@example.org").html;
    assert!(html_of_ruth.contains("Group rules") && !html_of_ruth.contains("handbook"), "{html_of_ruth}");
}

#[actix_web::test]
async fn a_digest_comes_each_day_and_not_to_those_for_whom_nothing_waits() {
    let app = TestApp::spawn().await;
    app.admin("ingrid").await;
    app.member("ruth", SiteRole::Reviewer, "Casa Abierta", MembershipRole::Uploader).await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    rosa.submit("Facilitator handbook", "Every member may pass the lantern").await;
    let before = letters(&app).await.len();

    for day in 1..=2 {
        app.app.clock.advance_seconds(DAY);
        wait_until("the day's digest", async || app.mail().len() >= before + day).await;
    }

    let to: Vec<_> = letters(&app).await.into_iter().skip(before).map(|letter| letter.to).collect();
    assert_eq!(to, ["ingrid@example.org", "ingrid@example.org"]);
}

#[cfg(unix)]
#[actix_web::test]
async fn mail_in_a_folder_is_for_its_owner_alone_and_its_names_tell_nothing() {
    use std::os::unix::fs::PermissionsExt;
    let app = TestApp::spawn().await;
    app.admin("ingrid").await;

    ask_for_reset(&app, "ingrid@example.org").await;
    app.wait_for_jobs("mail").await;

    let entry = std::fs::read_dir(app.app.config.mail_dir()).unwrap().next().unwrap().unwrap();
    assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    assert!(!entry.file_name().to_string_lossy().contains("ingrid"));
}
