//! The benchmark as an operator runs it, with little of everything: that it measures, and says so in words. What it measures here means nothing.

use crate::support::process::{Finished, finish, program};

fn bench(folder: &std::path::Path, size: &str, more: &[&str]) -> Finished {
    let data = folder.join("data");
    finish(program(&[&["bench", "--brief", "--size", size, "--data", data.to_str().unwrap()], more].concat()))
}

#[test]
fn the_benchmark_measures_every_part_and_keeps_its_library() {
    let folder = tempfile::tempdir().unwrap();

    let first = bench(folder.path(), "30", &[]);

    // On a busy machine, unoptimized, figures may well not be good enough; nothing else may go wrong.
    assert!(first.code == 0 || first.err.contains("figures are not good enough"), "{}{}", first.out, first.err);
    for what in [
        "start to first answer",
        "search, 8 connections: processor time an answer",
        "tantivy alone, top 20 and counts",
        "search, p99 at 64 connections",
        "approval to found, one at a time, p99 of 5",
        "20 approvals at once, from the last answer until all are found",
        "uploads of 100 kB, 4 at once, nobody reads them",
        "uploads of 5 MB, 64 at once, readers at work",
        "memory of its own while taking uploads",
        "review queue of 100: first page, all that waits",
        "directory of 2000 organizations: first page",
    ] {
        assert!(first.out.contains(what), "{what} is missing in\n{}", first.out);
    }
    assert!(first.err.contains("filling the library, from 0 to 30 documents"), "{}", first.err);

    let second = bench(folder.path(), "30", &["--only", "start"]);
    assert!(!second.err.contains("filling") && second.out.contains("start to first answer"), "{}{}", second.out, second.err);
    assert!(!second.out.contains("uploads"), "{}", second.out);
    let other = bench(folder.path(), "31", &[]).expect(1);
    assert!(other.err.contains("another size or corpus; name another folder"), "{}", other.err);
}
