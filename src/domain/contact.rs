//! What a visitor writes to the admins.

use super::language::LanguageTag;
use super::metadata::Faults;
use super::text::{EmailAddress, line, paragraphs};
use crate::error::FieldError;
use serde::Deserialize;
use utoipa::ToSchema;

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContactInput {
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// Where the answer goes.
    #[schema(format = Email)]
    pub email: String,
    /// Plain text, at most 5,000 characters.
    #[schema(min_length = 1, max_length = 5000)]
    pub message: String,
    /// The language that one would be answered in (BCP 47); absent: English.
    #[schema(min_length = 2, max_length = 35)]
    pub language: Option<String>,
    /// Leave it empty. Forms hide it from people; what fills in everything is a program, and is not listened to.
    pub website: Option<String>,
}

/// A checked message.
#[derive(Debug, Clone)]
pub struct Contact {
    pub name: String,
    pub email: EmailAddress,
    pub message: String,
    pub language: LanguageTag,
    /// Whether somebody filled in what people don't see.
    pub is_trapped: bool,
}

impl ContactInput {
    pub fn check(self) -> Result<Contact, Vec<FieldError>> {
        let mut faults = Faults::default();
        let name = faults.take("name", line(&self.name, 200));
        let email = faults.take("email", EmailAddress::parse(&self.email));
        let message = faults.take("message", paragraphs(&self.message, 5_000));
        let said = self.language.filter(|language| !language.trim().is_empty());
        let language = said.map_or(Some(LanguageTag::english()), |language| faults.take("language", LanguageTag::parse(&language)));
        let is_trapped = self.website.is_some_and(|website| !website.is_empty());
        match (name, email, message, language) {
            (Some(name), Some(email), Some(message), Some(language)) => {
                faults.finish(Contact { name, email, message, language, is_trapped })
            }
            _ => Err(faults.finish(()).err().unwrap_or_default()),
        }
    }
}
