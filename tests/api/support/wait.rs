//! Waiting on a condition: the only place in the tests where time is let pass.

use std::time::{Duration, Instant};

/// How long anything may take before its test fails. Generous: a build machine may be slow, and a passing test never waits for it.
const DEADLINE: Duration = Duration::from_secs(30);

/// Asks `condition` until it is true, letting the runtime work in between. Panics at the deadline with `what` was waited for.
pub async fn wait_until(what: &str, mut condition: impl AsyncFnMut() -> bool) {
    let started = Instant::now();
    while !condition().await {
        assert!(started.elapsed() < DEADLINE, "waited {DEADLINE:?} in vain: {what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
