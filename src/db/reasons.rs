//! Ready-made reasons, which admins edit. None is ever deleted: decisions name them.

use super::dialect::{self, AnyConn, MultiBackend};
use super::schema::{decisions, reasons};
use crate::domain::review::{Localized, Uses};
use crate::domain::time::Timestamp;
use crate::domain::words::SubmissionField;
use crate::error::{Error, Result};
use diesel::prelude::*;

#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = reasons, primary_key(code), treat_none_as_null = true)]
pub struct ReasonRow {
    pub code: String,
    pub uses: Uses,
    /// The field of the upload form that it is about.
    pub field: Option<SubmissionField>,
    /// What the button says.
    pub labels: Localized,
    /// What the submitter is told.
    pub sentences: Localized,
    pub position: i32,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub archived_at: Option<Timestamp>,
}

pub fn insert(c: &mut AnyConn, reason: &ReasonRow) -> Result<()> {
    diesel::insert_into(reasons::table).values(reason).execute(c)?;
    Ok(())
}

pub fn get(c: &mut AnyConn, code: &str) -> Result<Option<ReasonRow>> {
    Ok(reasons::table.find(code).select(ReasonRow::as_select()).first(c).optional()?)
}

/// The reason, locked until the transaction ends.
pub fn lock(c: &mut AnyConn, code: &str) -> Result<ReasonRow> {
    dialect::lock_row_by(c, "reasons", "code", code)?;
    get(c, code)?.ok_or(Error::NotFound("reason"))
}

pub fn save(c: &mut AnyConn, reason: &ReasonRow) -> Result<()> {
    diesel::update(reasons::table.find(&reason.code)).set(reason).execute(c)?;
    Ok(())
}

/// In the order in which they are shown. An organization's worth of them, never more than fit on a page.
pub fn list(c: &mut AnyConn, with_archived: bool) -> Result<Vec<ReasonRow>> {
    let mut query = reasons::table.select(ReasonRow::as_select()).order((reasons::position, reasons::code)).into_boxed::<MultiBackend>();
    if !with_archived {
        query = query.filter(reasons::archived_at.is_null());
    }
    Ok(query.load(c)?)
}

/// How often each reason was given since a time, in decisions that were not taken back.
pub fn count_given(c: &mut AnyConn, since: Timestamp) -> Result<Vec<(String, i64)>> {
    let given = decisions::reason.is_not_null().and(decisions::undone_at.is_null()).and(decisions::decided_at.ge(since));
    let counts: Vec<(Option<String>, i64)> = decisions::table
        .filter(given)
        .group_by(decisions::reason)
        .select((decisions::reason, diesel::dsl::count(decisions::id)))
        .load(c)?;
    Ok(counts.into_iter().filter_map(|(reason, count)| Some((reason?, count))).collect())
}
