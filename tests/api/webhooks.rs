//! Programs that are told what happens.

use crate::support::app::TestApp;
use crate::support::client::{Answer, Client, link};
use crate::support::wait::wait_until;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use commonshelf::config::Reach;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

/// What was sent: headers by name in lower case, and the body.
type Told = (HashMap<String, String>, String);

/// The other end, which answers with a status that can be changed.
struct Listener {
    url: String,
    status: Arc<Mutex<u16>>,
    told: Arc<Mutex<Vec<Told>>>,
}

impl Listener {
    fn start(status: u16) -> Self {
        let socket = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/hook", socket.local_addr().unwrap());
        let (status, told) = (Arc::new(Mutex::new(status)), Arc::new(Mutex::new(Vec::new())));
        let (answer, heard) = (Arc::clone(&status), Arc::clone(&told));
        // Ends with the process.
        std::thread::spawn(move || {
            for line in socket.incoming() {
                let mut line = line.unwrap();
                let mut reader = BufReader::new(line.try_clone().unwrap());
                let mut headers = HashMap::new();
                let mut text = String::new();
                while reader.read_line(&mut text).unwrap_or(0) > 2 {
                    if let Some((name, value)) = text.split_once(':') {
                        headers.insert(name.to_lowercase(), value.trim().to_owned());
                    }
                    text.clear();
                }
                let length = headers.get("content-length").map_or(0, |length| length.parse().unwrap());
                let mut body = vec![0; length];
                reader.read_exact(&mut body).unwrap();
                heard.lock().unwrap().push((headers, String::from_utf8(body).unwrap()));
                let status = *answer.lock().unwrap();
                let _ = write!(line, "HTTP/1.1 {status} Answer\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            }
        });
        Self { url, status, told }
    }

    fn answer(&self, status: u16) {
        *self.status.lock().unwrap() = status;
    }

    async fn hears(&self, count: usize) -> Vec<Told> {
        wait_until(&format!("{count} messages arrive"), async || self.told.lock().unwrap().len() >= count).await;
        self.told.lock().unwrap().clone()
    }
}

async fn library() -> TestApp {
    TestApp::spawn_with(|config| config.outgoing = Reach::ThisMachine).await
}

async fn add(ingrid: &Client, url: &str, events: &[&str]) -> Answer {
    ingrid.post("/api/v1/webhooks", json!({"url": url, "events": events, "description": "The website"})).await
}

async fn deliveries(ingrid: &Client, id: &str) -> Vec<Value> {
    ingrid.get(&format!("/api/v1/webhooks/{id}/deliveries")).await.expect(200).body["items"].as_array().unwrap().clone()
}

#[actix_web::test]
async fn a_publication_is_told_to_who_asked_signed_with_the_secret_and_without_a_word_of_it() {
    let app = library().await;
    let (ingrid, rosa, listener) = (app.admin("ingrid").await, app.uploader("rosa", "Casa Abierta").await, Listener::start(200));
    let webhook = add(&ingrid, &listener.url, &["resource.publish"]).await.expect(201);
    let secret = webhook.body["secret"].as_str().unwrap().to_owned();

    let submission = rosa.post("/api/v1/submissions?submit=true", link("Lantern handbook")).await.expect(201);
    let approved = ingrid.decide(&submission, "approve").await.expect(200);

    let (headers, body) = listener.hears(1).await.remove(0);
    let told: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(
        (&told["type"], &told["data"]),
        (&json!("resource.publish"), &json!({"kind": "resource", "id": approved.body["resource_id"]}))
    );
    assert!(!body.contains("Lantern"), "{body}");
    let signed = format!("{}.{}.{body}", headers["webhook-id"], headers["webhook-timestamp"]);
    let key = BASE64_STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
    let tag = BASE64_STANDARD.decode(headers["webhook-signature"].strip_prefix("v1,").unwrap()).unwrap();
    ring::hmac::verify(&ring::hmac::Key::new(ring::hmac::HMAC_SHA256, &key), signed.as_bytes(), &tag).unwrap();
    let id = webhook.id();
    wait_until("it is written down", async || deliveries(&ingrid, &id).await[0]["status"] == "delivered").await;
    let log = deliveries(&ingrid, &id).await;
    assert_eq!((log.len(), &log[0]["answer_status"], &log[0]["attempts"]), (1, &json!(200), &json!(1)));
    assert!(log[0]["took_ms"].is_u64());
    let shown = ingrid.get(&format!("/api/v1/webhooks/{id}")).await.expect(200);
    assert!(!shown.text.contains("whsec_"), "the secret is told once");
}

#[actix_web::test]
async fn what_fails_is_tried_again_later_and_can_be_sent_again_under_the_same_id() {
    let app = library().await;
    let (ingrid, listener) = (app.admin("ingrid").await, Listener::start(500));
    let id = add(&ingrid, &listener.url, &["resource.publish"]).await.expect(201).id();
    ingrid.post(&format!("/api/v1/webhooks/{id}/test"), json!({})).await.expect(202);
    wait_until("the failure is written down", async || deliveries(&ingrid, &id).await[0]["attempts"] == 1).await;
    let failed = deliveries(&ingrid, &id).await[0].clone();
    assert_eq!((&failed["status"], &failed["failure"]), (&json!("waiting"), &json!("It answered 500.")));

    listener.answer(204);
    app.app.clock.advance_seconds(60);
    wait_until("it arrives", async || deliveries(&ingrid, &id).await[0]["status"] == "delivered").await;
    let delivery = failed["id"].as_str().unwrap();
    ingrid.post(&format!("/api/v1/webhooks/{id}/deliveries/{delivery}/redeliver"), json!({})).await.expect(202);

    let told = listener.hears(3).await;
    assert!(told.iter().all(|(headers, _)| headers["webhook-id"] == told[0].0["webhook-id"]));
    assert!(ingrid.get(&format!("/api/v1/webhooks/{id}")).await.expect(200).body.get("failing_since").is_none());
}

#[actix_web::test]
async fn a_webhook_at_which_nothing_arrives_for_days_is_switched_off() {
    let app = library().await;
    let (ingrid, listener) = (app.admin("ingrid").await, Listener::start(500));
    let id = add(&ingrid, &listener.url, &["resource.publish"]).await.expect(201).id();
    ingrid.post(&format!("/api/v1/webhooks/{id}/test"), json!({})).await.expect(202);
    wait_until("it fails", async || deliveries(&ingrid, &id).await[0]["attempts"] == 1).await;

    app.app.clock.advance_seconds(6 * 86_400);
    let ingrid = app.sign_in("ingrid").await;

    wait_until("it is switched off", async || ingrid.get(&format!("/api/v1/webhooks/{id}")).await.expect(200).body["is_active"] == false)
        .await;
    assert_eq!(ingrid.post(&format!("/api/v1/webhooks/{id}/test"), json!({})).await.summary(), "409 wrong_status");
    let version = ingrid.get(&format!("/api/v1/webhooks/{id}")).await.body["version"].clone();
    let on = ingrid.patch(&format!("/api/v1/webhooks/{id}"), json!({"version": version, "is_active": true})).await.expect(200);
    assert!(on.body["is_active"] == true && on.body.get("disabled_at").is_none());
    let stale = ingrid.patch(&format!("/api/v1/webhooks/{id}"), json!({"version": version, "is_active": false})).await;
    assert_eq!(stale.summary(), "409 version_conflict");
}

#[actix_web::test]
async fn nothing_is_sent_into_the_network_that_the_library_stands_in() {
    let app = TestApp::spawn_with(|config| config.outgoing = Reach::Internet).await;
    let ingrid = app.admin("ingrid").await;

    let plain = add(&ingrid, "http://hooks.example.org/", &["resource.publish"]).await;
    assert_eq!((plain.status, plain.fields()), (422, vec!["url".to_owned()]));
    for url in ["https://127.0.0.1/", "https://10.0.0.1/hook", "https://[::1]/", "https://169.254.169.254/latest"] {
        let id = add(&ingrid, url, &["resource.publish"]).await.expect(201).id();
        ingrid.post(&format!("/api/v1/webhooks/{id}/test"), json!({})).await.expect(202);
        wait_until("it is refused", async || deliveries(&ingrid, &id).await[0]["failure"].is_string()).await;
        let failure = deliveries(&ingrid, &id).await[0]["failure"].as_str().unwrap().to_owned();
        assert!(failure.contains("private network"), "{url}: {failure}");
    }
}
