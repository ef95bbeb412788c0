//! A search index that is damaged or gone, before the start and under the running server: it is made anew from the database, and nobody ever
//! meets an empty library.

use super::link;
use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::wait::wait_until;
use commonshelf::config::Config;
use commonshelf::jobs::{check, follow};
use serde_json::Value;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

struct Library {
    app: TestApp,
    rosa: Client,
    ingrid: Client,
}

impl Library {
    async fn open() -> Self {
        let app = TestApp::spawn().await;
        let (rosa, ingrid) = (app.uploader("rosa", "Casa Abierta").await, app.admin("ingrid").await);
        let library = Self { app, rosa, ingrid };
        for title in ["First lantern", "Second lantern"] {
            let change = library.publish(title).await;
            library.rosa.titles_after(&change, "lantern").await;
        }
        library
    }

    async fn publish(&self, title: &str) -> Value {
        let submitted = self.rosa.upload("/api/v1/submissions?submit=true", Some(&link(title)), &[]).await.expect(201);
        self.ingrid.decide(&submitted, "approve").await.expect(200).body["change"].clone()
    }

    fn expect_no_difference(&self) {
        assert_eq!(check::run(&self.app.app.config, &self.app.app.db).unwrap().differences, Vec::<String>::new());
    }
}

/// The folder of the index in use.
fn in_use(config: &Config) -> PathBuf {
    let versions = fs::read_dir(config.index_dir()).unwrap().map(|entry| entry.unwrap().path());
    let version = versions.into_iter().find(|path| path.join("current").exists()).unwrap();
    version.join(fs::read_to_string(version.join("current")).unwrap())
}

/// The files of its segments.
fn segments(folder: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files
        .filter(|path| path.extension().is_some_and(|kind| ["term", "store", "idx", "pos", "fast"].iter().any(|known| kind == *known)))
        .collect()
}

fn segment_file(folder: &Path, kind: &str) -> PathBuf {
    segments(folder).into_iter().find(|path| path.extension().is_some_and(|known| known == kind)).unwrap()
}

/// Someone who shelves the index in use badly.
type Damage = fn(&Path);

const BEFORE_THE_START: [Damage; 5] = [
    |folder| segments(folder).iter().for_each(|file| File::options().write(true).open(file).unwrap().set_len(7).unwrap()),
    |folder| fs::write(folder.join("meta.json"), "}{ no index").unwrap(),
    |folder| fs::remove_file(segment_file(folder, "term")).unwrap(),
    |folder| fs::remove_file(segment_file(folder, "pos")).unwrap(),
    |folder| fs::remove_dir_all(folder.parent().unwrap().parent().unwrap()).unwrap(),
];

/// A file that is cut short under a running server ends it (it is mapped into memory), so that is only met at a start.
const WHILE_RUNNING: [Damage; 3] = [
    |folder| segments(folder).iter().for_each(|file| fs::remove_file(file).unwrap()),
    |folder| fs::remove_dir_all(folder).unwrap(),
    |folder| fs::remove_dir_all(folder.parent().unwrap().parent().unwrap()).unwrap(),
];

#[actix_web::test]
async fn an_index_that_is_damaged_before_the_start_is_made_anew_and_searches_wait_for_it() {
    for damage in BEFORE_THE_START {
        let Library { app, .. } = Library::open().await;

        let app = app.restart(|config| damage(&in_use(config))).await;

        let visitor = app.visitor();
        let mut found = visitor.get("/api/v1/resources?q=lantern").await;
        let is_found = async || {
            found = visitor.get("/api/v1/resources?q=lantern").await;
            // Not yet, or all: never an empty library.
            assert!(found.summary() == "503 index_building" || found.body["total"] == 2, "{}", found.text);
            found.status == 200
        };
        wait_until("the index is complete", is_found).await;
        assert_eq!(check::run(&app.app.config, &app.app.db).unwrap().differences, Vec::<String>::new());
    }
}

#[actix_web::test]
async fn an_index_whose_files_go_away_under_the_running_server_is_made_anew_and_answers_all_the_while() {
    for damage in WHILE_RUNNING {
        let library = Library::open().await;
        let visitor = library.app.visitor();

        damage(&in_use(&library.app.app.config));
        assert_eq!(visitor.search("lantern").await.body["total"], 2);
        let change = library.publish("Third lantern").await;

        let is_found = async || {
            let found = visitor.search("lantern").await.body;
            assert!(found["total"].as_u64().unwrap() >= 2, "{found}");
            found["change"] == change
        };
        wait_until("the third is found", is_found).await;
        assert_eq!(visitor.search("lantern").await.body["total"], 3);
        wait_until("the index is whole again", async || library.app.app.index.is_whole()).await;
        library.expect_no_difference();
    }
}

#[actix_web::test]
async fn an_index_whose_files_went_away_is_noticed_without_a_change_too() {
    let library = Library::open().await;
    let app = &library.app.app;
    assert!(!follow::mend(app), "nothing is wrong");

    fs::remove_dir_all(in_use(&app.config)).unwrap();

    assert!(follow::mend(app));
    assert!(!follow::mend(app));
    library.expect_no_difference();
}
