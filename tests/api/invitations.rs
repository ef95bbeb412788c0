//! Invitations into an organization: sent by its managers, accepted or declined by whoever holds the mailed link.

use crate::support::app::{PASSWORD, TestApp};
use crate::support::client::{Answer, Client};
use crate::support::letters::{last_letter_to, letters};
use commonshelf::auth::keys::LinkPurpose;
use commonshelf::domain::ids::{InvitationId, OrganizationId};
use commonshelf::domain::words::{MembershipRole, SiteRole};
use serde_json::{Value, json};

const ORGANIZATION: &str = "Casa Abierta";

/// A manager, and the organization.
async fn manager(app: &TestApp) -> (Client, OrganizationId) {
    let maria = app.member("maria", SiteRole::User, ORGANIZATION, MembershipRole::Manager).await;
    (maria, app.organization(ORGANIZATION).await)
}

async fn invite(client: &Client, organization: OrganizationId, email: &str, role: &str) -> Answer {
    let path = format!("/api/v1/organizations/{organization}/invitations");
    client.post(&path, json!({"email": email, "role": role, "language": "en"})).await
}

async fn answer(app: &TestApp, token: &str, verb: &str, body: Value) -> Answer {
    app.visitor().post(&format!("/api/v1/invitations/{token}/{verb}"), body).await
}

fn login(name: &str) -> Value {
    json!({"name": name, "password": PASSWORD})
}

#[actix_web::test]
async fn a_manager_invites_someone_who_chooses_a_name_and_a_password_and_uploads() {
    let app = TestApp::spawn().await;
    let (maria, casa) = manager(&app).await;

    let sent = invite(&maria, casa, "leo@example.org", "uploader").await.expect(201);
    let letter = last_letter_to(&app, "leo@example.org").await;
    let offer = app.visitor().get(&format!("/api/v1/invitations/{}", letter.token())).await.expect(200).body;
    answer(&app, &letter.token(), "accept", login("Leo")).await.expect(201);

    assert_eq!((&offer["organization"], &offer["has_account"]), (&json!(ORGANIZATION), &json!(false)));
    assert!(letter.text.contains("maria invites you"), "{}", letter.text);
    app.sign_in("leo").await.submit("Group rules", "Nobody has to speak").await;
    let listed = maria.get(&format!("/api/v1/organizations/{casa}/invitations")).await.expect(200).body;
    assert_eq!((&listed["items"][0]["id"], &listed["items"][0]["status"]), (&sent.body["id"], &json!("accepted")));
    let members = maria.get(&format!("/api/v1/organizations/{casa}/members")).await.expect(200).body;
    assert_eq!(members["items"][1]["email"], "leo@example.org");
}

#[actix_web::test]
async fn an_invitation_is_answered_once() {
    let app = TestApp::spawn().await;
    let (maria, casa) = manager(&app).await;
    invite(&maria, casa, "leo@example.org", "uploader").await;
    let token = last_letter_to(&app, "leo@example.org").await.token();

    answer(&app, &token, "accept", login("Leo")).await.expect(201);

    assert_eq!(answer(&app, &token, "accept", login("Mallory")).await.summary(), "409 invitation_answered");
    assert_eq!(answer(&app, &token, "decline", Value::Null).await.summary(), "409 invitation_answered");
    assert_eq!(app.visitor().get(&format!("/api/v1/invitations/{token}")).await.summary(), "409 invitation_answered");
    assert_eq!(app.sign_in("leo").await.get("/api/v1/me").await.body["name"], "Leo");
}

#[actix_web::test]
async fn a_declined_invitation_makes_no_account() {
    let app = TestApp::spawn().await;
    let (maria, casa) = manager(&app).await;
    invite(&maria, casa, "leo@example.org", "uploader").await;
    let token = last_letter_to(&app, "leo@example.org").await.token();

    answer(&app, &token, "decline", Value::Null).await.expect(204);

    assert_eq!(answer(&app, &token, "accept", login("Leo")).await.summary(), "409 invitation_answered");
    let tried = app.visitor().post("/api/v1/auth/login", json!({"email": "leo@example.org", "password": PASSWORD})).await;
    assert_eq!(tried.status, 401);
}

#[actix_web::test]
async fn an_invitation_expires_after_two_weeks() {
    let app = TestApp::spawn().await;
    let (maria, casa) = manager(&app).await;
    invite(&maria, casa, "leo@example.org", "uploader").await;
    let token = last_letter_to(&app, "leo@example.org").await.token();
    let day = 86_400;

    app.app.clock.advance_seconds(14 * day - 60);
    app.visitor().get(&format!("/api/v1/invitations/{token}")).await.expect(200);
    app.app.clock.advance_seconds(120);

    assert_eq!(answer(&app, &token, "accept", login("Leo")).await.summary(), "409 invitation_expired");
    assert_eq!(app.visitor().get(&format!("/api/v1/invitations/{token}")).await.summary(), "409 invitation_expired");
}

#[actix_web::test]
async fn who_has_an_account_joins_with_it_and_keeps_name_and_password() {
    let app = TestApp::spawn().await;
    let (maria, casa) = manager(&app).await;
    let leo = app.uploader("leo", "Otro Grupo").await;
    invite(&maria, casa, "LEO@example.org", "uploader").await.expect(201);
    let token = last_letter_to(&app, "LEO@example.org").await.token();

    let offer = app.visitor().get(&format!("/api/v1/invitations/{token}")).await.expect(200).body;
    answer(&app, &token, "accept", json!({"name": "Mallory", "password": "a password of Mallory's"})).await.expect(201);

    assert_eq!(offer["has_account"], true);
    let me = leo.get("/api/v1/me").await.expect(200).body;
    assert_eq!((&me["name"], me["memberships"].as_array().unwrap().len()), (&json!("leo"), 2));
    app.sign_in("leo").await;
}

#[actix_web::test]
async fn an_uploader_who_is_invited_as_a_manager_becomes_one_and_no_manager_becomes_less() {
    let app = TestApp::spawn().await;
    let (maria, casa) = manager(&app).await;
    let leo = app.uploader("leo", ORGANIZATION).await;
    for (email, role) in [("leo@example.org", "manager"), ("maria@example.org", "uploader")] {
        invite(&maria, casa, email, role).await.expect(201);
        let token = last_letter_to(&app, email).await.token();
        answer(&app, &token, "accept", json!({})).await.expect(201);
    }

    for client in [leo, maria] {
        assert_eq!(client.get("/api/v1/me").await.body["memberships"][0]["role"], "manager");
    }
}

#[actix_web::test]
async fn only_managers_of_an_organization_invite_into_it_and_to_others_it_has_no_inside() {
    let app = TestApp::spawn().await;
    let (maria, casa) = manager(&app).await;
    let (uploader, stranger) = (app.uploader("leo", ORGANIZATION).await, app.uploader("ana", "Otro Grupo").await);

    assert_eq!(invite(&uploader, casa, "x@example.org", "uploader").await.summary(), "403 managers_only");
    assert_eq!(invite(&stranger, casa, "x@example.org", "uploader").await.summary(), "404 not_found");
    assert_eq!(invite(&app.visitor(), casa, "x@example.org", "uploader").await.status, 401);
    for inside in ["members", "invitations"] {
        assert_eq!(stranger.get(&format!("/api/v1/organizations/{casa}/{inside}")).await.status, 404);
    }
    assert_eq!(invite(&maria, casa, "no address", "uploader").await.fields(), ["email"]);
    assert_eq!(invite(&maria, casa, "x@example.org", "owner").await.fields(), ["role"]);

    assert!(letters(&app).await.is_empty());
}

#[actix_web::test]
async fn links_that_were_forged_or_made_for_something_else_do_not_exist() {
    let app = TestApp::spawn().await;
    let (maria, casa) = manager(&app).await;
    let sent = invite(&maria, casa, "leo@example.org", "uploader").await;
    let id = InvitationId::parse(&sent.id()).unwrap();
    let genuine = app.app.keys.sign(LinkPurpose::Invitation, id.uuid());
    let changed = format!("{}{}", &genuine[..genuine.len() - 1], if genuine.ends_with('A') { 'Q' } else { 'A' });
    let for_something_else = app.app.keys.sign(LinkPurpose::PasswordReset, id.uuid());
    let of_nothing = app.app.keys.sign(LinkPurpose::Invitation, casa.uuid());

    for token in [changed.as_str(), &for_something_else, &of_nothing, &sent.id(), "nonsense", "%00", "..%2F.."] {
        assert_eq!(app.visitor().get(&format!("/api/v1/invitations/{token}")).await.summary(), "404 not_found", "{token}");
        assert_eq!(answer(&app, token, "accept", login("Mallory")).await.summary(), "404 not_found", "{token}");
        assert_eq!(answer(&app, token, "decline", Value::Null).await.summary(), "404 not_found", "{token}");
        let reset = app.visitor().post(&format!("/api/v1/auth/password-resets/{token}"), json!({"password": PASSWORD})).await;
        assert_eq!(reset.summary(), "404 not_found", "{token}");
        let confirmed = app.visitor().post("/api/v1/organizations/confirmations", json!({"token": token})).await;
        assert_eq!(confirmed.summary(), "404 not_found", "{token}");
    }

    app.visitor().get(&format!("/api/v1/invitations/{genuine}")).await.expect(200);
}

#[actix_web::test]
async fn accepting_names_what_is_missing_and_the_link_stays_good() {
    let app = TestApp::spawn().await;
    let (maria, casa) = manager(&app).await;
    invite(&maria, casa, "leo@example.org", "uploader").await;
    let token = last_letter_to(&app, "leo@example.org").await.token();

    assert_eq!(answer(&app, &token, "accept", json!({})).await.fields(), ["name", "password"]);
    assert_eq!(answer(&app, &token, "accept", json!({"name": "Leo", "password": "short"})).await.fields(), ["password"]);

    answer(&app, &token, "accept", login("Leo")).await.expect(201);
}
