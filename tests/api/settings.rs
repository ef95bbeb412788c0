//! Settings that admins change while the library runs: in force at once and on every node, remembered with their old value, never lost to
//! whoever came second.

use crate::support::app::TestApp;
use commonshelf::library::settings;
use serde_json::{Value, json};

async fn days(app: &TestApp) -> i64 {
    app.app.db.read(settings::in_force).await.unwrap().admin_absence_days
}

fn change(version: i64, settings: Value) -> Value {
    json!({"version": version, "settings": settings})
}

#[actix_web::test]
async fn a_setting_is_in_force_at_once_and_the_trail_keeps_what_it_was() {
    let app = TestApp::spawn().await;
    let ingrid = app.admin("ingrid").await;
    let before = ingrid.get("/api/v1/settings").await.expect(200);

    let after = ingrid.patch("/api/v1/settings", change(before.version(), json!({"admin_absence_days": 30}))).await.expect(200);

    assert_eq!((&before.body["settings"]["admin_absence_days"], &before.body["chosen"]), (&json!(45), &json!([])));
    assert_eq!((&after.body["settings"]["admin_absence_days"], &after.body["chosen"]), (&json!(30), &json!(["admin_absence_days"])));
    assert_eq!(after.body["updated_by"]["name"], "ingrid");
    assert_eq!(days(&app).await, 30);
    let trail = ingrid.get("/api/v1/events?act=settings.change").await.expect(200);
    assert_eq!(trail.body["items"][0]["details"], json!({"version": 2, "changes": {"admin_absence_days": {"old": 45, "new": 30}}}));
}

#[actix_web::test]
async fn null_takes_the_default_again_and_nothing_changed_is_no_event() {
    let app = TestApp::spawn().await;
    let ingrid = app.admin("ingrid").await;
    ingrid.patch("/api/v1/settings", change(1, json!({"admin_absence_days": 30, "search_words_days": 9}))).await.expect(200);

    let after = ingrid.patch("/api/v1/settings", change(2, json!({"admin_absence_days": null}))).await.expect(200);
    let same = ingrid.patch("/api/v1/settings", change(3, json!({"search_words_days": 9}))).await.expect(200);

    assert_eq!((after.body["chosen"].clone(), days(&app).await), (json!(["search_words_days"]), 45));
    assert_eq!(same.version(), 3);
    let trail = ingrid.get("/api/v1/events?act=settings.change").await.expect(200);
    assert_eq!(trail.body["items"].as_array().unwrap().len(), 2);
}

#[actix_web::test]
async fn each_fault_is_named_and_nothing_of_the_change_is_taken() {
    let app = TestApp::spawn().await;
    let ingrid = app.admin("ingrid").await;

    let faulty = json!({"admin_absence_days": 30, "search_words_days": 0, "colour": "red"});
    let refused = ingrid.patch("/api/v1/settings", change(1, faulty)).await.expect(422);

    assert_eq!(refused.fields(), ["settings.colour", "settings.search_words_days"]);
    assert_eq!(days(&app).await, 45);
}

#[actix_web::test]
async fn who_comes_second_is_told_who_came_first() {
    let app = TestApp::spawn().await;
    let (ingrid, aura) = (app.admin("ingrid").await, app.admin("aura").await);
    ingrid.patch("/api/v1/settings", change(1, json!({"admin_absence_days": 30}))).await.expect(200);

    let refused = aura.patch("/api/v1/settings", change(1, json!({"admin_absence_days": 60}))).await;

    assert_eq!((refused.summary().as_str(), &refused.body["by"]), ("409 version_conflict", &json!("ingrid")));
    assert_eq!(days(&app).await, 30);
}

#[actix_web::test]
async fn of_two_changes_at_once_one_wins_every_time() {
    let app = TestApp::spawn().await;
    let (ingrid, aura) = (app.admin("ingrid").await, app.admin("aura").await);

    for version in 1..=50 {
        let (one, other) = futures_util::future::join(
            ingrid.patch("/api/v1/settings", change(version, json!({"admin_absence_days": 100 + version}))),
            aura.patch("/api/v1/settings", change(version, json!({"admin_absence_days": 200 + version}))),
        )
        .await;

        let mut statuses = [one.status, other.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409], "{} {}", one.text, other.text);
    }

    let trail = ingrid.get("/api/v1/events?act=settings.change&limit=100").await.expect(200);
    assert_eq!(trail.body["items"].as_array().unwrap().len(), 50);
}

#[actix_web::test]
async fn the_description_says_of_each_setting_what_it_may_be() {
    let document: Value = serde_json::from_str(&commonshelf::http::openapi_json().unwrap()).unwrap();

    let days = &document["components"]["schemas"]["Choices"]["properties"]["admin_absence_days"];

    assert_eq!((&days["minimum"], &days["maximum"], &days["type"]), (&json!(1), &json!(3650), &json!(["integer", "null"])));
    assert!(days["description"].as_str().unwrap().contains("sign-in of any admin"), "{days}");
}
