//! Writing documents out, and taking them in elsewhere.

use super::archives::{approved, import};
use crate::support::app::TestApp;
use crate::support::client::{Answer, Client, link, metadata};
use crate::support::files;
use crate::support::wait::wait_until;
use commonshelf::domain::words::{MembershipRole, SiteRole};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// Asks for an export, and waits until it is made.
async fn export(user: &Client, input: Value) -> Answer {
    let id = user.post("/api/v1/exports", input).await.expect(202).id();
    wait_until("the export is made", async || user.get(&format!("/api/v1/exports/{id}")).await.expect(200).body["status"] == "done").await;
    user.get(&format!("/api/v1/exports/{id}/file")).await.expect(200)
}

fn unpacked(archive: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut zip = ZipArchive::new(Cursor::new(archive)).unwrap();
    let read = |index: usize| {
        let mut entry = zip.by_index(index).unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        (entry.name().unwrap().into_owned(), bytes)
    };
    (0..ZipArchive::new(Cursor::new(archive)).unwrap().len()).map(read).collect()
}

/// What a visitor is told, page by page, without what differs from library to library: the ids of files, numbers of changes, and how long it took.
async fn public(app: &TestApp) -> BTreeMap<String, Value> {
    let mut told = BTreeMap::new();
    let list = app.visitor().get("/api/v1/resources?limit=100&sort=newest").await.expect(200).body;
    let ids: Vec<String> = list["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect();
    let mut ask = async |path: String| {
        let mut answer = app.visitor().get(&path).await;
        for name in ["change", "took_ms", "next_cursor"] {
            answer.body.as_object_mut().unwrap().remove(name);
        }
        if let Some(files) = answer.body["files"].as_array_mut() {
            files.iter_mut().for_each(|file| file["id"] = Value::Null);
        }
        told.insert(path, json!([answer.status, answer.body]));
    };
    for query in ["q=lantern", "section=take_action", "language=es", "sort=title&limit=100", "year_from=2020", "sort=newest&limit=100"] {
        ask(format!("/api/v1/resources?{query}")).await;
    }
    for id in &ids {
        ask(format!("/api/v1/resources/{id}")).await;
    }
    ask("/api/v1/organizations?limit=100".to_owned()).await;
    told
}

async fn approve(ingrid: &Client, app: &TestApp, submission: &Answer) -> String {
    app.wait_for_inspections().await;
    ingrid.decide(submission, "approve").await.expect(200).body["resource_id"].as_str().unwrap().to_owned()
}

/// A library with something of everything that a move could lose. Gives a withdrawn resource.
async fn fill(app: &TestApp, ingrid: &Client) -> String {
    let (rosa, olga) = (app.uploader("rosa", "Casa Abierta").await, app.uploader("olga", "Otra Casa").await);
    let mut first = metadata("=Handbook; \"first\" | edition");
    first["translations"] = json!({"es": {"title": "Manual", "summary": "Qué es."}, "ar": {"title": "دليل"}});
    first["authors"] = json!(["Luz, Rosa; and others", "-Ana | Bea\\"]);
    let files = [("guía \"1\".pdf", files::pdf(&["Every member may pass the lantern"])), ("notes.txt", b"shared notes".to_vec())];
    let files: Vec<(&str, Vec<u8>)> = files.to_vec();
    let submitted = rosa.upload("/api/v1/submissions?submit=true", Some(&first), &files).await.expect(201);
    let handbook = approve(ingrid, app, &submitted).await;
    let mut second = metadata("Handbook, second edition");
    (second["resource_id"], second["summary"]) = (json!(handbook), json!("Two\nlines, \"quoted\"."));
    let revision = rosa.upload("/api/v1/submissions?submit=true", Some(&second), &[files[1].clone()]).await.expect(201);
    approve(ingrid, app, &revision).await;
    let mut translation = link("Manual");
    (translation["language"], translation["relations"]) = (json!("es"), json!([{"kind": "translation_of", "resource_id": handbook}]));
    let translation = olga.post("/api/v1/submissions?submit=true", translation).await.expect(201);
    approve(ingrid, app, &translation).await;
    let gone = olga.post("/api/v1/submissions?submit=true", link("Gone")).await.expect(201);
    let gone = approve(ingrid, app, &gone).await;
    let withdraw = json!({"reason": "outdated", "note": "See the new one."});
    ingrid.post(&format!("/api/v1/resources/{gone}/withdraw"), withdraw).await.expect(200);
    gone
}

#[actix_web::test]
async fn an_export_taken_into_an_empty_library_gives_the_same_public_answers() {
    let (old, new) = (TestApp::spawn().await, TestApp::spawn().await);
    let (ingrid, nadia) = (old.admin("ingrid").await, new.admin("nadia").await);
    let gone = fill(&old, &ingrid).await;
    let archive = export(&ingrid, json!({})).await.bytes;
    let head = ingrid.get("/api/v1/resources").await.expect(200).body["change"].clone();
    old.visitor().get(&format!("/api/v1/resources?after_change={head}")).await.expect(200);

    let options = json!({"state": "approved", "create_organizations": true});
    let done = import(&nadia, &options, archive.clone()).await;

    assert_eq!((&done["report"]["faults"], &done["report"]["imported"]), (&json!([]), &json!(4)), "{done}");
    wait_until("everything is found", async || new.visitor().get("/api/v1/resources").await.expect(200).body["total"] == 2).await;
    new.wait_for_jobs("publish").await;
    let expected = public(&old).await;
    let mut told = BTreeMap::new();
    wait_until("the index has caught up", async || {
        told = public(&new).await;
        told == expected
    })
    .await;
    let path = format!("/api/v1/resources/{gone}");
    let (before, after) = (old.visitor().get(&path).await, new.visitor().get(&path).await);
    assert_eq!((after.status, &after.body["reason"], &after.body["note"]), (410, &before.body["reason"], &before.body["note"]));

    let again = import(&nadia, &options, archive.clone()).await;
    let back = import(&ingrid, &approved(), archive).await;
    assert_eq!(
        [&again["report"]["imported"], &back["report"]["imported"]],
        [&json!(0), &json!(0)],
        "a second time added some: {again}{back}"
    );
    assert_eq!((&again["report"]["known"], &again["report"]["changed"]), (&json!(4), &json!([])));
}

#[actix_web::test]
async fn an_export_is_what_its_readme_says_and_holds_every_edition_with_its_decision_and_each_file_once() {
    let app = TestApp::spawn().await;
    let ingrid = app.admin("ingrid").await;
    fill(&app, &ingrid).await;

    let files = unpacked(&export(&ingrid, json!({})).await.bytes);

    let text = |name: &str| String::from_utf8(files[name].clone()).unwrap();
    let readme = text("README.txt");
    for name in files.keys().filter(|name| !name.starts_with("files/")) {
        assert!(name == "README.txt" || readme.contains(name.as_str()), "{name} is not in the README");
    }
    let records: Vec<Value> = text("resources.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(records.len(), 3);
    let handbook = records.iter().find(|record| record["editions"].as_array().unwrap().len() == 2).unwrap();
    let [first, second] = handbook["editions"].as_array().unwrap().as_slice() else { panic!("{handbook}") };
    assert_eq!((&first["number"], &second["number"], &first["decision"]["verdict"]), (&json!(1), &json!(2), &json!("approve")));
    assert_eq!(first["files"][1]["path"], second["files"][0]["path"], "the notes of both editions are the same bytes");
    assert_eq!(files[first["files"][1]["path"].as_str().unwrap()], b"shared notes");
    assert!(handbook["editions"][0]["decision"]["reviewer_id"].is_string());
    assert_eq!(files.keys().filter(|name| name.starts_with("files/")).count(), 2);
    assert!(text("resources.csv").contains("\"'=Handbook; \"\"first\"\" | edition\""), "{}", text("resources.csv"));
    let all = files.values().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect::<String>();
    assert!(!all.contains("@example.org"), "an export holds nobody's address");
}

#[actix_web::test]
async fn a_manager_exports_what_the_organization_shares_and_nothing_else() {
    let app = TestApp::spawn().await;
    let ingrid = app.admin("ingrid").await;
    let mara = app.member("mara", SiteRole::User, "Casa Abierta", MembershipRole::Manager).await;
    fill(&app, &ingrid).await;
    let (casa, otra) = (app.organization("Casa Abierta").await, app.organization("Otra Casa").await);

    let own = unpacked(&export(&mara, json!({"organization_id": casa})).await.bytes);

    let records: Vec<Value> =
        String::from_utf8(own["resources.jsonl"].clone()).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(records.len(), 1);
    assert_eq!(records[0]["organization"]["id"], casa.to_string());
    assert!(records[0]["editions"][0]["decision"].get("reviewer_id").is_none(), "a manager is not told who decided");
    assert_eq!(mara.post("/api/v1/exports", json!({"organization_id": otra})).await.summary(), "404 not_found");
    assert_eq!(mara.post("/api/v1/exports", json!({})).await.summary(), "403 admins_only");
    let theirs = ingrid.post("/api/v1/exports", json!({})).await.expect(202).id();
    assert_eq!(mara.get(&format!("/api/v1/exports/{theirs}")).await.summary(), "404 not_found");
    assert_eq!(mara.get(&format!("/api/v1/exports/{theirs}/file")).await.summary(), "404 not_found");
}

#[actix_web::test]
async fn an_export_can_be_downloaded_for_a_day_and_a_purge_ends_that_at_once() {
    let app = TestApp::spawn().await;
    let ingrid = app.admin("ingrid").await;
    let withdrawn = fill(&app, &ingrid).await;
    export(&ingrid, json!({})).await;
    let files = async || {
        let exports = ingrid.get("/api/v1/exports").await.expect(200).body["items"].as_array().unwrap().clone();
        let id = exports[0]["id"].as_str().unwrap().to_owned();
        ingrid.get(&format!("/api/v1/exports/{id}/file")).await
    };
    assert_eq!(files().await.status, 200);

    ingrid.post(&format!("/api/v1/resources/{withdrawn}/purge"), json!({"reason": "privacy", "confirm_title": "Gone"})).await.expect(200);
    let after_purge = files().await;
    export(&ingrid, json!({})).await;
    app.app.clock.advance_seconds(86_400 + 60);
    let ingrid = app.sign_in("ingrid").await;
    let exports = ingrid.get("/api/v1/exports").await.expect(200).body["items"].as_array().unwrap().clone();
    let after_a_day = ingrid.get(&format!("/api/v1/exports/{}/file", exports[0]["id"].as_str().unwrap())).await;

    assert_eq!((after_purge.summary().as_str(), after_a_day.summary().as_str()), ("404 not_found", "404 not_found"));
}
