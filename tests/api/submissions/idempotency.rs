//! `Idempotency-Key`: whoever lost the answer asks again and gets it, and nothing is made twice.

use super::{PATH, path_of};
use crate::support::app::{PASSWORD, TestApp};
use crate::support::client::{Answer, Client, metadata};
use crate::support::people;
use crate::support::process::Place;
use crate::support::raw::Line;
use crate::support::wait::wait_until;
use commonshelf::app::open_database;
use commonshelf::db::idempotency::{self, Key};
use commonshelf::domain::time::Clock;
use commonshelf::domain::words::{MembershipRole, SiteRole};
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

async fn post(client: &Client, path: &str, key: &str, body: &Value) -> Answer {
    client.send(client.request(Method::POST, path).header("idempotency-key", key).json(body)).await
}

async fn upload(client: &Client, path: &str, key: &str, metadata: Option<&Value>, file: &[u8]) -> Answer {
    let file = Form::new().part("file", Part::bytes(file.to_vec()).file_name("page.txt"));
    let form = metadata.into_iter().fold(file, |form, metadata| form.text("metadata", metadata.to_string()));
    client.send(client.request(Method::POST, path).header("idempotency-key", key).multipart(form)).await
}

/// The beginning of a request whose end does not come.
fn unfinished(client: &Client) -> String {
    let token = client.token.as_deref().unwrap();
    format!(
        "POST {PATH} HTTP/1.1\r\nHost: library\r\nAuthorization: Bearer {token}\r\nIdempotency-Key: a-key\r\n\
         Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{{\"title\":"
    )
}

async fn count(client: &Client) -> usize {
    client.get(PATH).await.expect(200).body["items"].as_array().unwrap().len()
}

#[actix_web::test]
async fn a_repeated_request_gives_the_first_answer_and_makes_one_submission() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;

    let first = post(&rosa, PATH, "a key", &metadata("Handbook")).await.expect(201);
    rosa.patch(&path_of(&first), json!({"version": 1, "metadata": {"title": "Changed since"}})).await.expect(200);
    let second = post(&rosa, PATH, "a key", &metadata("Handbook")).await.expect(201);

    assert_eq!(second.body, first.body);
    assert_eq!((first.headers.get("idempotency-replayed"), second.headers["idempotency-replayed"].as_str()), (None, "true"));
    assert_eq!(count(&rosa).await, 1);
}

#[actix_web::test]
async fn a_repeated_upload_gives_the_first_answer_although_its_boundary_differs() {
    let app = TestApp::spawn_with(|config| config.max_files = 2).await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;

    let first = upload(&rosa, PATH, "one", Some(&metadata("Handbook")), b"lantern").await.expect(201);
    let second = upload(&rosa, PATH, "one", Some(&metadata("Handbook")), b"lantern").await.expect(201);
    let files = format!("{}/files", path_of(&first));
    let third = upload(&rosa, &files, "two", None, b"marigold").await.expect(201);
    let fourth = upload(&rosa, &files, "two", None, b"marigold").await.expect(201);

    assert_eq!((first.text, third.text), (second.text, fourth.text));
    assert_eq!((count(&rosa).await, third.body["files"].as_array().unwrap().len()), (1, 2));
}

#[actix_web::test]
async fn a_key_stands_for_one_request_of_one_person() {
    let app = TestApp::spawn().await;
    let (rosa, ana) = (app.uploader("rosa", "Casa Abierta").await, app.uploader("ana", "Casa Abierta").await);
    let first = upload(&rosa, PATH, "a key", Some(&metadata("Handbook")), b"lantern").await.expect(201);

    let other_metadata = upload(&rosa, PATH, "a key", Some(&metadata("Agenda")), b"lantern").await;
    let other_file = upload(&rosa, PATH, "a key", Some(&metadata("Handbook")), b"marigold").await;
    let other_query = upload(&rosa, &format!("{PATH}?submit=true"), "a key", Some(&metadata("Handbook")), b"lantern").await;
    let other_person = upload(&ana, PATH, "a key", Some(&metadata("Handbook")), b"lantern").await.expect(201);

    for refused in [other_metadata, other_file, other_query] {
        assert_eq!(refused.summary(), "409 idempotency_key_reused");
    }
    assert_ne!(other_person.id(), first.id());
    assert_eq!(count(&rosa).await, 2);
}

#[actix_web::test]
async fn a_request_that_failed_gives_its_key_back() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    let submit = format!("{PATH}?submit=true");

    let unknown_field = post(&rosa, &submit, "a key", &json!({"titel": "Handbook"})).await;
    let incomplete = post(&rosa, &submit, "a key", &metadata("Handbook")).await;
    let empty_file = upload(&rosa, &submit, "a key", Some(&metadata("Handbook")), b"").await;
    let whole = upload(&rosa, &submit, "a key", Some(&metadata("Handbook")), b"lantern").await;

    assert_eq!([unknown_field.fields(), incomplete.fields(), empty_file.fields()], [["titel"], ["files"], ["file"]]);
    assert_eq!(whole.status, 201, "{}", whole.text);
    assert_eq!(count(&rosa).await, 1);
}

#[actix_web::test]
async fn while_the_first_request_is_under_way_the_second_is_told_and_when_its_line_breaks_the_key_is_free() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    let actor = rosa.get("/api/v1/me").await.id();
    let key = Key { actor, method: "POST".to_owned(), path: PATH.to_owned(), key: "a-key".to_owned() };
    let is_reserved = async || {
        let key = key.clone();
        app.app.db.read(move |c| idempotency::get(c, &key)).await.unwrap().is_some()
    };
    let head = unfinished(&rosa);
    for ends_in_order in [true, false] {
        let line = Line::begin(&app.base, head.as_bytes()).await;
        wait_until("the key is reserved", &is_reserved).await;

        let second = post(&rosa, PATH, "a-key", &metadata("Handbook")).await;

        assert_eq!(second.summary(), "409 in_flight");
        if ends_in_order {
            drop(line)
        } else {
            line.break_off()
        }
        wait_until("the key is free", async || !is_reserved().await).await;
    }
    post(&rosa, PATH, "a-key", &metadata("Handbook")).await.expect(201);
    assert_eq!(count(&rosa).await, 1);
}

#[actix_web::test]
async fn the_key_of_a_request_that_died_with_its_server_is_free_after_the_start() {
    let place = Place::new();
    let db = open_database(&place.config(), Clock::system()).unwrap();
    people::make_member(&db, "rosa", SiteRole::User, "Casa Abierta", MembershipRole::Uploader, Clock::system().now()).await;
    let server = place.serve(&["serve"]).await;
    let rosa = server.sign_in("rosa@example.org", PASSWORD).await;
    let _begun = Line::begin(&server.base, unfinished(&rosa).as_bytes()).await;
    let actor = rosa.get("/api/v1/me").await.id();
    let key = Key { actor, method: "POST".to_owned(), path: PATH.to_owned(), key: "a-key".to_owned() };
    let is_reserved = async || {
        let key = key.clone();
        db.read(move |c| idempotency::get(c, &key)).await.unwrap().is_some()
    };
    wait_until("the key is reserved", is_reserved).await;
    assert_eq!(post(&rosa, PATH, "a-key", &metadata("Handbook")).await.summary(), "409 in_flight");

    server.kill();
    let server = place.serve(&["serve"]).await;

    let again = Client::new(&server.base, rosa.token.as_deref());
    post(&again, PATH, "a-key", &metadata("Handbook")).await.expect(201);
    assert_eq!(count(&again).await, 1);
}

#[actix_web::test]
async fn many_requests_with_one_key_at_once_make_one_submission() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;

    let answers = futures_util::future::join_all((0..12).map(|_| async { post(&rosa, PATH, "a key", &metadata("Handbook")).await })).await;

    let made: Vec<String> = answers.iter().filter(|answer| answer.status == 201).map(Answer::id).collect();
    assert!(!made.is_empty() && made.iter().all(|id| *id == made[0]), "{made:?}");
    assert!(answers.iter().all(|answer| matches!(answer.summary().as_str(), "201" | "409 in_flight")));
    assert_eq!(count(&rosa).await, 1);
}

#[actix_web::test]
async fn a_key_that_cannot_be_kept_is_refused_by_name() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    for key in ["", "ñ", &"x".repeat(201)] {
        let refused = post(&rosa, PATH, key, &metadata("Handbook")).await;

        assert_eq!(refused.fields(), ["Idempotency-Key"], "{}", refused.text);
    }
    assert_eq!(count(&rosa).await, 0);
}
