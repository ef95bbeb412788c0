//! A change of one's address.

use super::me::confirm_password;
use crate::app::App;
use crate::auth::User;
use crate::auth::keys::LinkPurpose;
use crate::db::address_changes::AddressChangeRow;
use crate::domain::ids::AddressChangeId;
use crate::domain::text::EmailAddress;
use crate::domain::time::Timestamp;
use crate::error::{Error, Result};
use crate::http::extract::Json;
use crate::http::problem::Problem;
use crate::library::addresses;
use actix_web::web::{self, Data, Path};
use actix_web::{HttpResponse, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

pub fn configure(config: &mut ServiceConfig) {
    config.service(ask_address_change).service(confirm_new_address).service(stop_address_change);
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddressInput {
    /// The new address.
    #[schema(format = Email)]
    email: String,
    /// Your password, as it is.
    #[schema(format = Password)]
    password: String,
}

#[derive(Serialize, ToSchema)]
pub struct AddressChangeView {
    id: AddressChangeId,
    email: String,
    /// Until then the new address can be confirmed.
    expires_at: Timestamp,
}

/// Ask for another address. It is mailed a link and takes effect when that is used; the old address is mailed a way to stop it.
#[utoipa::path(tag = "accounts", operation_id = "ask_address_change", security(("bearer" = [])), responses((status = 202, body = AddressChangeView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/me/address-changes")]
async fn ask_address_change(app: Data<App>, user: User, input: Json<AddressInput>) -> Result<HttpResponse> {
    let email = EmailAddress::parse(&input.0.email).map_err(|message| Error::invalid("email", message))?;
    let confirmed = confirm_password(&app, &user, &input.0.password).await?;
    let now = app.clock.now();
    let change = app.db.write(move |tx| addresses::ask(tx, &user, &confirmed, &email, now)).await?;
    Ok(HttpResponse::Accepted().json(AddressChangeView { id: change.id, email: change.new_email, expires_at: change.expires_at }))
}

/// The address that an account has now.
#[derive(Serialize, ToSchema)]
pub struct AddressView {
    email: String,
}

/// Confirm the new address, with the token of the link that was mailed there. Doing it twice is harmless.
#[utoipa::path(tag = "accounts", operation_id = "confirm_new_address", params(("token" = String, Path)), responses((status = 200, body = AddressView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/address-changes/{token}/confirm")]
async fn confirm_new_address(app: Data<App>, token: Path<String>) -> Result<web::Json<AddressView>> {
    Ok(web::Json(AddressView { email: confirm(&app, &token).await?.new_email }))
}

/// Stop a change of address, or put the old one back, with the token of the link that was mailed to the old one. It works for a week. The password ends with it: a link for a new one is mailed.
#[utoipa::path(tag = "accounts", operation_id = "stop_address_change", params(("token" = String, Path)), responses((status = 200, body = AddressView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/address-changes/{token}/stop")]
async fn stop_address_change(app: Data<App>, token: Path<String>) -> Result<web::Json<AddressView>> {
    Ok(web::Json(AddressView { email: stop(&app, &token).await?.old_email }))
}

fn opened(app: &App, purpose: LinkPurpose, token: &str) -> Result<AddressChangeId> {
    app.keys.open(purpose, token).map(AddressChangeId::from_uuid).ok_or(Error::NotFound("change of address"))
}

/// What a link of the new address is for, while it works.
pub async fn find_to_confirm(app: &App, token: &str) -> Result<AddressChangeRow> {
    let (id, now) = (opened(app, LinkPurpose::ConfirmNewAddress, token)?, app.clock.now());
    app.db.read(move |c| addresses::find_to_confirm(c, id, now)).await
}

/// The act behind the API and the page.
pub async fn confirm(app: &App, token: &str) -> Result<AddressChangeRow> {
    let (id, now) = (opened(app, LinkPurpose::ConfirmNewAddress, token)?, app.clock.now());
    app.db.write(move |tx| addresses::confirm(tx, id, now)).await
}

/// What a link of the old address can stop.
pub async fn find_to_stop(app: &App, token: &str) -> Result<AddressChangeRow> {
    let (id, now) = (opened(app, LinkPurpose::StopAddressChange, token)?, app.clock.now());
    app.db.read(move |c| addresses::find_to_stop(c, id, now)).await
}

/// The act behind the API and the page.
pub async fn stop(app: &App, token: &str) -> Result<AddressChangeRow> {
    let (id, now) = (opened(app, LinkPurpose::StopAddressChange, token)?, app.clock.now());
    app.db.write(move |tx| addresses::stop(tx, id, now)).await
}
