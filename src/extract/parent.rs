//! The server's side of the limited process: starts it, listens within limits, and turns every way in which it can end into a status.
//!
//! It believes nothing: the child may have been taken over by the file, so lines are bounded, statuses that only the server may set are not
//! taken from it, and its text is cleaned once more.

use super::protocol::{Ending, Line, PROTOCOL};
use super::{Inspection, Limits, Page, text};
use crate::domain::words::FileStatus;
use crate::error::{Context, Error, Result};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
#[cfg(unix)]
use signals::{SIGHUP, SIGINT, SIGKILL, SIGQUIT, SIGTERM, SIGXCPU};
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, ChildStderr, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// Only the reason of an abort is looked for in what the child says on standard error.
const STDERR_BYTES: u64 = 4096;
/// How every PNG begins.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Everything that arrived, in the order of the lines.
#[derive(Default)]
struct Heard {
    ready: bool,
    refused: Option<String>,
    media_type: Option<String>,
    pages: Vec<Page>,
    picture: Option<Vec<u8>>,
    end: Option<Ending>,
    too_much: bool,
}

/// Why the child is no more.
enum Fate {
    Exited(ExitStatus),
    OutOfTime,
}

pub fn run(program: &Path, limits: &Limits, file: &Path, arguments: &[&str]) -> Result<Inspection> {
    let input = File::open(file).context("opening a file to be inspected")?;
    let mut command = Command::new(program);
    // A Ctrl-C for the server is none for the child: it would look as if the file had broken it.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command
        .arg("extract")
        .arg(format!("--memory={}", limits.memory_bytes))
        .arg(format!("--cpu={}", limits.cpu_seconds))
        .arg(format!("--max-file={}", limits.max_file_bytes))
        .args(arguments)
        .env_clear()
        // glibc reserves 64 MB of address space for each thread's arena, which would eat up the memory limit.
        .env("MALLOC_ARENA_MAX", "1")
        .stdin(input)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context("starting the extractor program")?;
    let deadline = Instant::now().checked_add(limits.wall);
    let streams = (child.stdout.take(), child.stderr.take());
    let (Some(stdout), Some(stderr)) = streams else {
        return Err(Error::internal("starting the extractor program", "its output could not be piped"));
    };
    let listened = listen(&mut child, stdout, stderr, limits.output_bytes, deadline);
    if listened.is_err() {
        // Nobody listens to it any more; that it may have ended by itself is fine.
        let _ended = child.kill().and_then(|()| child.wait());
    }
    let (heard, complaint, fate) = listened?;
    conclude(heard, &complaint, &fate, limits)
}

/// Reads both streams on threads of their own, since either could block, and sees to it that the child is gone when this returns.
fn listen(
    child: &mut Child,
    stdout: ChildStdout,
    stderr: ChildStderr,
    output_bytes: u64,
    deadline: Option<Instant>,
) -> Result<(Heard, String, Fate)> {
    let (closed, wait_closed) = mpsc::channel::<()>();
    let hear = move || {
        let heard = hear(stdout, output_bytes);
        drop(closed);
        heard
    };
    let answers = thread::Builder::new().spawn(hear).context("listening to the extractor")?;
    let complaints = thread::Builder::new().spawn(move || complain(stderr)).context("listening to the extractor")?;
    let left = deadline.map_or(Duration::MAX, |deadline| deadline.saturating_duration_since(Instant::now()));
    // Nothing is ever sent: the channel ends when the child has closed its output or has said too much.
    let in_time = !matches!(wait_closed.recv_timeout(left), Err(mpsc::RecvTimeoutError::Timeout));
    let fate = match in_time.then(|| wait_briefly(child)).transpose().context("waiting for the extractor")?.flatten() {
        Some(status) => Fate::Exited(status),
        None => {
            // An error means that it ended by itself just now.
            let _ended = child.kill();
            let status = child.wait().context("waiting for the extractor")?;
            if in_time { Fate::Exited(status) } else { Fate::OutOfTime }
        }
    };
    let ended = || Error::internal("listening to the extractor", "a thread ended early");
    let heard = answers.join().map_err(|_| ended())?;
    let complaint = complaints.join().map_err(|_| ended())?;
    Ok((heard, complaint, fate))
}

/// A child that has closed its output has only its exit left to do.
fn wait_briefly(child: &mut Child) -> std::io::Result<Option<ExitStatus>> {
    for _ in 0..500 {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        thread::sleep(Duration::from_millis(2));
    }
    Ok(None)
}

fn hear(stdout: ChildStdout, output_bytes: u64) -> Heard {
    let mut heard = Heard::default();
    let mut lines = BufReader::new(stdout.take(output_bytes.saturating_add(1)));
    let mut total = 0;
    let mut line = Vec::new();
    loop {
        line.clear();
        // A read error of a pipe is as good as its end: what counts is how the child ended.
        let read = lines.read_until(b'\n', &mut line).unwrap_or(0) as u64;
        total += read;
        if total > output_bytes {
            heard.too_much = true;
            return heard;
        }
        // A line without its end was cut by a crash.
        if read == 0 || line.last() != Some(&b'\n') {
            return heard;
        }
        match serde_json::from_slice(&line) {
            Ok(Line::Ready { protocol }) => heard.ready = protocol == PROTOCOL,
            Ok(Line::Refused { reason }) => heard.refused = Some(reason),
            Ok(Line::Type { media_type }) => heard.media_type = Some(media_type),
            Ok(Line::Page(page)) => heard.pages.push(page),
            Ok(Line::Picture { png }) => heard.picture = BASE64_STANDARD.decode(png).ok().filter(|png| png.starts_with(PNG)),
            Ok(Line::End(end)) => heard.end = Some(end),
            Err(_) => return heard,
        }
    }
}

fn complain(mut stderr: ChildStderr) -> String {
    let mut start = Vec::new();
    // Read to the end, so that the child never waits for us; errors are as good as an end.
    let _kept = (&mut stderr).take(STDERR_BYTES).read_to_end(&mut start);
    let _rest = std::io::copy(&mut stderr, &mut std::io::sink());
    String::from_utf8_lossy(&start).into_owned()
}

fn conclude(heard: Heard, complaint: &str, fate: &Fate, limits: &Limits) -> Result<Inspection> {
    if let Some(reason) = heard.refused {
        return Err(Error::internal("restricting the extractor", reason));
    }
    if heard.end.is_none() && was_interrupted(fate) {
        return Err(Error::internal("waiting for the extractor", "it was stopped from outside, and nothing is known of the file"));
    }
    // What has said its end has passed no limit, even if it then took too long to leave.
    let limit = if heard.end.is_some() { None } else { passed_limit(heard.too_much, complaint, fate, limits) };
    if !heard.ready && limit.is_none() {
        return Err(Error::internal("starting the extractor program", format!("it does not answer as one: {}", complaint.trim())));
    }
    let pages: Vec<Page> = heard
        .pages
        .into_iter()
        .map(|page| Page { number: page.number.max(1), text: text::clean(&page.text) })
        .filter(|page| !page.text.is_empty())
        .collect();
    let end = match (limit, heard.end) {
        (Some(limit), _) => stopped(FileStatus::TooBig, pages.is_empty(), limit),
        (None, Some(end)) => end,
        (None, None) => stopped(FileStatus::Corrupt, pages.is_empty(), "the reader broke down over this file".to_owned()),
    };
    // The malware check and the queue are the server's own business.
    let status = match end.status {
        FileStatus::Pending | FileStatus::Infected => FileStatus::Corrupt,
        FileStatus::Ok if pages.is_empty() => FileStatus::NoText,
        status => status,
    };
    Ok(Inspection {
        status,
        media_type: heard.media_type.filter(|kind| is_media_type(kind)).unwrap_or_else(|| "application/octet-stream".to_owned()),
        page_count: end.page_count.filter(|count| *count > 0),
        pages,
        language: end.language,
        title: end.title.as_deref().and_then(text::title),
        detail: end.detail.map(|detail| text::clean(&detail)).filter(|detail| !detail.is_empty()),
        picture: heard.picture,
    })
}

/// A machine that shuts down ends all processes of a service at once.
fn was_interrupted(fate: &Fate) -> bool {
    match fate {
        #[cfg(unix)]
        Fate::Exited(status) => {
            matches!(std::os::unix::process::ExitStatusExt::signal(status), Some(SIGHUP | SIGINT | SIGQUIT | SIGTERM))
        }
        _ => false,
    }
}

fn stopped(status: FileStatus, nothing_read: bool, why: String) -> Ending {
    if nothing_read {
        Ending::new(status).because(format!("The file was not read: {why}."))
    } else {
        Ending::new(FileStatus::Partial).because(format!("Only the first pages were read: {why}."))
    }
}

/// Which limit ended the child, in words; none where it ended by itself.
fn passed_limit(too_much: bool, complaint: &str, fate: &Fate, limits: &Limits) -> Option<String> {
    let time = format!("it took longer than {} seconds", limits.wall.as_secs_f32());
    let processor = format!("it took more than {} seconds of processor time", limits.cpu_seconds);
    let memory = format!("it needs more than {} MB of memory", limits.memory_bytes >> 20);
    match fate {
        _ if too_much => Some(format!("it holds more than {} of text", size(limits.output_bytes))),
        Fate::OutOfTime => Some(time),
        _ if complaint.contains("memory allocation of") => Some(memory),
        _ if complaint.contains("has overflowed its stack") => Some("it is nested too deeply".to_owned()),
        #[cfg(unix)]
        Fate::Exited(status) => match std::os::unix::process::ExitStatusExt::signal(status) {
            Some(SIGXCPU) => Some(processor),
            // Nobody else kills it but the kernel: at the hard processor limit, or when the machine is out of memory.
            Some(SIGKILL) => Some(format!("{processor}, or the machine ran out of memory")),
            _ => None,
        },
        #[cfg(not(unix))]
        Fate::Exited(_) => None,
    }
}

/// The same numbers on every Unix.
#[cfg(unix)]
mod signals {
    pub const SIGHUP: i32 = 1;
    pub const SIGINT: i32 = 2;
    pub const SIGQUIT: i32 = 3;
    pub const SIGKILL: i32 = 9;
    pub const SIGTERM: i32 = 15;
    pub const SIGXCPU: i32 = 24;
}

fn size(bytes: u64) -> String {
    if bytes >> 20 > 0 { format!("{} MB", bytes >> 20) } else { format!("{bytes} bytes") }
}

/// Goes out as a header one day: only what RFC 6838 allows.
fn is_media_type(text: &str) -> bool {
    let word = |part: &str| !part.is_empty() && part.chars().all(|char| char.is_ascii_alphanumeric() || "!#$&-^_.+".contains(char));
    text.len() <= 127 && text.split_once('/').is_some_and(|(kind, subtype)| word(kind) && word(subtype))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_well_formed_media_type_is_believed() {
        assert!(is_media_type("application/vnd.oasis.opendocument.text"));
        for odd in ["text", "text/", "text/html; charset=x", "text/html\r\nX: y", "", "a/b/c"] {
            assert!(!is_media_type(odd), "{odd:?} passed");
        }
    }
}
