//! The small pages behind mailed links, as a browser without script meets them.

use crate::support::app::{PASSWORD, TestApp};
use crate::support::client::{Answer, Client};
use crate::support::letters::{last_letter_to, letters};
use commonshelf::domain::words::{MembershipRole, SiteRole};
use reqwest::Method;
use serde_json::json;

async fn get_in(app: &TestApp, language: &str, path: &str) -> Answer {
    let client = app.visitor();
    client.send(client.request(Method::GET, path).header("accept-language", language)).await
}

async fn press(app: &TestApp, path: &str, fields: &[(&str, &str)]) -> Answer {
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let client = app.visitor();
    let request = client.request(Method::POST, path).header("content-type", "application/x-www-form-urlencoded");
    client.send(request.body(body)).await
}

fn heading(page: &Answer) -> String {
    page.text.split_once("<h1>").unwrap().1.split_once("</h1>").unwrap().0.to_owned()
}

/// The page that an invitation of `leo@example.org` leads to.
async fn invitation(app: &TestApp) -> (Client, String) {
    let maria = app.member("maria", SiteRole::User, "Casa Abierta", MembershipRole::Manager).await;
    let id = app.organization("Casa Abierta").await;
    let input = json!({"email": "leo@example.org", "role": "uploader"});
    maria.post(&format!("/api/v1/organizations/{id}/invitations"), input).await.expect(201);
    (maria, last_letter_to(app, "leo@example.org").await.path())
}

#[actix_web::test]
async fn a_mail_scanner_that_opens_every_link_changes_nothing() {
    let app = TestApp::spawn().await;
    app.admin("ingrid").await;
    let application = json!({
        "name": "Otra", "summary": "Groups.", "country": "MX", "languages": ["en"], "contact_name": "X", "contact_email": "rosa@casa.example",
    });
    app.visitor().post("/api/v1/organizations", application).await.expect(202);
    invitation(&app).await;
    app.visitor().post("/api/v1/auth/password-resets", json!({"email": "maria@example.org"})).await.expect(202);
    let before = letters(&app).await;
    assert_eq!(before.len(), 3);

    for letter in &before {
        for method in [Method::GET, Method::HEAD, Method::GET] {
            let client = app.visitor();
            client.send(client.request(method, &letter.path())).await.expect(200);
        }
    }

    assert_eq!(letters(&app).await.len(), 3, "looking at a link told someone");
    for letter in &before {
        assert!(app.visitor().get(&letter.path()).await.text.contains("<form method=\"post\">"), "{} was used up", letter.subject);
    }
    app.sign_in("maria").await;
}

#[actix_web::test]
async fn an_invitation_is_accepted_on_its_page_and_the_account_signs_in() {
    let app = TestApp::spawn().await;
    let (_, path) = invitation(&app).await;

    let done = press(&app, &path, &[("answer", "accept"), ("name", "Leo Paz"), ("password", PASSWORD)]).await.expect(200);

    assert_eq!(heading(&done), "Welcome");
    assert_eq!(app.sign_in("leo").await.get("/api/v1/me").await.body["name"], "Leo Paz");
    assert_eq!(heading(&press(&app, &path, &[("answer", "decline")]).await.expect(409)), "This link was used already");
}

#[actix_web::test]
async fn an_invitation_is_declined_on_its_page_with_empty_fields() {
    let app = TestApp::spawn().await;
    let (maria, path) = invitation(&app).await;

    let done = press(&app, &path, &[("answer", "decline"), ("name", ""), ("password", "")]).await.expect(200);

    assert_eq!(heading(&done), "You declined");
    let id = app.organization("Casa Abierta").await;
    let listed = maria.get(&format!("/api/v1/organizations/{id}/invitations")).await.body;
    assert_eq!(listed["items"][0]["status"], "declined");
}

#[actix_web::test]
async fn a_form_that_is_refused_keeps_what_was_typed_marks_what_is_wrong_and_never_repeats_a_password() {
    let app = TestApp::spawn().await;
    let (_, path) = invitation(&app).await;

    let refused = press(&app, &path, &[("answer", "accept"), ("name", "<b>Leo</b>"), ("password", "too-short")]).await.expect(422);

    assert!(refused.text.contains("value=\"&#60;b&#62;Leo&#60;/b&#62;\""), "{}", refused.text);
    assert!(refused.text.contains("id=\"password-error\"") && !refused.text.contains("id=\"name-error\""), "{}", refused.text);
    assert!(!refused.text.contains("too-short"), "{}", refused.text);
    assert_eq!(refused.text.matches("aria-invalid").count(), 1);
}

#[actix_web::test]
async fn a_new_password_is_set_on_its_page() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    app.visitor().post("/api/v1/auth/password-resets", json!({"email": "rosa@example.org"})).await.expect(202);
    let path = last_letter_to(&app, "rosa@example.org").await.path();

    press(&app, &path, &[("password", "short")]).await.expect(422);
    let done = press(&app, &path, &[("password", "other quiet words")]).await.expect(200);

    assert_eq!(heading(&done), "Your password is set");
    assert_eq!(rosa.get("/api/v1/me").await.status, 401);
    let login = json!({"email": "rosa@example.org", "password": "other quiet words"});
    app.visitor().post("/api/v1/auth/login", login).await.expect(200);
    assert_eq!(heading(&app.visitor().get(&path).await.expect(409)), "This link does not work any more");
}

#[actix_web::test]
async fn pages_speak_the_readers_language_and_say_which_one_they_speak() {
    let app = TestApp::spawn().await;
    let (_, path) = invitation(&app).await;

    for (asked, heading_there, lang) in [
        ("es-MX,en;q=0.5", "Tiene una invitación", "es"),
        ("en-GB", "You are invited", "en"),
        ("ar", "You are invited", "en"),
        ("sw, es;q=0.3", "Tiene una invitación", "es"),
    ] {
        let page = get_in(&app, asked, &path).await.expect(200);
        assert_eq!(heading(&page), heading_there, "{asked}");
        assert!(page.text.contains(&format!("<html lang=\"{lang}\" dir=\"ltr\">")), "{asked}: {}", page.text);
        assert_eq!(
            (page.headers["content-language"].as_str(), page.headers["vary"].to_lowercase().contains("accept-language")),
            (lang, true)
        );
    }
}

#[actix_web::test]
async fn links_that_lead_nowhere_say_so_on_a_page() {
    let app = TestApp::spawn().await;

    for path in ["/confirm/nonsense", "/invitations/nonsense", "/password-resets/nonsense", "/confirm/%00", "/invitations/..%2F.."] {
        for page in [app.visitor().get(path).await, press(&app, path, &[("answer", "accept"), ("password", PASSWORD)]).await] {
            assert_eq!((page.status, heading(&page).as_str()), (404, "This link leads nowhere"), "{path}");
        }
    }
}

#[actix_web::test]
async fn pages_run_no_script_are_framed_and_kept_by_nobody_and_tell_other_sites_nothing() {
    let app = TestApp::spawn().await;
    let (_, path) = invitation(&app).await;

    for page in [app.visitor().get("/").await.expect(200), app.visitor().get(&path).await.expect(200)] {
        let header = |name: &str| page.headers[name].as_str();
        assert!(header("content-security-policy").starts_with("default-src 'none'"));
        assert!(header("content-security-policy").contains("frame-ancestors 'none'"));
        assert_eq!(
            (header("x-content-type-options"), header("referrer-policy"), header("cache-control")),
            ("nosniff", "no-referrer", "no-store")
        );
        assert!(!page.headers.contains_key("set-cookie"));
        assert!(!page.text.contains("<script") && !page.text.contains("style="), "{}", page.text);
    }
}

#[actix_web::test]
async fn every_link_of_the_front_door_leads_somewhere() {
    let app = TestApp::spawn().await;
    let home = app.visitor().get("/").await.expect(200);

    let links: Vec<_> = home.text.split("href=\"/").skip(1).map(|rest| format!("/{}", rest.split('"').next().unwrap())).collect();

    assert!(links.len() >= 3, "{links:?}");
    for link in links {
        app.visitor().get(&link).await.expect(200);
    }
    assert!(home.text.contains("content=\"index\""));
    assert!(!home.text.contains("<header>"), "the name of the library stands there twice");
}
