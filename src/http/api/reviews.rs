//! The queue and the decision, for reviewers.

use super::views::SubmissionView;
use crate::app::App;
use crate::auth::Reviewer;
use crate::db::submissions::{Filter, SubmissionRow};
use crate::domain::ids::SubmissionId;
use crate::domain::metadata::Faults;
use crate::domain::text::{line, paragraphs};
use crate::domain::time::Timestamp;
use crate::domain::words::{Section, SubmissionStatus, Verdict};
use crate::error::{Error, Result};
use crate::http::cursor;
use crate::http::extract::{Json, Params};
use crate::http::problem::Problem;
use crate::library::review::{self, Decision};
use crate::library::submissions;
use actix_web::web::{self, Data, Path};
use actix_web::{get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

/// A decision can be held at most this long.
const MAX_HOLD_SECONDS: i64 = 3_600;

pub fn configure(config: &mut ServiceConfig) {
    config.service(list_reviews).service(decide_submission).service(undo_decision);
}

/// What waits for a decision.
#[derive(Serialize, ToSchema)]
pub struct QueueView {
    /// How many wait in all, under these filters.
    total: i64,
    items: Vec<SubmissionView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
}

/// What a reviewer may ask for: any [`SubmissionStatus`] but `draft`, which is for the submitter's eyes only.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(dead_code, reason = "it only describes a parameter")]
pub enum QueueStatus {
    Submitted,
    ChangesRequested,
    Approved,
    Rejected,
    Canceled,
}

/// List what waits for review, longest waiting first.
#[utoipa::path(
    tag = "reviews", operation_id = "list_reviews", security(("bearer" = ["reviewer"]), ("token" = ["review"])),
    params(
        ("status" = inline(Option<Vec<QueueStatus>>), Query, description = "Default: submitted."), ("section" = Option<Section>, Query),
        ("language" = Option<String>, Query), ("limit" = Option<u32>, Query, minimum = 1, maximum = 100), ("cursor" = Option<String>, Query)
    ),
    responses((status = 200, body = QueueView), (status = "4XX", body = Problem), (status = "5XX", body = Problem))
)]
#[get("/reviews")]
async fn list_reviews(app: Data<App>, reviewer: Reviewer, params: Params) -> Result<web::Json<QueueView>> {
    let limit = params.limit()?;
    let after = cursor::decode(params.text("cursor"), queue_key)?;
    let filter = queue_filter(&params)?;
    let now = app.clock.now();
    let view = app.db.read(move |c| {
        let (rows, total) = review::queue(c, &reviewer, &filter, after, limit as i64 + 1)?;
        let details: Vec<_> = rows.into_iter().map(|row| submissions::expand(c, reviewer.user(), row, now)).collect::<Result<_>>()?;
        let show = |detail| Ok(SubmissionView::of(detail, reviewer.user()));
        let page = cursor::page(details, limit, |detail| cursor_key(&detail.submission), show)?;
        Ok(QueueView { total, items: page.items, next_cursor: page.next_cursor })
    });
    Ok(web::Json(view.await?))
}

fn queue_filter(params: &Params) -> Result<Filter> {
    let mut statuses: Vec<SubmissionStatus> = params.many("status", str::parse)?;
    if statuses.contains(&SubmissionStatus::Draft) {
        return Err(Error::invalid("status", "draft is for the submitter's eyes only"));
    }
    if statuses.is_empty() {
        statuses.push(SubmissionStatus::Submitted);
    }
    let section = params.one("section", "must be learn, promote or take_action")?;
    let language = params.one("language", "must be a BCP 47 language tag, such as es")?;
    Ok(Filter { statuses, section, language, ..Filter::default() })
}

fn cursor_key(submission: &SubmissionRow) -> String {
    format!("{} {}", submission.submitted_at.unwrap_or(submission.created_at), submission.id)
}

fn queue_key(key: &str) -> Option<(Timestamp, SubmissionId)> {
    let (time, id) = key.split_once(' ')?;
    Some((Timestamp::parse(time).ok()?, SubmissionId::parse(id).ok()?))
}

/// A decision on a submission.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecisionInput {
    decision: Verdict,
    /// Where it belongs; needed when the submitter left it open.
    section: Option<Section>,
    /// A code, such as `unclear_rights`. To ask for changes or reject: a reason or a note is needed.
    #[schema(max_length = 60, pattern = "^[a-z0-9_]+$")]
    reason: Option<String>,
    /// A few sentences to the submitter.
    #[schema(min_length = 1, max_length = 5000)]
    note: Option<String>,
    /// The version of the submission that was read.
    version: i64,
    /// Recorded: why an admin decides on the own organization's submission, or approves before all files were looked at.
    #[schema(min_length = 1, max_length = 1000)]
    override_reason: Option<String>,
    /// Seconds in which it can be undone before it takes effect, at most 3,600; absent: the library's setting.
    #[schema(minimum = 0, maximum = 3600)]
    hold_seconds: Option<i64>,
}

impl DecisionInput {
    fn check(self, default_hold: i64) -> Result<Decision> {
        let mut faults = Faults::default();
        let mut text = |field: &str, text: Option<String>, max: usize| text.and_then(|text| faults.take(field, paragraphs(&text, max)));
        let note = text("note", self.note, 5_000);
        let override_reason = text("override_reason", self.override_reason, 1_000);
        let reason = self.reason.and_then(|reason| faults.take("reason", check_reason(&reason)));
        let hold_seconds = self.hold_seconds.unwrap_or(default_hold);
        if !(0..=MAX_HOLD_SECONDS).contains(&hold_seconds) {
            faults.add("hold_seconds", format!("must be from 0 to {MAX_HOLD_SECONDS}"));
        }
        let decision =
            Decision { verdict: self.decision, section: self.section, reason, note, version: self.version, override_reason, hold_seconds };
        faults.finish(decision).map_err(Error::Invalid)
    }
}

fn check_reason(text: &str) -> Result<String, String> {
    let reason = line(text, 60)?;
    let is_code = reason.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if is_code {
        Ok(reason)
    } else {
        Err("must be a code of small letters, digits and _, such as unclear_rights; sentences go into note".to_owned())
    }
}

/// Decide a submission. Where two decide at once, one wins and the other is told who and when (409).
#[utoipa::path(tag = "reviews", operation_id = "decide_submission", security(("bearer" = ["reviewer"]), ("token" = ["review"])), params(("id" = SubmissionId, Path)), responses((status = 200, body = SubmissionView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/submissions/{id}/decision")]
async fn decide_submission(
    app: Data<App>,
    reviewer: Reviewer,
    id: Path<SubmissionId>,
    input: Json<DecisionInput>,
) -> Result<web::Json<SubmissionView>> {
    let (id, now) = (*id, app.clock.now());
    let decision = input.0.check(app.config.decision_hold_seconds)?;
    let act = move |tx: &mut crate::db::Tx| {
        review::decide(tx, &reviewer, id, &decision, now)?;
        Ok(SubmissionView::of(submissions::detail(tx, reviewer.user(), id, now)?, reviewer.user()))
    };
    let (mut view, change) = app.db.write_seq(act).await?;
    view.change = change;
    Ok(web::Json(view))
}

/// Take the last decision back, as long as it has not taken effect.
#[utoipa::path(tag = "reviews", operation_id = "undo_decision", security(("bearer" = ["reviewer"]), ("token" = ["review"])), params(("id" = SubmissionId, Path)), responses((status = 200, body = SubmissionView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/submissions/{id}/decision/undo")]
async fn undo_decision(app: Data<App>, reviewer: Reviewer, id: Path<SubmissionId>) -> Result<web::Json<SubmissionView>> {
    let (id, now) = (*id, app.clock.now());
    let act = move |tx: &mut crate::db::Tx| {
        review::undo(tx, &reviewer, id, now)?;
        Ok(SubmissionView::of(submissions::detail(tx, reviewer.user(), id, now)?, reviewer.user()))
    };
    Ok(web::Json(app.db.write(act).await?))
}
