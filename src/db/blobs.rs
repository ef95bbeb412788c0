//! What is known of bytes: their size, and what inspection found. The bytes themselves are in the blob store.

use super::dialect::{AnyConn, per_backend};
use super::schema::{blobs, edition_files, exports, files, imports, organization_logos, texts};
use crate::domain::time::Timestamp;
use crate::domain::words::FileStatus;
use crate::error::{Error, Result};
use diesel::dsl::{exists, not};
use diesel::prelude::*;

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = blobs)]
pub struct BlobRow {
    /// SHA-256 of the bytes, in lower-case hex.
    pub sha256: String,
    pub size_bytes: i64,
    pub status: FileStatus,
    pub media_type: Option<String>,
    pub page_count: Option<i32>,
    pub language: Option<String>,
    pub title: Option<String>,
    pub detail: Option<String>,
    pub extractor_version: Option<i32>,
    pub inspected_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub condemned_at: Option<Timestamp>,
}

/// Makes sure that a row stands for bytes that are stored, and that the sweeper lets them be.
pub fn upsert(c: &mut AnyConn, sha256: &str, size_bytes: i64, now: Timestamp) -> Result<BlobRow> {
    let blob = BlobRow {
        sha256: sha256.to_owned(),
        size_bytes,
        status: FileStatus::Pending,
        media_type: None,
        page_count: None,
        language: None,
        title: None,
        detail: None,
        extractor_version: None,
        inspected_at: None,
        created_at: now,
        condemned_at: None,
    };
    per_backend!(c, inner => diesel::insert_into(blobs::table)
        .values(&blob)
        .on_conflict(blobs::sha256)
        .do_update()
        .set(blobs::condemned_at.eq(None::<Timestamp>))
        .execute(inner))?;
    find(c, sha256)
}

pub fn find(c: &mut AnyConn, sha256: &str) -> Result<BlobRow> {
    blobs::table.find(sha256).select(BlobRow::as_select()).first(c).optional()?.ok_or(Error::NotFound("file"))
}

/// What inspection found.
pub struct Findings<'a> {
    pub status: FileStatus,
    pub media_type: &'a str,
    pub page_count: Option<i32>,
    pub language: Option<&'a str>,
    pub title: Option<&'a str>,
    pub detail: Option<&'a str>,
    pub extractor_version: i32,
}

pub fn set_inspected(c: &mut AnyConn, sha256: &str, found: &Findings, now: Timestamp) -> Result<()> {
    let values = (
        blobs::status.eq(found.status),
        blobs::media_type.eq(found.media_type),
        blobs::page_count.eq(found.page_count),
        blobs::language.eq(found.language),
        blobs::title.eq(found.title),
        blobs::detail.eq(found.detail),
        blobs::extractor_version.eq(found.extractor_version),
        blobs::inspected_at.eq(now),
    );
    diesel::update(blobs::table.find(sha256)).set(values).execute(c)?;
    Ok(())
}

/// Every blob, by page, in the order of the hashes.
pub fn list(c: &mut AnyConn, after: &str, limit: i64) -> Result<Vec<BlobRow>> {
    Ok(blobs::table.filter(blobs::sha256.gt(after)).order(blobs::sha256).limit(limit).select(BlobRow::as_select()).load(c)?)
}

/// Those of these hashes whose rows are condemned.
pub fn list_condemned_of(c: &mut AnyConn, hashes: &[String]) -> Result<Vec<String>> {
    let condemned = blobs::table.filter(blobs::sha256.eq_any(hashes)).filter(blobs::condemned_at.is_not_null());
    Ok(condemned.select(blobs::sha256).load(c)?)
}

/// Those of these hashes that have rows.
pub fn list_known_of(c: &mut AnyConn, hashes: &[String]) -> Result<Vec<String>> {
    Ok(blobs::table.filter(blobs::sha256.eq_any(hashes)).select(blobs::sha256).load(c)?)
}

/// Takes the lock of a row until the transaction ends: whoever is about to name the bytes has done so, or waits.
pub fn lock(c: &mut AnyConn, sha256: &str) -> Result<()> {
    diesel::update(blobs::table.find(sha256)).set(blobs::size_bytes.eq(blobs::size_bytes)).execute(c)?;
    Ok(())
}

/// Tells the sweeper to let these be. Waits for one that is at it.
pub fn acquit(c: &mut AnyConn, hashes: &[String]) -> Result<()> {
    diesel::update(blobs::table.filter(blobs::sha256.eq_any(hashes))).set(blobs::condemned_at.eq(None::<Timestamp>)).execute(c)?;
    Ok(())
}

/// Blobs that no submission or edition, no organization, import or export names and that are not condemned yet, by page.
pub fn list_unreferenced(c: &mut AnyConn, after: &str, limit: i64) -> Result<Vec<String>> {
    let named = exists(files::table.filter(files::blob_sha256.eq(blobs::sha256)));
    let published = exists(edition_files::table.filter(edition_files::blob_sha256.eq(blobs::sha256)));
    let shown = exists(organization_logos::table.filter(organization_logos::blob_sha256.eq(blobs::sha256)));
    let archived = exists(imports::table.filter(imports::blob_sha256.eq(blobs::sha256.nullable())));
    let exported = exists(exports::table.filter(exports::blob_sha256.eq(blobs::sha256.nullable())));
    let unreferenced = blobs::table.filter(blobs::condemned_at.is_null()).filter(not(named)).filter(not(published));
    let unreferenced = unreferenced.filter(not(shown)).filter(not(archived)).filter(not(exported));
    Ok(unreferenced.filter(blobs::sha256.gt(after)).order(blobs::sha256).limit(limit).select(blobs::sha256).load(c)?)
}

/// Marks blobs that nothing seems to name, once. It is looked at again before anything is removed.
pub fn condemn_unreferenced(c: &mut AnyConn, hashes: &[String], now: Timestamp) -> Result<()> {
    let innocent = blobs::table.filter(blobs::sha256.eq_any(hashes)).filter(blobs::condemned_at.is_null());
    diesel::update(innocent).set(blobs::condemned_at.eq(now)).execute(c)?;
    Ok(())
}

/// Blobs that were condemned up to a time, by page.
pub fn list_condemned_until(c: &mut AnyConn, until: Timestamp, after: &str, limit: i64) -> Result<Vec<String>> {
    let condemned = blobs::table.filter(blobs::condemned_at.le(until)).filter(blobs::sha256.gt(after));
    Ok(condemned.order(blobs::sha256).limit(limit).select(blobs::sha256).load(c)?)
}

/// Deletes a row that is still condemned since then and that nothing names, and holds its lock until the transaction ends: until then nobody else
/// can let a row name these bytes. False if it was acquitted, or is gone.
pub fn delete_condemned(c: &mut AnyConn, sha256: &str, until: Timestamp) -> Result<bool> {
    let condemned = blobs::table.find(sha256).filter(blobs::condemned_at.le(until));
    // Changes nothing, and takes the lock. What the next statements see is what was committed before.
    if diesel::update(condemned).set(blobs::size_bytes.eq(blobs::size_bytes)).execute(c)? == 0 {
        return Ok(false);
    }
    let named: i64 = files::table.filter(files::blob_sha256.eq(sha256)).count().get_result(c)?;
    let published: i64 = edition_files::table.filter(edition_files::blob_sha256.eq(sha256)).count().get_result(c)?;
    let shown: i64 = organization_logos::table.filter(organization_logos::blob_sha256.eq(sha256)).count().get_result(c)?;
    let archived: i64 = imports::table.filter(imports::blob_sha256.eq(sha256)).count().get_result(c)?;
    let exported: i64 = exports::table.filter(exports::blob_sha256.eq(sha256)).count().get_result(c)?;
    if named + published + shown + archived + exported > 0 {
        acquit(c, &[sha256.to_owned()])?;
        return Ok(false);
    }
    diesel::delete(texts::table.filter(texts::blob_sha256.eq(sha256))).execute(c)?;
    diesel::delete(blobs::table.find(sha256)).execute(c)?;
    Ok(true)
}

/// Gives stored bytes that nobody knows of a condemned row, unless they have a row by now.
pub fn adopt(c: &mut AnyConn, sha256: &str, size_bytes: i64, now: Timestamp) -> Result<()> {
    let orphan = (
        blobs::sha256.eq(sha256),
        blobs::size_bytes.eq(size_bytes),
        blobs::status.eq(FileStatus::Pending),
        blobs::created_at.eq(now),
        blobs::condemned_at.eq(now),
    );
    per_backend!(c, inner => diesel::insert_into(blobs::table).values(orphan).on_conflict_do_nothing().execute(inner))?;
    Ok(())
}

/// Forgets what was read in bytes that are about to be destroyed, and marks them so. A new upload of the same bytes lifts the mark.
pub fn condemn(c: &mut AnyConn, sha256: &str, now: Timestamp) -> Result<()> {
    let values = (
        blobs::status.eq(FileStatus::Pending),
        blobs::media_type.eq(None::<String>),
        blobs::page_count.eq(None::<i32>),
        blobs::language.eq(None::<String>),
        blobs::title.eq(None::<String>),
        blobs::detail.eq(None::<String>),
        blobs::extractor_version.eq(None::<i32>),
        blobs::inspected_at.eq(None::<Timestamp>),
        blobs::condemned_at.eq(now),
    );
    diesel::update(blobs::table.find(sha256)).set(values).execute(c)?;
    Ok(())
}

pub fn delete(c: &mut AnyConn, sha256: &str) -> Result<()> {
    diesel::delete(blobs::table.find(sha256)).execute(c)?;
    Ok(())
}

/// Whether the bytes are still to be there: nobody has purged them or is about to sweep them away.
pub fn is_kept(c: &mut AnyConn, sha256: &str) -> Result<bool> {
    let kept: i64 = blobs::table.find(sha256).filter(blobs::condemned_at.is_null()).count().get_result(c)?;
    Ok(kept > 0)
}
