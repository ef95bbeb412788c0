//! Results in the formats of others.

use super::archives::{approved, found, import, line, table};
use crate::support::app::TestApp;
use crate::support::client::{Answer, Client};
use reqwest::Method;

async fn library(count: usize) -> TestApp {
    let app = TestApp::spawn().await;
    let (ingrid, _) = (app.admin("ingrid").await, app.organization("Casa Abierta").await);
    let lines: Vec<_> = (1..=count).map(|number| line(&number.to_string(), &format!("Guide {number:03} & {{more}}"), &[])).collect();
    import(&ingrid, &approved(), table(&lines)).await;
    found(&app, count).await;
    app
}

async fn accepting(client: &Client, path: &str, kind: &str) -> Answer {
    client.send(client.request(Method::GET, path).header("accept", kind)).await.expect(200)
}

#[actix_web::test]
async fn results_come_as_csv_ris_and_bibtex_by_parameter_or_by_what_is_accepted() {
    let app = library(2).await;
    let visitor = app.visitor();

    let csv = visitor.get("/api/v1/resources?sort=title&format=csv").await.expect(200);
    let ris = accepting(&visitor, "/api/v1/resources?sort=title", "application/x-research-info-systems").await;
    let bibtex = accepting(&visitor, "/api/v1/resources", "application/x-bibtex, */*;q=0.1").await;
    let json = accepting(&visitor, "/api/v1/resources", "application/json, text/csv").await;

    let mut reader = csv::Reader::from_reader(csv.text.strip_prefix('\u{feff}').unwrap().as_bytes());
    let titles: Vec<String> = reader.records().map(|record| record.unwrap()[1].to_owned()).collect();
    assert_eq!(titles, ["Guide 001 & {more}", "Guide 002 & {more}"]);
    assert_eq!(csv.headers["content-type"], "text/csv; charset=utf-8");
    assert_eq!(csv.headers["content-disposition"], "attachment; filename=\"resources.csv\"");
    assert_eq!(ris.text.matches("ER  - ").count(), 2);
    assert_eq!(biblatex::Bibliography::parse(&bibtex.text).unwrap().len(), 2);
    assert_eq!(json.body["total"], 2);
}

#[actix_web::test]
async fn one_resource_comes_in_each_format_and_a_withdrawn_one_in_none() {
    let app = library(1).await;
    let id = found(&app, 1).await.body["items"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/resources/{id}");

    let bibtex = app.visitor().get(&format!("{path}?format=bibtex")).await.expect(200).text;
    let refused = app.visitor().get(&format!("{path}?format=xml")).await;
    let withdraw = serde_json::json!({"reason": "mistake"});
    app.sign_in("ingrid").await.post(&format!("{path}/withdraw"), withdraw).await.expect(200);

    let bibliography = biblatex::Bibliography::parse(&bibtex).unwrap();
    assert!(bibliography.get(&format!("commonshelf-{id}")).is_some() && bibtex.contains(&path), "{bibtex}");
    assert_eq!((refused.status, refused.fields()), (422, vec!["format".to_owned()]));
    for format in ["csv", "ris", "bibtex", "json"] {
        assert_eq!(app.visitor().get(&format!("{path}?format={format}")).await.status, 410);
        let list = app.visitor().get(&format!("/api/v1/resources?format={format}")).await.expect(200);
        assert!(!list.text.contains("Guide 001"), "{}", list.text);
    }
}

#[actix_web::test]
async fn long_lists_are_led_through_page_by_page() {
    let app = library(7).await;
    let (mut path, mut titles) = (Some("/api/v1/resources?format=csv&sort=title&limit=3&q=guide".to_owned()), Vec::new());

    while let Some(page) = path {
        let answer = app.visitor().get(&page).await.expect(200);
        let mut reader = csv::Reader::from_reader(answer.text.strip_prefix('\u{feff}').unwrap().as_bytes());
        titles.extend(reader.records().map(|record| record.unwrap()[1].to_owned()));
        path = answer.headers.get("link").map(|link| link.split(['<', '>']).nth(1).unwrap().to_owned());
    }

    assert_eq!(titles, (1..=7).map(|number| format!("Guide {number:03} & {{more}}")).collect::<Vec<_>>());
}
