//! Anyone reports a resource and keeps a receipt; reviewers answer; the organization learns what it may.

use super::{Library, events};
use crate::support::app::TestApp;
use insta::assert_snapshot;
use serde_json::{Value, json};

async fn report(library: &Library, resource: &str, body: Value) -> crate::support::client::Answer {
    library.app.visitor().post(&format!("{resource}/reports"), body).await
}

async fn reports_seen_by(client: &crate::support::client::Client) -> Vec<Value> {
    client.get("/api/v1/reports").await.expect(200).body["items"].as_array().unwrap().clone()
}

#[actix_web::test]
async fn a_report_of_a_dead_link_reaches_reviewers_and_the_organization_and_is_answered() {
    let library = Library::open().await;
    let resource = library.publish("Handbook").await;
    let before = library.letters().await.len();

    let body = json!({"kind": "dead_link", "message": "It says 404.", "email": "reader@example.net", "language": "es"});
    let receipt = report(&library, &resource, body).await.expect(201).body;

    let number = receipt["number"].as_str().unwrap();
    assert_snapshot!(library.told_since(before).await.join("\n").replace(number, "R-NUMBER"), @"
    ingrid: Reported: “Handbook”
    mara: A reader writes about “Handbook”
    reader@example.net: Recibimos su aviso R-NUMBER
    rene: Reported: “Handbook”
    ruth: Reported: “Handbook”
    ");
    let path = format!("/api/v1/reports/{}", receipt["receipt"].as_str().unwrap());
    assert_eq!(library.app.visitor().get(&path).await.expect(200).body["status"], "open");
    let open = reports_seen_by(&library.ruth).await;
    assert_eq!((&open[0]["message"], &open[0]["email"]), (&json!("It says 404."), &json!("reader@example.net")));
    let before = library.letters().await.len();
    let answer = json!({"answer": "Thank you, it is mended.", "version": 1});
    let path_of_answer = format!("/api/v1/reports/{}/answer", open[0]["id"].as_str().unwrap());
    library.ruth.post(&path_of_answer, answer.clone()).await.expect(200);
    let state = library.app.visitor().get(&path).await.expect(200).body;
    assert_eq!((&state["status"], &state["answer"]), (&json!("answered"), &json!("Thank you, it is mended.")));
    assert_eq!(library.told_since(before).await, [format!("reader@example.net: Sobre su aviso {number}")]);
    let again = library.ingrid.post(&path_of_answer, answer).await;
    assert_eq!((again.summary().as_str(), &again.body["by"]), ("409 version_conflict", &json!("ruth")));
    assert_eq!((events(&library.app, "resource.report").await, events(&library.app, "resource.answer_report").await), (1, 1));
}

#[actix_web::test]
async fn who_reports_harm_is_unknown_to_the_organization_and_to_reviewers_who_belong_to_it() {
    let library = Library::open().await;
    let resource = library.publish("Handbook").await;
    let before = library.letters().await.len();

    for kind in ["about_me", "harmful"] {
        report(&library, &resource, json!({"kind": kind, "message": "I am the one on page 3.", "email": "reader@example.net"}))
            .await
            .expect(201);
    }

    let told = library.told_since(before).await;
    assert_eq!(told.iter().filter(|told| told.starts_with("ruth") || told.starts_with("ingrid")).count(), 4, "{told:?}");
    assert!(!told.iter().any(|told| told.starts_with("mara") || told.starts_with("rosa") || told.starts_with("rene")), "{told:?}");
    let all: Vec<_> = library.letters().await.into_iter().skip(before).collect();
    assert!(
        all.iter().all(|letter| !letter.text.contains("page 3") && (letter.to.starts_with("reader") || !letter.text.contains("reader@")))
    );
    assert_eq!((reports_seen_by(&library.ruth).await.len(), reports_seen_by(&library.rene).await.len()), (2, 0));
    let id = reports_seen_by(&library.ruth).await[0]["id"].as_str().unwrap().to_owned();
    library.rene.post(&format!("/api/v1/reports/{id}/answer"), json!({"version": 1})).await.expect(404);
    library.mara.get("/api/v1/reports").await.expect(403);
}

#[actix_web::test]
async fn only_what_can_be_seen_can_be_reported_and_every_fault_is_named() {
    let library = Library::open().await;
    let resource = library.publish("Handbook").await;

    let faulty = report(&library, &resource, json!({"kind": "other", "message": " ", "email": "nobody", "language": "!"})).await;
    assert_eq!((faulty.status, faulty.fields()), (422, vec!["message".to_owned(), "email".to_owned(), "language".to_owned()]));
    let nothing = "/api/v1/resources/0192c5a0-0000-7000-8000-000000000000";
    report(&library, nothing, json!({"kind": "other", "message": "Hm."})).await.expect(404);
    library.ingrid.post(&format!("{resource}/withdraw"), json!({"reason": "mistake"})).await.expect(200);
    report(&library, &resource, json!({"kind": "other", "message": "Hm."})).await.expect(410);
    library.app.visitor().get("/api/v1/reports/made-up").await.expect(404);
}

#[actix_web::test]
async fn a_program_that_fills_in_the_hidden_field_is_thanked_and_nothing_is_kept() {
    let library = Library::open().await;
    let resource = library.publish("Handbook").await;
    let before = library.letters().await.len();

    let body = json!({"kind": "other", "message": "Buy this.", "email": "victim@example.net", "website": "https://spam.example"});
    report(&library, &resource, body).await.expect(201);

    assert_eq!((reports_seen_by(&library.ruth).await.len(), library.told_since(before).await), (0, vec![]));
}

#[actix_web::test]
async fn reports_from_one_address_are_counted() {
    let library = Library::of(TestApp::spawn_with(|config| config.rates = 1).await).await;
    let resource = library.publish("Handbook").await;

    let mut last = report(&library, &resource, json!({"kind": "other", "message": "Hm."})).await;
    for _ in 0..60 {
        if last.status != 201 {
            break;
        }
        last = report(&library, &resource, json!({"kind": "other", "message": "Hm."})).await;
    }

    assert_eq!(last.summary(), "429 too_many_requests");
    assert!(last.headers["retry-after"].parse::<u64>().unwrap() > 0);
}
