//! A line of a table becomes what a submission is made of, or a list of what is wrong with it: every fault, by the heading of its column.

use super::mapping::{self, Mapping};
use super::report::Fault;
use super::source::Source;
use super::table::{Line, Table};
use crate::config::show_size;
use crate::domain::cells::{split, unguarded};
use crate::domain::language::LanguageTag;
use crate::domain::metadata::{Metadata, MetadataInput, TranslationInput};
use crate::domain::old_address;
use crate::domain::text::FileName;
use crate::domain::time::Timestamp;
use crate::domain::vocabularies::in_force::{self, Vocabularies};
use crate::domain::vocabularies::{COUNTRIES, Entry, LANGUAGES, SECTIONS, TYPES};
use crate::domain::words::{
    ImportAs, ImportField as Field, PeopleShown, RelationChange, RelationKind, ResourceStatus, Rights, WithdrawalReason,
};
use crate::error::{Error, FieldError, Result};
use chrono::{NaiveDate, NaiveDateTime};
use ring::digest::{Context as Digest, SHA256};
use std::collections::BTreeMap;

/// A line that is sound by itself.
#[derive(Debug)]
pub struct Row {
    pub row: usize,
    /// What names the document where it comes from.
    pub id: Option<String>,
    pub edition: Option<i32>,
    pub organization: String,
    /// Without its relations: whom they lead to is known when all rows are.
    pub metadata: Metadata,
    pub relations: Vec<RowRelation>,
    pub files: Vec<RowFile>,
    pub published_at: Option<Timestamp>,
    pub review_by: Option<Timestamp>,
    pub withdrawn: Option<(WithdrawalReason, Option<String>)>,
    pub old_addresses: Vec<String>,
    /// Of everything that the line says.
    pub hash: String,
}

/// A relation to what has an id there.
#[derive(Debug)]
pub struct RowRelation {
    pub kind: RelationKind,
    pub to: String,
    pub changed: Vec<RelationChange>,
    pub note: Option<String>,
}

#[derive(Debug)]
pub struct RowFile {
    /// Where it is, below the folder of the table.
    pub path: String,
    pub name: FileName,
    pub language: Option<LanguageTag>,
    pub size_bytes: u64,
    /// What its bytes should be.
    pub sha256: Option<String>,
}

/// What a line is checked against.
#[derive(Clone, Copy)]
pub struct Terms {
    pub import_as: ImportAs,
    pub this_year: i32,
    pub max_files: usize,
    pub max_upload_bytes: u64,
}

/// Which column is which field.
pub struct Layout<'a> {
    mapping: &'a Mapping,
    columns: BTreeMap<Field, usize>,
    /// Columns such as `title[es]`: language, whether it is the title, place.
    translations: Vec<(String, bool, usize)>,
    headings: &'a [String],
    /// As the library has them, with what its admins added.
    vocabularies: &'a Vocabularies,
}

impl<'a> Layout<'a> {
    pub fn of(table: &'a Table, mapping: &'a Mapping, vocabularies: &'a Vocabularies) -> Result<Self> {
        let (mut columns, mut translations, mut faults) = (BTreeMap::new(), Vec::new(), Vec::new());
        for (field, heading) in &mapping.columns {
            match table.headings.iter().position(|there| mapping::folded(there) == mapping::folded(heading)) {
                Some(place) => {
                    columns.insert(*field, place);
                }
                None => faults.push(FieldError::new(
                    format!("columns.{field}"),
                    format!("names the column {heading:?}, and there is none; there are {}", table.headings.join(", ")),
                )),
            }
        }
        if !faults.is_empty() {
            return Err(Error::Invalid(faults));
        }
        let taken: Vec<usize> = columns.values().copied().collect();
        for (place, heading) in table.headings.iter().enumerate().filter(|(place, _)| !taken.contains(place)) {
            if let Some((is_title, language)) = translated(heading) {
                translations.push((language, is_title, place));
            } else if let Some(field) = mapping::recognized(heading) {
                columns.entry(field).or_insert(place);
            }
        }
        Ok(Self { mapping, columns, translations, headings: &table.headings, vocabularies })
    }

    /// The headings from which nothing is taken.
    pub fn unused(&self) -> Vec<String> {
        let is_used =
            |place: &usize| self.columns.values().any(|used| used == place) || self.translations.iter().any(|(_, _, used)| used == place);
        self.headings.iter().enumerate().filter(|(place, heading)| !is_used(place) && !heading.is_empty()).map(|(_, h)| h.clone()).collect()
    }

    /// How the column of a field is called by those who made the table.
    pub fn heading(&self, field: Field) -> String {
        let place = self.columns.get(&field).and_then(|place| self.headings.get(*place));
        place.cloned().unwrap_or_else(|| format!("{field} (there is no such column)"))
    }

    /// What names the document of a line where it comes from.
    pub fn id(&self, line: &Line) -> Option<String> {
        self.text(line, Field::Id)
    }

    /// The text of a cell; the default where it is empty.
    fn text(&self, line: &Line, field: Field) -> Option<String> {
        let cell = self.columns.get(&field).and_then(|place| line.cells.get(*place)).map(|cell| unguarded(cell.trim()).trim());
        let given = cell.filter(|cell| !cell.is_empty()).map(str::to_owned);
        given.or_else(|| self.mapping.defaults.get(&field).cloned()).filter(|text| !text.is_empty())
    }

    /// One value, in our words.
    fn one(&self, line: &Line, field: Field) -> Option<String> {
        self.text(line, field).map(|text| self.ours(field, &text))
    }

    /// The values of a cell that holds several.
    fn many(&self, line: &Line, field: Field) -> Option<Vec<String>> {
        let separator = self.mapping.separators.get(&field).map(|character| character.0);
        self.text(line, field).map(|text| split(&text, separator).iter().map(|value| self.ours(field, value)).collect())
    }

    /// Their value as the mapping translates it, or by its label, or as it is.
    fn ours(&self, field: Field, theirs: &str) -> String {
        let mapped = self.mapping.values.get(&field).and_then(|values| {
            values
                .get(theirs)
                .or_else(|| values.iter().find(|(value, _)| value.to_lowercase() == theirs.to_lowercase()).map(|(_, ours)| ours))
        });
        match mapped {
            Some(ours) => ours.clone(),
            None => labeled(field, theirs, self.vocabularies).unwrap_or(theirs).to_owned(),
        }
    }
}

fn translated(heading: &str) -> Option<(bool, String)> {
    let (field, rest) = heading.trim().split_once('[')?;
    let language = rest.strip_suffix(']')?.trim().to_owned();
    match mapping::recognized(field)? {
        Field::Title => Some((true, language)),
        Field::Summary => Some((false, language)),
        _ => None,
    }
}

/// The value whose label this is: in English or Spanish, and of what admins edit in any language.
fn labeled<'v>(field: Field, text: &str, vocabularies: &'v Vocabularies) -> Option<&'v str> {
    fn find<E: Entry>(vocabulary: &'static [E], text: &str) -> Option<&'static str> {
        let wanted = text.to_lowercase();
        let is_it = |entry: &&E| {
            let (english, spanish) = entry.labels();
            wanted == english.to_lowercase() || wanted == spanish.to_lowercase() || wanted == entry.value().to_lowercase()
        };
        vocabulary.iter().find(is_it).map(Entry::value)
    }
    fn term<'v>(terms: &'v in_force::Terms, text: &str) -> Option<&'v str> {
        let wanted = text.to_lowercase();
        // A value itself before any label, and what is offered before what was merged into it.
        let by_value = terms.all().iter().find(|term| term.value.to_lowercase() == wanted);
        let is_labeled = |term: &&in_force::Term| term.labels.values().any(|label| label.to_lowercase() == wanted);
        let by_label = || terms.shown().find(is_labeled).or_else(|| terms.all().iter().find(is_labeled));
        by_value.or_else(by_label).map(|term| term.value.as_str())
    }
    match field {
        Field::Section => find(SECTIONS, text),
        Field::Kind => find(TYPES, text),
        Field::Language | Field::FileLanguages => find(LANGUAGES, text),
        Field::Topics => term(&vocabularies.topics, text),
        Field::Audiences => term(&vocabularies.audiences, text),
        Field::Countries => find(COUNTRIES, text),
        Field::License => term(&vocabularies.licenses, text),
        _ => None,
    }
}

/// A line while it is read, and what was found wrong with it so far.
struct Reading<'a> {
    layout: &'a Layout<'a>,
    line: &'a Line,
    faults: Vec<Fault>,
}

impl Reading<'_> {
    fn fault(&mut self, field: Field, message: impl Into<String>) {
        let column = self.layout.heading(field);
        self.faults.push(Fault { row: self.line.row, column, message: message.into() });
    }

    fn checked<T>(&mut self, field: Field, check: impl Fn(&str) -> Result<T, String>) -> Option<T> {
        let text = self.layout.one(self.line, field)?;
        check(&text).map_err(|message| self.fault(field, message)).ok()
    }
}

/// Reads a line. The files that it names are looked for.
pub fn read(layout: &Layout, line: &Line, source: &mut Source, terms: Terms) -> Result<Row, Vec<Fault>> {
    let mut reading = Reading { layout, line, faults: Vec::new() };
    let files = files(&mut reading, source, terms);
    // One that is not there is told by itself.
    let names_files = layout.text(line, Field::Files).is_some();
    let metadata = metadata(&mut reading, terms, names_files);
    let organization = reading.checked(Field::Organization, |text| crate::domain::text::line(text, 200));
    if organization.is_none() && layout.text(line, Field::Organization).is_none() {
        reading.fault(Field::Organization, "is missing; name the organization that shares it, or one for all in the mapping's defaults");
    }
    let edition = reading.checked(Field::Edition, |text| {
        let number = text.parse().ok().filter(|number| (1..=100_000).contains(number));
        number.ok_or_else(|| "must be a number from 1 on".to_owned())
    });
    let date_format = layout.mapping.date_format.as_deref();
    let published_at = reading.checked(Field::PublishedAt, |text| date(text, date_format));
    let review_by = reading.checked(Field::ReviewBy, |text| date(text, date_format));
    let relations = relations(&mut reading);
    let withdrawn = withdrawn(&mut reading);
    let mut old_addresses = Vec::new();
    for text in layout.many(line, Field::OldUrl).unwrap_or_default() {
        match old_address::key(&text) {
            Ok(key) if !old_addresses.contains(&key) => old_addresses.push(key),
            Ok(_) => {}
            Err(message) => reading.fault(Field::OldUrl, message),
        }
    }
    let hash = hash(layout, line, &files);
    let id = layout.id(line);
    match (metadata, organization) {
        (Some(metadata), Some(organization)) if reading.faults.is_empty() => Ok(Row {
            row: line.row,
            id,
            edition,
            organization,
            metadata,
            relations,
            files,
            published_at,
            review_by,
            withdrawn,
            old_addresses,
            hash,
        }),
        _ => Err(reading.faults),
    }
}

fn metadata(reading: &mut Reading, terms: Terms, has_files: bool) -> Option<Metadata> {
    let (layout, line) = (reading.layout, reading.line);
    let one = |field| layout.one(line, field);
    let year = reading.checked(Field::Year, |text| text.parse::<i32>().map_err(|_| "must be a year, such as 2024".to_owned()));
    let date_format = layout.mapping.date_format.as_deref();
    let embargo_until = reading.checked(Field::EmbargoUntil, |text| date(text, date_format));
    let input = MetadataInput {
        title: one(Field::Title),
        summary: one(Field::Summary),
        section: one(Field::Section),
        kind: one(Field::Kind),
        language: one(Field::Language),
        topics: layout.many(line, Field::Topics),
        audiences: layout.many(line, Field::Audiences),
        authors: layout.many(line, Field::Authors),
        author_organization: one(Field::AuthorOrganization),
        year,
        countries: layout.many(line, Field::Countries),
        license: one(Field::License),
        link_url: one(Field::LinkUrl),
        rights: one(Field::Rights),
        people_shown: one(Field::PeopleShown),
        terms_version: one(Field::TermsVersion),
        translations: Some(translations(layout, line)),
        embargo_until,
        change_note: one(Field::ChangeNote),
        ..MetadataInput::default()
    };
    let said = said(&input, one(Field::Year).is_some());
    let metadata = match input.check_with(layout.vocabularies, terms.this_year) {
        Ok(metadata) => Some(metadata),
        Err(faults) => {
            faults.into_iter().for_each(|fault| refuse(reading, fault));
            None
        }
    };
    if terms.import_as != ImportAs::Draft {
        for fault in metadata.as_ref().unwrap_or(&said).missing(has_files) {
            refuse(reading, fault);
        }
    }
    if terms.import_as == ImportAs::Approved && one(Field::Section).is_none() {
        reading.fault(Field::Section, "is missing; say learn, promote or take_action");
    }
    metadata
}

/// What a row says something of, whether it can be taken or not: so that what is missing is named together with what is wrong.
fn said(input: &MetadataInput, has_year: bool) -> Metadata {
    Metadata {
        title: input.title.clone(),
        summary: input.summary.clone(),
        kind: input.kind.clone(),
        language: input.language.as_ref().map(|_| LanguageTag::undetermined()),
        license: input.license.clone(),
        link_url: input.link_url.clone(),
        rights: input.rights.as_ref().map(|text| text.parse().unwrap_or(Rights::Ours)),
        people_shown: input.people_shown.as_ref().map(|_| PeopleShown::None),
        authors: input.authors.clone().unwrap_or_default(),
        author_organization: input.author_organization.clone(),
        audiences: input.audiences.clone().unwrap_or_default(),
        year: has_year.then_some(0),
        ..Metadata::default()
    }
}

/// A fault of the metadata, under the heading of its column.
fn refuse(reading: &mut Reading, fault: FieldError) {
    let name = fault.field.split(['[', '.']).next().unwrap_or_default();
    if name == "translations" {
        let mut parts = fault.field.split('.').skip(1);
        let column = format!("{}[{}]", parts.clone().nth(1).unwrap_or("title"), parts.next().unwrap_or_default());
        reading.faults.push(Fault { row: reading.line.row, column, message: fault.message });
        return;
    }
    match name.parse::<Field>() {
        Ok(field) => {
            // Which of several values it is.
            let value = place_in_list(&fault.field).and_then(|place| reading.layout.many(reading.line, field)?.get(place).cloned());
            let message = value.map_or_else(|| fault.message.clone(), |value| format!("{value:?} {}", fault.message));
            reading.fault(field, message);
        }
        Err(_) => reading.faults.push(Fault { row: reading.line.row, column: fault.field, message: fault.message }),
    }
}

fn place_in_list(field: &str) -> Option<usize> {
    field.split_once('[')?.1.strip_suffix(']')?.parse().ok()
}

fn translations(layout: &Layout, line: &Line) -> BTreeMap<String, TranslationInput> {
    let mut found: BTreeMap<String, TranslationInput> = BTreeMap::new();
    for (language, is_title, place) in &layout.translations {
        let Some(text) = line.cells.get(*place).map(|cell| unguarded(cell.trim()).to_owned()).filter(|text| !text.is_empty()) else {
            continue;
        };
        let entry = found.entry(language.clone()).or_insert_with(|| TranslationInput { title: String::new(), summary: None });
        if *is_title { entry.title = text } else { entry.summary = Some(text) }
    }
    found
}

fn files(reading: &mut Reading, source: &mut Source, terms: Terms) -> Vec<RowFile> {
    let (layout, line) = (reading.layout, reading.line);
    let paths = layout.many(line, Field::Files).unwrap_or_default();
    let mut beside = |field| {
        let values = layout.many(line, field).unwrap_or_default();
        if !values.is_empty() && values.len() != paths.len() {
            reading.fault(field, format!("has {} values for {} files; give one for each, or none", values.len(), paths.len()));
            return Vec::new();
        }
        values
    };
    let (names, languages, hashes) = (beside(Field::FileNames), beside(Field::FileLanguages), beside(Field::FileSha256));
    if paths.len() > terms.max_files {
        reading.fault(Field::Files, format!("names {} files; at most {} fit in one submission", paths.len(), terms.max_files));
    }
    let mut files = Vec::new();
    for (place, path) in paths.iter().enumerate() {
        let size_bytes = match source.size_of(path) {
            Ok(0) => Err(format!("{path} is empty")),
            Ok(size) if size > terms.max_upload_bytes => {
                Err(format!("{path} is larger than {}, which is the most that one file may have", show_size(terms.max_upload_bytes)))
            }
            other => other,
        };
        // A language that nobody knows is written as a dash.
        let language = languages.get(place).filter(|tag| *tag != "-").map(|tag| LanguageTag::parse(tag)).transpose();
        let language = language.map_err(|message| reading.fault(Field::FileLanguages, message)).ok().flatten();
        let sha256 = hashes.get(place).map(|hash| hash.to_lowercase());
        if sha256.as_ref().is_some_and(|hash| hash.len() != 64 || !hash.bytes().all(|byte| byte.is_ascii_hexdigit())) {
            reading.fault(Field::FileSha256, "must be a SHA-256: 64 digits from 0 to f");
        }
        match size_bytes {
            Ok(size_bytes) => {
                let name = FileName::clean(names.get(place).unwrap_or(path));
                files.push(RowFile { path: path.clone(), name, language, size_bytes, sha256 });
            }
            Err(message) => reading.fault(Field::Files, message),
        }
    }
    files
}

fn relations(reading: &mut Reading) -> Vec<RowRelation> {
    let mut found = Vec::new();
    for text in reading.layout.many(reading.line, Field::Relations).unwrap_or_default() {
        match relation(&text) {
            Ok(relation) => found.push(relation),
            Err(message) => reading.fault(Field::Relations, format!("{text:?} {message}")),
        }
    }
    found
}

/// Such as `translation_of:12`, or `adaptation_of:12 [language,length] Cut to two hours.`
fn relation(text: &str) -> Result<RowRelation, String> {
    let (kind, rest) = text.split_once(':').ok_or_else(|| "must be a kind and an id, such as translation_of:12".to_owned())?;
    let (to, more) = rest.split_once(" [").unwrap_or((rest, "]"));
    let (changed, note) = more.split_once(']').ok_or_else(|| "has a bracket that is not closed".to_owned())?;
    let words = changed.split(',').map(str::trim).filter(|word| !word.is_empty());
    let note = Some(note.trim()).filter(|note| !note.is_empty()).map(|note| crate::domain::text::line(note, 500)).transpose()?;
    let changed = words.map(str::parse).collect::<Result<Vec<RelationChange>, String>>()?;
    Ok(RowRelation { kind: kind.trim().parse()?, to: to.trim().to_owned(), changed, note })
}

fn withdrawn(reading: &mut Reading) -> Option<(WithdrawalReason, Option<String>)> {
    let status = reading.checked(Field::Status, |text| text.parse::<ResourceStatus>());
    let reason = reading.checked(Field::WithdrawalReason, |text| text.parse::<WithdrawalReason>());
    let note = reading.checked(Field::WithdrawalNote, |text| crate::domain::text::paragraphs(text, 2_000));
    (status == Some(ResourceStatus::Withdrawn)).then(|| (reason.unwrap_or(WithdrawalReason::Mistake), note))
}

/// A date or a time: in the given format, or as ISO 8601 has it. One without an offset is UTC.
pub fn date(text: &str, format: Option<&str>) -> Result<Timestamp, String> {
    let at_midnight = |date: NaiveDate| date.and_hms_opt(0, 0, 0);
    let naive = match format {
        Some(format) => {
            NaiveDateTime::parse_from_str(text, format).ok().or_else(|| NaiveDate::parse_from_str(text, format).ok().and_then(at_midnight))
        }
        None => {
            if let Ok(time) = Timestamp::parse(text) {
                return Ok(time);
            }
            let times = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"];
            let time = times.iter().find_map(|format| NaiveDateTime::parse_from_str(text, format).ok());
            time.or_else(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().and_then(at_midnight))
        }
    };
    let time = naive.map(Timestamp::from_naive).filter(|time| (1800..=9999).contains(&time.year()));
    time.ok_or_else(|| match format {
        Some(format) => format!("must be a date written as {format}"),
        None => "must be a date such as 2019-05-31; if yours are written otherwise, give date_format in the mapping".to_owned(),
    })
}

fn hash(layout: &Layout, line: &Line, files: &[RowFile]) -> String {
    let mut digest = Digest::new(&SHA256);
    let mut take = |text: &str| {
        digest.update(&(text.len() as u64).to_be_bytes());
        digest.update(text.as_bytes());
    };
    for field in Field::ALL {
        take(&layout.one(line, *field).unwrap_or_default());
    }
    for (language, is_title, place) in &layout.translations {
        take(&format!("{language} {is_title}"));
        take(line.cells.get(*place).map(String::as_str).unwrap_or_default());
    }
    for file in files {
        take(&file.size_bytes.to_string());
    }
    hex(digest.finish().as_ref())
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_iso_has_them_or_as_the_mapping_says() {
        assert_eq!(date("2019-05-31", None).unwrap().to_string(), "2019-05-31T00:00:00.000000Z");
        assert_eq!(date("2019-05-31 10:20:30", None).unwrap().to_string(), "2019-05-31T10:20:30.000000Z");
        assert_eq!(date("2019-05-31T10:20:30+02:00", None).unwrap().to_string(), "2019-05-31T08:20:30.000000Z");
        assert_eq!(date("31/05/2019", Some("%d/%m/%Y")).unwrap().to_string(), "2019-05-31T00:00:00.000000Z");
        for wrong in ["31/05/2019", "2019", "yesterday", "2019-13-01", ""] {
            assert!(date(wrong, None).unwrap_err().contains("date_format"), "{wrong}");
        }
        assert!(date("2019-05-31", Some("%d/%m/%Y")).unwrap_err().contains("%d/%m/%Y"));
    }

    #[test]
    fn columns_of_translations_are_told_by_their_language() {
        assert_eq!(translated("title[es]"), Some((true, "es".to_owned())));
        assert_eq!(translated("Summary [pt-BR]"), Some((false, "pt-BR".to_owned())));
        assert_eq!(translated("topics[es]"), None);
        assert_eq!(translated("title"), None);
    }
}
