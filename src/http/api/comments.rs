//! The conversation about a submission, and the notes that reviewers leave each other.

use super::uploads;
use crate::app::App;
use crate::auth::User;
use crate::domain::ids::{CommentId, SubmissionId};
use crate::domain::text::paragraphs;
use crate::domain::time::Timestamp;
use crate::domain::words::Side;
use crate::error::{Error, Result};
use crate::http::cursor;
use crate::http::extract::{Json, Params};
use crate::http::idempotency::Idempotent;
use crate::http::problem::Problem;
use crate::library::comments::{self, Heard};
use actix_web::http::StatusCode;
use actix_web::web::{self, Data, Path};
use actix_web::{HttpRequest, HttpResponse, get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

pub fn configure(config: &mut ServiceConfig) {
    config.service(list_comments).service(create_comment).service(mark_comments_read);
}

/// Something that was said about a submission.
#[derive(Serialize, ToSchema)]
pub struct CommentView {
    id: CommentId,
    /// Whose side the author spoke for.
    side: Side,
    /// To the submitter's side, reviewers are not named.
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<String>,
    text: String,
    /// A note among reviewers, which nobody else ever sees.
    is_internal: bool,
    /// Whether anyone of the other side has read it.
    is_read: bool,
    created_at: Timestamp,
}

impl CommentView {
    fn of(heard: Heard) -> Self {
        let Heard { comment, author, is_read } = heard;
        Self {
            id: comment.id,
            side: comment.side,
            author,
            text: comment.body,
            is_internal: comment.is_internal,
            is_read,
            created_at: comment.created_at,
        }
    }
}

/// A page of a conversation, in its order.
#[derive(Serialize, ToSchema)]
pub struct ConversationView {
    /// Comments of others, on all pages, that you have not marked as read.
    unread: usize,
    items: Vec<CommentView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
}

/// Read the conversation about a submission; reviewers also see their notes.
#[utoipa::path(
    tag = "submissions", operation_id = "list_comments", security(("bearer" = ["uploader"]), ("bearer" = ["reviewer"]), ("token" = ["read"])),
    params(("id" = SubmissionId, Path), ("limit" = Option<u32>, Query, minimum = 1, maximum = 100), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = ConversationView), (status = "4XX", body = Problem), (status = "5XX", body = Problem))
)]
#[get("/submissions/{id}/comments")]
async fn list_comments(app: Data<App>, user: User, id: Path<SubmissionId>, params: Params) -> Result<web::Json<ConversationView>> {
    let (id, limit) = (*id, params.limit()?);
    let after = cursor::decode(params.text("cursor"), |key| CommentId::parse(key).ok())?;
    let heard = app.db.read(move |c| comments::read(c, &user, id, after, limit as i64 + 1)).await?;
    let page = cursor::page(heard.comments, limit, |heard| heard.comment.id.to_string(), |heard| Ok(CommentView::of(heard)))?;
    Ok(web::Json(ConversationView { unread: heard.unread, items: page.items, next_cursor: page.next_cursor }))
}

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CommentInput {
    #[schema(min_length = 1, max_length = 5000)]
    text: String,
    /// A note among reviewers.
    #[serde(default)]
    is_internal: bool,
}

/// Say something about a submission that was handed in. The other side is told by mail; a note among reviewers tells nobody.
#[utoipa::path(
    tag = "submissions", operation_id = "create_comment", security(("bearer" = ["uploader"]), ("bearer" = ["reviewer"]), ("token" = ["submit"])),
    params(("id" = SubmissionId, Path), ("Idempotency-Key" = Option<String>, Header, max_length = 200, pattern = "^[!-~]([ -~]*[!-~])?$", description = "Asked again with the same key, the first answer is repeated.")),
    responses((status = 201, body = CommentView), (status = "4XX", body = Problem), (status = "5XX", body = Problem))
)]
#[post("/submissions/{id}/comments")]
async fn create_comment(
    app: Data<App>,
    user: User,
    request: HttpRequest,
    id: Path<SubmissionId>,
    input: Json<CommentInput>,
) -> Result<HttpResponse> {
    let (id, now, is_internal) = (*id, app.clock.now(), input.0.is_internal);
    let text = paragraphs(&input.0.text, 5_000).map_err(|message| Error::invalid("text", message))?;
    let hash = uploads::hash_of(format!("{is_internal} {text}").as_bytes());
    let idempotent = Idempotent::begin(&app, &request, &user).await?;
    let author = user.name().to_owned();
    let act = move |tx: &mut crate::db::Tx| {
        let comment = comments::say(tx, &user, id, &text, is_internal, now)?;
        Ok(CommentView::of(Heard { comment, author: Some(author.clone()), is_read: false }))
    };
    idempotent.answer(hash, StatusCode::CREATED, act).await
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadInput {
    /// The last comment that was read.
    comment_id: CommentId,
}

/// Mark a conversation as read, up to a comment. The other side sees that.
#[utoipa::path(tag = "submissions", operation_id = "mark_comments_read", security(("bearer" = ["uploader"]), ("bearer" = ["reviewer"]), ("token" = ["submit"])), params(("id" = SubmissionId, Path)), responses((status = 204), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/submissions/{id}/comments/read")]
async fn mark_comments_read(app: Data<App>, user: User, id: Path<SubmissionId>, input: Json<ReadInput>) -> Result<HttpResponse> {
    let (id, now, comment) = (*id, app.clock.now(), input.0.comment_id);
    app.db.write(move |tx| comments::mark_read(tx, &user, id, comment, now)).await?;
    Ok(HttpResponse::NoContent().finish())
}
