//! The whole workflow as a state machine: six people do whatever comes to their minds, allowed or not, with submissions and resources, over HTTP.
//! A model, written without a look at the library's code, says what each is answered and what must be true afterwards: nothing is public without
//! a decision by someone entitled, no comment is lost, each event leaves one notification for each person concerned, and from the audit trail
//! alone the present state comes out again.

mod acts;
mod model;
mod replay;
mod world;

use crate::support::app::{TestApp, full_scale};
use futures_util::stream::{self, StreamExt};
use std::collections::BTreeMap;
use std::time::{SystemTime, UNIX_EPOCH};
use world::World;

/// Libraries at work beside each other: most of a sequence is waiting for the disk.
const AT_ONCE: usize = 4;
/// Sequences in one library, one after the other.
const IN_A_LIBRARY: usize = 40;

/// Sequences of acts, and acts in each.
fn scale() -> (u64, usize) {
    if full_scale() { (2_000, 25) } else { (16, 25) }
}

/// `COMMONSHELF_TEST_SEED` repeats one sequence; without it, each run tries others.
fn seeds(count: u64) -> Vec<u64> {
    if let Ok(seed) = std::env::var("COMMONSHELF_TEST_SEED") {
        return vec![seed.parse().expect("COMMONSHELF_TEST_SEED is a number")];
    }
    let base = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    (0..count).map(|offset| base * 1_000 + offset).collect()
}

/// What was done, by act and answer.
type Tally = BTreeMap<(&'static str, u16), usize>;

#[actix_web::test]
async fn whatever_people_do_is_answered_as_the_model_says_and_can_be_replayed() {
    let (sequences, acts) = scale();
    let seeds = seeds(sequences);
    println!("workflow: {} sequences of {acts} acts, seeds {} to {}", seeds.len(), seeds[0], seeds[seeds.len() - 1]);
    let libraries: Vec<Vec<u64>> = seeds.chunks(IN_A_LIBRARY.min(seeds.len().div_ceil(AT_ONCE))).map(<[u64]>::to_vec).collect();
    let done: Vec<(Tally, usize)> = stream::iter(libraries).map(|seeds| library(seeds, acts)).buffer_unordered(AT_ONCE).collect().await;

    let (mut tally, mut published) = (Tally::new(), 0);
    for (of_library, editions) in done {
        of_library.into_iter().for_each(|(act, count)| *tally.entry(act).or_default() += count);
        published += editions;
    }
    let lines: Vec<String> = tally.iter().map(|((act, status), count)| format!("{act} {status}: {count}")).collect();
    println!("workflow: {} acts, {published} editions\n  {}", tally.values().sum::<usize>(), lines.join("\n  "));
    assert!(published > 0, "nothing was ever published: these acts show nothing");
}

async fn library(seeds: Vec<u64>, acts: usize) -> (Tally, usize) {
    let app = TestApp::spawn().await;
    let mut world = World::new(&app).await;
    for seed in seeds {
        world.begin(seed).await;
        for _ in 0..acts {
            world.act().await;
        }
        let faults = world.faults().await;
        assert!(faults.is_empty(), "COMMONSHELF_TEST_SEED={seed}\n{}\n\n{}", world.story(), faults.join("\n"));
    }
    (world.tally(), world.published())
}

/// A small library in which nothing is wrong, and then something is.
async fn faults_after(planted: &[&str]) -> String {
    let app = TestApp::spawn().await;
    let mut world = World::new(&app).await;
    world.begin(7).await;
    world.prepare().await;
    assert_eq!(world.faults().await, Vec::<String>::new());
    for sql in planted {
        assert!(replay::plant(&app, sql).await > 0, "{sql} changes nothing");
    }
    world.faults().await.join("\n")
}

#[actix_web::test]
async fn what_became_public_without_a_decision_is_found() {
    let faults = faults_after(&["UPDATE resources SET status = 'public', withdrawn_at = NULL WHERE status = 'withdrawn'"]).await;
    assert!(faults.contains("is answered 200 and not 410") && faults.contains("the trail says"), "{faults}");
}

#[actix_web::test]
async fn an_edition_by_someone_who_may_not_decide_is_found() {
    let faults = faults_after(&["UPDATE decisions SET reviewer_id = (SELECT id FROM users WHERE email = 'rosa@example.org')"]).await;
    assert!(faults.contains("editions stand on a decision by someone who may not decide"), "{faults}");
}

#[actix_web::test]
async fn a_lost_comment_is_found() {
    let faults = faults_after(&["DELETE FROM comments WHERE is_internal = FALSE"]).await;
    assert!(faults.contains("comments") && faults.contains("the trail says"), "{faults}");
}

#[actix_web::test]
async fn a_second_notification_and_a_missing_one_are_found() {
    let copy = "INSERT INTO notifications (id, kind, user_id, email, language, subject_id, created_at) \
                SELECT 'f' || substr(id, 2), kind, user_id, email, language, subject_id, created_at FROM notifications WHERE kind = 'decision'";
    assert!(faults_after(&[copy]).await.contains("2 notifications"), "a second one");
    let faults = faults_after(&["DELETE FROM notifications WHERE kind = 'decision'"]).await;
    assert!(faults.contains("0 notifications"), "{faults}");
}

#[actix_web::test]
async fn a_status_that_no_act_led_to_is_found() {
    let faults = faults_after(&["UPDATE submissions SET status = 'rejected' WHERE status = 'submitted'"]).await;
    assert!(faults.contains("the trail says submitted"), "{faults}");
}
