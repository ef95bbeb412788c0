//! Nothing leaks: whatever a handful of people do in whatever order, the public reaches exactly what is published and not withdrawn, and not a
//! word of anything else. A small model says what that is; [`checker`] asks every public GET route of the API's description.

mod checker;
mod model;
mod world;

use crate::support::app::{TestApp, full_scale};
use checker::Care;
use commonshelf::db::Tx;
use commonshelf::domain::ids::{OrganizationId, ResourceId};
use commonshelf::domain::language::LanguageTag;
use commonshelf::domain::words::Section;
use commonshelf::search::{Document, Update};
use diesel::RunQueryDsl;
use futures_util::stream::{self, StreamExt};
use std::time::{SystemTime, UNIX_EPOCH};
use world::World;

/// Libraries at work beside each other: most of a sequence is waiting for the disk.
const AT_ONCE: usize = 4;

/// Sequences of acts, and acts in each.
fn scale() -> (u64, usize) {
    if full_scale() { (300, 60) } else { (30, 25) }
}

/// `COMMONSHELF_TEST_SEED` repeats one sequence; without it, each run tries others.
fn seeds(count: u64) -> Vec<u64> {
    if let Ok(seed) = std::env::var("COMMONSHELF_TEST_SEED") {
        return vec![seed.parse().expect("COMMONSHELF_TEST_SEED is a number")];
    }
    let base = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    (0..count).map(|offset| base * 1_000 + offset).collect()
}

#[actix_web::test]
async fn the_public_reaches_exactly_what_is_published_whatever_people_do() {
    let (sequences, acts) = scale();
    let seeds = seeds(sequences);
    println!("leaks: {} sequences of {acts} acts, seeds {} to {}", seeds.len(), seeds[0], seeds[seeds.len() - 1]);
    let done: Vec<Done> = stream::iter(seeds).map(|seed| sequence(seed, acts)).buffer_unordered(AT_ONCE).collect().await;

    let (requests, published): (usize, usize) = (done.iter().map(|done| done.requests).sum(), done.iter().map(|done| done.published).sum());
    println!("leaks: {} acts checked with {requests} public requests; {published} editions were published", done.len() * acts);
    assert!(published > 0, "nothing was ever published: these acts show nothing");
}

struct Done {
    requests: usize,
    published: usize,
}

async fn sequence(seed: u64, acts: usize) -> Done {
    let app = TestApp::spawn().await;
    let mut world = World::new(&app, seed).await;
    for _ in 0..acts {
        let touched = world.act().await;
        let faults = world.faults(&touched, Care::AfterAnAct).await;
        assert!(faults.is_empty(), "seed {seed}\n{}\n\n{}", world.story(), faults.join("\n"));
    }
    let faults = world.faults(&[], Care::Everything).await;
    assert!(faults.is_empty(), "seed {seed}, at the end\n{}\n\n{}", world.story(), faults.join("\n"));
    Done { requests: world.requests(), published: world.published() }
}

/// A library with a draft, a public resource and a withdrawn one, in which the checker finds nothing.
async fn quiet_library(app: &TestApp) -> World<'_> {
    let mut world = World::new(app, 7).await;
    world.publish_one().await;
    world.publish_one().await;
    world.withdraw_first().await;
    world.draft_one().await;
    assert_eq!(world.faults(&[], Care::Everything).await, Vec::<String>::new());
    world
}

async fn run(app: &TestApp, sql: String) {
    let run = move |tx: &mut Tx| Ok(diesel::sql_query(sql.as_str()).execute(&mut **tx).unwrap());
    assert_eq!(app.app.db.write(run).await.unwrap(), 1);
}

fn document(title: &str, id: ResourceId, organization: OrganizationId) -> Document {
    Document {
        id,
        title: title.to_owned(),
        summary: String::new(),
        body: Vec::new(),
        authors: Vec::new(),
        author_organization: None,
        owner: organization,
        organization: None,
        section: Section::Learn,
        kind: "guide".to_owned(),
        language: LanguageTag::english(),
        translations: Vec::new(),
        topics: Vec::new(),
        audiences: Vec::new(),
        countries: Vec::new(),
        year: None,
        published_at: commonshelf::domain::time::Clock::system().now(),
    }
}

#[actix_web::test]
async fn a_draft_planted_in_the_index_is_reported() {
    let app = TestApp::spawn().await;
    let mut world = quiet_library(&app).await;
    let (title, _) = world.draft();

    let leaked = document(&title, ResourceId::new(), app.organization("Casa Abierta").await);
    app.app.index.apply(vec![Update::Put(Box::new(leaked))], app.app.index.seq()).unwrap();

    let faults = world.faults(&[], Care::AfterAnAct).await.join("\n");
    assert!(faults.contains("lists") && faults.contains("shows the unpublished word"), "{faults}");
}

#[actix_web::test]
async fn a_word_of_a_draft_in_the_indexed_text_of_a_public_resource_is_reported() {
    let app = TestApp::spawn().await;
    let mut world = quiet_library(&app).await;
    let (title, _) = world.draft();
    let (id, public_title) = world.public();

    let mut leaked = document(&public_title, id, app.organization("Casa Abierta").await);
    leaked.body = vec![title];
    app.app.index.apply(vec![Update::Put(Box::new(leaked))], app.app.index.seq()).unwrap();

    let faults = world.faults(&[], Care::AfterAnAct).await.join("\n");
    assert!(faults.contains("a text that holds an unpublished word"), "{faults}");
}

#[actix_web::test]
async fn an_edition_that_shows_a_drafts_metadata_is_reported() {
    let app = TestApp::spawn().await;
    let mut world = quiet_library(&app).await;
    let (id, _) = world.public();
    let (_, draft) = world.draft();

    let of_draft = format!("(SELECT metadata FROM submissions WHERE id = '{draft}')");
    run(&app, format!("UPDATE editions SET metadata = {of_draft} WHERE resource_id = '{id}'")).await;

    let faults = world.faults(&[], Care::AfterAnAct).await.join("\n");
    assert!(faults.contains(&format!("/resources/{id} shows the unpublished word")), "{faults}");
}

#[actix_web::test]
async fn the_bytes_of_a_draft_behind_a_public_file_are_reported() {
    let app = TestApp::spawn().await;
    let mut world = quiet_library(&app).await;
    let (id, _) = world.public();
    let (_, draft) = world.draft();

    let blob = format!("(SELECT blob_sha256 FROM files WHERE submission_id = '{draft}' LIMIT 1)");
    let edition = format!("(SELECT current_edition_id FROM resources WHERE id = '{id}')");
    run(&app, format!("UPDATE edition_files SET blob_sha256 = {blob} WHERE edition_id = {edition} AND position = 0")).await;

    let faults = world.faults(&[], Care::Everything).await.join("\n");
    assert!(faults.contains("/files/") && faults.contains("shows the unpublished word"), "{faults}");
}

#[actix_web::test]
async fn a_withdrawn_resource_that_comes_back_by_itself_is_reported() {
    let app = TestApp::spawn().await;
    let mut world = quiet_library(&app).await;
    let id = world.withdrawn();

    let no_longer = "withdrawn_at = NULL, withdrawn_by = NULL, withdrawal_reason = NULL, withdrawal_note = NULL";
    run(&app, format!("UPDATE resources SET status = 'public', {no_longer} WHERE id = '{id}'")).await;

    let faults = world.faults(&[], Care::AfterAnAct).await.join("\n");
    assert!(faults.contains(&format!("/resources/{id} answers 200")), "{faults}");
}

#[actix_web::test]
async fn a_use_report_that_nobody_approved_is_reported_when_it_shows() {
    let app = TestApp::spawn().await;
    let mut world = quiet_library(&app).await;
    let (id, _) = world.public();
    world.tell_a_use().await;

    run(&app, format!("UPDATE uses SET status = 'approved' WHERE resource_id = '{id}'")).await;

    let faults = world.faults(&[], Care::AfterAnAct).await.join("\n");
    assert!(faults.contains("/uses") && faults.contains("shows the unpublished word"), "{faults}");
}

#[actix_web::test]
async fn a_hidden_resource_that_answers_is_reported() {
    let app = TestApp::spawn().await;
    let mut world = quiet_library(&app).await;
    let (id, _) = world.public();
    world.hide_the_public_one().await;
    assert_eq!(world.faults(&[], Care::AfterAnAct).await, Vec::<String>::new());

    let no_longer = "withdrawn_at = NULL, withdrawn_by = NULL, withdrawal_reason = NULL, hiding_id = NULL";
    run(&app, format!("UPDATE resources SET status = 'public', {no_longer} WHERE id = '{id}'")).await;

    let faults = world.faults(&[], Care::AfterAnAct).await.join("\n");
    assert!(faults.contains(&format!("/resources/{id} answers 200")), "{faults}");
}
