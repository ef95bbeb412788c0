//! What must be said before something is handed in: more for some types, the terms in force, and what the API tells forms about it.

use super::{PATH, path_of};
use crate::support::app::TestApp;
use crate::support::client::{link, metadata};
use serde_json::{Value, json};

#[actix_web::test]
async fn some_types_need_more_than_others_and_say_why() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    for (kind, cleared, refused_fields) in [
        ("research_article", vec!["authors", "year"], vec!["authors", "year"]),
        ("policy_brief", vec!["authors", "year"], vec!["year"]),
        ("course", vec!["audiences"], vec!["audiences"]),
        ("guide", vec!["authors", "year", "audiences"], vec![]),
    ] {
        let mut work = link("A work");
        work["type"] = json!(kind);
        cleared.iter().for_each(|field| work[*field] = Value::Null);

        let answer = rosa.post(&format!("{PATH}?submit=true"), work).await;

        assert_eq!(
            (answer.status == 201, answer.fields()),
            (refused_fields.is_empty(), refused_fields.iter().map(|f| (*f).to_owned()).collect())
        );
    }
    let mut by_an_organization = link("An article");
    (by_an_organization["type"], by_an_organization["authors"]) = (json!("research_article"), Value::Null);
    by_an_organization["author_organization"] = json!("Institute of Lanterns");
    rosa.post(&format!("{PATH}?submit=true"), by_an_organization).await.expect(201);
}

#[actix_web::test]
async fn who_wrote_it_stands_apart_from_who_shares_it() {
    let app = TestApp::spawn().await;
    let (rosa, ruth) = (app.uploader("rosa", "Casa Abierta").await, app.reviewer("ruth").await);
    let mut work = link("A work");
    work["author_organization"] = json!("Institute of Lanterns");

    let submitted = rosa.post(&format!("{PATH}?submit=true"), work).await.expect(201);
    let resource = ruth.decide(&submitted, "approve").await.expect(200).body["resource_id"].clone();

    let shown = app.visitor().get(&format!("/api/v1/resources/{}", resource.as_str().unwrap())).await.expect(200).body;
    assert_eq!((&shown["author_organization"], &shown["organization"]["name"]), (&json!("Institute of Lanterns"), &json!("Casa Abierta")));
}

#[actix_web::test]
async fn a_form_can_be_built_from_what_the_api_tells() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;

    let limits = rosa.get(&format!("{PATH}/limits")).await.expect(200).body;
    let types = app.visitor().get("/api/v1/types?lang=es").await.expect(200).body;

    assert_eq!(limits["required"], json!(["title", "summary", "type", "language", "license", "rights", "people_shown", "files"]));
    assert!(limits["terms_url"].as_str().unwrap().starts_with("/api/v1/") && limits["promised_days"].as_i64().unwrap() > 0, "{limits}");
    let of = |kind: &str| types["items"].as_array().unwrap().iter().find(|item| item["value"] == kind).unwrap()["required"].clone();
    assert_eq!(of("guide"), json!([]));
    let article = of("research_article");
    assert_eq!(
        (&article[0]["field"], &article[0]["or"], &article[1]["field"]),
        (&json!("authors"), &json!("author_organization"), &json!("year"))
    );
    assert!(article[1]["why"].as_str().unwrap().starts_with("diga cuándo"));
}

#[actix_web::test]
async fn licenses_are_told_in_plain_words_of_four_languages() {
    let visitor = TestApp::spawn().await;
    let visitor = visitor.visitor();
    let told = async |language: &str| {
        let licenses = visitor.get(&format!("/api/v1/licenses?lang={language}")).await.expect(200);
        assert_eq!(licenses.headers["content-language"], language);
        licenses.body["items"].as_array().unwrap().iter().find(|license| license["value"] == "CC-BY-NC-ND-4.0").unwrap().clone()
    };

    let (english, french, arabic) = (told("en").await, told("fr").await, told("ar").await);

    assert_eq!((&english["adaptable"], &english["sellable"]), (&json!(false), &json!(false)));
    assert!(english["plain"].as_str().unwrap().starts_with("Anyone may share it unchanged"));
    assert!(french["plain"].as_str().unwrap().starts_with("Chacun peut le partager tel quel"));
    assert!(arabic["plain"].as_str().unwrap().starts_with("يمكن لأيّ كان مشاركته"));
}

#[actix_web::test]
async fn handing_in_accepts_the_terms_in_force_and_no_others() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    let limits = rosa.get(&format!("{PATH}/limits")).await.expect(200).body;
    let with_terms = |version: Value| {
        let mut work = link("A work");
        work["terms_version"] = version;
        work
    };

    let old = rosa.post(&format!("{PATH}?submit=true"), with_terms(json!("1999-01"))).await;
    let unsaid = rosa.post(&format!("{PATH}?submit=true"), with_terms(Value::Null)).await.expect(201);
    let named = rosa.post(&format!("{PATH}?submit=true"), with_terms(limits["terms_version"].clone())).await.expect(201);

    assert_eq!(old.fields(), ["terms_version"]);
    assert!(old.text.contains(limits["terms_url"].as_str().unwrap()), "{}", old.text);
    for submitted in [unsaid, named] {
        assert_eq!(submitted.body["metadata"]["terms_version"], limits["terms_version"]);
    }
}

#[actix_web::test]
async fn a_work_that_may_not_be_changed_is_adapted_with_permission_only() {
    let app = TestApp::spawn().await;
    let (rosa, otto, ruth) =
        (app.uploader("rosa", "Casa Abierta").await, app.uploader("otto", "Red Sur").await, app.reviewer("ruth").await);
    let publish = async |license: &str| {
        let mut original = link("Original");
        original["license"] = json!(license);
        let submitted = rosa.post(&format!("{PATH}?submit=true"), original).await.expect(201);
        ruth.decide(&submitted, "approve").await.expect(200).body["resource_id"].clone()
    };
    let (free, unfree) = (publish("CC-BY-4.0").await, publish("CC-BY-ND-4.0").await);
    let made_of = |original: &Value, kind: &str, rights: &str| {
        let mut work = link("Made of it");
        (work["relations"], work["rights"]) = (json!([{"kind": kind, "resource_id": original}]), json!(rights));
        work
    };
    let submit = format!("{PATH}?submit=true");

    for kind in ["translation_of", "adaptation_of"] {
        let refused = otto.post(&submit, made_of(&unfree, kind, "ours")).await;
        assert_eq!(refused.fields(), ["relations[0]"]);
        assert!(refused.text.contains("CC BY-ND 4.0") && refused.text.contains("permission"), "{}", refused.text);
        otto.post(&submit, made_of(&unfree, kind, "permission")).await.expect(201);
        otto.post(&submit, made_of(&free, kind, "ours")).await.expect(201);
        rosa.post(&submit, made_of(&unfree, kind, "ours")).await.expect(201);
    }
    otto.post(&submit, made_of(&unfree, "supported_by", "ours")).await.expect(201);
}

#[actix_web::test]
async fn a_license_that_was_narrowed_while_an_adaptation_waited_counts_when_it_is_decided() {
    let app = TestApp::spawn().await;
    let (rosa, otto, ruth) =
        (app.uploader("rosa", "Casa Abierta").await, app.uploader("otto", "Red Sur").await, app.reviewer("ruth").await);
    let submit = format!("{PATH}?submit=true");
    let original = rosa.post(&submit, link("Original")).await.expect(201);
    let resource = ruth.decide(&original, "approve").await.expect(200).body["resource_id"].clone();
    let mut adaptation = link("Made of it");
    adaptation["relations"] = json!([{"kind": "adaptation_of", "resource_id": resource}]);
    let waiting = otto.post(&submit, adaptation).await.expect(201);
    let mut narrowed = link("Original");
    (narrowed["resource_id"], narrowed["license"]) = (resource, json!("CC-BY-ND-4.0"));
    let revision = rosa.post(&submit, narrowed).await.expect(201);
    ruth.decide(&revision, "approve").await.expect(200);

    let refused = ruth.decide(&waiting, "approve").await;

    assert_eq!(refused.fields(), ["metadata.relations[0]"]);
    assert_eq!(otto.get(&path_of(&waiting)).await.body["status"], "submitted");
}

#[actix_web::test]
async fn what_was_changed_is_said_of_translations_and_adaptations_alone() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    let with = |kind: &str, changed: Value| {
        let mut work = metadata("A work");
        work["relations"] = json!([{"kind": kind, "resource_id": uuid::Uuid::now_v7(), "changed": changed, "note": "Cut to two hours."}]);
        work
    };

    let kept = rosa.post(PATH, with("adaptation_of", json!(["length", "setting", "length"]))).await.expect(201).body;
    let of_a_part = rosa.post(PATH, with("part_of", json!(["length"]))).await;
    let unknown = rosa.post(PATH, with("adaptation_of", json!(["color"]))).await;

    assert_eq!(kept["metadata"]["relations"][0]["changed"], json!(["length", "setting"]));
    assert_eq!(kept["metadata"]["relations"][0]["note"], "Cut to two hours.");
    assert_eq!((of_a_part.fields(), unknown.fields()), (vec!["relations[0]".to_owned()], vec!["relations[0]".to_owned()]));
    assert!(unknown.text.contains("population"), "{}", unknown.text);
}
