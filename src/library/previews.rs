//! A preview: what the public would see, before anybody has decided. It is put together by the same lines that publish.

use super::publishing::{self, Composition};
use super::submissions as acts;
use crate::auth::User;
use crate::db::blobs::BlobRow;
use crate::db::editions::{self, EditionRow, Parts, Preview};
use crate::db::files::{EditionFileRow, FileRow};
use crate::db::{AnyConn, relations, resources};
use crate::domain::ids::{DecisionId, EditionId, ResourceId, SubmissionId};
use crate::domain::time::Timestamp;
use crate::domain::words::Section;
use crate::error::{Error, Result};

/// What publishing would make of a submission as it stands, in its own section or another. A work that is not public yet has no id as a resource:
/// that of the submission stands in its place, and its files have the ids that they have as files of the submission.
pub fn preview(c: &mut AnyConn, user: &User, id: SubmissionId, section: Option<Section>, now: Timestamp) -> Result<Preview> {
    let submission = acts::detail(c, user, id, now)?.submission;
    let section = section.or(submission.metadata.section).ok_or_else(|| {
        Error::invalid(
            "section",
            "is left to the reviewers; name one (learn, promote or take_action) to see the work as it would stand there",
        )
    })?;
    let (resource, number) = match submission.resource_id {
        Some(resource) => (resources::find(c, resource)?, editions::last_number(c, resource)? + 1),
        None => (publishing::new_resource(&submission, ResourceId::from_uuid(id.uuid()), now), 1),
    };
    let Composition { metadata, files, relations } = publishing::compose(c, &submission, resource.id, section)?;
    let edition = EditionRow {
        id: EditionId::new(),
        resource_id: resource.id,
        number,
        submission_id: id,
        decision_id: DecisionId::new(),
        metadata,
        section,
        published_at: now,
    };
    let relations = relations::plan(c, resource.id, &relations, now)?;
    let file = |(file, blob): (FileRow, BlobRow)| {
        let FileRow { id, blob_sha256, name, language, position, .. } = file;
        (EditionFileRow { id, edition_id: edition.id, blob_sha256, name, language, position }, blob)
    };
    let files = files.into_iter().map(file).collect();
    editions::preview(c, Parts { resource, edition, files, relations })
}
