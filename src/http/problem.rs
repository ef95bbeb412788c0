//! Errors as RFC 9457 problem documents: the one exhaustive map from what went wrong to a status. Every extractor, unknown path and wrong
//! method answers through here.

use crate::db::REQUEST_ID;
use crate::domain::time::Timestamp;
use crate::error::{Error, FieldError};
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpResponse, HttpResponseBuilder, ResponseError};
use serde::Serialize;
use utoipa::ToSchema;

/// A problem document, `application/problem+json` (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// `urn:commonshelf:problem:` and the code.
    #[serde(rename = "type")]
    pub kind: String,
    /// The status in words.
    pub title: String,
    pub status: u16,
    /// What went wrong and what to do, in a sentence for people.
    pub detail: String,
    /// Stable, for programs.
    pub code: String,
    /// For input: each refused field with its remedy.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub errors: Vec<InvalidField>,
    /// For conflicts: who was first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// For conflicts: when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// For what was withdrawn: why (a code), and the public note.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// One refused field.
#[derive(Debug, Serialize, ToSchema)]
pub struct InvalidField {
    pub field: String,
    pub message: String,
}

impl From<&FieldError> for InvalidField {
    fn from(fault: &FieldError) -> Self {
        Self { field: fault.field.clone(), message: fault.message.clone() }
    }
}

impl Problem {
    pub fn of(error: &Error) -> Self {
        let status = status(error);
        let (code, detail) = words(error);
        let mut problem = Self {
            kind: format!("urn:commonshelf:problem:{code}"),
            title: status.canonical_reason().unwrap_or("Error").to_owned(),
            status: status.as_u16(),
            detail,
            code: code.to_owned(),
            errors: Vec::new(),
            by: None,
            at: None,
            reason: None,
            note: None,
        };
        match error {
            Error::Invalid(faults) => problem.errors = faults.iter().map(InvalidField::from).collect(),
            Error::Conflict { by, at, .. } => (problem.by, problem.at) = (by.clone(), *at),
            Error::Hidden { reason } => problem.reason = Some(reason.clone()),
            Error::Gone { reason, note } => (problem.reason, problem.note) = (Some(reason.clone()), note.clone()),
            _ => {}
        }
        problem
    }

    pub fn respond(self, builder: &mut HttpResponseBuilder) -> HttpResponse {
        builder.insert_header((header::CACHE_CONTROL, "no-store")).content_type("application/problem+json").body(json(&self))
    }
}

/// The document as JSON. It is made of strings and numbers; that can't fail, and if it did, an empty body under the right status is left.
fn json(problem: &Problem) -> String {
    serde_json::to_string(problem).unwrap_or_default()
}

fn status(error: &Error) -> StatusCode {
    match error {
        Error::Malformed { .. } => StatusCode::BAD_REQUEST,
        Error::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Error::Unauthenticated { .. } => StatusCode::UNAUTHORIZED,
        Error::Forbidden { .. } => StatusCode::FORBIDDEN,
        Error::NotFound(_) => StatusCode::NOT_FOUND,
        Error::Gone { .. } | Error::Hidden { .. } => StatusCode::GONE,
        Error::Conflict { .. } => StatusCode::CONFLICT,
        Error::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
        Error::UnsupportedMediaType { .. } => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        Error::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
        Error::Unavailable { .. } => StatusCode::SERVICE_UNAVAILABLE,
        Error::Internal { .. } => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

fn words(error: &Error) -> (&'static str, String) {
    match error {
        Error::Malformed { code, message } => (code, message.clone()),
        Error::Invalid(_) => ("invalid_input", "Some fields can't be taken as they are; each is named with what to do.".to_owned()),
        Error::Unauthenticated { code, message } => (code, (*message).to_owned()),
        Error::Forbidden { code, message } => (code, message.clone()),
        Error::NotFound(what) => ("not_found", format!("There is no such {what}.")),
        Error::Hidden { .. } => ("hidden", "This is hidden while somebody looks at it. It may come back.".to_owned()),
        Error::Gone { .. } => ("withdrawn", "This was withdrawn.".to_owned()),
        Error::Conflict { code, message, .. } => (code, message.clone()),
        Error::TooLarge { message } => ("too_large", message.clone()),
        Error::UnsupportedMediaType { message } => ("unsupported_media_type", message.clone()),
        Error::TooMany { retry_after_seconds } => {
            ("too_many_requests", format!("Too many attempts; please wait {retry_after_seconds} seconds."))
        }
        Error::Unavailable { code, message, .. } => (code, message.clone()),
        Error::Internal { .. } => {
            ("internal_error", "Something went wrong on our side. The request's id helps the admins to find out what.".to_owned())
        }
    }
}

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        status(self)
    }

    fn error_response(&self) -> HttpResponse {
        if let Self::Internal { context, cause } = self {
            let request_id = REQUEST_ID.try_with(Clone::clone).unwrap_or_default();
            tracing::error!(request_id, context, cause = %cause, "a request failed");
        }
        if let Self::Unavailable { code: code @ "storage_full", .. } = self {
            let request_id = REQUEST_ID.try_with(Clone::clone).unwrap_or_default();
            tracing::error!(request_id, code, "a request was refused: make room on the disks of data_dir, of files and of the database");
        }
        let mut builder = HttpResponse::build(status(self));
        match self {
            Self::TooMany { retry_after_seconds } | Self::Unavailable { retry_after_seconds, .. } => {
                builder.insert_header((header::RETRY_AFTER, retry_after_seconds.to_string()));
            }
            Self::Unauthenticated { .. } => {
                builder.insert_header((header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")));
            }
            // Whoever is told so in the middle of a body may still be sending: what follows on this line is not a request.
            Self::TooLarge { .. } => {
                builder.force_close();
            }
            _ => {}
        }
        Problem::of(self).respond(&mut builder)
    }
}
