//! What is approved on one node is found on the others within a second; what is withdrawn is gone from their next answer; who starts empty
//! says so until it knows everything.

use super::fleet::Fleet;
use crate::support::client::{Answer, Client, link};
use crate::support::process::Serving;
use crate::support::wait::wait_until;
use futures_util::future::{join, join_all};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const APPROVALS: usize = 20;

async fn total(visitor: &Client, query: &str) -> u64 {
    visitor.search(query).await.body["total"].as_u64().unwrap()
}

/// How long after `since` a visitor who asks again and again finds it.
async fn found_after(visitor: &Client, query: &str, since: Instant) -> Duration {
    wait_until("it is found", async || total(visitor, query).await == 1).await;
    since.elapsed()
}

#[actix_web::test]
async fn what_one_node_approves_the_others_find_within_a_second() {
    let Some(fleet) = Fleet::open().await else { return };
    let (a, b, c) = (fleet.node().await, fleet.node().await, fleet.node().await);
    let (rosa, ingrid) = (fleet.home.uploader("rosa", "Casa Abierta").await, fleet.home.admin("ingrid").await);
    let (at_a, at_b, at_c) = (a.seen_by(&ingrid), b.visitor(), c.visitor());
    let mut took = Vec::new();

    for number in 0..APPROVALS {
        let word = format!("lantern{number:02}");
        let submission = a.seen_by(&rosa).submit(&format!("Handbook {number}"), &word).await;
        fleet.home.wait_for_inspections().await;
        let approved = at_a.decide(&submission, "approve").await.expect(200);
        let since = Instant::now();
        let (on_b, on_c) = join(found_after(&at_b, &word, since), found_after(&at_c, &word, since)).await;
        took.extend([on_b, on_c]);
        // Whoever names the change finds it at the first try.
        assert_eq!(at_b.titles_after(&approved.body["change"], &word).await, [format!("Handbook {number}")]);
    }

    took.sort();
    println!(
        "approved on one node, found on two others ({} times): median {:?}, longest {:?}",
        took.len(),
        took[took.len() / 2],
        took[took.len() - 1]
    );
    // A busy machine may be slow for a while; what is broken is slow always.
    assert!(took[took.len() / 4] < Duration::from_secs(1), "{took:?}");
}

/// The counts of one facet, added up.
fn counted(answer: &Answer) -> u64 {
    answer.body["facets"]["section"].as_array().unwrap().iter().map(|value| value["count"].as_u64().unwrap()).sum()
}

#[actix_web::test]
async fn what_one_node_withdraws_is_gone_from_the_next_answer_of_all_even_of_one_whose_index_is_behind() {
    let Some(mut fleet) = Fleet::open().await else { return };
    let (a, b) = (fleet.node().await, fleet.node().await);
    let (rosa, ingrid) = (fleet.home.uploader("rosa", "Casa Abierta").await, fleet.home.admin("ingrid").await);
    let mut published = Vec::new();
    for number in 0..5 {
        published.push(fleet.publish(&rosa, &ingrid, &format!("Handbook {number}"), "lantern").await);
    }
    let last = json!(published[4].change);
    for visitor in [fleet.home.visitor(), b.visitor()] {
        assert_eq!(visitor.titles_after(&last, "lantern").await.len(), 5);
    }
    fleet.home.stop_workers();

    for (withdrawn, left) in published.iter().zip([4, 3, 2, 1, 0]) {
        let path = format!("/api/v1/resources/{}", withdrawn.resource);
        let file = b.visitor().get(&path).await.expect(200).body["files"][0]["id"].as_str().unwrap().to_owned();
        let file = format!("{path}/files/{file}");
        b.visitor().get(&file).await.expect(200);

        a.seen_by(&ingrid).post(&format!("{path}/withdraw"), json!({"reason": "privacy"})).await.expect(200);

        for visitor in [b.visitor(), fleet.home.visitor()] {
            let found = visitor.search("lantern").await;
            assert_eq!((found.body["total"].as_u64().unwrap(), counted(&found)), (left, left), "{}", found.text);
            assert!(!found.text.contains(&withdrawn.resource));
            assert_eq!(visitor.get(&path).await.summary(), "410 withdrawn");
            assert_eq!(visitor.get(&file).await.summary(), "410 withdrawn");
        }
    }
    let (seq, head) = (fleet.home.app.index.seq(), published[4].change + 5);
    println!("the answers of a node whose index held {seq} of {head} changes hid what was withdrawn since");
    assert_eq!(seq, published[4].change, "its index was behind all the time");
}

/// All that searches say, but for the time they took.
async fn answers(visitor: &Client) -> Vec<Value> {
    let mut answers = Vec::new();
    for query in ["", "q=lantern", "q=handbook&sort=title", "language=en&sort=newest&limit=3", "q=nowhere"] {
        let mut body = visitor.get(&format!("/api/v1/resources?{query}")).await.expect(200).body;
        body.as_object_mut().unwrap().remove("took_ms").unwrap();
        answers.push(body);
    }
    answers
}

#[actix_web::test]
async fn a_node_that_starts_empty_refuses_searches_until_it_has_caught_up_and_then_answers_the_same() {
    let Some(fleet) = Fleet::open().await else { return };
    let (rosa, ingrid) = (fleet.home.uploader("rosa", "Casa Abierta").await, fleet.home.admin("ingrid").await);
    let mut change = 0;
    for number in 0..4 {
        let published = fleet.publish(&rosa, &ingrid, &format!("Handbook {number}"), "lantern").await;
        change = published.change;
        if number == 2 {
            ingrid.post(&format!("/api/v1/resources/{}/withdraw", published.resource), json!({"reason": "mistake"})).await.expect(200);
        }
    }
    rosa.titles_after(&json!(change), "lantern").await;
    let mut empty = fleet.idle_node();
    let visitor = empty.visitor();

    let (ready, refused) = (visitor.get("/health/ready").await, visitor.get("/api/v1/resources?q=lantern").await);
    assert_eq!((ready.status, &ready.body["checks"]["index"]["complete"]), (503, &json!(false)), "{}", ready.text);
    assert_eq!(ready.body["problems"][0], "The search index is being filled: it holds 0 of 5 changes. Until then searches are refused.");
    assert_eq!((refused.summary().as_str(), refused.headers["retry-after"].as_str()), ("503 index_building", "2"));
    visitor.get("/api/v1/organizations").await.expect(200);

    empty.start_workers();
    wait_until("it has caught up", async || visitor.get("/health/ready").await.status == 200).await;
    assert_eq!(answers(&visitor).await, answers(&fleet.home.visitor()).await);
    assert_eq!(
        empty.app.index.view().fingerprint().unwrap(),
        fleet.home.app.index.view().fingerprint().unwrap(),
        "the same documents and terms"
    );
}

#[actix_web::test]
async fn no_visitor_of_a_node_that_starts_empty_ever_sees_a_part_of_the_library() {
    let Some(fleet) = Fleet::open().await else { return };
    let (rosa, ingrid) = (fleet.home.uploader("rosa", "Casa Abierta").await, fleet.home.admin("ingrid").await);
    let many = 40;
    for number in 0..many {
        let submitted = rosa.upload("/api/v1/submissions?submit=true", Some(&link(&format!("Lantern {number}"))), &[]).await.expect(201);
        ingrid.decide(&submitted, "approve").await.expect(200);
    }
    let folder = tempfile::tempdir().unwrap();
    let (command, base) = super::fleet::command(&folder, &fleet.database_url());

    let starting = Serving::begin(command, folder.path(), base);
    let visitor = starting.visitor();
    wait_until("it listens", async || starting.log().contains("ready")).await;
    let mut refused = 0;
    wait_until("it answers", async || {
        let asked = join_all((0..4).map(async |_| visitor.get("/api/v1/resources?q=lantern&limit=1").await)).await;
        refused += asked.iter().filter(|answer| answer.status == 503).count();
        let found: Vec<_> = asked.iter().filter(|answer| answer.status != 503).collect();
        assert!(found.iter().all(|answer| answer.status == 200 && answer.body["total"] == many), "{found:?}");
        !found.is_empty()
    })
    .await;

    println!("{refused} searches were refused before the first was answered");
}
