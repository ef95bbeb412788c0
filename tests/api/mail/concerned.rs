//! Who is told of what: each event, and the people who get a letter for it. Everybody else gets none.

use super::{apply, ask_for_reset, delivered, last_token_to, library_beside};
use crate::support::app::TestApp;
use crate::support::client::{Answer, Client};
use crate::support::smtp::{Options, SmtpSink};
use commonshelf::db::Tx;
use commonshelf::domain::words::{MembershipRole, SiteRole};
use diesel::RunQueryDsl;
use insta::assert_snapshot;
use serde_json::json;

/// A library with someone of every sort, and the letters since the last event.
struct Table {
    app: TestApp,
    sink: SmtpSink,
    seen: usize,
    lines: Vec<String>,
}

impl Table {
    /// Writes down who got a letter for what has just happened.
    async fn told(&mut self, event: &str) {
        let letters = delivered(&self.app, &self.sink).await;
        let mut to: Vec<_> = letters[self.seen..].iter().map(|letter| letter.to.trim_end_matches("@example.org").to_owned()).collect();
        self.seen = letters.len();
        to.sort();
        let to = if to.is_empty() { "nobody".to_owned() } else { to.join(", ") };
        self.lines.push(format!("{event}: {to}"));
    }

    async fn submit(&mut self, by: &Client, title: &str) -> Answer {
        let submission = by.submit(title, "Every member may pass the lantern").await;
        self.app.wait_for_inspections().await;
        submission
    }

    async fn run(&self, sql: &str) {
        let sql = sql.to_owned();
        let run = move |tx: &mut Tx| Ok(diesel::sql_query(sql.as_str()).execute(&mut **tx).unwrap());
        assert_eq!(self.app.app.db.write(run).await.unwrap(), 1);
    }
}

#[actix_web::test]
async fn each_event_is_told_to_the_people_concerned_and_to_nobody_else() {
    let sink = SmtpSink::start(Options::default());
    let app = library_beside(&sink).await;
    let (ingrid, ruth) = (app.admin("ingrid").await, app.reviewer("ruth").await);
    let mara = app.member("mara", SiteRole::User, "Casa Abierta", MembershipRole::Manager).await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    app.uploader("leo", "Casa Abierta").await;
    app.member("olga", SiteRole::User, "Otra Casa", MembershipRole::Manager).await;
    app.member("rene", SiteRole::Reviewer, "Casa Abierta", MembershipRole::Uploader).await;
    let mut table = Table { app, sink, seen: 0, lines: Vec::new() };

    apply(&table.app).await;
    table.told("someone applies (rosa@casa.example)").await;
    let token = last_token_to(&table.app, &table.sink, "rosa@casa.example").await;
    table.app.visitor().post("/api/v1/organizations/confirmations", json!({"token": token})).await.expect(200);
    table.told("the address is confirmed").await;
    let waiting = ingrid.get("/api/v1/organizations/applications").await.expect(200).body["items"][0]["id"].as_str().unwrap().to_owned();
    ingrid.post(&format!("/api/v1/organizations/{waiting}/decision"), json!({"decision": "accept"})).await.expect(200);
    table.told("an admin accepts").await;
    let casa = table.app.organization("Casa Abierta").await;
    let invitation = json!({"email": "new@casa.example", "role": "uploader"});
    mara.post(&format!("/api/v1/organizations/{casa}/invitations"), invitation).await.expect(201);
    table.told("a manager invites new@casa.example").await;
    for verdict in ["approve", "request_changes", "reject"] {
        let submission = table.submit(&rosa, &format!("To {verdict}")).await;
        table.told("rosa submits").await;
        ruth.decide(&submission, verdict).await.expect(200);
        table.told(&format!("a reviewer decides: {verdict}")).await;
    }
    let orphan = table.submit(&rosa, "Left behind").await;
    table.told("rosa submits").await;
    table.run("DELETE FROM memberships WHERE user_id = (SELECT id FROM users WHERE email = 'rosa@example.org')").await;
    ruth.decide(&orphan, "approve").await.expect(200);
    table.told("rosa left, and a reviewer decides").await;
    ask_for_reset(&table.app, "leo@example.org").await;
    table.told("leo forgot a password").await;
    table.run("UPDATE users SET status = 'deactivated' WHERE email = 'leo@example.org'").await;
    ask_for_reset(&table.app, "leo@example.org").await;
    table.told("leo was deactivated and asks again").await;

    assert_snapshot!(table.lines.join("\n"), @"
    someone applies (rosa@casa.example): rosa@casa.example
    the address is confirmed: ingrid, rosa@casa.example
    an admin accepts: rosa@casa.example
    a manager invites new@casa.example: new@casa.example
    rosa submits: rosa
    a reviewer decides: approve: rosa
    rosa submits: rosa
    a reviewer decides: request_changes: rosa
    rosa submits: rosa
    a reviewer decides: reject: rosa
    rosa submits: rosa
    rosa left, and a reviewer decides: mara
    leo forgot a password: leo
    leo was deactivated and asks again: nobody
    ");
}
