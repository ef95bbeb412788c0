use super::*;
use std::io::Write;
use tempfile::TempDir;

const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

// What holds for every place is tested over both kinds in tests/api/storage/places.rs; here is what only a folder has.

fn config(folder: &TempDir) -> Config {
    Config::for_tests(folder.path()).unwrap()
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

#[tokio::test]
async fn a_file_of_many_pieces_is_stored_whole() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&config(&folder)).unwrap();
    let bytes: Vec<u8> = (0..1_000_000_u32).map(|number| (number % 251) as u8).collect();
    let mut spool = store.spool(1_000_000).await.unwrap();
    for chunk in bytes.chunks(30_011) {
        spool.write(chunk).await.unwrap();
    }
    let spooled = spool.finish().await.unwrap();

    store.keep(&spooled).unwrap();

    assert_eq!((spooled.size_bytes, store.verify(&spooled.sha256).unwrap()), (1_000_000, true));
    let mut stored = Vec::new();
    std::io::Read::read_to_end(&mut store.open_blob(&spooled.sha256).unwrap(), &mut stored).unwrap();
    assert!(stored == bytes);
}

#[tokio::test]
async fn a_file_over_the_limit_is_refused_as_soon_as_it_is_known() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&config(&folder)).unwrap();
    let mut spool = store.spool(4).await.unwrap();
    spool.write(b"abcd").await.unwrap();
    let refused = spool.write(b"e").await.unwrap_err();
    assert!(matches!(&refused, Error::TooLarge { message } if message.contains("larger than 4 B")), "{refused}");
}

#[tokio::test]
async fn a_spool_on_another_file_system_is_copied() {
    let Ok(elsewhere) = tempfile::tempdir_in("/dev/shm") else { return };
    let folder = tempfile::tempdir().unwrap();
    let mut config = config(&folder);
    config.data_dir = elsewhere.path().to_owned();
    let store = Store::open(&config).unwrap();

    store.keep(&receive(&store, &[b"abc"]).await).unwrap();

    assert!(store.verify(ABC).unwrap());
    assert_eq!((files_in(&config.spool_dir()), files_in(&folder.path().join("files/incoming"))), (0, 0));
}

#[tokio::test]
async fn nothing_is_left_on_the_way_in() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&config(&folder)).unwrap();

    store.keep(&receive(&store, &[b"abc"]).await).unwrap();
    store.put(ABC, 3, &mut &b"abc"[..]).unwrap();
    assert!(store.put(ABC, 3, &mut &b"abd"[..]).is_err());

    assert_eq!(files_in(&folder.path().join("files/incoming")), 0);
}

#[test]
fn leftovers_older_than_a_day_go_when_the_store_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    let config = config(&folder);
    Store::open(&config).unwrap();
    let (files, spool) = (folder.path().join("files"), config.spool_dir());
    for (path, hours) in [(spool.join("old"), 25), (spool.join("young"), 23), (files.join("incoming/old"), 25)] {
        let mut file = File::create(&path).unwrap();
        file.write_all(b"x").unwrap();
        file.set_modified(SystemTime::now() - Duration::from_secs(hours * 3_600)).unwrap();
    }

    Store::open(&config).unwrap();

    assert!(spool.join("young").exists());
    assert_eq!((files_in(&spool), files_in(&files.join("incoming"))), (1, 0));
}

#[test]
fn a_folder_that_can_not_be_used_is_named_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = config(&folder);
    config.files = Files::Folder(folder.path().join("occupied"));
    fs::write(folder.path().join("occupied"), "a file").unwrap();
    let Err(Error::Invalid(faults)) = Store::open(&config) else { panic!("it was opened") };
    assert_eq!(faults[0].field, "files");
    assert!(faults[0].message.contains("occupied"), "{}", faults[0].message);
}

#[test]
fn a_full_disk_is_told_as_such() {
    let error = failed("storing a file", std::io::Error::from(ErrorKind::StorageFull));
    assert!(matches!(error, Error::Unavailable { code: "storage_full", .. }));
}
