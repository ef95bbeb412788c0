//! What tests stand on: real servers that end with the process, and waiting on conditions. No test of a feature is in here.

pub mod app;
pub mod client;
pub mod files;
pub mod letters;
pub mod people;
pub mod postgres;
pub mod process;
pub mod raw;
pub mod smtp;
pub mod wait;
