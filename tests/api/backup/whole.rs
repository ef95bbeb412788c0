//! A whole round: back up, restore elsewhere, and everything is there.

use super::{Library, answers, backups, files_below, manifest, restore};
use crate::purge::holding;
use crate::support::app::{PASSWORD, on_postgres};
use crate::support::files;
use crate::support::postgres;
use crate::support::process::{Place, SECRET, finish};
use crate::support::s3::Bucket;
use crate::support::wait::wait_until;
use serde_json::json;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

#[actix_web::test]
async fn a_restored_library_answers_as_the_one_that_was_backed_up() {
    let library = Library::open().await;
    library.publish(json!({"title": "Un círculo", "language": "es"}), files::pdf(&["Of a lantern", "And another page"])).await;
    library.publish(json!({"section": "promote", "type": "poster"}), files::pdf(&["A line\\nwith 'quotes'"])).await;
    let draft = library.rosa.upload("/api/v1/submissions", Some(&json!({"title": "Still a draft"})), &[("d.txt", b"words".to_vec())]).await;
    let login = json!({"email": "rosa@example.org", "password": PASSWORD});
    let old = library.app.visitor().post("/api/v1/auth/login", login).await.expect(200).body;

    let (name, done) = library.back_up(&[]);

    assert!(done.out.contains("3 files") && done.out.contains("3 were new") && done.out.contains("holds no secrets"), "{}", done.out);
    assert!(done.err.contains("Copying the files: 100 %"), "no progress without a terminal: {}", done.err);
    let place = Place::new();
    let restored = restore(&place, &library.backups(), &[]).expect(0);
    assert!(restored.out.starts_with(&format!("Restored {name} of ")), "{}", restored.out);
    assert!(restored.out.contains("3 files, and 2 public resources in a new index") && restored.out.contains("Everyone signs in again"));
    assert!(place.run(&["check"]).expect(0).out.ends_with("nothing differs.\n"));
    let server = place.serve(&["serve"]).await;
    assert_eq!(answers(&server.visitor()).await, answers(&library.app.visitor()).await);
    let rosa = server.sign_in("rosa@example.org", PASSWORD).await;
    rosa.get(&format!("/api/v1/submissions/{}", draft.id())).await.expect(200);
    // A sign-in that may have been ended since the backup does not live again.
    let refreshed = server.visitor().post("/api/v1/auth/refresh", json!({"refresh_token": old["refresh_token"]})).await;
    assert_eq!(refreshed.status, 401, "{}", refreshed.text);
}

#[actix_web::test]
async fn files_are_copied_once_for_all_backups_and_go_with_the_last_that_names_them() {
    let library = Library::open().await;
    library.publish(json!({}), files::pdf(&["Of a lantern"])).await;
    let draft = library.rosa.upload("/api/v1/submissions", Some(&json!({"title": "Draft"})), &[("d.txt", b"short-lived".to_vec())]).await;
    library.app.wait_for_inspections().await;

    let (first, _) = library.back_up(&[]);
    library.rosa.delete(&format!("/api/v1/submissions/{}", draft.id())).await.expect(204);
    let (_, second) = library.back_up(&[]);
    // A folder that was cut short is tidied up, and so are backups beyond those that are to be kept.
    std::fs::create_dir(library.backups().join("2026-01-01T00-00-00Z")).unwrap();
    let unnamed = library.backups().join("blobs/ab").join("ab".repeat(32));
    std::fs::create_dir_all(unnamed.parent().unwrap()).unwrap();
    std::fs::write(&unnamed, b"of a backup that is gone").unwrap();
    let (third, done) = library.back_up(&["--keep", "1"]);

    assert!(second.out.contains("of which 0 were new"), "{}", second.out);
    assert!(done.out.contains(&format!("Removed {first}.")), "{}", done.out);
    assert_eq!(backups(&library.backups()), std::slice::from_ref(&third));
    assert!(!library.backups().join("2026-01-01T00-00-00Z").exists());
    assert!(!unnamed.exists());
    let listed = std::fs::read_to_string(library.backups().join(&third).join("files.txt")).unwrap();
    assert_eq!(files_below(&library.backups().join("blobs")).len(), listed.lines().count());
}

#[actix_web::test]
async fn secrets_are_in_a_backup_only_where_they_were_asked_for() {
    let library = Library::open().await;
    let folder = library.backups();

    library.back_up(&[]);
    assert_eq!(holding(&folder, SECRET), Vec::<String>::new());
    let settings = std::fs::read_to_string(folder.join(super::newest(&folder)).join("settings.toml")).unwrap();
    assert!(settings.contains("site_name = \"Commonshelf\"") && settings.contains("# a secret: secret_key"), "{settings}");

    let (name, done) = library.back_up(&["--with-secrets"]);
    assert!(done.out.contains("whoever reads that file can act as anyone"), "{}", done.out);
    let secrets = folder.join(&name).join("secrets.toml");
    assert_eq!(std::fs::metadata(&secrets).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(holding(&folder, SECRET), [secrets.display().to_string()]);

    if !on_postgres() {
        let place = Place::new();
        let mut command = place.command(&["restore", folder.to_str().unwrap()]);
        command.env_remove("COMMONSHELF_SECRET_KEY");
        let restored = finish(command).expect(0);
        assert!(restored.out.contains("The secret key came with it"), "{}", restored.out);
        let key = place.data_dir().join("secret.key");
        assert_eq!(std::fs::read_to_string(&key).unwrap().trim(), SECRET);
        assert_eq!(std::fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[actix_web::test]
async fn a_backup_is_proven_by_restoring_it_into_a_temporary_place() {
    let library = Library::open().await;
    library.publish(json!({}), files::pdf(&["Of a lantern"])).await;
    let (name, _) = library.back_up(&[]);
    let folder = library.backups();

    let proven = finish(library.command(&["backup", folder.to_str().unwrap(), "--verify"])).expect(0);

    assert!(proven.out.contains(&format!("{name} of ")) && proven.out.contains("every hash fits"), "{}", proven.out);
    assert!(proven.out.ends_with("Restored into a temporary place: 1 files and 1 public resources, nothing differs.\n"), "{}", proven.out);

    if on_postgres() {
        // Whoever may not make databases is told so, and gets what can be had.
        let mut elsewhere = crate::support::process::program(&["backup", folder.to_str().unwrap(), "--verify"]);
        elsewhere.env("COMMONSHELF_DATA_DIR", library.folder.path().join("none"));
        let limited = finish(elsewhere).expect(0);
        assert!(limited.out.contains("every hash fits") && limited.out.contains("CREATEDB"), "{}", limited.out);
    }
}

#[actix_web::test]
async fn what_the_library_itself_has_lost_is_told_and_kept_from_no_backup() {
    let library = Library::open().await;
    library.publish(json!({}), files::pdf(&["Of a lantern"])).await;
    library.publish(json!({"title": "Other"}), files::pdf(&["Of a candle"])).await;
    let stored = files_below(&library.app.folder.path().join("files"));
    std::fs::remove_file(&stored[0]).unwrap();
    std::fs::write(&stored[1], "damaged").unwrap();

    let (name, done) = library.back_up(&[]);

    assert!(done.out.contains("2 files are missing or damaged in the library itself"), "{}", done.out);
    assert_eq!(manifest(&library.backups().join(name))["files"]["missing"].as_array().unwrap().len(), 2);
    let place = Place::new();
    let restored = restore(&place, &library.backups(), &[]).expect(0);
    assert!(restored.out.contains("2 files were missing or damaged in the library already"), "{}", restored.out);
}

/// Without this program: the copy is a database file on SQLite, and SQL that psql loads on PostgreSQL.
#[actix_web::test]
async fn the_copy_of_the_database_can_be_read_without_this_program() {
    let library = Library::open().await;
    let id = library.publish(json!({"title": "It's a\\backslash"}), files::pdf(&["Of a lantern"])).await;
    let (name, _) = library.back_up(&[]);
    let backup = library.backups().join(name);
    if !on_postgres() {
        assert!(std::fs::read(backup.join("database.sqlite")).unwrap().starts_with(b"SQLite format 3\0"));
        return;
    }
    let place = Place::new();
    let url = place.database_url().unwrap();
    let psql = |arguments: &[&str]| {
        let output =
            Command::new(postgres::tool("psql")).args(["-q", "-v", "ON_ERROR_STOP=1", "-At", &url]).args(arguments).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };

    psql(&["-1", "-f", backup.join("database.sql").to_str().unwrap()]);

    let titles = format!("SELECT metadata::json->>'title' FROM editions WHERE resource_id = '{id}'");
    assert_eq!(psql(&["-c", &titles]), "It's a\\backslash\n");
    assert_eq!(psql(&["-c", "SELECT count(*) FROM texts"]), "1\n");
}

#[actix_web::test]
async fn what_goes_while_a_backup_is_made_is_told_and_does_not_stop_it() {
    let library = Library::open().await;
    library.publish(json!({}), files::pdf(&["Of a lantern"])).await;
    // As the sweeper leaves it for a moment: marked in the database, and gone from the store.
    let sha256 = "a".repeat(64);
    let mark = move |tx: &mut commonshelf::db::Tx| {
        let now = commonshelf::domain::time::Clock::system().now();
        commonshelf::db::blobs::upsert(tx, &sha256, 7, now)?;
        commonshelf::db::blobs::condemn(tx, &sha256, now)
    };
    library.app.app.db.write(mark).await.unwrap();

    let (_, done) = library.back_up(&[]);

    assert!(done.out.contains("1 files were removed from the library meanwhile"), "{}", done.out);
    let place = Place::new();
    restore(&place, &library.backups(), &[]).expect(0);
    let server = place.serve(&["serve"]).await;
    let visitor = server.visitor();
    wait_until("the restored library finds it", async || visitor.search("lantern").await.body["total"] == 1).await;
}

#[actix_web::test]
async fn files_go_from_a_folder_into_a_bucket_and_back() {
    let library = Library::open().await;
    library.publish(json!({}), files::pdf(&["Of a lantern"])).await;
    library.publish(json!({"title": "Un círculo", "language": "es"}), files::pdf(&["Of a candle"])).await;
    library.back_up(&[]);
    let (folder, bucket, cloud) = (library.backups(), Bucket::new(), Place::new());
    let in_cloud = |arguments: &[&str]| {
        let mut command = cloud.command(arguments);
        bucket.environment(bucket.port, &mut command);
        command
    };

    finish(in_cloud(&["restore", folder.to_str().unwrap()])).expect(0);

    assert!(finish(in_cloud(&["check"])).expect(0).out.contains("nothing differs."));
    let server = cloud.start(in_cloud(&["serve"])).await;
    assert_eq!(answers(&server.visitor()).await, answers(&library.app.visitor()).await);
    let from_bucket = library.folder.path().join("from-bucket");
    let done = finish(in_cloud(&["backup", from_bucket.to_str().unwrap(), "--with-secrets"])).expect(0);
    assert!(done.out.contains("2 files") && done.out.contains("2 were new"), "{}", done.out);
    let secrets = std::fs::read_to_string(from_bucket.join(super::newest(&from_bucket)).join("secrets.toml")).unwrap();
    assert!(secrets.contains(crate::support::s3::SECRET_KEY), "{secrets}");
    // Another empty place over the same bucket: what is there is refused.
    let second = Place::new();
    let refused = finish({
        let mut command = second.command(&["restore", from_bucket.to_str().unwrap()]);
        bucket.environment(bucket.port, &mut command);
        command
    })
    .expect(1);
    assert!(refused.err.contains("the place of the files (setting files) is not empty"), "{}", refused.err);
    let back = Place::new();
    restore(&back, &from_bucket, &[]).expect(0);
    assert!(back.run(&["check"]).expect(0).out.contains("nothing differs."));
    let server = back.serve(&["serve"]).await;
    assert_eq!(answers(&server.visitor()).await, answers(&library.app.visitor()).await);
}
