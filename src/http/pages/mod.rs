//! The few small pages that mailed links lead to, and a front door. Made on the server and whole without script.
//!
//! What always holds: a GET changes nothing, since mail scanners open links; a POST does, and the secret in its path is all it needs, so there
//! is no cookie and no forged request to fear. No page is kept by a cache or named to another site. Pages call the same functions as the API.

mod address_change;
mod confirm;
mod confirm_address;
mod home;
mod invitation;
mod password_reset;
mod question;
mod unsubscribe;
mod words;

use super::{cached, language};
use crate::app::App;
use crate::domain::language::LanguageTag;
use crate::error::Error;
use actix_web::http::header::{self, HeaderValue};
use actix_web::http::{Method, StatusCode, header::ContentType};
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, ResponseError, get};
use askama::Template;
use words::Words;

pub fn configure(config: &mut ServiceConfig) {
    config.service(home::show).service(stylesheet);
    config.service(address_change::show).service(address_change::carry_out);
    config.service(address_change::show_stop).service(address_change::stop);
    config.service(confirm::show).service(confirm::carry_out);
    config.service(invitation::show).service(invitation::answer);
    config.service(password_reset::show).service(password_reset::carry_out);
    config.service(unsubscribe::show).service(unsubscribe::carry_out);
    config.service(confirm_address::show).service(confirm_address::carry_out);
    config.service(question::show).service(question::answer);
}

/// The paths of the pages with their methods, for those who come with another one. [`configure`] is what answers.
pub const PATHS: &[(&str, &[Method])] = &[
    ("/", &[Method::GET, Method::HEAD]),
    ("/address-changes/{token}", &[Method::GET, Method::HEAD, Method::POST]),
    ("/address-changes/{token}/stop", &[Method::GET, Method::HEAD, Method::POST]),
    ("/assets/site.css", &[Method::GET, Method::HEAD]),
    ("/confirm/{token}", &[Method::GET, Method::HEAD, Method::POST]),
    ("/invitations/{token}", &[Method::GET, Method::HEAD, Method::POST]),
    ("/password-resets/{token}", &[Method::GET, Method::HEAD, Method::POST]),
    ("/unsubscribe/{what}/{token}", &[Method::GET, Method::HEAD, Method::POST]),
    ("/confirm-address/{token}", &[Method::GET, Method::HEAD, Method::POST]),
    ("/questions/{token}", &[Method::GET, Method::HEAD, Method::POST]),
];

/// The one stylesheet.
#[get("/assets/site.css")]
async fn stylesheet(request: HttpRequest) -> HttpResponse {
    cached::answer(&request, "text/css; charset=utf-8", "public, max-age=300", include_str!("site.css").to_owned())
}

/// What every page is made with.
struct Page {
    site: String,
    words: &'static Words,
    language: String,
    direction: &'static str,
}

impl Page {
    fn tag(&self) -> Option<LanguageTag> {
        LanguageTag::parse(&self.language).ok()
    }

    fn of(app: &App, request: &HttpRequest) -> Self {
        let language = language::of_request(request, None, &app.config.language);
        let direction = if language.is_right_to_left() { "rtl" } else { "ltr" };
        Self { site: app.config.site_name.clone(), words: Words::of(&language), language: language.to_string(), direction }
    }

    fn answer(&self, status: StatusCode, content: &impl Template) -> HttpResponse {
        let html = match content.render() {
            Ok(html) => html,
            Err(fault) => return Error::internal("writing a page", fault).error_response(),
        };
        let mut response = HttpResponse::build(status);
        response.insert_header(ContentType::html()).insert_header((header::CACHE_CONTROL, "no-store"));
        response.insert_header((header::REFERRER_POLICY, "no-referrer")).append_header((header::VARY, "Accept-Language"));
        if let Ok(language) = HeaderValue::from_str(&self.language) {
            response.insert_header((header::CONTENT_LANGUAGE, language));
        }
        response.body(html)
    }

    /// A page that says one thing: what was done, and what happens next.
    fn say(&self, heading: &str, sentences: &[&str]) -> HttpResponse {
        self.answer(StatusCode::OK, &Message { page: self, heading, sentences, link: None })
    }

    /// As [`Self::say`], with somewhere to go.
    fn say_and_lead(&self, heading: &str, sentences: &[&str], link: Link<'_>) -> HttpResponse {
        self.answer(StatusCode::OK, &Message { page: self, heading, sentences, link: Some(link) })
    }

    /// What went wrong, in plain words, under the status that the API would give it.
    fn refuse(&self, error: &Error) -> HttpResponse {
        // Also logs what has to be, and knows when to come back.
        let problem = error.error_response();
        let (heading, sentence) = self.words.failure(error);
        let mut response = self.answer(problem.status(), &Message { page: self, heading, sentences: &[sentence], link: None });
        if let Some(after) = problem.headers().get(header::RETRY_AFTER) {
            response.headers_mut().insert(header::RETRY_AFTER, after.clone());
        }
        response
    }
}

/// A question and the button that says yes to it.
#[derive(Template)]
#[template(path = "confirm.html", config = "src/http/pages/askama.toml")]
struct Question<'a> {
    page: &'a Page,
    heading: &'a str,
    question: String,
    button: &'a str,
    /// What to do where the answer is no.
    otherwise: &'a str,
}

struct Link<'a> {
    label: &'a str,
    address: &'a str,
}

#[derive(Template)]
#[template(path = "message.html", config = "src/http/pages/askama.toml")]
struct Message<'a> {
    page: &'a Page,
    heading: &'a str,
    sentences: &'a [&'a str],
    link: Option<Link<'a>>,
}

/// A form's fields. One that can't be read at all was not filled in: then each missing field is named, rather than the form.
type Fields<T> = Option<web::Form<T>>;

fn fields<T: Default>(form: Fields<T>) -> T {
    form.map(web::Form::into_inner).unwrap_or_default()
}

/// What a refusal says of this field.
fn fault_of<'a>(error: &'a Error, field: &str) -> Option<&'a str> {
    match error {
        Error::Invalid(faults) => faults.iter().find(|fault| fault.field == field).map(|fault| fault.message.as_str()),
        _ => None,
    }
}

/// Whether a refusal names this field.
fn refuses(error: &Error, field: &str) -> bool {
    matches!(error, Error::Invalid(faults) if faults.iter().any(|fault| fault.field == field))
}

#[cfg(test)]
mod tests;
