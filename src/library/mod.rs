//! The acts: each one function over one transaction, called alike by API, pages, jobs and the command line. Their side effects are rows of
//! the same transaction (events, changes, jobs, notifications); nothing here sends mail or writes an index.

pub mod accounts;
pub mod audit;
pub mod inspection;
pub mod invitations;
pub mod keeping;
pub mod notices;
pub mod organizations;
pub mod pages;
pub mod parked;
pub mod publishing;
pub mod purge;
pub mod resources;
pub mod review;
pub mod settings;
pub mod statistics;
pub mod submissions;
pub mod users;
pub mod vocabularies;
