//! What an import is made of, and asking for one.

use crate::support::app::TestApp;
use crate::support::client::{Answer, Client};
use crate::support::wait::wait_until;
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// The headings of a table in our own words, with what every row needs.
pub const HEADINGS: &str = "id,organization,title,summary,section,type,language,year,license,rights,people_shown,link_url,files,old_url,published_at,relations,topics";

/// A line under [`HEADINGS`] that is a link, with some cells otherwise.
pub fn line(id: &str, title: &str, others: &[(&str, &str)]) -> String {
    let cells = HEADINGS.split(',').map(|heading| {
        let other = others.iter().find(|(name, _)| *name == heading).map(|(_, value)| *value);
        let value = other.unwrap_or(match heading {
            "id" => id,
            "title" => title,
            "organization" => "Casa Abierta",
            "summary" => "What it is and whom it helps.",
            "section" => "learn",
            "type" => "guide",
            "language" => "en",
            "year" => "2019",
            "license" => "CC-BY-4.0",
            "rights" => "ours",
            "people_shown" => "none",
            "link_url" if !others.iter().any(|(name, _)| *name == "files") => "https://example.org/document",
            _ => "",
        });
        format!("\"{}\"", value.replace('"', "\"\""))
    });
    cells.collect::<Vec<_>>().join(",")
}

pub fn table(lines: &[String]) -> Vec<u8> {
    format!("{HEADINGS}\n{}\n", lines.join("\n")).into_bytes()
}

/// A zip of files.
pub fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Sends something to import.
pub async fn send(admin: &Client, options: &Value, file: Vec<u8>) -> Answer {
    let options = Part::text(options.to_string()).mime_str("application/json").unwrap();
    let form = Form::new().part("options", options).part("file", Part::bytes(file).file_name("old.zip"));
    admin.send(admin.request(Method::POST, "/api/v1/imports").multipart(form)).await
}

/// Imports, and waits until it has ended.
pub async fn import(admin: &Client, options: &Value, file: Vec<u8>) -> Value {
    let id = send(admin, options, file).await.expect(202).id();
    let mut import = Value::Null;
    wait_until("the import has ended", async || {
        import = admin.get(&format!("/api/v1/imports/{id}")).await.expect(200).body;
        import["ended_at"].is_string()
    })
    .await;
    import
}

/// The faults of an import as `row column: message`.
pub fn faults(import: &Value) -> Vec<String> {
    let faults = import["report"]["faults"].as_array().unwrap_or_else(|| panic!("no report in {import}"));
    let told = |fault: &Value| format!("{} {}: {}", fault["row"], fault["column"].as_str().unwrap(), fault["message"].as_str().unwrap());
    faults.iter().map(told).collect()
}

pub fn approved() -> Value {
    json!({"state": "approved"})
}

/// Waits until so many resources are found; gives the answer.
pub async fn found(app: &TestApp, total: usize) -> Answer {
    let mut answer = None;
    wait_until(&format!("{total} resources are found"), async || {
        let found = app.visitor().get("/api/v1/resources?sort=title&limit=100").await.expect(200);
        let is_it = found.body["total"] == total;
        answer = Some(found);
        is_it
    })
    .await;
    answer.unwrap()
}
