//! Multipart uploads: streamed through the spool into the blob store, part by part, never whole in memory.

use crate::app::App;
use crate::bulk::Options;
use crate::domain::metadata::MetadataInput;
use crate::domain::text::FileName;
use crate::error::{Error, Result};
use crate::files::Spooled;
use crate::http::extract::{MAX_JSON_BYTES, parse_json};
use crate::library::keeping;
use crate::library::organizations::profile::Room;
use crate::library::submissions::StoredFile;
use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::HttpRequest;
use actix_web::http::header;
use actix_web::web::Payload;
use futures_util::TryStreamExt;
use ring::digest::{Context as Digest, SHA256};

/// Room for the metadata, the boundaries and the headers of the parts.
const OVERHEAD_BYTES: u64 = 1024 * 1024;

/// Whether a request sends parts.
pub fn is_multipart(request: &HttpRequest) -> bool {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.trim_start().to_ascii_lowercase().starts_with("multipart/form-data")
}

/// Everything that came in one request: checked parts, and files that wait in the spool.
pub struct Upload {
    pub metadata: Option<MetadataInput>,
    pub files: Vec<(FileName, Spooled)>,
    hash: Digest,
}

impl Upload {
    /// The hash of all that was sent: what tells two requests under one idempotency key apart.
    pub fn body_hash(&self) -> String {
        hex(self.hash.clone().finish().as_ref())
    }

    /// Makes the files durable. Only then may a row name them. What was received is held until it was looked at again after the commit.
    pub async fn store(self, app: &App) -> Result<(Vec<StoredFile>, Held)> {
        let (db, store, files) = (app.db.clone(), app.files.clone(), self.files);
        crate::blocking::blocking(move || {
            let keep = |(name, spooled): (FileName, Spooled)| {
                keeping::keep(&db, &store, &spooled)?;
                let size_bytes = i64::try_from(spooled.size_bytes).unwrap_or(i64::MAX);
                Ok((StoredFile { sha256: spooled.sha256.clone(), size_bytes, name, language: None }, spooled))
            };
            let kept: Vec<_> = files.into_iter().map(keep).collect::<Result<_>>()?;
            let (files, spooled) = kept.into_iter().unzip();
            Ok((files, Held(spooled)))
        })
        .await
    }
}

/// Files that were stored and are named by rows in a moment, with their bytes still in the spool.
#[derive(Default)]
pub struct Held(Vec<Spooled>);

impl Held {
    /// Once the rows are there: stores again what was purged between the storing and the commit.
    pub async fn look_again(self, app: &App) -> Result<()> {
        if self.0.is_empty() {
            return Ok(());
        }
        let store = app.files.clone();
        crate::blocking::blocking(move || self.0.iter().try_for_each(|spooled| keeping::look_again(&store, spooled))).await
    }
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The hash of a body that came in one piece.
pub fn hash_of(bytes: &[u8]) -> String {
    hex(ring::digest::digest(&SHA256, bytes).as_ref())
}

/// Reads the parts in whatever order they come. `max_files` are left to be added; a request that announces more than fits, into the
/// library or into the `room` of its organization, is refused at once.
pub async fn receive(app: &App, request: &HttpRequest, payload: Payload, room: &Room) -> Result<Upload> {
    let announced = announced(request);
    refuse_too_large(app, announced)?;
    room.expect(announced.unwrap_or(0).saturating_sub(OVERHEAD_BYTES))?;
    let mut parts = Multipart::new(request.headers(), payload);
    let mut upload = Upload { metadata: None, files: Vec::new(), hash: Digest::new(&SHA256) };
    while let Some(mut part) = parts.try_next().await.map_err(broken)? {
        match part.name() {
            Some("metadata") if upload.metadata.is_none() => {
                let bytes = part.bytes(MAX_JSON_BYTES).await.map_err(|_| metadata_too_large())?.map_err(broken)?;
                upload.hash.update(b"metadata");
                upload.hash.update(&bytes);
                upload.metadata = Some(parse_json(&bytes)?);
            }
            Some("metadata") => return Err(Error::invalid("metadata", "was sent twice; send one metadata part")),
            Some("file") => {
                receive_file(app, &mut part, &mut upload).await?;
                room.expect(upload.files.iter().map(|(_, spooled)| spooled.size_bytes).sum())?;
            }
            _ => {
                return Err(Error::invalid(unknown_part(&part), "is no part we know; send one metadata part and any number of file parts"));
            }
        }
    }
    Ok(upload)
}

/// An archive to import: one `options` part (JSON) and one `file` part.
pub struct ArchiveUpload {
    pub options: Options,
    pub file: Spooled,
    pub body_hash: String,
}

/// Reads the parts of an import, in whatever order they come.
pub async fn receive_archive(app: &App, request: &HttpRequest, payload: Payload) -> Result<ArchiveUpload> {
    let mut parts = Multipart::new(request.headers(), payload);
    let (mut options, mut file, mut hash) = (None, None, Digest::new(&SHA256));
    while let Some(mut part) = parts.try_next().await.map_err(broken)? {
        match part.name() {
            Some("options") if options.is_none() => {
                let too_large = |_| Error::TooLarge { message: format!("The options are larger than {} KiB.", MAX_JSON_BYTES / 1024) };
                let bytes = part.bytes(MAX_JSON_BYTES).await.map_err(too_large)?.map_err(broken)?;
                hash.update(&bytes);
                options = Some(parse_json::<Options>(&bytes)?);
            }
            Some("file") if file.is_none() => {
                let mut spool = app.files.spool(app.config.max_import_bytes).await?;
                while let Some(chunk) = part.try_next().await.map_err(broken)? {
                    spool.write(&chunk).await?;
                }
                let spooled = spool.finish().await?;
                hash.update(spooled.sha256.as_bytes());
                file = Some(spooled);
            }
            Some(name @ ("options" | "file")) => return Err(Error::invalid(name, "was sent twice; send it once")),
            _ => return Err(Error::invalid(unknown_part(&part), "is no part we know; send one options part and one file part")),
        }
    }
    let options = options.ok_or_else(|| Error::invalid("options", "is missing; send one part named options with JSON"))?;
    let file = file.ok_or_else(|| Error::invalid("file", "is missing; send one part named file with a zip or a table (CSV)"))?;
    Ok(ArchiveUpload { options, file, body_hash: hex(hash.finish().as_ref()) })
}

fn unknown_part(part: &Field) -> String {
    part.name().unwrap_or("(unnamed part)").chars().filter(|c| !c.is_control()).take(60).collect()
}

async fn receive_file(app: &App, part: &mut Field, upload: &mut Upload) -> Result<()> {
    if upload.files.len() >= app.config.max_files {
        return Err(Error::invalid(
            "file",
            format!("was sent more than {} times, which is what one submission holds", app.config.max_files),
        ));
    }
    let disposition = part.content_disposition();
    let name = FileName::clean(disposition.and_then(|disposition| disposition.get_filename()).unwrap_or_default());
    let mut spool = app.files.spool(app.config.max_upload_bytes).await?;
    while let Some(chunk) = part.try_next().await.map_err(broken)? {
        spool.write(&chunk).await?;
    }
    let spooled = spool.finish().await?;
    if spooled.size_bytes == 0 {
        return Err(Error::invalid("file", format!("{name} is empty; please choose the file again")));
    }
    for known in ["file", name.as_str(), spooled.sha256.as_str()] {
        upload.hash.update(known.as_bytes());
        upload.hash.update(&[0]);
    }
    upload.files.push((name, spooled));
    Ok(())
}

/// How long a body says that it is.
pub fn announced(request: &HttpRequest) -> Option<u64> {
    request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()).and_then(|value| value.parse::<u64>().ok())
}

/// A body that says it is too long is not read at all.
fn refuse_too_large(app: &App, announced: Option<u64>) -> Result<()> {
    let files = u64::try_from(app.config.max_files).unwrap_or(u64::MAX);
    let most = app.config.max_upload_bytes.saturating_mul(files).saturating_add(OVERHEAD_BYTES);
    match announced {
        Some(bytes) if bytes > most => Err(Error::TooLarge {
            message: format!("The request is too large; a file may have {} and a submission {files} files.", limit(app)),
        }),
        _ => Ok(()),
    }
}

fn limit(app: &App) -> String {
    crate::config::show_size(app.config.max_upload_bytes)
}

fn metadata_too_large() -> Error {
    Error::TooLarge { message: format!("The metadata part is larger than {} KiB.", MAX_JSON_BYTES / 1024) }
}

fn broken(fault: MultipartError) -> Error {
    let message = match fault {
        MultipartError::ContentTypeMissing | MultipartError::ContentTypeParse | MultipartError::BoundaryMissing => {
            "The request is no multipart/form-data with a boundary.".to_owned()
        }
        MultipartError::Incomplete | MultipartError::Payload(_) => {
            "The upload was cut off before its end; please send it again.".to_owned()
        }
        _ => "The parts of the upload could not be told apart; please send it again.".to_owned(),
    };
    Error::Malformed { code: "unreadable_upload", message }
}
