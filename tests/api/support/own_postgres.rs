//! A PostgreSQL for one test alone, which may stop it in the middle of everything, start it again, or let its writes fail. As slow and as
//! durable as it comes; see `own_postgres.sh`.

use super::postgres;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

pub struct OwnPostgres {
    orders: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    supervisor: Child,
    folder: PathBuf,
}

impl OwnPostgres {
    pub fn start() -> Self {
        Self::start_with(None)
    }

    /// With a library put before the others, and the file that it takes its orders from. Other users must be able to read both.
    pub fn start_with(preload: Option<(&Path, &Path)>) -> Self {
        let mut command = postgres::supervised(include_str!("own_postgres.sh"));
        let (library, orders) = preload.unwrap_or((Path::new(""), Path::new("")));
        let mut supervisor =
            command.arg(library).arg(orders).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let orders = supervisor.stdin.take();
        let answers = BufReader::new(supervisor.stdout.take().unwrap());
        let mut own = Self { orders, answers, supervisor, folder: PathBuf::new() };
        own.folder = own.expect("ready ").into();
        own
    }

    pub fn url(&self) -> String {
        let folder = self.folder.display().to_string().replace('/', "%2F");
        format!("postgres://postgres@{folder}/postgres?sslmode=disable")
    }

    /// Ends it as a crash would: no connection is said goodbye to.
    pub fn stop_at_once(&mut self) {
        self.order("stop");
        self.expect("stopped");
    }

    pub fn start_again(&mut self) {
        self.order("start");
        self.expect("ready ");
    }

    fn order(&mut self, order: &str) {
        writeln!(self.orders.as_mut().unwrap(), "{order}").unwrap();
    }

    fn expect(&mut self, wanted: &str) -> String {
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        match line.trim_end().strip_prefix(wanted) {
            Some(rest) => rest.to_owned(),
            None => panic!("PostgreSQL for this test: wanted {wanted:?}, got {line}"),
        }
    }
}

impl Drop for OwnPostgres {
    fn drop(&mut self) {
        drop(self.orders.take());
        let _ = self.supervisor.wait();
    }
}
