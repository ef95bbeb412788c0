//! The settings that admins change while the library runs.

use super::views::PersonView;
use crate::app::App;
use crate::auth::Admin;
use crate::domain::settings::{Choices, Settings};
use crate::domain::time::Timestamp;
use crate::error::Result;
use crate::http::extract::Json;
use crate::http::problem::Problem;
use crate::library::settings::{self, Shown};
use actix_web::web::{self, Data};
use actix_web::{get, patch};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

pub fn configure(config: &mut ServiceConfig) {
    config.service(get_settings).service(change_settings);
}

#[derive(Serialize, ToSchema)]
pub struct SettingsView {
    /// Hand it back with a change.
    version: i64,
    settings: Settings,
    /// The names of those that differ from the defaults.
    chosen: Vec<String>,
    /// When they were last changed; absent while they never were.
    #[serde(skip_serializing_if = "Option::is_none")]
    updated_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    updated_by: Option<PersonView>,
}

impl From<Shown> for SettingsView {
    fn from(shown: Shown) -> Self {
        Self {
            version: shown.stored.version,
            settings: Settings::of(&shown.stored.chosen),
            chosen: shown.stored.chosen.keys().cloned().collect(),
            updated_at: shown.stored.updated_at,
            updated_by: shown.updated_by.map(|(id, name)| PersonView { id, name }),
        }
    }
}

/// The settings that can be changed while the library runs, as they are in force.
#[utoipa::path(tag = "administration", operation_id = "get_settings", security(("bearer" = ["admin"]), ("token" = ["admin"])), responses((status = 200, body = SettingsView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/settings")]
async fn get_settings(app: Data<App>, _admin: Admin) -> Result<web::Json<SettingsView>> {
    Ok(web::Json(app.db.read(settings::show).await?.into()))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SettingsChange {
    /// The version that the change is based on: an old one is refused (409).
    version: i64,
    /// Those to change; null takes the default again.
    #[schema(example = json!({"admin_absence_days": 30}))]
    settings: Choices,
}

/// Change settings. They are in force on all nodes at the next request, and the audit trail keeps the old and the new value.
#[utoipa::path(tag = "administration", operation_id = "change_settings", security(("bearer" = ["admin"]), ("token" = ["admin"])), responses((status = 200, body = SettingsView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[patch("/settings")]
async fn change_settings(app: Data<App>, admin: Admin, input: Json<SettingsChange>) -> Result<web::Json<SettingsView>> {
    let (SettingsChange { version, settings: choices }, now) = (input.0, app.clock.now());
    let shown = app.db.write(move |tx| settings::change(tx, &admin, &choices, version, now)).await?;
    Ok(web::Json(shown.into()))
}
