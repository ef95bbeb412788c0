//! Hidden at once by any reviewer, confirmed or restored by an admin, with a word of the organization in between.

use super::{Library, events};
use insta::assert_snapshot;
use serde_json::{Value, json};

fn hiding() -> Value {
    json!({"reason": "privacy", "note": "Page 3 shows a face."})
}

#[actix_web::test]
async fn a_reviewer_hides_at_once_the_organization_answers_and_an_admin_restores() {
    let library = Library::open().await;
    let resource = library.publish("Handbook").await;
    let before = library.letters().await.len();

    let hidden = library.ruth.post(&format!("{resource}/hide"), hiding()).await.expect(200);

    let gone = library.read(&resource).await.expect(410);
    assert_eq!((gone.summary().as_str(), &gone.body["reason"], &gone.body["note"]), ("410 hidden", &json!("privacy"), &Value::Null));
    assert!(library.app.visitor().titles_after(&hidden.body["change"], "handbook").await.is_empty());
    assert_snapshot!(library.told_since(before).await.join("\n"), @"
    ingrid: Please decide: “Handbook” is hidden
    mara: Hidden for now: “Handbook”
    ");
    let before = library.letters().await.len();
    let statement = json!({"statement": "She agreed; the paper is in our office."});
    library.mara.post(&format!("{resource}/hiding/statement"), statement).await.expect(200);
    assert_snapshot!(library.told_since(before).await.join("\n"), @"
    ingrid: A statement about “Handbook”, which is hidden
    ruth: A statement about “Handbook”, which is hidden
    ");
    let seen = library.rosa.get(&format!("{resource}/hiding")).await.expect(200).body;
    assert_eq!((&seen["standing"], &seen["note"], &seen["hidden_by"]), (&json!("hidden"), &json!("Page 3 shows a face."), &Value::Null));
    let before = library.letters().await.len();
    let decision = json!({"decision": "restore", "note": "The agreement is there."});
    let restored = library.ingrid.post(&format!("{resource}/hiding/decision"), decision.clone()).await.expect(200);
    assert_eq!(library.app.visitor().titles_after(&restored.body["change"], "handbook").await, ["Handbook"]);
    library.read(&resource).await.expect(200);
    assert_snapshot!(library.told_since(before).await.join("\n"), @"
    mara: “Handbook” can be seen again
    ruth: “Handbook” can be seen again
    ");
    assert!(library.letters().await.last().unwrap().text.contains("The agreement is there."));
    let again = library.ingrid.post(&format!("{resource}/hiding/decision"), decision).await;
    assert_eq!(again.summary(), "409 not_hidden");
    assert_eq!((events(&library.app, "resource.hide").await, events(&library.app, "resource.state").await), (1, 1));
}

#[actix_web::test]
async fn what_an_admin_confirms_is_withdrawn_with_a_public_note() {
    let library = Library::open().await;
    let resource = library.publish("Handbook").await;
    library.rene.post(&format!("{resource}/hide"), hiding()).await.expect(200);

    let decision = json!({"decision": "withdraw", "reason": "copyright", "note": "The publisher objects."});
    library.ingrid.post(&format!("{resource}/hiding/decision"), decision).await.expect(200);

    let gone = library.read(&resource).await;
    assert_eq!((gone.summary().as_str(), &gone.body["reason"]), ("410 withdrawn", &json!("copyright")));
    assert_eq!(gone.body["note"], "The publisher objects.");
    let seen = library.mara.get(&format!("{resource}/hiding")).await.expect(200).body;
    assert_eq!((&seen["standing"], &seen["outcome"]), (&json!("withdrawn"), &json!("withdraw")));
    assert!(seen["decided_at"].is_string() && seen["hidden_at"].is_string());
    library.ingrid.post(&format!("{resource}/restore"), Value::Null).await.expect(200);
    library.read(&resource).await.expect(200);
}

#[actix_web::test]
async fn a_hidden_resource_is_ended_by_its_decision_alone_and_hidden_once() {
    let library = Library::open().await;
    let resource = library.publish("Handbook").await;
    library.ruth.post(&format!("{resource}/hide"), hiding()).await.expect(200);

    let again = library.rene.post(&format!("{resource}/hide"), hiding()).await;
    assert_eq!((again.summary().as_str(), &again.body["by"]), ("409 already_hidden", &json!("ruth")));
    for act in ["withdraw", "restore"] {
        let refused = library.ingrid.post(&format!("{resource}/{act}"), json!({"reason": "mistake"})).await;
        assert_eq!(refused.summary(), "409 hidden", "{act}");
    }
    let stranger = library.olga.get(&format!("{resource}/hiding")).await;
    assert_eq!(stranger.summary(), "404 not_found");
    let revision = json!({"title": "Handbook, second edition", "resource_id": resource.rsplit('/').next()});
    assert_eq!(library.rosa.post("/api/v1/submissions", revision).await.status, 409);
}

#[actix_web::test]
async fn admins_see_what_is_hidden_with_its_age_and_are_reminded_until_they_decide() {
    let mut library = Library::open().await;
    let resource = library.publish("Handbook").await;
    library.ruth.post(&format!("{resource}/hide"), hiding()).await.expect(200);
    library.letters().await;
    library.app.stop_workers();

    library.days_pass(4).await;
    let before = library.app.mail().len();
    library.app.start_workers();
    crate::support::wait::wait_until("the admin is reminded", async || {
        let mail = library.letters().await;
        mail.iter().skip(before).any(|letter| letter.subject == "Please decide: “Handbook” is hidden" && letter.text.contains("4 days"))
    })
    .await;

    let waiting = library.ingrid.get("/api/v1/hidings").await.expect(200).body["items"].clone();
    assert_eq!((&waiting[0]["days"], waiting.as_array().unwrap().len()), (&json!(4), 1));
    assert!(waiting[0]["reminded_at"].is_string());
    library.ruth.get("/api/v1/hidings").await.expect(403);
    let decision = json!({"decision": "restore", "note": "Fine."});
    library.ingrid.post(&format!("{resource}/hiding/decision"), decision).await.expect(200);
    assert_eq!(library.ingrid.get("/api/v1/hidings").await.body["items"], json!([]));
    assert_eq!(library.ingrid.get("/api/v1/hidings?open=false").await.body["items"].as_array().unwrap().len(), 1);
}

#[actix_web::test]
async fn of_two_reviewers_who_hide_at_once_one_is_first() {
    let library = Library::open().await;
    for round in 0..20 {
        let resource = library.publish(&format!("Handbook {round}")).await;
        let path = format!("{resource}/hide");
        let (one, two) = futures_util::join!(library.ruth.post(&path, hiding()), library.rene.post(&path, hiding()));
        let mut answers = [one.summary(), two.summary()];
        answers.sort();
        assert_eq!(answers, ["200", "409 already_hidden"], "round {round}");
    }
}
