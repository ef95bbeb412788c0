//! The web: REST API, small pages, health and metrics. It turns requests into acts and their results into answers, and holds no rule of the
//! library itself.

pub mod api;
mod cached;
mod cursor;
pub(crate) mod downloads;
mod extract;
mod health;
mod idempotency;
mod language;
mod middleware;
mod not_found;
mod pages;
mod problem;
mod unread;

use crate::app::App;
use crate::error::{Context, Error, Result};
use actix_web::dev::Server;
use actix_web::http::StatusCode;
use actix_web::middleware::{Compress, NormalizePath, TrailingSlash, from_fn};
use actix_web::web::{self, Data};
use actix_web::{App as ActixApp, HttpServer};
use std::net::TcpListener;
use std::sync::Arc;
use utoipa::openapi::path::Operation;
use utoipa::openapi::{OpenApi, RefOr};
use utoipa_actix_web::AppExt;
use utoipa_actix_web::service_config::ServiceConfig;

/// How long requests in flight may go on after the server was told to stop.
const GRACE_SECONDS: u64 = 10;

/// Every documented operation, in one place: the document and the routes come from the same lines.
fn operations(config: &mut ServiceConfig) {
    api::configure(config);
    health::configure(config);
}

/// The description of the API.
pub fn openapi() -> OpenApi {
    let (_, mut document) = ActixApp::new().into_utoipa_app().openapi(api::document()).configure(operations).split_for_parts();
    for item in document.paths.paths.values_mut() {
        let operations = [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
        for operation in operations.into_iter().flatten() {
            name_problems(operation);
            describe_responses(operation);
        }
    }
    document
}

/// Errors are problem documents, under the media type of those: said here once for every operation.
fn name_problems(operation: &mut Operation) {
    let errors = operation.responses.responses.iter_mut().filter(|(status, _)| status.starts_with(['4', '5']));
    for (_, response) in errors {
        if let RefOr::T(response) = response
            && let Some(content) = response.content.shift_remove("application/json")
        {
            response.content.insert("application/problem+json".to_owned(), content);
        }
    }
}

/// OpenAPI 3.1 demands a sentence for each response; where an operation gives none of its own, its status says enough.
fn describe_responses(operation: &mut Operation) {
    for (status, response) in &mut operation.responses.responses {
        if let RefOr::T(response) = response
            && response.description.is_empty()
        {
            let of_status = || status.parse().ok().and_then(|code| StatusCode::from_u16(code).ok()?.canonical_reason());
            response.description = match status.as_str() {
                "4XX" => "Refused; a problem document says why.",
                "5XX" => "The server failed, or is busy; a problem document says so.",
                _ => of_status().unwrap_or("An answer."),
            }
            .to_owned();
        }
    }
}

/// The description as it stands in `openapi/openapi.json`.
pub fn openapi_json() -> Result<String> {
    let json = openapi().to_pretty_json().context("writing the description of the API")?;
    Ok(json + "\n")
}

/// Answers on a listener until SIGTERM or SIGINT, from a thread that may block.
pub fn serve(app: Arc<App>, listener: TcpListener) -> Result<()> {
    let workers = std::thread::available_parallelism().map_or(2, usize::from);
    actix_web::rt::System::new().block_on(async { start(app, listener, workers)?.await.context("serving") })
}

/// Starts answering on a listener; the server stops cleanly on SIGTERM, or by its handle.
pub fn start(app: Arc<App>, listener: TcpListener, workers: usize) -> Result<Server> {
    health::install_recorder();
    let routes = Data::new(not_found::Routes::of(&openapi()));
    let document = Data::new(openapi_json()?);
    let app = Data::from(app);
    let server = HttpServer::new(move || {
        let (inner, _) = ActixApp::new()
            .into_utoipa_app()
            .map(|actix| actix.app_data(app.clone()).app_data(routes.clone()).app_data(document.clone()).configure(extract::configure))
            .configure(operations)
            .split_for_parts();
        inner
            .configure(pages::configure)
            .configure(health::configure_docs)
            .default_service(web::to(not_found::answer))
            .wrap(Compress::default())
            .wrap(NormalizePath::new(TrailingSlash::MergeOnly))
            .wrap(from_fn(middleware::around))
    });
    let server = server.workers(workers).shutdown_timeout(GRACE_SECONDS).listen(listener).context("listening")?;
    Ok(server.run())
}

/// Binds the address of the settings; a taken port is said in words.
pub fn bind(address: std::net::SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(address).map_err(|cause| Error::internal("listening on the address of the setting `listen`", cause))
}
