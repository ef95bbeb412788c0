//! Files of submissions and of editions: a name, a language and a place, over bytes that are stored once.

use super::blobs::BlobRow;
use super::dialect::AnyConn;
use super::schema::{blobs, edition_files, files, organization_logos};
use crate::domain::ids::{EditionId, FileId, SubmissionId};
use crate::domain::language::LanguageTag;
use crate::domain::text::FileName;
use crate::domain::time::Timestamp;
use crate::error::{Error, Result};
use diesel::prelude::*;

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = files)]
pub struct FileRow {
    pub id: FileId,
    pub submission_id: SubmissionId,
    pub blob_sha256: String,
    pub name: FileName,
    pub language: Option<LanguageTag>,
    pub position: i32,
    pub created_at: Timestamp,
}

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = edition_files)]
pub struct EditionFileRow {
    pub id: FileId,
    pub edition_id: EditionId,
    pub blob_sha256: String,
    pub name: FileName,
    pub language: Option<LanguageTag>,
    pub position: i32,
}

pub fn insert(c: &mut AnyConn, file: &FileRow) -> Result<()> {
    diesel::insert_into(files::table).values(file).execute(c)?;
    Ok(())
}

/// The files of a submission in their order, with what inspection found.
pub fn list_of_submission(c: &mut AnyConn, submission: SubmissionId) -> Result<Vec<(FileRow, BlobRow)>> {
    Ok(files::table
        .inner_join(blobs::table)
        .filter(files::submission_id.eq(submission))
        .order((files::position, files::id))
        .select((FileRow::as_select(), BlobRow::as_select()))
        .load(c)?)
}

/// The same of several submissions at once.
pub fn list_of_submissions(c: &mut AnyConn, submissions: &[SubmissionId]) -> Result<Vec<(FileRow, BlobRow)>> {
    Ok(files::table
        .inner_join(blobs::table)
        .filter(files::submission_id.eq_any(submissions))
        .order((files::submission_id, files::position, files::id))
        .select((FileRow::as_select(), BlobRow::as_select()))
        .load(c)?)
}

pub fn find_of_submission(c: &mut AnyConn, submission: SubmissionId, file: FileId) -> Result<(FileRow, BlobRow)> {
    let found = files::table
        .inner_join(blobs::table)
        .filter(files::submission_id.eq(submission))
        .filter(files::id.eq(file))
        .select((FileRow::as_select(), BlobRow::as_select()))
        .first(c)
        .optional()?;
    found.ok_or(Error::NotFound("file"))
}

pub fn count_of_submission(c: &mut AnyConn, submission: SubmissionId) -> Result<i64> {
    Ok(files::table.filter(files::submission_id.eq(submission)).count().get_result(c)?)
}

/// The name under which some bytes were first sent: a hint for the readers.
pub fn get_any_name(c: &mut AnyConn, sha256: &str) -> Result<Option<FileName>> {
    Ok(files::table.filter(files::blob_sha256.eq(sha256)).order(files::id).select(files::name).first(c).optional()?)
}

pub fn delete(c: &mut AnyConn, file: FileId) -> Result<()> {
    diesel::delete(files::table.find(file)).execute(c)?;
    Ok(())
}

pub fn delete_of_submission(c: &mut AnyConn, submission: SubmissionId) -> Result<()> {
    diesel::delete(files::table.filter(files::submission_id.eq(submission))).execute(c)?;
    Ok(())
}

pub fn insert_into_edition(c: &mut AnyConn, file: &EditionFileRow) -> Result<()> {
    diesel::insert_into(edition_files::table).values(file).execute(c)?;
    Ok(())
}

/// The files of an edition in their order, with what inspection found.
pub fn list_of_edition(c: &mut AnyConn, edition: EditionId) -> Result<Vec<(EditionFileRow, BlobRow)>> {
    Ok(edition_files::table
        .inner_join(blobs::table)
        .filter(edition_files::edition_id.eq(edition))
        .order((edition_files::position, edition_files::id))
        .select((EditionFileRow::as_select(), BlobRow::as_select()))
        .load(c)?)
}

/// Whether a submission or an edition has a file of these bytes, or an organization its picture.
pub fn is_named(c: &mut AnyConn, sha256: &str) -> Result<bool> {
    let in_submissions: i64 = files::table.filter(files::blob_sha256.eq(sha256)).count().get_result(c)?;
    let in_editions: i64 = edition_files::table.filter(edition_files::blob_sha256.eq(sha256)).count().get_result(c)?;
    let as_logos: i64 = organization_logos::table.filter(organization_logos::blob_sha256.eq(sha256)).count().get_result(c)?;
    Ok(in_submissions + in_editions + as_logos > 0)
}
