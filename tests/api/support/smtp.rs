//! A real mail server for the tests (aiosmtpd, brought by `tests/install`) that keeps what it is sent, or refuses it as told.
//!
//! It listens on the loopback only and passes nothing on. It ends when its value is dropped, or with the process, however that ends.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

/// What the server does besides accepting everything in the clear.
#[derive(Default)]
pub struct Options {
    /// Listen here, so that a server can come back where it was; otherwise on a free port.
    pub port: Option<u16>,
    /// User and password. With them STARTTLS is required too, under [`SmtpSink::authority`].
    pub login: Option<(&'static str, &'static str)>,
    /// Answer 451 to so many messages before taking one.
    pub defer: u32,
    /// Answer 451 to these recipients, for ever.
    pub put_off: Vec<&'static str>,
    /// Answer 550 to these recipients.
    pub refuse: Vec<&'static str>,
}

/// A message as it arrived.
#[derive(Debug, serde::Deserialize)]
pub struct Received {
    pub from: String,
    pub to: Vec<String>,
    pub encrypted: bool,
    pub authenticated: bool,
    /// Headers and body, undecoded.
    #[serde(skip)]
    pub data: String,
}

pub struct SmtpSink {
    pub port: u16,
    folder: TempDir,
    process: Child,
}

impl SmtpSink {
    pub fn start(options: Options) -> Self {
        let folder = TempDir::with_prefix("commonshelf-smtp-").expect("a temporary folder");
        let mut command = Command::new(python());
        command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/api/support/smtp_sink.py"));
        command.arg("--folder").arg(folder.path());
        command.args(["--port", &options.port.unwrap_or(0).to_string(), "--defer", &options.defer.to_string()]);
        if let Some((user, password)) = options.login {
            command.args(["--login", &format!("{user}:{password}")]);
        }
        for recipient in options.put_off {
            command.args(["--put-off", recipient]);
        }
        for recipient in options.refuse {
            command.args(["--refuse", recipient]);
        }
        // Its complaints go to our standard error, where a failed test shows them. The group keeps Ctrl-C from it: the pipe ends it.
        let mut process = command.process_group(0).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("Python");

        let mut line = String::new();
        BufReader::new(process.stdout.take().expect("piped above")).read_line(&mut line).expect("a line from smtp_sink.py");
        let port = line.trim_end().strip_prefix("ready ").and_then(|port| port.parse().ok());
        Self { port: port.expect("the mail server for the tests did not start"), folder, process }
    }

    /// The messages taken so far, in the order of their arrival.
    pub fn messages(&self) -> Vec<Received> {
        let mut envelopes: Vec<PathBuf> = std::fs::read_dir(self.folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
        envelopes.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
        envelopes.sort();
        let read = |path: &PathBuf| {
            let mut message: Received = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
            message.data = String::from_utf8_lossy(&std::fs::read(path.with_extension("eml")).unwrap()).into_owned();
            message
        };
        envelopes.iter().map(read).collect()
    }

    /// The Message-IDs of what was answered "try again later", in order.
    pub fn deferred(&self) -> Vec<String> {
        let lines = std::fs::read_to_string(self.folder.path().join("deferred")).unwrap_or_default();
        lines.lines().map(str::to_owned).collect()
    }

    /// The certificate (PEM) that a client must trust for STARTTLS; there only with [`Options::login`].
    pub fn authority(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }
}

impl Drop for SmtpSink {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}

/// The Python that has the tools of the tests.
pub fn python() -> PathBuf {
    let python = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/test-tools/bin/python");
    assert!(python.exists(), "{} is missing: run tests/install", python.display());
    python
}

#[cfg(test)]
mod tests {
    use super::*;
    use lettre::transport::smtp::authentication::Credentials;
    use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
    use lettre::{Message, SmtpTransport, Transport};

    fn letter(to: &str) -> Message {
        let letter = Message::builder().from("shelf@example.org".parse().unwrap()).to(to.parse().unwrap()).subject("A letter");
        letter.body("Words\n".to_owned()).unwrap()
    }

    fn plain(port: u16) -> SmtpTransport {
        SmtpTransport::builder_dangerous("127.0.0.1").port(port).build()
    }

    #[test]
    fn mail_is_kept_with_its_envelope() {
        let sink = SmtpSink::start(Options::default());

        plain(sink.port).send(&letter("ana@example.org")).unwrap();

        let messages = sink.messages();
        assert_eq!(messages.len(), 1);
        assert_eq!((messages[0].from.as_str(), messages[0].to.as_slice()), ("shelf@example.org", &["ana@example.org".to_owned()][..]));
        assert!(messages[0].data.contains("Subject: A letter\r\n") && messages[0].data.contains("\r\n\r\nWords\r\n"), "{messages:?}");
        assert!(!messages[0].encrypted && !messages[0].authenticated);
    }

    #[test]
    fn a_server_with_a_login_wants_encryption_and_the_right_password() {
        crate::support::client::install_cryptography();
        let sink = SmtpSink::start(Options { login: Some(("shelf", "secret")), ..Options::default() });
        let certificate = Certificate::from_pem(&std::fs::read(sink.authority()).unwrap()).unwrap();
        let tls = TlsParameters::builder("localhost".to_owned()).add_root_certificate(certificate).build().unwrap();
        let with = |password: &str| {
            let transport = SmtpTransport::builder_dangerous("127.0.0.1").port(sink.port).tls(Tls::Required(tls.clone()));
            transport.credentials(Credentials::new("shelf".to_owned(), password.to_owned())).build()
        };

        assert!(plain(sink.port).send(&letter("ana@example.org")).is_err());
        assert!(with("wrong").send(&letter("ana@example.org")).is_err());
        with("secret").send(&letter("ana@example.org")).unwrap();

        let messages = sink.messages();
        assert_eq!(messages.len(), 1);
        assert!(messages[0].encrypted && messages[0].authenticated);
    }

    #[test]
    fn mail_is_put_off_or_refused_as_told() {
        let sink = SmtpSink::start(Options { defer: 1, refuse: vec!["nobody@example.org"], ..Options::default() });
        let client = plain(sink.port);

        assert!(client.send(&letter("ana@example.org")).unwrap_err().is_transient());
        assert!(client.send(&letter("nobody@example.org")).unwrap_err().is_permanent());
        client.send(&letter("ana@example.org")).unwrap();

        assert_eq!((sink.deferred().len(), sink.messages().len()), (1, 1));
    }

    #[actix_web::test]
    async fn a_server_that_went_away_can_come_back_where_it_was() {
        let port = SmtpSink::start(Options::default()).port;
        assert!(plain(port).send(&letter("ana@example.org")).is_err());

        let sink = SmtpSink::start(Options { port: Some(port), ..Options::default() });
        plain(port).send(&letter("ana@example.org")).unwrap();

        crate::support::wait::wait_until("the message is there", async || sink.messages().len() == 1).await;
    }
}
