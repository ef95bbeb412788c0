//! The first page of an audit trail with very many entries, by each of its filters: in a library of its own, on SQLite and, where the settings
//! name a PostgreSQL server, in a database beside theirs, which goes afterwards.

use super::client::Connection;
use super::library::{ADMIN, Filling};
use super::progress;
use super::report::{Floor, Row, Times};
use super::server::Server;
use crate::config::{Config, Secret, make_private_folder};
use crate::db::events::{self, EventRow};
use crate::db::{Db, Target};
use crate::domain::ids::{EventId, OrganizationId, UserId};
use crate::domain::time::{Clock, Timestamp};
use crate::error::{Context, Result};
use std::path::Path;
use std::time::Instant;

pub const FIRST_PAGE_WITHIN_MS: f64 = 50.0;
const BATCH: usize = 5_000;
const SECRET: &str = "a-secret-that-signs-nothing-but-measurements";
/// Acts with how often each is done, of a hundred.
const ACTS: &[(&str, &str, usize)] = &[
    ("user.sign_in", "user", 34),
    ("submission.create", "submission", 14),
    ("submission.edit", "submission", 18),
    ("submission.submit", "submission", 12),
    ("submission.decide", "submission", 10),
    ("resource.publish", "resource", 9),
    ("invitation.send", "invitation", 2),
    ("resource.withdraw", "resource", 1),
];
const PEOPLE: usize = 500;
const ORGANIZATIONS: usize = 200;

/// What is asked for later: someone, an organization, a subject, a request and a day of the filling.
struct Made {
    actor: UserId,
    organization: OrganizationId,
    subject: String,
    request: String,
    day: Timestamp,
}

pub fn measure(config: &Config, folder: &Path, entries: usize, questions: usize) -> Result<Vec<Row>> {
    make_private_folder(folder).context("making the folder")?;
    let data = tempfile::tempdir_in(folder).context("making a library for the audit trail")?;
    let mut rows = measure_on("SQLite", config.clone().moved_to(data.path()), entries, questions, false)?;
    let (target, name) = (Target::of(&config.database)?, format!("commonshelf_bench_{}", std::process::id()));
    if target.heard_at().is_some()
        && let Some(beside) = target.make_beside(&name)?
    {
        let data = tempfile::tempdir_in(folder).context("making a library for the audit trail")?;
        let own = Config { database: beside.to_setting(), ..config.clone().moved_to(data.path()) };
        let measured = measure_on("PostgreSQL", own, entries, questions, true);
        target.drop_beside(&name)?;
        rows.extend(measured?);
    }
    Ok(rows)
}

fn measure_on(database: &str, mut config: Config, entries: usize, questions: usize, gathers_statistics: bool) -> Result<Vec<Row>> {
    config.secret_key = Some(Secret::new(SECRET));
    let started = Instant::now();
    let made = fill(&config, entries, gathers_statistics)?;
    progress(&format!("  {entries} entries on {database} after {} s", started.elapsed().as_secs()));
    let target = Target::of(&config.database)?;
    let mut settings = vec![("COMMONSHELF_SECRET_KEY", SECRET)];
    settings.extend(target.heard_at().map(|url| ("COMMONSHELF_DATABASE_URL", url)));
    let server = Server::start(&config.data_dir, &settings)?;
    let token = server.sign_in(ADMIN)?;
    let mut line = Connection::open(server.address, Some(&token))?;
    let Made { actor, organization, subject, request, day } = made;
    let (from, until) = (day, day.plus_days(1));
    let asked = [
        ("all", String::new()),
        ("of a person", format!("actor={actor}")),
        ("of a rare act", "act=resource.withdraw".to_owned()),
        ("of a kind of subject", "subject_kind=invitation".to_owned()),
        ("of an organization", format!("organization={organization}")),
        ("of a subject", format!("subject={subject}")),
        ("of a subject of a kind", format!("subject={subject}&subject_kind=submission")),
        ("of a request", format!("request_id={request}")),
        ("of a request and an act", format!("request_id={request}&act=user.sign_in")),
        ("of a day long ago", format!("from={from}&until={until}")),
        ("of a person and a kind of subject", format!("actor={actor}&subject_kind=invitation")),
        ("of an organization and an act", format!("organization={organization}&act=submission.decide")),
        ("of a person and an act, before a day", format!("actor={actor}&act=submission.decide&until={until}")),
    ];
    let mut rows = Vec::new();
    for (what, query) in asked {
        let mut times = Vec::with_capacity(questions);
        for _ in 0..questions {
            let started = Instant::now();
            line.get(&format!("/api/v1/events?limit=50&{query}"))?.expect(200)?;
            times.push(started.elapsed());
        }
        let times = Times::new(times);
        let p50 = times.at(50);
        rows.push(Row::new(format!("audit trail of {entries}, {database}: first page, {what}"), times.to_string()).floor(
            p50,
            Floor::AtMost(FIRST_PAGE_WITHIN_MS),
            " ms",
        ));
    }
    server.stop()?;
    Ok(rows)
}

fn fill(config: &Config, entries: usize, gathers_statistics: bool) -> Result<Made> {
    // Makes the people who ask; what it holds open ends with it.
    drop(Filling::open(config.clone())?);
    let clock = Clock::system();
    let db = Db::open(Target::of(&config.database)?, clock.clone())?;
    let people: Vec<UserId> = (0..PEOPLE).map(|_| UserId::new()).collect();
    let organizations: Vec<OrganizationId> = (0..ORGANIZATIONS).map(|_| OrganizationId::new()).collect();
    let acts: Vec<(&str, &str)> = ACTS.iter().flat_map(|(act, kind, share)| std::iter::repeat_n((*act, *kind), *share)).collect();
    // Three years, up to yesterday.
    let (seconds, newest) = (3 * 365 * 86_400_i64, clock.now().plus_days(-1));
    let entry = |number: usize| {
        // A step that has no divisor in common with the lists' lengths: each meets each.
        let (act, kind) = acts.get(number * 37 % acts.len().max(1)).copied().unwrap_or(("user.sign_in", "user"));
        let ago = seconds - seconds * i64::try_from(number).unwrap_or(0) / i64::try_from(entries.max(1)).unwrap_or(1);
        EventRow {
            id: EventId::new(),
            at: newest.plus_seconds(-ago),
            actor_id: people.get(number * 13 % PEOPLE).copied(),
            act: act.to_owned(),
            subject_kind: kind.to_owned(),
            subject_id: UserId::from_uuid(uuid::Uuid::from_u128(number as u128 / 4)).to_string(),
            request_id: Some(uuid::Uuid::from_u128(number as u128 / 2).to_string()),
            details: r#"{"section":"learn","verdict":"approve"}"#.to_owned(),
            organization_id: organizations.get(number * 7 % ORGANIZATIONS).copied(),
        }
    };
    for start in (0..entries).step_by(BATCH) {
        let rows: Vec<EventRow> = (start..entries.min(start + BATCH)).map(entry).collect();
        db.write_blocking(|tx| events::fill(tx, &rows))?;
    }
    if gathers_statistics {
        // As autovacuum does by itself after so many rows.
        db.write_blocking(events::gather_statistics)?;
    }
    let middle = entry(entries / 2);
    Ok(Made {
        actor: people.first().copied().unwrap_or_else(UserId::new),
        organization: organizations.first().copied().unwrap_or_else(OrganizationId::new),
        subject: middle.subject_id,
        request: middle.request_id.unwrap_or_default(),
        day: middle.at,
    })
}
