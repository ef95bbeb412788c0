//! A SQLite file with a damaged page. (PostgreSQL's pages are the matter of its own checksums and tools.)

use super::link;
use crate::support::app::{TestApp, on_postgres};
use commonshelf::config::{Config, Database};
use commonshelf::jobs::check;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use std::fs::File;
use std::os::unix::fs::FileExt;

#[derive(QueryableByName)]
struct Root {
    #[diesel(sql_type = BigInt)]
    offset: i64,
    #[diesel(sql_type = BigInt)]
    size: i64,
}

/// Overwrites the first page of a table. What was written before stands in the file itself by then: nobody has it open.
fn damage(config: &Config, table: &str) {
    let Database::Sqlite(path) = &config.database else { unreachable!("only SQLite is damaged") };
    let mut connection = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    let query = format!(
        "SELECT (rootpage - 1) * page_size AS \"offset\", page_size AS size FROM sqlite_master, pragma_page_size WHERE name = '{table}'"
    );
    let root: Root = diesel::sql_query(query).get_result(&mut connection).unwrap();
    drop(connection);
    let garbage = vec![0xa5; usize::try_from(root.size).unwrap()];
    File::options().write(true).open(path).unwrap().write_all_at(&garbage, u64::try_from(root.offset).unwrap()).unwrap();
}

#[actix_web::test]
async fn a_damaged_page_of_the_database_is_found_by_check_and_never_answered_as_if_nothing_were() {
    if on_postgres() {
        return;
    }
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    rosa.post("/api/v1/submissions", link("Lantern")).await.expect(201);

    let app = app.restart(|config| damage(config, "submissions")).await;

    let found = check::run(&app.app.config, &app.app.db).unwrap().differences;
    assert!(!found.is_empty() && found.iter().all(|line| line.starts_with("the database is damaged (")), "{found:?}");
    assert!(found[0].ends_with("stop the server and restore the library from a backup"), "{found:?}");
    let refused = app.sign_in("rosa").await.get("/api/v1/submissions").await;
    super::expect_later(&refused, "503 database_failed");
}
