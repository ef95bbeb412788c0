//! A word from inside a file of each kind that is read finds its document.

use super::Library;
use serde_json::json;

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)).unwrap()
}

#[actix_web::test]
async fn a_word_is_found_in_a_file_of_each_kind_and_shown_where_it_stands() {
    let mut library = Library::open().await;
    let rosa = library.rosa.clone();
    let kinds = [
        // file, its language, a word of it that nothing else has
        ("guide.pdf", "en", "marigold"),
        ("handbook.docx", "en", "teapot"),
        ("page.html", "es", "tranquilo"),
        ("notes.md", "en", "posters"),
        ("study.txt", "en", "oriole"),
    ];
    for (name, language, _) in kinds {
        library.publish_by(&rosa, name, json!({"language": language}), &[(name, fixture(name))]).await;
    }

    for (name, _, word) in kinds {
        let answer = library.ask(&format!("q={word}")).await;
        assert_eq!(super::titles(&answer), [name], "{word}");
        let shown = answer.body["items"][0]["highlights"]["body"].as_str().unwrap();
        assert!(shown.contains(&format!("<mark>{word}</mark>")), "{name}: {shown}");
    }
    assert_eq!(library.ask("q=secreto").await.body["total"], 0, "style and script are no text");
    assert_eq!(library.titles("q=kestrel").await, ["guide.pdf"], "the last page counts too");
    assert_eq!(library.titles("q=reunion").await, ["page.html"], "accents are no matter");
}

#[actix_web::test]
async fn a_page_in_an_older_encoding_is_found_by_its_words() {
    let mut library = Library::open().await;
    let rosa = library.rosa.clone();

    library.publish_by(&rosa, "latin.html", json!({"language": "es"}), &[("latin.html", fixture("latin.html"))]).await;

    let answer = library.ask("q=reuni%C3%B3n").await;
    assert!(answer.body["items"][0]["highlights"]["body"].as_str().unwrap().contains("<mark>reunión</mark>"), "{}", answer.text);
}
