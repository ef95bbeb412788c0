//! The editions of a resource, and what two of them have different.

use crate::app::App;
use crate::auth::User;
use crate::domain::comparing::{self, TextDifference};
use crate::domain::fields;
use crate::domain::ids::ResourceId;
use crate::domain::language::LanguageTag;
use crate::domain::time::Timestamp;
use crate::error::{Error, Result};
use crate::http::extract::Params;
use crate::http::language;
use crate::http::problem::Problem;
use crate::library::editions::{self, Comparison, Listed, Side};
use actix_web::web::{self, Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

pub fn configure(config: &mut ServiceConfig) {
    config.service(list_editions).service(compare_editions);
}

#[derive(Serialize, ToSchema)]
pub struct EditionsView {
    items: Vec<EditionView>,
}

/// An edition in the list: what it says itself is public only while it is the current one.
#[derive(Serialize, ToSchema)]
pub struct EditionView {
    /// 1 is the first.
    number: i32,
    published_at: Timestamp,
    is_current: bool,
    /// The names of the fields that it changed, `files` among them.
    changed: Vec<&'static str>,
    /// What is new in it, in a sentence: its submitter's own, or else one made of the fields.
    what_changed: String,
}

impl EditionView {
    fn of(listed: Listed, is_current: bool, language: &LanguageTag) -> Self {
        let made = || fields::sentence(listed.changed.as_deref(), language);
        Self {
            number: listed.number,
            published_at: listed.published_at,
            is_current,
            what_changed: listed.note.clone().unwrap_or_else(made),
            changed: listed.changed.unwrap_or_default(),
        }
    }
}

/// List the editions of a resource, newest first: their numbers, their times, and what each changed.
#[utoipa::path(
    tag = "resources", operation_id = "list_editions",
    params(("id" = ResourceId, Path), ("lang" = Option<String>, Query, description = "The language of sentences; absent: Accept-Language.")),
    responses((status = 200, body = EditionsView), (status = "4XX", body = Problem), (status = "5XX", body = Problem))
)]
#[get("/resources/{id}/editions")]
async fn list_editions(app: Data<App>, request: HttpRequest, id: Path<ResourceId>, params: Params) -> Result<HttpResponse> {
    let (id, language) = (*id, language::of_said(&request, params.text("lang")));
    let listed = app.db.read(move |c| editions::list(c, id)).await?;
    let items = listed.into_iter().enumerate().map(|(place, listed)| EditionView::of(listed, place == 0, &language)).collect();
    let mut answer = HttpResponse::Ok();
    answer.insert_header(("cache-control", "no-cache")).insert_header(("vary", "accept-language"));
    Ok(answer.json(EditionsView { items }))
}

/// What two editions, or an edition and a revision, have different.
#[derive(Serialize, ToSchema)]
pub struct ComparisonView {
    from: SideView,
    to: SideView,
    /// The fields that differ, in the order in which they are read.
    fields: Vec<FieldDifference>,
    files: FilesDifference,
    /// The text of the files; absent where the files are the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<TextDifference>,
}

#[derive(Serialize, ToSchema)]
pub struct SideView {
    /// The number of the edition; absent of a submission.
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<i32>,
    /// When it was published, or last changed.
    at: Timestamp,
    /// What its submitter says is new in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    change_note: Option<String>,
}

impl From<Side> for SideView {
    fn from(side: Side) -> Self {
        Self { number: side.number, at: side.at, change_note: side.metadata.change_note }
    }
}

/// A field that differs, with what it said before and says after; null where it said nothing.
#[derive(Serialize, ToSchema)]
pub struct FieldDifference {
    field: &'static str,
    /// What people call it.
    label: &'static str,
    before: Value,
    after: Value,
}

/// The names of the files of either side.
#[derive(Serialize, ToSchema)]
pub struct FilesDifference {
    same: Vec<String>,
    removed: Vec<String>,
    added: Vec<String>,
}

impl ComparisonView {
    /// Takes a while for long texts, and not longer than a bound.
    pub fn of(comparison: Comparison, language: &LanguageTag) -> Self {
        let Comparison { before, after, changed, text_before, text_after } = comparison;
        let json = |side: &Side| serde_json::to_value(&side.metadata).unwrap_or_default();
        let (old, new) = (json(&before), json(&after));
        let field = |field: &'static fields::Field| FieldDifference {
            field: field.name,
            label: field.label(language),
            before: old.get(field.name).cloned().unwrap_or_default(),
            after: new.get(field.name).cloned().unwrap_or_default(),
        };
        let is_told = |field: &&'static fields::Field| field.name != "files" && changed.contains(&field.name);
        let has_other_files = changed.contains(&"files");
        Self {
            fields: fields::FIELDS.iter().filter(is_told).map(field).collect(),
            files: FilesDifference::of(&before, &after),
            text: has_other_files.then(|| comparing::compare(&text_before, &text_after)),
            from: before.into(),
            to: after.into(),
        }
    }
}

impl FilesDifference {
    fn of(before: &Side, after: &Side) -> Self {
        let names = |side: &Side, other: &Side, is_in_both: bool| -> Vec<String> {
            side.files.iter().filter(|file| other.files.contains(file) == is_in_both).map(|(name, _)| name.clone()).collect()
        };
        Self { same: names(before, after, true), removed: names(before, after, false), added: names(after, before, false) }
    }
}

/// Compare two editions of a resource: field by field, and in the text of their files. What was replaced is no longer public: it is shown to the organization that shares the resource and to reviewers.
#[utoipa::path(
    tag = "resources", operation_id = "compare_editions", security(("bearer" = ["uploader"]), ("bearer" = ["reviewer"]), ("token" = ["read"])),
    params(
        ("id" = ResourceId, Path), ("from" = i32, Query, minimum = 1, description = "The number of an edition."), ("to" = i32, Query, minimum = 1, description = "The number of another."),
        ("lang" = Option<String>, Query, description = "The language of labels; absent: Accept-Language.")
    ),
    responses((status = 200, body = ComparisonView), (status = "4XX", body = Problem), (status = "5XX", body = Problem))
)]
#[get("/resources/{id}/editions/compare")]
async fn compare_editions(
    app: Data<App>,
    user: User,
    request: HttpRequest,
    id: Path<ResourceId>,
    params: Params,
) -> Result<web::Json<ComparisonView>> {
    let (id, language) = (*id, language::of_said(&request, params.text("lang")));
    let number = |name: &str| {
        let found = params.one::<i32>(name, "must be the number of an edition, such as 1")?;
        found.ok_or_else(|| Error::invalid(name, "is missing; name the number of an edition, such as 1"))
    };
    let (from, to) = (number("from"), number("to"));
    let comparison = app.db.read(move |c| {
        // Of what is not there, nothing is asked.
        crate::db::editions::find_public(c, id)?;
        editions::compare_editions(c, &user, id, from?, to?)
    });
    let comparison = comparison.await?;
    app.comparisons.run(move || Ok(web::Json(ComparisonView::of(comparison, &language)))).await
}
