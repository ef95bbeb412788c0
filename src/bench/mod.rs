//! `commonshelf bench`: what the parts of this program cost on this machine, each beside a reference measured in the same run, and whether that is
//! good enough. Machines differ and have bad moments; ratios to the same machine in the same minutes stay.
//!
//! The server runs in a process of its own and is asked over HTTP. Its library is made once in a folder and kept for the next run.

mod approvals;
mod audit;
mod client;
mod corpus;
mod dice;
mod directory;
mod disk;
mod library;
mod outside;
mod queue;
mod report;
mod search;
mod server;
mod uploads;

use crate::cli::say;
use crate::config::{Config, make_private_folder};
use crate::error::{Context, Error, Result};
use corpus::{Question, Sample};
use library::{Filling, Waiting};
use report::{Floor, Row, median, ms};
use serde::{Deserialize, Serialize};
use server::Server;
use std::path::{Path, PathBuf};

/// How much of everything is done.
struct Effort {
    questions: usize,
    rounds: usize,
    starts: usize,
    one_at_a_time: usize,
    at_once: usize,
    /// Of the uploads, one in so many.
    uploads_one_in: usize,
    /// Submissions in the review queue.
    waiting: usize,
    /// Entries of an audit trail.
    events: usize,
}
const FULL: Effort = Effort {
    questions: 500,
    rounds: 3,
    starts: 5,
    one_at_a_time: 200,
    at_once: 1_000,
    uploads_one_in: 1,
    waiting: 10_000,
    events: 1_000_000,
};
const BRIEF: Effort =
    Effort { questions: 20, rounds: 1, starts: 1, one_at_a_time: 5, at_once: 20, uploads_one_in: 20, waiting: 100, events: 2_000 };
/// Samples that wait for approval have numbers of their own, above those of any library.
const FIRST_WAITING: usize = 10_000_000;

const START_WITHIN_S: f64 = 1.0;
const MB_AT_REST: f64 = 60.0;
const MB_UNDER_LOAD: f64 = 200.0;

/// What is measured.
#[derive(Debug)]
pub struct Options {
    /// Keeps the library for the next run.
    pub folder: PathBuf,
    pub size: usize,
    /// Documents and questions from files instead of our own.
    pub corpus: Option<PathBuf>,
    pub queries: Option<PathBuf>,
    /// Some of [`PARTS`]; all where it is empty.
    pub parts: Vec<String>,
    /// Little of everything: to see that it measures, not what.
    pub is_brief: bool,
}

impl Options {
    fn effort(&self) -> &'static Effort {
        if self.is_brief { &BRIEF } else { &FULL }
    }
}

pub const PARTS: [&str; 7] = ["start", "search", "approvals", "uploads", "queue", "directory", "audit"];

/// What is known of the library in the folder.
#[derive(Serialize, Deserialize, Default)]
struct Kept {
    corpus: Option<PathBuf>,
    size: usize,
    published: usize,
    /// Samples that were made to wait so far, in all runs.
    waited: usize,
}

/// Measures, prints the table, and fails where something is not good enough.
pub fn run(config: &Config, options: &Options) -> Result<()> {
    let measures = |part: &str| options.parts.is_empty() || options.parts.iter().any(|named| named == part);
    let (mut rows, effort) = (Vec::new(), options.effort());
    if PARTS[..3].iter().any(|part| measures(part)) {
        let folder = options.folder.join("library");
        let waiting = prepare(config, options, &folder, if measures("approvals") { effort.one_at_a_time + effort.at_once } else { 0 })?;
        if measures("start") {
            rows.extend(starts(&folder, effort.starts)?);
        }
        let server = Server::start(&folder, &[])?;
        if measures("search") {
            progress(&format!("searching: {} questions, {} rounds", effort.questions, effort.rounds));
            let index = config.clone().moved_to(&folder).index_dir();
            let (found, most) = server.watched(|| search::measure(&server, &index, &questions(options)?, effort.rounds))?;
            rows.extend(found);
            rows.push(memory("memory of its own while searching, at most", most, MB_UNDER_LOAD));
        }
        if measures("approvals") {
            progress(&format!("approving: {} one at a time, {} at once", effort.one_at_a_time, effort.at_once));
            let (first, rest) = waiting.split_at(effort.one_at_a_time.min(waiting.len()));
            let (found, most) = server.watched(|| {
                let mut rows = approvals::one_at_a_time(&server, first, &options.folder)?;
                rows.extend(approvals::at_once(&server, rest, &options.folder)?);
                Ok(rows)
            })?;
            rows.extend(found);
            rows.push(memory("memory of its own while approving, at most", most, MB_UNDER_LOAD));
        }
        server.stop()?;
    }
    if measures("uploads") {
        rows.extend(measure_uploads(config, &options.folder, effort.uploads_one_in)?);
    }
    if measures("queue") {
        progress(&format!("asking for the review queue, in which {} documents wait", effort.waiting));
        let folder = options.folder.join("queue");
        make_private_folder(&folder).context("making the folder")?;
        rows.extend(queue::measure(config, &folder, effort.waiting, options.is_brief)?);
    }
    if measures("audit") {
        progress(&format!("reading an audit trail with {} entries", effort.events));
        rows.extend(audit::measure(config, &options.folder, effort.events, effort.questions.min(100))?);
    }
    if measures("directory") {
        progress("looking at the directory");
        rows.extend(directory::measure(config, &options.folder, effort.questions)?);
    }
    say(&report(options, &rows))?;
    let missed = rows.iter().filter(|row| !row.passes()).count();
    if missed == 0 { Ok(()) } else { Err(Error::conflict("too_slow", format!("{missed} figures are not good enough"))) }
}

fn report(options: &Options, rows: &[Row]) -> String {
    let build = if cfg!(debug_assertions) { "unoptimized" } else { "optimized" };
    let processors = std::thread::available_parallelism().map_or(0, usize::from);
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or("unknown").to_owned();
    format!("\n{} documents, {build} build, {processors} processors, load {load} at the end\n\n{}", options.size, report::table(rows))
}

/// On standard error, so that the table alone goes to standard output.
fn progress(text: &str) {
    eprintln!("{text}");
}

/// Makes the library where it is missing or not complete, and leaves samples in the queue.
fn prepare(config: &Config, options: &Options, folder: &Path, waiting: usize) -> Result<Vec<Waiting>> {
    let path = options.folder.join("bench.json");
    let mut kept = read(&path)?.unwrap_or_else(|| Kept { corpus: options.corpus.clone(), size: options.size, ..Kept::default() });
    if kept.size != options.size || kept.corpus != options.corpus {
        let message = format!("{} holds a library of another size or corpus; name another folder", options.folder.display());
        return Err(Error::invalid("--data", message));
    }
    make_private_folder(&options.folder).context("making the folder")?;
    let mut filling = Filling::open(config.clone().moved_to(folder))?;
    if kept.published < kept.size {
        progress(&format!("filling the library, from {} to {} documents", kept.published, kept.size));
        let samples = match &options.corpus {
            Some(path) => outside::samples(path, kept.size)?,
            None => Vec::new(),
        };
        let step = 5_000;
        while kept.published < kept.size {
            let numbers = kept.published..kept.size.min(kept.published + step);
            let batch: Vec<Sample> = numbers
                .map(|number| if options.corpus.is_none() { Some(corpus::sample(number)) } else { samples.get(number).cloned() })
                .collect::<Option<_>>()
                .ok_or_else(|| Error::invalid("--size", format!("is more than the {} documents of the corpus", samples.len())))?;
            let before = kept.published;
            filling.publish(&batch, |published| {
                kept.published = before + published;
                progress(&format!("  {} of {}", kept.published, kept.size));
                write(&path, &kept)
            })?;
        }
    }
    if waiting > 0 {
        progress(&format!("submitting {waiting} documents to approve"));
    }
    let first = FIRST_WAITING + kept.waited;
    kept.waited += waiting;
    write(&path, &kept)?;
    filling.queue(first..first + waiting)
}

fn read(path: &Path) -> Result<Option<Kept>> {
    match std::fs::read(path) {
        Ok(bytes) => serde_json::from_slice(&bytes).map(Some).context("reading what is known of the library"),
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(Error::internal("reading what is known of the library", cause)),
    }
}

fn write(path: &Path, kept: &Kept) -> Result<()> {
    let text = serde_json::to_string(kept).context("writing what is known of the library")?;
    std::fs::write(path, text).context("writing what is known of the library")
}

fn questions(options: &Options) -> Result<Vec<Question>> {
    match &options.queries {
        Some(path) => outside::questions(path, options.effort().questions),
        None => Ok(corpus::questions(options.effort().questions, options.size)),
    }
}

fn starts(folder: &Path, times: usize) -> Result<Vec<Row>> {
    progress("starting");
    let (mut seconds, mut at_rest) = (Vec::new(), Vec::new());
    for _ in 0..times {
        let server = Server::start(folder, &[])?;
        seconds.push(server.first_answer.as_secs_f64());
        at_rest.push(server.anonymous_mb()?);
        server.stop()?;
    }
    let first = median(seconds);
    Ok(vec![
        Row::new("start to first answer", format!("{:.0} ms", ms(std::time::Duration::from_secs_f64(first)))).floor(
            first,
            Floor::AtMost(START_WITHIN_S),
            " s",
        ),
        memory("memory of its own after the start", median(at_rest), MB_AT_REST),
    ])
}

fn memory(what: &str, mb: f64, most: f64) -> Row {
    Row::new(what, format!("{mb:.0} MB")).floor(mb, Floor::AtMost(most), " MB")
}

/// In a library of their own, which goes afterwards.
fn measure_uploads(config: &Config, folder: &Path, one_in: usize) -> Result<Vec<Row>> {
    make_private_folder(folder).context("making the folder")?;
    let mut rows = Vec::new();
    for readers in [0, 2] {
        progress(&format!("uploading, with {readers} readers"));
        let data = tempfile::tempdir_in(folder).context("making a library for uploads")?;
        library::prepare_for_uploads(config.clone().moved_to(data.path()))?;
        let server = Server::start(data.path(), &[("COMMONSHELF_EXTRACT_WORKERS", &readers.to_string())])?;
        let (found, most) = server.watched(|| uploads::measure(&server, data.path(), readers, one_in))?;
        rows.extend(found);
        rows.push(memory("memory of its own while taking uploads, at most", most, MB_UNDER_LOAD));
        server.stop()?;
    }
    Ok(rows)
}
