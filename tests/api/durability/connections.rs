//! Every connection commits durably: there is none, of either pool, that would acknowledge what the disk does not hold.

use crate::support::app::{TestApp, on_postgres};

#[actix_web::test]
async fn every_connection_of_both_pools_waits_for_the_disk_when_it_commits() {
    let app = TestApp::spawn().await;

    let found = app.app.db.durability().unwrap();

    // On SQLite 2 is FULL, and one connection writes. The server of these tests runs with synchronous_commit = off: it is ours that count.
    let (wanted, writing) = if on_postgres() { ("synchronous_commit = on", 8) } else { ("synchronous = 2", 1) };
    assert_eq!(found, vec![wanted; writing + 8]);
}

#[actix_web::test]
async fn a_database_server_that_does_not_wait_for_its_disk_is_told_of() {
    let app = TestApp::spawn().await;

    let ready = app.visitor().get("/health/ready").await;

    let warnings: Vec<_> = ready.body["warnings"].as_array().unwrap().iter().map(|warning| warning.as_str().unwrap()).collect();
    let fsync = "PostgreSQL runs with fsync = off: a power loss may destroy the library. Set it to on.";
    assert_eq!(warnings.contains(&fsync), on_postgres(), "{warnings:?}");
}
