//! Submissions.
