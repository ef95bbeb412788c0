//! Who reads, as far as it is counted: the public, programs, and those who work here. What a count is stands at [`crate::app::Visits`].

use super::address;
use crate::app::App;
use crate::auth::User;
use crate::domain::words::{Counted, Visitor};
use actix_web::http::StatusCode;
use actix_web::http::header::{self, CONTENT_RANGE};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

/// What stands in the name of a program that is no browser, in small letters: the general patterns of the COUNTER list of robots
/// (<https://github.com/atmire/COUNTER-Robots>), the common libraries and tools by name, and those that make previews.
const ROBOTS: &[&str] = &[
    "bot",
    "crawl",
    "spider",
    "slurp",
    "archiver",
    "archive.org",
    "scrape",
    "scrapy",
    "curl",
    "wget",
    "python",
    "java/",
    "libwww",
    "perl",
    "ruby",
    "php/",
    "okhttp",
    "httpclient",
    "http-client",
    "http_request",
    "httpie",
    "httpx",
    "aiohttp",
    "axios",
    "node-fetch",
    "undici",
    "reqwest",
    "go-resty",
    "postman",
    "insomnia",
    "headless",
    "phantomjs",
    "selenium",
    "puppeteer",
    "playwright",
    "lighthouse",
    "pagespeed",
    "gtmetrix",
    "pingdom",
    "uptime",
    "monitor",
    "statuscake",
    "nagios",
    "zabbix",
    "checker",
    "validator",
    "linkcheck",
    "heritrix",
    "nutch",
    "facebookexternalhit",
    "whatsapp",
    "telegram",
    "slack",
    "discord",
    "embedly",
    "preview",
    "mediapartners",
    "feedfetcher",
    "feedly",
    "rss",
    "google-read-aloud",
    "yandex",
    "baidu",
    "bingpreview",
    "duckduckgo-favicons",
    "ahrefs",
    "semrush",
    "mj12",
    "dataprovider",
    "zgrab",
    "masscan",
    "nmap",
    "nikto",
    "sqlmap",
    "wapiti",
];

fn user_agent(request: &HttpRequest) -> &str {
    request.headers().get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// Whoever says nothing of itself is no browser.
fn is_robot(user_agent: &str) -> bool {
    let name = user_agent.to_ascii_lowercase();
    name.trim().is_empty() || ROBOTS.iter().any(|part| name.contains(part))
}

/// Whether a reviewer or an admin asks. A sign-in that does not hold makes no difference here: what is read is public.
async fn is_staff(app: &Data<App>, request: &HttpRequest) -> bool {
    let Some(token) = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()?.split_once(' ')) else {
        return false;
    };
    let (tokens, token, now) = (app.tokens.clone(), token.1.trim().to_owned(), app.clock.now());
    app.db.read(move |c| User::authenticate(c, &tokens, &token, now)).await.is_ok_and(|user| user.is_reviewer())
}

async fn kind(app: &Data<App>, request: &HttpRequest) -> Visitor {
    // A program of someone who works here is theirs.
    if is_staff(app, request).await {
        Visitor::Staff
    } else if is_robot(user_agent(request)) {
        Visitor::Robot
    } else {
        Visitor::Public
    }
}

/// All that tells one visitor from another; it is made into a mark at once, and kept nowhere.
fn who(app: &App, request: &HttpRequest) -> String {
    let address = address::of(request, &app.config).map(|address| address.to_string()).unwrap_or_default();
    format!("{address} {}", user_agent(request))
}

pub async fn count(app: &Data<App>, request: &HttpRequest, kind_of_count: Counted, subject: &str) {
    let visitor = kind(app, request).await;
    app.visits.count(kind_of_count, subject, visitor, &who(app, request), app.clock.now());
}

/// Counts a search, and remembers what the public did not find.
pub async fn count_search(app: &Data<App>, request: &HttpRequest, words: &str, found_nothing: bool) {
    let (visitor, who, now) = (kind(app, request).await, who(app, request), app.clock.now());
    app.visits.count(Counted::Search, "", visitor, &who, now);
    if found_nothing && visitor == Visitor::Public {
        app.visits.count_empty(words, &who, now);
    }
}

/// Whether an answer sends a file from its first byte on: not to whoever has it, and not a further part of it.
pub fn is_download(response: &HttpResponse) -> bool {
    match response.status() {
        StatusCode::OK => true,
        StatusCode::PARTIAL_CONTENT => {
            let range = response.headers().get(CONTENT_RANGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
            range.starts_with("bytes 0-")
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_told_from_browsers() {
        for robot in [
            "",
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
            "curl/8.5.0",
            "python-requests/2.32",
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/120.0.0.0 Safari/537.36",
            "facebookexternalhit/1.1",
        ] {
            assert!(is_robot(robot), "{robot}");
        }
        for person in [
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
            "Mozilla/5.0 (Linux; Android 14; SM-A146B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36",
            "Opera/9.80 (J2ME/MIDP; Opera Mini/9.80) Presto/2.5.25 Version/10.54",
        ] {
            assert!(!is_robot(person), "{person}");
        }
    }
}
