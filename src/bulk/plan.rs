//! All lines of a table held against each other and against the library: what is to be taken in, as what, and what is wrong with the others.

use super::Told;
use super::import::{Options, Place};
use super::organizations;
use super::report::{Fault, MAX_FAULTS, Report};
use super::rows::{self, Layout, Row, hex};
use super::source::Source;
use super::table::Table;
use crate::db::{AnyConn, imported, old_addresses, organizations as organization_rows, resources, tombstones, vocabularies};
use crate::domain::ids::{OrganizationId, ResourceId};
use crate::domain::metadata::Relation;
use crate::domain::organization::folded_name;
use crate::domain::words::{ImportAs, ImportField as Field};
use crate::error::Result;
use crate::library::importing::NewOrganization;
use ring::digest::{SHA256, digest};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

pub const DEFAULT_SOURCE: &str = "import";

/// A line that can be taken in.
pub struct Planned {
    pub row: Row,
    pub key: String,
    pub organization: Organization,
    pub resource_id: ResourceId,
    pub is_current: bool,
    pub standing: Standing,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Organization {
    Known(OrganizationId),
    /// To be made; by its folded name.
    New(String),
}

/// What the library knows of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    New,
    Known,
    Changed,
}

pub struct Plan {
    pub source: String,
    pub rows: Vec<Planned>,
    pub organizations: BTreeMap<String, NewOrganization>,
    pub report: Report,
    headings: BTreeMap<Field, String>,
}

impl Plan {
    /// Notes a fault that was found later.
    pub fn refuse(&mut self, row: usize, field: Field, message: String) {
        let column = self.headings.get(&field).cloned().unwrap_or_else(|| field.to_string());
        refuse(&mut self.report, vec![Fault { row, column, message }]);
    }
}

fn refuse(report: &mut Report, faults: Vec<Fault>) {
    report.faulty += 1;
    let room = MAX_FAULTS.saturating_sub(report.faults.len());
    report.faults.extend(faults.into_iter().take(room));
}

/// Reads the table and everything beside it, and changes nothing.
pub fn plan(place: &Place, source: &mut Source, options: &Options, told: Told) -> Result<Plan> {
    let table = Table::read(&source.table()?, &options.mapping)?;
    let vocabularies = place.db.read_blocking(vocabularies::in_force)?;
    let layout = Layout::of(&table, &options.mapping, &vocabularies)?;
    let mut report = Report {
        dry_run: options.dry_run,
        rows: table.lines.len() + table.faults.len(),
        unused_columns: layout.unused(),
        ..Report::default()
    };
    for fault in &table.faults {
        refuse(&mut report, vec![fault.clone()]);
    }
    let terms = rows::Terms {
        import_as: options.import_as,
        this_year: place.clock.now().year(),
        max_files: place.max_files,
        max_upload_bytes: place.max_upload_bytes,
    };
    let (mut sound, mut faulty) = (Vec::new(), BTreeSet::new());
    for (done, line) in table.lines.iter().enumerate() {
        match rows::read(&layout, line, source, terms) {
            Ok(row) => sound.push(row),
            Err(faults) => {
                faulty.extend(layout.id(line));
                refuse(&mut report, faults);
            }
        }
        told(done + 1, table.lines.len());
    }
    let headings: BTreeMap<Field, String> = Field::ALL.iter().map(|field| (*field, layout.heading(*field))).collect();
    let name = options.source.clone().or_else(|| options.mapping.source.clone()).unwrap_or_else(|| DEFAULT_SOURCE.to_owned());
    let mut faults = Vec::new();
    let profiles = organizations::read(source, &options.mapping, &vocabularies, &mut faults)?;
    let room = MAX_FAULTS.saturating_sub(report.faults.len());
    report.faults.extend(faults.into_iter().take(room));
    let mut planning = Planning { source: &name, options, headings: &headings, profiles, faulty, report, organizations: BTreeMap::new() };
    let rows = place.db.read_blocking(|c| planning.hold_against(c, sound, place.clock.now()))?;
    let Planning { mut report, organizations, .. } = planning;
    report.organizations = organizations.values().map(|organization| organization.name.clone()).collect();
    report.faults.sort_by_key(|fault| fault.row);
    Ok(Plan { source: name.clone(), rows, organizations, report, headings: headings.clone() })
}

struct Planning<'a> {
    source: &'a str,
    options: &'a Options,
    headings: &'a BTreeMap<Field, String>,
    profiles: BTreeMap<String, NewOrganization>,
    /// Ids of rows that are refused.
    faulty: BTreeSet<String>,
    report: Report,
    organizations: BTreeMap<String, NewOrganization>,
}

/// Why a row is refused: which column, and the sentence.
type Refusal = (Field, String);

impl Planning<'_> {
    fn hold_against(&mut self, c: &mut AnyConn, mut sound: Vec<Row>, now: crate::domain::time::Timestamp) -> Result<Vec<Planned>> {
        self.check_siblings(&mut sound);
        // Editions of one document in their order, everything else as it stands in the table.
        let first_rows: HashMap<String, usize> = sound.iter().rev().filter_map(|row| Some((row.id.clone()?, row.row))).collect();
        sound.sort_by_key(|row| (row.id.as_ref().and_then(|id| first_rows.get(id)).copied().unwrap_or(row.row), row.edition));
        let last_rows: HashMap<String, usize> = sound.iter().filter_map(|row| Some((row.id.clone()?, row.row))).collect();
        let ids: BTreeSet<String> = sound.iter().filter_map(|row| row.id.clone()).chain(self.faulty.iter().cloned()).collect();
        let (mut planned, mut addresses) = (Vec::new(), HashMap::new());
        for mut row in sound {
            let is_current = row.id.as_ref().and_then(|id| last_rows.get(id)).is_none_or(|last| *last == row.row);
            let (key, resource_id) = (self.key(&row), self.resource_id(&row));
            let standing = self.standing(c, &row, &key, resource_id)?;
            let checked = match standing {
                Standing::New if row.published_at.is_some_and(|at| at > now) => {
                    Err((Field::PublishedAt, "lies in the future; give embargo_until for what is not to be public yet".to_owned()))
                }
                Standing::New => self.check_addresses(c, &row, resource_id, &mut addresses)?,
                _ => Ok(()),
            };
            let related = match checked {
                Ok(()) => self.relate(c, &mut row, &ids)?,
                refused => refused,
            };
            let organization = match related {
                Ok(()) if standing == Standing::New && tombstones::get(c, resource_id)?.is_some() => {
                    Err((Field::Id, "was purged here, and is not taken in again".to_owned()))
                }
                Ok(()) => self.organization(c, &row)?,
                Err(refusal) => Err(refusal),
            };
            match organization {
                Ok(organization) => planned.push(Planned { row, key, organization, resource_id, is_current, standing }),
                Err((field, message)) => self.refuse(row.row, field, message),
            }
        }
        Ok(planned)
    }

    fn refuse(&mut self, row: usize, field: Field, message: String) {
        let column = self.headings.get(&field).cloned().unwrap_or_default();
        refuse(&mut self.report, vec![Fault { row, column, message }]);
    }

    /// Rows of one document: each edition once, and none without the others.
    fn check_siblings(&mut self, sound: &mut Vec<Row>) {
        let mut seen: HashMap<(String, Option<i32>), usize> = HashMap::new();
        let mut refused: Vec<(usize, Field, String)> = Vec::new();
        for row in sound.iter() {
            let key = row.id.clone().map_or_else(|| (row.hash.clone(), None), |id| (id, row.edition));
            if let Some(first) = seen.insert(key, row.row) {
                let message = match &row.id {
                    Some(id) => format!("{id:?} stands in row {first} already; give each document its own id, or each edition its number"),
                    None => format!("says the same as row {first}; remove one of them, or give them ids"),
                };
                refused.push((row.row, Field::Id, message));
            } else if row.id.as_ref().is_some_and(|id| self.faulty.contains(id)) {
                let message = "belongs to a document of which another row is refused; correct that one first".to_owned();
                refused.push((row.row, Field::Id, message));
            }
        }
        for (row, field, message) in refused {
            sound.retain(|there| there.row != row);
            self.refuse(row, field, message);
        }
    }

    fn key(&self, row: &Row) -> String {
        let name = match &row.id {
            Some(id) => format!("id {} {id}", row.edition.unwrap_or_default()),
            None => format!("row {}", row.hash),
        };
        hex(digest(&SHA256, name.as_bytes()).as_ref())
    }

    /// The id that the resource has or is to have: the one it came with, or one that follows from its name and comes out the same again.
    fn resource_id(&self, row: &Row) -> ResourceId {
        resource_id(self.source, row.id.as_deref().unwrap_or(&row.hash))
    }

    fn standing(&self, c: &mut AnyConn, row: &Row, key: &str, id: ResourceId) -> Result<Standing> {
        if let Some(known) = imported::get(c, self.source, key)? {
            return Ok(if known.row_hash == row.hash { Standing::Known } else { Standing::Changed });
        }
        let is_approved = self.options.import_as == ImportAs::Approved;
        let is_here = is_approved && resources::get(c, id)?.is_some() && !imported::has_resource_of(c, self.source, id)?;
        // An export comes back to where it was made.
        Ok(if is_here { Standing::Known } else { Standing::New })
    }

    fn organization(&mut self, c: &mut AnyConn, row: &Row) -> Result<Result<Organization, Refusal>> {
        let folded = folded_name(&row.organization);
        if let Some(id) = organization_rows::get_member_by_name(c, &folded)? {
            return Ok(Ok(Organization::Known(id)));
        }
        if !self.options.create_organizations {
            let message = format!(
                "names {:?}, and there is no such organization; let it join first, or have it made by --create-organizations (create_organizations)",
                row.organization
            );
            return Ok(Err((Field::Organization, message)));
        }
        if !self.organizations.contains_key(&folded) {
            let mut new = self.profiles.get(&folded).cloned();
            // An id that is taken belongs to another organization by now.
            if let Some(profile) = &mut new
                && let Some(id) = profile.id
                && organization_rows::get(c, id)?.is_some()
            {
                profile.id = None;
            }
            let new = new.unwrap_or_else(|| NewOrganization { name: row.organization.clone(), ..NewOrganization::default() });
            self.organizations.insert(folded.clone(), new);
        }
        Ok(Ok(Organization::New(folded)))
    }

    fn check_addresses(
        &self,
        c: &mut AnyConn,
        row: &Row,
        id: ResourceId,
        seen: &mut HashMap<String, (usize, ResourceId)>,
    ) -> Result<Result<(), Refusal>> {
        for path in &row.old_addresses {
            if let Some((first, _)) = seen.get(path).filter(|(_, other)| *other != id) {
                return Ok(Err((Field::OldUrl, format!("{path} stands in row {first} already; one address leads to one document"))));
            }
            if let Some(other) = old_addresses::get(c, path)?.filter(|other| *other != id) {
                return Ok(Err((Field::OldUrl, format!("{path} leads to the resource {other} already; remove it here"))));
            }
        }
        for path in &row.old_addresses {
            seen.insert(path.clone(), (row.row, id));
        }
        Ok(Ok(()))
    }

    /// Names the resources at the other end of its relations: rows of the table by their ids, or resources of the library.
    fn relate(&self, c: &mut AnyConn, row: &mut Row, ids: &BTreeSet<String>) -> Result<Result<(), Refusal>> {
        for relation in &row.relations {
            let other = &relation.to;
            let in_table = self.options.import_as == ImportAs::Approved && ids.contains(other);
            let id = resource_id(self.source, other);
            if in_table || resources::get(c, id)?.is_some() {
                let (changed, note) = (relation.changed.clone(), relation.note.clone());
                row.metadata.relations.push(Relation { kind: relation.kind, resource_id: id, changed, note });
            } else if !ids.contains(other) {
                let message = format!("names {other:?}, which is the id of no row of this table and of no resource of the library");
                return Ok(Err((Field::Relations, message)));
            }
        }
        Ok(Ok(()))
    }
}

fn resource_id(source: &str, name: &str) -> ResourceId {
    if let Ok(id) = Uuid::try_parse(name) {
        return ResourceId::from_uuid(id);
    }
    let hash = digest(&SHA256, format!("{source}\0{name}").as_bytes());
    let mut bytes = [0; 16];
    for (byte, hashed) in bytes.iter_mut().zip(hash.as_ref()) {
        *byte = *hashed;
    }
    // Version 8 of RFC 9562: made as its maker likes.
    ResourceId::from_uuid(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}
