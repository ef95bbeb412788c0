//! Does the imports and exports that were asked for. Cut at any moment, an import begins again and takes in nothing twice; an export is written
//! anew.

use super::Done;
use super::purge::destroy;
use crate::app::App;
use crate::auth::Admin;
use crate::bulk::import::Place;
use crate::bulk::{self, Options, Scope, Sink, Source};
use crate::db::blobs;
use crate::db::exports::{self, ExportRow};
use crate::db::imports::{self, ImportRow};
use crate::db::jobs::JobRow;
use crate::domain::ids::{ExportId, ImportId};
use crate::domain::time::Timestamp;
use crate::error::{Context, Error, Result};
use crate::library::keeping;
use crate::library::transfers::{EXPORT_JOB, IMPORT_JOB};
use std::time::{Duration, Instant};

pub const IMPORT: super::Kind = super::Kind { name: IMPORT_JOB, work: import, max_attempts: MAX_ATTEMPTS };
pub const EXPORT: super::Kind = super::Kind { name: EXPORT_JOB, work: export, max_attempts: MAX_ATTEMPTS };

const MAX_ATTEMPTS: i32 = 5;
/// How often it is written down how far it is.
const TELL_EVERY: Duration = Duration::from_millis(500);
/// How long an export can be downloaded.
const EXPORT_DAYS: i64 = 1;

fn import(app: &App, job: &JobRow) -> Result<Done> {
    let id = ImportId::parse(&job.subject_id)?;
    let import = app.db.read_blocking(|c| imports::find(c, id))?;
    if import.ended_at.is_some() {
        return Ok(Done::Finished);
    }
    let outcome = ended(take_in(app, &import), job)?;
    let report = outcome.as_ref().ok();
    let failure = outcome.as_ref().err().map(String::as_str);
    app.db.write_blocking(|tx| {
        let now = app.clock.now();
        imports::set_ended(tx, id, report.map(String::as_str), failure, now)?;
        blobs::condemn_unreferenced(tx, import.blob_sha256.as_slice(), now)
    })?;
    if let Some(sha256) = &import.blob_sha256 {
        destroy(app, sha256)?;
    }
    Ok(Done::Finished)
}

/// What came of it, or words for what kept it from being done. A failure that may pass is handed on, so that it is tried again.
fn ended<T>(done: Result<T>, job: &JobRow) -> Result<Result<T, String>> {
    match done {
        Ok(value) => Ok(Ok(value)),
        Err(failure @ (Error::Unavailable { .. } | Error::Internal { .. })) => {
            if job.attempts < MAX_ATTEMPTS {
                return Err(failure);
            }
            tracing::error!(error = %failure, kind = job.kind, "given up");
            Ok(Err("It failed on our side, and was given up; the log says why.".to_owned()))
        }
        Err(Error::Invalid(faults)) => {
            Ok(Err(faults.iter().map(|fault| format!("{}: {}", fault.field, fault.message)).collect::<Vec<_>>().join("\n")))
        }
        Err(Error::NotFound("file")) => Ok(Err("What was sent is gone; please send it again.".to_owned())),
        Err(refusal) => Ok(Err(refusal.to_string())),
    }
}

fn take_in(app: &App, import: &ImportRow) -> Result<String> {
    let options: Options = serde_json::from_str(&import.options).context("reading what was asked for")?;
    let admin = app.db.read_blocking(|c| Admin::named(c, import.created_by))?;
    let archive = app.files.local_copy(import.blob_sha256.as_deref().ok_or(Error::NotFound("file"))?)?;
    let mut source = Source::open(archive.path())?;
    let config = &app.config;
    let place =
        Place { db: &app.db, files: &app.files, clock: &app.clock, max_files: config.max_files, max_upload_bytes: config.max_upload_bytes };
    let mut told = Telling::new(|done, total| app.db.write_blocking(|tx| imports::set_progress(tx, import.id, done, total)));
    let report = bulk::import(&place, &admin, &mut source, &options, &mut |done, total| told.tell(done, total))?;
    serde_json::to_string(&report).context("writing down what came of it")
}

fn export(app: &App, job: &JobRow) -> Result<Done> {
    let id = ExportId::parse(&job.subject_id)?;
    let export = app.db.read_blocking(|c| exports::find(c, id))?;
    if export.ended_at.is_some() {
        return Ok(Done::Finished);
    }
    if let Err(failure) = ended(make(app, &export), job)? {
        app.db.write_blocking(|tx| exports::set_failed(tx, id, &failure, app.clock.now()))?;
    }
    Ok(Done::Finished)
}

fn make(app: &App, export: &ExportRow) -> Result<()> {
    let scope = export.organization_id.map_or(Scope::All, Scope::Organization);
    let mut told = Telling::new(|done, total| app.db.write_blocking(|tx| exports::set_progress(tx, export.id, done, total)));
    let spooled = app.files.receive_written(|file| {
        bulk::export(&app.db, &app.files, scope, Sink::archive(file), &mut |done, total| told.tell(done, total)).map(|_| ())
    })?;
    keeping::keep(&app.db, &app.files, &spooled)?;
    let size_bytes = i64::try_from(spooled.size_bytes).unwrap_or(i64::MAX);
    app.db.write_blocking(|tx| {
        let now: Timestamp = app.clock.now();
        if exports::find(tx, export.id)?.organization_id != export.organization_id {
            // It became a part of another while its documents were read: some of them may be missing.
            let message = "The organization was merged meanwhile; the export begins again.".to_owned();
            return Err(Error::Unavailable { code: "organization_merged", message, retry_after_seconds: 1 });
        }
        blobs::upsert(tx, &spooled.sha256, size_bytes, now)?;
        let is_wanted = exports::set_made(tx, export.id, &spooled.sha256, size_bytes, now.plus_days(EXPORT_DAYS), now)?;
        if is_wanted { Ok(()) } else { blobs::condemn_unreferenced(tx, std::slice::from_ref(&spooled.sha256), now) }
    })
}

/// Writes down how far it is, now and then.
struct Telling<F> {
    write: F,
    last: Option<Instant>,
}

impl<F: FnMut(i64, i64) -> Result<()>> Telling<F> {
    fn new(write: F) -> Self {
        Self { write, last: None }
    }

    fn tell(&mut self, done: usize, total: usize) {
        if done < total && self.last.is_some_and(|last| last.elapsed() < TELL_EVERY) {
            return;
        }
        self.last = Some(Instant::now());
        let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        // Nothing depends on it: the work goes on, and says at its end what came of it.
        if let Err(failure) = (self.write)(number(done), number(total)) {
            tracing::warn!(error = %failure, "how far a transfer is could not be written down");
        }
    }
}
