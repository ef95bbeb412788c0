//! The tests that go through the outer walls: one binary, so that the library is linked once and the servers start once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops at what it did not expect")]

mod accounts;
mod backup;
mod bad_input;
mod bench;
mod command_line;
mod concurrency;
mod demo;
mod downloads;
mod durability;
mod editions;
mod extract;
mod faults;
mod health;
mod invitations;
mod leaks;
mod mail;
mod main_job;
mod nodes;
mod openapi;
mod organizations;
mod pages;
mod permissions;
mod purge;
mod readme;
mod relations;
mod review;
mod schema;
mod search;
mod storage;
mod submissions;
mod support;
mod tidy;
mod upgrades;
mod wishes;
