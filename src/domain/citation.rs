//! A resource as others cite it: as a line of a table (CSV), as RIS and as BibTeX. Pure text out of checked values; whatever stands in those, the
//! text stays well formed.

use super::cells::{BYTE_ORDER_MARK, guarded, join};
use std::fmt::Write;

/// What there is to cite.
#[derive(Clone, Debug, Default)]
pub struct Citation {
    pub id: String,
    pub title: String,
    pub summary: String,
    pub section: String,
    /// A value of the list of types.
    pub kind: String,
    pub language: String,
    pub topics: Vec<String>,
    pub audiences: Vec<String>,
    pub authors: Vec<String>,
    /// Who wrote it, where that is another organization than the one that shares it.
    pub author_organization: Option<String>,
    pub organization: String,
    pub year: Option<i32>,
    pub countries: Vec<String>,
    pub license: String,
    pub link_url: Option<String>,
    /// Where it is in this library.
    pub url: String,
    /// RFC 3339.
    pub published_at: String,
    pub updated_at: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    Csv,
    Ris,
    Bibtex,
}

impl Format {
    pub const ALL: [Self; 3] = [Self::Csv, Self::Ris, Self::Bibtex];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Ris => "ris",
            Self::Bibtex => "bibtex",
        }
    }

    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv",
            Self::Ris => "application/x-research-info-systems",
            Self::Bibtex => "application/x-bibtex",
        }
    }

    /// The ending of a file of it.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Ris => "ris",
            Self::Bibtex => "bib",
        }
    }

    pub fn write(self, citations: &[Citation]) -> String {
        match self {
            Self::Csv => to_csv(citations),
            Self::Ris => citations.iter().map(to_ris).collect(),
            Self::Bibtex => citations.iter().map(to_bibtex).collect::<Vec<_>>().join("\n"),
        }
    }
}

const HEADINGS: [&str; 18] = [
    "id",
    "title",
    "summary",
    "section",
    "type",
    "language",
    "topics",
    "audiences",
    "authors",
    "author_organization",
    "organization",
    "year",
    "countries",
    "license",
    "link_url",
    "url",
    "published_at",
    "updated_at",
];

fn to_csv(citations: &[Citation]) -> String {
    let mut text = BYTE_ORDER_MARK.to_owned();
    text += &HEADINGS.join(",");
    text += "\r\n";
    for citation in citations {
        let cells = [
            citation.id.clone(),
            citation.title.clone(),
            citation.summary.clone(),
            citation.section.clone(),
            citation.kind.clone(),
            citation.language.clone(),
            join(&citation.topics),
            join(&citation.audiences),
            join(&citation.authors),
            citation.author_organization.clone().unwrap_or_default(),
            citation.organization.clone(),
            citation.year.map(|year| year.to_string()).unwrap_or_default(),
            join(&citation.countries),
            citation.license.clone(),
            citation.link_url.clone().unwrap_or_default(),
            citation.url.clone(),
            citation.published_at.clone(),
            citation.updated_at.clone(),
        ];
        text += &cells.iter().map(|cell| quoted(&guarded(cell))).collect::<Vec<_>>().join(",");
        text += "\r\n";
    }
    text
}

/// As RFC 4180 has it.
fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\r', '\n']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The types of RIS. What has none of its own is a report, a web page or generic.
fn ris_type(kind: &str) -> &'static str {
    match kind {
        "research_article" | "evidence_review" => "JOUR",
        "report" | "policy_brief" => "RPRT",
        "thesis" => "THES",
        "dataset" => "DATA",
        "news" => "NEWS",
        "presentation" => "SLIDE",
        "standard" => "STAND",
        "website" | "resource_list" => "ELEC",
        "brochure" | "fact_sheet" | "poster" => "PAMP",
        _ => "GEN",
    }
}

fn to_ris(citation: &Citation) -> String {
    let mut text = String::new();
    let mut field = |tag: &str, value: &str| {
        let value = one_line(value);
        if !value.is_empty() {
            // Writing to a string can't fail.
            let _ = write!(text, "{tag}  - {value}\r\n");
        }
    };
    field("TY", ris_type(&citation.kind));
    field("TI", &citation.title);
    for author in &citation.authors {
        field("AU", author);
    }
    if citation.authors.is_empty() {
        field("AU", citation.author_organization.as_deref().unwrap_or(&citation.organization));
    }
    field("AB", &citation.summary);
    field("PY", &citation.year.map(|year| year.to_string()).unwrap_or_default());
    field("PB", citation.author_organization.as_deref().unwrap_or(&citation.organization));
    for topic in &citation.topics {
        field("KW", topic);
    }
    field("LA", &citation.language);
    field("ID", &citation.id);
    field("UR", &citation.url);
    field("L2", citation.link_url.as_deref().unwrap_or_default());
    field("N1", &format!("License: {}", citation.license));
    text += "ER  - \r\n\r\n";
    text
}

/// The types of BibTeX, and the field in which each names who publishes.
fn bibtex_type(kind: &str) -> (&'static str, &'static str) {
    match kind {
        "research_article" | "evidence_review" => ("article", "publisher"),
        "report" | "policy_brief" => ("techreport", "institution"),
        "thesis" => ("phdthesis", "school"),
        "guide" | "toolkit" | "course" => ("manual", "organization"),
        _ => ("misc", "organization"),
    }
}

fn to_bibtex(citation: &Citation) -> String {
    let (kind, publisher) = bibtex_type(&citation.kind);
    let mut text = format!("@{kind}{{commonshelf-{},\n", citation.id);
    let mut field = |name: &str, value: &str, keeps_case: bool| {
        let value = escaped(&one_line(value));
        if !value.is_empty() {
            let (open, close) = if keeps_case { ("{{", "}}") } else { ("{", "}") };
            let _ = writeln!(text, "  {name} = {open}{value}{close},");
        }
    };
    field("title", &citation.title, true);
    let authors: Vec<String> = citation.authors.iter().map(|author| format!("{{{}}}", escaped(&one_line(author)))).collect();
    let organization = citation.author_organization.as_deref().unwrap_or(&citation.organization);
    if citation.authors.is_empty() {
        field("author", organization, true);
    }
    field("year", &citation.year.map(|year| year.to_string()).unwrap_or_default(), false);
    field(publisher, organization, true);
    field("abstract", &citation.summary, false);
    field("keywords", &citation.topics.join(", "), false);
    field("language", &citation.language, false);
    field("url", &citation.url, false);
    field("note", &format!("License: {}", citation.license), false);
    if !authors.is_empty() {
        let _ = writeln!(text, "  author = {{{}}},", authors.join(" and "));
    }
    text += "}\n";
    text
}

/// What means something to TeX stands for itself, and braces are always in pairs.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        match c {
            '\\' => escaped += "\\textbackslash{}",
            '{' => escaped += "\\{",
            '}' => escaped += "\\}",
            '~' => escaped += "\\textasciitilde{}",
            '^' => escaped += "\\textasciicircum{}",
            '&' | '%' | '$' | '#' | '_' => escaped.extend(['\\', c]),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hard() -> Citation {
        Citation {
            id: "0190-x".to_owned(),
            title: "=Peers & \"people\": 100% {open} \\ _all_\u{200f}".to_owned(),
            summary: "Two\nlines, with a } brace\r\nER  - and an end".to_owned(),
            kind: "report".to_owned(),
            language: "es".to_owned(),
            topics: vec!["grief".to_owned(), "a;b".to_owned()],
            authors: vec!["Díaz, Rosa and Sons".to_owned(), "O'Brien {K}".to_owned()],
            organization: "Casa Abierta".to_owned(),
            year: Some(2021),
            license: "CC-BY-4.0".to_owned(),
            url: "https://library.example.org/r/1?a=b&c_d".to_owned(),
            ..Citation::default()
        }
    }

    #[test]
    fn bibtex_is_read_by_a_parser_whatever_stands_in_it() {
        let text = Format::Bibtex.write(&[hard(), Citation { id: "2".to_owned(), title: "Plain".to_owned(), ..Citation::default() }]);

        let bibliography = biblatex::Bibliography::parse(&text).unwrap_or_else(|fault| panic!("{fault:?}: {text}"));

        assert_eq!(bibliography.len(), 2, "{text}");
        let entry = bibliography.get("commonshelf-0190-x").unwrap();
        assert_eq!(entry.entry_type, biblatex::EntryType::TechReport);
        assert_eq!(entry.author().unwrap().len(), 2, "{text}");
        let title = biblatex::ChunksExt::format_verbatim(entry.title().unwrap());
        assert!(title.starts_with("=Peers & \"people\": 100% {open} "), "{title}");
    }

    #[test]
    fn ris_has_one_field_a_line_and_one_end_a_record() {
        let text = Format::Ris.write(&[hard(), hard()]);
        let lines: Vec<_> = text.split("\r\n").filter(|line| !line.is_empty()).collect();
        for line in &lines {
            let (tag, rest) = line.split_at(2);
            assert!(rest.starts_with("  - ") && tag.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()), "{line:?}");
        }
        assert_eq!(lines.iter().filter(|line| line.starts_with("ER")).count(), 2);
        assert_eq!((lines[0], lines[2]), ("TY  - RPRT", "AU  - Díaz, Rosa and Sons"));
    }

    #[test]
    fn the_table_is_read_back_cell_by_cell_and_runs_no_formula() {
        let text = Format::Csv.write(&[hard()]);
        let mut reader = csv::Reader::from_reader(text.strip_prefix(BYTE_ORDER_MARK).unwrap().as_bytes());
        assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>(), HEADINGS);
        let record = reader.records().next().unwrap().unwrap();
        assert_eq!(&record[1], format!("'{}", hard().title));
        assert_eq!((&record[2], &record[6]), (hard().summary.as_str(), "grief | a\\;b"));
    }
}
