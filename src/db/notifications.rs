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
}

pub fn insert(tx: &mut Tx, notification: &NotificationRow) -> Result<()> {
    let c: &mut AnyConn = tx;
    diesel::insert_into(notifications::table).values(notification).execute(c)?;
    Ok(())
}

pub fn find(c: &mut AnyConn, id: NotificationId) -> Result<NotificationRow> {
    let found = notifications::table.find(id).select(NotificationRow::as_select()).first(c).optional()?;
    found.ok_or(Error::NotFound("notification"))
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
