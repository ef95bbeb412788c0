//! What people do while the server lives: each acts for itself, one request after the other, and writes down what was answered.

use super::ledger::{Item, Session, State};
use super::world::{Heard, READERS, REVIEWERS, UPLOADERS, World};
use crate::support::client::{Answer, Client, metadata};
use crate::support::files;
use crate::support::people::PASSWORD;
use futures_util::future::join_all;
use futures_util::future::{FutureExt, LocalBoxFuture};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use std::collections::BTreeMap;

impl World {
    /// Everyone works until the server is gone.
    pub async fn work(&self) {
        let mut everyone: Vec<LocalBoxFuture<()>> = Vec::new();
        for number in 0..UPLOADERS {
            everyone.push(self.until_killed(move || self.upload_something(number).boxed_local()).boxed_local());
        }
        for number in 0..REVIEWERS {
            everyone.push(self.until_killed(move || self.review_something(number).boxed_local()).boxed_local());
        }
        everyone.push(self.until_killed(|| self.withdraw_or_restore().boxed_local()).boxed_local());
        everyone.push(self.until_killed(|| self.use_an_account().boxed_local()).boxed_local());
        join_all(everyone).await;
    }

    async fn until_killed<'a>(&self, act: impl Fn() -> LocalBoxFuture<'a, ()>) {
        while !self.is_killed.get() {
            let before = self.asked.get();
            act().await;
            if self.asked.get() == before {
                // Whoever finds nothing to do reads; that is not counted among what was in flight.
                drop(Client::try_send(self.visitor().request(Method::GET, "/api/v1/resources?q=lantern")).await);
            }
        }
    }

    async fn upload_something(&self, number: usize) {
        let mine = |item: &Item, statuses: &[&str]| item.owner == number && item.is(statuses);
        let taken = if self.one_in(2) {
            None
        } else {
            self.ledger.borrow_mut().take(&mut self.rng.borrow_mut(), |item| mine(item, &["draft", "changes_requested"]))
        };
        match (taken, self.choose(0..8)) {
            (None, 0) => {
                let taken = self.ledger.borrow_mut().take(&mut self.rng.borrow_mut(), |item| mine(item, &["submitted"]));
                if let Some(item) = taken {
                    self.cancel(item).await;
                }
            }
            (None, _) => self.create(number).await,
            (Some(item), 0..3) => self.edit(item).await,
            (Some(item), 3..5) => self.attach(item).await,
            (Some(item), _) => self.submit(item).await,
        }
    }

    /// A PDF of a page or of some dozen kilobytes; its bytes stand nowhere else.
    fn file(&self) -> (String, Vec<u8>) {
        let mut text = self.word();
        for _ in 0..self.choose(1..2_000) {
            text.push_str(&format!(" {:x}", self.choose(0..u64::MAX)));
        }
        let bytes = files::pdf(&[&text]);
        (sha256(&bytes), bytes)
    }

    async fn create(&self, owner: usize) {
        let (word, is_submitted) = (self.word(), self.one_in(2));
        let mut metadata = metadata(&format!("Lantern {word}"));
        let made: Vec<_> = (0..self.choose(0..3)).map(|_| self.file()).collect();
        if made.is_empty() {
            metadata["link_url"] = json!("https://example.org/document");
        }
        let asked = State {
            status: if is_submitted { "submitted" } else { "draft" }.to_owned(),
            summary: metadata["summary"].as_str().unwrap().to_owned(),
            files: sizes(&made),
            is_public: None,
        };
        let item = Item {
            word,
            owner,
            id: None,
            resource: None,
            version: 0,
            acknowledged: None,
            asked: None,
            is_touched: false,
            decisions: Vec::new(),
            was_submitted: false,
        };
        let path = if is_submitted { "/api/v1/submissions?submit=true" } else { "/api/v1/submissions" };
        let named: Vec<_> = made.into_iter().map(|(_, bytes)| ("page.pdf", bytes)).collect();
        let request = self.uploader(owner).upload_request(path, Some(&metadata), &named);
        self.change("upload", item, asked, request).await;
    }

    async fn edit(&self, item: Item) {
        let summary = format!("What it is, in words number {}.", self.choose(0..u64::MAX));
        let asked = State { summary: summary.clone(), ..item.state().clone() };
        let body = json!({"metadata": {"summary": summary}, "version": item.version});
        let request = self.on_own(&item, Method::PATCH, "").json(&body);
        self.change("edit", item, asked, request).await;
    }

    async fn attach(&self, item: Item) {
        let (hash, bytes) = self.file();
        let mut asked = item.state().clone();
        asked.files.insert(hash, bytes.len() as u64);
        let path = format!("/api/v1/submissions/{}/files", item.id.as_ref().unwrap());
        let request = self.uploader(item.owner).upload_request(&path, None, &[("more.pdf", bytes)]);
        self.change("added file", item, asked, request).await;
    }

    async fn submit(&self, item: Item) {
        let asked = State { status: "submitted".to_owned(), ..item.state().clone() };
        let request = self.on_own(&item, Method::POST, "/submit").json(&json!({"version": item.version}));
        self.change("submit", item, asked, request).await;
    }

    async fn cancel(&self, item: Item) {
        let asked = State { status: "canceled".to_owned(), ..item.state().clone() };
        let request = self.on_own(&item, Method::POST, "/cancel").json(&json!({"version": item.version}));
        self.change("cancel", item, asked, request).await;
    }

    fn on_own(&self, item: &Item, method: Method, act: &str) -> RequestBuilder {
        self.uploader(item.owner).request(method, &format!("/api/v1/submissions/{}{act}", item.id.as_ref().unwrap()))
    }

    async fn review_something(&self, number: usize) {
        let taken = self.ledger.borrow_mut().take(&mut self.rng.borrow_mut(), |item| item.is(&["submitted"]));
        let Some(item) = taken else { return };
        let (decision, status) = match self.choose(0..6) {
            0 => ("reject", "rejected"),
            1 => ("request_changes", "changes_requested"),
            _ => ("approve", "approved"),
        };
        let is_public = (decision == "approve").then_some(true);
        let asked = State { status: status.to_owned(), is_public, ..item.state().clone() };
        // Files may not have been looked at yet, which is another test's matter.
        let why = "Killed before it was looked at.";
        let body = json!({"decision": decision, "version": item.version, "note": "Thank you.", "override_reason": why});
        let path = format!("/api/v1/submissions/{}/decision", item.id.as_ref().unwrap());
        let request = self.person(&format!("reviewer{number}")).request(Method::POST, &path).json(&body);
        self.change("decision", item, asked, request).await;
    }

    async fn withdraw_or_restore(&self) {
        let published = |item: &Item| item.is(&["approved"]) && item.resource.is_some();
        let taken = self.ledger.borrow_mut().take(&mut self.rng.borrow_mut(), published);
        let Some(item) = taken else { return };
        let was_public = item.state().is_public == Some(true);
        let (kind, act, body) = match was_public {
            true => ("withdrawal", "withdraw", json!({"reason": "mistake", "note": "Not ours."})),
            false => ("restoration", "restore", Value::Null),
        };
        let asked = State { is_public: Some(!was_public), ..item.state().clone() };
        let path = format!("/api/v1/resources/{}/{act}", item.resource.as_ref().unwrap());
        let request = self.person("admin").request(Method::POST, &path).json(&body);
        self.change(kind, item, asked, request).await;
    }

    /// Sends what is to make an item so, and writes down what became of it.
    async fn change(&self, kind: &'static str, mut item: Item, asked: State, request: RequestBuilder) {
        item.is_touched = true;
        match self.attempt(request).await {
            Heard::NoAnswer => item.asked = Some(asked),
            Heard::NothingSent => {}
            Heard::Answer(answer) => {
                if let Some(answer) = self.count(kind, answer) {
                    self.take_down(kind, &mut item, asked, &answer);
                }
            }
        }
        // What was never sent was never made.
        if item.acknowledged.is_some() || item.asked.is_some() {
            self.ledger.borrow_mut().put(item);
        }
    }

    fn take_down(&self, kind: &'static str, item: &mut Item, asked: State, answer: &Answer) {
        if matches!(kind, "withdrawal" | "restoration") {
            let version = item.version;
            return item.acknowledge(asked, version);
        }
        item.id = Some(answer.id());
        item.resource = answer.body["resource_id"].as_str().map(str::to_owned);
        if let Some(decision) = answer.body["decision"]["id"].as_str() {
            item.decisions.push(decision.to_owned());
        }
        let answered = State::of(&answer.body, asked.is_public);
        if answered != asked {
            self.ledger.borrow_mut().surprises.push(format!("{kind}: asked for {asked:?}, answered {answered:?}"));
        }
        item.acknowledge(answered, answer.version());
    }

    /// Signs in, stays signed in, or forgets the password.
    async fn use_an_account(&self) {
        let email = format!("reader{}@example.org", self.choose(0..READERS as u64));
        match self.choose(0..8) {
            0 => {
                let request = self.visitor().request(Method::POST, "/api/v1/auth/password-resets").json(&json!({"email": email}));
                if let Heard::Answer(answer) = self.attempt(request).await {
                    self.count("asked for mail", answer);
                }
            }
            1 => {
                let login = json!({"email": email, "password": PASSWORD});
                let request = self.visitor().request(Method::POST, "/api/v1/auth/login").json(&login);
                if let Heard::Answer(answer) = self.attempt(request).await
                    && let Some(tokens) = self.count("sign-in", answer)
                {
                    self.ledger.borrow_mut().sessions.push(Session::of(&tokens));
                }
            }
            _ => {
                let count = self.ledger.borrow().sessions.len() as u64;
                if count > 0 {
                    self.refresh(usize::try_from(self.choose(0..count)).unwrap()).await;
                }
            }
        }
    }

    /// Only one person does this, one after the other: the place stays right meanwhile.
    pub async fn refresh(&self, place: usize) {
        let token = self.ledger.borrow().sessions[place].refresh_token.clone();
        let request = self.visitor().request(Method::POST, "/api/v1/auth/refresh").json(&json!({"refresh_token": token}));
        match self.attempt(request).await {
            Heard::Answer(answer) => {
                if let Some(tokens) = self.count("refresh", answer) {
                    self.ledger.borrow_mut().sessions[place] = Session::of(&tokens);
                }
            }
            // If it was done, the old token is good for a minute more.
            Heard::NoAnswer => self.ledger.borrow_mut().sessions[place].is_touched = true,
            Heard::NothingSent => {}
        }
    }
}

impl Session {
    fn of(tokens: &Answer) -> Self {
        Self { refresh_token: tokens.body["refresh_token"].as_str().unwrap().to_owned(), is_touched: true }
    }
}

pub fn sha256(bytes: &[u8]) -> String {
    ring::digest::digest(&ring::digest::SHA256, bytes).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn sizes(made: &[(String, Vec<u8>)]) -> BTreeMap<String, u64> {
    made.iter().map(|(hash, bytes)| (hash.clone(), bytes.len() as u64)).collect()
}
