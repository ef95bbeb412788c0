//! The conversation between a submission's organization and the reviewers, and the notes that reviewers leave each other. A note never reaches
//! the submitter's side: not a member, not a reviewer who is one, and not by a count.

use super::notices::{self, Kind};
use super::{claims, reviewers, submissions};
use crate::auth::User;
use crate::db::comments::{self, CommentRow, ReadRow};
use crate::db::events::{self, Event};
use crate::db::submissions::SubmissionRow;
use crate::db::users::{self, UserRow};
use crate::db::{AnyConn, Tx, claims as claim_rows, decisions, memberships};
use crate::domain::ids::{CommentId, SubmissionId, UserId};
use crate::domain::time::Timestamp;
use crate::domain::words::{Side, SiteRole, UserStatus};
use crate::error::{Error, Result};
use serde_json::json;

/// Says something about a submission that was handed in. The other side is told; a note among reviewers tells nobody.
pub fn say(tx: &mut Tx, user: &User, id: SubmissionId, body: &str, is_internal: bool, now: Timestamp) -> Result<CommentRow> {
    let submission = submissions::lock_readable(tx, user, id)?;
    let side = if user.reviews(&submission) { Side::Reviewer } else { Side::Submitter };
    if side == Side::Submitter {
        user.may_edit(&submission)?;
        if is_internal {
            let message =
                "Notes are among reviewers, and this is your own organization's. Leave is_internal out to write to the reviewers.";
            return Err(Error::forbidden("own_submission", message));
        }
        if submission.submitted_at.is_none() {
            return Err(Error::conflict("wrong_status", "Nobody else has seen this draft yet; submit it first."));
        }
    }
    let comment = CommentRow {
        id: CommentId::new(),
        submission_id: id,
        author_id: user.id(),
        side,
        is_internal,
        body: body.to_owned(),
        created_at: now,
    };
    comments::insert(tx, &comment)?;
    let details = json!({"comment": comment.id, "side": side, "is_internal": is_internal});
    let event =
        Event { actor: Some(user.id()), act: "submission.comment", subject_kind: "submission", subject: &id, details, personal: &[] };
    events::record(tx, &event, now)?;
    claims::renew(tx, id, user.id(), now)?;
    match (side, is_internal) {
        (_, true) => {}
        (Side::Reviewer, false) => {
            let submitter = users::find(tx, submission.created_by)?;
            if submitter.status == UserStatus::Active {
                notices::tell_user(tx, &submitter, Kind::CommentOfReviewers, &comment.id, now)?;
            }
        }
        (Side::Submitter, false) => {
            for reviewer in reviewers_concerned(tx, &submission, user.id(), now)? {
                notices::tell_user(tx, &reviewer, Kind::CommentOfSubmitter, &comment.id, now)?;
            }
        }
    }
    Ok(comment)
}

/// Those who have had to do with it, or else those who would.
fn reviewers_concerned(c: &mut AnyConn, submission: &SubmissionRow, author: UserId, now: Timestamp) -> Result<Vec<UserRow>> {
    let mut ids = comments::list_authors(c, submission.id, Side::Reviewer)?;
    ids.extend(claim_rows::get_live(c, submission.id, now)?.map(|claim| claim.reviewer_id));
    ids.extend(decisions::get_last(c, submission.id)?.map(|decision| decision.reviewer_id));
    let concerned = among_reviewers(c, submission, ids, author)?;
    if !concerned.is_empty() {
        return Ok(concerned);
    }
    let present = reviewers::list_present(c, now)?;
    let covers =
        |reviewer: &&crate::db::reviewers::ReviewerRow| reviewer.profile.reads.covers(submission.section, submission.language.as_ref());
    let routed = present.iter().filter(covers).map(|reviewer| reviewer.profile.user_id).collect();
    let routed = among_reviewers(c, submission, routed, author)?;
    if routed.is_empty() {
        among_reviewers(c, submission, present.iter().map(|reviewer| reviewer.profile.user_id).collect(), author)
    } else {
        Ok(routed)
    }
}

/// Those of these people who may review the submission today, each once, without its author.
fn among_reviewers(c: &mut AnyConn, submission: &SubmissionRow, mut ids: Vec<UserId>, author: UserId) -> Result<Vec<UserRow>> {
    ids.sort();
    ids.dedup();
    let mut found = Vec::new();
    for id in ids.into_iter().filter(|id| *id != author && *id != submission.created_by) {
        let user = users::find(c, id)?;
        let may_review = user.status == UserStatus::Active && user.role != SiteRole::User;
        if may_review && memberships::get(c, id, submission.organization_id)?.is_none() {
            found.push(user);
        }
    }
    Ok(found)
}

/// A page of a conversation, as somebody may see it.
pub struct Conversation {
    pub comments: Vec<Heard>,
    /// How many comments of others this reader has not marked as read.
    pub unread: usize,
}

/// A comment with what its reader is told of it.
pub struct Heard {
    pub comment: CommentRow,
    /// To the submitter's side, reviewers are not named.
    pub author: Option<String>,
    /// Whether anyone of the other side has read it.
    pub is_read: bool,
}

pub fn read(c: &mut AnyConn, user: &User, id: SubmissionId, after: Option<CommentId>, limit: i64) -> Result<Conversation> {
    let submission = crate::db::submissions::find(c, id)?;
    submissions::may_see(user, &submission)?;
    let reviews = user.reviews(&submission);
    let mut readers = Vec::new();
    for mark in comments::list_reads(c, id)? {
        let is_member = memberships::get(c, mark.user_id, submission.organization_id)?.is_some() || mark.user_id == submission.created_by;
        readers.push((if is_member { Side::Submitter } else { Side::Reviewer }, mark.comment_id));
    }
    let mut heard = Vec::new();
    for comment in comments::list(c, id, reviews, after, limit)? {
        let is_named = reviews || comment.side == Side::Submitter;
        let author = if is_named { users::get(c, comment.author_id)?.map(|author| author.name) } else { None };
        let is_read = readers.iter().any(|(side, last)| *side != comment.side && *last >= comment.id);
        heard.push(Heard { comment, author, is_read });
    }
    let unread = comments::count_unread(c, &[id], user.id(), reviews)?.into_iter().map(|(_, count)| count).sum();
    Ok(Conversation { comments: heard, unread })
}

/// Somebody has read the conversation up to a comment.
pub fn mark_read(tx: &mut Tx, user: &User, id: SubmissionId, comment: CommentId, now: Timestamp) -> Result<()> {
    let submission = submissions::lock_readable(tx, user, id)?;
    let found = match comments::find(tx, comment) {
        Err(Error::NotFound(_)) => None,
        found => Some(found?),
    };
    if found.is_none_or(|row| row.submission_id != id || (row.is_internal && !user.reviews(&submission))) {
        return Err(Error::invalid("comment_id", "names no comment of this conversation"));
    }
    comments::mark_read(tx, &ReadRow { submission_id: id, user_id: user.id(), comment_id: comment, read_at: now })
}
