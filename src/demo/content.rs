//! The sample content as it travels inside the binary: `library/library.json` and the files that it names.

use crate::domain::metadata::MetadataInput;
use crate::domain::time::Timestamp;
use crate::domain::words::{MembershipRole, OrganizationStatus, RelationKind, SiteRole, Verdict, WithdrawalReason};
use crate::error::{Context, Error, Result};
use serde::Deserialize;

#[derive(rust_embed::RustEmbed)]
#[folder = "src/demo/library"]
#[include = "library.json"]
#[include = "files/*"]
struct Content;

#[derive(Deserialize)]
pub struct Library {
    pub organizations: Vec<SampleOrganization>,
    pub people: Vec<Person>,
    /// Each after those that it is related to.
    pub items: Vec<Item>,
}

#[derive(Deserialize)]
pub struct SampleOrganization {
    pub key: String,
    pub name: String,
    pub summary: String,
    pub country: String,
    pub website: String,
    pub languages: Vec<String>,
    pub contact_name: String,
    pub contact_email: String,
    pub status: OrganizationStatus,
}

#[derive(Deserialize)]
pub struct Person {
    pub key: String,
    pub name: String,
    pub email: String,
    pub role: SiteRole,
    pub language: String,
    pub memberships: Vec<Belonging>,
}

#[derive(Deserialize)]
pub struct Belonging {
    pub organization: String,
    pub role: MembershipRole,
}

#[derive(Deserialize)]
pub struct Item {
    pub key: String,
    pub organization: String,
    pub submitted_by: String,
    pub state: State,
    /// When it was made.
    date: Timestamp,
    /// What still waits, or was decided lately, was submitted so many days before the demo is filled, and not on its date.
    days_ago: Option<i64>,
    pub files: Vec<String>,
    #[serde(default)]
    pub relations: Vec<SampleRelation>,
    pub decision: Option<SampleDecision>,
    pub withdrawal: Option<SampleWithdrawal>,
    pub metadata: MetadataInput,
}

#[derive(Clone, Copy, Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Published,
    Withdrawn,
    Draft,
    Submitted,
    ChangesRequested,
    Rejected,
    Canceled,
}

/// To another item, by its key: it has no id before it is published.
#[derive(Deserialize)]
pub struct SampleRelation {
    pub kind: RelationKind,
    pub key: String,
}

#[derive(Deserialize)]
pub struct SampleDecision {
    pub by: String,
    pub verdict: Verdict,
    pub reason: Option<String>,
    pub note: Option<String>,
}

#[derive(Deserialize)]
pub struct SampleWithdrawal {
    pub by: String,
    pub reason: WithdrawalReason,
    pub note: Option<String>,
}

impl Item {
    /// When it was submitted. A clock that is behind its date gets the present.
    pub fn submitted_at(&self, now: Timestamp) -> Timestamp {
        self.days_ago.map_or(self.date, |days| now.plus_days(-days)).min(now)
    }
}

pub fn library() -> Result<Library> {
    serde_json::from_slice(&bytes("library.json")?).context("reading the sample content")
}

pub fn file(name: &str) -> Result<Vec<u8>> {
    bytes(&format!("files/{name}"))
}

fn bytes(name: &str) -> Result<Vec<u8>> {
    Content::get(name)
        .map(|file| file.data.into_owned())
        .ok_or_else(|| Error::internal("reading the sample content", format!("{name} is missing")))
}
