//! A node that can't reach the database says so, refuses quickly what it can't know, shows nothing that may have been withdrawn, and comes
//! back by itself. The line between the two is one that the tests cut.

use super::fleet::{Fleet, Node};
use crate::support::client::{Answer, Client, link};
use crate::support::line::Line;
use crate::support::wait::wait_until;
use futures_util::future::{join, join_all};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::time::{Duration, Instant};

/// A node with a line to the database that can be cut.
async fn node_on_a_line(fleet: &Fleet) -> (Node, Line) {
    let url = fleet.database_url();
    let (folder, rest) = url.strip_prefix("postgres://postgres@").unwrap().split_once('/').unwrap();
    let line = Line::to(Path::new(&folder.replace("%2F", "/")).join(".s.PGSQL.5432"));
    let address = format!("postgres://postgres@{}/{rest}", line.address);
    let through_it = |command: &mut Command| {
        command.env("COMMONSHELF_DATABASE_URL", address);
    };
    (fleet.node_with(through_it).await, line)
}

#[track_caller]
fn assert_says_that_it_is_cut_off(answer: &Answer) {
    assert_eq!(answer.summary(), "503 database_unreachable", "{}", answer.text);
    assert_eq!(answer.headers["retry-after"], "5");
}

async fn assert_is_cut_off(node: &Node, member: &Client) {
    let visitor = node.visitor();
    let ready = visitor.get("/health/ready").await;
    assert_eq!((ready.status, &ready.body["checks"]["database"]["ok"]), (503, &json!(false)), "{}", ready.text);
    assert!(ready.body["problems"][0].as_str().unwrap().starts_with("The database does not answer"), "{}", ready.text);
    for path in
        ["/health/live", "/docs/", "/openapi.json", "/metrics", "/api/v1/types", "/api/v1/topics", "/api/v1/licenses", "/api/v1/languages"]
    {
        visitor.get(path).await.expect(200);
    }
    assert!(visitor.get("/metrics").await.text.contains("commonshelf_database_reachable 0"));
    let started = Instant::now();
    for path in ["/api/v1/resources?q=lantern", "/api/v1/resources", "/api/v1/organizations"] {
        assert_says_that_it_is_cut_off(&visitor.get(path).await);
    }
    let member = node.seen_by(member);
    assert_says_that_it_is_cut_off(&member.get("/api/v1/me").await);
    assert_says_that_it_is_cut_off(&member.post("/api/v1/submissions", link("Lantern")).await);
    println!("five refusals of a node that is cut off took {:?}", started.elapsed());
    assert!(started.elapsed() < Duration::from_secs(5), "each has to come at once, and not after a wait of its own");
}

#[actix_web::test]
async fn a_node_behind_a_cut_cable_answers_everyone_soon_hides_what_it_cannot_know_and_recovers() {
    let Some(fleet) = Fleet::open().await else { return };
    let (rosa, ingrid) = (fleet.home.uploader("rosa", "Casa Abierta").await, fleet.home.admin("ingrid").await);
    let (node, line) = node_on_a_line(&fleet).await;
    let published = fleet.publish(&rosa, &ingrid, "Handbook", "lantern").await;
    let (visitor, path) = (node.visitor(), format!("/api/v1/resources/{}", published.resource));
    assert_eq!(visitor.titles_after(&json!(published.change), "lantern").await, ["Handbook"]);
    let (before, member) = (node.serving.threads(), node.seen_by(&rosa));

    line.stall();
    let started = Instant::now();
    ingrid.post(&format!("{path}/withdraw"), json!({"reason": "privacy"})).await.expect(200);
    let asked = (0..100).map(async |number| match number % 3 {
        0 => visitor.get("/api/v1/resources?q=lantern").await,
        1 => visitor.get(&path).await,
        _ => member.post("/api/v1/submissions", link("Candle")).await,
    });
    let answers = join_all(asked).await;
    let (took, during) = (started.elapsed(), node.serving.threads());
    answers.iter().for_each(assert_says_that_it_is_cut_off);
    println!("100 requests on a dead line were answered within {took:?}; threads: {before} before, {during} then");
    assert!(took < Duration::from_secs(20), "{took:?}");
    assert!(during < before + 40, "threads wait for the database: {before} before, {during} now");
    assert_is_cut_off(&node, &rosa).await;

    line.forward();
    let back = Instant::now();
    wait_until("it is ready again", async || node.ready().await.status == 200).await;
    println!("ready {:?} after the line was whole again", back.elapsed());
    assert_eq!(visitor.search("lantern").await.body["total"], 0);
    assert_eq!(visitor.get(&path).await.summary(), "410 withdrawn");
    member.get("/api/v1/me").await.expect(200);
}

/// What someone gets who reads and writes all the time, by status; until told to stop.
async fn hammer(client: &Client, stop: &AtomicBool) -> BTreeMap<String, usize> {
    let mut answers = BTreeMap::new();
    while !stop.load(SeqCst) {
        for answer in [
            client.get("/api/v1/resources?q=lantern").await,
            client.get("/api/v1/me").await,
            client.post("/api/v1/submissions", link("Candle")).await,
        ] {
            assert!([200, 201, 503].contains(&answer.status), "{answer:?}");
            *answers.entry(answer.summary()).or_default() += 1;
        }
    }
    answers
}

#[actix_web::test]
async fn connections_that_are_dropped_and_refused_again_and_again_cost_nobody_more_than_a_503() {
    let Some(fleet) = Fleet::open().await else { return };
    let (rosa, ingrid) = (fleet.home.uploader("rosa", "Casa Abierta").await, fleet.home.admin("ingrid").await);
    let (node, line) = node_on_a_line(&fleet).await;
    let published = fleet.publish(&rosa, &ingrid, "Handbook", "lantern").await;
    node.visitor().titles_after(&json!(published.change), "lantern").await;
    let (at_node, stop) = (node.seen_by(&rosa), AtomicBool::new(false));

    let trouble = async {
        for _ in 0..3 {
            line.drop_connections();
            wait_until("it goes on", async || node.ready().await.status == 200).await;
            line.refuse();
            wait_until("it is cut off", async || node.ready().await.status == 503).await;
            assert_is_cut_off(&node, &rosa).await;
            line.forward();
            let back = Instant::now();
            wait_until("it is ready again", async || node.ready().await.status == 200).await;
            println!("ready {:?} after connections were taken again", back.elapsed());
        }
        stop.store(true, SeqCst);
    };
    let (answers, ()) = join(join_all((0..4).map(async |_| hammer(&at_node, &stop).await)), trouble).await;

    println!("four clients, three outages: {answers:?}");
    assert!(answers.iter().all(|answers| answers.contains_key("201") && answers.contains_key("503 database_unreachable")));
    assert_eq!(node.visitor().search("lantern").await.body["total"], 1);
}
