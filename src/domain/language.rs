//! Languages are BCP 47 tags in canonical form: `es`, `pt-BR`, `zh-Hant`, `und`, `mul`, `zxx`.

use icu_locale_core::Locale;
use std::fmt;

/// A language tag, checked for its form and written in canonical case.
#[derive(
    Clone,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Debug,
    serde::Serialize,
    serde::Deserialize,
    diesel::expression::AsExpression,
    diesel::deserialize::FromSqlRow,
)]
#[diesel(sql_type = diesel::sql_types::Text)]
#[derive(utoipa::ToSchema)]
#[schema(value_type = String)]
#[serde(try_from = "String")]
pub struct LanguageTag(String);

impl LanguageTag {
    pub fn english() -> Self {
        Self("en".to_owned())
    }

    /// `und`: nobody said which.
    pub fn undetermined() -> Self {
        Self("und".to_owned())
    }

    pub fn parse(text: &str) -> Result<Self, String> {
        let refused = || "must be a BCP 47 language tag, such as en, es, pt-BR or und (undetermined)".to_owned();
        if text.len() > 35 || text.is_empty() {
            return Err(refused());
        }
        let locale = Locale::try_from_str(text).map_err(|_| refused())?;
        let mut canonical = locale.id.to_string();
        if locale.id.language.is_unknown() && !text.to_ascii_lowercase().starts_with("und") {
            return Err(refused());
        }
        if let Some(rest) = locale.to_string().strip_prefix(&canonical)
            && !rest.is_empty()
        {
            canonical.push_str(rest);
        }
        Ok(Self(canonical))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The language without script and region: `pt` of `pt-BR`.
    pub fn primary(&self) -> &str {
        self.0.split('-').next().unwrap_or(&self.0)
    }

    /// Whether text in it runs from right to left, for `dir` in pages and mail.
    pub fn is_right_to_left(&self) -> bool {
        matches!(self.primary(), "ar" | "he" | "fa" | "ur" | "ps" | "sd" | "ug" | "yi" | "dv" | "ckb" | "syr")
    }
}

impl TryFrom<String> for LanguageTag {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text)
    }
}

impl std::str::FromStr for LanguageTag {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::parse(text)
    }
}

impl fmt::Display for LanguageTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_written_in_canonical_case_and_nonsense_is_refused() {
        for (typed, canonical) in [("EN", "en"), ("pt-br", "pt-BR"), ("zh-hant", "zh-Hant"), ("und", "und"), ("mul", "mul"), ("zxx", "zxx")]
        {
            assert_eq!(LanguageTag::parse(typed).unwrap().as_str(), canonical);
        }
        for nonsense in ["", "e", "english!", "x y", "\0", "en_US_é", "12"] {
            assert!(LanguageTag::parse(nonsense).is_err(), "{nonsense:?} was taken for a language");
        }
    }
}
