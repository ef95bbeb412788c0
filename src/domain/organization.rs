//! What an organization says of itself when it applies to join: checked field by field, like the metadata of a document. It is no membership
//! and gives no rights; an application becomes an organization by an admin's act.

use super::language::LanguageTag;
use super::metadata::{Faults, check_link};
use super::text::{EmailAddress, line, paragraphs};
use super::vocabularies;
use crate::error::FieldError;
use icu_casemap::CaseMapper;
use icu_normalizer::ComposingNormalizerBorrowed;
use icu_properties::{CodePointSetData, props::DefaultIgnorableCodePoint};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub const MAX_NAME_CHARS: usize = 200;
pub const MAX_TEXT_CHARS: usize = 5_000;
pub const MAX_LANGUAGES: usize = 30;

/// An application to join, as a client sends it. What must be there and is not is named in the answer, all at once.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApplicationInput {
    /// The organization's or group's name, at most 200 characters.
    #[schema(required = true, nullable = false, min_length = 1, max_length = 200)]
    pub name: Option<String>,
    /// What it does and for whom: plain text, at most 5,000 characters.
    #[schema(required = true, nullable = false, min_length = 1, max_length = 5000)]
    pub summary: Option<String>,
    /// ISO 3166-1 alpha-2, or `001` for one that works in the whole world.
    #[schema(required = true, nullable = false, min_length = 2, max_length = 3)]
    pub country: Option<String>,
    /// An `http` or `https` address.
    #[schema(format = "uri", max_length = 2000)]
    pub website: Option<String>,
    /// The languages it works in, by BCP 47 tag: one at least.
    #[schema(required = true, nullable = false, min_items = 1, max_items = 30)]
    pub languages: Option<Vec<String>>,
    /// The person to write to.
    #[schema(required = true, nullable = false, min_length = 1, max_length = 200)]
    pub contact_name: Option<String>,
    #[schema(required = true, nullable = false, format = Email)]
    pub contact_email: Option<String>,
    /// The language that mail to the contact is written in (BCP 47); absent: the first of `languages`.
    pub language: Option<String>,
    /// Anything the admins of the network should know: plain text, at most 5,000 characters.
    #[schema(max_length = 5000)]
    pub message: Option<String>,
}

/// A checked application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    pub name: String,
    pub summary: String,
    /// ISO 3166-1 alpha-2 in upper case, or `001`.
    pub country: String,
    pub website: Option<String>,
    /// At least one, each once.
    pub languages: Vec<LanguageTag>,
    pub contact_name: String,
    pub contact_email: EmailAddress,
    /// What the contact is written to in.
    pub language: LanguageTag,
    pub message: Option<String>,
}

impl Application {
    /// What two spellings of the organization's name have in common; see [`folded_name`].
    pub fn folded_name(&self) -> String {
        folded_name(&self.name)
    }
}

/// What two spellings of one name have in common: compatibility forms, case, invisible characters and white space make no difference. The
/// database keeps it unique. Accents do make one: Peña and Pena are two names.
pub fn folded_name(name: &str) -> String {
    let nfkc = ComposingNormalizerBorrowed::new_nfkc();
    let ignorable = CodePointSetData::new::<DefaultIgnorableCodePoint>();
    let visible: String = name.chars().filter(|&c| !ignorable.contains(c)).collect();
    let folded = CaseMapper::new().fold_string(&nfkc.normalize(&visible)).into_owned();
    // Folding can take a text out of its normal form, so it is normalized once more.
    nfkc.normalize(&folded).split_whitespace().collect::<Vec<_>>().join(" ")
}

impl ApplicationInput {
    /// Checks each field and names every fault there is.
    pub fn check(self) -> Result<Application, Vec<FieldError>> {
        let mut faults = Faults::default();
        let mut required = |field: &str, value: Option<String>, remedy: &str, check: &dyn Fn(&str) -> Result<String, String>| {
            let checked = value.ok_or_else(|| format!("is missing; {remedy}")).and_then(|text| check(&text));
            faults.take(field, checked).unwrap_or_default()
        };
        let name = required("name", self.name, "say what the organization is called", &|text| line(text, MAX_NAME_CHARS));
        let summary =
            required("summary", self.summary, "say what the organization does and for whom", &|text| paragraphs(text, MAX_TEXT_CHARS));
        let country = required("country", self.country, "name the country by its two letters, such as MX", &|text| {
            vocabularies::country(&text.to_owned())
        });
        let contact_name = required("contact_name", self.contact_name, "name the person to write to", &|text| line(text, MAX_NAME_CHARS));

        let contact_email = self.contact_email.ok_or_else(|| "is missing; say where the contact can be reached".to_owned());
        let contact_email = faults.take("contact_email", contact_email.and_then(|text| EmailAddress::parse(&text)));
        let languages = check_languages(self.languages, &mut faults);
        let language = match said(self.language) {
            Some(text) => faults.take("language", LanguageTag::parse(&text)),
            None => Some(languages.first().cloned().unwrap_or_else(LanguageTag::english)),
        };
        let website = said(self.website).and_then(|text| faults.take("website", check_link(&text)));
        let message = said(self.message).and_then(|text| faults.take("message", paragraphs(&text, MAX_TEXT_CHARS)));

        let (Some(contact_email), Some(language)) = (contact_email, language) else {
            return faults.finish(()).and(Err(Vec::new())); // what is absent here left its fault above
        };
        faults.finish(Application { name, summary, country, website, languages, contact_name, contact_email, language, message })
    }
}

/// An optional field of a form that was left blank was not filled in.
fn said(value: Option<String>) -> Option<String> {
    value.filter(|text| !text.trim().is_empty())
}

fn check_languages(sent: Option<Vec<String>>, faults: &mut Faults) -> Vec<LanguageTag> {
    let sent = sent.unwrap_or_default();
    let mut checked = Vec::new();
    if sent.is_empty() {
        faults.add("languages", "is missing; name the languages the organization works in, such as en or es");
    } else if sent.len() > MAX_LANGUAGES {
        faults.add("languages", format!("has {} values; at most {MAX_LANGUAGES} fit", sent.len()));
    } else {
        for (place, text) in sent.iter().enumerate() {
            if let Some(language) = faults.take(format!("languages[{place}]"), LanguageTag::parse(text))
                && !checked.contains(&language)
            {
                checked.push(language);
            }
        }
    }
    checked
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn input(changes: serde_json::Value) -> ApplicationInput {
        let mut whole = json!({
            "name": "  Casa   Abierta ", "summary": "Peer support groups\r\nin two cities.", "country": "mx", "website": "https://casa.example",
            "languages": ["es", "ES", "en"], "contact_name": "Rosa Díaz", "contact_email": "rosa@casa.example", "language": "es-mx",
            "message": "We would like to share our handbook.",
        });
        for (field, value) in changes.as_object().unwrap() {
            whole[field] = value.clone();
        }
        serde_json::from_value(whole).unwrap()
    }

    fn faults(input: ApplicationInput) -> Vec<String> {
        input.check().unwrap_err().into_iter().map(|fault| format!("{} {}", fault.field, fault.message)).collect()
    }

    #[test]
    fn a_good_application_comes_out_clean() {
        let application = input(json!({})).check().unwrap();

        assert_eq!((application.name.as_str(), application.country.as_str()), ("Casa Abierta", "MX"));
        assert_eq!(application.summary, "Peer support groups\nin two cities.");
        assert_eq!(application.languages.iter().map(LanguageTag::as_str).collect::<Vec<_>>(), ["es", "en"]);
        assert_eq!((application.language.as_str(), application.contact_email.as_str()), ("es-MX", "rosa@casa.example"));
    }

    #[test]
    fn optional_fields_may_be_blank_and_the_mail_speaks_the_first_language() {
        let application = input(json!({"website": "", "message": null, "language": " "})).check().unwrap();

        assert_eq!((application.website, application.message, application.language.as_str()), (None, None, "es"));
    }

    #[test]
    fn every_missing_field_is_named_in_one_answer() {
        let named: Vec<_> = faults(ApplicationInput::default()).iter().map(|fault| fault.split(' ').next().unwrap().to_owned()).collect();
        assert_eq!(named, ["name", "summary", "country", "contact_name", "contact_email", "languages"]);
    }

    #[test]
    fn bad_values_are_refused_each_under_its_own_name() {
        let bad = input(json!({
            "name": "x".repeat(201), "country": "Mexico", "website": "javascript:alert(1)", "languages": ["es", "nonsense!"],
            "contact_email": "rosa", "language": "?", "message": "a\u{0}b",
        }));
        insta::assert_snapshot!(faults(bad).join("\n"), @"
        name has 201 characters; at most 200 fit
        country must be a country by its two letters (ISO 3166-1), such as MX or KE, or 001 for the world
        contact_email must be an e-mail address, such as name@example.org
        languages[1] must be a BCP 47 language tag, such as en, es, pt-BR or und (undetermined)
        language must be a BCP 47 language tag, such as en, es, pt-BR or und (undetermined)
        website must be a web address that begins with https:// or http://
        message holds the control character U+0000; please remove it
        ");
        assert!(serde_json::from_value::<ApplicationInput>(json!({"status": "active"})).is_err());
    }

    #[test]
    fn spellings_of_one_name_fold_to_the_same() {
        for spelling in ["Casa Abierta", "CASA  ABIERTA", "casa\u{a0}abierta", "Ｃａｓａ Abierta", "Casa\u{200b} Abierta"] {
            assert_eq!(folded_name(spelling), "casa abierta", "{spelling:?}");
        }
        assert_eq!(folded_name("Straße"), folded_name("STRASSE"));
        assert_ne!(folded_name("Peña"), folded_name("Pena"));
    }
}
