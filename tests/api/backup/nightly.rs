//! The server backs itself up once a day, and says how old the last backup is.

use super::backups;
use crate::support::app::TestApp;
use crate::support::client::Answer;
use crate::support::wait::wait_until;
use serde_json::{Value, json};

const DAY_SECONDS: i64 = 86_400;

async fn ready(app: &TestApp) -> Answer {
    app.visitor().get("/health/ready").await
}

fn warnings(ready: &Answer) -> Vec<&str> {
    let warnings = ready.body["warnings"].as_array().unwrap();
    warnings.iter().map(|warning| warning.as_str().unwrap()).filter(|warning| warning.contains("ackup")).collect()
}

#[actix_web::test]
async fn the_server_backs_itself_up_each_day_and_keeps_as_many_as_it_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("backups");
    let app = TestApp::spawn_with(|config| {
        config.backup_folder = Some(path.clone());
        config.backup_keep = 2;
    })
    .await;
    assert_eq!(warnings(&ready(&app).await), ["No backup was made yet."]);

    let mut seen = Vec::new();
    for day in 1..=3 {
        app.app.clock.advance_seconds(DAY_SECONDS);
        wait_until(&format!("backup {day}"), async || path.exists() && backups(&path).last().is_some_and(|last| !seen.contains(last)))
            .await;
        app.wait_for_jobs("backup").await;
        seen.push(super::newest(&path));
    }

    assert_eq!(backups(&path), seen[1..]);
    let now = ready(&app).await;
    let backup = &now.body["checks"]["backup"];
    assert_eq!((&backup["age_hours"], &backup["failed"], &backup["nightly"]), (&json!(0), &json!(false), &json!(true)));
    assert!(backup["last_at"].is_string() && warnings(&now).is_empty(), "{}", now.text);
}

#[actix_web::test]
async fn a_backup_that_fails_or_was_never_set_up_is_told_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let occupied = folder.path().join("occupied");
    std::fs::write(&occupied, "a file").unwrap();
    let app = TestApp::spawn().await;
    let unset = ready(&app).await;
    assert!(warnings(&unset)[0].starts_with("No backup is set up"), "{}", unset.text);
    assert_eq!(unset.body["checks"]["backup"]["last_at"], Value::Null);

    let app = app.restart(|config| config.backup_folder = Some(occupied)).await;
    app.app.clock.advance_seconds(DAY_SECONDS);

    let failed = "No backup was made yet. The newest try failed; the log says why.";
    wait_until("the failure is told", async || warnings(&ready(&app).await) == [failed]).await;
}
