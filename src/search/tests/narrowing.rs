//! Filters, facets, order, pages, and what is hidden.

use super::*;

fn tagged(title: &str, section: Section, topics: &[&str], year: Option<i32>, of: u128) -> Document {
    let topics = topics.iter().map(ToString::to_string).collect();
    Document { section, topics, year, owner: organization(of, "").id, organization: Some(organization(of, "")), ..document(title) }
}

fn shelf() -> Shelf {
    let mut shelf = Shelf::with(&[
        tagged("Guide one", Section::Learn, &["mentoring", "groups"], Some(2020), 1),
        tagged("Guide two", Section::Learn, &["groups"], Some(2022), 1),
        tagged("Guide three", Section::Promote, &["mentoring", "mentoring"], Some(2024), 2),
    ]);
    shelf.put(&[tagged("Guide four", Section::TakeAction, &[], None, 2)]); // in a segment of its own
    shelf
}

fn counts(facet: &[(String, usize)]) -> String {
    facet.iter().map(|(value, count)| format!("{value} {count}")).collect::<Vec<_>>().join(", ")
}

#[test]
fn each_facet_is_counted_without_its_own_filter() {
    let shelf = shelf();

    let all = shelf.answer(&asked("guide"));
    let learn = shelf.answer(&Query { sections: vec![Section::Learn], ..asked("guide") });
    let learn_mentoring = shelf.answer(&Query { sections: vec![Section::Learn], topics: vec!["mentoring".to_owned()], ..asked("guide") });
    let either = shelf.answer(&Query { sections: vec![Section::Learn, Section::Promote], ..asked("guide") });

    assert_eq!((all.total, counts(&all.facets.section).as_str()), (4, "learn 2, promote 1, take_action 1"));
    assert_eq!(counts(&all.facets.topic), "groups 2, mentoring 2");
    assert_eq!((learn.total, counts(&learn.facets.section).as_str()), (2, "learn 2, promote 1, take_action 1"));
    assert_eq!(counts(&learn.facets.topic), "groups 2, mentoring 1");
    assert_eq!(titles(&learn_mentoring), ["Guide one"]);
    assert_eq!(counts(&learn_mentoring.facets.section), "learn 1, promote 1");
    assert_eq!(counts(&learn_mentoring.facets.topic), "groups 2, mentoring 1");
    assert_eq!(counts(&learn_mentoring.facets.language), "en 1");
    assert_eq!(either.total, 3);
}

#[test]
fn every_filter_filters_and_unknown_values_match_nothing() {
    let odd = Document {
        kind: "toolkit".to_owned(),
        audiences: vec!["families".to_owned()],
        countries: vec!["KE".to_owned()],
        owner: organization(9, "").id,
        organization: Some(organization(9, "")),
        ..in_language("es", "Odd", "")
    };
    let shelf = Shelf::with(&[odd, document("Even")]);
    let strings = |value: &str| vec![value.to_owned()];
    for query in [
        Query { kinds: strings("toolkit"), ..Query::default() },
        Query { audiences: strings("families"), ..Query::default() },
        Query { countries: strings("KE"), ..Query::default() },
        Query { languages: strings("es"), ..Query::default() },
        Query { organizations: vec![organization(9, "").id], ..Query::default() },
    ] {
        assert_eq!(titles(&shelf.answer(&query)), ["Odd"], "{query:?}");
    }
    assert_eq!(shelf.answer(&Query { kinds: strings("nonsense"), ..Query::default() }).total, 0);
}

#[test]
fn years_narrow_everything() {
    let answer = shelf().answer(&Query { year_from: Some(2021), year_to: Some(2024), sort: Sort::Title, ..asked("guide") });

    assert_eq!(titles(&answer), ["Guide three", "Guide two"]);
    assert_eq!(counts(&answer.facets.section), "learn 1, promote 1");
}

#[test]
fn what_is_hidden_is_in_no_hit_total_or_facet() {
    let shelf = shelf();
    let view = shelf.index.view();
    let one = titles(&shelf.answer(&asked("one"))).len();
    let id = shelf.answer(&asked("one")).hits[0].id;
    assert_eq!(one, 1);

    for text in ["", "guide", "one", "\"guide one\"", "-two"] {
        let hidden = Hidden { resources: vec![id], organizations: vec![organization(2, "").id] };
        let answer = view.search(&asked(text), &hidden).unwrap();
        assert!(answer.hits.iter().all(|hit| hit.title == "Guide two"), "{text}: {:?}", titles(&answer));
        assert_eq!(answer.total, answer.hits.len());
        assert!(counts(&answer.facets.organization).matches("000002").count() == 0, "{:?}", answer.facets);
        assert!(answer.facets.topic.iter().all(|(value, count)| value == "groups" && *count == 1));
    }
}

#[test]
fn what_nobody_may_know_the_owner_of_is_found_by_no_owner_and_hidden_by_its_own() {
    let unlisted = Document { owner: organization(7, "").id, organization: None, ..document("Guide five") };
    let shelf = Shelf::with(&[unlisted, tagged("Guide six", Section::Learn, &[], None, 1)]);

    let all = shelf.answer(&asked("guide"));
    let by_owner = shelf.answer(&Query { organizations: vec![organization(7, "").id], ..asked("guide") });
    let hidden = Hidden { resources: Vec::new(), organizations: vec![organization(7, "").id] };
    let without = shelf.index.view().search(&asked("guide"), &hidden).unwrap();

    assert_eq!((all.total, all.facets.organization.len(), by_owner.total), (2, 1, 0));
    assert_eq!(titles(&without), ["Guide six"]);
}

#[test]
fn orders_are_newest_and_title_with_ties_by_id() {
    let at = |time: &str| Timestamp::parse(time).unwrap();
    let documents = [
        Document { published_at: at("2026-01-01T00:00:00Z"), ..document("Émile") },
        Document { published_at: at("2026-03-01T00:00:00Z"), ..document("zebra") },
        Document { published_at: at("2026-02-01T00:00:00.000001Z"), ..document("emile and friends") },
        Document { published_at: at("2026-02-01T00:00:00Z"), ..document("«Apple»") },
        Document { published_at: at("1969-02-01T00:00:00Z"), ..document("Apple") },
    ];
    let mut shelf = Shelf::new();
    for document in documents.iter().rev() {
        shelf.put(std::slice::from_ref(document)); // segments in another order than ids
    }
    let sorted = |sort: Sort| titles(&shelf.answer(&Query { sort, ..Query::default() }));

    assert_eq!(sorted(Sort::Newest), ["zebra", "emile and friends", "«Apple»", "Émile", "Apple"]);
    assert_eq!(sorted(Sort::Relevance), sorted(Sort::Newest));
    assert_eq!(sorted(Sort::Title), ["«Apple»", "Apple", "Émile", "emile and friends", "zebra"]);
}

#[test]
fn pages_neither_repeat_nor_skip() {
    let mut shelf = Shelf::new();
    let documents: Vec<_> = (0..53).map(|_| document("Same title")).collect();
    for part in documents.chunks(9).rev() {
        shelf.put(part);
    }
    for sort in [Sort::Relevance, Sort::Newest, Sort::Title] {
        let page = |offset| shelf.answer(&Query { sort, limit: 10, offset, ..asked("same") });
        let ids: Vec<_> = (0..60).step_by(10).flat_map(|offset| page(offset).hits).map(|hit| hit.id).collect();
        assert_eq!(ids, documents.iter().map(|document| document.id).collect::<Vec<_>>(), "{sort}");
        assert!(page(usize::MAX).hits.is_empty());
    }
    assert_eq!(shelf.answer(&Query { limit: 0, ..asked("same") }).total, 53);
    assert_eq!(shelf.answer(&Query { limit: usize::MAX, ..asked("same") }).hits.len(), 53);
}
