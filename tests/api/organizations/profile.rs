//! What an organization says of itself, its picture, and its room.

use crate::support::app::TestApp;
use crate::support::client::{Answer, Client, metadata};
use crate::support::files;
use crate::support::letters::letters;
use crate::support::raw;
use commonshelf::domain::ids::OrganizationId;
use commonshelf::domain::words::{MembershipRole, SiteRole};
use image::{ImageFormat, Rgba, RgbaImage};
use reqwest::Method;
use serde_json::{Value, json};
use std::io::Cursor;

async fn manager(app: &TestApp) -> (Client, OrganizationId) {
    let mara = app.member("mara", SiteRole::User, "Casa Abierta", MembershipRole::Manager).await;
    (mara, app.organization("Casa Abierta").await)
}

async fn inside(client: &Client, id: OrganizationId) -> Answer {
    client.get(&format!("/api/v1/organizations/{id}/profile")).await.expect(200)
}

/// Changes the profile at the version that it has now.
async fn change(client: &Client, id: OrganizationId, profile: Value) -> Answer {
    let version = inside(client, id).await.version();
    client.patch(&format!("/api/v1/organizations/{id}"), json!({"version": version, "profile": profile})).await
}

async fn decide(admin: &Client, edit: &Value, decision: &str, note: &str) -> Answer {
    let path = format!("/api/v1/organizations/edits/{}/decision", edit["id"].as_str().unwrap());
    admin.post(&path, json!({"decision": decision, "note": note})).await
}

#[actix_web::test]
async fn the_first_three_edits_wait_for_an_admin_and_later_ones_apply_at_once() {
    let app = TestApp::spawn().await;
    let ((mara, casa), ingrid) = (manager(&app).await, app.admin("ingrid").await);
    let public = async || app.visitor().get(&format!("/api/v1/organizations/{casa}")).await.expect(200).body;

    for round in 0..3 {
        let summary = format!("Circles in {round} cities.");
        let proposed = change(&mara, casa, json!({"summary": summary})).await.expect(200);
        assert_eq!(proposed.body["edits"][0]["status"], "waiting");
        assert_eq!(letters(&app).await.len(), round * 2 + 1, "the admin is told");
        assert_ne!(public().await["summary"], summary.as_str(), "an edit showed before it was looked at");
        let waiting = ingrid.get("/api/v1/organizations/edits").await.expect(200);
        assert_eq!((&waiting.body["items"][0]["by"], &waiting.body["items"][0]["changes"]["summary"]), (&json!("mara"), &json!(summary)));
        decide(&ingrid, &waiting.body["items"][0], "accept", "").await.expect(200);
        assert_eq!(public().await["summary"], summary.as_str());
    }
    let applied = change(&mara, casa, json!({"summary": "Circles everywhere."})).await.expect(200);

    assert_eq!((&applied.body["edits"][0]["status"], &applied.body["is_reviewed"]), (&json!("applied"), &json!(false)));
    assert_eq!(public().await["summary"], "Circles everywhere.");
    let told: Vec<_> = letters(&app).await.into_iter().map(|letter| format!("{}: {}", letter.to, letter.subject)).collect();
    assert_eq!(told.iter().filter(|letter| *letter == "ingrid@example.org: A profile waits to be looked at: Casa Abierta").count(), 3);
    assert_eq!(told.iter().filter(|letter| *letter == "mara@example.org: The profile of Casa Abierta is changed").count(), 3);
    assert_eq!(told.len(), 6, "{told:?}");
}

#[actix_web::test]
async fn a_declined_edit_changes_nothing_and_says_why_and_a_second_one_takes_the_place_of_the_first() {
    let app = TestApp::spawn().await;
    let ((mara, casa), ingrid) = (manager(&app).await, app.admin("ingrid").await);
    change(&mara, casa, json!({"website": "https://casa.example"})).await.expect(200);
    let second = change(&mara, casa, json!({"country": "pe"})).await.expect(200);
    assert_eq!(
        (&second.body["edits"][0]["changes"], &second.body["edits"][1]["status"]),
        (&json!({"website": "https://casa.example/", "country": "PE"}), &json!("replaced"))
    );

    decide(&ingrid, &second.body["edits"][0], "decline", "Please write to us first.").await.expect(200);

    let after = inside(&mara, casa).await;
    assert_eq!((&after.body["country"], &after.body["website"]), (&json!("MX"), &Value::Null));
    assert_eq!(after.body["edits"][0]["note"], "Please write to us first.");
    let letter = letters(&app).await.into_iter().rfind(|letter| letter.to == "mara@example.org").unwrap();
    assert!(
        letter.subject == "The profile of Casa Abierta stays as it is" && letter.text.contains("Please write to us first."),
        "{letter:?}"
    );
    assert_eq!(decide(&ingrid, &second.body["edits"][0], "accept", "").await.summary(), "409 already_decided");
}

#[actix_web::test]
async fn a_profile_in_several_languages_is_checked_field_by_field_and_an_old_version_is_refused() {
    let app = TestApp::spawn().await;
    let ((_, casa), ingrid) = (manager(&app).await, app.admin("ingrid").await);
    let profile = json!({
        "translations": {"en": {"name": "Open House", "summary": "Circles of peers."}}, "languages": ["es", "en"], "topics": ["facilitation"],
    });

    let version = inside(&ingrid, casa).await.version();
    let applied = change(&ingrid, casa, profile.clone()).await.expect(200);
    let stale = ingrid.patch(&format!("/api/v1/organizations/{casa}"), json!({"version": version, "profile": {"country": "PE"}})).await;
    let faulty = change(&ingrid, casa, json!({"name": " ", "topics": ["fishing"], "translations": {"en": {"name": "\u{0}"}}})).await;

    assert_eq!(stale.summary(), "409 version_conflict");
    assert_eq!(faulty.fields(), ["profile.name", "profile.translations.en.name", "profile.topics[0]"]);
    let public = app.visitor().get(&format!("/api/v1/organizations/{casa}")).await.expect(200);
    for (field, value) in profile.as_object().unwrap() {
        assert_eq!((&public.body[field], &applied.body[field]), (value, value), "{field}");
    }
}

#[actix_web::test]
async fn a_renamed_organization_is_found_by_its_old_name_and_its_resources_bear_the_new_one() {
    let app = TestApp::spawn().await;
    let ((mara, casa), ingrid) = (manager(&app).await, app.admin("ingrid").await);
    let sent = mara.submit("Lantern guide", "Every member may pass the lantern").await;
    app.wait_for_inspections().await;
    ingrid.decide(&sent, "approve").await.expect(200);
    app.organization("Grupo Luna").await;

    let renamed = change(&ingrid, casa, json!({"name": "La Casa de Todas"})).await.expect(200);
    let taken = change(&ingrid, casa, json!({"name": "GRUPO luna"})).await;

    assert_eq!((&renamed.body["former_names"], taken.summary().as_str()), (&json!(["Casa Abierta"]), "409 name_taken"));
    let found = app.visitor().get("/api/v1/organizations?q=abierta").await.expect(200).body;
    assert_eq!((&found["items"][0]["name"], &found["items"][0]["former_names"]), (&json!("La Casa de Todas"), &json!(["Casa Abierta"])));
    let hits = app.visitor().get(&format!("/api/v1/resources?q=lantern&after_change={}", renamed.body["change"])).await.expect(200).body;
    assert_eq!(hits["items"][0]["organization"]["name"], "La Casa de Todas");
    change(&ingrid, casa, json!({"name": "Casa abierta"})).await.expect(200);
    assert_eq!(inside(&ingrid, casa).await.body["former_names"], json!(["La Casa de Todas"]));
}

fn picture(side: u32, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let painted = RgbaImage::from_fn(side, side / 2, |x, y| Rgba([x as u8, y as u8, 80, 255]));
    let painted = image::DynamicImage::ImageRgba8(painted);
    if format == ImageFormat::Jpeg { painted.to_rgb8().write_to(&mut bytes, format) } else { painted.write_to(&mut bytes, format) }
        .unwrap();
    bytes.into_inner()
}

async fn put_logo(client: &Client, id: OrganizationId, bytes: Vec<u8>) -> Answer {
    let request = client.request(Method::PUT, &format!("/api/v1/organizations/{id}/logo"));
    client.send(request.header("content-type", "image/png").body(bytes)).await
}

#[actix_web::test]
async fn a_picture_is_painted_anew_waits_for_an_admin_and_is_served_as_a_small_png() {
    let app = TestApp::spawn().await;
    let ((mara, casa), ingrid) = (manager(&app).await, app.admin("ingrid").await);
    let path = format!("/api/v1/organizations/{casa}/logo");
    let secret = b"GPS 19.4326 N";
    let mut sent = picture(1_200, ImageFormat::Jpeg);
    sent.extend_from_slice(secret);

    let proposed = put_logo(&mara, casa, sent).await.expect(200);
    assert_eq!(app.visitor().get(&path).await.status, 404, "a picture showed before it was looked at");
    let edit = &proposed.body["edits"][0];
    let preview = ingrid.get(&format!("/api/v1/organizations/edits/{}/logo", edit["id"].as_str().unwrap())).await.expect(200);
    decide(&ingrid, edit, "accept", "").await.expect(200);
    let shown = app.visitor().get(&path).await.expect(200);

    assert_eq!(shown.bytes, preview.bytes);
    assert_eq!((shown.headers["content-type"].as_str(), shown.headers["x-content-type-options"].as_str()), ("image/png", "nosniff"));
    let painted = image::load_from_memory(&shown.bytes).unwrap();
    assert_eq!((painted.width(), painted.height()), (512, 256));
    assert!(!shown.bytes.windows(secret.len()).any(|window| window == secret), "something of the file that was sent is left");
    let listed = app.visitor().get(&format!("/api/v1/organizations/{casa}")).await.expect(200);
    app.visitor().get(listed.body["logo"].as_str().unwrap()).await.expect(200);
}

#[actix_web::test]
async fn pictures_of_other_kinds_broken_ones_and_large_ones_are_refused_in_words() {
    let app = TestApp::spawn().await;
    let (mara, casa) = manager(&app).await;
    let whole = picture(300, ImageFormat::Png);

    for sent in
        [b"GIF89a".to_vec(), files::pdf(&["words"]), whole[..whole.len() / 2].to_vec(), Vec::new(), b"<svg onload=alert(1)/>".to_vec()]
    {
        let refused = put_logo(&mara, casa, sent).await;
        assert_eq!((refused.summary().as_str(), refused.fields()), ("422 invalid_input", vec!["logo".to_owned()]), "{}", refused.text);
    }
    assert_eq!(put_logo(&mara, casa, vec![0; 2_100_000]).await.summary(), "413 too_large");
    put_logo(&mara, casa, picture(64, ImageFormat::WebP)).await.expect(200);
}

#[actix_web::test]
async fn the_bytes_of_a_shown_picture_are_swept_away_only_when_another_took_its_place() {
    let app = TestApp::spawn().await;
    let ((_, casa), ingrid) = (manager(&app).await, app.admin("ingrid").await);
    let sweep = async || {
        app.app.clock.advance_seconds(2 * 86_400);
        let (db, files, now) = (app.app.db.clone(), app.app.files.clone(), app.app.clock.now());
        tokio::task::spawn_blocking(move || commonshelf::jobs::sweep::sweep(&db, &files, now).unwrap()).await.unwrap();
    };
    put_logo(&ingrid, casa, picture(64, ImageFormat::Png)).await.expect(200);
    sweep().await;
    sweep().await;
    let path = format!("/api/v1/organizations/{casa}/logo");
    app.visitor().get(&path).await.expect(200);
    let ingrid = app.sign_in("ingrid").await;

    put_logo(&ingrid, casa, picture(128, ImageFormat::Png)).await.expect(200);
    sweep().await;
    sweep().await;

    assert_eq!(app.app.files.list().unwrap().count(), 1);
    app.visitor().get(&path).await.expect(200);
    let ingrid = app.sign_in("ingrid").await;
    ingrid.delete(&path).await.expect(200);
    assert_eq!(app.visitor().get(&path).await.status, 404);
}

#[actix_web::test]
async fn a_full_organization_is_told_what_is_left_before_a_byte_is_read() {
    let app = TestApp::spawn().await;
    let ((mara, casa), ingrid) = (manager(&app).await, app.admin("ingrid").await);
    let upload =
        async |words: &str| mara.upload("/api/v1/submissions", Some(&metadata("Guide")), &[("guide.pdf", files::pdf(&[words]))]).await;
    let first = upload("Every member may pass the lantern").await.expect(201);
    let used = first.body["files"][0]["size_bytes"].as_i64().unwrap();

    ingrid.post(&format!("/api/v1/organizations/{casa}/quota"), json!({"bytes": used + 10})).await.expect(200);
    let limits = mara.get("/api/v1/submissions/limits").await.expect(200).body;
    let refused = upload("Another document of about the same size").await;

    let room = &limits["organizations"][0];
    assert_eq!((&room["quota_bytes"], &room["used_bytes"], &room["left_bytes"]), (&json!(used + 10), &json!(used), &json!(10)));
    assert_eq!(refused.summary(), "413 too_large");
    assert!(refused.body["detail"].as_str().unwrap().contains("Casa Abierta has 10 bytes left"), "{}", refused.text);
    let more = [("more.pdf", files::pdf(&["more"]))];
    assert_eq!(mara.upload(&format!("/api/v1/submissions/{}/files", first.id()), None, &more).await.summary(), "413 too_large");
    // A large body is refused by its announced length: none of it is sent.
    let token = mara.token.clone().unwrap();
    let head = format!(
        "POST /api/v1/submissions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Length: 90000000\r\nContent-Type: multipart/form-data; boundary=x\r\n\r\n"
    );
    assert_eq!(raw::say(&app.base, head.as_bytes()).await.summary(), "413 too_large");
    mara.post("/api/v1/submissions", metadata("No file")).await.expect(201);
    ingrid.post(&format!("/api/v1/organizations/{casa}/quota"), json!({"bytes": null})).await.expect(200);
    upload("Another document of about the same size").await.expect(201);
}

#[actix_web::test]
async fn admins_say_how_many_edits_wait_and_what_everyone_may_keep() {
    let app = TestApp::spawn().await;
    let ((mara, casa), ingrid) = (manager(&app).await, app.admin("ingrid").await);
    let version = ingrid.get("/api/v1/settings").await.expect(200).version();
    let settings = json!({"reviewed_edits": 0, "organization_quota_bytes": 5_000});

    ingrid.patch("/api/v1/settings", json!({"version": version, "settings": settings})).await.expect(200);
    let applied = change(&mara, casa, json!({"country": "PE"})).await.expect(200);

    assert_eq!((&applied.body["country"], &applied.body["edits"][0]["status"]), (&json!("PE"), &json!("applied")));
    assert_eq!((&applied.body["is_reviewed"], &applied.body["left_bytes"]), (&json!(false), &json!(5_000)));
}
