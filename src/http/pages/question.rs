//! An applicant reads what the admins asked about the application, and answers.

use super::words::fill;
use super::{Fields, Page, fields};
use crate::app::App;
use crate::domain::words::MessageKind;
use crate::error::Error;
use crate::http::api::organizations;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get, post};
use askama::Template;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "question.html", config = "src/http/pages/askama.toml")]
struct Form<'a> {
    page: &'a Page,
    lead: String,
    /// Who said it, and what: the newest first.
    said: Vec<(&'static str, String)>,
    typed: &'a str,
    is_refused: bool,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Answer {
    text: String,
}

async fn form(app: &App, page: &Page, token: &str, typed: &str, is_refused: bool) -> HttpResponse {
    let (organization, said) = match organizations::find_question(app, token).await {
        Ok(found) => found,
        Err(error) => return page.refuse(&error),
    };
    let who = |kind| if kind == MessageKind::Answer { page.words.question_yours } else { page.words.question_theirs };
    let said = said.into_iter().map(|said| (who(said.message.kind), said.message.text)).collect();
    let lead = fill(page.words.question_lead, &[("organization", &organization.name), ("site", &page.site)]);
    let status = if is_refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    page.answer(status, &Form { page, lead, said, typed, is_refused })
}

#[get("/questions/{token}")]
pub async fn show(app: Data<App>, request: HttpRequest, token: Path<String>) -> HttpResponse {
    form(&app, &Page::of(&app, &request), &token, "", false).await
}

#[post("/questions/{token}")]
pub async fn answer(app: Data<App>, request: HttpRequest, token: Path<String>, sent: Fields<Answer>) -> HttpResponse {
    let (page, typed) = (Page::of(&app, &request), fields(sent));
    match organizations::answer_question(&app, &token, &typed.text).await {
        Ok(_) => page.say(page.words.answered_heading, &[page.words.answered_next]),
        Err(Error::Invalid(_)) => form(&app, &page, &token, &typed.text, true).await,
        Err(error) => page.refuse(&error),
    }
}
