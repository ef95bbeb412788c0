//! A bell between threads of one process: rung after a commit, so that followers need not wait for their next poll.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// Counts its rings, so that one which rang before the wait began is not missed.
#[derive(Default)]
pub struct Signal {
    rings: Mutex<u64>,
    bell: Condvar,
}

impl Signal {
    pub fn ring(&self) {
        *self.rings.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.bell.notify_all();
    }

    /// The number of rings so far. Take it before looking at the world, and hand it to [`Self::wait`].
    pub fn rings(&self) -> u64 {
        *self.rings.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until it has rung since `seen`, or the time is over.
    pub fn wait(&self, seen: u64, at_most: Duration) {
        let rings = self.rings.lock().unwrap_or_else(PoisonError::into_inner);
        drop(self.bell.wait_timeout_while(rings, at_most, |rings| *rings == seen));
    }
}
