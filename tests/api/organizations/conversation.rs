//! Questions to those who apply and to members, their answers, and notes that stay with the admins.

use super::{apply, decide};
use crate::support::app::TestApp;
use crate::support::letters::{last_letter_to, letters};
use commonshelf::domain::words::{MembershipRole, SiteRole};
use reqwest::Method;
use serde_json::json;

#[actix_web::test]
async fn an_applicant_is_asked_by_mail_and_answers_by_its_link_without_an_account() {
    let app = TestApp::spawn().await;
    let ingrid = app.admin("ingrid").await;
    let applied = apply(&app, "Casa Abierta").await;
    let messages = format!("/api/v1/organizations/{}/messages", applied.id());
    ingrid.post(&messages, json!({"text": "I know them from Lima.", "internal": true})).await.expect(201);
    let before = letters(&app).await.len();

    ingrid.post(&messages, json!({"text": "How many groups\ndo you hold?"})).await.expect(201);
    let letter = last_letter_to(&app, "rosa@casa.example").await;
    let questions = format!("/api/v1/application-questions/{}", letter.token());
    let shown = app.visitor().get(&questions).await.expect(200);
    app.visitor().post(&format!("{questions}/answers"), json!({"text": "Two, each week."})).await.expect(201);

    assert_eq!((before, letter.subject.as_str()), (1, "Una pregunta sobre Casa Abierta"));
    assert!(letter.text.contains("How many groups") && letter.path().starts_with("/questions/"), "{letter:?}");
    assert!(!shown.text.contains("Lima") && shown.body["messages"].as_array().unwrap().len() == 1, "{}", shown.text);
    let told = last_letter_to(&app, "ingrid@example.org").await;
    assert!(told.subject == "An answer from Casa Abierta" && told.text.contains("Two, each week."), "{told:?}");
    let all = ingrid.get(&messages).await.expect(200).body;
    let said: Vec<_> = all["items"].as_array().unwrap().iter().map(|item| item["kind"].as_str().unwrap()).collect();
    assert_eq!((said, &all["items"][0]["by"]), (vec!["answer", "question", "note"], &json!(null)));

    decide(&ingrid, &applied, "accept", "").await.expect(200);
    assert_eq!(app.visitor().get(&questions).await.summary(), "409 already_decided");
    assert_eq!(app.visitor().post(&format!("{questions}/answers"), json!({"text": "More."})).await.summary(), "409 already_decided");
}

#[actix_web::test]
async fn the_page_of_the_link_shows_the_question_and_takes_the_answer() {
    let app = TestApp::spawn().await;
    let ingrid = app.admin("ingrid").await;
    let applied = apply(&app, "Casa <b>Abierta</b>").await;
    ingrid.post(&format!("/api/v1/organizations/{}/messages", applied.id()), json!({"text": "Who <i>are</i> you?"})).await.expect(201);
    let path = last_letter_to(&app, "rosa@casa.example").await.path();
    let send = async |text: &str| {
        let body = url::form_urlencoded::Serializer::new(String::new()).append_pair("text", text).finish();
        let request = app.visitor().request(Method::POST, &path).header("content-type", "application/x-www-form-urlencoded");
        app.visitor().send(request.body(body)).await
    };

    let page = app.visitor().get(&path).await.expect(200);
    let empty = send(" ").await;
    let taken = send("Peers.").await.expect(200);

    assert!(page.text.contains("Who &#60;i&#62;are&#60;/i&#62; you?") && !page.text.contains("<b>Abierta"), "{}", page.text);
    assert!(empty.status == 422 && empty.text.contains("Please write an answer"), "{}", empty.text);
    assert!(taken.text.contains("Your answer is with the admins now."), "{}", taken.text);
    assert!(app.visitor().get(&path).await.expect(200).text.contains("Peers."));
    assert_eq!(app.visitor().get("/questions/nonsense").await.status, 404);
}

#[actix_web::test]
async fn a_member_is_asked_through_its_managers_who_see_no_notes() {
    let app = TestApp::spawn().await;
    let (ingrid, mara) = (app.admin("ingrid").await, app.member("mara", SiteRole::User, "Casa Abierta", MembershipRole::Manager).await);
    let casa = app.organization("Casa Abierta").await;
    let messages = format!("/api/v1/organizations/{casa}/messages");
    ingrid.post(&messages, json!({"text": "To be watched.", "internal": true})).await.expect(201);
    ingrid.post(&messages, json!({"text": "Is this guide yours?"})).await.expect(201);

    let seen = mara.get(&messages).await.expect(200);
    mara.post(&messages, json!({"text": "It is."})).await.expect(201);
    let note = mara.post(&messages, json!({"text": "Psst.", "internal": true})).await;

    assert!(!seen.text.contains("To be watched."), "{}", seen.text);
    assert_eq!((&seen.body["items"][0]["text"], &seen.body["items"][0]["by"]), (&json!("Is this guide yours?"), &json!("ingrid")));
    assert_eq!(note.summary(), "403 admins_only");
    assert_eq!(last_letter_to(&app, "mara@example.org").await.subject, "A question about Casa Abierta");
    assert_eq!(last_letter_to(&app, "ingrid@example.org").await.subject, "An answer from Casa Abierta");
}
