//! A whole library for one test: the real server on a free port, a real database, real files, and its workers. Which database is said by
//! `COMMONSHELF_TEST_DATABASE` (`sqlite`, the default, or `postgres`).

use super::client::Client;
use super::people;
use super::postgres;
use super::wait::wait_until;
use actix_web::dev::ServerHandle;
use commonshelf::app::{self, App};
use commonshelf::config::{Config, Database, Secret};
use commonshelf::db::jobs;
use commonshelf::domain::ids::OrganizationId;
use commonshelf::domain::time::Clock;
use commonshelf::domain::words::{MembershipRole, SiteRole};
use commonshelf::http;
use commonshelf::jobs::Workers;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use tempfile::TempDir;

pub use super::people::PASSWORD;

pub const SECRET: &str = "a-secret-of-the-tests-long-enough-to-be-one";

/// Whether this run is on PostgreSQL.
pub fn on_postgres() -> bool {
    match std::env::var("COMMONSHELF_TEST_DATABASE").as_deref() {
        Ok("postgres") => true,
        Ok("sqlite") | Err(_) => false,
        Ok(other) => panic!("COMMONSHELF_TEST_DATABASE is sqlite or postgres, not {other}"),
    }
}

/// Whether the long versions of the random tests are asked for.
pub fn full_scale() -> bool {
    std::env::var("COMMONSHELF_TEST_SCALE").is_ok_and(|scale| scale == "full")
}

/// A database that was migrated once and is copied for each test.
static TEMPLATE: OnceLock<postgres::Template> = OnceLock::new();

fn postgres_database() -> postgres::Database {
    let fill = |url: &str| {
        let folder = tempfile::tempdir().unwrap();
        let mut config = Config::for_tests(folder.path()).unwrap();
        config.database = Database::Postgres(Secret::new(url));
        app::open_database(&config, Clock::system()).unwrap();
    };
    TEMPLATE.get_or_init(|| postgres::Template::new(fill)).database()
}

/// Everything is in a folder and a database of its own, and ends with the value. (Fields drop in order: the database last.)
pub struct TestApp {
    pub app: Arc<App>,
    pub base: String,
    server: ServerHandle,
    thread: Option<std::thread::JoinHandle<()>>,
    workers: Option<Workers>,
    pub folder: TempDir,
    database: Option<postgres::Database>,
}

impl TestApp {
    pub async fn spawn() -> Self {
        Self::spawn_with(|_| {}).await
    }

    /// With other settings than the defaults.
    pub async fn spawn_with(adjust: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = on_postgres().then(postgres_database);
        Self::open(folder, database, adjust).working()
    }

    /// One that answers and does nothing beside, in an empty folder, on the database that the settings name.
    pub fn open_idle(adjust: impl FnOnce(&mut Config)) -> Self {
        Self::open(tempfile::tempdir().unwrap(), None, adjust)
    }

    fn working(mut self) -> Self {
        self.start_workers();
        self
    }

    /// Begins, or goes on, to do jobs and to follow the change feed.
    pub fn start_workers(&mut self) {
        self.workers = Some(Workers::start(&self.app).unwrap());
    }

    /// Stops doing jobs and following the change feed, while requests are answered as before.
    pub fn stop_workers(&mut self) {
        if let Some(workers) = self.workers.take() {
            workers.stop();
        }
    }

    fn open(folder: TempDir, database: Option<postgres::Database>, adjust: impl FnOnce(&mut Config)) -> Self {
        let listener = http::bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let mut config = Config::for_tests(folder.path()).unwrap();
        config.extractor = PathBuf::from(env!("CARGO_BIN_EXE_commonshelf"));
        config.public_url = base.parse().unwrap();
        config.secret_key = Some(Secret::new(SECRET));
        if let Some(database) = &database {
            config.database = Database::Postgres(Secret::new(database.url()));
        }
        adjust(&mut config);
        let app = Arc::new(App::open(config, Clock::system()).unwrap());
        let (send, receive) = std::sync::mpsc::channel();
        let served = Arc::clone(&app);
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async {
                let server = http::start(served, listener, 2).unwrap();
                send.send(server.handle()).unwrap();
                server.await.unwrap();
            });
        });
        Self { app, base, server: receive.recv().unwrap(), thread: Some(thread), workers: None, folder, database }
    }

    /// Stops everything and starts again on the same folder and database, as after a restart of the machine.
    pub async fn restart(mut self, adjust: impl FnOnce(&mut Config)) -> Self {
        self.stop();
        let folder = std::mem::replace(&mut self.folder, tempfile::tempdir().unwrap());
        let database = self.database.take();
        let ended = Arc::downgrade(&self.app);
        drop(self);
        wait_until("the last thread of the server let go of the library", async || ended.strong_count() == 0).await;
        Self::open(folder, database, adjust).working()
    }

    fn stop(&mut self) {
        if let Some(thread) = self.thread.take() {
            drop(self.server.stop(false));
            thread.join().unwrap();
        }
        self.stop_workers();
    }

    pub fn visitor(&self) -> Client {
        Client::new(&self.base, None)
    }

    /// A signed-in person with a role on the whole site and no organization. The address is `<name>@example.org`.
    pub async fn person(&self, name: &str, role: SiteRole) -> Client {
        people::make_user(&self.app.db, name, role, self.app.clock.now()).await;
        self.sign_in(name).await
    }

    pub async fn admin(&self, name: &str) -> Client {
        self.person(name, SiteRole::Admin).await
    }

    pub async fn reviewer(&self, name: &str) -> Client {
        self.person(name, SiteRole::Reviewer).await
    }

    /// A signed-in member of an organization, which is made where it does not exist.
    pub async fn uploader(&self, name: &str, organization: &str) -> Client {
        self.member(name, SiteRole::User, organization, MembershipRole::Uploader).await
    }

    pub async fn member(&self, name: &str, site_role: SiteRole, organization: &str, role: MembershipRole) -> Client {
        people::make_member(&self.app.db, name, site_role, organization, role, self.app.clock.now()).await;
        self.sign_in(name).await
    }

    pub async fn sign_in(&self, name: &str) -> Client {
        let login = serde_json::json!({"email": format!("{name}@example.org"), "password": PASSWORD});
        let answer = self.visitor().post("/api/v1/auth/login", login).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        Client::new(&self.base, Some(answer.body["access_token"].as_str().unwrap()))
    }

    /// An active organization of this name, made where there is none.
    pub async fn organization(&self, name: &str) -> OrganizationId {
        people::make_organization(&self.app.db, name, self.app.clock.now()).await
    }

    /// Waits until no job of a kind is left to do now.
    pub async fn wait_for_jobs(&self, kind: &'static str) {
        wait_until(&format!("all {kind} jobs done"), async || self.app.db.read(move |c| jobs::count_waiting(c, kind)).await.unwrap() == 0)
            .await;
    }

    /// Waits until every uploaded file was looked at.
    pub async fn wait_for_inspections(&self) {
        self.wait_for_jobs("inspect").await;
    }

    /// The mail that was written so far, as `.eml` text, oldest first.
    pub fn mail(&self) -> Vec<String> {
        let Ok(entries) = std::fs::read_dir(self.app.config.mail_dir()) else { return Vec::new() };
        let mut paths: Vec<_> =
            entries.map(|entry| entry.unwrap().path()).filter(|path| path.extension().is_some_and(|e| e == "eml")).collect();
        paths.sort();
        paths.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect()
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.stop();
    }
}
