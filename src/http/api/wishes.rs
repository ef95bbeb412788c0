//! "Translation wanted": who would like to have what in which language, counted.

use super::views::{SharingOrganization, WishedLanguage};
use crate::app::App;
use crate::auth::User;
use crate::db::editions;
use crate::domain::ids::ResourceId;
use crate::domain::language::LanguageTag;
use crate::domain::vocabularies::in_force::Vocabularies;
use crate::error::{Error, Result};
use crate::http::extract::{Json, Params};
use crate::http::language as labels;
use crate::http::problem::Problem;
use crate::library::wishes::{self, Wanted};
use actix_web::web::{self, Data, Path};
use actix_web::{HttpRequest, HttpResponse, delete, get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

const MAX_OFFSET: usize = 10_000;

pub fn configure(config: &mut ServiceConfig) {
    config.service(list_wanted_translations).service(list_wishes).service(wish_translation).service(withdraw_wish);
}

/// How many would like to have a resource in which languages, most wanted first.
#[derive(Serialize, ToSchema)]
pub struct WishesView {
    items: Vec<WishedLanguage>,
}

impl WishesView {
    fn of(counts: &[(LanguageTag, i64)]) -> Self {
        Self { items: counts.iter().map(WishedLanguage::from).collect() }
    }
}

/// List in which languages people would like to have a resource.
#[utoipa::path(tag = "resources", operation_id = "list_translation_wishes", params(("id" = ResourceId, Path)), responses((status = 200, body = WishesView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/resources/{id}/translation-wishes")]
async fn list_wishes(app: Data<App>, id: Path<ResourceId>) -> Result<HttpResponse> {
    let id = *id;
    let view = app.db.read(move |c| Ok(WishesView::of(editions::find_public(c, id)?.wishes()))).await?;
    Ok(HttpResponse::Ok().insert_header(("cache-control", "no-cache")).insert_header(("vary", "accept-language")).json(view))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WishInput {
    /// BCP 47, such as `fr`.
    #[schema(min_length = 2, max_length = 35)]
    language: String,
}

/// Wish for a translation. Who wishes twice is counted once; a translation that is published ends the wish, and its language's wishers are told.
#[utoipa::path(tag = "resources", operation_id = "wish_translation", security(("bearer" = []), ("token" = ["submit"])), params(("id" = ResourceId, Path)), request_body = WishInput, responses((status = 200, body = WishesView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/resources/{id}/translation-wishes")]
async fn wish_translation(app: Data<App>, user: User, id: Path<ResourceId>, input: Json<WishInput>) -> Result<web::Json<WishesView>> {
    let (id, now) = (*id, app.clock.now());
    let language = LanguageTag::parse(&input.0.language).map_err(|message| Error::invalid("language", message))?;
    let counts = app.db.write(move |tx| wishes::wish(tx, &user, id, &language, now)).await?;
    Ok(web::Json(WishesView::of(&counts)))
}

/// Take one's own wish for a translation back.
#[utoipa::path(tag = "resources", operation_id = "withdraw_translation_wish", security(("bearer" = []), ("token" = ["submit"])), params(("id" = ResourceId, Path), ("language" = String, Path)), responses((status = 204), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[delete("/resources/{id}/translation-wishes/{language}")]
async fn withdraw_wish(app: Data<App>, user: User, path: Path<(ResourceId, String)>) -> Result<HttpResponse> {
    let ((id, language), now) = (path.into_inner(), app.clock.now());
    let language = LanguageTag::parse(&language).map_err(|_| Error::NotFound("wish"))?;
    app.db.write(move |tx| wishes::withdraw(tx, &user, id, &language, now)).await?;
    Ok(HttpResponse::NoContent().finish())
}

#[derive(Serialize, ToSchema)]
pub struct WantedView {
    items: Vec<WantedResource>,
}

/// A resource that is wanted in a language.
#[derive(Serialize, ToSchema)]
pub struct WantedResource {
    id: ResourceId,
    title: String,
    /// The language that it is in (BCP 47).
    written_in: String,
    organization: SharingOrganization,
    /// The language that it is wanted in.
    language: String,
    /// By how many.
    count: i64,
    /// Whether its license lets others translate it without asking.
    adaptable: bool,
}

impl WantedResource {
    fn of(wanted: Wanted, vocabularies: &Vocabularies, labels: &LanguageTag) -> Self {
        let (resource, metadata) = (&wanted.resource, wanted.resource.metadata());
        let license = metadata.license.as_deref().and_then(|value| vocabularies.licenses.find(value));
        Self {
            id: resource.id(),
            title: metadata.title_or_placeholder().to_owned(),
            written_in: metadata.language.as_ref().map_or_else(|| "und".to_owned(), ToString::to_string),
            organization: SharingOrganization::of(resource.organization(), labels),
            language: wanted.language.to_string(),
            count: wanted.count,
            adaptable: license.is_some_and(|license| license.is_adaptable),
        }
    }
}

/// List what is wanted in other languages, most wanted first.
#[utoipa::path(
    tag = "resources", operation_id = "list_wanted_translations",
    params(
        ("language" = Option<String>, Query, description = "Wanted in this language (BCP 47); absent: in any."),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100), ("offset" = Option<u32>, Query, maximum = 10000)
    ),
    responses((status = 200, body = WantedView), (status = "4XX", body = Problem), (status = "5XX", body = Problem))
)]
#[get("/translation-wishes")]
async fn list_wanted_translations(app: Data<App>, request: HttpRequest, params: Params) -> Result<HttpResponse> {
    let language: Option<LanguageTag> = params.one("language", "must be a BCP 47 language tag, such as fr")?;
    let (limit, offset) = (params.limit()?, params.one("offset", "must be a whole number from 0 to 10000")?.unwrap_or(0));
    if offset > MAX_OFFSET {
        return Err(Error::invalid("offset", "must be a whole number from 0 to 10000"));
    }
    let (remembering, labels) = (app.clone(), labels::of(&request, None));
    let items = app.db.read(move |c| {
        let vocabularies = remembering.vocabularies.in_force(c)?;
        let wanted = wishes::list_wanted(c, language.as_ref(), limit as i64, offset as i64)?;
        Ok(wanted.into_iter().map(|wanted| WantedResource::of(wanted, &vocabularies, &labels)).collect())
    });
    let view = WantedView { items: items.await? };
    Ok(HttpResponse::Ok().insert_header(("cache-control", "no-cache")).json(view))
}
