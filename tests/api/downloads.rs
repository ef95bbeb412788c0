//! Downloads: parts of files, what a client holds already, and for whom a file is there at all.

use crate::support::app::TestApp;
use crate::support::client::{Answer, Client, metadata};
use reqwest::Method;
use serde_json::json;

const TEXT: &[u8] = b"0123456789 Every member may pass the lantern.";

/// A library with one public resource, its admin, and the addresses of the resource and of its file.
async fn library(file_name: &str, bytes: &[u8]) -> (TestApp, Client, String, String) {
    let app = TestApp::spawn().await;
    let (rosa, ingrid) = (app.uploader("rosa", "Casa Abierta").await, app.admin("ingrid").await);
    let (resource, file) = publish(&app, &rosa, &ingrid, file_name, bytes).await;
    (app, ingrid, resource, file)
}

async fn publish(app: &TestApp, rosa: &Client, ingrid: &Client, file_name: &str, bytes: &[u8]) -> (String, String) {
    let file = (file_name, bytes.to_vec());
    let submitted = rosa.upload("/api/v1/submissions?submit=true", Some(&metadata("Handbook")), &[file]).await.expect(201);
    app.wait_for_inspections().await;
    let approved = ingrid.decide(&submitted, "approve").await.expect(200);
    let resource = format!("/api/v1/resources/{}", approved.body["resource_id"].as_str().unwrap());
    let there = app.visitor().get(&resource).await.expect(200);
    let file = format!("{resource}/files/{}", there.body["files"][0]["id"].as_str().unwrap());
    (resource, file)
}

async fn ask(app: &TestApp, method: Method, path: &str, headers: &[(&str, &str)]) -> Answer {
    let visitor = app.visitor();
    let request = headers.iter().fold(visitor.request(method, path), |request, (name, value)| request.header(*name, *value));
    visitor.send(request).await
}

#[actix_web::test]
async fn a_range_gives_that_part_of_the_file() {
    let (app, _, _, file) = library("page.txt", TEXT).await;
    let last = TEXT.len() - 1;
    for (range, start, end) in [
        ("0-9", 0, 9),
        ("5-5", 5, 5),
        ("10-", 10, last),
        ("-5", last - 4, last),
        ("0-", 0, last),
        ("40-9999", 40, last),
        ("-9999", 0, last),
    ] {
        let part = ask(&app, Method::GET, &file, &[("range", &format!("bytes={range}"))]).await;

        assert_eq!((part.status, part.bytes.as_slice()), (206, &TEXT[start..=end]), "{range}");
        assert_eq!(part.headers["content-range"], format!("bytes {start}-{end}/{}", TEXT.len()));
        assert_eq!(part.headers["content-length"], part.bytes.len().to_string());
    }
}

#[actix_web::test]
async fn a_range_outside_of_the_file_is_told_how_long_it_is() {
    let (app, _, _, file) = library("page.txt", TEXT).await;
    for range in ["bytes=45-", "bytes=1000-2000", "bytes=-0"] {
        let refused = ask(&app, Method::GET, &file, &[("range", range)]).await;

        assert_eq!(refused.summary(), "416 range_not_satisfiable", "{range}");
        assert_eq!(refused.headers["content-type"], "application/problem+json");
        assert_eq!(refused.headers["content-range"], "bytes */45");
    }
}

#[actix_web::test]
async fn a_range_that_makes_no_sense_gives_the_whole_file() {
    let (app, _, _, file) = library("page.txt", TEXT).await;
    for range in ["bytes=9-2", "bytes=a-b", "bytes=", "lines=1-2", "bytes=0-1,4-5", "bytes=99999999999999999999-", "bytes 0-1", ""] {
        let whole = ask(&app, Method::GET, &file, &[("range", range)]).await;

        assert_eq!((whole.status, whole.bytes.as_slice()), (200, TEXT), "{range}");
        assert_eq!(whole.headers["accept-ranges"], "bytes");
    }
}

#[actix_web::test]
async fn a_part_is_given_only_of_the_file_that_the_client_began_with() {
    let (app, _, _, file) = library("page.txt", TEXT).await;
    let etag = app.visitor().get(&file).await.headers["etag"].clone();
    let resume = async |held: &str| ask(&app, Method::GET, &file, &[("range", "bytes=5-"), ("if-range", held)]).await.status;

    assert_eq!(resume(&etag).await, 206);
    for other in ["\"another\"", &format!("W/{etag}"), "*", "Sat, 22 Nov 2036 09:00:00 GMT"] {
        assert_eq!(resume(other).await, 200, "{other}");
    }
}

#[actix_web::test]
async fn whoever_holds_the_file_is_not_sent_it_again() {
    let (app, _, _, file) = library("page.txt", TEXT).await;
    let etag = app.visitor().get(&file).await.headers["etag"].clone();
    for held in [etag.clone(), format!("\"another\", {etag}"), format!("W/{etag}"), "*".to_owned()] {
        let answer = ask(&app, Method::GET, &file, &[("if-none-match", &held)]).await;

        assert_eq!((answer.status, answer.bytes.len(), answer.headers["etag"].as_str()), (304, 0, etag.as_str()), "{held}");
    }
    assert_eq!(ask(&app, Method::GET, &file, &[("if-none-match", "\"another\"")]).await.status, 200);
}

#[actix_web::test]
async fn a_head_says_all_that_a_get_would_and_sends_nothing() {
    let (app, _, _, file) = library("page.txt", TEXT).await;
    let named =
        ["content-length", "content-type", "content-disposition", "etag", "accept-ranges", "cache-control", "x-content-type-options"];

    let (get, head) = (ask(&app, Method::GET, &file, &[]).await, ask(&app, Method::HEAD, &file, &[]).await);

    assert_eq!((head.status, head.bytes.len()), (200, 0));
    for name in named {
        assert_eq!(head.headers.get(name), get.headers.get(name), "{name}");
    }
    assert_eq!(head.headers["content-length"], TEXT.len().to_string());
}

#[actix_web::test]
async fn a_file_is_saved_and_never_shown_in_the_browser() {
    let page = b"<!doctype html><script>alert(document.domain)</script><p>lantern";
    let (app, _, _, file) = library("handbook \"one\"; ñ.pdf", page).await;

    let download = ask(&app, Method::GET, &file, &[]).await;

    assert_eq!(download.bytes, page);
    assert_eq!(
        download.headers["content-disposition"],
        "attachment; filename=\"handbook one; _.pdf\"; filename*=UTF-8''handbook%20one%3B%20%C3%B1.pdf"
    );
    assert_eq!(download.headers["x-content-type-options"], "nosniff");
    assert_eq!(download.headers["cache-control"], "no-cache");
    assert!(download.headers["content-security-policy"].starts_with("default-src 'none'"));
}

#[actix_web::test]
async fn a_file_is_never_compressed_on_the_way() {
    let long = b"lantern ".repeat(20_000);
    let (app, _, resource, file) = library("page.txt", &long).await;
    let accept = ("accept-encoding", "gzip, deflate, br, zstd");

    let whole = ask(&app, Method::GET, &file, &[accept]).await;
    let part = ask(&app, Method::GET, &file, &[accept, ("range", "bytes=0-79999")]).await;

    for (answer, bytes) in [(&whole, &long[..]), (&part, &long[..80_000])] {
        assert_eq!(answer.bytes, bytes);
        assert!(matches!(answer.headers.get("content-encoding").map(String::as_str), None | Some("identity")), "{:?}", answer.headers);
        assert_eq!(answer.headers["content-length"], bytes.len().to_string());
    }
    assert_eq!(ask(&app, Method::GET, &resource, &[accept]).await.headers["content-encoding"], "gzip", "nothing is compressed at all");
}

#[actix_web::test]
async fn the_file_of_a_withdrawn_resource_is_gone_and_says_why() {
    let (app, ingrid, resource, file) = library("page.txt", TEXT).await;
    let etag = app.visitor().get(&file).await.headers["etag"].clone();
    ingrid.post(&format!("{resource}/withdraw"), json!({"reason": "privacy", "note": "Someone is shown in it."})).await.expect(200);

    let gone = app.visitor().get(&file).await;
    let held = ask(&app, Method::GET, &file, &[("if-none-match", &etag)]).await;
    let part = ask(&app, Method::GET, &file, &[("range", "bytes=0-1")]).await;

    assert_eq!((gone.summary().as_str(), held.status, part.status), ("410 withdrawn", 410, 410));
    assert_eq!((&gone.body["reason"], &gone.body["note"]), (&json!("privacy"), &json!("Someone is shown in it.")));
    ingrid.post(&format!("{resource}/restore"), json!(null)).await.expect(200);
    assert_eq!(app.visitor().get(&file).await.expect(200).bytes, TEXT);
}

#[actix_web::test]
async fn a_file_is_found_under_its_own_resource_only() {
    let (app, ingrid, resource, file) = library("page.txt", TEXT).await;
    let rosa = app.sign_in("rosa").await;
    let (_, other_file) = publish(&app, &rosa, &ingrid, "other.txt", b"marigold").await;
    let id = |file: &str| file.rsplit('/').next().unwrap().to_owned();

    let crossed = app.visitor().get(&format!("{resource}/files/{}", id(&other_file))).await;

    assert_eq!(crossed.summary(), "404 not_found");
    assert_eq!(app.visitor().get(&file).await.expect(200).bytes, TEXT);
}

#[actix_web::test]
async fn the_public_reaches_the_file_of_a_submission_in_no_way() {
    let (app, _, resource, file) = library("page.txt", TEXT).await;
    let rosa = app.sign_in("rosa").await;
    let draft = rosa.upload("/api/v1/submissions", Some(&metadata("Draft")), &[("draft.txt", b"marigold".to_vec())]).await.expect(201);
    let id = draft.body["files"][0]["id"].as_str().unwrap();
    let own = format!("/api/v1/submissions/{}/files/{id}", draft.id());

    assert_eq!(app.visitor().get(&own).await.summary(), "401 not_signed_in");
    assert_eq!(app.visitor().get(&format!("{resource}/files/{id}")).await.summary(), "404 not_found");
    assert_eq!(app.visitor().get(&format!("/api/v1/resources/{}/files/{id}", draft.id())).await.summary(), "404 not_found");
    let published = file.rsplit('/').next().unwrap();
    assert_eq!(rosa.get(&format!("/api/v1/submissions/{}/files/{published}", draft.id())).await.summary(), "404 not_found");
    assert_eq!(
        rosa.get(&own).await.expect(200).headers["content-disposition"],
        "attachment; filename=\"draft.txt\"; filename*=UTF-8''draft.txt"
    );
}
