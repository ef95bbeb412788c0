//! Keeps the rules of the house that the compiler does not know: who may know whom, what is named where, how long a file may be.
//!
//! A breach fails with `file:line: rule`. The rules are the design's; a new module takes a row in [`LAYERS`], a new exception takes a
//! sentence beside it. The unit tests plant a breach of each rule, so that it is known to bite.

mod source;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use source::{Named, Source};

/// Which modules of the crate a module may name, besides itself. Dependencies point one way.
const LAYERS: &[(&str, &[&str])] = &[
    ("domain", &["error"]),
    ("error", &["domain"]),
    ("config", &["domain", "error"]),
    // What the process itself needs: threads that may block, and where the log goes.
    ("blocking", &["error"]),
    ("log", &["error", "config"]),
    ("progress", &["config"]),
    // The leaves: each does one thing for whoever asks, and knows neither the database nor the network.
    ("files", &["domain", "error", "config"]),
    ("extract", &["domain", "error", "config"]),
    ("sort", &["domain", "error", "config"]),
    ("search", &["domain", "error", "config"]),
    ("mail", &["domain", "error", "config"]),
    ("outgoing", &["error", "config"]),
    // The acts. `library` sends no mail and writes no index: it leaves rows for the jobs.
    ("db", &["blocking", "domain", "error", "config"]),
    ("auth", &["db", "blocking", "domain", "error", "config"]),
    ("library", &["auth", "db", "files", "extract", "sort", "domain", "error", "config"]),
    // Copies of a library and what is made of them again, without a running one.
    ("backup", &["library", "db", "files", "progress", "domain", "error", "config"]),
    // What a library needs around it.
    ("doctor", &["library", "db", "files", "domain", "error", "config"]),
    // Documents in and out in bulk.
    ("bulk", &["library", "auth", "db", "files", "extract", "domain", "error", "config"]),
    // What puts them together and drives them. A request sends no mail.
    ("app", &["auth", "db", "files", "extract", "sort", "search", "mail", "outgoing", "blocking", "domain", "error", "config"]),
    (
        "jobs",
        &[
            "app", "backup", "bulk", "progress", "library", "auth", "db", "files", "extract", "sort", "search", "mail", "outgoing",
            "domain", "error", "config",
        ],
    ),
    (
        "http",
        &["app", "bulk", "doctor", "library", "auth", "db", "files", "extract", "sort", "search", "blocking", "domain", "error", "config"],
    ),
    // The commands, which drive the whole.
    ("cli", COMMANDS_KNOW),
    ("demo", COMMANDS_KNOW),
    ("bench", COMMANDS_KNOW),
    ("main", COMMANDS_KNOW),
    ("lib", COMMANDS_KNOW),
];
const COMMANDS_KNOW: &[&str] = &[
    "http", "jobs", "app", "backup", "bulk", "library", "auth", "db", "files", "extract", "sort", "search", "mail", "outgoing", "blocking",
    "log", "progress", "domain", "error", "config", "cli", "demo", "doctor", "bench",
];

/// Modules that may name actix.
const MAY_NAME_ACTIX: &[&str] = &["http", "main"];
/// Where it may be asked which database is in use: in the settings as typed and shown, and where the two cannot be the same. `per_backend!` asks
/// nothing: it gives both the same statement.
const MAY_TELL_DATABASES_APART: &[&str] = &["src/config/", "src/db/dialect.rs", "src/db/dialect/"];
const VARIANTS_OF_DATABASES: &[&str] = &["Pg", "Postgres", "PostgreSql", "Lite", "Sqlite"];
const QUESTIONS_ABOUT_DATABASES: &[&str] = &["is_postgres", "is_sqlite"];
/// Names that say nothing of what is inside.
const EMPTY_NAMES: &[&str] = &["util", "utils", "helper", "helpers", "common", "service", "services", "manager", "managers"];
const MAX_LINES: usize = 600;
/// One list of all tables, which grows with them and is looked up rather than read.
const MAY_BE_LONG: &[&str] = &["src/db/schema.rs"];
/// The one place where a test lets time pass, while it asks for a condition.
const MAY_SLEEP: &str = "tests/api/support/wait.rs";

#[derive(Debug)]
struct Breach {
    path: String,
    line: usize,
    rule: String,
}

fn breach(source: &Source, line: usize, rule: impl Into<String>) -> Breach {
    Breach { path: source.path.clone(), line, rule: rule.into() }
}

fn breaches(source: &Source) -> Vec<Breach> {
    let mut found = Vec::new();
    if let Some(module) = source.module() {
        let layer = module.first().copied().unwrap_or("lib");
        found.extend(direction(source, layer, module.len()));
        found.extend(source.named.iter().filter_map(|named| place(source, layer, named)));
        found.extend(source.named.iter().filter_map(|named| telling_databases_apart(source, named)));
    }
    found.extend(sleeping(source));
    found.extend(exceptions_without_reason(source));
    if source.lines >= MAX_LINES && !MAY_BE_LONG.contains(&source.path.as_str()) {
        found.push(breach(source, source.lines, format!("{} lines: a file has fewer than {MAX_LINES}", source.lines)));
    }
    found
}

/// Dependencies between modules of the crate.
fn direction(source: &Source, layer: &str, depth: usize) -> Vec<Breach> {
    let Some((_, may_know)) = LAYERS.iter().find(|(name, _)| *name == layer) else {
        return vec![breach(source, 1, format!("module `{layer}` has no row in LAYERS of tests/api/tidy.rs that says what it may know"))];
    };
    let judge = |named: &Named| {
        let known = module_named(named, depth)?;
        let is_module = LAYERS.iter().any(|(name, _)| *name == known);
        if !is_module {
            return Some(breach(source, named.line, format!("`{}` is to be named by the module it is in", named.segments.join("::"))));
        }
        (known != layer && !may_know.contains(&known)).then(|| breach(source, named.line, format!("`{layer}` must not know `{known}`")))
    };
    source.named.iter().filter_map(judge).collect()
}

/// The top-level module that a path leads to, from a file so many modules deep.
fn module_named(named: &Named, depth: usize) -> Option<&str> {
    let supers = named.segments.iter().take_while(|segment| *segment == "super").count();
    let from_root = match named.segments[0].as_str() {
        "crate" | "commonshelf" => named.segments.get(1),
        // Deep enough to leave the top-level module, and more from within the unit tests: only a module of the table counts then.
        "super" if supers >= depth.max(1) => named.segments.get(supers).filter(|name| LAYERS.iter().any(|(layer, _)| layer == name)),
        _ => None,
    }?;
    let is_macro = named.segments.len() == 2 && named.next == "!";
    (!is_macro).then_some(from_root)
}

/// Crates that only some modules may name.
fn place(source: &Source, layer: &str, named: &Named) -> Option<Breach> {
    let first = named.segments[0].as_str();
    let is_import = named.segments.len() > 1 || named.next == ";";
    let rule = match first {
        _ if first.contains("actix") && !MAY_NAME_ACTIX.contains(&layer) => "only `http` and `main` name actix",
        "tantivy" if is_import && layer != "search" => "only `search` names tantivy",
        "diesel" if is_import && layer == "domain" && !named.in_attribute => "`domain` names diesel in derives only",
        "diesel" | "diesel_migrations" if is_import && !matches!(layer, "db" | "domain") => "only `db` writes queries",
        _ => return None,
    };
    Some(breach(source, named.line, rule))
}

fn telling_databases_apart(source: &Source, named: &Named) -> Option<Breach> {
    let last = named.segments.last()?.as_str();
    // A variant in a pattern, a construction or a comparison; `use diesel::pg::Pg;` and `ToSql<Text, Pg>` ask nothing.
    let is_variant =
        named.segments.len() > 1 && VARIANTS_OF_DATABASES.contains(&last) && ["(", "{", "|", ")", "="].contains(&named.next.as_str());
    let asks = is_variant || QUESTIONS_ABOUT_DATABASES.contains(&last);
    let forbidden = asks && !MAY_TELL_DATABASES_APART.iter().any(|place| source.path.starts_with(place));
    forbidden.then(|| breach(source, named.line, format!("`{last}`: only db/dialect.rs asks which database it is")))
}

fn sleeping(source: &Source) -> Vec<Breach> {
    let from = if source.path.starts_with("tests/") { Some(1) } else { source.first_line_of_tests() };
    let Some(from) = from.filter(|_| source.path != MAY_SLEEP) else { return Vec::new() };
    let sleeps = source.named.iter().filter(|named| named.line >= from && named.next == "(");
    let sleeps = sleeps.filter(|named| named.segments.last().is_some_and(|last| last == "sleep" || last == "sleep_until"));
    sleeps.map(|named| breach(source, named.line, "a test waits on a condition (support::wait), it does not sleep")).collect()
}

fn exceptions_without_reason(source: &Source) -> Vec<Breach> {
    let named = source.named.iter().filter(|named| named.in_attribute && named.next == "(" && named.segments.len() == 1);
    let exceptions = named.filter(|named| matches!(named.segments[0].as_str(), "allow" | "expect"));
    let has_reason = |line: usize| {
        let attribute = source.tokens.iter().skip_while(|token| token.line < line || !matches!(token.text.as_str(), "allow" | "expect"));
        attribute.take_while(|token| token.in_attribute).any(|token| token.text == "reason")
    };
    exceptions
        .filter(|named| !has_reason(named.line))
        .map(|named| breach(source, named.line, "an exception to a lint gives its reason"))
        .collect()
}

fn name_says_nothing(path: &str) -> bool {
    let parts = path.split('/').map(|part| part.split('.').next().unwrap_or(part));
    parts.into_iter().any(|part| EMPTY_NAMES.contains(&part))
}

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below a folder of the repository, relative to it.
fn files_below(folder: &str) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(repository().join(folder)) else { return Vec::new() };
    let mut files = Vec::new();
    for entry in entries.map(Result::unwrap) {
        let path = format!("{folder}/{}", entry.file_name().to_str().unwrap());
        if entry.file_type().unwrap().is_dir() { files.extend(files_below(&path)) } else { files.push(path) }
    }
    files.sort();
    files
}

#[test]
fn the_house_is_tidy() {
    let files = [files_below("src"), files_below("tests"), files_below("benches")].concat();
    let sources = files.iter().filter(|path| path.ends_with(".rs"));
    let sources: Vec<Source> = sources.map(|path| Source::new(path, &std::fs::read_to_string(repository().join(path)).unwrap())).collect();
    assert!(sources.iter().any(|source| source.path == "src/lib.rs") && sources.len() > 10, "the sources were not found");

    let mut found: Vec<Breach> = sources.iter().flat_map(breaches).collect();
    let empty_names = files.into_iter().filter(|path| name_says_nothing(path));
    found.extend(empty_names.map(|path| Breach { path, line: 1, rule: "a name that says nothing of what is inside".to_owned() }));

    let list: Vec<String> = found.iter().map(|breach| format!("{}:{}: {}", breach.path, breach.line, breach.rule)).collect();
    assert!(list.is_empty(), "{} breaches of the rules of the house:\n{}\n", list.len(), list.join("\n"));
}

#[test]
fn both_databases_have_the_same_migrations() {
    let names = |database: &str| -> BTreeSet<String> {
        let folder = format!("migrations/{database}");
        files_below(&folder).iter().map(|path| path.trim_start_matches(&folder).to_owned()).collect()
    };
    assert_eq!(names("sqlite"), names("postgres"));
}

/// Whether one of the alternatives of an SPDX expression (or of the older `A/B`) is wholly among the allowed.
fn license_is_allowed(expression: &str, allowed: &[String]) -> bool {
    let part_is_allowed = |part: &str| {
        let alternatives = part.trim().trim_start_matches('(').trim_end_matches(')').replace('/', " OR ");
        alternatives.split(" OR ").any(|license| allowed.iter().any(|allowed| allowed == license.trim()))
    };
    expression.split(" AND ").all(part_is_allowed)
}

#[test]
fn every_dependency_has_an_allowed_license() {
    use figment::providers::Format;
    let rules = figment::Figment::from(figment::providers::Toml::file_exact(repository().join("deny.toml")));
    let allowed: Vec<String> = rules.extract_inner("licenses.allow").unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--offline", "--locked", "--filter-platform", &host()])
        .current_dir(repository())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    assert!(packages.len() > 100, "the dependencies were not found");

    let refused =
        packages.iter().filter(|package| !package["license"].as_str().is_some_and(|license| license_is_allowed(license, &allowed)));
    let refused: Vec<String> = refused.map(|package| format!("{}: {}", package["name"], package["license"])).collect();
    assert!(refused.is_empty(), "licenses that deny.toml does not name:\n{}\n", refused.join("\n"));
}

/// The target that cargo builds for here: the packages of others may not have been downloaded.
fn host() -> String {
    let output = Command::new(env!("CARGO")).arg("-vV").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().find_map(|line| line.strip_prefix("host: ")).unwrap().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `line: rule` of each breach.
    fn found(path: &str, code: &str) -> Vec<String> {
        breaches(&Source::new(path, code)).iter().map(|breach| format!("{}: {}", breach.line, breach.rule)).collect()
    }

    #[test]
    fn dependencies_that_point_the_wrong_way_are_found() {
        assert_eq!(found("src/search/query.rs", "use crate::domain::ids;\nuse crate::db::jobs;"), ["2: `search` must not know `db`"]);
        assert_eq!(found("src/library/review.rs", "use crate::{auth::Reviewer,\n mail::Notice};"), ["2: `library` must not know `mail`"]);
        assert_eq!(found("src/library/review.rs", "fn f() {\n crate::search::write() }"), ["2: `library` must not know `search`"]);
        assert_eq!(found("src/db/jobs.rs", "use crate::library::publish;"), ["1: `db` must not know `library`"]);
        assert_eq!(found("src/auth.rs", "use super::http::api;"), ["1: `auth` must not know `http`"]);
        assert_eq!(found("src/files/local.rs", "use super::super::db;"), ["1: `files` must not know `db`"]);
        assert_eq!(found("src/http/api/review.rs", "use crate::mail::send;"), ["1: `http` must not know `mail`"]);
        assert_eq!(found("src/domain/mod.rs", "#[cfg(test)]\nmod tests { use crate::db; }"), ["2: `domain` must not know `db`"]);
        assert_eq!(found("src/jobs/run.rs", "use crate::http::problem;"), ["1: `jobs` must not know `http`"]);
        assert_eq!(found("src/http/app.rs", "use crate::library::review;\nuse super::search;\nuse crate::jobs as j;").len(), 1);
        assert!(found("src/library/review.rs", "use crate::db::submissions;\nuse super::publish;\n// crate::mail").is_empty());
        assert!(found("src/main.rs", "use commonshelf::{http, jobs};").is_empty());
    }

    #[test]
    fn ways_around_the_table_are_found() {
        assert_eq!(found("src/search/mod.rs", "use crate::Index;"), ["1: `crate::Index` is to be named by the module it is in"]);
        assert_eq!(found("src/search/mod.rs", "use crate::*;"), ["1: `crate::*` is to be named by the module it is in"]);
        assert!(found("src/attic/mod.rs", "")[0].contains("`attic` has no row in LAYERS"));
        assert!(found("src/search/mod.rs", "crate::text_column!(Id);").is_empty());
    }

    #[test]
    fn crates_named_in_the_wrong_place_are_found() {
        assert_eq!(found("src/library/a.rs", "use actix_web::web;"), ["1: only `http` and `main` name actix"]);
        assert_eq!(found("src/db/a.rs", "use tracing_actix_web::TracingLogger;"), ["1: only `http` and `main` name actix"]);
        assert_eq!(found("src/http/a.rs", "let x = tantivy::Index::open();\nuse actix_web::web;"), ["1: only `search` names tantivy"]);
        assert_eq!(found("src/http/a.rs", "use diesel::prelude::*;"), ["1: only `db` writes queries"]);
        assert_eq!(found("src/error.rs", "impl From<diesel::result::Error> for E {}"), ["1: only `db` writes queries"]);
        let domain =
            "#[derive(diesel::expression::AsExpression)]\n#[diesel(sql_type = diesel::sql_types::Text)]\nstruct A;\nuse diesel::pg::Pg;";
        assert_eq!(found("src/domain/a.rs", domain), ["4: `domain` names diesel in derives only"]);
        assert!(found("src/db/a.rs", "use diesel::prelude::*;").is_empty() && found("src/search/a.rs", "use tantivy::Index;").is_empty());
    }

    #[test]
    fn forks_between_the_databases_are_found() {
        let fork = "match c {\n AnyConn::Pg(c) => 1,\n AnyConn::Lite(_) => 2 }";
        assert_eq!(found("src/db/jobs.rs", fork).len(), 2);
        assert_eq!(found("src/library/a.rs", "if config.database == Database::Sqlite {").len(), 1);
        assert!(found("src/db/jobs.rs", "per_backend!(c, c => 1)").is_empty());
        assert_eq!(found("src/main.rs", "if db.is_postgres() {}").len(), 1);
        assert!(found("src/db/dialect.rs", fork).is_empty());
        assert!(found("src/db/text.rs", "use diesel::{pg::Pg, sqlite::Sqlite}; impl ToSql<Text, diesel::pg::Pg> for A {}").is_empty());
    }

    #[test]
    fn sleeping_in_tests_is_found() {
        assert_eq!(found("tests/api/mail.rs", "\nstd::thread::sleep(x);").len(), 1);
        assert_eq!(found("src/files/a.rs", "sleep(x);\n#[cfg(test)]\nmod tests {\n fn f() { tokio::time::sleep(x).await } }").len(), 1);
        assert!(found(MAY_SLEEP, "tokio::time::sleep(x)").is_empty());
        assert!(found("src/jobs/run.rs", "tokio::time::sleep(x)").is_empty());
    }

    #[test]
    fn exceptions_without_a_reason_are_found() {
        assert_eq!(found("src/files/a.rs", "#[allow(dead_code)]\nfn f() {}").len(), 1);
        assert_eq!(
            found("src/files/a.rs", "\n#![expect(\n    clippy::panic\n)]\nfn reason() {}"),
            ["2: an exception to a lint gives its reason"]
        );
        assert!(found("src/files/a.rs", "#[expect(clippy::panic, reason = \"so\")]\nfn f() { x.expect(1); allow(2) }").is_empty());
    }

    #[test]
    fn long_files_and_empty_names_are_found() {
        assert_eq!(found("tests/api/a.rs", &"\n".repeat(600)), ["600: 600 lines: a file has fewer than 600"]);
        assert!(found("tests/api/a.rs", &"\n".repeat(599)).is_empty());
        assert!(
            name_says_nothing("src/utils/mod.rs") && name_says_nothing("src/db/helpers.rs") && name_says_nothing("tests/api/common.rs")
        );
        assert!(!name_says_nothing("src/db/jobs.rs"));
    }

    #[test]
    fn licenses_are_read_as_the_alternatives_they_are() {
        let allowed = ["MIT".to_owned(), "Apache-2.0".to_owned(), "ISC".to_owned()];
        let refused = ["GPL-3.0-or-later", "MIT AND AGPL-3.0", "(MIT OR ISC) AND GPL-2.0", "", "MIT-0", "LGPL-2.1/GPL-2.0"];
        let good = ["MIT", "GPL-2.0 OR MIT", "MIT/GPL-2.0", "(MIT OR GPL-2.0) AND ISC", "Apache-2.0 / MIT"];
        assert_eq!(refused.map(|license| license_is_allowed(license, &allowed)), [false; 6]);
        assert_eq!(good.map(|license| license_is_allowed(license, &allowed)), [true; 5]);
    }
}
