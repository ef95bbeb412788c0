//! The jobs that this process has in hand, whose leases it renews while it lives: so a lease can be short, and work of a node that died is
//! soon another's.
//!
//! Only what is in hand is renewed. A job whose end could not be written down is let go, and is done again when its lease lapses.

use crate::app::App;
use crate::db::jobs::{self, JobRow};
use crate::db::nodes;
use crate::domain::ids::JobId;
use crate::error::Result;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Renewals that a lease outlives: one may fail, and one may come late.
const BEATS_IN_A_LEASE: u32 = 3;

/// The fence of each lease, by job.
#[derive(Default)]
pub struct Leases(Mutex<HashMap<JobId, i64>>);

/// A job in hand, until it is dropped.
pub struct InHand<'a> {
    leases: &'a Leases,
    id: JobId,
}

impl Leases {
    pub fn take(&self, job: &JobRow) -> InHand<'_> {
        self.lock().insert(job.id, job.fence);
        InHand { leases: self, id: job.id }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<JobId, i64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Renews all of them, and says that this node lives.
    pub fn renew(&self, app: &App) -> Result<()> {
        let held: Vec<(JobId, i64)> = self.lock().iter().map(|(id, fence)| (*id, *fence)).collect();
        let now = app.clock.now();
        let until = now.plus_seconds(app.config.job_lease_seconds);
        app.db.write_blocking(|tx| {
            nodes::set_seen(tx, &app.node, now)?;
            for (id, fence) in &held {
                jobs::renew(tx, *id, *fence, until)?;
            }
            Ok(())
        })
    }
}

impl Drop for InHand<'_> {
    fn drop(&mut self) {
        self.leases.lock().remove(&self.id);
    }
}

/// Renews until told to stop.
pub fn keep(leases: &Leases, app: &App, stopping: &AtomicBool) {
    let beat = Duration::from_secs(app.config.job_lease_seconds.unsigned_abs()) / BEATS_IN_A_LEASE;
    let mut next = Instant::now() + beat;
    while !stopping.load(Ordering::Relaxed) {
        let rings = app.db.jobs().rings();
        let left = next.saturating_duration_since(Instant::now());
        if !left.is_zero() {
            // The bell is for others, mostly; it also ends the wait at a stop.
            app.db.jobs().wait(rings, left);
            continue;
        }
        next = Instant::now() + beat;
        if let Err(failure) = leases.renew(app)
            && !app.db.reach().is_lost()
        {
            tracing::warn!(error = %failure, "the leases of the jobs in hand could not be renewed; others may do them too");
        }
    }
}
