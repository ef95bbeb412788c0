//! What was purged after a backup is purged again when that backup is restored.

use super::{Library, answers, files_below, restore};
use crate::purge::holding;
use crate::support::app::on_postgres;
use crate::support::files;
use crate::support::process::Place;
use serde_json::{Value, json};

/// A word that stands nowhere else.
const WORD: &str = "archaeopteryx";

async fn purge(library: &Library, resource: &str) {
    let body = json!({"reason": "privacy", "confirm_title": format!("The {WORD} diary")});
    library.ingrid.post(&format!("/api/v1/resources/{resource}/purge"), body).await.expect(200);
    library.app.wait_for_jobs("purge").await;
}

/// Restores an older backup, and looks for what was purged in everything that came of it.
async fn expect_nothing_of(resource: &str, library: &Library, backup: &str, more: &[&str]) {
    let place = Place::new();

    let restored = restore(&place, &library.backups(), &[&["--backup", backup], more].concat()).expect(0);

    assert!(restored.out.contains("1 resources that were purged after this backup were purged again"), "{}", restored.out);
    assert_eq!(holding(&place.data_dir(), WORD), Vec::<String>::new(), "in the restored place");
    assert!(place.run(&["check"]).expect(0).out.ends_with("nothing differs.\n"));
    let server = place.serve(&["serve"]).await;
    let gone = server.visitor().get(&format!("/api/v1/resources/{resource}")).await.expect(410);
    assert_eq!(gone.body["reason"], "privacy");
    let told: Vec<(String, Value)> = answers(&server.visitor()).await;
    assert!(!format!("{told:?}").contains(WORD) && told.iter().any(|(path, _)| path.contains("/files/")));
    if on_postgres() {
        let dump = place.folder.path().join("dump");
        let url = place.database_url().unwrap();
        let output = std::process::Command::new(crate::support::postgres::tool("pg_dump")).arg(&url).arg("-f").arg(&dump).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert!(!std::fs::read_to_string(&dump).unwrap().contains(WORD), "in the restored database");
    }
}

#[actix_web::test]
async fn what_was_purged_since_is_gone_from_a_restored_older_backup() {
    let library = Library::open().await;
    let text = files::pdf(&[&format!("Of an {WORD}")]);
    let id = library.publish(json!({"title": format!("The {WORD} diary"), "summary": format!("An {WORD}.")}), text).await;
    library.publish(json!({}), files::pdf(&["Of a lantern"])).await;
    let (older, _) = library.back_up(&[]);
    assert!(!holding(&library.backups().join("blobs"), WORD).is_empty(), "the search for bytes finds nothing at all");

    purge(&library, &id).await;
    let (newer, done) = library.back_up(&[]);

    assert!(done.out.contains("1 files that were purged were destroyed in older backups"), "{}", done.out);
    assert_eq!(holding(&library.backups().join("blobs"), WORD), Vec::<String>::new());
    assert_eq!(holding(&library.backups().join(newer), WORD), Vec::<String>::new());
    expect_nothing_of(&id, &library, &older, &[]).await;
}

/// The library was lost before the next backup: its own list, which lies in the data folder, is all that knows of the purge.
#[actix_web::test]
async fn a_purge_that_no_backup_has_seen_is_replayed_from_the_list_of_the_lost_library() {
    let library = Library::open().await;
    let text = files::pdf(&[&format!("Of an {WORD}")]);
    let id = library.publish(json!({"title": format!("The {WORD} diary")}), text).await;
    library.publish(json!({}), files::pdf(&["Of a lantern"])).await;
    let (older, _) = library.back_up(&[]);

    purge(&library, &id).await;

    let list = library.app.folder.path().join("purges.jsonl");
    assert_eq!(files_below(&library.backups()).iter().filter(|path| path.ends_with("purges.jsonl")).count(), 0);
    expect_nothing_of(&id, &library, &older, &["--purges", list.to_str().unwrap()]).await;
}
