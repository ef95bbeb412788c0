//! The text of files, page by page, compressed, kept by blob and extractor version, so that a reindex needs no file.

use super::dialect::AnyConn;
use super::schema::texts;
use crate::error::{Context, Result};
use diesel::prelude::*;

/// zstd's default: text shrinks to a third at a cost that does not show beside the reading of the file.
const LEVEL: i32 = 3;
/// No page that a reader lets through is larger; a row that claims to be is damaged.
const MAX_PAGE_BYTES: usize = 128 * 1024 * 1024;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = texts)]
struct TextRow {
    blob_sha256: String,
    extractor_version: i32,
    page: i32,
    compressed_text: Vec<u8>,
}

/// Puts the pages of one reading in the place of an earlier one by the same version.
pub fn replace<'a>(c: &mut AnyConn, sha256: &str, version: i32, pages: impl Iterator<Item = (i32, &'a str)>) -> Result<()> {
    let old = texts::table.filter(texts::blob_sha256.eq(sha256)).filter(texts::extractor_version.eq(version));
    diesel::delete(old).execute(c)?;
    for (page, text) in pages {
        let compressed_text = zstd::bulk::compress(text.as_bytes(), LEVEL).context("compressing the text of a file")?;
        let row = TextRow { blob_sha256: sha256.to_owned(), extractor_version: version, page, compressed_text };
        diesel::insert_into(texts::table).values(&row).execute(c)?;
    }
    Ok(())
}

/// The pages of a blob by one version, in order.
pub fn list(c: &mut AnyConn, sha256: &str, version: i32) -> Result<Vec<(i32, String)>> {
    let rows: Vec<TextRow> = texts::table
        .filter(texts::blob_sha256.eq(sha256))
        .filter(texts::extractor_version.eq(version))
        .order(texts::page)
        .select(TextRow::as_select())
        .load(c)?;
    let page = |row: TextRow| {
        let text = zstd::bulk::decompress(&row.compressed_text, MAX_PAGE_BYTES).context("unpacking the text of a file")?;
        Ok((row.page, String::from_utf8(text).context("reading the text of a file")?))
    };
    rows.into_iter().map(page).collect()
}

/// Destroys what every version has read.
pub fn delete(c: &mut AnyConn, sha256: &str) -> Result<()> {
    diesel::delete(texts::table.filter(texts::blob_sha256.eq(sha256))).execute(c)?;
    Ok(())
}
