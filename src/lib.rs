//! Commonshelf, the library server of a network of organizations that share documents.

pub mod domain;
pub mod error;
pub mod extract;
