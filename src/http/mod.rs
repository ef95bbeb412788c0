//! HTTP
pub mod extract;
pub mod idempotency;
pub mod middleware;
pub mod not_found;
pub mod problem;
