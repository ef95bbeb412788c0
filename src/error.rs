//! What can go wrong, in the words of the library. Which status a visitor sees for it is decided in one place, `http::problem`; nothing here
//! knows of HTTP.

use crate::domain::time::Timestamp;

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// One fault of an input: which field, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct FieldError {
    /// Path of the field as the sender wrote it, such as `title` or `topics[2]`.
    pub field: String,
    /// A sentence that names the remedy.
    pub message: String,
}

impl FieldError {
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }
}

/// Every failure that leaves an act. `code` values are stable: clients may rely on them.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The request could not be read at all (broken JSON, a truncated body).
    #[error("{message}")]
    Malformed { code: &'static str, message: String },
    /// The request was read, and these fields of it are refused.
    #[error("{} field(s) refused", .0.len())]
    Invalid(Vec<FieldError>),
    #[error("{message}")]
    Unauthenticated { code: &'static str, message: &'static str },
    #[error("{message}")]
    Forbidden { code: &'static str, message: String },
    /// Absent, or not to be known of by this actor: the two must look alike.
    #[error("no such {0}")]
    NotFound(&'static str),
    /// It was public once and was withdrawn.
    #[error("withdrawn: {reason}")]
    Gone { reason: String, note: Option<String> },
    /// It was public and is out of sight while it is looked at.
    #[error("hidden: {reason}")]
    Hidden { reason: String },
    /// The world has moved on: by whom and when, where that is known.
    #[error("{message}")]
    Conflict { code: &'static str, message: String, by: Option<String>, at: Option<Timestamp> },
    #[error("{message}")]
    TooLarge { message: String },
    #[error("{message}")]
    UnsupportedMediaType { message: String },
    #[error("too many attempts")]
    TooMany { retry_after_seconds: u64 },
    /// Nothing is wrong with the request; asking again later will do.
    #[error("{message}")]
    Unavailable { code: &'static str, message: String, retry_after_seconds: u64 },
    /// A bug or a broken machine. The cause goes to the log, never to the caller.
    #[error("{context}: {cause}")]
    Internal { context: &'static str, cause: Box<dyn std::error::Error + Send + Sync> },
}

impl Error {
    pub fn invalid(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError::new(field, message)])
    }

    pub fn conflict(code: &'static str, message: impl Into<String>) -> Self {
        Self::Conflict { code, message: message.into(), by: None, at: None }
    }

    pub fn forbidden(code: &'static str, message: impl Into<String>) -> Self {
        Self::Forbidden { code, message: message.into() }
    }

    /// Wraps a failure that no caller can do anything about; `context` says what was being done.
    pub fn internal(context: &'static str, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal { context, cause: cause.into() }
    }
}

/// Adds what was being done to a failure that is nobody's fault but the machine's.
pub trait Context<T> {
    fn context(self, context: &'static str) -> Result<T>;
}

impl<T, E: Into<Box<dyn std::error::Error + Send + Sync>>> Context<T> for std::result::Result<T, E> {
    fn context(self, context: &'static str) -> Result<T> {
        self.map_err(|cause| Error::internal(context, cause))
    }
}
