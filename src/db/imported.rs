//! Which lines of which tables were taken in, so that none is taken in twice.

use super::dialect::AnyConn;
use super::schema::{decisions, files, imported_rows, submissions};
use crate::domain::ids::{DecisionId, ResourceId, SubmissionId};
use crate::domain::time::Timestamp;
use crate::error::Result;
use diesel::dsl::exists;
use diesel::prelude::*;

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = imported_rows)]
pub struct ImportedRow {
    /// The name of the library that it came from.
    pub source: String,
    /// A hash of what names the line there.
    pub row_key: String,
    /// A hash of all that the line said.
    pub row_hash: String,
    /// None once what came of it was deleted.
    pub submission_id: Option<SubmissionId>,
    /// The decision by which the import made it public, where it did.
    pub decision_id: Option<DecisionId>,
    /// The number that the edition had where it came from.
    pub edition_number: Option<i32>,
    /// When it was published there.
    pub published_at: Option<Timestamp>,
    pub imported_at: Timestamp,
}

pub fn insert(c: &mut AnyConn, row: &ImportedRow) -> Result<()> {
    diesel::insert_into(imported_rows::table).values(row).execute(c)?;
    Ok(())
}

pub fn get(c: &mut AnyConn, source: &str, row_key: &str) -> Result<Option<ImportedRow>> {
    Ok(imported_rows::table.find((source, row_key)).select(ImportedRow::as_select()).first(c).optional()?)
}

/// The line by which a decision was made, if an import made it.
pub fn get_of_decision(c: &mut AnyConn, decision: DecisionId) -> Result<Option<ImportedRow>> {
    let of_decision = imported_rows::table.filter(imported_rows::decision_id.eq(decision));
    Ok(of_decision.select(ImportedRow::as_select()).first(c).optional()?)
}

/// The decisions of imports that have not taken effect and whose submission holds these bytes.
pub fn list_pending_with_blob(c: &mut AnyConn, sha256: &str) -> Result<Vec<DecisionId>> {
    let holding = files::table.filter(files::blob_sha256.eq(sha256)).select(files::submission_id);
    let imported = exists(imported_rows::table.filter(imported_rows::decision_id.eq(decisions::id.nullable())));
    let pending = decisions::carried_out_at.is_null().and(decisions::undone_at.is_null());
    let waiting = decisions::table.filter(decisions::submission_id.eq_any(holding)).filter(pending).filter(imported);
    Ok(waiting.select(decisions::id).load(c)?)
}

/// Whether a resource came from this source.
pub fn has_resource_of(c: &mut AnyConn, source: &str, resource: ResourceId) -> Result<bool> {
    let of_resource = submissions::table.filter(submissions::resource_id.eq(resource)).select(submissions::id.nullable());
    let rows = imported_rows::table.filter(imported_rows::source.eq(source)).filter(imported_rows::submission_id.eq_any(of_resource));
    let count: i64 = rows.count().get_result(c)?;
    Ok(count > 0)
}

/// Forgets what a line said, when what came of it is destroyed. That it was there stays: it is not taken in again.
pub fn forget_submission(c: &mut AnyConn, submission: SubmissionId) -> Result<()> {
    let of_submission = imported_rows::table.filter(imported_rows::submission_id.eq(submission));
    let nothing = (
        imported_rows::row_hash.eq(""),
        imported_rows::submission_id.eq(None::<SubmissionId>),
        imported_rows::decision_id.eq(None::<DecisionId>),
        imported_rows::edition_number.eq(None::<i32>),
        imported_rows::published_at.eq(None::<Timestamp>),
    );
    diesel::update(of_submission).set(nothing).execute(c)?;
    Ok(())
}
