use super::*;
use std::io::Write;
use tempfile::TempDir;

const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

fn store() -> (TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("files"), &folder.path().join("spool")).unwrap();
    (folder, store)
}

async fn receive(store: &Store, chunks: &[&[u8]]) -> Spooled {
    let mut spool = store.spool(1_000).await.unwrap();
    for chunk in chunks {
        spool.write(chunk).await.unwrap();
    }
    spool.finish().await.unwrap()
}

fn files_in(folder: &Path) -> usize {
    fs::read_dir(folder).unwrap().count()
}

fn content(store: &Store, sha256: &str) -> String {
    std::io::read_to_string(store.open_blob(sha256).unwrap()).unwrap()
}

#[tokio::test]
async fn what_was_received_in_pieces_is_stored_under_its_hash() {
    let (folder, store) = store();
    let spooled = receive(&store, &[b"a", b"", b"bc"]).await;
    assert_eq!((spooled.sha256.as_str(), spooled.size_bytes), (ABC, 3));
    assert!(!store.contains(ABC).unwrap());

    store.keep(&spooled).unwrap();
    store.keep(&spooled).unwrap();
    drop(spooled);

    assert_eq!(content(&store, ABC), "abc");
    assert!(store.verify(ABC).unwrap());
    assert_eq!(store.list().unwrap().map(Result::unwrap).collect::<Vec<_>>(), [(ABC.to_owned(), 3)]);
    assert_eq!((files_in(&folder.path().join("spool")), files_in(&folder.path().join("files/incoming"))), (0, 0));

    store.remove(ABC).unwrap();
    store.remove(ABC).unwrap();
    assert!(matches!(store.open_blob(ABC), Err(Error::NotFound("file"))));
}

#[tokio::test]
async fn what_is_not_kept_leaves_nothing() {
    let (folder, store) = store();
    let mut unfinished = store.spool(10).await.unwrap();
    unfinished.write(b"abc").await.unwrap();
    drop(unfinished);
    drop(receive(&store, &[b"abc"]).await);

    assert_eq!(files_in(&folder.path().join("spool")), 0);
    assert_eq!(store.list().unwrap().count(), 0);
}

#[tokio::test]
async fn a_file_over_the_limit_is_refused_as_soon_as_it_is_known() {
    let (_folder, store) = store();
    let mut spool = store.spool(4).await.unwrap();
    spool.write(b"abcd").await.unwrap();
    let refused = spool.write(b"e").await.unwrap_err();
    assert!(matches!(&refused, Error::TooLarge { message } if message.contains("larger than 4 B")), "{refused}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_same_bytes_can_be_stored_by_many_at_once() {
    let (folder, store) = store();
    let mut received = Vec::new();
    for _ in 0..16 {
        received.push(receive(&store, &[b"abc"]).await);
    }
    std::thread::scope(|scope| {
        for spooled in &received {
            // Twice each: a repeated act must not harm the first.
            scope.spawn(|| store.keep(spooled).unwrap());
            scope.spawn(|| store.keep(spooled).unwrap());
        }
    });
    drop(received);

    assert!(store.verify(ABC).unwrap());
    assert_eq!(files_in(&folder.path().join("files/incoming")), 0);
}

#[tokio::test]
async fn bytes_that_a_crash_cut_short_are_replaced_and_changed_ones_are_found() {
    let (_folder, store) = store();
    let spooled = receive(&store, &[b"abc"]).await;
    store.keep(&spooled).unwrap();
    let path = store.path_of(ABC).unwrap();
    fs::remove_file(&path).unwrap();
    fs::write(&path, "a").unwrap();
    assert!(!store.verify(ABC).unwrap());

    store.keep(&spooled).unwrap();

    assert_eq!(content(&store, ABC), "abc");
}

#[tokio::test]
async fn a_spool_on_another_file_system_is_copied() {
    let elsewhere = Path::new("/dev/shm");
    let (folder, _) = store();
    let Ok(spool) = tempfile::tempdir_in(elsewhere) else { return };
    let store = Store::open(&folder.path().join("files"), spool.path()).unwrap();
    store.keep(&receive(&store, &[b"abc"]).await).unwrap();
    assert_eq!(content(&store, ABC), "abc");
    assert_eq!((files_in(spool.path()), files_in(&folder.path().join("files/incoming"))), (0, 0));
}

#[test]
fn only_hashes_are_names() {
    let (_folder, store) = store();
    let capitals = ABC.to_uppercase();
    let wide = "é".repeat(32);
    for name in ["", "..", "../../etc/passwd", &ABC[1..], capitals.as_str(), wide.as_str(), "ba/../../x"] {
        assert!(matches!(store.path_of(name), Err(Error::NotFound("file"))), "{name:?} was taken for a name");
        assert!(store.open_blob(name).is_err() && store.contains(name).is_err() && store.remove(name).is_err());
    }
}

#[test]
fn leftovers_older_than_a_day_go_when_the_store_is_opened() {
    let (folder, _) = store();
    let (files, spool) = (folder.path().join("files"), folder.path().join("spool"));
    for (path, hours) in [(spool.join("old"), 25), (spool.join("young"), 23), (files.join("incoming/old"), 25)] {
        let mut file = File::create(&path).unwrap();
        file.write_all(b"x").unwrap();
        file.set_modified(SystemTime::now() - Duration::from_secs(hours * 3_600)).unwrap();
    }
    Store::open(&files, &spool).unwrap();
    assert!(spool.join("young").exists());
    assert_eq!((files_in(&spool), files_in(&files.join("incoming"))), (1, 0));
}

#[test]
fn a_folder_that_can_not_be_used_is_named_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let occupied = folder.path().join("occupied");
    fs::write(&occupied, "a file").unwrap();
    let Err(Error::Invalid(faults)) = Store::open(&occupied, &folder.path().join("spool")) else { panic!("it was opened") };
    assert_eq!(faults[0].field, "files");
    assert!(faults[0].message.contains("occupied"), "{}", faults[0].message);
}

#[test]
fn a_full_disk_is_told_as_such() {
    let error = failed("storing a file", std::io::Error::from(ErrorKind::StorageFull));
    assert!(matches!(error, Error::Unavailable { code: "storage_full", .. }));
}
