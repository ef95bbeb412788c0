//! Reads a file in the limited process, and writes down what it is and says.

use super::Done;
use crate::app::App;
use crate::db::blobs::Findings;
use crate::db::files;
use crate::db::jobs::JobRow;
use crate::domain::text::FileName;
use crate::error::Result;
use crate::extract;
use crate::library::inspection;

/// The subject is a SHA-256. Bytes that nobody names any more are let be.
pub fn work(app: &App, job: &JobRow) -> Result<Done> {
    let sha256 = job.subject_id.as_str();
    let Some(name) = app.db.read_blocking(|c| files::get_any_name(c, sha256))? else {
        return Ok(Done::Finished);
    };
    let found = inspect(app, sha256, &name)?;
    let now = app.clock.now();
    app.db.write_blocking(|tx| {
        let findings = Findings {
            status: found.status,
            media_type: &found.media_type,
            page_count: found.page_count,
            language: found.language.as_ref().map(|language| language.as_str()),
            title: found.title.as_deref(),
            detail: found.detail.as_deref(),
            extractor_version: extract::VERSION,
        };
        let pages: Vec<(i32, &str)> = found.pages.iter().map(|page| (page.number, page.text.as_str())).collect();
        inspection::record(tx, sha256, &findings, &pages, now)
    })?;
    Ok(Done::Finished)
}

fn inspect(app: &App, sha256: &str, name: &FileName) -> Result<extract::Inspection> {
    let copy = app.files.local_copy(sha256)?;
    app.extractor.inspect(copy.path(), name)
}
