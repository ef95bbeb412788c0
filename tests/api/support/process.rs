//! The real program, as an operator runs it: in a folder and with a database of its own. What it starts ends with its value, by its process id.

pub use super::app::SECRET;
use super::app::on_postgres;
use super::client::Client;
use super::postgres;
use super::wait::{wait_until, wait_until_or};
use commonshelf::config::{Config, Database, Secret};
use std::cell::RefCell;
use std::fs::{self, File};
use std::io::Write;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;
use tempfile::TempDir;

/// More than any command takes on a busy machine.
const LONGEST_COMMAND: Duration = Duration::from_secs(300);

/// A place for a library that no server holds open.
pub struct Place {
    pub folder: TempDir,
    port: u16,
    url: Option<String>,
    _database: Option<postgres::Database>,
}

/// What a command that came to its end had said.
#[derive(Debug)]
pub struct Finished {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Finished {
    #[track_caller]
    pub fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{}{}", self.out, self.err);
        self
    }
}

impl Place {
    pub fn new() -> Self {
        // Free a moment ago; whoever takes it in between fails loudly.
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let database = on_postgres().then(postgres::database);
        Self { folder: tempfile::tempdir().unwrap(), port, url: database.as_ref().map(postgres::Database::url), _database: database }
    }

    /// On a PostgreSQL of the test's own.
    pub fn on(url: String) -> Self {
        Self { url: Some(url), _database: None, ..Self::new() }
    }

    pub fn base(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The address of its PostgreSQL, where that is what it has.
    pub fn database_url(&self) -> Option<String> {
        self.url.clone()
    }

    pub fn data_dir(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The settings for this place, for a test that opens its library itself.
    pub fn config(&self) -> Config {
        let mut config = Config::for_tests(&self.data_dir()).unwrap();
        config.secret_key = Some(Secret::new(SECRET));
        if let Some(url) = self.database_url() {
            config.database = Database::Postgres(Secret::new(&url));
        }
        config
    }

    /// The program with settings for this place and none of this process.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = program(arguments);
        command.env("COMMONSHELF_DATA_DIR", self.data_dir()).env("COMMONSHELF_LISTEN", format!("127.0.0.1:{}", self.port));
        // A test asks for more in a second than people do in an hour.
        command.env("COMMONSHELF_SECRET_KEY", SECRET).env("COMMONSHELF_RATES", "0").current_dir(self.folder.path());
        if let Some(url) = self.database_url() {
            command.env("COMMONSHELF_DATABASE_URL", url);
        }
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Finished {
        finish(self.command(arguments))
    }

    /// A file in the folder.
    pub fn file(&self, name: &str, text: &str) -> String {
        let path = self.folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    pub fn create_admin(&self, email: &str, password: &str) {
        let file = self.file("password", password);
        self.run(&["admin", "create", "--email", email, "--name", "Ingrid", "--password-file", &file]).expect(0);
    }

    /// Starts a command that serves, and waits until it is ready.
    pub async fn serve(&self, arguments: &[&str]) -> Serving {
        self.start(self.command(arguments)).await
    }

    /// The same with settings of its own.
    pub async fn start(&self, command: Command) -> Serving {
        Serving::start(command, self.folder.path(), self.base()).await
    }
}

/// The program without settings.
pub fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_commonshelf"));
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("COMMONSHELF_")) {
        command.env_remove(name);
    }
    command.args(arguments).stdin(Stdio::null());
    command
}

/// The same command, run by another program that is given its own arguments first.
pub fn run_by(program: &str, arguments: &[&str], inner: &Command) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).arg(inner.get_program()).args(inner.get_args()).stdin(Stdio::null());
    for (name, value) in inner.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    if let Some(folder) = inner.get_current_dir() {
        command.current_dir(folder);
    }
    command
}

/// Runs a command to its end.
pub fn finish(mut command: Command) -> Finished {
    wait(command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap())
}

/// The same with something to read.
pub fn finish_with_input(mut command: Command, input: &str) -> Finished {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    wait(child)
}

/// One that does not come to its end is ended, and fails its test.
fn wait(child: Child) -> Finished {
    let (process_id, (ended, waiting)) = (child.id(), mpsc::channel());
    thread::spawn(move || ended.send(child.wait_with_output()));
    let output = waiting.recv_timeout(LONGEST_COMMAND).unwrap_or_else(|_| {
        signal(process_id, "KILL");
        panic!("the command had not come to its end after {LONGEST_COMMAND:?}")
    });
    let output = output.unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Finished { code: output.status.code().expect("it was killed"), out: text(output.stdout), err: text(output.stderr) }
}

fn signal(process_id: u32, name: &str) {
    let sent = Command::new("kill").args([&format!("-{name}"), &process_id.to_string()]).status().unwrap();
    assert!(sent.success());
}

/// A running server.
pub struct Serving {
    child: Child,
    pub base: String,
    out: PathBuf,
    log: PathBuf,
}

impl Serving {
    /// Runs a command that serves at `base`, and waits until it is ready. What it says is kept in the folder.
    pub async fn start(command: Command, folder: &Path, base: String) -> Self {
        let mut serving = Self::begin(command, folder, base);
        serving.wait_until_ready().await;
        serving
    }

    /// The same without waiting.
    pub fn begin(mut command: Command, folder: &Path, base: String) -> Self {
        let (out, log) = (folder.join("stdout"), folder.join("stderr"));
        let child = command.stdout(File::create(&out).unwrap()).stderr(File::create(&log).unwrap()).spawn().unwrap();
        Self { child, base, out, log }
    }

    pub async fn wait_until_ready(&mut self) {
        let client = self.visitor();
        let (log, last) = (self.log.clone(), RefCell::new(String::new()));
        let is_ready = async || {
            assert!(self.child.try_wait().unwrap().is_none(), "it ended: {}", self.log());
            // Before this line its port may be nobody's.
            if !self.log().contains("ready") {
                return false;
            }
            let answer = client.get("/health/ready").await;
            last.replace(answer.text);
            answer.status == 200
        };
        let evidence = || format!("its last answer: {}\nits log: {}", last.borrow(), fs::read_to_string(&log).unwrap());
        wait_until_or("the server is ready", is_ready, evidence).await;
    }

    pub fn visitor(&self) -> Client {
        Client::new(&self.base, None)
    }

    pub async fn sign_in(&self, email: &str, password: &str) -> Client {
        let login = serde_json::json!({"email": email, "password": password});
        let tokens = self.visitor().post("/api/v1/auth/login", login).await.expect(200);
        Client::new(&self.base, tokens.body["access_token"].as_str())
    }

    /// What it has printed so far.
    pub fn out(&self) -> String {
        fs::read_to_string(&self.out).unwrap()
    }

    /// What it has logged so far.
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap()
    }

    /// How many threads it has at this moment.
    pub fn threads(&self) -> usize {
        fs::read_dir(format!("/proc/{}/task", self.child.id())).unwrap().count()
    }

    pub fn terminate(&self) {
        self.signal("TERM");
    }

    /// Sends a signal by its name: `KILL`, `STOP`, `CONT`.
    pub fn signal(&self, name: &str) {
        signal(self.child.id(), name);
    }

    /// Ends it as a power cut would, but for what the system's cache holds: by SIGKILL, at once.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Tells it to stop, and waits for its exit status.
    pub async fn stop(mut self) -> i32 {
        self.terminate();
        let mut status = None;
        wait_until("the server has stopped", async || {
            status = self.child.try_wait().unwrap();
            status.is_some()
        })
        .await;
        status.unwrap().code().expect("it was killed")
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // Fails where it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
