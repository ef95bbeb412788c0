//! Waiting on a condition: the only place in the tests where time is let pass.

use std::time::{Duration, Instant};

/// How long anything may take before its test fails. Generous: a build machine may be slow, and a passing test never waits for it.
const DEADLINE: Duration = Duration::from_secs(120);

/// Asks `condition` until it is true, letting the runtime work in between. Panics at the deadline with `what` was waited for.
pub async fn wait_until(what: &str, condition: impl AsyncFnMut() -> bool) {
    wait_until_or(what, condition, String::new).await;
}

/// The same; in vain, it says what there is to see.
pub async fn wait_until_or(what: &str, mut condition: impl AsyncFnMut() -> bool, evidence: impl Fn() -> String) {
    let started = Instant::now();
    while !condition().await {
        assert!(started.elapsed() < DEADLINE, "waited {DEADLINE:?} in vain: {what}\n{}", evidence());
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
