//! Commonshelf, the library server of a network of organizations that share documents.

pub mod app;
pub mod auth;
pub mod blocking;
pub mod cli;
pub mod config;
pub mod db;
pub mod demo;
pub mod domain;
pub mod error;
pub mod extract;
pub mod files;
pub mod http;
pub mod jobs;
pub mod library;
pub mod log;
pub mod mail;
pub mod search;
