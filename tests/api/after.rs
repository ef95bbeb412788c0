//! What happens to a resource after publication: reports, taking down and bringing back, dates, links, use reports.

mod dates;
mod links;
mod removals;
mod reports;
mod taken_down;
mod uses;

use crate::support::app::TestApp;
use crate::support::client::{Answer, Client, link};
use crate::support::letters::{Letter, letters};
use commonshelf::domain::words::{MembershipRole, SiteRole};
use serde_json::{Value, json};

/// Casa Abierta with a manager and an uploader, Otra Casa with a manager; a reviewer of neither, one who belongs to Casa Abierta, and an admin.
struct Library {
    app: TestApp,
    /// Manages Casa Abierta.
    mara: Client,
    /// Uploads for it.
    rosa: Client,
    /// Manages Otra Casa.
    olga: Client,
    ruth: Client,
    /// Reviews, and belongs to Casa Abierta.
    rene: Client,
    ingrid: Client,
}

impl Library {
    async fn open() -> Self {
        Self::of(TestApp::spawn().await).await
    }

    async fn of(app: TestApp) -> Self {
        let manager = MembershipRole::Manager;
        Self {
            mara: app.member("mara", SiteRole::User, "Casa Abierta", manager).await,
            rosa: app.uploader("rosa", "Casa Abierta").await,
            olga: app.member("olga", SiteRole::User, "Otra Casa", manager).await,
            ruth: app.reviewer("ruth").await,
            rene: app.member("rene", SiteRole::Reviewer, "Casa Abierta", MembershipRole::Uploader).await,
            ingrid: app.admin("ingrid").await,
            app,
        }
    }

    /// Publishes a link of Casa Abierta under a title; gives the path of the resource.
    async fn publish(&self, title: &str) -> String {
        self.publish_as(title, json!({})).await
    }

    async fn publish_as(&self, title: &str, differs: Value) -> String {
        let mut metadata = link(title);
        metadata.as_object_mut().unwrap().extend(differs.as_object().unwrap().clone());
        let submitted = self.rosa.post("/api/v1/submissions?submit=true", metadata).await.expect(201);
        let approved = self.ingrid.decide(&submitted, "approve").await.expect(200);
        format!("/api/v1/resources/{}", approved.body["resource_id"].as_str().unwrap())
    }

    async fn read(&self, resource: &str) -> Answer {
        self.app.visitor().get(resource).await
    }

    /// To whom letters went since, by their subjects: `ruth: Reported: “Handbook”`, sorted.
    async fn told_since(&self, before: usize) -> Vec<String> {
        let told = letters(&self.app).await.into_iter().skip(before);
        let mut told: Vec<_> = told.map(|letter| format!("{}: {}", letter.to.replace("@example.org", ""), letter.subject)).collect();
        told.sort();
        told
    }

    async fn letters(&self) -> Vec<Letter> {
        letters(&self.app).await
    }

    /// Sets the clock forward, and signs everybody in again: sessions end earlier.
    async fn days_pass(&mut self, days: i64) {
        self.app.app.clock.advance_seconds(days * 86_400);
        self.app.app.db.jobs().ring();
        for (client, name) in [
            (&mut self.mara, "mara"),
            (&mut self.rosa, "rosa"),
            (&mut self.olga, "olga"),
            (&mut self.ruth, "ruth"),
            (&mut self.rene, "rene"),
            (&mut self.ingrid, "ingrid"),
        ] {
            *client = self.app.sign_in(name).await;
        }
    }
}

/// How many times an act stands in the audit trail.
async fn events(app: &TestApp, act: &'static str) -> usize {
    let all = app.app.db.read(|c| commonshelf::db::events::list(c, None, 1_000)).await.unwrap();
    all.iter().filter(|event| event.act == act).count()
}
