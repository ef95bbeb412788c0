//! Asks the links of public resources whether they still lead somewhere, those whose turn it is. Politely: by the name of this library, one after
//! the other, without reading what is there, and with a GET only where a server does not know HEAD.

use super::Done;
use super::timers::LINKS;
use crate::app::App;
use crate::db::jobs::{self, JobRow};
use crate::db::resources;
use crate::domain::ids::ResourceId;
use crate::error::Result;
use crate::library::links;
use crate::outgoing::{Answer, Failure, Method, Outgoing, Request};
use url::Url;

/// Resources that one job looks at; the next one goes on behind them. A server that is told to stop waits for a few links at most.
const STEP: i64 = 200;
/// Links that one job asks.
const ASKED: usize = 10;

/// The subject is the last resource that was looked at, or nothing at the beginning of a round.
pub fn work(app: &App, job: &JobRow) -> Result<Done> {
    if !app.outgoing.is_open() {
        return Ok(Done::Finished);
    }
    let mut last = ResourceId::parse(&job.subject_id).ok();
    let ids = app.db.read_blocking(|c| resources::list_public_ids(c, last, STEP))?;
    let (mut asked, mut looked) = (0, 0);
    for id in &ids {
        let now = app.clock.now();
        if let Some(url) = app.db.read_blocking(|c| links::due(c, *id, now))? {
            let failure = ask(&app.outgoing, &url).err();
            app.db.write_blocking(|tx| links::record(tx, *id, &url, failure.as_deref(), now))?;
            asked += 1;
        }
        (last, looked) = (Some(*id), looked + 1);
        if asked == ASKED {
            break;
        }
    }
    let is_over = looked == ids.len() && ids.len() < usize::try_from(STEP).unwrap_or(usize::MAX);
    if let Some(last) = last.filter(|_| !is_over) {
        let now = app.clock.now();
        app.db.write_blocking(|tx| jobs::enqueue(tx, LINKS, &last, now, now))?;
    }
    Ok(Done::Finished)
}

/// Whether a link leads somewhere; or why not, in a sentence.
fn ask(outgoing: &Outgoing, url: &str) -> Result<(), String> {
    let url = Url::parse(url).map_err(|_| "it is no address".to_owned())?;
    let head = judge(outgoing.send(Request::new(Method::HEAD, url.clone())));
    // Many servers answer a HEAD wrongly or not at all.
    if head.is_ok() { head } else { judge(outgoing.send(Request::new(Method::GET, url))) }
}

/// A page that wants a password, or that does not like to be asked by programs, is there.
fn judge(answer: Result<Answer, Failure>) -> Result<(), String> {
    match answer {
        Ok(Answer { status: status @ (404 | 410 | 500..), .. }) => Err(format!("the server answers {status}")),
        Ok(_) => Ok(()),
        Err(failure) => Err(failure.to_string()),
    }
}
