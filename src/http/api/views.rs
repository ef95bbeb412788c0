//! What the API shows of submissions and public resources.

use super::review_views::ReviewView;
use crate::app::App;
use crate::auth::User;
use crate::db::blobs::BlobRow;
use crate::db::decisions::DecisionRow;
use crate::db::editions::{PublicOrganization, PublicResource};
use crate::db::files::FileRow;
use crate::db::relations::Related;
use crate::domain::ids::{DecisionId, FileId, OrganizationId, ResourceId, SubmissionId, UserId};
use crate::domain::language::LanguageTag;
use crate::domain::metadata::{Metadata, Translation};
use crate::domain::time::Timestamp;
use crate::domain::vocabularies;
use crate::domain::words::{FileStatus, OrganizationStatus, RelationChange, RelationKind, Section, SubmissionStatus, Verdict};
use crate::extract;
use crate::http::problem::InvalidField;
use crate::library::submissions::{Detail, Terms};
use crate::library::waiting::Place;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// The limits of this library for the acts on submissions.
pub trait TermsOf {
    fn terms(&self) -> Terms;
}

impl TermsOf for App {
    fn terms(&self) -> Terms {
        Terms { max_files: i64::try_from(self.config.max_files).unwrap_or(i64::MAX), extractor_version: extract::VERSION }
    }
}

#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct OrganizationName {
    pub id: OrganizationId,
    pub name: String,
}

/// Someone with a login, for those who may know the names of people.
#[derive(Serialize, ToSchema)]
pub struct PersonView {
    pub id: UserId,
    pub name: String,
}

/// Who shares a resource, as far as the public may know. A group that does not want to be listed has neither id nor status here, so that nobody
/// learns what else it shares.
#[derive(Clone, Serialize, ToSchema)]
pub struct SharingOrganization {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<OrganizationId>,
    /// "A member of the network", in the reader's language, where it has no id.
    pub name: String,
    /// `active`; or what it is now: the resource stays, and nothing new comes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<OrganizationStatus>,
}

impl SharingOrganization {
    pub fn of(organization: Option<PublicOrganization>, language: &LanguageTag) -> Self {
        match organization {
            Some(PublicOrganization { id, name, status }) => Self::new(id, name, status),
            None => Self::unnamed(language),
        }
    }

    pub fn new(id: OrganizationId, name: &str, status: OrganizationStatus) -> Self {
        Self { id: Some(id), name: name.to_owned(), status: Some(status) }
    }

    pub fn unnamed(language: &LanguageTag) -> Self {
        Self { id: None, name: vocabularies::unnamed_member(language).to_owned(), status: None }
    }
}

/// A submission, as its organization and the reviewers see it.
#[derive(Serialize, ToSchema)]
pub struct SubmissionView {
    pub id: SubmissionId,
    pub status: SubmissionStatus,
    /// Name it when you change, submit or decide: who acts on an old one is told who was first.
    pub version: i64,
    pub organization: OrganizationName,
    /// The resource that this is a revision of, or that came of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_id: Option<ResourceId>,
    pub metadata: Metadata,
    pub files: Vec<FileView>,
    /// What is still to be said before it can be submitted.
    pub missing: Vec<InvalidField>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub submitted_at: Option<Timestamp>,
    /// By when it is to be decided, while it waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
    /// Whether it has waited longer than was promised.
    pub is_overdue: bool,
    /// What to expect while it waits; told of a single submission, not in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queue: Option<PlaceView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<DecisionView>,
    /// Comments of others that you have not marked as read.
    pub unread_comments: usize,
    /// For reviewers alone, and not on what their own organization sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub review: Option<ReviewView>,
    /// When what was approved becomes public: at the end of the hold or of the embargo. Absent once it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_at: Option<Timestamp>,
    /// The change of the feed that this answer made: hand it to a search as `after_change`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change: Option<i64>,
}

/// What someone who waits may expect.
#[derive(Serialize, ToSchema)]
pub struct PlaceView {
    /// 1 is the next.
    pub place: i64,
    /// How long decisions took of late, in the middle: half were faster. Of the section, where that has enough of them. Absent while there are
    /// too few to say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usual_hours: Option<i64>,
}

impl From<Place> for PlaceView {
    fn from(place: Place) -> Self {
        // Nobody is told that it takes no time.
        Self { place: place.place, usual_hours: place.usual_seconds.map(|seconds| ((seconds + 1_800) / 3_600).max(1)) }
    }
}

/// A file of a submission, with what inspection found.
#[derive(Serialize, ToSchema)]
pub struct FileView {
    pub id: FileId,
    pub name: String,
    pub size_bytes: i64,
    pub status: FileStatus,
    /// The status in a sentence.
    pub explanation: String,
    /// What exactly is broken, or which limit was passed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_count: Option<i32>,
    /// The language of its text, where that could be told (BCP 47).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// SHA-256 of its bytes.
    pub sha256: String,
}

impl From<(FileRow, BlobRow)> for FileView {
    fn from((file, blob): (FileRow, BlobRow)) -> Self {
        Self {
            id: file.id,
            name: file.name.to_string(),
            size_bytes: blob.size_bytes,
            status: blob.status,
            explanation: blob.status.explanation().to_owned(),
            detail: blob.detail,
            media_type: blob.media_type,
            page_count: blob.page_count,
            language: file.language.map(|language| language.to_string()).or(blob.language),
            sha256: blob.sha256,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct DecisionView {
    pub id: DecisionId,
    pub verdict: Verdict,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section: Option<Section>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The reason in a sentence, in your language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason_sentence: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Shown to reviewers only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reviewer_id: Option<UserId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub override_reason: Option<String>,
    pub decided_at: Timestamp,
    /// When it takes effect: at once, after a hold, or at the end of an embargo.
    pub effective_at: Timestamp,
    /// When it took effect; until then it can be undone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub carried_out_at: Option<Timestamp>,
}

impl DecisionView {
    fn of(decision: DecisionRow, reason_sentence: Option<String>, user: &User) -> Self {
        let for_reviewer = user.is_reviewer();
        Self {
            id: decision.id,
            verdict: decision.verdict,
            section: decision.section,
            reason: decision.reason,
            reason_sentence,
            note: decision.note,
            reviewer_id: for_reviewer.then_some(decision.reviewer_id),
            override_reason: decision.override_reason.filter(|_| for_reviewer),
            decided_at: decision.decided_at,
            effective_at: decision.effective_at,
            carried_out_at: decision.carried_out_at,
        }
    }
}

impl SubmissionView {
    pub fn of(detail: Detail, user: &User) -> Self {
        let Detail { submission, organization_name, files, decision, reason, unread_comments, standing, due_at, is_overdue, place } =
            detail;
        let coming = decision.as_ref().filter(|decision| decision.verdict == Verdict::Approve && decision.is_pending());
        let public_at = coming.map(|decision| decision.effective_at);
        let missing = if submission.status.is_editable() { submission.metadata.missing(!files.is_empty()) } else { Vec::new() };
        Self {
            id: submission.id,
            status: submission.status,
            version: submission.version,
            organization: OrganizationName { id: submission.organization_id, name: organization_name },
            resource_id: submission.resource_id,
            metadata: submission.metadata,
            files: files.into_iter().map(FileView::from).collect(),
            missing: missing.iter().map(InvalidField::from).collect(),
            created_at: submission.created_at,
            updated_at: submission.updated_at,
            submitted_at: submission.submitted_at,
            due_at,
            is_overdue,
            queue: place.map(PlaceView::from),
            public_at,
            decision: decision.map(|decision| DecisionView::of(decision, reason, user)),
            unread_comments,
            review: standing.map(|standing| ReviewView::of(&standing)),
            change: None,
        }
    }
}

/// A resource, as anyone may see it. It can only be made of a [`PublicResource`].
#[derive(Serialize, ToSchema)]
pub struct ResourceView {
    pub id: ResourceId,
    pub title: String,
    pub summary: String,
    pub section: Section,
    /// A value of `/types`.
    #[serde(rename = "type")]
    pub kind: String,
    /// BCP 47.
    pub language: String,
    /// Title and summary in other languages.
    pub translations: BTreeMap<String, Translation>,
    /// Who shares it here.
    pub organization: SharingOrganization,
    /// Who wrote it, where that is another organization.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author_organization: Option<String>,
    pub authors: Vec<String>,
    pub topics: Vec<String>,
    pub audiences: Vec<String>,
    pub countries: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year: Option<i32>,
    /// A value of `/licenses`.
    pub license: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link_url: Option<String>,
    pub files: Vec<PublicFileView>,
    /// Those that go out from it and those that lead to it: a document names its translations as they name it.
    pub relations: Vec<RelationView>,
    /// Since when its link is known to lead nowhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link_dead_since: Option<Timestamp>,
    /// How many told how they used it: `/resources/{id}/uses`.
    pub use_count: i64,
    /// By when somebody is to look whether it still holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub review_by: Option<Timestamp>,
    /// Since when nobody has, where that date is well past.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_reviewed_since: Option<Timestamp>,
    /// In which other languages people would like to have it, most wanted first.
    pub translations_wanted: Vec<WishedLanguage>,
    /// The number of its edition: 1 for the first.
    pub edition: i32,
    pub published_at: Timestamp,
    /// When this edition was published.
    pub updated_at: Timestamp,
    /// The change of the feed that this answer reflects.
    pub change: i64,
}

#[derive(Serialize, ToSchema)]
pub struct PublicFileView {
    pub id: FileId,
    pub name: String,
    pub size_bytes: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_count: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    pub sha256: String,
}

/// `from` is a `kind` of `to`: a translation of it, an adaptation of it, and so on. One of the two is the resource itself; `other` is the one at
/// the other end, which is public too.
#[derive(Serialize, ToSchema)]
pub struct RelationView {
    pub kind: RelationKind,
    pub from: ResourceId,
    pub to: ResourceId,
    pub other: RelatedResource,
    /// Of a translation or an adaptation: what `from` changed.
    pub changed: Vec<RelationChange>,
    /// What `from` says about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// How many would like to have a resource in a language.
#[derive(Serialize, ToSchema)]
pub struct WishedLanguage {
    /// BCP 47.
    pub language: String,
    pub count: i64,
}

impl From<&(LanguageTag, i64)> for WishedLanguage {
    fn from((language, count): &(LanguageTag, i64)) -> Self {
        Self { language: language.to_string(), count: *count }
    }
}

/// Enough of a related resource to lead to it.
#[derive(Serialize, ToSchema)]
pub struct RelatedResource {
    pub id: ResourceId,
    pub title: String,
    /// BCP 47.
    pub language: String,
    /// Who shares it here.
    pub organization: SharingOrganization,
    /// A value of `/licenses`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub license: Option<String>,
}

impl ResourceView {
    pub fn of(resource: &PublicResource, language: &LanguageTag, change: i64) -> Self {
        let metadata = resource.metadata();
        let files = resource.files().map(|(file, blob)| PublicFileView {
            id: file.id,
            name: file.name.to_string(),
            size_bytes: blob.size_bytes,
            media_type: blob.media_type.clone(),
            page_count: blob.page_count,
            language: file.language.as_ref().map(ToString::to_string).or_else(|| blob.language.clone()),
            sha256: blob.sha256.clone(),
        });
        let relation = |related: &Related| RelationView {
            kind: related.kind,
            from: related.from,
            to: related.to,
            other: RelatedResource {
                id: if related.from == resource.id() { related.to } else { related.from },
                title: related.title.clone(),
                language: related.language.as_ref().map_or_else(|| "und".to_owned(), ToString::to_string),
                organization: SharingOrganization::of(PublicOrganization::of(&related.organization), language),
                license: related.license.clone(),
            },
            changed: related.changed.clone(),
            note: related.note.clone(),
        };
        Self {
            id: resource.id(),
            title: metadata.title_or_placeholder().to_owned(),
            summary: metadata.summary.clone().unwrap_or_default(),
            section: resource.edition().section,
            kind: metadata.kind.clone().unwrap_or_default(),
            language: metadata.language.as_ref().map_or_else(|| "und".to_owned(), ToString::to_string),
            translations: metadata.translations.clone(),
            organization: SharingOrganization::of(resource.organization(), language),
            author_organization: metadata.author_organization.clone(),
            authors: metadata.authors.clone(),
            topics: metadata.topics.clone(),
            audiences: metadata.audiences.clone(),
            countries: metadata.countries.clone(),
            year: metadata.year,
            license: metadata.license.clone().unwrap_or_default(),
            link_url: metadata.link_url.clone(),
            files: files.collect(),
            relations: resource.relations().iter().map(relation).collect(),
            link_dead_since: resource.link_dead_since(),
            use_count: resource.use_count(),
            review_by: resource.review_by(),
            not_reviewed_since: None,
            translations_wanted: resource.wishes().iter().map(WishedLanguage::from).collect(),
            edition: resource.edition().number,
            published_at: resource.published_at(),
            updated_at: resource.updated_at(),
            change,
        }
    }
}
