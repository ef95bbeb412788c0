//! Commonshelf, the library server of a network of organizations that share documents.

pub mod cli;
pub mod config;
pub mod db;
pub mod domain;
pub mod error;
pub mod files;
pub mod log;
