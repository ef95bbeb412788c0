//! What a submission would be once it is public: the whole of it, what a revision changes, and when.

use super::editions::ComparisonView;
use super::submissions::VersionInput;
use super::views::{FileView, ResourceView, SubmissionView};
use crate::app::App;
use crate::auth::User;
use crate::db::changes;
use crate::domain::ids::SubmissionId;
use crate::domain::words::{FileStatus, Section};
use crate::error::Result;
use crate::http::extract::{Json, Params};
use crate::http::language;
use crate::http::problem::{InvalidField, Problem};
use crate::library::{editions, embargoes, previews, submissions};
use actix_web::web::{self, Data, Path};
use actix_web::{HttpRequest, get, post};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

pub fn configure(config: &mut ServiceConfig) {
    config.service(preview_submission).service(compare_revision).service(lift_embargo);
}

/// A submission as the public would see it.
#[derive(Serialize, ToSchema)]
pub struct PreviewView {
    /// What `GET /resources/{id}` would answer, but for what is not known yet: the id of a new work, those of its files, and the times.
    resource: ResourceView,
    /// Files that the public would not get: those that were not looked at yet, and those that hold malware.
    withheld: Vec<FileView>,
    /// What is still to be said before it can be submitted.
    missing: Vec<InvalidField>,
}

/// Preview what would be public: exactly what publishing would make of the submission as it stands.
#[utoipa::path(
    tag = "submissions", operation_id = "preview_submission", security(("bearer" = ["uploader"]), ("bearer" = ["reviewer"]), ("token" = ["read"])),
    params(("id" = SubmissionId, Path), ("section" = Option<Section>, Query, description = "As if it stood in this section; needed where the submitter left it open.")),
    responses((status = 200, body = PreviewView), (status = "4XX", body = Problem), (status = "5XX", body = Problem))
)]
#[get("/submissions/{id}/preview")]
async fn preview_submission(
    app: Data<App>,
    request: HttpRequest,
    user: User,
    id: Path<SubmissionId>,
    params: Params,
) -> Result<web::Json<PreviewView>> {
    let (id, now, language) = (*id, app.clock.now(), language::of(&request, None));
    let section = params.one("section", "must be learn, promote or take_action")?;
    let view = app.db.read(move |c| {
        let preview = previews::preview(c, &user, id, section, now)?;
        let detail = submissions::detail(c, &user, id, now)?;
        let missing = detail.submission.metadata.missing(!detail.files.is_empty());
        let is_withheld = |status: FileStatus| !status.is_finished() || status == FileStatus::Infected;
        Ok(PreviewView {
            resource: ResourceView::of(preview.as_published(), &language, changes::head(c)?),
            withheld: detail.files.into_iter().filter(|(_, blob)| is_withheld(blob.status)).map(FileView::from).collect(),
            missing: missing.iter().map(InvalidField::from).collect(),
        })
    });
    Ok(web::Json(view.await?))
}

/// Compare a revision with the edition that it rests on: field by field, and in the text of its files.
#[utoipa::path(
    tag = "submissions", operation_id = "compare_revision", security(("bearer" = ["uploader"]), ("bearer" = ["reviewer"]), ("token" = ["read"])),
    params(("id" = SubmissionId, Path), ("lang" = Option<String>, Query, description = "The language of labels; absent: Accept-Language.")),
    responses((status = 200, body = ComparisonView), (status = "4XX", body = Problem), (status = "5XX", body = Problem))
)]
#[get("/submissions/{id}/changes")]
async fn compare_revision(
    app: Data<App>,
    user: User,
    request: HttpRequest,
    id: Path<SubmissionId>,
    params: Params,
) -> Result<web::Json<ComparisonView>> {
    let (id, now, language) = (*id, app.clock.now(), language::of_said(&request, params.text("lang")));
    let comparison = app.db.read(move |c| editions::compare_revision(c, &user, id, now)).await?;
    app.comparisons.run(move || Ok(web::Json(ComparisonView::of(comparison, &language)))).await
}

/// Lift the embargo. What is approved becomes public at once, or when its hold ends.
#[utoipa::path(tag = "submissions", operation_id = "lift_embargo", security(("bearer" = ["uploader"]), ("bearer" = ["admin"]), ("token" = ["submit"])), params(("id" = SubmissionId, Path)), responses((status = 200, body = SubmissionView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/submissions/{id}/embargo/lift")]
async fn lift_embargo(app: Data<App>, user: User, id: Path<SubmissionId>, input: Json<VersionInput>) -> Result<web::Json<SubmissionView>> {
    let (id, version, now) = (*id, input.0.version, app.clock.now());
    let act = move |tx: &mut crate::db::Tx| {
        let submission = embargoes::lift(tx, &user, id, version, now)?;
        Ok(SubmissionView::of(submissions::expand(tx, &user, submission, now)?, &user))
    };
    let (mut view, change) = app.db.write_seq(act).await?;
    view.change = change;
    Ok(web::Json(view))
}
