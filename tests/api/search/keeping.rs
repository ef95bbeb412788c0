//! The index is a function of the database: it can be lost and made again, and `check` says where database, files and index differ.

use super::Library;
use crate::support::files;
use commonshelf::cli;
use commonshelf::domain::ids::ResourceId;
use commonshelf::jobs::{check, follow};
use commonshelf::search::{Fingerprint, Update};
use serde_json::{Value, json};
use std::path::PathBuf;

/// Documents of several kinds, some of which had a life: one was withdrawn, one was published in a second edition.
async fn lived_in() -> Library {
    let mut library = Library::open().await;
    let rosa = library.rosa.clone();
    library.publish_by(&rosa, "Handbook", json!({}), &[("a.pdf", files::pdf(&["A circle of lanterns", "The second page"]))]).await;
    library.publish("Poster", json!({"section": "promote", "type": "poster", "language": "es"})).await;
    let mistaken = library.publish("Mistaken lantern", json!({})).await;
    let first = library.publish("First edition", json!({"summary": "Of a lantern."})).await;
    library.publish("Second edition", json!({"summary": "Of a brighter lantern.", "resource_id": first})).await;
    let withdrawal = json!({"reason": "mistake", "note": "Not ours."});
    let withdrawn = library.ingrid.post(&format!("/api/v1/resources/{mistaken}/withdraw"), withdrawal).await.expect(200);
    library.change = withdrawn.body["change"].clone();
    library
}

/// All that searches say, but for the time they took.
async fn answers(library: &Library) -> Vec<Value> {
    let mut answers = Vec::new();
    for query in
        ["", "q=lantern", "q=circle", "sort=title", "section=promote", "q=lantern&language=en&sort=newest", "q=edition", "q=mistaken"]
    {
        let mut body = library.ask(query).await.body;
        body.as_object_mut().unwrap().remove("took_ms").unwrap();
        answers.push(body);
    }
    assert_eq!(answers[0]["total"], 3, "{}", answers[0]);
    answers
}

fn fingerprint(library: &Library) -> Fingerprint {
    library.app.app.index.view().fingerprint().unwrap()
}

async fn restarted(library: Library, meanwhile: impl FnOnce(&mut commonshelf::config::Config)) -> Library {
    let Library { app, rosa, ingrid, change } = library;
    let app = app.restart(meanwhile).await;
    Library { app, rosa, ingrid, change }
}

/// Moved out of the way rather than deleted: a merge that was going on may still write into it.
fn lose_index(config: &commonshelf::config::Config) {
    std::fs::rename(config.index_dir(), config.data_dir.join("lost-index")).unwrap();
}

fn differences(library: &Library) -> Vec<String> {
    check::run(&library.app.app.config, &library.app.app.db).unwrap().differences
}

#[actix_web::test]
async fn an_index_made_anew_gives_the_same_answers() {
    let library = lived_in().await;
    let (before, held) = (answers(&library).await, fingerprint(&library));

    let library = restarted(library, |config| cli::reindex(config.clone()).unwrap()).await;

    assert_eq!(answers(&library).await, before);
    assert_eq!(fingerprint(&library), held, "the same documents and terms");
}

#[actix_web::test]
async fn a_lost_index_is_caught_up_at_the_next_start() {
    let library = lived_in().await;
    let (before, held) = (answers(&library).await, fingerprint(&library));

    let library = restarted(library, |config| lose_index(config)).await;

    assert_eq!(answers(&library).await, before);
    assert_eq!(fingerprint(&library), held, "the same documents and terms");
}

#[actix_web::test]
async fn what_was_published_while_the_index_was_away_is_found_after_the_next_start() {
    let mut library = lived_in().await;
    let away = library.app.folder.path().join("index-away");
    let index = library.app.app.config.index_dir();

    let set_aside = away.clone();
    library = restarted(library, move |config| copy(&config.index_dir(), &set_aside)).await;
    (library.rosa, library.ingrid) = (library.app.sign_in("rosa").await, library.app.sign_in("ingrid").await);
    library.publish("Newer lantern", json!({})).await;
    library = restarted(library, move |_| {
        std::fs::remove_dir_all(&index).unwrap();
        copy(&away, &index);
    })
    .await;

    assert_eq!(library.titles("q=newer").await, ["Newer lantern"]);
    assert!(differences(&library).is_empty());
}

fn copy(from: &PathBuf, to: &PathBuf) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &to.join(entry.file_name())),
            false => drop(std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap()),
        }
    }
}

#[actix_web::test]
async fn an_index_in_use_is_not_made_anew_by_another_process() {
    let library = lived_in().await;

    let refused = cli::reindex(library.app.app.config.clone()).unwrap_err();

    assert!(refused.to_string().contains("another process is writing the search index"), "{refused}");
    assert_eq!(library.titles("q=circle").await, ["Handbook"]);
}

#[actix_web::test]
async fn a_library_in_order_shows_no_difference() {
    let library = lived_in().await;
    answers(&library).await;

    let report = check::run(&library.app.app.config, &library.app.app.db).unwrap();

    assert_eq!((report.blobs, report.resources, report.differences.as_slice()), (1, 3, [].as_slice()));
    cli::check(library.app.app.config.clone()).unwrap();
}

/// The only stored file.
fn blob(library: &Library) -> (String, PathBuf) {
    let sha256 = library.app.app.files.list().unwrap().next().unwrap().unwrap().sha256;
    let path = library.app.app.files.local_copy(&sha256).unwrap().path().to_owned();
    (sha256, path)
}

#[actix_web::test]
async fn a_lost_file_is_named() {
    let library = lived_in().await;
    answers(&library).await;
    let (sha256, path) = blob(&library);

    std::fs::remove_file(path).unwrap();

    assert_eq!(differences(&library), [format!("file {sha256} is missing; restore it from a backup")]);
    assert!(cli::check(library.app.app.config.clone()).is_err(), "the command fails");
}

#[actix_web::test]
async fn a_file_with_one_other_bit_is_named() {
    let library = lived_in().await;
    answers(&library).await;
    let (sha256, path) = blob(&library);
    let mut bytes = std::fs::read(&path).unwrap();

    bytes[100] ^= 1;
    std::fs::remove_file(&path).unwrap();
    std::fs::write(&path, bytes).unwrap();

    assert_eq!(differences(&library), [format!("file {sha256} is damaged: its bytes no longer fit its name; restore it from a backup")]);
}

#[actix_web::test]
async fn a_resource_that_the_index_lacks_or_has_too_many_is_named() {
    let mut library = lived_in().await;
    let lost = library.publish("Lost lantern", json!({})).await;
    library.ask("").await;
    let app = &library.app.app;
    let lost = ResourceId::parse(&lost).unwrap();
    let stray = ResourceId::new();

    let look = move |c: &mut commonshelf::db::AnyConn| match commonshelf::db::editions::look(c, lost)? {
        commonshelf::db::editions::Visibility::Public(resource) => follow::document(c, &resource),
        _ => unreachable!("it was published above"),
    };
    let mut document = app.db.read(look).await.unwrap();
    document.id = stray;
    app.index.apply(vec![Update::Remove(lost), Update::Put(Box::new(document))], app.index.seq()).unwrap();

    assert_eq!(
        differences(&library),
        [
            format!("resource {lost} is public and not in the index; run `commonshelf reindex`"),
            format!("resource {stray} is in the index and not public; run `commonshelf reindex`"),
        ]
    );
}

#[actix_web::test]
async fn an_index_that_holds_other_words_than_the_database_is_named() {
    let mut library = lived_in().await;
    let altered = ResourceId::parse(&library.publish("Altered lantern", json!({})).await).unwrap();
    library.ask("").await;
    let app = &library.app.app;

    let look = move |c: &mut commonshelf::db::AnyConn| match commonshelf::db::editions::look(c, altered)? {
        commonshelf::db::editions::Visibility::Public(resource) => follow::document(c, &resource),
        _ => unreachable!("it was published above"),
    };
    let mut document = app.db.read(look).await.unwrap();
    document.summary.push_str(" Something that nobody wrote.");
    app.index.apply(vec![Update::Put(Box::new(document))], app.index.seq()).unwrap();

    assert_eq!(differences(&library), ["the index holds other words than the database; run `commonshelf reindex`"]);
}

#[actix_web::test]
async fn an_index_that_is_behind_or_gone_is_named() {
    let library = lived_in().await;
    answers(&library).await;
    let head = library.app.app.index.seq();
    let mut found = Vec::new();

    let library = restarted(library, |config| {
        lose_index(config);
        let db = commonshelf::app::open_database(config, commonshelf::domain::time::Clock::system()).unwrap();
        found.push(check::run(config, &db).unwrap().differences);
        commonshelf::search::Index::open(&config.index_dir()).unwrap().apply(Vec::new(), head - 1).unwrap();
        found.push(check::run(config, &db).unwrap().differences);
    })
    .await;

    assert_eq!(found[0], ["there is no index; start the server or run `commonshelf reindex`"]);
    assert_eq!(found[1][0], format!("the index holds changes up to {} of {head}; a running server catches up by itself", head - 1));
    assert_eq!(found[1].len(), 4, "and the three resources that it lacks: {:?}", found[1]);
    drop(library);
}
