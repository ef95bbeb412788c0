//! Closing an account, and deleting it: what ends at once, what is erased, what stays, and who may not go.

use super::{login, user_id};
use crate::support::app::{PASSWORD, TestApp, on_postgres};
use crate::support::client::{Answer, Client, link};
use crate::support::letters::{last_letter_to, letters};
use crate::support::people;
use crate::support::second_factor::Authenticator;
use commonshelf::auth::User;
use commonshelf::db::memberships::{self, MembershipRow};
use commonshelf::db::{Tx, events, users};
use commonshelf::domain::ids::UserId;
use commonshelf::domain::words::{MembershipRole, SiteRole, UserStatus};
use commonshelf::library::{accounts, deletion};
use diesel::{QueryableByName, RunQueryDsl, sql_query, sql_types};
use serde_json::json;

async fn manager(app: &TestApp, name: &str) -> Client {
    app.member(name, SiteRole::User, "Casa Abierta", MembershipRole::Manager).await
}

async fn deactivate(client: &Client) -> Answer {
    client.post("/api/v1/me/deactivate", json!({"password": PASSWORD})).await
}

async fn delete(client: &Client) -> Answer {
    client.post("/api/v1/me/delete", json!({"password": PASSWORD})).await
}

async fn make_token(owner: &Client) -> Answer {
    owner.post("/api/v1/me/tokens", json!({"name": "Upload", "scopes": ["read"], "expires_in_days": 9})).await.expect(201)
}

#[actix_web::test]
async fn a_closed_account_is_out_at_once_and_its_tokens_stay_dead_when_it_is_opened_again() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    let program = Client::new(&app.base, make_token(&rosa).await.body["token"].as_str());
    let id = user_id(&app, "rosa").await;

    deactivate(&rosa).await.expect(204);

    assert_eq!([rosa.get("/api/v1/me").await.status, program.get("/api/v1/me").await.status], [401, 401]);
    login(&app, "rosa@example.org", PASSWORD).await.expect(401);
    assert_eq!(last_letter_to(&app, "rosa@example.org").await.subject, "Your account was deactivated");
    let now = app.app.clock.now();
    let reopen = move |tx: &mut Tx| users::lock(tx, id).and_then(|user| deletion::reopen(tx, &user, now));
    app.app.db.write(reopen).await.unwrap();
    login(&app, "rosa@example.org", PASSWORD).await.expect(200);
    assert_eq!(program.get("/api/v1/me").await.status, 401, "a token came back to life");
    assert_eq!(last_letter_to(&app, "rosa@example.org").await.subject, "Your account is active again");
}

#[actix_web::test]
async fn an_admin_closes_an_account_and_with_it_its_tokens() {
    let app = TestApp::spawn().await;
    let (rosa, ingrid) = (app.uploader("rosa", "Casa Abierta").await, app.admin("ingrid").await);
    let program = Client::new(&app.base, make_token(&rosa).await.body["token"].as_str());
    let id = user_id(&app, "rosa").await;

    ingrid.post(&format!("/api/v1/users/{id}/deactivate"), json!({})).await.expect(200);

    assert_eq!([rosa.get("/api/v1/me").await.status, program.get("/api/v1/me").await.status], [401, 401]);
    assert_eq!(last_letter_to(&app, "rosa@example.org").await.subject, "Your account was deactivated");
}

#[actix_web::test]
async fn leaving_needs_the_password() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;

    for path in ["/api/v1/me/deactivate", "/api/v1/me/delete"] {
        assert_eq!(rosa.post(path, json!({"password": "a guess at it"})).await.summary(), "403 wrong_password");
    }

    rosa.get("/api/v1/me").await.expect(200);
}

#[actix_web::test]
async fn the_last_admin_and_the_last_manager_stay() {
    let app = TestApp::spawn().await;
    let (ingrid, mara) = (app.admin("ingrid").await, manager(&app, "mara").await);

    for leave in [deactivate(&ingrid).await, delete(&ingrid).await] {
        assert_eq!(leave.summary(), "409 last_admin");
    }
    for leave in [deactivate(&mara).await, delete(&mara).await] {
        assert_eq!(leave.summary(), "409 last_manager");
        assert!(leave.body["detail"].as_str().unwrap().contains("Casa Abierta"), "{}", leave.text);
    }

    app.admin("second").await;
    manager(&app, "second-manager").await;
    delete(&ingrid).await.expect(204);
    delete(&mara).await.expect(204);
}

/// Every text of the database, whatever its table, in which something stands.
async fn places_of(app: &TestApp, needle: &str) -> Vec<String> {
    #[derive(QueryableByName)]
    struct Line {
        #[diesel(sql_type = sql_types::Text)]
        line: String,
    }
    let columns = match on_postgres() {
        true => {
            "SELECT table_name || '.' || column_name AS line FROM information_schema.columns WHERE table_schema = 'public' AND data_type = 'text'"
        }
        false => {
            "SELECT t.name || '.' || c.name AS line FROM sqlite_schema t JOIN pragma_table_info(t.name) c WHERE t.type = 'table' AND lower(c.type) = 'text'"
        }
    };
    let needle = needle.to_lowercase();
    let look = move |tx: &mut Tx| {
        let columns = sql_query(columns).load::<Line>(&mut **tx).unwrap();
        let mut found = Vec::new();
        for Line { line: column } in columns {
            let (table, name) = column.split_once('.').unwrap();
            let query = format!("SELECT coalesce(\"{name}\", '') AS line FROM \"{table}\" WHERE lower(\"{name}\") LIKE '%{needle}%'");
            found.extend(sql_query(query).load::<Line>(&mut **tx).unwrap().into_iter().map(|row| format!("{column}: {}", row.line)));
        }
        Ok(found)
    };
    app.app.db.write(look).await.unwrap()
}

/// What somebody writes and chooses all over the library, with their name or their address in it wherever it is theirs alone.
async fn live(app: &TestApp, zenobia: &Client, ruth: &Client) -> String {
    let published = zenobia.post("/api/v1/submissions?submit=true", link("Lanterns")).await.expect(201);
    let comment = json!({"text": "We wrote it in one evening."});
    zenobia.post(&format!("/api/v1/submissions/{}/comments", published.id()), comment).await.expect(201);
    let approved = ruth.decide(&published, "approve").await.expect(200);
    let resource = format!("/api/v1/resources/{}", approved.body["resource_id"].as_str().unwrap());
    zenobia.post(&format!("{resource}/translation-wishes"), json!({"language": "sw"})).await.expect(200);
    zenobia.post(&format!("{resource}/uses"), json!({"text": "It went well.", "people": 12})).await.expect(201);
    zenobia.post("/api/v1/me/follows", json!({"target": {"topic": "facilitation"}})).await.expect(201);
    let search = json!({"name": "Zenobia's lanterns", "search": {"q": "lanterns for zenobia"}});
    let saved = zenobia.post("/api/v1/me/saved-searches", search).await.expect(201);
    zenobia.patch(&format!("/api/v1/me/saved-searches/{}", saved.id()), json!({"version": 1, "name": "For Zenobia"})).await.expect(200);
    let other = app.organization("Grupo Luna").await;
    let asked = json!({"message": "I am Zenobia Quintana, of Casa Abierta."});
    zenobia.post(&format!("/api/v1/organizations/{other}/join-requests"), asked).await.expect(201);
    let report = json!({"kind": "out_of_date", "message": "Its dates are past.", "email": "Zenobia@example.org", "language": "en"});
    app.visitor().post(&format!("{resource}/reports"), report).await.expect(201);
    let contact = json!({"name": "Zenobia", "email": "zenobia@example.org", "message": "Zenobia here.", "language": "en"});
    app.visitor().post("/api/v1/contact", contact).await.expect(202);
    resource
}

#[actix_web::test]
async fn what_somebody_wrote_is_in_their_data_and_goes_with_them_or_stays_by_a_former_member() {
    let app = TestApp::spawn().await;
    let (zenobia, ruth, ingrid) = (app.uploader("zenobia", "Casa Abierta").await, app.reviewer("ruth").await, app.admin("ingrid").await);
    let resource = live(&app, &zenobia, &ruth).await;
    let resource_id = resource.rsplit('/').next().unwrap();
    letters(&app).await;

    let data = zenobia.get("/api/v1/me/data").await.expect(200).body;
    delete(&zenobia).await.expect(204);
    letters(&app).await;

    let records = &data["records"];
    assert_eq!(records["comments.author_id"][0]["body"], "We wrote it in one evening.");
    assert_eq!(
        records["translation_wishes.user_id"][0],
        json!({"at": records["translation_wishes.user_id"][0]["at"], "resource_id": resource_id, "language": "sw"})
    );
    assert_eq!(records["uses.user_id"][0]["text"], "It went well.");
    assert_eq!(records["reports.email"][0]["message"], "Its dates are past.");
    assert!(records["join_requests.user_id"][0]["at"].is_string() && records["join_requests.user_id"][0]["message"].is_string());
    assert_eq!((&data["saved_searches"][0]["name"], data["follows"].as_array().unwrap().len()), (&json!("For Zenobia"), 1));
    assert_eq!(data["messages_to_admins"][0]["message"], "Zenobia here.");
    assert_eq!(places_of(&app, "zenobia").await, Vec::<String>::new());
    let wishes = app.visitor().get(&format!("{resource}/translation-wishes")).await.expect(200).body;
    assert!(!wishes.to_string().contains("\"sw\""), "{wishes}");
    let told = ingrid.get("/api/v1/uses").await.expect(200).body;
    assert_eq!(told["items"][0]["text"], "It went well.", "what the organization told went with its writer");
    let reported = ingrid.get("/api/v1/reports").await.expect(200).body;
    assert_eq!((&reported["items"][0]["message"], &reported["items"][0]["email"]), (&json!("Its dates are past."), &json!(null)));
    app.visitor().get(&resource).await.expect(200);
}

/// Whoever asks for an address has not shown that it is theirs.
#[actix_web::test]
async fn what_others_wrote_is_neither_given_to_nor_erased_for_somebody_who_only_named_their_address() {
    let app = TestApp::spawn().await;
    let (rosa, ingrid) = (app.uploader("rosa", "Casa Abierta").await, app.admin("ingrid").await);
    let contact = json!({"name": "Victor", "email": "victor@example.net", "message": "Please call me.", "language": "en"});
    app.visitor().post("/api/v1/contact", contact).await.expect(202);
    rosa.post("/api/v1/me/address-changes", json!({"email": "victor@example.net", "password": PASSWORD})).await.expect(202);

    let data = rosa.get("/api/v1/me/data").await.expect(200);
    delete(&rosa).await.expect(204);

    assert!(!data.text.contains("Please call me."), "{}", data.text);
    let messages = ingrid.get("/api/v1/contact").await.expect(200).body;
    assert_eq!((&messages["items"][0]["name"], &messages["items"][0]["message"]), (&json!("Victor"), &json!("Please call me.")));
}

#[actix_web::test]
async fn a_deleted_person_is_nowhere_and_what_the_organization_shared_stays() {
    let app = TestApp::spawn().await;
    let (zenobia, mara, ruth) = (app.uploader("zenobia", "Casa Abierta").await, manager(&app, "mara").await, app.reviewer("ruth").await);
    let id = user_id(&app, "zenobia").await;
    zenobia.patch("/api/v1/me", json!({"name": "Zenobia Quintana"})).await.expect(200);
    let draft = zenobia.post("/api/v1/submissions?submit=true", link("Handbook")).await.expect(201);
    make_token(&zenobia).await;
    Authenticator::turn_on(&app, &zenobia).await;
    let organization = app.organization("Casa Abierta").await;
    let invited = json!({"email": "zenobia@example.org", "role": "manager"});
    mara.post(&format!("/api/v1/organizations/{organization}/invitations"), invited).await.expect(201);
    zenobia.post("/api/v1/me/address-changes", json!({"email": "zenobia@casa.example", "password": PASSWORD})).await.expect(202);
    app.visitor().post("/api/v1/auth/password-resets", json!({"email": "zenobia@example.org"})).await.expect(202);
    letters(&app).await;
    assert!(places_of(&app, "zenobia").await.len() > 5, "the search for traces sees nothing");

    delete(&zenobia).await.expect(204);

    assert_eq!(zenobia.get("/api/v1/me").await.status, 401);
    login(&app, "zenobia@example.org", PASSWORD).await.expect(401);
    assert_eq!(last_letter_to(&app, "zenobia@example.org").await.subject, "Your account was deleted");
    assert_eq!(places_of(&app, "zenobia").await, Vec::<String>::new());
    ruth.get(&format!("/api/v1/submissions/{}", draft.id())).await.expect(200);
    let left = app.app.db.read(move |c| users::find(c, id)).await.unwrap();
    assert_eq!((left.name.as_str(), left.status, left.password_hash), ("A former member", UserStatus::Deactivated, None));
    let trail = app.app.db.read(|c| events::list(c, None, 1_000)).await.unwrap();
    let acts: Vec<_> = trail.iter().filter(|event| event.subject_id == id.to_string()).map(|event| event.act.as_str()).collect();
    assert!(acts.contains(&"user.delete") && acts.contains(&"user.create"), "the trail lost its acts: {acts:?}");
    // The address is free again.
    people::make_user(&app.app.db, "zenobia", SiteRole::User, app.app.clock.now()).await;
    app.sign_in("zenobia").await.get("/api/v1/me").await.expect(200);
}

/// Two who leave at once, each the other's last companion: one stays. Below HTTP, where nothing but the locks keeps them apart.
#[actix_web::test]
async fn of_the_last_two_admins_and_of_the_last_two_managers_one_stays_however_they_leave() {
    let app = TestApp::spawn().await;
    let (db, tokens, now) = (&app.app.db, app.app.tokens.clone(), app.app.clock.now());
    let organization_id = app.organization("Casa Abierta").await;
    let mut pair = Vec::new();
    for name in ["ana", "bea"] {
        let user_id = people::make_user(db, name, SiteRole::Admin, now).await;
        let membership = MembershipRow { user_id, organization_id, role: MembershipRole::Manager, created_at: now };
        db.write(move |tx| memberships::insert(tx, &membership)).await.unwrap();
        let tokens = tokens.clone();
        let token = db.write(move |tx| accounts::sign_in(tx, &tokens, user_id, now)).await.unwrap().access_token;
        let user = {
            let tokens = app.app.tokens.clone();
            db.read(move |c| User::authenticate(c, &tokens, &token, now)).await.unwrap()
        };
        let confirmed = app.app.passwords.confirm(Some(user.row()), PASSWORD).await.unwrap().unwrap();
        pair.push((user, confirmed));
    }
    let leave = |place: usize| {
        let (user, confirmed) = pair[place].clone();
        db.write(move |tx| deletion::deactivate_own(tx, &user, &confirmed, now))
    };
    let set = |ids: Vec<UserId>, role: SiteRole| {
        db.write(move |tx| {
            for id in &ids {
                users::set_status(tx, *id, UserStatus::Active, now)?;
                users::set_role(tx, *id, role, now)?;
            }
            Ok(())
        })
    };

    for role in [SiteRole::Admin, SiteRole::User] {
        for _ in 0..100 {
            set(pair.iter().map(|(user, _)| user.id()).collect(), role).await.unwrap();
            let (first, second) = tokio::join!(leave(0), leave(1));
            assert_eq!(u8::from(first.is_ok()) + u8::from(second.is_ok()), 1, "{:?} {:?}", first.err(), second.err());
        }
    }
}

#[actix_web::test]
async fn one_is_given_all_that_is_held_about_oneself_and_no_secret() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    let token = make_token(&rosa).await;
    Authenticator::turn_on(&app, &rosa).await;
    rosa.post("/api/v1/submissions", link("Handbook")).await.expect(201);
    letters(&app).await;

    let answer = rosa.get("/api/v1/me/data").await.expect(200);

    let data = &answer.body;
    assert!(answer.headers["content-disposition"].starts_with("attachment"), "{:?}", answer.headers);
    assert_eq!((&data["account"]["email"], &data["memberships"][0]["organization"]), (&json!("rosa@example.org"), &json!("Casa Abierta")));
    assert_eq!((&data["tokens"][0]["name"], &data["submissions"][0]["metadata"]["title"]), (&json!("Upload"), &json!("Handbook")));
    assert!(data["second_factor"]["on_since"].is_string() && data["sessions"].as_array().unwrap().len() == 1);
    let acts: Vec<_> = data["acts"].as_array().unwrap().iter().map(|act| act["act"].as_str().unwrap()).collect();
    for act in ["user.create", "user.sign_in", "token.create", "second_factor.turn_on"] {
        assert!(acts.contains(&act), "{act} is missing of {acts:?}");
    }
    assert!(data["mail"].as_array().unwrap().iter().any(|mail| mail["kind"] == "token_created"), "{}", data["mail"]);
    for secret in [token.body["token"].as_str().unwrap(), "$argon2", "hash"] {
        assert!(!answer.text.contains(secret), "{secret} is in it");
    }
}
