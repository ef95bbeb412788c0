//! What the commands of the command line do: each is one function. They are not the parser, which is `main`, and hold no rules of the library:
//! a command does what a request could do, by the same acts.

use crate::config::Config;
use crate::domain::text::EmailAddress;
use crate::domain::words::SiteRole;
use crate::error::{Error, Result};
use std::ffi::OsString;
use std::io::{ErrorKind, IsTerminal, Read, Write};
use std::path::Path;
use std::process::ExitCode;

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
pub fn serve(_config: Config) -> Result<()> {
    not_built_yet("serve")
}

/// Fills a library with sample content in a folder of its own, prints its address and logins, and serves it.
pub fn demo(config: Config, folder: &Path) -> Result<()> {
    let _config = config.moved_to(folder);
    not_built_yet("demo")
}

pub fn create_account(_config: Config, _account: NewAccount) -> Result<()> {
    not_built_yet("admin create")
}

pub fn migrate(_config: Config) -> Result<()> {
    not_built_yet("migrate")
}

pub fn reindex(_config: Config) -> Result<()> {
    not_built_yet("reindex")
}

pub fn check(_config: Config) -> Result<()> {
    not_built_yet("check")
}

/// Prints the description of the API. It needs no configuration and no library.
pub fn openapi() -> Result<()> {
    not_built_yet("openapi")
}

/// Reads one file inside the limited process; `arguments` are between the server and this program.
pub fn extract(_arguments: &[OsString]) -> ExitCode {
    eprintln!("commonshelf: this command is not built yet: extract");
    ExitCode::FAILURE
}

/// Prints the settings in force.
pub fn config(config: &Config) -> Result<()> {
    say(&config.to_masked_toml())
}

fn not_built_yet(command: &'static str) -> Result<()> {
    Err(Error::internal("this command is not built yet", command))
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
