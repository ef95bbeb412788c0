//! The acts: each one function over one transaction, called alike by API, pages, jobs and the command line. Their side effects are rows of
//! the same transaction (events, changes, jobs, notifications); nothing here sends mail or writes an index.

pub mod accounts;
pub mod api_tokens;
pub mod checklists;
pub mod contact;
pub mod corrections;
pub mod derivations;
pub mod editions;
pub mod embargoes;
pub mod hidings;
pub mod importing;
pub mod inspection;
pub mod invitations;
pub mod keeping;
pub mod links;
pub mod notices;
pub mod organizations;
pub mod previews;
pub mod publishing;
pub mod purge;
pub mod removals;
pub mod reports;
pub mod resources;
pub mod review;
pub mod review_dates;
pub mod sessions;
pub mod submissions;
pub mod terms;
pub mod transfers;
pub mod uses;
pub mod waiting;
pub mod webhooks;
pub mod wishes;
