//! Submissions from the submitter's side, through HTTP: a draft, its files, who sees it, handing it in, and asking twice.

mod access;
mod checklist;
mod corrections;
mod drafts;
mod editing;
mod embargoes;
mod files;
mod idempotency;
mod previews;
mod requirements;
mod revisions;
mod submitting;
mod waiting;

const PATH: &str = "/api/v1/submissions";

fn path_of(submission: &crate::support::client::Answer) -> String {
    format!("{PATH}/{}", submission.id())
}
