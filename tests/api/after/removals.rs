//! The contributor asks for a resource to go, and an admin decides.

use super::Library;
use insta::assert_snapshot;
use serde_json::{Value, json};

async fn request(library: &Library, resource: &str) -> String {
    let asked = library.mara.post(&format!("{resource}/removal-requests"), json!({"reason": "We do not work like this any more."})).await;
    format!("/api/v1/removal-requests/{}/decision", asked.expect(201).id())
}

#[actix_web::test]
async fn a_manager_asks_an_admin_grants_and_the_resource_is_gone() {
    let library = Library::open().await;
    let resource = library.publish("Handbook").await;
    let before = library.letters().await.len();

    let decision = request(&library, &resource).await;
    library.letters().await;
    library.read(&resource).await.expect(200);
    let waiting = library.ingrid.get("/api/v1/removal-requests").await.expect(200).body["items"].clone();
    assert_eq!(waiting[0]["reason"], "We do not work like this any more.");
    library.ingrid.post(&decision, json!({"decision": "grant"})).await.expect(200);

    let gone = library.read(&resource).await.expect(410);
    assert_eq!(gone.body["reason"], "asked_by_organization");
    assert_snapshot!(library.told_since(before).await.join("\n"), @"
    ingrid: Please decide: “Handbook” is to be removed
    mara: “Handbook” was removed
    ");
    assert_eq!(library.ingrid.post(&decision, json!({"decision": "refuse"})).await.summary(), "409 already_decided");
}

#[actix_web::test]
async fn a_wish_that_is_refused_is_told_with_its_reason_and_can_be_made_again() {
    let library = Library::open().await;
    let resource = library.publish("Handbook").await;
    let decision = request(&library, &resource).await;
    let twice = library.mara.post(&format!("{resource}/removal-requests"), json!({"reason": "Again."})).await;
    assert_eq!(twice.summary(), "409 open_request");

    library.ingrid.post(&decision, json!({"decision": "refuse", "note": "Others built upon it."})).await.expect(200);

    library.read(&resource).await.expect(200);
    let letter = library.letters().await.pop().unwrap();
    assert_eq!((letter.to.as_str(), letter.subject.as_str()), ("mara@example.org", "“Handbook” stays in the library"));
    assert!(letter.text.contains("Others built upon it."));
    request(&library, &resource).await;
    let uploader = library.rosa.post(&format!("{resource}/removal-requests"), json!({"reason": "Please."})).await;
    let stranger = library.olga.post(&format!("{resource}/removal-requests"), json!({"reason": "Please."})).await;
    assert_eq!((uploader.summary(), stranger.summary()), ("403 managers_only".to_owned(), "403 managers_only".to_owned()));
    library.ingrid.post(&format!("{resource}/withdraw"), json!({"reason": "mistake"})).await.expect(200);
    library.mara.post(&format!("{resource}/removal-requests"), json!({"reason": "Please."})).await.expect(410);
    library.ingrid.post(&format!("{resource}/restore"), Value::Null).await.expect(200);
}
