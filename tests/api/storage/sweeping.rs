//! What nothing names any more is swept away, and an upload never loses its bytes to the sweeper.

use crate::support::app::TestApp;
use crate::support::client::{Answer, Client, metadata};
use crate::support::s3::Bucket;
use commonshelf::db::blobs;
use commonshelf::domain::time::Timestamp;
use commonshelf::files::Spooled;
use commonshelf::jobs::{check, sweep};
use commonshelf::library::keeping;
use serde_json::json;
use std::time::{Duration, SystemTime};

const TEXT: &[u8] = b"Every member may pass the lantern.";

struct Library {
    app: TestApp,
    rosa: Client,
    now: Timestamp,
}

impl Library {
    async fn new(bucket: Option<&Bucket>) -> Self {
        let app = TestApp::spawn_with(|config| bucket.into_iter().for_each(|bucket| bucket.settings(config))).await;
        let (rosa, now) = (app.uploader("rosa", "Casa Abierta").await, app.app.clock.now());
        Self { app, rosa, now }
    }

    async fn upload(&self) -> Answer {
        let file = ("page.txt", TEXT.to_vec());
        self.rosa.upload("/api/v1/submissions", Some(&metadata("Handbook")), &[file]).await.expect(201)
    }

    async fn delete(&self, draft: &Answer) {
        self.app.wait_for_inspections().await;
        self.rosa.delete(&format!("/api/v1/submissions/{}", draft.id())).await.expect(204);
    }

    /// Publishes the bytes; gives the path of the resource.
    async fn publish(&self, ingrid: &Client) -> String {
        let file = ("page.txt", TEXT.to_vec());
        let sent = self.rosa.upload("/api/v1/submissions?submit=true", Some(&metadata("Handbook")), &[file]).await.expect(201);
        self.app.wait_for_inspections().await;
        let approved = ingrid.decide(&sent, "approve").await.expect(200);
        format!("/api/v1/resources/{}", approved.body["resource_id"].as_str().unwrap())
    }

    /// Purges it, bytes and all.
    async fn purge(&self, ingrid: &Client, resource: &str) {
        let body = json!({"reason": "privacy", "confirm_title": "Handbook"});
        ingrid.post(&format!("{resource}/purge"), body).await.expect(200);
        self.app.wait_for_jobs("purge").await;
    }

    /// As the timer does, after so many days.
    fn sweep_after_days(&self, days: i64) -> usize {
        sweep::sweep(&self.app.app.db, &self.app.app.files, self.now.plus_days(days)).unwrap()
    }

    fn stored(&self) -> usize {
        self.app.app.files.list().unwrap().count()
    }

    fn report(&self) -> check::Report {
        check::run(&self.app.app.config, &self.app.app.db).unwrap()
    }

    /// Receives the bytes as an upload does.
    async fn receive(&self) -> Spooled {
        let mut spool = self.app.app.files.spool(1_000).await.unwrap();
        spool.write(TEXT).await.unwrap();
        spool.finish().await.unwrap()
    }

    /// What an upload does last: a row names the bytes.
    fn name(&self, spooled: &Spooled) {
        let write = |tx: &mut commonshelf::db::Tx| blobs::upsert(tx, &spooled.sha256, TEXT.len() as i64, self.now);
        assert!(self.app.app.db.write_blocking(write).unwrap().condemned_at.is_none());
    }

    fn keep(&self, spooled: &Spooled) {
        keeping::keep(&self.app.app.db, &self.app.app.files, spooled).unwrap();
    }

    fn is_there(&self, spooled: &Spooled) -> bool {
        self.app.app.files.contains(&spooled.sha256).unwrap()
    }
}

#[actix_web::test]
async fn bytes_that_nothing_names_go_after_a_day_and_those_that_are_named_stay() {
    let library = Library::new(None).await;
    let draft = library.upload().await;
    assert_eq!((library.sweep_after_days(0), library.sweep_after_days(9), library.stored()), (0, 0, 1));

    library.delete(&draft).await;

    assert_eq!((library.sweep_after_days(10), library.stored()), (0, 1), "nothing waits for it yet");
    assert_eq!((library.sweep_after_days(10), library.stored()), (0, 1), "it waits for a day");
    assert_eq!((library.sweep_after_days(11), library.stored()), (1, 0));
    let report = library.report();
    assert_eq!((report.blobs, report.differences.len(), report.notes.len()), (0, 0, 0));
    library.delete(&library.upload().await).await;
    assert_eq!(library.stored(), 1, "the same bytes can come again");
}

#[actix_web::test]
async fn an_upload_before_the_sweeper_keeps_condemned_bytes() {
    for bucket in [None, Some(Bucket::new())] {
        let library = Library::new(bucket.as_ref()).await;
        library.delete(&library.upload().await).await;
        library.sweep_after_days(0);
        let spooled = library.receive().await;

        library.keep(&spooled);
        library.sweep_after_days(5);
        library.name(&spooled);

        assert!(library.is_there(&spooled), "the sweeper took what an upload had found");
    }
}

#[actix_web::test]
async fn an_upload_after_the_sweeper_stores_condemned_bytes_again() {
    for bucket in [None, Some(Bucket::new())] {
        let library = Library::new(bucket.as_ref()).await;
        library.delete(&library.upload().await).await;
        library.sweep_after_days(0);
        let spooled = library.receive().await;

        assert_eq!(library.sweep_after_days(5), 1);
        library.keep(&spooled);
        library.name(&spooled);

        assert!(library.is_there(&spooled));
    }
}

#[actix_web::test]
async fn bytes_that_were_free_when_an_upload_found_them_wait_for_a_day() {
    let library = Library::new(None).await;
    library.delete(&library.upload().await).await;
    let spooled = library.receive().await;

    library.keep(&spooled);
    assert_eq!(library.sweep_after_days(5), 0);
    library.name(&spooled);
    assert_eq!(library.sweep_after_days(6), 0);

    assert!(library.is_there(&spooled));
}

#[actix_web::test]
async fn uploads_that_race_with_the_sweeper_have_their_bytes() {
    for bucket in [None, Some(Bucket::new())] {
        let library = Library::new(bucket.as_ref()).await;
        library.delete(&library.upload().await).await;
        for round in 0..20_i64 {
            library.sweep_after_days(round * 4);
            let (db, files, then) = (library.app.app.db.clone(), library.app.app.files.clone(), library.now.plus_days(round * 4 + 2));
            let sweeping = std::thread::spawn(move || {
                // An upload takes some milliseconds: sometimes it is the first, sometimes the last.
                (0..round * 200).for_each(|_| std::thread::yield_now());
                sweep::sweep(&db, &files, then).unwrap()
            });
            let (one, two) = futures_util::join!(library.upload(), library.upload());
            sweeping.join().unwrap();

            for draft in [one, two] {
                let file = draft.body["files"][0]["id"].as_str().unwrap();
                let there = library.rosa.get(&format!("/api/v1/submissions/{}/files/{file}", draft.id())).await;
                assert_eq!((there.status, there.bytes.as_slice()), (200, TEXT), "round {round}: {}", there.text);
                library.delete(&draft).await;
            }
        }
    }
}

#[actix_web::test]
async fn a_stored_file_without_a_row_is_told_of_and_goes_in_the_end() {
    let library = Library::new(None).await;
    let spooled = library.receive().await;
    library.app.app.files.keep(&spooled).unwrap();

    let young = library.report();
    library.sweep_after_days(0);
    let path = library.app.app.files.local_copy(&spooled.sha256).unwrap().path().to_owned();
    let two_days_ago = SystemTime::now() - Duration::from_secs(48 * 60 * 60);
    std::fs::File::options().write(true).open(path).unwrap().set_modified(two_days_ago).unwrap();
    let old = library.report();

    assert_eq!((young.differences.len(), young.notes.len()), (0, 1));
    assert!(young.notes[0].starts_with("1 files of the last day are stored and not yet named"), "{:?}", young.notes);
    assert!(old.differences[0].contains("is stored and nothing names it; a running server removes it"), "{:?}", old.differences);
    assert_eq!((library.sweep_after_days(1), library.report().differences.len()), (0, 0));
    assert_eq!((library.sweep_after_days(2), library.stored()), (1, 0));
}

/// The very bytes that an upload has found are purged before its row is written.
#[actix_web::test]
async fn an_upload_of_bytes_that_are_being_purged_has_them_afterwards() {
    for bucket in [None, Some(Bucket::new())] {
        let library = Library::new(bucket.as_ref()).await;
        let ingrid = library.app.admin("ingrid").await;
        let resource = library.publish(&ingrid).await;
        let spooled = library.receive().await;

        library.keep(&spooled);
        library.purge(&ingrid, &resource).await;
        library.name(&spooled);
        assert!(!library.is_there(&spooled), "the purge came first");
        keeping::look_again(&library.app.app.files, &spooled).unwrap();

        assert!(library.is_there(&spooled));
    }
}

#[actix_web::test]
async fn uploads_that_race_with_a_purge_of_the_same_bytes_have_them() {
    let library = Library::new(None).await;
    let ingrid = library.app.admin("ingrid").await;
    for round in 0..20 {
        let resource = library.publish(&ingrid).await;
        let (_, one, two) = futures_util::join!(library.purge(&ingrid, &resource), library.upload(), library.upload());

        for draft in [one, two] {
            let file = draft.body["files"][0]["id"].as_str().unwrap();
            let there = library.rosa.get(&format!("/api/v1/submissions/{}/files/{file}", draft.id())).await;
            assert_eq!((there.status, there.bytes.as_slice()), (200, TEXT), "round {round}: {}", there.text);
            library.delete(&draft).await;
        }
        library.app.wait_for_jobs("purge").await;
    }
}
