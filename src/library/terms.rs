//! The terms that a submitter accepts: which version is in force, and that nobody hands in under an old one.

use super::pages;
use crate::db::AnyConn;
use crate::error::{FieldError, Result};

/// Where the terms are read.
pub const ADDRESS: &str = "/api/v1/pages/terms";

/// The version in force.
pub fn current_version(c: &mut AnyConn) -> Result<String> {
    pages::terms_version(c)
}

/// The version that a submission is handed in under: the one in force, also where none was named. An old one is refused.
pub fn accepted(c: &mut AnyConn, named: Option<&str>) -> Result<Result<String, FieldError>> {
    let current = current_version(c)?;
    Ok(match named {
        Some(named) if named != current => {
            let message = format!("is not the version in force, which is {current}; read it at {ADDRESS} and name it when you accept it");
            Err(FieldError::new("terms_version", message))
        }
        _ => Ok(current),
    })
}
