//! The mail of review: what is true when it is sent of a conversation, a claim, a second look, a re-filing, and what waits.

use super::page;
use crate::app::App;
use crate::db::notifications::NotificationRow;
use crate::db::queue::{self, QueueFilter};
use crate::db::submissions::{self, SubmissionRow};
use crate::db::{AnyConn, claims, comments, decisions, reasons, second_looks, users};
use crate::domain::ids::{CommentId, DecisionId, SecondLookId, SubmissionId, UserId};
use crate::domain::language::LanguageTag;
use crate::domain::time::Timestamp;
use crate::error::{Error, Result};
use crate::library::notices::Kind;
use crate::library::{publishing, reviewers};
use crate::mail::{Notice, WaitingItem};

/// Submissions that a digest names; the rest it counts.
const DIGEST_ITEMS: usize = 10;

fn title(submission: &SubmissionRow) -> String {
    submission.metadata.title_or_placeholder().to_owned()
}

fn name(c: &mut AnyConn, user: UserId) -> Result<String> {
    Ok(users::find(c, user)?.name)
}

/// A ready-made reason in a sentence of the reader's language; its code where there is none.
pub fn sentence(c: &mut AnyConn, code: Option<String>, language: &LanguageTag) -> Result<Option<String>> {
    let Some(code) = code else { return Ok(None) };
    Ok(Some(reasons::get(c, &code)?.map_or(code, |reason| crate::library::reasons::sentence(&reason, language))))
}

/// What there is to say of a review; nothing, where the world has moved on.
pub fn write(app: &App, c: &mut AnyConn, kind: Kind, notification: &NotificationRow) -> Result<Option<Notice>> {
    let subject = notification.subject_id.as_str();
    match kind {
        Kind::CommentOfReviewers | Kind::CommentOfSubmitter => comment(app, c, kind, CommentId::parse(subject)?).map(Some),
        Kind::ClaimTaken => claim_taken(app, c, SubmissionId::parse(subject)?, notification.user_id),
        Kind::SecondLookAsked | Kind::SecondLookAnswered => second_look(app, c, kind, SecondLookId::parse(subject)?),
        Kind::ResourceRefiled => refiled(app, c, DecisionId::parse(subject)?).map(Some),
        Kind::ReviewDigest => digest(app, c, UserId::parse(subject)?, app.clock.now()),
        _ => Err(Error::internal("writing mail", "a kind of mail that is not about review")),
    }
}

fn comment(app: &App, c: &mut AnyConn, kind: Kind, id: CommentId) -> Result<Notice> {
    let comment = comments::find(c, id)?;
    let submission = submissions::find(c, comment.submission_id)?;
    let (title, text, link) = (title(&submission), comment.body, page(app, "/")?);
    if kind == Kind::CommentOfReviewers {
        return Ok(Notice::CommentOfReviewers { title, text, link });
    }
    let organization = submissions::organization_name(c, submission.organization_id)?;
    Ok(Notice::CommentOfSubmitter { title, author: name(c, comment.author_id)?, organization, text, link })
}

fn claim_taken(app: &App, c: &mut AnyConn, id: SubmissionId, reader: Option<UserId>) -> Result<Option<Notice>> {
    // Whoever has it again need not be told.
    if claims::get_live(c, id, app.clock.now())?.is_some_and(|claim| Some(claim.reviewer_id) == reader) {
        return Ok(None);
    }
    let submission = submissions::find(c, id)?;
    Ok(Some(Notice::ClaimTaken { title: title(&submission), link: page(app, "/")? }))
}

fn second_look(app: &App, c: &mut AnyConn, kind: Kind, id: SecondLookId) -> Result<Option<Notice>> {
    let look = second_looks::find(c, id)?;
    let submission = submissions::find(c, look.submission_id)?;
    let (title, link) = (title(&submission), page(app, "/")?);
    Ok(match (kind, look.answer) {
        (Kind::SecondLookAsked, None) => {
            Some(Notice::SecondLookAsked { title, reviewer: name(c, look.asked_by)?, question: look.question, link })
        }
        (Kind::SecondLookAnswered, Some(answer)) => {
            Some(Notice::SecondLookAnswered { title, reviewer: name(c, look.asked_of_id)?, answer, link })
        }
        _ => None,
    })
}

fn refiled(app: &App, c: &mut AnyConn, id: DecisionId) -> Result<Notice> {
    let decision = decisions::find(c, id)?;
    let submission = submissions::find(c, decision.submission_id)?;
    let section = publishing::section_of(&submission, &decision)?;
    let path = submission.resource_id.map_or_else(|| "/".to_owned(), |id| format!("/api/v1/resources/{id}"));
    Ok(Notice::ResourceRefiled { title: title(&submission), section, note: decision.note, link: page(app, &path)? })
}

/// What waits for this reviewer; nothing to say when that is nothing, or when they are away.
fn digest(app: &App, c: &mut AnyConn, reviewer: UserId, now: Timestamp) -> Result<Option<Notice>> {
    if reviewers::is_away(c, reviewer, now)? {
        return Ok(None);
    }
    let routing = Some(reviewers::routing(c, reviewer, now)?);
    let filter = QueueFilter { parked: Some(false), routing, ..QueueFilter::waiting(now) };
    let waiting = queue::list(c, &filter, None, DIGEST_ITEMS as i64)?;
    let Some(oldest) = waiting.first() else {
        return Ok(None);
    };
    let (oldest_days, items) = (days_waited(oldest, now), waiting_items(c, &waiting, now)?);
    let waiting = usize::try_from(queue::count(c, &filter)?).unwrap_or(usize::MAX);
    Ok(Some(Notice::ReviewDigest { waiting, oldest_days, link: page(app, "/")?, items }))
}

fn days_waited(submission: &SubmissionRow, now: Timestamp) -> u32 {
    let since = submission.submitted_at.unwrap_or(submission.created_at);
    u32::try_from((now.unix_seconds() - since.unix_seconds()) / 86_400).unwrap_or(0)
}

/// The first of them, as a mail names them.
pub fn waiting_items(c: &mut AnyConn, waiting: &[SubmissionRow], now: Timestamp) -> Result<Vec<WaitingItem>> {
    let mut items = Vec::new();
    for submission in waiting.iter().take(DIGEST_ITEMS) {
        let organization = submissions::organization_name(c, submission.organization_id)?;
        items.push(WaitingItem { title: title(submission), organization, days: days_waited(submission, now) });
    }
    Ok(items)
}
