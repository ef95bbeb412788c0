//! Merged and closed.

use crate::support::app::TestApp;
use crate::support::client::{Answer, Client, link};
use crate::support::letters::{last_letter_to, letters};
use commonshelf::domain::ids::OrganizationId;
use commonshelf::domain::words::{MembershipRole, SiteRole};
use serde_json::{Value, json};
use std::io::{Cursor, Read};
use zip::ZipArchive;

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

/// What hangs on Casa Abierta from outside.
struct Attached {
    /// Follows both organizations, and searches in the first.
    leo: Client,
    /// Follows the first.
    mia: Client,
    /// Of Grupo Luna; the first told twice how it used it, and one of these is public.
    used: String,
    export: String,
}

impl Attached {
    async fn to(app: &mut TestApp, stage: &Stage) -> Self {
        let (leo, mia) = (app.person("leo", SiteRole::User).await, app.person("mia", SiteRole::User).await);
        for (reader, organization) in [(&leo, stage.casa), (&leo, stage.luna), (&mia, stage.casa)] {
            reader.post("/api/v1/me/follows", json!({"target": {"organization": organization}})).await.expect(201);
        }
        let search = json!({"name": "Theirs", "search": {"q": "lantern", "organization": [stage.casa]}});
        leo.post("/api/v1/me/saved-searches", search).await.expect(201);
        leo.post(&format!("/api/v1/organizations/{}/join-requests", stage.casa), json!({"message": "I hold a circle."})).await.expect(201);
        let sent = submit(&stage.luz, "Moon letters").await;
        let approved = stage.ingrid.decide(&sent, "approve").await.expect(200);
        let used = format!("/api/v1/resources/{}", approved.body["resource_id"].as_str().unwrap());
        let tell = async || stage.mara.post(&format!("{used}/uses"), json!({"text": "It went well."})).await.expect(201);
        let (public, _waiting) = (tell().await, tell().await);
        let approve = json!({"decision": "approve", "version": 1});
        stage.ingrid.post(&format!("/api/v1/uses/{}/decision", public.id()), approve).await.expect(200);
        let rule = json!({"fields": ["title"], "organization_id": stage.casa});
        stage.ingrid.post("/api/v1/correction-rules", rule).await.expect(201);
        app.stop_workers();
        let export = stage.mara.post("/api/v1/exports", json!({"organization_id": stage.casa})).await.expect(202).id();
        Self { leo, mia, used, export }
    }

    async fn followed(&self, reader: &Client) -> Vec<Value> {
        let follows = reader.get("/api/v1/me/follows").await.expect(200).body;
        follows["items"].as_array().unwrap().iter().map(|follow| follow["target"]["organization"].clone()).collect()
    }

    async fn searched(&self) -> Value {
        self.leo.get("/api/v1/me/saved-searches").await.expect(200).body["items"][0]["search"]["organization"].clone()
    }

    /// The organizations that publicly tell of a use, and how many the resource counts.
    async fn told(&self, app: &TestApp) -> (Vec<Value>, Value) {
        let told = app.visitor().get(&format!("{}/uses", self.used)).await.expect(200).body;
        let by = told["items"].as_array().unwrap().iter().map(|told| told["organization"]["name"].clone()).collect();
        (by, app.visitor().get(&self.used).await.expect(200).body["use_count"].clone())
    }

    /// How many use reports wait for a reviewer.
    async fn waiting(&self, stage: &Stage) -> usize {
        stage.ingrid.get("/api/v1/uses?status=pending").await.expect(200).body["items"].as_array().unwrap().len()
    }

    async fn rules(&self, stage: &Stage) -> Value {
        stage.ingrid.get("/api/v1/correction-rules").await.expect(200).body["items"].clone()
    }
}

#[actix_web::test]
async fn merging_takes_along_who_follows_and_asks_what_was_told_and_an_export_that_is_under_way_and_ends_the_trust() {
    let mut app = TestApp::spawn().await;
    let stage = Stage::set(&app).await;
    let attached = Attached::to(&mut app, &stage).await;

    stage.act("merge", json!({"into": stage.luna})).await.expect(200);
    app.start_workers();
    app.wait_for_jobs("export").await;

    assert_eq!(
        (attached.followed(&attached.leo).await, attached.followed(&attached.mia).await),
        (vec![json!(stage.luna)], vec![json!(stage.luna)])
    );
    assert_eq!(attached.searched().await, json!([stage.luna]));
    assert_eq!(attached.told(&app).await, (vec![json!("Grupo Luna")], json!(1)));
    assert_eq!((attached.waiting(&stage).await, attached.rules(&stage).await), (1, json!([])));
    let asked = stage.luz.get(&format!("/api/v1/organizations/{}/join-requests?status=open", stage.luna)).await.expect(200).body;
    assert_eq!(asked["items"][0]["name"], "leo");
    let export = stage.mara.get(&format!("/api/v1/exports/{}", attached.export)).await.expect(200).body;
    assert_eq!((&export["status"], &export["organization_id"]), (&json!("done"), &json!(stage.luna)));
    let archive = stage.mara.get(&format!("/api/v1/exports/{}/file", attached.export)).await.expect(200).bytes;
    let mut table = String::new();
    ZipArchive::new(Cursor::new(archive)).unwrap().by_name("resources.csv").unwrap().read_to_string(&mut table).unwrap();
    assert!(table.contains("Lantern guide") && table.contains("Moon letters"), "{table}");
}

#[actix_web::test]
async fn closing_ends_what_hangs_on_it_and_keeps_withdraws_or_hands_over_what_it_told_with_its_resources() {
    for (closing, told, waiting) in [
        (json!({"resources": "keep"}), (vec![json!("Casa Abierta")], json!(1)), 0),
        (json!({"resources": "withdraw"}), (vec![], json!(0)), 0),
        (json!({"resources": "hand_over"}), (vec![json!("Grupo Luna")], json!(1)), 1),
    ] {
        let mut app = TestApp::spawn().await;
        let stage = Stage::set(&app).await;
        let attached = Attached::to(&mut app, &stage).await;
        let is_handed_over = closing["resources"] == "hand_over";
        let mut body = closing.clone();
        if is_handed_over {
            body["to"] = json!(stage.luna);
        }

        stage.act("close", body).await.expect(200);
        app.start_workers();
        app.wait_for_jobs("export").await;

        let (heirs, filter) = if is_handed_over { (vec![json!(stage.luna)], stage.luna) } else { (vec![], stage.casa) };
        assert_eq!(
            (attached.followed(&attached.leo).await, attached.followed(&attached.mia).await),
            (vec![json!(stage.luna)], heirs),
            "{closing}"
        );
        assert_eq!(attached.searched().await, json!([filter]), "{closing}: without its filter a search would find everything");
        assert_eq!((attached.told(&app).await, attached.waiting(&stage).await), (told, waiting), "{closing}");
        assert_eq!(attached.rules(&stage).await, json!([]), "{closing}");
        let own = attached.leo.get("/api/v1/me/join-requests").await.expect(200).body;
        assert_eq!(own["items"][0]["status"], "declined", "{closing}");
        let export = app.app.db.read({
            let id = commonshelf::domain::ids::ExportId::parse(&attached.export).unwrap();
            move |c| commonshelf::db::exports::find(c, id)
        });
        let export = export.await.unwrap();
        assert_eq!((export.status.as_str(), export.failure.as_deref()), ("failed", Some("The organization was closed.")), "{closing}");
    }
}
