//! Addresses from which mail came back so often that nothing more is sent to them. For admins: somebody should ask these people for another one.

use super::organizations::rows_for;
use crate::app::App;
use crate::auth::Admin;
use crate::db::bouncing_addresses::{self, BouncingAddressRow};
use crate::domain::text::EmailAddress;
use crate::domain::time::Timestamp;
use crate::error::{Error, Result};
use crate::http::cursor::{self, Page};
use crate::http::extract::{Json, Params};
use crate::http::problem::Problem;
use crate::library::bounces;
use actix_web::web::{self, Data};
use actix_web::{HttpResponse, get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

pub fn configure(config: &mut ServiceConfig) {
    config.service(list_bouncing_addresses).service(clear_bouncing_address);
}

#[derive(Serialize, ToSchema)]
pub struct BouncingAddressView {
    /// In lower case.
    email: String,
    /// Letters that came back.
    bounces: i32,
    /// Why the last one did, as an enhanced status code (RFC 3463): `5.1.1` is an unknown mailbox.
    last_status: String,
    last_bounced_at: Timestamp,
    /// Since when nothing is sent there.
    marked_at: Option<Timestamp>,
}

impl From<BouncingAddressRow> for BouncingAddressView {
    fn from(row: BouncingAddressRow) -> Self {
        Self {
            email: row.folded_email,
            bounces: row.bounces,
            last_status: row.last_status,
            last_bounced_at: row.last_bounced_at,
            marked_at: row.marked_at,
        }
    }
}

/// The addresses that get nothing more, because too many letters to them came back (`bounce_limit` of the settings).
#[utoipa::path(tag = "machines", operation_id = "list_bouncing_addresses", security(("bearer" = ["admin"])), params(("limit" = Option<u8>, Query, minimum = 1, maximum = 100), ("cursor" = Option<String>, Query)), responses((status = 200, body = Page<BouncingAddressView>), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/mail/bouncing-addresses")]
async fn list_bouncing_addresses(app: Data<App>, _admin: Admin, params: Params) -> Result<web::Json<Page<BouncingAddressView>>> {
    let (limit, after) = (params.limit()?, cursor::decode(params.text("cursor"), |email| Some(EmailAddress::parse(email).ok()?.folded()))?);
    let rows = app.db.read(move |c| bouncing_addresses::list_marked(c, after.as_deref(), rows_for(limit))).await?;
    Ok(web::Json(cursor::page(rows, limit, |row| row.folded_email.clone(), |row| Ok(row.into()))?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BouncingAddressInput {
    #[schema(format = Email)]
    email: String,
}

/// Say that an address works again: mail is sent there from now on.
#[utoipa::path(tag = "machines", operation_id = "clear_bouncing_address", security(("bearer" = ["admin"])), responses((status = 204), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/mail/bouncing-addresses/clear")]
async fn clear_bouncing_address(app: Data<App>, admin: Admin, input: Json<BouncingAddressInput>) -> Result<HttpResponse> {
    let email = EmailAddress::parse(&input.0.email).map_err(|message| Error::invalid("email", message))?;
    let now = app.clock.now();
    app.db.write(move |tx| bounces::clear(tx, &admin, &email, now)).await?;
    Ok(HttpResponse::NoContent().finish())
}
