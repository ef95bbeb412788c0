//! What happens beside requests: the index follows the change feed, and jobs are leased and done. All of it on threads of its own, which stop
//! when they are told to.
//!
//! A job carries an id and makes the world agree with what is true now: twice, late or out of order is harmless. One that fails is tried
//! again with growing pauses, then parked for people to look at; it never holds up the others.

mod backup;
pub mod check;
mod dormancy;
pub mod follow;
pub(crate) mod inspect;
mod leases;
mod links;
pub(crate) mod mail;
mod publish;
mod purge;
pub mod sweep;
mod terms;
mod timers;
mod transfers;
pub mod visits;
mod webhooks;

use crate::app::App;
use crate::db::jobs::{self, JobRow};
use crate::db::{idempotency, listen, nodes};
use crate::error::{Context, Error, Result};
use leases::Leases;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How long an idle worker sleeps when no bell rings: jobs of other nodes and jobs that become due ring none.
const IDLE: Duration = Duration::from_millis(250);
/// Pause after a failure of the database, so that it does not fill the log. The bell that rings when it is back ends it.
const AFTER_FAILURE: Duration = Duration::from_secs(2);

/// How long a stop waits for work in hand.
const STOP_WITHIN: Duration = Duration::from_secs(15);

/// What became of a job that did not fail.
pub enum Done {
    /// Its row goes.
    Finished,
    /// It can never succeed: parked at once, with the reason.
    Hopeless(String),
}

/// One kind of job: its name, who does it, how often it is tried.
struct Kind {
    name: &'static str,
    work: fn(&App, &JobRow) -> Result<Done>,
    max_attempts: i32,
}

const INSPECT: Kind = Kind { name: crate::library::inspection::INSPECT_JOB, work: inspect::work, max_attempts: 5 };
const PUBLISH: Kind = Kind { name: crate::library::publishing::PUBLISH_JOB, work: publish::work, max_attempts: 20 };
const PURGE: Kind = Kind { name: crate::library::purge::PURGE_JOB, work: purge::work, max_attempts: 20 };
const MAIL: Kind = Kind { name: crate::library::notices::MAIL_JOB, work: mail::work, max_attempts: 12 };
const DIGEST: Kind = Kind { name: timers::DIGEST, work: timers::digest, max_attempts: 3 };
const BACKUP: Kind = Kind { name: backup::BACKUP, work: backup::work, max_attempts: 5 };
const ROUNDS: Kind = Kind { name: timers::ROUNDS, work: timers::mail_rounds, max_attempts: 3 };
const MAIL_REMINDERS: Kind = Kind { name: timers::MAIL_REMINDERS, work: timers::mail_reminders, max_attempts: 3 };
const ESCALATE: Kind = Kind { name: timers::ESCALATE, work: timers::escalate, max_attempts: 3 };
const CLEAN: Kind = Kind { name: timers::CLEAN, work: timers::clean, max_attempts: 3 };
const SUCCESSION: Kind = Kind { name: timers::SUCCESSION, work: timers::succession, max_attempts: 5 };
const ADMINS: Kind = Kind { name: timers::ADMINS, work: timers::admins, max_attempts: 5 };
const TERMS: Kind = Kind { name: crate::library::vocabularies::MOVE_JOB, work: terms::work, max_attempts: 20 };
const DORMANCY: Kind = Kind { name: timers::DORMANCY, work: dormancy::work, max_attempts: 3 };
const REMINDERS: Kind = Kind { name: timers::REMINDERS, work: timers::remind, max_attempts: 3 };
const LINKS: Kind = Kind { name: timers::LINKS, work: links::work, max_attempts: 3 };
const SWEEP: Kind = Kind { name: timers::SWEEP, work: sweep::work, max_attempts: 3 };

/// The running threads. Dropping it does not stop them; [`Workers::stop`] does.
pub struct Workers {
    stopping: Arc<AtomicBool>,
    app: Arc<App>,
    threads: Vec<JoinHandle<()>>,
}

impl Workers {
    pub fn start(app: &Arc<App>) -> Result<Self> {
        let mut workers = Self { stopping: Arc::default(), app: Arc::clone(app), threads: Vec::new() };
        timers::ensure(app)?;
        backup::ensure(app)?;
        // The data folder is this process's alone, so what is under its node's name is of a process that died: its jobs are taken up at once, and
        // the requests that it was answering may be repeated.
        app.db.write_blocking(|tx| {
            jobs::release_leases(tx, &app.node)?;
            idempotency::release_of_node(tx, &app.node)
        })?;
        workers.spawn("listen", |app, stopping| listen::run(&app.db, stopping))?;
        workers.spawn("index", follow::run)?;
        workers.spawn("index-to-disk", follow::keep_on_disk)?;
        workers.spawn("visits", visits::keep)?;
        let leases = Arc::new(Leases::default());
        let kept = Arc::clone(&leases);
        workers.spawn("leases", move |app, stopping| leases::keep(&kept, app, stopping))?;
        let mut work = |name, kinds: &'static [Kind]| {
            let leases = Arc::clone(&leases);
            workers.spawn(name, move |app, stopping| work_on(kinds, &leases, app, stopping))
        };
        for _ in 0..app.config.extract_workers {
            work("inspect", &[INSPECT, SWEEP])?;
        }
        work("mail", &[MAIL])?;
        work("jobs", &[PUBLISH, PURGE, DIGEST, ESCALATE, ROUNDS, MAIL_REMINDERS, REMINDERS, CLEAN, DORMANCY, TERMS, SUCCESSION, ADMINS])?;
        // Others' servers take the time they take.
        work("links", &[LINKS])?;
        work("webhooks", &[webhooks::WEBHOOK])?;
        work("transfers", &[transfers::IMPORT, transfers::EXPORT])?;
        if app.config.backup_folder.is_some() {
            // Long work that nothing else may wait for.
            work("backup", &[BACKUP])?;
        }
        Ok(workers)
    }

    fn spawn(&mut self, name: &str, body: impl FnOnce(&App, &AtomicBool) + Send + 'static) -> Result<()> {
        let (app, stopping) = (Arc::clone(&self.app), Arc::clone(&self.stopping));
        let thread = std::thread::Builder::new().name(name.to_owned()).spawn(move || body(&app, &stopping));
        self.threads.push(thread.context("starting a worker")?);
        Ok(())
    }

    /// Lets each thread finish what it has in hand, and waits for it within a bound: what is left undone is done after the next start.
    pub fn stop(self) {
        let is_cut_off = self.app.db.reach().is_lost();
        self.stopping.store(true, Ordering::Relaxed);
        self.app.db.jobs().ring();
        self.app.db.changed().ring();
        let deadline = Instant::now() + STOP_WITHIN;
        for thread in self.threads {
            while !thread.is_finished() && Instant::now() < deadline {
                std::thread::sleep(Duration::from_millis(2));
            }
            match thread.is_finished().then(|| thread.join()) {
                Some(Ok(())) => {}
                Some(Err(_)) => tracing::error!("a worker had panicked"),
                None => tracing::warn!("a worker was still busy at the end; its job will be done after the next start"),
            }
        }
        if !is_cut_off && let Err(failure) = self.app.db.write_blocking(|tx| nodes::delete(tx, &self.app.node)) {
            tracing::warn!(error = %failure, "the other nodes could not be told that this one stopped; they see it by its silence");
        }
    }
}

/// Leases and does jobs of some kinds until told to stop.
fn work_on(kinds: &[Kind], leases: &Leases, app: &App, stopping: &AtomicBool) {
    while !stopping.load(Ordering::Relaxed) {
        let rings = app.db.jobs().rings();
        let (mut found, mut failed) = (false, false);
        let mut tell = |what: &str, failure: Error| {
            failed = true;
            // That the database is gone is said once, by the one who listens to it.
            if !app.db.reach().is_lost() {
                tracing::error!(error = %failure, "{what}");
            }
        };
        for kind in kinds {
            match work_once(kind, leases, app) {
                Ok(worked) => found |= worked,
                Err(failure) => tell(&format!("a job of kind {} could not be leased or ended", kind.name), failure),
            }
        }
        if kinds.iter().any(|kind| kind.name == PUBLISH.name)
            && let Err(failure) = timers::fire(app)
        {
            tell("the timers could not be looked at", failure);
        }
        match (failed, found) {
            (true, _) => app.db.jobs().wait(rings, AFTER_FAILURE),
            (false, true) => {}
            (false, false) => app.db.jobs().wait(rings, IDLE),
        }
    }
}

/// Does one job of a kind, if one is due. A panic of the work counts as its failure.
fn work_once(kind: &Kind, leases: &Leases, app: &App) -> Result<bool> {
    let (now, owner) = (app.clock.now(), &app.node);
    // A look first: most of the time there is nothing, and looking takes no write lock.
    if !app.db.read_blocking(|c| jobs::is_any_free(c, kind.name, now))? {
        return Ok(false);
    }
    let until = now.plus_seconds(app.config.job_lease_seconds);
    let Some(job) = app.db.write_blocking(|tx| jobs::lease(tx, kind.name, owner, now, until))? else {
        return Ok(false);
    };
    let in_hand = leases.take(&job);
    let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| (kind.work)(app, &job)));
    let done = done.unwrap_or_else(|_| Err(Error::internal("a job", "it panicked")));
    let now = app.clock.now();
    let was_ours = app.db.write_blocking(|tx| match &done {
        Ok(Done::Finished) => jobs::finish(tx, &job),
        Ok(Done::Hopeless(reason)) => jobs::put_back(tx, &job, reason, None, now),
        Err(failure) => {
            // What can't be reached for a while is not the job's fault: however long that takes, it is not given up, and tried at least each minute.
            let again = match failure {
                Error::Unavailable { .. } => Some(now.plus_seconds(pause_seconds(job.attempts).min(60))),
                _ => (job.attempts < kind.max_attempts).then(|| now.plus_seconds(pause_seconds(job.attempts))),
            };
            jobs::put_back(tx, &job, &failure.to_string(), again, now)
        }
    })?;
    drop(in_hand);
    if !was_ours {
        tracing::warn!(kind = kind.name, job = %job.id, "the lease of a job lapsed while it was done; whoever took it over ends it");
    }
    if let Err(failure) = &done {
        tracing::warn!(kind = kind.name, job = %job.id, attempts = job.attempts, error = %failure, "a job failed");
    }
    metrics::counter!("commonshelf_jobs_total", "kind" => kind.name, "outcome" => if done.is_ok() { "done" } else { "failed" })
        .increment(1);
    Ok(true)
}

/// 5 s, 10 s, 20 s … up to an hour.
fn pause_seconds(attempts: i32) -> i64 {
    (5_i64 << attempts.saturating_sub(1).clamp(0, 10)).min(3_600)
}
