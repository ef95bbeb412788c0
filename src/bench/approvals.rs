//! From an approval until anyone finds the document: one at a time, and a thousand at once.

use super::client::Connection;
use super::corpus;
use super::library::{ADMIN, Waiting};
use super::report::{Floor, Row, Times, ms};
use super::search::side_by_side;
use super::server::Server;
use crate::error::{Error, Result};
use crate::search::reference::PlainIndex;
use std::path::Path;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const AT_ONCE_CONNECTIONS: usize = 16;
const FOUND_WITHIN_MS: f64 = 150.0;
const OF_A_COMMIT: f64 = 1.5;
const ALL_WITHIN_S: f64 = 3.0;

/// Approves one after the other, in turns with commits of tantivy alone, so that the disk's good and bad moments meet both.
pub fn one_at_a_time(server: &Server, waiting: &[Waiting], folder: &Path) -> Result<Vec<Row>> {
    let token = server.sign_in(ADMIN)?;
    let (mut admin, mut visitor) = (Connection::open(server.address, Some(&token))?, Connection::open(server.address, None)?);
    let folder = tempfile::tempdir_in(folder).map_err(|cause| Error::internal("making a plain index", cause))?;
    let mut plain = PlainIndex::create(folder.path())?;
    let (mut decided, mut found, mut commits) = (Vec::new(), Vec::new(), Vec::new());
    for (number, submission) in waiting.iter().enumerate() {
        let started = Instant::now();
        let change = approve(&mut admin, submission)?;
        decided.push(started.elapsed());
        expect_found(&mut visitor, submission, change)?;
        found.push(started.elapsed());
        commits.push(plain.add(&[(submission.word.clone(), corpus::sample(number).body)])?);
    }
    let (decided, found, commits) = (Times::new(decided), Times::new(found), Times::new(commits));
    let beside = |percent: usize| format!("a commit of tantivy alone: {:.1} ms", commits.at(percent));
    let of_a_commit = |percent: usize| found.at(percent) / commits.at(percent);
    let row = |percent: usize| {
        Row::new(format!("approval to found, one at a time, p{percent} of {}", waiting.len()), format!("{:.1} ms", found.at(percent)))
            .beside(beside(percent), of_a_commit(percent))
    };
    Ok(vec![
        Row::new("approval answered, one at a time", decided.to_string()),
        row(50),
        // Where the disk is slow, it is slow for both. Where it is fast, what is left is the decision, its two transactions and the search.
        row(99).floor(of_a_commit(99), Floor::AtMost(OF_A_COMMIT), ""),
        Row::new("approval to found, one at a time, p99", format!("{:.1} ms", found.at(99))).floor(
            found.at(99),
            Floor::AtMost(FOUND_WITHIN_MS),
            " ms",
        ),
    ])
}

/// Approves all of them at once, and waits for the last to be found.
pub fn at_once(server: &Server, waiting: &[Waiting], folder: &Path) -> Result<Vec<Row>> {
    let token = server.sign_in(ADMIN)?;
    let (next, change) = (AtomicUsize::new(0), AtomicI64::new(0));
    let started = Instant::now();
    side_by_side(AT_ONCE_CONNECTIONS, || {
        let mut admin = Connection::open(server.address, Some(&token))?;
        while let Some(submission) = waiting.get(next.fetch_add(1, Ordering::Relaxed)) {
            change.fetch_max(approve(&mut admin, submission)?, Ordering::Relaxed);
        }
        Ok(())
    })?;
    let (decided, answered) = (started.elapsed(), Instant::now());
    let mut visitor = Connection::open(server.address, None)?;
    let change = change.into_inner();
    for submission in [waiting.last(), waiting.first()].into_iter().flatten() {
        expect_found(&mut visitor, submission, change)?;
    }
    let found = answered.elapsed();

    let folder = tempfile::tempdir_in(folder).map_err(|cause| Error::internal("making a plain index", cause))?;
    let documents: Vec<_> =
        waiting.iter().enumerate().map(|(number, submission)| (submission.word.clone(), corpus::sample(number).body)).collect();
    let commit = PlainIndex::create(folder.path())?.add(&documents)?;
    let of = |time: Duration| format!("{:.2} s", time.as_secs_f64());
    Ok(vec![
        Row::new(format!("{} approvals at once, until the last is answered", waiting.len()), of(decided)),
        Row::new(format!("{} approvals at once, from the last answer until all are found", waiting.len()), of(found))
            .beside(format!("one commit of as many by tantivy alone: {}", of(commit)), ms(found) / ms(commit))
            .floor(found.as_secs_f64(), Floor::AtMost(ALL_WITHIN_S), " s"),
    ])
}

/// Gives the change that the approval made.
fn approve(admin: &mut Connection, submission: &Waiting) -> Result<i64> {
    let body = serde_json::json!({"decision": "approve", "version": submission.version}).to_string();
    let target = format!("/api/v1/submissions/{}/decision", submission.id);
    let answer = admin.post(&target, "application/json", &[body.as_bytes()])?.expect(200)?.json()?;
    answer["change"].as_i64().ok_or_else(|| Error::internal("approving", "the answer names no change"))
}

fn expect_found(visitor: &mut Connection, submission: &Waiting, change: i64) -> Result<()> {
    let found = visitor.get(&format!("/api/v1/resources?q={}&after_change={change}", submission.word))?.expect(200)?.json()?;
    if found["total"] == 1 {
        Ok(())
    } else {
        Err(Error::internal("searching for what was approved", format!("it found {}", found["total"])))
    }
}
