//! The files of a submission: several, added and removed while it is a draft.

use super::{PATH, path_of};
use crate::support::app::TestApp;
use crate::support::client::{Answer, metadata};
use crate::support::files;
use serde_json::json;

fn names(submission: &Answer) -> Vec<&str> {
    submission.body["files"].as_array().unwrap().iter().map(|file| file["name"].as_str().unwrap()).collect()
}

fn file(submission: &Answer, place: usize) -> String {
    format!("{}/files/{}", path_of(submission), submission.body["files"][place]["id"].as_str().unwrap())
}

#[actix_web::test]
async fn several_files_keep_their_order_and_all_of_them_are_found_and_given_out() {
    let app = TestApp::spawn().await;
    let (rosa, ingrid) = (app.uploader("rosa", "Casa Abierta").await, app.admin("ingrid").await);
    let three = [("b.pdf", files::pdf(&["lantern"])), ("a.txt", b"marigold".to_vec()), ("c.html", b"<!doctype html><p>kestrel".to_vec())];

    let submitted = rosa.upload(&format!("{PATH}?submit=true"), Some(&metadata("Kit")), &three).await.expect(201);
    app.wait_for_inspections().await;
    let approved = ingrid.decide(&submitted, "approve").await.expect(200);

    assert_eq!(names(&submitted), ["b.pdf", "a.txt", "c.html"]);
    for word in ["lantern", "marigold", "kestrel"] {
        assert_eq!(app.visitor().titles_after(&approved.body["change"], word).await, ["Kit"], "{word}");
    }
    let resource = format!("/api/v1/resources/{}", approved.body["resource_id"].as_str().unwrap());
    let there = app.visitor().get(&resource).await.expect(200);
    assert_eq!(names(&there), ["b.pdf", "a.txt", "c.html"]);
    for (place, (_, bytes)) in three.iter().enumerate() {
        let id = there.body["files"][place]["id"].as_str().unwrap();
        assert_eq!(&app.visitor().get(&format!("{resource}/files/{id}")).await.expect(200).bytes, bytes);
    }
}

#[actix_web::test]
async fn files_are_added_to_a_draft_and_taken_from_it() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    let draft = rosa.post(PATH, metadata("Kit")).await.expect(201);
    let attach = format!("{}/files", path_of(&draft));

    let one = rosa.upload(&attach, None, &[("one.txt", b"lantern".to_vec())]).await.expect(201);
    let three = rosa.upload(&attach, None, &[("two.txt", b"marigold".to_vec()), ("three.txt", b"kestrel".to_vec())]).await.expect(201);
    let two = rosa.delete(&file(&three, 1)).await.expect(200);

    assert_eq!((names(&one).len(), names(&three), names(&two)), (1, vec!["one.txt", "two.txt", "three.txt"], vec!["one.txt", "three.txt"]));
    assert_eq!([one.version(), three.version(), two.version()], [2, 3, 4]);
    assert_eq!(rosa.get(&file(&three, 1)).await.summary(), "404 not_found");
    assert_eq!(rosa.delete(&file(&three, 1)).await.summary(), "404 not_found");
    assert_eq!(rosa.get(&file(&three, 2)).await.expect(200).bytes, b"kestrel");
}

#[actix_web::test]
async fn files_stay_as_they_are_while_reviewers_look() {
    let app = TestApp::spawn().await;
    let (rosa, ingrid) = (app.uploader("rosa", "Casa Abierta").await, app.admin("ingrid").await);
    let submitted = rosa.submit("Handbook", "lantern").await;
    let attach = format!("{}/files", path_of(&submitted));

    let added = rosa.upload(&attach, None, &[("more.txt", b"marigold".to_vec())]).await;
    let removed = rosa.delete(&file(&submitted, 0)).await;
    let by_reviewer = ingrid.upload(&attach, None, &[("more.txt", b"marigold".to_vec())]).await;

    assert_eq!((added.summary(), removed.summary()), ("409 wrong_status".to_owned(), "409 wrong_status".to_owned()));
    assert_eq!(by_reviewer.summary(), "403 not_a_member");
    assert_eq!(rosa.get(&path_of(&submitted)).await.body["files"].as_array().unwrap().len(), 1);
}

#[actix_web::test]
async fn a_submission_holds_no_more_files_than_the_limit() {
    let app = TestApp::spawn_with(|config| config.max_files = 2).await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    let draft = rosa.upload(PATH, Some(&metadata("Kit")), &[("one.txt", b"lantern".to_vec())]).await.expect(201);
    let attach = format!("{}/files", path_of(&draft));
    let two = [("two.txt", b"marigold".to_vec()), ("three.txt", b"kestrel".to_vec())];

    let too_many = rosa.upload(&attach, None, &two).await;
    let just = rosa.upload(&attach, None, &two[..1]).await.expect(201);
    let full = rosa.upload(&attach, None, &two[1..]).await;

    assert_eq!((too_many.fields(), full.fields()), (vec!["file".to_owned()], vec!["file".to_owned()]));
    assert_eq!(names(&just), ["one.txt", "two.txt"]);
    rosa.delete(&file(&just, 0)).await.expect(200);
    rosa.upload(&attach, None, &two[1..]).await.expect(201);
}

#[actix_web::test]
async fn many_who_add_files_at_once_do_not_pass_the_limit_together() {
    let app = TestApp::spawn_with(|config| config.max_files = 3).await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    let draft = rosa.post(PATH, metadata("Kit")).await.expect(201);
    let add = async |n: usize| {
        rosa.upload(&format!("{}/files", path_of(&draft)), None, &[("page.txt", format!("lantern {n}").into_bytes())]).await.summary()
    };

    let answers = futures_util::future::join_all((0..8).map(add)).await;

    assert_eq!(answers.iter().filter(|answer| *answer == "201").count(), 3, "{answers:?}");
    assert!(answers.iter().all(|answer| answer == "201" || answer == "422 invalid_input"), "{answers:?}");
    assert_eq!(rosa.get(&path_of(&draft)).await.body["files"].as_array().unwrap().len(), 3);
}

#[actix_web::test]
async fn the_same_bytes_are_two_files_and_looked_at_once() {
    let app = TestApp::spawn().await;
    let (rosa, ana) = (app.uploader("rosa", "Casa Abierta").await, app.uploader("ana", "Red Sur").await);
    let upload = async |client: &crate::support::client::Client, name| {
        client.upload(PATH, Some(&json!({})), &[(name, b"lantern".to_vec())]).await.expect(201)
    };
    let (one, other) = (upload(&rosa, "one.txt").await, upload(&ana, "other.txt").await);

    rosa.delete(&path_of(&one)).await.expect(204);

    assert_eq!(one.body["files"][0]["sha256"], other.body["files"][0]["sha256"]);
    let download = ana.get(&file(&other, 0)).await.expect(200);
    assert_eq!((download.bytes.as_slice(), names(&other)), (&b"lantern"[..], vec!["other.txt"]));
}
