//! The first start of several nodes at once, and a node that was given another key.

use super::fleet::command;
use crate::support::app::on_postgres;
use crate::support::postgres;
use crate::support::process::{Serving, finish};
use futures_util::future::join_all;

#[actix_web::test]
async fn nodes_that_start_at_once_on_an_empty_database_agree_on_who_migrates() {
    if !on_postgres() {
        return println!("not on SQLite: one process alone has it open");
    }
    let database = postgres::database();
    let folders: Vec<_> = (0..3).map(|_| tempfile::tempdir().unwrap()).collect();

    let mut nodes: Vec<Serving> = Vec::new();
    for folder in &folders {
        let (command, base) = command(folder, &database.url());
        nodes.push(Serving::begin(command, folder.path(), base));
    }
    join_all(nodes.iter_mut().map(Serving::wait_until_ready)).await;

    for node in nodes {
        assert!(!node.log().contains("ERROR"), "{}", node.log());
        assert_eq!(node.stop().await, 0);
    }
}

#[actix_web::test]
async fn a_node_with_another_key_is_refused_in_words_until_the_others_have_stopped() {
    if !on_postgres() {
        return println!("not on SQLite: one process alone has it open");
    }
    let database = postgres::database();
    let folders = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let other_key = || {
        let (mut command, base) = command(&folders.1, &database.url());
        command.env("COMMONSHELF_SECRET_KEY", "another-secret-that-is-long-enough-to-be-one");
        (command, base)
    };
    let (first, base) = command(&folders.0, &database.url());
    let first = Serving::start(first, folders.0.path(), base).await;

    let refused = finish(other_key().0).expect(1);
    assert!(refused.err.contains("secret_key: differs from that of another node of this library"), "{}", refused.err);
    assert!(refused.err.contains("To change it, stop them all"), "{}", refused.err);

    assert_eq!(first.stop().await, 0);
    let (command, base) = other_key();
    assert_eq!(Serving::start(command, folders.1.path(), base).await.stop().await, 0);
}
