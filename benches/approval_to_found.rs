//! How long it takes from an approval until a search finds the document, beside what tantivy alone takes to make one document findable.
//!
//! The real server on a real database with real files: `cargo bench --bench approval_to_found`, on PostgreSQL with
//! `COMMONSHELF_TEST_DATABASE=postgres`. Both indexes grow by the same documents, in turns, so that the disk's good and bad moments meet both.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a benchmark stops at what it did not expect")]

#[allow(dead_code, unused_imports, reason = "the tests use the rest")]
#[path = "../tests/api/support"]
mod support {
    pub mod app;
    pub mod client;
    pub mod files;
    pub mod people;
    pub mod postgres;
    pub mod wait;
}

use serde_json::json;
use std::time::{Duration, Instant};
use support::app::{TestApp, on_postgres};
use support::client::{Answer, Client};
use tantivy::indexer::{IndexWriterOptions, LogMergePolicy};
use tantivy::schema::{Field, STORED, STRING, Schema, TEXT};
use tantivy::{IndexReader, IndexWriter, ReloadPolicy, TantivyDocument};

/// Approvals measured in each way of searching.
const APPROVALS: usize = 200;
/// What the library promises: an approved document is found within this time, or this many times what tantivy takes.
const AIM: Duration = Duration::from_millis(150);
const AIM_OF_RATIO: f64 = 1.5;
/// As the server's own.
const HEAP_BYTES: usize = 48_000_000;

fn main() {
    actix_web::rt::System::new().block_on(measure());
}

async fn measure() {
    let app = TestApp::spawn().await;
    let (member, admin, visitor) = (app.uploader("rosa", "Casa Abierta").await, app.admin("ingrid").await, app.visitor());
    eprintln!("submitting {} documents", 2 * APPROVALS);
    let mut waiting = Vec::new();
    for number in 0..2 * APPROVALS {
        waiting.push(member.submit(&format!("Handbook {number}"), &words(number)).await);
    }
    app.wait_for_inspections().await;

    let mut raw = RawIndex::new();
    let (mut answered, mut asked, mut polled, mut commits) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (number, submission) in waiting.iter().enumerate() {
        if number % 2 == 0 {
            let (decided, found) = until_found_after(&admin, &visitor, submission, number).await;
            answered.push(decided);
            asked.push(found);
        } else {
            polled.push(until_found(&admin, &visitor, submission, number).await);
        }
        commits.push(raw.add(number));
    }
    report(&mut answered, &mut asked, &mut polled, &mut commits);
}

/// A page of text in which one word stands nowhere else.
fn words(number: usize) -> String {
    format!("{} the lantern goes round and every member may speak or pass it on", unique(number))
}

/// Far from one another, since search forgives typing errors.
fn unique(number: usize) -> String {
    let scattered = (number as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (0..12).map(|place| char::from(b'a' + (scattered >> (5 * place) & 15) as u8)).collect()
}

async fn approve(admin: &Client, submission: &Answer) -> Answer {
    let decision = json!({"decision": "approve", "version": submission.version()});
    admin.post(&format!("/api/v1/submissions/{}/decision", submission.id()), decision).await.expect(200)
}

/// Until the decision is answered, and until one search that names its change has found the document.
async fn until_found_after(admin: &Client, visitor: &Client, submission: &Answer, number: usize) -> (Duration, Duration) {
    let started = Instant::now();
    let approved = approve(admin, submission).await;
    let answered = started.elapsed();
    let found = visitor.titles_after(&approved.body["change"], &unique(number)).await;
    let took = started.elapsed();
    assert_eq!(found, [format!("Handbook {number}")]);
    (answered, took)
}

/// The same search again and again, as of someone who knows nothing of changes.
async fn until_found(admin: &Client, visitor: &Client, submission: &Answer, number: usize) -> Duration {
    let started = Instant::now();
    approve(admin, submission).await;
    while visitor.search(&unique(number)).await.body["total"] == 0 {
        assert!(started.elapsed() < Duration::from_secs(30), "not found within 30 seconds");
    }
    started.elapsed()
}

/// tantivy alone, set up as the server sets it up: one indexing thread, one that merges, files on the same disk.
struct RawIndex {
    title: Field,
    body: Field,
    id: Field,
    card: Field,
    writer: IndexWriter,
    reader: IndexReader,
    _folder: tempfile::TempDir,
}

impl RawIndex {
    fn new() -> Self {
        let mut schema = Schema::builder();
        let (id, card) = (schema.add_text_field("id", STRING), schema.add_text_field("card", STORED));
        let (title, body) = (schema.add_text_field("title", TEXT), schema.add_text_field("body", TEXT | STORED));
        let folder = tempfile::tempdir().unwrap();
        let index = tantivy::Index::create_in_dir(folder.path(), schema.build()).unwrap();
        let options = IndexWriterOptions::builder().num_worker_threads(1).memory_budget_per_thread(HEAP_BYTES).num_merge_threads(1).build();
        let writer: IndexWriter = index.writer_with_options(options).unwrap();
        writer.set_merge_policy(Box::new(LogMergePolicy::default()));
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into().unwrap();
        Self { title, body, id, card, writer, reader, _folder: folder }
    }

    /// From handing over one document until a search would find it.
    fn add(&mut self, number: usize) -> Duration {
        let mut document = TantivyDocument::default();
        document.add_text(self.id, number.to_string());
        document.add_text(self.title, format!("Handbook {number}"));
        document.add_text(self.body, words(number));
        document.add_text(self.card, words(number));
        let started = Instant::now();
        self.writer.add_document(document).unwrap();
        self.writer.commit().unwrap();
        self.reader.reload().unwrap();
        let took = started.elapsed();
        assert_eq!(self.reader.searcher().num_docs(), number as u64 + 1);
        took
    }
}

fn report(answered: &mut [Duration], asked: &mut [Duration], polled: &mut [Duration], commits: &mut [Duration]) {
    let database = if on_postgres() { "PostgreSQL" } else { "SQLite" };
    let build = if cfg!(debug_assertions) { "unoptimized" } else { "optimized" };
    println!("approval to found on {database}, {build} build, {APPROVALS} approvals each");
    let raw = row("raw tantivy commit and reload", commits, None);
    row("decision answered", answered, Some(raw));
    row("found with after_change", asked, Some(raw));
    row("found by polling", polled, Some(raw));
    println!("aims: {} ms, and {AIM_OF_RATIO} times the raw commit", AIM.as_millis());
}

/// Prints one line; gives the median.
fn row(name: &str, times: &mut [Duration], raw: Option<Duration>) -> Duration {
    times.sort();
    let at = |percent: usize| times[(times.len() * percent).div_ceil(100) - 1];
    let milliseconds = |time: Duration| time.as_secs_f64() * 1_000.0;
    let ratio = raw.map_or_else(String::new, |raw| format!("   {:5.2} × raw p50", at(50).as_secs_f64() / raw.as_secs_f64()));
    println!("  {name:<30} p50 {:7.1} ms   p99 {:7.1} ms{ratio}", milliseconds(at(50)), milliseconds(at(99)));
    at(50)
}
