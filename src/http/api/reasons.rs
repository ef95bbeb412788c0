//! Ready-made reasons: given by reviewers with one click, edited by admins, and shown as hints to those who upload.

use super::decisions::check_code;
use crate::app::App;
use crate::auth::{Admin, User};
use crate::db::reasons::{self as rows, ReasonRow};
use crate::domain::language::LanguageTag;
use crate::domain::metadata::Faults;
use crate::domain::review::{Localized, Uses};
use crate::domain::time::Timestamp;
use crate::domain::words::{ReasonUse, SubmissionField};
use crate::error::{Error, Result};
use crate::http::extract::{Json, Params};
use crate::http::problem::Problem;
use crate::library::reasons::{self, NewReason, ReasonChange};
use actix_web::web::{self, Data, Path};
use actix_web::{HttpResponse, delete, get, patch, post};
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

const LABEL_CHARS: usize = 100;
const SENTENCE_CHARS: usize = 500;

pub fn configure(config: &mut ServiceConfig) {
    config.service(list_hints).service(list_reasons).service(create_reason).service(change_reason).service(archive_reason);
}

/// A ready-made reason.
#[derive(Serialize, ToSchema)]
pub struct ReasonView {
    /// What stands in a decision.
    code: String,
    uses: Vec<ReasonUse>,
    /// The field of the upload form that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<SubmissionField>,
    /// What the button says, in your language.
    label: String,
    /// What the submitter is told, in your language.
    sentence: String,
    /// By BCP 47 tag.
    #[schema(value_type = BTreeMap<String, String>)]
    labels: Localized,
    #[schema(value_type = BTreeMap<String, String>)]
    sentences: Localized,
    /// The order in which they are shown.
    position: i32,
    /// Not given any more; old decisions still name it.
    is_archived: bool,
    version: i64,
    updated_at: Timestamp,
}

impl ReasonView {
    fn of(reason: ReasonRow, language: &LanguageTag) -> Self {
        Self {
            label: reason.labels.say(language).unwrap_or(&reason.code).to_owned(),
            sentence: reasons::sentence(&reason, language),
            code: reason.code,
            uses: reason.uses.0,
            field: reason.field,
            labels: reason.labels,
            sentences: reason.sentences,
            position: reason.position,
            is_archived: reason.archived_at.is_some(),
            version: reason.version,
            updated_at: reason.updated_at,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct ReasonList {
    items: Vec<ReasonView>,
}

/// List the ready-made reasons, in the order in which they are shown.
#[utoipa::path(
    tag = "reviews", operation_id = "list_reasons", security(("bearer" = []), ("token" = ["read"])),
    params(
        ("use" = inline(Option<ReasonUse>), Query, description = "Those alone that can be given for this."),
        ("archived" = Option<bool>, Query, description = "With those that are not given any more.")
    ),
    responses((status = 200, body = ReasonList), (status = "4XX", body = Problem), (status = "5XX", body = Problem))
)]
#[get("/reasons")]
async fn list_reasons(app: Data<App>, user: User, params: Params) -> Result<web::Json<ReasonList>> {
    let wanted: Option<ReasonUse> = params.one("use", "must be request_changes, reject or park")?;
    let with_archived = params.flag("archived")?;
    let found = app.db.read(move |c| rows::list(c, with_archived)).await?;
    let is_wanted = |reason: &ReasonRow| wanted.is_none_or(|wanted| reason.uses.0.contains(&wanted));
    let items = found.into_iter().filter(is_wanted).map(|reason| ReasonView::of(reason, user.language())).collect();
    Ok(web::Json(ReasonList { items }))
}

/// A field at which submissions often fail.
#[derive(Serialize, ToSchema)]
pub struct HintView {
    field: SubmissionField,
    /// What was then said, in your language.
    sentence: String,
    /// How often in the last twelve months.
    times: i64,
}

#[derive(Serialize, ToSchema)]
pub struct HintList {
    items: Vec<HintView>,
}

/// What submissions were most often sent back for, at the field that it is about: to be shown in the upload form.
#[utoipa::path(tag = "submissions", operation_id = "list_hints", security(("bearer" = []), ("token" = ["read"])), responses((status = 200, body = HintList), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/reasons/hints")]
async fn list_hints(app: Data<App>, user: User) -> Result<web::Json<HintList>> {
    let now = app.clock.now();
    let hints = app.db.read(move |c| reasons::hints(c, user.language(), now)).await?;
    let view = |hint: reasons::Hint| HintView { field: hint.field, sentence: hint.sentence, times: hint.times };
    Ok(web::Json(HintList { items: hints.into_iter().map(view).collect() }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewReasonInput {
    /// For good: decisions name it.
    #[schema(min_length = 1, max_length = 60, pattern = "^[a-z0-9_]+$")]
    code: String,
    uses: Vec<ReasonUse>,
    field: Option<SubmissionField>,
    /// What the button says, by BCP 47 tag; at most 100 characters each.
    labels: BTreeMap<String, String>,
    /// What the submitter is told, by BCP 47 tag; at most 500 characters each.
    #[serde(default)]
    sentences: BTreeMap<String, String>,
    /// Absent: last.
    position: Option<i32>,
}

impl NewReasonInput {
    fn check(self) -> Result<NewReason> {
        let mut faults = Faults::default();
        let code = faults.take("code", check_code(&self.code)).unwrap_or_default();
        let labels = Localized::check("labels", self.labels, LABEL_CHARS, &mut faults);
        let sentences = Localized::check("sentences", self.sentences, SENTENCE_CHARS, &mut faults);
        let new = NewReason { code, uses: each_once(self.uses), field: self.field, labels, sentences, position: self.position };
        faults.finish(new).map_err(Error::Invalid)
    }
}

fn each_once(mut uses: Vec<ReasonUse>) -> Uses {
    uses.sort();
    uses.dedup();
    Uses(uses)
}

/// Add a ready-made reason.
#[utoipa::path(tag = "reviews", operation_id = "create_reason", security(("bearer" = ["admin"]), ("token" = ["admin"])), responses((status = 201, body = ReasonView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/reasons")]
async fn create_reason(app: Data<App>, admin: Admin, input: Json<NewReasonInput>) -> Result<HttpResponse> {
    let (new, now, language) = (input.0.check()?, app.clock.now(), admin.user().language().clone());
    let reason = app.db.write(move |tx| reasons::create(tx, &admin, &new, now)).await?;
    Ok(HttpResponse::Created().json(ReasonView::of(reason, &language)))
}

/// What is to be changed; what is absent stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReasonChangeInput {
    /// The version that was read.
    version: i64,
    uses: Option<Vec<ReasonUse>>,
    /// `null`: about no field.
    #[serde(default, deserialize_with = "said")]
    #[schema(value_type = Option<SubmissionField>)]
    field: Option<Option<SubmissionField>>,
    /// In the place of all that there are.
    labels: Option<BTreeMap<String, String>>,
    /// In the place of all that there are.
    sentences: Option<BTreeMap<String, String>>,
    position: Option<i32>,
    /// `false` brings an archived one back.
    is_archived: Option<bool>,
}

/// Tells a null from nothing said.
fn said<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

impl ReasonChangeInput {
    fn check(self) -> Result<ReasonChange> {
        let mut faults = Faults::default();
        let labels = self.labels.map(|labels| Localized::check("labels", labels, LABEL_CHARS, &mut faults));
        let sentences = self.sentences.map(|sentences| Localized::check("sentences", sentences, SENTENCE_CHARS, &mut faults));
        let (uses, field, position) = (self.uses.map(each_once), self.field, self.position);
        let change = ReasonChange { version: self.version, uses, field, labels, sentences, position, is_archived: self.is_archived };
        faults.finish(change).map_err(Error::Invalid)
    }
}

/// Change a ready-made reason: its words, its uses, its place.
#[utoipa::path(tag = "reviews", operation_id = "change_reason", security(("bearer" = ["admin"]), ("token" = ["admin"])), params(("code" = String, Path)), responses((status = 200, body = ReasonView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[patch("/reasons/{code}")]
async fn change_reason(app: Data<App>, admin: Admin, code: Path<String>, input: Json<ReasonChangeInput>) -> Result<web::Json<ReasonView>> {
    let (code, change, now) = (code.into_inner(), input.0.check()?, app.clock.now());
    let language = admin.user().language().clone();
    let reason = app.db.write(move |tx| reasons::change(tx, &admin, &code, &change, now)).await?;
    Ok(web::Json(ReasonView::of(reason, &language)))
}

/// Take a ready-made reason out of use. It is kept, since old decisions name it.
#[utoipa::path(tag = "reviews", operation_id = "archive_reason", security(("bearer" = ["admin"]), ("token" = ["admin"])), params(("code" = String, Path)), responses((status = 204), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[delete("/reasons/{code}")]
async fn archive_reason(app: Data<App>, admin: Admin, code: Path<String>) -> Result<HttpResponse> {
    let (code, now) = (code.into_inner(), app.clock.now());
    app.db.write(move |tx| reasons::archive(tx, &admin, &code, now)).await?;
    Ok(HttpResponse::NoContent().finish())
}
