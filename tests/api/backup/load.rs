//! A backup that is made while many write holds one moment: all of it, and nothing later.

use super::{Library, answers, manifest, newest, restore};
use crate::support::client::{Client, metadata};
use crate::support::files;
use crate::support::process::{Place, finish};
use commonshelf::db::changes;
use futures_util::future::join_all;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

const WRITERS: usize = 6;

/// Uploads, submits, approves and withdraws until told to stop.
async fn write(
    number: usize,
    rosa: &Client,
    ingrid: &Client,
    app: &crate::support::app::TestApp,
    is_over: &AtomicBool,
    written: &AtomicUsize,
) {
    for round in 0.. {
        if is_over.load(Ordering::Relaxed) {
            break;
        }
        let title = format!("Document {number} of round {round}");
        let file = files::pdf(&[&format!("A lantern for {number} in round {round}")]);
        let submitted = rosa.upload("/api/v1/submissions?submit=true", Some(&metadata(&title)), &[("a.pdf", file)]).await.expect(201);
        app.wait_for_inspections().await;
        let approved = ingrid.decide(&submitted, "approve").await.expect(200);
        if round % 3 == 2 {
            let path = format!("/api/v1/resources/{}/withdraw", approved.body["resource_id"].as_str().unwrap());
            ingrid.post(&path, json!({"reason": "mistake"})).await.expect(200);
        }
        written.fetch_add(1, Ordering::Relaxed);
    }
}

/// What a visitor is told of each resource, by its id.
async fn by_resource(visitor: &Client, ids: &[String]) -> BTreeMap<String, (u16, Value)> {
    let mut told = BTreeMap::new();
    for id in ids {
        let mut answer = visitor.get(&format!("/api/v1/resources/{id}")).await;
        if let Some(body) = answer.body.as_object_mut() {
            ["change", "request_id", "instance"].iter().for_each(|name| drop(body.remove(*name)));
        }
        told.insert(id.clone(), (answer.status, answer.body));
    }
    told
}

#[actix_web::test]
async fn a_backup_under_load_is_restored_elsewhere_and_answers_the_same() {
    let library = Library::open().await;
    let (is_over, written) = (AtomicBool::new(false), AtomicUsize::new(0));
    let (folder, before) = (library.backups(), AtomicUsize::new(0));

    // The backup is a process of its own; this one goes on serving and writing.
    let backing_up = async {
        crate::support::wait::wait_until("everyone has written", async || written.load(Ordering::Relaxed) >= WRITERS * 2).await;
        before.store(written.load(Ordering::Relaxed), Ordering::Relaxed);
        let command = library.command(&["backup", folder.to_str().unwrap()]);
        let done = tokio::task::spawn_blocking(move || finish(command)).await.unwrap();
        let target = written.load(Ordering::Relaxed) + WRITERS;
        crate::support::wait::wait_until("more is written", async || written.load(Ordering::Relaxed) >= target).await;
        is_over.store(true, Ordering::Relaxed);
        done.expect(0)
    };
    let writing = (0..WRITERS).map(|number| write(number, &library.rosa, &library.ingrid, &library.app, &is_over, &written));
    let (done, _) = futures_util::future::join(backing_up, join_all(writing)).await;
    let busy = newest(&folder);
    let head = manifest(&folder.join(&busy))["head"].as_i64().unwrap();
    let (quiet, _) = library.back_up(&[]);

    // At the moment of the busy backup: what has not changed since is told alike, and what came later is unknown.
    let changes = library.app.app.db.read(|c| changes::list_after(c, 0, 1_000_000)).await.unwrap();
    let last_head = changes.last().unwrap().seq;
    let first: BTreeMap<String, i64> = changes.iter().rev().map(|change| (change.subject_id.clone(), change.seq)).collect();
    let last: BTreeMap<String, i64> = changes.iter().map(|change| (change.subject_id.clone(), change.seq)).collect();
    let unchanged: Vec<String> = last.iter().filter(|(_, seq)| **seq <= head).map(|(id, _)| id.clone()).collect();
    let later: Vec<String> = first.iter().filter(|(_, seq)| **seq > head).map(|(id, _)| id.clone()).collect();
    let place = Place::new();
    restore(&place, &folder, &["--backup", &busy]).expect(0);
    assert!(place.run(&["check"]).expect(0).out.ends_with("nothing differs.\n"));
    let server = place.serve(&["serve"]).await;
    assert_eq!(by_resource(&server.visitor(), &unchanged).await, by_resource(&library.app.visitor(), &unchanged).await);
    assert!(by_resource(&server.visitor(), &later).await.values().all(|(status, _)| *status == 404));
    println!(
        "backed up at change {head} of {last_head}: {} unchanged, {} later; {}",
        unchanged.len(),
        later.len(),
        done.out.lines().next().unwrap()
    );
    assert!(unchanged.len() >= WRITERS && !later.is_empty() && last_head > head, "it was no backup under load");

    // And a quiet one gives every answer again.
    let place = Place::new();
    restore(&place, &folder, &["--backup", &quiet]).expect(0);
    let server = place.serve(&["serve"]).await;
    library.app.visitor().titles_after(&json!(last_head), "lantern").await;
    assert_eq!(answers(&server.visitor()).await, answers(&library.app.visitor()).await);
}
