//! The database: connections, the two kinds of transaction, and one file of query functions for each table.
//!
//! State, event, change and jobs commit together or not at all: whatever an act writes goes through one [`Tx`]. The change feed is
//! written last, in the same transaction, and its counter's row lock makes the order of its numbers the order of commits: there are no gaps.

pub mod columns;
pub mod dialect;
mod dump;
pub mod schema;
mod signal;

pub mod backups;
pub mod blobs;
pub mod changes;
pub mod claims;
pub mod decisions;
pub mod editions;
pub mod events;
pub mod files;
pub mod idempotency;
pub mod invitations;
pub mod jobs;
pub mod memberships;
pub mod notifications;
pub mod organizations;
pub mod password_resets;
pub mod resources;
pub mod sessions;
pub mod submissions;
pub mod texts;
pub mod tombstones;
pub mod users;

pub use dialect::{AnyConn, Target};
pub use signal::Signal;

use crate::blocking::blocking;
use crate::domain::time::Clock;
use crate::domain::words::ChangeKind;
use crate::error::{Context, Error, Result};
use dialect::Failure;
use diesel::r2d2::Pool;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

tokio::task_local! {
    /// The id of the request on whose behalf this task works; it stands in the audit trail.
    pub static REQUEST_ID: String;
}

/// How long a writer waits for its turn before it is told to come back.
const PATIENCE: Duration = Duration::from_secs(15);
/// Writers that may wait at once; beyond it nobody would be served in time.
const QUEUE: usize = 1_000;
const TRIES: usize = 6;

/// The handle to the database that everything shares.
#[derive(Clone)]
pub struct Db(Arc<Shared>);

struct Shared {
    target: Target,
    writers: Pool<Target>,
    readers: Pool<Target>,
    turns: Arc<Semaphore>,
    waiting: std::sync::atomic::AtomicUsize,
    clock: Clock,
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
                .connection_timeout(PATIENCE)
                .test_on_check_out(false)
                .error_handler(Box::new(LogConnections))
                .build(target.clone())
                .context("connecting to the database")
        };
        let writing = target.writing_connections();
        let (writers, readers) = (pool(writing)?, pool(8)?);
        let turns = Arc::new(Semaphore::new(writing as usize));
        let waiting = std::sync::atomic::AtomicUsize::new(0);
        Ok(Self(Arc::new(Shared { target, writers, readers, turns, waiting, clock, changed: Signal::default(), jobs: Signal::default() })))
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

    /// Runs an act in a writing transaction, off the async threads. The act may run again: it must have no effects but through its [`Tx`].
    pub async fn write<T: Send + 'static>(&self, act: impl Fn(&mut Tx) -> Result<T> + Send + 'static) -> Result<T> {
        self.write_seq(act).await.map(|(value, _)| value)
    }

    /// As [`Self::write`]; also gives the `seq` of the last change that the transaction appended to the feed, if it did.
    pub async fn write_seq<T: Send + 'static>(&self, act: impl Fn(&mut Tx) -> Result<T> + Send + 'static) -> Result<(T, Option<i64>)> {
        let turn = self.take_turn().await?;
        let db = self.clone();
        let request_id = REQUEST_ID.try_with(Clone::clone).ok();
        blocking(move || {
            let done = db.write_as(request_id, act);
            drop(turn);
            done
        })
        .await
    }

    /// Waits in line for one of the writing connections, so that waiting costs no thread and is fair.
    async fn take_turn(&self) -> Result<tokio::sync::OwnedSemaphorePermit> {
        use std::sync::atomic::Ordering::Relaxed;
        if self.0.waiting.fetch_add(1, Relaxed) >= QUEUE {
            self.0.waiting.fetch_sub(1, Relaxed);
            return Err(busy());
        }
        let turn = tokio::time::timeout(PATIENCE, Arc::clone(&self.0.turns).acquire_owned()).await;
        self.0.waiting.fetch_sub(1, Relaxed);
        turn.map_err(|_| busy())?.context("waiting for the database")
    }

    /// As [`Self::write`], for threads that may block.
    pub fn write_blocking<T>(&self, act: impl Fn(&mut Tx) -> Result<T>) -> Result<T> {
        self.write_as(None, act).map(|(value, _)| value)
    }

    fn write_as<T>(&self, request_id: Option<String>, act: impl Fn(&mut Tx) -> Result<T>) -> Result<(T, Option<i64>)> {
        let mut connection = self.0.writers.get().map_err(|_| busy())?;
        let mut tries = 0;
        loop {
            tries += 1;
            let mut tx = Tx { connection: &mut connection, changes: Vec::new(), has_jobs: false, request_id: request_id.clone() };
            match tx.run(&act, &self.0.clock) {
                Err(Error::Unavailable { code: CROSSED, .. }) if tries < TRIES => {}
                Err(failure) => return Err(failure),
                Ok((value, seq, has_jobs)) => {
                    if seq.is_some() {
                        self.0.changed.ring();
                    }
                    if has_jobs {
                        self.0.jobs.ring();
                    }
                    return Ok((value, seq));
                }
            }
        }
    }

    /// Runs queries that all see one state of the database, off the async threads.
    pub async fn read<T: Send + 'static>(&self, queries: impl FnOnce(&mut AnyConn) -> Result<T> + Send + 'static) -> Result<T> {
        let db = self.clone();
        blocking(move || db.read_blocking(queries)).await
    }

    /// As [`Self::read`], for threads that may block.
    pub fn read_blocking<T>(&self, queries: impl FnOnce(&mut AnyConn) -> Result<T>) -> Result<T> {
        let mut connection = self.0.readers.get().map_err(|_| busy())?;
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
        let mut connection = self.0.writers.get().map_err(|_| busy())?;
        let connection: &mut AnyConn = &mut connection;
        let name = format!("before-migration-{}.sqlite", self.0.clock.now().naive().format("%Y%m%dT%H%M%S%6f"));
        dialect::snapshot_before_migrating(connection, snapshots, &name)?;
        dialect::migrate(connection)
    }
}

const CROSSED: &str = "database_crossed";

fn busy() -> Error {
    Error::Unavailable {
        code: "database_busy",
        message: "The database is busy; please try again in a moment.".to_owned(),
        retry_after_seconds: 2,
    }
}

impl From<diesel::result::Error> for Error {
    fn from(cause: diesel::result::Error) -> Self {
        match dialect::classify(&cause) {
            Failure::Retry => {
                Self::Unavailable { code: CROSSED, message: "Two writers met; please try again.".to_owned(), retry_after_seconds: 1 }
            }
            Failure::Busy => busy(),
            Failure::Unique => Self::conflict("already_exists", "This exists already, or was made at the same moment by someone else."),
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
