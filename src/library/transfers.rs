//! Asking for imports and exports: a row and a job; the work is done by `jobs`.

use crate::auth::{Admin, User};
use crate::db::events::{self, Event};
use crate::db::exports::{self, ExportRow};
use crate::db::imports::{self, ImportRow};
use crate::db::{AnyConn, Tx, blobs, jobs, organizations};
use crate::domain::ids::{ExportId, ImportId, OrganizationId};
use crate::domain::time::Timestamp;
use crate::domain::words::{SiteRole, TransferStatus};
use crate::error::{Error, Result};
use serde_json::json;

/// The jobs that do them. Their subjects are ids of imports and of exports.
pub const IMPORT_JOB: &str = "import";
pub const EXPORT_JOB: &str = "export";

/// An archive or a table that was received and is stored.
pub struct StoredArchive {
    pub sha256: String,
    pub size_bytes: i64,
}

pub fn request_import(
    tx: &mut Tx,
    admin: &Admin,
    options: &serde_json::Value,
    archive: &StoredArchive,
    now: Timestamp,
) -> Result<ImportRow> {
    blobs::upsert(tx, &archive.sha256, archive.size_bytes, now)?;
    let import = ImportRow {
        id: ImportId::new(),
        created_by: admin.id(),
        status: TransferStatus::Waiting,
        options: options.to_string(),
        blob_sha256: Some(archive.sha256.clone()),
        rows_total: 0,
        rows_done: 0,
        report: None,
        failure: None,
        created_at: now,
        ended_at: None,
    };
    imports::insert(tx, &import)?;
    let details = json!({"state": options["state"], "dry_run": options["dry_run"]});
    record(tx, admin.user(), "import.request", "import", &import.id, details, now)?;
    jobs::enqueue(tx, IMPORT_JOB, &import.id, now, now)?;
    Ok(import)
}

/// Admins may have all of it, managers what their organization shares.
pub fn request_export(tx: &mut Tx, user: &User, organization_id: Option<OrganizationId>, now: Timestamp) -> Result<ExportRow> {
    may_export(tx, user, organization_id)?;
    let export = ExportRow {
        id: ExportId::new(),
        created_by: user.id(),
        organization_id,
        status: TransferStatus::Waiting,
        blob_sha256: None,
        size_bytes: None,
        editions_total: 0,
        editions_done: 0,
        failure: None,
        created_at: now,
        ended_at: None,
        expires_at: None,
    };
    exports::insert(tx, &export)?;
    record(tx, user, "export.request", "export", &export.id, json!({"organization": organization_id}), now)?;
    jobs::enqueue(tx, EXPORT_JOB, &export.id, now, now)?;
    Ok(export)
}

fn may_export(c: &mut AnyConn, user: &User, organization: Option<OrganizationId>) -> Result<()> {
    match organization {
        Some(id) => {
            user.may_manage(id)?;
            organizations::find(c, id).map(|_| ())
        }
        None if user.role() == SiteRole::Admin => Ok(()),
        None => Err(Error::forbidden("admins_only", "Only admins may export the whole library; name your organization.")),
    }
}

/// An export, for whoever asked for it and still may have what is in it.
pub fn find_export(c: &mut AnyConn, user: &User, id: ExportId) -> Result<ExportRow> {
    let export = exports::find(c, id)?;
    if export.created_by != user.id() || may_export(c, user, export.organization_id).is_err() {
        return Err(Error::NotFound("export"));
    }
    Ok(export)
}

fn record(
    tx: &mut Tx,
    user: &User,
    act: &'static str,
    subject_kind: &'static str,
    subject: &dyn ToString,
    details: serde_json::Value,
    now: Timestamp,
) -> Result<()> {
    events::record(tx, &Event { actor: Some(user.id()), act, subject_kind, subject, details, personal: &[] }, now)
}
