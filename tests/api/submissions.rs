//! Submissions from the submitter's side, through HTTP: a draft, its files, who sees it, handing it in, and asking twice.

mod access;
mod drafts;
mod editing;
mod files;
mod idempotency;
mod revisions;
mod submitting;

const PATH: &str = "/api/v1/submissions";

fn path_of(submission: &crate::support::client::Answer) -> String {
    format!("{PATH}/{}", submission.id())
}
