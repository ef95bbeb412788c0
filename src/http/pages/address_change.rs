//! A change of an account's address: confirmed by who reads mail at the new one, stopped by who reads mail at the old one.

use super::words::fill;
use super::{Page, Question};
use crate::app::App;
use crate::http::api::addresses;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get, post};

#[get("/address-changes/{token}")]
pub async fn show(app: Data<App>, request: HttpRequest, token: Path<String>) -> HttpResponse {
    let page = Page::of(&app, &request);
    match addresses::find_to_confirm(&app, &token).await {
        Ok(change) if change.confirmed_at.is_some() => done(&page, &change.new_email),
        Ok(change) => {
            let question = fill(page.words.address_question, &[("email", &change.new_email), ("site", &page.site)]);
            let (heading, button, otherwise) = (page.words.address_heading, page.words.confirm_button, page.words.confirm_otherwise);
            page.answer(StatusCode::OK, &Question { page: &page, heading, question, button, otherwise })
        }
        Err(error) => page.refuse(&error),
    }
}

#[post("/address-changes/{token}")]
pub async fn carry_out(app: Data<App>, request: HttpRequest, token: Path<String>) -> HttpResponse {
    let page = Page::of(&app, &request);
    match addresses::confirm(&app, &token).await {
        Ok(change) => done(&page, &change.new_email),
        Err(error) => page.refuse(&error),
    }
}

fn done(page: &Page, email: &str) -> HttpResponse {
    page.say(page.words.address_done_heading, &[&fill(page.words.address_done, &[("email", email)])])
}

#[get("/address-changes/{token}/stop")]
pub async fn show_stop(app: Data<App>, request: HttpRequest, token: Path<String>) -> HttpResponse {
    let page = Page::of(&app, &request);
    match addresses::find_to_stop(&app, &token).await {
        Ok(change) if change.stopped_at.is_some() => stopped(&page, &change.old_email),
        Ok(change) => {
            let question = fill(page.words.stop_question, &[("email", &change.old_email)]);
            let (heading, button, otherwise) = (page.words.stop_heading, page.words.stop_button, page.words.stop_otherwise);
            page.answer(StatusCode::OK, &Question { page: &page, heading, question, button, otherwise })
        }
        Err(error) => page.refuse(&error),
    }
}

#[post("/address-changes/{token}/stop")]
pub async fn stop(app: Data<App>, request: HttpRequest, token: Path<String>) -> HttpResponse {
    let page = Page::of(&app, &request);
    match addresses::stop(&app, &token).await {
        Ok(change) => stopped(&page, &change.old_email),
        Err(error) => page.refuse(&error),
    }
}

fn stopped(page: &Page, email: &str) -> HttpResponse {
    page.say(page.words.stop_done_heading, &[&fill(page.words.stop_done, &[("email", email)])])
}
