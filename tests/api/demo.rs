//! The sample library: that it is worth a look, that each of its files can be read and found, and that nothing in it leads nowhere.

use crate::support::client::Client;
use crate::support::process::{Place, Serving, finish, program};
use commonshelf::domain::text::FileName;
use commonshelf::domain::words::FileStatus;
use commonshelf::extract::{Extractor, Limits};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

const DEMO: [&str; 3] = ["demo", "--folder", "sample"];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/demo/library")
}

/// What `library.json` says of each submission.
fn items() -> Vec<Value> {
    let text = std::fs::read_to_string(folder().join("library.json")).unwrap();
    serde_json::from_str::<Value>(&text).unwrap()["items"].as_array().unwrap().clone()
}

fn published_items() -> Vec<Value> {
    items().into_iter().filter(|item| item["state"] == "published").collect()
}

fn list(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_default()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text")).to_owned()
}

/// The logins that a demo prints: address and password.
fn logins(printed: &str) -> (Vec<String>, String) {
    let password = printed.split_once("with the password ").unwrap().1.split_whitespace().next().unwrap();
    let first_words = printed.lines().filter_map(|line| line.split_whitespace().next());
    (first_words.filter(|word| word.contains('@')).map(str::to_owned).collect(), password.to_owned())
}

/// Every public resource of the demo.
async fn published(visitor: &Client) -> Vec<Value> {
    visitor.get("/api/v1/resources?limit=100").await.expect(200).body["items"].as_array().unwrap().clone()
}

/// How many public resources have each value of a field.
fn count(resources: &[Value], field: &str) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for resource in resources {
        *counts.entry(text(&resource[field])).or_default() += 1;
    }
    counts
}

/// Each public resource as a visitor reads it, by title.
async fn resources(demo: &Serving) -> BTreeMap<String, Value> {
    let visitor = demo.visitor();
    let mut found = BTreeMap::new();
    for item in published(&visitor).await {
        let resource = visitor.get(&format!("/api/v1/resources/{}", text(&item["id"]))).await.expect(200).body;
        assert!(found.insert(text(&resource["title"]), resource).is_none(), "two have the title {}", item["title"]);
    }
    found
}

#[actix_web::test]
async fn the_demo_fills_every_section_in_eight_languages_and_five_scripts() {
    let place = Place::new();
    let demo = place.serve(&DEMO).await;

    let all: Vec<Value> = resources(&demo).await.into_values().collect();

    assert!(all.len() >= 44, "{} resources", all.len());
    let sections = count(&all, "section");
    assert!(sections["learn"] >= 12 && sections["promote"] >= 12 && sections["take_action"] >= 16, "{sections:?}");
    let languages: BTreeSet<String> = count(&all, "language").into_keys().collect();
    // Latin, Arabic, Cyrillic, Devanagari, Han.
    assert!(["en", "es", "fr", "pt", "ar", "uk", "hi", "zh"].iter().all(|tag| languages.contains(*tag)), "{languages:?}");
    let organizations: BTreeSet<String> = all.iter().map(|resource| text(&resource["organization"]["name"])).collect();
    assert!(organizations.len() >= 10, "{organizations:?}");
    let media_types: BTreeSet<String> =
        all.iter().flat_map(|resource| list(&resource["files"])).map(|file| text(&file["media_type"])).collect();
    let wanted = ["application/pdf", "text/html", "text/markdown", "text/plain"];
    assert!(wanted.iter().all(|kind| media_types.contains(*kind)) && media_types.len() == 5, "{media_types:?}");
    assert!(all.iter().any(|resource| list(&resource["files"]).is_empty() && resource["link_url"].is_string()), "no link");
    assert!(count(&all, "license").len() >= 6 && count(&all, "type").len() >= 12);
    let years: BTreeSet<i64> = all.iter().map(|resource| resource["year"].as_i64().unwrap()).collect();
    assert!(years.len() >= 3, "{years:?}");
    let days: BTreeSet<String> = all.iter().map(|resource| text(&resource["published_at"])[..10].to_owned()).collect();
    assert!(days.len() > all.len() / 2, "they came over time, and not all in one day");
}

#[actix_web::test]
async fn the_logins_of_the_demo_work_and_the_queue_has_something_in_every_state() {
    let place = Place::new();
    let demo = place.serve(&DEMO).await;

    let (addresses, password) = logins(&demo.out());

    assert!(addresses.len() >= 3 && demo.out().contains(&demo.base), "{}", demo.out());
    let mut roles = BTreeMap::new();
    for address in &addresses {
        let person = demo.sign_in(address, &password).await;
        let me = person.get("/api/v1/me").await.expect(200).body;
        roles.insert(text(&me["role"]), person);
    }
    assert_eq!(roles.keys().collect::<Vec<_>>(), ["admin", "reviewer", "user"]);
    for status in ["submitted", "changes_requested", "rejected", "canceled", "approved"] {
        let queue = roles["admin"].get(&format!("/api/v1/reviews?status={status}")).await.expect(200).body;
        assert!(!list(&queue["items"]).is_empty(), "nothing is {status}");
    }
    assert_eq!(demo.stop().await, 0);
}

#[actix_web::test]
async fn every_document_of_the_demo_is_found_by_words_that_stand_inside_it_only() {
    let place = Place::new();
    let demo = place.serve(&DEMO).await;
    let visitor = demo.visitor();

    for item in published_items().iter().filter(|item| !list(&item["files"]).is_empty()) {
        let found = visitor.search(&format!("\"{}\"", text(&item["inside"]))).await.body;
        let titles: Vec<String> = list(&found["items"]).iter().map(|item| text(&item["title"])).collect();
        assert_eq!(titles, [text(&item["metadata"]["title"])], "{}", item["inside"]);
    }
}

#[actix_web::test]
async fn the_relations_of_the_demo_lead_both_ways_and_to_nothing_that_is_withdrawn() {
    let place = Place::new();
    let demo = place.serve(&DEMO).await;
    let (resources, items) = (resources(&demo).await, items());
    let titled = |key: &Value| {
        let item = items.iter().find(|item| item["key"] == *key).unwrap();
        (text(&item["metadata"]["title"]), item["state"] == "published")
    };
    let shown = |title: &str| -> Vec<(String, String)> {
        list(&resources[title]["relations"]).iter().map(|r| (text(&r["kind"]), text(&r["other"]["title"]))).collect()
    };

    let mut expected = Vec::new();
    for item in items.iter().filter(|item| item["state"] == "published") {
        for relation in list(&item["relations"]) {
            let (from, (to, is_public)) = (text(&item["metadata"]["title"]), titled(&relation["key"]));
            let kind = text(&relation["kind"]);
            assert_eq!(shown(&from).contains(&(kind.clone(), to.clone())), is_public, "{from} {kind} {to}");
            if is_public {
                assert!(shown(&to).contains(&(kind.clone(), from)), "{to} does not lead back");
                expected.push(kind);
            }
        }
    }

    assert!(expected.len() >= 12, "{} relations", expected.len());
    let all: usize = resources.keys().map(|title| shown(title).len()).sum();
    assert_eq!(all, expected.len() * 2, "each is shown at either end, and there are no others");
}

#[test]
fn every_file_of_the_demo_gives_its_text_in_order_and_in_its_language() {
    let extractor = Extractor::new(PathBuf::from(env!("CARGO_BIN_EXE_commonshelf")), Limits::default());
    let mut read = 0;
    for item in items() {
        for name in list(&item["files"]).iter().map(text) {
            let found = extractor.inspect(&folder().join("files").join(&name), &FileName::clean(&name)).unwrap();
            assert_eq!(found.status, FileStatus::Ok, "{name}");
            if let Some(language) = found.language {
                assert_eq!(language.to_string(), text(&item["metadata"]["language"]), "{name}");
            }
            let words: Vec<&str> = found.pages.iter().flat_map(|page| page.text.split_whitespace()).collect();
            if let Some(phrase) = item["inside"].as_str() {
                assert!(words.join(" ").contains(phrase), "«{phrase}» is not what was read in {name}");
            }
            assert!(words.join(" ").contains("Commonshelf"), "{name} is not marked as sample");
            read += 1;
        }
    }
    assert!(read >= 60, "{read} files");
}

#[actix_web::test]
async fn a_demo_that_was_stopped_while_it_was_filled_is_refused_in_words() {
    let place = Place::new();
    place.serve(&DEMO).await.stop().await;
    std::fs::write(place.folder.path().join("sample/demo-unfinished"), "").unwrap();

    let refused = place.run(&DEMO).expect(1);

    assert!(refused.err.contains("was stopped while it was being filled; delete") && refused.err.contains("sample"), "{}", refused.err);
}

#[actix_web::test]
async fn a_second_start_finds_the_demo_as_it_was() {
    let place = Place::new();
    let demo = place.serve(&DEMO).await;
    let before = published(&demo.visitor()).await;
    demo.stop().await;

    let again = place.serve(&DEMO).await;

    assert_eq!(published(&again.visitor()).await, before);
    again.stop().await;
    let mut check = program(&["check"]);
    check.env("COMMONSHELF_DATA_DIR", place.folder.path().join("sample"));
    assert!(finish(check).expect(0).out.ends_with("nothing differs.\n"));
}

#[test]
fn the_demo_answers_this_machine_only() {
    let place = Place::new();
    let mut command = place.command(&DEMO);
    command.env("COMMONSHELF_LISTEN", "0.0.0.0:0");

    let refused = finish(command).expect(1);

    assert!(refused.err.contains("listen: must be an address of this machine only"), "{}", refused.err);
    assert!(!place.folder.path().join("sample").exists());
}
