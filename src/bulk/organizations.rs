//! Profiles of organizations, in a table beside that of the documents.

use super::mapping::{Mapping, folded};
use super::report::Fault;
use super::source::{ORGANIZATIONS, Source};
use super::table::{Line, Table};
use crate::domain::cells::{split, unguarded};
use crate::domain::ids::OrganizationId;
use crate::domain::language::LanguageTag;
use crate::domain::metadata::check_link;
use crate::domain::organization::{MAX_NAME_CHARS, MAX_TEXT_CHARS, folded_name};
use crate::domain::text::{line, paragraphs};
use crate::domain::vocabularies::{self, in_force::Vocabularies};
use crate::error::Result;
use crate::library::importing::NewOrganization;
use std::collections::BTreeMap;

/// The columns of the table, as an export writes them.
pub const COLUMNS: &[&str] =
    &["id", "name", "status", "summary", "country", "hides_country", "is_unlisted", "website", "languages", "topics", "translations"];

/// The profiles by folded name; none where there is no such table.
pub fn read(
    source: &mut Source,
    mapping: &Mapping,
    vocabularies: &Vocabularies,
    faults: &mut Vec<Fault>,
) -> Result<BTreeMap<String, NewOrganization>> {
    let mut found = BTreeMap::new();
    let Some(bytes) = source.optional_table(ORGANIZATIONS)? else { return Ok(found) };
    let plain = Mapping { delimiter: mapping.delimiter, encoding: mapping.encoding.clone(), ..Mapping::default() };
    let table = Table::read(&bytes, &plain)?;
    for line in &table.lines {
        let mut reading = Reading { table: &table, line, faults: Vec::new() };
        if let Some(organization) = profile(&mut reading, vocabularies) {
            found.insert(folded_name(&organization.name), organization);
        }
        faults.append(&mut reading.faults);
    }
    Ok(found)
}

struct Reading<'a> {
    table: &'a Table,
    line: &'a Line,
    faults: Vec<Fault>,
}

impl Reading<'_> {
    fn text(&self, column: &str) -> Option<&str> {
        let place = self.table.headings.iter().position(|heading| folded(heading) == column)?;
        self.line.cells.get(place).map(|cell| unguarded(cell.trim()).trim()).filter(|text| !text.is_empty())
    }

    fn checked<T>(&mut self, column: &str, check: impl Fn(&str) -> Result<T, String>) -> Option<T> {
        let text = self.text(column)?.to_owned();
        check(&text).map_err(|message| self.fault(column, message)).ok()
    }

    fn each<T>(&mut self, column: &str, check: impl Fn(&str) -> Result<T, String>) -> Vec<T> {
        let values = self.text(column).map(|text| split(text, None)).unwrap_or_default();
        values.iter().filter_map(|text| check(text).map_err(|message| self.fault(column, format!("{text:?} {message}"))).ok()).collect()
    }

    fn fault(&mut self, column: &str, message: String) {
        self.faults.push(Fault { row: self.line.row, column: format!("{column} of {ORGANIZATIONS}"), message });
    }
}

fn profile(reading: &mut Reading, library: &Vocabularies) -> Option<NewOrganization> {
    let truth = |text: &str| text.parse::<bool>().map_err(|_| "must be true or false".to_owned());
    let organization = NewOrganization {
        id: reading.checked("id", |text| OrganizationId::parse(text).map_err(|_| "must be a UUID".to_owned())),
        name: reading.checked("name", |text| line(text, MAX_NAME_CHARS)).unwrap_or_default(),
        summary: reading.checked("summary", |text| paragraphs(text, MAX_TEXT_CHARS)).unwrap_or_default(),
        country: reading.checked("country", |text| vocabularies::country(&text.to_owned())),
        hides_country: reading.checked("hides_country", truth).unwrap_or_default(),
        is_unlisted: reading.checked("is_unlisted", truth).unwrap_or_default(),
        website: reading.checked("website", check_link),
        languages: reading.each("languages", LanguageTag::parse),
        topics: reading.each("topics", |text| library.topics.known(text)),
        translations: reading.checked("translations", translations),
        status: reading.checked("status", |text| text.parse()),
    };
    if organization.name.is_empty() {
        if reading.text("name").is_none() {
            reading.fault("name", "is missing".to_owned());
        }
        return None;
    }
    reading.faults.is_empty().then_some(organization)
}

/// Name and summary by language tag, as JSON.
fn translations(text: &str) -> Result<String, String> {
    let refused = |fault: serde_json::Error| format!("must be JSON, such as {{\"es\": {{\"name\": \"…\"}}}}: {fault}");
    let read: BTreeMap<LanguageTag, BTreeMap<String, Option<String>>> = serde_json::from_str(text).map_err(refused)?;
    serde_json::to_string(&read).map_err(refused)
}
