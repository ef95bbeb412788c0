//! The directory: found by words in every language, narrowed by filters, page by page.

use crate::support::app::TestApp;
use crate::support::client::Client;
use commonshelf::domain::ids::OrganizationId;
use serde_json::{Value, json};

async fn make(admin: &Client, profile: Value) -> OrganizationId {
    OrganizationId::parse(&admin.post("/api/v1/organizations/unclaimed", profile).await.expect(201).id()).unwrap()
}

async fn names(app: &TestApp, query: &str) -> Vec<String> {
    let page = app.visitor().get(&format!("/api/v1/organizations?{query}")).await.expect(200).body;
    page["items"].as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap().to_owned()).collect()
}

async fn filled(app: &TestApp) -> Client {
    let ingrid = app.admin("ingrid").await;
    for profile in [
        json!({"name": "Ágora", "summary": "Círculos de apoyo mutuo.", "country": "MX", "languages": ["es"], "topics": ["online"],
            "translations": {"en": {"name": "The Square", "summary": "Circles of peer support."}}}),
        json!({"name": "Zuhause", "summary": "Gruppen für Angehörige.", "country": "DE", "languages": ["de", "en"], "topics": ["families"]}),
        json!({"name": "Blue Door", "summary": "Evening groups, 100% free_of_charge.", "country": "KE", "languages": ["en", "pt-BR"]}),
        json!({"name": "同伴支持小组", "summary": "互相帮助。", "country": "CN", "languages": ["zh"]}),
    ] {
        make(&ingrid, profile).await;
    }
    ingrid
}

#[actix_web::test]
async fn words_are_found_whatever_their_accents_and_in_every_language_of_an_organization() {
    let app = TestApp::spawn().await;
    filled(&app).await;

    for (words, found) in [
        ("agora", vec!["Ágora"]),
        ("CIRCULOS+apoyo", vec!["Ágora"]),
        ("square", vec!["Ágora"]),
        ("circ", vec!["Ágora"]),
        ("gr", vec!["Blue Door", "Zuhause"]),
        ("%E6%94%AF%E6%8C%81", vec!["同伴支持小组"]),
        ("blue+square", vec![]),
        ("ircles", vec![]),
        ("%25", vec!["Ágora", "Blue Door", "Zuhause", "同伴支持小组"]),
        ("free_of_charge", vec!["Blue Door"]),
        ("", vec!["Ágora", "Blue Door", "Zuhause", "同伴支持小组"]),
    ] {
        assert_eq!(names(&app, &format!("q={words}")).await, found, "{words}");
    }
}

#[actix_web::test]
async fn filters_add_up_and_a_hidden_country_is_found_by_none() {
    let app = TestApp::spawn().await;
    let ingrid = filled(&app).await;
    for (query, found) in [
        ("country=ke", vec!["Blue Door"]),
        ("language=en", vec!["Blue Door", "Zuhause"]),
        ("language=pt-br", vec!["Blue Door"]),
        ("language=pt", vec![]),
        ("topic=families", vec!["Zuhause"]),
        ("topic=famil%25", vec![]),
        ("language=en&country=DE", vec!["Zuhause"]),
        ("status=dormant", vec![]),
        ("status=active&status=dormant&country=MX", vec!["Ágora"]),
        ("status=applied&status=closed", vec![]),
    ] {
        assert_eq!(names(&app, query).await, found, "{query}");
    }
    let id = app.visitor().get("/api/v1/organizations?country=MX").await.body["items"][0]["id"].as_str().unwrap().to_owned();
    ingrid.patch(&format!("/api/v1/organizations/{id}"), json!({"version": 1, "hides_country": true})).await.expect(200);

    assert_eq!(names(&app, "country=MX").await, Vec::<String>::new());
    assert_eq!(names(&app, "q=agora").await, ["Ágora"]);
    assert_eq!(app.visitor().get("/api/v1/organizations?language=x%20y").await.fields(), ["language"]);
    assert_eq!(app.visitor().get("/api/v1/organizations?status=odd").await.fields(), ["status"]);
}

#[actix_web::test]
async fn pages_follow_each_other_without_a_gap_or_a_repeat() {
    let app = TestApp::spawn().await;
    let ingrid = app.admin("ingrid").await;
    let mut expected = Vec::new();
    for number in 0..25 {
        let name = format!("Group {:02}", (number * 7) % 25);
        make(&ingrid, json!({"name": name, "summary": "A group."})).await;
        expected.push(name);
    }
    expected.sort();

    let (mut seen, mut path) = (Vec::new(), "/api/v1/organizations?limit=4&q=group".to_owned());
    loop {
        let page = app.visitor().get(&path).await.expect(200).body;
        seen.extend(page["items"].as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap().to_owned()));
        let Some(next) = page["next_cursor"].as_str() else { break };
        path = format!("/api/v1/organizations?limit=4&q=group&cursor={next}");
    }

    assert_eq!(seen, expected);
}
