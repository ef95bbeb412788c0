//! Stands alone until the one test binary takes it in.

#[path = "api/extract.rs"]
mod extract;
