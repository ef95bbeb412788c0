//! The audit trail: found by what one looks for, taken away as a file, changed by nobody – the database itself refuses – and yet forgetting
//! what has to be forgotten.

use crate::support::app::{TestApp, on_postgres};
use crate::support::client::{Answer, link};
use crate::support::postgres;
use commonshelf::db::events::{self, Event, EventRow};
use commonshelf::db::{AnyConn, Tx};
use commonshelf::domain::ids::{EventId, OrganizationId, SubmissionId, UserId};
use commonshelf::error::Error;
use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, RunQueryDsl, SqliteConnection, sql_query};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;

fn acts(page: &Answer) -> Vec<&str> {
    page.body["items"].as_array().unwrap().iter().map(|event| event["act"].as_str().unwrap()).collect()
}

/// Runs SQL as someone would who got at the database itself; gives what it said.
async fn by_hand(app: &TestApp, sql: &'static str) -> Result<(), String> {
    let run = move |tx: &mut Tx| tx.batch_execute(sql).map_err(|refused| Error::conflict("refused", refused.to_string()));
    app.app.db.write(run).await.map_err(|refused| refused.to_string())
}

/// Events about a subject of their own, of which one holds free text.
async fn leave_events(app: &TestApp, count: usize) -> SubmissionId {
    let (subject, now) = (SubmissionId::new(), app.app.clock.now());
    let leave = move |tx: &mut Tx| {
        for number in 0..count {
            let details = json!({"number": number, "note": "=cmd() said Ana, \"twice\""});
            let event = Event {
                actor: None,
                act: "test.leave",
                subject_kind: "test",
                subject: &subject,
                details,
                personal: &[("email", "ana@example.org")],
            };
            events::record(tx, &event, now.plus_seconds(number as i64))?;
        }
        Ok(())
    };
    app.app.db.write(leave).await.unwrap();
    subject
}

#[actix_web::test]
async fn events_are_found_by_who_what_whom_and_when() {
    let app = TestApp::spawn().await;
    let (ingrid, rosa) = (app.admin("ingrid").await, app.uploader("rosa", "Casa Abierta").await);
    let casa = app.organization("Casa Abierta").await;
    let sent = rosa.post("/api/v1/submissions?submit=true", link("Handbook")).await.expect(201);
    let decided = ingrid.decide(&sent, "approve").await.expect(200);
    let find = async |query: &str| ingrid.get(&format!("/api/v1/events?{query}")).await.expect(200);

    let of_rosa = find(&format!("actor={}&subject={}", rosa.get("/api/v1/me").await.id(), sent.id())).await;
    let of_casa = find(&format!("organization={casa}")).await;
    let of_request = find(&format!("request_id={}", decided.headers["x-request-id"])).await;

    assert_eq!(acts(&of_rosa), ["submission.submit", "submission.create"]);
    assert_eq!(of_rosa.body["items"][0]["actor"]["name"], "rosa");
    assert_eq!(acts(&of_casa), ["resource.publish", "submission.decide", "submission.submit", "submission.create"]);
    assert_eq!(acts(&of_request), ["resource.publish", "submission.decide"]);
    assert_eq!(acts(&find("act=submission.decide&subject_kind=submission").await), ["submission.decide"]);
    let at = of_request.body["items"][1]["at"].as_str().unwrap();
    assert_eq!(acts(&find(&format!("organization={casa}&from={at}")).await), ["resource.publish", "submission.decide"]);
    assert_eq!(acts(&find(&format!("organization={casa}&until={at}")).await), ["submission.submit", "submission.create"]);
    assert_eq!(ingrid.get("/api/v1/events?from=yesterday&actor=x").await.expect(422).fields(), ["actor"]);
}

#[actix_web::test]
async fn pages_follow_each_other_without_gap_or_repetition() {
    let app = TestApp::spawn().await;
    let ingrid = app.admin("ingrid").await;
    leave_events(&app, 25).await;

    let (mut numbers, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = ingrid.get(&format!("/api/v1/events?act=test.leave&limit=10{cursor}")).await.expect(200);
        numbers.extend(page.body["items"].as_array().unwrap().iter().map(|event| event["details"]["number"].as_i64().unwrap()));
        let Some(next) = page.body["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }

    assert_eq!(numbers, (0..25).rev().collect::<Vec<_>>());
    assert_eq!(ingrid.get("/api/v1/events?cursor=abc").await.expect(422).fields(), ["cursor"]);
}

#[actix_web::test]
async fn the_database_itself_refuses_every_change_of_the_trail() {
    let app = TestApp::spawn().await;
    leave_events(&app, 2).await;
    let count = async || app.app.db.read(|c| events::list(c, None, 1_000)).await.unwrap().len();
    let before = count().await;

    for sql in [
        "UPDATE events SET act = 'nothing'",
        "UPDATE events SET details = '{}' WHERE act = 'test.leave'",
        "DELETE FROM events",
        "UPDATE event_values SET value = 'other'",
        "UPDATE event_values SET value = NULL",
        "UPDATE event_values SET name = 'other', value = NULL, erased_at = '2026-01-01 00:00:00'",
        "DELETE FROM event_values",
    ] {
        let refused = by_hand(&app, sql).await.expect_err(sql);
        assert!(refused.contains("append-only"), "{sql}: {refused}");
    }
    let another_way = match on_postgres() {
        true => "TRUNCATE event_values, events",
        false => {
            "REPLACE INTO events SELECT id, at, actor_id, 'nothing', subject_kind, subject_id, request_id, details, organization_id FROM events"
        }
    };
    let refused = by_hand(&app, another_way).await.unwrap_err();

    assert!(refused.contains("append-only"), "{refused}");
    assert_eq!(count().await, before);
}

#[actix_web::test]
async fn what_stands_apart_can_be_erased_once_and_the_event_stays() {
    let app = TestApp::spawn().await;
    let ingrid = app.admin("ingrid").await;
    let subject = leave_events(&app, 1).await;
    let now = app.app.clock.now();
    let find = async || ingrid.get(&format!("/api/v1/events?subject={subject}")).await.expect(200).body["items"][0].clone();
    let before = find().await;

    for _ in 0..2 {
        app.app.db.write(move |tx| events::erase(tx, &subject.to_string(), now)).await.unwrap();
    }

    assert_eq!(before["details"], json!({"number": 0}));
    assert_eq!(before["values"], json!({"email": "ana@example.org", "note": "=cmd() said Ana, \"twice\""}));
    let after = find().await;
    assert_eq!((&after["details"], &after["values"]), (&json!({"number": 0}), &json!({"email": null, "note": null})));
    assert_eq!((&after["act"], &after["at"]), (&before["act"], &before["at"]));
}

#[actix_web::test]
async fn the_trail_is_taken_away_whole_as_csv_and_as_json_lines() {
    let app = TestApp::spawn().await;
    let ingrid = app.admin("ingrid").await;
    // More than is read at once.
    leave_events(&app, 1_100).await;

    let csv = ingrid.get("/api/v1/events/export?act=test.leave").await.expect(200);
    let lines = ingrid.get("/api/v1/events/export?act=test.leave&format=jsonl").await.expect(200);
    let none = ingrid.get("/api/v1/events/export?act=never.done&format=jsonl").await.expect(200);

    assert!(csv.headers["content-type"].starts_with("text/csv") && csv.headers["content-disposition"].contains("events.csv"));
    let mut reader = csv::Reader::from_reader(csv.text.trim_start_matches('\u{feff}').as_bytes());
    let rows: Vec<_> = reader.records().map(|row| row.unwrap()).collect();
    let ids: BTreeSet<_> = rows.iter().map(|row| row[10].to_owned()).collect();
    assert_eq!((rows.len(), ids.len()), (1_100, 1_100));
    let values: Value = serde_json::from_str(&rows[0][9]).unwrap();
    assert_eq!(values["note"], "=cmd() said Ana, \"twice\"");
    let events: Vec<Value> = lines.text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(events.iter().map(|event| event["id"].as_str().unwrap().to_owned()).collect::<BTreeSet<_>>(), ids);
    assert_eq!(none.text, "");
    assert_eq!(ingrid.get("/api/v1/events/export?format=xml").await.expect(422).fields(), ["format"]);
}

#[actix_web::test]
async fn a_cell_that_a_spreadsheet_would_calculate_is_text() {
    let app = TestApp::spawn().await;
    let ingrid = app.person("=1+1", commonshelf::domain::words::SiteRole::Admin).await;

    let csv = ingrid.get("/api/v1/events/export?act=user.sign_in").await.expect(200);

    assert!(csv.text.contains(",'=1+1,"), "{}", csv.text);
}

#[derive(diesel::QueryableByName)]
struct Trail {
    #[diesel(sql_type = diesel::sql_types::Text)]
    details: String,
    #[diesel(sql_type = diesel::sql_types::Text)]
    value: String,
}

/// Runs the migrations of a database whose names a condition lets through, in their order.
fn run_migrations(connection: &mut impl SimpleConnection, database: &str, is_meant: impl Fn(&str) -> bool) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(database);
    let mut names: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    for name in names.iter().filter(|name| is_meant(name)) {
        connection.batch_execute(&std::fs::read_to_string(folder.join(name).join("up.sql")).unwrap()).unwrap();
    }
}

#[test]
fn free_text_in_the_trail_of_an_older_library_moves_to_where_it_can_be_erased() {
    const HERE: &str = "2026-11-22-176000";
    const EVENT: &str = r#"INSERT INTO events VALUES ('e', '2026-01-01 00:00:00', NULL, 'resource.withdraw', 'resource', 'r', NULL, '{"reason":"privacy","note":"Ana asked"}')"#;
    const READ: &str =
        "SELECT replace(details, ' ', '') AS details, value FROM events JOIN event_values ON event_id = id WHERE name = 'note'";
    let trail = match on_postgres() {
        true => {
            let database = postgres::database();
            let mut connection = PgConnection::establish(&database.url()).unwrap();
            run_migrations(&mut connection, "postgres", |name| name < HERE);
            connection.batch_execute(EVENT).unwrap();
            run_migrations(&mut connection, "postgres", |name| name.starts_with(HERE));
            sql_query(READ).get_result::<Trail>(&mut connection).unwrap()
        }
        false => {
            let mut connection = SqliteConnection::establish(":memory:").unwrap();
            run_migrations(&mut connection, "sqlite", |name| name < HERE);
            connection.batch_execute(EVENT).unwrap();
            run_migrations(&mut connection, "sqlite", |name| name.starts_with(HERE));
            sql_query(READ).get_result::<Trail>(&mut connection).unwrap()
        }
    };

    assert_eq!((trail.details.as_str(), trail.value.as_str()), (r#"{"reason":"privacy"}"#, "Ana asked"));
}

/// How the database means to find the first page of what a condition lets through.
fn plan(c: &mut AnyConn, condition: &str) -> String {
    let query = format!("SELECT * FROM events WHERE {condition} ORDER BY at DESC, id DESC LIMIT 51");
    let lines: Vec<String> = match c {
        AnyConn::Postgres(inner) => {
            #[derive(diesel::QueryableByName)]
            struct Plan {
                #[diesel(sql_type = diesel::sql_types::Text, column_name = "QUERY PLAN")]
                line: String,
            }
            sql_query(format!("EXPLAIN {query}")).load::<Plan>(inner).unwrap().into_iter().map(|plan| plan.line).collect()
        }
        AnyConn::Sqlite(inner) => {
            let explain = format!("EXPLAIN QUERY PLAN {query}");
            #[derive(diesel::QueryableByName)]
            struct Plan {
                #[diesel(sql_type = diesel::sql_types::Text)]
                detail: String,
            }
            sql_query(explain).load::<Plan>(inner).unwrap().into_iter().map(|plan| plan.detail).collect()
        }
    };
    lines.join("\n")
}

#[actix_web::test]
async fn the_first_page_by_each_filter_is_found_by_an_index() {
    let app = TestApp::spawn().await;
    let now = app.app.clock.now();
    let fill = move |tx: &mut Tx| {
        let entry = |number: i64| EventRow {
            id: EventId::new(),
            at: now.plus_seconds(-number),
            actor_id: Some(UserId::from_uuid(uuid::Uuid::from_u128(number as u128 % 50))),
            act: format!("test.act{}", number % 20),
            subject_kind: format!("kind{}", number % 10),
            subject_id: format!("subject{}", number / 4),
            request_id: Some(format!("request{}", number / 2)),
            details: "{}".to_owned(),
            organization_id: Some(OrganizationId::from_uuid(uuid::Uuid::from_u128(number as u128 % 40))),
        };
        events::fill(tx, &(0..20_000).map(entry).collect::<Vec<_>>())?;
        if on_postgres() { events::gather_statistics(tx) } else { Ok(()) }
    };
    app.app.db.write(fill).await.unwrap();
    let nobody = "00000000-0000-0000-0000-000000000007";

    for (condition, index) in [
        ("true".to_owned(), "events_at"),
        (format!("actor_id = '{nobody}'"), "events_actor"),
        ("act = 'test.act7'".to_owned(), "events_act"),
        ("subject_kind = 'kind7'".to_owned(), "events_subject_kind"),
        ("subject_id = 'subject7'".to_owned(), "events_subject"),
        ("request_id = 'request7'".to_owned(), "events_request"),
        (format!("organization_id = '{nobody}'"), "events_organization"),
        (format!("actor_id = '{nobody}' AND act = 'test.act7'"), "events_actor_act"),
        (format!("organization_id = '{nobody}' AND act = 'test.act7'"), "events_organization_act"),
        ("at >= '2020-01-01 00:00:00' AND at < '2030-01-01 00:00:00'".to_owned(), "events_at"),
    ] {
        let asked = condition.clone();
        let plan = app.app.db.read(move |c| Ok(plan(c, &asked))).await.unwrap();
        // PostgreSQL may as well go back in time until it has met enough of what is frequent.
        let by_index = plan.contains(index) || (on_postgres() && plan.contains("events_at"));
        assert!(by_index && !plan.contains("Seq Scan"), "{condition}:\n{plan}");
    }
}
