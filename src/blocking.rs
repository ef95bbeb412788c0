//! The ways off the async threads: one for work that merely waits (disk, database), and bounded pools for work that burns processor time.

use crate::error::{Error, Result};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::Semaphore;

/// Runs work that blocks on a thread made for it. Everything that waits for disk, database or another process goes through here.
pub async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(failure) => Err(Error::internal("a blocking task", failure)),
    }
}

/// A bounded number of workers with a bounded line before them: one kind of heavy work can't starve the others, and who would wait too
/// long is told so at once.
#[derive(Clone)]
pub struct Pool(Arc<Shared>);

struct Shared {
    slots: Semaphore,
    waiting: AtomicUsize,
    line: usize,
}

impl Pool {
    pub fn new(workers: usize, line: usize) -> Self {
        Self(Arc::new(Shared { slots: Semaphore::new(workers), waiting: AtomicUsize::new(0), line }))
    }

    /// As many workers as there are processors, and a line of `line`.
    pub fn with_a_worker_per_core(line: usize) -> Self {
        Self::new(std::thread::available_parallelism().map_or(2, usize::from), line)
    }

    /// Runs the work when its turn comes; 503 when the line is full.
    pub async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
        let place = Place::take(&self.0)?;
        let slot = self.0.slots.acquire().await.map_err(|closed| Error::internal("a closed pool", closed))?;
        drop(place);
        let done = blocking(work).await;
        drop(slot);
        done
    }
}

/// A place in the line, given back also when the one who waits goes away.
struct Place<'a>(&'a AtomicUsize);

impl<'a> Place<'a> {
    fn take(pool: &'a Shared) -> Result<Self> {
        if pool.waiting.fetch_add(1, Ordering::Relaxed) >= pool.line {
            pool.waiting.fetch_sub(1, Ordering::Relaxed);
            let message = "The library is busy; please try again in a moment.".to_owned();
            return Err(Error::Unavailable { code: "busy", message, retry_after_seconds: 1 });
        }
        Ok(Self(&pool.waiting))
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
