//! One suite for both kinds of place: what holds for a folder holds for a bucket.

use crate::support::s3::Bucket;
use commonshelf::config::Config;
use commonshelf::error::Error;
use commonshelf::files::{Spooled, Store};
use std::io::Read;
use std::path::Path;
use tempfile::TempDir;

const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

/// A store of its own, and a way into it past the store.
struct Place {
    name: &'static str,
    store: Store,
    folder: TempDir,
    bucket: Option<Bucket>,
}

impl Place {
    fn open(name: &'static str, bucket: Option<Bucket>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut config = Config::for_tests(folder.path()).unwrap();
        if let Some(bucket) = &bucket {
            bucket.settings(&mut config);
        }
        Self { name, store: Store::open(&config).unwrap(), folder, bucket }
    }

    fn both() -> [Self; 2] {
        [Self::open("folder", None), Self::open("bucket", Some(Bucket::new()))]
    }

    fn waiting_in_the_spool(&self) -> usize {
        std::fs::read_dir(self.folder.path().join("spool")).unwrap().count()
    }

    /// Replaces the stored bytes.
    fn overwrite(&self, sha256: &str, bytes: &[u8]) {
        match &self.bucket {
            Some(bucket) => bucket.put(&bucket.key(sha256), bytes),
            None => {
                // The name, not what is behind it: an upload may still hold the same bytes.
                let path = self.folder.path().join("files").join(&sha256[..2]).join(sha256);
                std::fs::remove_file(&path).unwrap();
                std::fs::write(&path, bytes).unwrap();
            }
        }
    }
}

async fn receive(store: &Store, chunks: &[&[u8]]) -> Spooled {
    let mut spool = store.spool(100_000_000).await.unwrap();
    for chunk in chunks {
        spool.write(chunk).await.unwrap();
    }
    spool.finish().await.unwrap()
}

fn content(store: &Store, sha256: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    store.open_blob(sha256).unwrap().read_to_end(&mut bytes).unwrap();
    bytes
}

fn listed(store: &Store) -> Vec<(String, u64)> {
    store.list().unwrap().map(|stored| stored.unwrap()).map(|stored| (stored.sha256, stored.size_bytes)).collect()
}

#[actix_web::test]
async fn what_was_received_in_pieces_is_stored_under_its_hash() {
    for place in Place::both() {
        let store = &place.store;
        let spooled = receive(store, &[b"a", b"", b"bc"]).await;
        assert_eq!((spooled.sha256.as_str(), spooled.size_bytes), (ABC, 3));
        assert!(!store.contains(ABC).unwrap(), "{}", place.name);

        store.keep(&spooled).unwrap();
        store.keep(&spooled).unwrap();
        drop(spooled);

        assert_eq!((content(store, ABC).as_slice(), store.size_of(ABC).unwrap()), (&b"abc"[..], Some(3)), "{}", place.name);
        assert!(store.verify(ABC).unwrap() && store.is_well());
        assert_eq!(listed(store), [(ABC.to_owned(), 3)], "{}", place.name);
        assert_eq!(place.waiting_in_the_spool(), 0);

        store.remove(ABC).unwrap();
        store.remove(ABC).unwrap();
        assert!(matches!(store.open_blob(ABC), Err(Error::NotFound("file"))), "{}", place.name);
        assert_eq!((listed(store).len(), store.size_of(ABC).unwrap()), (0, None));
    }
}

#[actix_web::test]
async fn what_is_not_kept_leaves_nothing() {
    for place in Place::both() {
        let mut unfinished = place.store.spool(10).await.unwrap();
        unfinished.write(b"abc").await.unwrap();
        drop(unfinished);
        drop(receive(&place.store, &[b"abc"]).await);

        assert_eq!((place.waiting_in_the_spool(), listed(&place.store).len()), (0, 0), "{}", place.name);
    }
}

#[actix_web::test]
async fn a_part_is_read_and_no_more() {
    for place in Place::both() {
        place.store.keep(&receive(&place.store, &[b"abc"]).await).unwrap();
        for (start, length, wanted) in [(0, 3, "abc"), (0, 1, "a"), (1, 1, "b"), (1, 2, "bc")] {
            let mut part = place.store.open_part(ABC, start, length).unwrap();
            let mut text = String::new();
            part.read_to_string(&mut text).unwrap();
            assert_eq!((text.as_str(), part.size_bytes), (wanted, 3), "{}", place.name);
        }
    }
}

#[actix_web::test]
async fn the_same_bytes_can_be_stored_by_many_at_once() {
    for place in Place::both() {
        let mut received = Vec::new();
        for _ in 0..8 {
            received.push(receive(&place.store, &[b"abc"]).await);
        }
        std::thread::scope(|scope| {
            for spooled in &received {
                // Twice each: a repeated act must not harm the first.
                scope.spawn(|| place.store.keep(spooled).unwrap());
                scope.spawn(|| place.store.keep(spooled).unwrap());
            }
        });
        drop(received);

        assert!(place.store.verify(ABC).unwrap(), "{}", place.name);
        assert_eq!(listed(&place.store), [(ABC.to_owned(), 3)]);
    }
}

#[actix_web::test]
async fn bytes_that_were_cut_short_are_replaced_and_changed_ones_are_found() {
    for place in Place::both() {
        let spooled = receive(&place.store, &[b"abc"]).await;
        place.store.keep(&spooled).unwrap();

        place.overwrite(ABC, b"a");
        assert!(!place.store.verify(ABC).unwrap(), "{}", place.name);
        place.store.keep(&spooled).unwrap();
        assert_eq!(content(&place.store, ABC), b"abc", "{}", place.name);

        place.overwrite(ABC, b"abd");
        assert!(!place.store.verify(ABC).unwrap(), "{}", place.name);
    }
}

#[actix_web::test]
async fn what_comes_from_elsewhere_is_stored_only_if_it_is_what_it_should_be() {
    for place in Place::both() {
        for (size_bytes, bytes) in [(3, &b"abd"[..]), (3, b"ab"), (4, b"abc"), (2, b"abc")] {
            assert!(place.store.put(ABC, size_bytes, &mut &*bytes).is_err(), "{}: {bytes:?} as {size_bytes}", place.name);
            assert_eq!(place.store.size_of(ABC).unwrap(), None, "{}", place.name);
        }

        place.store.put(ABC, 3, &mut &b"abc"[..]).unwrap();

        assert_eq!(content(&place.store, ABC), b"abc", "{}", place.name);
    }
}

#[actix_web::test]
async fn a_program_that_needs_a_file_gets_one_that_is_gone_afterwards() {
    for place in Place::both() {
        place.store.keep(&receive(&place.store, &[b"abc"]).await).unwrap();

        let copy = place.store.local_copy(ABC).unwrap();
        let path = copy.path().to_owned();
        assert_eq!(std::fs::read(&path).unwrap(), b"abc", "{}", place.name);
        drop(copy);

        assert_eq!(path.exists(), place.bucket.is_none(), "{}", place.name);
        assert_eq!(place.waiting_in_the_spool(), 0);
    }
}

#[actix_web::test]
async fn a_damaged_file_is_not_fetched_for_a_program() {
    let place = Place::open("bucket", Some(Bucket::new()));
    place.store.keep(&receive(&place.store, &[b"abc"]).await).unwrap();
    place.overwrite(ABC, b"abd");

    let refused = place.store.local_copy(ABC).unwrap_err();

    assert!(matches!(refused, Error::Unavailable { code: "file_damaged", .. }), "{refused}");
    assert_eq!(place.waiting_in_the_spool(), 0);
}

#[test]
fn only_hashes_are_names() {
    let capitals = ABC.to_uppercase();
    let wide = "é".repeat(32);
    for Place { store, name: place, .. } in Place::both() {
        for name in ["", "..", "../../etc/passwd", &ABC[1..], capitals.as_str(), wide.as_str(), "ba/../../x"] {
            assert!(matches!(store.size_of(name), Err(Error::NotFound("file"))), "{place}: {name:?} was taken for a name");
            assert!(store.open_blob(name).is_err() && store.local_copy(name).is_err() && store.remove(name).is_err());
        }
    }
}

#[actix_web::test]
async fn a_large_file_goes_in_parts_and_a_small_one_in_one_request() {
    let bucket = Bucket::new();
    let place = Place::open("bucket", Some(bucket));
    let bucket = place.bucket.as_ref().unwrap();
    let bytes: Vec<u8> = (0..20_000_000_u32).map(|n| (n % 251) as u8).collect();
    let (large, small) = (receive(&place.store, &[&bytes]).await, receive(&place.store, &[b"abc"]).await);

    place.store.keep(&large).unwrap();
    place.store.keep(&small).unwrap();
    place.store.keep(&large).unwrap();

    let sent = |sha256: &str, method: &str| -> Vec<_> {
        bucket.requests().into_iter().filter(|request| request.method == method && request.path.ends_with(sha256)).collect()
    };
    let parts = sent(&large.sha256, "PUT");
    assert_eq!(parts.iter().map(|part| part.size_bytes).collect::<Vec<_>>(), [8 << 20, 8 << 20, 20_000_000 - (16 << 20)]);
    let numbers: Vec<_> =
        parts.iter().map(|part| part.query.split('&').find(|pair| pair.starts_with("partNumber")).unwrap().to_owned()).collect();
    assert_eq!(numbers, ["partNumber=1", "partNumber=2", "partNumber=3"]);
    assert!(parts.iter().all(|part| part.sha256.is_some() && part.status == 200), "{parts:?}");
    assert_eq!(sent(&large.sha256, "POST").len(), 2, "one request begins an upload in parts, and one ends it");
    let whole = sent(ABC, "PUT");
    assert_eq!((whole.len(), whole[0].sha256.as_deref()), (1, Some(ABC)), "the checksum goes with the bytes");
    assert!(place.store.verify(&large.sha256).unwrap() && content(&place.store, &large.sha256) == bytes);
    assert!(Path::new(&bucket.key(ABC)).starts_with("library/files/ba"));
}
