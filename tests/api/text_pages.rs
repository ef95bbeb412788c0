//! The pages of text: terms, privacy, content policy, imprint. There from the start in four languages; every version stays readable.

use crate::support::app::TestApp;
use crate::support::client::{Answer, Client};
use commonshelf::library::pages;
use reqwest::Method;
use serde_json::{Value, json};

async fn in_language(reader: &Client, path: &str, accepted: &str) -> Answer {
    reader.send(reader.request(Method::GET, path).header("accept-language", accepted)).await.expect(200)
}

async fn publish(admin: &Client, page: &str, input: Value) -> Answer {
    admin.post(&format!("/api/v1/pages/{page}/versions"), input).await
}

fn text(title: &str, source: &str) -> Value {
    json!({"title": title, "source": source})
}

#[actix_web::test]
async fn a_new_library_has_every_page_in_four_languages_under_its_own_name() {
    let app = TestApp::spawn_with(|config| config.site_name = "Casa <Común>".to_owned()).await;
    let visitor = app.visitor();

    let list = in_language(&visitor, "/api/v1/pages", "es").await;

    let items = list.body["items"].as_array().unwrap();
    let titles: Vec<_> = items.iter().map(|item| item["title"].as_str().unwrap()).collect();
    assert_eq!(titles, ["Condiciones de uso", "Privacidad", "Qué tiene cabida aquí", "Aviso legal"]);
    assert_eq!(list.body["terms_version"], "2026-11");
    for item in items {
        assert_eq!(item["languages"], json!(["ar", "en", "es", "fr"]));
        for (language, direction) in [("en", "ltr"), ("es", "ltr"), ("fr", "ltr"), ("ar", "rtl")] {
            let page = visitor.get(&format!("/api/v1/pages/{}?lang={language}", item["page"].as_str().unwrap())).await.expect(200);
            assert_eq!((&page.body["language"], &page.body["direction"]), (&json!(language), &json!(direction)));
            assert_eq!(page.headers["content-language"], language);
            let html = page.body["html"].as_str().unwrap();
            assert!(html.contains("Casa &lt;Común&gt;") && !html.contains("{{") && html.contains("<p>"), "{html}");
        }
    }
}

#[actix_web::test]
async fn readers_get_their_language_or_the_librarys() {
    let app = TestApp::spawn().await;
    let visitor = app.visitor();

    for (accepted, expected) in [("fr-CA, en;q=0.5", "fr"), ("sw, ar;q=0.3", "ar"), ("sw", "en"), ("nonsense;;q", "en")] {
        let page = in_language(&visitor, "/api/v1/pages/terms", accepted).await;
        assert_eq!(page.body["language"], expected, "{accepted}");
    }
    visitor.get("/api/v1/pages/colophon").await.expect(404);
    visitor.get("/api/v1/pages/terms?version=2").await.expect(404);
    visitor.get("/api/v1/pages/terms?version=one").await.expect(422);
}

#[actix_web::test]
async fn a_new_version_changes_what_it_names_and_the_old_one_stays_readable() {
    let app = TestApp::spawn().await;
    let (ingrid, visitor) = (app.admin("ingrid").await, app.visitor());
    let input = json!({"based_on": 1, "texts": {"en": text("Terms", "Be *kind* in {{library}}."), "sw": text("Masharti", "Uwe mwema.")}});

    let published = publish(&ingrid, "terms", input).await.expect(201);

    let today = app.app.clock.now().day();
    assert_eq!((published.version(), &published.body["terms_version"]), (2, &json!(format!("{today}.2"))));
    let english = visitor.get("/api/v1/pages/terms?lang=en").await.expect(200);
    assert_eq!(english.body["html"], "<p>Be <em>kind</em> in Commonshelf.</p>\n");
    assert_eq!(english.body["languages"], json!(["ar", "en", "es", "fr", "sw"]));
    let spanish = visitor.get("/api/v1/pages/terms?lang=es").await.expect(200);
    assert_eq!((spanish.version(), &spanish.body["text_version"]), (2, &json!(1)));
    let old = visitor.get("/api/v1/pages/terms?lang=en&version=1").await.expect(200);
    assert!(old.body["source"].as_str().unwrap().contains("Anyone may search"), "{}", old.text);
    let versions = visitor.get("/api/v1/pages/terms/versions").await.expect(200);
    let numbers: Vec<_> = versions.body["items"].as_array().unwrap().iter().map(|item| item["version"].as_i64().unwrap()).collect();
    assert_eq!((numbers, &versions.body["items"][0]["languages"]), (vec![2, 1], &json!(["en", "sw"])));
}

#[actix_web::test]
async fn a_correction_asks_nobody_to_agree_again() {
    let app = TestApp::spawn().await;
    let ingrid = app.admin("ingrid").await;

    let today = app.app.clock.now().day();
    let corrected =
        publish(&ingrid, "terms", json!({"based_on": 1, "is_substantive": false, "texts": {"en": text("Terms", "As before.")}})).await;
    let changed = publish(&ingrid, "terms", json!({"based_on": 2, "texts": {"en": text("Terms", "Something else.")}})).await;

    assert_eq!(
        (corrected.expect(201).body["terms_version"].clone(), changed.expect(201).body["terms_version"].clone()),
        (json!("2026-11"), json!(format!("{today}.3")))
    );
    assert_eq!(app.app.db.read(pages::terms_version).await.unwrap(), format!("{today}.3"));
}

#[actix_web::test]
async fn what_admins_write_can_harm_no_reader() {
    let app = TestApp::spawn().await;
    let ingrid = app.admin("ingrid").await;
    let source = "<script>alert(1)</script>\n\n[x](javascript:alert(1)) <img src=x onerror=alert(1)>";

    publish(&ingrid, "imprint", json!({"based_on": 1, "texts": {"en": text("Imprint", source)}})).await.expect(201);

    let html = app.visitor().get("/api/v1/pages/imprint?lang=en").await.expect(200).body["html"].as_str().unwrap().to_owned();
    assert!(
        html.contains("&lt;script&gt;") && !html.contains("<script") && !html.contains("<img") && !html.contains("javascript:"),
        "{html}"
    );
}

#[actix_web::test]
async fn who_writes_over_another_version_than_the_newest_is_told_so() {
    let app = TestApp::spawn().await;
    let (ingrid, aura) = (app.admin("ingrid").await, app.admin("aura").await);
    let input = |number: i64| json!({"based_on": number, "texts": {"en": text("Imprint", "We are.")}});
    publish(&ingrid, "imprint", input(1)).await.expect(201);

    let late = publish(&aura, "imprint", input(1)).await;
    let (one, other) = futures_util::future::join(publish(&ingrid, "imprint", input(2)), publish(&aura, "imprint", input(2))).await;

    assert_eq!((late.summary().as_str(), &late.body["by"]), ("409 version_conflict", &json!("ingrid")));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
}

#[actix_web::test]
async fn each_fault_of_a_page_is_named() {
    let app = TestApp::spawn().await;
    let ingrid = app.admin("ingrid").await;
    let texts = json!({"en": text(" ", "x"), "EN": text("T", "a\u{0}b"), "nonsense!": text("T", "x")});

    let refused = publish(&ingrid, "terms", json!({"based_on": 1, "texts": texts})).await.expect(422);
    let none = publish(&ingrid, "terms", json!({"based_on": 1, "texts": {}})).await.expect(422);

    assert_eq!(refused.fields(), ["texts.EN.source", "texts.en.title", "texts.nonsense!"]);
    assert_eq!(none.fields(), ["texts"]);
}
