//! A full disk: where uploads arrive, under the database, and under the index.

use super::shim::{Faults, IO_ERROR, NO_SPACE};
use super::{Shelf, expect_later, link};
use crate::support::app::on_postgres;
use crate::support::client::metadata;
use crate::support::files;
use crate::support::own_postgres::OwnPostgres;
use crate::support::process::Place;
use crate::support::wait::wait_until;
use serde_json::{Value, json};

/// More drafts than any page of a database has room for.
const MANY: usize = 500;

#[actix_web::test]
async fn uploads_are_refused_while_the_spool_is_full_and_taken_when_there_is_room() {
    let faults = Faults::new();
    let shelf = Shelf::open(Place::new(), |command| faults.rule(command)).await;
    let before = shelf.rosa.submit("Before", "A lantern").await;
    let upload = async || shelf.rosa.upload("/api/v1/submissions", Some(&metadata("Lantern")), &[("a.pdf", files::pdf(&["Light"]))]).await;

    faults.fail_writes("/spool/", NO_SPACE);
    let refused = upload().await;
    faults.heal();

    expect_later(&refused, "503 storage_full");
    let log = shelf.server.log();
    assert!(log.contains("make room on the disks of data_dir, of files and of the database"), "{log}");
    assert_eq!(std::fs::read_dir(shelf.place.data_dir().join("spool")).unwrap().count(), 0, "it left something behind");
    upload().await.expect(201);
    let file = before.body["files"][0]["id"].as_str().unwrap();
    let kept = shelf.rosa.get(&format!("/api/v1/submissions/{}/files/{file}", before.id())).await.expect(200);
    assert_eq!(kept.bytes, files::pdf(&["A lantern"]));
    shelf.expect_clean_check();
}

/// Fills the database until it says that it is full; gives what was acknowledged before.
async fn write_until_refused(shelf: &Shelf, summary: &str) -> Vec<String> {
    let mut acknowledged = Vec::new();
    loop {
        let mut metadata = link("Lantern");
        // What no database can make smaller.
        metadata["summary"] = json!((0..90).map(|_| format!("{:016x} ", fastrand::u64(..))).collect::<String>());
        let answer = shelf.rosa.post("/api/v1/submissions", metadata).await;
        if answer.status != 201 {
            expect_later(&answer, summary);
            return acknowledged;
        }
        acknowledged.push(answer.id());
        assert!(acknowledged.len() < MANY, "the disk is full, and nothing is refused");
    }
}

async fn writes_are_refused_while(error: i32, summary: &str, warning: &str) {
    let faults = Faults::new();
    // PostgreSQL writes for itself; the files of SQLite are written by the library.
    let postgres = on_postgres().then(|| OwnPostgres::start_with(Some(faults.files())));
    let place = postgres.as_ref().map_or_else(Place::new, |postgres| Place::on(postgres.url()));
    let shelf = Shelf::open(place, |command| {
        if postgres.is_none() {
            faults.rule(command)
        }
    })
    .await;
    let change = shelf.publish("First lantern").await;
    shelf.rosa.titles_after(&change, "lantern").await;

    faults.fail_writes(if on_postgres() { "/base/" } else { "commonshelf.sqlite" }, error);
    let acknowledged = write_until_refused(&shelf, summary).await;

    assert_eq!(shelf.server.visitor().search("lantern").await.body["total"], 1, "what is there is read");
    assert!(shelf.warnings().await.contains(warning), "{}", shelf.warnings().await);
    faults.heal();
    let after = shelf.rosa.post("/api/v1/submissions", link("After")).await.expect(201);
    assert!(!shelf.warnings().await.contains(warning));
    for id in acknowledged.iter().chain([&after.id()]) {
        shelf.rosa.get(&format!("/api/v1/submissions/{id}")).await.expect(200);
    }
    let change = shelf.publish("Second lantern").await;
    assert_eq!(shelf.rosa.titles_after(&change, "lantern").await.len(), 2);
    shelf.expect_clean_check();
}

#[actix_web::test]
async fn a_full_database_refuses_writes_serves_reads_and_goes_on_when_there_is_room() {
    writes_are_refused_while(NO_SPACE, "503 storage_full", "The database has no room left").await;
}

#[actix_web::test]
async fn a_database_on_a_disk_that_fails_refuses_writes_and_says_where_to_look() {
    writes_are_refused_while(IO_ERROR, "503 database_failed", "Look at its disk and its owner").await;
}

#[actix_web::test]
async fn with_no_room_for_the_index_searches_answer_from_what_it_holds_and_it_catches_up_by_itself() {
    let faults = Faults::new();
    let shelf = Shelf::open(Place::new(), |command| faults.rule(command)).await;
    let first = shelf.publish("First lantern").await;
    shelf.rosa.titles_after(&first, "lantern").await;

    faults.fail_writes("/index/", NO_SPACE);
    let second = shelf.publish("Second lantern").await;
    wait_until("readiness tells of it", async || shelf.warnings().await.contains("The search index can't be written")).await;

    let found = shelf.server.visitor().search("lantern").await.body;
    assert_eq!((&found["total"], &found["change"]), (&json!(1), &first));
    let index: Value = shelf.server.visitor().get("/health/ready").await.body["checks"]["index"].clone();
    assert_eq!((&index["seq"], &index["head"]), (&first, &second));
    faults.heal();
    let mut titles = shelf.rosa.titles_after(&second, "lantern").await;
    titles.sort();
    assert_eq!(titles, ["First lantern", "Second lantern"]);
    assert!(!shelf.warnings().await.contains("search index"));
    shelf.expect_clean_check();
}
