//! Sums of what readers did, and what the statistics ask of the tables of others. The sums of a day are added to; nothing here tells of a person.

use super::Tx;
use super::dialect::{AnyConn, per_backend};
use super::schema::{daily_counts, decisions, empty_search_words, empty_searches, events, submissions};
use crate::domain::ids::{OrganizationId, SubmissionId};
use crate::domain::time::Timestamp;
use crate::domain::words::{Counted, Section, SubmissionStatus, Verdict, Visitor};
use crate::error::Result;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

/// Adds to the sum of a day.
pub fn add(tx: &mut Tx, day: &str, kind: Counted, subject: &str, visitor: Visitor, times: i64) -> Result<()> {
    let row = (
        daily_counts::day.eq(day),
        daily_counts::kind.eq(kind),
        daily_counts::subject_id.eq(subject),
        daily_counts::visitor.eq(visitor),
        daily_counts::times.eq(times),
    );
    let c: &mut AnyConn = tx;
    per_backend!(c, inner => diesel::insert_into(daily_counts::table)
        .values(row)
        .on_conflict((daily_counts::day, daily_counts::kind, daily_counts::subject_id, daily_counts::visitor))
        .do_update()
        .set(daily_counts::times.eq(daily_counts::times + times))
        .execute(inner))?;
    Ok(())
}

/// Adds to the searches of a day that found nothing. Visitors are not added up: the same may stand behind both numbers.
pub fn add_empty_search(tx: &mut Tx, query_hash: &str, day: &str, visitors: i64, times: i64) -> Result<()> {
    let key = (query_hash, day);
    let c: &mut AnyConn = tx;
    let new = (
        empty_searches::query_hash.eq(query_hash),
        empty_searches::day.eq(day),
        empty_searches::visitors.eq(0),
        empty_searches::times.eq(0),
    );
    per_backend!(c, inner => diesel::insert_into(empty_searches::table).values(new).on_conflict_do_nothing().execute(inner))?;
    diesel::update(empty_searches::table.find(key)).set(empty_searches::times.eq(empty_searches::times + times)).execute(c)?;
    let fewer = empty_searches::table.find(key).filter(empty_searches::visitors.lt(visitors));
    diesel::update(fewer).set(empty_searches::visitors.eq(visitors)).execute(c)?;
    Ok(())
}

/// By how many visitors a search was made on each day since one.
pub fn visitors_of_empty_search(c: &mut AnyConn, query_hash: &str, since: &str) -> Result<Vec<i64>> {
    let days = empty_searches::table.filter(empty_searches::query_hash.eq(query_hash)).filter(empty_searches::day.ge(since));
    Ok(days.select(empty_searches::visitors).load(c)?)
}

/// Writes down what a hash stands for.
pub fn show_words(tx: &mut Tx, query_hash: &str, words: &str, day: &str) -> Result<()> {
    let row = (empty_search_words::query_hash.eq(query_hash), empty_search_words::words.eq(words), empty_search_words::shown_since.eq(day));
    let c: &mut AnyConn = tx;
    per_backend!(c, inner => diesel::insert_into(empty_search_words::table).values(row).on_conflict_do_nothing().execute(inner))?;
    Ok(())
}

/// Forgets the searches before a day, and the words of those that nobody made since.
pub fn forget_empty_searches(c: &mut AnyConn, before: &str) -> Result<()> {
    diesel::delete(empty_searches::table.filter(empty_searches::day.lt(before))).execute(c)?;
    let asked = empty_searches::table.select(empty_searches::query_hash);
    diesel::delete(empty_search_words::table.filter(empty_search_words::query_hash.ne_all(asked))).execute(c)?;
    Ok(())
}

#[derive(QueryableByName)]
pub struct EmptySearch {
    #[diesel(sql_type = Text)]
    pub words: String,
    #[diesel(sql_type = BigInt)]
    pub days: i64,
    #[diesel(sql_type = BigInt)]
    pub times: i64,
}

/// Searches that found nothing and whose words may be seen, the most frequent first.
pub fn list_empty_searches(c: &mut AnyConn, from: &str, until: &str) -> Result<Vec<EmptySearch>> {
    let query = "
        SELECT w.words AS words, COUNT(*) AS days, CAST(SUM(s.times) AS BIGINT) AS times
        FROM empty_search_words w JOIN empty_searches s ON s.query_hash = w.query_hash
        WHERE s.day >= $1 AND s.day < $2 GROUP BY w.words ORDER BY times DESC, words LIMIT 200";
    Ok(diesel::sql_query(query).bind::<Text, _>(from).bind::<Text, _>(until).load(c)?)
}

#[derive(QueryableByName)]
pub struct DaySum {
    #[diesel(sql_type = Text)]
    pub day: String,
    #[diesel(sql_type = Text)]
    pub kind: Counted,
    #[diesel(sql_type = Text)]
    pub visitor: Visitor,
    #[diesel(sql_type = BigInt)]
    pub times: i64,
}

/// The sums of each day.
pub fn list_days(c: &mut AnyConn, from: &str, until: &str) -> Result<Vec<DaySum>> {
    let query = "
        SELECT day, kind, visitor, CAST(SUM(times) AS BIGINT) AS times FROM daily_counts
        WHERE day >= $1 AND day < $2 GROUP BY day, kind, visitor ORDER BY day, kind, visitor";
    Ok(diesel::sql_query(query).bind::<Text, _>(from).bind::<Text, _>(until).load(c)?)
}

#[derive(QueryableByName)]
pub struct SubjectSum {
    #[diesel(sql_type = Text)]
    pub subject_id: String,
    #[diesel(sql_type = BigInt)]
    pub views: i64,
    #[diesel(sql_type = BigInt)]
    pub downloads: i64,
}

/// What the public read most.
pub fn list_most_read(c: &mut AnyConn, from: &str, until: &str, limit: i64) -> Result<Vec<SubjectSum>> {
    let query = "
        SELECT subject_id, CAST(SUM(CASE kind WHEN 'view' THEN times ELSE 0 END) AS BIGINT) AS views,
            CAST(SUM(CASE kind WHEN 'download' THEN times ELSE 0 END) AS BIGINT) AS downloads
        FROM daily_counts WHERE day >= $1 AND day < $2 AND visitor = 'public' AND kind IN ('view', 'download')
        GROUP BY subject_id ORDER BY SUM(times) DESC, subject_id LIMIT $3";
    Ok(diesel::sql_query(query).bind::<Text, _>(from).bind::<Text, _>(until).bind::<BigInt, _>(limit).load(c)?)
}

/// When each submission that waits was submitted, the oldest first.
pub fn list_waiting(c: &mut AnyConn) -> Result<Vec<Timestamp>> {
    let waiting = submissions::table.filter(submissions::status.eq(SubmissionStatus::Submitted));
    let times: Vec<Option<Timestamp>> =
        waiting.order((submissions::submitted_at, submissions::id)).select(submissions::submitted_at).load(c)?;
    Ok(times.into_iter().flatten().collect())
}

pub struct Decided {
    pub submission: SubmissionId,
    pub at: Timestamp,
    pub verdict: Verdict,
    pub reason: Option<String>,
}

/// The decisions of a time that were not taken back.
pub fn list_decided(c: &mut AnyConn, from: Timestamp, until: Timestamp) -> Result<Vec<Decided>> {
    let columns = (decisions::submission_id, decisions::decided_at, decisions::verdict, decisions::reason);
    let rows: Vec<(SubmissionId, Timestamp, Verdict, Option<String>)> = decisions::table
        .filter(decisions::decided_at.ge(from))
        .filter(decisions::decided_at.lt(until))
        .filter(decisions::undone_at.is_null())
        .select(columns)
        .load(c)?;
    Ok(rows.into_iter().map(|(submission, at, verdict, reason)| Decided { submission, at, verdict, reason }).collect())
}

/// When which submission was handed in, by the audit trail: a submission itself knows its last time only.
pub fn list_submitted(c: &mut AnyConn, from: Timestamp, until: Timestamp) -> Result<Vec<(String, Timestamp)>> {
    let submitted = events::table.filter(events::act.eq("submission.submit")).filter(events::at.ge(from)).filter(events::at.lt(until));
    Ok(submitted.order(events::at).select((events::subject_id, events::at)).load(c)?)
}

pub struct Uploaded {
    pub organization: OrganizationId,
    pub section: Option<Section>,
    pub at: Timestamp,
    pub is_approved: bool,
}

/// What was handed in, each submission once, under the last time that it was.
pub fn list_uploaded(c: &mut AnyConn, from: Timestamp, until: Timestamp) -> Result<Vec<Uploaded>> {
    let columns = (submissions::organization_id, submissions::section, submissions::submitted_at, submissions::status);
    let rows: Vec<(OrganizationId, Option<Section>, Option<Timestamp>, SubmissionStatus)> = submissions::table
        .filter(submissions::submitted_at.ge(from))
        .filter(submissions::submitted_at.lt(until))
        .select(columns)
        .load(c)?;
    let uploaded = |(organization, section, at, status): (_, _, Option<Timestamp>, _)| {
        Some(Uploaded { organization, section, at: at?, is_approved: status == SubmissionStatus::Approved })
    };
    Ok(rows.into_iter().filter_map(uploaded).collect())
}
