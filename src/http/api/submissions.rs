//! Submissions, for the members who make them.

use super::uploads::{self, Held, Upload};
use super::views::{OrganizationName, SubmissionView, TermsOf};
use crate::app::App;
use crate::auth::User;
use crate::db::submissions::{self as rows, Filter};
use crate::db::{AnyConn, organizations as organization_rows, vocabularies};
use crate::domain::ids::{FileId, OrganizationId, SubmissionId};
use crate::domain::metadata::{MAX_EMBARGO_DAYS, Metadata, MetadataInput};
use crate::domain::requirements;
use crate::domain::words::SubmissionStatus;
use crate::error::{Error, Result};
use crate::http::cursor::{self, Page};
use crate::http::downloads;
use crate::http::extract::{Json, MAX_JSON_BYTES, Params, parse_json};
use crate::http::idempotency::Idempotent;
use crate::http::problem::Problem;
use crate::library::organizations::profile::{self, Room};
use crate::library::submissions::{self, NewSubmission};
use crate::library::{terms, waiting};
use actix_web::http::StatusCode;
use actix_web::web::{self, Data, Path};
use actix_web::{HttpRequest, HttpResponse, delete, get, patch, post};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

pub fn configure(config: &mut ServiceConfig) {
    config
        .service(read_limits)
        .service(create_submission)
        .service(list_submissions)
        .service(read_submission)
        .service(edit_submission)
        .service(delete_submission)
        .service(attach_files)
        .service(download_file)
        .service(detach_file)
        .service(submit_submission)
        .service(cancel_submission);
}

/// What fits, said before bytes are sent.
#[derive(Serialize, ToSchema)]
pub struct LimitsView {
    /// Bytes of one file.
    max_upload_bytes: u64,
    /// Files of one submission.
    max_files: usize,
    /// The fields that every submission needs before it is handed in; `files` stands for a file or a link. Some types need more: see `/types`.
    required: &'static [&'static str],
    /// The version of the terms that handing in accepts.
    terms_version: String,
    /// Where they are read.
    terms_url: &'static str,
    /// How many days ahead an embargo may end.
    max_embargo_days: i64,
    /// Within so many days a decision is promised.
    promised_days: i64,
    /// What your organizations may keep here in all.
    organizations: Vec<RoomView>,
}

/// How much room an organization has.
#[derive(Serialize, ToSchema)]
pub struct RoomView {
    organization: OrganizationName,
    #[schema(minimum = 0)]
    quota_bytes: i64,
    #[schema(minimum = 0)]
    used_bytes: i64,
    /// A file that is larger is refused before it is sent.
    #[schema(minimum = 0)]
    left_bytes: i64,
}

impl RoomView {
    fn of(c: &mut AnyConn, organization: OrganizationId) -> Result<Self> {
        let row = organization_rows::find(c, organization)?;
        let quota = profile::quota(c, &row)?;
        Ok(Self {
            organization: OrganizationName { id: row.id, name: row.name },
            quota_bytes: quota.limit_bytes,
            used_bytes: quota.used_bytes,
            left_bytes: quota.left_bytes(),
        })
    }
}

/// Read what fits and what is asked for: limits of uploads, fields that are required, the terms in force.
#[utoipa::path(tag = "submissions", operation_id = "read_upload_limits", security(("bearer" = []), ("token" = ["read"])), responses((status = 200, body = LimitsView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/submissions/limits")]
async fn read_limits(app: Data<App>, user: User) -> Result<web::Json<LimitsView>> {
    let said = app.db.read(move |c| {
        let rooms: Vec<_> = user.memberships().iter().map(|of| RoomView::of(c, of.organization_id)).collect::<Result<_>>()?;
        Ok((terms::current_version(c)?, waiting::promise(c)?, rooms))
    });
    let (terms_version, promise, organizations) = said.await?;
    Ok(web::Json(LimitsView {
        max_upload_bytes: app.config.max_upload_bytes,
        max_files: app.config.max_files,
        required: requirements::OF_ALL,
        terms_version,
        terms_url: terms::ADDRESS,
        max_embargo_days: MAX_EMBARGO_DAYS,
        promised_days: promise.days,
        organizations,
    }))
}

/// An upload: one `metadata` part (JSON) and any number of `file` parts, in any order.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "it only describes the parts of a multipart body")]
pub struct UploadParts {
    metadata: MetadataInput,
    #[schema(value_type = Vec<String>, format = Binary, content_media_type = "application/octet-stream")]
    file: Vec<Vec<u8>>,
}

/// Create a submission: a draft, or with `submit=true` one that goes to the reviewers at once. JSON, or multipart with files.
#[utoipa::path(
    tag = "submissions", operation_id = "create_submission", security(("bearer" = ["uploader"]), ("token" = ["submit"])),
    params(
        ("submit" = Option<bool>, Query, description = "Hand it to the reviewers at once."),
        ("organization" = Option<OrganizationId>, Query, description = "The organization that shares it; needed by those who belong to several."),
        ("Idempotency-Key" = Option<String>, Header, max_length = 200, pattern = "^[!-~]([ -~]*[!-~])?$", description = "Asked again with the same key, the first answer is repeated."),
    ),
    request_body(content((MetadataInput = "application/json"), (UploadParts = "multipart/form-data"))),
    responses((status = 201, body = SubmissionView), (status = "4XX", body = Problem), (status = "5XX", body = Problem))
)]
#[post("/submissions")]
async fn create_submission(
    app: Data<App>,
    user: User,
    request: HttpRequest,
    params: Params,
    payload: web::Payload,
) -> Result<HttpResponse> {
    let organization: Option<OrganizationId> = params.one("organization", "must be the id of an organization")?;
    let submit = params.flag("submit")?;
    // Before any byte is read: who may not upload is told at once.
    let sharing = user.upload_organization(organization)?;
    let idempotent = Idempotent::begin(&app, &request, &user).await?;
    let sharing = (!idempotent.is_answered()).then_some(sharing);
    match receive_new(&app, &request, payload, sharing).await {
        Ok(incoming) => create(app, user, idempotent, incoming, organization, submit).await,
        Err(failure) => {
            idempotent.release().await;
            Err(failure)
        }
    }
}

struct Incoming {
    hash: String,
    metadata: Metadata,
    resource_id: Option<crate::domain::ids::ResourceId>,
    files: Vec<submissions::StoredFile>,
    held: Held,
}

async fn receive_new(app: &App, request: &HttpRequest, payload: web::Payload, sharing: Option<OrganizationId>) -> Result<Incoming> {
    let (hash, input, files) = if uploads::is_multipart(request) {
        let room = match sharing {
            Some(organization) => app.db.read(move |c| Room::of(c, organization)).await?,
            // The answer of the first time is repeated, whatever fits now.
            None => Room::unlimited(),
        };
        let mut upload = uploads::receive(app, request, payload, &room).await?;
        let metadata =
            upload.metadata.take().ok_or_else(|| Error::invalid("metadata", "is missing; send one part named metadata with JSON"))?;
        (upload.body_hash(), metadata, Some(upload))
    } else {
        let bytes = read_json_body(request, payload).await?;
        (uploads::hash_of(&bytes), parse_json::<MetadataInput>(&bytes)?, None)
    };
    let resource_id = input.resource_id;
    let metadata = check_metadata(app, input).await?;
    let (files, held) = match files {
        Some(upload) => Upload::store(upload, app).await?,
        None => Default::default(),
    };
    Ok(Incoming { hash, metadata, resource_id, files, held })
}

async fn read_json_body(request: &HttpRequest, payload: web::Payload) -> Result<web::Bytes> {
    let is_json = request.headers().get("content-type").and_then(|value| value.to_str().ok()).is_some_and(|kind| kind.contains("json"));
    if !is_json {
        let message = "Send application/json, or multipart/form-data with a metadata part and file parts.".to_owned();
        return Err(Error::UnsupportedMediaType { message });
    }
    let too_large = |_| Error::TooLarge { message: format!("The body is larger than {} KiB.", MAX_JSON_BYTES / 1024) };
    let unreadable = |_| Error::Malformed { code: "unreadable_body", message: "The body could not be read to its end.".to_owned() };
    payload.to_bytes_limited(MAX_JSON_BYTES).await.map_err(too_large)?.map_err(unreadable)
}

async fn check_metadata(app: &App, input: MetadataInput) -> Result<Metadata> {
    let vocabularies = app.db.read(vocabularies::in_force).await?;
    input.check_with(&vocabularies, app.clock.now().year()).map_err(Error::Invalid)
}

async fn create(
    app: Data<App>,
    user: User,
    idempotent: Idempotent,
    incoming: Incoming,
    organization_id: Option<OrganizationId>,
    submit: bool,
) -> Result<HttpResponse> {
    let (terms, now) = (app.terms(), app.clock.now());
    let Incoming { hash, metadata, resource_id, files, held } = incoming;
    let act = move |tx: &mut crate::db::Tx| {
        let new = NewSubmission { organization_id, resource_id, metadata: &metadata, files: &files, submit };
        let submission = submissions::create(tx, &user, &new, terms, now)?;
        Ok(SubmissionView::of(submissions::expand(tx, &user, submission, now)?, &user))
    };
    let answer = idempotent.answer(hash, StatusCode::CREATED, act).await?;
    held.look_again(&app).await?;
    Ok(answer)
}

/// List the submissions of one's organizations, newest first.
#[utoipa::path(
    tag = "submissions", operation_id = "list_submissions", security(("bearer" = []), ("token" = ["read"])),
    params(
        ("status" = Option<Vec<SubmissionStatus>>, Query), ("limit" = Option<u32>, Query, minimum = 1, maximum = 100),
        ("cursor" = Option<String>, Query)
    ),
    responses((status = 200, body = Page<SubmissionView>), (status = "4XX", body = Problem), (status = "5XX", body = Problem))
)]
#[get("/submissions")]
async fn list_submissions(app: Data<App>, user: User, params: Params) -> Result<web::Json<Page<SubmissionView>>> {
    let limit = params.limit()?;
    let after = cursor::decode(params.text("cursor"), |key| SubmissionId::parse(key).ok())?;
    let organizations = user.memberships().iter().map(|membership| membership.organization_id).collect();
    let (statuses, now) = (params.many("status", str::parse)?, app.clock.now());
    let filter = Filter { organizations: Some(organizations), statuses, held_as_submitted: Some(now) };
    let page = app.db.read(move |c| {
        let rows = rows::list(c, &filter, after, limit as i64 + 1)?;
        let details: Vec<_> = rows.into_iter().map(|row| submissions::expand(c, &user, row, now)).collect::<Result<_>>()?;
        cursor::page(details, limit, |detail| detail.submission.id.to_string(), |detail| Ok(SubmissionView::of(detail, &user)))
    });
    Ok(web::Json(page.await?))
}

/// Read a submission: where it stands, and what is still missing.
#[utoipa::path(tag = "submissions", operation_id = "read_submission", security(("bearer" = ["uploader"]), ("bearer" = ["reviewer"]), ("token" = ["read"])), params(("id" = SubmissionId, Path)), responses((status = 200, body = SubmissionView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/submissions/{id}")]
async fn read_submission(app: Data<App>, user: User, id: Path<SubmissionId>) -> Result<web::Json<SubmissionView>> {
    let (id, now) = (*id, app.clock.now());
    let view = app.db.read(move |c| Ok(SubmissionView::of(submissions::detail(c, &user, id, now)?, &user)));
    Ok(web::Json(view.await?))
}

/// Metadata to change, and the version that was read.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EditInput {
    version: i64,
    /// A JSON merge patch (RFC 7396): fields that are absent stay, `null` clears one.
    #[schema(value_type = MetadataInput)]
    metadata: serde_json::Map<String, Value>,
}

/// Change the metadata of a draft, or of one that was sent back; reviewers may while it waits.
#[utoipa::path(tag = "submissions", operation_id = "edit_submission", security(("bearer" = ["uploader"]), ("bearer" = ["reviewer"]), ("token" = ["submit"])), params(("id" = SubmissionId, Path)), responses((status = 200, body = SubmissionView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[patch("/submissions/{id}")]
async fn edit_submission(app: Data<App>, user: User, id: Path<SubmissionId>, input: Json<EditInput>) -> Result<web::Json<SubmissionView>> {
    let (id, now, EditInput { version, metadata: patch }) = (*id, app.clock.now(), input.0);
    let act = move |tx: &mut crate::db::Tx| {
        let before = submissions::detail(tx, &user, id, now)?.submission.metadata;
        let metadata = merge(&before, &patch)?.check_with(&vocabularies::in_force(tx)?, now.year()).map_err(Error::Invalid)?;
        let submission = submissions::edit(tx, &user, id, &metadata, version, now)?;
        Ok(SubmissionView::of(submissions::expand(tx, &user, submission, now)?, &user))
    };
    Ok(web::Json(app.db.write(act).await?))
}

/// The metadata as it would be typed, with the patch applied.
fn merge(before: &Metadata, patch: &serde_json::Map<String, Value>) -> Result<MetadataInput> {
    let before = serde_json::to_value(before).map_err(|cause| Error::internal("reading metadata", cause))?;
    let Value::Object(mut merged) = before else {
        return Err(Error::internal("reading metadata", "it is no object"));
    };
    if patch.contains_key("resource_id") {
        return Err(Error::invalid("resource_id", "can't be changed; cancel this submission and begin a revision of the other resource"));
    }
    for (name, value) in patch {
        // A null stays for the reader of the whole, who knows whether there is such a field to clear.
        apply(value, merged.entry(name).or_insert(Value::Null));
    }
    let bytes = serde_json::to_vec(&merged).map_err(|cause| Error::internal("writing metadata", cause))?;
    parse_json(&bytes)
}

/// The merge of RFC 7396, within one field.
fn apply(patch: &Value, target: &mut Value) {
    let (Value::Object(target), Value::Object(patch)) = (&mut *target, patch) else {
        *target = patch.clone();
        return;
    };
    for (name, value) in patch {
        if value.is_null() {
            target.remove(name);
        } else {
            apply(value, target.entry(name).or_insert(Value::Null));
        }
    }
}

/// Delete a draft that was never submitted.
#[utoipa::path(tag = "submissions", operation_id = "delete_submission", security(("bearer" = ["uploader"]), ("token" = ["submit"])), params(("id" = SubmissionId, Path)), responses((status = 204), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[delete("/submissions/{id}")]
async fn delete_submission(app: Data<App>, user: User, id: Path<SubmissionId>) -> Result<HttpResponse> {
    let (id, now) = (*id, app.clock.now());
    app.db.write(move |tx| submissions::delete(tx, &user, id, now)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Files to add, each in a part named `file`.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "it only describes the parts of a multipart body")]
pub struct FileParts {
    #[schema(min_items = 1, value_type = Vec<String>, format = Binary, content_media_type = "application/octet-stream")]
    file: Vec<Vec<u8>>,
}

/// Add files to a draft, or to one that was sent back.
#[utoipa::path(
    tag = "submissions", operation_id = "attach_files", security(("bearer" = ["uploader"]), ("token" = ["submit"])),
    params(("id" = SubmissionId, Path), ("Idempotency-Key" = Option<String>, Header, max_length = 200, pattern = "^[!-~]([ -~]*[!-~])?$", description = "Asked again with the same key, the first answer is repeated.")),
    request_body(content = FileParts, content_type = "multipart/form-data"),
    responses((status = 201, body = SubmissionView), (status = "4XX", body = Problem), (status = "5XX", body = Problem))
)]
#[post("/submissions/{id}/files")]
async fn attach_files(
    app: Data<App>,
    user: User,
    request: HttpRequest,
    id: Path<SubmissionId>,
    payload: web::Payload,
) -> Result<HttpResponse> {
    let (id, terms, now) = (*id, app.terms(), app.clock.now());
    let idempotent = Idempotent::begin(&app, &request, &user).await?;
    match receive_files(&app, &user, id, &request, payload, idempotent.is_answered()).await {
        Ok((hash, (files, held))) => {
            let act = move |tx: &mut crate::db::Tx| {
                let submission = submissions::attach(tx, &user, id, &files, terms, now)?;
                Ok(SubmissionView::of(submissions::expand(tx, &user, submission, now)?, &user))
            };
            let answer = idempotent.answer(hash, StatusCode::CREATED, act).await?;
            held.look_again(&app).await?;
            Ok(answer)
        }
        Err(failure) => {
            idempotent.release().await;
            Err(failure)
        }
    }
}

async fn receive_files(
    app: &Data<App>,
    user: &User,
    id: SubmissionId,
    request: &HttpRequest,
    payload: web::Payload,
    is_answered: bool,
) -> Result<(String, (Vec<submissions::StoredFile>, Held))> {
    // What was added by the first request may be why nothing more fits now; its answer is repeated all the same.
    let room = if is_answered { Room::unlimited() } else { check_may_attach(app, user, id).await? };
    if !uploads::is_multipart(request) {
        return Err(Error::UnsupportedMediaType { message: "Send multipart/form-data with file parts.".to_owned() });
    }
    let upload = uploads::receive(app, request, payload, &room).await?;
    if upload.metadata.is_some() {
        return Err(Error::invalid("metadata", "is not taken here; send file parts, and change metadata by PATCH"));
    }
    if upload.files.is_empty() {
        return Err(Error::invalid("file", "is missing; send at least one part named file"));
    }
    Ok((upload.body_hash(), upload.store(app).await?))
}

/// Who may not add files is told before a byte is read.
async fn check_may_attach(app: &Data<App>, user: &User, id: SubmissionId) -> Result<Room> {
    let (user, now, max_files) = (user.clone(), app.clock.now(), app.config.max_files);
    app.db
        .read(move |c| {
            let detail = submissions::detail(c, &user, id, now)?;
            user.may_edit(&detail.submission)?;
            if detail.files.len() >= max_files {
                return Err(Error::invalid(
                    "file",
                    format!("can't be added: the submission has {max_files} files already, which is the most"),
                ));
            }
            Room::of(c, detail.submission.organization_id)
        })
        .await
}

/// Download a file of a submission: for its organization's members and for reviewers.
#[utoipa::path(
    tag = "submissions", operation_id = "download_submission_file", security(("bearer" = ["uploader"]), ("bearer" = ["reviewer"]), ("token" = ["read"])),
    params(("id" = SubmissionId, Path), ("file_id" = FileId, Path)),
    responses((status = 200, description = "The bytes, under the media type of the file; Range and ETag are understood.", content_type = "*/*"), (status = 206), (status = 304), (status = "4XX", body = Problem), (status = "5XX", body = Problem))
)]
#[get("/submissions/{id}/files/{file_id}")]
async fn download_file(app: Data<App>, user: User, request: HttpRequest, path: Path<(SubmissionId, FileId)>) -> Result<HttpResponse> {
    let (id, file) = *path;
    let (file, blob) = app.db.read(move |c| submissions::find_file(c, &user, id, file)).await?;
    downloads::send(&app, &request, &file.name, &blob).await
}

/// Remove a file from a draft, or from one that was sent back.
#[utoipa::path(tag = "submissions", operation_id = "detach_file", security(("bearer" = ["uploader"]), ("token" = ["submit"])), params(("id" = SubmissionId, Path), ("file_id" = FileId, Path)), responses((status = 200, body = SubmissionView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[delete("/submissions/{id}/files/{file_id}")]
async fn detach_file(app: Data<App>, user: User, path: Path<(SubmissionId, FileId)>) -> Result<web::Json<SubmissionView>> {
    let ((id, file), now) = (*path, app.clock.now());
    let act = move |tx: &mut crate::db::Tx| {
        let submission = submissions::detach(tx, &user, id, file, now)?;
        Ok(SubmissionView::of(submissions::expand(tx, &user, submission, now)?, &user))
    };
    Ok(web::Json(app.db.write(act).await?))
}

/// The version that was read: a newer one is a conflict that says who changed it, and when.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VersionInput {
    pub version: i64,
}

/// Hand a submission to the reviewers. What is missing is named field by field.
#[utoipa::path(tag = "submissions", operation_id = "submit_submission", security(("bearer" = ["uploader"]), ("token" = ["submit"])), params(("id" = SubmissionId, Path)), responses((status = 200, body = SubmissionView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/submissions/{id}/submit")]
async fn submit_submission(
    app: Data<App>,
    user: User,
    id: Path<SubmissionId>,
    input: Json<VersionInput>,
) -> Result<web::Json<SubmissionView>> {
    let (id, version, now) = (*id, input.0.version, app.clock.now());
    let act = move |tx: &mut crate::db::Tx| {
        let submission = submissions::submit(tx, &user, id, version, now)?;
        Ok(SubmissionView::of(submissions::expand(tx, &user, submission, now)?, &user))
    };
    Ok(web::Json(app.db.write(act).await?))
}

/// Take back a submission that was not decided.
#[utoipa::path(tag = "submissions", operation_id = "cancel_submission", security(("bearer" = ["uploader"]), ("token" = ["submit"])), params(("id" = SubmissionId, Path)), responses((status = 200, body = SubmissionView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/submissions/{id}/cancel")]
async fn cancel_submission(
    app: Data<App>,
    user: User,
    id: Path<SubmissionId>,
    input: Json<VersionInput>,
) -> Result<web::Json<SubmissionView>> {
    let (id, version, now) = (*id, input.0.version, app.clock.now());
    let act = move |tx: &mut crate::db::Tx| {
        let submission = submissions::cancel(tx, &user, id, version, now)?;
        Ok(SubmissionView::of(submissions::expand(tx, &user, submission, now)?, &user))
    };
    Ok(web::Json(app.db.write(act).await?))
}
