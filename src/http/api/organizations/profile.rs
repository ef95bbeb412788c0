//! The profile of an organization, for those who manage it; the edits that wait for an admin; and its picture.

use super::{logo_path, rows_for};
use crate::app::App;
use crate::auth::{Admin, User};
use crate::blocking::blocking;
use crate::db::organization_edits::{self as edits, EditRow};
use crate::db::organizations::OrganizationRow;
use crate::db::{AnyConn, blobs, organizations, users, vocabularies};
use crate::domain::ids::{EditId, OrganizationId};
use crate::domain::language::LanguageTag;
use crate::domain::organization::MAX_TEXT_CHARS;
use crate::domain::profile::{ProfileChanges, ProfileInput, ProfileTranslation};
use crate::domain::text::{self, FileName};
use crate::domain::time::Timestamp;
use crate::domain::words::{EditStatus, OrganizationStatus};
use crate::error::{Error, FieldError, Result};
use crate::http::api::views::OrganizationName;
use crate::http::cursor::{self, Page};
use crate::http::downloads;
use crate::http::extract::{Json, Params};
use crate::http::problem::Problem;
use crate::library::keeping;
use crate::library::organizations::profile::{self, Edit, Inside};
use crate::library::organizations::{self as acts};
use actix_web::web::{self, Data, Path};
use actix_web::{HttpRequest, HttpResponse, delete, get, patch, post, put};
use futures_util::StreamExt;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

/// A picture beside a name needs no more.
const MAX_LOGO_BYTES: u64 = 2_000_000;
const LOGO_SIDE: u32 = 512;

/// Paths with a fixed segment where others have an id.
pub fn configure_fixed(config: &mut ServiceConfig) {
    config.service(list_edits).service(decide_edit).service(get_edit_logo);
}

pub fn configure(config: &mut ServiceConfig) {
    config.service(get_inside).service(update_organization).service(get_logo).service(put_logo).service(delete_logo);
}

/// An organization as those see it who manage it.
#[derive(Serialize, ToSchema)]
pub struct ManagedOrganization {
    pub id: OrganizationId,
    /// Name it when you change the profile: who acts on an old one is told so.
    pub version: i64,
    pub name: String,
    pub former_names: Vec<String>,
    pub summary: String,
    pub translations: BTreeMap<String, ProfileTranslation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// The public is not told the country.
    pub hides_country: bool,
    /// The public is told of what it shares that a member of the network does, and no more.
    pub is_unlisted: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub website: Option<String>,
    pub languages: Vec<LanguageTag>,
    pub topics: Vec<String>,
    /// The path of its picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo: Option<String>,
    pub status: OrganizationStatus,
    /// Why it stands so, in an admin's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_changed_at: Option<Timestamp>,
    /// The organization that it became a part of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<OrganizationId>,
    #[schema(minimum = 0)]
    pub quota_bytes: i64,
    #[schema(minimum = 0)]
    pub used_bytes: i64,
    #[schema(minimum = 0)]
    pub left_bytes: i64,
    /// Whether changes of the profile wait until an admin has looked at them.
    pub is_reviewed: bool,
    /// The last changes of the profile, newest first; one of them may wait.
    pub edits: Vec<OrganizationEdit>,
    /// The change of the feed that this answer made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change: Option<i64>,
}

/// A change of a profile.
#[derive(Serialize, ToSchema)]
pub struct OrganizationEdit {
    id: EditId,
    organization: OrganizationName,
    changes: ProfileChanges,
    status: EditStatus,
    /// Who proposed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    /// An admin's, with the decision.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    created_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    decided_at: Option<Timestamp>,
}

impl OrganizationEdit {
    fn of(c: &mut AnyConn, row: EditRow) -> Result<Self> {
        let organization = organizations::find(c, row.organization_id)?;
        Ok(Self {
            id: row.id,
            organization: OrganizationName { id: organization.id, name: organization.name },
            changes: row.changes()?,
            status: row.status,
            by: users::get(c, row.proposed_by)?.map(|user| user.name),
            note: row.note,
            created_at: row.created_at,
            decided_at: row.decided_at,
        })
    }
}

impl ManagedOrganization {
    /// What one who may manage an organization sees of it now.
    pub fn read(c: &mut AnyConn, user: &User, id: OrganizationId) -> Result<Self> {
        let Inside { organization, former_names, quota, edits, is_reviewed } = profile::inside(c, user, id)?;
        let edits = edits.into_iter().map(|edit| OrganizationEdit::of(c, edit)).collect::<Result<_>>()?;
        let OrganizationRow { version, hides_country, is_unlisted, status, status_changed_at, merged_into, .. } = organization;
        Ok(Self {
            id,
            version,
            former_names,
            translations: organization.translations()?,
            languages: organization.languages()?,
            topics: organization.topics()?,
            logo: logo_path(&organization),
            name: organization.name,
            summary: organization.summary,
            country: organization.country,
            hides_country,
            is_unlisted,
            website: organization.website,
            status,
            status_reason: organization.status_reason,
            status_changed_at,
            merged_into,
            quota_bytes: quota.limit_bytes,
            used_bytes: quota.used_bytes,
            left_bytes: quota.left_bytes(),
            is_reviewed,
            edits,
            change: None,
        })
    }
}

/// Your organization from the inside: its profile, its room, and the last changes.
#[utoipa::path(tag = "organizations", operation_id = "get_managed_organization", security(("bearer" = ["manager"]), ("bearer" = ["admin"]), ("token" = ["manage"])), params(("id" = OrganizationId, Path)), responses((status = 200, body = ManagedOrganization), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/organizations/{id}/profile")]
async fn get_inside(app: Data<App>, user: User, id: Path<String>) -> Result<web::Json<ManagedOrganization>> {
    let id = OrganizationId::parse(&id)?;
    Ok(web::Json(app.db.read(move |c| ManagedOrganization::read(c, &user, id)).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrganizationUpdate {
    /// The version that was read.
    version: i64,
    /// What is to change; an absent field stays as it is.
    #[serde(default)]
    #[schema(required = false)]
    profile: ProfileInput,
    /// Takes effect at once, and waits for nobody.
    is_unlisted: Option<bool>,
    /// Takes effect at once, and waits for nobody.
    hides_country: Option<bool>,
}

/// Change the profile. The first changes wait until an admin has looked at them, and stand among the `edits` until then; later ones apply at once.
#[utoipa::path(tag = "organizations", operation_id = "update_organization", security(("bearer" = ["manager"]), ("bearer" = ["admin"]), ("token" = ["manage"])), params(("id" = OrganizationId, Path)), responses((status = 200, body = ManagedOrganization), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[patch("/organizations/{id}")]
async fn update_organization(
    app: Data<App>,
    user: User,
    id: Path<String>,
    input: Json<OrganizationUpdate>,
) -> Result<web::Json<ManagedOrganization>> {
    let (id, now) = (OrganizationId::parse(&id)?, app.clock.now());
    let OrganizationUpdate { version, profile, is_unlisted, hides_country } = input.0;
    let within = |fault: FieldError| FieldError::new(format!("profile.{}", fault.field), fault.message);
    let act = move |tx: &mut crate::db::Tx| {
        let checked = profile.clone().check(&vocabularies::in_force(tx)?.topics);
        let changes = checked.map_err(|faults| Error::Invalid(faults.into_iter().map(within).collect()))?;
        let edit = Edit { changes: &changes, is_unlisted, hides_country, version: Some(version) };
        profile::edit(tx, &user, id, &edit, now)?;
        ManagedOrganization::read(tx, &user, id)
    };
    let (view, change) = app.db.write_seq(act).await?;
    Ok(web::Json(ManagedOrganization { change, ..view }))
}

/// ProfileChanges of profiles that wait for an admin, the oldest first.
#[utoipa::path(tag = "organizations", operation_id = "list_organization_edits", security(("bearer" = ["admin"]), ("token" = ["admin"])), params(("limit" = Option<u8>, Query, minimum = 1, maximum = 100), ("cursor" = Option<String>, Query)), responses((status = 200, body = Page<OrganizationEdit>), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/organizations/edits")]
async fn list_edits(app: Data<App>, _admin: Admin, params: Params) -> Result<web::Json<Page<OrganizationEdit>>> {
    let (limit, after) = (params.limit()?, cursor::decode(params.text("cursor"), |id| EditId::parse(id).ok())?);
    let page = app.db.read(move |c| {
        let rows = edits::list_waiting(c, after, rows_for(limit))?;
        cursor::page(rows, limit, |row| row.id.to_string(), |row| OrganizationEdit::of(c, row))
    });
    Ok(web::Json(page.await?))
}

#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OrganizationEditVerdict {
    Accept,
    Decline,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrganizationEditDecision {
    decision: OrganizationEditVerdict,
    /// For who proposed it: plain text, at most 5,000 characters.
    #[schema(max_length = 5000)]
    note: Option<String>,
}

/// Accept or decline a change of a profile. Whoever proposed it is told by mail.
#[utoipa::path(tag = "organizations", operation_id = "decide_organization_edit", security(("bearer" = ["admin"]), ("token" = ["admin"])), params(("id" = EditId, Path)), responses((status = 200, body = OrganizationEdit), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/organizations/edits/{id}/decision")]
async fn decide_edit(
    app: Data<App>,
    admin: Admin,
    id: Path<String>,
    input: Json<OrganizationEditDecision>,
) -> Result<web::Json<OrganizationEdit>> {
    let (id, now, note) = (EditId::parse(&id)?, app.clock.now(), optional_text("note", input.0.note)?);
    let accepts = matches!(input.0.decision, OrganizationEditVerdict::Accept);
    let act = move |tx: &mut crate::db::Tx| {
        let edit = profile::decide_edit(tx, &admin, id, accepts, note.as_deref(), now)?;
        OrganizationEdit::of(tx, edit)
    };
    Ok(web::Json(app.db.write(act).await?))
}

/// A field that may be absent or blank.
pub fn optional_text(field: &str, sent: Option<String>) -> Result<Option<String>> {
    let said = sent.filter(|text| !text.trim().is_empty()).map(|text| text::paragraphs(&text, MAX_TEXT_CHARS));
    said.transpose().map_err(|message| Error::invalid(field, message))
}

/// The picture of an organization.
#[utoipa::path(tag = "organizations", operation_id = "get_logo", params(("id" = OrganizationId, Path)), responses((status = 200, description = "A PNG of at most 512 dots a side.", content_type = "image/png"), (status = 206), (status = 304), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/organizations/{id}/logo")]
async fn get_logo(app: Data<App>, request: HttpRequest, id: Path<String>) -> Result<HttpResponse> {
    let id = OrganizationId::parse(&id)?;
    let blob = app.db.read(move |c| {
        let sha256 = acts::find_listed(c, id)?.logo_sha256.ok_or(Error::NotFound("picture"))?;
        blobs::find(c, &sha256)
    });
    downloads::send(&app, &request, &FileName::clean("logo.png"), &blob.await?).await
}

/// The picture that an edit would set.
#[utoipa::path(tag = "organizations", operation_id = "get_edit_logo", security(("bearer" = ["admin"]), ("token" = ["admin"])), params(("id" = EditId, Path)), responses((status = 200, description = "A PNG of at most 512 dots a side.", content_type = "image/png"), (status = 206), (status = 304), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/organizations/edits/{id}/logo")]
async fn get_edit_logo(app: Data<App>, _admin: Admin, request: HttpRequest, id: Path<String>) -> Result<HttpResponse> {
    let id = EditId::parse(&id)?;
    let blob = app.db.read(move |c| {
        let edit = edits::find(c, id)?;
        let sha256 = edit.changes()?.logo.filter(|sha256| edit.status == EditStatus::Waiting && !sha256.is_empty());
        blobs::find(c, &sha256.ok_or(Error::NotFound("picture"))?)
    });
    downloads::send(&app, &request, &FileName::clean("logo.png"), &blob.await?).await
}

/// The bytes of a picture.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "it only describes a body")]
pub struct PictureBytes(Vec<u8>);

/// Set the picture of an organization: a PNG, a JPEG or a WebP of at most 2 MB, made into a PNG of at most 512 dots a side in which nothing else of the file is left. It is a change of the profile, and waits as such.
#[utoipa::path(tag = "organizations", operation_id = "put_logo", security(("bearer" = ["manager"]), ("bearer" = ["admin"]), ("token" = ["manage"])), params(("id" = OrganizationId, Path)), request_body(content((PictureBytes = "image/png"), (PictureBytes = "image/jpeg"), (PictureBytes = "image/webp"))), responses((status = 200, body = ManagedOrganization), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[put("/organizations/{id}/logo")]
async fn put_logo(app: Data<App>, user: User, id: Path<String>, mut body: web::Payload) -> Result<web::Json<ManagedOrganization>> {
    let id = OrganizationId::parse(&id)?;
    user.may_manage(id)?;
    let mut sent = app.files.spool(MAX_LOGO_BYTES).await?;
    while let Some(chunk) = body.next().await {
        let cut = |_| Error::Malformed { code: "unreadable_body", message: "The body could not be read to its end.".to_owned() };
        sent.write(&chunk.map_err(cut)?).await?;
    }
    let sent = sent.finish().await?;
    let extractor = app.extractor.clone();
    let picture = blocking(move || extractor.picture(sent.path(), LOGO_SIDE)).await?;
    let refused = || picture.detail.clone().unwrap_or_else(|| "The picture could not be read.".to_owned());
    let png = picture.picture.as_deref().ok_or_else(|| Error::invalid("logo", refused()))?;
    let mut made = app.files.spool(u64::MAX).await?;
    made.write(png).await?;
    let made = made.finish().await?;
    let (db, store) = (app.db.clone(), app.files.clone());
    let (sha256, size_bytes) = (made.sha256.clone(), i64::try_from(made.size_bytes).unwrap_or(i64::MAX));
    blocking(move || keeping::keep(&db, &store, &made)).await?;
    let now = app.clock.now();
    let act = move |tx: &mut crate::db::Tx| {
        profile::set_logo(tx, &user, id, &sha256, size_bytes, now)?;
        ManagedOrganization::read(tx, &user, id)
    };
    let (view, change) = app.db.write_seq(act).await?;
    Ok(web::Json(ManagedOrganization { change, ..view }))
}

/// Take the picture of an organization away. It is a change of the profile, and waits as such.
#[utoipa::path(tag = "organizations", operation_id = "delete_logo", security(("bearer" = ["manager"]), ("bearer" = ["admin"]), ("token" = ["manage"])), params(("id" = OrganizationId, Path)), responses((status = 200, body = ManagedOrganization), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[delete("/organizations/{id}/logo")]
async fn delete_logo(app: Data<App>, user: User, id: Path<String>) -> Result<web::Json<ManagedOrganization>> {
    let (id, now) = (OrganizationId::parse(&id)?, app.clock.now());
    let act = move |tx: &mut crate::db::Tx| {
        profile::remove_logo(tx, &user, id, now)?;
        ManagedOrganization::read(tx, &user, id)
    };
    let (view, change) = app.db.write_seq(act).await?;
    Ok(web::Json(ManagedOrganization { change, ..view }))
}
