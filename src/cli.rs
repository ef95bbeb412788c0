//! What the commands of the command line do: each is one function. They are not the parser, which is `main`, and hold no rules of the library:
//! a command does what a request could do, by the same acts.

mod backups;
mod bulk;
mod doctor;
mod mail;
mod move_files;

pub use backups::{BackupWishes, RestoreWishes, backup, restore, verify_backup};
pub use bulk::{ExportWishes, ImportWishes, export, import};
pub use doctor::doctor;
pub use mail::{record_bounce, test_mail};
pub use move_files::move_files;

use crate::app::{self, App};
use crate::auth::passwords::Choice;
use crate::config::Config;
use crate::db::{dialect, users};
use crate::domain::text::{EmailAddress, line};
use crate::domain::time::Clock;
use crate::domain::words::SiteRole;
use crate::error::{Context, Error, Result};
use crate::http;
use crate::jobs::{Workers, check, follow};
use crate::library::accounts::{self, NewUser};
use crate::search::Index;
use std::io::{ErrorKind, IsTerminal, Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

/// Passwords have a limit of their own; this one keeps a wrong file from being read whole.
const PASSWORD_FILE_BYTES: u64 = 4_096;

/// Whom `admin create` makes.
#[derive(Debug)]
pub struct NewAccount {
    pub email: EmailAddress,
    pub name: String,
    pub role: SiteRole,
    pub password: String,
}

/// Serves until it is told to stop.
pub fn serve(config: Config) -> Result<()> {
    let app = Arc::new(App::open(config, Clock::system())?);
    let admins = app.db.read_blocking(|c| users::list_by_role(c, &[SiteRole::Admin]))?;
    if admins.is_empty() {
        tracing::warn!("there is no admin yet: run `commonshelf admin create --email ADDRESS --name NAME`");
    }
    for advice in app.db.read_blocking(dialect::advice)? {
        tracing::warn!("{advice}");
    }
    if app.mailer.is_folder() {
        tracing::warn!(folder = %app.config.mail_dir().display(), "no smtp_url is set: mail is written as files");
    }
    let listener = http::bind(app.config.listen)?;
    run(app, listener)
}

/// Serves a library that is open, with its workers beside it, until SIGTERM or SIGINT.
pub fn run(app: Arc<App>, listener: TcpListener) -> Result<()> {
    let workers = Workers::start(&app)?;
    let address = listener.local_addr().context("listening")?;
    tracing::info!(%address, "ready");
    let served = http::serve(Arc::clone(&app), listener);
    workers.stop();
    tracing::info!("stopped");
    served
}

/// Fills a library with sample content in a folder of its own, prints its address and logins, and serves it.
pub fn demo(config: Config, folder: &Path) -> Result<()> {
    crate::demo::run(config.moved_to(folder))
}

/// Makes an account on this machine, beside a running server or without one.
pub fn create_account(config: Config, account: NewAccount) -> Result<()> {
    let clock = Clock::system();
    let db = app::open_database(&config, clock.clone())?;
    let name = line(&account.name, 200).map_err(|message| Error::invalid("name", message))?;
    let own_words = vec![name.clone(), account.email.as_str().to_owned(), config.site_name.clone()];
    let choice = Choice { text: account.password, own_words, language: config.language.clone(), field: "password" };
    let password_hash = choice.hash()?;
    let new = NewUser { email: &account.email, name: &name, role: account.role, language: &config.language, password_hash: &password_hash };
    let user = db.write_blocking(|tx| accounts::create(tx, &new, clock.now()))?;
    say(&format!("Created {} as {}. Sign in with that address.\n", user.email, user.role))
}

pub fn migrate(config: Config) -> Result<()> {
    app::open_database(&config, Clock::system())?;
    say("The database has the schema of this version.\n")
}

/// Makes the index anew. A running server holds the index and is told so in words.
pub fn reindex(config: Config) -> Result<()> {
    let db = app::open_database(&config, Clock::system())?;
    let index = Index::open(&config.index_dir())?;
    let head = follow::rebuild_index(&db, &index)?;
    let held = index.view().ids()?.len();
    say(&format!("The index holds {held} resources, up to change {head}.\n"))
}

/// Fails when anything differs, after saying what.
pub fn check(config: Config) -> Result<()> {
    let db = app::open_database(&config, Clock::system())?;
    let report = check::run(&config, &db)?;
    for line in report.notes.iter().chain(&report.differences) {
        say(&format!("{line}\n"))?;
    }
    if report.differences.is_empty() {
        return say(&format!("{} files and {} public resources: nothing differs.\n", report.blobs, report.resources));
    }
    let found = format!("{} differences between database, files and index", report.differences.len());
    Err(Error::conflict("differences", found))
}

/// Prints the description of the API. It needs no configuration and no library.
pub fn openapi() -> Result<()> {
    say(&http::openapi_json()?)
}

/// Reads one file inside the limited process; `arguments` are between the server and this program.
pub fn extract() -> ExitCode {
    crate::extract::child_main()
}

/// Prints the settings in force.
pub fn config(config: &Config) -> Result<()> {
    say(&config.to_masked_toml())
}

/// Writes to standard output. A reader that has seen enough, such as `head`, is no failure.
pub fn say(text: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Error::internal("writing to standard output", error)),
        _ => Ok(()),
    }
}

/// A failure as one message for the person at the terminal: every fault of an input by name, and the cause where there is one.
pub fn message(error: &Error) -> String {
    match error {
        Error::Invalid(faults) => {
            let lines: Vec<_> = faults.iter().map(|fault| format!("  {}: {}", fault.field, fault.message)).collect();
            format!("this is refused:\n{}", lines.join("\n"))
        }
        other => other.to_string(),
    }
}

/// A new password: the first line of a file (`-` is standard input), or typed twice without being shown.
pub fn new_password(file: Option<&Path>) -> Result<String> {
    let refused = |message: String| Error::invalid("password", message);
    let Some(path) = file else { return typed_password() };
    let (mut text, name) = (String::new(), path.display());
    let read = if path == Path::new("-") {
        std::io::stdin().lock().take(PASSWORD_FILE_BYTES).read_to_string(&mut text)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(PASSWORD_FILE_BYTES).read_to_string(&mut text))
    };
    read.map_err(|error| refused(format!("the file {name} can not be read: {error}")))?;
    match text.lines().next() {
        None | Some("") => Err(refused(format!("the first line of {name} is empty"))),
        Some(password) => Ok(password.to_owned()),
    }
}

fn typed_password() -> Result<String> {
    if !std::io::stdin().is_terminal() {
        return Err(Error::invalid("password", "there is no terminal to ask at; give --password-file FILE, or - for standard input"));
    }
    let ask = |prompt: &str| {
        rpassword::prompt_password(prompt).map_err(|error| Error::invalid("password", format!("it could not be read: {error}")))
    };
    let password = ask("Password: ")?;
    if password != ask("The same again: ")? {
        return Err(Error::invalid("password", "the two were not the same; nothing was done"));
    }
    Ok(password)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_the_first_line_of_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("password");
        std::fs::write(&path, "correct horse \r\nbattery\n").unwrap();
        assert_eq!(new_password(Some(&path)).unwrap(), "correct horse ");
        std::fs::write(&path, "\n").unwrap();
        assert!(message(&new_password(Some(&path)).unwrap_err()).contains("is empty"));
        assert!(message(&new_password(Some(&folder.path().join("none"))).unwrap_err()).contains("can not be read"));
    }
}
