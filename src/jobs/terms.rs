//! Renames a merged value of a vocabulary in everything that has it. Submissions come first: whatever is published while this runs is made of
//! one that was renamed, or stands among the editions that come after.

use super::Done;
use crate::app::App;
use crate::db::jobs::JobRow;
use crate::error::Result;
use crate::library::vocabularies::Move;

/// Ids that are looked up at once.
const PIECE: i64 = 200;

pub fn work(app: &App, job: &JobRow) -> Result<Done> {
    let Some(asked) = app.db.read_blocking(|c| Move::of_job(c, &job.subject_id))? else {
        return Ok(Done::Finished);
    };
    let mut last = None;
    loop {
        let piece = app.db.read_blocking(|c| asked.submissions(c, last, PIECE))?;
        for &id in &piece {
            app.db.write_blocking(|tx| asked.in_submission(tx, id))?;
        }
        last = piece.last().copied();
        if last.is_none() {
            break;
        }
    }
    let mut last = None;
    loop {
        let piece = app.db.read_blocking(|c| asked.editions(c, last, PIECE))?;
        for &(id, resource) in &piece {
            app.db.write_blocking(|tx| asked.in_edition(tx, id, resource))?;
        }
        last = piece.last().map(|(id, _)| *id);
        if last.is_none() {
            break;
        }
    }
    app.db.write_blocking(|tx| asked.in_follows(tx))?;
    for (id, _) in app.db.read_blocking(|c| asked.organizations(c))? {
        app.db.write_blocking(|tx| asked.in_organization(tx, id))?;
    }
    Ok(Done::Finished)
}
