//! Cursors of lists: opaque to clients, they name the last item of the page before.

use crate::error::{Error, Result};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::Serialize;
use utoipa::ToSchema;

/// A page of a list.
#[derive(Serialize, ToSchema)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// Hand it back as `cursor` for the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

pub fn encode(key: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(key)
}

/// The key inside a cursor that we made.
pub fn decode<T>(cursor: Option<&str>, parse: impl Fn(&str) -> Option<T>) -> Result<Option<T>> {
    let refused = || Error::invalid("cursor", "is none of ours; leave it out to begin at the start");
    let Some(cursor) = cursor else {
        return Ok(None);
    };
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(cursor).map_err(|_| refused())?;
    let key = String::from_utf8(bytes).map_err(|_| refused())?;
    parse(&key).map(Some).ok_or_else(refused)
}

/// Cuts a list that was read with one row too many, and makes the cursor of the next page.
pub fn page<R, T>(mut rows: Vec<R>, limit: usize, key: impl Fn(&R) -> String, view: impl FnMut(R) -> Result<T>) -> Result<Page<T>> {
    let next_cursor = if rows.len() > limit {
        rows.truncate(limit);
        rows.last().map(|row| encode(&key(row)))
    } else {
        None
    };
    Ok(Page { items: rows.into_iter().map(view).collect::<Result<_>>()?, next_cursor })
}
