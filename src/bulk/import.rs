//! Takes in what is sound of a table, in transactions that are short, and says of the rest what is wrong. Interrupted, it is simply run again.

use super::plan::{self, Organization, Plan, Planned, Standing};
use super::report::Report;
use super::source::Source;
use super::{Mapping, Told};
use crate::auth::Admin;
use crate::db::Db;
use crate::domain::ids::OrganizationId;
use crate::domain::time::Clock;
use crate::domain::words::{ImportAs, ImportField as Field};
use crate::error::{Error, Result};
use crate::files::{Spooled, Store};
use crate::library::importing::{self, Incoming, TakenIn};
use crate::library::keeping;
use crate::library::submissions::{StoredFile, Terms};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use utoipa::ToSchema;

/// A transaction takes lines in for at most as long, so that nobody else waits longer.
const PIECE: Duration = Duration::from_millis(60);
/// Lines whose files are stored before they are written down.
const ROWS_AT_ONCE: usize = 16;
const TRIES: usize = 3;

/// Where it goes.
pub struct Place<'a> {
    pub db: &'a Db,
    pub files: &'a Store,
    pub clock: &'a Clock,
    pub max_files: usize,
    pub max_upload_bytes: u64,
}

/// What is asked for.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Options {
    #[serde(rename = "state")]
    pub import_as: ImportAs,
    /// A name for the library that it comes from; wins over the mapping's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 100, pattern = "^[A-Za-z0-9._-]+$")]
    pub source: Option<String>,
    /// Make organizations that the table names and that do not exist, without users.
    #[serde(default)]
    pub create_organizations: bool,
    /// Only say what would be done.
    #[serde(default)]
    pub dry_run: bool,
    #[serde(default)]
    #[schema(required = false)]
    pub mapping: Mapping,
}

impl Options {
    /// Checks what their form does not say.
    pub fn check(self) -> Result<Self> {
        // The name is checked as the mapping's own.
        Mapping { source: self.source.clone(), ..Mapping::default() }.check()?;
        Ok(Self { mapping: self.mapping.check()?, ..self })
    }
}

/// Imports what `source` holds in the name of an admin. A dry run reads everything, files whose hashes are given included.
pub fn import(place: &Place, admin: &Admin, source: &mut Source, options: &Options, told: Told) -> Result<Report> {
    let mut plan = plan::plan(place, source, options, told)?;
    let rows = std::mem::take(&mut plan.rows);
    let is_changed = |planned: &Planned| planned.standing == Standing::Changed;
    plan.report.changed = rows.iter().filter(|planned| is_changed(planned)).map(|planned| planned.row.row).collect();
    plan.report.changed.sort_unstable();
    plan.report.known = rows.iter().filter(|planned| planned.standing == Standing::Known).count();
    let new: Vec<Planned> = rows.into_iter().filter(|planned| planned.standing == Standing::New).collect();
    if options.dry_run {
        return try_out(place, source, plan, new, told);
    }
    take_in(place, admin, source, options.import_as, plan, new, told)
}

fn try_out(place: &Place, source: &mut Source, mut plan: Plan, new: Vec<Planned>, told: Told) -> Result<Report> {
    let total = new.len();
    for (done, planned) in new.into_iter().enumerate() {
        let with_hashes = planned.row.files.iter().filter(|file| file.sha256.is_some());
        let mut fault = None;
        for file in with_hashes {
            fault = fault.or(spool(place, source, file)?.err());
        }
        match fault {
            Some((field, message)) => plan.refuse(planned.row.row, field, message),
            None => plan.report.imported += 1,
        }
        told(done + 1, total);
    }
    plan.report.faults.sort_by_key(|fault| fault.row);
    Ok(plan.report)
}

fn take_in(
    place: &Place,
    admin: &Admin,
    source: &mut Source,
    import_as: ImportAs,
    mut plan: Plan,
    new: Vec<Planned>,
    told: Told,
) -> Result<Report> {
    let organizations = make_organizations(place, admin, &plan)?;
    let (total, mut done) = (new.len(), 0);
    let related: Vec<_> = if import_as == ImportAs::Approved {
        new.iter().filter(|planned| planned.is_current && !planned.row.metadata.relations.is_empty()).map(|p| p.resource_id).collect()
    } else {
        Vec::new()
    };
    let mut new = new.into_iter().peekable();
    while new.peek().is_some() {
        let mut stored = Vec::new();
        for planned in new.by_ref().take(ROWS_AT_ONCE) {
            match store(place, source, &planned)? {
                Ok(files) => stored.push((planned, files)),
                Err((field, message)) => {
                    plan.refuse(planned.row.row, field, message);
                    done += 1;
                }
            }
        }
        let mut rest = stored.as_slice();
        while !rest.is_empty() {
            let taken = write(place, admin, &plan.source, import_as, rest, &organizations)?;
            for ((planned, _), outcome) in rest.iter().zip(&taken) {
                match outcome {
                    TakenIn::Added => plan.report.imported += 1,
                    TakenIn::Known => plan.report.known += 1,
                    TakenIn::Changed => plan.report.changed.push(planned.row.row),
                }
            }
            done += taken.len();
            told(done, total);
            rest = rest.get(taken.len()..).unwrap_or_default();
        }
    }
    for id in related {
        place.db.write_blocking(|tx| importing::relate(tx, admin, id, place.clock.now()))?;
    }
    plan.report.faults.sort_by_key(|fault| fault.row);
    Ok(plan.report)
}

fn make_organizations(place: &Place, admin: &Admin, plan: &Plan) -> Result<BTreeMap<String, OrganizationId>> {
    let mut made = BTreeMap::new();
    for (folded, new) in &plan.organizations {
        let organization = place.db.write_blocking(|tx| importing::make_organization(tx, admin, new, place.clock.now()))?;
        made.insert(folded.clone(), organization.id);
    }
    Ok(made)
}

/// Takes in as many lines as fit into one short transaction, one at least.
fn write(
    place: &Place,
    admin: &Admin,
    source: &str,
    import_as: ImportAs,
    stored: &[(Planned, Vec<StoredFile>)],
    organizations: &BTreeMap<String, OrganizationId>,
) -> Result<Vec<TakenIn>> {
    let terms = Terms { max_files: i64::try_from(place.max_files).unwrap_or(i64::MAX), extractor_version: crate::extract::VERSION };
    let mut tries = 0;
    loop {
        tries += 1;
        let done = place.db.write_blocking(|tx| {
            let (begun, now) = (Instant::now(), place.clock.now());
            let mut taken = Vec::new();
            for (planned, files) in stored {
                let Planned { row, key, organization, resource_id, is_current, .. } = planned;
                let organization_id = match organization {
                    Organization::Known(id) => Some(*id),
                    Organization::New(folded) => organizations.get(folded).copied(),
                };
                let incoming = Incoming {
                    source,
                    row_key: key,
                    row_hash: &row.hash,
                    organization_id: organization_id.ok_or_else(|| Error::internal("an import", "an organization was not made"))?,
                    metadata: &row.metadata,
                    files,
                    import_as,
                    resource_id: *resource_id,
                    edition_number: row.edition,
                    is_current: *is_current,
                    published_at: row.published_at,
                    review_by: row.review_by,
                    withdrawn: row.withdrawn.as_ref().map(|(reason, note)| (*reason, note.as_deref())),
                    old_addresses: &row.old_addresses,
                };
                taken.push(importing::take_in(tx, admin, &incoming, terms, now)?);
                if begun.elapsed() > PIECE {
                    break;
                }
            }
            Ok(taken)
        });
        match done {
            // Another import of the same was first: this time its rows are seen.
            Err(Error::Conflict { code: "already_exists", .. }) if tries < TRIES => {}
            done => return done,
        }
    }
}

/// Why a row is refused: which column, and the sentence.
type Refusal = (Field, String);

fn store(place: &Place, source: &mut Source, planned: &Planned) -> Result<Result<Vec<StoredFile>, Refusal>> {
    let mut stored = Vec::new();
    for file in &planned.row.files {
        let spooled = match spool(place, source, file)? {
            Ok(spooled) => spooled,
            Err(refusal) => return Ok(Err(refusal)),
        };
        keeping::keep(place.db, place.files, &spooled)?;
        stored.push(StoredFile {
            size_bytes: i64::try_from(spooled.size_bytes).unwrap_or(i64::MAX),
            sha256: spooled.sha256,
            name: file.name.clone(),
            language: file.language.clone(),
        });
    }
    Ok(Ok(stored))
}

/// Reads a file whole, within the limit of uploads whatever its archive says of its size.
fn spool(place: &Place, source: &mut Source, file: &super::rows::RowFile) -> Result<Result<Spooled, Refusal>> {
    let mut reader = source.open_file(&file.path)?;
    let spooled = match place.files.receive(&mut *reader, place.max_upload_bytes) {
        Ok(spooled) => spooled,
        Err(Error::TooLarge { message }) => return Ok(Err((Field::Files, format!("{}: {message}", file.path)))),
        Err(Error::Internal { context: "reading a file that is to be stored", cause }) => {
            return Ok(Err((Field::Files, format!("{} can not be read to its end: {cause}", file.path))));
        }
        Err(failure) => return Err(failure),
    };
    Ok(match &file.sha256 {
        Some(wanted) if *wanted != spooled.sha256 => {
            Err((Field::FileSha256, format!("{} has the SHA-256 {}: it was changed or damaged on the way", file.path, spooled.sha256)))
        }
        _ if spooled.size_bytes == 0 => Err((Field::Files, format!("{} is empty", file.path))),
        _ => Ok(spooled),
    })
}
