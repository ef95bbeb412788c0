//! The doctor: looks at a real library, says what it found, and ends with a status that a timer understands.

use crate::support::app::TestApp;
use crate::support::process::Place;
use serde_json::Value;

fn health<'a>(findings: &'a Value, check: &str) -> &'a str {
    let found = findings.as_array().unwrap().iter().find(|finding| finding["check"] == check);
    found.unwrap_or_else(|| panic!("no {check} in {findings}"))["health"].as_str().unwrap()
}

#[actix_web::test]
async fn admins_are_told_how_the_library_is_and_what_to_do() {
    let app = TestApp::spawn().await;
    let ingrid = app.admin("ingrid").await;

    let told = ingrid.get("/api/v1/doctor").await.expect(200);

    let findings = &told.body["findings"];
    // It answers at its own address, while it is asked.
    assert_eq!(health(findings, "address"), "ok", "{}", told.text);
    assert_eq!((health(findings, "https"), health(findings, "mail_server")), ("warn", "warn"));
    assert_eq!((health(findings, "clock"), health(findings, "admin_absence")), ("ok", "ok"));
    assert_eq!((health(findings, "backup"), told.body["health"].as_str().unwrap()), ("fail", "fail"));
    for finding in findings.as_array().unwrap() {
        assert_eq!(finding["health"] == "ok", finding["remedy"] == Value::Null, "{finding}");
    }
}

#[test]
fn the_command_says_what_to_mend_and_fails_until_it_is() {
    let place = Place::new();
    place.create_admin("ingrid@example.org", "a handful of quiet words");
    let backups = place.folder.path().join("backups");

    let before = place.run(&["doctor"]).expect(1);
    place.run(&["backup", backups.to_str().unwrap()]).expect(0);
    let after = place.run(&["doctor"]);

    assert!(before.out.contains("fail  backup") && before.out.contains("→ Set backup_folder"), "{}", before.out);
    assert!(before.err.contains("1 things need mending"), "{}", before.err);
    assert!(after.out.contains("ok    backup"), "{}", after.out);
    assert_eq!(after.code, 0, "{}{}", after.out, after.err);
}
