//! Files and the requests that carry them: empty, too large, cut off, or not what they say.

use super::{assert_problem, assert_refused, assert_well};
use crate::support::app::TestApp;
use crate::support::client::{Answer, Client, metadata};
use crate::support::wait::wait_until;
use crate::support::{files, raw};
use reqwest::Method;
use serde_json::json;

const PATH: &str = "/api/v1/submissions";
const FORM: &str = "multipart/form-data; boundary=B";

/// A part as it goes over the line. `of` is what stands after `form-data`.
fn part(of: &str, content: &[u8]) -> Vec<u8> {
    [format!("--B\r\nContent-Disposition: form-data{of}\r\n\r\n").as_bytes(), content, b"\r\n"].concat()
}

fn metadata_part() -> Vec<u8> {
    part("; name=\"metadata\"", metadata("Handbook").to_string().as_bytes())
}

fn file_part() -> Vec<u8> {
    part("; name=\"file\"; filename=\"handbook.pdf\"", &files::pdf(&["lantern"]))
}

fn form(parts: &[Vec<u8>]) -> Vec<u8> {
    [parts.concat(), b"--B--\r\n".to_vec()].concat()
}

async fn post(client: &Client, path: &str, content_type: &str, body: impl Into<reqwest::Body>) -> Answer {
    client.send(client.request(Method::POST, path).header("content-type", content_type).body(body)).await
}

/// The head of an upload, up to the blank line, with one more header.
fn head(client: &Client, header: &str) -> String {
    let token = client.token.as_deref().unwrap();
    format!("POST {PATH} HTTP/1.1\r\nHost: library\r\nAuthorization: Bearer {token}\r\nContent-Type: {FORM}\r\n{header}\r\n\r\n")
}

/// A library that takes two files of at most 100 KB.
async fn small_library() -> (TestApp, Client) {
    let app = TestApp::spawn_with(|config| (config.max_upload_bytes, config.max_files) = (100_000, 2)).await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    (app, rosa)
}

async fn assert_nothing_spooled(app: &TestApp) {
    let spool = app.app.config.spool_dir();
    wait_until("the spool is empty", async || std::fs::read_dir(&spool).unwrap().next().is_none()).await;
}

#[actix_web::test]
async fn an_empty_file_is_refused_by_its_name() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;

    let answer = rosa.upload(PATH, Some(&metadata("Handbook")), &[("handbook.pdf", Vec::new())]).await;

    assert_refused(&answer, &["file"]);
    assert!(answer.text.contains("handbook.pdf"), "{}", answer.text);
    assert_well(&app, &rosa).await;
}

#[actix_web::test]
async fn a_request_that_announces_too_much_is_refused_before_any_of_it_is_sent() {
    let (app, rosa) = small_library().await;

    let answer = raw::say(&app.base, head(&rosa, "Content-Length: 10000000000").as_bytes()).await;

    assert_problem(&answer, "413 too_large");
    assert_nothing_spooled(&app).await;
    assert_well(&app, &rosa).await;
}

#[actix_web::test]
async fn a_sender_who_announces_no_length_and_never_stops_is_told_at_the_limit() {
    let (app, rosa) = small_library().await;
    let chunk = [b"4000\r\n".to_vec(), vec![b'x'; 0x4000], b"\r\n".to_vec()].concat();
    let opening = b"--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"endless.txt\"\r\n\r\n";
    let begun = [
        head(&rosa, "Transfer-Encoding: chunked").into_bytes(),
        format!("{:x}\r\n", opening.len()).into_bytes(),
        opening.to_vec(),
        b"\r\n".to_vec(),
    ];

    let answer = raw::keep_saying(&app.base, &begun.concat(), &chunk).await;

    assert_problem(&answer, "413 too_large");
    assert_nothing_spooled(&app).await;
    assert_well(&app, &rosa).await;
}

#[actix_web::test]
async fn one_file_over_its_limit_is_refused_even_where_the_request_would_fit() {
    let (app, rosa) = small_library().await;

    let over = rosa.upload(PATH, Some(&metadata("Handbook")), &[("over.txt", vec![b'x'; 100_001])]).await;
    assert_problem(&over, "413 too_large");
    assert_nothing_spooled(&app).await;
    assert_well(&app, &rosa).await;
    rosa.upload(PATH, Some(&metadata("Handbook")), &[("just.txt", vec![b'x'; 100_000])]).await.expect(201);
}

#[actix_web::test]
async fn more_files_than_fit_are_refused() {
    let (app, rosa) = small_library().await;
    let file = || ("page.txt", b"lantern".to_vec());

    let answer = rosa.upload(PATH, Some(&metadata("Handbook")), &[file(), file(), file()]).await;

    assert_refused(&answer, &["file"]);
    assert_nothing_spooled(&app).await;
    assert_well(&app, &rosa).await;
}

#[actix_web::test]
async fn what_a_file_is_shows_in_its_bytes_and_not_in_its_name() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    let fixture = |name: &str| std::fs::read(format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let guide = fixture("guide.pdf");
    for (name, bytes, media_type, statuses) in [
        ("page.pdf", b"<!doctype html><p>A page</p><script>alert(1)</script>".to_vec(), "text/html", &["ok"][..]),
        ("locked.pdf", fixture("encrypted.pdf"), "application/pdf", &["encrypted"]),
        ("half.pdf", guide[..guide.len() / 2].to_vec(), "application/pdf", &["partial", "corrupt"]),
        ("only-the-first-line.pdf", guide[..9].to_vec(), "application/pdf", &["corrupt"]),
        ("picture.pdf", fixture("dot.png"), "image/png", &["no_text"]),
        ("bomb.docx", fixture("bomb.docx"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document", &["too_big"]),
        ("program.docx", [&b"\x7fELF\x02\x01\x01"[..], &[0; 60]].concat(), "application/x-executable", &["unsupported"]),
    ] {
        let draft = rosa.upload(PATH, Some(&json!({"title": name})), &[(name, bytes)]).await.expect(201);
        app.wait_for_inspections().await;

        let file = rosa.get(&format!("{PATH}/{}", draft.id())).await.expect(200).body["files"][0].clone();

        assert_eq!(file["media_type"], media_type, "{name}: {file}");
        assert!(statuses.contains(&file["status"].as_str().unwrap()), "{name}: {file}");
        rosa.delete(&format!("{PATH}/{}", draft.id())).await.expect(204);
    }
    assert_well(&app, &rosa).await;
}

#[actix_web::test]
async fn an_upload_that_is_cut_short_is_refused_and_leaves_nothing() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    let whole = form(&[metadata_part(), file_part()]);
    let inside_the_metadata = metadata_part().len() - 20;
    let inside_a_head = metadata_part().len() + 30;
    let inside_the_file = whole.len() - 40;
    let before_the_last_line = whole.len() - b"--B--\r\n".len();
    let inside_the_last_line = whole.len() - 4;
    for length in [0, 1, 10, inside_the_metadata, inside_a_head, inside_the_file, before_the_last_line, inside_the_last_line] {
        let answer = post(&rosa, PATH, FORM, whole[..length].to_vec()).await;

        assert_problem(&answer, "400 unreadable_upload");
    }
    assert_nothing_spooled(&app).await;
    assert_well(&app, &rosa).await;
}

#[actix_web::test]
async fn a_line_that_breaks_in_the_middle_of_an_upload_leaves_nothing() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    let begun = [head(&rosa, "Content-Length: 1000000").into_bytes(), metadata_part(), file_part()].concat();

    drop(raw::Line::begin(&app.base, &begun).await);
    raw::Line::begin(&app.base, &begun).await.break_off();

    assert_nothing_spooled(&app).await;
    assert_well(&app, &rosa).await;
}

#[actix_web::test]
async fn there_must_be_one_metadata_part() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;

    let none = post(&rosa, PATH, FORM, form(&[file_part()])).await;
    let two = post(&rosa, PATH, FORM, form(&[metadata_part(), file_part(), metadata_part()])).await;
    let no_parts = post(&rosa, PATH, FORM, form(&[])).await;
    let too_large = post(&rosa, PATH, FORM, form(&[part("; name=\"metadata\"", &vec![b' '; 300_000])])).await;

    assert_refused(&none, &["metadata"]);
    assert_refused(&two, &["metadata"]);
    assert_refused(&no_parts, &["metadata"]);
    assert_problem(&too_large, "413 too_large");
    assert_nothing_spooled(&app).await;
    assert_well(&app, &rosa).await;
}

#[actix_web::test]
async fn a_part_that_nobody_knows_is_refused_by_its_name() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    for (of, named) in
        [("; name=\"files\"", "files"), ("; name=\"METADATA\"", "METADATA"), ("; name=\"\"", ""), ("; name=\"a b\\\"c\"", "a b\"c")]
    {
        let answer = post(&rosa, PATH, FORM, form(&[metadata_part(), part(of, b"what?")])).await;

        assert_refused(&answer, &[named]);
    }
    let nameless = post(&rosa, PATH, FORM, form(&[metadata_part(), part("", b"what?")])).await;
    let headless = post(&rosa, PATH, FORM, form(&[metadata_part(), b"--B\r\n\r\nwhat?\r\n".to_vec()])).await;
    assert_problem(&nameless, "400 unreadable_upload");
    assert_problem(&headless, "400 unreadable_upload");
    assert_well(&app, &rosa).await;
}

#[actix_web::test]
async fn files_are_added_in_parts_named_file_and_in_no_other_way() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    let draft = rosa.post(PATH, metadata("Handbook")).await.expect(201);
    let files = format!("{PATH}/{}/files", draft.id());

    let with_metadata = post(&rosa, &files, FORM, form(&[metadata_part(), file_part()])).await;
    let without_file = post(&rosa, &files, FORM, form(&[])).await;
    let as_json = rosa.post(&files, json!({"file": "handbook.pdf"})).await;
    let as_itself = post(&rosa, &files, "application/pdf", files::pdf(&["lantern"])).await;

    assert_refused(&with_metadata, &["metadata"]);
    assert_refused(&without_file, &["file"]);
    assert_problem(&as_json, "415 unsupported_media_type");
    assert_problem(&as_itself, "415 unsupported_media_type");
    rosa.delete(&format!("{PATH}/{}", draft.id())).await.expect(204);
    assert_well(&app, &rosa).await;
}

#[actix_web::test]
async fn an_upload_says_what_it_is_and_where_its_parts_end() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    let body = form(&[metadata_part(), file_part()]);
    for (content_type, summary) in [
        ("multipart/form-data", "400 unreadable_upload"),
        ("multipart/form-data; boundary=", "400 unreadable_upload"),
        ("multipart/form-data; boundary=another", "400 unreadable_upload"),
        ("multipart/mixed; boundary=B", "415 unsupported_media_type"),
        ("application/pdf", "415 unsupported_media_type"),
        ("application/x-www-form-urlencoded", "415 unsupported_media_type"),
        ("nonsense", "415 unsupported_media_type"),
        ("application/json", "400 invalid_json"),
    ] {
        assert_problem(&post(&rosa, PATH, content_type, body.clone()).await, summary);
    }
    let silent = rosa.send(rosa.request(Method::POST, PATH).body(body)).await;
    assert_problem(&silent, "415 unsupported_media_type");
    assert_well(&app, &rosa).await;
}
