//! Names of files are display text: whatever a client calls its file, nothing is steered or disguised by it.

use super::assert_well;
use crate::support::app::TestApp;
use crate::support::client::metadata;
use serde_json::json;

#[actix_web::test]
async fn a_file_name_is_never_a_path_and_never_disguises_what_it_names() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    for (sent, shown) in [
        ("../../../etc/passwd", "passwd"),
        ("..\\..\\windows\\win.ini", "win.ini"),
        ("/etc/cron.d/evil", "evil"),
        ("C:\\evil.pdf", "evil.pdf"),
        ("..", "file"),
        ("", "file"),
        ("...", "file"),
        ("evil\u{202E}fdp.exe", "evilfdp.exe"),
        ("\u{2066}guide\u{2069}.pdf", "guide.pdf"),
        ("a\u{85}b\u{9f}c.pdf", "abc.pdf"),
        ("a\"b;c=d.pdf", "ab;c=d.pdf"),
        ("guía para ñandúes 支援.pdf", "guía para ñandúes 支援.pdf"),
    ] {
        let draft = rosa.upload("/api/v1/submissions", Some(&metadata("Handbook")), &[(sent, b"lantern".to_vec())]).await.expect(201);
        let file = draft.body["files"][0].clone();
        let path = format!("/api/v1/submissions/{}", draft.id());

        let download = rosa.get(&format!("{path}/files/{}", file["id"].as_str().unwrap())).await.expect(200);

        assert_eq!(file["name"], shown, "{sent:?}");
        let disposition = &download.headers["content-disposition"];
        let (_, extended) = disposition.split_once("filename*=UTF-8''").unwrap();
        assert_eq!(percent_encoding::percent_decode_str(extended).decode_utf8().unwrap(), shown);
        assert!(disposition.starts_with("attachment; filename=\"") && disposition.is_ascii(), "{disposition}");
        assert_eq!(disposition.matches('"').count(), 2, "{disposition}");
        assert_eq!(download.bytes, b"lantern");
        rosa.delete(&path).await.expect(204);
    }
    assert_well(&app, &rosa).await;
}

#[actix_web::test]
async fn a_name_of_any_length_is_shown_short_with_its_ending() {
    let app = TestApp::spawn().await;
    let rosa = app.uploader("rosa", "Casa Abierta").await;
    let sent = format!("{}.pdf", "x".repeat(3_000));

    let draft = rosa.upload("/api/v1/submissions", Some(&json!({})), &[(&sent, b"lantern".to_vec())]).await.expect(201);

    let shown = draft.body["files"][0]["name"].as_str().unwrap();
    assert!(shown.len() <= 180 && shown.ends_with("x.pdf"), "{shown}");
    rosa.delete(&format!("/api/v1/submissions/{}", draft.id())).await.expect(204);
    assert_well(&app, &rosa).await;
}
