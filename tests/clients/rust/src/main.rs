//! The main job with a client that was generated from the API's description: upload, submit, approve, find, download.
//!
//! `commonshelf-client BASE PDF`, with the logins of the demo in the environment (UPLOADER, REVIEWER, PASSWORD).

#[expect(dead_code, reason = "a client is made for the whole API, and the main job needs a part of it")]
#[rustfmt::skip]
#[path = "../../../../target/clients/api/mod.rs"]
mod api;

use api::{
    DecisionInput, FileParts, FileStatus, HttpClient, LoginInput, MetadataInput, MultipartFile, PeopleShown, Rights, Section,
    SubmissionStatus, Verdict, VersionInput,
};
use std::env::{args, var};
use std::error::Error;
use std::time::Duration;

const NONE: Option<&str> = None;

async fn sign_in(base: &str, email: &str) -> Result<HttpClient, Box<dyn Error>> {
    let client = HttpClient::new().with_base_url(base);
    let tokens = client.login(LoginInput { email: email.to_owned(), password: var("PASSWORD")? }).await?;
    Ok(client.with_api_key(tokens.access_token))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let (base, pdf) = (args().nth(1).ok_or("no address")?, args().nth(2).ok_or("no file")?);
    let bytes = std::fs::read(&pdf)?;
    let uploader = sign_in(&base, &var("UPLOADER")?).await?;
    let reviewer = sign_in(&base, &var("REVIEWER")?).await?;

    let metadata = MetadataInput {
        title: Some(Some("Facilitator handbook, by the Rust client".to_owned())),
        summary: Some(Some("How to hold a circle.".to_owned())),
        section: Some(Some(Section::Learn)),
        r#type: Some(Some("guide".to_owned())),
        language: Some(Some("en".to_owned())),
        license: Some(Some("CC-BY-4.0".to_owned())),
        rights: Some(Some(Rights::Ours)),
        people_shown: Some(Some(PeopleShown::None)),
        ..MetadataInput::default()
    };
    let draft = uploader.create_submission(None, NONE, NONE, metadata).await?;
    let id = draft.id.to_string();
    let part = MultipartFile { content: bytes.clone().into(), file_name: Some("handbook.pdf".to_owned()), content_type: None };
    let draft = uploader.attach_files(&id, Some("rust-client"), FileParts { file: vec![part] }).await?;
    let submitted = uploader.submit_submission(&id, VersionInput { version: draft.version }).await?;
    assert!(matches!(submitted.status, SubmissionStatus::Submitted) && submitted.missing.is_empty());

    let mut waiting = reviewer.read_submission(&id).await?;
    let mut tries = tokio::time::interval(Duration::from_millis(100));
    for _ in 0..600 {
        if !waiting.files.iter().any(|file| matches!(file.status, FileStatus::Pending)) {
            break;
        }
        tries.tick().await;
        waiting = reviewer.read_submission(&id).await?;
    }
    let approved = reviewer.decide_submission(&id, DecisionInput::new(Verdict::Approve, waiting.version)).await?;
    let change = approved.change.flatten().ok_or("the decision names no change")?;

    let visitor = HttpClient::new().with_base_url(&base);
    let word = Some("medication");
    let found = visitor
        .search_resources(word, None, None, None, None, None, None, None, None, None, None, Some(100), None, Some(change), NONE, NONE, None)
        .await?;
    let hit = found.items.iter().find(|hit| hit.title.ends_with("by the Rust client")).ok_or("not found by a word inside it")?;
    let resource = visitor.read_resource(hit.id.to_string(), None).await?;
    let downloaded = visitor.download_resource_file(hit.id.to_string(), resource.files[0].id.to_string()).await?;
    assert_eq!(downloaded, bytes);
    println!("Rust: {} uploaded, approved as change {change}, found and downloaded ({} bytes)", resource.title, downloaded.len());
    Ok(())
}
