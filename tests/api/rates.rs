//! How often one may ask, and who is counted for it.

use crate::support::app::TestApp;
use crate::support::client::{Answer, Client};
use reqwest::Method;
use serde_json::json;

const ID: &str = "0190aaaa-0000-7000-8000-000000000000";

/// A call of each class, and how many of them an account may make at once.
const CALLS: [(Method, &str, usize); 10] = [
    (Method::GET, "resources/ID", 600),
    (Method::GET, "resources/ID/files/ID", 200),
    (Method::PATCH, "submissions/ID", 300),
    (Method::POST, "submissions/ID/files", 120),
    (Method::POST, "auth/refresh", 100),
    (Method::POST, "auth/password-resets", 10),
    (Method::POST, "organizations", 10),
    (Method::POST, "resources/ID/reports", 20),
    (Method::POST, "contact", 5),
    (Method::POST, "exports", 10),
];

async fn limited() -> TestApp {
    TestApp::spawn_with(|config| config.rates = 1).await
}

async fn ask(client: &Client, method: &Method, path: &str) -> Answer {
    let path = format!("/api/v1/{}", path.replace("ID", ID));
    client.send(client.request(method.clone(), &path).header("content-type", "application/json").body("[]")).await
}

#[actix_web::test]
async fn whatever_costs_is_limited_by_account_and_says_when_to_come_back() {
    let app = limited().await;
    let (rosa, olga) = (app.uploader("rosa", "Casa Abierta").await, app.uploader("olga", "Casa Abierta").await);

    for (method, path, at_once) in &CALLS {
        let mut asked = 0;
        let refusal = loop {
            let answer = ask(&rosa, method, path).await;
            if answer.status == 429 {
                break answer;
            }
            asked += 1;
            // Meanwhile some are added: as many again would mean that nobody counts.
            assert!(asked < at_once * 2 + 100, "{method} {path} was answered {asked} times: {}", answer.text);
        };
        assert!(asked >= *at_once, "{method} {path} was refused after {asked}");
        assert_eq!(refusal.summary(), "429 too_many_requests");
        assert!(refusal.headers["retry-after"].parse::<u64>().unwrap() >= 1, "{:?}", refusal.headers);
        assert_ne!(ask(&olga, method, path).await.status, 429, "{method} {path}: a neighbor is refused for it");
    }
    for path in ["/health/live", "/health/ready", "/metrics"] {
        assert_ne!(rosa.get(path).await.status, 429, "{path}");
    }
}

async fn apply(client: &Client, headers: &[(&str, &str)]) -> u16 {
    let mut request = client.request(Method::POST, "/api/v1/organizations").json(&json!({}));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    client.send(request).await.status
}

#[actix_web::test]
async fn visitors_behind_a_trusted_proxy_are_told_apart_and_can_not_pass_for_others() {
    let app = TestApp::spawn_with(|config| {
        config.rates = 1;
        config.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
    })
    .await;
    let visitor = app.visitor();

    for _ in 0..20 {
        assert_eq!(apply(&visitor, &[("x-forwarded-for", "203.0.113.7")]).await, 422);
    }

    assert_eq!(apply(&visitor, &[("x-forwarded-for", "203.0.113.7")]).await, 429);
    assert_eq!(apply(&visitor, &[("x-forwarded-for", "198.51.100.1, 203.0.113.7")]).await, 429, "it said it was another");
    assert_eq!(apply(&visitor, &[("forwarded", "for=\"203.0.113.7:80\"")]).await, 429);
    assert_eq!(apply(&visitor, &[("x-forwarded-for", "203.0.113.8")]).await, 422);
    assert_eq!(apply(&visitor, &[("forwarded", "for=\"[2001:db8::1]\"")]).await, 422);
    assert_eq!(apply(&visitor, &[]).await, 422);
}

#[actix_web::test]
async fn what_a_proxy_says_that_is_not_trusted_counts_for_nothing_and_a_made_up_token_neither() {
    let app = limited().await;
    let visitor = app.visitor();

    for number in 0..20 {
        let (address, token) = (format!("203.0.113.{number}"), format!("Bearer made-up-{number}"));
        assert_ne!(apply(&visitor, &[("x-forwarded-for", &address), ("authorization", &token)]).await, 429);
    }

    assert_eq!(apply(&visitor, &[("x-forwarded-for", "198.51.100.1"), ("authorization", "Bearer another")]).await, 429);
}

async fn token_of(owner: &Client, app: &TestApp) -> Client {
    let asked = json!({"name": "Program", "scopes": ["read", "manage"], "expires_in_days": 9});
    let made = owner.post("/api/v1/me/tokens", asked).await.expect(201);
    Client::new(&app.base, made.body["token"].as_str())
}

#[actix_web::test]
async fn programs_are_counted_by_whose_token_they_have_and_not_by_where_they_run() {
    let app = limited().await;
    let (rosa, olga) = (app.uploader("rosa", "Casa Abierta").await, app.uploader("olga", "Casa Abierta").await);
    let (first, second) = (token_of(&rosa, &app).await, token_of(&rosa, &app).await);
    let neighbor = token_of(&olga, &app).await;
    for program in [&first, &second, &neighbor] {
        program.get("/api/v1/me").await.expect(200);
    }
    let export = async |client: &Client| ask(client, &Method::POST, "exports").await.status;

    for _ in 0..5 {
        assert_ne!(export(&first).await, 429);
        assert_ne!(export(&second).await, 429);
    }

    assert_eq!([export(&first).await, export(&second).await, export(&rosa).await], [429; 3], "one account has three rates");
    for _ in 0..10 {
        assert_ne!(export(&neighbor).await, 429, "a neighbor at the same address is refused for it");
    }
    for _ in 0..10 {
        assert_ne!(export(&app.visitor()).await, 429, "programs of members use up the rate of visitors");
    }
}
