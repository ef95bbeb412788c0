//! The queue, for reviewers.

use super::views::SubmissionView;
use crate::app::App;
use crate::auth::Reviewer;
use crate::db::AnyConn;
use crate::db::queue::{Claimed, QueueFilter};
use crate::db::submissions::SubmissionRow;
use crate::domain::ids::{OrganizationId, SubmissionId};
use crate::domain::time::Timestamp;
use crate::domain::words::{ClaimFilter, Section, SubmissionStatus};
use crate::error::{Error, Result};
use crate::http::cursor;
use crate::http::extract::Params;
use crate::http::problem::Problem;
use crate::library::review_terms::ReviewTerms;
use crate::library::{review, reviewers, submissions};
use actix_web::get;
use actix_web::web::{self, Data};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

pub fn configure(config: &mut ServiceConfig) {
    config.service(list_reviews).service(count_reviews);
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

/// What is asked of the queue, before it is known what the asker reads.
struct Wishes {
    filter: QueueFilter,
    claimed: Option<ClaimFilter>,
    is_overdue: bool,
    has_second_look: bool,
    for_me: bool,
}

/// List what waits for review, longest waiting first.
#[utoipa::path(
    tag = "reviews", operation_id = "list_reviews", security(("bearer" = ["reviewer"]), ("token" = ["review"])),
    params(
        ("for_me" = Option<bool>, Query, description = "What you read, what nobody reads who is there, and what has waited for longer than promised; never what your own organization sent. Default: true, unless `claimed=me` or `second_look` is asked for."),
        ("status" = inline(Option<Vec<QueueStatus>>), Query, description = "Default: submitted."), ("section" = Option<Section>, Query),
        ("language" = Option<String>, Query), ("organization" = Option<OrganizationId>, Query),
        ("claimed" = inline(Option<ClaimFilter>), Query, description = "By whom it is claimed at this moment."),
        ("parked" = Option<bool>, Query, description = "Parked ones alone, or none of them. Default: none, unless `claimed=me` or `second_look` is asked for."),
        ("overdue" = Option<bool>, Query, description = "Those alone that have waited for longer than promised."),
        ("second_look" = Option<bool>, Query, description = "Those alone at which you are asked to look as well."),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100), ("cursor" = Option<String>, Query)
    ),
    responses((status = 200, body = QueueView), (status = "4XX", body = Problem), (status = "5XX", body = Problem))
)]
#[get("/reviews")]
async fn list_reviews(app: Data<App>, reviewer: Reviewer, params: Params) -> Result<web::Json<QueueView>> {
    let limit = params.limit()?;
    let after = cursor::decode(params.text("cursor"), queue_key)?;
    let now = app.clock.now();
    let wishes = wishes(&params, now)?;
    let view = app.db.read(move |c| {
        let filter = filter(c, &reviewer, wishes, now)?;
        let (rows, total) = review::queue(c, &reviewer, &filter, after, limit as i64 + 1)?;
        let details = submissions::expand_all(c, reviewer.user(), rows, now)?;
        let show = |detail| Ok(SubmissionView::of(detail, reviewer.user()));
        let page = cursor::page(details, limit, |detail| cursor_key(&detail.submission), show)?;
        Ok(QueueView { total, items: page.items, next_cursor: page.next_cursor })
    });
    Ok(web::Json(view.await?))
}

fn wishes(params: &Params, now: Timestamp) -> Result<Wishes> {
    let mut filter = QueueFilter::waiting(now);
    let statuses: Vec<SubmissionStatus> = params.many("status", str::parse)?;
    if statuses.contains(&SubmissionStatus::Draft) {
        return Err(Error::invalid("status", "draft is for the submitter's eyes only"));
    }
    if !statuses.is_empty() {
        filter.statuses = statuses;
    }
    filter.section = params.one("section", "must be learn, promote or take_action")?;
    filter.language = params.one("language", "must be a BCP 47 language tag, such as es")?;
    filter.organization = params.one("organization", "must be the id of an organization")?;
    let claimed = params.one("claimed", "must be me, anyone or nobody")?;
    let has_second_look = params.flag("second_look")?;
    // Whoever asks for what is theirs already is given all of it.
    let is_mine = has_second_look || claimed == Some(ClaimFilter::Me);
    let flag = |name: &str| params.one(name, "must be true or false");
    filter.parked = flag("parked")?.or(if is_mine { None } else { Some(false) });
    Ok(Wishes { filter, claimed, is_overdue: params.flag("overdue")?, has_second_look, for_me: flag("for_me")?.unwrap_or(!is_mine) })
}

fn filter(c: &mut AnyConn, reviewer: &Reviewer, wishes: Wishes, now: Timestamp) -> Result<QueueFilter> {
    let claimed = wishes.claimed.map(|claimed| match claimed {
        ClaimFilter::Me => Claimed::By(reviewer.id()),
        ClaimFilter::Anyone => Claimed::ByAnyone,
        ClaimFilter::Nobody => Claimed::ByNobody,
    });
    Ok(QueueFilter {
        claimed,
        overdue_since: if wishes.is_overdue { Some(ReviewTerms::read(c)?.promised_since(now)) } else { None },
        second_look_of: wishes.has_second_look.then_some(reviewer.id()),
        routing: if wishes.for_me { Some(reviewers::routing(c, reviewer.id(), now)?) } else { None },
        ..wishes.filter
    })
}

fn cursor_key(submission: &SubmissionRow) -> String {
    format!("{} {}", submission.submitted_at.unwrap_or(submission.created_at), submission.id)
}

fn queue_key(key: &str) -> Option<(Timestamp, SubmissionId)> {
    let (time, id) = key.split_once(' ')?;
    Some((Timestamp::parse(time).ok()?, SubmissionId::parse(id).ok()?))
}

/// The queue in numbers.
#[derive(Serialize, ToSchema)]
pub struct QueueCounts {
    /// What is your business and not parked.
    for_me: i64,
    /// All that waits.
    waiting: i64,
    /// What has waited for longer than promised, parked ones left out.
    overdue: i64,
    parked: i64,
    claimed_by_me: i64,
    /// At which you are asked to look as well.
    second_looks: i64,
}

/// Count what waits for review.
#[utoipa::path(tag = "reviews", operation_id = "count_reviews", security(("bearer" = ["reviewer"]), ("token" = ["review"])), responses((status = 200, body = QueueCounts), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/reviews/counts")]
async fn count_reviews(app: Data<App>, reviewer: Reviewer) -> Result<web::Json<QueueCounts>> {
    let now = app.clock.now();
    let counts = app.db.read(move |c| review::counts(c, &reviewer, now)).await?;
    let review::Counts { for_me, waiting, overdue, parked, claimed_by_me, second_looks } = counts;
    Ok(web::Json(QueueCounts { for_me, waiting, overdue, parked, claimed_by_me, second_looks }))
}
