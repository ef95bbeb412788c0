//! Someone who talks to the server: over HTTP and in no other way.

use super::files;
use reqwest::multipart::{Form, Part};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::time::Duration;

/// More than any answer takes on a busy machine: one that never comes fails its test.
const LONGEST_ANSWER: Duration = Duration::from_secs(180);

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HashMap<String, String>,
    pub bytes: Vec<u8>,
    /// The body as text, for messages.
    pub text: String,
    /// The body as JSON; null where it is none.
    pub body: Value,
}

impl Answer {
    /// `403 own_submission`, `200`: the status, and a problem's code.
    pub fn summary(&self) -> String {
        match self.body["code"].as_str() {
            Some(code) if self.status >= 400 => format!("{} {code}", self.status),
            _ => self.status.to_string(),
        }
    }

    /// The fields that a problem names, in order.
    pub fn fields(&self) -> Vec<String> {
        let errors = self.body["errors"].as_array().cloned().unwrap_or_default();
        errors.iter().map(|error| error["field"].as_str().unwrap().to_owned()).collect()
    }

    pub fn id(&self) -> String {
        self.body["id"].as_str().unwrap_or_else(|| panic!("no id in {}", self.text)).to_owned()
    }

    pub fn version(&self) -> i64 {
        self.body["version"].as_i64().unwrap_or_else(|| panic!("no version in {}", self.text))
    }

    /// Fails with the whole answer unless the status is the expected one.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text);
        self
    }
}

#[derive(Clone)]
pub struct Client {
    base: String,
    pub token: Option<String>,
    http: reqwest::Client,
}

impl Client {
    pub fn new(base: &str, token: Option<&str>) -> Self {
        install_cryptography();
        // A line of its own, never kept: a server that was told to stop must not wait for it.
        let lines = reqwest::Client::builder().pool_max_idle_per_host(0).timeout(LONGEST_ANSWER);
        let http = lines.redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { base: base.to_owned(), token: token.map(str::to_owned), http }
    }

    /// A request to fill in; `send` it with [`Self::send`].
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    pub async fn send(&self, request: RequestBuilder) -> Answer {
        Self::try_send(request).await.unwrap()
    }

    /// For a server that may end before it has answered.
    pub async fn try_send(request: RequestBuilder) -> reqwest::Result<Answer> {
        let response = request.send().await?;
        let status = response.status().as_u16();
        let headers = response
            .headers()
            .iter()
            .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
            .collect();
        let bytes = response.bytes().await?.to_vec();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Ok(Answer { status, headers, bytes, text, body })
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(self.request(Method::POST, path).json(&body)).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.send(self.request(Method::PUT, path).json(&body)).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.send(self.request(Method::PATCH, path).json(&body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(self.request(Method::DELETE, path)).await
    }

    /// A multipart request with a metadata part, where one is given, and files of these names and bytes.
    pub async fn upload(&self, path: &str, metadata: Option<&Value>, files: &[(&str, Vec<u8>)]) -> Answer {
        self.send(self.upload_request(path, metadata, files)).await
    }

    pub fn upload_request(&self, path: &str, metadata: Option<&Value>, files: &[(&str, Vec<u8>)]) -> RequestBuilder {
        let mut form = Form::new();
        if let Some(metadata) = metadata {
            form = form.part("metadata", Part::text(metadata.to_string()).mime_str("application/json").unwrap());
        }
        for (name, bytes) in files {
            form = form.part("file", Part::bytes(bytes.clone()).file_name((*name).to_owned()));
        }
        self.request(Method::POST, path).multipart(form)
    }

    /// Submits a document of this title with a PDF that holds the words; gives the submission.
    pub async fn submit(&self, title: &str, words: &str) -> Answer {
        let name = format!("{}.pdf", title.to_lowercase().replace(' ', "-"));
        self.upload("/api/v1/submissions?submit=true", Some(&metadata(title)), &[(&name, files::pdf(&[words]))]).await.expect(201)
    }

    pub async fn decide(&self, submission: &Answer, decision: &str) -> Answer {
        let note = if decision == "approve" { Value::Null } else { json!("Please say more.") };
        let body = json!({"decision": decision, "version": submission.version(), "note": note});
        self.post(&format!("/api/v1/submissions/{}/decision", submission.id()), body).await
    }

    pub async fn search(&self, query: &str) -> Answer {
        let query: String = url::form_urlencoded::byte_serialize(query.as_bytes()).collect();
        self.get(&format!("/api/v1/resources?q={query}")).await.expect(200)
    }

    /// What a search finds once the index holds a change.
    pub async fn titles_after(&self, change: &Value, query: &str) -> Vec<String> {
        let query: String = url::form_urlencoded::byte_serialize(query.as_bytes()).collect();
        let found = self.get(&format!("/api/v1/resources?q={query}&after_change={change}")).await.expect(200);
        found.body["items"].as_array().unwrap().iter().map(|item| item["title"].as_str().unwrap().to_owned()).collect()
    }
}

/// Chooses the one implementation of TLS that is built in, as `main` does for the program: without it no HTTP client can be made.
pub fn install_cryptography() {
    // Another test of this process may have been first.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// Complete metadata under a title.
pub fn metadata(title: &str) -> Value {
    json!({
        "title": title, "summary": "What it is and whom it helps.", "section": "take_action", "type": "guide", "language": "en",
        "topics": ["facilitation"], "audiences": ["peer_supporters"], "authors": ["Rosa Luz"], "year": 2024, "countries": ["MX"],
        "license": "CC-BY-4.0", "rights": "ours", "people_shown": "none", "terms_version": "2026-11"
    })
}

/// Complete metadata of a link, which needs no inspection.
pub fn link(title: &str) -> Value {
    let mut metadata = metadata(title);
    metadata["link_url"] = json!("https://example.org/document");
    metadata
}
