//! Letters that come back: the third marks their address, which then gets nothing more until someone says that it works.

use super::{ask_for_reset, library_beside};
use crate::support::app::TestApp;
use crate::support::letters::{last_letter_to, letters};
use crate::support::process::{Place, finish_with_input};
use crate::support::smtp::{Options, SmtpSink};
use commonshelf::db::notifications;
use commonshelf::domain::ids::NotificationId;
use commonshelf::domain::words::SiteRole;
use commonshelf::library::bounces::{self, Recorded};
use serde_json::{Value, json};

/// Counts as many letters to someone as having come back.
async fn bounce(app: &TestApp, email: &str, letters: usize) {
    for _ in 0..letters {
        ask_for_reset(app, email).await;
        let id = last_letter_to(app, email).await.message_id;
        let id = NotificationId::parse(id.trim_matches(['<', '>']).split('@').next().unwrap()).unwrap();
        let now = app.app.clock.now();
        app.app.db.write(move |tx| bounces::record(tx, id, "5.1.1", now)).await.unwrap();
    }
}

#[actix_web::test]
async fn an_address_that_refuses_three_letters_gets_no_fourth_and_no_other_is_touched() {
    let sink = SmtpSink::start(Options { refuse: vec!["leo@example.org"], ..Options::default() });
    let app = library_beside(&sink).await;
    let (ingrid, leo) = (app.admin("ingrid").await, app.person("leo", SiteRole::User).await);
    for _ in 0..3 {
        assert_eq!(leo.get("/api/v1/me/notifications").await.body["address_bounces"], false);
        ask_for_reset(&app, "leo@example.org").await;
        app.wait_for_jobs("mail").await;
    }
    let port = sink.port;
    drop(sink);
    let sink = SmtpSink::start(Options { port: Some(port), ..Options::default() });

    ask_for_reset(&app, "leo@example.org").await;
    ask_for_reset(&app, "ingrid@example.org").await;
    app.wait_for_jobs("mail").await;

    let to: Vec<_> = sink.messages().into_iter().flat_map(|message| message.to).collect();
    assert_eq!(to, ["ingrid@example.org"]);
    assert_eq!(leo.get("/api/v1/me/notifications").await.body["address_bounces"], true);
    assert_eq!(leo.get("/api/v1/me").await.body["email_bounces"], true);
    let marked = ingrid.get("/api/v1/mail/bouncing-addresses").await.expect(200).body;
    assert_eq!(marked["items"][0]["email"], "leo@example.org");
    assert_eq!((&marked["items"][0]["bounces"], &marked["items"][0]["last_status"]), (&json!(3), &json!("5.1.1")));
}

#[actix_web::test]
async fn the_owner_confirms_by_the_one_letter_that_still_comes() {
    let app = TestApp::spawn().await;
    let leo = app.person("leo", SiteRole::User).await;
    assert_eq!(leo.post("/api/v1/me/address-confirmations", Value::Null).await.summary(), "409 address_works");
    bounce(&app, "leo@example.org", 3).await;
    let before = letters(&app).await.len();

    leo.post("/api/v1/me/address-confirmations", Value::Null).await.expect(202);
    assert_eq!(leo.post("/api/v1/me/address-confirmations", Value::Null).await.status, 429);
    let path = last_letter_to(&app, "leo@example.org").await.path();
    let page = app.visitor().get(&path).await.expect(200);
    assert!(page.text.contains("leo@example.org"), "{}", page.text);
    assert_eq!(leo.get("/api/v1/me/notifications").await.body["address_bounces"], true, "looking changes nothing");
    app.visitor().send(app.visitor().request(reqwest::Method::POST, &path)).await.expect(200);

    assert_eq!(leo.get("/api/v1/me/notifications").await.body["address_bounces"], false);
    ask_for_reset(&app, "leo@example.org").await;
    assert_eq!(letters(&app).await.len(), before + 2);
}

#[actix_web::test]
async fn an_admin_clears_an_address() {
    let app = TestApp::spawn().await;
    let (ingrid, leo) = (app.admin("ingrid").await, app.person("leo", SiteRole::User).await);
    bounce(&app, "leo@example.org", 3).await;

    ingrid.post("/api/v1/mail/bouncing-addresses/clear", json!({"email": "LEO@example.org"})).await.expect(204);

    assert_eq!(leo.get("/api/v1/me/notifications").await.body["address_bounces"], false);
    let again = ingrid.post("/api/v1/mail/bouncing-addresses/clear", json!({"email": "leo@example.org"})).await;
    assert_eq!(again.summary(), "404 not_found");
}

#[actix_web::test]
async fn a_letter_counts_once_however_often_it_is_reported() {
    let app = TestApp::spawn().await;
    app.person("leo", SiteRole::User).await;
    ask_for_reset(&app, "leo@example.org").await;
    let id = last_letter_to(&app, "leo@example.org").await.message_id;
    let id = NotificationId::parse(id.trim_matches(['<', '>']).split('@').next().unwrap()).unwrap();
    let now = app.app.clock.now();
    let record = async |id| app.app.db.write(move |tx| bounces::record(tx, id, "5.1.1", now)).await.unwrap();

    assert_eq!(record(id).await, Recorded::Counted(1));
    assert_eq!(record(id).await, Recorded::Again);
    assert_eq!(record(NotificationId::new()).await, Recorded::Unknown);
    assert!(app.app.db.read(move |c| notifications::find(c, id)).await.unwrap().bounced_at.is_some());
}

#[test]
fn a_mail_servers_pipe_is_answered_in_words_and_never_with_a_failure() {
    let place = Place::new();
    let ask = |message: &str| finish_with_input(place.command(&["mail", "bounce"]), message).expect(0).out;
    let report = |id: &str| {
        format!(
            "From: MAILER-DAEMON@mx.example.net\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; \
             boundary=\"b\"\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.net\r\n\r\n\
             Final-Recipient: rfc822; leo@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n\
             Message-ID: <{id}@127.0.0.1>\r\n\r\nWords\r\n--b--\r\n"
        )
    };

    assert!(ask("Subject: I am away\r\n\r\nuntil Monday").starts_with("This is no report"));
    assert!(ask(&report("somebody-elses")).contains("not about a letter of this library"));
    assert!(ask(&report(&NotificationId::new().to_string())).contains("not about a letter of this library"));
}

#[actix_web::test]
async fn a_report_from_the_pipe_counts_the_letter_that_it_names() {
    let place = Place::new();
    place.create_admin("ana@example.org", "a handful of quiet words");
    let server = place.serve(&["serve"]).await;
    server.visitor().post("/api/v1/auth/password-resets", json!({"email": "ana@example.org"})).await.expect(202);
    let folder = place.data_dir().join("mail");
    crate::support::wait::wait_until("the letter", async || {
        std::fs::read_dir(&folder).is_ok_and(|mut files| files.any(|file| file.unwrap().path().extension().is_some_and(|end| end == "eml")))
    })
    .await;
    let letter = std::fs::read_dir(&folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .find(|path| path.extension().is_some_and(|end| end == "eml"))
        .unwrap();
    let letter = std::fs::read_to_string(letter).unwrap();
    let report = format!(
        "From: MAILER-DAEMON@mx.example.net\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; \
         boundary=\"bounce\"\r\n\r\n--bounce\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.net\r\n\r\n\
         Final-Recipient: rfc822; ana@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--bounce\r\nContent-Type: message/rfc822\r\n\r\n\
         {letter}\r\n--bounce--\r\n"
    );

    let first = finish_with_input(place.command(&["mail", "bounce"]), &report).expect(0).out;
    let second = finish_with_input(place.command(&["mail", "bounce"]), &report).expect(0).out;

    assert_eq!(first, "Counted: the first letter to this address that came back; after 3 it gets nothing more.\n");
    assert_eq!(second, "This letter was counted before; nothing was done.\n");
}

#[test]
fn a_test_letter_is_sent_and_the_answer_of_the_server_is_told() {
    let sink = SmtpSink::start(Options { refuse: vec!["leo@example.org"], ..Options::default() });
    let place = Place::new();
    let with_server = |arguments: &[&str]| {
        let mut command = place.command(arguments);
        command.env("COMMONSHELF_SMTP_URL", format!("smtp://127.0.0.1:{}", sink.port));
        command.env("COMMONSHELF_MAIL_FROM", "The library <library@example.org>");
        command
    };

    let sent = finish_with_input(with_server(&["mail", "test", "ana@example.org"]), "").expect(0);
    let refused = finish_with_input(with_server(&["mail", "test", "leo@example.org"]), "").expect(1);
    let nowhere = place.run(&["mail", "test", "ana@example.org"]).expect(1);

    assert!(sent.out.contains("It said: 250 2.0.0 OK"), "{}", sent.out);
    for record in ["a TXT record at example.org", "SELECTOR._domainkey.example.org", "_dmarc.example.org"] {
        assert!(sent.out.contains(record), "{}", sent.out);
    }
    assert_eq!(sink.messages().len(), 1);
    assert!(sink.messages()[0].data.contains("Subject: A test message from"));
    assert!(
        refused.err.contains("no letter left") && refused.err.contains("550") && refused.err.contains("No such mailbox"),
        "{}",
        refused.err
    );
    assert!(nowhere.err.contains("no mail server is set") && nowhere.err.contains("smtp_url"), "{}", nowhere.err);
}

#[actix_web::test]
async fn admins_say_after_how_many_letters_an_address_is_given_up() {
    let app = TestApp::spawn().await;
    let ingrid = app.admin("ingrid").await;
    app.person("leo", SiteRole::User).await;
    ingrid.patch("/api/v1/settings", json!({"version": 1, "settings": {"bounce_limit": 2}})).await.expect(200);

    bounce(&app, "leo@example.org", 1).await;
    let after_one = ingrid.get("/api/v1/mail/bouncing-addresses").await.expect(200).body["items"].clone();
    bounce(&app, "leo@example.org", 1).await;

    let after_two = ingrid.get("/api/v1/mail/bouncing-addresses").await.expect(200).body["items"].clone();
    assert_eq!((after_one, &after_two[0]["bounces"]), (json!([]), &json!(2)));
}
