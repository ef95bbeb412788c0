//! What is found, in which order, and how it is shown.

use super::*;

#[test]
fn words_are_found_in_every_field_and_must_all_be_there() {
    let shelf = Shelf::with(&[
        Document {
            summary: "How peers listen".to_owned(),
            body: vec!["First page".to_owned(), "A circle of chairs".to_owned()],
            authors: vec!["Rosa Ibáñez".to_owned()],
            organization: Some(organization(1, "Casa Abierta")),
            author_organization: Some("Nordlys".to_owned()),
            ..document("Facilitator handbook")
        },
        document("Another handbook"),
    ]);

    for text in ["facilitator", "listening", "circle", "chair handbook", "ibanez", "casa abierta", "nordlys circle first"] {
        assert_eq!(shelf.titles(text), ["Facilitator handbook"], "{text}");
    }
    assert!(shelf.titles("facilitator nonsense").is_empty());
    assert_eq!(shelf.titles("handbook -facilitator"), ["Another handbook"]);
    assert_eq!(shelf.titles("-facilitator"), ["Another handbook"]);
}

#[test]
fn every_language_is_found_by_the_words_its_readers_type() {
    let shelf = Shelf::with(&[
        in_language("es", "ES", "Las reuniones de apoyo mutuo y la facilitación"),
        in_language("fr", "FR", "L’été, les réunions d'écoute entre pairs"),
        in_language("de", "DE", "Selbsthilfegruppen und große Bücher über Genesung"),
        in_language("ar", "AR", "مَجموعات الدعم بين الأصدقاء"),
        in_language("th", "TH", "กลุ่มเพื่อนช่วยเพื่อนเริ่มต้นที่การฟัง"),
        in_language("zh", "ZH", "同伴支持小组的开始"),
        in_language("ja", "JA", "ピアサポートグループを始める方法"),
        in_language("hi", "HI", "साथियों का सहारा और सुनने की कला"),
        in_language("ko", "KO", "동료 지원 모임을 시작하는 방법"),
        in_language("ru", "RU", "Группы взаимной поддержки"),
        in_language("en", "EN", "Running a peer support group"),
    ]);

    for (title, texts) in [
        ("ES", ["reunión", "FACILITACION", "apoyos", "mutuo"].as_slice()),
        ("FR", &["ete", "l'été", "réunion", "écoute", "pair"]),
        ("DE", &["Selbsthilfegruppe", "grosse", "Buch", "bucher"]),
        ("AR", &["مجموعات", "دعم", "اصدقاء", "الاصدقاء"]),
        ("TH", &["กลุ่ม", "เพื่อน", "การฟัง", "ฟ"]),
        ("ZH", &["支持", "小组", "同伴支持", "组", "始"]),
        ("JA", &["サポート", "グループ", "方法", "法"]),
        ("HI", &["सहारा", "साथियों", "कला"]),
        ("KO", &["동료", "모임", "방법"]),
        ("RU", &["группа", "поддержка"]),
        ("EN", &["groups", "runs"]),
    ] {
        for text in texts {
            assert!(shelf.titles(text).contains(&title.to_owned()), "{title} is not found by {text}");
        }
    }
    assert!(shelf.titles("支組").is_empty());
    assert!(shelf.titles("ピアグループ").is_empty());
}

#[test]
fn the_language_of_the_query_says_whose_stems_are_meant() {
    let shelf = Shelf::with(&[in_language("en", "EN", "partings"), in_language("es", "ES", "partes")]);
    let of =
        |tag: &str, text: &str| titles(&shelf.answer(&Query { query_language: Some(LanguageTag::parse(tag).unwrap()), ..asked(text) }));

    assert_eq!(of("en", "parting"), ["EN"]);
    assert!(of("es", "parting").is_empty());
    assert_eq!(of("es", "parte"), ["ES"]);
}

#[test]
fn composed_and_decomposed_letters_are_the_same() {
    let shelf = Shelf::with(&[document("Une re\u{301}union"), document("한국")]);

    assert_eq!(shelf.titles("réunion"), ["Une re\u{301}union"]);
    assert_eq!(shelf.titles("\u{1112}\u{1161}\u{11AB}\u{1100}\u{116E}\u{11A8}"), ["한국"]);
}

#[test]
fn a_title_that_is_the_query_comes_first() {
    let shelf = Shelf::with(&[
        Document {
            summary: "Peer support, peer support groups, support by peers".to_owned(),
            ..document("Groups and peer and support support")
        },
        Document { body: vec!["peer support ".repeat(50)], ..document("Handbook") },
        document("Peer support"),
        document("What is peer support for"),
    ]);

    assert_eq!(shelf.titles("peer support")[..2], ["Peer support", "What is peer support for"]);
    assert_eq!(shelf.titles("handbook peer")[0], "Handbook");
}

#[test]
fn translated_titles_and_summaries_are_found() {
    let spanish = (LanguageTag::parse("es").unwrap(), "Manual de facilitación".to_owned(), Some("Escuchar en círculos".to_owned()));
    let shelf = Shelf::with(&[Document { translations: vec![spanish], ..document("Facilitator handbook") }]);

    for text in ["manuales", "círculo", "\"manual de facilitación\"", "handbook"] {
        assert_eq!(shelf.titles(text), ["Facilitator handbook"], "{text}");
    }
}

#[test]
fn a_quoted_phrase_is_found_as_it_stands() {
    let shelf = Shelf::with(&[
        in_language("en", "near", "the peer support group"),
        in_language("en", "far", "support of a peer, grouped"),
        in_language("ja", "JA", "本を読む人"),
    ]);

    assert_eq!(shelf.titles("\"peer support\""), ["near"]);
    assert_eq!(shelf.titles("\"support group\" peer"), ["near"]);
    assert_eq!(shelf.titles("peer -\"peer support\""), ["far"]);
    assert_eq!(shelf.titles("\"読む\""), ["JA"]);
    assert_eq!(shelf.titles("\"grouped\""), ["far"]);
}

#[test]
fn any_string_is_a_query() {
    let shelf = Shelf::with(&[document("One"), in_language("zh", "二", "同伴支持")]);
    let mut random = fastrand::Rng::with_seed(3);
    let alphabet: Vec<char> = "ab\"'()[]{}*?~^:\\/+-!&|<>\0\u{1}\u{202E}\u{301}é同伴ก็ 🙂«»".chars().collect();
    let mut texts: Vec<String> =
        ["\"", "((((", "field:", "title:\"a b", "title:[a TO", "*", "\0", "a\0b", "\"\"", "- -- -\"", "AND OR NOT", "\u{301}"]
            .map(str::to_owned)
            .into();
    texts.push("x".repeat(10_000));
    texts.push("同".repeat(10_000));
    texts.push("同 ".repeat(5_000));
    texts.push("\"".repeat(10_000));
    texts.push("a ".repeat(5_000));
    texts.push((0..4_000).map(|n| format!("w{n} ")).collect());
    texts.extend((0..300).map(|_| (0..random.usize(1..40)).map(|_| alphabet[random.usize(..alphabet.len())]).collect()));

    for text in texts {
        for sort in [Sort::Relevance, Sort::Title] {
            let answer = shelf.index.view().search(&Query { sort, ..asked(&text) }, &Hidden::default());
            assert!(answer.is_ok(), "{text:?}: {answer:?}");
        }
    }
    assert_eq!(shelf.answer(&asked("((((")).total, 2);
    assert_eq!(shelf.answer(&asked("🙂")).total, 0);
}

#[test]
fn a_document_of_anything_can_be_held() {
    let mut random = fastrand::Rng::with_seed(5);
    let text =
        |random: &mut fastrand::Rng| (0..random.usize(0..200)).filter_map(|_| char::from_u32(random.u32(0..0x3_0000))).collect::<String>();
    let documents: Vec<_> = (0..40)
        .map(|_| {
            let tag = ["ar", "sr", "hi", "tr", "ta", "und", "mul"][random.usize(..7)];
            Document {
                summary: text(&mut random),
                topics: vec![String::new(), text(&mut random)],
                ..in_language(tag, &text(&mut random), &text(&mut random))
            }
        })
        .chain([in_language("en", "long", &"x".repeat(200_000))])
        .collect();

    let shelf = Shelf::with(&documents);

    assert_eq!(shelf.answer(&asked("")).total, documents.len());
    for document in &documents {
        shelf.answer(&asked(&document.summary));
    }
}

#[test]
fn highlights_are_escaped_and_only_where_a_word_stands() {
    let shelf = Shelf::with(&[Document {
        summary: "No such word".to_owned(),
        body: vec!["first page".to_owned(), "He said: <script>alert(\"groups\")</script> & left".to_owned()],
        ..document("<i>Group</i> work")
    }]);

    let highlights = shelf.answer(&asked("groups")).hits.remove(0).highlights;

    assert_eq!(highlights.title.as_deref(), Some("&lt;i&gt;<mark>Group</mark>&lt;/i&gt; work"));
    assert_eq!(highlights.summary, None);
    assert_eq!(highlights.body.as_deref(), Some("He said: &lt;script&gt;alert(&quot;<mark>groups</mark>&quot;)&lt;/script&gt; &amp; left"));
    assert_eq!(shelf.answer(&asked("")).hits[0].highlights, Highlights::default());
}

#[test]
fn a_hit_shows_what_was_put() {
    let given = Document {
        summary: "Summary".to_owned(),
        topics: vec!["facilitation".to_owned(), "training".to_owned()],
        year: Some(2024),
        organization: Some(organization(1, "Casa Abierta")),
        section: Section::TakeAction,
        ..in_language("pt-BR", "Guia", "corpo")
    };
    let hit = Shelf::with(std::slice::from_ref(&given)).answer(&asked("guias")).hits.remove(0);

    assert_eq!((hit.id, hit.title, hit.summary, hit.section), (given.id, given.title, given.summary, given.section));
    assert_eq!((hit.kind, hit.language, hit.organization), (given.kind, given.language, given.organization));
    assert_eq!((hit.topics, hit.year, hit.published_at), (given.topics, given.year, given.published_at));
    assert!(hit.score > 0.0);
}
