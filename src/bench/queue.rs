//! What the review queue costs when very much waits: its first page and its counts, for one who reads everything and for one who does not.

use super::client::Connection;
use super::library::{ADMIN, Filling, REVIEWER};
use super::report::{Floor, Row, Times};
use super::server::Server;
use crate::config::Config;
use crate::error::Result;
use std::path::Path;
use std::time::{Duration, Instant};

const FIRST_PAGE_WITHIN_MS: f64 = 50.0;
const TIMES: usize = 200;

/// Whoever asks, and for what.
const QUESTIONS: [(&str, &str, &str); 5] = [
    ("first page, all that waits", ADMIN, "/api/v1/reviews?for_me=false"),
    ("first page, for one who reads one section in two languages", REVIEWER, "/api/v1/reviews"),
    ("first page, one section in one language", ADMIN, "/api/v1/reviews?for_me=false&section=promote&language=en"),
    ("first page, claimed by nobody and not parked", ADMIN, "/api/v1/reviews?for_me=false&claimed=nobody&parked=false"),
    ("counts", REVIEWER, "/api/v1/reviews/counts"),
];

/// In a library of its own, which is kept: `waiting` submissions wait in it.
pub fn measure(config: &Config, folder: &Path, waiting: usize, is_brief: bool) -> Result<Vec<Row>> {
    {
        let mut filling = Filling::open(config.clone().moved_to(folder))?;
        filling.queue_up_to(waiting)?;
    }
    let server = Server::start(folder, &[])?;
    let mut rows = Vec::new();
    for (what, who, target) in QUESTIONS {
        let token = server.sign_in(who)?;
        let mut line = Connection::open(server.address, Some(&token))?;
        line.get(target)?.expect(200)?;
        let mut times: Vec<Duration> = Vec::new();
        for _ in 0..if is_brief { 5 } else { TIMES } {
            let asked = Instant::now();
            line.get(target)?.expect(200)?;
            times.push(asked.elapsed());
        }
        let times = Times::new(times);
        let row = Row::new(format!("review queue of {waiting}: {what}"), times.to_string());
        let is_page = what.starts_with("first page");
        rows.push(if is_page { row.floor(times.at(50), Floor::AtMost(FIRST_PAGE_WITHIN_MS), " ms at p50") } else { row });
    }
    server.stop()?;
    Ok(rows)
}
