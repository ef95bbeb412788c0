//! What a file is and says, asked of the real program in its limited process.

use commonshelf::domain::text::FileName;
use commonshelf::domain::words::FileStatus;
use commonshelf::extract::{Extractor, Inspection, Limits};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

fn extractor(limits: Limits) -> Extractor {
    Extractor::new(PathBuf::from(env!("CARGO_BIN_EXE_commonshelf")), limits)
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

/// Inspects a fixture under its own name.
fn inspect(name: &str) -> Inspection {
    extractor(Limits::default()).inspect(&fixture(name), &FileName::clean(name)).unwrap()
}

/// Inspects bytes that claim a name.
fn inspect_bytes(bytes: &[u8], name: &str) -> Inspection {
    inspect_within(Limits::default(), bytes, name)
}

fn inspect_within(limits: Limits, bytes: &[u8], name: &str) -> Inspection {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    extractor(limits).inspect(file.path(), &FileName::clean(name)).unwrap()
}

fn text(inspection: &Inspection) -> String {
    inspection.pages.iter().map(|page| page.text.as_str()).collect::<Vec<_>>().join("\n")
}

fn detail(inspection: &Inspection) -> &str {
    inspection.detail.as_deref().unwrap_or_default()
}

#[test]
fn a_pdf_gives_its_text_page_by_page() {
    let guide = inspect("guide.pdf");

    assert_eq!((guide.status, guide.media_type.as_str(), guide.page_count), (FileStatus::Ok, "application/pdf", Some(3)), "{guide:?}");
    assert_eq!(guide.title.as_deref(), Some("A guide to groups"));
    assert_eq!(guide.language.as_ref().map(ToString::to_string).as_deref(), Some("en"));
    assert_eq!(guide.pages.iter().map(|page| page.number).collect::<Vec<_>>(), [1, 2, 3]);
    for (page, word) in guide.pages.iter().zip(["circle of lanterns", "marigold agenda", "kestrel notebook"]) {
        assert!(page.text.contains(word), "{word:?} is not on page {}: {:?}", page.number, page.text);
    }
}

#[test]
fn a_word_document_gives_body_margins_and_boxes_once() {
    let handbook = inspect("handbook.docx");

    assert_eq!((handbook.status, handbook.page_count, handbook.title.as_deref()), (FileStatus::Ok, Some(2), Some("Mentor handbook")));
    assert_eq!(handbook.media_type, "application/vnd.openxmlformats-officedocument.wordprocessingml.document");
    assert_eq!(
        handbook.pages[0].text,
        "Handbook for mentors\nA mentor listens first & advises last.\nBefriending is a weekly walk.\nA box says: bring a teapot."
    );
    assert_eq!(
        handbook.pages[1].text,
        "The second page speaks of endings.\nMonday\tHarbor room\n\nOpen Door Network\nA note on boundaries.\nPrinted on request"
    );
}

#[test]
fn a_web_page_gives_its_words_in_any_encoding() {
    for name in ["page.html", "latin.html"] {
        let page = inspect(name);

        assert_eq!(
            (page.status, page.media_type.as_str(), page.title.as_deref()),
            (FileStatus::Ok, "text/html", Some("Cómo empezar un grupo"))
        );
        assert_eq!(page.language.as_ref().map(ToString::to_string).as_deref(), Some("es"));
        assert!(text(&page).contains("Acordad las reglas en la primera reunión.") && !text(&page).contains("secreto"), "{}", text(&page));
    }
}

#[test]
fn markdown_and_plain_text_give_their_words() {
    let (notes, study) = (inspect("notes.md"), inspect("study.txt"));

    assert_eq!(
        (notes.status, notes.media_type.as_str(), notes.title.as_deref()),
        (FileStatus::Ok, "text/markdown", Some("Raising awareness"))
    );
    assert!(text(&notes).contains("Tell one story at a time, and let the person whose story it is decide how far it travels."));
    assert_eq!((study.status, study.media_type.as_str(), study.page_count), (FileStatus::Ok, "text/plain", None));
    assert!(text(&study).contains("the oriole study found no change"));
}

#[test]
fn every_way_a_file_can_be_has_its_status() {
    let guide = std::fs::read(fixture("guide.pdf")).unwrap();
    let handbook = std::fs::read(fixture("handbook.docx")).unwrap();
    let mut elf = b"\x7fELF\x02\x01\x01".to_vec();
    elf.resize(64, 0);
    let cut = inspect_bytes(&guide[..600], "guide.pdf");
    for (inspection, status, media_type) in [
        (inspect("encrypted.pdf"), FileStatus::Encrypted, "application/pdf"),
        (inspect("scan.pdf"), FileStatus::NoText, "application/pdf"),
        (inspect("damaged-page.pdf"), FileStatus::Partial, "application/pdf"),
        (inspect("dot.png"), FileStatus::NoText, "image/png"),
        (inspect("bomb.docx"), FileStatus::TooBig, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (inspect("slides.pptx"), FileStatus::Unsupported, "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
        (inspect_bytes(b"", "empty.pdf"), FileStatus::Corrupt, "application/octet-stream"),
        (inspect_bytes(b"%PDF-1.7\n", "guide.pdf"), FileStatus::Corrupt, "application/pdf"),
        (inspect_bytes(&handbook[..900], "handbook.docx"), FileStatus::Corrupt, "application/zip"),
        (inspect_bytes(b"<!doctype html><p>not a PDF", "guide.pdf"), FileStatus::Ok, "text/html"),
        (inspect_bytes(&elf, "guide.pdf"), FileStatus::Unsupported, "application/x-executable"),
        (inspect_bytes(b" \n\n ", "blank.txt"), FileStatus::NoText, "text/plain"),
    ] {
        assert_eq!((inspection.status, inspection.media_type.as_str()), (status, media_type), "{inspection:?}");
    }
    assert!(matches!(cut.status, FileStatus::Corrupt | FileStatus::Partial) && detail(&cut).contains("end"), "{cut:?}");
}

#[test]
fn a_limit_that_is_passed_is_named() {
    let lines = "a line of text that goes on\n".repeat(40_000);
    let few = |change: fn(&mut Limits)| {
        let mut limits = Limits::default();
        change(&mut limits);
        inspect_within(limits, lines.as_bytes(), "long.txt")
    };

    let output = few(|limits| limits.output_bytes = 20_000);
    let size = few(|limits| limits.max_file_bytes = 1000);
    let wall = few(|limits| limits.wall = Duration::ZERO);
    let memory = few(|limits| limits.memory_bytes = 16 << 20);

    assert_eq!((output.status, output.pages.is_empty()), (FileStatus::Partial, false));
    assert!(detail(&output).contains("20000 bytes of text"), "{output:?}");
    assert_eq!(size.status, FileStatus::TooBig);
    assert!(detail(&size).contains("larger than"), "{size:?}");
    assert_eq!(wall.status, FileStatus::TooBig);
    assert!(detail(&wall).contains("longer than 0 seconds"), "{wall:?}");
    assert_eq!(memory.status, FileStatus::TooBig);
    assert!(detail(&memory).contains("memory"), "{memory:?}");
}

#[test]
fn a_program_that_is_no_extractor_is_an_error_and_no_finding() {
    let other = Extractor::new(PathBuf::from("/bin/true"), Limits::default());
    let none = Extractor::new(PathBuf::from("/nowhere/commonshelf"), Limits::default());
    for extractor in [other, none] {
        assert!(extractor.inspect(&fixture("guide.pdf"), &FileName::clean("guide.pdf")).is_err());
    }
}

#[cfg(unix)]
#[test]
fn nothing_that_the_child_says_is_believed_unseen() {
    let impostor = Extractor::new(fixture("impostor.sh"), Limits::default());
    let inspect = |ending: &str| impostor.inspect(&fixture("study.txt"), &FileName::clean(&format!("file.{ending}")));

    let (liar, crashed, babbler) = (inspect("liar").unwrap(), inspect("crashed").unwrap(), inspect("babbler").unwrap());

    assert_eq!((liar.status, liar.media_type.as_str(), liar.page_count), (FileStatus::Corrupt, "application/octet-stream", None));
    assert_eq!((liar.pages[0].number, liar.pages[0].text.as_str()), (1, "abc"));
    assert_eq!((liar.title.as_deref(), detail(&liar)), (Some("evil line"), "ab"));
    assert_eq!((crashed.status, text(&crashed).as_str()), (FileStatus::Partial, "before the crash"));
    assert_eq!(babbler.status, FileStatus::Corrupt);
    assert!(inspect("interrupted").is_err(), "a shutdown of the machine was taken for a finding about the file");
}

#[test]
fn a_zip_bomb_that_lies_about_its_size_is_met_by_the_bound() {
    let mut bomb = std::fs::read(fixture("bomb.docx")).unwrap();
    // Its size stands before the part and in the table of contents.
    let places: Vec<_> = bomb.windows(4).enumerate().filter(|(_, size)| *size == BOMB_BYTES.to_le_bytes()).map(|(at, _)| at).collect();
    for at in &places {
        bomb[*at..at + 4].copy_from_slice(&1000_u32.to_le_bytes());
    }

    let inspection = inspect_bytes(&bomb, "bomb.docx");

    assert_eq!(places.len(), 2);
    assert_ne!(inspection.status, FileStatus::Ok);
    assert!(text(&inspection).len() < 2000, "{} bytes were unpacked of 1000 that were declared", text(&inspection).len());
}

/// What the body of `bomb.docx` expands to.
const BOMB_BYTES: u32 = (96 << 20) + 146;

#[cfg(target_os = "linux")]
#[test]
fn the_limited_process_can_reach_nothing() {
    let extractor = extractor(Limits::default());
    // Opening for reading is refused by landlock, which says EACCES; all else by seccomp, which says EPERM. Without either this fails.
    for (attempt, outcome) in [
        ("open", "EACCES"),
        ("list", "EACCES"),
        ("write", "EPERM"),
        ("remove", "EPERM"),
        ("chmod", "EPERM"),
        ("connect", "EPERM"),
        ("listen", "EPERM"),
        ("socketpair", "EPERM"),
        ("exec", "EPERM"),
        ("replace", "EPERM"),
        ("raise", "EPERM"),
        ("thread", "allowed"),
    ] {
        let inspection = extractor.probe(attempt).unwrap();
        assert_eq!(text(&inspection), outcome, "{attempt}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn the_limited_process_is_ended_by_each_limit() {
    let limits = Limits { cpu_seconds: 1, output_bytes: 1 << 20, wall: Duration::from_secs(60), ..Limits::default() };
    let impatient = Limits { wall: Duration::from_millis(300), ..limits.clone() };
    for (limits, attempt, status, reason) in [
        (&limits, "allocate", FileStatus::TooBig, "more than 1024 MB of memory"),
        (&limits, "spin", FileStatus::TooBig, "more than 1 seconds of processor time"),
        (&limits, "print", FileStatus::TooBig, "more than 1 MB of text"),
        (&limits, "recurse", FileStatus::TooBig, "nested too deeply"),
        (&impatient, "wait", FileStatus::TooBig, "longer than 0.3 seconds"),
        (&limits, "panic", FileStatus::Corrupt, "broke the reader"),
    ] {
        let inspection = extractor(limits.clone()).probe(attempt).unwrap();
        assert_eq!(inspection.status, status, "{attempt}: {inspection:?}");
        assert!(detail(&inspection).contains(reason), "{attempt}: {inspection:?}");
    }
}

#[cfg(target_os = "linux")]
#[actix_web::test]
async fn where_memory_runs_out_the_reader_ends_before_the_library() {
    let mut reader = crate::support::process::program(&["extract", "--memory=1073741824", "--cpu=60", "--max-file=1", "--probe", "wait"]);
    let mut reader = reader.stdout(std::process::Stdio::null()).spawn().unwrap();
    let score = format!("/proc/{}/oom_score_adj", reader.id());

    crate::support::wait::wait_until("the kernel knows whom to end first", async || {
        std::fs::read_to_string(&score).unwrap_or_default().trim() == "1000"
    })
    .await;

    reader.kill().unwrap();
    reader.wait().unwrap();
}

/// Each damaged copy is a process, so that the default is a sample; the seed is printed for the one that fails.
#[test]
fn damaged_copies_never_break_the_server() {
    let seed = fastrand::u64(..);
    let mut random = fastrand::Rng::with_seed(seed);
    let mut cases = 0;
    for name in ["guide.pdf", "encrypted.pdf", "scan.pdf", "handbook.docx", "latin.html", "notes.md"] {
        let whole = std::fs::read(fixture(name)).unwrap();
        for share in [1, 3, 6, 9] {
            inspect_bytes(&whole[..whole.len() * share / 10], name);
        }
        for _ in 0..8 {
            let mut copy = whole.clone();
            for _ in 0..random.usize(1..20) {
                let at = random.usize(..copy.len());
                copy[at] = random.u8(..);
            }
            cases += 1;
            let inspection = inspect_bytes(&copy, name);
            let clean = |char: char| !char.is_control() || matches!(char, '\n' | '\t');
            assert!(text(&inspection).chars().all(clean), "seed {seed}, case {cases}: {inspection:?}");
        }
    }
    println!("{cases} damaged copies, seed {seed}");
}
