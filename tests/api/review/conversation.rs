//! The conversation with the submitter, and the notes that never reach their side.

use super::{decide, submission, submit_link};
use crate::support::app::TestApp;
use crate::support::client::{Answer, Client, metadata};
use crate::support::letters::{last_letter_to, letters};
use commonshelf::domain::words::{MembershipRole, SiteRole};
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

async fn say(person: &Client, sent: &Answer, text: &str) -> Answer {
    person.post(&format!("{}/comments", submission(&sent.id())), json!({"text": text})).await
}

async fn note(person: &Client, sent: &Answer, text: &str) -> Answer {
    person.post(&format!("{}/comments", submission(&sent.id())), json!({"text": text, "is_internal": true})).await
}

async fn heard(person: &Client, sent: &Answer) -> Answer {
    person.get(&format!("{}/comments?limit=100", submission(&sent.id()))).await.expect(200)
}

fn texts(heard: &Answer) -> Vec<&str> {
    heard.body["items"].as_array().unwrap().iter().map(|item| item["text"].as_str().unwrap()).collect()
}

#[actix_web::test]
async fn what_one_side_says_is_mailed_to_the_other_and_read_marks_say_that_it_arrived() {
    let app = TestApp::spawn().await;
    let (rosa, ana, ben) = (app.uploader("rosa", "Casa Abierta").await, app.reviewer("ana").await, app.reviewer("ben").await);
    let sent = submit_link(&rosa, "Handbook", json!({})).await;

    let question = say(&ana, &sent, "Who drew the pictures?").await.expect(201);
    let asked = last_letter_to(&app, "rosa@example.org").await;
    let before = rosa.get(&submission(&sent.id())).await.expect(200);
    let read = format!("{}/comments/read", submission(&sent.id()));
    rosa.post(&read, json!({"comment_id": question.id()})).await.expect(204);
    say(&rosa, &sent, "Our friend Luz did.").await.expect(201);
    let told = letters(&app).await;

    assert_eq!(asked.subject, "The reviewers write about “Handbook”");
    assert!(asked.text.contains("> Who drew the pictures?") && !asked.text.contains("ana"), "{}", asked.text);
    assert_eq!((&before.body["unread_comments"], &heard(&rosa, &sent).await.body["unread"]), (&json!(1), &json!(0)));
    let as_ana = heard(&ana, &sent).await;
    assert_eq!(texts(&as_ana), ["Who drew the pictures?", "Our friend Luz did."]);
    let of = |place: usize| (&as_ana.body["items"][place]["author"], &as_ana.body["items"][place]["is_read"]);
    assert_eq!((of(0), of(1)), ((&json!("ana"), &json!(true)), (&json!("rosa"), &json!(false))));
    assert_eq!(heard(&rosa, &sent).await.body["items"][0]["author"], Value::Null, "reviewers speak as one");
    let to = |name: &str| told.iter().filter(|letter| letter.to == name && letter.subject.contains("writes about")).count();
    assert_eq!((to("ana@example.org"), to("ben@example.org")), (1, 0), "the one who asked is told, and nobody else");
    drop(ben);
}

#[actix_web::test]
async fn a_question_to_reviewers_of_whom_none_has_looked_yet_reaches_those_who_read_such_documents() {
    let app = TestApp::spawn().await;
    let (rosa, ana, ben) = (app.uploader("rosa", "Casa Abierta").await, app.reviewer("ana").await, app.reviewer("ben").await);
    let sent = submit_link(&rosa, "Manual", json!({"language": "es"})).await;
    ana.put("/api/v1/reviews/me", json!({"version": 0, "languages": ["es"]})).await.expect(200);
    ben.put("/api/v1/reviews/me", json!({"version": 0, "languages": ["fr"]})).await.expect(200);

    say(&rosa, &sent, "Is a scan enough?").await.expect(201);

    let told: Vec<String> = letters(&app).await.into_iter().filter(|l| l.text.contains("Is a scan enough?")).map(|l| l.to).collect();
    assert_eq!(told, ["ana@example.org"]);
}

#[actix_web::test]
async fn a_note_among_reviewers_is_seen_by_no_member_of_the_organization_whatever_their_role() {
    let app = TestApp::spawn().await;
    let (rosa, ana, ben) = (app.uploader("rosa", "Casa Abierta").await, app.reviewer("ana").await, app.reviewer("ben").await);
    let rene = app.member("rene", SiteRole::Reviewer, "Casa Abierta", MembershipRole::Uploader).await;
    let aura = app.member("aura", SiteRole::Admin, "Casa Abierta", MembershipRole::Manager).await;
    let sent = submit_link(&rosa, "Handbook", json!({})).await;
    let before = letters(&app).await.len();

    let noted = note(&ana, &sent, "I doubt that this is theirs.").await.expect(201);

    assert_eq!(texts(&heard(&ben, &sent).await), ["I doubt that this is theirs."]);
    for member in [&rosa, &rene, &aura] {
        let seen = heard(member, &sent).await;
        assert_eq!((texts(&seen).len(), &seen.body["unread"]), (0, &json!(0)), "{}", seen.text);
        assert_eq!(member.get(&submission(&sent.id())).await.body["unread_comments"], 0);
        let mark = json!({"comment_id": noted.id()});
        let marked = member.post(&format!("{}/comments/read", submission(&sent.id())), mark).await;
        assert_eq!(marked.fields(), ["comment_id"], "that there is such a note can't be found out");
        assert_eq!(note(member, &sent, "Mine").await.summary(), "403 own_submission");
    }
    assert_eq!(letters(&app).await.len(), before, "a note tells nobody");
}

#[actix_web::test]
async fn nothing_is_lost_when_everybody_speaks_at_once() {
    let app = TestApp::spawn().await;
    let (rosa, ana, ben) = (app.uploader("rosa", "Casa Abierta").await, app.reviewer("ana").await, app.reviewer("ben").await);
    let sent = submit_link(&rosa, "Handbook", json!({})).await;

    let people = [&rosa, &ana, &ben];
    let words = (0..60).map(async |number| say(people[number % 3], &sent, &format!("word {number}")).await.expect(201));
    join_all(words).await;

    let all = heard(&ana, &sent).await;
    let mut numbers: Vec<usize> = texts(&all).iter().map(|text| text.trim_start_matches("word ").parse().unwrap()).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (0..60).collect::<Vec<_>>());
}

#[actix_web::test]
async fn a_comment_sent_again_under_its_key_is_said_once() {
    let app = TestApp::spawn().await;
    let (rosa, ana) = (app.uploader("rosa", "Casa Abierta").await, app.reviewer("ana").await);
    let sent = submit_link(&rosa, "Handbook", json!({})).await;
    let path = format!("{}/comments", submission(&sent.id()));
    let send =
        async |text: &str| ana.send(ana.request(Method::POST, &path).header("Idempotency-Key", "once").json(&json!({"text": text}))).await;

    let (first, second, other) = (send("Who drew it?").await, send("Who drew it?").await, send("Another").await);

    assert_eq!((first.status, second.id()), (201, first.id()));
    assert_eq!(other.summary(), "409 idempotency_key_reused");
    assert_eq!(texts(&heard(&rosa, &sent).await), ["Who drew it?"]);
}

#[actix_web::test]
async fn a_draft_has_no_other_side_and_the_conversation_goes_on_after_a_decision() {
    let app = TestApp::spawn().await;
    let (rosa, ana) = (app.uploader("rosa", "Casa Abierta").await, app.reviewer("ana").await);
    let draft = rosa.post("/api/v1/submissions", metadata("Draft")).await.expect(201);
    let sent = submit_link(&rosa, "Handbook", json!({})).await;
    decide(&ana, &sent, json!({"decision": "reject", "note": "Not ours."})).await.expect(200);

    assert_eq!(say(&rosa, &draft, "Hello?").await.summary(), "409 wrong_status");
    assert_eq!(say(&ana, &draft, "Hello?").await.summary(), "404 not_found");
    say(&rosa, &sent, "Why not?").await.expect(201);

    assert_eq!(last_letter_to(&app, "ana@example.org").await.subject, "Casa Abierta writes about “Handbook”");
}
