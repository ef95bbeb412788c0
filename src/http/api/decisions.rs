//! The decision: on one submission or on many, and taking it back.

use super::views::SubmissionView;
use crate::app::App;
use crate::auth::Reviewer;
use crate::db::Tx;
use crate::domain::ids::{DecisionId, SubmissionId};
use crate::domain::metadata::Faults;
use crate::domain::text::{line, paragraphs};
use crate::domain::time::Timestamp;
use crate::domain::words::{MadeFrom, Section, SubmissionStatus, Verdict};
use crate::error::{Error, Result};
use crate::http::extract::Json;
use crate::http::problem::Problem;
use crate::library::review::{self, Decision};
use crate::library::review_terms::ReviewTerms;
use crate::library::submissions;
use actix_web::post;
use actix_web::web::{self, Data, Path};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

/// A decision can be held at most this long.
const MAX_HOLD_SECONDS: i64 = 3_600;
/// Decisions in one request.
const MOST: usize = 100;

pub fn configure(config: &mut ServiceConfig) {
    config.service(decide_submission).service(undo_decision).service(decide_submissions).service(undo_decisions);
}

/// A decision on a submission.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecisionInput {
    decision: Verdict,
    /// Where it belongs; needed when the submitter left it open.
    section: Option<Section>,
    /// The code of a ready-made reason for this decision, such as `unclear_rights`. To ask for changes or reject: a reason or a note is needed.
    #[schema(min_length = 1, max_length = 60, pattern = "^[a-z0-9_]+$")]
    reason: Option<String>,
    /// A few sentences to the submitter.
    #[schema(min_length = 1, max_length = 5000)]
    note: Option<String>,
    /// The version of the submission that was read.
    version: i64,
    /// Recorded: why an admin decides on the own organization's submission, or approves before all files were looked at.
    #[schema(min_length = 1, max_length = 1000)]
    override_reason: Option<String>,
    /// Seconds in which it can be undone before it takes effect, at most 3,600; absent: the library's setting for where it is made from.
    #[schema(minimum = 0, maximum = 3600)]
    hold_seconds: Option<i64>,
    /// Default: `api`.
    from: Option<MadeFrom>,
}

impl DecisionInput {
    fn check(self, default_hold: i64) -> Result<Decision> {
        let mut faults = Faults::default();
        let mut text = |field: &str, text: Option<String>, max: usize| text.and_then(|text| faults.take(field, paragraphs(&text, max)));
        let note = text("note", self.note, 5_000);
        let override_reason = text("override_reason", self.override_reason, 1_000);
        let reason = self.reason.and_then(|reason| faults.take("reason", check_code(&reason)));
        let hold_seconds = self.hold_seconds.unwrap_or(default_hold);
        if !(0..=MAX_HOLD_SECONDS).contains(&hold_seconds) {
            faults.add("hold_seconds", format!("must be from 0 to {MAX_HOLD_SECONDS}"));
        }
        let decision =
            Decision { verdict: self.decision, section: self.section, reason, note, version: self.version, override_reason, hold_seconds };
        faults.finish(decision).map_err(Error::Invalid)
    }
}

/// The code of a ready-made reason.
pub fn check_code(text: &str) -> Result<String, String> {
    let code = line(text, 60)?;
    let is_code = code.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if is_code {
        Ok(code)
    } else {
        Err("must be a code of small letters, digits and _, such as unclear_rights; sentences go into note".to_owned())
    }
}

/// Decide a submission. Where two decide at once, one wins and the other is told who and when (409), as whoever decides on another's claim is.
#[utoipa::path(tag = "reviews", operation_id = "decide_submission", security(("bearer" = ["reviewer"]), ("token" = ["review"])), params(("id" = SubmissionId, Path)), responses((status = 200, body = SubmissionView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/submissions/{id}/decision")]
async fn decide_submission(
    app: Data<App>,
    reviewer: Reviewer,
    id: Path<SubmissionId>,
    input: Json<DecisionInput>,
) -> Result<web::Json<SubmissionView>> {
    let (id, now, from) = (*id, app.clock.now(), input.0.from.unwrap_or(MadeFrom::Api));
    let terms = app.db.read(ReviewTerms::read).await?;
    let decision = input.0.check(terms.hold_seconds(from, app.config.decision_hold_seconds))?;
    let act = move |tx: &mut Tx| {
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
    let act = move |tx: &mut Tx| {
        review::undo(tx, &reviewer, id, now)?;
        Ok(SubmissionView::of(submissions::detail(tx, reviewer.user(), id, now)?, reviewer.user()))
    };
    Ok(web::Json(app.db.write(act).await?))
}

/// Many decisions at once.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecisionsInput {
    #[schema(min_items = 1, max_items = 100)]
    decisions: Vec<DecisionOfMany>,
    /// Says what would come of it, and does nothing.
    #[serde(default)]
    dry_run: bool,
    /// Seconds in which they can be undone before they take effect, at most 3,600; absent: the library's setting, a minute by default.
    #[schema(minimum = 0, maximum = 3600)]
    hold_seconds: Option<i64>,
}

/// One of many decisions.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecisionOfMany {
    submission_id: SubmissionId,
    decision: Verdict,
    section: Option<Section>,
    #[schema(min_length = 1, max_length = 60, pattern = "^[a-z0-9_]+$")]
    reason: Option<String>,
    #[schema(min_length = 1, max_length = 5000)]
    note: Option<String>,
    /// The version of the submission that was read: what has changed since is refused.
    version: i64,
    #[schema(min_length = 1, max_length = 1000)]
    override_reason: Option<String>,
}

impl DecisionOfMany {
    fn check(self, hold_seconds: i64) -> (SubmissionId, Result<Decision>) {
        let Self { submission_id, decision, section, reason, note, version, override_reason } = self;
        let one = DecisionInput { decision, section, reason, note, version, override_reason, hold_seconds: Some(hold_seconds), from: None };
        (submission_id, one.check(hold_seconds))
    }
}

/// What came of each, in the order of the request.
#[derive(Serialize, ToSchema)]
pub struct OutcomesView {
    results: Vec<OutcomeView>,
    /// How many were done, or would be.
    done: usize,
    refused: usize,
    /// The last change of the feed that this answer made.
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<i64>,
}

/// What came of one: `problem` is there exactly where it was refused.
#[derive(Serialize, ToSchema)]
pub struct OutcomeView {
    submission_id: SubmissionId,
    #[serde(skip_serializing_if = "Option::is_none")]
    decision_id: Option<DecisionId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<SubmissionStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    effective_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<Problem>,
}

impl OutcomeView {
    fn nothing(submission_id: SubmissionId) -> Self {
        Self { submission_id, decision_id: None, status: None, version: None, effective_at: None, problem: None }
    }

    fn refused(submission_id: SubmissionId, failure: &Error) -> Self {
        if let Error::Internal { context, cause } = failure {
            tracing::error!(context, cause = %cause, submission = %submission_id, "one of many decisions failed");
        }
        Self { problem: Some(Problem::of(failure)), ..Self::nothing(submission_id) }
    }

    fn of(id: SubmissionId, done: Result<Self>) -> Self {
        done.unwrap_or_else(|failure| Self::refused(id, &failure))
    }
}

impl OutcomesView {
    fn of(results: Vec<OutcomeView>, change: Option<i64>) -> Self {
        let refused = results.iter().filter(|result| result.problem.is_some()).count();
        Self { done: results.len() - refused, refused, results, change }
    }
}

/// Decide up to a hundred submissions, each for itself: what has changed since it was read is refused, and the others are decided.
#[utoipa::path(tag = "reviews", operation_id = "decide_submissions", security(("bearer" = ["reviewer"]), ("token" = ["review"])), responses((status = 200, body = OutcomesView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/reviews/decisions")]
async fn decide_submissions(app: Data<App>, reviewer: Reviewer, input: Json<DecisionsInput>) -> Result<web::Json<OutcomesView>> {
    let DecisionsInput { decisions, dry_run, hold_seconds } = input.0;
    check_count("decisions", decisions.len())?;
    let hold_seconds = match hold_seconds {
        Some(seconds) if !(0..=MAX_HOLD_SECONDS).contains(&seconds) => {
            return Err(Error::invalid("hold_seconds", format!("must be from 0 to {MAX_HOLD_SECONDS}")));
        }
        Some(seconds) => seconds,
        None => app.db.read(ReviewTerms::read).await?.bulk_hold_seconds,
    };
    let (mut results, mut last_change) = (Vec::new(), None);
    for one in decisions {
        let (id, decision) = one.check(hold_seconds);
        let done = match decision {
            Err(failure) => Err(failure),
            Ok(decision) if dry_run => rehearse(&app, &reviewer, id, decision).await,
            Ok(decision) => decide(&app, &reviewer, id, decision).await.map(|(view, change)| {
                last_change = change.or(last_change);
                view
            }),
        };
        results.push(OutcomeView::of(id, done));
    }
    Ok(web::Json(OutcomesView::of(results, last_change)))
}

fn check_count(field: &str, count: usize) -> Result<()> {
    if (1..=MOST).contains(&count) { Ok(()) } else { Err(Error::invalid(field, format!("has {count} values; send 1 to {MOST}"))) }
}

async fn decide(app: &Data<App>, reviewer: &Reviewer, id: SubmissionId, decision: Decision) -> Result<(OutcomeView, Option<i64>)> {
    let (reviewer, now) = (reviewer.clone(), app.clock.now());
    let act = move |tx: &mut Tx| {
        let row = review::decide(tx, &reviewer, id, &decision, now)?;
        let submission = crate::db::submissions::find(tx, id)?;
        Ok(OutcomeView {
            decision_id: Some(row.id),
            status: Some(submission.status),
            version: Some(submission.version),
            effective_at: Some(row.effective_at),
            ..OutcomeView::nothing(id)
        })
    };
    app.db.write_seq(act).await
}

async fn rehearse(app: &Data<App>, reviewer: &Reviewer, id: SubmissionId, decision: Decision) -> Result<OutcomeView> {
    let (reviewer, now) = (reviewer.clone(), app.clock.now());
    app.db.read(move |c| review::rehearse(c, &reviewer, id, &decision, now)).await?;
    Ok(OutcomeView::nothing(id))
}

/// Decisions to be taken back, named by their submissions.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UndoInput {
    #[schema(min_items = 1, max_items = 100)]
    submissions: Vec<SubmissionId>,
}

/// Take the last decisions on up to a hundred submissions back, each for itself, where they have not taken effect.
#[utoipa::path(tag = "reviews", operation_id = "undo_decisions", security(("bearer" = ["reviewer"]), ("token" = ["review"])), responses((status = 200, body = OutcomesView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/reviews/decisions/undo")]
async fn undo_decisions(app: Data<App>, reviewer: Reviewer, input: Json<UndoInput>) -> Result<web::Json<OutcomesView>> {
    check_count("submissions", input.0.submissions.len())?;
    let mut results = Vec::new();
    for id in input.0.submissions {
        let (reviewer, now) = (reviewer.clone(), app.clock.now());
        let act = move |tx: &mut Tx| {
            review::undo(tx, &reviewer, id, now)?;
            let submission = crate::db::submissions::find(tx, id)?;
            Ok(OutcomeView { status: Some(submission.status), version: Some(submission.version), ..OutcomeView::nothing(id) })
        };
        results.push(OutcomeView::of(id, app.db.write(act).await));
    }
    Ok(web::Json(OutcomesView::of(results, None)))
}
