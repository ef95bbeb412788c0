//! Public search over HTTP: what narrows, orders and shows an answer, what it is found by, and that the index is a function of the database.

mod answers;
mod fixtures;
mod keeping;
mod narrowing;

use crate::support::app::TestApp;
use crate::support::client::{Answer, Client, metadata};
use serde_json::{Value, json};

/// A library, a member of it for each organization, and the admin who approves.
struct Library {
    app: TestApp,
    rosa: Client,
    ingrid: Client,
    /// The newest change, which every search here waits for.
    change: Value,
}

impl Library {
    async fn open() -> Self {
        let app = TestApp::spawn().await;
        let (rosa, ingrid) = (app.uploader("rosa", "Casa Abierta").await, app.admin("ingrid").await);
        Self { app, rosa, ingrid, change: json!(0) }
    }

    /// Publishes a link under a title, with what differs from the usual metadata; gives the id of the resource.
    async fn publish(&mut self, title: &str, differs: Value) -> String {
        let rosa = self.rosa.clone();
        self.publish_by(&rosa, title, differs, &[]).await
    }

    async fn publish_by(&mut self, member: &Client, title: &str, differs: Value, files: &[(&str, Vec<u8>)]) -> String {
        let mut metadata = metadata(title);
        if files.is_empty() {
            metadata["link_url"] = json!("https://example.org/document");
        }
        metadata.as_object_mut().unwrap().extend(differs.as_object().unwrap().clone());
        let submitted = member.upload("/api/v1/submissions?submit=true", Some(&metadata), files).await.expect(201);
        self.app.wait_for_inspections().await;
        let approved = self.ingrid.decide(&submitted, "approve").await.expect(200);
        self.change = approved.body["change"].clone();
        approved.body["resource_id"].as_str().unwrap().to_owned()
    }

    /// The answer to a query string once the index holds everything.
    async fn ask(&self, query: &str) -> Answer {
        self.app.visitor().get(&format!("/api/v1/resources?{query}&after_change={}", self.change)).await.expect(200)
    }

    async fn titles(&self, query: &str) -> Vec<String> {
        titles(&self.ask(query).await)
    }
}

fn titles(answer: &Answer) -> Vec<String> {
    answer.body["items"].as_array().unwrap().iter().map(|item| item["title"].as_str().unwrap().to_owned()).collect()
}

/// `learn 2, promote 1`: the values and counts of a facet.
fn facet(answer: &Answer, name: &str) -> String {
    let values = answer.body["facets"][name].as_array().unwrap();
    values.iter().map(|value| format!("{} {}", value["value"].as_str().unwrap(), value["count"])).collect::<Vec<_>>().join(", ")
}
