//! Filters and facets.

use super::{Library, facet};
use serde_json::json;

/// Three documents that differ in everything by which a search can be narrowed.
async fn three() -> Library {
    let mut library = Library::open().await;
    library.publish("Handbook", json!({"section": "learn", "type": "guide", "language": "en", "topics": ["facilitation"], "audiences": ["trainers"], "countries": ["MX"], "year": 2019})).await;
    library.publish("Poster", json!({"section": "promote", "type": "poster", "language": "es", "topics": ["self_help"], "audiences": ["general_public"], "countries": ["PE"], "year": 2021})).await;
    let omar = library.app.uploader("omar", "Open Door").await;
    let course = json!({"section": "take_action", "type": "course", "language": "fr", "topics": ["facilitation", "self_help"], "audiences": ["trainers", "researchers"], "countries": ["MX", "PE"], "year": 2023});
    library.publish_by(&omar, "Course", course, &[]).await;
    library
}

#[actix_web::test]
async fn each_filter_narrows_to_what_has_one_of_its_values() {
    let library = three().await;
    let open_door = library.app.organization("Open Door").await;

    for (query, expected) in [
        ("section=learn", vec!["Handbook"]),
        ("section=learn&section=promote", vec!["Handbook", "Poster"]),
        ("type=poster", vec!["Poster"]),
        ("type=poster&type=course", vec!["Course", "Poster"]),
        ("language=fr", vec!["Course"]),
        ("topic=facilitation", vec!["Course", "Handbook"]),
        ("topic=facilitation&topic=self_help", vec!["Course", "Handbook", "Poster"]),
        ("audience=researchers", vec!["Course"]),
        ("country=PE", vec!["Course", "Poster"]),
        (&format!("organization={open_door}"), vec!["Course"]),
        ("year_from=2021", vec!["Course", "Poster"]),
        ("year_to=2021", vec!["Handbook", "Poster"]),
        ("year_from=2020&year_to=2022", vec!["Poster"]),
        ("topic=facilitation&country=PE", vec!["Course"]),
        ("q=poster&section=promote", vec!["Poster"]),
        ("q=poster&section=learn", vec![]),
        ("topic=no_such_topic", vec![]),
    ] {
        assert_eq!(library.titles(&format!("sort=title&{query}")).await, expected, "{query}");
    }
}

#[actix_web::test]
async fn a_facet_is_counted_without_its_own_filter_and_with_all_others() {
    let library = three().await;

    let answer = library.ask("section=learn&country=MX").await;

    assert_eq!(answer.body["total"], 1);
    // Whoever chose learn is told what promote and take_action would add, within MX; and which countries there are within learn.
    assert_eq!(facet(&answer, "section"), "learn 1, take_action 1");
    assert_eq!(facet(&answer, "country"), "MX 1");
    assert_eq!(facet(&answer, "topic"), "facilitation 1");
    assert_eq!(facet(&answer, "type"), "guide 1");
}

#[actix_web::test]
async fn the_facets_of_everything_count_each_document_once_for_each_of_its_values() {
    let library = three().await;

    let answer = library.ask("").await;

    assert_eq!(answer.body["total"], 3);
    assert_eq!(facet(&answer, "section"), "learn 1, promote 1, take_action 1");
    assert_eq!(facet(&answer, "topic"), "facilitation 2, self_help 2");
    assert_eq!(facet(&answer, "audience"), "trainers 2, general_public 1, researchers 1");
    assert_eq!(facet(&answer, "language"), "en 1, es 1, fr 1");
    assert_eq!(facet(&answer, "country"), "MX 2, PE 2");
    let organizations = answer.body["facets"]["organization"].as_array().unwrap();
    let counts: Vec<_> = organizations.iter().map(|value| (value["label"].as_str().unwrap(), value["count"].as_u64().unwrap())).collect();
    assert_eq!(counts, [("Casa Abierta", 2), ("Open Door", 1)]);
}

#[actix_web::test]
async fn what_a_choice_promises_is_what_it_gives() {
    let library = three().await;

    for name in ["section", "topic", "type", "audience", "language", "organization", "country"] {
        for chosen in ["", "country=PE", "topic=facilitation", "q=course"] {
            // The filter of the facet itself is left out of its counts, so it must not be among the chosen.
            let chosen = if chosen.starts_with(name) { "" } else { chosen };
            for value in library.ask(chosen).await.body["facets"][name].as_array().unwrap() {
                let narrowed = library.ask(&format!("{chosen}&{name}={}", value["value"].as_str().unwrap())).await;
                assert_eq!(narrowed.body["total"], value["count"], "{chosen} and {name} {value}");
            }
        }
    }
}

#[actix_web::test]
async fn labels_are_in_the_language_of_the_asker() {
    let library = three().await;

    let (english, spanish) = (library.ask("type=poster&lang=en").await, library.ask("type=poster&lang=es").await);

    let label = |answer: &crate::support::client::Answer| answer.body["facets"]["section"][0]["label"].clone();
    assert_eq!((label(&english), label(&spanish)), (json!("Promote"), json!("Promover")));
}
