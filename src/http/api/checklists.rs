//! The checklist: the list itself, which anyone may read and admins edit, and what was ticked of a submission.

use crate::app::App;
use crate::auth::{Admin, User};
use crate::domain::checklist::{self, Item};
use crate::domain::ids::SubmissionId;
use crate::domain::language::LanguageTag;
use crate::domain::time::Timestamp;
use crate::domain::words::AskedOf;
use crate::error::{Error, Result};
use crate::http::extract::{Json, Params};
use crate::http::language;
use crate::http::problem::Problem;
use crate::library::checklists::{self, Answer, Answers, Checklist};
use actix_web::web::{self, Data, Path};
use actix_web::{HttpRequest, HttpResponse, get, put};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

pub fn configure(config: &mut ServiceConfig) {
    config.service(read_checklist).service(replace_checklist).service(read_answers).service(tick_items);
}

/// A version of the checklist.
#[derive(Serialize, ToSchema)]
pub struct ChecklistView {
    /// 0 is the one that a fresh library begins with.
    version: i64,
    items: Vec<Item>,
}

impl From<Checklist> for ChecklistView {
    fn from(checklist: Checklist) -> Self {
        Self { version: checklist.version, items: checklist.items }
    }
}

/// Read the checklist: what submitters confirm and reviewers look at.
#[utoipa::path(
    tag = "reviews", operation_id = "read_checklist",
    params(("version" = Option<i64>, Query, minimum = 0, description = "As it was in this version; absent: the one in force.")),
    responses((status = 200, body = ChecklistView), (status = "4XX", body = Problem), (status = "5XX", body = Problem))
)]
#[get("/checklist")]
async fn read_checklist(app: Data<App>, params: Params) -> Result<HttpResponse> {
    let version = params.one::<i64>("version", "must be the number of a version")?;
    let read = app.db.read(move |c| match version {
        Some(version) => checklists::find(c, version),
        None => checklists::current(c),
    });
    Ok(HttpResponse::Ok().insert_header(("cache-control", "no-cache")).json(ChecklistView::from(read.await?)))
}

/// A list to put into force.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChecklistInput {
    /// The version that was read.
    #[schema(minimum = 0)]
    version: i64,
    /// All of its items, in their order; at most 50.
    #[schema(max_items = 50)]
    items: Vec<Item>,
}

/// Put a new version of the checklist into force. Answers that were given keep the version that they answered.
#[utoipa::path(tag = "reviews", operation_id = "replace_checklist", security(("bearer" = ["admin"]), ("token" = ["admin"])), request_body = ChecklistInput, responses((status = 200, body = ChecklistView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[put("/checklist")]
async fn replace_checklist(app: Data<App>, admin: Admin, input: Json<ChecklistInput>) -> Result<web::Json<ChecklistView>> {
    let (now, ChecklistInput { version, items }) = (app.clock.now(), input.0);
    let items = checklist::check(items).map_err(Error::Invalid)?;
    let replaced = app.db.write(move |tx| checklists::replace(tx, &admin, version, &items, now)).await?;
    Ok(web::Json(replaced.into()))
}

/// What is asked about a submission, and what was ticked.
#[derive(Serialize, ToSchema)]
pub struct AnswersView {
    /// The version of the checklist; name it when you tick.
    version: i64,
    items: Vec<AnswerView>,
}

#[derive(Serialize, ToSchema)]
pub struct AnswerView {
    key: String,
    /// The sentence in the reader's language, or the nearest that there is.
    label: String,
    asked_of: AskedOf,
    required: bool,
    /// When the submitter's side ticked it.
    #[serde(skip_serializing_if = "Option::is_none")]
    confirmed_at: Option<Timestamp>,
    /// When a reviewer ticked it.
    #[serde(skip_serializing_if = "Option::is_none")]
    reviewed_at: Option<Timestamp>,
}

impl AnswersView {
    fn of(answers: Answers, language: &LanguageTag) -> Self {
        let view = |Answer { item, submitter, reviewer }: Answer| AnswerView {
            label: item.label(language).to_owned(),
            asked_of: item.asked_of,
            required: item.required,
            confirmed_at: submitter.map(|tick| tick.ticked_at),
            reviewed_at: reviewer.map(|tick| tick.ticked_at),
            key: item.key,
        };
        Self { version: answers.version, items: answers.items.into_iter().map(view).collect() }
    }
}

/// Read what is asked about a submission, and what either side has ticked.
#[utoipa::path(
    tag = "submissions", operation_id = "read_submission_checklist", security(("bearer" = ["uploader"]), ("bearer" = ["reviewer"]), ("token" = ["read"])),
    params(("id" = SubmissionId, Path), ("lang" = Option<String>, Query, description = "The language of labels; absent: Accept-Language.")),
    responses((status = 200, body = AnswersView), (status = "4XX", body = Problem), (status = "5XX", body = Problem))
)]
#[get("/submissions/{id}/checklist")]
async fn read_answers(
    app: Data<App>,
    user: User,
    request: HttpRequest,
    id: Path<SubmissionId>,
    params: Params,
) -> Result<web::Json<AnswersView>> {
    let (id, now, language) = (*id, app.clock.now(), language_of(&request, &params));
    let answers = app.db.read(move |c| checklists::answers(c, &user, id, now)).await?;
    Ok(web::Json(AnswersView::of(answers, &language)))
}

/// Admins may word items in languages that we do not have.
fn language_of(request: &HttpRequest, params: &Params) -> LanguageTag {
    let named = params.text("lang").and_then(|tag| LanguageTag::parse(tag).ok());
    named.unwrap_or_else(|| language::of_said(request, None))
}

/// The items that are ticked.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TicksInput {
    /// The version of the checklist that was read.
    #[schema(minimum = 0)]
    version: i64,
    /// The keys of all that are ticked; those left out are not ticked any more.
    #[schema(max_items = 50)]
    ticked: Vec<String>,
}

/// Tick items of the checklist: the submission's organization while it may change it, reviewers while it waits.
#[utoipa::path(
    tag = "submissions", operation_id = "tick_submission_checklist", security(("bearer" = ["uploader"]), ("bearer" = ["reviewer"]), ("token" = ["submit"])), params(("id" = SubmissionId, Path)),
    request_body = TicksInput, responses((status = 200, body = AnswersView), (status = "4XX", body = Problem), (status = "5XX", body = Problem))
)]
#[put("/submissions/{id}/checklist")]
async fn tick_items(
    app: Data<App>,
    user: User,
    request: HttpRequest,
    id: Path<SubmissionId>,
    params: Params,
    input: Json<TicksInput>,
) -> Result<web::Json<AnswersView>> {
    let (id, now, language) = (*id, app.clock.now(), language_of(&request, &params));
    let TicksInput { version, ticked } = input.0;
    if ticked.len() > checklist::MAX_ITEMS {
        return Err(Error::invalid("ticked", format!("has {} items; at most {} fit", ticked.len(), checklist::MAX_ITEMS)));
    }
    let act = move |tx: &mut crate::db::Tx| {
        checklists::tick(tx, &user, id, version, &ticked, now)?;
        checklists::answers(tx, &user, id, now)
    };
    Ok(web::Json(AnswersView::of(app.db.write(act).await?, &language)))
}
