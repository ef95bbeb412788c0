//! What anyone reported of a resource.

use super::dialect::{self, AnyConn, MultiBackend};
use super::schema::{reports, resources};
use crate::domain::ids::{OrganizationId, ReportId, ResourceId, UserId};
use crate::domain::language::LanguageTag;
use crate::domain::time::Timestamp;
use crate::domain::words::{ReportKind, ReportStatus};
use crate::error::{Error, Result};
use diesel::prelude::*;

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = reports)]
pub struct ReportRow {
    pub id: ReportId,
    pub resource_id: ResourceId,
    pub kind: ReportKind,
    pub message: String,
    /// Of whoever reported, where they want to hear of it.
    pub email: Option<String>,
    pub language: LanguageTag,
    pub status: ReportStatus,
    pub answer: Option<String>,
    pub answered_by: Option<UserId>,
    pub answered_at: Option<Timestamp>,
    pub version: i64,
    pub created_at: Timestamp,
}

pub fn insert(c: &mut AnyConn, report: &ReportRow) -> Result<()> {
    diesel::insert_into(reports::table).values(report).execute(c)?;
    Ok(())
}

pub fn get(c: &mut AnyConn, id: ReportId) -> Result<Option<ReportRow>> {
    Ok(reports::table.find(id).select(ReportRow::as_select()).first(c).optional()?)
}

pub fn find(c: &mut AnyConn, id: ReportId) -> Result<ReportRow> {
    get(c, id)?.ok_or(Error::NotFound("report"))
}

/// The report, locked until the transaction ends.
pub fn lock(c: &mut AnyConn, id: ReportId) -> Result<ReportRow> {
    dialect::lock_row(c, "reports", &id.to_string())?;
    find(c, id)
}

pub fn set_answered(c: &mut AnyConn, id: ReportId, status: ReportStatus, answer: Option<&str>, by: UserId, now: Timestamp) -> Result<()> {
    let values = (
        reports::status.eq(status),
        reports::answer.eq(answer),
        reports::answered_by.eq(by),
        reports::answered_at.eq(now),
        reports::version.eq(reports::version + 1),
    );
    diesel::update(reports::table.find(id)).set(values).execute(c)?;
    Ok(())
}

/// Which reports a list is to hold.
#[derive(Clone, Default)]
pub struct Filter {
    pub status: Option<ReportStatus>,
    pub kind: Option<ReportKind>,
    pub resource: Option<ResourceId>,
    /// Leaves out what members of these organizations must not know of what they share.
    pub not_confidential_of: Vec<OrganizationId>,
}

/// A page of reports in the order in which they came.
pub fn list(c: &mut AnyConn, filter: &Filter, after: Option<ReportId>, limit: i64) -> Result<Vec<ReportRow>> {
    let mut query = reports::table.inner_join(resources::table.on(resources::id.eq(reports::resource_id))).into_boxed::<MultiBackend>();
    if let Some(status) = filter.status {
        query = query.filter(reports::status.eq(status));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(reports::kind.eq(kind));
    }
    if let Some(resource) = filter.resource {
        query = query.filter(reports::resource_id.eq(resource));
    }
    if !filter.not_confidential_of.is_empty() {
        let confidential: Vec<_> = ReportKind::ALL.iter().copied().filter(|kind| kind.is_confidential()).collect();
        let is_others = resources::organization_id.ne_all(filter.not_confidential_of.clone());
        query = query.filter(is_others.or(reports::kind.ne_all(confidential)));
    }
    if let Some(after) = after {
        query = query.filter(reports::id.gt(after));
    }
    Ok(query.order(reports::id).limit(limit).select(ReportRow::as_select()).load(c)?)
}

pub fn list_ids_of(c: &mut AnyConn, resource: ResourceId) -> Result<Vec<ReportId>> {
    Ok(reports::table.filter(reports::resource_id.eq(resource)).select(reports::id).load(c)?)
}
