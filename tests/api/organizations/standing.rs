//! Suspended and released, asleep and awake.

use crate::support::app::TestApp;
use crate::support::client::{Client, link};
use crate::support::letters::letters;
use crate::support::wait::wait_until;
use commonshelf::db::Tx;
use commonshelf::domain::ids::OrganizationId;
use commonshelf::domain::words::{MembershipRole, SiteRole};
use commonshelf::library::organizations::standing;
use diesel::RunQueryDsl;
use serde_json::json;

const DAY: i64 = 86_400;

async fn manager(app: &TestApp) -> (Client, OrganizationId) {
    let mara = app.member("mara", SiteRole::User, "Casa Abierta", MembershipRole::Manager).await;
    (mara, app.organization("Casa Abierta").await)
}

async fn act(admin: &Client, id: OrganizationId, act: &str, body: serde_json::Value) -> crate::support::client::Answer {
    admin.post(&format!("/api/v1/organizations/{id}/{act}"), body).await
}

/// Every letter since the first `seen`, as who got it and about what, in order of addresses.
async fn told(app: &TestApp, seen: usize) -> Vec<String> {
    let mut told: Vec<_> = letters(app).await.into_iter().skip(seen).map(|letter| format!("{}: {}", letter.to, letter.subject)).collect();
    told.sort();
    told
}

#[actix_web::test]
async fn a_suspended_organization_does_no_work_and_its_resources_stay_marked() {
    let app = TestApp::spawn().await;
    let ((mara, casa), ingrid, ruth) = (manager(&app).await, app.admin("ingrid").await, app.reviewer("ruth").await);
    app.uploader("leo", "Casa Abierta").await;
    let public = mara.upload("/api/v1/submissions?submit=true", Some(&link("Lantern guide")), &[]).await.expect(201);
    let published = ingrid.decide(&public, "approve").await.expect(200);
    let waiting = mara.upload("/api/v1/submissions?submit=true", Some(&link("Lantern notes")), &[]).await.expect(201);
    let draft = mara.post("/api/v1/submissions", link("Lantern draft")).await.expect(201);
    let seen = letters(&app).await.len();

    let suspended = act(&ingrid, casa, "suspend", json!({"reason": "The texts of others were shared."})).await.expect(200);

    assert_eq!(
        (&suspended.body["status"], &suspended.body["status_reason"]),
        (&json!("suspended"), &json!("The texts of others were shared."))
    );
    assert_eq!(told(&app, seen).await, ["mara@example.org: Casa Abierta is suspended"]);
    assert!(letters(&app).await.last().unwrap().text.contains("The texts of others were shared."));
    assert_eq!(mara.post("/api/v1/submissions", link("New")).await.summary(), "403 organization_not_active");
    let edit = json!({"version": draft.version(), "metadata": {"year": 2020}});
    assert_eq!(mara.patch(&format!("/api/v1/submissions/{}", draft.id()), edit).await.summary(), "403 organization_not_active");
    mara.get(&format!("/api/v1/submissions/{}", draft.id())).await.expect(200);
    assert_eq!(ruth.decide(&waiting, "approve").await.summary(), "409 organization_suspended");
    let resource = app.visitor().get(&format!("/api/v1/resources/{}", published.body["resource_id"].as_str().unwrap())).await.expect(200);
    assert_eq!(resource.body["organization"]["status"], "suspended");
    let found = app.visitor().get(&format!("/api/v1/resources?q=lantern&after_change={}", suspended.body["change"])).await.expect(200);
    assert_eq!(found.body["items"][0]["organization"]["status"], "suspended");

    let seen = letters(&app).await.len();
    act(&ingrid, casa, "lift", json!({"note": "All is in order."})).await.expect(200);

    assert_eq!(told(&app, seen).await, ["mara@example.org: Casa Abierta can share again"]);
    mara.post("/api/v1/submissions", link("New")).await.expect(201);
    ruth.decide(&waiting, "approve").await.expect(200);
    assert_eq!(act(&ingrid, casa, "lift", json!({})).await.summary(), "409 wrong_status");
}

#[actix_web::test]
async fn what_was_approved_and_held_waits_for_the_end_of_a_suspension() {
    let app = TestApp::spawn().await;
    let ((mara, casa), ingrid) = (manager(&app).await, app.admin("ingrid").await);
    let sent = mara.upload("/api/v1/submissions?submit=true", Some(&link("Lantern guide")), &[]).await.expect(201);
    let decision = json!({"decision": "approve", "version": sent.version(), "hold_seconds": 60});
    ingrid.post(&format!("/api/v1/submissions/{}/decision", sent.id()), decision).await.expect(200);
    act(&ingrid, casa, "suspend", json!({"reason": "We look into something."})).await.expect(200);

    app.app.clock.advance_seconds(120);
    app.wait_for_jobs("publish").await;
    assert_eq!(app.visitor().search("lantern").await.body["total"], 0);
    act(&ingrid, casa, "lift", json!({})).await.expect(200);

    wait_until("it is public", async || app.visitor().search("lantern").await.body["total"] == 1).await;
}

#[actix_web::test]
async fn after_a_year_without_a_sign_an_organization_is_warned_sleeps_and_wakes_when_someone_signs_in() {
    let app = TestApp::spawn().await;
    let (_, casa) = manager(&app).await;
    app.organization("Without people").await;
    let status = async || app.visitor().get(&format!("/api/v1/organizations/{casa}")).await.expect(200).body["status"].clone();

    app.app.clock.advance_seconds(336 * DAY);
    wait_until("they are warned", async || told(&app, 0).await == ["mara@example.org: Is Casa Abierta still with us?"]).await;
    assert_eq!(status().await, "active");
    app.app.clock.advance_seconds(31 * DAY);
    wait_until("it sleeps", async || status().await == "dormant").await;
    let asleep = told(&app, 1).await;
    app.sign_in("mara").await;

    assert_eq!(asleep, ["mara@example.org: Casa Abierta has been put to sleep"]);
    assert_eq!(status().await, "active");
    assert_eq!(told(&app, 2).await, Vec::<String>::new(), "who wakes it knows, and one without people never sleeps");
}

#[actix_web::test]
async fn a_sign_in_time_keeps_an_organization_awake() {
    let app = TestApp::spawn().await;
    let (_, casa) = manager(&app).await;
    app.app.clock.advance_seconds(336 * DAY);
    wait_until("they are warned", async || told(&app, 0).await.len() == 1).await;

    app.sign_in("mara").await;
    app.app.clock.advance_seconds(100 * DAY);

    let at = app.app.clock.now();
    assert!(app.app.db.read(move |c| standing::list_silent(c, None, 10, at)).await.unwrap().is_empty());
    let now = app.visitor().get(&format!("/api/v1/organizations/{casa}")).await.expect(200);
    assert_eq!((&now.body["status"], told(&app, 1).await.len()), (&json!("active"), 0));
}

#[actix_web::test]
async fn an_admin_wakes_an_organization_too_and_one_that_is_awake_can_not_be_woken() {
    let app = TestApp::spawn().await;
    let ((_, casa), ingrid) = (manager(&app).await, app.admin("ingrid").await);
    let sleep = format!("UPDATE organizations SET status = 'dormant' WHERE id = '{casa}'");
    app.app.db.write(move |tx: &mut Tx| Ok(diesel::sql_query(sleep.as_str()).execute(&mut **tx).unwrap())).await.unwrap();

    let woken = act(&ingrid, casa, "wake", json!({})).await.expect(200);

    assert_eq!(woken.body["status"], "active");
    assert_eq!(act(&ingrid, casa, "wake", json!({})).await.summary(), "409 wrong_status");
}
