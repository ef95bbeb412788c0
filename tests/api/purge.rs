//! Purging: what an admin destroys is gone from every answer, from the database file, from the files and from the index.

mod bytes;
pub mod schema;

use crate::support::app::{TestApp, on_postgres};
use crate::support::client::{Answer, Client, metadata};
use crate::support::files;
use crate::support::wait::wait_until;
use serde_json::{Value, json};
use std::path::Path;

/// A word that stands in titles, in texts, and nowhere else.
const WORD: &str = "quetzalcoatlus";

/// Publishes a document with a file that holds the word; gives the submission and the resource.
async fn publish(app: &TestApp, rosa: &Client, ingrid: &Client, differs: Value, words: &str) -> (Answer, String) {
    let mut metadata = metadata(&format!("The {WORD} story"));
    metadata.as_object_mut().unwrap().extend(differs.as_object().unwrap().clone());
    let files = [("story.pdf", files::pdf(&[words]))];
    let submitted = rosa.upload("/api/v1/submissions?submit=true", Some(&metadata), &files).await.expect(201);
    app.wait_for_inspections().await;
    let approved = ingrid.decide(&submitted, "approve").await.expect(200);
    app.visitor().titles_after(&approved.body["change"], WORD).await;
    (submitted, approved.body["resource_id"].as_str().unwrap().to_owned())
}

async fn purge(app: &TestApp, ingrid: &Client, resource: &str) -> Answer {
    let body = json!({"reason": "privacy", "note": "Asked for.", "confirm_title": format!("The {WORD} story")});
    let purged = ingrid.post(&format!("/api/v1/resources/{resource}/purge"), body).await.expect(200);
    app.wait_for_jobs("purge").await;
    purged
}

/// The files below a folder in which some bytes stand, in any case of letters.
pub fn holding(folder: &Path, word: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.file_type().unwrap().is_dir() {
            found.extend(holding(&entry.path(), word));
        } else if let Ok(bytes) = std::fs::read(entry.path())
            && bytes.to_ascii_lowercase().windows(word.len()).any(|window| window == word.as_bytes())
        {
            found.push(entry.path().display().to_string());
        }
    }
    found
}

#[actix_web::test]
async fn what_is_purged_answers_410_without_a_title_and_is_found_by_nobody() {
    let app = TestApp::spawn().await;
    let (rosa, ingrid) = (app.uploader("rosa", "Casa Abierta").await, app.admin("ingrid").await);
    let (submission, id) = publish(&app, &rosa, &ingrid, json!({}), &format!("Of a {WORD}")).await;
    let resource = format!("/api/v1/resources/{id}");
    let file = app.visitor().get(&resource).await.body["files"][0]["id"].as_str().unwrap().to_owned();

    let purged = purge(&app, &ingrid, &id).await;

    assert_eq!((&purged.body["id"], &purged.body["files"]), (&json!(id), &json!(1)));
    assert!(app.visitor().titles_after(&purged.body["change"], WORD).await.is_empty());
    for path in [resource.clone(), format!("{resource}/files/{file}")] {
        let gone = app.visitor().get(&path).await.expect(410);
        assert_eq!((&gone.body["reason"], &gone.body["note"]), (&json!("privacy"), &json!("Asked for.")), "{path}");
        assert!(!gone.text.contains(WORD), "{}", gone.text);
    }
    rosa.get(&format!("/api/v1/submissions/{}", submission.id())).await.expect(404);
    let again = json!({"reason": "privacy", "confirm_title": format!("The {WORD} story")});
    assert_eq!(ingrid.post(&format!("{resource}/purge"), again).await.summary(), "409 wrong_status");
    for act in ["withdraw", "restore"] {
        ingrid.post(&format!("{resource}/{act}"), json!({"reason": "mistake"})).await.expect(404);
    }
}

#[actix_web::test]
async fn nothing_is_purged_by_accident() {
    let app = TestApp::spawn().await;
    let (rosa, ingrid) = (app.uploader("rosa", "Casa Abierta").await, app.admin("ingrid").await);
    let (_, id) = publish(&app, &rosa, &ingrid, json!({}), "Of a lantern").await;
    let path = format!("/api/v1/resources/{id}/purge");

    let other = ingrid.post(&path, json!({"reason": "privacy", "confirm_title": "Another story"})).await;
    let none = ingrid.post(&path, json!({"reason": "privacy"})).await;

    assert_eq!((other.status, other.fields()), (422, vec!["confirm_title".to_owned()]), "{}", other.text);
    assert_eq!((none.status, none.fields()), (422, vec!["confirm_title".to_owned()]), "{}", none.text);
    app.visitor().get(&format!("/api/v1/resources/{id}")).await.expect(200);
}

#[actix_web::test]
async fn nothing_of_what_was_purged_is_left_on_the_disk() {
    let app = TestApp::spawn().await;
    let (rosa, ingrid) = (app.uploader("rosa", "Casa Abierta").await, app.admin("ingrid").await);
    let (_, id) = publish(&app, &rosa, &ingrid, json!({}), &format!("Of a {WORD}")).await;
    let (_, _) = publish(&app, &rosa, &ingrid, json!({"title": "Another"}), "Of a lantern").await;
    // A revision that waits, with a file of its own, goes as well.
    let revision = json!({"title": format!("{WORD} again"), "resource_id": id});
    let mut waiting = metadata("x");
    waiting.as_object_mut().unwrap().extend(revision.as_object().unwrap().clone());
    rosa.upload("/api/v1/submissions?submit=true", Some(&waiting), &[("more.pdf", files::pdf(&[&format!("More {WORD}")]))])
        .await
        .expect(201);
    app.wait_for_inspections().await;
    assert!(!holding(app.folder.path(), WORD).is_empty(), "the search for bytes finds nothing at all");
    // In a segment that others need as well, since one without documents goes by itself.
    commonshelf::jobs::follow::rebuild(&app.app).unwrap();

    let purged = purge(&app, &ingrid, &id).await;

    assert_eq!(purged.body["files"], 2);
    let change = purged.body["change"].as_i64();
    wait_until("the index has left it out", async || app.app.index.seq() >= change.unwrap()).await;
    let data = app.folder.path();
    for place in ["files", "index", "spool"] {
        wait_until("an old view of the index is closed", async || place != "index" || holding(&data.join(place), WORD).is_empty()).await;
        assert_eq!(holding(&data.join(place), WORD), Vec::<String>::new());
    }
    if !on_postgres() {
        let database = holding(data, WORD).into_iter().filter(|path| path.contains("commonshelf.sqlite")).collect::<Vec<_>>();
        assert_eq!(database, Vec::<String>::new());
    }
    let list = std::fs::read_to_string(data.join("purges.jsonl")).unwrap();
    assert!(list.contains(&id) && list.lines().count() == 1 && !list.contains(WORD), "{list}");
    assert!(commonshelf::jobs::check::run(&app.app.config, &app.app.db).unwrap().differences.is_empty());
}

#[actix_web::test]
async fn a_file_that_another_resource_has_is_kept() {
    let app = TestApp::spawn().await;
    let (rosa, ingrid) = (app.uploader("rosa", "Casa Abierta").await, app.admin("ingrid").await);
    let (_, id) = publish(&app, &rosa, &ingrid, json!({}), "Of a shared lantern").await;
    let (_, other) = publish(&app, &rosa, &ingrid, json!({"title": "Another"}), "Of a shared lantern").await;

    let purged = purge(&app, &ingrid, &id).await;

    assert_eq!(purged.body["files"], 0);
    let kept = format!("/api/v1/resources/{other}");
    let file = app.visitor().get(&kept).await.expect(200).body["files"][0]["id"].as_str().unwrap().to_owned();
    app.visitor().get(&format!("{kept}/files/{file}")).await.expect(200);
    assert_eq!(app.visitor().titles_after(&purged.body["change"], "lantern").await, ["Another"]);
}
