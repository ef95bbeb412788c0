//! What programs that watch over the library see, and what its log keeps to itself.

use crate::support::app::TestApp;
use crate::support::client::{Answer, Client};
use crate::support::letters::Letter;
use crate::support::process::Place;
use crate::support::wait::wait_until;
use commonshelf::config::Secret;
use reqwest::Method;
use serde_json::json;
use std::path::Path;

const PASSWORD: &str = "a-handful-of-quiet-words";

#[actix_web::test]
async fn a_library_that_works_is_live_and_ready_and_warns_that_mail_goes_to_a_folder() {
    let app = TestApp::spawn().await;
    let visitor = app.visitor();
    wait_until("the index is complete", async || visitor.get("/health/ready").await.status == 200).await;

    let (live, ready) = (visitor.get("/health/live").await, visitor.get("/health/ready").await);

    assert_eq!(live.body, json!({"status": "live"}));
    assert_eq!((&ready.body["status"], &ready.body["checks"]["mail"]["transport"]), (&json!("ready"), &json!("folder")));
    assert_eq!(ready.body["warnings"][0], "No mail server is set: mail is written to a folder and reaches nobody.");
    assert_eq!(ready.headers["cache-control"], "no-store");
    let folder = app.folder.path().to_str().unwrap();
    assert!(!ready.text.contains(folder) && !ready.text.contains('@'), "it tells where things are: {}", ready.text);
}

#[actix_web::test]
async fn readiness_tells_how_far_the_index_is_behind_the_feed() {
    let app = TestApp::spawn().await;
    let (rosa, ingrid) = (app.uploader("rosa", "Casa Abierta").await, app.admin("ingrid").await);
    let submission = rosa.submit("Facilitator handbook", "Every member may pass the lantern").await;
    app.wait_for_inspections().await;

    let change = ingrid.decide(&submission, "approve").await.expect(200).body["change"].clone();
    rosa.titles_after(&change, "lantern").await;

    let index = app.visitor().get("/health/ready").await.expect(200).body["checks"]["index"].clone();
    assert_eq!(index, json!({"seq": change, "head": change, "complete": true, "behind_seconds": 0}));
}

#[actix_web::test]
async fn metrics_count_requests_by_route_and_never_by_path() {
    let app = TestApp::spawn().await;
    let visitor = app.visitor();
    visitor.get("/invitations/a-token-that-opens-doors").await;
    visitor.get("/api/v1/resources?q=a-private-search").await;

    let metrics = visitor.get("/metrics").await.expect(200);

    assert!(metrics.headers["content-type"].starts_with("text/plain; version=0.0.4"));
    assert!(metrics.text.contains(r#"route="/invitations/{token}""#), "{}", metrics.text);
    for name in ["commonshelf_requests_total", "commonshelf_request_seconds", "commonshelf_mail_waiting", "commonshelf_index_seq"] {
        assert!(metrics.text.contains(&format!("# TYPE {name} ")), "no {name} in {}", metrics.text);
    }
    assert!(!metrics.text.contains("opens-doors") && !metrics.text.contains("private-search"));
}

#[actix_web::test]
async fn metrics_do_not_exist_for_those_behind_a_proxy_without_the_token() {
    let app = TestApp::spawn_with(|config| config.metrics_token = Some(Secret::new("a token of sixteen"))).await;
    let passed_on = async |token: &str| {
        let client = Client::new(&app.base, Some(token));
        client.send(client.request(Method::GET, "/metrics").header("x-forwarded-for", "192.0.2.1")).await
    };

    assert_eq!(passed_on("another token of sixteen").await.summary(), "404 not_found");
    passed_on("a token of sixteen").await.expect(200);
}

#[actix_web::test]
async fn every_answer_carries_an_id_of_its_own() {
    let app = TestApp::spawn().await;
    let visitor = app.visitor();
    let mut ids = Vec::new();

    for path in ["/", "/health/live", "/api/v1/me", "/api/v1/resources?q=x", "/nowhere", "/docs/"] {
        ids.push(visitor.get(path).await.headers["x-request-id"].clone());
    }

    assert!(ids.iter().all(|id| id.len() == 36), "{ids:?}");
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 6);
}

/// The mail that a server has written.
fn mail(data_dir: &Path) -> Vec<Letter> {
    let Ok(entries) = std::fs::read_dir(data_dir.join("mail")) else { return Vec::new() };
    let mut paths: Vec<_> =
        entries.map(|entry| entry.unwrap().path()).filter(|path| path.extension().is_some_and(|e| e == "eml")).collect();
    paths.sort();
    paths.iter().map(|path| Letter::parse(&std::fs::read_to_string(path).unwrap())).collect()
}

async fn token_of_letter(place: &Place, number: usize) -> String {
    wait_until("the letter", async || mail(&place.data_dir()).len() >= number).await;
    mail(&place.data_dir()).remove(number - 1).token()
}

/// Joins, signs in, uploads and resets a password; gives every secret that went over the line.
async fn use_secrets(place: &Place, visitor: &Client, admin: &Client) -> Vec<String> {
    let application = json!({
        "name": "Casa Abierta", "summary": "Groups.", "country": "MX", "languages": ["en"],
        "contact_name": "Rosa Luz", "contact_email": "rosa@casa.example",
    });
    let applied = visitor.post("/api/v1/organizations", application).await.expect(202);
    let confirm = token_of_letter(place, 1).await;
    visitor.get(&format!("/confirm/{confirm}")).await.expect(200);
    visitor.post("/api/v1/organizations/confirmations", json!({"token": confirm})).await.expect(200);
    token_of_letter(place, 3).await;
    admin.post(&format!("/api/v1/organizations/{}/decision", applied.id()), json!({"decision": "accept"})).await.expect(200);
    let invitation = token_of_letter(place, 4).await;
    visitor.get(&format!("/invitations/{invitation}")).await.expect(200);
    let account = json!({"name": "Rosa Luz", "password": PASSWORD});
    visitor.post(&format!("/api/v1/invitations/{invitation}/accept"), account).await.expect(201);
    visitor.post("/api/v1/auth/login", json!({"email": "rosa@casa.example", "password": "a wrong password"})).await.expect(401);
    let tokens: Answer = visitor.post("/api/v1/auth/login", json!({"email": "rosa@casa.example", "password": PASSWORD})).await;
    let text = |name: &str| tokens.body[name].as_str().unwrap().to_owned();
    let rosa = Client::new(&place.base(), Some(&text("access_token")));
    rosa.submit("Unpublished memoir", "Every member may pass the lantern").await;
    visitor.post("/api/v1/auth/password-resets", json!({"email": "rosa@casa.example"})).await.expect(202);
    let reset = token_of_letter(place, 6).await;
    visitor.post(&format!("/api/v1/auth/password-resets/{reset}"), json!({"password": "short"})).await.expect(422);
    visitor.get("/api/v1/resources?q=lantern-of-sorrow").await.expect(200);
    vec![confirm, invitation, reset, text("access_token"), text("refresh_token")]
}

#[actix_web::test]
async fn the_log_holds_no_address_no_name_no_token_no_password_and_no_title_of_unpublished_work() {
    let place = Place::new();
    place.create_admin("ingrid@library.example", PASSWORD);
    let mut command = place.command(&["serve"]);
    command.env("COMMONSHELF_LOG", "debug").env("COMMONSHELF_LOG_FORMAT", "json");
    let server = place.start(command).await;

    let admin = server.sign_in("ingrid@library.example", PASSWORD).await;
    let secrets = use_secrets(&place, &server.visitor(), &admin).await;

    let log = server.log();
    assert!(log.contains("/invitations/{token}") && log.contains("request_id"), "{log}");
    for secret in secrets {
        assert!(!log.contains(&secret) && !log.contains(secret.rsplit('.').next().unwrap()), "a token stands in the log: {log}");
    }
    let words = ["casa.example", "library.example", "Casa Abierta", "Rosa Luz", "memoir", "lantern", PASSWORD, "wrong password"];
    for word in words {
        let line = log.lines().find(|line| line.contains(word));
        assert!(line.is_none(), "{word:?} stands in the log: {}", line.unwrap_or_default());
    }
}
