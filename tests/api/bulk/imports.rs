//! Taking documents in from an older library.

use super::archives::{approved, archive, faults, found, import, line, send, table};
use crate::support::app::TestApp;
use crate::support::files;
use crate::support::wait::wait_until;
use commonshelf::db::blobs::{self, Findings};
use commonshelf::db::{decisions, submissions};
use commonshelf::domain::ids::SubmissionId;
use commonshelf::domain::words::FileStatus;
use commonshelf::library::inspection;
use serde_json::{Value, json};

#[actix_web::test]
async fn a_document_of_an_older_library_is_found_by_a_word_from_inside_with_its_old_dates_and_nobody_is_sent_mail() {
    let app = TestApp::spawn().await;
    let (ingrid, _) = (app.admin("ingrid").await, app.uploader("rosa", "Casa Abierta").await);
    let lines = [line("17", "Lantern handbook", &[("files", "docs/handbook.pdf"), ("published_at", "2015-03-04"), ("year", "2014")])];
    let handbook = files::pdf(&["Every member may pass the lantern"]);

    let done = import(&ingrid, &approved(), archive(&[("metadata.csv", &table(&lines)), ("docs/handbook.pdf", &handbook)])).await;

    assert_eq!((&done["status"], &done["report"]["imported"]), (&json!("done"), &json!(1)), "{done}");
    found(&app, 1).await;
    let hit = app.visitor().search("lantern").await.body["items"][0].clone();
    let resource = app.visitor().get(&format!("/api/v1/resources/{}", hit["id"].as_str().unwrap())).await.expect(200).body;
    assert_eq!(resource["published_at"], "2015-03-04T00:00:00.000000Z");
    assert_eq!((&resource["year"], &resource["organization"]["name"]), (&json!(2014), &json!("Casa Abierta")));
    let file = resource["files"][0]["id"].as_str().unwrap();
    let bytes = app.visitor().get(&format!("/api/v1/resources/{}/files/{file}", hit["id"].as_str().unwrap())).await.expect(200).bytes;
    assert_eq!((bytes, &resource["files"][0]["name"]), (handbook, &json!("handbook.pdf")));
    app.wait_for_jobs("mail").await;
    assert!(app.mail().is_empty(), "{:?}", app.mail());
}

#[actix_web::test]
async fn each_approved_row_has_a_decision_by_the_admin_who_imports_it() {
    let app = TestApp::spawn().await;
    let (ingrid, rosa) = (app.admin("ingrid").await, app.uploader("rosa", "Casa Abierta").await);
    let me = ingrid.get("/api/v1/me").await.expect(200).id();

    import(&ingrid, &approved(), table(&[line("1", "One", &[]), line("2", "Two", &[])])).await;

    found(&app, 2).await;
    let submissions = rosa.get("/api/v1/submissions").await.expect(200).body["items"].as_array().unwrap().clone();
    assert_eq!(submissions.len(), 2);
    for submission in submissions {
        assert_eq!((&submission["status"], &submission["decision"]["verdict"]), (&json!("approved"), &json!("approve")));
        let id = SubmissionId::parse(submission["id"].as_str().unwrap()).unwrap();
        let decision = app.app.db.read(move |c| decisions::get_last(c, id)).await.unwrap().unwrap();
        assert_eq!(decision.reviewer_id.to_string(), me);
        assert!(decision.carried_out_at.is_some());
    }
}

#[actix_web::test]
async fn every_fault_is_named_by_row_and_column_and_the_other_rows_are_in() {
    let app = TestApp::spawn().await;
    let (ingrid, _) = (app.admin("ingrid").await, app.organization("Casa Abierta").await);
    let lines = [
        line("1", "Good", &[]),
        line("2", "", &[("year", "soon"), ("type", "Manual")]),
        line("3", "No file", &[("files", "gone.pdf")]),
        line("4", "Unknown group", &[("organization", "Nobody")]),
        line("1", "Same id", &[]),
        line("6", "Relates", &[("relations", "translation_of:99")]),
        line("7", "Two topics", &[("topics", "grief|nonsense")]),
        line("8", "Old", &[("old_url", "/api/v1/resources"), ("published_at", "4/3/2015")]),
        line("9", "Way out", &[("files", "../../etc/passwd")]),
    ];

    let done = import(&ingrid, &approved(), archive(&[("resources.csv", &table(&lines))])).await;

    let told = faults(&done);
    let mut places: Vec<&str> = told.iter().map(|fault| fault.split(": ").next().unwrap()).collect();
    places.sort_unstable();
    let expected = [
        "10 files",
        "3 title",
        "3 type",
        "3 year",
        "4 files",
        "5 organization",
        "6 id",
        "7 relations",
        "8 topics",
        "9 old_url",
        "9 published_at",
    ];
    assert_eq!(places, expected, "{told:#?}");
    assert!(told.contains(&"8 topics: \"nonsense\" is no topic we know; /api/v1/topics lists them".to_owned()), "{told:#?}");
    assert!(told.contains(&"4 files: gone.pdf is not in the archive".to_owned()), "{told:#?}");
    assert_eq!((&done["report"]["imported"], &done["report"]["faulty"]), (&json!(1), &json!(8)));
    let csv = ingrid.get(&format!("/api/v1/imports/{}/faults", done["id"].as_str().unwrap())).await.expect(200);
    assert!(csv.text.starts_with("\u{feff}row,column,message\n3,"), "{}", csv.text);
    assert_eq!(csv.text.lines().count(), 1 + faults(&done).len());
    found(&app, 1).await;
}

#[actix_web::test]
async fn a_second_run_adds_none_and_says_which_rows_have_changed() {
    let app = TestApp::spawn().await;
    let (ingrid, _) = (app.admin("ingrid").await, app.organization("Casa Abierta").await);
    let first = [line("1", "One", &[]), line("2", "Two", &[])];
    let second = [line("1", "One", &[]), line("2", "Two, reworded", &[]), line("3", "Three", &[])];
    import(&ingrid, &approved(), table(&first)).await;

    let again = import(&ingrid, &approved(), table(&second)).await;
    let elsewhere = import(&ingrid, &json!({"state": "approved", "source": "another"}), table(&first)).await;

    let counts = |done: &Value| ["imported", "known", "changed"].map(|name| done["report"][name].clone());
    assert_eq!(counts(&again), [json!(1), json!(1), json!([3])]);
    assert_eq!(counts(&elsewhere), [json!(2), json!(0), json!([])], "another library's ids are others");
    let titles: Vec<_> = found(&app, 5).await.body["items"].as_array().unwrap().iter().map(|item| item["title"].clone()).collect();
    assert_eq!(titles, ["One", "One", "Three", "Two", "Two"]);
}

#[actix_web::test]
async fn a_dry_run_checks_everything_hashes_included_and_changes_nothing() {
    let app = TestApp::spawn().await;
    let ingrid = app.admin("ingrid").await;
    let good = ring::digest::digest(&ring::digest::SHA256, b"text").as_ref().iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let heading = "id,organization,title,summary,section,type,language,license,rights,people_shown,files,file_sha256";
    let row = |id: u8, hash: &str| format!("{id},New Group,Title,Sum,learn,guide,en,CC0-1.0,ours,none,a.txt,{hash}");
    let table = format!("{heading}\n{}\n{}\n", row(1, &good), row(2, &"0".repeat(64)));
    let options = json!({"state": "approved", "dry_run": true, "create_organizations": true});

    let tried = import(&ingrid, &options, archive(&[("resources.csv", table.as_bytes()), ("a.txt", b"text")])).await;

    let report = &tried["report"];
    assert_eq!((&report["imported"], &report["organizations"]), (&json!(1), &json!(["New Group"])));
    assert!(faults(&tried)[0].starts_with("3 file_sha256: a.txt has the SHA-256"), "{tried}");
    assert_eq!(app.visitor().get("/api/v1/organizations").await.expect(200).body["items"], json!([]));
    assert_eq!(app.app.db.read(|c| submissions::count(c, &submissions::Filter::default())).await.unwrap(), 0);
}

#[actix_web::test]
async fn their_columns_and_values_are_mapped_to_ours() {
    let app = TestApp::spawn().await;
    let ingrid = app.admin("ingrid").await;
    let table = "Nr;Titel;Beschreibung;Art;Sprache;Schlagwörter;Jahr der Ausgabe;Datum\n5;Leitfaden;Für Gruppen.;Handbuch;Spanish;grief,diabetes;2011;31.05.2012\n";
    let mapping = json!({
        "source": "altes-archiv", "delimiter": ";", "date_format": "%d.%m.%Y",
        "columns": {"id": "Nr", "title": "Titel", "summary": "Beschreibung", "type": "Art", "language": "Sprache", "topics": "Schlagwörter",
            "year": "Jahr der Ausgabe", "published_at": "Datum"},
        "values": {"type": {"handbuch": "guide"}}, "separators": {"topics": ","},
        "defaults": {"organization": "Gruppe Nord", "section": "take_action", "license": "CC-BY-4.0", "rights": "ours", "people_shown": "none",
            "link_url": "https://example.org/a"},
    });

    let done =
        import(&ingrid, &json!({"state": "approved", "create_organizations": true, "mapping": mapping}), table.as_bytes().to_vec()).await;

    assert_eq!(done["report"]["faults"], json!([]), "{done}");
    let hit = found(&app, 1).await.body["items"][0].clone();
    assert_eq!((&hit["title"], &hit["type"], &hit["language"]), (&json!("Leitfaden"), &json!("guide"), &json!("es")));
    assert_eq!((&hit["topics"], &hit["organization"]["name"]), (&json!(["grief", "diabetes"]), &json!("Gruppe Nord")));
    assert_eq!(hit["published_at"], "2012-05-31T00:00:00.000000Z");
}

#[actix_web::test]
async fn drafts_and_submitted_ones_are_not_public_and_wait_where_they_should() {
    let app = TestApp::spawn().await;
    let (ingrid, rosa, ruth) = (app.admin("ingrid").await, app.uploader("rosa", "Casa Abierta").await, app.reviewer("ruth").await);

    let drafts = import(&ingrid, &json!({"state": "draft"}), table(&[line("1", "Sketch", &[("license", ""), ("section", "")])])).await;
    let submitted =
        import(&ingrid, &json!({"state": "submitted"}), table(&[line("2", "Waiting", &[]), line("3", "Bare", &[("license", "")])])).await;

    assert_eq!((&drafts["report"]["imported"], &submitted["report"]["imported"]), (&json!(1), &json!(1)));
    assert!(faults(&submitted)[0].starts_with("3 license: is missing"), "{submitted}");
    let mine = rosa.get("/api/v1/submissions?status=draft").await.expect(200).body["items"].clone();
    assert_eq!(mine[0]["metadata"]["title"], "Sketch");
    let queue = ruth.get("/api/v1/reviews").await.expect(200).body["items"].clone();
    assert_eq!((queue.as_array().unwrap().len(), queue[0].to_string().contains("Waiting")), (1, true), "{queue}");
    assert_eq!(app.visitor().search("").await.body["total"], 0);
}

#[actix_web::test]
async fn nothing_is_public_before_it_was_looked_at_and_what_holds_malware_goes_to_the_queue() {
    // This node reads no files: what is said of them is said by the test.
    let app = TestApp::spawn_with(|config| config.extract_workers = 0).await;
    let (ingrid, rosa) = (app.admin("ingrid").await, app.uploader("rosa", "Casa Abierta").await);
    let lines = [line("1", "Poisoned", &[("files", "a.txt")]), line("2", "Sound", &[("files", "bb.txt")])];
    let done = import(&ingrid, &approved(), archive(&[("t.csv", &table(&lines)), ("a.txt", b"words"), ("bb.txt", b"other words")])).await;
    assert_eq!(done["report"]["imported"], 2);
    assert_eq!(app.visitor().get("/api/v1/resources").await.expect(200).body["total"], 0);

    inspected(&app, 5, FileStatus::Infected).await;
    inspected(&app, 11, FileStatus::Ok).await;

    let seen = found(&app, 1).await;
    assert_eq!(seen.body["items"][0]["title"], "Sound");
    wait_until("the other waits for a reviewer", async || {
        let submissions = rosa.get("/api/v1/submissions?status=submitted").await.expect(200).body["items"].clone();
        submissions[0]["metadata"]["title"] == "Poisoned"
    })
    .await;
}

/// Says what was found in the file of so many bytes.
async fn inspected(app: &TestApp, size_bytes: i64, status: FileStatus) {
    let now = app.app.clock.now();
    let record = move |tx: &mut commonshelf::db::Tx| {
        let found = Findings {
            status,
            media_type: "text/plain",
            page_count: None,
            language: None,
            title: None,
            detail: None,
            extractor_version: commonshelf::extract::VERSION,
        };
        let file = blobs::list(tx, "", 10)?.into_iter().find(|blob| blob.size_bytes == size_bytes).unwrap();
        inspection::record(tx, &file.sha256, &found, &[], now)
    };
    app.app.db.write(record).await.unwrap();
}

#[actix_web::test]
async fn an_archive_that_lies_or_is_none_harms_nothing_and_is_told_in_words() {
    let app = TestApp::spawn_with(|config| config.max_upload_bytes = 100_000).await;
    let (ingrid, _) = (app.admin("ingrid").await, app.organization("Casa Abierta").await);
    let bomb = vec![0; 5_000_000];
    let lines = [line("1", "Bomb", &[("files", "bomb.txt")]), line("2", "Good", &[])];

    let bombed = import(&ingrid, &approved(), archive(&[("resources.csv", &table(&lines)), ("bomb.txt", &bomb)])).await;
    let mut cut = archive(&[("resources.csv", &table(&lines)), ("bomb.txt", b"x")]);
    cut.truncate(cut.len() - 30);
    let cut = import(&ingrid, &approved(), cut).await;
    let empty = import(&ingrid, &approved(), archive(&[("readme.txt", b"nothing")])).await;

    assert!(faults(&bombed)[0].contains("2 files: bomb.txt is larger than"), "{bombed}");
    assert_eq!(bombed["report"]["imported"], 1);
    assert!(cut["failure"].as_str().unwrap().contains("no archive that can be read"), "{cut}");
    assert!(empty["failure"].as_str().unwrap().contains("holds no table"), "{empty}");
}

#[actix_web::test]
async fn a_request_that_says_nothing_useful_is_refused_by_name() {
    let app = TestApp::spawn().await;
    let ingrid = app.admin("ingrid").await;

    let unknown = send(&ingrid, &json!({"state": "published"}), vec![1]).await;
    let column = send(&ingrid, &json!({"state": "draft", "mapping": {"columns": {"titel": "x"}}}), vec![1]).await;
    let source = send(&ingrid, &json!({"state": "draft", "source": "a b"}), vec![1]).await;

    assert_eq!((unknown.summary().as_str(), unknown.fields()), ("422 invalid_input", vec!["state".to_owned()]), "{}", unknown.text);
    assert_eq!(column.status, 422, "{}", column.text);
    assert_eq!(source.fields(), ["source"], "{}", source.text);
}

#[actix_web::test]
async fn topics_that_admins_added_are_taken_by_value_or_label_and_a_merged_one_as_the_other() {
    let app = TestApp::spawn().await;
    let (ingrid, _) = (app.admin("ingrid").await, app.organization("Casa Abierta").await);
    let terms = "/api/v1/vocabularies/topics/terms";
    ingrid.post(terms, json!({"value": "gardens", "term": {"labels": {"en": "Gardens", "sw": "Bustani"}}})).await.expect(201);
    let plants = ingrid.post(terms, json!({"value": "plants", "term": {"labels": {"en": "Plants"}}})).await.expect(201);
    let into = json!({"into": "gardens", "version": plants.version()});
    ingrid.post(&format!("{terms}/plants/merge"), into).await.expect(200);
    let topics = ["gardens", "bustani", "plants", "Plants|grief"];
    let lines: Vec<_> =
        topics.iter().enumerate().map(|(at, topics)| line(&at.to_string(), &format!("Row {at}"), &[("topics", topics)])).collect();
    let profiles = b"name,summary,topics\nCasa Nueva,We grow beans.,gardens|plants\n";
    let of_new = line("9", "Row 9", &[("organization", "Casa Nueva"), ("topics", "gardens")]);
    let options = json!({"state": "approved", "create_organizations": true});

    let zip = archive(&[("resources.csv", &table(&[lines, vec![of_new]].concat())), ("organizations.csv", profiles)]);
    let done = import(&ingrid, &options, zip).await;

    assert_eq!((faults(&done), &done["report"]["imported"]), (vec![], &json!(5)), "{done}");
    let items = found(&app, 5).await.body["items"].as_array().unwrap().clone();
    let mut has = Vec::new();
    for item in &items {
        let path = format!("/api/v1/resources/{}", item["id"].as_str().unwrap());
        has.push(app.visitor().get(&path).await.expect(200).body["topics"].clone());
    }
    let gardens = json!(["gardens"]);
    assert_eq!(has, [gardens.clone(), gardens.clone(), gardens.clone(), json!(["gardens", "grief"]), gardens]);
    let made = app.visitor().get("/api/v1/organizations?topic=gardens").await.expect(200).body;
    assert_eq!(made["items"][0]["name"], "Casa Nueva", "{made}");
}
