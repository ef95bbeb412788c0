//! Subjects that are made of published resources: links, which need no inspection.

use super::{Actor, Made, Stage};
use crate::support::client::{Client, link};
use commonshelf::auth::keys::LinkPurpose;
use commonshelf::db::Tx;
use commonshelf::domain::ids::{ReportId, ResourceId};
use commonshelf::domain::language::LanguageTag;
use commonshelf::domain::words::ReportKind;
use commonshelf::library::reports::{self, NewReport};
use serde_json::json;

impl Stage<'_> {
    pub(super) async fn link(&self, owner: &Client) -> Made {
        let sent = owner.post("/api/v1/submissions?submit=true", link("Handbook")).await.expect(201);
        let approved = self.approve(&Made { id: sent.id(), version: sent.version(), ..Made::default() }, 0).await;
        Made { id: approved.body["resource_id"].as_str().unwrap().to_owned(), ..Made::default() }
    }

    pub(super) async fn hidden(&self, owner: &Client) -> Made {
        let made = self.link(owner).await;
        let hide = json!({"reason": "privacy", "note": "A face."});
        self.clients[&Actor::Reviewer].post(&format!("/api/v1/resources/{}/hide", made.id), hide).await.expect(200);
        made
    }

    /// Straight into the database: over HTTP they are counted by the address that they come from.
    pub(super) async fn report(&self, owner: &Client, kind: ReportKind) -> Made {
        let (resource, now) = (ResourceId::parse(&self.link(owner).await.id).unwrap(), self.app.app.clock.now());
        let new = NewReport { id: ReportId::new(), kind, message: "Hm.".to_owned(), email: None, language: LanguageTag::english() };
        let id = new.id;
        self.app.app.db.write(move |tx: &mut Tx| reports::report(tx, resource, &new, now)).await.unwrap();
        Made { id: id.to_string(), token: self.app.app.keys.sign(LinkPurpose::Report, id.uuid()), version: 1, ..Made::default() }
    }

    pub(super) async fn removal_request(&self, owner: &Client) -> Made {
        let path = format!("/api/v1/resources/{}/removal-requests", self.link(owner).await.id);
        let asked = self.clients[&Actor::Admin].post(&path, json!({"reason": "Please."})).await.expect(201);
        Made { id: asked.id(), ..Made::default() }
    }

    pub(super) async fn told_use(&self, owner: &Client) -> Made {
        let path = format!("/api/v1/resources/{}/uses", self.link(owner).await.id);
        let told = owner.post(&path, json!({"text": "It went well."})).await.expect(201);
        Made { id: told.id(), version: told.version(), ..Made::default() }
    }
}
