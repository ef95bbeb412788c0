//! Order, pages, highlights, and the change that an answer reflects.

use super::{Library, titles};
use crate::support::files;
use serde_json::json;

#[actix_web::test]
async fn an_answer_is_sorted_by_relevance_age_or_title() {
    let mut library = Library::open().await;
    library.publish("Beds and lanterns", json!({"summary": "Lantern after lantern: a lantern for everyone."})).await;
    library.publish("apples", json!({"summary": "A long walk with many words, and one of them is lantern."})).await;
    library.publish("Ćevapi", json!({"summary": "No light in here."})).await;

    assert_eq!(library.titles("q=lantern").await, ["Beds and lanterns", "apples"]);
    assert_eq!(library.titles("q=lantern&sort=newest").await, ["apples", "Beds and lanterns"]);
    assert_eq!(library.titles("sort=newest").await, ["Ćevapi", "apples", "Beds and lanterns"]);
    assert_eq!(library.titles("sort=title").await, ["apples", "Beds and lanterns", "Ćevapi"]);
    assert_eq!(library.titles("").await, ["Ćevapi", "apples", "Beds and lanterns"], "without words: newest first");
}

#[actix_web::test]
async fn pages_of_equals_show_each_document_once() {
    let mut library = Library::open().await;
    let mut ids = Vec::new();
    for _ in 0..7 {
        ids.push(library.publish("Lantern", json!({})).await);
    }
    ids.sort();

    for sort in ["relevance", "newest", "title"] {
        let mut seen = Vec::new();
        for offset in [0, 3, 6, 9] {
            let page = library.ask(&format!("q=lantern&sort={sort}&limit=3&offset={offset}")).await;
            assert_eq!(page.body["total"], 7, "the total is that of all pages");
            seen.extend(page.body["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()));
        }
        assert_eq!(seen.len(), 7, "{sort}: {seen:?}");
        seen.sort();
        assert_eq!(seen, ids, "{sort}");
    }
}

#[actix_web::test]
async fn what_was_published_in_between_shifts_no_page_of_an_order_by_title() {
    let mut library = Library::open().await;
    for title in ["Ash", "Birch", "Cedar"] {
        library.publish(title, json!({})).await;
    }
    let first = library.titles("sort=title&limit=2").await;

    library.publish("Elm", json!({})).await;
    let second = library.titles("sort=title&limit=2&offset=2").await;

    assert_eq!([first, second].concat(), ["Ash", "Birch", "Cedar", "Elm"]);
}

#[actix_web::test]
async fn highlights_are_escaped_and_only_the_marks_are_markup() {
    let mut library = Library::open().await;
    let rosa = library.rosa.clone();
    let pdf = files::pdf(&["First page", "<img src=x> lantern & \"light\""]);
    let summary = json!({"summary": "<script>alert('lantern')</script> & more"});
    library.publish_by(&rosa, "<b>Lantern</b> & \"friends\"", summary, &[("a.pdf", pdf)]).await;

    let answer = library.ask("q=lantern").await;

    let highlights = &answer.body["items"][0]["highlights"];
    assert_eq!(highlights["title"], "&lt;b&gt;<mark>Lantern</mark>&lt;/b&gt; &amp; &quot;friends&quot;");
    for (field, escaped) in [("summary", "&lt;script&gt;"), ("body", "&lt;img src=x&gt; <mark>lantern</mark> &amp;")] {
        let text = highlights[field].as_str().unwrap();
        assert!(text.contains(escaped), "{field}: {text}");
        let bare = text.replace("<mark>", "").replace("</mark>", "");
        assert!(!bare.contains(['<', '>', '"', '\'']), "{field}: {text}");
    }
    assert_eq!(titles(&answer), ["<b>Lantern</b> & \"friends\""], "what is no highlight is plain text");
}

#[actix_web::test]
async fn a_field_without_the_word_has_no_highlight() {
    let mut library = Library::open().await;
    library.publish("Lantern", json!({"summary": "Light."})).await;

    let answer = library.ask("q=lantern").await;

    assert_eq!(answer.body["items"][0]["highlights"], json!({"title": "<mark>Lantern</mark>"}));
    assert_eq!(library.ask("").await.body["items"][0]["highlights"], json!({}));
}

#[actix_web::test]
async fn a_change_that_is_not_yet_can_not_be_waited_for() {
    let mut library = Library::open().await;
    library.publish("Lantern", json!({})).await;
    let head = library.change.as_i64().unwrap();
    let visitor = library.app.visitor();

    for change in [(head + 1).to_string(), i64::MAX.to_string(), "-1".to_owned()] {
        let refused = visitor.get(&format!("/api/v1/resources?after_change={change}")).await;
        assert_eq!(refused.summary(), "400 unknown_change", "{change}");
    }
    let answer = visitor.get(&format!("/api/v1/resources?after_change={head}")).await.expect(200);

    assert_eq!(answer.body["change"], head, "an answer says which change it reflects");
}
