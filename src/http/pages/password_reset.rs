//! Whoever forgot a password chooses a new one.

use super::{Fields, Link, Page, fault_of, fields};
use crate::app::App;
use crate::error::Error;
use crate::http::api::auth;
use crate::http::origin;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get, post};
use askama::Template;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "password_reset.html", config = "src/http/pages/askama.toml")]
struct Form<'a> {
    page: &'a Page,
    /// Of the account, for password managers.
    email: &'a str,
    password_fault: Option<&'a str>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct NewPassword {
    password: String,
    end_tokens: Option<String>,
}

#[get("/password-resets/{token}")]
pub async fn show(app: Data<App>, request: HttpRequest, token: Path<String>) -> HttpResponse {
    let page = Page::of(&app, &request);
    match auth::find_reset_account(&app, &token).await {
        Ok(account) => page.answer(StatusCode::OK, &Form { page: &page, email: &account.email, password_fault: None }),
        Err(error) => page.refuse(&error),
    }
}

#[post("/password-resets/{token}")]
pub async fn carry_out(app: Data<App>, request: HttpRequest, token: Path<String>, form: Fields<NewPassword>) -> HttpResponse {
    let page = Page::of(&app, &request);
    // First the link: whoever holds a dead one should not have to think of a better password.
    let account = match auth::find_reset_account(&app, &token).await {
        Ok(account) => account,
        Err(error) => return page.refuse(&error),
    };
    let typed = fields(form);
    let (ends_tokens, language) = (typed.end_tokens.is_some(), page.tag());
    match auth::set_new_password(&app, &token, typed.password, ends_tokens, origin::of(&request, &app.config), language.as_ref()).await {
        Ok(()) => {
            let link = Link { label: page.words.accepted_link, address: "/docs/#/accounts/login" };
            page.say_and_lead(page.words.reset_done_heading, &[page.words.reset_done], link)
        }
        Err(error @ Error::Invalid(_)) => {
            let form = Form { page: &page, email: &account.email, password_fault: fault_of(&error, "password") };
            page.answer(StatusCode::UNPROCESSABLE_ENTITY, &form)
        }
        Err(error) => page.refuse(&error),
    }
}
