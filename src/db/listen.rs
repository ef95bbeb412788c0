//! What nodes tell each other through the database (PostgreSQL's LISTEN and NOTIFY), and the watch over whether it answers.
//!
//! Only a bell: it tells that there is something new, never what. A node that hears nothing finds it by its next poll, so nothing depends on
//! this but speed. That is why it is rung after a commit, on a connection of its own, and not within: a transaction that notifies holds a
//! lock of the whole database server until it is on disk, and writers would wait for each other's disks.

use super::{Db, Signal};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

const CHANGES: &str = "changes";
const JOBS: &str = "jobs";
/// libpq has no wait for a notification, so the socket is looked at so often: a system call or two, no way to the server and back.
const LOOK: Duration = Duration::from_millis(10);
/// How often the server has to show that it answers.
const ASK: Duration = Duration::from_secs(1);
/// Between two tries to connect.
const AGAIN: Duration = Duration::from_millis(500);

/// What this process has committed and nobody else was told of yet. Many commits make one notification.
#[derive(Default)]
pub struct News {
    untold: Mutex<Untold>,
    bell: Condvar,
}

#[derive(Default, Clone, Copy)]
struct Untold {
    changes: bool,
    jobs: bool,
}

impl News {
    pub(super) fn add(&self, changes: bool, jobs: bool) {
        if changes || jobs {
            let mut untold = self.untold.lock().unwrap_or_else(PoisonError::into_inner);
            untold.changes |= changes;
            untold.jobs |= jobs;
            self.bell.notify_all();
        }
    }

    /// Waits for news, at most so long.
    fn take(&self, at_most: Duration) -> Untold {
        let untold = self.untold.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.bell.wait_timeout_while(untold, at_most, |untold| !untold.changes && !untold.jobs);
        let (mut untold, _) = waited.unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *untold)
    }
}

/// Listens, tells and watches until told to stop. Returns at once where there can be no other node.
pub fn run(db: &Db, stopping: &AtomicBool) {
    let Some(address) = db.target().heard_at() else { return };
    while !stopping.load(Ordering::Relaxed) {
        match PgConnection::establish(address) {
            Ok(connection) => {
                if let Err(failure) = listen(db, connection, stopping) {
                    // The next try to connect shows whether only this line broke.
                    tracing::warn!(error = %failure, "the connection that listens to the database broke");
                }
            }
            Err(failure) => {
                db.reach().lost(&failure);
                db.0.news.take(AGAIN);
            }
        }
    }
    // What is in hand may still be ended.
    db.reach().unwatched();
}

fn listen(db: &Db, mut connection: PgConnection, stopping: &AtomicBool) -> QueryResult<()> {
    connection.batch_execute("SET application_name = 'commonshelf listener'; LISTEN commonshelf")?;
    let own: i32 = diesel::select(diesel::dsl::sql::<diesel::sql_types::Integer>("pg_backend_pid()")).get_result(&mut connection)?;
    db.reach().answered();
    // Whoever waits out a failure may try again, and what was committed while nobody listened rang no bell.
    ring(db.changed(), db.jobs());
    let mut asked = Instant::now();
    while !stopping.load(Ordering::Relaxed) {
        let untold = db.0.news.take(LOOK);
        for (topic, _) in [(CHANGES, untold.changes), (JOBS, untold.jobs)].into_iter().filter(|(_, is_new)| *is_new) {
            connection.batch_execute(&format!("NOTIFY commonshelf, '{topic}'"))?;
        }
        for heard in connection.notifications_iter() {
            let heard = heard?;
            match heard.payload.as_str() {
                _ if heard.process_id == own => {}
                CHANGES => db.changed().ring(),
                _ => db.jobs().ring(),
            }
        }
        if asked.elapsed() > ASK {
            connection.batch_execute("SELECT 1")?;
            db.reach().answered();
            asked = Instant::now();
        }
    }
    Ok(())
}

fn ring(changed: &Signal, jobs: &Signal) {
    changed.ring();
    jobs.ring();
}
