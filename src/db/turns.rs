//! A line before a bounded number of connections. Waiting in it costs no thread and is fair; who would wait too long is told so at once.

use super::{PATIENCE, busy};
use crate::error::{Context, Result};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Those who may wait at once; beyond it nobody would be served in time.
const QUEUE: usize = 1_000;

pub struct Turns {
    slots: Arc<Semaphore>,
    waiting: AtomicUsize,
}

impl Turns {
    pub fn new(slots: u32) -> Self {
        Self { slots: Arc::new(Semaphore::new(slots as usize)), waiting: AtomicUsize::new(0) }
    }

    /// Waits for a turn, which lasts until it is dropped.
    pub async fn take(&self) -> Result<OwnedSemaphorePermit> {
        let place = Place::take(&self.waiting)?;
        let turn = tokio::time::timeout(PATIENCE, Arc::clone(&self.slots).acquire_owned()).await;
        drop(place);
        turn.map_err(|_| busy())?.context("waiting for the database")
    }
}

/// A place in the line, given back also when the one who waits goes away.
struct Place<'a>(&'a AtomicUsize);

impl<'a> Place<'a> {
    fn take(waiting: &'a AtomicUsize) -> Result<Self> {
        let place = Self(waiting);
        if waiting.fetch_add(1, Relaxed) >= QUEUE { Err(busy()) } else { Ok(place) }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Relaxed);
    }
}
