//! By when a resource is to be looked at again: reminders, one button, and what readers are told.

use super::{Library, events};
use crate::support::wait::wait_until;
use commonshelf::db::Tx;
use diesel::RunQueryDsl;

/// Lets the workers do what is due after so many days, until a letter with this subject is there. Gives whom it went to.
async fn reminded_after(library: &mut Library, days: i64, subject: &str) -> Vec<String> {
    idle_for(library, days).await;
    reminded(library, subject).await
}

/// Days in which nothing is done by itself.
async fn idle_for(library: &mut Library, days: i64) {
    library.letters().await;
    library.app.stop_workers();
    library.days_pass(days).await;
}

async fn reminded(library: &mut Library, subject: &str) -> Vec<String> {
    let before = library.app.mail().len();
    library.app.start_workers();
    wait_until(&format!("a letter: {subject}"), async || {
        library.app.wait_for_jobs("reminders").await;
        library.told_since(before).await.iter().any(|told| told.ends_with(subject))
    })
    .await;
    library
        .told_since(before)
        .await
        .into_iter()
        .filter_map(|told| told.strip_suffix(subject).map(|to| to.trim_end_matches(": ").to_owned()))
        .collect()
}

async fn run(library: &Library, sql: &'static str) {
    library.app.app.db.write(move |tx: &mut Tx| Ok(diesel::sql_query(sql).execute(&mut **tx).unwrap())).await.unwrap();
}

#[actix_web::test]
async fn the_organization_is_reminded_before_the_date_and_at_it_and_one_button_moves_it() {
    let mut library = Library::open().await;
    let resource = library.publish("Handbook").await;
    library.publish("Poster").await;
    let many = "Still good? 2 resources want a look";

    assert_eq!(reminded_after(&mut library, 705, many).await, ["mara"]);
    let letter = library.letters().await.into_iter().rfind(|letter| letter.subject == many).unwrap();
    assert!(letter.text.contains("“Handbook”: by ") && letter.text.contains("“Poster”: by "), "{}", letter.text);
    let kept = library.rosa.post(&format!("{resource}/still-good"), serde_json::Value::Null).await.expect(200).body;
    assert!(kept["review_by"].as_str().unwrap() > kept["reviewed_at"].as_str().unwrap());
    assert_eq!(reminded_after(&mut library, 26, "Still good? 1 resource wants a look").await, ["mara"]);

    assert_eq!(events(&library.app, "resource.still_good").await, 1);
    assert!(library.read(&resource).await.body.get("not_reviewed_since").is_none());
}

#[actix_web::test]
async fn where_the_organization_sleeps_the_reviewers_are_asked() {
    let mut library = Library::open().await;
    library.publish("Handbook").await;
    let subject = "Still good? 1 resource wants a look";
    idle_for(&mut library, 705).await;
    // Only now: whoever signs in wakes the organization.
    run(&library, "UPDATE organizations SET status = 'dormant' WHERE name = 'Casa Abierta'").await;

    let asked = reminded(&mut library, subject).await;

    assert_eq!(asked, ["ingrid", "rene", "ruth"]);
    let letter = library.letters().await.into_iter().rfind(|letter| letter.subject == subject).unwrap();
    assert!(letter.text.contains("nobody there can look after it"), "{}", letter.text);
}

#[actix_web::test]
async fn readers_are_told_that_nobody_has_looked_when_the_date_is_well_past() {
    let mut library = Library::open().await;
    let resource = library.publish("Handbook").await;
    let published = library.read(&resource).await.body["published_at"].clone();
    library.app.stop_workers();

    library.days_pass(759).await;
    assert!(library.read(&resource).await.body.get("not_reviewed_since").is_none());
    library.days_pass(2).await;

    assert_eq!(library.read(&resource).await.body["not_reviewed_since"], published);
    let stranger = library.olga.post(&format!("{resource}/still-good"), serde_json::Value::Null).await;
    assert_eq!(stranger.summary(), "403 not_a_member");
    library.ruth.post(&format!("{resource}/still-good"), serde_json::Value::Null).await.expect(200);
    assert!(library.read(&resource).await.body.get("not_reviewed_since").is_none());
}

/// A library of an older version knew no dates.
#[actix_web::test]
async fn a_resource_without_a_date_is_given_one_that_leaves_time() {
    let mut library = Library::open().await;
    let resource = library.publish("Handbook").await;
    run(&library, "UPDATE resources SET review_by = NULL").await;
    library.app.stop_workers();
    library.days_pass(1_000).await;

    library.app.start_workers();
    wait_until("a date is given", async || library.read(&resource).await.body["review_by"].is_string()).await;

    assert!(library.read(&resource).await.body.get("not_reviewed_since").is_none());
}
