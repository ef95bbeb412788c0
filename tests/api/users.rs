//! People with a login, as admins see them: found, given roles, closed and opened again; and always an admin is left.

use crate::support::app::{PASSWORD, TestApp};
use crate::support::client::{Answer, Client};
use commonshelf::domain::words::SiteRole;
use serde_json::{Value, json};

fn names(page: &Answer) -> Vec<&str> {
    page.body["items"].as_array().unwrap().iter().map(|user| user["name"].as_str().unwrap()).collect()
}

async fn id(person: &Client) -> String {
    person.get("/api/v1/me").await.expect(200).id()
}

async fn set_role(admin: &Client, user: &str, role: &str) -> Answer {
    let version = admin.get(&format!("/api/v1/users/{user}")).await.expect(200).version();
    admin.patch(&format!("/api/v1/users/{user}"), json!({"role": role, "version": version})).await
}

#[actix_web::test]
async fn people_are_found_by_letters_role_status_and_organization() {
    let app = TestApp::spawn().await;
    let ingrid = app.admin("ingrid").await;
    app.reviewer("ruth").await;
    app.uploader("rosa", "Casa Abierta").await;
    app.uploader("ROSALIA", "Otra Casa").await;
    let casa = app.organization("Casa Abierta").await;
    let find = async |query: &str| ingrid.get(&format!("/api/v1/users?{query}")).await.expect(200);

    assert_eq!(names(&find("").await), ["ingrid", "ruth", "rosa", "ROSALIA"]);
    assert_eq!(names(&find("q=RoSa").await), ["rosa", "ROSALIA"]);
    assert_eq!(names(&find("q=ruth%40example.org").await), ["ruth"]);
    assert_eq!(names(&find("role=reviewer").await), ["ruth"]);
    assert_eq!(names(&find(&format!("organization={casa}&status=active")).await), ["rosa"]);
    assert_eq!(names(&find("status=deactivated").await), Vec::<&str>::new());
    let first = find("limit=3").await;
    let rest = find(&format!("limit=3&cursor={}", first.body["next_cursor"].as_str().unwrap())).await;
    assert_eq!((names(&first).len(), names(&rest), &rest.body["next_cursor"]), (3, vec!["ROSALIA"], &Value::Null));
    assert_eq!(first.body["items"][2]["memberships"][0]["organization"]["name"], "Casa Abierta");
    assert_eq!(ingrid.get("/api/v1/users?role=king").await.expect(422).fields(), ["role"]);
}

#[actix_web::test]
async fn a_role_holds_from_the_next_request_on_and_the_trail_says_who_gave_it() {
    let app = TestApp::spawn().await;
    let (ingrid, ruth) = (app.admin("ingrid").await, app.person("ruth", SiteRole::User).await);
    ruth.get("/api/v1/reviews").await.expect(403);

    let changed = set_role(&ingrid, &id(&ruth).await, "reviewer").await.expect(200);

    ruth.get("/api/v1/reviews").await.expect(200);
    assert_eq!(changed.body["role"], "reviewer");
    let trail = ingrid.get("/api/v1/events?act=user.set_role").await.expect(200);
    assert_eq!(trail.body["items"][0]["details"], json!({"old": "user", "new": "reviewer"}));
    let stale = ingrid.patch(&format!("/api/v1/users/{}", id(&ruth).await), json!({"role": "user", "version": 1})).await;
    assert_eq!(stale.summary(), "409 version_conflict");
}

#[actix_web::test]
async fn who_is_deactivated_is_out_at_once_and_can_come_back() {
    let app = TestApp::spawn().await;
    let (ingrid, rosa) = (app.admin("ingrid").await, app.uploader("rosa", "Casa Abierta").await);
    let (user, login) = (id(&rosa).await, json!({"email": "rosa@example.org", "password": PASSWORD}));

    ingrid.post(&format!("/api/v1/users/{user}/deactivate"), json!({"note": "Lost her phone"})).await.expect(200);
    rosa.get("/api/v1/me").await.expect(401);
    app.visitor().post("/api/v1/auth/login", login.clone()).await.expect(401);
    let again = ingrid.post(&format!("/api/v1/users/{user}/deactivate"), json!({})).await;
    ingrid.post(&format!("/api/v1/users/{user}/reactivate"), json!({})).await.expect(200);

    assert_eq!(again.summary(), "409 wrong_status");
    app.visitor().post("/api/v1/auth/login", login).await.expect(200);
    rosa.get("/api/v1/me").await.expect(401);
    let trail = ingrid.get("/api/v1/events?act=user.deactivate").await.expect(200);
    assert_eq!(trail.body["items"][0]["values"], json!({"note": "Lost her phone"}));
}

#[actix_web::test]
async fn the_last_admin_stays_one() {
    let app = TestApp::spawn().await;
    let ingrid = app.admin("ingrid").await;
    let own = id(&ingrid).await;

    let demoted = set_role(&ingrid, &own, "user").await;
    let closed = ingrid.post(&format!("/api/v1/users/{own}/deactivate"), json!({})).await;

    assert_eq!((demoted.summary().as_str(), closed.summary().as_str()), ("409 last_admin", "409 last_admin"));
    ingrid.get("/api/v1/users").await.expect(200);
}

#[actix_web::test]
async fn of_two_admins_who_go_at_once_one_stays_every_time() {
    let app = TestApp::spawn().await;
    let (ingrid, aura) = (app.admin("ingrid").await, app.admin("aura").await);
    let ids = [id(&ingrid).await, id(&aura).await];

    for _ in 0..200 {
        let (one, other) = futures_util::future::join(set_role(&ingrid, &ids[0], "reviewer"), set_role(&aura, &ids[1], "reviewer")).await;

        let (stayed, gone) = if one.status == 200 { (&aura, &ids[0]) } else { (&ingrid, &ids[1]) };
        let mut statuses = [one.status, other.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409], "{} {}", one.text, other.text);
        set_role(stayed, gone, "admin").await.expect(200);
    }
}
