//! Old links go on working.

use super::archives::{approved, faults, found, import, line, table};
use crate::support::app::TestApp;
use serde_json::json;

#[actix_web::test]
async fn whoever_asks_for_an_old_address_is_led_to_the_resource() {
    let app = TestApp::spawn().await;
    let (ingrid, _) = (app.admin("ingrid").await, app.organization("Casa Abierta").await);
    let old = "https://old.example.org/gu%C3%ADas/12/ | /show.php?id=12";
    import(&ingrid, &approved(), table(&[line("12", "Guide", &[("old_url", old)]), line("13", "Other", &[])])).await;
    let id = found(&app, 2).await.body["items"][0]["id"].as_str().unwrap().to_owned();

    for path in ["/gu%C3%ADas/12", "/gu%c3%adas/12/", "/gu%C3%ADas/12?utm_source=mail", "/show.php?id=12"] {
        let answer = app.visitor().get(path).await.expect(301);
        assert_eq!(answer.headers["location"], format!("{}/api/v1/resources/{id}", app.base), "{path}");
        app.visitor().get(answer.headers["location"].strip_prefix(&app.base).unwrap()).await.expect(200);
    }
    for path in ["/show.php?id=13", "/show.php", "/gu%C3%ADas", "/gu%C3%ADas/12%00", "/%ff"] {
        assert_eq!(app.visitor().get(path).await.status, 404, "{path}");
    }
    assert_eq!(app.visitor().post("/show.php?id=12", json!({})).await.status, 404, "only reading leads on");
}

#[actix_web::test]
async fn an_old_address_that_would_lead_to_two_places_is_named_and_one_of_a_purged_resource_is_forgotten() {
    let app = TestApp::spawn().await;
    let (ingrid, _) = (app.admin("ingrid").await, app.organization("Casa Abierta").await);
    let taken = [("old_url", "/old/1")];
    let first = import(&ingrid, &approved(), table(&[line("1", "One", &taken), line("2", "Two", &taken)])).await;
    let id = found(&app, 1).await.body["items"][0]["id"].as_str().unwrap().to_owned();

    let second = import(&ingrid, &approved(), table(&[line("3", "Three", &taken)])).await;
    let purge = json!({"reason": "privacy", "confirm_title": "One"});
    ingrid.post(&format!("/api/v1/resources/{id}/purge"), purge).await.expect(200);
    let again = import(&ingrid, &approved(), table(&[line("1", "One", &taken)])).await;

    assert_eq!(faults(&first), ["3 old_url: /old/1 stands in row 2 already; one address leads to one document"]);
    assert_eq!(faults(&second), [format!("2 old_url: /old/1 leads to the resource {id} already; remove it here")]);
    assert_eq!(app.visitor().get("/old/1").await.status, 404);
    assert_eq!(again["report"]["imported"], 0, "what was purged came back: {again}");
}
