//! A database that is restarted under load, and one in which somebody holds a lock.

use super::{Shelf, expect_later, link};
use crate::support::app::{TestApp, on_postgres};
use crate::support::client::Client;
use crate::support::own_postgres::OwnPostgres;
use crate::support::process::Place;
use crate::support::wait::wait_until;
use commonshelf::db::Target;
use diesel::connection::SimpleConnection;
use diesel::r2d2::ManageConnection;
use futures_util::future::{join, join_all};
use serde_json::json;
use std::cell::{Cell, RefCell};

/// Who write at once: more than there are connections.
const WRITERS: usize = 40;
/// What the server may have while its database is away: its own threads, and those that wait on the few connections.
const MAX_THREADS: usize = 100;

/// What the writers were told.
#[derive(Default)]
struct Told {
    acknowledged: RefCell<Vec<String>>,
    refused: Cell<usize>,
    is_over: Cell<bool>,
}

async fn write(rosa: &Client, told: &Told) {
    while !told.is_over.get() {
        let answer = rosa.post("/api/v1/submissions", link("Lantern")).await;
        match answer.status {
            201 => told.acknowledged.borrow_mut().push(answer.id()),
            503 => {
                assert!(answer.headers["retry-after"].parse::<u64>().unwrap() > 0);
                told.refused.set(told.refused.get() + 1);
            }
            status => panic!("{status} {}", answer.text),
        }
    }
}

/// Off the thread on which the writers run: one that has connected and says nothing is hung up on.
async fn aside(mut postgres: OwnPostgres, act: fn(&mut OwnPostgres)) -> OwnPostgres {
    let acted = tokio::task::spawn_blocking(move || {
        act(&mut postgres);
        postgres
    });
    acted.await.unwrap()
}

/// PostgreSQL alone can be restarted: SQLite is part of the program.
#[actix_web::test]
async fn a_database_that_is_restarted_under_load_costs_answers_of_503_and_nothing_that_was_acknowledged() {
    if !on_postgres() {
        return;
    }
    let mut postgres = OwnPostgres::start();
    let shelf = Shelf::open(Place::on(postgres.url()), |_| {}).await;
    let told = Told::default();
    let written = |more: usize| {
        let count = told.acknowledged.borrow().len() + more;
        let told = &told;
        async move { wait_until("more is acknowledged", async || told.acknowledged.borrow().len() >= count).await }
    };

    let restarting = async {
        for _ in 0..2 {
            written(50).await;
            postgres = aside(postgres, OwnPostgres::stop_at_once).await;
            let refused = told.refused.get() + 2 * WRITERS;
            wait_until("everyone was refused", async || told.refused.get() >= refused).await;
            assert!(shelf.server.threads() < MAX_THREADS, "{} threads", shelf.server.threads());
            assert_eq!(shelf.server.visitor().get("/health/ready").await.status, 503);
            postgres = aside(postgres, OwnPostgres::start_again).await;
        }
        written(50).await;
        told.is_over.set(true);
        postgres // which ends with its value
    };
    let (_postgres, _) = join(restarting, join_all((0..WRITERS).map(|_| write(&shelf.rosa, &told)))).await;

    let is_ready = async || shelf.server.visitor().get("/health/ready").await.status == 200;
    wait_until("the server is ready by itself", is_ready).await;
    for id in told.acknowledged.take() {
        shelf.rosa.get(&format!("/api/v1/submissions/{id}")).await.expect(200);
    }
    let change = shelf.publish("After").await;
    assert_eq!(shelf.rosa.titles_after(&change, "after").await, ["After"]);
    shelf.expect_clean_check();
}

#[actix_web::test]
async fn who_waits_too_long_for_a_lock_is_told_to_come_back_and_the_others_are_served() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    let draft = rosa.post("/api/v1/submissions", link("Draft")).await.expect(201);
    let path = format!("/api/v1/submissions/{}", draft.id());
    let edit = async || rosa.patch(&path, json!({"metadata": {"title": "Lantern"}, "version": draft.version()})).await;

    let mut other = Target::of(&app.app.config.database).unwrap().connect().unwrap();
    let lock = format!("SELECT 1 FROM submissions WHERE id = '{}' FOR UPDATE", draft.id());
    other.batch_execute(&if on_postgres() { format!("BEGIN; {lock}") } else { "BEGIN IMMEDIATE".to_owned() }).unwrap();
    let (waiting, read) = join(edit(), rosa.get(&path)).await;
    other.batch_execute("ROLLBACK").unwrap();

    expect_later(&waiting, "503 database_busy");
    read.expect(200);
    edit().await.expect(200);
}
