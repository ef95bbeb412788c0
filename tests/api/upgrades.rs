//! Libraries that earlier versions left behind, kept small in `tests/upgrades`: this build opens them, finds nothing to complain of, and answers
//! as the version that made them did. `tests/upgrades/make NAME [PROGRAM]` makes such a fixture.

use crate::support::app::{TestApp, on_postgres};
use crate::support::client::{Client, metadata};
use crate::support::files;
use crate::support::letters::Letter;
use crate::support::postgres;
use crate::support::process::{Place, Serving};
use crate::support::wait::wait_until;
use diesel::RunQueryDsl;
use serde_json::{Map, Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const ADMIN: &str = "ingrid@example.org";
const PASSWORD: &str = "a handful of quiet words";
const ASKED: &[&str] = &[
    "/resources?limit=50&sort=title",
    "/resources?q=lantern&sort=newest",
    "/resources?q=%22pass%20the%20lantern%22",
    "/resources?q=c%C3%ADrculos&query_language=es&sort=title",
    "/resources?section=promote&sort=title",
    "/resources?q=withdrawn",
    "/organizations",
];

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/upgrades")
}

/// Names of files in a fixture that are of the database in use.
fn database_file() -> &'static str {
    if on_postgres() { "postgres.sql.zst" } else { "commonshelf.sqlite.zst" }
}

fn answers_file() -> &'static str {
    if on_postgres() { "answers-postgres.json" } else { "answers-sqlite.json" }
}

/// Everything there is to ask: searches, each public resource, each of its files.
async fn paths(visitor: &Client) -> Vec<String> {
    let mut paths: Vec<String> = ASKED.iter().map(|path| (*path).to_owned()).collect();
    let all = visitor.get("/api/v1/resources?limit=50").await.expect(200).body;
    for item in all["items"].as_array().unwrap() {
        let path = format!("/resources/{}", item["id"].as_str().unwrap());
        let files = visitor.get(&format!("/api/v1{path}")).await.expect(200).body["files"].clone();
        paths.extend(files.as_array().unwrap().iter().map(|file| format!("{path}/files/{}", file["id"].as_str().unwrap())));
        paths.push(path);
    }
    paths
}

/// What a visitor is told, but for what is of the moment.
async fn answers(visitor: &Client, paths: impl Iterator<Item = &String>) -> Map<String, Value> {
    let mut told = Map::new();
    for path in paths {
        let mut answer = visitor.get(&format!("/api/v1{path}")).await;
        if let Some(body) = answer.body.as_object_mut() {
            ["took_ms", "request_id", "change"].iter().for_each(|name| drop(body.remove(*name)));
        }
        let content = if answer.body.is_null() { json!({"bytes": answer.bytes.len(), "text": answer.text}) } else { answer.body };
        told.insert(path.clone(), json!({"status": answer.status, "content": content}));
    }
    told
}

/// Whether all that `old` says is said by `new` too: fields may be added, and none be lost or changed.
fn says(new: &Value, old: &Value, path: &str, missing: &mut Vec<String>) {
    match (new, old) {
        (Value::Object(new), Value::Object(old)) => {
            for (key, value) in old {
                says(new.get(key).unwrap_or(&Value::Null), value, &format!("{path}.{key}"), missing);
            }
        }
        (Value::Array(new), Value::Array(old)) if new.len() == old.len() => {
            for (place, (new, old)) in new.iter().zip(old).enumerate() {
                says(new, old, &format!("{path}[{place}]"), missing);
            }
        }
        (new, old) if new == old => {}
        (new, old) => missing.push(format!("{path}: {new} and not {old}")),
    }
}

#[actix_web::test]
async fn libraries_of_earlier_versions_are_opened_and_answer_as_they_did() {
    let mut opened = 0;
    for entry in fs::read_dir(fixtures()).unwrap().map(Result::unwrap).filter(|entry| entry.path().is_dir()) {
        let (fixture, name) = (entry.path(), entry.file_name().into_string().unwrap());
        let place = Place::new();
        unpack(&fixture, &place);

        let server = place.serve(&["serve"]).await;

        let expected: Map<String, Value> = serde_json::from_slice(&fs::read(fixture.join(answers_file())).unwrap()).unwrap();
        let told = answers(&server.visitor(), expected.keys()).await;
        let mut missing = Vec::new();
        says(&Value::Object(told), &Value::Object(expected.clone()), &name, &mut missing);
        assert!(missing.is_empty(), "{}", missing.join("\n"));
        server.sign_in(ADMIN, PASSWORD).await.get("/api/v1/reviews").await.expect(200);
        assert_eq!(server.stop().await, 0);
        assert!(place.run(&["check"]).expect(0).out.ends_with("nothing differs.\n"), "{name}");
        opened += 1;
        println!("{name}: {} answers as before", expected.len());
    }
    assert!(opened >= 2, "{opened} fixtures");
}

fn unpack(fixture: &Path, place: &Place) {
    let database = zstd::decode_all(fs::File::open(fixture.join(database_file())).unwrap()).unwrap();
    copy(&fixture.join("files"), &place.data_dir().join("files"));
    match place.database_url() {
        None => fs::write(place.data_dir().join("commonshelf.sqlite"), database).unwrap(),
        Some(url) => {
            let dump = place.folder.path().join("dump.sql");
            fs::write(&dump, database).unwrap();
            run(Command::new(postgres::tool("psql")).args(["-q", "-v", "ON_ERROR_STOP=1", "-f"]).arg(&dump).arg(&url));
        }
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn run(command: &mut Command) {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// No test: makes a fixture with the program named by `COMMONSHELF_TEST_PROGRAM`. `tests/upgrades/make` runs it, once for each database.
#[actix_web::test]
#[ignore = "makes a fixture: run tests/upgrades/make"]
async fn make() {
    let name = std::env::var("COMMONSHELF_TEST_FIXTURE").expect("COMMONSHELF_TEST_FIXTURE: the name of the fixture");
    let program = std::env::var("COMMONSHELF_TEST_PROGRAM").unwrap_or(env!("CARGO_BIN_EXE_commonshelf").to_owned());
    let place = Place::new();
    let by_program = |arguments: &[&str]| {
        let ours = place.command(arguments);
        let mut theirs = Command::new(&program);
        theirs.args(ours.get_args()).current_dir(place.folder.path());
        theirs.env_clear().env("PATH", std::env::var("PATH").unwrap());
        theirs.envs(ours.get_envs().filter_map(|(name, value)| Some((name, value?))));
        theirs
    };
    let password = place.file("password", PASSWORD);
    run(&mut by_program(&["admin", "create", "--email", ADMIN, "--name", "Ingrid", "--password-file", &password]));
    let server = place.start(by_program(&["serve"])).await;

    let withdrawn = fill(&place, &server).await;
    let visitor = server.visitor();
    let paths = [paths(&visitor).await, vec![format!("/resources/{withdrawn}")]].concat();
    let told = answers(&visitor, paths.iter()).await;

    assert_eq!(server.stop().await, 0);
    let fixture = fixtures().join(name);
    fs::create_dir_all(&fixture).unwrap();
    fs::write(fixture.join(answers_file()), serde_json::to_string_pretty(&told).unwrap() + "\n").unwrap();
    let database = match place.database_url() {
        // The last connection of a server that stops cleanly has emptied the log into this file.
        None => fs::read(place.data_dir().join("commonshelf.sqlite")).unwrap(),
        Some(url) => {
            let dump = place.folder.path().join("dump.sql");
            run(Command::new(postgres::tool("pg_dump")).args(["--no-owner", "--no-privileges", "-f"]).arg(&dump).arg(&url));
            fs::read(&dump).unwrap()
        }
    };
    fs::write(fixture.join(database_file()), zstd::encode_all(database.as_slice(), 19).unwrap()).unwrap();
    copy(&place.data_dir().join("files"), &fixture.join("files"));
    drop(fs::remove_dir_all(fixture.join("files/incoming")));
}

/// A small library with something of every sort: languages, editions, relations, a withdrawal, a draft, a queue. Gives what was withdrawn.
async fn fill(place: &Place, server: &Serving) -> String {
    let ingrid = server.sign_in(ADMIN, PASSWORD).await;
    let rosa = member(place, server, &ingrid).await;
    let handbook = publish(&rosa, &ingrid, json!({"title": "Facilitator handbook"}), "Every member may pass the lantern").await;
    let spanish = json!({
        "title": "Círculos de apoyo", "language": "es", "topics": [], "countries": ["MX", "GT"],
        "translations": {"en": {"title": "Circles of support", "summary": "How they are held."}},
        "relations": [{"kind": "translation_of", "resource_id": handbook}],
    });
    publish(&rosa, &ingrid, spanish, "Cada persona pasa la linterna").await;
    publish(&rosa, &ingrid, json!({"title": "A poster", "section": "promote", "type": "poster"}), "Come to the lantern walk").await;
    let withdrawn = publish(&rosa, &ingrid, json!({"title": "A withdrawn mistake"}), "Of no lantern").await;
    let withdrawal = json!({"reason": "mistake", "note": "Not ours."});
    ingrid.post(&format!("/api/v1/resources/{withdrawn}/withdraw"), withdrawal).await.expect(200);
    let second = json!({"title": "Facilitator handbook", "summary": "The second edition.", "resource_id": handbook});
    publish(&rosa, &ingrid, second, "Every member may pass the lantern, or keep it").await;
    rosa.upload("/api/v1/submissions", Some(&json!({"title": "Still a draft"})), &[]).await.expect(201);
    rosa.submit("Waits for review", "Of a candle").await;
    all_read(&rosa).await;
    let change = ingrid.get("/health/ready").await.body["checks"]["index"]["head"].clone();
    rosa.titles_after(&change, "lantern").await;
    withdrawn
}

/// An organization that applied, was accepted, and whose contact is signed in: the long way, which every version has.
async fn member(place: &Place, server: &Serving, ingrid: &Client) -> Client {
    let visitor = server.visitor();
    let application = json!({
        "name": "Casa Abierta", "summary": "Peer support in Oaxaca.", "country": "MX", "languages": ["es"],
        "contact_name": "Rosa", "contact_email": "rosa@example.org",
    });
    let organization = visitor.post("/api/v1/organizations", application).await.expect(202).id();
    let token = mailed(place, "/confirm/").await;
    visitor.post("/api/v1/organizations/confirmations", json!({"token": token})).await.expect(200);
    ingrid.post(&format!("/api/v1/organizations/{organization}/decision"), json!({"decision": "accept"})).await.expect(200);
    let token = mailed(place, "/invitations/").await;
    visitor.post(&format!("/api/v1/invitations/{token}/accept"), json!({"name": "Rosa", "password": PASSWORD})).await.expect(201);
    server.sign_in("rosa@example.org", PASSWORD).await
}

/// The secret of the link of this kind, as soon as it is in the mail.
async fn mailed(place: &Place, kind: &str) -> String {
    let mut found = None;
    wait_until(&format!("a letter with {kind}"), async || {
        let Ok(entries) = fs::read_dir(place.data_dir().join("mail")) else { return false };
        let letters = entries.map(|entry| entry.unwrap().path()).filter(|path| path.extension().is_some_and(|ending| ending == "eml"));
        let letters = letters.map(|path| Letter::parse(&fs::read_to_string(path).unwrap()));
        found = letters.filter(|letter| letter.text.contains(kind)).map(|letter| letter.token()).next();
        found.is_some()
    })
    .await;
    found.unwrap()
}

async fn publish(rosa: &Client, ingrid: &Client, differs: Value, words: &str) -> String {
    let mut metadata = metadata("");
    metadata.as_object_mut().unwrap().extend(differs.as_object().unwrap().clone());
    let file = [("document.pdf", files::pdf(&[words]))];
    let submitted = rosa.upload("/api/v1/submissions?submit=true", Some(&metadata), &file).await.expect(201);
    all_read(rosa).await;
    ingrid.decide(&submitted, "approve").await.expect(200).body["resource_id"].as_str().unwrap().to_owned()
}

async fn all_read(rosa: &Client) {
    wait_until("every file was read", async || !rosa.get("/api/v1/submissions?limit=100").await.expect(200).text.contains("\"pending\""))
        .await;
}

/// The index of another version of the fields is of no use: a new one is made beside it, and it goes when that is complete.
#[actix_web::test]
async fn an_index_of_other_fields_stays_until_the_new_one_is_complete_and_searches_wait_meanwhile() {
    let app = TestApp::spawn().await;
    let (rosa, ingrid) = (app.uploader("rosa", "Casa Abierta").await, app.admin("ingrid").await);
    let submitted = rosa.submit("Facilitator handbook", "Every member may pass the lantern").await;
    app.wait_for_inspections().await;
    let change = ingrid.decide(&submitted, "approve").await.expect(200).body["change"].clone();
    rosa.titles_after(&change, "lantern").await;
    // A text that can't be read keeps the new index from being completed, for as long as this test wants.
    let texts = async |app: &TestApp, set: &'static str| {
        app.app.db.write(move |tx| Ok(diesel::sql_query(set).execute(&mut **tx).unwrap())).await.unwrap();
    };
    texts(&app, "UPDATE texts SET extractor_version = -extractor_version").await;
    texts(&app, "UPDATE blobs SET extractor_version = 999").await;
    texts(&app, "INSERT INTO texts SELECT blob_sha256, 999, 1, compressed_text FROM texts").await;
    let spoil = if on_postgres() {
        "UPDATE texts SET compressed_text = '\\x00' WHERE extractor_version = 999"
    } else {
        "UPDATE texts SET compressed_text = x'00' WHERE extractor_version = 999"
    };
    texts(&app, spoil).await;

    let mut other = PathBuf::new();
    let app = app
        .restart(|config| {
            let current = config.index_dir().join(format!("v{}", commonshelf::search::FIELDS_VERSION));
            other = config.index_dir().join("v0");
            fs::rename(current, &other).unwrap();
        })
        .await;

    let refused = app.visitor().get("/api/v1/resources?q=lantern").await.expect(503);
    assert!(refused.headers.contains_key("retry-after"), "{:?}", refused.headers);
    assert_eq!(app.visitor().get("/health/ready").await.status, 503);
    assert!(other.join("current").exists(), "the old index went before the new one was complete");
    texts(&app, "UPDATE texts SET compressed_text = (SELECT old.compressed_text FROM texts old WHERE old.blob_sha256 = texts.blob_sha256 AND old.extractor_version < 0) WHERE extractor_version = 999").await;
    wait_until("the new index is complete", async || app.visitor().get("/api/v1/resources?q=lantern").await.status == 200).await;
    assert_eq!(app.visitor().titles_after(&change, "lantern").await, ["Facilitator handbook"]);
    wait_until("the old index is gone", async || !other.exists()).await;
}
