//! Coming in with an account: asking to join, and invitations answered without their mail, sent again or taken back.

use crate::support::app::TestApp;
use crate::support::client::{Answer, Client};
use crate::support::letters::{last_letter_to, letters};
use commonshelf::domain::ids::OrganizationId;
use commonshelf::domain::words::{MembershipRole, SiteRole};
use serde_json::{Value, json};

async fn manager(app: &TestApp) -> (Client, OrganizationId) {
    let mara = app.member("mara", SiteRole::User, "Casa Abierta", MembershipRole::Manager).await;
    (mara, app.organization("Casa Abierta").await)
}

async fn ask(client: &Client, organization: OrganizationId) -> Answer {
    client.post(&format!("/api/v1/organizations/{organization}/join-requests"), json!({"message": "I hold a circle."})).await
}

async fn decide(client: &Client, organization: OrganizationId, request: &Answer, decision: Value) -> Answer {
    client.post(&format!("/api/v1/organizations/{organization}/join-requests/{}/decision", request.id()), decision).await
}

async fn invite(client: &Client, organization: OrganizationId, email: &str) -> Answer {
    client.post(&format!("/api/v1/organizations/{organization}/invitations"), json!({"email": email, "role": "uploader"})).await
}

#[actix_web::test]
async fn who_asks_is_taken_in_by_a_manager_and_both_are_told() {
    let app = TestApp::spawn().await;
    let ((mara, casa), leo) = (manager(&app).await, app.person("leo", SiteRole::User).await);
    app.admin("ingrid").await;

    let asked = ask(&leo, casa).await.expect(201);
    let letter = last_letter_to(&app, "mara@example.org").await;
    let waiting = mara.get(&format!("/api/v1/organizations/{casa}/join-requests?status=open")).await.expect(200).body;
    decide(&mara, casa, &asked, json!({"decision": "accept", "note": "Welcome."})).await.expect(200);

    assert!(letter.subject == "leo would like to join Casa Abierta" && letter.text.contains("I hold a circle."), "{letter:?}");
    assert_eq!((&waiting["items"][0]["name"], &waiting["items"][0]["message"]), (&json!("leo"), &json!("I hold a circle.")));
    leo.submit("Group rules", "Nobody has to speak").await;
    let own = leo.get("/api/v1/me/join-requests").await.expect(200).body;
    assert_eq!((&own["items"][0]["status"], &own["items"][0]["note"]), (&json!("accepted"), &json!("Welcome.")));
    assert!(letters(&app).await.iter().any(|letter| letter.to == "leo@example.org" && letter.subject == "You belong to Casa Abierta now"));
    assert!(!letters(&app).await.iter().any(|letter| letter.to == "ingrid@example.org"), "an admin was told of what a manager answers");
    assert_eq!(ask(&leo, casa).await.summary(), "409 already_member");
    assert_eq!(decide(&mara, casa, &asked, json!({"decision": "decline"})).await.summary(), "409 already_answered");
}

#[actix_web::test]
async fn who_is_declined_learns_it_with_the_note_and_may_ask_again() {
    let app = TestApp::spawn().await;
    let ((mara, casa), leo) = (manager(&app).await, app.person("leo", SiteRole::User).await);
    let asked = ask(&leo, casa).await.expect(201);
    assert_eq!(ask(&leo, casa).await.summary(), "409 already_asked");

    decide(&mara, casa, &asked, json!({"decision": "decline", "note": "We are full."})).await.expect(200);

    let letter = last_letter_to(&app, "leo@example.org").await;
    assert!(letter.subject == "About your request to join Casa Abierta" && letter.text.contains("We are full."), "{letter:?}");
    assert_eq!(leo.get("/api/v1/me").await.body["memberships"], json!([]));
    ask(&leo, casa).await.expect(201);
}

#[actix_web::test]
async fn a_request_can_be_taken_back_and_is_nobody_elses_business() {
    let app = TestApp::spawn().await;
    let ((mara, casa), leo, ana) = (manager(&app).await, app.person("leo", SiteRole::User).await, app.uploader("ana", "Otro Grupo").await);
    let otro = app.organization("Otro Grupo").await;
    let asked = ask(&leo, casa).await.expect(201);
    let first = letters(&app).await.len();
    let withdraw = format!("/api/v1/me/join-requests/{}/withdraw", asked.id());

    assert_eq!(ana.post(&withdraw, json!({})).await.status, 404);
    assert_eq!(decide(&mara, otro, &asked, json!({"decision": "accept"})).await.status, 404);
    assert_eq!(ana.get(&format!("/api/v1/organizations/{casa}/join-requests")).await.status, 404);
    leo.post(&withdraw, json!({})).await.expect(204);

    assert_eq!(leo.post(&withdraw, json!({})).await.summary(), "409 already_answered");
    assert_eq!(decide(&mara, casa, &asked, json!({"decision": "accept"})).await.summary(), "409 already_answered");
    assert_eq!((first, letters(&app).await.len()), (1, 1), "someone was told of what was taken back");
}

#[actix_web::test]
async fn who_has_an_account_accepts_an_invitation_signed_in_and_without_a_password() {
    let app = TestApp::spawn().await;
    let ((mara, casa), leo, ana) = (manager(&app).await, app.person("leo", SiteRole::User).await, app.person("ana", SiteRole::User).await);
    invite(&mara, casa, "Leo@example.org").await.expect(201);
    let letter = last_letter_to(&app, "Leo@example.org").await;

    let own = leo.get("/api/v1/me/invitations").await.expect(200).body;
    let accept = format!("/api/v1/me/invitations/{}/accept", own["items"][0]["id"].as_str().unwrap());
    assert_eq!(ana.post(&accept, json!({})).await.status, 404);
    leo.post(&accept, json!({})).await.expect(200);

    assert!(letter.text.contains("You have an account already"), "{}", letter.text);
    assert_eq!(own["items"][0]["organization"], "Casa Abierta");
    assert_eq!(leo.get("/api/v1/me").await.body["memberships"][0]["role"], "uploader");
    assert_eq!(leo.get("/api/v1/me/invitations").await.body["items"], json!([]));
    assert_eq!(last_letter_to(&app, "mara@example.org").await.subject, "leo has accepted your invitation");
    assert_eq!(leo.post(&accept, json!({})).await.summary(), "409 invitation_answered");
}

#[actix_web::test]
async fn an_invitation_declined_signed_in_makes_no_member_and_the_inviter_is_told() {
    let app = TestApp::spawn().await;
    let ((mara, casa), leo) = (manager(&app).await, app.person("leo", SiteRole::User).await);
    let sent = invite(&mara, casa, "leo@example.org").await.expect(201);

    leo.post(&format!("/api/v1/me/invitations/{}/decline", sent.id()), json!({})).await.expect(200);

    assert_eq!(leo.get("/api/v1/me").await.body["memberships"], json!([]));
    assert_eq!(last_letter_to(&app, "mara@example.org").await.subject, "leo has declined your invitation");
}

#[actix_web::test]
async fn an_invitation_that_is_sent_again_has_a_new_link_and_the_old_one_is_dead() {
    let app = TestApp::spawn().await;
    let (mara, casa) = manager(&app).await;
    let path = format!("/api/v1/organizations/{casa}/invitations");
    let sent = invite(&mara, casa, "ana@example.org").await.expect(201);
    let old = last_letter_to(&app, "ana@example.org").await.token();
    assert_eq!(invite(&mara, casa, "ANA@example.org").await.summary(), "409 already_invited");

    app.app.clock.advance_seconds(20 * 86_400);
    let mara = app.sign_in("mara").await;
    assert_eq!(mara.get(&path).await.body["items"][0]["is_expired"], true);
    mara.post(&format!("{path}/{}/resend", sent.id()), json!({})).await.expect(201);
    let new = last_letter_to(&app, "ana@example.org").await.token();

    assert_ne!(old, new);
    assert_eq!(app.visitor().get(&format!("/api/v1/invitations/{old}")).await.summary(), "409 invitation_answered");
    app.visitor().get(&format!("/api/v1/invitations/{new}")).await.expect(200);
    let listed = mara.get(&path).await.expect(200).body;
    let states: Vec<_> = listed["items"].as_array().unwrap().iter().map(|item| item["status"].as_str().unwrap()).collect();
    assert_eq!((states, &listed["items"][0]["is_expired"]), (vec!["open", "revoked"], &json!(false)));
    assert_eq!(mara.post(&format!("{path}/{}/resend", sent.id()), json!({})).await.summary(), "409 invitation_answered");
}

#[actix_web::test]
async fn an_invitation_that_is_taken_back_lets_nobody_in() {
    let app = TestApp::spawn().await;
    let (mara, casa) = manager(&app).await;
    let sent = invite(&mara, casa, "ana@example.org").await.expect(201);
    let token = last_letter_to(&app, "ana@example.org").await.token();
    let revoke = |id: &str| format!("/api/v1/organizations/{id}/invitations/{}/revoke", sent.id());
    let otro = app.member("olga", SiteRole::User, "Otro Grupo", MembershipRole::Manager).await;
    let other = app.organization("Otro Grupo").await;

    assert_eq!(otro.post(&revoke(&other.to_string()), json!({})).await.status, 404);
    mara.post(&revoke(&casa.to_string()), json!({})).await.expect(200);

    let login = json!({"name": "Ana", "password": "a handful of quiet words"});
    assert_eq!(app.visitor().post(&format!("/api/v1/invitations/{token}/accept"), login).await.summary(), "409 invitation_answered");
    assert_eq!(mara.post(&revoke(&casa.to_string()), json!({})).await.summary(), "409 invitation_answered");
    invite(&mara, casa, "ana@example.org").await.expect(201);
}
