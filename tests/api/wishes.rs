//! Translations: wished for, made, and told of; and the original shows who borrowed it.

use crate::support::app::TestApp;
use crate::support::client::{Answer, Client, link};
use crate::support::letters::letters;
use commonshelf::domain::words::{MembershipRole, SiteRole};
use serde_json::{Value, json};

struct Library {
    app: TestApp,
    rosa: Client,
    otto: Client,
    ruth: Client,
    visitor: Client,
}

impl Library {
    async fn open() -> Self {
        let app = TestApp::spawn().await;
        app.member("mara", SiteRole::User, "Casa Abierta", MembershipRole::Manager).await;
        let (rosa, otto) = (app.uploader("rosa", "Casa Abierta").await, app.uploader("otto", "Red Sur").await);
        Self { rosa, otto, ruth: app.reviewer("ruth").await, visitor: app.visitor(), app }
    }

    async fn publish(&self, client: &Client, title: &str, changes: Value) -> String {
        let mut work = link(title);
        for (name, value) in changes.as_object().unwrap() {
            work[name] = value.clone();
        }
        let submitted = client.post("/api/v1/submissions?submit=true", work).await.expect(201);
        self.ruth.decide(&submitted, "approve").await.expect(200).body["resource_id"].as_str().unwrap().to_owned()
    }

    async fn wish(&self, client: &Client, id: &str, language: &str) -> Answer {
        client.post(&wishes(id), json!({"language": language})).await
    }

    /// Who got which subject, of those that hold a word.
    async fn told(&self, word: &str) -> Vec<String> {
        let told = letters(&self.app).await.into_iter().filter(|letter| letter.subject.contains(word));
        let mut lines: Vec<String> = told.map(|letter| format!("{}: {}", letter.to.split('@').next().unwrap(), letter.subject)).collect();
        lines.sort();
        lines
    }
}

fn wishes(id: &str) -> String {
    format!("/api/v1/resources/{id}/translation-wishes")
}

fn french_of(id: &str) -> Value {
    json!({"language": "fr", "relations": [{"kind": "translation_of", "resource_id": id, "changed": ["language"], "note": "In simple French."}]})
}

#[actix_web::test]
async fn wishes_are_counted_once_for_each_person_and_shown_to_all() {
    let library = Library::open().await;
    let id = library.publish(&library.rosa, "Handbook", json!({})).await;

    for client in [&library.otto, &library.otto, &library.ruth] {
        library.wish(client, &id, "FR").await.expect(200);
    }
    let counted = library.wish(&library.otto, &id, "ar").await.expect(200).body;

    assert_eq!(counted["items"], json!([{"language": "fr", "count": 2}, {"language": "ar", "count": 1}]));
    assert_eq!(library.visitor.get(&format!("/api/v1/resources/{id}")).await.body["translations_wanted"], counted["items"]);
    assert_eq!(library.visitor.get(&wishes(&id)).await.expect(200).body, counted);
    let wanted = library.visitor.get("/api/v1/translation-wishes?language=fr").await.expect(200).body;
    assert_eq!(
        (&wanted["items"][0]["id"], &wanted["items"][0]["count"], &wanted["items"][0]["adaptable"]),
        (&json!(id), &json!(2), &json!(true))
    );
    assert_eq!(library.visitor.get("/api/v1/translation-wishes").await.body["items"].as_array().unwrap().len(), 2);
    assert_eq!(library.told("in another language").await.len(), 2, "the organization is told of the first wish for each language");
    assert!(library.told("in another language").await.iter().all(|line| line.starts_with("mara: ")));

    library.otto.delete(&format!("{}/fr", wishes(&id))).await.expect(204);
    assert_eq!(library.otto.delete(&format!("{}/fr", wishes(&id))).await.summary(), "404 not_found");
    assert_eq!(library.visitor.get(&wishes(&id)).await.body["items"][0]["count"], 1);
}

#[actix_web::test]
async fn a_translation_ends_the_wish_and_everyone_concerned_is_told() {
    let library = Library::open().await;
    let id = library.publish(&library.rosa, "Handbook", json!({})).await;
    for client in [&library.otto, &library.ruth] {
        library.wish(client, &id, "fr").await.expect(200);
    }

    let french = library.publish(&library.otto, "Manuel", french_of(&id)).await;

    assert_eq!(library.visitor.get(&wishes(&id)).await.body["items"], json!([]));
    assert_eq!(library.told("wished for").await, ["ruth: The translation that you wished for is here: “Manuel”"], "who made it knows");
    assert_eq!(library.told("was made of").await, ["mara: Something was made of “Handbook”"]);
    assert_eq!(library.wish(&library.ruth, &id, "fr").await.summary(), "409 already_translated");
    let original = library.visitor.get(&format!("/api/v1/resources/{id}")).await.expect(200).body;
    let borrowed = &original["relations"][0];
    assert_eq!((&borrowed["from"], &borrowed["other"]["organization"]["name"]), (&json!(french), &json!("Red Sur")));
    assert_eq!((&borrowed["changed"], &borrowed["note"]), (&json!(["language"]), &json!("In simple French.")));

    // Its next edition is no news; and once it is gone, the wish may be had again.
    let mut again = french_of(&id);
    again["resource_id"] = json!(french);
    library.publish(&library.otto, "Manuel, deuxième édition", again).await;
    assert_eq!(library.told("was made of").await.len(), 1);
    let ingrid = library.app.admin("ingrid").await;
    ingrid.post(&format!("/api/v1/resources/{french}/withdraw"), json!({"reason": "mistake"})).await.expect(200);
    library.wish(&library.ruth, &id, "fr").await.expect(200);
}

#[actix_web::test]
async fn a_wish_is_for_another_language_of_something_public() {
    let library = Library::open().await;
    let id = library.publish(&library.rosa, "Handbook", json!({})).await;
    for language in ["en", "und", "mul", "not a language"] {
        assert_eq!(library.wish(&library.otto, &id, language).await.fields(), ["language"], "{language}");
    }
    assert_eq!(library.wish(&library.otto, &uuid::Uuid::now_v7().to_string(), "fr").await.summary(), "404 not_found");
    assert_eq!(library.wish(&library.visitor, &id, "fr").await.status, 401);
}

#[actix_web::test]
async fn of_many_who_wish_at_once_each_is_counted_once_and_one_mail_is_sent() {
    let library = Library::open().await;
    let id = library.publish(&library.rosa, "Handbook", json!({})).await;

    let wish = async |n: usize| library.wish(if n.is_multiple_of(2) { &library.otto } else { &library.ruth }, &id, "fr").await.status;
    let answers = futures_util::future::join_all((0..16).map(wish)).await;

    assert!(answers.iter().all(|status| *status == 200), "{answers:?}");
    assert_eq!(library.visitor.get(&wishes(&id)).await.body["items"], json!([{"language": "fr", "count": 2}]));
    assert_eq!(library.told("in another language").await.len(), 1);
}

#[actix_web::test]
async fn what_one_makes_of_ones_own_work_is_no_news_to_oneself() {
    let library = Library::open().await;
    let id = library.publish(&library.rosa, "Handbook", json!({})).await;

    library.publish(&library.rosa, "Manuel", french_of(&id)).await;

    assert!(library.told("was made of").await.is_empty());
}
