//! What breaks beside the library, and what it does then. Each fault has a stated behavior (README, "When something breaks") and a test here:
//! nothing acknowledged is lost, nobody is answered 500, and admins are told what to do.

mod clock;
mod damage;
mod database;
mod disk;
mod index;
mod shim;
mod smtp;

use crate::support::client::{Answer, Client, metadata};
use crate::support::people::{self, PASSWORD};
use crate::support::process::{Place, Serving};
use commonshelf::app;
use commonshelf::domain::time::Clock;
use commonshelf::domain::words::{MembershipRole, SiteRole};
use serde_json::{Value, json};
use std::process::Command;

/// The real program with two people in it: Rosa uploads, Ingrid is the admin.
pub struct Shelf {
    pub place: Place,
    pub server: Serving,
    pub rosa: Client,
    pub ingrid: Client,
}

impl Shelf {
    pub async fn open(place: Place, adjust: impl FnOnce(&mut Command)) -> Self {
        let (db, now) = (app::open_database(&place.config(), Clock::system()).unwrap(), Clock::system().now());
        people::make_user(&db, "ingrid", SiteRole::Admin, now).await;
        people::make_member(&db, "rosa", SiteRole::User, "Casa Abierta", MembershipRole::Uploader, now).await;
        drop(db);
        let mut command = place.command(&["serve"]);
        adjust(&mut command);
        let server = place.start(command).await;
        let rosa = server.sign_in("rosa@example.org", PASSWORD).await;
        let ingrid = server.sign_in("ingrid@example.org", PASSWORD).await;
        Self { place, server, rosa, ingrid }
    }

    /// Publishes a link, which nobody need look into; gives the change.
    pub async fn publish(&self, title: &str) -> Value {
        let submitted = self.rosa.upload("/api/v1/submissions?submit=true", Some(&link(title)), &[]).await.expect(201);
        self.ingrid.decide(&submitted, "approve").await.expect(200).body["change"].clone()
    }

    pub async fn warnings(&self) -> String {
        self.server.visitor().get("/health/ready").await.body["warnings"].to_string()
    }

    pub fn expect_clean_check(&self) {
        self.place.run(&["check"]).expect(0);
    }
}

/// Metadata of a link.
pub fn link(title: &str) -> Value {
    let mut metadata = metadata(title);
    metadata["link_url"] = json!("https://example.org/document");
    metadata
}

/// A refusal that says when to come back.
#[track_caller]
pub fn expect_later(answer: &Answer, summary: &str) {
    assert_eq!(answer.summary(), summary, "{}", answer.text);
    assert!(answer.headers["retry-after"].parse::<u64>().unwrap() > 0);
}
