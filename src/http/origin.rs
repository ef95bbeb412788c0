//! Where a request comes from, as far as accounts want to know it.

use super::address;
use crate::auth::origins::Origin;
use crate::config::Config;
use crate::domain::device;
use actix_web::HttpRequest;
use actix_web::http::header;

/// What sent it, in words, and from which network.
pub fn of(request: &HttpRequest, config: &Config) -> Origin {
    let user_agent = request.headers().get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    Origin::new(device::name(user_agent.unwrap_or_default()), address::of(request, config))
}
