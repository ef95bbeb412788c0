//! The child's side of the limited process: restricts itself, finds out what the file is, and lets the one reader for it loose.

use super::kind::{self, Kind};
use super::protocol::{Ending, Line, PROTOCOL};
use super::{Page, docx, html, language, limited, markdown, pdf, picture, probe, text};
use crate::domain::words::FileStatus;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::thread;

/// Readers recurse over nested structures; a deep one shall end at the memory limit and not at the usual 2 MB.
const STACK_BYTES: usize = 64 << 20;

/// What the parent asks for; it is the only caller, so that anything else is a mistake and ends the child.
#[derive(Default)]
struct Request {
    limits: limited::Own,
    max_file_bytes: u64,
    extension: String,
    probe: Option<String>,
    /// Asks for the picture that the file is, at most so many dots a side, in the place of its text.
    picture: Option<u32>,
}

/// The hidden subcommand `commonshelf extract`. Takes its rights away before anything else, then reads the file from standard input and writes
/// lines to standard output. Must run before any thread is started: the restrictions hold for this thread and those that it starts.
pub fn child_main() -> ExitCode {
    let Some(request) = Request::from_arguments(std::env::args().skip(2)) else {
        return ExitCode::from(2);
    };
    // A panic of a reader is a finding about the file, not news for a log.
    std::panic::set_hook(Box::new(|_| {}));
    if let Err(reason) = limited::restrict(&request.limits) {
        say(&Line::Refused { reason });
        return ExitCode::from(3);
    }
    say(&Line::Ready { protocol: PROTOCOL });
    let work = thread::Builder::new().name("reader".to_owned()).stack_size(STACK_BYTES).spawn(move || read(&request));
    let ending = match work.map(thread::JoinHandle::join) {
        Ok(Ok(ending)) => ending,
        Ok(Err(_)) => Ending::new(FileStatus::Corrupt).because("The file is damaged in a way that broke the reader."),
        Err(_) => Ending::new(FileStatus::TooBig).because("The file was not read: there is not enough memory to begin."),
    };
    say(&Line::End(ending));
    ExitCode::SUCCESS
}

impl Request {
    fn from_arguments(arguments: impl Iterator<Item = String>) -> Option<Self> {
        let mut request = Self::default();
        let mut arguments = arguments;
        while let Some(argument) = arguments.next() {
            match argument.split_once('=') {
                Some(("--memory", bytes)) => request.limits.memory_bytes = bytes.parse().ok()?,
                Some(("--cpu", seconds)) => request.limits.cpu_seconds = seconds.parse().ok()?,
                Some(("--max-file", bytes)) => request.max_file_bytes = bytes.parse().ok()?,
                Some(("--picture", side)) => request.picture = Some(side.parse().ok()?),
                _ if argument == "--extension" => request.extension = arguments.next()?,
                _ if argument == "--probe" => request.probe = Some(arguments.next()?),
                _ => return None,
            }
        }
        (request.limits.memory_bytes > 0 && request.limits.cpu_seconds > 0).then_some(request)
    }
}

/// Where readers put their pages. Each goes out at once, so that it counts even if the next one ends the process.
#[derive(Default)]
pub struct Pages {
    sample: String,
    any: bool,
}

impl Pages {
    /// Sends a page, unless nothing is left of it after cleaning. `number` counts from 1.
    pub fn send(&mut self, number: usize, text: &str) {
        let text = text::clean(text);
        if text.is_empty() {
            return;
        }
        self.any = true;
        if self.sample.len() < language::SAMPLE_BYTES {
            self.sample.push_str(&text);
            self.sample.push('\n');
        }
        say(&Line::Page(Page { number: i32::try_from(number).unwrap_or(i32::MAX), text }));
    }

    /// Sends a text without pages of its own in pieces of about a page.
    pub fn send_in_pieces(&mut self, text: &str) {
        for (index, page) in text::paginate(&text::clean(text)).into_iter().enumerate() {
            self.send(index + 1, page);
        }
    }

    pub fn is_empty(&self) -> bool {
        !self.any
    }
}

/// One write for each line, at once. A parent that no longer listens ends the child.
pub fn say(line: &Line) {
    let Ok(mut json) = serde_json::to_vec(line) else { return };
    json.push(b'\n');
    let mut stdout = io::stdout().lock();
    if stdout.write_all(&json).and_then(|()| stdout.flush()).is_err() {
        std::process::exit(4);
    }
}

fn read(request: &Request) -> Ending {
    let mut pages = Pages::default();
    if let Some(attempt) = &request.probe {
        pages.send(1, &probe::attempt(attempt));
        return Ending::new(FileStatus::Ok);
    }
    let mut file = match open_stdin() {
        Ok(file) => file,
        Err(error) => return Ending::new(FileStatus::Corrupt).because(format!("The file could not be read: {error}.")),
    };
    if let Some(side) = request.picture {
        let painted = catch_unwind(AssertUnwindSafe(|| picture::read(&mut file, side)));
        return painted
            .unwrap_or_else(|_| Ending::new(FileStatus::Corrupt).because("The picture is damaged in a way that broke the reader."));
    }
    let kind = match kind::of(&mut file, &request.extension) {
        Ok(kind) => kind,
        Err(error) => return Ending::new(FileStatus::Corrupt).because(format!("The file could not be read: {error}.")),
    };
    say(&Line::Type { media_type: kind.media_type().to_owned() });
    let size = file.metadata().map_or(0, |metadata| metadata.len());
    if kind.is_readable() && size > request.max_file_bytes {
        let most = request.max_file_bytes >> 20;
        return Ending::new(FileStatus::TooBig).because(format!("The file was not read: it is larger than {most} MB."));
    }
    let outcome = catch_unwind(AssertUnwindSafe(|| read_as(&kind, &mut file, &mut pages)));
    let mut ending = outcome.unwrap_or_else(|_| {
        if pages.is_empty() {
            Ending::new(FileStatus::Corrupt).because("The file is damaged in a way that broke the reader.")
        } else {
            Ending::new(FileStatus::Partial).because("Only the first pages were read: what follows is damaged.")
        }
    });
    ending.language = language::of(&pages.sample);
    ending
}

fn read_as(kind: &Kind, file: &mut File, pages: &mut Pages) -> Ending {
    let whole = |file: &mut File| -> io::Result<Vec<u8>> {
        file.seek(SeekFrom::Start(0))?;
        let mut bytes = Vec::new();
        bytes.try_reserve_exact(file.metadata()?.len().try_into().unwrap_or(usize::MAX)).map_err(|_| io::ErrorKind::OutOfMemory)?;
        file.read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let read = |file: &mut File, pages: &mut Pages, reader: fn(Vec<u8>, &mut Pages) -> Ending| match whole(file) {
        Ok(bytes) => reader(bytes, pages),
        Err(error) if error.kind() == io::ErrorKind::OutOfMemory => {
            Ending::new(FileStatus::TooBig).because("The file was not read: it needs more memory than a reader may use.")
        }
        Err(error) => Ending::new(FileStatus::Corrupt).because(format!("The file could not be read: {error}.")),
    };
    match kind {
        Kind::Empty => Ending::new(FileStatus::Corrupt).because("The file is empty."),
        Kind::Pdf => read(file, pages, pdf::read),
        Kind::Docx(_) => docx::read(file, pages),
        Kind::Html => read(file, pages, html::read),
        Kind::Markdown => read(file, pages, markdown::read),
        Kind::Text(_) => read(file, pages, |bytes, pages| {
            pages.send_in_pieces(&text::decode(&bytes, None));
            Ending::new(if pages.is_empty() { FileStatus::NoText } else { FileStatus::Ok })
        }),
        Kind::Media(_) => Ending::new(FileStatus::NoText),
        Kind::Encrypted(_) => Ending::new(FileStatus::Encrypted),
        Kind::BrokenZip(_) => {
            Ending::new(FileStatus::Corrupt).because("The file is cut short or damaged: its table of contents is missing.")
        }
        Kind::Other(_) => Ending::new(FileStatus::Unsupported),
    }
}

/// Standard input as a file, for its size and for seeking. Only the descriptor is copied; no path is opened.
#[cfg(unix)]
fn open_stdin() -> io::Result<File> {
    use std::os::fd::AsFd;
    io::stdin().as_fd().try_clone_to_owned().map(File::from)
}

#[cfg(windows)]
fn open_stdin() -> io::Result<File> {
    use std::os::windows::io::AsHandle;
    io::stdin().as_handle().try_clone_to_owned().map(File::from)
}
