//! An applicant confirms the address. The API's own act, [`organizations::confirm`], is harmless twice, and so is this page.

use super::Page;
use super::words::fill;
use crate::app::App;
use crate::db::organizations::OrganizationRow;
use crate::domain::words::OrganizationStatus;
use crate::http::api::organizations;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get, post};
use askama::Template;

#[derive(Template)]
#[template(path = "confirm.html", config = "src/http/pages/askama.toml")]
struct Question<'a> {
    page: &'a Page,
    question: String,
}

#[get("/confirm/{token}")]
pub async fn show(app: Data<App>, request: HttpRequest, token: Path<String>) -> HttpResponse {
    let page = Page::of(&app, &request);
    match organizations::find_to_confirm(&app, &token).await {
        Ok(organization) if organization.email_confirmed_at.is_some() => done(&page, &organization),
        Ok(organization) => {
            let question = fill(page.words.confirm_question, &[("organization", &organization.name), ("site", &page.site)]);
            page.answer(StatusCode::OK, &Question { page: &page, question })
        }
        Err(error) => page.refuse(&error),
    }
}

#[post("/confirm/{token}")]
pub async fn carry_out(app: Data<App>, request: HttpRequest, token: Path<String>) -> HttpResponse {
    let page = Page::of(&app, &request);
    match organizations::confirm(&app, &token).await {
        Ok(organization) => done(&page, &organization),
        Err(error) => page.refuse(&error),
    }
}

fn done(page: &Page, organization: &OrganizationRow) -> HttpResponse {
    let next = match organization.status {
        OrganizationStatus::Applied => page.words.confirmed_next,
        OrganizationStatus::Active
        | OrganizationStatus::Suspended
        | OrganizationStatus::Dormant
        | OrganizationStatus::Declined
        | OrganizationStatus::Closed
        | OrganizationStatus::Merged => page.words.confirmed_decided,
    };
    page.say(page.words.confirmed_heading, &[&fill(next, &[("organization", &organization.name)])])
}
