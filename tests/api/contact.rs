//! Writing to the admins.

use crate::support::app::TestApp;
use serde_json::{Value, json};

fn message() -> Value {
    json!({"name": "Ana Sol", "email": "ana@visitors.example", "message": "How do we join?\nThank you!", "language": "es"})
}

#[actix_web::test]
async fn a_message_reaches_each_admin_by_mail_and_an_answer_to_that_reaches_the_one_who_wrote() {
    let app = TestApp::spawn().await;
    let (ingrid, _, _) = (app.admin("ingrid").await, app.admin("omar").await, app.reviewer("ruth").await);

    app.visitor().post("/api/v1/contact", message()).await.expect(202);

    app.wait_for_jobs("mail").await;
    let letters = app.mail();
    assert_eq!(letters.len(), 2, "{letters:#?}");
    for letter in &letters {
        assert!(letter.contains("Reply-To: ") && letter.contains("ana@visitors.example"), "{letter}");
        assert!(letter.contains("How do we join?"), "{letter}");
    }
    let kept = ingrid.get("/api/v1/contact?answered=false").await.expect(200).body["items"].clone();
    assert_eq!((&kept[0]["name"], &kept[0]["message"]), (&json!("Ana Sol"), &json!("How do we join?\nThank you!")));
}

#[actix_web::test]
async fn a_message_is_kept_until_it_is_answered_and_can_be_erased() {
    let app = TestApp::spawn().await;
    let (ingrid, omar) = (app.admin("ingrid").await, app.admin("omar").await);
    let id = app.visitor().post("/api/v1/contact", message()).await.expect(202).id();

    let first = ingrid.post(&format!("/api/v1/contact/{id}/answer"), json!({})).await.expect(200).body;
    let second = omar.post(&format!("/api/v1/contact/{id}/answer"), json!({})).await.expect(200).body;
    ingrid.delete(&format!("/api/v1/contact/{id}")).await.expect(204);
    ingrid.delete(&format!("/api/v1/contact/{id}")).await.expect(204);

    assert_eq!(first["answered_by"], second["answered_by"], "who was first stays");
    assert_eq!(ingrid.get("/api/v1/contact?answered=false").await.expect(200).body["items"], json!([]));
    let left = ingrid.get("/api/v1/contact").await.expect(200).body["items"][0].clone();
    assert!(left["erased_at"].is_string() && left.get("name").is_none() && left.get("email").is_none() && left.get("message").is_none());
    assert_eq!(ingrid.post(&format!("/api/v1/contact/{}/answer", uuid::Uuid::now_v7()), json!({})).await.status, 404);
}

#[actix_web::test]
async fn a_program_that_fills_in_what_people_do_not_see_is_answered_and_not_listened_to() {
    let app = TestApp::spawn().await;
    let ingrid = app.admin("ingrid").await;
    let mut trapped = message();
    trapped["website"] = json!("https://buy.example");

    app.visitor().post("/api/v1/contact", trapped).await.expect(202);

    app.wait_for_jobs("mail").await;
    assert!(app.mail().is_empty());
    assert_eq!(ingrid.get("/api/v1/contact").await.expect(200).body["items"], json!([]));
}

#[actix_web::test]
async fn what_can_not_be_answered_is_refused_by_name() {
    let app = TestApp::spawn().await;

    let refused = app.visitor().post("/api/v1/contact", json!({"name": " ", "email": "ana", "message": "", "language": "?"})).await;

    assert_eq!((refused.status, refused.fields()), (422, ["name", "email", "message", "language"].map(str::to_owned).to_vec()));
}
