//! Writing to the admins, and what they do about it.

use crate::app::App;
use crate::auth::Admin;
use crate::db::contact_messages::{self, ContactMessageRow};
use crate::domain::contact::ContactInput;
use crate::domain::ids::{ContactMessageId, UserId};
use crate::domain::time::Timestamp;
use crate::error::{Error, Result};
use crate::http::cursor::{self, Page};
use crate::http::extract::{Json, Params};
use crate::http::problem::Problem;
use crate::library::contact;
use actix_web::web::{self, Data, Path};
use actix_web::{HttpResponse, delete, get, post};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

pub fn configure(config: &mut ServiceConfig) {
    config.service(write_to_admins).service(list_contact_messages).service(answer_contact_message).service(erase_contact_message);
}

/// That a message has arrived.
#[derive(Serialize, ToSchema)]
pub struct ContactReceipt {
    /// Names the message in an answer.
    id: ContactMessageId,
}

/// Write to the admins of the library.
#[utoipa::path(tag = "contact", operation_id = "write_to_admins", responses((status = 202, body = ContactReceipt), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/contact")]
async fn write_to_admins(app: Data<App>, input: Json<ContactInput>) -> Result<HttpResponse> {
    let (contact, now) = (input.0.check().map_err(Error::Invalid)?, app.clock.now());
    let id = app.db.write(move |tx| contact::write(tx, &contact, now)).await?;
    Ok(HttpResponse::Accepted().json(ContactReceipt { id }))
}

/// A message to the admins; who wrote it and what is absent once it was erased.
#[derive(Serialize, ToSchema)]
pub struct ContactMessageView {
    id: ContactMessageId,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    /// What one would be answered in (BCP 47).
    language: String,
    created_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    answered_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    answered_by: Option<UserId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    erased_at: Option<Timestamp>,
}

impl From<ContactMessageRow> for ContactMessageView {
    fn from(row: ContactMessageRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            email: row.email,
            message: row.message,
            language: row.language.to_string(),
            created_at: row.created_at,
            answered_at: row.answered_at,
            answered_by: row.answered_by,
            erased_at: row.erased_at,
        }
    }
}

/// List what was written to the admins, newest first.
#[utoipa::path(
    tag = "contact", operation_id = "list_contact_messages", security(("bearer" = ["admin"]), ("token" = ["admin"])),
    params(
        ("answered" = Option<bool>, Query, description = "Only those that are answered, or that are not."),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100), ("cursor" = Option<String>, Query)
    ),
    responses((status = 200, body = Page<ContactMessageView>), (status = "4XX", body = Problem), (status = "5XX", body = Problem))
)]
#[get("/contact")]
async fn list_contact_messages(app: Data<App>, _admin: Admin, params: Params) -> Result<web::Json<Page<ContactMessageView>>> {
    let (limit, answered) = (params.limit()?, params.one("answered", "must be true or false")?);
    let after = cursor::decode(params.text("cursor"), |key| ContactMessageId::parse(key).ok())?;
    let rows = app.db.read(move |c| contact_messages::list(c, answered, after, limit as i64 + 1)).await?;
    Ok(web::Json(cursor::page(rows, limit, |row| row.id.to_string(), |row| Ok(ContactMessageView::from(row)))?))
}

/// Mark a message as answered, so that no other admin answers it too.
#[utoipa::path(tag = "contact", operation_id = "answer_contact_message", security(("bearer" = ["admin"]), ("token" = ["admin"])), params(("id" = ContactMessageId, Path)), responses((status = 200, body = ContactMessageView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/contact/{id}/answer")]
async fn answer_contact_message(app: Data<App>, admin: Admin, id: Path<ContactMessageId>) -> Result<web::Json<ContactMessageView>> {
    let (id, now) = (*id, app.clock.now());
    Ok(web::Json(app.db.write(move |tx| contact::answer(tx, &admin, id, now)).await?.into()))
}

/// Erase who wrote a message and what. That there was one, and when, stays.
#[utoipa::path(tag = "contact", operation_id = "erase_contact_message", security(("bearer" = ["admin"]), ("token" = ["admin"])), params(("id" = ContactMessageId, Path)), responses((status = 204), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[delete("/contact/{id}")]
async fn erase_contact_message(app: Data<App>, admin: Admin, id: Path<ContactMessageId>) -> Result<HttpResponse> {
    let (id, now) = (*id, app.clock.now());
    app.db.write(move |tx| contact::erase(tx, &admin, id, now)).await?;
    Ok(HttpResponse::NoContent().finish())
}
