//! The directory: members in the order of their names, found by the folded words of all names they have or had, in every language.
//!
//! The words stand in a table of their own, a function of the row and its former names that every write of either renews.

use super::{OrganizationRow, organizations};
use crate::db::dialect::{AnyConn, MultiBackend, per_backend};
use crate::db::schema::{former_names, organization_words};
use crate::domain::fold;
use crate::domain::ids::OrganizationId;
use crate::domain::language::LanguageTag;
use crate::domain::profile::Findable;
use crate::domain::time::Timestamp;
use crate::domain::words::OrganizationStatus;
use crate::error::Result;
use diesel::dsl::exists;
use diesel::prelude::*;
use std::collections::HashMap;

/// Rows that are given words at once.
const PAGE: i64 = 200;
/// More words than anyone types; the rest says nothing more.
const MAX_WORDS: usize = 12;

/// What stands in the directory.
#[derive(Clone, Default)]
pub struct Filter {
    pub words: Option<String>,
    pub country: Option<String>,
    pub language: Option<LanguageTag>,
    pub topic: Option<String>,
    /// Empty: every member.
    pub statuses: Vec<OrganizationStatus>,
}

/// The place of a row in the order: the next page begins after it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    pub sort_name: String,
    pub id: OrganizationId,
}

/// A page of the listed members, in the order of their names.
pub fn list(c: &mut AnyConn, filter: &Filter, after: Option<&Place>, limit: i64) -> Result<Vec<(Place, OrganizationRow)>> {
    let mut query = organization_words::table
        .inner_join(organizations::table)
        .filter(organizations::is_unlisted.eq(false))
        .select((organization_words::sort_name, OrganizationRow::as_select()))
        .order((organization_words::sort_name, organization_words::organization_id))
        .limit(limit)
        .into_boxed::<MultiBackend>();
    // Nearly all are members. Said this way round, and with a beginning, SQLite walks the index of the names and stops where the page is full;
    // it would read and sort all of them by their status otherwise.
    let is_meant = |status: &OrganizationStatus| status.is_member() && (filter.statuses.is_empty() || filter.statuses.contains(status));
    let others: Vec<_> = OrganizationStatus::ALL.iter().copied().filter(|status| !is_meant(status)).collect();
    query = query.filter(organizations::status.ne_all(others));
    query = query.filter(organization_words::sort_name.ge(after.map_or_else(String::new, |place| place.sort_name.clone())));
    let words = filter.words.as_deref().map(fold::words).unwrap_or_default();
    for word in words.split(' ').filter(|word| !word.is_empty()).take(MAX_WORDS) {
        query = query.filter(organization_words::words.like(pattern(word)));
    }
    if let Some(country) = &filter.country {
        query = query.filter(organizations::country.eq(country)).filter(organizations::hides_country.eq(false));
    }
    if let Some(language) = &filter.language {
        query = query.filter(organizations::languages.like(listed(language.as_str())).escape('\\'));
    }
    if let Some(topic) = &filter.topic {
        query = query.filter(organizations::topics.like(listed(topic)).escape('\\'));
    }
    if let Some(Place { sort_name, id }) = after {
        let same = organization_words::sort_name.eq(sort_name.clone()).and(organization_words::organization_id.gt(*id));
        query = query.filter(organization_words::sort_name.gt(sort_name.clone()).or(same));
    }
    let rows: Vec<(String, OrganizationRow)> = query.load(c)?;
    Ok(rows.into_iter().map(|(sort_name, row)| (Place { sort_name, id: row.id }, row)).collect())
}

/// Words that begin so; in scripts without spaces, that hold it. A folded word has no character with a meaning of its own in a pattern.
fn pattern(word: &str) -> String {
    let spaced = |c: char| {
        c.is_ascii() || matches!(c, '\u{80}'..='\u{0DFF}' | '\u{10A0}'..='\u{10FF}' | '\u{1200}'..='\u{16FF}' | '\u{1E00}'..='\u{1FFF}')
    };
    if word.chars().all(spaced) { format!("% {word}%") } else { format!("%{word}%") }
}

/// A value of a JSON list of words.
fn listed(value: &str) -> String {
    format!("%\"{}\"%", value.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"))
}

/// Renews what an organization is found by.
pub fn write_words(c: &mut AnyConn, organization: &OrganizationRow) -> Result<()> {
    let former = list_former_names(c, organization.id)?;
    let translations = organization.translations()?;
    let translated = translations.values().flat_map(|named| named.name.iter().chain(&named.summary));
    let others = std::iter::once(&organization.summary).chain(translated).chain(&former).map(String::as_str);
    let Findable { sort_name, words } = Findable::of(&organization.name, others);
    let row = (
        organization_words::organization_id.eq(organization.id),
        organization_words::sort_name.eq(&sort_name),
        organization_words::words.eq(&words),
    );
    let again = (organization_words::sort_name.eq(&sort_name), organization_words::words.eq(&words));
    per_backend!(c, inner => diesel::insert_into(organization_words::table)
        .values(row)
        .on_conflict(organization_words::organization_id)
        .do_update()
        .set(again)
        .execute(inner))?;
    Ok(())
}

/// Gives words to the organizations of a database that was made before there were any.
pub fn fill_in_words(c: &mut AnyConn) -> Result<()> {
    loop {
        let has_words = organization_words::table.filter(organization_words::organization_id.eq(organizations::id));
        let without = organizations::table.filter(diesel::dsl::not(exists(has_words)));
        let page: Vec<OrganizationRow> = without.order(organizations::id).limit(PAGE).select(OrganizationRow::as_select()).load(c)?;
        if page.is_empty() {
            return Ok(());
        }
        page.iter().try_for_each(|organization| write_words(c, organization))?;
    }
}

/// What an organization was called before, the latest first.
pub fn list_former_names(c: &mut AnyConn, id: OrganizationId) -> Result<Vec<String>> {
    let former = former_names::table.filter(former_names::organization_id.eq(id));
    Ok(former.order((former_names::until.desc(), former_names::folded_name)).select(former_names::name).load(c)?)
}

/// The same of several, by their ids.
pub fn list_former_names_of(c: &mut AnyConn, ids: &[OrganizationId]) -> Result<HashMap<OrganizationId, Vec<String>>> {
    let former = former_names::table
        .filter(former_names::organization_id.eq_any(ids))
        .order((former_names::until.desc(), former_names::folded_name));
    let rows: Vec<(OrganizationId, String)> = former.select((former_names::organization_id, former_names::name)).load(c)?;
    let mut names: HashMap<_, Vec<String>> = HashMap::new();
    for (id, name) in rows {
        names.entry(id).or_default().push(name);
    }
    Ok(names)
}

/// Writes down what an organization was called until now.
pub fn add_former_name(c: &mut AnyConn, id: OrganizationId, folded_name: &str, name: &str, now: Timestamp) -> Result<()> {
    let row = (
        former_names::organization_id.eq(id),
        former_names::folded_name.eq(folded_name),
        former_names::name.eq(name),
        former_names::until.eq(now),
    );
    let again = (former_names::name.eq(name), former_names::until.eq(now));
    per_backend!(c, inner => diesel::insert_into(former_names::table)
        .values(row)
        .on_conflict((former_names::organization_id, former_names::folded_name))
        .do_update()
        .set(again)
        .execute(inner))?;
    Ok(())
}

/// What is its name again is no former one.
pub fn delete_former_name(c: &mut AnyConn, id: OrganizationId, folded_name: &str) -> Result<()> {
    diesel::delete(former_names::table.find((id, folded_name))).execute(c)?;
    Ok(())
}
