//! Sending files: as attachments with a clean name, never sniffed, with ETag and ranges (RFC 9110 §13 and §14).

use super::api::uploads::hex;
use super::problem::Problem;
use crate::app::App;
use crate::blocking::blocking;
use crate::db::blobs::BlobRow;
use crate::domain::text::FileName;
use crate::domain::words::FileStatus;
use crate::error::{Error, Result};
use crate::files::{Blob, damaged};
use actix_web::body::SizedStream;
use actix_web::http::{StatusCode, header};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use ring::digest::{Context as Digest, SHA256};

/// What stands bare in `filename*` (RFC 8187).
const ATTR_CHAR: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Answers with the bytes of a file, or the part of them that was asked for. Malware is sent to nobody.
pub async fn send(app: &App, request: &HttpRequest, name: &FileName, blob: &BlobRow) -> Result<HttpResponse> {
    if blob.status == FileStatus::Infected {
        return Err(Error::forbidden("infected_file", "The file holds malware and is withheld."));
    }
    let etag = format!("\"{}\"", blob.sha256);
    let size = u64::try_from(blob.size_bytes).unwrap_or(0);
    if is_held(request, &etag) {
        return Ok(HttpResponse::NotModified().insert_header((header::ETAG, etag)).insert_header(CACHING).finish());
    }
    let (status, start, length) = match range(request, &etag, size) {
        Wanted::Whole => (StatusCode::OK, 0, size),
        Wanted::Part { start, length } => (StatusCode::PARTIAL_CONTENT, start, length),
        Wanted::Impossible => return Ok(unsatisfiable(size)),
    };
    let mut response = HttpResponse::build(status);
    response
        .insert_header((header::ETAG, etag))
        .insert_header(CACHING)
        .insert_header((header::ACCEPT_RANGES, "bytes"))
        // Already said to be bytes of a file: compressing them on the way would make ranges lie.
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .insert_header((header::CONTENT_DISPOSITION, disposition(name)))
        .insert_header((header::CONTENT_TYPE, blob.media_type.clone().unwrap_or_else(|| "application/octet-stream".to_owned())));
    if status == StatusCode::PARTIAL_CONTENT {
        response.insert_header((header::CONTENT_RANGE, format!("bytes {start}-{}/{size}", start + length - 1)));
    }
    let sending = Sending::begin(app, blob.sha256.clone(), start, length, size).await?;
    let chunks = futures_util::stream::try_unfold(sending, |sending| blocking(move || sending.next()));
    Ok(response.body(SizedStream::new(length, Box::pin(chunks))))
}

/// Bytes on their way. A file that is sent whole is hashed on the way: one that is damaged never arrives whole, because its last bytes are
/// withheld and the line is closed. Of a part nobody can tell, but that the whole has the size that it should.
struct Sending {
    blob: Blob,
    sha256: String,
    left: u64,
    hash: Option<Digest>,
}

impl Sending {
    async fn begin(app: &App, sha256: String, start: u64, length: u64, size: u64) -> Result<Self> {
        let store = app.files.clone();
        blocking(move || {
            let is_whole = length == size;
            let opened = if is_whole { store.open_blob(&sha256) } else { store.open_part(&sha256, start, length) };
            let hash = is_whole.then(|| Digest::new(&SHA256));
            match opened {
                Ok(blob) if blob.size_bytes == size => Ok(Self { blob, sha256, left: length, hash }),
                // A row names it, so it has to be there, whole.
                Ok(_) | Err(Error::NotFound(_)) => Err(damaged(&sha256)),
                Err(failure) => Err(failure),
            }
        })
        .await
    }

    fn next(mut self) -> Result<Option<(Bytes, Self)>> {
        if self.left == 0 {
            return Ok(None);
        }
        let Some(chunk) = self.blob.next_chunk()? else {
            return Err(damaged(&self.sha256));
        };
        self.left = self.left.saturating_sub(chunk.len() as u64);
        if let Some(hash) = &mut self.hash {
            hash.update(&chunk);
            if self.left == 0 && hex(hash.clone().finish().as_ref()) != self.sha256 {
                return Err(damaged(&self.sha256));
            }
        }
        Ok(Some((chunk, self)))
    }
}

/// It may be withdrawn at any time, so whoever kept a copy asks before showing it again.
const CACHING: (header::HeaderName, &str) = (header::CACHE_CONTROL, "no-cache");

fn is_held(request: &HttpRequest, etag: &str) -> bool {
    let sent = request.headers().get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    sent.split(',').map(|tag| tag.trim().trim_start_matches("W/")).any(|tag| tag == etag || tag == "*")
}

enum Wanted {
    Whole,
    Part { start: u64, length: u64 },
    Impossible,
}

/// One range is honored; several, or another unit, get the whole, as the RFC allows.
fn range(request: &HttpRequest, etag: &str, size: u64) -> Wanted {
    let headers = request.headers();
    let Some(value) = headers.get(header::RANGE).and_then(|value| value.to_str().ok()) else {
        return Wanted::Whole;
    };
    // It takes the very ETag and nothing like it; a date says too little (RFC 9110 §13.1.5).
    if headers.get(header::IF_RANGE).is_some_and(|held| held.as_bytes() != etag.as_bytes()) {
        return Wanted::Whole;
    }
    match http_range::HttpRange::parse(value, size) {
        Ok(ranges) => match ranges.as_slice() {
            [one] if one.length > 0 => Wanted::Part { start: one.start, length: one.length },
            _ => Wanted::Whole,
        },
        Err(http_range::HttpRangeParseError::NoOverlap) => Wanted::Impossible,
        Err(http_range::HttpRangeParseError::InvalidRange) => Wanted::Whole,
    }
}

fn unsatisfiable(size: u64) -> HttpResponse {
    let mut problem = Problem::of(&Error::NotFound("range"));
    problem.status = StatusCode::RANGE_NOT_SATISFIABLE.as_u16();
    problem.title = "Range Not Satisfiable".to_owned();
    problem.code = "range_not_satisfiable".to_owned();
    problem.kind = "urn:commonshelf:problem:range_not_satisfiable".to_owned();
    problem.detail = format!("The file has {size} bytes; ask for a range within them.");
    problem.respond(HttpResponse::RangeNotSatisfiable().insert_header((header::CONTENT_RANGE, format!("bytes */{size}"))))
}

/// An attachment under its name, in ASCII for old clients and in UTF-8 for the others.
fn disposition(name: &FileName) -> String {
    let ascii: String =
        name.as_str().chars().map(|c| if c.is_ascii_graphic() && !matches!(c, '"' | '\\') || c == ' ' { c } else { '_' }).collect();
    format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{}", utf8_percent_encode(name.as_str(), ATTR_CHAR))
}
