//! Who may see and change a submission: to all others it does not exist.

use super::{PATH, path_of};
use crate::support::app::TestApp;
use crate::support::client::{Answer, Client, metadata};
use commonshelf::db::organizations;
use commonshelf::db::users;
use commonshelf::domain::text::EmailAddress;
use commonshelf::domain::words::OrganizationStatus;
use serde_json::json;

/// Everything that can be asked of one submission with a file.
async fn ask_everything(client: &Client, submission: &Answer) -> Vec<String> {
    let path = path_of(submission);
    let file = format!("{path}/files/{}", submission.body["files"][0]["id"].as_str().unwrap());
    let version = json!({"version": submission.version()});
    let answers = [
        client.get(&path).await,
        client.get(&file).await,
        client.patch(&path, json!({"version": submission.version(), "metadata": {"title": "Mine"}})).await,
        client.upload(&format!("{path}/files"), None, &[("mine.txt", b"mine".to_vec())]).await,
        client.delete(&file).await,
        client.post(&format!("{path}/submit"), version.clone()).await,
        client.post(&format!("{path}/cancel"), version).await,
        client.delete(&path).await,
    ];
    answers.iter().map(Answer::summary).collect()
}

#[actix_web::test]
async fn a_submission_does_not_exist_for_other_organizations_nor_for_visitors() {
    let app = TestApp::spawn().await;
    let (rosa, otto) = (app.uploader("rosa", "Casa Abierta").await, app.uploader("otto", "Red Sur").await);
    let draft = rosa.upload(PATH, Some(&metadata("Handbook")), &[("page.txt", b"lantern".to_vec())]).await.expect(201);
    for submission in [draft, rosa.submit("Agenda", "marigold").await] {
        let by_other = ask_everything(&otto, &submission).await;
        let by_visitor = ask_everything(&app.visitor(), &submission).await;

        assert!(by_other.iter().all(|answer| answer == "404 not_found"), "{by_other:?}");
        assert!(by_visitor.iter().all(|answer| answer == "401 not_signed_in"), "{by_visitor:?}");
        let after = rosa.get(&path_of(&submission)).await.expect(200);
        assert_eq!((after.version(), &after.body["metadata"]), (submission.version(), &submission.body["metadata"]));
    }
    assert_eq!(otto.get(PATH).await.body["items"], json!([]));
    assert_eq!(app.visitor().get(PATH).await.summary(), "401 not_signed_in");
}

#[actix_web::test]
async fn a_draft_is_for_its_organization_alone_and_reviewers_see_it_once_it_is_handed_in() {
    let app = TestApp::spawn().await;
    let (rosa, ana, rui) =
        (app.uploader("rosa", "Casa Abierta").await, app.uploader("ana", "Casa Abierta").await, app.reviewer("rui").await);
    let draft = rosa.upload(PATH, Some(&metadata("Handbook")), &[("page.txt", b"lantern".to_vec())]).await.expect(201);

    let by_reviewer = ask_everything(&rui, &draft).await;
    let by_colleague = ana.post(&format!("{}/submit", path_of(&draft)), json!({"version": 1})).await;

    assert!(by_reviewer.iter().all(|answer| answer == "404 not_found"), "{by_reviewer:?}");
    assert_eq!(by_colleague.expect(200).body["status"], "submitted");
    let seen = rui.get(&path_of(&draft)).await.expect(200);
    rui.get(&format!("{}/files/{}", path_of(&draft), seen.body["files"][0]["id"].as_str().unwrap())).await.expect(200);
    assert_eq!(rui.post(&format!("{}/cancel", path_of(&draft)), json!({"version": seen.version()})).await.summary(), "403 not_a_member");
}

#[actix_web::test]
async fn whoever_belongs_to_no_organization_is_told_before_any_byte_is_read() {
    let app = TestApp::spawn().await;
    let ingrid = app.admin("ingrid").await;
    let other = app.organization("Red Sur").await;

    let without = ingrid.post(PATH, metadata("Handbook")).await;
    let for_others = ingrid.post(&format!("{PATH}?organization={other}"), metadata("Handbook")).await;

    assert_eq!((without.summary(), for_others.summary()), ("403 not_a_member".to_owned(), "403 not_a_member".to_owned()));
}

#[actix_web::test]
async fn whoever_belongs_to_several_organizations_names_the_one_that_shares() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    let other = app.organization("Red Sur").await;
    let membership = move |tx: &mut commonshelf::db::Tx| {
        let user = users::get_by_email(tx, &EmailAddress::parse("rosa@example.org").unwrap())?.unwrap();
        let role = commonshelf::domain::words::MembershipRole::Uploader;
        let row =
            commonshelf::db::memberships::MembershipRow { user_id: user.id, organization_id: other, role, created_at: user.created_at };
        commonshelf::db::memberships::insert(tx, &row)
    };
    app.app.db.write(membership).await.unwrap();

    let unnamed = rosa.post(PATH, metadata("Handbook")).await;
    let named = rosa.post(&format!("{PATH}?organization={other}"), metadata("Handbook")).await.expect(201);

    assert_eq!(unnamed.fields(), ["organization"], "{}", unnamed.text);
    assert_eq!(named.body["organization"]["name"], "Red Sur");
}

#[actix_web::test]
async fn a_suspended_organization_reads_its_own_and_sends_nothing() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    let draft = rosa.upload(PATH, Some(&metadata("Handbook")), &[("page.txt", b"lantern".to_vec())]).await.expect(201);
    let (organization, now) = (app.organization("Casa Abierta").await, app.app.clock.now());
    let suspend = move |tx: &mut commonshelf::db::Tx| {
        let by = users::get_by_email(tx, &EmailAddress::parse("rosa@example.org").unwrap())?.unwrap().id;
        organizations::set_decided(tx, organization, OrganizationStatus::Suspended, by, None, now)
    };
    app.app.db.write(suspend).await.unwrap();

    let created = rosa.post(PATH, metadata("Agenda")).await;
    let answers = ask_everything(&rosa, &draft).await;

    assert_eq!(created.summary(), "403 organization_not_active");
    assert_eq!(answers[..2], ["200", "200"]);
    assert!(answers[2..].iter().all(|answer| answer == "403 organization_not_active"), "{answers:?}");
}
