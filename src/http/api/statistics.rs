//! Statistics for admins, as JSON and as CSV, each figure with what it counts.

use crate::app::{App, DOUBLE_CLICK_SECONDS};
use crate::auth::Admin;
use crate::domain::ids::{OrganizationId, ResourceId};
use crate::domain::time::Timestamp;
use crate::domain::words::{Counted, Section, Verdict, Visitor};
use crate::error::{Error, Result};
use crate::http::extract::Params;
use crate::http::problem::Problem;
use crate::http::spreadsheet;
use crate::library::settings;
use crate::library::statistics::{self, Day, Period, Statistics};
use actix_web::web::{self, Data};
use actix_web::{HttpResponse, get};
use serde::Serialize;
use std::borrow::Cow;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

const DEFAULT_DAYS: i64 = 90;
const MAX_DAYS: i64 = 1_100;

pub fn configure(config: &mut ServiceConfig) {
    config.service(get_statistics).service(export_statistics);
}

#[derive(Serialize, ToSchema)]
pub struct StatisticsView {
    /// The first day that is counted (UTC).
    from: String,
    /// The day on which counting stops: it is not counted any more.
    until: String,
    queue: WaitingNow,
    decisions: DecisionsView,
    uploads: UploadsView,
    usage: UsageView,
    empty_searches: EmptySearchesView,
}

/// What waits for review at this moment.
#[derive(Serialize, ToSchema)]
pub struct WaitingNow {
    definition: String,
    waiting: usize,
    oldest_hours: Option<f64>,
    median_hours: Option<f64>,
}

#[derive(Serialize, ToSchema)]
pub struct DecisionsView {
    definition: String,
    count: usize,
    /// Half of them took no longer.
    p50_hours: Option<f64>,
    p90_hours: Option<f64>,
    by_decision: Vec<VerdictCount>,
    /// The ready-made reasons that were given, the most frequent first.
    by_reason: Vec<ReasonCount>,
}

#[derive(Serialize, ToSchema)]
pub struct VerdictCount {
    decision: Verdict,
    count: usize,
}

#[derive(Serialize, ToSchema)]
pub struct ReasonCount {
    reason: String,
    count: usize,
}

#[derive(Serialize, ToSchema)]
pub struct UploadsView {
    definition: String,
    items: Vec<UploadCount>,
}

#[derive(Serialize, ToSchema)]
pub struct UploadCount {
    /// Such as `2026-11`.
    month: String,
    /// Null where neither the submitter nor a reviewer has said it.
    section: Option<Section>,
    organization_id: OrganizationId,
    organization: String,
    submitted: usize,
    /// Of these.
    approved: usize,
}

#[derive(Serialize, ToSchema)]
pub struct UsageView {
    definition: String,
    days: Vec<UsageOfDay>,
    /// By the public, in the whole time.
    most_read: Vec<ReadCount>,
}

#[derive(Serialize, ToSchema)]
pub struct UsageOfDay {
    day: String,
    views: ByVisitor,
    downloads: ByVisitor,
    searches: ByVisitor,
}

#[derive(Serialize, ToSchema)]
pub struct ByVisitor {
    public: i64,
    robots: i64,
    staff: i64,
}

#[derive(Serialize, ToSchema)]
pub struct ReadCount {
    resource_id: ResourceId,
    /// Null where it is not public any more.
    title: Option<String>,
    views: i64,
    downloads: i64,
}

#[derive(Serialize, ToSchema)]
pub struct EmptySearchesView {
    definition: String,
    items: Vec<EmptySearchCount>,
}

#[derive(Serialize, ToSchema)]
pub struct EmptySearchCount {
    words: String,
    /// On how many days.
    days: i64,
    times: i64,
}

const QUEUE: &str = "Submissions that wait for a decision at this moment, and how long they have waited since they were last submitted.";
const DECISIONS: &str = "Decisions of the period that were not taken back. The time runs from the last time before it that the submission was submitted. What was purged since is not counted any more.";
const UPLOADS: &str = "Submissions by the month (UTC) in which they were last submitted, the section that they have now, and the contributing organization; of these, how many are approved by now. Drafts are not counted.";

fn usage_definition() -> String {
    format!(
        "A view is a public resource that was read, by its page or by the API; a download is a file of it that was sent from its first byte on. Two of the same by the same visitor (address and browser) within {DOUBLE_CLICK_SECONDS} seconds are one, as in the COUNTER Code of Practice 5.1. A search is one with words, its first page. Robots are programs whose User-Agent is missing or holds a pattern of a list made after the COUNTER list of robots; staff are reviewers and admins who are signed in. Days are UTC. No address is kept: sums are counted in memory and written down each minute, so that a crash takes the last minute at most."
    )
}

fn empty_searches_definition(days: i64, visitors: i64) -> String {
    format!(
        "Words for which the public found nothing, once they were searched on at least {days} days of the last 90 and by at least {visitors} visitors in all, of whom at least two came on one day. Visitors are told apart within a day only. Before that, a keyed hash of the words is counted and the words are kept nowhere. What looks like an address, a number or a sentence is never counted."
    )
}

/// To a tenth.
fn round(hours: f64) -> f64 {
    (hours * 10.0).round() / 10.0
}

impl UsageOfDay {
    fn of(day: &Day) -> Self {
        let times = |kind, visitor| day.times.get(&(kind, visitor)).copied().unwrap_or(0);
        let by_visitor = |kind| ByVisitor {
            public: times(kind, Visitor::Public),
            robots: times(kind, Visitor::Robot),
            staff: times(kind, Visitor::Staff),
        };
        Self {
            day: day.day.clone(),
            views: by_visitor(Counted::View),
            downloads: by_visitor(Counted::Download),
            searches: by_visitor(Counted::Search),
        }
    }
}

impl StatisticsView {
    fn of(period: &Period, gathered: Statistics, settings: &settings::Settings) -> Self {
        let Statistics { queue, decisions, uploads, days, most_read, empty_searches } = gathered;
        let queue = WaitingNow {
            definition: QUEUE.to_owned(),
            waiting: queue.waiting,
            oldest_hours: queue.oldest_hours.map(round),
            median_hours: queue.median_hours.map(round),
        };
        let decisions = DecisionsView {
            definition: DECISIONS.to_owned(),
            count: decisions.count,
            p50_hours: decisions.p50_hours.map(round),
            p90_hours: decisions.p90_hours.map(round),
            by_decision: decisions.verdicts.into_iter().map(|(decision, count)| VerdictCount { decision, count }).collect(),
            by_reason: decisions.reasons.into_iter().map(|(reason, count)| ReasonCount { reason, count }).collect(),
        };
        let upload = |uploads: statistics::Uploads| UploadCount {
            month: uploads.month,
            section: uploads.section,
            organization_id: uploads.organization,
            organization: uploads.organization_name,
            submitted: uploads.submitted,
            approved: uploads.approved,
        };
        let read = |read: statistics::Read| ReadCount {
            resource_id: read.resource,
            title: read.title,
            views: read.views,
            downloads: read.downloads,
        };
        let searched =
            empty_searches.into_iter().map(|search| EmptySearchCount { words: search.words, days: search.days, times: search.times });
        Self {
            from: period.from.day(),
            until: period.until.day(),
            queue,
            decisions,
            uploads: UploadsView { definition: UPLOADS.to_owned(), items: uploads.into_iter().map(upload).collect() },
            usage: UsageView {
                definition: usage_definition(),
                days: days.iter().map(UsageOfDay::of).collect(),
                most_read: most_read.into_iter().map(read).collect(),
            },
            empty_searches: EmptySearchesView {
                definition: empty_searches_definition(settings.search_words_days, settings.search_words_visitors),
                items: searched.collect(),
            },
        }
    }
}

fn period(params: &Params, now: Timestamp) -> Result<Period> {
    let day = |name: &str| params.text(name).map(Timestamp::of_day).transpose().map_err(|message| Error::invalid(name, message));
    let tomorrow = Timestamp::of_day(&now.plus_days(1).day()).unwrap_or(now);
    let until = day("until")?.unwrap_or(tomorrow);
    let from = day("from")?.unwrap_or_else(|| until.plus_days(-DEFAULT_DAYS));
    let days = (until.unix_seconds() - from.unix_seconds()) / 86_400;
    if !(1..=MAX_DAYS).contains(&days) {
        return Err(Error::invalid("from", format!("must be 1 to {MAX_DAYS} days before until, which is {}", until.day())));
    }
    Ok(Period { from, until })
}

async fn view(app: &Data<App>, admin: Admin, params: &Params) -> Result<StatisticsView> {
    let now = app.clock.now();
    let period = period(params, now)?;
    let read = move |c: &mut crate::db::AnyConn| {
        let gathered = statistics::gather(c, &admin, &period, now)?;
        Ok(StatisticsView::of(&period, gathered, &settings::in_force(c)?))
    };
    app.db.read(read).await
}

/// How the library is doing: the queue, decisions, uploads, what is read, and what is searched for in vain. Beside each figure stands what it counts.
#[utoipa::path(
    tag = "administration", operation_id = "get_statistics", security(("bearer" = ["admin"]), ("token" = ["admin"])),
    params(
        ("from" = Option<String>, Query, description = "The first day; absent: 90 days before `until`.", pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"),
        ("until" = Option<String>, Query, description = "The day after the last; absent: tomorrow.", pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
    ),
    responses((status = 200, body = StatisticsView), (status = "4XX", body = Problem), (status = "5XX", body = Problem))
)]
#[get("/stats")]
async fn get_statistics(app: Data<App>, admin: Admin, params: Params) -> Result<web::Json<StatisticsView>> {
    Ok(web::Json(view(&app, admin, &params).await?))
}

type Row = Vec<Cow<'static, str>>;

/// One of the tables for a spreadsheet. The definition of its figures is its last row.
#[utoipa::path(
    tag = "administration", operation_id = "export_statistics", security(("bearer" = ["admin"]), ("token" = ["admin"])),
    params(
        ("table" = String, Query, description = "`uploads`, `decisions`, `usage`, `most_read` or `empty_searches`.", pattern = "^(uploads|decisions|usage|most_read|empty_searches)$"),
        ("from" = Option<String>, Query, pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), ("until" = Option<String>, Query, pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
    ),
    responses((status = 200, description = "`text/csv`, as an attachment.", content_type = "*/*"), (status = "4XX", body = Problem), (status = "5XX", body = Problem))
)]
#[get("/stats/export")]
async fn export_statistics(app: Data<App>, admin: Admin, params: Params) -> Result<HttpResponse> {
    let make: fn(StatisticsView) -> Vec<Row> = match params.text("table") {
        Some("uploads") => uploads_table,
        Some("decisions") => decisions_table,
        Some("usage") => usage_table,
        Some("most_read") => most_read_table,
        Some("empty_searches") => empty_searches_table,
        _ => return Err(Error::invalid("table", "must be uploads, decisions, usage, most_read or empty_searches")),
    };
    let name = params.text("table").unwrap_or_default().to_owned();
    let rows = make(view(&app, admin, &params).await?);
    let mut bytes = spreadsheet::BYTE_ORDER_MARK.to_vec();
    bytes.extend(spreadsheet::rows(rows)?);
    let mut response = HttpResponse::Ok();
    response.content_type("text/csv; charset=utf-8; header=present");
    Ok(response.insert_header(("content-disposition", format!("attachment; filename=\"{name}.csv\""))).body(bytes))
}

fn head(names: &'static [&'static str]) -> Row {
    names.iter().map(|&name| Cow::Borrowed(name)).collect()
}

fn said(definition: String) -> Row {
    vec![Cow::Owned(definition)]
}

fn uploads_table(view: StatisticsView) -> Vec<Row> {
    let row = |item: UploadCount| -> Row {
        vec![
            item.month.into(),
            item.section.map(Section::as_str).unwrap_or_default().into(),
            item.organization_id.to_string().into(),
            item.organization.into(),
            item.submitted.to_string().into(),
            item.approved.to_string().into(),
        ]
    };
    let rows = view.uploads.items.into_iter().map(row);
    let names = &["month", "section", "organization_id", "organization", "submitted", "approved"];
    std::iter::once(head(names)).chain(rows).chain([said(view.uploads.definition)]).collect()
}

fn decisions_table(view: StatisticsView) -> Vec<Row> {
    let decisions = view.decisions;
    let hours = |hours: Option<f64>| hours.map(|hours| hours.to_string()).unwrap_or_default();
    let mut rows: Vec<Row> = vec![
        head(&["figure", "value"]),
        vec!["decisions".into(), decisions.count.to_string().into()],
        vec!["p50_hours".into(), hours(decisions.p50_hours).into()],
        vec!["p90_hours".into(), hours(decisions.p90_hours).into()],
    ];
    rows.extend(decisions.by_decision.into_iter().map(|of| vec![of.decision.as_str().into(), of.count.to_string().into()]));
    rows.extend(decisions.by_reason.into_iter().map(|of| vec![format!("reason: {}", of.reason).into(), of.count.to_string().into()]));
    rows.push(said(decisions.definition));
    rows
}

fn usage_table(view: StatisticsView) -> Vec<Row> {
    let names = &[
        "day",
        "views_public",
        "views_robots",
        "views_staff",
        "downloads_public",
        "downloads_robots",
        "downloads_staff",
        "searches_public",
        "searches_robots",
        "searches_staff",
    ];
    let row = |day: UsageOfDay| -> Row {
        let counts = [day.views, day.downloads, day.searches].into_iter().flat_map(|of| [of.public, of.robots, of.staff]);
        std::iter::once(day.day.into()).chain(counts.map(|count| count.to_string().into())).collect()
    };
    std::iter::once(head(names)).chain(view.usage.days.into_iter().map(row)).chain([said(view.usage.definition)]).collect()
}

fn most_read_table(view: StatisticsView) -> Vec<Row> {
    let row = |read: ReadCount| -> Row {
        vec![
            read.resource_id.to_string().into(),
            read.title.unwrap_or_default().into(),
            read.views.to_string().into(),
            read.downloads.to_string().into(),
        ]
    };
    let rows = view.usage.most_read.into_iter().map(row);
    std::iter::once(head(&["resource_id", "title", "views", "downloads"])).chain(rows).chain([said(view.usage.definition)]).collect()
}

fn empty_searches_table(view: StatisticsView) -> Vec<Row> {
    let row =
        |search: EmptySearchCount| -> Row { vec![search.words.into(), search.days.to_string().into(), search.times.to_string().into()] };
    let rows = view.empty_searches.items.into_iter().map(row);
    std::iter::once(head(&["words", "days", "times"])).chain(rows).chain([said(view.empty_searches.definition)]).collect()
}
