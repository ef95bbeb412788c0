//! The README can't go stale: its table is the program's own, and its walk-through is run as it stands on the page.

use crate::support::app::on_postgres;
use crate::support::client::install_cryptography;
use crate::support::postgres;
use crate::support::wait::wait_until;
use commonshelf::config::settings_table;
use commonshelf::http::rates_table;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Output};

const README: &str = include_str!("../../README.md");
/// Where the page says that the server is.
const ADDRESS: &str = "127.0.0.1:8080";

#[test]
fn the_readme_names_every_setting_as_the_program_does() {
    assert!(README.contains(&settings_table()), "the table of settings in README.md is to be\n\n{}", settings_table());
}

#[test]
fn the_readme_tells_how_often_one_may_ask() {
    assert!(README.contains(&rates_table()), "the table of rates in README.md is to be\n\n{}", rates_table());
}

#[actix_web::test]
async fn the_walk_through_of_the_readme_ends_with_a_document_that_is_found() {
    install_cryptography();
    let reader = Reader::new();
    let [serving, steps @ ..] = &blocks("Use it")[..] else { panic!("the walk-through is gone") };
    let server = reader.start(serving);
    wait_until("the server answers", async || reqwest::get(reader.at("/health/ready")).await.is_ok_and(|answer| answer.status() == 200))
        .await;

    let output = reader.follow(&steps.concat());
    drop(server);

    let shown = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{shown}\n{}", String::from_utf8_lossy(&output.stderr));
    assert!(shown.contains("\"title\": \"Facilitator handbook\"") && shown.contains("<mark>medication</mark>"), "{shown}");
}

/// The shell commands of one part of the page, block by block.
fn blocks(part: &str) -> Vec<&'static str> {
    let (_, text) = README.split_once(&format!("\n## {part}\n")).unwrap();
    let text = text.split("\n## ").next().unwrap();
    text.split("\n```sh\n").skip(1).map(|block| block.split("```").next().unwrap()).collect()
}

/// Someone who follows the page, in a folder that looks like a clone, with a port and a database of their own.
struct Reader {
    folder: tempfile::TempDir,
    address: String,
    database: Option<postgres::Database>,
}

impl Reader {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), folder.path().join("src")).unwrap();
        // Free a moment ago: the kernel gives such a port to nobody else for a while.
        let address = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
        Self { folder, address, database: on_postgres().then(postgres::database) }
    }

    fn at(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    fn shell(&self, commands: &str) -> Command {
        let programs = Path::new(env!("CARGO_BIN_EXE_commonshelf")).parent().unwrap().to_str().unwrap();
        let mut shell = Command::new("timeout");
        shell
            .args(["--foreground", "180", "bash", "-eu", "-o", "pipefail", "-c", &commands.replace(ADDRESS, &self.address)])
            .current_dir(self.folder.path());
        shell.env("PATH", format!("{programs}:{}", std::env::var("PATH").unwrap())).env("COMMONSHELF_LISTEN", &self.address);
        shell.env("COMMONSHELF_LOG", "warn");
        if let Some(database) = &self.database {
            shell
                .env("COMMONSHELF_DATABASE_URL", database.url())
                .env("COMMONSHELF_SECRET_KEY", "a-secret-of-the-tests-long-enough-to-be-one");
        }
        shell
    }

    fn start(&self, commands: &str) -> Server {
        Server(self.shell(commands).process_group(0).spawn().unwrap())
    }

    fn follow(&self, commands: &str) -> Output {
        self.shell(commands).output().unwrap()
    }
}

/// The shell of the first terminal and all that it started; ended with this value.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let group = format!("-{}", self.0.id());
        let ended = Command::new("bash").args(["-c", &format!("kill -TERM -- {group}")]).status().and_then(|_| self.0.wait());
        if !std::thread::panicking() {
            ended.unwrap();
        }
    }
}
