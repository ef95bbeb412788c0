//! Merged and closed.

use crate::support::app::TestApp;
use crate::support::client::{Answer, Client, link};
use crate::support::letters::{last_letter_to, letters};
use commonshelf::domain::ids::OrganizationId;
use commonshelf::domain::words::{MembershipRole, SiteRole};
use serde_json::{Value, json};

const MANAGER: MembershipRole = MembershipRole::Manager;

/// Two organizations with a manager each, an admin, and what the first has shared and is working on.
struct Stage {
    mara: Client,
    luz: Client,
    ingrid: Client,
    casa: OrganizationId,
    luna: OrganizationId,
    resource: String,
    waiting: Answer,
}

impl Stage {
    async fn set(app: &TestApp) -> Self {
        let mara = app.member("mara", SiteRole::User, "Casa Abierta", MANAGER).await;
        let luz = app.member("luz", SiteRole::User, "Grupo Luna", MANAGER).await;
        let ingrid = app.admin("ingrid").await;
        let (casa, luna) = (app.organization("Casa Abierta").await, app.organization("Grupo Luna").await);
        let sent = submit(&mara, "Lantern guide").await;
        let resource = ingrid.decide(&sent, "approve").await.expect(200).body["resource_id"].as_str().unwrap().to_owned();
        let waiting = submit(&mara, "Lantern notes").await;
        let invited = json!({"email": "ana@example.org", "role": "uploader"});
        mara.post(&format!("/api/v1/organizations/{casa}/invitations"), invited).await.expect(201);
        Self { mara, luz, ingrid, casa, luna, resource, waiting }
    }

    async fn act(&self, act: &str, body: Value) -> Answer {
        self.ingrid.post(&format!("/api/v1/organizations/{}/{act}", self.casa), body).await
    }
}

async fn submit(client: &Client, title: &str) -> Answer {
    client.upload("/api/v1/submissions?submit=true", Some(&link(title)), &[]).await.expect(201)
}

async fn memberships(client: &Client) -> Vec<String> {
    let me = client.get("/api/v1/me").await.expect(200).body;
    let say = |of: &Value| format!("{} {}", of["organization"]["name"].as_str().unwrap(), of["role"].as_str().unwrap());
    me["memberships"].as_array().unwrap().iter().map(say).collect()
}

async fn found(app: &TestApp, change: &Value, query: &str) -> Vec<String> {
    let path = format!("/api/v1/resources?q=lantern&after_change={change}{query}");
    let items = app.visitor().get(&path).await.expect(200).body["items"].as_array().unwrap().clone();
    items.iter().map(|item| format!("{} of {}", item["title"].as_str().unwrap(), item["organization"]["name"].as_str().unwrap())).collect()
}

#[actix_web::test]
async fn merging_moves_people_resources_submissions_and_invitations_and_the_old_id_leads_to_the_new() {
    let app = TestApp::spawn().await;
    let stage = Stage::set(&app).await;
    let seen = letters(&app).await.len();

    let merged = stage.act("merge", json!({"into": stage.luna, "note": "They are one group now."})).await.expect(200);

    assert_eq!((&merged.body["status"], &merged.body["merged_into"]), (&json!("merged"), &json!(stage.luna)));
    assert_eq!(memberships(&stage.mara).await, ["Grupo Luna manager"]);
    let change = &merged.body["change"];
    assert_eq!(found(&app, change, "").await, ["Lantern guide of Grupo Luna"]);
    assert_eq!(found(&app, change, &format!("&organization={}", stage.casa)).await, ["Lantern guide of Grupo Luna"]);
    let luz_sees = stage.luz.get(&format!("/api/v1/submissions/{}", stage.waiting.id())).await.expect(200);
    assert_eq!(luz_sees.body["organization"]["name"], "Grupo Luna");
    let old = app.visitor().get(&format!("/api/v1/organizations/{}", stage.casa)).await.expect(301);
    assert_eq!(old.headers["location"], format!("/api/v1/organizations/{}", stage.luna));
    let directory = app.visitor().get("/api/v1/organizations?q=casa").await.expect(200).body;
    assert_eq!((&directory["items"][0]["name"], &directory["items"][0]["former_names"]), (&json!("Grupo Luna"), &json!(["Casa Abierta"])));
    let token = letters(&app).await.into_iter().find(|letter| letter.to == "ana@example.org").unwrap().token();
    let login = json!({"name": "Ana", "password": "a handful of quiet words"});
    app.visitor().post(&format!("/api/v1/invitations/{token}/accept"), login).await.expect(201);
    let members = stage.luz.get(&format!("/api/v1/organizations/{}/members", stage.luna)).await.expect(200).body;
    assert_eq!(members["items"].as_array().unwrap().len(), 3);
    let mut told: Vec<_> = letters(&app)
        .await
        .into_iter()
        .skip(seen)
        .filter(|l| l.subject == "Casa Abierta is now part of Grupo Luna")
        .map(|l| l.to)
        .collect();
    told.sort();
    assert_eq!(told, ["luz@example.org", "mara@example.org"]);
}

#[actix_web::test]
async fn who_belongs_to_both_keeps_the_greater_right_and_chains_of_merges_lead_to_the_last() {
    let app = TestApp::spawn().await;
    let stage = Stage::set(&app).await;
    let third = app.organization("Tercera").await;
    let rene = app.member("rene", SiteRole::User, "Casa Abierta", MANAGER).await;
    let invited = json!({"email": "rene@example.org", "role": "uploader"});
    stage.luz.post(&format!("/api/v1/organizations/{}/invitations", stage.luna), invited).await.expect(201);
    let token = last_letter_to(&app, "rene@example.org").await.token();
    rene.post(&format!("/api/v1/invitations/{token}/accept"), json!({})).await.expect(201);

    stage.act("merge", json!({"into": stage.luna})).await.expect(200);
    assert_eq!(memberships(&rene).await, ["Grupo Luna manager"]);
    let into_third = stage.ingrid.post(&format!("/api/v1/organizations/{}/merge", stage.luna), json!({"into": third})).await.expect(200);

    for old in [stage.casa, stage.luna] {
        let answer = app.visitor().get(&format!("/api/v1/organizations/{old}")).await.expect(301);
        assert_eq!(answer.headers["location"], format!("/api/v1/organizations/{third}"));
    }
    assert_eq!(found(&app, &into_third.body["change"], "").await, ["Lantern guide of Tercera"]);
    for wrong in [stage.casa, third, OrganizationId::new()] {
        let refused = stage.ingrid.post(&format!("/api/v1/organizations/{third}/merge"), json!({"into": wrong})).await;
        assert_eq!((refused.summary().as_str(), refused.fields()), ("422 invalid_input", vec!["into".to_owned()]));
    }
}

#[actix_web::test]
async fn a_closed_organization_may_leave_its_resources_marked_and_nothing_of_it_goes_on() {
    let app = TestApp::spawn().await;
    let stage = Stage::set(&app).await;
    let held = submit(&stage.mara, "Lantern letters").await;
    let decision = json!({"decision": "approve", "version": held.version(), "hold_seconds": 3600});
    stage.ingrid.post(&format!("/api/v1/submissions/{}/decision", held.id()), decision).await.expect(200);

    let closed = stage.act("close", json!({"resources": "keep", "note": "It has dissolved."})).await.expect(200);

    assert_eq!((&closed.body["status"], memberships(&stage.mara).await.len()), (&json!("closed"), 0));
    let resource = app.visitor().get(&format!("/api/v1/resources/{}", stage.resource)).await.expect(200);
    assert_eq!(
        (&resource.body["organization"]["name"], &resource.body["organization"]["status"]),
        (&json!("Casa Abierta"), &json!("closed"))
    );
    assert_eq!(app.visitor().get(&format!("/api/v1/organizations/{}", stage.casa)).await.summary(), "410 withdrawn");
    for submission in [&stage.waiting, &held] {
        let now = stage.ingrid.get(&format!("/api/v1/submissions/{}", submission.id())).await.expect(200);
        assert_eq!(now.body["status"], "canceled");
    }
    assert_eq!(stage.act("close", json!({"resources": "keep"})).await.summary(), "409 wrong_status");
    app.app.clock.advance_seconds(7_200);
    app.wait_for_jobs("publish").await;
    assert_eq!(found(&app, &closed.body["change"], "").await, ["Lantern guide of Casa Abierta"]);
    let token = last_letter_to(&app, "ana@example.org").await.token();
    assert_eq!(app.visitor().get(&format!("/api/v1/invitations/{token}")).await.summary(), "409 invitation_answered");
    let letter = last_letter_to(&app, "mara@example.org").await;
    assert!(letter.subject == "Casa Abierta was closed" && letter.text.contains("It has dissolved."), "{letter:?}");
    app.organization("Casa Abierta").await;
}

#[actix_web::test]
async fn a_closed_organization_may_take_its_resources_with_it() {
    let app = TestApp::spawn().await;
    let stage = Stage::set(&app).await;

    let closed = stage.act("close", json!({"resources": "withdraw", "note": "They wish to be forgotten."})).await.expect(200);

    let gone = app.visitor().get(&format!("/api/v1/resources/{}", stage.resource)).await;
    assert_eq!((gone.summary().as_str(), &gone.body["reason"]), ("410 withdrawn", &json!("asked_by_organization")));
    assert_eq!(found(&app, &closed.body["change"], "").await, Vec::<String>::new());
}

#[actix_web::test]
async fn a_closed_organization_may_hand_its_resources_over() {
    let app = TestApp::spawn().await;
    let stage = Stage::set(&app).await;

    assert_eq!(stage.act("close", json!({"resources": "hand_over"})).await.fields(), ["to"]);
    let closed = stage.act("close", json!({"resources": "hand_over", "to": stage.luna})).await.expect(200);

    assert_eq!(found(&app, &closed.body["change"], "").await, ["Lantern guide of Grupo Luna"]);
    let letter = last_letter_to(&app, "luz@example.org").await;
    assert_eq!(letter.subject, "Grupo Luna now looks after what Casa Abierta shared");
    let mut revision = link("Lantern guide, second edition");
    revision["resource_id"] = json!(stage.resource);
    stage.luz.post("/api/v1/submissions", revision).await.expect(201);
}
