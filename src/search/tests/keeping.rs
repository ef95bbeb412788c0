//! What the index holds, and up to which change: across commits, failures, rebuilds and restarts.

use super::super::disk::UNSYNCED;
use super::*;
use crate::error::Error;
use std::fs;
use std::path::PathBuf;

fn library(count: usize) -> Vec<Document> {
    let text = |n: usize| format!("page {n} on listening circles and mutual help, number{}", n % 7);
    (0..count)
        .map(|n| Document { body: vec![text(n), text(n + 1)], year: Some(2000 + (n % 20) as i32), ..document(&format!("Guide {n}")) })
        .collect()
}

/// The subfolder in use.
fn current(shelf: &Shelf) -> PathBuf {
    let versioned = shelf.folder.path().join(format!("v{FIELDS_VERSION}"));
    let name = fs::read_to_string(versioned.join("current")).unwrap();
    versioned.join(name)
}

fn files_of(shelf: &Shelf) -> Vec<PathBuf> {
    fs::read_dir(current(shelf)).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect()
}

#[test]
fn put_replaces_and_remove_removes() {
    let mut shelf = Shelf::with(&[document("First"), document("Second")]);
    let first = shelf.answer(&asked("first")).hits.remove(0).id;

    shelf.apply(vec![Update::Put(Box::new(Document { id: first, ..document("Third") })), Update::Remove(ResourceId::new())]);
    assert_eq!((shelf.titles("first").len(), shelf.titles("third").len(), shelf.answer(&asked("")).total), (0, 1, 2));

    shelf.apply(vec![Update::Remove(first), Update::Remove(first)]);
    assert_eq!(shelf.titles(""), ["Second"]);
    assert_eq!(shelf.answer(&asked("")).facets.kind, [("guide".to_owned(), 1)]);
}

#[test]
fn a_view_and_its_seq_stay_together() {
    let mut shelf = Shelf::with(&[document("First")]);
    let before = shelf.index.view();

    shelf.put(&[document("Second")]);

    assert_eq!((before.seq(), before.ids().unwrap().len()), (1, 1));
    assert_eq!((shelf.index.view().seq(), shelf.index.view().ids().unwrap().len(), shelf.index.seq()), (2, 2, 2));
    shelf.index.apply(Vec::new(), 7).unwrap();
    assert_eq!(shelf.index.seq(), 7);
}

#[test]
fn reopening_keeps_documents_and_seq() {
    let shelf = Shelf::with(&library(5));
    let print = shelf.index.view().fingerprint().unwrap();

    let shelf = shelf.reopen();

    assert_eq!((shelf.index.seq(), shelf.index.view().fingerprint().unwrap()), (5, print));
    assert_eq!(shelf.titles("\"guide 3\""), ["Guide 3"]);
}

#[test]
fn one_process_writes_and_others_may_look() {
    let mut shelf = Shelf::with(&[document("First")]);

    assert!(matches!(Index::open(shelf.folder.path()), Err(Error::Unavailable { code: "index_in_use", .. })));
    shelf.put(&[document("Second")]);
    let beside = Index::open_read_only(shelf.folder.path()).unwrap().unwrap();

    assert_eq!((beside.seq(), beside.ids().unwrap()), (2, shelf.index.view().ids().unwrap()));
    assert!(Index::open_read_only(tempfile::tempdir().unwrap().path()).unwrap().is_none());
}

#[test]
fn a_file_that_was_written_and_never_committed_is_in_nobodys_way() {
    let documents = library(5);
    let gone = vec![Update::Remove(documents[0].id)];
    let mut shelf = Shelf::with(&documents).reopen();
    let before: Vec<_> = files_of(&shelf).into_iter().map(|path| (fs::read(&path).unwrap(), path)).collect();
    shelf.apply(gone.clone());
    let deletions = files_of(&shelf).into_iter().find(|path| path.extension().is_some_and(|ending| ending == "del")).expect("deletions");

    // As whoever is killed just before the commit leaves it: what is written first is there, and what names it is not.
    let (bytes, managed) = (fs::read(&deletions).unwrap(), fs::read(current(&shelf).join(".managed.json")).unwrap());
    let Shelf { index, folder, .. } = shelf;
    drop(index);
    for (bytes, path) in before {
        fs::write(path, bytes).unwrap();
    }
    fs::write(&deletions, bytes).unwrap();
    fs::write(deletions.with_file_name(".managed.json"), managed).unwrap();
    let mut shelf = Shelf { index: Index::open(folder.path()).unwrap(), folder, seq: 5 };

    assert_eq!(shelf.titles("").len(), 5);
    shelf.apply(gone);
    assert_eq!(shelf.titles("").len(), 4);
}

#[test]
fn rebuilding_gives_what_following_the_changes_gave() {
    let mut shelf = Shelf::new();
    let mut documents = library(60);
    for part in documents.chunks(7) {
        shelf.put(part);
    }
    let gone: Vec<_> = documents.drain(10..25).map(|document| Update::Remove(document.id)).collect();
    shelf.apply(gone);
    documents[3].title = "Renamed".to_owned();
    shelf.put(&documents[3..4]);
    let incremental = shelf.index.view();
    let (print, answer) = (incremental.fingerprint().unwrap(), shelf.answer(&asked("listening")));

    documents.reverse();
    shelf.index.rebuild(documents.iter().cloned().map(Ok), 99).unwrap();

    let view = shelf.index.view();
    assert_eq!((view.seq(), view.fingerprint().unwrap(), view.ids().unwrap()), (99, print, incremental.ids().unwrap()));
    let again = shelf.answer(&asked("listening"));
    assert_eq!((again.total, again.facets), (answer.total, answer.facets));
    assert_eq!(incremental.fingerprint().unwrap(), print, "a view from before is readable still");
    shelf.put(&[document("After")]);
    assert_ne!(shelf.index.view().fingerprint().unwrap(), print);
    assert_eq!(shelf.reopen().titles("after"), ["After"]);
}

#[test]
fn a_rebuild_that_fails_leaves_the_old_index() {
    let mut shelf = Shelf::with(&[document("First")]);
    let folder = current(&shelf);

    let broken = [Ok(document("Second")), Err(Error::internal("reading", "the database is gone"))];
    assert!(shelf.index.rebuild(broken.into_iter(), 9).is_err());

    assert_eq!((shelf.index.seq(), shelf.titles(""), current(&shelf)), (1, vec!["First".to_owned()], folder.clone()));
    assert_eq!(fs::read_dir(folder.parent().unwrap()).unwrap().filter(|entry| entry.as_ref().unwrap().path().is_dir()).count(), 1);
    shelf.put(&[document("Third")]);
    assert_eq!(shelf.reopen().titles("third"), ["Third"]);
}

#[test]
fn a_batch_that_cannot_be_written_fails_whole_and_a_rebuild_heals() {
    let mut shelf = Shelf::with(&[document("First")]);
    fs::remove_dir_all(current(&shelf)).unwrap();

    for _ in 0..3 {
        assert!(shelf.index.apply(vec![Update::Put(Box::new(document("Second")))], 2).is_err());
        assert_eq!((shelf.index.seq(), shelf.titles("")), (1, vec!["First".to_owned()]));
    }
    shelf.index.rebuild([Ok(document("Second"))].into_iter(), 2).unwrap();

    assert_eq!((shelf.index.seq(), shelf.titles("")), (2, vec!["Second".to_owned()]));
    shelf.seq = 2;
    shelf.put(&[document("Third")]);
    assert_eq!(shelf.titles("third"), ["Third"]);
}

#[test]
fn a_damaged_folder_is_set_aside_and_made_anew() {
    type Damage = fn(&std::path::Path);
    let damages: [Damage; 4] = [
        |folder| fs::write(folder.join("meta.json"), "{").unwrap(),
        |folder| fs::remove_file(folder.join("meta.json")).unwrap(),
        |folder| fs::remove_dir_all(folder).unwrap(),
        |folder| {
            for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
                if entry.extension().is_some_and(|ending| ending != "json" && ending != "lock") {
                    fs::write(entry, "cut").unwrap();
                }
            }
        },
    ];
    for damage in damages {
        let shelf = Shelf::with(&library(3));
        let folder = current(&shelf);
        let Shelf { index, folder: temp, .. } = shelf;
        drop(index);
        damage(&folder);

        let mut shelf = Shelf { index: Index::open(temp.path()).unwrap(), folder: temp, seq: 0 };

        assert_eq!((shelf.index.seq(), shelf.answer(&asked("")).total), (0, 0));
        shelf.put(&[document("Again")]);
        assert_eq!(shelf.reopen().titles("again"), ["Again"]);
    }
}

/// Whether something was written that a power loss would take back.
fn is_marked(shelf: &Shelf) -> bool {
    current(shelf).join(UNSYNCED).exists()
}

/// Leaves the folder as another start of the machine would find it after a power loss.
fn lose_power(shelf: Shelf) -> TempDir {
    let Shelf { index, folder, .. } = shelf;
    drop(index);
    let mark = fs::read_dir(folder.path().join(format!("v{FIELDS_VERSION}")))
        .unwrap()
        .map(|entry| entry.unwrap().path().join(UNSYNCED))
        .find(|mark| mark.exists());
    fs::write(mark.expect("it was marked"), "another start").unwrap();
    folder
}

/// Turns one bit round in what the index knows of the places of words, which nothing reads before somebody searches.
fn damage(shelf: &Shelf) {
    let files = fs::read_dir(current(shelf)).unwrap().map(|entry| entry.unwrap().path());
    let places =
        files.filter(|path| path.extension().is_some_and(|ending| ending == "pos")).max_by_key(|path| path.metadata().unwrap().len());
    let places = places.unwrap();
    let mut bytes = fs::read(&places).unwrap();
    bytes[0] ^= 1;
    fs::write(&places, bytes).unwrap();
}

#[test]
fn what_was_synced_is_not_in_doubt_and_what_was_not_is_marked() {
    let mut shelf = Shelf::with(&[document("First")]);
    assert!(is_marked(&shelf));

    shelf.index.sync().unwrap();
    assert!(!is_marked(&shelf));
    shelf.put(&[document("Second")]);
    assert!(is_marked(&shelf));

    let shelf = shelf.reopen();
    shelf.index.sync().unwrap();
    assert!(!is_marked(&shelf), "whoever opens it brings to the disk what the one before left");
}

#[test]
fn a_rebuilt_index_is_on_the_disk_before_it_takes_over() {
    let shelf = Shelf::new();
    shelf.index.rebuild(library(20).into_iter().map(Ok), 20).unwrap();
    assert!(!is_marked(&shelf));
}

#[test]
fn what_a_power_loss_spared_is_kept_and_what_it_damaged_is_set_aside() {
    let folder = lose_power(Shelf::with(&library(20)));
    let shelf = Shelf { index: Index::open(folder.path()).unwrap(), folder, seq: 20 };
    assert_eq!((shelf.index.seq(), shelf.answer(&asked("")).total), (20, 20));
    shelf.index.sync().unwrap();
    assert!(!is_marked(&shelf));

    let shelf = Shelf::with(&library(20));
    damage(&shelf);
    let folder = lose_power(shelf);
    let index = Index::open(folder.path()).unwrap();
    assert_eq!((index.seq(), index.view().ids().unwrap().len()), (0, 0), "to be filled again from the feed");
}

#[test]
fn files_that_outlived_only_their_process_are_not_read_through_at_the_start() {
    let shelf = Shelf::with(&library(20));
    damage(&shelf);
    assert_eq!(shelf.reopen().index.seq(), 20);
}

#[test]
fn searches_go_on_while_documents_come_and_go() {
    let shelf = Shelf::with(&library(10));
    let index = &shelf.index;
    std::thread::scope(|scope| {
        let readers: Vec<_> = (0..2)
            .map(|_| {
                scope.spawn(move || {
                    loop {
                        let view = index.view();
                        let total = view.search(&asked("guide"), &Hidden::default()).unwrap().total;
                        // Each change adds one document.
                        assert_eq!(i64::try_from(total).unwrap(), view.seq());
                        if view.seq() == 30 {
                            break;
                        }
                    }
                })
            })
            .collect();
        for seq in 11..=30 {
            index.apply(vec![Update::Put(Box::new(document("Guide more")))], seq).unwrap();
        }
        for reader in readers {
            reader.join().unwrap();
        }
    });
}
