//! What a client began at one node it may go on with at another.

use super::fleet::Fleet;
use crate::support::app::PASSWORD;
use crate::support::client::{Answer, Client, link};
use crate::support::files;
use crate::support::raw::Line;
use crate::support::wait::wait_until;
use commonshelf::db::idempotency::{self, Key};
use futures_util::future::join;
use reqwest::Method;
use serde_json::json;

async fn create(client: &Client, key: &str, title: &str) -> Answer {
    client.send(client.request(Method::POST, "/api/v1/submissions").header("Idempotency-Key", key).json(&link(title))).await
}

#[actix_web::test]
async fn a_request_repeated_at_another_node_gets_the_first_answer() {
    let Some(fleet) = Fleet::open().await else { return };
    let (a, b) = (fleet.node().await, fleet.node().await);
    let rosa = fleet.home.uploader("rosa", "Casa Abierta").await;

    let first = create(&a.seen_by(&rosa), "one", "Lantern").await.expect(201);
    let again = create(&b.seen_by(&rosa), "one", "Lantern").await.expect(201);
    let other = create(&b.seen_by(&rosa), "one", "Another lantern").await;
    let (here, there) = join(create(&a.seen_by(&rosa), "two", "Candle"), create(&b.seen_by(&rosa), "two", "Candle")).await;

    assert_eq!((again.id(), again.headers["idempotency-replayed"].as_str()), (first.id(), "true"));
    assert_eq!(other.summary(), "409 idempotency_key_reused");
    assert!([&here, &there].iter().all(|answer| ["201", "409 in_flight"].contains(&answer.summary().as_str())), "{here:?} {there:?}");
    let own = rosa.get("/api/v1/submissions").await.expect(200);
    assert_eq!(own.body["items"].as_array().unwrap().len(), 2, "{}", own.text);
}

#[actix_web::test]
async fn a_request_that_died_with_its_node_may_be_repeated_at_another() {
    let Some(fleet) = Fleet::open().await else { return };
    let short = |command: &mut std::process::Command| {
        command.env("COMMONSHELF_JOB_LEASE", "2");
    };
    let (dying, heir) = (fleet.node_with(short).await, fleet.node_with(short).await);
    let rosa = fleet.home.uploader("rosa", "Casa Abierta").await;
    let head = format!(
        "POST /api/v1/submissions HTTP/1.1\r\nHost: library\r\nAuthorization: Bearer {}\r\nIdempotency-Key: one\r\n\
         Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{{\"title\":",
        rosa.token.as_deref().unwrap()
    );
    let _begun = Line::begin(&dying.serving.base, head.as_bytes()).await;
    let at_heir = heir.seen_by(&rosa);
    let key = Key {
        actor: rosa.get("/api/v1/me").await.id(),
        method: "POST".to_owned(),
        path: "/api/v1/submissions".to_owned(),
        key: "one".to_owned(),
    };
    let is_reserved = async || {
        let key = key.clone();
        fleet.home.app.db.read(move |c| idempotency::get(c, &key)).await.unwrap().is_some()
    };
    wait_until("the key is reserved", is_reserved).await;
    assert_eq!(create(&at_heir, "one", "Lantern").await.summary(), "409 in_flight");

    dying.serving.signal("KILL");

    wait_until("the key is free", async || create(&at_heir, "one", "Lantern").await.status == 201).await;
}

#[actix_web::test]
async fn a_session_begun_at_one_node_goes_on_at_another_and_ends_everywhere_at_once() {
    let Some(fleet) = Fleet::open().await else { return };
    let (a, b) = (fleet.node().await, fleet.node().await);
    fleet.home.uploader("rosa", "Casa Abierta").await;

    let login = json!({"email": "rosa@example.org", "password": PASSWORD});
    let tokens = a.visitor().post("/api/v1/auth/login", login).await.expect(200);
    let refreshed = b.visitor().post("/api/v1/auth/refresh", json!({"refresh_token": tokens.body["refresh_token"]})).await.expect(200);
    let rosa = Client::new(&a.serving.base, refreshed.body["access_token"].as_str());
    rosa.get("/api/v1/me").await.expect(200);
    b.seen_by(&rosa).post("/api/v1/auth/logout", json!({})).await.expect(204);

    assert_eq!(a.seen_by(&rosa).get("/api/v1/me").await.status, 401);
    assert_eq!(a.visitor().post("/api/v1/auth/refresh", json!({"refresh_token": refreshed.body["refresh_token"]})).await.status, 401);
}

#[actix_web::test]
async fn a_file_sent_to_one_node_is_given_out_by_another() {
    let Some(fleet) = Fleet::open().await else { return };
    let (a, b) = (fleet.node().await, fleet.node().await);
    let (rosa, ingrid) = (fleet.home.uploader("rosa", "Casa Abierta").await, fleet.home.admin("ingrid").await);

    let published = fleet.publish(&a.seen_by(&rosa), &a.seen_by(&ingrid), "Handbook", "Every member may pass the lantern").await;
    let path = format!("/api/v1/resources/{}", published.resource);
    let file = b.visitor().get(&path).await.expect(200).body["files"][0]["id"].as_str().unwrap().to_owned();
    let given = b.visitor().get(&format!("{path}/files/{file}")).await.expect(200);

    assert_eq!(given.bytes, files::pdf(&["Every member may pass the lantern"]));
}
