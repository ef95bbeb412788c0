//! Of a resource that was much talked about nothing is left: not in the database's own files, not in files, index and log of a real server, not in
//! what a restored older backup becomes.

use super::{holding, schema};
use crate::support::app::{PASSWORD, TestApp, on_postgres};
use crate::support::client::{Answer, Client, metadata};
use crate::support::files;
use crate::support::people;
use crate::support::process::{Place, Serving};
use crate::support::wait::wait_until;
use commonshelf::app::open_database;
use commonshelf::domain::time::Clock;
use commonshelf::domain::words::{MembershipRole, SiteRole};
use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl, sql_query, sql_types};
use serde_json::{Value, json};
use std::path::Path;

/// A word that stands in all that people wrote, and nowhere else.
const WORD: &str = "pachycephalosaurus";

struct People {
    rosa: Client,
    olga: Client,
    ruth: Client,
    ingrid: Client,
    visitor: Client,
}

fn said(what: &str) -> String {
    format!("{what} of the {WORD}.")
}

fn title() -> String {
    format!("The {WORD} diary")
}

/// Publishes a document and does everything that can be done about it, each time with the word. Gives the submission and the resource.
async fn talk_about(people: &People, inspected: impl AsyncFn(&Answer)) -> (String, String) {
    let People { rosa, olga, ruth, ingrid, visitor } = people;
    let mut all = metadata(&title());
    all["summary"] = json!(said("A summary"));
    all["authors"] = json!([format!("Ann {WORD}")]);
    all["translations"] = json!({"es": {"title": format!("Diario {WORD}"), "summary": said("Resumen")}});
    let document = files::pdf(&[&format!("Once there was a {WORD}")]);
    let sent = rosa.upload("/api/v1/submissions?submit=true", Some(&all), &[(&format!("{WORD}.pdf"), document)]).await.expect(201);
    inspected(&sent).await;
    let decision = json!({"decision": "approve", "version": sent.version(), "note": said("A note")});
    let approved = ingrid.post(&format!("/api/v1/submissions/{}/decision", sent.id()), decision).await.expect(200);
    let id = approved.body["resource_id"].as_str().unwrap().to_owned();
    let resource = format!("/api/v1/resources/{id}");
    visitor.titles_after(&approved.body["change"], WORD).await;

    let report = json!({"kind": "about_me", "message": said("A report"), "email": format!("{WORD}@example.net")});
    visitor.post(&format!("{resource}/reports"), report).await.expect(201);
    let reports = ruth.get("/api/v1/reports").await.expect(200);
    let report = format!("/api/v1/reports/{}/answer", reports.body["items"][0]["id"].as_str().unwrap());
    ruth.post(&report, json!({"version": 1, "answer": said("An answer")})).await.expect(200);
    for text in ["A use", "Another use"] {
        let told = olga.post(&format!("{resource}/uses"), json!({"text": said(text), "setting": said("A setting")})).await.expect(201);
        let decision = json!({"decision": "approve", "version": 1, "note": said("A note")});
        ruth.post(&format!("/api/v1/uses/{}/decision", told.id()), decision).await.expect(200);
    }
    let asked = rosa.post(&format!("{resource}/removal-requests"), json!({"reason": said("A wish")})).await.expect(201);
    let refused = json!({"decision": "refuse", "note": said("A refusal")});
    ingrid.post(&format!("/api/v1/removal-requests/{}/decision", asked.id()), refused).await.expect(200);
    ruth.post(&format!("{resource}/hide"), json!({"reason": "privacy", "note": said("A reason")})).await.expect(200);
    rosa.post(&format!("{resource}/hiding/statement"), json!({"statement": said("A statement")})).await.expect(200);
    let restored = json!({"decision": "restore", "note": said("A decision")});
    ingrid.post(&format!("{resource}/hiding/decision"), restored).await.expect(200);
    // A draft that would revise it, under a key whose answer is stored.
    let revision = json!({"title": title(), "resource_id": id});
    let request = rosa.request(reqwest::Method::POST, "/api/v1/submissions").header("idempotency-key", "once").json(&revision);
    rosa.send(request).await.expect(201);
    (sent.id(), id)
}

async fn purge(people: &People, id: &str) {
    let body = json!({"reason": "privacy", "confirm_title": title()});
    people.ingrid.post(&format!("/api/v1/resources/{id}/purge"), body).await.expect(200);
}

#[actix_web::test]
async fn no_column_of_the_database_names_what_was_purged_or_holds_a_word_of_it() {
    let app = TestApp::spawn().await;
    let people = People {
        rosa: app.member("rosa", SiteRole::User, "Casa Abierta", MembershipRole::Manager).await,
        olga: app.uploader("olga", "Otra Casa").await,
        ruth: app.reviewer("ruth").await,
        ingrid: app.admin("ingrid").await,
        visitor: app.visitor(),
    };
    let (submission, id) = talk_about(&people, async |_| app.wait_for_inspections().await).await;
    app.wait_for_jobs("mail").await;
    let before = schema::columns_holding(&app, WORD).await;
    for place in ["submissions.metadata", "editions.metadata", "decisions.note", "reports.message", "hidings.statement", "uses.text"] {
        assert!(before.contains(&place.to_owned()), "the word was not looked for in {place}: {before:?}");
    }

    purge(&people, &id).await;
    app.wait_for_jobs("purge").await;

    assert_eq!(schema::columns_holding(&app, WORD).await, Vec::<String>::new());
    for id in [&id, &submission] {
        let mut naming = schema::columns_holding(&app, id).await;
        naming.retain(|place| !schema::KEPT.contains(&place.as_str()));
        assert_eq!(naming, Vec::<String>::new(), "{id}");
    }
    let receipt = people.visitor.get(&format!("/api/v1/resources/{id}/uses")).await.expect(410);
    assert!(!receipt.text.contains(WORD));
}

/// A real server that logs all that it can of its own, with the people of the story in its database.
async fn serve(place: &Place) -> (Serving, People) {
    let db = open_database(&place.config(), Clock::system()).unwrap();
    let now = Clock::system().now();
    people::make_member(&db, "rosa", SiteRole::User, "Casa Abierta", MembershipRole::Manager, now).await;
    people::make_member(&db, "olga", SiteRole::User, "Otra Casa", MembershipRole::Uploader, now).await;
    people::make_user(&db, "ruth", SiteRole::Reviewer, now).await;
    people::make_user(&db, "ingrid", SiteRole::Admin, now).await;
    drop(db);
    let mut command = place.command(&["serve"]);
    command.env("COMMONSHELF_LOG", "info,commonshelf=trace");
    let server = place.start(command).await;
    let sign_in = async |name: &str| server.sign_in(&format!("{name}@example.org"), PASSWORD).await;
    let people = People {
        rosa: sign_in("rosa").await,
        olga: sign_in("olga").await,
        ruth: sign_in("ruth").await,
        ingrid: sign_in("ingrid").await,
        visitor: server.visitor(),
    };
    (server, people)
}

/// Everything below a folder in which the word stands, but for letters, which have left.
fn left_in(folder: &Path) -> Vec<String> {
    holding(folder, WORD).into_iter().filter(|path| !path.contains("/mail/")).collect()
}

#[derive(QueryableByName)]
struct Setting {
    #[diesel(sql_type = sql_types::Text)]
    value: String,
}

/// PostgreSQL keeps deleted rows in its files until it writes others over them; an operator who can't wait for that rewrites the tables.
fn postgres_files_after_a_rewrite(url: &str) -> Vec<String> {
    let mut connection = PgConnection::establish(url).unwrap();
    connection.batch_execute("VACUUM (FULL, ANALYZE)").unwrap();
    connection.batch_execute("CHECKPOINT").unwrap();
    let mut ask = |query: &str| sql_query(query).get_result::<Setting>(&mut connection).unwrap().value;
    let folder = ask("SELECT current_setting('data_directory') AS value");
    let number = ask("SELECT oid::text AS value FROM pg_database WHERE datname = current_database()");
    let files = Path::new(&folder).join("base").join(number);
    assert!(files.join("PG_VERSION").exists());
    holding(&files, WORD)
}

#[actix_web::test]
async fn of_what_was_purged_no_byte_is_left_on_the_disk_in_the_log_or_in_a_restored_backup() {
    let (place, elsewhere) = (Place::new(), Place::new());
    let (server, people) = serve(&place).await;
    let seen = async |sent: &Answer| {
        let path = format!("/api/v1/submissions/{}", sent.id());
        wait_until("the file was looked at", async || people.rosa.get(&path).await.body["files"][0]["status"] != "pending").await;
    };
    let (_, id) = talk_about(&people, seen).await;
    let backups = elsewhere.folder.path().join("backups");
    place.run(&["backup", backups.to_str().unwrap()]).expect(0);
    assert!(!holding(&backups, WORD).is_empty() && !left_in(place.folder.path()).is_empty(), "the search for bytes finds nothing at all");

    purge(&people, &id).await;

    let data = place.data_dir();
    wait_until("the purge was written down", async || data.join("purges.jsonl").exists()).await;
    if !on_postgres() {
        let log = data.join("commonshelf.sqlite-wal");
        wait_until("the log of the database was emptied of it", async || !holding_file(&log)).await;
    }
    wait_until("nothing is left on the disk", async || left_in(place.folder.path()).is_empty()).await;
    assert!(server.log().contains("purge") && !server.log().to_lowercase().contains(WORD) && !server.out().contains(WORD));
    if let Some(url) = place.database_url() {
        assert_eq!(postgres_files_after_a_rewrite(&url), Vec::<String>::new());
    }
    let list = data.join("purges.jsonl");
    elsewhere.run(&["restore", backups.to_str().unwrap(), "--purges", list.to_str().unwrap()]).expect(0);
    assert_eq!(left_in(&elsewhere.data_dir()), Vec::<String>::new());
    if let Some(url) = elsewhere.database_url() {
        assert_eq!(postgres_files_after_a_rewrite(&url), Vec::<String>::new());
    }
    let restored = elsewhere.serve(&["serve"]).await;
    let gone = restored.visitor().get(&format!("/api/v1/resources/{id}")).await.expect(410);
    assert_eq!((&gone.body["reason"], &gone.body["note"]), (&json!("privacy"), &Value::Null));
}

fn holding_file(path: &Path) -> bool {
    std::fs::read(path).is_ok_and(|bytes| bytes.to_ascii_lowercase().windows(WORD.len()).any(|window| window == WORD.as_bytes()))
}
