//! Who is asking, and how that is known: keys, passwords, tokens, links in mail, and the actors.
//!
//! An actor is a proof. [`actors::User`], [`actors::Reviewer`] and [`actors::Admin`] have private fields and are made here alone, so an act
//! that takes one can't be reached without the check.

pub mod actors;
pub mod attempts;
pub mod keys;
pub mod origins;
pub mod passwords;
pub mod tokens;
pub mod totp;

pub use actors::{Admin, Reviewer, User};
