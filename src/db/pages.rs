//! The pages of text that admins wrote, by version and language. What the program ships stands before them: [`crate::library::pages`].

use super::dialect::AnyConn;
use super::schema::{page_texts, page_versions};
use crate::domain::ids::UserId;
use crate::domain::language::LanguageTag;
use crate::domain::time::Timestamp;
use crate::domain::words::TextPage;
use crate::error::Result;
use diesel::prelude::*;

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = page_versions)]
pub struct VersionRow {
    pub page: TextPage,
    pub number: i32,
    /// Whether it says something else than the one before, so that whoever agreed to that one is asked again.
    pub is_substantive: bool,
    pub published_at: Timestamp,
    pub published_by: UserId,
}

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = page_texts)]
pub struct TextRow {
    pub page: TextPage,
    pub number: i32,
    pub language: LanguageTag,
    pub title: String,
    /// Markdown.
    pub source: String,
}

pub fn insert(c: &mut AnyConn, version: &VersionRow, texts: &[TextRow]) -> Result<()> {
    diesel::insert_into(page_versions::table).values(version).execute(c)?;
    for text in texts {
        diesel::insert_into(page_texts::table).values(text).execute(c)?;
    }
    Ok(())
}

/// Every version of a page, oldest first.
pub fn list_versions(c: &mut AnyConn, page: TextPage) -> Result<Vec<VersionRow>> {
    let versions = page_versions::table.filter(page_versions::page.eq(page));
    Ok(versions.order(page_versions::number).select(VersionRow::as_select()).load(c)?)
}

/// Every text of every version of a page, oldest first.
pub fn list_texts(c: &mut AnyConn, page: TextPage) -> Result<Vec<TextRow>> {
    let texts = page_texts::table.filter(page_texts::page.eq(page));
    Ok(texts.order((page_texts::number, page_texts::language)).select(TextRow::as_select()).load(c)?)
}
