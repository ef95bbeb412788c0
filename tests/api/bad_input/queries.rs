//! Query strings: any text is a query, and a parameter that can't be is named.

use super::{assert_problem, assert_refused, assert_well};
use crate::support::app::TestApp;

#[actix_web::test]
async fn any_text_is_a_query() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    let ten_thousand = [
        "x".repeat(10_000),
        "lantern ".repeat(1_250),
        "(".repeat(10_000),
        "\"".repeat(10_000),
        "-".repeat(10_000),
        "支援".repeat(3_500),
        "\u{301}".repeat(10_000),
        "a OR ".repeat(2_000),
        "\"a b\" ".repeat(1_600),
        "-x ".repeat(3_333),
    ];
    let short = [
        "",
        " ",
        "\"",
        "\"\"",
        "\"open",
        "((((",
        "))))",
        "(a OR",
        "field:",
        "title:",
        ":",
        "*",
        "?",
        "a*",
        "*a",
        "~",
        "a~2",
        "^",
        "a^9",
        "[",
        "[a TO",
        "{}",
        "\\",
        "\\\\",
        "/",
        "/a/",
        "-",
        "--",
        "-a",
        "+",
        "+a",
        "!",
        "&&",
        "||",
        "AND",
        "OR",
        "NOT",
        "a AND",
        "NOT NOT a",
        "a:b:c",
        "<script>",
        "%",
        "%%",
        "';--",
        "\0",
        "a\0b",
        "\u{202E}",
        "\u{feff}",
        "\u{fffd}",
        "\u{10ffff}",
        "\u{200b}",
        "\n\r\t",
        "é",
        "ﷺ",
        "🤝🏽",
        "ⅸ",
        "İ",
        "ß",
        "\"-\"",
        "-\"a b\"",
        "\"*\"~3",
    ];
    for query in short.into_iter().map(str::to_owned).chain(ten_thousand) {
        let found = app.visitor().search(&query).await;

        assert!(found.body["total"].is_u64(), "{query:.60}: {}", found.text);
    }
    assert_well(&app, &rosa).await;
}

#[actix_web::test]
async fn a_query_string_that_breaks_decoders_is_read_as_well_as_it_can_be() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    for query in [
        "q=%",
        "q=%0",
        "q=%zz",
        "q=%00",
        "q=%FF%FE",
        "q=%ED%A0%80",
        "q=%u1234",
        "q",
        "=",
        "&&&&",
        "q=a&q=b",
        "q[]=a",
        "q=a=b=c",
        "%71=a",
        "q=a+b%20c",
        "+=+",
        "q=\\ud800",
        "sql=1;drop",
    ] {
        let found = app.visitor().get(&format!("/api/v1/resources?{query}")).await.expect(200);

        assert!(found.body["total"].is_u64(), "{query}: {}", found.text);
    }
    assert_well(&app, &rosa).await;
}

#[actix_web::test]
async fn thousands_of_parameters_are_taken_or_refused_and_nothing_worse() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    let many = |pair: &dyn Fn(usize) -> String| (0..3_000).map(pair).collect::<Vec<_>>().join("&");
    for query in [
        many(&|n| format!("a{n}={n}")),
        many(&|n| format!("topic=t{n}")),
        many(&|n| format!("country={n}&q={n}")),
        many(&|_| "section=learn".to_owned()),
    ] {
        let found = app.visitor().get(&format!("/api/v1/resources?{query}")).await;

        assert!(matches!(found.status, 200 | 422), "{}", found.text);
    }
    assert_well(&app, &rosa).await;
}

#[actix_web::test]
async fn a_parameter_that_cannot_be_is_named() {
    let app = TestApp::spawn().await;
    let (rosa, ingrid) = (app.uploader("rosa", "Casa Abierta").await, app.admin("ingrid").await);
    let numbers = ["abc", "-1", "1.5", "99999999999999999999", "1e3", "0x10", "%00", "%D9%A3"];
    let mut tried = Vec::new();
    for path in
        ["/api/v1/resources", "/api/v1/submissions", "/api/v1/reviews", "/api/v1/organizations", "/api/v1/organizations/applications"]
    {
        tried.extend(numbers.iter().chain(&["0", "101"]).map(|value| (path, "limit", *value)));
    }
    for path in ["/api/v1/submissions", "/api/v1/reviews", "/api/v1/organizations", "/api/v1/organizations/applications"] {
        tried.extend(["abc", "!", "%00", "AAAA", "//8", "eA", "MCAw"].map(|value| (path, "cursor", value)));
    }
    tried.extend(numbers.iter().chain(&["10001"]).map(|value| ("/api/v1/resources", "offset", *value)));
    let of_search = [
        ("sort", "best"),
        ("sort", "%00"),
        ("section", "other"),
        ("organization", "casa"),
        ("year_from", "abc"),
        ("year_to", "99999999999"),
        ("query_language", "!!"),
        ("after_change", "abc"),
    ];
    tried.extend(of_search.map(|(name, value)| ("/api/v1/resources", name, value)));
    tried.extend([
        ("/api/v1/submissions", "status", "lost"),
        ("/api/v1/reviews", "status", "lost"),
        ("/api/v1/reviews", "status", "draft"),
        ("/api/v1/reviews", "section", "other"),
        ("/api/v1/reviews", "language", "!!"),
    ]);
    for (path, name, value) in tried {
        let answer = ingrid.get(&format!("{path}?{name}={value}")).await;

        assert_eq!(answer.fields(), [name], "{path}?{name}={value}: {}", answer.text);
        assert_refused(&answer, &[name]);
    }
    assert_well(&app, &rosa).await;
}

#[actix_web::test]
async fn a_parameter_of_an_upload_is_named_before_its_body_is_read() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    for (name, value) in [("submit", "perhaps"), ("organization", "casa"), ("organization", "%00")] {
        let answer = rosa.upload(&format!("/api/v1/submissions?{name}={value}"), None, &[("page.txt", b"lantern".to_vec())]).await;

        assert_refused(&answer, &[name]);
    }
    assert_well(&app, &rosa).await;
}

#[actix_web::test]
async fn a_change_that_has_not_been_is_not_waited_for() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    for change in ["-1", "1", "9223372036854775807"] {
        assert_problem(&rosa.get(&format!("/api/v1/resources?after_change={change}")).await, "400 unknown_change");
    }
    assert_well(&app, &rosa).await;
}
