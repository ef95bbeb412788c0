//! The pages of text: read by anyone, in their language and in every version there ever was; written by admins.

use super::views::PersonView;
use crate::app::App;
use crate::auth::Admin;
use crate::db::{AnyConn, users};
use crate::domain::language::LanguageTag;
use crate::domain::metadata::Faults;
use crate::domain::text;
use crate::domain::time::Timestamp;
use crate::domain::words::TextPage;
use crate::error::{Error, Result};
use crate::http::extract::{Json, Params};
use crate::http::problem::Problem;
use crate::http::{language, markdown};
use crate::library::pages::{self, History, NAME_OF_THE_LIBRARY, NewVersion, Text};
use actix_web::http::header;
use actix_web::web::{self, Data, Path};
use actix_web::{HttpRequest, HttpResponse, get, post};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

const MAX_TITLE_CHARS: usize = 200;
const MAX_SOURCE_CHARS: usize = 50_000;
const MAX_LANGUAGES: usize = 30;

pub fn configure(config: &mut ServiceConfig) {
    config.service(list_pages).service(read_page).service(list_page_versions).service(publish_page);
}

/// A page, without what it says.
#[derive(Serialize, ToSchema)]
pub struct PageSummary {
    page: TextPage,
    title: String,
    /// The language of the title.
    language: LanguageTag,
    /// Every language that the page is there in.
    languages: Vec<LanguageTag>,
    version: i32,
    /// Absent while the page is as the program ships it.
    #[serde(skip_serializing_if = "Option::is_none")]
    published_at: Option<Timestamp>,
}

#[derive(Serialize, ToSchema)]
pub struct PagesView {
    items: Vec<PageSummary>,
    /// The version of the terms that is to be named as `terms_version` when something is submitted.
    terms_version: String,
}

/// A page in one language and version.
#[derive(Serialize, ToSchema)]
pub struct PageView {
    page: TextPage,
    version: i32,
    title: String,
    language: LanguageTag,
    /// `ltr` or `rtl`.
    direction: &'static str,
    /// The version for which this language's text was written; an older one than `version` where the translation lags behind.
    text_version: i32,
    /// Every language that this version is there in.
    languages: Vec<LanguageTag>,
    /// Markdown, as it was written: `{{library}}` stands for the name of the library.
    source: String,
    /// The same as HTML, safe to show.
    html: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    published_at: Option<Timestamp>,
}

/// The text of a page that this request is best served by.
fn choose<'h>(app: &App, request: &HttpRequest, params: &Params, texts: &[&'h Text]) -> Result<&'h Text> {
    let there: Vec<LanguageTag> = texts.iter().map(|text| text.language.clone()).collect();
    let chosen = language::among(request, params.text("lang"), &there, &app.config.language);
    let text = texts.iter().find(|text| Some(&text.language) == chosen.as_ref());
    text.copied().ok_or_else(|| Error::internal("choosing the language of a page", "it is there in none"))
}

fn title(app: &App, text: &Text) -> String {
    text.title.replace(NAME_OF_THE_LIBRARY, &app.config.site_name)
}

/// The pages of text that there are: terms, privacy, content policy and imprint.
#[utoipa::path(tag = "pages", operation_id = "list_pages", params(("lang" = Option<String>, Query, description = "BCP 47; wins over `Accept-Language`.")), responses((status = 200, body = PagesView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/pages")]
async fn list_pages(app: Data<App>, request: HttpRequest, params: Params) -> Result<HttpResponse> {
    let read = |c: &mut AnyConn| {
        let histories = TextPage::ALL.iter().map(|page| History::read(c, *page)).collect::<Result<Vec<_>>>()?;
        Ok((histories, pages::terms_version(c)?))
    };
    let (histories, terms_version) = app.db.read(read).await?;
    let summary = |history: &History| {
        let version = history.version(None)?;
        let texts = history.texts_at(version.number);
        let text = choose(&app, &request, &params, &texts)?;
        Ok(PageSummary {
            page: history.page,
            title: title(&app, text),
            language: text.language.clone(),
            languages: texts.iter().map(|text| text.language.clone()).collect(),
            version: version.number,
            published_at: version.published.map(|(at, _)| at),
        })
    };
    let items = histories.iter().map(summary).collect::<Result<_>>()?;
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CACHE_CONTROL, "no-cache")).insert_header((header::VARY, "Accept-Language"));
    Ok(response.json(PagesView { items, terms_version }))
}

fn page_of(named: &str) -> Result<TextPage> {
    named.parse().map_err(|_| Error::NotFound("page"))
}

/// Read a page of text. In the language asked for, where it is there in that; in its newest version, or an older one.
#[utoipa::path(
    tag = "pages", operation_id = "read_page",
    params(("page" = TextPage, Path), ("lang" = Option<String>, Query, description = "BCP 47; wins over `Accept-Language`."), ("version" = Option<i32>, Query, minimum = 1, description = "Absent: the newest.")),
    responses((status = 200, body = PageView), (status = "4XX", body = Problem), (status = "5XX", body = Problem))
)]
#[get("/pages/{page}")]
async fn read_page(app: Data<App>, request: HttpRequest, page: Path<String>, params: Params) -> Result<HttpResponse> {
    let (page, number) = (page_of(&page)?, params.one("version", "must be the number of a version, from 1")?);
    let history = app.db.read(move |c| History::read(c, page)).await?;
    let version = history.version(number)?;
    let texts = history.texts_at(version.number);
    let text = choose(&app, &request, &params, &texts)?;
    let view = PageView {
        page,
        version: version.number,
        title: title(&app, text),
        direction: if text.language.is_right_to_left() { "rtl" } else { "ltr" },
        text_version: text.number,
        languages: texts.iter().map(|text| text.language.clone()).collect(),
        source: text.source.clone(),
        html: markdown::to_html(&text.source).replace(NAME_OF_THE_LIBRARY, &markdown::escape(&app.config.site_name)),
        published_at: version.published.map(|(at, _)| at),
        language: text.language.clone(),
    };
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CACHE_CONTROL, "no-cache")).insert_header((header::VARY, "Accept-Language"));
    response.insert_header((header::CONTENT_LANGUAGE, text.language.as_str()));
    Ok(response.json(view))
}

#[derive(Serialize, ToSchema)]
pub struct PageVersionView {
    version: i32,
    /// Whether it says something else than the one before, so that agreeing to that one is not enough.
    is_substantive: bool,
    /// The languages whose text it changed.
    languages: Vec<LanguageTag>,
    /// Absent for the first, which comes with the program.
    #[serde(skip_serializing_if = "Option::is_none")]
    published_at: Option<Timestamp>,
}

#[derive(Serialize, ToSchema)]
pub struct PageVersionsView {
    items: Vec<PageVersionView>,
}

/// Every version that a page ever had, newest first.
#[utoipa::path(tag = "pages", operation_id = "list_page_versions", params(("page" = TextPage, Path)), responses((status = 200, body = PageVersionsView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/pages/{page}/versions")]
async fn list_page_versions(app: Data<App>, page: Path<String>) -> Result<web::Json<PageVersionsView>> {
    let page = page_of(&page)?;
    let history = app.db.read(move |c| History::read(c, page)).await?;
    let view = |version: &pages::Version| PageVersionView {
        version: version.number,
        is_substantive: version.is_substantive,
        languages: version.languages.clone(),
        published_at: version.published.map(|(at, _)| at),
    };
    Ok(web::Json(PageVersionsView { items: history.versions.iter().rev().map(view).collect() }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PageInput {
    /// The newest version when you began to write: an older one is refused (409).
    #[schema(minimum = 1)]
    based_on: i32,
    /// False for corrections and translations: what people agreed to before still holds then.
    #[serde(default = "yes")]
    is_substantive: bool,
    /// By language (BCP 47). In languages that are not named the page stays as it is.
    #[schema(example = json!({"en": {"title": "Imprint", "source": "{{library}} is run by the network."}}))]
    texts: BTreeMap<String, PageTextInput>,
}

fn yes() -> bool {
    true
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PageTextInput {
    #[schema(min_length = 1, max_length = 200)]
    title: String,
    /// Markdown; HTML in it is shown and not obeyed. `{{library}}` stands for the name of the library.
    #[schema(min_length = 1, max_length = 50000)]
    source: String,
}

impl PageInput {
    fn check(self) -> Result<NewVersion> {
        let (mut faults, mut texts) = (Faults::default(), Vec::<(LanguageTag, String, String)>::new());
        if self.texts.is_empty() || self.texts.len() > MAX_LANGUAGES {
            faults.add("texts", format!("must have a text in 1 to {MAX_LANGUAGES} languages"));
        }
        for (tag, PageTextInput { title, source }) in self.texts {
            let field = format!("texts.{tag}");
            let language = faults.take(&field, LanguageTag::parse(&tag));
            let title = faults.take(format!("{field}.title"), text::line(&title, MAX_TITLE_CHARS));
            let source = faults.take(format!("{field}.source"), text::paragraphs(&source, MAX_SOURCE_CHARS));
            let (Some(language), Some(title), Some(source)) = (language, title, source) else { continue };
            // `EN` and `en` are one language.
            if texts.iter().any(|(other, ..)| *other == language) {
                faults.add(field, "is there twice; send one text for each language");
                continue;
            }
            texts.push((language, title, source));
        }
        faults.finish(NewVersion { based_on: self.based_on, is_substantive: self.is_substantive, texts }).map_err(Error::Invalid)
    }
}

/// What was published.
#[derive(Serialize, ToSchema)]
pub struct PublishedPageView {
    page: TextPage,
    version: i32,
    published_by: PersonView,
    /// What is to be named as `terms_version` from now on.
    terms_version: String,
}

/// Publish a version of a page. Those before it stay readable.
#[utoipa::path(tag = "pages", operation_id = "publish_page", security(("bearer" = ["admin"]), ("token" = ["admin"])), params(("page" = TextPage, Path)), responses((status = 201, body = PublishedPageView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/pages/{page}/versions")]
async fn publish_page(app: Data<App>, admin: Admin, page: Path<String>, input: Json<PageInput>) -> Result<HttpResponse> {
    let (page, new, now) = (page_of(&page)?, input.0.check()?, app.clock.now());
    let publish = move |tx: &mut crate::db::Tx| {
        let history = pages::publish(tx, &admin, page, &new, now)?;
        let name = users::find(tx, admin.id())?.name;
        let published_by = PersonView { id: admin.id(), name };
        Ok(PublishedPageView { page, version: history.last(), published_by, terms_version: pages::terms_version(tx)? })
    };
    Ok(HttpResponse::Created().json(app.db.write(publish).await?))
}
