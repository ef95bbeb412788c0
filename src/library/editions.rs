//! The editions of a resource: the list that anyone may see, and what two of them have different, for those who share it and for reviewers.
//!
//! What was replaced is gone from the public: of an old edition it sees the number, the time and the names of the fields that it changed. Its
//! content is shown to the organization and to reviewers, and to nobody once the resource is withdrawn.

use super::submissions as acts;
use crate::auth::User;
use crate::db::blobs::BlobRow;
use crate::db::editions::{self, EditionRow};
use crate::db::{AnyConn, files, texts};
use crate::domain::comparing::MAX_TEXT_CHARS;
use crate::domain::ids::{ResourceId, SubmissionId};
use crate::domain::metadata::Metadata;
use crate::domain::time::Timestamp;
use crate::error::{Error, Result};

/// An edition in the public list.
pub struct Listed {
    pub number: i32,
    pub published_at: Timestamp,
    /// The fields that it changed, `files` among them; `None` of the first.
    pub changed: Option<Vec<&'static str>>,
    /// What its submitter says of the change, while it is the current one: what an edition said is gone with it.
    pub note: Option<String>,
}

/// The editions of a public resource, newest first.
pub fn list(c: &mut AnyConn, id: ResourceId) -> Result<Vec<Listed>> {
    let current = editions::find_public(c, id)?.edition().id;
    let mut listed = Vec::new();
    let mut before: Option<Side> = None;
    for edition in editions::list_of_resource(c, id)? {
        let side = side_of_edition(c, &edition)?;
        let changed = before.as_ref().map(|before| changed(before, &side));
        let note = if edition.id == current { edition.metadata.change_note } else { None };
        listed.push(Listed { number: edition.number, published_at: edition.published_at, changed, note });
        before = Some(side);
    }
    listed.reverse();
    Ok(listed)
}

/// One side of a comparison.
pub struct Side {
    /// None of a submission.
    pub number: Option<i32>,
    pub at: Timestamp,
    pub metadata: Metadata,
    /// Name and hash of each file.
    pub files: Vec<(String, String)>,
    blobs: Vec<(String, Option<i32>)>,
}

/// Two sides, with the text of either as far as it is compared.
pub struct Comparison {
    pub before: Side,
    pub after: Side,
    pub changed: Vec<&'static str>,
    pub text_before: String,
    pub text_after: String,
}

fn side(number: Option<i32>, at: Timestamp, metadata: Metadata, files: Vec<(String, BlobRow)>) -> Side {
    let blobs = files.iter().map(|(_, blob)| (blob.sha256.clone(), blob.extractor_version)).collect();
    Side { number, at, metadata, files: files.into_iter().map(|(name, blob)| (name, blob.sha256)).collect(), blobs }
}

fn side_of_edition(c: &mut AnyConn, edition: &EditionRow) -> Result<Side> {
    let files = files::list_of_edition(c, edition.id)?.into_iter().map(|(file, blob)| (file.name.to_string(), blob)).collect();
    Ok(side(Some(edition.number), edition.published_at, edition.metadata.clone(), files))
}

fn changed(before: &Side, after: &Side) -> Vec<&'static str> {
    let mut names = after.metadata.differing(&before.metadata);
    names.extend((before.files != after.files).then_some("files"));
    names
}

fn compare(c: &mut AnyConn, before: Side, after: Side) -> Result<Comparison> {
    let changed = changed(&before, &after);
    let (text_before, text_after) = if before.blobs == after.blobs { Default::default() } else { (text(c, &before)?, text(c, &after)?) };
    Ok(Comparison { before, after, changed, text_before, text_after })
}

/// The text of the files, one after the other, no further than is compared.
fn text(c: &mut AnyConn, side: &Side) -> Result<String> {
    let mut text = String::new();
    for (sha256, version) in side.blobs.iter().filter_map(|(sha256, version)| Some((sha256, (*version)?))) {
        for (_, page) in texts::list(c, sha256, version)? {
            // A character more than is compared tells that something was cut.
            if text.chars().count() > MAX_TEXT_CHARS {
                return Ok(text);
            }
            text.push_str(&page);
            text.push('\n');
        }
    }
    Ok(text)
}

/// What two editions of a public resource have different.
pub fn compare_editions(c: &mut AnyConn, user: &User, id: ResourceId, from: i32, to: i32) -> Result<Comparison> {
    let resource = editions::find_public(c, id)?;
    if !user.is_reviewer() && !user.is_member_of(resource.owner()) {
        return Err(Error::forbidden(
            "not_a_member",
            "What earlier editions said is shown to the organization that shares it and to reviewers.",
        ));
    }
    let find = |c: &mut AnyConn, field: &str, number| match editions::find_by_number(c, id, number) {
        Err(Error::NotFound(_)) => Err(Error::invalid(field, format!("names no edition; there are 1 to {}", resource.edition().number))),
        found => found,
    };
    let (before, after) = (find(c, "from", from)?, find(c, "to", to)?);
    let (before, after) = (side_of_edition(c, &before)?, side_of_edition(c, &after)?);
    compare(c, before, after)
}

/// What a revision would change of the edition that it rests on.
pub fn compare_revision(c: &mut AnyConn, user: &User, id: SubmissionId, now: Timestamp) -> Result<Comparison> {
    let submission = acts::detail(c, user, id, now)?.submission;
    let Some(based_on) = submission.based_on_edition_id else {
        return Err(Error::conflict("not_a_revision", "This is a new work: there is no edition to compare it with."));
    };
    let before = editions::find(c, based_on)?;
    let before = side_of_edition(c, &before)?;
    let files = files::list_of_submission(c, id)?.into_iter().map(|(file, blob)| (file.name.to_string(), blob)).collect();
    let after = side(None, submission.updated_at, submission.metadata, files);
    compare(c, before, after)
}
