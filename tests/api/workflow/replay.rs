//! From the audit trail alone to the present state: every act is folded over an empty library, and what comes out is compared with the tables.

use crate::support::app::TestApp;
use commonshelf::db::events::{self, EventRow};
use commonshelf::db::{AnyConn, Tx};
use diesel::sql_types::Text;
use diesel::{QueryableByName, RunQueryDsl, sql_query};
use serde_json::Value;
use std::collections::BTreeMap;

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    key: String,
    #[diesel(sql_type = Text)]
    value: String,
}

/// What is true of a subject, under the name of what it is: `status of submission …` is `submitted`.
type State = BTreeMap<String, String>;

/// The present, as the tables hold it.
const PRESENT: &[&str] = &[
    "SELECT 'status of submission ' || id AS key, status AS value FROM submissions",
    "SELECT 'claim on ' || submission_id AS key, reviewer_id AS value FROM claims",
    "SELECT 'parking of ' || submission_id AS key, reason AS value FROM parkings",
    "SELECT 'comment ' || id AS key, side || CASE WHEN is_internal THEN ' internal' ELSE '' END AS value FROM comments",
    "SELECT 'second look ' || id AS key, CASE WHEN answered_at IS NULL THEN 'open' ELSE 'answered' END AS value FROM second_looks",
    "SELECT 'resource ' || r.id AS key, r.status || ', edition ' || e.number || ' in ' || e.section AS value \
     FROM resources r JOIN editions e ON e.id = r.current_edition_id",
];

/// Editions that no decision, or one by someone who may not decide, stands behind.
const NOT_ENTITLED: &str = "
    SELECT e.id AS key, u.email AS value FROM editions e JOIN decisions d ON d.id = e.decision_id JOIN submissions s ON s.id = d.submission_id
    JOIN users u ON u.id = d.reviewer_id
    WHERE u.role = 'user' OR d.verdict <> 'approve' OR d.undone_at IS NOT NULL OR d.carried_out_at IS NULL
       OR EXISTS (SELECT 1 FROM memberships m WHERE m.user_id = u.id AND m.organization_id = s.organization_id)";

fn lines(c: &mut AnyConn, sql: &str) -> Vec<(String, String)> {
    sql_query(sql).load::<Line>(c).unwrap().into_iter().map(|line| (line.key, line.value)).collect()
}

#[derive(Default)]
struct Resource {
    is_withdrawn: bool,
    edition: i64,
    section: String,
}

/// One event after the other.
fn replayed(trail: &[EventRow]) -> State {
    let (mut state, mut resources) = (State::new(), BTreeMap::<String, Resource>::new());
    for event in trail {
        let (subject, details): (&str, Value) = (&event.subject_id, serde_json::from_str(&event.details).unwrap());
        let text = |name: &str| details[name].as_str().unwrap_or_default().to_owned();
        let actor = event.actor_id.map(|id| id.to_string()).unwrap_or_default();
        let status = format!("status of submission {subject}");
        let (claim, parking) = (format!("claim on {subject}"), format!("parking of {subject}"));
        match event.act.as_str() {
            "submission.create" => drop(state.insert(status, "draft".to_owned())),
            "submission.submit" | "submission.undo_decision" => drop(state.insert(status, "submitted".to_owned())),
            "submission.cancel" => drop(state.insert(status, "canceled".to_owned())),
            "submission.delete" => drop(state.remove(&status)),
            "submission.decide" => {
                let decided = match text("verdict").as_str() {
                    "approve" => "approved",
                    "reject" => "rejected",
                    _ => "changes_requested",
                };
                state.insert(status, decided.to_owned());
                state.remove(&claim);
                state.remove(&parking);
            }
            "submission.claim" => drop(state.insert(claim, actor)),
            "submission.release_claim" => drop(state.remove(&claim)),
            "submission.park" => drop(state.insert(parking, text("reason"))),
            "submission.unpark" => drop(state.remove(&parking)),
            "submission.comment" => {
                let internal = if details["is_internal"] == true { " internal" } else { "" };
                state.insert(format!("comment {}", text("comment")), text("side") + internal);
            }
            "submission.ask_second_look" => drop(state.insert(format!("second look {}", text("second_look")), "open".to_owned())),
            "submission.answer_second_look" => drop(state.insert(format!("second look {}", text("second_look")), "answered".to_owned())),
            "resource.publish" | "resource.refile" => {
                let resource = resources.entry(subject.to_owned()).or_default();
                (resource.edition, resource.section) = (details["edition"].as_i64().unwrap(), text("section"));
            }
            "resource.withdraw" => resources.entry(subject.to_owned()).or_default().is_withdrawn = true,
            "resource.restore" => resources.entry(subject.to_owned()).or_default().is_withdrawn = false,
            _ => {}
        }
    }
    for (id, resource) in resources {
        let status = if resource.is_withdrawn { "withdrawn" } else { "public" };
        state.insert(format!("resource {id}"), format!("{status}, edition {} in {}", resource.edition, resource.section));
    }
    state
}

/// Where the tables say otherwise than the trail.
pub async fn faults(app: &TestApp) -> Vec<String> {
    let read = |c: &mut AnyConn| {
        let mut trail = events::list(c, None, 1_000_000)?;
        trail.reverse();
        let present: State = PRESENT.iter().flat_map(|sql| lines(c, sql)).collect();
        let not_entitled = lines(c, NOT_ENTITLED);
        Ok((replayed(&trail), present, not_entitled))
    };
    let (trail, present, not_entitled) = app.app.db.read(read).await.unwrap();
    let none = "nothing".to_owned();
    let keys: std::collections::BTreeSet<&String> = trail.keys().chain(present.keys()).collect();
    let differs = keys.into_iter().filter(|key| trail.get(*key) != present.get(*key));
    let mut faults: Vec<String> = differs
        .map(|key| {
            format!("{key}: the trail says {} and the tables {}", trail.get(key).unwrap_or(&none), present.get(key).unwrap_or(&none))
        })
        .collect();
    if !not_entitled.is_empty() {
        faults.push(format!("editions stand on a decision by someone who may not decide: {not_entitled:?}"));
    }
    faults
}

/// The mail of acts; what timers send is not theirs.
const KINDS: [&str; 8] = [
    "submission_received",
    "decision",
    "comment_of_reviewers",
    "comment_of_submitter",
    "claim_taken",
    "second_look_asked",
    "second_look_answered",
    "resource_refiled",
];

pub async fn last_notification(app: &TestApp) -> String {
    let last = |c: &mut AnyConn| Ok(lines(c, "SELECT id AS key, kind AS value FROM notifications ORDER BY id DESC LIMIT 1"));
    app.app.db.read(last).await.unwrap().pop().map(|(id, _)| id).unwrap_or_default()
}

/// How many notifications of a kind about a subject were left for an address since one.
pub async fn notifications_after(app: &TestApp, last: &str) -> BTreeMap<(String, String, String), usize> {
    let kinds = KINDS.map(|kind| format!("'{kind}'")).join(", ");
    let sql =
        format!("SELECT kind || ' ' || email AS key, subject_id AS value FROM notifications WHERE id > '{last}' AND kind IN ({kinds})");
    let found = app.app.db.read(move |c| Ok(lines(c, &sql))).await.unwrap();
    let mut counts = BTreeMap::new();
    for (who, subject) in found {
        let (kind, email) = who.split_once(' ').unwrap();
        *counts.entry((kind.to_owned(), email.to_owned(), subject)).or_default() += 1;
    }
    counts
}

/// Does what nobody may do; gives how many rows it changed.
pub async fn plant(app: &TestApp, sql: &str) -> usize {
    let sql = sql.to_owned();
    app.app.db.write(move |tx: &mut Tx| Ok(sql_query(sql.as_str()).execute(&mut **tx).unwrap())).await.unwrap()
}

/// The decision behind the current edition of a resource.
pub async fn last_decision_of(app: &TestApp, resource: &str) -> String {
    let sql = format!(
        "SELECT e.decision_id AS key, e.section AS value FROM resources r JOIN editions e ON e.id = r.current_edition_id WHERE r.id = '{resource}'"
    );
    app.app.db.read(move |c| Ok(lines(c, &sql))).await.unwrap().pop().unwrap().0
}
