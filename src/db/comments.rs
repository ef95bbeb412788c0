//! What is said about a submission, and up to where each reader has read.

use super::dialect::{AnyConn, MultiBackend, per_backend};
use super::schema::{comment_reads, comments};
use crate::domain::ids::{CommentId, SubmissionId, UserId};
use crate::domain::time::Timestamp;
use crate::domain::words::Side;
use crate::error::{Error, Result};
use diesel::prelude::*;

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = comments)]
pub struct CommentRow {
    pub id: CommentId,
    pub submission_id: SubmissionId,
    pub author_id: UserId,
    /// The side that the author spoke for at that time.
    pub side: Side,
    /// A note among reviewers, which the submitter's side never sees.
    pub is_internal: bool,
    pub body: String,
    pub created_at: Timestamp,
}

/// Somebody has read the conversation up to a comment.
#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = comment_reads)]
pub struct ReadRow {
    pub submission_id: SubmissionId,
    pub user_id: UserId,
    pub comment_id: CommentId,
    pub read_at: Timestamp,
}

pub fn insert(c: &mut AnyConn, comment: &CommentRow) -> Result<()> {
    diesel::insert_into(comments::table).values(comment).execute(c)?;
    Ok(())
}

pub fn find(c: &mut AnyConn, id: CommentId) -> Result<CommentRow> {
    comments::table.find(id).select(CommentRow::as_select()).first(c).optional()?.ok_or(Error::NotFound("comment"))
}

/// A page of the conversation in its order, the notes among reviewers left out unless asked for.
pub fn list(
    c: &mut AnyConn,
    submission: SubmissionId,
    with_internal: bool,
    after: Option<CommentId>,
    limit: i64,
) -> Result<Vec<CommentRow>> {
    let of_submission = comments::table.filter(comments::submission_id.eq(submission));
    let mut query = of_submission.select(CommentRow::as_select()).order(comments::id).limit(limit).into_boxed::<MultiBackend>();
    if !with_internal {
        query = query.filter(comments::is_internal.eq(false));
    }
    if let Some(after) = after {
        query = query.filter(comments::id.gt(after));
    }
    Ok(query.load(c)?)
}

/// How many comments on each of these somebody has not read; their own are read by nature.
pub fn count_unread(
    c: &mut AnyConn,
    submissions: &[SubmissionId],
    user: UserId,
    with_internal: bool,
) -> Result<Vec<(SubmissionId, usize)>> {
    let read: Vec<(SubmissionId, CommentId)> = comment_reads::table
        .filter(comment_reads::user_id.eq(user).and(comment_reads::submission_id.eq_any(submissions)))
        .select((comment_reads::submission_id, comment_reads::comment_id))
        .load(c)?;
    let mut query = comments::table
        .filter(comments::submission_id.eq_any(submissions).and(comments::author_id.ne(user)))
        .select((comments::submission_id, comments::id))
        .into_boxed::<MultiBackend>();
    if !with_internal {
        query = query.filter(comments::is_internal.eq(false));
    }
    let all: Vec<(SubmissionId, CommentId)> = query.load(c)?;
    let is_unread = |(submission, id): &&(SubmissionId, CommentId)| !read.iter().any(|(known, last)| known == submission && last >= id);
    let unread = |submission: SubmissionId| all.iter().filter(|row| row.0 == submission).filter(is_unread).count();
    Ok(submissions.iter().map(|&submission| (submission, unread(submission))).collect())
}

/// Who of a side has spoken, not among themselves alone.
pub fn list_authors(c: &mut AnyConn, submission: SubmissionId, side: Side) -> Result<Vec<UserId>> {
    let of_side = comments::submission_id.eq(submission).and(comments::side.eq(side));
    Ok(comments::table.filter(of_side).select(comments::author_id).distinct().order(comments::author_id).load(c)?)
}

/// The marks of all who have read.
pub fn list_reads(c: &mut AnyConn, submission: SubmissionId) -> Result<Vec<ReadRow>> {
    Ok(comment_reads::table.filter(comment_reads::submission_id.eq(submission)).select(ReadRow::as_select()).load(c)?)
}

/// Moves somebody's mark forward, never back.
pub fn mark_read(c: &mut AnyConn, mark: &ReadRow) -> Result<()> {
    per_backend!(c, inner => diesel::insert_into(comment_reads::table).values(mark).on_conflict_do_nothing().execute(inner))?;
    let later = comment_reads::table.find((mark.submission_id, mark.user_id)).filter(comment_reads::comment_id.lt(mark.comment_id));
    diesel::update(later).set((comment_reads::comment_id.eq(mark.comment_id), comment_reads::read_at.eq(mark.read_at))).execute(c)?;
    Ok(())
}

pub fn list_ids(c: &mut AnyConn, submission: SubmissionId) -> Result<Vec<CommentId>> {
    Ok(comments::table.filter(comments::submission_id.eq(submission)).order(comments::id).select(comments::id).load(c)?)
}
