//! Addresses of an older library: whoever asks for one is led to the resource that stood there.

use super::citations;
use crate::app::App;
use crate::db::old_addresses;
use crate::domain::old_address;
use crate::error::Result;
use actix_web::http::{Method, header};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

/// The way on from an address that nothing else answers, if it was one of theirs.
pub async fn lead_on(request: &HttpRequest) -> Result<Option<HttpResponse>> {
    let Some(app) = request.app_data::<Data<App>>().filter(|_| *request.method() == Method::GET) else { return Ok(None) };
    let paths = old_address::candidates(request.path(), request.query_string());
    // No text in the database holds this character, and none could be asked for there.
    if paths.iter().any(|path| path.contains('\0')) {
        return Ok(None);
    }
    let found = app.db.read(move |c| old_addresses::get_published(c, &paths)).await?;
    Ok(found.map(|id| HttpResponse::MovedPermanently().insert_header((header::LOCATION, citations::address(app, id))).finish()))
}
