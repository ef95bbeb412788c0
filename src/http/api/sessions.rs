//! One's own sign-ins, and ending them.

use crate::app::App;
use crate::auth::User;
use crate::db::sessions::SessionRow;
use crate::domain::ids::SessionId;
use crate::domain::time::Timestamp;
use crate::error::Result;
use crate::http::cursor::Page;
use crate::http::problem::Problem;
use crate::library::sessions;
use actix_web::web::{self, Data, Path};
use actix_web::{HttpResponse, delete, get};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

pub fn configure(config: &mut ServiceConfig) {
    config.service(list_sessions).service(end_other_sessions).service(end_session);
}

/// A sign-in that lives.
#[derive(Serialize, ToSchema)]
pub struct SessionView {
    id: SessionId,
    /// What signed in, as it said of itself, such as `Firefox, Windows`; empty where it said nothing.
    device: String,
    created_at: Timestamp,
    /// When it last asked for fresh tokens, which a session in use does every quarter of an hour.
    last_used_at: Timestamp,
    /// It ends by itself when it is not used until then.
    expires_at: Timestamp,
    /// Whether it is the one that asks.
    is_current: bool,
}

/// Where you are signed in: the hundred sessions used last.
#[utoipa::path(tag = "accounts", operation_id = "list_sessions", security(("bearer" = [])), responses((status = 200, body = Page<SessionView>), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/me/sessions")]
async fn list_sessions(app: Data<App>, user: User) -> Result<web::Json<Page<SessionView>>> {
    let (current, now) = (user.session()?, app.clock.now());
    let rows = app.db.read(move |c| sessions::list(c, &user, now)).await?;
    let view = |row: SessionRow| SessionView {
        id: row.id,
        device: row.device,
        created_at: row.created_at,
        last_used_at: row.last_used_at,
        expires_at: row.expires_at,
        is_current: row.id == current,
    };
    Ok(web::Json(Page { items: rows.into_iter().map(view).collect(), next_cursor: None }))
}

/// End one of your sessions, at once. Ending the present one signs out.
#[utoipa::path(tag = "accounts", operation_id = "end_session", security(("bearer" = [])), params(("id" = SessionId, Path)), responses((status = 204), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[delete("/me/sessions/{id}")]
async fn end_session(app: Data<App>, user: User, id: Path<String>) -> Result<HttpResponse> {
    let (id, now) = (SessionId::parse(&id)?, app.clock.now());
    app.db.write(move |tx| sessions::end(tx, &user, id, now)).await?;
    Ok(HttpResponse::NoContent().finish())
}

#[derive(Serialize, ToSchema)]
pub struct EndedView {
    /// How many sessions were ended.
    ended: usize,
}

/// End all of your sessions but the present one, at once.
#[utoipa::path(tag = "accounts", operation_id = "end_other_sessions", security(("bearer" = [])), responses((status = 200, body = EndedView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[delete("/me/sessions")]
async fn end_other_sessions(app: Data<App>, user: User) -> Result<web::Json<EndedView>> {
    let now = app.clock.now();
    let ended = app.db.write(move |tx| sessions::end_others(tx, &user, now)).await?;
    Ok(web::Json(EndedView { ended }))
}
