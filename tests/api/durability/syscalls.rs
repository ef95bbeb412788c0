//! What a power loss would leave: SIGKILL spares what the system has cached, so the order in which the server waits for the disk is read off
//! its system calls. File, name, folders, and only then the row; and the answer after that.

use crate::support::app::on_postgres;
use crate::support::client::metadata;
use crate::support::files;
use crate::support::process::{Place, run_by};
use crate::support::wait::wait_until;
use std::path::Path;
use std::process::Command;

const PASSWORD: &str = "a handful of quiet words";
const CALLS: &str = "trace=openat,fsync,fdatasync,rename,renameat,renameat2,link,linkat,mkdir,mkdirat,write,writev,sendto,sendmsg";

/// One call: its text, and the lines of the trace at which it began and had ended.
#[derive(Debug)]
struct Call {
    name: String,
    text: String,
    began: usize,
    ended: usize,
}

/// Reads what `strace -f` wrote; calls that were interrupted by those of other threads are put together again.
fn calls(trace: &str) -> Vec<Call> {
    let mut calls: Vec<Call> = Vec::new();
    let mut unfinished: Vec<(&str, Call)> = Vec::new();
    for (line, text) in trace.lines().enumerate() {
        let Some((thread, text)) = text.split_once(' ') else { continue };
        let text = text.trim_start();
        if let Some(resumed) = text.strip_prefix("<... ") {
            if let Some(place) = unfinished.iter().position(|(other, _)| *other == thread) {
                let (_, mut call) = unfinished.swap_remove(place);
                call.text.push_str(resumed.split_once("resumed>").map_or("", |(_, rest)| rest));
                call.ended = line;
                calls.push(call);
            }
        } else if let Some((name, _)) = text.split_once('(') {
            let begun = text.strip_suffix(" <unfinished ...>");
            let call = Call { name: name.to_owned(), text: begun.unwrap_or(text).to_owned(), began: line, ended: line };
            if begun.is_some() { unfinished.push((thread, call)) } else { calls.push(call) }
        }
    }
    calls.sort_by_key(|call| call.ended);
    calls
}

impl Call {
    /// Waits for the disk on what is open under this path.
    fn syncs(&self, path: &str) -> bool {
        matches!(self.name.as_str(), "fsync" | "fdatasync") && self.text.contains(&format!("<{path}>")) && self.text.ends_with("= 0")
    }

    /// The paths that stand in quotes.
    fn paths(&self) -> Vec<&str> {
        self.text.split('"').skip(1).step_by(2).collect()
    }

    fn names(&self, names: &[&str], path: &str) -> bool {
        names.contains(&self.name.as_str()) && self.paths().last() == Some(&path) && self.text.ends_with("= 0")
    }

    /// Makes a transaction durable: SQLite syncs its log, PostgreSQL is told to by the words.
    fn commits(&self) -> bool {
        match on_postgres() {
            true => self.name == "sendto" && self.text.contains("COMMIT"),
            false => matches!(self.name.as_str(), "fsync" | "fdatasync") && self.text.contains("commonshelf.sqlite-wal>"),
        }
    }
}

#[track_caller]
fn find<'a>(calls: &'a [Call], what: &str, is_it: impl Fn(&Call) -> bool) -> &'a Call {
    calls.iter().find(|call| is_it(call)).unwrap_or_else(|| panic!("nowhere in the trace: {what}"))
}

fn expect_strace() {
    let tried = Command::new("strace").args(["-f", "-o", "/dev/null", "true"]).output().expect("strace is missing: run tests/install");
    let why = String::from_utf8_lossy(&tried.stderr);
    assert!(tried.status.success(), "strace may not trace here ({why}): allow ptrace, in a container by --cap-add=SYS_PTRACE");
}

/// Runs the server under strace through one upload; gives the trace, the file's hash, and the folder of files.
async fn trace_of_an_upload(place: &Place) -> (Vec<Call>, String, String) {
    place.create_admin("ana@example.org", PASSWORD);
    crate::support::people::make_member(
        &commonshelf::app::open_database(&place.config(), commonshelf::domain::time::Clock::system()).unwrap(),
        "rosa",
        commonshelf::domain::words::SiteRole::User,
        "Casa Abierta",
        commonshelf::domain::words::MembershipRole::Uploader,
        commonshelf::domain::time::Clock::system().now(),
    )
    .await;
    let trace = place.folder.path().join("trace");
    // -D: the server stays our child, and the tracer stands aside.
    let arguments = ["-D", "-f", "-y", "-s", "200", "-e", CALLS, "-o", trace.to_str().unwrap()];
    let server = place.start(run_by("strace", &arguments, &place.command(&["serve"]))).await;
    let rosa = server.sign_in("rosa@example.org", crate::support::people::PASSWORD).await;

    let uploaded =
        rosa.upload("/api/v1/submissions", Some(&metadata("Lantern")), &[("a.pdf", files::pdf(&["A lantern"]))]).await.expect(201);

    assert_eq!(server.stop().await, 0);
    let read = || std::fs::read_to_string(&trace).unwrap();
    wait_until("the tracer has written its last line", async || read().contains("+++ exited with 0 +++")).await;
    let hash = uploaded.body["files"][0]["sha256"].as_str().unwrap().to_owned();
    (calls(&read()), hash, place.data_dir().join("files").to_str().unwrap().to_owned())
}

#[actix_web::test]
async fn a_blob_is_on_the_disk_under_its_name_before_the_row_that_names_it() {
    expect_strace();
    let place = Place::new();
    let (calls, hash, root) = trace_of_an_upload(&place).await;
    let shelf = format!("{root}/{}", &hash[..2]);
    let blob = format!("{shelf}/{hash}");

    let received = find(&calls, "the spooled file", |call| call.name == "openat" && call.text.contains("/spool/upload-"));
    let answered = find(&calls, "the answer", |call| call.began > received.began && call.text.contains("HTTP/1.1 201"));
    let named = find(&calls, "the renaming of the blob", |call| call.names(&["rename", "renameat", "renameat2"], &blob));
    // The renamed name may be a second one of the spooled file.
    let from = named.paths()[0];
    let linked = calls.iter().find(|call| call.names(&["link", "linkat"], from)).map(|call| call.paths()[0]);
    let synced = find(&calls, "the sync of the blob", |call| call.syncs(from) || linked.is_some_and(|linked| call.syncs(linked)));
    let shelved = find(&calls, "the sync of its folder", |call| call.began > named.ended && call.syncs(&shelf));
    let made = find(&calls, "the making of its folder", |call| call.names(&["mkdir", "mkdirat"], &shelf));
    let rooted = find(&calls, "the sync of the folder above", |call| call.began > made.ended && call.syncs(&root));
    let commits: Vec<&Call> = calls.iter().filter(|call| call.began > received.began && call.commits()).collect();
    let committed = commits.first().expect("no commit after the upload");

    assert!(synced.ended < named.began, "renamed before it was on the disk: {synced:?} {named:?}");
    let durable = shelved.ended.max(rooted.ended);
    assert!(durable < committed.began, "committed before the blob was durable: {shelved:?} {rooted:?} {committed:?}");
    assert!(committed.ended < answered.began, "answered before the commit: {committed:?} {answered:?}");
    assert!(Path::new(&blob).exists());
}

#[test]
fn an_interrupted_call_is_put_together_again() {
    let calls = calls("7 fsync(3</a> <unfinished ...>\n8  rename(\"/x\", \"/y\") = 0\n7 <... fsync resumed>) = 0\n");

    let seen: Vec<_> = calls.iter().map(|call| (call.text.as_str(), call.began, call.ended)).collect();
    assert_eq!(seen, [("rename(\"/x\", \"/y\") = 0", 1, 1), ("fsync(3</a>) = 0", 0, 2)]);
    assert!(calls[1].syncs("/a") && calls[0].names(&["rename"], "/y"));
}
