//! For programs that watch over the library: is it alive, is it ready, what does it count; and the description of the API with its explorer.
//!
//! Readiness says in words what is wrong and names no address, path or title: anyone may ask.

mod backup;

use self::backup::{BackupCheck, Remembered};
use super::cached;
use super::problem::Problem;
use crate::app::App;
use crate::app::public_search::MAX_CHANGES_BEHIND;
use crate::auth::tokens::hash_secret;
use crate::blocking::blocking;
use crate::db::{changes, dialect, jobs};
use crate::error::{Context, Error, Result};
use crate::files::free_bytes;
use crate::library::notices::MAIL_JOB;
use crate::library::succession;
use actix_web::http::header;
use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse, get};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use serde::Serialize;
use std::sync::OnceLock;
use std::time::Duration;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use utoipa_swagger_ui::{Config, SwaggerUi};

/// A database that says nothing for so long is not ready.
const PATIENCE: Duration = Duration::from_secs(5);
/// An index may be behind the feed by as many changes as a search can leave out, and for so long; then other nodes had better answer.
const MAX_BEHIND: Duration = Duration::from_secs(30);
/// Less free room than this is worth a warning.
const LOW_DISK_BYTES: u64 = 1024 * 1024 * 1024;
const INDEX_FAILS: &str = "The search index can't be written: searches answer from what it holds, and it goes on by itself. The log says why; look for room on the disk of the data folder.";
/// The bounds of the histograms of durations, in seconds: from a cached answer to a large upload.
const SECONDS: &[f64] = &[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0];

/// One for the process, because the metrics of the process have one place: `None` if another had taken it.
static RECORDER: OnceLock<Option<PrometheusHandle>> = OnceLock::new();

pub fn configure(config: &mut ServiceConfig) {
    config.service(get_live).service(get_ready).service(get_metrics).service(get_openapi);
}

/// The explorer of the API, at `/docs`. Its files are in the binary.
pub fn configure_docs(config: &mut web::ServiceConfig) {
    // By default it would show the address of the document to a validator on the web.
    let settings = Config::new(["/openapi.json"]).validator_url("none").persist_authorization(false);
    config.service(web::redirect("/docs", "/docs/")).service(SwaggerUi::new("/docs/{_:.*}").config(settings));
}

/// Begins to count. Doing it again is harmless.
pub fn install_recorder() {
    RECORDER.get_or_init(|| {
        let installed = PrometheusBuilder::new().set_buckets(SECONDS).and_then(PrometheusBuilder::install_recorder);
        installed.inspect_err(|failure| tracing::warn!(error = %failure, "metrics can't be counted")).ok()
    });
}

#[derive(Serialize, ToSchema)]
pub struct LiveView {
    /// `live`.
    status: &'static str,
}

/// Whether the process answers at all.
#[utoipa::path(tag = "machines", operation_id = "get_live", responses((status = 200, body = LiveView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/health/live")]
async fn get_live() -> HttpResponse {
    HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(LiveView { status: "live" })
}

#[derive(Serialize, ToSchema)]
pub struct ReadyView {
    /// `ready` or `not_ready`.
    status: &'static str,
    checks: Checks,
    /// What keeps it from being ready, and what to do.
    problems: Vec<String>,
    /// What people should look at although the library works.
    warnings: Vec<String>,
}

#[derive(Serialize, ToSchema)]
pub struct Checks {
    database: DatabaseCheck,
    index: IndexCheck,
    disk: DiskCheck,
    files: FilesCheck,
    mail: MailCheck,
    jobs: JobsCheck,
    backup: BackupCheck,
}

#[derive(Serialize, ToSchema)]
pub struct DatabaseCheck {
    /// Whether it answered, within five seconds.
    ok: bool,
}

#[derive(Serialize, ToSchema)]
pub struct IndexCheck {
    /// The last change that this node's search index holds.
    seq: i64,
    /// The newest change; `null` while the database does not answer.
    head: Option<i64>,
    /// Whether the index has caught up since the start: before that, searches are refused.
    complete: bool,
    /// For how many seconds it has not held every change that there was.
    behind_seconds: u64,
}

#[derive(Serialize, ToSchema)]
pub struct DiskCheck {
    /// What is free where the data folder is; `null` where the system does not say.
    free_bytes: Option<u64>,
}

#[derive(Serialize, ToSchema)]
pub struct FilesCheck {
    /// Whether uploaded files can be stored and read. Where not, searches and pages are served on.
    ok: bool,
}

#[derive(Serialize, ToSchema)]
pub struct MailCheck {
    /// `smtp`, or `folder` while no mail server is set.
    transport: &'static str,
    waiting: Option<i64>,
    /// Given up after the last try.
    parked: Option<i64>,
}

#[derive(Serialize, ToSchema)]
pub struct JobsCheck {
    /// Given up after the last try.
    parked: Option<i64>,
}

/// What the database says of itself.
struct Counts {
    head: i64,
    mail_waiting: i64,
    mail_parked: i64,
    jobs_parked: i64,
    /// What its admins should change about it.
    advice: Vec<String>,
    backup: Remembered,
}

async fn count(app: &App) -> Result<Counts> {
    let now = app.clock.now();
    let counting = app.db.read(move |c| {
        let hint = succession::look(c, now)?.hint();
        Ok(Counts {
            head: changes::head(c)?,
            mail_waiting: jobs::count_waiting(c, MAIL_JOB)?,
            mail_parked: jobs::count_parked_of(c, MAIL_JOB)?,
            jobs_parked: jobs::count_parked(c)?,
            advice: dialect::advice(c)?.into_iter().chain(hint).collect(),
            backup: Remembered::read(c)?,
        })
    });
    tokio::time::timeout(PATIENCE, counting).await.context("asking the database whether it is well")?
}

/// Whether this node can serve: database, search index, disk, files, mail and jobs. 503, with the same body, when it cannot.
#[utoipa::path(tag = "machines", operation_id = "get_ready", responses((status = 200, body = ReadyView), (status = 503, body = ReadyView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/health/ready")]
async fn get_ready(app: Data<App>) -> Result<HttpResponse> {
    let counts = count(&app).await.inspect_err(|failure| tracing::warn!(error = %failure, "the database does not say how it is")).ok();
    let (data_dir, files) = (app.config.data_dir.clone(), app.files.clone());
    let (free_bytes, files) = blocking(move || Ok((free_bytes(&data_dir), FilesCheck { ok: files.is_well() }))).await?;
    let view = ready(&app, counts, free_bytes, files);
    let mut builder = if view.status == "ready" { HttpResponse::Ok() } else { HttpResponse::ServiceUnavailable() };
    Ok(builder.insert_header((header::CACHE_CONTROL, "no-store")).json(view))
}

fn ready(app: &App, counts: Option<Counts>, free_bytes: Option<u64>, files: FilesCheck) -> ReadyView {
    let counts = counts.as_ref();
    let checks = Checks {
        database: DatabaseCheck { ok: counts.is_some() },
        index: IndexCheck {
            seq: app.index.seq(),
            head: counts.map(|counts| counts.head),
            complete: app.indexed.borrow().is_some(),
            behind_seconds: app.level.behind().as_secs(),
        },
        disk: DiskCheck { free_bytes },
        files,
        mail: MailCheck {
            transport: if app.mailer.is_folder() { "folder" } else { "smtp" },
            waiting: counts.map(|counts| counts.mail_waiting),
            parked: counts.map(|counts| counts.mail_parked),
        },
        jobs: JobsCheck { parked: counts.map(|counts| counts.jobs_parked) },
        backup: BackupCheck::of(&app.config, counts.map(|counts| &counts.backup), app.clock.now()),
    };
    let problems = problems(&checks);
    let mut warnings = warnings(&checks);
    warnings.extend(app.db.trouble().map(str::to_owned));
    if *app.index_fails.borrow() {
        warnings.push(INDEX_FAILS.to_owned());
    }
    warnings.extend(counts.map(|counts| counts.advice.clone()).unwrap_or_default());
    ReadyView { status: if problems.is_empty() { "ready" } else { "not_ready" }, warnings, problems, checks }
}

fn problems(checks: &Checks) -> Vec<String> {
    let Some(head) = checks.index.head.filter(|_| checks.database.ok) else {
        let remedy =
            "The database does not answer, so that whatever needs it is refused: see that it runs and that this server reaches it.";
        return vec![remedy.to_owned()];
    };
    let (seq, seconds) = (checks.index.seq, checks.index.behind_seconds);
    if !checks.index.complete {
        return vec![format!("The search index is being filled: it holds {seq} of {head} changes. Until then searches are refused.")];
    }
    let is_far = head - seq > MAX_CHANGES_BEHIND;
    if is_far || seconds > MAX_BEHIND.as_secs() {
        let behind = format!("The search index holds {seq} of {head} changes and has been behind for {seconds} seconds.");
        return vec![format!("{behind} It catches up by itself; if it does not, the log says what keeps it.")];
    }
    Vec::new()
}

fn warnings(checks: &Checks) -> Vec<String> {
    let mut warnings = Vec::new();
    if checks.mail.transport == "folder" {
        warnings.push("No mail server is set: mail is written to a folder and reaches nobody.".to_owned());
    }
    if let Some(parked @ 1..) = checks.mail.parked {
        warnings.push(format!("{parked} letters could not be sent and were given up."));
    }
    if let Some(parked @ 1..) = checks.jobs.parked {
        warnings.push(format!("{parked} jobs failed too often and were given up."));
    }
    if !checks.files.ok {
        warnings.push("The storage of files can not be reached: uploads and downloads fail until it answers. The log says why.".to_owned());
    }
    if checks.disk.free_bytes.is_some_and(|free| free < LOW_DISK_BYTES) {
        warnings.push("Less than 1 GiB is free on the disk.".to_owned());
    }
    warnings.extend(checks.backup.warning());
    warnings
}

/// Counters for Prometheus. To others than this machine and the holders of the `metrics_token` it does not exist.
#[utoipa::path(tag = "machines", operation_id = "get_metrics", responses((status = 200, body = String, content_type = "text/plain"), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/metrics")]
async fn get_metrics(app: Data<App>, request: HttpRequest) -> Result<HttpResponse> {
    let token = app.config.metrics_token.as_ref().map(|token| token.expose());
    if !is_direct_from_here(&request) && !bears(&request, token) {
        return Err(Error::NotFound("page"));
    }
    let handle = RECORDER.get().and_then(Option::as_ref).ok_or(Error::NotFound("page"))?;
    // If the database does not answer, the last numbers stand: the rest is worth having just then.
    if let Ok(counts) = count(&app).await {
        metrics::gauge!("commonshelf_change_head").set(counts.head as f64);
        metrics::gauge!("commonshelf_mail_waiting").set(counts.mail_waiting as f64);
        metrics::gauge!("commonshelf_mail_parked").set(counts.mail_parked as f64);
        metrics::gauge!("commonshelf_jobs_parked").set(counts.jobs_parked as f64);
    }
    metrics::gauge!("commonshelf_index_seq").set(app.index.seq() as f64);
    metrics::gauge!("commonshelf_index_behind_seconds").set(app.level.behind().as_secs_f64());
    metrics::gauge!("commonshelf_database_reachable").set(if app.db.reach().is_lost() { 0.0 } else { 1.0 });
    handle.run_upkeep();
    let text = handle.render();
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .content_type("text/plain; version=0.0.4; charset=utf-8")
        .body(text))
}

/// Whether a program on this machine asks for itself. What a proxy on this machine passes on comes from elsewhere, and proxies say so.
fn is_direct_from_here(request: &HttpRequest) -> bool {
    let is_passed_on = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via"];
    let is_passed_on = is_passed_on.iter().any(|name| request.headers().contains_key(*name));
    !is_passed_on && request.peer_addr().is_some_and(|peer| peer.ip().to_canonical().is_loopback())
}

fn bears(request: &HttpRequest, token: Option<&str>) -> bool {
    let sent = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).and_then(|value| value.split_once(' '));
    match (sent, token) {
        // Compared as hashes, so that the time it takes says nothing.
        (Some((scheme, sent)), Some(token)) => scheme.eq_ignore_ascii_case("bearer") && hash_secret(sent.trim()) == hash_secret(token),
        _ => false,
    }
}

/// This description of the API.
#[utoipa::path(tag = "machines", operation_id = "get_openapi", responses((status = 200, body = BTreeMap<String, serde_json::Value>, content_type = "application/json"), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/openapi.json")]
async fn get_openapi(request: HttpRequest, document: Data<String>) -> HttpResponse {
    cached::answer(&request, "application/json", "no-cache", document.get_ref().clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn metrics_are_for_this_machine_and_for_holders_of_the_token() {
        let from = |peer: &str| TestRequest::default().peer_addr(peer.parse().unwrap());

        assert!(is_direct_from_here(&from("127.0.0.1:1").to_http_request()));
        assert!(is_direct_from_here(&from("[::ffff:127.0.0.1]:1").to_http_request()));
        assert!(!is_direct_from_here(&from("192.0.2.1:1").to_http_request()));
        assert!(!is_direct_from_here(&from("127.0.0.1:1").insert_header(("x-forwarded-for", "192.0.2.1")).to_http_request()));
        let bearing = from("192.0.2.1:1").insert_header(("authorization", "Bearer a-long-token")).to_http_request();
        assert!(bears(&bearing, Some("a-long-token")));
        assert!(!bears(&bearing, Some("another-token")));
        assert!(!bears(&bearing, None));
    }

    #[actix_web::test]
    async fn the_explorer_answers_with_and_without_a_slash_and_knows_its_document() {
        let app = actix_web::test::init_service(actix_web::App::new().configure(configure_docs)).await;
        let get = async |path: &str| {
            let response = actix_web::test::call_service(&app, TestRequest::get().uri(path).to_request()).await;
            let (status, location) = (response.status().as_u16(), response.headers().get("location").cloned());
            let body = actix_web::test::read_body(response).await;
            (status, location, String::from_utf8_lossy(&body).into_owned())
        };

        let (status, location, _) = get("/docs").await;
        assert_eq!((status, location.unwrap().to_str().unwrap()), (307, "/docs/"));
        let (status, _, page) = get("/docs/").await;
        assert_eq!(status, 200);
        // The policy of the middleware allows files from here and nothing inline.
        assert!(!page.contains("<style") && !page.contains("<script>") && !page.contains("//"), "{page}");
        let (status, _, settings) = get("/docs/swagger-initializer.js").await;
        assert!(status == 200 && settings.contains("/openapi.json") && settings.contains(r#""validatorUrl": "none""#), "{settings}");
    }
}
