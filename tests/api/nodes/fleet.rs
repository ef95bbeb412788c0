//! A library of several nodes: one in this process, whose hands can be held still, and any number of real ones.

use crate::support::app::{TestApp, on_postgres};
use crate::support::client::{Answer, Client};
use crate::support::process::{SECRET, Serving, program};
use crate::support::s3::Bucket;
use commonshelf::config::{Config, Database};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Command;
use tempfile::TempDir;

/// The node in this process is called home; files are in a bucket.
pub struct Fleet {
    pub home: TestApp,
    bucket: Bucket,
}

impl Fleet {
    /// `None` on SQLite, after saying so.
    pub async fn open() -> Option<Self> {
        if !on_postgres() {
            println!("not on SQLite: one process alone has it open");
            return None;
        }
        let bucket = Bucket::new();
        Some(Self { home: TestApp::spawn_with(|config| bucket.settings(config)).await, bucket })
    }

    pub fn database_url(&self) -> String {
        let Database::Postgres(url) = &self.home.app.config.database else { unreachable!("it is opened on PostgreSQL only") };
        url.expose().to_owned()
    }

    /// A real node, ready.
    pub async fn node(&self) -> Node {
        self.node_with(|_| {}).await
    }

    /// The same with settings of its own.
    pub async fn node_with(&self, adjust: impl FnOnce(&mut Command)) -> Node {
        let folder = tempfile::tempdir().unwrap();
        let (mut command, base) = command(&folder, &self.database_url());
        command.env("COMMONSHELF_PUBLIC_URL", &self.home.base);
        self.bucket.environment(self.bucket.port, &mut command);
        adjust(&mut command);
        let serving = Serving::start(command, folder.path(), base).await;
        Node { serving, folder }
    }

    /// Another node in this process, with nothing in its data folder and nobody who works yet.
    pub fn idle_node(&self) -> TestApp {
        let (database, public_url) = (self.home.app.config.database.clone(), self.home.app.config.public_url.clone());
        TestApp::open_idle(|config: &mut Config| {
            (config.database, config.public_url) = (database, public_url);
            self.bucket.settings(config);
        })
    }

    /// Approves what was submitted; gives the answer once all files were read.
    pub async fn publish(&self, uploader: &Client, admin: &Client, title: &str, words: &str) -> Published {
        let submission = uploader.submit(title, words).await;
        self.home.wait_for_inspections().await;
        let approved = admin.decide(&submission, "approve").await.expect(200);
        Published { resource: approved.body["resource_id"].as_str().unwrap().to_owned(), change: approved.body["change"].as_i64().unwrap() }
    }
}

pub struct Published {
    pub resource: String,
    pub change: i64,
}

/// A process with a data folder of its own.
pub struct Node {
    pub serving: Serving,
    pub folder: TempDir,
}

impl Node {
    /// Someone who is signed in, wherever that was, at this node.
    pub fn seen_by(&self, client: &Client) -> Client {
        Client::new(&self.serving.base, client.token.as_deref())
    }

    pub fn visitor(&self) -> Client {
        self.serving.visitor()
    }

    pub async fn ready(&self) -> Answer {
        self.visitor().get("/health/ready").await
    }

    pub fn name(&self) -> String {
        std::fs::read_to_string(self.data_dir().join("node")).unwrap()
    }

    pub fn data_dir(&self) -> PathBuf {
        self.folder.path().join("data")
    }
}

/// The program on a free port, and its address.
pub fn command(folder: &TempDir, database_url: &str) -> (Command, String) {
    // Free a moment ago; whoever takes it in between fails loudly.
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut command = program(&["serve"]);
    command.env("COMMONSHELF_RATES", "0");
    command.env("COMMONSHELF_DATA_DIR", folder.path().join("data")).env("COMMONSHELF_LISTEN", address.to_string());
    command.env("COMMONSHELF_SECRET_KEY", SECRET).env("COMMONSHELF_DATABASE_URL", database_url).current_dir(folder.path());
    (command, format!("http://{address}"))
}
