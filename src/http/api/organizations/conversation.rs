//! Between the admins and an organization: notes, questions and answers. An applicant answers by the link of the mail.

use super::rows_for;
use crate::app::App;
use crate::auth::User;
use crate::auth::keys::LinkPurpose;
use crate::db::Tx;
use crate::db::organizations::OrganizationRow;
use crate::domain::ids::{MessageId, OrganizationId};
use crate::domain::organization::MAX_TEXT_CHARS;
use crate::domain::text;
use crate::domain::time::Timestamp;
use crate::domain::words::MessageKind;
use crate::error::{Error, Result};
use crate::http::cursor::{self, Page};
use crate::http::extract::{Json, Params};
use crate::http::problem::Problem;
use crate::library::organizations::conversation::{self, Said};
use actix_web::web::{self, Data, Path};
use actix_web::{HttpResponse, get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

/// What an applicant is shown of what was said.
const SHOWN: i64 = 50;

pub fn configure_fixed(config: &mut ServiceConfig) {
    config.service(get_conversation).service(answer_question);
}

pub fn configure(config: &mut ServiceConfig) {
    config.service(list_messages).service(write_message);
}

#[derive(Serialize, ToSchema)]
pub struct OrganizationMessage {
    id: MessageId,
    kind: MessageKind,
    text: String,
    /// Who wrote it; absent where that was an applicant, or is not known any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    created_at: Timestamp,
}

impl From<Said> for OrganizationMessage {
    fn from(said: Said) -> Self {
        let Said { message, author } = said;
        Self { id: message.id, kind: message.kind, text: message.text, by: author, created_at: message.created_at }
    }
}

/// What admins and an organization wrote to each other, newest first. Admins see their own notes among it.
#[utoipa::path(tag = "organizations", operation_id = "list_messages", security(("bearer" = ["manager"]), ("bearer" = ["admin"]), ("token" = ["manage"])), params(("id" = OrganizationId, Path), ("limit" = Option<u8>, Query, minimum = 1, maximum = 100), ("cursor" = Option<String>, Query)), responses((status = 200, body = Page<OrganizationMessage>), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/organizations/{id}/messages")]
async fn list_messages(app: Data<App>, user: User, id: Path<String>, params: Params) -> Result<web::Json<Page<OrganizationMessage>>> {
    let id = OrganizationId::parse(&id)?;
    let (limit, before) = (params.limit()?, cursor::decode(params.text("cursor"), |id| MessageId::parse(id).ok())?);
    let said = app.db.read(move |c| conversation::read(c, &user, id, before, rows_for(limit))).await?;
    Ok(web::Json(cursor::page(said, limit, |said| said.message.id.to_string(), |said| Ok(said.into()))?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrganizationMessageInput {
    /// Plain text, at most 5,000 characters.
    #[schema(min_length = 1, max_length = 5000)]
    text: String,
    /// A note that admins alone see. For admins.
    #[serde(default)]
    #[schema(required = false)]
    internal: bool,
}

/// Write to an organization as an admin, or to the admins as one who manages it. The other side is told by mail; of a note nobody is.
#[utoipa::path(tag = "organizations", operation_id = "write_message", security(("bearer" = ["manager"]), ("bearer" = ["admin"]), ("token" = ["manage"])), params(("id" = OrganizationId, Path)), responses((status = 201, body = OrganizationMessage), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/organizations/{id}/messages")]
async fn write_message(app: Data<App>, user: User, id: Path<String>, input: Json<OrganizationMessageInput>) -> Result<HttpResponse> {
    let (id, now, internal) = (OrganizationId::parse(&id)?, app.clock.now(), input.0.internal);
    let text = text::paragraphs(&input.0.text, MAX_TEXT_CHARS).map_err(|message| Error::invalid("text", message))?;
    let author = user.name().to_owned();
    let message = app.db.write(move |tx: &mut Tx| conversation::say(tx, &user, id, &text, internal, now)).await?;
    Ok(HttpResponse::Created().json(OrganizationMessage::from(Said { message, author: Some(author) })))
}

/// What an applicant was asked and has answered.
#[derive(Serialize, ToSchema)]
pub struct ApplicationConversation {
    organization: String,
    /// The newest first.
    messages: Vec<OrganizationMessage>,
}

fn opened(app: &App, token: &str) -> Result<OrganizationId> {
    app.keys.open(LinkPurpose::ApplicationQuestion, token).map(OrganizationId::from_uuid).ok_or(Error::NotFound("conversation"))
}

/// What the API and the page show.
pub async fn find(app: &App, token: &str) -> Result<(OrganizationRow, Vec<Said>)> {
    let id = opened(app, token)?;
    app.db.read(move |c| conversation::read_as_applicant(c, id, SHOWN)).await
}

/// The act behind the API and the page.
pub async fn answer(app: &App, token: &str, text: &str) -> Result<Said> {
    let (id, now) = (opened(app, token)?, app.clock.now());
    let text = text::paragraphs(text, MAX_TEXT_CHARS).map_err(|message| Error::invalid("text", message))?;
    let message = app.db.write(move |tx| conversation::answer_as_applicant(tx, id, &text, now)).await?;
    Ok(Said { message, author: None })
}

/// What the admins asked about an application. Its token is the last part of the mailed link.
#[utoipa::path(tag = "organizations", operation_id = "get_application_questions", params(("token" = String, Path)), responses((status = 200, body = ApplicationConversation), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/application-questions/{token}")]
async fn get_conversation(app: Data<App>, token: Path<String>) -> Result<web::Json<ApplicationConversation>> {
    let (organization, said) = find(&app, &token).await?;
    Ok(web::Json(ApplicationConversation { organization: organization.name, messages: said.into_iter().map(Into::into).collect() }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApplicationAnswer {
    /// Plain text, at most 5,000 characters.
    #[schema(min_length = 1, max_length = 5000)]
    text: String,
}

/// Answer what the admins asked about an application. They are told by mail.
#[utoipa::path(tag = "organizations", operation_id = "answer_application_question", params(("token" = String, Path)), responses((status = 201, body = OrganizationMessage), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/application-questions/{token}/answers")]
async fn answer_question(app: Data<App>, token: Path<String>, input: Json<ApplicationAnswer>) -> Result<HttpResponse> {
    let said = answer(&app, &token, &input.0.text).await?;
    Ok(HttpResponse::Created().json(OrganizationMessage::from(said)))
}
