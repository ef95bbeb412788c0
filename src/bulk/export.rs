//! Writes what is published, with its files, its history and its organizations, so that another library can take it in and others can read it.
//! What each file of it is stands in the README that it brings along ([`README`]).

use super::Told;
use super::organizations as profiles;
use super::sink::Sink;
use crate::db::blobs::BlobRow;
use crate::db::editions::EditionRow;
use crate::db::files::EditionFileRow;
use crate::db::organizations::OrganizationRow;
use crate::db::resources::ResourceRow;
use crate::db::{AnyConn, Db, decisions, editions, files, old_addresses, organizations, resources};
use crate::domain::cells::{BYTE_ORDER_MARK, guarded, join};
use crate::domain::ids::{OrganizationId, ResourceId};
use crate::domain::metadata::Relation;
use crate::domain::words::{FileStatus, ImportField as Field, ResourceStatus};
use crate::error::{Context, Error, Result};
use crate::files::Store;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufWriter, Seek, Write};

const README: &str = include_str!("export_readme.txt");
const PAGE: i64 = 100;

/// Whose documents, and what whoever gets them may know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The whole library, for its admins.
    All,
    /// One organization's, for its managers: who decided is not among it.
    Organization(OrganizationId),
}

impl Scope {
    fn organization(self) -> Option<OrganizationId> {
        match self {
            Self::All => None,
            Self::Organization(id) => Some(id),
        }
    }
}

/// What was written.
#[derive(Debug, Default)]
pub struct Exported {
    pub resources: usize,
    pub editions: usize,
    pub files: usize,
    pub bytes: u64,
    /// Files that the library should have and has not, or has damaged: their places in the export.
    pub missing: Vec<String>,
}

/// Exports into a sink. The library may change meanwhile: an edition never does.
pub fn export(db: &Db, store: &Store, scope: Scope, mut sink: Sink, told: Told) -> Result<Exported> {
    let ids = list(db, scope)?;
    let languages = db.read_blocking(editions::list_translated_languages)?;
    let mut writing = Writing::begin(scope, languages)?;
    for (done, id) in ids.iter().enumerate() {
        if let Some(held) = db.read_blocking(|c| read(c, *id))? {
            writing.add(&held)?;
        }
        told(done, ids.len() * 2);
    }
    let Writing { table, records, files, mut exported, organizations, .. } = writing;
    sink.add(
        "resources.csv",
        &mut whole(table.into_inner().map_err(|error| Error::internal("writing the export", error.to_string()))?)?,
        true,
    )?;
    sink.add("resources.jsonl", &mut whole(records)?, true)?;
    let profiles = db.read_blocking(|c| organizations.iter().map(|id| organizations::find(c, *id)).collect::<Result<Vec<_>>>())?;
    sink.add("organizations.csv", &mut write_profiles(&profiles)?.as_slice(), true)?;
    let total = files.len().max(1);
    for (done, (path, sha256)) in files.into_iter().enumerate() {
        match store.open_blob(&sha256).and_then(|mut blob| {
            let size_bytes = blob.size_bytes;
            sink.add(&path, &mut blob, false).map(|()| size_bytes)
        }) {
            Ok(size_bytes) => (exported.files, exported.bytes) = (exported.files + 1, exported.bytes + size_bytes),
            // Destroyed meanwhile, or lost: the rest is worth having.
            Err(Error::NotFound(_)) => exported.missing.push(path),
            Err(failure) => return Err(failure),
        }
        told(ids.len() + (done + 1) * ids.len() / total, ids.len() * 2);
    }
    if !exported.missing.is_empty() {
        sink.add("missing.txt", &mut (exported.missing.join("\n") + "\n").as_bytes(), true)?;
    }
    sink.add("README.txt", &mut README.as_bytes(), true)?;
    sink.finish()?;
    Ok(exported)
}

fn list(db: &Db, scope: Scope) -> Result<Vec<ResourceId>> {
    let mut ids: Vec<ResourceId> = Vec::new();
    loop {
        let after = ids.last().copied();
        let page = db.read_blocking(|c| resources::list_published_ids(c, scope.organization(), after, PAGE))?;
        if page.is_empty() {
            return Ok(ids);
        }
        ids.extend(page);
    }
}

/// The files of an edition, with what is known of their bytes.
type Files = Vec<(EditionFileRow, BlobRow)>;

/// A resource with everything that belongs to it.
struct Held {
    resource: ResourceRow,
    organization: OrganizationRow,
    editions: Vec<(EditionRow, Files, decisions::DecisionRow)>,
    old_addresses: Vec<String>,
}

/// None for one that was purged meanwhile.
fn read(c: &mut AnyConn, id: ResourceId) -> Result<Option<Held>> {
    let Some(resource) = resources::get(c, id)? else { return Ok(None) };
    let mut held = Vec::new();
    for edition in editions::list_of_resource(c, id)? {
        let mut files = files::list_of_edition(c, edition.id)?;
        // Malware is handed on to nobody.
        files.retain(|(_, blob)| blob.status != FileStatus::Infected);
        let decision = decisions::find(c, edition.decision_id)?;
        held.push((edition, files, decision));
    }
    let organization = organizations::find(c, resource.organization_id)?;
    Ok(Some(Held { old_addresses: old_addresses::list_of_resource(c, id)?, resource, organization, editions: held }))
}

/// The table and the records, which grow side by side on the disk.
struct Writing {
    scope: Scope,
    languages: Vec<String>,
    table: csv::Writer<File>,
    records: BufWriter<File>,
    /// Where each file goes, and its hash.
    files: Vec<(String, String)>,
    organizations: BTreeSet<OrganizationId>,
    exported: Exported,
}

impl Writing {
    fn begin(scope: Scope, languages: Vec<String>) -> Result<Self> {
        let mut table = tempfile::tempfile().context("making a temporary file")?;
        table.write_all(BYTE_ORDER_MARK.as_bytes()).context("writing the export")?;
        let records = BufWriter::new(tempfile::tempfile().context("making a temporary file")?);
        let mut table = csv::Writer::from_writer(table);
        let headings = Field::ALL.iter().map(ToString::to_string);
        let translated = languages.iter().flat_map(|language| [format!("title[{language}]"), format!("summary[{language}]")]);
        table.write_record(headings.chain(translated)).context("writing the export")?;
        Ok(Self { scope, languages, table, records, files: Vec::new(), organizations: BTreeSet::new(), exported: Exported::default() })
    }

    fn add(&mut self, held: &Held) -> Result<()> {
        self.organizations.insert(held.organization.id);
        // Bytes that several editions share are written once.
        let mut places: BTreeMap<&str, String> = BTreeMap::new();
        for (edition, files, _) in &held.editions {
            for (file, blob) in files {
                places.entry(&blob.sha256).or_insert_with(|| {
                    let path = format!("files/{}/{}-{}-{}", held.resource.id, edition.number, file.position + 1, short(file.name.as_str()));
                    self.files.push((path.clone(), blob.sha256.clone()));
                    path
                });
            }
        }
        let last = held.editions.len();
        for (place, (edition, files, _)) in held.editions.iter().enumerate() {
            let files: Vec<_> =
                files.iter().filter_map(|(file, blob)| Some((places.get(blob.sha256.as_str())?.as_str(), file, blob))).collect();
            self.write_line(held, edition, &files, place + 1 == last)?;
        }
        let record = record(held, &places, self.scope);
        writeln!(self.records, "{record}").context("writing the export")?;
        self.exported.resources += 1;
        self.exported.editions += last;
        Ok(())
    }

    fn write_line(&mut self, held: &Held, edition: &EditionRow, files: &[(&str, &EditionFileRow, &BlobRow)], is_last: bool) -> Result<()> {
        let mut cells: Vec<String> = Field::ALL.iter().map(|field| cell(*field, held, edition, files, is_last)).collect();
        for language in &self.languages {
            let translation = edition.metadata.translations.get(language);
            cells.push(translation.map(|translation| translation.title.clone()).unwrap_or_default());
            cells.push(translation.and_then(|translation| translation.summary.clone()).unwrap_or_default());
        }
        self.table.write_record(cells.iter().map(|cell| guarded(cell).into_owned())).context("writing the export")
    }
}

/// A name for a file that every file system takes; how it is really called stands in the table.
fn short(name: &str) -> String {
    let (stem, ending) = name.rsplit_once('.').filter(|(_, ending)| ending.len() <= 10).unwrap_or((name, ""));
    let plain = |text: &str| -> String {
        text.chars().map(|c| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '_' }).take(60).collect()
    };
    if ending.is_empty() { plain(stem) } else { format!("{}.{}", plain(stem), plain(ending)) }
}

/// What stands in a cell, before it is guarded.
fn cell(field: Field, held: &Held, edition: &EditionRow, files: &[(&str, &EditionFileRow, &BlobRow)], is_last: bool) -> String {
    let (metadata, resource) = (&edition.metadata, &held.resource);
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let of_last = |text: String| if is_last { text } else { String::new() };
    match field {
        Field::Id => resource.id.to_string(),
        Field::Edition => edition.number.to_string(),
        Field::Status => of_last(resource.status.to_string()),
        Field::WithdrawalReason => of_last(resource.withdrawal_reason.map(|reason| reason.to_string()).unwrap_or_default()),
        Field::WithdrawalNote => of_last(text(&resource.withdrawal_note)),
        Field::Organization => held.organization.name.clone(),
        Field::Title => text(&metadata.title),
        Field::Summary => text(&metadata.summary),
        Field::Section => edition.section.to_string(),
        Field::Kind => text(&metadata.kind),
        Field::Language => metadata.language.as_ref().map(ToString::to_string).unwrap_or_default(),
        Field::Topics => join(&metadata.topics),
        Field::Audiences => join(&metadata.audiences),
        Field::Authors => join(&metadata.authors),
        Field::AuthorOrganization => text(&metadata.author_organization),
        Field::Year => metadata.year.map(|year| year.to_string()).unwrap_or_default(),
        Field::Countries => join(&metadata.countries),
        Field::License => text(&metadata.license),
        Field::LinkUrl => text(&metadata.link_url),
        Field::Relations => join(metadata.relations.iter().map(told_relation)),
        Field::Rights => metadata.rights.map(|rights| rights.to_string()).unwrap_or_default(),
        Field::PeopleShown => metadata.people_shown.map(|people| people.to_string()).unwrap_or_default(),
        Field::TermsVersion => text(&metadata.terms_version),
        Field::EmbargoUntil => metadata.embargo_until.map(|time| time.to_string()).unwrap_or_default(),
        Field::ChangeNote => text(&metadata.change_note),
        Field::PublishedAt => edition.published_at.to_string(),
        Field::ReviewBy => of_last(resource.review_by.map(|time| time.to_string()).unwrap_or_default()),
        Field::OldUrl => of_last(join(&held.old_addresses)),
        Field::Files => join(files.iter().map(|(path, ..)| *path)),
        Field::FileNames => join(files.iter().map(|(_, file, _)| file.name.as_str())),
        Field::FileLanguages => join(files.iter().map(|(_, file, _)| file.language.as_ref().map_or("-", |language| language.as_str()))),
        Field::FileSha256 => join(files.iter().map(|(_, _, blob)| blob.sha256.as_str())),
    }
}

/// Kind and other end; in brackets what was changed, and then the note on that.
fn told_relation(relation: &Relation) -> String {
    let mut text = format!("{}:{}", relation.kind, relation.resource_id);
    if !relation.changed.is_empty() || relation.note.is_some() {
        let changed: Vec<_> = relation.changed.iter().map(|change| change.as_str()).collect();
        text += &format!(" [{}] {}", changed.join(","), relation.note.as_deref().unwrap_or_default());
    }
    text
}

/// Everything about a resource, as one line of JSON.
fn record(held: &Held, places: &BTreeMap<&str, String>, scope: Scope) -> serde_json::Value {
    let resource = &held.resource;
    let editions = held.editions.iter().map(|(edition, files, decision)| {
        let files = files.iter().map(|(file, blob)| {
            json!({
                "path": places.get(blob.sha256.as_str()), "name": file.name, "language": file.language, "sha256": blob.sha256,
                "size_bytes": blob.size_bytes, "media_type": blob.media_type, "page_count": blob.page_count,
            })
        });
        let mut decided = json!({
            "verdict": decision.verdict, "section": decision.section, "reason": decision.reason, "note": decision.note,
            "decided_at": decision.decided_at, "effective_at": decision.effective_at, "carried_out_at": decision.carried_out_at,
        });
        if scope == Scope::All
            && let Some(decided) = decided.as_object_mut()
        {
            decided.insert("reviewer_id".to_owned(), json!(decision.reviewer_id));
            decided.insert("override_reason".to_owned(), json!(decision.override_reason));
        }
        json!({
            "id": edition.id, "number": edition.number, "published_at": edition.published_at, "section": edition.section,
            "metadata": edition.metadata, "files": files.collect::<Vec<_>>(), "decision": decided,
        })
    });
    let withdrawal = (resource.status == ResourceStatus::Withdrawn)
        .then(|| json!({"reason": resource.withdrawal_reason, "note": resource.withdrawal_note, "at": resource.withdrawn_at}));
    json!({
        "id": resource.id, "status": resource.status, "organization": {"id": held.organization.id, "name": held.organization.name},
        "withdrawal": withdrawal, "old_addresses": held.old_addresses, "created_at": resource.created_at, "editions": editions.collect::<Vec<_>>(),
    })
}

/// The organizations, without the people who speak for them.
fn write_profiles(organizations: &[OrganizationRow]) -> Result<Vec<u8>> {
    let mut table = csv::Writer::from_writer(BYTE_ORDER_MARK.as_bytes().to_vec());
    table.write_record(profiles::COLUMNS).context("writing the export")?;
    let list = |json: &str| -> String { serde_json::from_str::<Vec<String>>(json).map(join).unwrap_or_default() };
    for row in organizations {
        let cells = [
            row.id.to_string(),
            row.name.clone(),
            row.status.to_string(),
            row.summary.clone(),
            row.country.clone().unwrap_or_default(),
            row.hides_country.to_string(),
            row.is_unlisted.to_string(),
            row.website.clone().unwrap_or_default(),
            list(&row.languages),
            list(&row.topics),
            row.translations.clone(),
        ];
        table.write_record(cells.iter().map(|cell| guarded(cell).into_owned())).context("writing the export")?;
    }
    table.into_inner().map_err(|error| Error::internal("writing the export", error.to_string()))
}

/// A temporary file from its beginning.
fn whole(file: impl Finished) -> Result<File> {
    let mut file = file.finished()?;
    file.rewind().context("reading a temporary file")?;
    Ok(file)
}

trait Finished {
    fn finished(self) -> Result<File>;
}

impl Finished for File {
    fn finished(self) -> Result<File> {
        Ok(self)
    }
}

impl Finished for BufWriter<File> {
    fn finished(self) -> Result<File> {
        self.into_inner().map_err(|error| Error::internal("writing the export", error.into_error()))
    }
}
