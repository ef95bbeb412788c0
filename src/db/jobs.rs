//! Work to do after a commit. A job is leased in a short transaction; `fence` grows with each lease, so that an owner who comes late
//! can't end what is another's by now.

use super::Tx;
use super::dialect::{AnyConn, MultiBackend, per_backend, skip_locked};
use super::schema::{jobs, timers};
use crate::domain::ids::JobId;
use crate::domain::time::Timestamp;
use crate::error::Result;
use diesel::prelude::*;
use diesel::sql_types::{Text, Timestamp as SqlTimestamp};

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = jobs)]
pub struct JobRow {
    pub id: JobId,
    pub kind: String,
    pub subject_id: String,
    pub due_at: Timestamp,
    pub attempts: i32,
    pub lease_owner: Option<String>,
    pub lease_until: Option<Timestamp>,
    pub fence: i64,
    pub last_error: Option<String>,
    pub parked_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

/// Leaves work that becomes due at a time; it exists if and only if the transaction commits.
pub fn enqueue(tx: &mut Tx, kind: &str, subject: &dyn ToString, due_at: Timestamp, now: Timestamp) -> Result<()> {
    let job = JobRow {
        id: JobId::new(),
        kind: kind.to_owned(),
        subject_id: subject.to_string(),
        due_at,
        attempts: 0,
        lease_owner: None,
        lease_until: None,
        fence: 0,
        last_error: None,
        parked_at: None,
        created_at: now,
    };
    tx.has_jobs = true;
    let c: &mut AnyConn = tx;
    diesel::insert_into(jobs::table).values(&job).execute(c)?;
    Ok(())
}

#[derive(QueryableByName)]
struct Picked {
    #[diesel(sql_type = Text)]
    id: JobId,
}

/// No lease and no pause between two tries is longer than an hour. What lies further ahead was written before the clock jumped back, and means
/// nothing now.
const FAR_SECONDS: i64 = 2 * 60 * 60;

/// Leases the job of a kind that has been due longest, if there is one that nobody works on.
pub fn lease(tx: &mut Tx, kind: &str, owner: &str, now: Timestamp, until: Timestamp) -> Result<Option<JobRow>> {
    let c: &mut AnyConn = tx;
    let pick = format!(
        "SELECT id FROM jobs WHERE kind = $1 AND parked_at IS NULL \
         AND (due_at <= $2 OR due_at <= created_at OR (attempts > 0 AND due_at > $3)) \
         AND (lease_until IS NULL OR lease_until < $4 OR lease_until > $5) \
         ORDER BY due_at, id LIMIT 1 {}",
        skip_locked(c)
    );
    let far = now.plus_seconds(FAR_SECONDS);
    let pick = diesel::sql_query(pick).bind::<Text, _>(kind).bind::<SqlTimestamp, _>(now).bind::<SqlTimestamp, _>(far);
    let picked: Option<Picked> = pick.bind::<SqlTimestamp, _>(now).bind::<SqlTimestamp, _>(far).get_result(c).optional()?;
    let Some(Picked { id }) = picked else {
        return Ok(None);
    };
    let values =
        (jobs::lease_owner.eq(owner), jobs::lease_until.eq(until), jobs::fence.eq(jobs::fence + 1), jobs::attempts.eq(jobs::attempts + 1));
    diesel::update(jobs::table.find(id)).set(values).execute(c)?;
    Ok(Some(jobs::table.find(id).select(JobRow::as_select()).first(c)?))
}

/// Holds a lease longer, unless it lapsed and is another's by now.
pub fn renew(tx: &mut Tx, id: JobId, fence: i64, until: Timestamp) -> Result<()> {
    let c: &mut AnyConn = tx;
    diesel::update(jobs::table.find(id).filter(jobs::fence.eq(fence))).set(jobs::lease_until.eq(until)).execute(c)?;
    Ok(())
}

/// Frees what a node held when it died.
pub fn release_leases(tx: &mut Tx, owner: &str) -> Result<()> {
    let c: &mut AnyConn = tx;
    let held = jobs::table.filter(jobs::lease_owner.eq(owner));
    diesel::update(held).set((jobs::lease_owner.eq(None::<String>), jobs::lease_until.eq(None::<Timestamp>))).execute(c)?;
    Ok(())
}

/// Whether the lease is still this one.
fn owned(job: &JobRow) -> diesel::helper_types::Filter<diesel::helper_types::Find<jobs::table, JobId>, diesel::dsl::Eq<jobs::fence, i64>> {
    jobs::table.find(job.id).filter(jobs::fence.eq(job.fence))
}

/// The work is done: the row goes. False where the lease is another's by now, who will end it.
pub fn finish(tx: &mut Tx, job: &JobRow) -> Result<bool> {
    let c: &mut AnyConn = tx;
    Ok(diesel::delete(owned(job)).execute(c)? == 1)
}

/// The work failed: it is tried again at `due_at`, or with `None` parked for people to look at. False as in [`finish`].
pub fn put_back(tx: &mut Tx, job: &JobRow, error: &str, due_at: Option<Timestamp>, now: Timestamp) -> Result<bool> {
    let values = (
        jobs::lease_owner.eq(None::<String>),
        jobs::lease_until.eq(None::<Timestamp>),
        jobs::last_error.eq(error),
        jobs::due_at.eq(due_at.unwrap_or(job.due_at)),
        jobs::parked_at.eq(if due_at.is_none() { Some(now) } else { None }),
    );
    let c: &mut AnyConn = tx;
    Ok(diesel::update(owned(job)).set(values).execute(c)? == 1)
}

/// Lets a parked job run again.
pub fn retry(tx: &mut Tx, id: JobId, now: Timestamp) -> Result<bool> {
    let values = (jobs::parked_at.eq(None::<Timestamp>), jobs::due_at.eq(now), jobs::attempts.eq(0));
    tx.has_jobs = true;
    let c: &mut AnyConn = tx;
    Ok(diesel::update(jobs::table.find(id).filter(jobs::parked_at.is_not_null())).set(values).execute(c)? == 1)
}

pub fn list_parked(c: &mut AnyConn, after: Option<JobId>, limit: i64) -> Result<Vec<JobRow>> {
    let mut query = jobs::table
        .filter(jobs::parked_at.is_not_null())
        .select(JobRow::as_select())
        .order(jobs::id)
        .limit(limit)
        .into_boxed::<MultiBackend>();
    if let Some(after) = after {
        query = query.filter(jobs::id.gt(after));
    }
    Ok(query.load(c)?)
}

/// How many jobs of a kind are due and not parked, leased ones included.
pub fn count_due(c: &mut AnyConn, kind: &str, now: Timestamp) -> Result<i64> {
    let due = jobs::table.filter(jobs::kind.eq(kind)).filter(jobs::parked_at.is_null()).filter(jobs::due_at.le(now));
    Ok(due.count().get_result(c)?)
}

/// Whether a job of a kind is due and in nobody's hands.
pub fn is_any_free(c: &mut AnyConn, kind: &str, now: Timestamp) -> Result<bool> {
    let far = now.plus_seconds(FAR_SECONDS);
    let is_due = jobs::due_at.le(now).or(jobs::due_at.le(jobs::created_at)).or(jobs::attempts.gt(0).and(jobs::due_at.gt(far)));
    let is_free = jobs::lease_until.is_null().or(jobs::lease_until.lt(now)).or(jobs::lease_until.gt(far));
    let free = jobs::table.filter(jobs::kind.eq(kind)).filter(jobs::parked_at.is_null()).filter(is_due).filter(is_free);
    let count: i64 = free.count().get_result(c)?;
    Ok(count > 0)
}

/// How many jobs of a kind are still to be done, due or not, parked ones left out.
pub fn count_waiting(c: &mut AnyConn, kind: &str) -> Result<i64> {
    Ok(jobs::table.filter(jobs::kind.eq(kind)).filter(jobs::parked_at.is_null()).count().get_result(c)?)
}

/// How many jobs of all kinds were given up.
pub fn count_parked(c: &mut AnyConn) -> Result<i64> {
    Ok(jobs::table.filter(jobs::parked_at.is_not_null()).count().get_result(c)?)
}

/// How many jobs of one kind were given up.
pub fn count_parked_of(c: &mut AnyConn, kind: &str) -> Result<i64> {
    Ok(jobs::table.filter(jobs::kind.eq(kind)).filter(jobs::parked_at.is_not_null()).count().get_result(c)?)
}

/// Makes sure that a timer exists, also where several nodes start at once; its first turn comes one period from now.
pub fn ensure_timer(tx: &mut Tx, kind: &str, period_seconds: i64, now: Timestamp) -> Result<()> {
    let c: &mut AnyConn = tx;
    let row = (timers::kind.eq(kind), timers::period_seconds.eq(period_seconds), timers::due_at.eq(now.plus_seconds(period_seconds)));
    per_backend!(c, inner => diesel::insert_into(timers::table).values(row).on_conflict_do_nothing().execute(inner))?;
    Ok(())
}

/// A timer, as it stands: what it is for, its period in seconds, and when it is due.
type TimerRow = (String, i64, Timestamp);

/// The timers that are due, and those that lie further ahead than their period: the clock has jumped back since.
fn list_due_timers(c: &mut AnyConn, now: Timestamp) -> Result<Vec<TimerRow>> {
    let all: Vec<TimerRow> = timers::table.select((timers::kind, timers::period_seconds, timers::due_at)).load(c)?;
    Ok(all.into_iter().filter(|(_, period, due_at)| *due_at <= now || *due_at > now.plus_seconds(*period)).collect())
}

pub fn has_due_timers(c: &mut AnyConn, now: Timestamp) -> Result<bool> {
    Ok(!list_due_timers(c, now)?.is_empty())
}

/// Turns every timer that is due into a job, once on all nodes: the row is moved on by compare-and-set.
pub fn fire_timers(tx: &mut Tx, now: Timestamp) -> Result<()> {
    for (kind, period, due_at) in list_due_timers(tx, now)? {
        let moved = {
            let c: &mut AnyConn = tx;
            let same = timers::table.filter(timers::kind.eq(&kind)).filter(timers::due_at.eq(due_at));
            diesel::update(same).set(timers::due_at.eq(now.plus_seconds(period))).execute(c)?
        };
        if moved == 1 && due_at <= now {
            enqueue(tx, &kind, &"", now, now)?;
        }
    }
    Ok(())
}

/// Deletes the work that was left for a subject which is no more.
pub fn delete_of_subject(c: &mut AnyConn, subject: &str) -> Result<()> {
    diesel::delete(jobs::table.filter(jobs::subject_id.eq(subject))).execute(c)?;
    Ok(())
}

/// Frees every lease there is: for a database that nobody works on.
pub fn release_all(c: &mut AnyConn) -> Result<()> {
    diesel::update(jobs::table).set((jobs::lease_owner.eq(None::<String>), jobs::lease_until.eq(None::<Timestamp>))).execute(c)?;
    Ok(())
}

/// Says when a timer comes round next. One that is overdue stays so: it was missed, and is made up for.
pub fn set_timer(tx: &mut Tx, kind: &str, period_seconds: i64, due_at: Timestamp, now: Timestamp) -> Result<()> {
    let c: &mut AnyConn = tx;
    let row = (timers::kind.eq(kind), timers::period_seconds.eq(period_seconds), timers::due_at.eq(due_at));
    per_backend!(c, inner => diesel::insert_into(timers::table).values(row).on_conflict_do_nothing().execute(inner))?;
    let ahead = timers::table.filter(timers::kind.eq(kind)).filter(timers::due_at.gt(now));
    diesel::update(ahead).set((timers::period_seconds.eq(period_seconds), timers::due_at.eq(due_at))).execute(c)?;
    Ok(())
}
