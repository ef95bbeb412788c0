//! How an organization joins: it applies, its contact confirms the address, an admin answers. And what becomes of it later.

mod conversation;
mod directory;
mod ending;
mod hidden;
mod profile;
mod standing;
mod unclaimed;

use crate::support::app::TestApp;
use crate::support::client::{Answer, Client};
use crate::support::letters::{last_letter_to, letters};
use commonshelf::db::Tx;
use commonshelf::domain::ids::OrganizationId;
use diesel::RunQueryDsl;
use serde_json::{Value, json};

fn application(name: &str) -> Value {
    json!({
        "name": name, "summary": "Groups in two cities.", "country": "MX", "languages": ["es"],
        "contact_name": "Rosa Luz", "contact_email": "rosa@casa.example", "message": "We heard of you from Leo.",
    })
}

async fn apply(app: &TestApp, name: &str) -> Answer {
    app.visitor().post("/api/v1/organizations", application(name)).await.expect(202)
}

/// Confirms the address with the token that was mailed last.
async fn confirm(app: &TestApp) -> Answer {
    let token = last_letter_to(app, "rosa@casa.example").await.token();
    app.visitor().post("/api/v1/organizations/confirmations", json!({"token": token})).await
}

async fn decide(admin: &Client, application: &Answer, decision: &str, note: &str) -> Answer {
    admin.post(&format!("/api/v1/organizations/{}/decision", application.id()), json!({"decision": decision, "note": note})).await
}

async fn subjects_to(app: &TestApp, email: &str) -> Vec<String> {
    letters(app).await.into_iter().filter(|letter| letter.to == email).map(|letter| letter.subject).collect()
}

#[actix_web::test]
async fn an_organization_applies_confirms_is_accepted_and_its_contact_uploads() {
    let app = TestApp::spawn().await;
    let ingrid = app.admin("ingrid").await;

    let applied = apply(&app, "Casa Abierta").await;
    confirm(&app).await.expect(200);
    let accepted = decide(&ingrid, &applied, "accept", "Welcome among us.").await.expect(200);
    let letter = last_letter_to(&app, "rosa@casa.example").await;
    let login = json!({"name": "Rosa Luz", "password": "a handful of quiet words"});
    app.visitor().post(&format!("/api/v1/invitations/{}/accept", letter.token()), login).await.expect(201);
    let login = json!({"email": "rosa@casa.example", "password": "a handful of quiet words"});
    let tokens = app.visitor().post("/api/v1/auth/login", login).await.expect(200);
    let rosa = Client::new(&app.base, tokens.body["access_token"].as_str());

    assert_eq!((&applied.body["status"], &accepted.body["status"]), (&json!("applied"), &json!("active")));
    assert!(letter.path().starts_with("/invitations/") && letter.text.contains("Welcome among us."), "{letter:?}");
    rosa.submit("Facilitator handbook", "Every member may pass the lantern").await;
    let me = rosa.get("/api/v1/me").await.expect(200).body;
    assert_eq!((&me["language"], &me["memberships"][0]["role"]), (&json!("es"), &json!("manager")));
}

#[actix_web::test]
async fn nobody_but_the_applicant_is_told_before_the_address_is_confirmed_and_admins_once_after_it() {
    let app = TestApp::spawn().await;
    app.admin("ingrid").await;
    app.reviewer("ruth").await;
    apply(&app, "Casa Abierta").await;
    let before: Vec<_> = letters(&app).await.into_iter().map(|letter| (letter.to, letter.subject)).collect();

    let token = last_letter_to(&app, "rosa@casa.example").await.token();
    for _ in 0..2 {
        app.visitor().post("/api/v1/organizations/confirmations", json!({"token": token})).await.expect(200);
    }

    assert_eq!(before, [("rosa@casa.example".to_owned(), "Confirme su dirección, por favor".to_owned())]);
    let mut after: Vec<_> = letters(&app).await.into_iter().skip(1).map(|letter| (letter.to, letter.subject)).collect();
    after.sort();
    let admins = ("ingrid@example.org".to_owned(), "An organization applies to join: Casa Abierta".to_owned());
    assert_eq!(after, [admins, ("rosa@casa.example".to_owned(), "Recibimos su solicitud: Casa Abierta".to_owned())]);
}

#[actix_web::test]
async fn a_declined_applicant_reads_why_and_stands_in_no_directory() {
    let app = TestApp::spawn().await;
    let ingrid = app.admin("ingrid").await;
    let applied = apply(&app, "Casa Abierta").await;
    confirm(&app).await.expect(200);

    let declined = decide(&ingrid, &applied, "decline", "You sell therapy.\n\nWe are for peers.").await.expect(200);

    let letter = last_letter_to(&app, "rosa@casa.example").await;
    assert_eq!(declined.body["status"], "declined");
    assert_eq!(letter.subject, "Sobre su solicitud: Casa Abierta");
    assert!(letter.text.contains("You sell therapy.") && letter.text.contains("We are for peers."), "{}", letter.text);
    assert!(!letter.text.contains("/invitations/"), "a declined applicant was invited");
    assert_eq!(app.visitor().get("/api/v1/organizations").await.body["items"], json!([]));
}

#[actix_web::test]
async fn an_admin_may_decide_before_the_address_is_confirmed_and_confirming_later_tells_nobody() {
    let app = TestApp::spawn().await;
    let ingrid = app.admin("ingrid").await;
    let applied = apply(&app, "Casa Abierta").await;
    let link = last_letter_to(&app, "rosa@casa.example").await.token();

    decide(&ingrid, &applied, "accept", "").await.expect(200);
    let told = subjects_to(&app, "rosa@casa.example").await;
    let confirmed = app.visitor().post("/api/v1/organizations/confirmations", json!({"token": link})).await.expect(200);

    assert_eq!(told, ["Confirme su dirección, por favor", "Le damos la bienvenida: Casa Abierta ya es miembro"]);
    assert_eq!(confirmed.body["status"], "active");
    assert_eq!(letters(&app).await.len(), 2, "someone was told again");
}

#[actix_web::test]
async fn an_application_is_decided_once_and_the_second_admin_learns_who_was_first() {
    let app = TestApp::spawn().await;
    let (ingrid, ada) = (app.admin("ingrid").await, app.admin("ada").await);
    let applied = apply(&app, "Casa Abierta").await;

    decide(&ingrid, &applied, "accept", "").await.expect(200);
    let second = decide(&ada, &applied, "decline", "").await;

    assert_eq!((second.summary().as_str(), &second.body["by"]), ("409 already_decided", &json!("ingrid")));
    assert!(second.body["at"].is_string());
    assert_eq!(subjects_to(&app, "rosa@casa.example").await.len(), 2, "the applicant got two answers");
}

#[actix_web::test]
async fn two_organizations_of_one_name_can_apply_and_one_of_them_can_join() {
    let app = TestApp::spawn().await;
    let ingrid = app.admin("ingrid").await;
    let (first, second) = (apply(&app, "Casa Abierta").await, apply(&app, "  CASA  abierta ").await);
    decide(&ingrid, &first, "accept", "").await.expect(200);

    let refused = decide(&ingrid, &second, "accept", "").await;

    assert_eq!(refused.summary(), "409 name_taken");
    let waiting = ingrid.get("/api/v1/organizations/applications").await.expect(200).body;
    assert_eq!((waiting["items"].as_array().unwrap().len(), &waiting["items"][0]["id"]), (1, &json!(second.id())));
    decide(&ingrid, &second, "decline", "The name is taken.").await.expect(200);
}

#[actix_web::test]
async fn an_application_names_every_fault_at_once() {
    let app = TestApp::spawn().await;
    let faulty = json!({
        "name": " ", "country": "XX", "languages": ["es", "not a tag"], "website": "javascript:alert(1)",
        "contact_name": "Rosa", "contact_email": "rosa", "language": "es",
    });

    let refused = app.visitor().post("/api/v1/organizations", faulty).await;

    let mut fields = refused.fields();
    fields.sort();
    assert_eq!(refused.summary(), "422 invalid_input");
    assert_eq!(fields, ["contact_email", "country", "languages[1]", "name", "summary", "website"]);
    assert!(letters(&app).await.is_empty());
}

#[actix_web::test]
async fn only_admins_read_applications_and_decide_them() {
    let app = TestApp::spawn().await;
    let applied = apply(&app, "Casa Abierta").await;
    let (ruth, ingrid) = (app.reviewer("ruth").await, app.admin("ingrid").await);

    assert_eq!(ruth.get("/api/v1/organizations/applications").await.summary(), "403 admins_only");
    assert_eq!(decide(&ruth, &applied, "accept", "").await.summary(), "403 admins_only");
    assert_eq!(decide(&app.visitor(), &applied, "accept", "").await.status, 401);
    assert_eq!(app.visitor().get(&format!("/api/v1/organizations/{}", applied.id())).await.status, 404);

    let read = ingrid.get("/api/v1/organizations/applications").await.expect(200).body;
    let item = &read["items"][0];
    assert_eq!((&item["contact_email"], &item["email_confirmed"]), (&json!("rosa@casa.example"), &json!(false)));
    assert_eq!(item["message"], "We heard of you from Leo.");
}

#[actix_web::test]
async fn the_directory_names_members_alone_and_nothing_that_they_hide() {
    let app = TestApp::spawn().await;
    apply(&app, "An applicant").await;
    app.organization("An open group").await;
    let hidden = app.organization("A group in danger").await;
    let shy = app.organization("A group that hides its country").await;
    let suspended = app.organization("A suspended group").await;
    change(&app, hidden, "is_unlisted = true").await;
    change(&app, shy, "hides_country = true").await;
    change(&app, suspended, "status = 'suspended'").await;

    let directory = app.visitor().get("/api/v1/organizations").await.expect(200);

    let names: Vec<_> = directory.body["items"].as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["A group that hides its country", "A suspended group", "An open group"]);
    assert_eq!(directory.body["items"][0]["country"], Value::Null);
    assert!(!directory.text.contains("contact"), "{}", directory.text);
    assert_eq!(app.visitor().get(&format!("/api/v1/organizations/{hidden}")).await.summary(), "404 not_found");
    app.visitor().get(&format!("/api/v1/organizations/{suspended}")).await.expect(200);
}

/// Makes an organization what no act makes it yet.
async fn change(app: &TestApp, id: OrganizationId, to: &str) {
    let update = format!("UPDATE organizations SET {to} WHERE id = '{id}'");
    let run = move |tx: &mut Tx| Ok(diesel::sql_query(update.as_str()).execute(&mut **tx).unwrap());
    assert_eq!(app.app.db.write(run).await.unwrap(), 1);
}

#[actix_web::test]
async fn a_page_of_the_directory_leads_to_the_next() {
    let app = TestApp::spawn().await;
    for name in ["One", "Two", "Three"] {
        app.organization(name).await;
    }

    let first = app.visitor().get("/api/v1/organizations?limit=2").await.expect(200).body;
    let next = first["next_cursor"].as_str().unwrap();
    let last = app.visitor().get(&format!("/api/v1/organizations?limit=2&cursor={next}")).await.expect(200).body;

    assert_eq!((first["items"].as_array().unwrap().len(), &last["items"][0]["name"]), (2, &json!("Two")));
    assert_eq!(last["next_cursor"], Value::Null);
}
