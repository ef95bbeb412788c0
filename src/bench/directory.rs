//! The directory of organizations over HTTP, with as many as a large network has: its first page, one found by words, one narrowed by filters.

use super::client::Connection;
use super::dice::Dice;
use super::report::{Floor, Row, Times};
use super::server::Server;
use crate::app::open_database;
use crate::config::{Config, make_private_folder};
use crate::db::organizations::{self, OrganizationRow};
use crate::domain::time::{Clock, Timestamp};
use crate::error::{Context, Result};
use std::path::Path;
use std::time::Instant;

const ORGANIZATIONS: usize = 2_000;
const AT_ONCE: usize = 200;
/// What anyone may wait for a first page.
const FIRST_PAGE_MS: f64 = 50.0;

const NAMES: [&str; 10] = ["Casa", "Circle", "Círculo", "Open", "Lantern", "Puerta", "Peers", "Nordlys", "Grupo", "Haus"];
const WORDS: [&str; 12] =
    ["peer", "support", "apoyo", "mutuo", "families", "grief", "evening", "online", "telephone", "mentoring", "ciudad", "rural"];
const COUNTRIES: [&str; 6] = ["MX", "KE", "DE", "PE", "IN", "FR"];
const LANGUAGES: [&str; 4] = ["es", "en", "de", "fr"];
const TOPICS: [&str; 4] = ["families", "online", "grief", "facilitation"];

/// The questions by what they are for.
const QUESTIONS: [(&str, &str); 4] = [
    ("first page", "/api/v1/organizations"),
    ("two words", "/api/v1/organizations?q=lantern+famil"),
    ("filters", "/api/v1/organizations?country=KE&language=en&topic=grief"),
    ("words that nobody has", "/api/v1/organizations?q=zzz"),
];

/// In a library of its own, which goes afterwards.
pub fn measure(config: &Config, folder: &Path, rounds: usize) -> Result<Vec<Row>> {
    make_private_folder(folder).context("making the folder")?;
    let data = tempfile::tempdir_in(folder).context("making a library for the directory")?;
    fill(&config.clone().moved_to(data.path()))?;
    let server = Server::start(data.path(), &[])?;
    let mut line = Connection::open(server.address, None)?;
    let mut rows = Vec::new();
    for (what, target) in QUESTIONS {
        let mut times = Vec::new();
        for _ in 0..rounds {
            let asked = Instant::now();
            line.get(target)?.expect(200)?;
            times.push(asked.elapsed());
        }
        let times = Times::new(times);
        let row = Row::new(format!("directory of {ORGANIZATIONS} organizations: {what}"), times.to_string());
        rows.push(row.floor(times.at(50), Floor::AtMost(FIRST_PAGE_MS), " ms"));
    }
    server.stop()?;
    Ok(rows)
}

fn fill(config: &Config) -> Result<()> {
    let (clock, mut dice) = (Clock::system(), Dice::new(7));
    let db = open_database(config, clock.clone())?;
    let made: Vec<OrganizationRow> = (0..ORGANIZATIONS).map(|number| organization(number, &mut dice, clock.now())).collect();
    for some in made.chunks(AT_ONCE) {
        db.write_blocking(|tx| some.iter().try_for_each(|organization| organizations::insert(tx, organization)))?;
    }
    Ok(())
}

fn organization(number: usize, dice: &mut Dice, now: Timestamp) -> OrganizationRow {
    let mut said = |count: usize| (0..count).map(|_| dice.pick(&WORDS)).collect::<Vec<_>>().join(" ");
    let (summary, translated) = (said(60), said(60));
    let languages = [dice.pick(&LANGUAGES), "pt"];
    let name = format!("{} {} {number}", dice.pick(&NAMES), dice.pick(&NAMES));
    OrganizationRow {
        summary,
        country: Some(dice.pick(&COUNTRIES).to_owned()),
        hides_country: dice.percent(5),
        is_unlisted: dice.percent(5),
        languages: format!("[\"{}\",\"{}\"]", languages[0], languages[1]),
        topics: format!("[\"{}\"]", dice.pick(&TOPICS)),
        translations: format!("{{\"en\":{{\"name\":\"{name}\",\"summary\":\"{translated}\"}}}}"),
        ..super::library::organization(&name, now)
    }
}
