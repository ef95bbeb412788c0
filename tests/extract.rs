//! Stands alone until the one test binary takes it in.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare its world has failed")]

#[path = "api/extract.rs"]
mod extract;
