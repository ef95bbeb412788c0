//! What reviewers do with a submission before they decide: claim it, park it, ask another to look as well.

use super::decisions::check_code;
use super::review_views::{ClaimView, SecondLookView};
use super::views::SubmissionView;
use crate::app::App;
use crate::auth::Reviewer;
use crate::db::{Tx, users};
use crate::domain::ids::{SecondLookId, SubmissionId, UserId};
use crate::domain::metadata::Faults;
use crate::domain::text::paragraphs;
use crate::domain::time::Timestamp;
use crate::error::{Error, Result};
use crate::http::extract::{Json, Params};
use crate::http::problem::Problem;
use crate::library::parking::{self, Parking};
use crate::library::{claims, second_looks, submissions};
use actix_web::web::{self, Data, Path};
use actix_web::{HttpResponse, delete, post};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

pub fn configure(config: &mut ServiceConfig) {
    config.service(claim_submission).service(release_submission);
    config.service(park_submission).service(unpark_submission);
    config.service(ask_second_look).service(answer_second_look);
}

/// Claim a submission, so that nobody else reviews it meanwhile, or hold a claim longer. It lapses after half an hour without work on it.
#[utoipa::path(
    tag = "reviews", operation_id = "claim_submission", security(("bearer" = ["reviewer"]), ("token" = ["review"])),
    params(("id" = SubmissionId, Path), ("take_over" = Option<bool>, Query, description = "Also where another reviewer holds it, who is told.")),
    responses((status = 200, body = ClaimView), (status = "4XX", body = Problem), (status = "5XX", body = Problem))
)]
#[post("/submissions/{id}/claim")]
async fn claim_submission(app: Data<App>, reviewer: Reviewer, id: Path<SubmissionId>, params: Params) -> Result<web::Json<ClaimView>> {
    let (id, now, take_over) = (*id, app.clock.now(), params.flag("take_over")?);
    let name = reviewer.user().name().to_owned();
    let claim = app.db.write(move |tx| claims::claim(tx, &reviewer, id, take_over, now)).await?;
    Ok(web::Json(ClaimView::of(&claim, name)))
}

/// Let go of a claim.
#[utoipa::path(tag = "reviews", operation_id = "release_submission", security(("bearer" = ["reviewer"]), ("token" = ["review"])), params(("id" = SubmissionId, Path)), responses((status = 204), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[delete("/submissions/{id}/claim")]
async fn release_submission(app: Data<App>, reviewer: Reviewer, id: Path<SubmissionId>) -> Result<HttpResponse> {
    let (id, now) = (*id, app.clock.now());
    app.db.write(move |tx| claims::release(tx, &reviewer, id, now)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Why a submission is to stay out of the queue, and until when.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ParkingInput {
    /// The code of a reason for parking, such as `waiting_for_expert`: see `/reasons`.
    #[schema(min_length = 1, max_length = 60, pattern = "^[a-z0-9_]+$")]
    reason: String,
    /// For reviewers alone.
    #[schema(min_length = 1, max_length = 1000)]
    note: Option<String>,
    /// At most a year ahead.
    until: Timestamp,
}

impl ParkingInput {
    fn check(self) -> Result<Parking> {
        let mut faults = Faults::default();
        let reason = faults.take("reason", check_code(&self.reason)).unwrap_or_default();
        let note = self.note.and_then(|note| faults.take("note", paragraphs(&note, 1_000)));
        faults.finish(Parking { reason, note, until: self.until }).map_err(Error::Invalid)
    }
}

/// Park a submission that can't be decided yet. It leaves the queue until a date, and comes back by itself.
#[utoipa::path(tag = "reviews", operation_id = "park_submission", security(("bearer" = ["reviewer"]), ("token" = ["review"])), params(("id" = SubmissionId, Path)), responses((status = 200, body = SubmissionView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/submissions/{id}/park")]
async fn park_submission(
    app: Data<App>,
    reviewer: Reviewer,
    id: Path<SubmissionId>,
    input: Json<ParkingInput>,
) -> Result<web::Json<SubmissionView>> {
    let (id, now, parking) = (*id, app.clock.now(), input.0.check()?);
    let act = move |tx: &mut Tx| {
        parking::park(tx, &reviewer, id, &parking, now)?;
        Ok(SubmissionView::of(submissions::detail(tx, reviewer.user(), id, now)?, reviewer.user()))
    };
    Ok(web::Json(app.db.write(act).await?))
}

/// Bring a parked submission back into the queue.
#[utoipa::path(tag = "reviews", operation_id = "unpark_submission", security(("bearer" = ["reviewer"]), ("token" = ["review"])), params(("id" = SubmissionId, Path)), responses((status = 204), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[delete("/submissions/{id}/park")]
async fn unpark_submission(app: Data<App>, reviewer: Reviewer, id: Path<SubmissionId>) -> Result<HttpResponse> {
    let (id, now) = (*id, app.clock.now());
    app.db.write(move |tx| parking::unpark(tx, &reviewer, id, now)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Who is to look as well, and at what.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SecondLookInput {
    /// One of `/reviews/reviewers`.
    reviewer_id: UserId,
    #[schema(min_length = 1, max_length = 2000)]
    question: Option<String>,
}

/// Ask another reviewer to look as well. They are told and answer with a note; the decision stays yours.
#[utoipa::path(tag = "reviews", operation_id = "ask_second_look", security(("bearer" = ["reviewer"]), ("token" = ["review"])), params(("id" = SubmissionId, Path)), responses((status = 201, body = SecondLookView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/submissions/{id}/second-looks")]
async fn ask_second_look(app: Data<App>, reviewer: Reviewer, id: Path<SubmissionId>, input: Json<SecondLookInput>) -> Result<HttpResponse> {
    let (id, now, of) = (*id, app.clock.now(), input.0.reviewer_id);
    let question = input.0.question.map(|text| paragraphs(&text, 2_000)).transpose();
    let question = question.map_err(|message| Error::invalid("question", message))?;
    let act = move |tx: &mut Tx| {
        let look = second_looks::ask(tx, &reviewer, id, of, question.as_deref(), now)?;
        view(tx, look)
    };
    Ok(HttpResponse::Created().json(app.db.write(act).await?))
}

fn view(tx: &mut Tx, look: crate::db::second_looks::SecondLookRow) -> Result<SecondLookView> {
    let names = users::list_names(tx, &[look.asked_by, look.asked_of_id])?;
    let name = |id: UserId| names.iter().find(|(known, _)| *known == id).map(|(_, name)| name.clone()).unwrap_or_default();
    Ok(SecondLookView::of(look, name))
}

/// What the second look found.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SecondLookAnswer {
    #[schema(min_length = 1, max_length = 5000)]
    note: String,
}

/// Answer where you were asked to look as well: a note for reviewers, no vote.
#[utoipa::path(tag = "reviews", operation_id = "answer_second_look", security(("bearer" = ["reviewer"]), ("token" = ["review"])), params(("id" = SubmissionId, Path), ("look_id" = SecondLookId, Path)), responses((status = 200, body = SecondLookView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/submissions/{id}/second-looks/{look_id}/answer")]
async fn answer_second_look(
    app: Data<App>,
    reviewer: Reviewer,
    path: Path<(SubmissionId, SecondLookId)>,
    input: Json<SecondLookAnswer>,
) -> Result<web::Json<SecondLookView>> {
    let ((id, look), now) = (*path, app.clock.now());
    let note = paragraphs(&input.0.note, 5_000).map_err(|message| Error::invalid("note", message))?;
    let act = move |tx: &mut Tx| {
        let look = second_looks::answer(tx, &reviewer, id, look, &note, now)?;
        view(tx, look)
    };
    Ok(web::Json(app.db.write(act).await?))
}
