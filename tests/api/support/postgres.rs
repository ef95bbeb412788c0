//! A real PostgreSQL for the tests: one server a test process, started when first asked for, a database of its own for each test.
//!
//! It is not the machine's PostgreSQL: it lives in a temporary folder, listens on a socket in there and is run by another user when the
//! tests run as root, as PostgreSQL demands. It ends with the process, however that ends: see `postgres.sh`.

use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};

/// Kept for the life of the process: its standard input is the pipe whose end stops the server.
struct Server {
    _supervisor: Child,
    folder: PathBuf,
}

static SERVER: OnceLock<Server> = OnceLock::new();
static NEXT: AtomicU32 = AtomicU32::new(1);

/// A database for one test, dropped with this value (a few hundred of them would fill gigabytes otherwise).
pub struct Database {
    name: String,
}

impl Database {
    pub fn url(&self) -> String {
        url_of(&self.name)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // Connections still open are cut. A failure here is no test's failure: the folder goes with the process anyway.
        if let Ok(mut connection) = PgConnection::establish(&url_of("postgres")) {
            let _ = connection.batch_execute(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
        }
    }
}

/// A fresh, empty database.
pub fn database() -> Database {
    create("template0")
}

/// A database filled once (migrated, mostly), of which each test gets a copy within milliseconds.
pub struct Template {
    name: String,
}

impl Template {
    /// `fill` is given the URL of an empty database.
    pub fn new(fill: impl FnOnce(&str)) -> Self {
        let name = create("template0").keep();
        fill(&url_of(&name));
        // A template can only be copied while nobody is connected to it, and a pool may take its time to close.
        execute(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false"));
        execute(&format!("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = '{name}'"));
        Self { name }
    }

    pub fn database(&self) -> Database {
        create(&self.name)
    }
}

impl Database {
    fn keep(self) -> String {
        std::mem::ManuallyDrop::new(self).name.clone()
    }
}

fn create(template: &str) -> Database {
    let name = format!("test_{}", NEXT.fetch_add(1, Ordering::Relaxed));
    execute(&format!("CREATE DATABASE {name} TEMPLATE {template}"));
    Database { name }
}

fn execute(sql: &str) {
    let mut connection = PgConnection::establish(&url_of("postgres")).expect("a maintenance connection");
    connection.batch_execute(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
}

/// libpq takes a folder as host when it is percent-encoded: a socket in there. TLS has no meaning on a socket, and our libpq has none.
fn url_of(name: &str) -> String {
    let folder = SERVER.get_or_init(start).folder.display().to_string().replace('/', "%2F");
    format!("postgres://postgres@{folder}/{name}?sslmode=disable")
}

/// A script that runs PostgreSQL, with the folder of its programs as first argument.
pub fn supervised(script: &str) -> Command {
    let programs = programs().expect("the programs of PostgreSQL are missing: run tests/install");
    let mut command = if is_root() {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=postgres", "--regid=postgres", "--init-groups", "sh"]);
        command
    } else {
        Command::new("sh")
    };
    command.args(["-c", script, "postgres.sh"]).arg(programs);
    // The other user may not be allowed into our folder. Ctrl-C ends the tests; the pipe then ends the server.
    command.current_dir("/").process_group(0);
    command
}

fn start() -> Server {
    let mut supervisor = supervised(include_str!("postgres.sh"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("a shell to run PostgreSQL under");

    let mut output = BufReader::new(supervisor.stdout.take().expect("piped above"));
    let mut line = String::new();
    output.read_line(&mut line).expect("a line from postgres.sh");
    match line.trim_end().strip_prefix("ready ") {
        Some(folder) => Server { folder: folder.into(), _supervisor: supervisor },
        None => {
            let _ = output.read_to_string(&mut line);
            panic!("PostgreSQL for the tests did not start: {line}");
        }
    }
}

/// One of PostgreSQL's programs, such as `psql`.
pub fn tool(name: &str) -> PathBuf {
    programs().expect("the programs of PostgreSQL are missing: run tests/install").join(name)
}

/// The newest of Debian's, or whatever `pg_config` or the search path knows.
fn programs() -> Option<PathBuf> {
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut debian: Vec<(u32, PathBuf)> =
        debian.filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin")))).collect();
    debian.sort();
    let debian = debian.into_iter().rev().map(|(_, folder)| folder);

    let told = Command::new("pg_config").arg("--bindir").output().ok();
    let told = told.and_then(|output| String::from_utf8(output.stdout).ok()).map(|folder| PathBuf::from(folder.trim()));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::split_paths(&path).collect::<Vec<_>>();

    debian.chain(told).chain(path).find(|folder| has_programs(folder))
}

fn has_programs(folder: &Path) -> bool {
    ["initdb", "postgres", "pg_isready"].iter().all(|program| folder.join(program).is_file())
}

fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output().expect("the program id");
    output.stdout == b"0\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use diesel::{QueryableByName, RunQueryDsl, sql_query, sql_types};

    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = sql_types::Text)]
        version: String,
        #[diesel(sql_type = sql_types::Text)]
        database: String,
        #[diesel(sql_type = sql_types::Text)]
        folder: String,
    }

    #[derive(QueryableByName)]
    struct Word {
        #[diesel(sql_type = sql_types::Text)]
        word: String,
    }

    #[test]
    fn postgres_starts_for_the_tests() {
        let (one, two) = (database(), database());
        let mut connection = PgConnection::establish(&one.url()).unwrap();

        let row: Row =
            sql_query("SELECT version() AS version, current_database()::text AS database, current_setting('data_directory') AS folder")
                .get_result(&mut connection)
                .unwrap();

        assert!(row.version.starts_with("PostgreSQL "), "{}", row.version);
        assert_eq!(row.database, one.name);
        assert!(row.folder.contains("/commonshelf-pg-"), "our own server, not the machine's: {}", row.folder);
        assert_ne!(one.url(), two.url());
    }

    #[test]
    fn a_copy_of_a_template_holds_its_rows_and_is_nobody_elses() {
        let mut lingering = None;
        let template = Template::new(|url| {
            let mut connection = PgConnection::establish(url).unwrap();
            connection.batch_execute("CREATE TABLE words (word text); INSERT INTO words VALUES ('shelf')").unwrap();
            lingering = Some(connection); // as a pool that has not closed yet
        });

        let (one, two) = (template.database(), template.database());
        let mut to_one = PgConnection::establish(&one.url()).unwrap();
        to_one.batch_execute("INSERT INTO words VALUES ('book')").unwrap();

        let mut to_two = PgConnection::establish(&two.url()).unwrap();
        let words: Vec<Word> = sql_query("SELECT word FROM words").load(&mut to_two).unwrap();
        assert_eq!(words.iter().map(|row| row.word.as_str()).collect::<Vec<_>>(), ["shelf"]);
    }

    #[test]
    fn a_database_goes_with_its_value_even_while_in_use() {
        let database = database();
        let url = database.url();
        let _in_use = PgConnection::establish(&url).unwrap();

        drop(database);

        let Err(error) = PgConnection::establish(&url) else { panic!("{url} is still there") };
        assert!(error.to_string().contains("does not exist"), "{error}");
    }
}
