//! The main job, through HTTP only: a member uploads a PDF, an admin approves it, and a visitor finds a word from inside it.

use crate::support::app::TestApp;
use crate::support::client::metadata;
use crate::support::files;
use serde_json::json;

#[actix_web::test]
async fn a_member_uploads_an_admin_approves_and_a_visitor_finds_a_word_from_inside() {
    let app = TestApp::spawn().await;
    let (rosa, ingrid, visitor) = (app.uploader("rosa", "Casa Abierta").await, app.admin("ingrid").await, app.visitor());
    let handbook = files::pdf(&["Opening a circle", "Every member may pass the lantern"]);

    let draft = rosa
        .upload("/api/v1/submissions", Some(&metadata("Facilitator handbook")), &[("handbook.pdf", handbook.clone())])
        .await
        .expect(201);
    let submitted = rosa.post(&format!("/api/v1/submissions/{}/submit", draft.id()), json!({"version": draft.version()})).await.expect(200);
    assert_eq!(visitor.search("lantern").await.body["total"], 0, "an unapproved document was found");
    app.wait_for_inspections().await;
    let approved = ingrid.decide(&submitted, "approve").await.expect(200);
    let found = visitor.titles_after(&approved.body["change"], "lantern").await;

    assert_eq!(found, ["Facilitator handbook"]);
    let resource = visitor.get(&format!("/api/v1/resources/{}", approved.body["resource_id"].as_str().unwrap())).await.expect(200);
    let file = resource.body["files"][0]["id"].as_str().unwrap().to_owned();
    let download = visitor.get(&format!("/api/v1/resources/{}/files/{file}", resource.id())).await.expect(200);
    assert_eq!(download.bytes, handbook);
    assert_eq!(download.headers["content-disposition"], "attachment; filename=\"handbook.pdf\"; filename*=UTF-8''handbook.pdf");
}
