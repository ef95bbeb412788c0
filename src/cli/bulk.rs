//! The commands that take documents in from elsewhere and write them out, beside a running server or without one.

use super::say;
use crate::app::open_database;
use crate::auth::Admin;
use crate::bulk::import::Place;
use crate::bulk::{self, Mapping, Options, Report, Scope, Sink, Source};
use crate::config::{Config, show_size};
use crate::db::{organizations, users};
use crate::domain::organization::folded_name;
use crate::domain::text::EmailAddress;
use crate::domain::time::Clock;
use crate::domain::words::ImportAs;
use crate::error::{Context, Error, Result};
use crate::files::Store;
use crate::progress::Progress;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// What `import` is asked for.
pub struct ImportWishes {
    pub path: PathBuf,
    pub import_as: ImportAs,
    pub by: EmailAddress,
    pub mapping: Option<PathBuf>,
    pub source: Option<String>,
    pub create_organizations: bool,
    pub dry_run: bool,
    pub faults: Option<PathBuf>,
}

/// Takes documents in. Fails after that, where some could not be.
pub fn import(config: Config, wishes: ImportWishes) -> Result<()> {
    let (clock, begun) = (Clock::system(), Instant::now());
    let mapping = match &wishes.mapping {
        None => Mapping::default(),
        Some(path) => Mapping::parse(
            &fs::read_to_string(path)
                .map_err(|error| Error::invalid("--mapping", format!("the file {} can not be read: {error}", path.display())))?,
        )?,
    };
    let options = Options {
        import_as: wishes.import_as,
        source: wishes.source.clone(),
        create_organizations: wishes.create_organizations,
        dry_run: wishes.dry_run,
        mapping,
    }
    .check()?;
    let mut source = Source::open(&wishes.path)?;
    let db = open_database(&config, clock.clone())?;
    let files = Store::open(&config)?;
    let admin = db.read_blocking(|c| {
        let unknown = || Error::invalid("--by", format!("nobody has an account with the address {}", wishes.by.as_str()));
        let user = users::get_by_email(c, &wishes.by)?.ok_or_else(unknown)?;
        Admin::named(c, user.id)
    })?;
    let place = Place { db: &db, files: &files, clock: &clock, max_files: config.max_files, max_upload_bytes: config.max_upload_bytes };
    let mut progress = Progress::on_stderr();
    let mut told = |done, total| progress.count("importing", done, total);
    let report = bulk::import(&place, &admin, &mut source, &options, &mut told)?;
    progress.end();
    if let Some(path) = &wishes.faults {
        fs::write(path, report.faults_to_csv()?).context("writing the faults")?;
    }
    finish(&report, &wishes, begun)
}

fn finish(report: &Report, wishes: &ImportWishes, begun: Instant) -> Result<()> {
    say(&report.to_text())?;
    if !report.dry_run && report.imported > 0 && wishes.import_as == ImportAs::Approved {
        say("They become public as soon as the server has looked at their files. Nobody was sent mail.\n")?;
    }
    let memory = peak_memory().map(|bytes| format!(", with {} of memory at most", show_size(bytes))).unwrap_or_default();
    eprintln!("That took {:.1} s{memory}.", begun.elapsed().as_secs_f64());
    if report.faulty > 0 {
        let message = format!("{} rows are faulty; correct them and import again: what is in already is not taken in twice", report.faulty);
        return Err(Error::conflict("faulty_rows", message));
    }
    Ok(())
}

/// The most memory that this process has had (Linux).
fn peak_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse::<u64>().ok().map(|kib| kib * 1024)
}

/// What `export` is asked for.
pub struct ExportWishes {
    pub path: PathBuf,
    pub organization: Option<String>,
}

/// Writes documents into a new folder, or into a new archive where the name ends in `.zip`.
pub fn export(config: Config, wishes: &ExportWishes) -> Result<()> {
    let (clock, begun) = (Clock::system(), Instant::now());
    let db = open_database(&config, clock)?;
    let files = Store::open(&config)?;
    let scope = match &wishes.organization {
        None => Scope::All,
        Some(name) => {
            let found = db.read_blocking(|c| organizations::get_member_by_name(c, &folded_name(name)))?;
            Scope::Organization(found.ok_or_else(|| Error::invalid("--organization", format!("there is no organization {name:?}")))?)
        }
    };
    let mut progress = Progress::on_stderr();
    let mut told = |done, total| progress.count("exporting", done, total);
    let exported = if is_archive(&wishes.path) {
        let unusable = |error| Error::invalid("export", format!("{} can not be made: {error}", wishes.path.display()));
        let mut file = File::create_new(&wishes.path).map_err(unusable)?;
        bulk::export(&db, &files, scope, Sink::archive(&mut file), &mut told)
    } else {
        bulk::export(&db, &files, scope, Sink::folder(&wishes.path)?, &mut told)
    }?;
    progress.end();
    eprintln!("That took {:.1} s.", begun.elapsed().as_secs_f64());
    let (path, bytes) = (wishes.path.display(), show_size(exported.bytes));
    let (resources, editions, files) = (exported.resources, exported.editions, exported.files);
    say(&format!("Exported into {path}: {resources} documents in {editions} editions, with {files} files ({bytes}).\n"))?;
    match exported.missing.len() {
        0 => Ok(()),
        count => Err(Error::conflict("missing_files", format!("{count} files are missing in the library; missing.txt names them"))),
    }
}

fn is_archive(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("zip"))
}
