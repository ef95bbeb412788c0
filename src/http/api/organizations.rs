//! Organizations: the directory of members, applying to become one, and an admin's answer. What becomes of them later is in the modules below;
//! who belongs to one is in [`super::members`] and [`super::joining`].

mod conversation;
mod profile;
mod standing;

pub use conversation::{answer as answer_question, find as find_question};

use super::BASE;
use crate::app::App;
use crate::auth::Admin;
use crate::auth::keys::LinkPurpose;
use crate::db::organizations::directory::{self, Filter, Place};
use crate::db::organizations::{self, OrganizationRow};
use crate::domain::ids::OrganizationId;
use crate::domain::language::LanguageTag;
use crate::domain::organization::{ApplicationInput, MAX_TEXT_CHARS};
use crate::domain::profile::ProfileTranslation;
use crate::domain::text;
use crate::domain::time::Timestamp;
use crate::domain::words::OrganizationStatus;
use crate::error::{Context, Error, Result};
use crate::http::cursor::{self, Page};
use crate::http::extract::{Json, Params};
use crate::http::problem::Problem;
use crate::library::organizations::{self as acts, Known};
use actix_web::http::header;
use actix_web::web::{self, Data, Path};
use actix_web::{HttpResponse, get, post};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

pub fn configure(config: &mut ServiceConfig) {
    // Fixed segments first: `{id}` would take them.
    config.service(list_applications).service(confirm_organization).service(list_organizations).service(apply_organization);
    standing::configure_fixed(config);
    profile::configure_fixed(config);
    conversation::configure_fixed(config);
    config.service(get_organization).service(decide_organization);
    standing::configure(config);
    profile::configure(config);
    conversation::configure(config);
}

/// An organization as anyone may see it.
#[derive(Serialize, ToSchema)]
pub struct OrganizationView {
    id: OrganizationId,
    name: String,
    /// What it was called before, the latest first.
    former_names: Vec<String>,
    summary: String,
    /// Name and summary in further languages, by BCP 47 tag.
    translations: BTreeMap<String, ProfileTranslation>,
    /// ISO 3166-1 alpha-2, or `001` for the world; absent where the organization hides it.
    #[serde(skip_serializing_if = "Option::is_none")]
    country: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    website: Option<String>,
    /// BCP 47 tags.
    languages: Vec<LanguageTag>,
    topics: Vec<String>,
    /// The path of its picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    logo: Option<String>,
    /// `active`; or `dormant` or `suspended`: what those shared stays public, and they share nothing new.
    status: OrganizationStatus,
}

impl OrganizationView {
    fn of(row: OrganizationRow, former_names: Vec<String>) -> Result<Self> {
        Ok(Self {
            id: row.id,
            former_names,
            translations: row.translations()?,
            languages: row.languages()?,
            topics: row.topics()?,
            country: row.shown_country().map(ToOwned::to_owned),
            logo: logo_path(&row),
            name: row.name,
            summary: row.summary,
            website: row.website,
            status: row.status,
        })
    }
}

/// With the hash of the picture, so that a new one is fetched.
fn logo_path(row: &OrganizationRow) -> Option<String> {
    row.logo_sha256.as_ref().map(|sha256| format!("{BASE}/organizations/{}/logo?{}", row.id, sha256.get(..12).unwrap_or(sha256)))
}

/// The members of the network in the order of their names, except those that asked not to be listed. Words are found in all names and summaries, in every language, and in former names.
#[utoipa::path(
    tag = "organizations", operation_id = "list_organizations",
    params(
        ("q" = Option<String>, Query, description = "Words, or beginnings of words; each must be there."),
        ("country" = Option<String>, Query, description = "ISO 3166-1 alpha-2. Those that hide their country are not found by it."),
        ("language" = Option<String>, Query, description = "A language that it works in (BCP 47)."),
        ("topic" = Option<String>, Query, description = "A value of `/topics`."),
        ("status" = Option<Vec<OrganizationStatus>>, Query, description = "Of those in the directory: `active`, `dormant` or `suspended`."),
        ("limit" = Option<u8>, Query, minimum = 1, maximum = 100), ("cursor" = Option<String>, Query)
    ),
    responses((status = 200, body = Page<OrganizationView>), (status = "4XX", body = Problem), (status = "5XX", body = Problem))
)]
#[get("/organizations")]
async fn list_organizations(app: Data<App>, params: Params) -> Result<web::Json<Page<OrganizationView>>> {
    let (limit, after) = (params.limit()?, cursor::decode(params.text("cursor"), place)?);
    let filter = Filter {
        words: params.text("q").map(ToOwned::to_owned),
        country: params.text("country").map(str::to_ascii_uppercase),
        language: params.text("language").map(LanguageTag::parse).transpose().map_err(|message| Error::invalid("language", message))?,
        topic: params.text("topic").map(ToOwned::to_owned),
        statuses: params.many("status", str::parse)?,
    };
    let remembering = app.clone();
    let found = app.db.read(move |c| {
        // One that was merged stands for the other.
        let known = remembering.vocabularies.in_force(c)?;
        let topic = filter.topic.as_deref().map(|topic| known.topics.meaning(topic).to_owned());
        let rows = directory::list(c, &Filter { topic, ..filter }, after.as_ref(), rows_for(limit))?;
        let ids: Vec<_> = rows.iter().map(|(_, row)| row.id).collect();
        Ok((rows, directory::list_former_names_of(c, &ids)?))
    });
    let (rows, mut former) = found.await?;
    let key = |(Place { sort_name, id }, _): &(Place, OrganizationRow)| format!("{id} {sort_name}");
    let view = |(_, row): (Place, OrganizationRow)| {
        let names = former.remove(&row.id).unwrap_or_default();
        OrganizationView::of(row, names)
    };
    Ok(web::Json(cursor::page(rows, limit, key, view)?))
}

/// What a cursor of the directory holds.
fn place(key: &str) -> Option<Place> {
    let (id, sort_name) = key.split_once(' ')?;
    Some(Place { sort_name: sort_name.to_owned(), id: OrganizationId::parse(id).ok()? })
}

/// One row more than the page holds, to know whether there is another.
pub fn rows_for(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1)
}

/// One member of the network. One that became a part of another leads there; one that was closed answers 410.
#[utoipa::path(tag = "organizations", operation_id = "get_organization", params(("id" = OrganizationId, Path)), responses((status = 200, body = OrganizationView), (status = 301, description = "It became a part of the organization that `Location` names."), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/organizations/{id}")]
async fn get_organization(app: Data<App>, id: Path<String>) -> Result<HttpResponse> {
    let id = OrganizationId::parse(&id)?;
    let known = app.db.read(move |c| match acts::look(c, id)? {
        Known::Moved(into) => Ok(Err(into)),
        Known::Listed(row) => Ok(Ok(OrganizationView::of(*row, directory::list_former_names(c, id)?)?)),
    });
    Ok(match known.await? {
        Ok(view) => HttpResponse::Ok().json(view),
        Err(into) => HttpResponse::MovedPermanently()
            .insert_header((header::LOCATION, format!("{BASE}/organizations/{into}")))
            // Organizations come and go: nobody is to remember this for good.
            .insert_header((header::CACHE_CONTROL, "no-cache"))
            .finish(),
    })
}

/// What an applicant is told at once. The rest comes by mail.
#[derive(Serialize, ToSchema)]
pub struct ApplicationReceipt {
    id: OrganizationId,
    status: OrganizationStatus,
}

/// Apply to join the network. The contact is mailed a link to confirm the address; then the admins are told.
#[utoipa::path(tag = "organizations", operation_id = "apply_organization", responses((status = 202, body = ApplicationReceipt), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/organizations")]
async fn apply_organization(app: Data<App>, input: Json<ApplicationInput>) -> Result<HttpResponse> {
    let application = input.0.check().map_err(Error::Invalid)?;
    let now = app.clock.now();
    let OrganizationRow { id, status, .. } = app.db.write(move |tx| acts::apply(tx, &application, now)).await?;
    Ok(HttpResponse::Accepted().json(ApplicationReceipt { id, status }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmationInput {
    /// The last part of the mailed link.
    token: String,
}

#[derive(Serialize, ToSchema)]
pub struct ConfirmationView {
    name: String,
    status: OrganizationStatus,
}

/// Confirm the address of an application with the token of the mailed link. Doing it twice is harmless.
#[utoipa::path(tag = "organizations", operation_id = "confirm_organization", responses((status = 200, body = ConfirmationView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/organizations/confirmations")]
async fn confirm_organization(app: Data<App>, input: Json<ConfirmationInput>) -> Result<web::Json<ConfirmationView>> {
    let OrganizationRow { name, status, .. } = confirm(&app, &input.0.token).await?;
    Ok(web::Json(ConfirmationView { name, status }))
}

/// The act behind the API and the page.
pub async fn confirm(app: &App, token: &str) -> Result<OrganizationRow> {
    let (id, now) = (confirmed_by(app, token)?, app.clock.now());
    app.db.write(move |tx| acts::confirm(tx, id, now)).await
}

/// The application whose address the token confirms.
pub async fn find_to_confirm(app: &App, token: &str) -> Result<OrganizationRow> {
    let id = confirmed_by(app, token)?;
    app.db.read(move |c| organizations::find(c, id)).await
}

fn confirmed_by(app: &App, token: &str) -> Result<OrganizationId> {
    let id = app.keys.open(LinkPurpose::ConfirmApplication, token).ok_or(Error::NotFound("confirmation"))?;
    Ok(OrganizationId::from_uuid(id))
}

/// An application as admins see it.
#[derive(Serialize, ToSchema)]
pub struct ApplicationView {
    id: OrganizationId,
    name: String,
    status: OrganizationStatus,
    summary: String,
    country: Option<String>,
    website: Option<String>,
    languages: Vec<String>,
    contact_name: String,
    contact_email: String,
    /// What the contact is written to in.
    contact_language: LanguageTag,
    message: Option<String>,
    /// Whether the contact pressed the button of the mailed link.
    email_confirmed: bool,
    applied_at: Timestamp,
    decided_at: Option<Timestamp>,
    decision_note: Option<String>,
}

impl ApplicationView {
    fn of(row: OrganizationRow) -> Result<Self> {
        Ok(Self {
            id: row.id,
            name: row.name,
            status: row.status,
            summary: row.summary,
            country: row.country,
            website: row.website,
            languages: serde_json::from_str(&row.languages).context("reading the languages of an organization")?,
            contact_name: row.contact_name,
            contact_email: row.contact_email,
            contact_language: row.contact_language,
            message: row.message,
            email_confirmed: row.email_confirmed_at.is_some(),
            applied_at: row.created_at,
            decided_at: row.decided_at,
            decision_note: row.decision_note,
        })
    }
}

/// Applications, oldest first: those that wait for a decision, or with `status` those that were decided.
#[utoipa::path(tag = "organizations", operation_id = "list_applications", security(("bearer" = ["admin"]), ("token" = ["admin"])), params(("status" = Option<OrganizationStatus>, Query, description = "`applied` where nothing is said."), ("limit" = Option<u8>, Query, minimum = 1, maximum = 100), ("cursor" = Option<String>, Query)), responses((status = 200, body = Page<ApplicationView>), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/organizations/applications")]
async fn list_applications(app: Data<App>, _admin: Admin, params: Params) -> Result<web::Json<Page<ApplicationView>>> {
    let status = params.text("status").map(str::parse).transpose().map_err(|message: String| Error::invalid("status", message))?;
    let status = status.unwrap_or(OrganizationStatus::Applied);
    let (limit, after) = (params.limit()?, cursor::decode(params.text("cursor"), |id| OrganizationId::parse(id).ok())?);
    let rows = app.db.read(move |c| organizations::list(c, &[status], after, rows_for(limit))).await?;
    Ok(web::Json(cursor::page(rows, limit, |row| row.id.to_string(), ApplicationView::of)?))
}

#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ApplicationVerdict {
    /// The contact is invited to be the organization's manager.
    Accept,
    Decline,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApplicationDecision {
    decision: ApplicationVerdict,
    /// For the contact: plain text, at most 5,000 characters.
    #[schema(max_length = 5000)]
    note: Option<String>,
}

/// Accept or decline an application. Its contact is told by mail; accepting invites them.
#[utoipa::path(tag = "organizations", operation_id = "decide_organization", security(("bearer" = ["admin"]), ("token" = ["admin"])), params(("id" = OrganizationId, Path)), responses((status = 200, body = ApplicationView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/organizations/{id}/decision")]
async fn decide_organization(
    app: Data<App>,
    admin: Admin,
    id: Path<String>,
    input: Json<ApplicationDecision>,
) -> Result<web::Json<ApplicationView>> {
    let (id, now) = (OrganizationId::parse(&id)?, app.clock.now());
    let accepts = matches!(input.0.decision, ApplicationVerdict::Accept);
    let note = input.0.note.filter(|note| !note.trim().is_empty()).map(|note| text::paragraphs(&note, MAX_TEXT_CHARS));
    let note = note.transpose().map_err(|message| Error::invalid("note", message))?;
    let organization = app.db.write(move |tx| acts::decide(tx, &admin, id, accepts, note.as_deref(), now)).await?;
    Ok(web::Json(ApplicationView::of(organization)?))
}
