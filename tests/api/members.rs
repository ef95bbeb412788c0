//! The people of an organization: their roles, and going. The last manager stays.

use crate::support::app::{TestApp, full_scale};
use crate::support::client::{Answer, Client};
use crate::support::letters::{last_letter_to, letters};
use commonshelf::db::memberships::{self, MembershipRow};
use commonshelf::domain::ids::{OrganizationId, UserId};
use commonshelf::domain::words::{MembershipRole, SiteRole};
use futures_util::future::join;
use serde_json::json;

const ORGANIZATION: &str = "Casa Abierta";
const ROUNDS: usize = 200;

async fn id_of(client: &Client) -> UserId {
    UserId::parse(&client.get("/api/v1/me").await.expect(200).id()).unwrap()
}

async fn member(app: &TestApp, name: &str, role: MembershipRole) -> (Client, UserId) {
    let client = app.member(name, SiteRole::User, ORGANIZATION, role).await;
    let id = id_of(&client).await;
    (client, id)
}

fn path(organization: OrganizationId, member: UserId) -> String {
    format!("/api/v1/organizations/{organization}/members/{member}")
}

async fn leave(client: &Client, organization: OrganizationId) -> Answer {
    client.post(&format!("/api/v1/organizations/{organization}/leave"), json!({})).await
}

#[actix_web::test]
async fn a_manager_gives_and_takes_roles_and_members_are_told() {
    let app = TestApp::spawn().await;
    let ((mara, _), (_, leo)) = (member(&app, "mara", MembershipRole::Manager).await, member(&app, "leo", MembershipRole::Uploader).await);
    let casa = app.organization(ORGANIZATION).await;

    let made = mara.patch(&path(casa, leo), json!({"role": "manager"})).await.expect(200);
    let first = last_letter_to(&app, "leo@example.org").await.subject;
    mara.patch(&path(casa, leo), json!({"role": "uploader"})).await.expect(200);
    let second = last_letter_to(&app, "leo@example.org").await.subject;
    mara.patch(&path(casa, leo), json!({"role": "uploader"})).await.expect(200);
    mara.delete(&path(casa, leo)).await.expect(204);

    assert_eq!((&made.body["role"], &made.body["name"]), (&json!("manager"), &json!("leo")));
    assert_eq!([first, second], ["You manage Casa Abierta now", "Your role in Casa Abierta has changed"]);
    assert_eq!(last_letter_to(&app, "leo@example.org").await.subject, "You no longer belong to Casa Abierta");
    assert_eq!(letters(&app).await.len(), 3, "someone else was told, or of what did not change");
    assert_eq!(app.sign_in("leo").await.get("/api/v1/me").await.body["memberships"], json!([]));
    assert_eq!(mara.delete(&path(casa, leo)).await.status, 404);
}

#[actix_web::test]
async fn whoever_leaves_is_gone_and_the_managers_are_told() {
    let app = TestApp::spawn().await;
    let ((_, _), (leo, _)) = (member(&app, "mara", MembershipRole::Manager).await, member(&app, "leo", MembershipRole::Uploader).await);
    let casa = app.organization(ORGANIZATION).await;

    leave(&leo, casa).await.expect(204);

    assert_eq!(leave(&leo, casa).await.status, 404);
    let told: Vec<_> = letters(&app).await.into_iter().map(|letter| (letter.to, letter.subject)).collect();
    assert_eq!(told, [("mara@example.org".to_owned(), "leo has left Casa Abierta".to_owned())]);
}

#[actix_web::test]
async fn the_last_manager_can_not_leave_be_made_less_or_be_removed_and_is_told_what_to_do() {
    let app = TestApp::spawn().await;
    let ((mara, mara_id), (_, leo)) =
        (member(&app, "mara", MembershipRole::Manager).await, member(&app, "leo", MembershipRole::Uploader).await);
    let (casa, ingrid) = (app.organization(ORGANIZATION).await, app.admin("ingrid").await);

    let refused = [
        leave(&mara, casa).await,
        mara.delete(&path(casa, mara_id)).await,
        mara.patch(&path(casa, mara_id), json!({"role": "uploader"})).await,
    ];

    for answer in &refused {
        assert_eq!(answer.summary(), "409 last_manager");
        assert!(answer.body["detail"].as_str().unwrap().contains("Make another member a manager first"), "{}", answer.text);
    }
    mara.patch(&path(casa, leo), json!({"role": "manager"})).await.expect(200);
    leave(&mara, casa).await.expect(204);
    // An admin may: someone has to, when the last manager is gone for good.
    ingrid.delete(&path(casa, leo)).await.expect(204);
}

#[actix_web::test]
async fn uploaders_change_nobody_but_may_take_themselves_out() {
    let app = TestApp::spawn().await;
    let ((_, mara), (leo, leo_id)) =
        (member(&app, "mara", MembershipRole::Manager).await, member(&app, "leo", MembershipRole::Uploader).await);
    let casa = app.organization(ORGANIZATION).await;

    assert_eq!(leo.patch(&path(casa, leo_id), json!({"role": "manager"})).await.summary(), "403 managers_only");
    assert_eq!(leo.delete(&path(casa, mara)).await.summary(), "403 managers_only");
    leo.delete(&path(casa, leo_id)).await.expect(204);
}

/// Two managers go at the same moment, in these ways, so many times; each time exactly one of them goes.
async fn race(app: &TestApp, rounds: usize, go: impl AsyncFn(usize, &Client, OrganizationId, UserId, UserId) -> Answer) {
    let ((mara, mara_id), (luz, luz_id)) =
        (member(app, "mara", MembershipRole::Manager).await, member(app, "luz", MembershipRole::Manager).await);
    let casa = app.organization(ORGANIZATION).await;
    for round in 0..rounds {
        let (one, other) = join(go(round, &mara, casa, mara_id, luz_id), go(round, &luz, casa, luz_id, mara_id)).await;

        let went = [&one, &other].iter().filter(|answer| answer.status < 300).count();
        let left = app.app.db.read(move |c| memberships::list_people(c, casa, &[MembershipRole::Manager])).await.unwrap();
        assert_eq!((went, left.len()), (1, 1), "round {round}: {} and {}", one.text, other.text);
        let now = app.app.clock.now();
        let restore = move |tx: &mut commonshelf::db::Tx| {
            for user_id in [mara_id, luz_id] {
                memberships::delete(tx, user_id, casa)?;
                memberships::insert(tx, &MembershipRow { user_id, organization_id: casa, role: MembershipRole::Manager, created_at: now })?;
            }
            Ok(())
        };
        app.app.db.write(restore).await.unwrap();
    }
    println!("{rounds} races for the last manager");
}

#[actix_web::test]
async fn of_two_managers_who_leave_at_once_two_hundred_times_one_stays() {
    let app = TestApp::spawn().await;
    race(&app, ROUNDS, async |_, client, casa, _, _| leave(client, casa).await).await;
}

#[actix_web::test]
async fn of_two_managers_who_go_or_throw_each_other_out_at_once_one_stays() {
    let app = TestApp::spawn().await;
    let rounds = if full_scale() { ROUNDS } else { 40 };
    race(&app, rounds, async |round, client, casa, own, other| match round % 3 {
        0 => client.delete(&path(casa, other)).await,
        1 => client.patch(&path(casa, own), json!({"role": "uploader"})).await,
        _ => client.patch(&path(casa, other), json!({"role": "uploader"})).await,
    })
    .await;
}
