//! Whoever was invited sees by whom, and accepts with a name and a password, or declines.

use super::words::fill;
use super::{Fields, Link, Page, fault_of, fields, refuses};
use crate::app::App;
use crate::domain::words::MembershipRole;
use crate::error::Error;
use crate::http::api::invitations;
use crate::library::invitations::Offer;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get, post};
use askama::Template;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "invitation.html", config = "src/http/pages/askama.toml")]
struct Form<'a> {
    page: &'a Page,
    invitation: String,
    role: &'static str,
    email: &'a str,
    has_account: bool,
    /// As it was typed; passwords are never sent back.
    name: &'a str,
    refuses_name: bool,
    password_fault: Option<&'a str>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Answer {
    answer: String,
    name: String,
    password: String,
}

impl Page {
    fn invitation(&self, offer: &Offer, typed: &Answer, refusal: Option<&Error>) -> HttpResponse {
        let invitation = match &offer.organization_name {
            Some(organization) => fill(self.words.invited_by, &[("organization", organization), ("site", &self.site)]),
            None => fill(self.words.invited, &[("site", &self.site)]),
        };
        let role = match offer.invitation.role {
            _ if offer.organization_name.is_none() => "",
            MembershipRole::Uploader => self.words.role_uploader,
            MembershipRole::Manager => self.words.role_manager,
        };
        let form = Form {
            page: self,
            invitation,
            role,
            email: &offer.invitation.email,
            has_account: offer.has_account,
            name: &typed.name,
            refuses_name: refusal.is_some_and(|error| refuses(error, "name")),
            password_fault: refusal.and_then(|error| fault_of(error, "password")),
        };
        self.answer(if refusal.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }, &form)
    }
}

#[get("/invitations/{token}")]
pub async fn show(app: Data<App>, request: HttpRequest, token: Path<String>) -> HttpResponse {
    let page = Page::of(&app, &request);
    match invitations::find(&app, &token).await {
        Ok(offer) => page.invitation(&offer, &Answer::default(), None),
        Err(error) => page.refuse(&error),
    }
}

#[post("/invitations/{token}")]
pub async fn answer(app: Data<App>, request: HttpRequest, token: Path<String>, form: Fields<Answer>) -> HttpResponse {
    let (page, typed) = (Page::of(&app, &request), fields(form));
    let offer = match invitations::find(&app, &token).await {
        Ok(offer) => offer,
        Err(error) => return page.refuse(&error),
    };
    match typed.answer.as_str() {
        "accept" => accept(&app, &page, &token, &offer, &typed).await,
        "decline" => match invitations::decline(&app, &token).await {
            Ok(()) => page.say(page.words.declined_heading, &[page.words.declined_next]),
            Err(error) => page.refuse(&error),
        },
        // Neither button: nothing was decided, and the form is shown again.
        _ => page.invitation(&offer, &typed, Some(&Error::Invalid(Vec::new()))),
    }
}

async fn accept(app: &App, page: &Page, token: &str, offer: &Offer, typed: &Answer) -> HttpResponse {
    let user = match invitations::accept(app, token, Some(&typed.name), Some(typed.password.clone()), page.tag().as_ref()).await {
        Ok(user) => user,
        Err(error @ Error::Invalid(_)) => return page.invitation(offer, typed, Some(&error)),
        Err(error) => return page.refuse(&error),
    };
    let next = if offer.has_account { page.words.accepted_joined } else { page.words.accepted_new };
    let link = Link { label: page.words.accepted_link, address: "/docs/#/accounts/login" };
    page.say_and_lead(page.words.accepted_heading, &[&fill(next, &[("email", &user.email)])], link)
}
