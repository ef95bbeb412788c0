//! Filing under another section: by the decision, and of what is public already.

use super::{decide, submission, submit_link};
use crate::support::app::TestApp;
use crate::support::client::{Answer, Client, link};
use crate::support::letters::{last_letter_to, letters};
use commonshelf::db::events;
use commonshelf::domain::words::{MembershipRole, SiteRole};
use serde_json::{Value, json};

async fn publish(rosa: &Client, ana: &Client, title: &str) -> (String, Answer) {
    let sent = submit_link(rosa, title, json!({"section": "learn"})).await;
    let approved = ana.decide(&sent, "approve").await.expect(200);
    (format!("/api/v1/resources/{}", approved.body["resource_id"].as_str().unwrap()), approved)
}

async fn acts(app: &TestApp, act: &str) -> Vec<Value> {
    let trail = app.app.db.read(|c| events::list(c, None, 1_000)).await.unwrap();
    trail.iter().filter(|event| event.act == act).map(|event| serde_json::from_str(&event.details).unwrap()).collect()
}

#[actix_web::test]
async fn a_decision_that_files_it_elsewhere_is_recorded_and_told() {
    let app = TestApp::spawn().await;
    let (rosa, ana) = (app.uploader("rosa", "Casa Abierta").await, app.reviewer("ana").await);
    let sent = submit_link(&rosa, "Handbook", json!({"section": "learn"})).await;

    decide(&ana, &sent, json!({"decision": "approve", "section": "take_action"})).await.expect(200);

    let recorded = &acts(&app, "submission.decide").await[0];
    assert_eq!((&recorded["section"], &recorded["filed_from"]), (&json!("take_action"), &json!("learn")));
    let letter = last_letter_to(&app, "rosa@example.org").await;
    assert!(letter.text.contains("in another section than you had chosen"), "{}", letter.text);
}

#[actix_web::test]
async fn a_public_resource_is_refiled_as_an_edition_of_which_its_organization_is_told() {
    let app = TestApp::spawn().await;
    let (rosa, ana, visitor) = (app.uploader("rosa", "Casa Abierta").await, app.reviewer("ana").await, app.visitor());
    let mara = app.member("mara", SiteRole::User, "Casa Abierta", MembershipRole::Manager).await;
    let rene = app.member("rene", SiteRole::Reviewer, "Casa Abierta", MembershipRole::Uploader).await;
    let sent = rosa.submit("Handbook", "Every member may pass the lantern").await;
    app.wait_for_inspections().await;
    let approved = ana.decide(&sent, "approve").await.expect(200);
    let resource = format!("/api/v1/resources/{}", approved.body["resource_id"].as_str().unwrap());
    let refile = json!({"section": "promote", "edition": 1, "note": "It wins people over."});

    let by_own = rene.post(&format!("{resource}/refile"), refile.clone()).await;
    let refiled = ana.post(&format!("{resource}/refile"), refile.clone()).await.expect(200);
    let stale = ana.post(&format!("{resource}/refile"), refile).await;

    assert_eq!((by_own.summary().as_str(), stale.summary().as_str()), ("403 own_submission", "409 version_conflict"));
    assert_eq!((&refiled.body["section"], &refiled.body["edition"]), (&json!("promote"), &json!(2)));
    let found =
        visitor.get(&format!("/api/v1/resources?q=lantern&section=promote&after_change={}", refiled.body["change"])).await.expect(200);
    assert_eq!(found.body["total"], 1, "with the text of its file: {}", found.text);
    assert_eq!(acts(&app, "resource.refile").await[0]["filed_from"], "take_action");
    for person in ["rosa@example.org", "mara@example.org"] {
        let letter = last_letter_to(&app, person).await;
        assert_eq!(letter.subject, "“Handbook” stands in another section now");
        assert!(letter.text.contains("> It wins people over."), "{}", letter.text);
    }
    let told = letters(&app).await.into_iter().filter(|letter| letter.subject.contains("another section")).count();
    assert_eq!(told, 2, "those two and nobody else");
    drop(mara);
}

#[actix_web::test]
async fn an_open_revision_goes_on_from_a_refiled_edition() {
    let app = TestApp::spawn().await;
    let (rosa, ana) = (app.uploader("rosa", "Casa Abierta").await, app.reviewer("ana").await);
    let (resource, approved) = publish(&rosa, &ana, "Handbook").await;
    let mut revision = link("Handbook, second edition");
    (revision["resource_id"], revision["section"]) = (approved.body["resource_id"].clone(), json!("learn"));
    let draft = rosa.post("/api/v1/submissions", revision).await.expect(201);

    ana.post(&format!("{resource}/refile"), json!({"section": "promote", "edition": 1})).await.expect(200);
    let now = rosa.get(&submission(&draft.id())).await.expect(200);
    let sent = rosa.post(&format!("{}/submit", submission(&draft.id())), json!({"version": now.version()})).await.expect(200);
    ana.decide(&sent, "approve").await.expect(200);

    let public = app.visitor().get(&resource).await.expect(200);
    let expected = (&json!("Handbook, second edition"), &json!("promote"), &json!(3));
    assert_eq!((&public.body["title"], &public.body["section"], &public.body["edition"]), expected);
}
