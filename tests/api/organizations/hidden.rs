//! What an unlisted group and a hidden country let nobody know.

use crate::support::app::TestApp;
use crate::support::client::{Client, link};
use commonshelf::domain::words::{MembershipRole, SiteRole};
use serde_json::{Value, json};

/// Every public answer that could speak of the group, after a change.
async fn public_answers(app: &TestApp, resources: &[String], change: &Value, id: &str) -> String {
    let visitor = app.visitor();
    let mut all = String::new();
    let mut paths = vec![
        format!("/api/v1/resources?after_change={change}"),
        "/api/v1/resources?q=lantern".to_owned(),
        "/api/v1/resources?q=casa+abierta".to_owned(),
        "/api/v1/resources?q=member+of+the+network".to_owned(),
        "/api/v1/organizations".to_owned(),
        "/api/v1/organizations?q=casa".to_owned(),
    ];
    paths.extend(resources.iter().map(|id| format!("/api/v1/resources/{id}")));
    for path in paths {
        all += &visitor.get(&path).await.expect(200).text;
    }
    for path in [format!("/api/v1/organizations/{id}"), format!("/api/v1/organizations/{id}/logo")] {
        let answer = visitor.get(&path).await;
        assert_eq!(answer.status, 404, "{path}");
        all += &answer.text;
    }
    all
}

async fn publish(member: &Client, admin: &Client, title: &str) -> String {
    let sent = member.upload("/api/v1/submissions?submit=true", Some(&link(title)), &[]).await.expect(201);
    admin.decide(&sent, "approve").await.expect(200).body["resource_id"].as_str().unwrap().to_owned()
}

#[actix_web::test]
async fn of_an_unlisted_group_no_public_answer_holds_a_name_an_id_or_a_country() {
    let app = TestApp::spawn().await;
    let mara = app.member("mara", SiteRole::User, "Casa Abierta", MembershipRole::Manager).await;
    let (id, ingrid) = (app.organization("Casa Abierta").await.to_string(), app.admin("ingrid").await);
    let first = publish(&mara, &ingrid, "Lantern guide").await;
    let path = format!("/api/v1/organizations/{id}");

    let hidden = mara.patch(&path, json!({"version": 1, "is_unlisted": true})).await.expect(200);
    let second = publish(&mara, &ingrid, "Lantern notes").await;
    let change = app.app.db.read(commonshelf::db::changes::head).await.unwrap();
    let resources = [first, second];
    let answers = public_answers(&app, &resources, &json!(change), &id).await;

    for word in ["Casa Abierta", "casa abierta", &id] {
        assert!(!answers.contains(word), "{word} is in a public answer");
    }
    assert!(hidden.body["change"].is_i64(), "the public was not told that something changed");
    for resource in &resources {
        let shown = app.visitor().get(&format!("/api/v1/resources/{resource}")).await.body;
        assert_eq!(shown["organization"], json!({"name": "A member of the network"}));
    }
    let search = app.visitor().get("/api/v1/resources?q=lantern").await.body;
    assert_eq!((&search["total"], &search["facets"]["organization"]), (&json!(2), &json!([])));
    for query in [format!("organization={id}"), "q=casa+abierta".to_owned(), "q=network+member".to_owned()] {
        assert_eq!(app.visitor().get(&format!("/api/v1/resources?{query}")).await.expect(200).body["total"], 0, "{query}");
    }
    let leo = app.uploader("leo", "Otra Casa").await;
    assert_eq!(leo.post(&format!("{path}/join-requests"), json!({})).await.status, 404);
}

#[actix_web::test]
async fn what_is_merged_into_an_unlisted_group_leads_nobody_to_it() {
    let app = TestApp::spawn().await;
    let mara = app.member("mara", SiteRole::User, "Casa Abierta", MembershipRole::Manager).await;
    let luz = app.member("luz", SiteRole::User, "Grupo Luna", MembershipRole::Manager).await;
    let ingrid = app.admin("ingrid").await;
    let (casa, luna) = (app.organization("Casa Abierta").await.to_string(), app.organization("Grupo Luna").await.to_string());
    let resource = publish(&luz, &ingrid, "Lantern guide").await;
    mara.patch(&format!("/api/v1/organizations/{casa}"), json!({"version": 1, "is_unlisted": true})).await.expect(200);

    let merged = ingrid.post(&format!("/api/v1/organizations/{luna}/merge"), json!({"into": casa})).await.expect(200);
    let answers = public_answers(&app, &[resource], &merged.body["change"], &casa).await;
    let old = app.visitor().get(&format!("/api/v1/organizations/{luna}")).await;
    let by_old = app.visitor().get(&format!("/api/v1/resources?organization={luna}")).await.expect(200);

    assert_eq!(old.status, 410, "the old address leads to a group that nobody may know of");
    assert_eq!(by_old.body["total"], 0, "what the group shares is told from what others do");
    for word in ["Casa Abierta", "Grupo Luna", casa.as_str(), luna.as_str()] {
        assert!(
            ![&answers, &old.text].iter().any(|text| text.contains(word)) && !old.headers.values().any(|value| value.contains(word)),
            "{word}"
        );
    }
}

#[actix_web::test]
async fn who_lists_itself_again_is_named_again() {
    let app = TestApp::spawn().await;
    let mara = app.member("mara", SiteRole::User, "Casa Abierta", MembershipRole::Manager).await;
    let (id, ingrid) = (app.organization("Casa Abierta").await.to_string(), app.admin("ingrid").await);
    publish(&mara, &ingrid, "Lantern guide").await;
    let path = format!("/api/v1/organizations/{id}");
    let hidden = mara.patch(&path, json!({"version": 1, "is_unlisted": true})).await.expect(200);

    let listed = mara.patch(&path, json!({"version": hidden.version(), "is_unlisted": false})).await.expect(200);

    let found = app.visitor().get(&format!("/api/v1/resources?q=lantern&after_change={}", listed.body["change"])).await.expect(200).body;
    assert_eq!(
        (&found["items"][0]["organization"]["name"], &found["facets"]["organization"][0]["value"]),
        (&json!("Casa Abierta"), &json!(id))
    );
}

#[actix_web::test]
async fn a_hidden_country_is_in_no_public_answer() {
    let app = TestApp::spawn().await;
    let mara = app.member("mara", SiteRole::User, "Casa Abierta", MembershipRole::Manager).await;
    let (id, ingrid) = (app.organization("Casa Abierta").await, app.admin("ingrid").await);
    let mut document = link("Lantern guide");
    document["countries"] = json!([]);
    let sent = mara.upload("/api/v1/submissions?submit=true", Some(&document), &[]).await.expect(201);
    ingrid.decide(&sent, "approve").await.expect(200);

    let hidden = mara.patch(&format!("/api/v1/organizations/{id}"), json!({"version": 1, "hides_country": true})).await.expect(200);

    for path in [
        "/api/v1/organizations".to_owned(),
        format!("/api/v1/organizations/{id}"),
        format!("/api/v1/resources?q=lantern&after_change={}", hidden.body["change"]),
    ] {
        let answer = app.visitor().get(&path).await.expect(200);
        assert!(!answer.text.contains("\"MX\"") && !answer.text.contains("Mexico"), "{path}: {}", answer.text);
    }
    assert_eq!(app.visitor().get("/api/v1/organizations?country=MX").await.body["items"], json!([]));
    let inside = mara.get(&format!("/api/v1/organizations/{id}/profile")).await.expect(200).body;
    assert_eq!((&inside["country"], &inside["hides_country"]), (&json!("MX"), &json!(true)));
}
