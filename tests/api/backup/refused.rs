//! What is no good backup, or no empty place, is refused in words, and nothing is touched.

use super::{Library, backups, files_below, manifest, restore};
use crate::support::app::on_postgres;
use crate::support::files;
use crate::support::process::{Place, finish, program};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

/// A copy of a folder, to break.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn edit_manifest(backup: &Path, edit: impl FnOnce(&mut Value)) {
    let mut content = manifest(backup);
    edit(&mut content);
    fs::write(backup.join("manifest.json"), content.to_string()).unwrap();
}

fn database(backup: &Path) -> PathBuf {
    backup.join(if on_postgres() { "database.sql" } else { "database.sqlite" })
}

type Harm = fn(&Path, &Path);

/// What is done to a backup (its folder of all backups, and its own), and what the refusal says.
const HARMS: &[(&str, Harm, &str)] = &[
    ("the manifest is gone", |_, backup| fs::remove_file(backup.join("manifest.json")).unwrap(), "1 were cut short"),
    ("the manifest is cut", |_, backup| fs::write(backup.join("manifest.json"), "{\"format\": 1").unwrap(), "manifest.json is damaged"),
    ("a newer format", |_, backup| edit_manifest(backup, |m| m["format"] = json!(2)), "made by a newer Commonshelf (0.1.0)"),
    ("a newer schema", |_, backup| edit_manifest(backup, |m| m["schema"] = json!("29991231000000")), "its schema is 29991231000000"),
    ("another kind", |_, backup| edit_manifest(backup, |m| m["database"] = json!("oracle")), "name a database of the backup's kind"),
    ("a path in the manifest", |_, backup| edit_manifest(backup, |m| m["parts"][0]["name"] = json!("../x")), "outside of its folder"),
    (
        "the database is cut",
        |_, backup| {
            let file = fs::File::options().write(true).open(database(backup)).unwrap();
            file.set_len(file.metadata().unwrap().len() - 10).unwrap();
        },
        "it was cut or changed",
    ),
    (
        "the database is tampered with",
        |_, backup| {
            let mut bytes = fs::read(database(backup)).unwrap();
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            fs::write(database(backup), bytes).unwrap();
        },
        "its hash differs",
    ),
    ("the list of files is gone", |_, backup| fs::remove_file(backup.join("files.txt")).unwrap(), "files.txt is missing"),
    ("a file is gone", |folder, _| fs::remove_file(&files_below(&folder.join("blobs"))[0]).unwrap(), "is missing. Take another backup"),
    ("a file is damaged", |folder, _| fs::write(&files_below(&folder.join("blobs"))[0], "x").unwrap(), "is damaged. Take another backup"),
    ("the list of purges is damaged", |folder, _| fs::write(folder.join("purges.jsonl"), "{}\n").unwrap(), "line 1 of"),
];

#[actix_web::test]
async fn a_backup_that_is_cut_tampered_with_or_newer_is_refused_and_nothing_is_touched() {
    let library = Library::open().await;
    library.publish(json!({}), files::pdf(&["Of a lantern"])).await;
    library.back_up(&[]);
    let place = Place::new();

    for (harm, act, words) in HARMS {
        let broken = library.folder.path().join(harm);
        copy(&library.backups(), &broken);
        act(&broken, &broken.join(&backups(&library.backups())[0]));

        let refused = restore(&place, &broken, &[]).expect(1);

        assert!(refused.err.contains(words), "{harm}: {}", refused.err);
        let left = if place.data_dir().exists() { files_below(&place.data_dir()) } else { Vec::new() };
        assert!(left.is_empty(), "{harm}: {left:?}");
    }
    restore(&place, &library.backups(), &[]).expect(0);
}

#[actix_web::test]
async fn a_place_that_is_not_empty_is_refused_and_left_as_it_is() {
    let library = Library::open().await;
    library.back_up(&[]);
    let (file, other) = (Place::new(), Place::new());
    fs::create_dir_all(file.data_dir()).unwrap();
    fs::write(file.data_dir().join("letter.txt"), "mine").unwrap();
    other.run(&["migrate"]).expect(0);

    let in_folder = restore(&file, &library.backups(), &[]).expect(1);
    let in_database = restore(&other, &library.backups(), &[]).expect(1);
    let unknown = restore(&Place::new(), &library.backups(), &["--backup", "2020-01-01T00-00-00Z"]).expect(1);
    let nowhere = restore(&Place::new(), Path::new("/nowhere/at/all"), &[]).expect(1);
    let nothing = finish({
        let mut command = program(&["backup", library.backups().to_str().unwrap()]);
        command.env("COMMONSHELF_DATA_DIR", library.folder.path().join("empty"));
        command
    })
    .expect(1);

    assert!(in_folder.err.contains("is not empty: a backup is restored into an empty place only"), "{}", in_folder.err);
    assert_eq!(fs::read_to_string(file.data_dir().join("letter.txt")).unwrap(), "mine");
    assert!(in_database.err.contains("is not empty"), "{}", in_database.err);
    assert!(unknown.err.contains("there is no backup 2020-01-01T00-00-00Z"), "{}", unknown.err);
    assert!(nowhere.err.contains("/nowhere/at/all can not be read"), "{}", nowhere.err);
    assert!(nothing.err.contains("database_url: names an empty database"), "{}", nothing.err);
}
