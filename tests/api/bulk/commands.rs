//! The commands, as an operator runs them.

use super::archives::{HEADINGS, line, table};
use crate::support::process::{Finished, Place, finish};
use crate::support::wait::wait_until;
use std::process::Stdio;

const PASSWORD: &str = "a handful of quiet words";
const ADMIN: &str = "ingrid@example.org";

fn run(place: &Place, folder: &str, more: &[&str]) -> Finished {
    place.run(&[&["import", folder, "--as", "approved", "--by", ADMIN, "--create-organizations"], more].concat())
}

/// A folder with a table and, for each tenth row, a file.
fn folder(place: &Place, name: &str, lines: &[String]) -> String {
    let folder = place.folder.path().join(name);
    std::fs::create_dir_all(folder.join("docs")).unwrap();
    std::fs::write(folder.join("metadata.csv"), table(lines)).unwrap();
    for row in (0..lines.len()).step_by(10) {
        std::fs::write(folder.join(format!("docs/{row}.md")), format!("# Guide {row}\n\nThe word number{row} stands here.\n")).unwrap();
    }
    folder.to_str().unwrap().to_owned()
}

/// A thousand documents of ten organizations, of which twenty have a fault each: the heading of each fault by its row.
fn thousand() -> (Vec<String>, Vec<(usize, &'static str)>) {
    let faults: [(&str, &str); 10] = [
        ("title", ""),
        ("year", "19x9"),
        ("type", "pamphlet"),
        ("language", "not a language"),
        ("license", "MIT"),
        ("section", "elsewhere"),
        ("topics", "grief|nonsense"),
        ("link_url", "javascript:alert(1)"),
        ("published_at", "31/12/1999"),
        ("rights", "mine"),
    ];
    let (mut lines, mut expected) = (Vec::new(), Vec::new());
    for index in 0..1_000 {
        let (group, file, date) = (format!("Group {}", index % 10), format!("docs/{index}.md"), format!("20{:02}-05-06", index % 20));
        let mut others = vec![("organization", group.as_str()), ("published_at", date.as_str())];
        if index % 10 == 0 {
            others.push(("files", file.as_str()));
        }
        if index % 50 == 7 {
            let (heading, value) = faults[index / 50 % 10];
            others.retain(|(name, _)| *name != heading);
            others.push((heading, value));
            expected.push((index + 2, heading));
        }
        lines.push(line(&format!("old-{index}"), &format!("Guide {index}"), &others));
    }
    (lines, expected)
}

#[actix_web::test]
async fn of_a_thousand_documents_with_twenty_faulty_rows_980_are_in_twenty_are_named_and_a_second_run_adds_none() {
    let place = Place::new();
    place.create_admin(ADMIN, PASSWORD);
    let (lines, expected) = thousand();
    let folder = folder(&place, "old", &lines);
    let faults = place.folder.path().join("faults.csv");

    let tried = run(&place, &folder, &["--dry-run"]).expect(1);
    let first = run(&place, &folder, &["--faults", faults.to_str().unwrap()]).expect(1);
    let second = run(&place, &folder, &[]).expect(1);

    assert!(tried.out.contains("1000 rows: 980 would be imported, 20 faulty."), "{}", tried.out);
    assert!(first.out.contains("1000 rows: 980 imported, 20 faulty."), "{}", first.out);
    assert!(second.out.contains("1000 rows: 0 imported, 980 there already, 20 faulty."), "{}", second.out);
    let table = std::fs::read_to_string(faults).unwrap();
    let mut reader = csv::Reader::from_reader(table.trim_start_matches('\u{feff}').as_bytes());
    let named: Vec<(usize, String)> =
        reader.records().map(|row| row.unwrap()).map(|row| (row[0].parse().unwrap(), row[1].to_owned())).collect();
    assert_eq!(named, expected.iter().map(|(row, heading)| (*row, (*heading).to_owned())).collect::<Vec<_>>());
    println!("first run: {}second run: {}", first.err, second.err);

    let server = place.serve(&["serve"]).await;
    for found in (0..=980).step_by(49) {
        let some = async || server.visitor().get("/api/v1/resources").await.body["total"].as_u64() >= Some(found);
        wait_until(&format!("{found} of them are found"), some).await;
    }
    let hit = server.visitor().search("number500").await.body["items"][0].clone();
    assert_eq!((hit["title"].as_str(), hit["published_at"].as_str()), (Some("Guide 500"), Some("2000-05-06T00:00:00.000000Z")));
    assert_eq!(server.stop().await, 0);
    assert!(place.run(&["check"]).expect(0).out.contains("980 public resources: nothing differs"));
}

#[actix_web::test]
async fn an_import_that_was_killed_goes_on_where_it_was() {
    let place = Place::new();
    place.create_admin(ADMIN, PASSWORD);
    let lines: Vec<_> = (0..300).map(|index| line(&index.to_string(), &format!("Guide {index}"), &[])).collect();
    let folder = folder(&place, "old", &lines);
    let db = commonshelf::app::open_database(&place.config(), commonshelf::domain::time::Clock::system()).unwrap();
    let count = async || db.read(|c| commonshelf::db::submissions::count(c, &Default::default())).await.unwrap();

    let mut command = place.command(&["import", &folder, "--as", "approved", "--by", ADMIN, "--create-organizations"]);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    wait_until("some are in", async || count().await > 0).await;
    child.kill().unwrap();
    child.wait().unwrap();
    let before = count().await;
    let rest = run(&place, &folder, &[]).expect(0);

    println!("killed after {before} of 300");
    assert!(rest.out.contains(&format!("300 rows: {} imported", 300 - before)), "{before}: {}", rest.out);
    assert_eq!(count().await, 300);
}

#[test]
fn a_command_that_can_not_be_done_says_why() {
    let place = Place::new();
    place.create_admin(ADMIN, PASSWORD);
    let table = place.file("old.csv", &format!("{HEADINGS}\n"));
    let mapping = place.file("mapping.toml", "[columns]\ntitle = 'Heading'\n");
    let import = |arguments: &[&str]| place.run(&[&["import"], arguments].concat());

    let nobody = import(&[&table, "--as", "draft", "--by", "leo@example.org"]).expect(1);
    let nowhere = import(&["nowhere", "--as", "draft", "--by", ADMIN]).expect(1);
    let state = import(&[&table, "--as", "public", "--by", ADMIN]).expect(2);
    let column = import(&[&table, "--as", "draft", "--by", ADMIN, "--mapping", &mapping]).expect(1);
    let full = place.run(&["export", place.folder.path().to_str().unwrap()]).expect(1);

    assert!(nobody.err.contains("nobody has an account with the address leo@example.org"), "{}", nobody.err);
    assert!(nowhere.err.contains("nowhere can not be read"), "{}", nowhere.err);
    assert!(state.err.contains("draft") && state.err.contains("approved"), "{}", state.err);
    assert!(column.err.contains("columns.title: names the column \"Heading\", and there is none"), "{}", column.err);
    assert!(full.err.contains("is not empty; name a new folder"), "{}", full.err);
}

#[actix_web::test]
async fn what_is_exported_into_a_folder_or_a_zip_is_imported_again() {
    let (old, new) = (Place::new(), Place::new());
    old.create_admin(ADMIN, PASSWORD);
    new.create_admin(ADMIN, PASSWORD);
    let lines: Vec<_> = (0..20).map(|index| line(&index.to_string(), &format!("Guide {index}"), &[])).collect();
    run(&old, &folder(&old, "old", &lines), &[]).expect(0);
    let server = old.serve(&["serve"]).await;
    wait_until("all of them are found", async || server.visitor().get("/api/v1/resources").await.body["total"] == 20).await;
    server.stop().await;
    let (to_folder, to_zip) = (old.folder.path().join("export"), old.folder.path().join("export.zip"));

    let exported = old.run(&["export", to_folder.to_str().unwrap()]).expect(0);
    old.run(&["export", to_zip.to_str().unwrap(), "--organization", "casa abierta"]).expect(0);
    let first = run(&new, to_zip.to_str().unwrap(), &[]).expect(0);
    let second = run(&new, to_folder.to_str().unwrap(), &[]).expect(0);

    assert!(exported.out.contains("20 documents in 20 editions, with 0 files"), "{}", exported.out);
    assert!(first.out.contains("20 rows: 20 imported."), "{}", first.out);
    assert!(second.out.contains("20 rows: 0 imported, 20 there already."), "{}", second.out);
    let stored = finish(old.command(&["export", to_zip.to_str().unwrap()])).expect(1);
    assert!(stored.err.contains("can not be made"), "{}", stored.err);
}
