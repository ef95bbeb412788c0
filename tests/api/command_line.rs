//! The program as an operator meets it: its commands, its settings, its refusals in words.

use crate::support::process::{Place, SECRET, finish, finish_with_input, program};
use crate::support::wait::wait_until;
use commonshelf::app;
use commonshelf::config::{Config, Database, Secret};
use commonshelf::domain::time::Clock;
use diesel::RunQueryDsl;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

const PASSWORD: &str = "a handful of quiet words";

#[actix_web::test]
async fn an_account_is_made_with_a_password_from_a_file_or_from_standard_input_and_signs_in() {
    let place = Place::new();
    let file = place.file("password", &format!("{PASSWORD}\nanother line\n"));

    let create = ["admin", "create", "--name", "Ana", "--email"];
    let first = place.run(&[&create[..], &["ana@example.org", "--password-file", &file]].concat()).expect(0);
    let command = place.command(&[&create[..], &["ruth@example.org", "--role", "reviewer", "--password-file", "-"]].concat());
    finish_with_input(command, "piped quiet words\n").expect(0);

    assert_eq!(first.out, "Created ana@example.org as admin. Sign in with that address.\n");
    let server = place.serve(&["serve"]).await;
    let ana = server.sign_in("ana@example.org", PASSWORD).await.get("/api/v1/me").await.body;
    let ruth = server.sign_in("ruth@example.org", "piped quiet words").await.get("/api/v1/me").await.body;
    assert_eq!((&ana["role"], &ana["name"], &ruth["role"]), (&json!("admin"), &json!("Ana"), &json!("reviewer")));
}

#[actix_web::test]
async fn an_account_is_made_beside_a_running_server() {
    let place = Place::new();
    let server = place.serve(&["serve"]).await;
    assert!(server.log().contains("there is no admin yet"));

    place.create_admin("ana@example.org", PASSWORD);

    server.sign_in("ana@example.org", PASSWORD).await.get("/api/v1/reviews").await.expect(200);
}

#[test]
fn an_account_is_refused_in_words() {
    let place = Place::new();
    place.create_admin("ana@example.org", PASSWORD);
    let (good, short) = (place.file("good", PASSWORD), place.file("short", "short\n"));
    let create = |email: &str, more: &[&str]| place.run(&[&["admin", "create", "--name", "X", "--email", email], more].concat());

    let taken = create("ANA@example.org", &["--password-file", &good]).expect(1);
    let short = create("leo@example.org", &["--password-file", &short]).expect(1);
    let none = create("leo@example.org", &["--password-file", "nowhere"]).expect(1);
    let untyped = create("leo@example.org", &[]).expect(1);
    let address = create("leo", &["--password-file", &good]).expect(2);
    let role = create("leo@example.org", &["--password-file", &good, "--role", "owner"]).expect(2);

    assert!(taken.err.contains("There is an account with this address already"), "{}", taken.err);
    assert!(short.err.contains("password: must have at least 10 characters"), "{}", short.err);
    assert!(none.err.contains("the file nowhere can not be read"), "{}", none.err);
    assert!(untyped.err.contains("give --password-file FILE"), "{}", untyped.err);
    assert!(address.err.contains("must be an e-mail address"), "{}", address.err);
    assert!(role.err.contains("admin") && role.err.contains("reviewer"), "{}", role.err);
}

#[actix_web::test]
async fn the_server_stops_cleanly_when_told_to_and_comes_back_with_all_it_had() {
    let place = Place::new();
    place.create_admin("ana@example.org", PASSWORD);
    let server = place.serve(&["serve"]).await;
    server.sign_in("ana@example.org", PASSWORD).await;

    assert_eq!(server.stop().await, 0);

    let again = place.serve(&["serve"]).await;
    again.sign_in("ana@example.org", PASSWORD).await;
    assert_eq!(again.stop().await, 0);
}

#[actix_web::test]
async fn a_request_in_flight_is_answered_before_the_server_stops() {
    let place = Place::new();
    let server = place.serve(&["serve"]).await;
    let address = server.base.trim_start_matches("http://").to_owned();
    let body = json!({"refresh_token": "one that nobody made"}).to_string();
    let head = "POST /api/v1/auth/refresh HTTP/1.1\r\nHost: library\r\nContent-Type: application/json\r\nExpect: 100-continue\r\n";
    let mut line = TcpStream::connect(&address).unwrap();
    write!(line, "{head}Content-Length: {}\r\n\r\n", body.len()).unwrap();
    let mut reader = BufReader::new(line.try_clone().unwrap());
    let mut going_on = [0; 25];
    reader.read_exact(&mut going_on).unwrap();
    assert_eq!(&going_on, b"HTTP/1.1 100 Continue\r\n\r\n");

    server.terminate();
    wait_until("no more is taken in", async || TcpStream::connect(&address).is_err()).await;
    line.write_all(body.as_bytes()).unwrap();

    let mut status = String::new();
    reader.read_line(&mut status).unwrap();
    assert_eq!(status, "HTTP/1.1 401 Unauthorized\r\n");
    drop((line, reader));
    assert_eq!(server.stop().await, 0);
}

#[actix_web::test]
async fn the_index_is_not_made_anew_under_a_running_server_and_is_without_one() {
    let place = Place::new();
    let server = place.serve(&["serve"]).await;

    let refused = place.run(&["reindex"]).expect(1);
    server.stop().await;
    let done = place.run(&["reindex"]).expect(0);

    assert!(refused.err.contains("another process is writing the search index"), "{}", refused.err);
    assert_eq!(done.out, "The index holds 0 resources, up to change 0.\n");
}

#[test]
fn migrating_twice_is_harmless_and_an_empty_library_has_no_differences() {
    let place = Place::new();

    for _ in 0..2 {
        assert_eq!(place.run(&["migrate"]).expect(0).out, "The database has the schema of this version.\n");
    }

    assert_eq!(place.run(&["check"]).expect(0).out, "0 files and 0 public resources: nothing differs.\n");
}

#[test]
fn a_database_of_a_newer_version_is_refused_in_words() {
    let place = Place::new();
    let mut config = Config::for_tests(&place.data_dir()).unwrap();
    if let Some(url) = place.database_url() {
        config.database = Database::Postgres(Secret::new(&url));
    }
    let db = app::open_database(&config, Clock::system()).unwrap();
    let newer = "INSERT INTO __diesel_schema_migrations (version) VALUES ('29991231000000')";
    db.write_blocking(|tx| Ok(diesel::sql_query(newer).execute(&mut **tx).unwrap())).unwrap();
    drop(db);

    for command in ["serve", "migrate", "check", "reindex"] {
        let refused = place.run(&[command]).expect(1);
        assert!(refused.err.contains("newer"), "{command}: {}", refused.err);
    }
}

#[test]
fn postgres_without_a_shared_secret_is_refused() {
    let mut command = program(&["serve"]);
    command.env("COMMONSHELF_DATABASE_URL", "postgres://shelf:hunter2hunter2@127.0.0.1:1/shelf");

    let refused = finish(command).expect(1);

    assert!(refused.err.contains("secret_key: is required with PostgreSQL") && !refused.err.contains("hunter2"), "{}", refused.err);
}

#[test]
fn every_fault_of_the_settings_stands_in_one_message_and_no_secret_in_it() {
    let place = Place::new();
    let file = place.file("shelf.toml", "max_files = 0\nmax_uplaod = \"1 GB\"\nsmtp_url = \"ftp://shelf:hunter2@mail.example.org\"\n");
    let mut command = place.command(&["--config", &file, "serve"]);
    command.env("COMMONSHELF_LISTEN", "everywhere").env("COMMONSHELF_LITSEN", "x").env("COMMONSHELF_SECRET_KEY", "too short");

    let refused = finish(command).expect(1);

    for name in ["max_files", "max_uplaod", "smtp_url", "COMMONSHELF_LISTEN", "COMMONSHELF_LITSEN", "COMMONSHELF_SECRET_KEY"] {
        assert!(refused.err.contains(&format!("  {name}: ")), "{name} is not named: {}", refused.err);
    }
    assert!(!refused.err.contains("hunter2") && !refused.err.contains("too short"), "{}", refused.err);
    assert!(!place.data_dir().exists(), "it began all the same");
}

#[test]
fn a_settings_file_that_is_missing_or_no_toml_is_refused_by_name() {
    let place = Place::new();
    let broken = place.file("broken.toml", "secret_key = \"hunter2hunter2\nlisten");

    let missing = place.run(&["--config", "nowhere.toml", "config"]).expect(1);
    let broken = place.run(&["--config", &broken, "config"]).expect(1);

    assert!(missing.err.contains("nowhere.toml can not be read"), "{}", missing.err);
    assert!(broken.err.contains("not valid TOML") && !broken.err.contains("hunter2"), "{}", broken.err);
}

#[test]
fn the_settings_in_force_are_shown_with_secrets_masked_and_the_environment_wins() {
    let place = Place::new();
    let file = place.file("shelf.toml", "site_name = \"From the file\"\nmax_files = 7\nmetrics_token = \"hunter2hunter2hunter2\"\n");
    let mut command = place.command(&["config", "--config", &file]);
    command.env("COMMONSHELF_SITE_NAME", "From the environment").env("COMMONSHELF_SMTP_URL", "smtps://shelf:hunter2@mail.example.org");

    let shown = finish(command).expect(0).out;

    assert!(shown.contains("site_name = \"From the environment\"") && shown.contains("max_files = \"7\""), "{shown}");
    assert!(!shown.contains("hunter2") && !shown.contains(SECRET), "{shown}");
    assert!(shown.contains("mail.example.org"), "what is no secret may be seen: {shown}");
}

#[test]
fn the_description_of_the_api_is_printed_whatever_the_settings() {
    let mut command = program(&["openapi"]);
    command.env("COMMONSHELF_LISTEN", "everywhere");

    let printed = finish(command).expect(0).out;

    let document: Value = serde_json::from_str(&printed).unwrap();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.") && document["paths"]["/api/v1/resources"].is_object());
}

#[test]
fn help_names_every_command_in_a_sentence_and_a_wrong_word_is_answered_with_the_right_one() {
    let help = finish(program(&["--help"])).expect(0).out;
    for command in ["serve", "demo", "admin", "migrate", "reindex", "check", "backup", "restore", "import", "export", "openapi", "config"] {
        let line = help.lines().find(|line| line.trim_start().starts_with(command)).unwrap_or_else(|| panic!("no {command} in {help}"));
        assert!(line.split_whitespace().count() > 3, "{line}");
        assert!(!finish(program(&[command, "--help"])).expect(0).out.is_empty());
    }
    assert!(help.contains("COMMONSHELF_") && !help.contains("extract"), "{help}");

    assert!(finish(program(&["serv"])).expect(2).err.contains("'serve'"));
    assert!(finish(program(&[])).expect(2).err.contains("Usage"));
    assert!(finish(program(&["--version"])).expect(0).out.starts_with("commonshelf "));
}

#[actix_web::test]
async fn a_check_names_the_file_that_is_gone_and_the_one_that_is_damaged() {
    let place = Place::new();
    place.serve(&["demo", "--folder", "sample"]).await.stop().await;
    let files = stored_files(&place.folder.path().join("sample/files"));
    std::fs::remove_file(&files[0]).unwrap();
    let mut bytes = std::fs::read(&files[1]).unwrap();
    bytes[0] ^= 1;
    std::fs::remove_file(&files[1]).unwrap();
    std::fs::write(&files[1], bytes).unwrap();

    let mut check = program(&["check"]);
    check.env("COMMONSHELF_DATA_DIR", place.folder.path().join("sample"));
    let found = finish(check).expect(1);

    let name = |place: usize| files[place].file_name().unwrap().to_str().unwrap().to_owned();
    assert!(found.out.contains(&format!("file {} is missing", name(0))), "{}", found.out);
    assert!(found.out.contains(&format!("file {} is damaged", name(1))), "{}", found.out);
    assert!(found.err.contains("2 differences"), "{}", found.err);
}

fn stored_files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(stored_files(&path)) } else { files.push(path) }
    }
    files.sort();
    files
}
