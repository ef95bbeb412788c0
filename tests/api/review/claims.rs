//! Claims, parking and second looks: what reviewers do with a submission before they decide, and who learns of it.

use super::{decide, submission, submit_link, titles};
use crate::support::app::TestApp;
use crate::support::client::{Answer, Client};
use crate::support::letters::{last_letter_to, letters};
use commonshelf::domain::words::{MembershipRole, SiteRole};
use serde_json::{Value, json};

async fn claim(reviewer: &Client, sent: &Answer, query: &str) -> Answer {
    reviewer.post(&format!("{}/claim{query}", submission(&sent.id())), Value::Null).await
}

async fn letters_to(app: &TestApp, email: &str) -> usize {
    letters(app).await.into_iter().filter(|letter| letter.to == email).count()
}

#[actix_web::test]
async fn whoever_decides_on_anothers_claim_is_told_who_holds_it_unless_it_was_taken_over() {
    let app = TestApp::spawn().await;
    let (rosa, ana, ben) = (app.uploader("rosa", "Casa Abierta").await, app.reviewer("ana").await, app.reviewer("ben").await);
    let sent = submit_link(&rosa, "Handbook", json!({})).await;

    let claimed = claim(&ana, &sent, "").await.expect(200);
    let refused = ben.decide(&sent, "approve").await;
    let edit = json!({"version": sent.version(), "metadata": {"year": 2020}});
    let edited = ben.patch(&submission(&sent.id()), edit).await;
    let again = claim(&ben, &sent, "").await;
    let released = ben.delete(&format!("{}/claim", submission(&sent.id()))).await;
    let shown = ben.get("/api/v1/reviews").await.expect(200);
    claim(&ben, &sent, "?take_over=true").await.expect(200);
    let letter = last_letter_to(&app, "ana@example.org").await;
    let late = ana.decide(&sent, "reject").await;
    ben.decide(&sent, "approve").await.expect(200);

    for answer in [&refused, &edited, &again, &released] {
        assert_eq!((answer.summary().as_str(), &answer.body["by"]), ("409 claimed", &json!("ana")), "{}", answer.text);
        assert_eq!(answer.body["at"], claimed.body["claimed_at"]);
    }
    assert_eq!(shown.body["items"][0]["review"]["claim"]["reviewer"]["name"], "ana");
    assert_eq!(letter.subject, "Taken over by another reviewer: “Handbook”");
    assert_eq!((late.summary().as_str(), &late.body["by"]), ("409 claimed", &json!("ben")));
    assert_eq!(letters_to(&app, "ben@example.org").await, 0, "who takes over need not be told");
}

#[actix_web::test]
async fn a_claim_lapses_after_half_an_hour_and_work_holds_it_longer() {
    let app = TestApp::spawn().await;
    let (rosa, ana) = (app.uploader("rosa", "Casa Abierta").await, app.reviewer("ana").await);
    app.reviewer("ben").await;
    let (worked_on, left) = (submit_link(&rosa, "Worked on", json!({})).await, submit_link(&rosa, "Left", json!({})).await);
    for sent in [&worked_on, &left] {
        claim(&ana, sent, "").await.expect(200);
    }

    app.app.clock.advance_seconds(20 * 60);
    let (ana, ben) = (app.sign_in("ana").await, app.sign_in("ben").await);
    let note = json!({"text": "Page 3 first.", "is_internal": true});
    ana.post(&format!("{}/comments", submission(&worked_on.id())), note).await.expect(201);
    app.app.clock.advance_seconds(11 * 60);

    assert_eq!(ben.decide(&worked_on, "approve").await.summary(), "409 claimed");
    ben.decide(&left, "approve").await.expect(200);
}

#[actix_web::test]
async fn the_submitters_side_sees_nothing_of_what_reviewers_do_not_even_as_a_reviewer() {
    let app = TestApp::spawn().await;
    let (rosa, ana) = (app.uploader("rosa", "Casa Abierta").await, app.reviewer("ana").await);
    let rene = app.member("rene", SiteRole::Reviewer, "Casa Abierta", MembershipRole::Uploader).await;
    let sent = submit_link(&rosa, "Handbook", json!({})).await;
    claim(&ana, &sent, "").await.expect(200);

    let as_ana = ana.get(&submission(&sent.id())).await.expect(200);
    let as_rosa = rosa.get(&submission(&sent.id())).await.expect(200);
    let as_rene = rene.get(&submission(&sent.id())).await.expect(200);
    let queue = rene.get("/api/v1/reviews?for_me=false").await.expect(200);

    assert!(as_ana.body["review"]["claim"].is_object());
    assert_eq!((&as_rosa.body["review"], &as_rene.body["review"]), (&Value::Null, &Value::Null));
    assert_eq!(queue.body["items"][0]["review"], Value::Null, "{}", queue.text);
    assert_eq!(claim(&rene, &sent, "").await.summary(), "403 own_submission");
}

#[actix_web::test]
async fn a_parked_submission_leaves_the_queue_until_its_date() {
    let app = TestApp::spawn().await;
    let (rosa, ana) = (app.uploader("rosa", "Casa Abierta").await, app.reviewer("ana").await);
    let sent = submit_link(&rosa, "Handbook", json!({})).await;
    claim(&ana, &sent, "").await.expect(200);
    let park = format!("{}/park", submission(&sent.id()));
    let until = app.app.clock.now().plus_days(2);

    let parked = ana.post(&park, json!({"reason": "waiting_for_expert", "note": "Dr. Lima", "until": until})).await.expect(200);
    let during = (ana.get("/api/v1/reviews").await, ana.get("/api/v1/reviews?parked=true").await);
    let counts = ana.get("/api/v1/reviews/counts").await.expect(200).body;
    app.app.clock.advance_seconds(2 * 86_400 + 1);
    let ana = app.sign_in("ana").await;
    let afterwards = ana.get("/api/v1/reviews").await.expect(200);

    assert_eq!((&parked.body["review"]["parked"]["note"], &parked.body["review"]["claim"]), (&json!("Dr. Lima"), &Value::Null));
    assert_eq!((titles(&during.0), titles(&during.1)), (vec![], vec!["Handbook"]));
    assert_eq!((&counts["for_me"], &counts["waiting"], &counts["parked"]), (&json!(0), &json!(1), &json!(1)));
    assert_eq!((titles(&afterwards), &afterwards.body["items"][0]["review"]["parked"]), (vec!["Handbook"], &Value::Null));
    let refused = json!({"reason": "duplicate", "until": app.app.clock.now().plus_days(1)});
    assert_eq!(ana.post(&park, refused).await.expect(422).fields(), ["reason"], "a reason to reject is none to park");
    let past = json!({"reason": "waiting_for_expert", "until": app.app.clock.now()});
    assert_eq!(ana.post(&park, past).await.expect(422).fields(), ["until"]);
}

#[actix_web::test]
async fn a_second_look_is_a_note_and_decides_nothing() {
    let app = TestApp::spawn().await;
    let (rosa, ana, ben) = (app.uploader("rosa", "Casa Abierta").await, app.reviewer("ana").await, app.reviewer("ben").await);
    let rene = app.member("rene", SiteRole::Reviewer, "Casa Abierta", MembershipRole::Uploader).await;
    let sent = submit_link(&rosa, "Handbook", json!({})).await;
    let looks = format!("{}/second-looks", submission(&sent.id()));
    let id_of = async |person: &Client| person.get("/api/v1/me").await.id();
    let (ben_id, rene_id, rosa_id) = (id_of(&ben).await, id_of(&rene).await, id_of(&rosa).await);

    let asked = ana.post(&looks, json!({"reviewer_id": ben_id, "question": "Is page 4 right?"})).await.expect(201);
    let letter = last_letter_to(&app, "ben@example.org").await;
    let to_do = ben.get("/api/v1/reviews?second_look=true").await.expect(200);
    let answer = format!("{looks}/{}/answer", asked.id());
    let by_ana = ana.post(&answer, json!({"note": "It is."})).await;
    ben.post(&answer, json!({"note": "It is."})).await.expect(200);

    assert_eq!(letter.subject, "Please take a second look: “Handbook”");
    assert!(letter.text.contains("> Is page 4 right?"), "{}", letter.text);
    assert_eq!((titles(&to_do), by_ana.summary().as_str()), (vec!["Handbook"], "403 not_asked"));
    assert_eq!(last_letter_to(&app, "ana@example.org").await.subject, "ben has looked at “Handbook”");
    let seen = ana.get(&submission(&sent.id())).await.expect(200);
    assert_eq!((&seen.body["status"], &seen.body["review"]["second_looks"][0]["answer"]), (&json!("submitted"), &json!("It is.")));
    assert_eq!(titles(&ben.get("/api/v1/reviews?second_look=true").await), Vec::<&str>::new());
    for nobody in [rene_id, rosa_id, id_of(&ana).await] {
        assert_eq!(ana.post(&looks, json!({"reviewer_id": nobody})).await.expect(422).fields(), ["reviewer_id"]);
    }
    ana.post(&looks, json!({"reviewer_id": ben_id})).await.expect(201);
    assert_eq!(ana.post(&looks, json!({"reviewer_id": ben_id})).await.summary(), "409 already_asked");
    decide(&ana, &sent, json!({"decision": "approve"})).await.expect(200);
}
