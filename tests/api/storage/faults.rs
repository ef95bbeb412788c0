//! An object storage that fails: what is tried again, what people are told, and what goes on meanwhile.

use crate::support::app::TestApp;
use crate::support::client::{Answer, Client, metadata};
use crate::support::proxy::{BUSY, Fault, Proxy};
use crate::support::s3::{ACCESS_KEY, Bucket, SECRET_KEY};
use crate::support::wait::wait_until;
use commonshelf::config::{self, Config, Files};
use commonshelf::error::Error;
use commonshelf::files::Store;
use commonshelf::jobs::check;
use reqwest::Method;
use serde_json::json;

/// A library whose files are in a bucket, with a proxy between them.
struct Library {
    app: TestApp,
    bucket: Bucket,
    proxy: Proxy,
    rosa: Client,
    ingrid: Client,
}

impl Library {
    async fn new() -> Self {
        let bucket = Bucket::new();
        let proxy = Proxy::to(bucket.port);
        let app = TestApp::spawn_with(|config| bucket.settings_through(proxy.port, config)).await;
        let (rosa, ingrid) = (app.uploader("rosa", "Casa Abierta").await, app.admin("ingrid").await);
        Self { app, bucket, proxy, rosa, ingrid }
    }

    async fn upload(&self, title: &str, bytes: &[u8]) -> Answer {
        let file = ("page.txt", bytes.to_vec());
        self.rosa.upload("/api/v1/submissions?submit=true", Some(&metadata(title)), &[file]).await
    }

    /// Publishes one file; gives the address of its download.
    async fn publish(&self, title: &str, bytes: &[u8]) -> String {
        let submitted = self.upload(title, bytes).await.expect(201);
        self.app.wait_for_inspections().await;
        let approved = self.ingrid.decide(&submitted, "approve").await.expect(200);
        let change = approved.body["change"].clone();
        assert_eq!(self.app.visitor().titles_after(&change, "lantern").await, [title]);
        let resource = format!("/api/v1/resources/{}", approved.body["resource_id"].as_str().unwrap());
        let there = self.app.visitor().get(&resource).await.expect(200);
        format!("{resource}/files/{}", there.body["files"][0]["id"].as_str().unwrap())
    }

    fn sha256(&self) -> String {
        self.app.app.files.list().unwrap().next().unwrap().unwrap().sha256
    }

    async fn files_are_well(&self) -> bool {
        self.app.visitor().get("/health/ready").await.body["checks"]["files"]["ok"] == json!(true)
    }

    fn differences(&self) -> Vec<String> {
        check::run(&self.app.app.config, &self.app.app.db).unwrap().differences
    }
}

const PAGE: &[u8] = b"0123456789 Every member may pass the lantern.";

#[actix_web::test]
async fn the_main_job_runs_with_files_in_a_bucket() {
    let library = Library::new().await;

    let file = library.publish("Handbook", PAGE).await;

    let visitor = library.app.visitor();
    let part = visitor.send(visitor.request(Method::GET, &file).header("range", "bytes=11-15")).await;
    let whole = visitor.get(&file).await.expect(200);
    let held = visitor.send(visitor.request(Method::GET, &file).header("if-none-match", &whole.headers["etag"])).await;
    assert_eq!((part.status, part.bytes.as_slice(), part.headers["content-range"].as_str()), (206, &b"Every"[..], "bytes 11-15/45"));
    assert_eq!((whole.bytes.as_slice(), held.status), (PAGE, 304));
    let ranges: Vec<_> = library.bucket.requests().into_iter().filter_map(|request| request.range).collect();
    assert_eq!(ranges, ["bytes=11-15"], "a part is fetched as a part");
    assert_eq!(library.differences(), [""; 0]);
    assert_eq!(std::fs::read_dir(library.app.app.config.spool_dir()).unwrap().count(), 0, "what was fetched for the reader is left behind");
}

#[actix_web::test]
async fn what_is_purged_is_gone_from_the_bucket_and_what_the_storage_would_not_delete_goes_when_it_is_back() {
    let library = Library::new().await;
    let file = library.publish("Handbook", PAGE).await;
    let (key, resource) = (library.bucket.key(&library.sha256()), file.split_once("/files/").unwrap().0);
    assert!(library.bucket.get(&key).is_some());

    library.proxy.cut();
    let purged = json!({"reason": "privacy", "confirm_title": "Handbook"});
    library.ingrid.post(&format!("{resource}/purge"), purged).await.expect(200);
    library.app.visitor().get(&file).await.expect(410);
    wait_until("the purge is tried", async || library.proxy.failed() > 0).await;
    assert!(library.bucket.get(&key).is_some(), "the storage was not there");
    library.proxy.mend();
    library.app.wait_for_jobs("purge").await;

    assert_eq!(library.bucket.get(&key), None);
    assert_eq!(library.differences(), [""; 0]);
}

#[actix_web::test]
async fn the_same_file_is_sent_to_the_storage_once() {
    let library = Library::new().await;
    library.upload("Handbook", PAGE).await.expect(201);
    let sha256 = library.sha256();

    library.upload("The same again", PAGE).await.expect(201);

    assert_eq!(library.bucket.count("PUT", &sha256), 1);
}

#[actix_web::test]
async fn temporary_failures_are_tried_again_unseen() {
    let library = Library::new().await;
    for (name, fault) in [("busy", BUSY), ("dropped", Fault::Drop)] {
        let before = library.proxy.failed();
        library.proxy.fail(2, fault);

        library.upload(name, format!("{name} lantern").as_bytes()).await.expect(201);

        assert_eq!(library.proxy.failed() - before, 2, "{name}");
    }
}

#[actix_web::test]
async fn a_download_that_the_storage_cuts_goes_on_where_it_was() {
    let library = Library::new().await;
    let bytes = b"lantern ".repeat(100_000);
    let file = library.publish("Handbook", &bytes).await;

    library.proxy.fail(1, Fault::CutAfter(300_000));
    let whole = library.app.visitor().get(&file).await.expect(200);

    assert!(whole.bytes == bytes, "{} of {} bytes", whole.bytes.len(), bytes.len());
}

#[actix_web::test]
async fn while_the_storage_is_down_uploads_are_refused_in_words_and_all_else_goes_on() {
    let library = Library::new().await;
    let file = library.publish("Handbook", PAGE).await;
    let waiting = library.upload("Second", b"Another lantern.").await.expect(201);
    library.app.wait_for_inspections().await;
    wait_until("the storage is well", async || library.files_are_well().await).await;

    library.proxy.cut();

    let refused = library.upload("Third", b"A third lantern.").await;
    assert_eq!(refused.summary(), "503 storage_down");
    assert_eq!(refused.headers["retry-after"], "60");
    assert!(refused.text.contains("try again in a minute") && !refused.text.contains("127.0.0.1"), "{}", refused.text);
    let visitor = library.app.visitor();
    assert_eq!(visitor.get(&file).await.summary(), "503 storage_down");
    assert_eq!(visitor.search("lantern").await.body["total"], 1, "searches go on");
    visitor.get("/").await.expect(200);
    library.ingrid.decide(&waiting, "approve").await.expect(200);
    wait_until("health says it", async || !library.files_are_well().await).await;
    let ready = visitor.get("/health/ready").await.expect(200);
    assert!(ready.text.contains("The storage of files can not be reached") && !ready.text.contains("127.0.0.1"), "{}", ready.text);
    assert_eq!(library.rosa.get("/api/v1/submissions").await.body["items"].as_array().unwrap().len(), 2, "the refused one left nothing");

    library.proxy.mend();

    wait_until("the storage is well again", async || library.files_are_well().await).await;
    assert_eq!(visitor.get(&file).await.expect(200).bytes, PAGE);
    library.upload("Third", b"A third lantern.").await.expect(201);
    library.app.wait_for_inspections().await;
    assert_eq!(library.differences(), [""; 0]);
}

#[actix_web::test]
async fn a_file_that_could_not_be_fetched_for_inspection_is_read_when_the_storage_is_back() {
    let library = Library::new().await;
    // Nobody waits for the reader's first try: what counts is that it is not given up however often it fails.
    let submitted = library.upload("Handbook", PAGE).await.expect(201);
    library.proxy.cut();
    let sha256 = {
        let direct = open(|config| library.bucket.settings(config)).unwrap();
        direct.list().unwrap().next().unwrap().unwrap().sha256
    };
    let refused = library.app.app.files.local_copy(&sha256).unwrap_err();
    assert!(matches!(refused, Error::Unavailable { code: "storage_down", .. }), "{refused}");

    library.proxy.mend();

    library.app.wait_for_inspections().await;
    let seen = library.rosa.get(&format!("/api/v1/submissions/{}", submitted.id())).await;
    assert_eq!(seen.body["files"][0]["status"], "ok", "{}", seen.text);
}

#[actix_web::test]
async fn a_damaged_file_never_arrives_whole_and_check_names_it() {
    let library = Library::new().await;
    let file = library.publish("Handbook", PAGE).await;
    let (sha256, visitor) = (library.sha256(), library.app.visitor());
    let key = library.bucket.key(&sha256);
    let mut other = PAGE.to_vec();
    other[20] ^= 1;

    library.bucket.put(&key, &other);
    let cut = async { visitor.request(Method::GET, &file).send().await?.bytes().await };
    assert!(cut.await.is_err(), "a damaged file was given out as if it were whole");
    assert!(library.differences()[0].starts_with(&format!("file {sha256} is damaged")), "{:?}", library.differences());

    library.bucket.put(&key, &PAGE[..10]);
    let part = visitor.send(visitor.request(Method::GET, &file).header("range", "bytes=20-25")).await;
    assert_eq!((visitor.get(&file).await.summary(), part.summary()), ("503 file_damaged".to_owned(), "503 file_damaged".to_owned()));

    library.bucket.delete(&key);
    let gone = visitor.get(&file).await;
    assert_eq!(gone.summary(), "503 file_damaged");
    assert!(gone.text.contains("until the admins have restored it"), "{}", gone.text);
    assert!(library.differences()[0].starts_with(&format!("file {sha256} is missing")), "{:?}", library.differences());

    library.bucket.put(&key, PAGE);
    assert_eq!(visitor.get(&file).await.expect(200).bytes, PAGE);
}

/// Opens a store with a folder of its own for the spool.
fn open(adjust: impl FnOnce(&mut Config)) -> commonshelf::error::Result<Store> {
    let folder = tempfile::tempdir().unwrap();
    let mut config = Config::for_tests(folder.path()).unwrap();
    adjust(&mut config);
    Store::open(&config)
}

#[test]
fn a_bucket_that_is_not_there_is_named_in_words() {
    let Err(Error::Invalid(faults)) = open(|config| Bucket::missing("nobody-made-it").settings(config)) else { panic!("it was opened") };

    assert_eq!(faults[0].field, "files");
    assert!(faults[0].message.contains("there is no bucket nobody-made-it") && faults[0].message.contains("s3_region"), "{faults:?}");
}

#[test]
fn a_storage_that_refuses_the_keys_is_told_without_them() {
    let bucket = Bucket::new();
    let proxy = Proxy::to(bucket.port);
    proxy.fail(
        usize::MAX,
        Fault::Answer(
            "HTTP/1.1 403 Forbidden\r\nContent-Length: 117\r\nConnection: close\r\n\r\n\
             <Error><Code>SignatureDoesNotMatch</Code><AWSAccessKeyId>AKIAOFTHETESTS</AWSAccessKeyId><Message>no</Message></Error>",
        ),
    );

    let Err(Error::Invalid(faults)) = open(|config| bucket.settings_through(proxy.port, config)) else { panic!("it was opened") };

    assert!(faults[0].message.contains("SignatureDoesNotMatch") && faults[0].message.contains("correct s3_access_key"), "{faults:?}");
    assert!(!faults[0].message.contains(ACCESS_KEY) && !faults[0].message.contains(SECRET_KEY), "{faults:?}");
}

#[test]
fn a_storage_that_does_not_answer_keeps_nobody_from_starting() {
    for fault in [Fault::Drop, Fault::Hang] {
        let bucket = Bucket::new();
        let proxy = Proxy::to(bucket.port);
        proxy.fail(usize::MAX, fault);

        // The address looks like an answer of the storage. It is none.
        let store = open(|config| {
            bucket.settings_through(proxy.port, config);
            config.files = Files::Bucket(config::Bucket { name: bucket.name.clone(), prefix: "room-301/LOCATION".to_owned() });
        });

        let store = store.unwrap();
        assert!(!store.is_well());
        proxy.mend();
        assert_eq!(store.list().unwrap().count(), 0);
    }
}

#[test]
fn a_bucket_that_is_in_another_region_is_told_so() {
    let bucket = Bucket::new();
    for answer in [
        "HTTP/1.1 301 Moved Permanently\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        "HTTP/1.1 400 Bad Request\r\nContent-Length: 57\r\nConnection: close\r\n\r\n\
         <Error><Code>AuthorizationHeaderMalformed</Code></Error>\n",
    ] {
        let proxy = Proxy::to(bucket.port);
        proxy.fail(usize::MAX, Fault::Answer(answer));

        let Err(Error::Invalid(faults)) = open(|config| bucket.settings_through(proxy.port, config)) else { panic!("it was opened") };

        assert!(faults[0].message.contains("is elsewhere") && faults[0].message.contains("correct s3_region"), "{faults:?}");
    }
}
