//! The acts: each one function over one transaction, called alike by API, pages, jobs and the command line. Their side effects are rows of
//! the same transaction (events, changes, jobs, notifications); nothing here sends mail or writes an index.

pub mod accounts;
pub mod bounces;
pub mod checklists;
pub mod corrections;
pub mod derivations;
pub mod editions;
pub mod embargoes;
pub mod following;
pub mod importing;
pub mod inspection;
pub mod invitations;
pub mod keeping;
pub mod mail_choices;
pub mod notices;
pub mod organizations;
pub mod previews;
pub mod publishing;
pub mod purge;
pub mod resources;
pub mod review;
pub mod rounds;
pub mod saved_searches;
pub mod submissions;
pub mod terms;
pub mod transfers;
pub mod waiting;
pub mod wishes;
