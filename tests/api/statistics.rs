//! Statistics: what is counted is what the definition beside it says, and nothing of a visitor is left anywhere.

use crate::purge::holding;
use crate::support::app::{TestApp, on_postgres};
use crate::support::client::{Answer, Client, link, metadata};
use crate::support::files;
use commonshelf::jobs::visits;
use reqwest::Method;
use serde_json::{Value, json};

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0";
const SAFARI: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile/15E148 Safari/604.1";
const ROBOT: &str = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";

async fn read_as(reader: &Client, user_agent: &str, path: &str) -> Answer {
    reader.send(reader.request(Method::GET, path).header("user-agent", user_agent)).await
}

async fn statistics(app: &TestApp, ingrid: &Client) -> Value {
    visits::write_down(&app.app).unwrap();
    ingrid.get("/api/v1/stats").await.expect(200).body
}

async fn publish(app: &TestApp, rosa: &Client, ingrid: &Client) -> (String, String) {
    let sent = rosa.upload("/api/v1/submissions?submit=true", Some(&metadata("Handbook")), &[("h.pdf", files::pdf(&["A lantern"]))]).await;
    app.wait_for_inspections().await;
    let approved = ingrid.decide(&sent.expect(201), "approve").await.expect(200);
    app.visitor().titles_after(&approved.body["change"], "lantern").await;
    let resource = format!("/api/v1/resources/{}", approved.body["resource_id"].as_str().unwrap());
    let file = app.visitor().get(&resource).await.expect(200).body["files"][0]["id"].as_str().unwrap().to_owned();
    (resource.clone(), format!("{resource}/files/{file}"))
}

#[actix_web::test]
async fn readers_are_counted_once_for_a_double_click_with_robots_and_staff_apart() {
    let app = TestApp::spawn().await;
    let (rosa, ingrid, visitor) = (app.uploader("rosa", "Casa Abierta").await, app.admin("ingrid").await, app.visitor());
    let (resource, file) = publish(&app, &rosa, &ingrid).await;

    for agent in [FIREFOX, FIREFOX, SAFARI, ROBOT] {
        read_as(&visitor, agent, &resource).await.expect(200);
        read_as(&visitor, agent, &file).await.expect(200);
    }
    read_as(&ingrid, FIREFOX, &resource).await.expect(200);
    let part = visitor.request(Method::GET, &file).header("user-agent", SAFARI).header("range", "bytes=10-20");
    visitor.send(part).await.expect(206);
    app.app.clock.advance_seconds(31);
    read_as(&visitor, FIREFOX, &resource).await.expect(200);

    let day = statistics(&app, &ingrid).await["usage"]["days"][0].clone();
    // One view by a program without a name: the one that made this test's document ready.
    assert_eq!(day["views"], json!({"public": 3, "robots": 2, "staff": 1}), "{day}");
    assert_eq!(day["downloads"], json!({"public": 2, "robots": 1, "staff": 0}), "{day}");
    let whole = statistics(&app, &ingrid).await;
    assert_eq!((&whole["usage"]["most_read"][0]["title"], &whole["usage"]["most_read"][0]["views"]), (&json!("Handbook"), &json!(3)));
    assert!(whole["usage"]["definition"].as_str().unwrap().contains("within 30 seconds"));
}

#[actix_web::test]
async fn what_was_counted_survives_an_orderly_end() {
    let app = TestApp::spawn().await;
    let (rosa, ingrid) = (app.uploader("rosa", "Casa Abierta").await, app.admin("ingrid").await);
    let (resource, _) = publish(&app, &rosa, &ingrid).await;
    read_as(&app.visitor(), FIREFOX, &resource).await.expect(200);

    let app = app.restart(|_| {}).await;

    let ingrid = app.sign_in("ingrid").await;
    let stats = ingrid.get("/api/v1/stats").await.expect(200);
    assert_eq!(stats.body["usage"]["days"][0]["views"]["public"], 1, "{}", stats.text);
}

/// Searches for what nobody has, as visitors of a day, and writes it down.
async fn search_in_vain(app: &TestApp, agents: &[&str], words: &str) {
    for agent in agents {
        read_as(&app.visitor(), agent, &format!("/api/v1/resources?q={words}")).await.expect(200);
    }
    visits::write_down(&app.app).unwrap();
    app.app.clock.advance_seconds(86_400);
}

async fn seen(app: &TestApp, ingrid: &Client) -> Vec<String> {
    // Days have passed, and with them the session of an hour ago.
    let items = statistics(app, ingrid).await["empty_searches"]["items"].clone();
    items.as_array().unwrap().iter().map(|item| item["words"].as_str().unwrap().to_owned()).collect()
}

#[actix_web::test]
async fn words_that_found_nothing_are_seen_only_when_several_people_asked_on_several_days() {
    let app = TestApp::spawn().await;
    app.admin("ingrid").await;
    let three = [FIREFOX, SAFARI, "Opera/9.80 (J2ME/MIDP; Opera Mini/9.80) Presto/2.5.25 Version/10.54"];

    for _ in 0..2 {
        search_in_vain(&app, &three, "walkingfootball").await;
    }
    let after_two_days = seen(&app, &app.sign_in("ingrid").await).await;
    search_in_vain(&app, &three[..1], "WalkingFootball").await;

    assert_eq!(after_two_days, Vec::<String>::new());
    assert_eq!(seen(&app, &app.sign_in("ingrid").await).await, ["walkingfootball"]);
}

#[actix_web::test]
async fn what_one_person_looks_for_day_after_day_is_written_nowhere() {
    let app = TestApp::spawn().await;
    app.admin("ingrid").await;

    for _ in 0..8 {
        search_in_vain(&app, &[FIREFOX, FIREFOX, ROBOT], "quetzalcoatlusnest").await;
    }
    search_in_vain(&app, &[FIREFOX, SAFARI], "ana%40example.org").await;

    assert_eq!(seen(&app, &app.sign_in("ingrid").await).await, Vec::<String>::new());
    if !on_postgres() {
        assert_eq!(holding(app.folder.path(), "quetzalcoatlusnest"), Vec::<String>::new());
    }
}

#[actix_web::test]
async fn the_queue_the_decisions_and_the_uploads_are_told_from_the_database() {
    let app = TestApp::spawn().await;
    let (rosa, ruth) = (app.uploader("rosa", "Casa Abierta").await, app.reviewer("ruth").await);
    app.admin("ingrid").await;
    for (title, decision, reason) in [("One", "approve", None), ("Two", "request_changes", Some("unclear_rights"))] {
        let sent = rosa.post("/api/v1/submissions?submit=true", link(title)).await.expect(201);
        app.app.clock.advance_seconds(300);
        let input = json!({"decision": decision, "version": sent.version(), "reason": reason});
        ruth.post(&format!("/api/v1/submissions/{}/decision", sent.id()), input).await.expect(200);
    }
    rosa.post("/api/v1/submissions?submit=true", link("Three")).await.expect(201);
    app.app.clock.advance_seconds(7_200);

    let ingrid = app.sign_in("ingrid").await;
    let stats = statistics(&app, &ingrid).await;

    assert_eq!((&stats["queue"]["waiting"], &stats["queue"]["oldest_hours"]), (&json!(1), &json!(2.0)));
    assert_eq!((&stats["decisions"]["count"], &stats["decisions"]["p50_hours"]), (&json!(2), &json!(0.1)));
    assert_eq!(
        stats["decisions"]["by_decision"],
        json!([{"decision": "approve", "count": 1}, {"decision": "request_changes", "count": 1}])
    );
    let uploads = &stats["uploads"]["items"][0];
    assert_eq!((&uploads["organization"], &uploads["submitted"], &uploads["approved"]), (&json!("Casa Abierta"), &json!(3), &json!(1)));
    for part in ["queue", "decisions", "uploads", "usage", "empty_searches"] {
        assert!(stats[part]["definition"].as_str().unwrap().len() > 40, "{part} does not say what it counts");
    }
}

#[actix_web::test]
async fn each_table_is_there_for_a_spreadsheet_with_its_definition() {
    let app = TestApp::spawn().await;
    let (rosa, ingrid) = (app.uploader("rosa", "=Casa").await, app.admin("ingrid").await);
    rosa.post("/api/v1/submissions?submit=true", link("One")).await.expect(201);

    for (table, head) in [
        ("uploads", "month,section,organization_id,organization,submitted,approved"),
        ("decisions", "figure,value"),
        ("usage", "day,views_public"),
        ("most_read", "resource_id,title,views,downloads"),
        ("empty_searches", "words,days,times"),
    ] {
        let csv = ingrid.get(&format!("/api/v1/stats/export?table={table}")).await.expect(200);
        assert!(csv.text.trim_start_matches('\u{feff}').starts_with(head) && csv.text.lines().count() >= 2, "{}", csv.text);
        assert!(table != "uploads" || csv.text.contains(",'=Casa,1,0"), "{}", csv.text);
    }
    assert_eq!(ingrid.get("/api/v1/stats/export").await.expect(422).fields(), ["table"]);
    assert_eq!(ingrid.get("/api/v1/stats?from=2026-11-22&until=2026-11-22").await.expect(422).fields(), ["from"]);
    assert_eq!(ingrid.get("/api/v1/stats?until=tomorrow").await.expect(422).fields(), ["until"]);
}
