//! What admins do to the vocabularies: add to them, name and order their terms, hide, merge.

use crate::app::App;
use crate::auth::Admin;
use crate::db::vocabularies as rows;
use crate::domain::language::LanguageTag;
use crate::domain::metadata::{Faults, check_link};
use crate::domain::text::line;
use crate::domain::vocabularies::in_force::{ByLanguage, Term};
use crate::domain::words::Vocabulary;
use crate::error::{Error, Result};
use crate::http::extract::Json;
use crate::http::problem::Problem;
use crate::library::vocabularies::{self, Change};
use actix_web::web::{self, Data, Path};
use actix_web::{HttpResponse, get, patch, post};
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

const MAX_LABEL_CHARS: usize = 120;
const MAX_PLAIN_CHARS: usize = 500;
const MAX_VALUE_CHARS: usize = 60;
const MAX_LANGUAGES: usize = 60;

pub fn configure(config: &mut ServiceConfig) {
    config.service(list_terms).service(add_term).service(change_term).service(merge_term);
}

/// An entry of a vocabulary as admins see it.
#[derive(Serialize, ToSchema)]
pub struct EditedTermView {
    value: String,
    /// By language (BCP 47).
    labels: ByLanguage,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent: Option<String>,
    /// Of a license: what it allows, in plain words, by language.
    plain: ByLanguage,
    /// Of a license: whether others may change it, translate it and share the result without asking.
    adaptable: bool,
    /// Of a license: whether others may earn money with it.
    sellable: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    /// Where it stands among the others, from the smallest.
    position: i32,
    /// Not offered any more.
    hidden: bool,
    /// What it stands for since it was merged.
    #[serde(skip_serializing_if = "Option::is_none")]
    merged_into: Option<String>,
    /// Hand it back with a change; 0 while the term is as the program ships it.
    version: i64,
}

impl From<Term> for EditedTermView {
    fn from(term: Term) -> Self {
        Self {
            value: term.value,
            labels: term.labels,
            parent: term.parent,
            plain: term.plain,
            adaptable: term.is_adaptable,
            sellable: term.is_sellable,
            url: term.url,
            position: term.position,
            hidden: term.is_hidden,
            merged_into: term.merged_into,
            version: term.version,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct EditedTermsView {
    items: Vec<EditedTermView>,
}

fn vocabulary_of(named: &str) -> Result<Vocabulary> {
    named.parse().map_err(|_| Error::NotFound("vocabulary"))
}

/// A whole vocabulary with all labels, hidden and merged terms included.
#[utoipa::path(tag = "administration", operation_id = "list_terms", security(("bearer" = ["admin"]), ("token" = ["admin"])), params(("vocabulary" = Vocabulary, Path)), responses((status = 200, body = EditedTermsView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/vocabularies/{vocabulary}/terms")]
async fn list_terms(app: Data<App>, _admin: Admin, vocabulary: Path<String>) -> Result<web::Json<EditedTermsView>> {
    let vocabulary = vocabulary_of(&vocabulary)?;
    let vocabularies = app.db.read(rows::in_force).await?;
    let items = vocabularies.get(vocabulary).all().iter().cloned().map(EditedTermView::from).collect();
    Ok(web::Json(EditedTermsView { items }))
}

/// What is said of a term. What is absent stays as it is.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TermInput {
    /// By language (BCP 47), laid over those that there are; null takes one away. At most 120 characters each.
    #[schema(example = json!({"en": "Gardens", "es": "Huertos"}))]
    labels: BTreeMap<String, Option<String>>,
    /// Of a license: what it allows, by language. At most 500 characters each.
    #[schema(example = json!({}))]
    plain: BTreeMap<String, Option<String>>,
    /// Of a topic: the one above, which stands at the top; null: none.
    #[serde(deserialize_with = "said")]
    #[schema(value_type = Option<String>)]
    parent: Option<Option<String>>,
    /// Of a license.
    adaptable: Option<bool>,
    /// Of a license.
    sellable: Option<bool>,
    /// Of a license: where its text is.
    #[serde(deserialize_with = "said")]
    #[schema(value_type = Option<String>, format = "uri", max_length = 2000)]
    url: Option<Option<String>>,
    #[schema(minimum = 0, maximum = 1000000)]
    position: Option<i32>,
    hidden: Option<bool>,
}

/// Tells null, which clears, from absence, which leaves.
fn said<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Option<Option<String>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

impl TermInput {
    fn check(self) -> Result<Change> {
        let mut faults = Faults::default();
        let labels = by_language(&mut faults, "labels", self.labels, MAX_LABEL_CHARS);
        let plain = by_language(&mut faults, "plain", self.plain, MAX_PLAIN_CHARS);
        let url = match self.url {
            Some(Some(url)) => faults.take("url", check_link(&url)).map(Some),
            other => other.map(|_| None),
        };
        if self.position.is_some_and(|position| !(0..=1_000_000).contains(&position)) {
            faults.add("position", "must be a whole number from 0 to 1000000");
        }
        let change = Change {
            labels,
            plain,
            parent: self.parent,
            is_adaptable: self.adaptable,
            is_sellable: self.sellable,
            url,
            position: self.position,
            is_hidden: self.hidden,
        };
        faults.finish(change).map_err(Error::Invalid)
    }
}

/// Texts by language; an empty one takes its language away.
fn by_language(faults: &mut Faults, field: &str, sent: BTreeMap<String, Option<String>>, max_chars: usize) -> ByLanguage {
    if sent.len() > MAX_LANGUAGES {
        faults.add(field, format!("has {} languages; at most {MAX_LANGUAGES} fit", sent.len()));
        return ByLanguage::new();
    }
    let mut checked = ByLanguage::new();
    for (tag, text) in sent {
        let field = format!("{field}.{tag}");
        let language = faults.take(&field, LanguageTag::parse(&tag));
        let text = match text {
            Some(text) => faults.take(&field, line(&text, max_chars)),
            None => Some(String::new()),
        };
        if let (Some(language), Some(text)) = (language, text) {
            checked.insert(language.to_string(), text);
        }
    }
    checked
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTermInput {
    /// The stable value: it stands in data and addresses, and can't be changed or given back. Topics and audiences: small letters, digits and
    /// `_`. Licenses: an SPDX identifier, or `LicenseRef-` and a name of your own.
    #[schema(min_length = 2, max_length = 60, pattern = "^[A-Za-z][A-Za-z0-9_.+-]+$", example = "gardens")]
    value: String,
    term: TermInput,
}

fn check_value(vocabulary: Vocabulary, value: &str) -> Result<()> {
    let is_short = (2..=MAX_VALUE_CHARS).contains(&value.len());
    let (fits, remedy): (fn(u8) -> bool, _) = match vocabulary {
        Vocabulary::Licenses => (
            |byte| byte.is_ascii_alphanumeric() || b".+-".contains(&byte),
            "must be an SPDX identifier such as CC-BY-4.0, or LicenseRef- and a name, of at most 60 letters, digits, dots and hyphens",
        ),
        _ => (
            |byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_',
            "must be 2 to 60 small letters, digits and _, and begin with a letter",
        ),
    };
    let begins_well = value.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic());
    if is_short && begins_well && value.bytes().all(fits) { Ok(()) } else { Err(Error::invalid("value", remedy)) }
}

/// Add a term to a vocabulary. It is offered at once, on all nodes.
#[utoipa::path(tag = "administration", operation_id = "add_term", security(("bearer" = ["admin"]), ("token" = ["admin"])), params(("vocabulary" = Vocabulary, Path)), responses((status = 201, body = EditedTermView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/vocabularies/{vocabulary}/terms")]
async fn add_term(app: Data<App>, admin: Admin, vocabulary: Path<String>, input: Json<NewTermInput>) -> Result<HttpResponse> {
    let (vocabulary, NewTermInput { value, term }, now) = (vocabulary_of(&vocabulary)?, input.0, app.clock.now());
    check_value(vocabulary, &value)?;
    let change = term.check().map_err(|refused| under("term", refused))?;
    let term = app.db.write(move |tx| vocabularies::add(tx, &admin, vocabulary, &value, &change, now)).await;
    let term = term.map_err(|refused| under("term", refused))?;
    Ok(HttpResponse::Created().json(EditedTermView::from(term)))
}

/// The same refusal, of fields one level down.
fn under(field: &str, refused: Error) -> Error {
    match refused {
        Error::Invalid(mut faults) => {
            for fault in &mut faults {
                fault.field = format!("{field}.{}", fault.field);
            }
            Error::Invalid(faults)
        }
        other => other,
    }
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TermChangeInput {
    /// The version that the change is based on: an old one is refused (409).
    version: i64,
    term: TermInput,
}

/// Change a term: its labels, its place among the others, whether it is offered. Labels and facets follow at once, on all nodes.
#[utoipa::path(tag = "administration", operation_id = "change_term", security(("bearer" = ["admin"]), ("token" = ["admin"])), params(("vocabulary" = Vocabulary, Path), ("value" = String, Path)), responses((status = 200, body = EditedTermView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[patch("/vocabularies/{vocabulary}/terms/{value}")]
async fn change_term(
    app: Data<App>,
    admin: Admin,
    path: Path<(String, String)>,
    input: Json<TermChangeInput>,
) -> Result<web::Json<EditedTermView>> {
    let ((vocabulary, value), TermChangeInput { version, term }, now) = (path.into_inner(), input.0, app.clock.now());
    let vocabulary = vocabulary_of(&vocabulary)?;
    let change = term.check().map_err(|refused| under("term", refused))?;
    let term = app.db.write(move |tx| vocabularies::change(tx, &admin, vocabulary, &value, &change, version, now)).await;
    Ok(web::Json(term.map_err(|refused| under("term", refused))?.into()))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MergeInput {
    /// The value that it is to stand for.
    into: String,
    version: i64,
}

/// Merge a term into another. Both values find the same from now on; everything that has the old one gets the other in its place.
#[utoipa::path(tag = "administration", operation_id = "merge_term", security(("bearer" = ["admin"]), ("token" = ["admin"])), params(("vocabulary" = Vocabulary, Path), ("value" = String, Path)), responses((status = 200, body = EditedTermView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/vocabularies/{vocabulary}/terms/{value}/merge")]
async fn merge_term(
    app: Data<App>,
    admin: Admin,
    path: Path<(String, String)>,
    input: Json<MergeInput>,
) -> Result<web::Json<EditedTermView>> {
    let ((vocabulary, value), MergeInput { into, version }, now) = (path.into_inner(), input.0, app.clock.now());
    let vocabulary = vocabulary_of(&vocabulary)?;
    let term = app.db.write(move |tx| vocabularies::merge(tx, &admin, vocabulary, &value, &into, version, now)).await?;
    Ok(web::Json(term.into()))
}
