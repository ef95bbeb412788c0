//! A corpus and questions of somebody else's making: JSON, one record a line. Values that this library has no word for get one of ours, the same
//! each time, so that they still tell documents apart.

use super::corpus::{Question, Sample};
use crate::domain::vocabularies::{self, COUNTRIES, Entry, TOPICS, TYPES};
use crate::error::{Context, Error, Result};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

#[derive(Deserialize)]
struct Record {
    title: String,
    summary: String,
    body: String,
    section: String,
    #[serde(default)]
    topics: Vec<String>,
    #[serde(rename = "type")]
    kind: String,
    language: String,
    #[serde(alias = "organisation")]
    organization: String,
    country: String,
    year: i32,
}

#[derive(Deserialize)]
struct Asked {
    q: String,
    #[serde(default)]
    filter: BTreeMap<String, serde_json::Value>,
}

/// The first `count` documents of a file with `title`, `summary`, `body`, `section`, `topics`, `type`, `language`, `organization`, `country` and
/// `year` in each line.
pub fn samples(path: &Path, count: usize) -> Result<Vec<Sample>> {
    let sample = |record: Record| Sample {
        title: record.title.chars().take(280).collect(),
        summary: record.summary.chars().take(4_900).collect(),
        body: record.body,
        section: section(&record.section),
        kind: value_like(TYPES, &record.kind),
        topics: record.topics.iter().map(|topic| value_like(TOPICS, topic)).collect(),
        language: record.language,
        organization: record.organization,
        country: vocabularies::find(COUNTRIES, &record.country).map_or("001", Entry::value).to_owned(),
        year: record.year,
    };
    lines(path, count, sample)
}

/// The first `count` questions of a file with `q` and, where one is wanted, `filter` (a field and its value) in each line.
pub fn questions(path: &Path, count: usize) -> Result<Vec<Question>> {
    lines(path, count, |asked: Asked| {
        let filter = asked.filter.iter().next().and_then(|(name, value)| {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            match name.as_str() {
                "section" => Some(("section", section(&text))),
                "topic" | "topics" => Some(("topic", value_like(TOPICS, &text))),
                "type" => Some(("type", value_like(TYPES, &text))),
                "language" => Some(("language", text)),
                "year" => Some(("year_from", text)),
                // Its id is not known here.
                _ => None,
            }
        });
        Question { text: asked.q, filter: filter.map(|(name, value)| (name.to_owned(), value)) }
    })
}

fn section(text: &str) -> String {
    text.replace('-', "_")
}

fn value_like<E: Entry>(vocabulary: &'static [E], text: &str) -> String {
    let text = text.replace('-', "_");
    let number = text.bytes().fold(0_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    let known = vocabularies::find(vocabulary, &text).or_else(|| vocabulary.get(number % vocabulary.len().max(1)));
    known.map(|entry| entry.value().to_owned()).unwrap_or_default()
}

fn lines<R: DeserializeOwned, T>(path: &Path, count: usize, convert: impl Fn(R) -> T) -> Result<Vec<T>> {
    let unreadable = |cause| Error::invalid("--corpus", format!("the file {} can not be read: {cause}", path.display()));
    let file = BufReader::new(File::open(path).map_err(unreadable)?);
    let mut found = Vec::new();
    for line in file.lines().take(count) {
        found.push(convert(serde_json::from_str(&line.map_err(unreadable)?).context("reading a record of the corpus")?));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_of_others_become_ours() {
        let folder = tempfile::tempdir().unwrap();
        let (documents, asked) = (folder.path().join("documents"), folder.path().join("questions"));
        let record = r#"{"id":0,"title":"A","summary":"B","body":"C","section":"take-action","topics":["funding","tax"],"type":"report","language":"en","organisation":"O","country":"XX","year":2020}"#;
        std::fs::write(&documents, format!("{record}\n{record}\n")).unwrap();
        std::fs::write(&asked, "{\"q\":\"a b\",\"filter\":{\"section\":\"take-action\"}}\n{\"q\":\"c\"}\n").unwrap();

        let samples = samples(&documents, 1).unwrap();
        let questions = questions(&asked, 9).unwrap();

        assert_eq!((samples.len(), samples[0].section.as_str(), samples[0].country.as_str()), (1, "take_action", "001"));
        assert_eq!((samples[0].topics[0].as_str(), samples[0].topics.len()), ("funding", 2));
        assert_eq!(questions[0].filter, Some(("section".to_owned(), "take_action".to_owned())));
        assert_eq!((questions[1].text.as_str(), &questions[1].filter), ("c", &None));
    }
}
