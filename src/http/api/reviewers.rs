//! What reviewers read, who they are, and until when they are away.

use crate::app::App;
use crate::auth::Reviewer;
use crate::db::reviewers::{self as rows, ProfileRow};
use crate::domain::ids::UserId;
use crate::domain::language::LanguageTag;
use crate::domain::review::Reads;
use crate::domain::time::Timestamp;
use crate::domain::words::Section;
use crate::error::{Error, Result};
use crate::http::extract::Json;
use crate::http::problem::Problem;
use crate::library::reviewers::{self, ProfileChange};
use actix_web::web::{self, Data};
use actix_web::{get, put};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

const MOST_LANGUAGES: usize = 30;

pub fn configure(config: &mut ServiceConfig) {
    config.service(list_reviewers).service(read_reviewing).service(update_reviewing);
}

/// What you read, and whether you are there.
#[derive(Serialize, ToSchema)]
pub struct ReviewingView {
    /// Empty: all of them.
    sections: Vec<Section>,
    /// BCP 47; empty: all of them.
    languages: Vec<LanguageTag>,
    #[serde(skip_serializing_if = "Option::is_none")]
    away_until: Option<Timestamp>,
    version: i64,
}

impl ReviewingView {
    fn of(profile: ProfileRow, now: Timestamp) -> Self {
        let away_until = profile.away_until.filter(|_| profile.is_away(now));
        Self { sections: profile.reads.sections, languages: profile.reads.languages, away_until, version: profile.version }
    }
}

/// Read what you review.
#[utoipa::path(tag = "reviews", operation_id = "read_reviewing", security(("bearer" = ["reviewer"]), ("token" = ["review"])), responses((status = 200, body = ReviewingView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/reviews/me")]
async fn read_reviewing(app: Data<App>, reviewer: Reviewer) -> Result<web::Json<ReviewingView>> {
    let now = app.clock.now();
    let profile = app.db.read(move |c| reviewers::profile(c, &reviewer, now)).await?;
    Ok(web::Json(ReviewingView::of(profile, now)))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewingInput {
    /// The version that was read.
    version: i64,
    /// Absent or empty: all of them.
    #[serde(default)]
    sections: Vec<Section>,
    /// BCP 47, without regions: `pt` is `pt-BR` as well. Absent or empty: all of them.
    #[serde(default)]
    #[schema(max_items = 30)]
    languages: Vec<LanguageTag>,
    /// At most a year ahead. Claims are released, and nothing is routed to you until then. Absent: you are there.
    away_until: Option<Timestamp>,
}

/// Say what you review, and until when you are away.
#[utoipa::path(tag = "reviews", operation_id = "update_reviewing", security(("bearer" = ["reviewer"]), ("token" = ["review"])), responses((status = 200, body = ReviewingView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[put("/reviews/me")]
async fn update_reviewing(app: Data<App>, reviewer: Reviewer, input: Json<ReviewingInput>) -> Result<web::Json<ReviewingView>> {
    let ReviewingInput { version, mut sections, mut languages, away_until } = input.0;
    if languages.len() > MOST_LANGUAGES {
        return Err(Error::invalid("languages", format!("has {} values; at most {MOST_LANGUAGES} fit", languages.len())));
    }
    sections.sort();
    sections.dedup();
    languages.sort();
    languages.dedup();
    let (now, change) = (app.clock.now(), ProfileChange { version, reads: Reads { sections, languages }, away_until });
    let profile = app.db.write(move |tx| reviewers::change(tx, &reviewer, &change, now)).await?;
    Ok(web::Json(ReviewingView::of(profile, now)))
}

/// Someone who reviews.
#[derive(Serialize, ToSchema)]
pub struct ReviewerView {
    id: UserId,
    name: String,
    /// Empty: all of them.
    sections: Vec<Section>,
    /// Empty: all of them.
    languages: Vec<LanguageTag>,
    #[serde(skip_serializing_if = "Option::is_none")]
    away_until: Option<Timestamp>,
}

#[derive(Serialize, ToSchema)]
pub struct ReviewerList {
    items: Vec<ReviewerView>,
}

/// List who reviews: whom a second look can be asked of.
#[utoipa::path(tag = "reviews", operation_id = "list_reviewers", security(("bearer" = ["reviewer"]), ("token" = ["review"])), responses((status = 200, body = ReviewerList), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/reviews/reviewers")]
async fn list_reviewers(app: Data<App>, _reviewer: Reviewer) -> Result<web::Json<ReviewerList>> {
    let now = app.clock.now();
    let found = app.db.read(move |c| rows::list(c, now)).await?;
    let view = |reviewer: rows::ReviewerRow| {
        let id = reviewer.profile.user_id;
        let ReviewingView { sections, languages, away_until, .. } = ReviewingView::of(reviewer.profile, now);
        ReviewerView { id, name: reviewer.name, sections, languages, away_until }
    };
    Ok(web::Json(ReviewerList { items: found.into_iter().map(view).collect() }))
}
