//! The front door: what this library is, and where to go.

use super::Page;
use crate::app::App;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use askama::Template;

#[derive(Template)]
#[template(path = "home.html", config = "src/http/pages/askama.toml")]
struct Home<'a> {
    page: &'a Page,
}

#[get("/")]
pub async fn show(app: Data<App>, request: HttpRequest) -> HttpResponse {
    let page = Page::of(&app, &request);
    page.answer(StatusCode::OK, &Home { page: &page })
}
