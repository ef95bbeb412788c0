//! Editions: the immutable copies that publishing makes. What the public sees is built from here and from nothing else.

use super::blobs::BlobRow;
use super::dialect::{self, AnyConn};
use super::organizations::{self, OrganizationRow};
use super::relations::Related;
use super::resources::{self, ResourceRow};
use super::schema::{edition_files, editions, resources as resource_rows, translations};
use super::{files, relations, tombstones, wishes};
use crate::domain::ids::{DecisionId, EditionId, OrganizationId, ResourceId, SubmissionId};
use crate::domain::language::LanguageTag;
use crate::domain::metadata::Metadata;
use crate::domain::time::Timestamp;
use crate::domain::vocabularies;
use crate::domain::words::{FileStatus, OrganizationStatus, ResourceStatus, Section};
use crate::error::{Error, Result};
use diesel::prelude::*;

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = editions)]
pub struct EditionRow {
    pub id: EditionId,
    pub resource_id: ResourceId,
    pub number: i32,
    pub submission_id: SubmissionId,
    pub decision_id: DecisionId,
    pub metadata: Metadata,
    pub section: Section,
    pub published_at: Timestamp,
}

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = translations)]
struct TranslationRow {
    edition_id: EditionId,
    language: String,
    title: String,
    summary: Option<String>,
}

/// Writes an edition with its translated titles.
pub fn insert(c: &mut AnyConn, edition: &EditionRow) -> Result<()> {
    diesel::insert_into(editions::table).values(edition).execute(c)?;
    for (language, translation) in &edition.metadata.translations {
        let row = TranslationRow {
            edition_id: edition.id,
            language: language.clone(),
            title: translation.title.clone(),
            summary: translation.summary.clone(),
        };
        diesel::insert_into(translations::table).values(&row).execute(c)?;
    }
    Ok(())
}

pub fn find(c: &mut AnyConn, id: EditionId) -> Result<EditionRow> {
    editions::table.find(id).select(EditionRow::as_select()).first(c).optional()?.ok_or(Error::NotFound("edition"))
}

/// The languages into which some title was translated.
pub fn list_translated_languages(c: &mut AnyConn) -> Result<Vec<String>> {
    Ok(translations::table.select(translations::language).distinct().order(translations::language).load(c)?)
}

/// The highest number that an edition of the resource has; 0 before the first.
pub fn last_number(c: &mut AnyConn, resource: ResourceId) -> Result<i32> {
    let last: Option<i32> =
        editions::table.filter(editions::resource_id.eq(resource)).select(diesel::dsl::max(editions::number)).first(c)?;
    Ok(last.unwrap_or(0))
}

/// When the resource was first published.
pub fn first_published_at(c: &mut AnyConn, resource: ResourceId) -> Result<Option<Timestamp>> {
    let editions = editions::table.filter(editions::resource_id.eq(resource)).order(editions::number);
    Ok(editions.select(editions::published_at).first(c).optional()?)
}

/// All editions of a resource, the first one first.
pub fn list_of_resource(c: &mut AnyConn, resource: ResourceId) -> Result<Vec<EditionRow>> {
    Ok(editions::table.filter(editions::resource_id.eq(resource)).order(editions::number).select(EditionRow::as_select()).load(c)?)
}

pub fn find_by_number(c: &mut AnyConn, resource: ResourceId, number: i32) -> Result<EditionRow> {
    let found = editions::table.filter(editions::resource_id.eq(resource)).filter(editions::number.eq(number));
    found.select(EditionRow::as_select()).first(c).optional()?.ok_or(Error::NotFound("edition"))
}

/// Destroys every edition of a resource; gives the hashes of the files that they had.
pub fn delete_of_resource(c: &mut AnyConn, resource: ResourceId) -> Result<Vec<String>> {
    let ids: Vec<EditionId> = editions::table.filter(editions::resource_id.eq(resource)).select(editions::id).load(c)?;
    let files = edition_files::table.filter(edition_files::edition_id.eq_any(&ids));
    let hashes = files.clone().select(edition_files::blob_sha256).load(c)?;
    diesel::delete(files).execute(c)?;
    diesel::delete(translations::table.filter(translations::edition_id.eq_any(&ids))).execute(c)?;
    diesel::delete(editions::table.filter(editions::resource_id.eq(resource))).execute(c)?;
    Ok(hashes)
}

/// The public resources whose current edition holds some bytes.
pub fn list_public_with_blob(c: &mut AnyConn, sha256: &str) -> Result<Vec<ResourceId>> {
    let holds = edition_files::table.filter(edition_files::blob_sha256.eq(sha256)).select(edition_files::edition_id.nullable());
    Ok(resource_rows::table
        .filter(resource_rows::status.eq(ResourceStatus::Public))
        .filter(resource_rows::current_edition_id.eq_any(holds))
        .select(resource_rows::id)
        .load(c)?)
}

/// The content of a resource as the public may see it. It can only be made of a public resource's current edition, here: this is the one
/// place that decides what is public, and every public answer, the search index included, is built from values of this type. (A [`Preview`]
/// holds one that is not public yet, and says so by its type.)
pub struct PublicResource {
    resource: ResourceRow,
    edition: EditionRow,
    files: Vec<(files::EditionFileRow, BlobRow)>,
    organization: OrganizationRow,
    first_published_at: Timestamp,
    relations: Vec<Related>,
    wishes: Vec<(LanguageTag, i64)>,
}

/// What the public may know of an organization beside what it shares.
pub struct PublicOrganization<'a> {
    pub id: OrganizationId,
    pub name: &'a str,
    pub status: OrganizationStatus,
}

impl<'a> PublicOrganization<'a> {
    /// None of an unlisted group.
    pub fn of(row: &'a OrganizationRow) -> Option<Self> {
        (!row.is_unlisted).then_some(Self { id: row.id, name: &row.name, status: row.status })
    }
}

/// What a visitor who names a resource gets.
pub enum Visibility {
    Public(Box<PublicResource>),
    /// It was public and is not now.
    Withdrawn {
        reason: String,
        note: Option<String>,
    },
    /// A reviewer has taken it out of sight; an admin will decide.
    Hidden {
        reason: String,
    },
    /// It does not exist, or nothing of it was ever published.
    Unknown,
}

/// Looks at a resource with a visitor's eyes.
pub fn look(c: &mut AnyConn, id: ResourceId) -> Result<Visibility> {
    let Some(resource) = resources::get(c, id)? else {
        return Ok(match tombstones::get(c, id)? {
            Some(purged) => Visibility::Withdrawn { reason: purged.reason.as_str().to_owned(), note: purged.note },
            None => Visibility::Unknown,
        });
    };
    let Some(edition) = resource.current_edition_id else {
        return Ok(Visibility::Unknown);
    };
    if resource.status == ResourceStatus::Withdrawn {
        let reason = resource.withdrawal_reason.map_or("mistake", |reason| reason.as_str()).to_owned();
        return Ok(match resource.hiding_id {
            Some(_) => Visibility::Hidden { reason },
            None => Visibility::Withdrawn { reason, note: resource.withdrawal_note },
        });
    }
    let edition = find(c, edition)?;
    let files = files::list_of_edition(c, edition.id)?;
    let organization = organizations::find(c, resource.organization_id)?;
    let first_published_at = first_published_at(c, id)?.unwrap_or(edition.published_at);
    let (relations, wishes) = (relations::list_public(c, id)?, wishes::count_of_resource(c, id)?);
    Ok(Visibility::Public(Box::new(PublicResource { resource, edition, files, organization, first_published_at, relations, wishes })))
}

/// What the public would see of something that is not public: for those who may see it, before it is decided.
pub struct Preview(PublicResource);

impl Preview {
    /// As if it were published. Whoever asks has made sure that the reader may see it.
    pub fn as_published(&self) -> &PublicResource {
        &self.0
    }
}

/// The parts of which a publication would be made.
pub struct Parts {
    pub resource: ResourceRow,
    pub edition: EditionRow,
    pub files: Vec<(files::EditionFileRow, BlobRow)>,
    pub relations: Vec<relations::RelationRow>,
}

/// Puts the parts together as [`look`] does with what is published.
pub fn preview(c: &mut AnyConn, parts: Parts) -> Result<Preview> {
    let Parts { resource, edition, files, relations } = parts;
    let organization = organizations::find(c, resource.organization_id)?;
    let first_published_at = first_published_at(c, resource.id)?.unwrap_or(edition.published_at);
    let (relations, wishes) = (relations::list_public_with(c, resource.id, relations)?, wishes::count_of_resource(c, resource.id)?);
    Ok(Preview(PublicResource { resource, edition, files, organization, first_published_at, relations, wishes }))
}

/// The resource, or the error that a visitor gets in its place.
pub fn find_public(c: &mut AnyConn, id: ResourceId) -> Result<PublicResource> {
    match look(c, id)? {
        Visibility::Public(resource) => Ok(*resource),
        Visibility::Withdrawn { reason, note } => Err(Error::Gone { reason, note }),
        Visibility::Hidden { reason } => Err(Error::Hidden { reason }),
        Visibility::Unknown => Err(Error::NotFound("resource")),
    }
}

/// The same, locked until the transaction ends: nobody withdraws or purges it meanwhile.
pub fn lock_public(c: &mut AnyConn, id: ResourceId) -> Result<PublicResource> {
    dialect::lock_row(c, "resources", &id.to_string())?;
    find_public(c, id)
}

impl PublicResource {
    pub fn id(&self) -> ResourceId {
        self.resource.id
    }

    pub fn edition(&self) -> &EditionRow {
        &self.edition
    }

    pub fn metadata(&self) -> &Metadata {
        &self.edition.metadata
    }

    /// Those that may be shown: withheld until they were looked at, and for good where malware was found.
    pub fn files(&self) -> impl Iterator<Item = &(files::EditionFileRow, BlobRow)> {
        self.files.iter().filter(|(_, blob)| blob.status.is_finished() && blob.status != FileStatus::Infected)
    }

    /// Who shares it, as far as the public may know: of an unlisted group nothing, not even what else it shares.
    pub fn organization(&self) -> Option<PublicOrganization<'_>> {
        PublicOrganization::of(&self.organization)
    }

    /// For people to read: the name, or the words that stand for an unlisted group.
    pub fn organization_name(&self, language: &LanguageTag) -> String {
        self.organization().map_or_else(|| vocabularies::unnamed_member(language).to_owned(), |organization| organization.name.to_owned())
    }

    /// Whose it is, told to nobody: by it the index knows what to leave out of an answer when an organization has changed.
    pub fn owner(&self) -> OrganizationId {
        self.organization.id
    }

    pub fn published_at(&self) -> Timestamp {
        self.first_published_at
    }

    pub fn updated_at(&self) -> Timestamp {
        self.edition.published_at
    }

    /// By when somebody is to look whether it still holds.
    pub fn review_by(&self) -> Option<Timestamp> {
        self.resource.review_by
    }

    /// When somebody last did: by saying so, or by publishing this edition.
    pub fn reviewed_at(&self) -> Timestamp {
        self.resource.reviewed_at.map_or(self.edition.published_at, |reviewed_at| reviewed_at.max(self.edition.published_at))
    }

    pub fn link_dead_since(&self) -> Option<Timestamp> {
        self.resource.link_dead_since
    }

    pub fn use_count(&self) -> i64 {
        self.resource.use_count
    }

    pub fn relations(&self) -> &[Related] {
        &self.relations
    }

    /// How many would like to have it in which other languages.
    pub fn wishes(&self) -> &[(LanguageTag, i64)] {
        &self.wishes
    }
}
