use super::*;
use crate::auth::keys::LinkPurpose;
use crate::auth::passwords::{Password, hash};
use crate::config::Config;
use crate::db::password_resets::{self, PasswordResetRow};
use crate::domain::ids::{OrganizationId, PasswordResetId, UserId};
use crate::domain::language::LanguageTag;
use crate::domain::text::EmailAddress;
use crate::domain::time::Clock;
use crate::domain::words::SiteRole;
use crate::http::{document, extract};
use crate::library::accounts::{self, NewUser};
use actix_web::App as ActixApp;
use actix_web::test::{TestRequest, call_service, init_service, read_body};
use actix_web::web::Data;
use serde_json::{Value, json};
use std::sync::Arc;
use utoipa_actix_web::AppExt;

const PASSWORD: &str = "a handful of quiet words";

/// A library in a folder of its own, asked without a network.
struct House {
    app: Arc<App>,
    _folder: tempfile::TempDir,
}

struct Answer {
    status: u16,
    language: Option<String>,
    cache: Option<String>,
    body: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("{} is no JSON", self.body))
    }
}

impl House {
    fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let app = Arc::new(App::open(Config::for_tests(folder.path()).unwrap(), Clock::system()).unwrap());
        Self { app, _folder: folder }
    }

    async fn call(&self, request: TestRequest) -> Answer {
        let data = Data::from(self.app.clone());
        let (app, _) = ActixApp::new()
            .into_utoipa_app()
            .map(|actix| actix.app_data(data).configure(extract::configure))
            .configure(document::operations)
            .split_for_parts();
        let service = init_service(app.configure(configure)).await;
        let response = call_service(&service, request.to_request()).await;
        let header = |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
        let (status, language, cache) = (response.status().as_u16(), header("content-language"), header("cache-control"));
        let body = String::from_utf8(read_body(response).await.to_vec()).unwrap();
        Answer { status, language, cache, body }
    }

    async fn get(&self, path: &str) -> Answer {
        self.call(TestRequest::get().uri(path)).await
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.call(TestRequest::post().uri(path).set_form(fields)).await
    }

    async fn api(&self, request: TestRequest, path: &str, token: &str, body: Value) -> Answer {
        let request = request.uri(&format!("/api/v1{path}")).set_json(body);
        self.call(if token.is_empty() { request } else { request.insert_header(("authorization", format!("Bearer {token}"))) }).await
    }

    fn link(&self, purpose: LinkPurpose, id: uuid::Uuid) -> String {
        self.app.keys.sign(purpose, id)
    }

    fn user(&self, email: &str, role: SiteRole) -> UserId {
        let (email, hash) = (EmailAddress::parse(email).unwrap(), hash(&Password::parse(PASSWORD).unwrap()).unwrap());
        let new = NewUser { email: &email, name: "Ana", role, language: &LanguageTag::english(), password_hash: &hash };
        self.app.db.write_blocking(|tx| accounts::create(tx, &new, self.app.clock.now())).unwrap().id
    }

    async fn login(&self, email: &str, password: &str) -> Option<String> {
        let answer = self.api(TestRequest::post(), "/auth/login", "", json!({"email": email, "password": password})).await;
        (answer.status == 200).then(|| answer.json()["access_token"].as_str().unwrap().to_owned())
    }

    async fn applied(&self) -> OrganizationId {
        let application = json!({
            "name": "Casa <Abierta>", "summary": "Groups in two cities.", "country": "MX", "languages": ["es"],
            "contact_name": "Rosa", "contact_email": "rosa@casa.example",
        });
        let answer = self.api(TestRequest::post(), "/organizations", "", application).await;
        assert_eq!(answer.status, 202, "{}", answer.body);
        OrganizationId::parse(answer.json()["id"].as_str().unwrap()).unwrap()
    }

    /// The invitation that accepting the application made, by its link.
    async fn accepted(&self) -> (OrganizationId, String, String) {
        let id = self.applied().await;
        self.user("ana@library.example", SiteRole::Admin);
        let admin = self.login("ana@library.example", PASSWORD).await.unwrap();
        let answer = self.api(TestRequest::post(), &format!("/organizations/{id}/decision"), &admin, json!({"decision": "accept"})).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let invitation = self.app.db.read_blocking(|c| crate::db::invitations::list_of_organization(c, id, None, 1)).unwrap().remove(0);
        (id, self.link(LinkPurpose::Invitation, invitation.id.uuid()), admin)
    }
}

#[actix_web::test]
async fn looking_at_a_link_confirms_nothing_and_pressing_the_button_does_as_often_as_one_likes() {
    let house = House::open();
    let id = house.applied().await;
    let path = format!("/confirm/{}", house.link(LinkPurpose::ConfirmApplication, id.uuid()));

    for _ in 0..2 {
        let looked = house.get(&path).await;
        assert!(looked.status == 200 && looked.body.contains("<form method=\"post\">"), "{}", looked.body);
        assert!(looked.body.contains("Casa &#60;Abierta&#62;") && looked.cache.as_deref() == Some("no-store"), "{}", looked.body);
    }
    for _ in 0..2 {
        let pressed = house.post(&path, &[]).await;
        assert!(pressed.status == 200 && pressed.body.contains("Your address is confirmed"), "{}", pressed.body);
    }
    let later = house.get(&path).await;
    assert!(later.body.contains("Your address is confirmed") && !later.body.contains("<form"));
}

#[actix_web::test]
async fn an_invitation_is_accepted_with_a_name_and_a_password_and_no_second_time() {
    let house = House::open();
    let (id, token, admin) = house.accepted().await;
    let path = format!("/invitations/{token}");

    let looked = house.call(TestRequest::get().uri(&path).insert_header(("accept-language", "es-MX, en;q=0.5"))).await;
    assert!(looked.body.contains("Aceptar la invitación") && looked.body.contains(r#"<html lang="es" dir="ltr">"#), "{}", looked.body);
    assert_eq!(looked.language.as_deref(), Some("es"));

    let short = house.post(&path, &[("answer", "accept"), ("name", "Rosa \"Díaz\""), ("password", "short-one")]).await;
    assert_eq!(short.status, 422);
    assert!(short.body.contains("value=\"Rosa &#34;Díaz&#34;\"") && short.body.contains("password-error"), "{}", short.body);
    assert!(!short.body.contains("short-one") && !short.body.contains("name-error"), "{}", short.body);
    assert_eq!(house.post(&path, &[("name", "Rosa")]).await.status, 422, "no button was pressed");
    assert_eq!(house.call(TestRequest::post().uri(&path).set_payload("\u{0}")).await.status, 422);

    let done = house.post(&path, &[("answer", "accept"), ("name", "Rosa"), ("password", PASSWORD)]).await;
    assert!(done.status == 200 && done.body.contains("rosa@casa.example"), "{}", done.body);
    assert_eq!(house.post(&path, &[("answer", "accept"), ("name", "Rosa"), ("password", PASSWORD)]).await.status, 409);
    assert_eq!(house.get(&path).await.status, 409);

    let rosa = house.login("rosa@casa.example", PASSWORD).await.unwrap();
    let me = house.api(TestRequest::patch(), "/me", &rosa, json!({"language": "es"})).await.json();
    assert_eq!((&me["language"], &me["memberships"][0]["role"]), (&json!("es"), &json!("manager")));
    assert_eq!(me["memberships"][0]["organization"]["name"], "Casa <Abierta>");
    assert_eq!(house.api(TestRequest::patch(), "/me", &rosa, json!({"role": "admin"})).await.status, 422);
    for who in [&rosa, &admin] {
        let members = house.api(TestRequest::get(), &format!("/organizations/{id}/members"), who, json!(null)).await.json();
        assert_eq!(members["items"][0]["email"], "rosa@casa.example");
    }
}

#[actix_web::test]
async fn a_manager_invites_others_once_for_each_key_and_who_has_an_account_keeps_its_password() {
    let house = House::open();
    let (id, token, _) = house.accepted().await;
    house.api(TestRequest::post(), &format!("/invitations/{token}/accept"), "", json!({"name": "Rosa", "password": PASSWORD})).await;
    house.user("leo@elsewhere.example", SiteRole::User);
    let rosa = house.login("rosa@casa.example", PASSWORD).await.unwrap();
    let leo = house.login("leo@elsewhere.example", PASSWORD).await.unwrap();
    let path = format!("/organizations/{id}/invitations");

    let invite = || TestRequest::post().insert_header(("idempotency-key", "one"));
    let input = json!({"email": "leo@elsewhere.example", "role": "uploader"});
    let first = house.api(invite(), &path, &rosa, input.clone()).await;
    let again = house.api(invite(), &path, &rosa, input.clone()).await;
    assert_eq!((first.status, first.body), (201, again.body));
    assert_eq!(house.api(invite(), &path, &leo, input).await.status, 404, "to others its inside does not exist");
    let listed = house.api(TestRequest::get(), &format!("{path}?limit=1"), &rosa, json!(null)).await.json();
    assert_eq!((&listed["items"][0]["email"], listed["next_cursor"].is_string()), (&json!("leo@elsewhere.example"), true));

    let row = house.app.db.read_blocking(|c| crate::db::invitations::list_of_organization(c, id, None, 1)).unwrap().remove(0);
    let token = house.link(LinkPurpose::Invitation, row.id.uuid());
    let page = house.get(&format!("/invitations/{token}")).await;
    assert!(!page.body.contains("type=\"password\""), "{}", page.body);
    let done = house.api(TestRequest::post(), &format!("/invitations/{token}/accept"), "", json!({})).await;
    assert_eq!(done.status, 201, "{}", done.body);
    let me = house.api(TestRequest::get(), "/me", &leo, json!(null)).await.json();
    assert_eq!(me["memberships"][0]["role"], "uploader");
}

#[actix_web::test]
async fn a_new_password_is_set_once_and_ends_the_old_one() {
    let house = House::open();
    let user = house.user("ana@library.example", SiteRole::User);
    let now = house.app.clock.now();
    let reset =
        PasswordResetRow { id: PasswordResetId::new(), user_id: user, created_at: now, expires_at: now.plus_days(1), used_at: None };
    house.app.db.write_blocking(|tx| password_resets::insert(tx, &reset)).unwrap();
    let path = format!("/password-resets/{}", house.link(LinkPurpose::PasswordReset, reset.id.uuid()));

    let form = house.get(&path).await;
    assert!(form.body.contains("autocomplete=\"new-password\"") && form.body.contains("ana@library.example"), "{}", form.body);
    assert_eq!(house.post(&path, &[("password", "short")]).await.status, 422);
    assert_eq!(house.post(&path, &[("password", "other quiet words")]).await.status, 200);

    assert_eq!(house.post(&path, &[("password", "third quiet words")]).await.status, 409);
    assert!(house.login("ana@library.example", PASSWORD).await.is_none());
    assert!(house.login("ana@library.example", "other quiet words").await.is_some());
}

#[actix_web::test]
async fn links_that_we_did_not_make_lead_to_a_page_that_says_so() {
    let house = House::open();
    let id = house.applied().await;
    let other_purpose = house.link(LinkPurpose::ConfirmApplication, id.uuid());

    for token in ["nonsense", "%00", "..%2f..", other_purpose.as_str()] {
        for path in [format!("/invitations/{token}"), format!("/password-resets/{token}")] {
            for answer in [house.get(&path).await, house.post(&path, &[("answer", "decline")]).await] {
                assert!(
                    answer.status == 404 && answer.body.contains("This link leads nowhere"),
                    "{path}: {} {}",
                    answer.status,
                    answer.body
                );
            }
        }
    }
}

#[actix_web::test]
async fn the_front_door_the_vocabularies_and_the_directory_answer_anyone() {
    let house = House::open();
    let (id, ..) = house.accepted().await;

    assert!(house.get("/").await.body.contains("href=\"/assets/site.css\""));
    assert_eq!(house.get("/assets/site.css").await.status, 200);
    for list in ["sections", "types", "topics", "audiences", "licenses", "languages", "countries"] {
        let english = house.get(&format!("/api/v1/{list}")).await;
        let spanish = house.get(&format!("/api/v1/{list}?lang=es")).await;
        assert_eq!((english.status, spanish.language.as_deref()), (200, Some("es")), "{list}");
        assert_ne!(english.json()["items"], spanish.json()["items"], "{list}");
    }
    let directory = house.get("/api/v1/organizations").await.json();
    assert_eq!(directory["items"][0]["id"], json!(id));
    assert!(!directory.to_string().contains("rosa@"), "{directory}");
    assert_eq!(house.get("/api/v1/organizations/applications").await.status, 401);
    assert_eq!(house.get("/api/v1/organizations/nonsense").await.status, 404);
    let ready = house.get("/health/ready").await;
    assert_eq!((ready.status, &ready.json()["checks"]["database"]["ok"]), (503, &json!(true)), "no index follows: {}", ready.body);
}
