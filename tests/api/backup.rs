//! Backups as an operator makes and needs them: through the program, of a library that is in use, into an empty place elsewhere.

mod load;
mod nightly;
mod purged;
mod refused;
mod whole;

use crate::support::app::TestApp;
use crate::support::client::{Client, metadata};
use crate::support::process::{Finished, Place, SECRET, finish, program};
use commonshelf::config::{Database, Secret};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A library that is served, somebody who uploads, somebody who approves, and a folder for backups.
struct Library {
    app: TestApp,
    rosa: Client,
    ingrid: Client,
    folder: tempfile::TempDir,
}

impl Library {
    async fn open() -> Self {
        let app = TestApp::spawn_with(|config| config.secret_key = Some(Secret::new(SECRET))).await;
        let (rosa, ingrid) = (app.uploader("rosa", "Casa Abierta").await, app.admin("ingrid").await);
        Self { app, rosa, ingrid, folder: tempfile::tempdir().unwrap() }
    }

    /// Where backups go.
    fn backups(&self) -> PathBuf {
        self.folder.path().join("backups")
    }

    /// Publishes a document with one file; gives the id of the resource.
    async fn publish(&self, differs: Value, file: Vec<u8>) -> String {
        let mut metadata = metadata("Handbook");
        metadata.as_object_mut().unwrap().extend(differs.as_object().unwrap().clone());
        let submitted = self.rosa.upload("/api/v1/submissions?submit=true", Some(&metadata), &[("document.pdf", file)]).await.expect(201);
        self.app.wait_for_inspections().await;
        let approved = self.ingrid.decide(&submitted, "approve").await.expect(200);
        self.app.visitor().titles_after(&approved.body["change"], "x").await;
        approved.body["resource_id"].as_str().unwrap().to_owned()
    }

    /// The program with the settings of this library.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = program(arguments);
        let config = &self.app.app.config;
        command.env("COMMONSHELF_DATA_DIR", &config.data_dir).env("COMMONSHELF_SECRET_KEY", SECRET);
        if let Database::Postgres(url) = &config.database {
            command.env("COMMONSHELF_DATABASE_URL", url.expose());
        }
        command
    }

    /// Backs up while the library is served; gives the name of the backup.
    fn back_up(&self, more: &[&str]) -> (String, Finished) {
        let folder = self.backups();
        let done = finish(self.command(&[&["backup", folder.to_str().unwrap()], more].concat())).expect(0);
        (newest(&folder), done)
    }
}

/// The names of the backups in a folder that have a manifest, oldest first.
fn backups(folder: &Path) -> Vec<String> {
    let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let mut names: Vec<_> = names.filter(|entry| entry.path().join("manifest.json").exists()).collect();
    names.sort_by_key(|entry| entry.file_name());
    names.iter().map(|entry| entry.file_name().into_string().unwrap()).collect()
}

fn newest(folder: &Path) -> String {
    backups(folder).pop().expect("there is a backup")
}

fn manifest(backup: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(backup.join("manifest.json")).unwrap()).unwrap()
}

/// Restores into an empty place.
fn restore(place: &Place, folder: &Path, more: &[&str]) -> Finished {
    place.run(&[&["restore", folder.to_str().unwrap()], more].concat())
}

/// Everything that a visitor is told, but for the time that it took and the change that it reflects.
async fn answers(visitor: &Client) -> Vec<(String, Value)> {
    let mut paths: Vec<String> =
        ["", "q=lantern", "sort=title", "q=handbook&sort=newest", "section=promote", "q=círculo", "topic=facilitation"]
            .iter()
            .map(|query| format!("/api/v1/resources?{query}&limit=100"))
            .collect();
    let all = visitor.get("/api/v1/resources?limit=100").await.expect(200).body;
    paths.extend(all["items"].as_array().unwrap().iter().map(|item| format!("/api/v1/resources/{}", item["id"].as_str().unwrap())));
    paths.push("/api/v1/organizations".to_owned());
    let mut answers = Vec::new();
    for path in paths {
        let mut body = visitor.get(&path).await.expect(200).body;
        body.as_object_mut().unwrap().remove("took_ms");
        body.as_object_mut().unwrap().remove("change");
        let files = body["files"].as_array().cloned().unwrap_or_default();
        for file in files {
            let file = format!("{path}/files/{}", file["id"].as_str().unwrap());
            let bytes = visitor.get(&file).await.expect(200).bytes;
            answers.push((file, json!(bytes)));
        }
        answers.push((path, body));
    }
    answers
}

/// The regular files below a folder.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.file_type().unwrap().is_dir() { found.extend(files_below(&entry.path())) } else { found.push(entry.path()) }
    }
    found.sort();
    found
}
