//! From a folder to a bucket and back, as an operator does it.

use crate::support::app::TestApp;
use crate::support::client::{Client, metadata};
use crate::support::process::{Finished, finish, program};
use crate::support::proxy::Proxy;
use crate::support::s3::Bucket;
use commonshelf::config::{Config, Database, Files};
use commonshelf::files::{Store, Stored, moving};
use commonshelf::jobs::check;

/// Runs the command beside a running server, with settings for a bucket.
fn move_files(app: &TestApp, bucket: &Bucket, arguments: &[&str]) -> Finished {
    let mut command = program(&[&["move-files"], arguments].concat());
    bucket.environment(bucket.port, &mut command);
    command.env_remove("COMMONSHELF_FILES").env("COMMONSHELF_DATA_DIR", app.folder.path());
    command.env("COMMONSHELF_SECRET_KEY", "a secret of the tests, long enough to be one".replace(' ', "-"));
    if let Database::Postgres(url) = &app.app.config.database {
        command.env("COMMONSHELF_DATABASE_URL", url.expose());
    }
    finish(command)
}

async fn upload(rosa: &Client, text: &str) -> String {
    let file = ("page.txt", text.as_bytes().to_vec());
    let draft = rosa.upload("/api/v1/submissions", Some(&metadata("Handbook")), &[file]).await.expect(201);
    format!("/api/v1/submissions/{}/files/{}", draft.id(), draft.body["files"][0]["id"].as_str().unwrap())
}

fn assert_in_order(app: &TestApp) {
    let report = check::run(&app.app.config, &app.app.db).unwrap();
    assert_eq!((report.differences.as_slice(), report.notes.as_slice()), ([].as_slice(), [].as_slice()));
}

#[actix_web::test]
async fn files_move_to_a_bucket_beside_a_running_server_and_back() {
    let (app, bucket) = (TestApp::spawn().await, Bucket::new());
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    let (one, _) = (upload(&rosa, "One lantern.").await, upload(&rosa, "Two lanterns.").await);
    let (folder, to) = (app.folder.path().join("files"), bucket.files().to_string());

    let first = move_files(&app, &bucket, &["--to", &to]).expect(0).out;
    let late = upload(&rosa, "Three lanterns.").await;
    app.wait_for_inspections().await;
    let app = app.restart(|config| bucket.settings(config)).await;
    let second = move_files(&app, &bucket, &["--from", folder.to_str().unwrap(), "--to", &to]).expect(0).out;

    assert!(first.contains("2 files copied (25 B) and read again there; 0 were there already."), "{first}");
    assert!(first.contains(&format!("set files to \"{to}\"")), "{first}");
    assert!(second.contains("1 files copied (15 B) and read again there; 2 were there already."), "{second}");
    let rosa = app.sign_in("rosa").await;
    assert_eq!(rosa.get(&one).await.expect(200).text, "One lantern.");
    assert_eq!(rosa.get(&late).await.expect(200).text, "Three lanterns.");
    assert_in_order(&app);
    assert!(folder.join("incoming").exists() && std::fs::read_dir(&folder).unwrap().count() > 1, "the folder was emptied");

    let back = app.folder.path().join("back");
    move_files(&app, &bucket, &["--from", &to, "--to", back.to_str().unwrap()]).expect(0);
    let app = app.restart(|config| config.files = Files::Folder(back.clone())).await;
    assert_eq!(app.sign_in("rosa").await.get(&one).await.expect(200).text, "One lantern.");
    assert_in_order(&app);
}

#[actix_web::test]
async fn a_file_that_is_damaged_or_missing_is_named_and_the_others_are_moved() {
    let (app, bucket) = (TestApp::spawn().await, Bucket::new());
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    for text in ["One lantern.", "Two lanterns.", "Three lanterns."] {
        upload(&rosa, text).await;
    }
    app.wait_for_inspections().await;
    let stored: Vec<_> = app.app.files.list().unwrap().map(|stored| stored.unwrap().sha256).collect();
    let path = |sha256: &str| app.app.files.local_copy(sha256).unwrap().path().to_owned();
    std::fs::write(path(&stored[0]), "other bytes").unwrap();
    std::fs::remove_file(path(&stored[1])).unwrap();

    let refused = move_files(&app, &bucket, &["--to", &bucket.files().to_string()]).expect(1);

    assert!(refused.out.contains(&format!("file {} is damaged where it comes from", stored[0])), "{}", refused.out);
    assert!(refused.out.contains(&format!("file {} is not there", stored[1])), "{}", refused.out);
    assert!(refused.err.contains("Not every file is at the new place"), "{}", refused.err);
    assert!(bucket.get(&bucket.key(&stored[2])).is_some() && bucket.get(&bucket.key(&stored[0])).is_none());
}

#[actix_web::test]
async fn a_move_that_was_broken_off_goes_on_where_it_was() {
    let (app, bucket) = (TestApp::spawn().await, Bucket::new());
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    for n in 0..5 {
        upload(&rosa, &format!("{n} lanterns.")).await;
    }
    let proxy = Proxy::to(bucket.port);
    let folder = tempfile::tempdir().unwrap();
    let mut config = Config::for_tests(folder.path()).unwrap();
    bucket.settings_through(proxy.port, &mut config);
    let (source, target) = (&app.app.files, Store::open(&config).unwrap());
    let stored: Vec<Stored> = source.list().unwrap().map(Result::unwrap).collect();

    let mut done = 0;
    let broken = moving::copy(source, &target, &stored, &mut |_| {
        done += 1;
        if done == 2 {
            proxy.cut();
        }
    });
    proxy.mend();
    let moved = moving::copy(source, &target, &stored, &mut |_| {}).unwrap();

    assert!(broken.is_err_and(|failure| failure.to_string().contains("can not be reached")));
    assert_eq!((moved.were_there, moved.copied, moved.damaged.len()), (2, 3, 0));
    assert!(stored.iter().all(|stored| bucket.count("PUT", &stored.sha256) == 1), "something was sent twice");
}

#[test]
fn a_move_to_where_the_files_are_is_refused() {
    let refused = finish(program(&["move-files", "--to", "./data/files"])).expect(1);
    assert!(refused.err.contains("is where the files are already"), "{}", refused.err);

    let unknown = finish(program(&["move-files", "--to", "ftp://elsewhere"])).expect(2);
    assert!(unknown.err.contains("s3://bucket/prefix"), "{}", unknown.err);

    let keyless = finish(program(&["move-files", "--to", "s3://our-library"])).expect(1);
    assert!(keyless.err.contains("s3_secret_key: is required for files in a bucket"), "{}", keyless.err);
}
