//! What outlives a database that is lost or restored.

pub mod purges;
