//! Which of their columns is which of our fields, and which of their values which of ours: read from a TOML file, or JSON over the API. Columns
//! with sensible names are recognized without one.

use crate::domain::words::ImportField as Field;
use crate::error::{Error, Result};
use figment::Figment;
use figment::providers::{Format, Toml};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// What stands in their table, in our words. Everything may be absent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Mapping {
    /// A name for the library that it comes from: what tells its documents from those of another with the same ids.
    #[schema(min_length = 1, max_length = 100, pattern = "^[A-Za-z0-9._-]+$")]
    pub source: Option<String>,
    /// The heading of their column, by our field.
    pub columns: BTreeMap<Field, String>,
    /// Our value, by theirs, by our field: `[values.type]`, `"Manual" = "guide"`.
    pub values: BTreeMap<Field, BTreeMap<String, String>>,
    /// What stands between the values of one cell, where that is not `|` or `;`: one character.
    pub separators: BTreeMap<Field, Character>,
    /// What a field is where its cell is empty.
    pub defaults: BTreeMap<Field, String>,
    /// What stands between two cells; absent: found out.
    pub delimiter: Option<Character>,
    /// Such as `windows-1252`; absent: UTF-8.
    #[schema(min_length = 1, max_length = 40)]
    pub encoding: Option<String>,
    /// How their dates are written, such as `%d/%m/%Y`; absent: `2019-05-31`, alone or with a time.
    #[schema(min_length = 2, max_length = 40)]
    pub date_format: Option<String>,
}

/// One ASCII character.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Character(pub char);

// By hand: utoipa's derive takes no pattern here.
impl utoipa::PartialSchema for Character {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        let text = utoipa::openapi::ObjectBuilder::new().schema_type(utoipa::openapi::schema::Type::String);
        text.min_length(Some(1)).max_length(Some(1)).pattern(Some("^[\\t -~]$")).build().into()
    }
}
impl ToSchema for Character {}

impl TryFrom<String> for Character {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let mut characters = text.chars();
        match (characters.next(), characters.next()) {
            (Some(c), None) if c == '\t' || c.is_ascii_graphic() || c == ' ' => Ok(Self(c)),
            _ => Err("must be one ASCII character".to_owned()),
        }
    }
}

impl From<Character> for String {
    fn from(character: Character) -> Self {
        character.0.to_string()
    }
}

impl Mapping {
    /// Reads a file. A fault names its place in it.
    pub fn parse(text: &str) -> Result<Self> {
        let mapping: Self =
            Figment::from(Toml::string(text)).extract().map_err(|fault| Error::invalid("mapping", without_excerpt(&fault)))?;
        mapping.check()
    }

    /// Checks what its form does not say.
    pub fn check(self) -> Result<Self> {
        let name_is_sound = |name: &String| {
            (1..=100).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
        };
        if !self.source.iter().all(name_is_sound) {
            return Err(Error::invalid("source", "must be up to 100 letters (a to z), digits, and any of . _ -"));
        }
        Ok(self)
    }
}

fn without_excerpt(fault: &figment::Error) -> String {
    let message = fault.to_string();
    let kept: Vec<_> = message.lines().map(str::trim).filter(|line| !line.contains('|') && !line.is_empty()).collect();
    format!("is not as it should be: {}", kept.join("; "))
}

/// The names by which a column of theirs is known without a mapping, folded as by [`folded`].
const NAMES: &[(Field, &[&str])] = &[
    (Field::Id, &["identifier", "source_id", "record_id", "post_id", "nid", "uuid"]),
    (Field::Organization, &["organisation", "organizacion", "contributor", "contributing_organization", "group", "shared_by", "provider"]),
    (Field::Title, &["name", "titulo", "titre", "document_title", "dc_title"]),
    (Field::Summary, &["abstract", "description", "resumen", "resume", "descripcion", "excerpt", "dc_description"]),
    (Field::Section, &["category", "seccion", "rubrique"]),
    (Field::Kind, &["kind", "resource_type", "document_type", "tipo", "dc_type"]),
    (Field::Language, &["lang", "idioma", "langue", "language_code", "dc_language"]),
    (Field::Topics, &["topic", "tags", "keywords", "subject", "subjects", "temas", "themes", "dc_subject"]),
    (Field::Audiences, &["audience", "publico"]),
    (Field::Authors, &["author", "creator", "creators", "autor", "autores", "auteur", "auteurs", "dc_creator"]),
    (Field::AuthorOrganization, &["publisher", "author_organisation", "institution", "dc_publisher"]),
    (Field::Year, &["publication_year", "ano", "annee"]),
    (Field::Countries, &["country", "pais", "paises", "pays"]),
    (Field::License, &["licence", "licencia", "rights_statement", "dc_rights"]),
    (Field::LinkUrl, &["link", "external_url", "website", "enlace", "lien"]),
    (Field::PublishedAt, &["published", "publication_date", "date_published", "date", "created", "created_at", "post_date", "fecha"]),
    (Field::OldUrl, &["old_urls", "old_address", "old_addresses", "url", "permalink", "old_link"]),
    (Field::Files, &["file", "filename", "file_name", "filenames", "path", "attachment", "attachments", "archivo", "archivos", "fichier"]),
    (Field::FileSha256, &["sha256", "checksum", "file_hash"]),
];

/// What two spellings of one heading have in common.
pub fn folded(heading: &str) -> String {
    let plain = |c: char| match c {
        'á' | 'à' | 'â' => 'a',
        'é' | 'è' | 'ê' => 'e',
        'í' | 'î' => 'i',
        'ó' | 'ô' => 'o',
        'ú' | 'û' => 'u',
        'ñ' => 'n',
        c if c.is_alphanumeric() => c,
        _ => '_',
    };
    let text: String = heading.trim().to_lowercase().chars().map(plain).collect();
    text.trim_matches('_').to_owned()
}

/// The field that a heading is recognized as: ours by its own name, or else one of [`NAMES`].
pub fn recognized(heading: &str) -> Option<Field> {
    let folded = folded(heading);
    let own = Field::ALL.iter().copied().find(|field| field.as_str() == folded);
    own.or_else(|| NAMES.iter().find(|(_, names)| names.contains(&folded.as_str())).map(|(field, _)| *field))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_recognized_in_several_languages_and_spellings() {
        for (heading, field) in [
            ("Title", Field::Title),
            ("Título", Field::Title),
            (" Résumé ", Field::Summary),
            ("Author Organization", Field::AuthorOrganization),
            ("dc:title", Field::Title),
            ("file-name", Field::Files),
            ("Año", Field::Year),
        ] {
            assert_eq!(recognized(heading), Some(field), "{heading}");
        }
        assert_eq!(recognized("Number of likes"), None);
    }

    #[test]
    fn a_mapping_is_read_from_toml_and_its_faults_are_named() {
        let mapping = Mapping::parse(
            "source = 'old'\ndelimiter = ';'\ndate_format = '%d/%m/%Y'\n[columns]\ntitle = 'Titel'\n[values.type]\nManual = 'guide'\n[separators]\ntopics = ','\n[defaults]\nlicense = 'CC-BY-4.0'\n",
        )
        .unwrap();
        assert_eq!(mapping.columns[&Field::Title], "Titel");
        assert_eq!(mapping.values[&Field::Kind]["Manual"], "guide");
        assert_eq!((mapping.separators[&Field::Topics].0, mapping.delimiter.unwrap().0), (',', ';'));

        for (wrong, named) in [
            ("[columns]\ntitel = 'x'", "titel"),
            ("colums = 1", "colums"),
            ("source = 'a b'", "source"),
            ("delimiter = ';;'", "one ASCII character"),
            ("title =", "mapping"),
        ] {
            let Error::Invalid(faults) = Mapping::parse(wrong).unwrap_err() else { panic!("{wrong}") };
            assert!(format!("{faults:?}").contains(named), "{wrong}: {faults:?}");
        }
    }
}
