//! What the operations of review are called upon.

use super::{Actor, Made, Stage};
use crate::support::client::Client;
use serde_json::{Value, json};

impl Stage<'_> {
    /// A submission with a word of its own organization's.
    pub(super) async fn commented(&self, owner: &Client) -> Made {
        let made = self.submission(owner, true).await;
        let path = format!("/api/v1/submissions/{}/comments", made.id);
        let comment = owner.post(&path, json!({"text": "Is a scan enough?"})).await.expect(201);
        Made { token: comment.id(), ..made }
    }

    /// One at which the actor is asked to look as well; where nobody may ask them, another is.
    pub(super) async fn second_look(&self, owner: &Client, actor: Actor) -> Made {
        let made = self.submission(owner, true).await;
        let (asker, asked) = if actor == Actor::Admin { (Actor::Reviewer, Actor::Admin) } else { (Actor::Admin, Actor::Reviewer) };
        let asked = self.clients[&asked].get("/api/v1/me").await.expect(200).id();
        let path = format!("/api/v1/submissions/{}/second-looks", made.id);
        let look = self.clients[&asker].post(&path, json!({"reviewer_id": asked})).await.expect(201);
        Made { token: look.id(), ..made }
    }

    /// A reviewer who is not among the actors, to be asked.
    pub(super) async fn another_reviewer(&self, owner: &Client) -> Made {
        let reviewers = self.clients[&Actor::Admin].get("/api/v1/reviews/reviewers").await.expect(200).body["items"].clone();
        let quiet = reviewers.as_array().unwrap().iter().find(|reviewer| reviewer["name"] == "rita").unwrap()["id"].clone();
        Made { token: quiet.as_str().unwrap().to_owned(), ..self.submission(owner, true).await }
    }

    pub(super) async fn reason(&self) -> Made {
        let code = format!("reason_{}", uuid::Uuid::now_v7().simple());
        let new = json!({"code": code, "uses": ["reject"], "labels": {"en": "A reason"}});
        self.clients[&Actor::Admin].post("/api/v1/reasons", new).await.expect(201);
        Made { token: code, version: 1, ..Made::default() }
    }

    pub(super) async fn reviewing(&self, actor: Actor) -> Made {
        let profile = self.clients[&actor].get("/api/v1/reviews/me").await;
        Made { version: profile.body["version"].as_i64().unwrap_or(0), ..Made::default() }
    }
}

/// What an operation of review is told; null where it takes no body, or is not one of these.
pub(super) fn body(operation: &str, made: &Made, until: &str) -> Value {
    match operation {
        "decide_submissions" => json!({"decisions": [{"submission_id": made.id, "decision": "approve", "version": made.version}]}),
        "undo_decisions" => json!({"submissions": [made.id]}),
        "park_submission" => json!({"reason": "waiting_for_expert", "until": until}),
        "ask_second_look" => json!({"reviewer_id": made.token}),
        "answer_second_look" => json!({"note": "It is fine."}),
        "create_comment" => json!({"text": "Is a scan enough?"}),
        "mark_comments_read" => json!({"comment_id": made.token}),
        "create_reason" => {
            json!({"code": format!("reason_{}", uuid::Uuid::now_v7().simple()), "uses": ["park"], "labels": {"en": "A reason"}})
        }
        "change_reason" => json!({"version": made.version, "labels": {"en": "Another"}}),
        "update_reviewing" => json!({"version": made.version}),
        "refile_resource" => json!({"section": "promote", "edition": 1}),
        _ => Value::Null,
    }
}
