//! What people choose about their mail: at once, in the one summary of the day, or not at all; and what always comes.

use super::{DAY, a_day_later, delivered, library_beside};
use crate::support::app::TestApp;
use crate::support::letters::letters;
use crate::support::smtp::{Options, SmtpSink};
use crate::support::wait::wait_until;
use insta::assert_snapshot;
use serde_json::json;

#[actix_web::test]
async fn what_waits_comes_in_one_summary_a_day_and_nothing_comes_where_nothing_waits() {
    let sink = SmtpSink::start(Options::default());
    let app = library_beside(&sink).await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    rosa.patch("/api/v1/me/notifications", json!({"groups": {"submissions": "daily"}})).await.expect(200);

    rosa.submit("Handbook", "Every member may pass the lantern").await;
    rosa.submit("Poster", "Nobody has to speak").await;
    assert_eq!(delivered(&app, &sink).await.len(), 0);
    app.app.clock.advance_seconds(DAY);
    wait_until("the summary", async || sink.messages().len() == 1).await;

    let letters = delivered(&app, &sink).await;
    assert_snapshot!(format!("{}\n\n{}", letters[0].subject, letters[0].text.replace(&app.base, "BASE").lines().take(9).collect::<Vec<_>>().join("\n")), @"
    2 messages from Commonshelf

    Hello,

    What happened on Commonshelf since the last summary:

    What you share

    - We have received “Handbook”
      BASE/
    - We have received “Poster”
    ");
    assert_eq!(letters[0].header("List-Id").unwrap(), "<digest.127.0.0.1>");
    // The next day there is nothing to say.
    a_day_later(&app).await;
    assert_eq!(delivered(&app, &sink).await.len(), 1);
}

#[actix_web::test]
async fn decisions_come_at_once_whatever_was_chosen() {
    let app = TestApp::spawn().await;
    let (ruth, rosa) = (app.reviewer("ruth").await, app.uploader("rosa", "Casa Abierta").await);
    let nothing = json!({"groups": {
        "submissions": "none", "review": "none", "organization": "none", "administration": "none", "following": "none", "saved_searches": "none",
    }});
    rosa.patch("/api/v1/me/notifications", nothing).await.expect(200);

    let submission = rosa.submit("Handbook", "Every member may pass the lantern").await;
    app.wait_for_inspections().await;
    ruth.decide(&submission, "approve").await.expect(200);

    let subjects: Vec<_> = letters(&app).await.into_iter().map(|letter| letter.subject).collect();
    assert_eq!(subjects, ["“Handbook” was approved"]);
}

#[actix_web::test]
async fn the_choices_are_shown_and_what_can_not_be_chosen_is_refused_by_name() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;

    let before = rosa.get("/api/v1/me/notifications").await.expect(200).body;
    let change = json!({"time_zone": "America/Mexico_City", "digest_hour": 18, "groups": {"submissions": "daily", "following": "none"}});
    let after = rosa.patch("/api/v1/me/notifications", change).await.expect(200).body;

    let shown = |body: &serde_json::Value| {
        let groups = body["groups"].as_array().unwrap().iter();
        let groups: Vec<_> =
            groups.map(|group| format!("{} {}", group["group"].as_str().unwrap(), group["delivery"].as_str().unwrap())).collect();
        format!("{} {}: {}", body["time_zone"], body["digest_hour"], groups.join(", "))
    };
    assert_snapshot!(shown(&before), @r#""UTC" 7: decisions at_once, security at_once, takedown at_once, submissions at_once, organization at_once, following at_once, saved_searches at_once"#);
    assert_snapshot!(shown(&after), @r#""America/Mexico_City" 18: decisions at_once, security at_once, takedown at_once, submissions daily, organization at_once, following none, saved_searches at_once"#);
    assert_eq!(rosa.get("/api/v1/me/notifications").await.body, after);
    for (change, field) in [
        (json!({"groups": {"decisions": "none"}}), "groups.decisions"),
        (json!({"groups": {"security": "none"}}), "groups.security"),
        (json!({"groups": {"following": "daily"}}), "groups.following"),
        (json!({"groups": ["daily", "none"]}), "groups"),
        (json!({"time_zone": "Mexico"}), "time_zone"),
        (json!({"digest_hour": 24}), "digest_hour"),
    ] {
        let refused = rosa.patch("/api/v1/me/notifications", change).await.expect(422);
        assert_eq!(refused.fields(), [field], "{}", refused.text);
    }
}

#[actix_web::test]
async fn what_was_stopped_before_the_summary_left_is_not_in_it() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    rosa.patch("/api/v1/me/notifications", json!({"groups": {"submissions": "daily"}})).await.expect(200);
    rosa.submit("Handbook", "Every member may pass the lantern").await;

    rosa.patch("/api/v1/me/notifications", json!({"groups": {"submissions": "none"}})).await.expect(200);
    a_day_later(&app).await;

    assert_eq!(letters(&app).await.len(), 0);
}

#[actix_web::test]
async fn the_letters_of_one_submission_form_a_thread_and_an_answer_goes_where_it_is_read() {
    let sink = SmtpSink::start(Options::default());
    let port = sink.port;
    let app = TestApp::spawn_with(|config| {
        config.smtp_url = Some(commonshelf::config::Secret::new(format!("smtp://127.0.0.1:{port}")));
        config.mail_reply_to = Some(commonshelf::domain::text::EmailAddress::parse("desk@example.org").unwrap());
    })
    .await;
    let (ruth, rosa) = (app.reviewer("ruth").await, app.uploader("rosa", "Casa Abierta").await);

    let submission = rosa.submit("Handbook", "Every member may pass the lantern").await;
    app.wait_for_inspections().await;
    ruth.decide(&submission, "approve").await.expect(200);

    let letters = delivered(&app, &sink).await;
    let thread = format!("<submission-{}@127.0.0.1>", submission.id());
    assert_eq!(letters.len(), 2);
    for letter in &letters {
        assert_eq!([letter.header("In-Reply-To"), letter.header("References")], [Some(thread.as_str()); 2]);
        assert_eq!(letter.header("Reply-To"), Some("desk@example.org"));
        assert_eq!(letter.header("Auto-Submitted"), Some("auto-generated"));
        assert!(letter.header("Precedence").is_none(), "it is no bulk mail");
    }
}
