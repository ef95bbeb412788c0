//! Jobs over several nodes: a dead node's are done by others, a living one's are let alone, one that comes too late ends nothing, and a timer
//! turns into one job.

use super::fleet::{Fleet, Node};
use crate::support::client::Client;
use crate::support::wait::wait_until;
use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl, sql_query, sql_types};
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

#[derive(QueryableByName, Debug, Clone, PartialEq)]
struct Lease {
    #[diesel(sql_type = sql_types::Nullable<sql_types::Text>)]
    lease_owner: Option<String>,
    #[diesel(sql_type = sql_types::Nullable<sql_types::Timestamp>)]
    lease_until: Option<chrono::NaiveDateTime>,
    #[diesel(sql_type = sql_types::Integer)]
    attempts: i32,
}

fn database(fleet: &Fleet) -> PgConnection {
    PgConnection::establish(&fleet.database_url()).unwrap()
}

/// The inspections that are not done yet.
fn leases(fleet: &Fleet) -> Vec<Lease> {
    sql_query("SELECT lease_owner, lease_until, attempts FROM jobs WHERE kind = 'inspect'").load(&mut database(fleet)).unwrap()
}

fn owner(fleet: &Fleet) -> Option<String> {
    leases(fleet).first().and_then(|lease| lease.lease_owner.clone())
}

/// A reader of files that begins when its gate is opened.
struct SlowReader {
    /// Open at both ends: what is written waits for whoever comes to read.
    gate: File,
    program: PathBuf,
}

impl SlowReader {
    fn new(folder: &Path, name: &str) -> Self {
        let (gate, program) = (folder.join(format!("{name}.gate")), folder.join(name));
        assert!(Command::new("mkfifo").arg(&gate).status().unwrap().success());
        let script = format!("#!/bin/sh\nread line < '{}'\nexec '{}' \"$@\"\n", gate.display(), env!("CARGO_BIN_EXE_commonshelf"));
        std::fs::write(&program, script).unwrap();
        assert!(Command::new("chmod").arg("755").arg(&program).status().unwrap().success());
        let gate = File::options().read(true).write(true).open(gate).unwrap();
        Self { gate, program }
    }

    fn open_gate(&self) {
        (&self.gate).write_all(b"go\ngo\ngo\n").unwrap();
    }
}

impl Drop for SlowReader {
    fn drop(&mut self) {
        // Whoever still waits there ends by itself: nobody listens to it.
        self.open_gate();
    }
}

/// A node whose leases are as short as can be.
async fn node(fleet: &Fleet, reader: Option<&SlowReader>) -> Node {
    fleet
        .node_with(|command| {
            command.env("COMMONSHELF_JOB_LEASE", "2");
            if let Some(reader) = reader {
                command.env("COMMONSHELF_EXTRACTOR", &reader.program);
            }
        })
        .await
}

async fn file_status(client: &Client, submission: &str) -> String {
    let seen = client.get(&format!("/api/v1/submissions/{submission}")).await.expect(200);
    seen.body["files"][0]["status"].as_str().unwrap().to_owned()
}

#[actix_web::test]
async fn the_jobs_of_a_killed_node_are_done_by_others_which_serve_on_and_those_of_a_living_one_are_let_alone() {
    let Some(mut fleet) = Fleet::open().await else { return };
    let rosa = fleet.home.uploader("rosa", "Casa Abierta").await;
    fleet.home.stop_workers();
    let reader = SlowReader::new(fleet.home.folder.path(), "slow-reader");
    let dying = node(&fleet, Some(&reader)).await;
    let submission = dying.seen_by(&rosa).submit("Handbook", "Every member may pass the lantern").await.id();
    wait_until("it is being read", async || owner(&fleet) == Some(dying.name())).await;
    let first = leases(&fleet);

    let heir = node(&fleet, None).await;
    let mut renewed = first.clone();
    for _ in 0..3 {
        let before = renewed.clone();
        wait_until("the lease is renewed", async || {
            renewed = leases(&fleet);
            renewed[0].lease_until > before[0].lease_until
        })
        .await;
    }
    assert_eq!(
        (owner(&fleet), renewed[0].attempts),
        (Some(dying.name()), 1),
        "held for longer than a lease, and by its start the other freed only its own"
    );

    dying.serving.signal("KILL");
    let killed = std::time::Instant::now();
    let at_heir = heir.seen_by(&rosa);
    let mut searches = 0;
    wait_until("the other has read it", async || {
        heir.visitor().get("/api/v1/resources?q=lantern").await.expect(200);
        searches += 1;
        leases(&fleet).is_empty()
    })
    .await;
    println!(
        "killed with one job in hand, done by another {:?} later (leases of 2 s); {searches} searches were answered meanwhile",
        killed.elapsed()
    );
    assert_eq!(file_status(&at_heir, &submission).await, "ok");
}

#[actix_web::test]
async fn a_node_that_hung_while_its_job_was_taken_over_ends_nothing_when_it_comes_back() {
    let Some(mut fleet) = Fleet::open().await else { return };
    let rosa = fleet.home.uploader("rosa", "Casa Abierta").await;
    fleet.home.stop_workers();
    let folder = fleet.home.folder.path();
    let readers = (SlowReader::new(folder, "reader-of-the-first"), SlowReader::new(folder, "reader-of-the-second"));
    let hanging = node(&fleet, Some(&readers.0)).await;
    let submission = hanging.seen_by(&rosa).submit("Handbook", "Every member may pass the lantern").await.id();
    wait_until("it is being read", async || owner(&fleet) == Some(hanging.name())).await;

    hanging.serving.signal("STOP");
    let heir = node(&fleet, Some(&readers.1)).await;
    wait_until("the other takes it over", async || owner(&fleet) == Some(heir.name())).await;
    hanging.serving.signal("CONT");
    readers.0.open_gate();
    wait_until("the first has done it too late", async || hanging.serving.log().contains("the lease of a job lapsed")).await;

    assert_eq!(owner(&fleet), Some(heir.name()), "it is still the other's");
    readers.1.open_gate();
    wait_until("the other has done it", async || leases(&fleet).is_empty()).await;
    assert_eq!(file_status(&heir.seen_by(&rosa), &submission).await, "ok");
    assert!(!heir.serving.log().contains("the lease of a job lapsed"));
}

/// All letters that the nodes have written.
fn letters(nodes: &[Node]) -> usize {
    let count = |node: &Node| {
        std::fs::read_dir(node.data_dir().join("mail"))
            .map_or(0, |letters| letters.filter(|letter| letter.as_ref().unwrap().path().extension().is_some_and(|e| e == "eml")).count())
    };
    nodes.iter().map(count).sum()
}

#[actix_web::test]
async fn a_timer_that_is_due_on_three_nodes_at_once_makes_one_job() {
    let Some(mut fleet) = Fleet::open().await else { return };
    let (rosa, _ruth) = (fleet.home.uploader("rosa", "Casa Abierta").await, fleet.home.reviewer("ruth").await);
    fleet.home.stop_workers();
    let nodes = [fleet.node().await, fleet.node().await, fleet.node().await];
    rosa.submit("Handbook", "Every member may pass the lantern").await;
    let is_idle = async || {
        fleet
            .home
            .app
            .db
            .read(|c| Ok(commonshelf::db::jobs::count_waiting(c, "mail")? + commonshelf::db::jobs::count_waiting(c, "review_digest")?))
            .await
            .unwrap()
            == 0
    };
    wait_until("the mail about it is written", async || is_idle().await && letters(&nodes) > 0).await;
    let (before, rounds) = (letters(&nodes), 5);

    for round in 1..=rounds {
        database(&fleet).batch_execute("UPDATE timers SET due_at = due_at - interval '1 day' WHERE kind = 'review_digest'").unwrap();
        wait_until("the digest is written", async || letters(&nodes) >= before + round && is_idle().await).await;
        assert_eq!(letters(&nodes), before + round, "one reviewer gets one");
    }

    println!("{rounds} periods on {} nodes: {} digests to one reviewer", nodes.len(), letters(&nodes) - before);
}
