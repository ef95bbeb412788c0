//! Many at once: nobody is told that a database is locked, a race has one winner, and the change feed has no gap.

use crate::support::app::{TestApp, full_scale};
use crate::support::client::{Answer, Client, link, metadata};
use crate::support::files;
use crate::support::wait::wait_until;
use commonshelf::db::changes;
use futures_util::future::{join, join_all};
use serde_json::json;

const WRITERS: usize = 16;

/// How often everyone does everything.
fn rounds(default: usize) -> usize {
    if full_scale() { default * 10 } else { default }
}

async fn writers(app: &TestApp) -> Vec<Client> {
    let mut writers = Vec::new();
    for number in 0..WRITERS {
        writers.push(app.uploader(&format!("writer{number}"), &format!("Group {}", number % 4)).await);
    }
    writers
}

/// The numbers of the feed, from the first.
async fn feed(app: &TestApp) -> Vec<i64> {
    let changes = app.app.db.read(|c| changes::list_after(c, 0, 1_000_000)).await.unwrap();
    changes.iter().map(|change| change.seq).collect()
}

async fn assert_feed_is_gapless_and_followed(app: &TestApp, length: usize) {
    let seqs = feed(app).await;
    assert_eq!(seqs, (1..=i64::try_from(length).unwrap()).collect::<Vec<_>>());
    assert_eq!(app.app.db.read(changes::head).await.unwrap(), i64::try_from(length).unwrap());
    wait_until("the index holds the last change", async || app.app.index.seq() == *seqs.last().unwrap()).await;
}

/// One member's work: a draft with a file, another title, a second file, and off it goes.
async fn write(writer: &Client, title: &str) -> Answer {
    let file = |words: &str| ("page.pdf", files::pdf(&[words]));
    let draft = writer.upload("/api/v1/submissions", Some(&metadata("Draft")), &[file(title)]).await.expect(201);
    let path = format!("/api/v1/submissions/{}", draft.id());
    let titled = writer.patch(&path, json!({"metadata": metadata(title), "version": draft.version()})).await.expect(200);
    let attached = writer.upload(&format!("{path}/files"), None, &[file(&format!("more of {title}"))]).await;
    assert!(attached.status < 300, "{}", attached.text);
    let now = writer.get(&path).await.expect(200);
    assert!(now.version() >= titled.version());
    writer.post(&format!("{path}/submit"), json!({"version": now.version()})).await.expect(200)
}

#[actix_web::test]
async fn sixteen_who_write_at_once_are_all_served() {
    let app = TestApp::spawn().await;
    let (writers, ingrid) = (writers(&app).await, app.admin("ingrid").await);
    let rounds = rounds(3);

    let work = writers.iter().enumerate().map(async |(number, writer)| {
        let mut submitted = Vec::new();
        for round in 0..rounds {
            submitted.push(write(writer, &format!("Title {number} {round}")).await); // fails by its status, were a database locked
        }
        submitted
    });
    let submitted: Vec<Answer> = join_all(work).await.into_iter().flatten().collect();

    let waiting = ingrid.get("/api/v1/reviews?limit=1").await.expect(200);
    assert_eq!((submitted.len(), &waiting.body["total"]), (WRITERS * rounds, &json!(WRITERS * rounds)));
}

#[actix_web::test]
async fn sixteen_who_publish_and_withdraw_at_once_leave_a_feed_without_gaps() {
    let app = TestApp::spawn().await;
    let (writers, rounds) = (writers(&app).await, rounds(3));
    let mut admins = Vec::new();
    for number in 0..WRITERS {
        admins.push(app.admin(&format!("admin{number}")).await);
    }

    let work = writers.iter().zip(&admins).map(async |(writer, admin)| {
        for round in 0..rounds {
            let submitted =
                writer.upload("/api/v1/submissions?submit=true", Some(&link(&format!("Lantern {round}"))), &[]).await.expect(201);
            let approved = admin.decide(&submitted, "approve").await.expect(200);
            let resource = approved.body["resource_id"].as_str().unwrap();
            if round % 2 == 0 {
                let withdrawal = json!({"reason": "mistake", "note": "Not ours."});
                admin.post(&format!("/api/v1/resources/{resource}/withdraw"), withdrawal).await.expect(200);
            }
        }
    });
    join_all(work).await;

    let withdrawn = WRITERS * rounds.div_ceil(2);
    assert_feed_is_gapless_and_followed(&app, WRITERS * rounds + withdrawn).await;
    assert_eq!(app.visitor().search("lantern").await.body["total"], WRITERS * rounds - withdrawn);
}

#[actix_web::test]
async fn of_two_reviewers_who_decide_at_once_one_wins_and_the_other_is_told_who_and_when() {
    let app = TestApp::spawn().await;
    let (rosa, ana, ben) = (app.uploader("rosa", "Casa Abierta").await, app.reviewer("ana").await, app.reviewer("ben").await);
    let (mut approved, rounds) = (0, rounds(30));

    for round in 0..rounds {
        let submitted = rosa.upload("/api/v1/submissions?submit=true", Some(&link(&format!("Lantern {round}"))), &[]).await.expect(201);
        let (first, second) = match round % 2 {
            0 => join(ana.decide(&submitted, "approve"), ben.decide(&submitted, "reject")).await,
            _ => join(ben.decide(&submitted, "reject"), ana.decide(&submitted, "approve")).await,
        };
        let (by_ana, by_ben) = if round % 2 == 0 { (first, second) } else { (second, first) };
        let ana_won = by_ana.status == 200;
        let (winner, loser, name) = if ana_won { (&by_ana, &by_ben, "ana") } else { (&by_ben, &by_ana, "ben") };

        assert_eq!((winner.summary(), loser.summary()), ("200".to_owned(), "409 already_decided".to_owned()), "{by_ana:?} {by_ben:?}");
        assert_eq!(loser.body["by"], name);
        assert_eq!(loser.body["at"], winner.body["decision"]["decided_at"], "{}", winner.text);
        approved += usize::from(ana_won);
    }

    assert_feed_is_gapless_and_followed(&app, approved).await;
    assert_eq!(app.visitor().search("lantern").await.body["total"], approved);
}

#[actix_web::test]
async fn of_sixteen_who_edit_the_same_version_one_is_taken() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    let draft = rosa.post("/api/v1/submissions", link("Draft")).await.expect(201);
    let path = format!("/api/v1/submissions/{}", draft.id());

    let edit = |number: usize| rosa.patch(&path, json!({"metadata": link(&format!("Title {number}")), "version": draft.version()}));
    let edits = (0..WRITERS).map(async |number| edit(number).await);
    let mut answers: Vec<_> = join_all(edits).await;

    answers.sort_by_key(|answer| answer.status);
    let winner = answers.remove(0);
    assert_eq!(winner.status, 200, "{}", winner.text);
    assert!(answers.iter().all(|answer| answer.status == 409 && answer.body["by"] == "rosa"), "{answers:?}");
    let now = rosa.get(&path).await.expect(200);
    assert_eq!((now.version(), &now.body["metadata"]["title"]), (draft.version() + 1, &winner.body["metadata"]["title"]));
}

/// More than connections, threads that wait, and processors by far.
const UPLOADERS: usize = 64;

#[actix_web::test]
async fn sixty_four_who_upload_at_once_are_all_served() {
    let app = TestApp::spawn().await;
    let mut uploaders = Vec::new();
    for number in 0..UPLOADERS {
        uploaders.push(app.uploader(&format!("uploader{number}"), &format!("Group {}", number % 8)).await);
    }

    let work = uploaders.iter().enumerate().map(async |(number, uploader)| {
        for round in 0..rounds(2) {
            let words = format!("lantern {number} {round} ").repeat(8_000);
            let file = ("page.pdf", files::pdf(&[&words]));
            // Fails by its status: neither a conflict nor a refusal of the server is part of this.
            uploader.upload("/api/v1/submissions?submit=true", Some(&metadata("Lantern")), &[file]).await.expect(201);
        }
    });
    join_all(work).await;

    let stored: Vec<_> = app.app.files.list().unwrap().map(Result::unwrap).collect();
    assert_eq!(stored.len(), UPLOADERS * rounds(2));
    assert!(stored.iter().all(|blob| blob.size_bytes > 80_000));
}

#[actix_web::test]
async fn the_same_file_sent_by_sixteen_at_once_is_stored_once_and_whole() {
    let app = TestApp::spawn().await;
    let writers = writers(&app).await;
    let same = files::pdf(&["The very same lantern"]);

    let uploads = writers.iter().map(async |writer| {
        writer.upload("/api/v1/submissions?submit=true", Some(&metadata("Lantern")), &[("same.pdf", same.clone())]).await.expect(201)
    });
    let submitted = join_all(uploads).await;

    let stored: Vec<_> = app.app.files.list().unwrap().map(Result::unwrap).collect();
    assert_eq!(stored.len(), 1, "{stored:?}");
    assert!(app.app.files.verify(&stored[0].sha256).unwrap());
    app.wait_for_inspections().await;
    for (submission, writer) in submitted.iter().zip(&writers) {
        let seen = writer.get(&format!("/api/v1/submissions/{}", submission.id())).await.expect(200);
        assert_eq!(seen.body["files"][0]["status"], "ok", "{}", seen.text);
    }
}
