//! What comes round by itself: the summary of the day, news of what one follows, reminders. Whoever is due is found without a lock; each then gets
//! a transaction, in which it is looked at again, so that two rounds at once leave one letter. Whether there is anything to say is known when
//! the letter is written.

use super::notices::{self, Kind};
use super::{bounces, mail_choices as choices, reviewers, settings};
use crate::db::notifications;
use crate::db::submissions;
use crate::db::users::{self, UserRow};
use crate::db::{AnyConn, Tx, follows, mail_choices, saved_searches};
use crate::domain::ids::{SavedSearchId, SubmissionId, UserId};
use crate::domain::time::Timestamp;
use crate::domain::words::{Frequency, MailDelivery, MailGroup, SiteRole, UserStatus};
use crate::error::Result;

/// A draft that has slept for longer than this was forgotten before there were reminders, or for good. More than any setting of when it sleeps.
const FORGOTTEN_DAYS: i64 = 120;
/// Drafts that are looked at in one round.
const BATCH: i64 = 500;

/// A letter that may be due.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Due {
    Digest(UserId),
    Following(UserId),
    SavedSearch(SavedSearchId, UserId),
}

/// Everything whose hour has come.
pub fn due(c: &mut AnyConn, now: Timestamp) -> Result<Vec<Due>> {
    let mut due = Vec::new();
    for (user, since) in notifications::list_waiting_users(c)? {
        if since < mail_choices::hour(c, user)?.last_daily(now) {
            due.push(Due::Digest(user));
        }
    }
    for (user, frequency, seen_until) in follows::list_users(c)? {
        if is_due(c, user, frequency, seen_until, now)? && !due.contains(&Due::Following(user)) {
            due.push(Due::Following(user));
        }
    }
    for (id, user, frequency, seen_until) in saved_searches::list_waking(c)? {
        if is_due(c, user, frequency, seen_until, now)? {
            due.push(Due::SavedSearch(id, user));
        }
    }
    Ok(due)
}

/// Whether what was seen up to a moment is to be looked at again.
pub fn is_due(c: &mut AnyConn, user: UserId, frequency: Frequency, seen_until: Timestamp, now: Timestamp) -> Result<bool> {
    Ok(last_due(c, user, frequency, now)?.is_some_and(|due| seen_until < due))
}

fn last_due(c: &mut AnyConn, user: UserId, frequency: Frequency, now: Timestamp) -> Result<Option<Timestamp>> {
    let hour = mail_choices::hour(c, user)?;
    Ok(match frequency {
        Frequency::Daily => Some(hour.last_daily(now)),
        Frequency::Weekly => Some(hour.last_weekly(now)),
        Frequency::Never => None,
    })
}

/// Leaves the letter, unless the round before has left it.
pub fn leave(tx: &mut Tx, due: Due, now: Timestamp) -> Result<()> {
    let (Due::Digest(id) | Due::Following(id) | Due::SavedSearch(_, id)) = due;
    let user = users::lock(tx, id)?;
    if user.status != UserStatus::Active || bounces::is_marked(tx, &user.email)? {
        return Ok(());
    }
    let today = mail_choices::hour(tx, id)?.last_daily(now);
    let is_off = |tx: &mut Tx, group| Ok::<_, crate::error::Error>(choices::delivery(tx, id, group)? == MailDelivery::Never);
    match due {
        Due::Digest(_) if is_new(notifications::last_told(tx, id, Kind::Digest.as_str())?, today) => {
            notices::tell_user_at_once(tx, &user, Kind::Digest, &id, now)
        }
        Due::Following(_)
            if !is_off(tx, MailGroup::Following)? && is_new(notifications::last_told(tx, id, Kind::Following.as_str())?, today) =>
        {
            notices::tell_user_at_once(tx, &user, Kind::Following, &id, now)
        }
        Due::SavedSearch(search, _) if !is_off(tx, MailGroup::SavedSearches)? => {
            let told = notifications::last_told_about(tx, Kind::SavedSearch.as_str(), &search.to_string())?;
            if is_new(told, today) { notices::tell_user_at_once(tx, &user, Kind::SavedSearch, &search, now) } else { Ok(()) }
        }
        Due::Digest(_) | Due::Following(_) | Due::SavedSearch(..) => Ok(()),
    }
}

fn is_new(last: Option<Timestamp>, due: Timestamp) -> bool {
    last.is_none_or(|last| last < due)
}

/// Who reviews at present, and is not away.
pub fn present_reviewers(c: &mut AnyConn, now: Timestamp) -> Result<Vec<UserRow>> {
    let mut present = Vec::new();
    for reviewer in users::list_by_role(c, &[SiteRole::Reviewer, SiteRole::Admin])? {
        if !reviewers::is_away(c, reviewer.id, now)? {
            present.push(reviewer);
        }
    }
    Ok(present)
}

/// What lies with its submitter and has not changed for a while.
pub fn sleeping(c: &mut AnyConn, now: Timestamp) -> Result<Vec<SubmissionId>> {
    let sleeps_since = now.plus_days(-settings::in_force(c)?.sleeping_draft_days);
    submissions::list_untouched(c, now.plus_days(-FORGOTTEN_DAYS), sleeps_since, Kind::SleepingDraft.as_str(), BATCH)
}

/// Reminds of one of these, once for all time.
pub fn remind_of_draft(tx: &mut Tx, id: SubmissionId, now: Timestamp) -> Result<()> {
    let submission = submissions::lock(tx, id)?;
    let days = settings::in_force(tx)?.sleeping_draft_days;
    let sleeps = submission.status.is_editable() && submission.updated_at <= now.plus_days(-days);
    if !sleeps || notifications::last_told_about(tx, Kind::SleepingDraft.as_str(), &id.to_string())?.is_some() {
        return Ok(());
    }
    notices::tell_submitter(tx, &submission, Kind::SleepingDraft, &id, now)
}
