//! A real object storage: moto's S3, one for the process and a bucket for each test. It ends with the process.

use super::smtp::python;
use commonshelf::config::{self, Config, Files, Secret};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use tempfile::TempDir;

/// What the tests sign with. The server does not look at signatures; nobody else may see these either.
pub const ACCESS_KEY: &str = "AKIAOFTHETESTS";
pub const SECRET_KEY: &str = "a-secret-key-of-the-tests";

struct Server {
    port: u16,
    folder: TempDir,
    /// Its standard input stays open as long as this process lives.
    _process: Child,
}

static SERVER: OnceLock<Server> = OnceLock::new();

fn server() -> &'static Server {
    SERVER.get_or_init(|| {
        let folder = TempDir::with_prefix("commonshelf-s3-").unwrap();
        let mut command = Command::new(python());
        command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/api/support/s3_server.py"));
        command.arg("--log").arg(folder.path().join("requests"));
        // The group keeps Ctrl-C from it: the pipe ends it.
        let mut process = command.process_group(0).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("Python");
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let port = line.trim_end().strip_prefix("ready ").and_then(|port| port.parse().ok());
        Server { port: port.expect("the object storage for the tests did not start: run tests/install"), folder, _process: process }
    })
}

/// A request as the server saw it.
#[derive(Clone, Debug, serde::Deserialize)]
pub struct Request {
    pub method: String,
    pub path: String,
    pub query: String,
    pub size_bytes: u64,
    pub range: Option<String>,
    /// The checksum that was sent with the bytes, in hex.
    pub sha256: Option<String>,
    pub status: u16,
}

/// A bucket of its own.
pub struct Bucket {
    pub name: String,
    pub port: u16,
}

impl Bucket {
    pub fn new() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let bucket = Self::missing(&format!("bucket-{}", COUNT.fetch_add(1, Ordering::Relaxed)));
        let (status, answer) = bucket.ask("PUT", "", b"");
        assert_eq!(status, 200, "{}", String::from_utf8_lossy(&answer));
        bucket
    }

    /// One that nobody made.
    pub fn missing(name: &str) -> Self {
        Self { name: name.to_owned(), port: server().port }
    }

    /// What the setting `files` is: everything is below a prefix.
    pub fn files(&self) -> Files {
        Files::Bucket(config::Bucket { name: self.name.clone(), prefix: "library/files".to_owned() })
    }

    /// Settings for a library with its files here.
    pub fn settings(&self, config: &mut Config) {
        self.settings_through(self.port, config);
    }

    /// The same, with something between us and the server.
    pub fn settings_through(&self, port: u16, config: &mut Config) {
        config.files = self.files();
        config.s3 = config::S3 {
            endpoint: Some(format!("http://127.0.0.1:{port}").parse().unwrap()),
            region: "us-east-1".to_owned(),
            access_key: Some(Secret::new(ACCESS_KEY)),
            secret_key: Some(Secret::new(SECRET_KEY)),
        };
    }

    /// The same for a program.
    pub fn environment(&self, port: u16, command: &mut Command) {
        command.env("COMMONSHELF_FILES", self.files().to_string()).env("COMMONSHELF_S3_ENDPOINT", format!("http://127.0.0.1:{port}"));
        command.env("COMMONSHELF_S3_ACCESS_KEY", ACCESS_KEY).env("COMMONSHELF_S3_SECRET_KEY", SECRET_KEY);
    }

    /// Under which key a blob stands.
    pub fn key(&self, sha256: &str) -> String {
        format!("library/files/{}/{sha256}", &sha256[..2])
    }

    /// Puts an object there, as a hand from outside would.
    pub fn put(&self, key: &str, bytes: &[u8]) {
        assert_eq!(self.ask("PUT", key, bytes).0, 200);
    }

    /// What is there.
    pub fn get(&self, key: &str) -> Option<Vec<u8>> {
        let (status, bytes) = self.ask("GET", key, b"");
        (status == 200).then_some(bytes)
    }

    pub fn delete(&self, key: &str) {
        assert_eq!(self.ask("DELETE", key, b"").0, 204);
    }

    /// Everything that was asked of this bucket, oldest first.
    pub fn requests(&self) -> Vec<Request> {
        let log: PathBuf = server().folder.path().join("requests");
        let lines = std::fs::read_to_string(log).unwrap();
        let requests = lines.lines().map(|line| serde_json::from_str::<Request>(line).unwrap());
        let below = format!("/{}/", self.name);
        requests.filter(|request| format!("{}/", request.path).starts_with(&below)).collect()
    }

    /// How often a method was used on the object of a blob.
    pub fn count(&self, method: &str, sha256: &str) -> usize {
        self.requests().iter().filter(|request| request.method == method && request.path.ends_with(sha256)).count()
    }

    /// Asks past the program, under a signature that says nothing: only who signed is looked at.
    fn ask(&self, method: &str, key: &str, body: &[u8]) -> (u16, Vec<u8>) {
        let mut line = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let slash = if key.is_empty() { "" } else { "/" };
        let signed =
            format!("AWS4-HMAC-SHA256 Credential={ACCESS_KEY}/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0");
        let target = format!("{method} /{}{slash}{key} HTTP/1.0\r\nHost: 127.0.0.1\r\nAuthorization: {signed}", self.name);
        let head = format!("{target}\r\nContent-Length: {}\r\n\r\n", body.len());
        line.write_all(head.as_bytes()).and_then(|()| line.write_all(body)).unwrap();
        let mut answer = Vec::new();
        line.read_to_end(&mut answer).unwrap();
        let end = answer.windows(4).position(|window| window == b"\r\n\r\n").expect("an answer has a head");
        let status = String::from_utf8_lossy(&answer[9..12]).parse().unwrap();
        (status, answer.split_off(end + 4))
    }
}
