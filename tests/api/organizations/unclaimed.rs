//! Organizations without people, and those who take them over.

use crate::support::app::TestApp;
use crate::support::letters::{last_letter_to, letters};
use commonshelf::domain::words::SiteRole;
use serde_json::json;

#[actix_web::test]
async fn an_organization_without_people_is_taken_over_by_an_invitation_of_an_admin() {
    let app = TestApp::spawn().await;
    let ingrid = app.admin("ingrid").await;
    let made =
        ingrid.post("/api/v1/organizations/unclaimed", json!({"name": "Old Circle", "summary": "Shared ten guides."})).await.expect(201);
    let invitations = format!("/api/v1/organizations/{}/invitations", made.id());

    assert_eq!((&made.body["status"], letters(&app).await.len()), (&json!("active"), 0));
    assert_eq!(ingrid.get("/api/v1/organizations/unclaimed").await.expect(200).body["items"][0]["id"], json!(made.id()));
    ingrid.post(&invitations, json!({"email": "rosa@example.org", "role": "manager"})).await.expect(201);
    let token = last_letter_to(&app, "rosa@example.org").await.token();
    let login = json!({"name": "Rosa", "password": "correct horse battery"});
    app.visitor().post(&format!("/api/v1/invitations/{token}/accept"), login).await.expect(201);

    let rosa = app.sign_in("rosa").await;
    assert_eq!(rosa.get(&format!("/api/v1/organizations/{}/profile", made.id())).await.expect(200).body["name"], "Old Circle");
    assert_eq!(ingrid.get("/api/v1/organizations/unclaimed").await.expect(200).body["items"], json!([]));
    assert_eq!(last_letter_to(&app, "ingrid@example.org").await.subject, "Rosa has accepted your invitation");
}

#[actix_web::test]
async fn a_request_to_join_one_that_nobody_manages_goes_to_the_admins_who_may_make_a_manager() {
    let app = TestApp::spawn().await;
    let (ingrid, leo) = (app.admin("ingrid").await, app.person("leo", SiteRole::User).await);
    let made =
        ingrid.post("/api/v1/organizations/unclaimed", json!({"name": "Old Circle", "summary": "Shared ten guides."})).await.expect(201);
    let path = format!("/api/v1/organizations/{}/join-requests", made.id());

    let asked = leo.post(&path, json!({"message": "We founded it."})).await.expect(201);
    let letter = last_letter_to(&app, "ingrid@example.org").await;
    ingrid.post(&format!("{path}/{}/decision", asked.id()), json!({"decision": "accept", "role": "manager"})).await.expect(200);

    assert!(letter.subject == "leo would like to join Old Circle" && letter.text.contains("We founded it."), "{letter:?}");
    assert_eq!(leo.get("/api/v1/me").await.body["memberships"][0]["role"], "manager");
    assert_eq!(last_letter_to(&app, "leo@example.org").await.subject, "You belong to Old Circle now");
}

#[actix_web::test]
async fn what_is_missing_is_named_and_a_name_is_given_once() {
    let app = TestApp::spawn().await;
    let ingrid = app.admin("ingrid").await;
    let path = "/api/v1/organizations/unclaimed";

    assert_eq!(ingrid.post(path, json!({})).await.fields(), ["name", "summary"]);
    ingrid.post(path, json!({"name": "Old Circle", "summary": "Guides."})).await.expect(201);
    assert_eq!(ingrid.post(path, json!({"name": "OLD circle", "summary": "Guides."})).await.summary(), "409 name_taken");
}
