//! Editing: a merge patch on a version that was read.

use super::{PATH, path_of};
use crate::support::app::TestApp;
use crate::support::client::metadata;
use serde_json::{Value, json};

#[actix_web::test]
async fn an_edit_changes_what_it_names_clears_what_is_null_and_leaves_the_rest() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    let draft = rosa.post(PATH, metadata("Handbook")).await.expect(201);

    let patch = json!({"title": "A better handbook", "year": null, "topics": null, "authors": ["Ana Sol"]});
    let edited = rosa.patch(&path_of(&draft), json!({"version": 1, "metadata": patch})).await.expect(200);

    assert_eq!(edited.version(), 2);
    let mut expected = draft.body["metadata"].clone();
    (expected["title"], expected["topics"], expected["authors"]) = (json!("A better handbook"), json!([]), json!(["Ana Sol"]));
    expected.as_object_mut().unwrap().remove("year");
    assert_eq!(edited.body["metadata"], expected);
    assert_eq!(rosa.get(&path_of(&draft)).await.expect(200).body, edited.body);
}

#[actix_web::test]
async fn an_edit_of_one_translation_leaves_the_others() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    let translations =
        json!({"es": {"title": "Manual", "summary": "Para grupos."}, "fr": {"title": "Manuel"}, "de": {"title": "Handbuch"}});
    let draft = rosa.post(PATH, json!({"title": "Handbook", "translations": translations})).await.expect(201);

    let patch = json!({"translations": {"es": {"title": "Guía"}, "fr": null, "it": {"title": "Manuale"}}});
    let edited = rosa.patch(&path_of(&draft), json!({"version": 1, "metadata": patch})).await.expect(200);

    let expected = json!({"es": {"title": "Guía", "summary": "Para grupos."}, "de": {"title": "Handbuch"}, "it": {"title": "Manuale"}});
    assert_eq!(edited.body["metadata"]["translations"], expected);
}

#[actix_web::test]
async fn an_edit_of_an_old_version_is_told_who_was_first_and_when() {
    let app = TestApp::spawn().await;
    let (rosa, ana) = (app.uploader("rosa", "Casa Abierta").await, app.uploader("ana", "Casa Abierta").await);
    let draft = rosa.post(PATH, metadata("Handbook")).await.expect(201);
    let edit = |title: &str| json!({"version": 1, "metadata": {"title": title}});

    let first = ana.patch(&path_of(&draft), edit("Ana's")).await.expect(200);
    let second = rosa.patch(&path_of(&draft), edit("Rosa's")).await;

    assert_eq!(second.summary(), "409 version_conflict");
    assert_eq!((&second.body["by"], &second.body["at"]), (&json!("ana"), &first.body["updated_at"]));
    assert_eq!(rosa.get(&path_of(&draft)).await.body["metadata"]["title"], "Ana's");
    for act in ["submit", "cancel"] {
        assert_eq!(rosa.post(&format!("{}/{act}", path_of(&draft)), json!({"version": 1})).await.summary(), "409 version_conflict");
    }
}

#[actix_web::test]
async fn two_edits_of_one_version_at_the_same_moment_make_one_change() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    let draft = rosa.post(PATH, metadata("Handbook")).await.expect(201);
    let edit = async |title: String| rosa.patch(&path_of(&draft), json!({"version": 1, "metadata": {"title": title}})).await.summary();

    let mut answers = futures_util::future::join_all((0..8).map(|n| edit(format!("Handbook {n}")))).await;

    answers.sort();
    assert_eq!(answers[0], "200");
    assert!(answers[1..].iter().all(|answer| answer == "409 version_conflict"), "{answers:?}");
    assert_eq!(rosa.get(&path_of(&draft)).await.version(), 2);
}

#[actix_web::test]
async fn an_edit_that_cannot_be_is_refused_by_the_name_of_its_field_and_changes_nothing() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    let draft = rosa.post(PATH, metadata("Handbook")).await.expect(201);
    for (patch, field) in [
        (json!({"titel": "Handbook"}), "titel"),
        (json!({"titel": null}), "titel"),
        (json!({"title": ""}), "title"),
        (json!({"title": 7}), "title"),
        (json!({"topics": ["cooking"]}), "topics[0]"),
        (json!({"translations": {"es": {"titulo": "Guía"}}}), "translations.es.titulo"),
        (json!({"resource_id": uuid::Uuid::now_v7()}), "resource_id"),
        (json!({"resource_id": null}), "resource_id"),
    ] {
        let refused = rosa.patch(&path_of(&draft), json!({"version": 1, "metadata": patch})).await;

        assert_eq!(
            (refused.summary().as_str(), refused.fields()),
            ("422 invalid_input", vec![field.to_owned()]),
            "{patch}: {}",
            refused.text
        );
    }
    for (body, field) in [
        (json!({"metadata": {}}), "version"),
        (json!({"version": 1}), "metadata"),
        (json!({"version": "1", "metadata": {}}), "version"),
        (json!({"version": 1, "metadata": {}, "status": "approved"}), "status"),
    ] {
        assert_eq!(rosa.patch(&path_of(&draft), body).await.fields(), [field]);
    }
    assert_eq!(rosa.get(&path_of(&draft)).await.body, draft.body);
}

#[actix_web::test]
async fn what_waits_for_review_is_edited_by_reviewers_and_no_longer_by_its_submitter() {
    let app = TestApp::spawn().await;
    let (rosa, rui) = (app.uploader("rosa", "Casa Abierta").await, app.reviewer("rui").await);
    let submitted = rosa.submit("Handbook", "lantern").await;
    let edit = json!({"version": submitted.version(), "metadata": {"section": "learn"}});

    let by_submitter = rosa.patch(&path_of(&submitted), edit.clone()).await;
    let by_reviewer = rui.patch(&path_of(&submitted), edit).await.expect(200);

    assert_eq!(by_submitter.summary(), "409 wrong_status");
    assert_eq!(by_reviewer.body["metadata"]["section"], "learn");
    let draft = rosa.post(PATH, json!({})).await.expect(201);
    assert_eq!(rui.patch(&path_of(&draft), json!({"version": 1, "metadata": {}})).await.summary(), "404 not_found");
}

#[actix_web::test]
async fn what_was_sent_back_is_changed_and_handed_in_again() {
    let app = TestApp::spawn().await;
    let (rosa, ingrid) = (app.uploader("rosa", "Casa Abierta").await, app.admin("ingrid").await);
    let submitted = rosa.submit("Handbook", "lantern").await;
    let sent_back = ingrid.decide(&submitted, "request_changes").await.expect(200);

    let edit = json!({"version": sent_back.version(), "metadata": {"summary": "Whom it helps, in more words."}});
    let edited = rosa.patch(&path_of(&submitted), edit).await.expect(200);
    let again = rosa.post(&format!("{}/submit", path_of(&submitted)), json!({"version": edited.version()})).await.expect(200);

    assert_eq!(again.body["status"], "submitted");
    assert_eq!(edited.body["decision"]["note"], "Please say more.");
    assert_eq!(edited.body["decision"].get("reviewer_id"), None::<&Value>, "the submitter was told who the reviewer is");
}
