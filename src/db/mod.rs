//! The database: connections, the two kinds of transaction, and one file of query functions for each table.
//!
//! State, event, change and jobs commit together or not at all: whatever an act writes goes through one [`Tx`]. The change feed is
//! written last, in the same transaction, and its counter's row lock makes the order of its numbers the order of commits: there are no gaps.

pub mod columns;
pub mod contact_messages;
pub mod dialect;
mod dump;
pub mod listen;
mod reach;
pub mod schema;
mod signal;
mod turns;

pub mod address_changes;
pub mod api_tokens;
pub mod backups;
pub mod blobs;
pub mod bouncing_addresses;
pub mod changes;
pub mod checklists;
pub mod claims;
pub mod comments;
pub mod correction_rules;
pub mod decisions;
pub mod editions;
pub mod erasing;
pub mod escalations;
pub mod events;
pub mod exports;
pub mod files;
pub mod follows;
pub mod hidings;
pub mod idempotency;
pub mod imported;
pub mod imports;
pub mod invitations;
pub mod jobs;
pub mod join_requests;
pub mod known_origins;
pub mod link_checks;
pub mod mail_choices;
pub mod memberships;
pub mod nodes;
pub mod notifications;
pub mod old_addresses;
pub mod organization_edits;
pub mod organization_messages;
pub mod organizations;
pub mod pages;
pub mod parkings;
pub mod password_resets;
pub mod persons;
pub mod queue;
pub mod reasons;
pub mod relations;
pub mod removal_requests;
pub mod reports;
pub mod resources;
pub mod reviewers;
pub mod saved_searches;
pub mod second_factors;
pub mod second_looks;
pub mod sessions;
pub mod settings;
pub mod statistics;
pub mod submissions;
pub mod successors;
pub mod texts;
pub mod tombstones;
pub mod users;
pub mod uses;
pub mod vocabularies;
pub mod webhooks;
pub mod wishes;

pub use dialect::{AnyConn, Target};
pub use reach::Reach;
pub use signal::Signal;

use crate::blocking::blocking;
use crate::domain::time::Clock;
use crate::domain::words::ChangeKind;
use crate::error::{Context, Error, Result};
use dialect::Failure;
use diesel::r2d2::{Pool, PooledConnection};
use listen::News;
use std::future::Future;
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use turns::Turns;

tokio::task_local! {
    /// The id of the request on whose behalf this task works; it stands in the audit trail.
    pub static REQUEST_ID: String;
}

/// How long anyone waits for a turn, and then for a connection, before being told to come back.
const PATIENCE: Duration = Duration::from_secs(15);
/// How long the first connection may take. Half of it is the longest pause between two tries to replace one that was lost.
const CONNECT_WITHIN: Duration = Duration::from_secs(6);
const READERS: u32 = 8;
const TRIES: usize = 6;

/// The handle to the database that everything shares.
#[derive(Clone)]
pub struct Db(Arc<Shared>);

struct Shared {
    target: Target,
    writers: Pool<Target>,
    readers: Pool<Target>,
    writing: Turns,
    reading: Turns,
    reach: Reach,
    /// What other nodes are to be told.
    news: News,
    clock: Clock,
    /// Why the last write that the database itself refused was refused; none once one has passed.
    trouble: Mutex<Option<&'static str>>,
    /// Rung after a commit that appended to the change feed.
    changed: Signal,
    /// Rung after a commit that left a job.
    jobs: Signal,
}

impl Db {
    /// Opens the pools. Fails when the first connection can't be made.
    pub fn open(target: Target, clock: Clock) -> Result<Self> {
        let pool = |size: u32| {
            Pool::builder()
                .max_size(size)
                .min_idle(Some(1))
                .connection_timeout(CONNECT_WITHIN)
                .test_on_check_out(true)
                .error_handler(Box::new(LogConnections))
                .build(target.clone())
                .context("connecting to the database")
        };
        let writing = target.writing_connections();
        let (writers, readers) = (pool(writing)?, pool(READERS)?);
        let (writing, reading) = (Turns::new(writing), Turns::new(READERS));
        let (reach, news, changed, jobs) = (Reach::default(), News::default(), Signal::default(), Signal::default());
        Ok(Self(Arc::new(Shared {
            target,
            writers,
            readers,
            writing,
            reading,
            reach,
            news,
            clock,
            trouble: Mutex::default(),
            changed,
            jobs,
        })))
    }

    pub fn target(&self) -> &Target {
        &self.0.target
    }

    pub fn changed(&self) -> &Signal {
        &self.0.changed
    }

    pub fn jobs(&self) -> &Signal {
        &self.0.jobs
    }

    pub fn reach(&self) -> &Reach {
        &self.0.reach
    }

    /// Runs an act in a writing transaction, off the async threads. The act may run again: it must have no effects but through its [`Tx`].
    pub async fn write<T: Send + 'static>(&self, act: impl Fn(&mut Tx) -> Result<T> + Send + 'static) -> Result<T> {
        self.write_seq(act).await.map(|(value, _)| value)
    }

    /// As [`Self::write`]; also gives the `seq` of the last change that the transaction appended to the feed, if it did.
    pub async fn write_seq<T: Send + 'static>(&self, act: impl Fn(&mut Tx) -> Result<T> + Send + 'static) -> Result<(T, Option<i64>)> {
        let (db, request_id) = (self.clone(), REQUEST_ID.try_with(Clone::clone).ok());
        let work = async {
            let turn = self.0.writing.take().await?;
            blocking(move || {
                let done = db.write_as(request_id, act);
                drop(turn);
                done
            })
            .await
        };
        self.while_within_reach(work).await
    }

    /// Gives up as soon as the database is known to be cut off. The thread that waits for it goes on, and keeps its turn until it hears: however
    /// long that takes, no more threads wait than there are connections.
    async fn while_within_reach<T>(&self, work: impl Future<Output = Result<T>>) -> Result<T> {
        if self.0.reach.is_lost() {
            return Err(out_of_reach());
        }
        tokio::select! {
            biased;
            done = work => done,
            () = self.0.reach.until_lost() => Err(out_of_reach()),
        }
    }

    fn connection(&self, pool: &Pool<Target>) -> Result<PooledConnection<Target>> {
        if self.0.reach.is_lost() {
            return Err(out_of_reach());
        }
        pool.get_timeout(PATIENCE).map_err(|_| busy())
    }

    /// As [`Self::write`], for threads that may block.
    pub fn write_blocking<T>(&self, act: impl Fn(&mut Tx) -> Result<T>) -> Result<T> {
        self.write_as(None, act).map(|(value, _)| value)
    }

    fn write_as<T>(&self, request_id: Option<String>, act: impl Fn(&mut Tx) -> Result<T>) -> Result<(T, Option<i64>)> {
        let mut connection = self.connection(&self.0.writers)?;
        let mut tries = 0;
        loop {
            tries += 1;
            let mut tx = Tx { connection: &mut connection, changes: Vec::new(), has_jobs: false, request_id: request_id.clone() };
            let done = tx.run(&act, &self.0.clock);
            self.note_trouble(&done);
            match done {
                Err(Error::Unavailable { code: CROSSED, .. }) if tries < TRIES => {}
                Err(failure) => return Err(failure),
                Ok((value, seq, has_jobs)) => {
                    if seq.is_some() {
                        self.0.changed.ring();
                    }
                    if has_jobs {
                        self.0.jobs.ring();
                    }
                    self.0.news.add(seq.is_some(), has_jobs);
                    return Ok((value, seq));
                }
            }
        }
    }

    /// What keeps the database from taking writes, in words for admins; none while it takes them.
    pub fn trouble(&self) -> Option<&'static str> {
        *self.0.trouble.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note_trouble<T>(&self, done: &Result<T>) {
        let trouble = match done {
            Ok(_) => None,
            Err(Error::Unavailable { code: FULL, .. }) => Some("The database has no room left and takes no writes: make room on its disk."),
            Err(Error::Unavailable { code: FAILED, .. }) => Some(
                "The database could not be written, and the log says why. Look at its disk and its owner, and run `commonshelf check`.",
            ),
            // What an act refuses says nothing about the database.
            Err(_) => return,
        };
        *self.0.trouble.lock().unwrap_or_else(PoisonError::into_inner) = trouble;
    }

    /// Asks every connection of this node, writing and reading, how it commits.
    pub fn durability(&self) -> Result<Vec<String>> {
        let mut connections = Vec::new();
        for pool in [&self.0.writers, &self.0.readers] {
            for _ in 0..pool.max_size() {
                connections.push(self.connection(pool)?);
            }
        }
        connections.iter_mut().map(|connection| dialect::durability(connection)).collect()
    }

    /// Runs queries that all see one state of the database, off the async threads.
    pub async fn read<T: Send + 'static>(&self, queries: impl FnOnce(&mut AnyConn) -> Result<T> + Send + 'static) -> Result<T> {
        let db = self.clone();
        let work = async {
            let turn = self.0.reading.take().await?;
            blocking(move || {
                let answer = db.read_blocking(queries);
                drop(turn);
                answer
            })
            .await
        };
        self.while_within_reach(work).await
    }

    /// As [`Self::read`], for threads that may block.
    pub fn read_blocking<T>(&self, queries: impl FnOnce(&mut AnyConn) -> Result<T>) -> Result<T> {
        let mut connection = self.connection(&self.0.readers)?;
        let connection: &mut AnyConn = &mut connection;
        dialect::begin_read(connection)?;
        let answer = queries(connection);
        // A read leaves nothing behind; a failed query has ended its transaction on PostgreSQL, and rolling back suits both.
        match dialect::roll_back(connection) {
            Ok(()) => answer,
            Err(failure) => answer.and(Err(failure.into())),
        }
    }

    /// Copies one consistent state of the database into a new file, while others read and write: see [`dialect::copies`].
    pub fn copy_to(&self, path: &std::path::Path) -> Result<dialect::copies::Copied> {
        let mut connection = self.0.readers.get().map_err(|_| busy())?;
        dialect::copies::copy(&mut connection, path)
    }

    /// Lets go of older states of what was deleted: see [`dialect::forget_deleted`].
    pub fn forget_deleted(&self) -> Result<()> {
        let mut connection = self.0.writers.get().map_err(|_| busy())?;
        dialect::forget_deleted(&mut connection)
    }

    /// Runs the migrations that are missing, after a copy of a SQLite file that already holds something.
    pub fn migrate(&self, snapshots: &std::path::Path) -> Result<usize> {
        let mut connection = self.connection(&self.0.writers)?;
        let connection: &mut AnyConn = &mut connection;
        let name = format!("before-migration-{}.sqlite", self.0.clock.now().naive().format("%Y%m%dT%H%M%S%6f"));
        dialect::snapshot_before_migrating(connection, snapshots, &name)?;
        let ran = dialect::migrate(connection)?;
        organizations::directory::fill_in_words(connection)?;
        Ok(ran)
    }
}

const CROSSED: &str = "database_crossed";
const FULL: &str = "storage_full";
const FAILED: &str = "database_failed";

fn busy() -> Error {
    unavailable("database_busy", "The database is busy; please try again in a moment.", 2)
}

fn out_of_reach() -> Error {
    let message =
        "The database is out of this server's reach; please try again in a moment. If this was a change, look first whether it was made.";
    unavailable("database_unreachable", message, 5)
}

fn unavailable(code: &'static str, message: &str, retry_after_seconds: u64) -> Error {
    Error::Unavailable { code, message: message.to_owned(), retry_after_seconds }
}

/// What failed is told to clients as a reason to come back, and to admins, in the log, as what to do.
impl From<diesel::result::Error> for Error {
    fn from(cause: diesel::result::Error) -> Self {
        match dialect::classify(&cause) {
            Failure::Retry => unavailable(CROSSED, "Two writers met; please try again.", 1),
            Failure::Busy => busy(),
            Failure::Unreachable => out_of_reach(),
            Failure::Unique => Self::conflict("already_exists", "This exists already, or was made at the same moment by someone else."),
            Failure::Full => {
                tracing::error!(%cause, "the database has no room left: make room on its disk; nothing that was acknowledged is lost");
                unavailable(FULL, "There is no room left in the database. Nothing was stored; please try again later.", 60)
            }
            Failure::Broken(remedy) => {
                tracing::error!(%cause, remedy, "the database can't do its work");
                unavailable(FAILED, "The database can't do this just now; its admins can see why. Please try again later.", 60)
            }
            Failure::Other => Self::internal("a query", cause),
        }
    }
}

/// A writing transaction: a connection, and what is to be said when it commits.
pub struct Tx<'a> {
    connection: &'a mut AnyConn,
    changes: Vec<(ChangeKind, String)>,
    has_jobs: bool,
    request_id: Option<String>,
}

impl Tx<'_> {
    /// Tells the feed, at the end of this transaction, that what the public may see of a subject has changed.
    pub fn change(&mut self, kind: ChangeKind, subject: impl ToString) {
        let change = (kind, subject.to_string());
        if !self.changes.contains(&change) {
            self.changes.push(change);
        }
    }

    pub(super) fn request_id(&self) -> Option<String> {
        self.request_id.clone()
    }

    fn run<T>(&mut self, act: &impl Fn(&mut Tx) -> Result<T>, clock: &Clock) -> Result<(T, Option<i64>, bool)> {
        dialect::begin_write(self.connection)?;
        let done = act(self).and_then(|value| Ok((value, self.append_changes(clock)?)));
        match done {
            Ok((value, seq)) => {
                dialect::commit(self.connection)?;
                Ok((value, seq, self.has_jobs))
            }
            Err(failure) => {
                // The first failure is the one to tell; a connection that can't even roll back is dropped by its pool.
                if let Err(second) = dialect::roll_back(self.connection) {
                    tracing::warn!(error = %second, "a transaction could not be rolled back");
                }
                Err(failure)
            }
        }
    }

    fn append_changes(&mut self, clock: &Clock) -> Result<Option<i64>> {
        let changes = std::mem::take(&mut self.changes);
        if changes.is_empty() {
            return Ok(None);
        }
        changes::append(self, &changes, clock.now()).map(Some)
    }
}

impl Deref for Tx<'_> {
    type Target = AnyConn;
    fn deref(&self) -> &AnyConn {
        self.connection
    }
}

impl DerefMut for Tx<'_> {
    fn deref_mut(&mut self) -> &mut AnyConn {
        self.connection
    }
}

/// The pool's own worries, in our log and without addresses.
#[derive(Debug)]
struct LogConnections;

impl diesel::r2d2::HandleError<diesel::r2d2::Error> for LogConnections {
    fn handle_error(&self, _: diesel::r2d2::Error) {
        tracing::warn!("a connection to the database could not be made or was lost");
    }
}
