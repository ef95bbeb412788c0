//! Use reports: how others used a resource.

use super::organizations::rows_for;
use super::views::SharingOrganization;
use crate::app::App;
use crate::auth::{Reviewer, User};
use crate::db::editions::{self, PublicOrganization, Visibility};
use crate::db::uses::{Filter, UseRow};
use crate::db::{AnyConn, organizations};
use crate::domain::ids::{OrganizationId, ResourceId, UseId, UserId};
use crate::domain::language::LanguageTag;
use crate::domain::metadata::Faults;
use crate::domain::text::{line, paragraphs};
use crate::domain::time::Timestamp;
use crate::domain::words::UseStatus;
use crate::error::{Error, Result};
use crate::http::cursor::{self, Page};
use crate::http::extract::{Json, Params};
use crate::http::language;
use crate::http::problem::Problem;
use crate::library::uses::{self, UseText};
use actix_web::web::{self, Data, Path};
use actix_web::{HttpRequest, HttpResponse, delete, get, patch, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

const MAX_TEXT_CHARS: usize = 1_000;
const MAX_SETTING_CHARS: usize = 200;
const MAX_PEOPLE: i32 = 1_000_000;

pub fn configure(config: &mut ServiceConfig) {
    config.service(create_use).service(list_resource_uses).service(list_uses).service(edit_use).service(delete_use).service(decide_use);
}

/// How your organization used a resource.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UseInput {
    /// The organization that used it; needed by those who belong to several.
    organization: Option<OrganizationId>,
    /// With how many people.
    #[schema(minimum = 1, maximum = 1_000_000)]
    people: Option<i32>,
    /// Where, or with whom: a line.
    #[schema(min_length = 1, max_length = 200)]
    setting: Option<String>,
    /// What was changed for it.
    #[schema(min_length = 1, max_length = 1000)]
    changed: Option<String>,
    /// How it went. Please name nobody.
    #[schema(min_length = 1, max_length = 1000)]
    text: String,
    /// A public resource that came of it.
    adaptation_id: Option<ResourceId>,
}

/// The same, written anew: what is absent is not told any more.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UseEdit {
    /// The version that was read.
    version: i64,
    /// With how many people.
    #[schema(minimum = 1, maximum = 1_000_000)]
    people: Option<i32>,
    /// Where, or with whom: a line.
    #[schema(min_length = 1, max_length = 200)]
    setting: Option<String>,
    /// What was changed for it.
    #[schema(min_length = 1, max_length = 1000)]
    changed: Option<String>,
    /// How it went. Please name nobody.
    #[schema(min_length = 1, max_length = 1000)]
    text: String,
    /// A public resource that came of it.
    adaptation_id: Option<ResourceId>,
}

fn check(people: Option<i32>, setting: Option<String>, changed: Option<String>, text: &str) -> Result<UseText> {
    let mut faults = Faults::default();
    if people.is_some_and(|people| !(1..=MAX_PEOPLE).contains(&people)) {
        faults.add("people", format!("must be from 1 to {MAX_PEOPLE}; leave it out if nobody counted"));
    }
    let setting = setting.and_then(|setting| faults.take("setting", line(&setting, MAX_SETTING_CHARS)));
    let changed = changed.and_then(|changed| faults.take("changed", paragraphs(&changed, MAX_TEXT_CHARS)));
    let text = faults.take("text", paragraphs(text, MAX_TEXT_CHARS)).unwrap_or_default();
    faults.finish(UseText { people, setting, changed, text, adaptation_id: None }).map_err(Error::Invalid)
}

/// A use report, as its organization and reviewers see it.
#[derive(Serialize, ToSchema)]
pub struct UseView {
    id: UseId,
    resource_id: ResourceId,
    organization_id: OrganizationId,
    user_id: UserId,
    status: UseStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    people: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    setting: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    changed: Option<String>,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    adaptation_id: Option<ResourceId>,
    /// Name it when you edit or decide.
    version: i64,
    created_at: Timestamp,
    updated_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    decided_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decision_note: Option<String>,
    /// The change of the feed that this answer made.
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<i64>,
}

impl From<UseRow> for UseView {
    fn from(row: UseRow) -> Self {
        Self {
            id: row.id,
            resource_id: row.resource_id,
            organization_id: row.organization_id,
            user_id: row.user_id,
            status: row.status,
            people: row.people,
            setting: row.setting,
            changed: row.changed,
            text: row.text,
            adaptation_id: row.adaptation_id,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
            decided_at: row.decided_at,
            decision_note: row.decision_note,
            change: None,
        }
    }
}

/// Tell how your organization used a resource. It is public once a reviewer has approved it.
#[utoipa::path(tag = "submissions", operation_id = "create_use", security(("bearer" = ["uploader"]), ("token" = ["submit"])), params(("id" = ResourceId, Path)), responses((status = 201, body = UseView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/resources/{id}/uses")]
async fn create_use(app: Data<App>, user: User, id: Path<ResourceId>, input: Json<UseInput>) -> Result<HttpResponse> {
    let (id, now) = (*id, app.clock.now());
    let UseInput { organization, people, setting, changed, text, adaptation_id } = input.0;
    let text = UseText { adaptation_id, ..check(people, setting, changed, &text)? };
    let row = app.db.write(move |tx| uses::create(tx, &user, id, organization, &text, now)).await?;
    Ok(HttpResponse::Created().json(UseView::from(row)))
}

/// A use report, as anyone may read it.
#[derive(Serialize, ToSchema)]
pub struct PublicUseView {
    id: UseId,
    /// Who used it.
    organization: SharingOrganization,
    #[serde(skip_serializing_if = "Option::is_none")]
    people: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    setting: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    changed: Option<String>,
    text: String,
    /// A resource that came of it, while that is public.
    #[serde(skip_serializing_if = "Option::is_none")]
    adaptation_id: Option<ResourceId>,
    created_at: Timestamp,
}

impl PublicUseView {
    fn of(c: &mut AnyConn, row: UseRow, language: &LanguageTag) -> Result<Self> {
        let organization = organizations::find(c, row.organization_id)?;
        let adaptation_id = match row.adaptation_id {
            Some(id) if matches!(editions::look(c, id)?, Visibility::Public(_)) => Some(id),
            _ => None,
        };
        Ok(Self {
            id: row.id,
            organization: SharingOrganization::of(PublicOrganization::of(&organization), language),
            people: row.people,
            setting: row.setting,
            changed: row.changed,
            text: row.text,
            adaptation_id,
            created_at: row.created_at,
        })
    }
}

/// How others used a resource, newest first.
#[utoipa::path(tag = "resources", operation_id = "list_resource_uses", params(("id" = ResourceId, Path), ("limit" = Option<u32>, Query, minimum = 1, maximum = 100), ("cursor" = Option<String>, Query)), responses((status = 200, body = Page<PublicUseView>), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/resources/{id}/uses")]
async fn list_resource_uses(app: Data<App>, request: HttpRequest, id: Path<ResourceId>, params: Params) -> Result<HttpResponse> {
    let labels = language::of(&request, None);
    let (id, limit) = (*id, params.limit()?);
    let before = cursor::decode(params.text("cursor"), |id| UseId::parse(id).ok())?;
    let page = app.db.read(move |c| {
        let rows = uses::list_public(c, id, before, rows_for(limit))?;
        let views: Vec<_> = rows.into_iter().map(|row| PublicUseView::of(c, row, &labels)).collect::<Result<_>>()?;
        cursor::page(views, limit, |view| view.id.to_string(), Ok)
    });
    Ok(HttpResponse::Ok().insert_header(("cache-control", "no-cache")).json(page.await?))
}

/// List use reports, oldest first: those of one's own organizations, and for reviewers all.
#[utoipa::path(
    tag = "submissions", operation_id = "list_uses", security(("bearer" = []), ("token" = ["read"])),
    params(
        ("status" = Option<UseStatus>, Query, description = "Absent: all."), ("resource_id" = Option<ResourceId>, Query),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100), ("cursor" = Option<String>, Query)
    ),
    responses((status = 200, body = Page<UseView>), (status = "4XX", body = Problem), (status = "5XX", body = Problem))
)]
#[get("/uses")]
async fn list_uses(app: Data<App>, user: User, params: Params) -> Result<web::Json<Page<UseView>>> {
    let (limit, after) = (params.limit()?, cursor::decode(params.text("cursor"), |id| UseId::parse(id).ok())?);
    let filter = Filter {
        status: params.one("status", "must be pending, approved or declined")?,
        resource: params.one("resource_id", "must be the id of a resource")?,
        organizations: None,
    };
    let rows = app.db.read(move |c| uses::list(c, &user, filter, after, rows_for(limit))).await?;
    Ok(web::Json(cursor::page(rows, limit, |row| row.id.to_string(), |row| Ok(row.into()))?))
}

/// Change a use report. It is not public until a reviewer has approved it again.
#[utoipa::path(tag = "submissions", operation_id = "edit_use", security(("bearer" = ["uploader"]), ("token" = ["submit"])), params(("id" = UseId, Path)), responses((status = 200, body = UseView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[patch("/uses/{id}")]
async fn edit_use(app: Data<App>, user: User, id: Path<UseId>, input: Json<UseEdit>) -> Result<web::Json<UseView>> {
    let (id, now) = (*id, app.clock.now());
    let UseEdit { version, people, setting, changed, text, adaptation_id } = input.0;
    let text = UseText { adaptation_id, ..check(people, setting, changed, &text)? };
    let (row, change) = app.db.write_seq(move |tx| uses::edit(tx, &user, id, &text, version, now)).await?;
    Ok(web::Json(UseView { change, ..UseView::from(row) }))
}

/// Remove a use report for good.
#[utoipa::path(tag = "submissions", operation_id = "delete_use", security(("bearer" = ["uploader"]), ("bearer" = ["reviewer"]), ("token" = ["submit"])), params(("id" = UseId, Path)), responses((status = 204), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[delete("/uses/{id}")]
async fn delete_use(app: Data<App>, user: User, id: Path<UseId>) -> Result<HttpResponse> {
    let (id, now) = (*id, app.clock.now());
    app.db.write(move |tx| uses::delete(tx, &user, id, now)).await?;
    Ok(HttpResponse::NoContent().finish())
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum UseVerdict {
    Approve,
    Decline,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UseDecision {
    decision: UseVerdict,
    /// For whoever wrote it.
    #[schema(min_length = 1, max_length = 1000)]
    note: Option<String>,
    /// The version that was read.
    version: i64,
}

/// Approve or decline a use report of another organization. Whoever wrote it is told.
#[utoipa::path(tag = "reviews", operation_id = "decide_use", security(("bearer" = ["reviewer"]), ("token" = ["review"])), params(("id" = UseId, Path)), responses((status = 200, body = UseView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/uses/{id}/decision")]
async fn decide_use(app: Data<App>, reviewer: Reviewer, id: Path<UseId>, input: Json<UseDecision>) -> Result<web::Json<UseView>> {
    let (id, now, UseDecision { decision, note, version }) = (*id, app.clock.now(), input.0);
    let note = note.map(|note| paragraphs(&note, MAX_TEXT_CHARS)).transpose().map_err(|message| Error::invalid("note", message))?;
    let approves = decision == UseVerdict::Approve;
    let act = move |tx: &mut crate::db::Tx| uses::decide(tx, &reviewer, id, approves, note.as_deref(), version, now);
    let (row, change) = app.db.write_seq(act).await?;
    Ok(web::Json(UseView { change, ..UseView::from(row) }))
}
