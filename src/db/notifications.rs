//! Mail as rows: written in the transaction of the act, sent by a job afterwards, under a Message-ID that stays the same. Whether it still waits
//! or was given up is the job's to say.

use super::Tx;
use super::dialect::AnyConn;
use super::schema::notifications;
use crate::domain::ids::{NotificationId, UserId};
use crate::domain::language::LanguageTag;
use crate::domain::time::Timestamp;
use crate::error::{Error, Result};
use diesel::prelude::*;

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = notifications)]
pub struct NotificationRow {
    pub id: NotificationId,
    /// One of [`crate::library::notices`]' kinds.
    pub kind: String,
    pub user_id: Option<UserId>,
    pub email: String,
    pub language: LanguageTag,
    /// What it is about: the job reads the truth from there when it writes the mail.
    pub subject_id: String,
    pub created_at: Timestamp,
    pub sent_at: Option<Timestamp>,
    /// It has no job of its own: the summary of the day carries it.
    pub waits_for_digest: bool,
    /// When the mail server said that there is no such mailbox.
    pub bounced_at: Option<Timestamp>,
}

pub fn insert(tx: &mut Tx, notification: &NotificationRow) -> Result<()> {
    let c: &mut AnyConn = tx;
    diesel::insert_into(notifications::table).values(notification).execute(c)?;
    Ok(())
}

pub fn get(c: &mut AnyConn, id: NotificationId) -> Result<Option<NotificationRow>> {
    Ok(notifications::table.find(id).select(NotificationRow::as_select()).first(c).optional()?)
}

pub fn find(c: &mut AnyConn, id: NotificationId) -> Result<NotificationRow> {
    get(c, id)?.ok_or(Error::NotFound("notification"))
}

/// Whether somebody is or was told this of a subject.
pub fn is_any(c: &mut AnyConn, kind: &str, subject: &str) -> Result<bool> {
    let about = notifications::table.filter(notifications::subject_id.eq(subject)).filter(notifications::kind.eq(kind));
    Ok(about.count().get_result::<i64>(c)? > 0)
}

/// Whether a mail of this kind about a subject still waits to be sent.
pub fn is_any_unsent(c: &mut AnyConn, kind: &str, subject: &str) -> Result<bool> {
    let about = notifications::table.filter(notifications::subject_id.eq(subject)).filter(notifications::kind.eq(kind));
    Ok(about.filter(notifications::sent_at.is_null()).count().get_result::<i64>(c)? > 0)
}

pub fn set_sent(tx: &mut Tx, id: NotificationId, now: Timestamp) -> Result<()> {
    let c: &mut AnyConn = tx;
    diesel::update(notifications::table.find(id)).set(notifications::sent_at.eq(now)).execute(c)?;
    Ok(())
}

/// A summary has carried them.
pub fn set_carried(tx: &mut Tx, ids: &[NotificationId], now: Timestamp) -> Result<()> {
    let c: &mut AnyConn = tx;
    let values = (notifications::sent_at.eq(now), notifications::waits_for_digest.eq(false));
    diesel::update(notifications::table.filter(notifications::id.eq_any(ids))).set(values).execute(c)?;
    Ok(())
}

/// What waits for someone's summary, oldest first.
pub fn list_waiting(c: &mut AnyConn, user: UserId, limit: i64) -> Result<Vec<NotificationRow>> {
    let waiting = notifications::table.filter(notifications::waits_for_digest).filter(notifications::user_id.eq(user));
    Ok(waiting.order((notifications::created_at, notifications::id)).limit(limit).select(NotificationRow::as_select()).load(c)?)
}

/// For whom something waits, and since when.
pub fn list_waiting_users(c: &mut AnyConn) -> Result<Vec<(UserId, Timestamp)>> {
    let waiting = notifications::table.filter(notifications::waits_for_digest).group_by(notifications::user_id);
    let rows: Vec<(Option<UserId>, Option<Timestamp>)> =
        waiting.select((notifications::user_id, diesel::dsl::min(notifications::created_at))).load(c)?;
    Ok(rows.into_iter().filter_map(|(user, since)| Some((user?, since?))).collect())
}

/// When someone was last told of something of a kind, sent or not.
pub fn last_told(c: &mut AnyConn, user: UserId, kind: &str) -> Result<Option<Timestamp>> {
    let told = notifications::table.filter(notifications::user_id.eq(user)).filter(notifications::kind.eq(kind));
    Ok(told.select(diesel::dsl::max(notifications::created_at)).first(c)?)
}

/// When anyone was last told something of a kind about a subject.
pub fn last_told_about(c: &mut AnyConn, kind: &str, subject: &str) -> Result<Option<Timestamp>> {
    let told = notifications::table.filter(notifications::subject_id.eq(subject)).filter(notifications::kind.eq(kind));
    Ok(told.select(diesel::dsl::max(notifications::created_at)).first(c)?)
}

/// Notes that it came back. False where that is known already.
pub fn set_bounced(tx: &mut Tx, id: NotificationId, now: Timestamp) -> Result<bool> {
    let c: &mut AnyConn = tx;
    let new = notifications::table.find(id).filter(notifications::bounced_at.is_null());
    Ok(diesel::update(new).set(notifications::bounced_at.eq(now)).execute(c)? == 1)
}

/// Deletes what would still be mailed, or was, about a subject; gives the ids.
pub fn delete_of_subject(tx: &mut Tx, subject: &str) -> Result<Vec<NotificationId>> {
    let c: &mut AnyConn = tx;
    let about = notifications::table.filter(notifications::subject_id.eq(subject));
    let ids = about.select(notifications::id).load(c)?;
    diesel::delete(about).execute(c)?;
    Ok(ids)
}

/// What was mailed to a person, or will be, oldest first.
pub fn list_of_person(c: &mut AnyConn, user: UserId, email: &str) -> Result<Vec<NotificationRow>> {
    let own = notifications::table.filter(notifications::user_id.eq(user).or(notifications::email.eq(email)));
    Ok(own.order(notifications::id).select(NotificationRow::as_select()).load(c)?)
}

/// Deletes what was mailed to a person, or would still be; gives the ids.
pub fn delete_of_person(tx: &mut Tx, user: UserId, emails: &[String]) -> Result<Vec<String>> {
    let c: &mut AnyConn = tx;
    let own = notifications::table.filter(notifications::user_id.eq(user).or(notifications::email.eq_any(emails)));
    let ids: Vec<NotificationId> = own.select(notifications::id).load(c)?;
    for id in &ids {
        diesel::delete(notifications::table.find(id)).execute(c)?;
    }
    Ok(ids.iter().map(ToString::to_string).collect())
}

pub fn delete(tx: &mut Tx, id: NotificationId) -> Result<()> {
    let c: &mut AnyConn = tx;
    diesel::delete(notifications::table.find(id)).execute(c)?;
    Ok(())
}

/// When letters of a kind were written since a time, oldest first.
pub fn times_of_kind(c: &mut AnyConn, kind: &str, since: Option<Timestamp>) -> Result<Vec<Timestamp>> {
    let mut query = notifications::table
        .filter(notifications::kind.eq(kind))
        .select(notifications::created_at)
        .into_boxed::<super::dialect::MultiBackend>();
    if let Some(since) = since {
        query = query.filter(notifications::created_at.gt(since));
    }
    Ok(query.order(notifications::created_at).load(c)?)
}
