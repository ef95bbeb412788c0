//! Subjects that come in or go out: imports, exports, webhooks, mail and what people chose about it.

use super::bodies::webhook;
use super::{Actor, Made, Stage, import_parts, user_id};
use crate::support::app::TestApp;
use crate::support::client::Client;
use commonshelf::db::follows::{self, FollowRow};
use commonshelf::db::{Tx, bouncing_addresses, jobs};
use commonshelf::domain::ids::{FollowId, UserId};
use commonshelf::domain::words::{FollowKind, Frequency};
use reqwest::Method;
use serde_json::{Value, json};

impl Stage<'_> {
    pub(super) async fn import(&self) -> String {
        let admin = &self.clients[&Actor::Admin];
        let path = "/api/v1/imports";
        admin.send(import_parts(admin.request(Method::POST, path))).await.expect(202).id()
    }

    pub(super) async fn webhook(&self, was_told: bool) -> Made {
        let admin = &self.clients[&Actor::Admin];
        let webhook = admin.post("/api/v1/webhooks", webhook()).await.expect(201);
        let (id, version) = (webhook.id(), webhook.version());
        let file = match was_told {
            true => admin.post(&format!("/api/v1/webhooks/{id}/test"), json!({})).await.expect(202).id(),
            false => String::new(),
        };
        Made { id, file, version, ..Made::default() }
    }

    pub(super) async fn export(&self, client: &Client, input: Value) -> Made {
        let id = client.post("/api/v1/exports", input).await.expect(202).id();
        self.app.wait_for_jobs("export").await;
        Made { id, ..Made::default() }
    }

    pub(super) async fn parked_job(&self) -> Made {
        let now = self.app.app.clock.now();
        let park = move |tx: &mut Tx| {
            jobs::enqueue(tx, "nobody's", &UserId::new(), now, now)?;
            let job = jobs::lease(tx, "nobody's", "a test", now, now.plus_seconds(60))?.unwrap();
            jobs::put_back(tx, &job, "it could not be done", None, now)?;
            Ok(job.id)
        };
        Made { id: self.app.app.db.write(park).await.unwrap().to_string(), ..Made::default() }
    }

    pub(super) async fn bouncing_address(&self, actor: Actor) -> Made {
        let email = format!("{}@example.org", self.names.get(&actor).unwrap_or(&"guest"));
        let (folded, now) = (email.clone(), self.app.app.clock.now());
        let mark = move |tx: &mut Tx| {
            bouncing_addresses::count(tx, &folded, "5.1.1", now)?;
            bouncing_addresses::set_marked(tx, &folded, now)
        };
        self.app.app.db.write(mark).await.unwrap();
        Made { token: email, ..Made::default() }
    }
}

/// One of its own for each call: a topic that nobody else follows.
pub(super) async fn follow_of(app: &TestApp, owner: &Client) -> Made {
    let (user_id, now) = (user_id(owner).await, app.app.clock.now());
    let row = FollowRow {
        id: FollowId::new(),
        user_id,
        kind: FollowKind::Topic,
        value: FollowId::new().to_string(),
        frequency: Frequency::Weekly,
        created_at: now,
        seen_until: now,
        told: "[]".to_owned(),
    };
    let id = row.id.to_string();
    app.app.db.write(move |tx| follows::insert(tx, &row)).await.unwrap();
    Made { id, ..Made::default() }
}

pub(super) async fn search_of(owner: &Client) -> Made {
    let saved = owner.post("/api/v1/me/saved-searches", json!({"name": "Lanterns", "search": {"q": "lantern"}})).await.expect(201);
    Made { id: saved.id(), version: saved.version(), ..Made::default() }
}
