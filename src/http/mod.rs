//! The web: REST API, small pages, health and metrics. It turns requests into acts and their results into answers, and holds no rule of the
//! library itself.

mod address;
pub mod api;
mod cached;
mod citations;
mod cursor;
mod document;
pub(crate) mod downloads;
mod extract;
mod health;
mod idempotency;
mod language;
mod markdown;
mod middleware;
mod not_found;
mod old_addresses;
mod origin;
mod pages;
mod problem;
mod rates;
mod scopes;
mod spreadsheet;
mod unread;
mod visitors;

use crate::app::App;
use crate::error::{Context, Error, Result};
use actix_web::dev::Server;
use actix_web::middleware::{Compress, NormalizePath, TrailingSlash, from_fn};
use actix_web::web::{self, Data};
use actix_web::{App as ActixApp, HttpServer};
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;
use utoipa_actix_web::AppExt;

pub use document::openapi_json;
pub use rates::rates_table;

/// How long requests in flight may go on after the server was told to stop.
const GRACE_SECONDS: u64 = 10;
/// How long the head of a request may take to arrive: a phone at the edge of its network falls silent for seconds.
const HEAD_WITHIN: Duration = Duration::from_secs(15);

/// Answers on a listener until SIGTERM or SIGINT, from a thread that may block.
pub fn serve(app: Arc<App>, listener: TcpListener) -> Result<()> {
    let workers = std::thread::available_parallelism().map_or(2, usize::from);
    actix_web::rt::System::new().block_on(async { start(app, listener, workers)?.await.context("serving") })
}

/// Starts answering on a listener; the server stops cleanly on SIGTERM, or by its handle.
pub fn start(app: Arc<App>, listener: TcpListener, workers: usize) -> Result<Server> {
    health::install_recorder();
    let document = document::openapi()?;
    let (routes, scopes) = (Data::new(not_found::Routes::of(&document)), Data::new(scopes::Needed::of(&document)));
    let description = Data::new(openapi_json()?);
    let rates = Data::new(rates::Rates::new(app.config.rates)?);
    let app = Data::from(app);
    let server = HttpServer::new(move || {
        let (inner, _) = ActixApp::new()
            .into_utoipa_app()
            .map(|actix| {
                actix
                    .app_data(app.clone())
                    .app_data(routes.clone())
                    .app_data(scopes.clone())
                    .app_data(description.clone())
                    .app_data(rates.clone())
                    .configure(extract::configure)
            })
            .configure(document::operations)
            .split_for_parts();
        inner
            .configure(pages::configure)
            .configure(health::configure_docs)
            .default_service(web::to(not_found::answer))
            .wrap(Compress::default())
            .wrap(NormalizePath::new(TrailingSlash::MergeOnly))
            .wrap(from_fn(middleware::around))
    });
    let server = server.workers(workers).shutdown_timeout(GRACE_SECONDS).client_request_timeout(HEAD_WITHIN);
    let server = server.listen(listener).context("listening")?;
    Ok(server.run())
}

/// Binds the address of the settings; a taken port is said in words.
pub fn bind(address: std::net::SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(address).map_err(|cause| Error::internal("listening on the address of the setting `listen`", cause))
}
