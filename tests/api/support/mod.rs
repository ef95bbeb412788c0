//! What tests stand on: real servers that end with the process, and waiting on conditions. No test of a feature is in here.

pub mod app;
pub mod client;
pub mod files;
pub mod letters;
pub mod line;
pub mod own_postgres;
pub mod people;
pub mod postgres;
pub mod process;
pub mod proxy;
pub mod raw;
pub mod s3;
pub mod second_factor;
pub mod smtp;
pub mod wait;
