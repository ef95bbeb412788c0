//! Looks once a day for organizations of which nobody was seen for long. Each is dealt with in a transaction of its own.

use super::Done;
use crate::app::App;
use crate::db::jobs::JobRow;
use crate::error::Result;
use crate::library::organizations::standing;

const PAGE: i64 = 200;

pub fn work(app: &App, _: &JobRow) -> Result<Done> {
    let (now, mut after) = (app.clock.now(), None);
    loop {
        let page = app.db.read_blocking(|c| standing::list_silent(c, after, PAGE, now))?;
        let Some(last) = page.last() else { return Ok(Done::Finished) };
        after = Some(*last);
        for id in page {
            app.db.write_blocking(|tx| standing::tend_silent(tx, id, now))?;
        }
    }
}
