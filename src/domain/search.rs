//! A search as someone keeps it: the words and filters of a public search, without its order and page.

use super::ids::OrganizationId;
use super::language::LanguageTag;
use super::text;
use super::words::Section;
use crate::error::FieldError;
use serde::{Deserialize, Serialize};

pub const MAX_WORDS_CHARS: usize = 500;
/// Values that one filter may have.
pub const MAX_VALUES: usize = 20;
const MAX_SLUG_CHARS: usize = 64;

/// As in `GET /resources`: values inside one filter are alternatives, filters add up, and a value that nothing has finds nothing.
#[derive(
    Clone,
    Debug,
    Default,
    PartialEq,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
    diesel::expression::AsExpression,
    diesel::deserialize::FromSqlRow,
)]
#[diesel(sql_type = diesel::sql_types::Text)]
#[serde(deny_unknown_fields)]
pub struct Search {
    /// The words, as typed; empty finds all.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[schema(max_length = 500, pattern = r"^[^\x00-\x1F\x7F-\x9F\u202A-\u202E\u2066-\u2069]*$", example = "peer support")]
    pub q: String,
    /// The language of the words, where it is known (BCP 47).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub query_language: Option<LanguageTag>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 20)]
    pub section: Vec<Section>,
    /// Values of `/topics`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 20, value_type = Vec<Slug>)]
    pub topic: Vec<String>,
    /// Values of `/types`.
    #[serde(rename = "type", default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 20, value_type = Vec<Slug>)]
    pub kind: Vec<String>,
    /// Values of `/audiences`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 20, value_type = Vec<Slug>)]
    pub audience: Vec<String>,
    /// BCP 47 tags, as the documents have them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 20, value_type = Vec<Slug>)]
    pub language: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 20)]
    pub organization: Vec<OrganizationId>,
    /// Values of `/countries`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 20, value_type = Vec<Slug>)]
    pub country: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year_from: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year_to: Option<i32>,
}

/// A value of a vocabulary or a language tag: letters, digits, `-` and `_`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(try_from = "String")]
#[schema(value_type = String, min_length = 1, max_length = 64, pattern = "^[A-Za-z0-9_-]+$", example = "facilitation")]
pub struct Slug(String);

impl Slug {
    pub fn into_text(self) -> String {
        self.0
    }
}

impl TryFrom<String> for Slug {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        if is_slug(&text) { Ok(Self(text)) } else { Err(format!("must be letters, digits, - and _, at most {MAX_SLUG_CHARS} of them")) }
    }
}

impl Search {
    /// Every fault at once.
    pub fn check(&self) -> Result<(), Vec<FieldError>> {
        let mut faults = Vec::new();
        match self.q.chars().find(|&c| c.is_control() || text::is_bidi_control(c)) {
            Some(c) => {
                faults.push(FieldError::new("search.q", format!("holds the control character U+{:04X}; please remove it", u32::from(c))))
            }
            None if self.q.chars().count() > MAX_WORDS_CHARS => {
                faults
                    .push(FieldError::new("search.q", format!("has {} characters; at most {MAX_WORDS_CHARS} fit", self.q.chars().count())));
            }
            None => {}
        }
        let lists = [
            ("topic", &self.topic),
            ("type", &self.kind),
            ("audience", &self.audience),
            ("language", &self.language),
            ("country", &self.country),
        ];
        let counts = [("section", self.section.len()), ("organization", self.organization.len())];
        for (name, count) in lists.iter().map(|(name, values)| (*name, values.len())).chain(counts) {
            if count > MAX_VALUES {
                faults.push(FieldError::new(format!("search.{name}"), format!("has {count} values; at most {MAX_VALUES} fit")));
            }
        }
        for (name, values) in lists {
            for (place, value) in values.iter().enumerate().filter(|(_, value)| !is_slug(value)) {
                let message =
                    format!("must be letters, digits, - and _, and at most {MAX_SLUG_CHARS} of them; it has {}", value.chars().count());
                faults.push(FieldError::new(format!("search.{name}[{place}]"), message));
            }
        }
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }
}

/// Whether a text can be a value of a vocabulary.
fn is_slug(text: &str) -> bool {
    (1..=MAX_SLUG_CHARS).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_is_kept_as_it_was_meant_and_refused_by_field() {
        let typed = r#"{"q":"círculo","section":["learn"],"type":["guide"],"year_from":2020}"#;
        let search: Search = serde_json::from_str(typed).unwrap();
        assert_eq!(search.check(), Ok(()));
        assert_eq!(serde_json::to_string(&search).unwrap(), typed);
        assert_eq!(Search::default().check(), Ok(()));

        let bad = Search { q: "a\0b".to_owned(), topic: vec!["x y".to_owned()], country: vec!["MX".to_owned(); 21], ..Search::default() };
        let fields: Vec<_> = bad.check().unwrap_err().into_iter().map(|fault| fault.field).collect();
        assert_eq!(fields, ["search.q", "search.country", "search.topic[0]"]);
    }
}
