//! Revisions: a new edition of what is public already.

use super::{PATH, path_of};
use crate::support::app::TestApp;
use crate::support::client::{Answer, Client, metadata};
use commonshelf::db::{Tx, resources, submissions};
use commonshelf::domain::ids::{ResourceId, SubmissionId};
use serde_json::{Value, json};

/// Publishes a document of this title with a text of this word; gives the resource's id and the change.
async fn publish(app: &TestApp, client: &Client, admin: &Client, metadata: &Value, word: &str) -> (String, Value) {
    let file = ("page.txt", word.as_bytes().to_vec());
    let submitted = client.upload(&format!("{PATH}?submit=true"), Some(metadata), &[file]).await.expect(201);
    app.wait_for_inspections().await;
    let approved = admin.decide(&submitted, "approve").await.expect(200);
    (approved.body["resource_id"].as_str().unwrap().to_owned(), approved.body["change"].clone())
}

fn revision_of(resource: &str, title: &str) -> Value {
    let mut revision = metadata(title);
    revision["resource_id"] = json!(resource);
    revision
}

async fn cancel(client: &Client, submission: &Answer) {
    client.post(&format!("{}/cancel", path_of(submission)), json!({"version": submission.version()})).await.expect(200);
}

#[actix_web::test]
async fn a_new_edition_takes_the_place_of_the_old_one_at_once_and_whole() {
    let app = TestApp::spawn().await;
    let (rosa, ingrid, visitor) = (app.uploader("rosa", "Casa Abierta").await, app.admin("ingrid").await, app.visitor());
    let (resource, _) = publish(&app, &rosa, &ingrid, &metadata("Handbook"), "lantern").await;
    let path = format!("/api/v1/resources/{resource}");
    let before = visitor.get(&path).await.expect(200);
    let revision = rosa
        .upload(
            &format!("{PATH}?submit=true"),
            Some(&revision_of(&resource, "Handbook, second edition")),
            &[("new.txt", b"marigold".to_vec())],
        )
        .await
        .expect(201);
    app.wait_for_inspections().await;
    let meanwhile = visitor.get(&path).await.expect(200);

    let approved = ingrid.decide(&revision, "approve").await.expect(200);

    assert_eq!((&meanwhile.body["title"], &meanwhile.body["files"]), (&before.body["title"], &before.body["files"]));
    let after = visitor.get(&path).await.expect(200);
    assert_eq!((&after.body["title"], &after.body["edition"]), (&json!("Handbook, second edition"), &json!(2)));
    assert_eq!(after.body["published_at"], before.body["published_at"]);
    let old_file = format!("{path}/files/{}", before.body["files"][0]["id"].as_str().unwrap());
    assert_eq!(visitor.get(&old_file).await.summary(), "404 not_found");
    assert_eq!(visitor.titles_after(&approved.body["change"], "marigold").await, ["Handbook, second edition"]);
    assert!(visitor.titles_after(&approved.body["change"], "lantern").await.is_empty());
}

#[actix_web::test]
async fn a_resource_has_one_open_revision_until_that_is_over() {
    let app = TestApp::spawn().await;
    let (rosa, ana, ingrid) =
        (app.uploader("rosa", "Casa Abierta").await, app.uploader("ana", "Casa Abierta").await, app.admin("ingrid").await);
    let (resource, _) = publish(&app, &rosa, &ingrid, &metadata("Handbook"), "lantern").await;
    let begin = async |client: &Client| client.post(PATH, revision_of(&resource, "Handbook")).await;

    let first = begin(&rosa).await.expect(201);
    let second = begin(&ana).await;

    assert_eq!(second.summary(), "409 open_revision");
    cancel(&rosa, &first).await;
    let third = begin(&ana).await.expect(201);
    ana.delete(&path_of(&third)).await.expect(204);
    let fourth = begin(&rosa).await.expect(201);
    assert_eq!(fourth.body["resource_id"], json!(resource));
}

#[actix_web::test]
async fn many_who_begin_a_revision_at_once_begin_one() {
    let app = TestApp::spawn().await;
    let (rosa, ingrid) = (app.uploader("rosa", "Casa Abierta").await, app.admin("ingrid").await);
    let (resource, _) = publish(&app, &rosa, &ingrid, &metadata("Handbook"), "lantern").await;

    let begin = async |_| rosa.post(PATH, revision_of(&resource, "Handbook")).await.summary();
    let mut answers = futures_util::future::join_all((0..8).map(begin)).await;

    answers.sort();
    assert_eq!(answers[0], "201");
    assert!(answers[1..].iter().all(|answer| answer == "409 open_revision"), "{answers:?}");
}

#[actix_web::test]
async fn only_what_ones_organization_shares_and_is_public_can_be_revised() {
    let app = TestApp::spawn().await;
    let (rosa, otto, ingrid) =
        (app.uploader("rosa", "Casa Abierta").await, app.uploader("otto", "Red Sur").await, app.admin("ingrid").await);
    let (resource, _) = publish(&app, &rosa, &ingrid, &metadata("Handbook"), "lantern").await;

    let by_other = otto.post(PATH, revision_of(&resource, "Mine now")).await;
    ingrid.post(&format!("/api/v1/resources/{resource}/withdraw"), json!({"reason": "outdated"})).await.expect(200);
    let of_withdrawn = rosa.post(PATH, revision_of(&resource, "Handbook")).await;

    assert_eq!(by_other.fields(), ["resource_id"]);
    assert_eq!(of_withdrawn.summary(), "409 resource_withdrawn");
}

/// The one-open-revision rule keeps this from happening by the API alone; the check is for two decisions that meet, and for restored data.
#[actix_web::test]
async fn a_revision_of_an_edition_that_is_no_longer_current_is_not_published() {
    let app = TestApp::spawn().await;
    let (rosa, ingrid) = (app.uploader("rosa", "Casa Abierta").await, app.admin("ingrid").await);
    let (resource, _) = publish(&app, &rosa, &ingrid, &metadata("Handbook"), "lantern").await;
    let (other, _) = publish(&app, &rosa, &ingrid, &metadata("Agenda"), "marigold").await;
    let mut link = revision_of(&resource, "Handbook, second edition");
    link["link_url"] = json!("https://example.org/handbook");
    let revision = rosa.post(&format!("{PATH}?submit=true"), link).await.expect(201);
    let (id, other, now) = (SubmissionId::parse(&revision.id()).unwrap(), ResourceId::parse(&other).unwrap(), app.app.clock.now());
    let rest_on_another = move |tx: &mut Tx| {
        let mut row = submissions::lock(tx, id)?;
        row.based_on_edition_id = resources::find(tx, other)?.current_edition_id;
        let by = row.updated_by;
        submissions::save(tx, &mut row, by, now)
    };
    app.app.db.write(rest_on_another).await.unwrap();

    let stale = ingrid.decide(&rosa.get(&path_of(&revision)).await, "approve").await;

    assert_eq!(stale.summary(), "409 stale_revision");
    assert_eq!(app.visitor().get(&format!("/api/v1/resources/{resource}")).await.body["title"], "Handbook");
}
