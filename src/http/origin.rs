//! Where a request comes from, as far as accounts want to know it.

use crate::domain::device;
use actix_web::HttpRequest;
use actix_web::http::header;

/// What sent it, in words.
pub fn device(request: &HttpRequest) -> String {
    let user_agent = request.headers().get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    device::name(user_agent.unwrap_or_default())
}
