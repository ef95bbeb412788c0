//! The audit trail: who did what, and when. Looked at page by page, or taken away whole as CSV or JSON Lines.

use super::views::PersonView;
use crate::app::App;
use crate::auth::Admin;
use crate::db::events::Filter;
use crate::domain::ids::{EventId, OrganizationId, UserId};
use crate::domain::text;
use crate::domain::time::Timestamp;
use crate::error::{Context, Error, Result};
use crate::http::cursor::{self, Page};
use crate::http::extract::Params;
use crate::http::problem::Problem;
use crate::http::spreadsheet;
use crate::library::audit::{self, Told};
use actix_web::web::{self, Bytes, Data};
use actix_web::{HttpResponse, get};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

/// No name and no id is longer.
const MAX_FILTER_CHARS: usize = 200;
/// Events that an export reads at once.
const PIECE: i64 = 500;

pub fn configure(config: &mut ServiceConfig) {
    config.service(list_events).service(export_events);
}

/// Something that was done.
#[derive(Serialize, ToSchema)]
pub struct EventView {
    id: EventId,
    at: Timestamp,
    /// Who did it, under the name that they have now; absent where nobody was signed in, or the library did it by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    actor: Option<PersonView>,
    /// A verb and what it was done to, such as `submission.decide`.
    act: String,
    subject_kind: String,
    subject_id: String,
    /// The organization concerned, where one is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    organization_id: Option<OrganizationId>,
    /// The request in which it was done, as in the header `x-request-id` of its answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<String>,
    /// What changed, in words of the library, ids and numbers. They stay for good.
    details: BTreeMap<String, serde_json::Value>,
    /// What people wrote, and what could tell who they are. Null where it was erased.
    values: BTreeMap<String, Option<String>>,
}

impl TryFrom<Told> for EventView {
    type Error = Error;

    fn try_from(told: Told) -> Result<Self> {
        let Told { row, actor_name, values } = told;
        let actor = row.actor_id.map(|id| PersonView { id, name: actor_name.unwrap_or_else(|| "(deleted)".to_owned()) });
        Ok(Self {
            id: row.id,
            at: row.at,
            actor,
            act: row.act,
            subject_kind: row.subject_kind,
            subject_id: row.subject_id,
            organization_id: row.organization_id,
            request_id: row.request_id,
            details: match serde_json::from_str(&row.details).context("reading an event")? {
                serde_json::Value::Object(details) => details.into_iter().collect(),
                other => BTreeMap::from([("value".to_owned(), other)]),
            },
            values,
        })
    }
}

fn filter(params: &Params) -> Result<Filter> {
    let time = |name: &str| params.text(name).map(Timestamp::parse).transpose().map_err(|message| Error::invalid(name, message));
    let text = |name: &str| {
        let checked = params.text(name).map(|typed| text::line(typed, MAX_FILTER_CHARS)).transpose();
        checked.map_err(|message| Error::invalid(name, message))
    };
    let id = "must be an id, such as a list of this API gives it";
    Ok(Filter {
        actor: params.one::<UserId>("actor", id)?,
        act: text("act")?,
        subject_kind: text("subject_kind")?,
        subject: text("subject")?,
        organization: params.one::<OrganizationId>("organization", id)?,
        request: text("request_id")?,
        from: time("from")?,
        until: time("until")?,
    })
}

fn place(key: &str) -> Option<(Timestamp, EventId)> {
    let (at, id) = key.split_once(' ')?;
    Some((Timestamp::parse(at).ok()?, EventId::parse(id).ok()?))
}

/// What was done in the library, newest first. Filters of different names mean "and".
#[utoipa::path(
    tag = "administration", operation_id = "list_events", security(("bearer" = ["admin"]), ("token" = ["admin"])),
    params(
        ("actor" = Option<UserId>, Query, description = "Who did it."), ("act" = Option<String>, Query, max_length = 200, description = "Such as `submission.decide`."),
        ("subject_kind" = Option<String>, Query, max_length = 200, description = "Such as `submission`, `resource`, `user`."), ("subject" = Option<String>, Query, max_length = 200, description = "The id of what it was done to."),
        ("organization" = Option<OrganizationId>, Query), ("request_id" = Option<String>, Query, max_length = 200, description = "All that one request did."),
        ("from" = Option<Timestamp>, Query, description = "From this time on."), ("until" = Option<Timestamp>, Query, description = "Before this time."),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100), ("cursor" = Option<String>, Query)
    ),
    responses((status = 200, body = Page<EventView>), (status = "4XX", body = Problem), (status = "5XX", body = Problem))
)]
#[get("/events")]
async fn list_events(app: Data<App>, admin: Admin, params: Params) -> Result<web::Json<Page<EventView>>> {
    let (limit, filter) = (params.limit()?, filter(&params)?);
    let before = cursor::decode(params.text("cursor"), place)?;
    let rows = app.db.read(move |c| audit::page(c, &admin, &filter, before, limit as i64 + 1)).await?;
    Ok(web::Json(cursor::page(rows, limit, |told| format!("{} {}", told.row.at, told.row.id), EventView::try_from)?))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    Csv,
    JsonLines,
}

/// The audit trail as a file, newest first: all that the filters let through, sent as it is read.
#[utoipa::path(
    tag = "administration", operation_id = "export_events", security(("bearer" = ["admin"]), ("token" = ["admin"])),
    params(
        ("format" = Option<String>, Query, description = "`csv` (where nothing is said) or `jsonl`: an event as JSON on each line.", pattern = "^(csv|jsonl)$"),
        ("actor" = Option<UserId>, Query), ("act" = Option<String>, Query, max_length = 200), ("subject_kind" = Option<String>, Query, max_length = 200), ("subject" = Option<String>, Query, max_length = 200),
        ("organization" = Option<OrganizationId>, Query), ("request_id" = Option<String>, Query, max_length = 200),
        ("from" = Option<Timestamp>, Query), ("until" = Option<Timestamp>, Query)
    ),
    responses((status = 200, description = "`text/csv` or `application/x-ndjson`, as an attachment.", content_type = "*/*"), (status = "4XX", body = Problem), (status = "5XX", body = Problem))
)]
#[get("/events/export")]
async fn export_events(app: Data<App>, admin: Admin, params: Params) -> Result<HttpResponse> {
    let (format, media_type, name) = match params.text("format") {
        None | Some("csv") => (Format::Csv, "text/csv; charset=utf-8; header=present", "events.csv"),
        Some("jsonl") => (Format::JsonLines, "application/x-ndjson", "events.jsonl"),
        Some(_) => return Err(Error::invalid("format", "must be csv or jsonl")),
    };
    let export = Export { app, admin, filter: filter(&params)?, format, after: None, is_begun: false, is_over: false };
    // The first piece before the status: what fails at once is told as a problem.
    let (first, rest) = export.next().await?.ok_or_else(|| Error::internal("exporting events", "there is no first piece"))?;
    let first = futures_util::stream::once(async move { Ok::<_, Error>(first) });
    let rest = futures_util::stream::try_unfold(rest, Export::next);
    let mut response = HttpResponse::Ok();
    response.content_type(media_type).insert_header(("content-disposition", format!("attachment; filename=\"{name}\"")));
    Ok(response.streaming(futures_util::StreamExt::chain(first, rest)))
}

/// An export on its way: what is still to be read comes after the last event that was.
struct Export {
    app: Data<App>,
    admin: Admin,
    filter: Filter,
    format: Format,
    after: Option<(Timestamp, EventId)>,
    is_begun: bool,
    is_over: bool,
}

const HEAD: [&str; 11] =
    ["at", "act", "actor_id", "actor", "subject_kind", "subject_id", "organization_id", "request_id", "details", "values", "id"];

impl Export {
    async fn next(mut self) -> Result<Option<(Bytes, Self)>> {
        if self.is_over {
            return Ok(None);
        }
        let (admin, filter, after) = (self.admin.clone(), self.filter.clone(), self.after);
        let told = self.app.db.read(move |c| audit::page(c, &admin, &filter, after, PIECE)).await?;
        self.is_over = i64::try_from(told.len()).unwrap_or(PIECE) < PIECE;
        self.after = told.last().map(|told| (told.row.at, told.row.id));
        let events = told.into_iter().map(EventView::try_from).collect::<Result<Vec<_>>>()?;
        let bytes = match self.format {
            Format::JsonLines => json_lines(&events)?,
            Format::Csv => csv(&events, !self.is_begun)?,
        };
        self.is_begun = true;
        Ok(Some((Bytes::from(bytes), self)))
    }
}

fn json_lines(events: &[EventView]) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    for event in events {
        serde_json::to_writer(&mut bytes, event).context("writing an event")?;
        bytes.push(b'\n');
    }
    Ok(bytes)
}

fn csv(events: &[EventView], with_head: bool) -> Result<Vec<u8>> {
    let mut rows = Vec::new();
    if with_head {
        rows.push(HEAD.iter().map(|&name| name.into()).collect());
    }
    for event in events {
        let actor = event.actor.as_ref();
        rows.push(vec![
            event.at.to_string().into(),
            event.act.as_str().into(),
            actor.map(|actor| actor.id.to_string()).unwrap_or_default().into(),
            actor.map(|actor| actor.name.as_str()).unwrap_or_default().into(),
            event.subject_kind.as_str().into(),
            event.subject_id.as_str().into(),
            event.organization_id.map(|id| id.to_string()).unwrap_or_default().into(),
            event.request_id.as_deref().unwrap_or_default().into(),
            serde_json::to_string(&event.details).context("writing an event")?.into(),
            serde_json::to_string(&event.values).context("writing an event")?.into(),
            event.id.to_string().into(),
        ]);
    }
    let mut bytes = if with_head { spreadsheet::BYTE_ORDER_MARK.to_vec() } else { Vec::new() };
    bytes.extend(spreadsheet::rows(rows)?);
    Ok(bytes)
}
