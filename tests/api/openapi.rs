//! The description of the API: generated, committed, valid, complete, and served.

use crate::support::app::TestApp;
use commonshelf::http;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

const METHODS: &[&str] = &["get", "post", "put", "patch", "delete"];

/// `(method, path, description)` of every operation.
pub fn operations() -> &'static [(String, String, Value)] {
    static OPERATIONS: OnceLock<Vec<(String, String, Value)>> = OnceLock::new();
    OPERATIONS.get_or_init(|| {
        let document: Value = serde_json::from_str(&http::openapi_json().unwrap()).unwrap();
        let mut found = Vec::new();
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                if METHODS.contains(&method.as_str()) {
                    found.push((method.to_uppercase(), path.clone(), operation.clone()));
                }
            }
        }
        found
    })
}

fn committed() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi/openapi.json")
}

#[test]
fn the_committed_document_is_what_the_code_says() {
    let generated = http::openapi_json().unwrap();

    let committed = std::fs::read_to_string(committed()).unwrap_or_default();

    let first = committed.lines().zip(generated.lines()).position(|(committed, generated)| committed != generated);
    let line = first.unwrap_or_else(|| committed.lines().count().min(generated.lines().count())) + 1;
    let remedy = "cargo run -- openapi > openapi/openapi.json";
    assert!(committed == generated, "openapi/openapi.json differs from line {line} on; make it anew: {remedy}");
}

#[test]
fn the_document_is_valid_openapi() {
    let validator = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/test-tools/bin/openapi-spec-validator");

    let output = Command::new(&validator).arg(committed()).output();

    let output = output.unwrap_or_else(|error| panic!("{}: {error}; run tests/install", validator.display()));
    assert!(output.status.success(), "{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
}

#[test]
fn every_operation_has_a_name_of_its_own_a_tag_a_summary_and_problems() {
    let document: Value = serde_json::from_str(&http::openapi_json().unwrap()).unwrap();
    let tags: Vec<&Value> = document["tags"].as_array().unwrap().iter().map(|tag| &tag["name"]).collect();
    let mut names = BTreeSet::new();

    let mut faults = Vec::new();
    for (method, path, operation) in operations() {
        let name = operation["operationId"].as_str().unwrap_or_default().to_owned();
        let problem = &operation["responses"]["4XX"]["content"]["application/problem+json"]["schema"]["$ref"];
        let checks = [
            (!name.is_empty() && names.insert(name.clone()), "an operation_id of its own"),
            (
                operation["tags"].as_array().is_some_and(|own| own.len() == 1 && tags.contains(&&own[0])),
                "one tag that the document explains",
            ),
            (operation["summary"].as_str().is_some_and(|summary| !summary.is_empty()), "a summary"),
            (operation["description"].as_str().is_some_and(|text| text.contains("For ")), "a description that says who may call"),
            (operation["security"].is_array(), "a list of who may call, empty for anyone"),
            (problem == "#/components/schemas/Problem", "a problem document for 4XX"),
        ];
        faults.extend(checks.iter().filter(|(is_there, _)| !is_there).map(|(_, what)| format!("{method} {path} lacks {what}")));
    }

    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[actix_web::test]
async fn the_server_gives_its_document_and_an_explorer_out_of_its_own_binary() {
    let app = TestApp::spawn().await;
    let visitor = app.visitor();

    let document = visitor.get("/openapi.json").await.expect(200);
    let redirect = visitor.get("/docs").await.expect(307);
    let page = visitor.get("/docs/").await.expect(200);

    assert_eq!(document.text, http::openapi_json().unwrap());
    assert_eq!(redirect.headers["location"], "/docs/");
    let assets: Vec<&str> = page.text.split('"').filter(|word| word.ends_with(".js") || word.ends_with(".css")).collect();
    assert!(assets.len() >= 3 && assets.iter().all(|asset| !asset.contains("//")), "{}", page.text);
    for asset in assets {
        let got = visitor.get(&format!("/docs/{}", asset.trim_start_matches("./"))).await.expect(200);
        assert!(!got.bytes.is_empty(), "{asset} is empty");
    }
}
