//! Whether the database is within reach, as the one who listens to it sees it.
//!
//! While it is not, whatever needs it is refused at once: otherwise each request would find out for itself, with a thread that waits on a dead
//! line. A database that was cut off without a word (a cable, a firewall, a machine that hangs) shows only by its silence.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// It is asked once a second; after a silence so long it counts as cut off.
const SILENCE: Duration = Duration::from_secs(5);
/// How often those who wait for an answer look whether one can still come.
const GLANCE: Duration = Duration::from_millis(250);

#[derive(Default)]
pub struct Reach(Mutex<Seen>);

#[derive(Default, Clone, Copy)]
enum Seen {
    /// Nobody listens: a file is always within reach, and a command finds out by itself.
    #[default]
    Unwatched,
    Answered(Instant),
    Lost,
}

impl Reach {
    pub fn is_lost(&self) -> bool {
        match *self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            Seen::Unwatched => false,
            Seen::Answered(at) => at.elapsed() > SILENCE,
            Seen::Lost => true,
        }
    }

    pub async fn until_lost(&self) {
        while !self.is_lost() {
            tokio::time::sleep(GLANCE).await;
        }
    }

    /// Gives what was seen before.
    fn see(&self, seen: Seen) -> Seen {
        std::mem::replace(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner), seen)
    }

    /// It answers. Says so when it had been lost.
    pub(super) fn answered(&self) {
        let was_lost = self.is_lost();
        self.see(Seen::Answered(Instant::now()));
        if was_lost {
            tracing::info!("the database answers again");
        }
    }

    /// It can't be reached, and why.
    pub(super) fn lost(&self, why: &dyn std::fmt::Display) {
        if !matches!(self.see(Seen::Lost), Seen::Lost) {
            tracing::error!(error = %why, "the database is out of reach: what needs it is refused until it is back; does it run, and does the network lead to it?");
        }
    }

    pub(super) fn unwatched(&self) {
        self.see(Seen::Unwatched);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_counts_as_loss_and_an_answer_ends_it() {
        let reach = Reach::default();
        assert!(!reach.is_lost(), "nobody listens");

        reach.lost(&"refused");
        assert!(reach.is_lost());
        reach.answered();
        assert!(!reach.is_lost());
        reach.see(Seen::Answered(Instant::now().checked_sub(SILENCE * 2).unwrap()));
        assert!(reach.is_lost());
        reach.unwatched();
        assert!(!reach.is_lost());
    }
}
