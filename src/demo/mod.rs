//! A library full of sample content, to look around in: made by the same acts as a real one, in a folder of its own.
//!
//! The content is in `library/`, which says how it is built; it travels inside the binary.

mod content;
mod filling;

use crate::app::App;
use crate::cli;
use crate::config::Config;
use crate::db::users;
use crate::domain::time::Clock;
use crate::domain::words::SiteRole;
use crate::error::{Context, Error, Result};
use crate::http;
use crate::jobs::{Workers, follow};
use std::fs;
use std::sync::Arc;

/// Known to everyone: the demo answers this machine only.
const PASSWORD: &str = "sample-library";
const SITE_NAME: &str = "Commonshelf (sample library)";
/// Stands in the data folder while it is being filled: one that was stopped in between would pass for a whole library with holes in it.
const UNFINISHED: &str = "demo-unfinished";

/// Fills the library where it is empty, says how to look around, and serves it.
pub fn run(mut config: Config) -> Result<()> {
    if !config.listen.ip().is_loopback() {
        return Err(Error::invalid(
            "listen",
            "must be an address of this machine only (127.0.0.1): everyone knows the passwords of the demo",
        ));
    }
    config.site_name = SITE_NAME.to_owned();
    let listener = http::bind(config.listen)?;
    let app = Arc::new(App::open(config, Clock::system())?);
    fill(&app)?;
    cli::say(&welcome(&app)?)?;
    cli::run(app, listener)
}

fn welcome(app: &App) -> Result<String> {
    let library = content::library()?;
    let base = &app.config.public_url;
    let mut text = format!(
        "\nA sample library is ready at {base}\n\n  The API, to try out   {base}docs\n  A search              {base}api/v1/resources?q=facilitation\n\n"
    );
    text.push_str(&format!("Sign in (POST {base}api/v1/auth/login) with the password {PASSWORD} as\n"));
    for person in library.people.iter().filter(|person| person.role != SiteRole::User || person.key == "ana") {
        text.push_str(&format!("  {:<34} {}, {}\n", person.email, person.name, person.role));
    }
    text.push_str("\nStop it with Ctrl-C.\n\n");
    Ok(text)
}

/// Makes people, organizations and documents; does nothing in a library that has people already.
///
/// # Errors
/// Where an earlier filling was stopped before its end, besides the faults of the disk.
pub fn fill(app: &Arc<App>) -> Result<()> {
    let unfinished = app.config.data_dir.join(UNFINISHED);
    if !app.db.read_blocking(|c| users::list(c, None, 1))?.is_empty() {
        if unfinished.exists() {
            let folder = app.config.data_dir.display();
            let message = format!("the sample library was stopped while it was being filled; delete {folder} and start again");
            return Err(Error::conflict("unfinished", message));
        }
        return Ok(());
    }
    fs::write(&unfinished, "").context("beginning the sample library")?;
    let workers = Workers::start(app)?;
    let filled = content::library().and_then(|library| filling::fill(app, &library));
    workers.stop();
    filled?;
    // Whoever reads the address in the terminal searches at once, and is to find all of it.
    while follow::step(app)? {}
    fs::remove_file(&unfinished).context("finishing the sample library")
}
