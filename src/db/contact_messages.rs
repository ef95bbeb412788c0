//! What visitors wrote to the admins.

use super::dialect::{AnyConn, MultiBackend};
use super::schema::contact_messages;
use crate::domain::ids::{ContactMessageId, UserId};
use crate::domain::language::LanguageTag;
use crate::domain::time::Timestamp;
use crate::error::{Error, Result};
use diesel::prelude::*;

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = contact_messages)]
pub struct ContactMessageRow {
    pub id: ContactMessageId,
    /// This and the next two are gone once it was erased.
    pub name: Option<String>,
    pub email: Option<String>,
    pub language: LanguageTag,
    pub message: Option<String>,
    pub created_at: Timestamp,
    pub answered_at: Option<Timestamp>,
    pub answered_by: Option<UserId>,
    pub erased_at: Option<Timestamp>,
}

pub fn insert(c: &mut AnyConn, message: &ContactMessageRow) -> Result<()> {
    diesel::insert_into(contact_messages::table).values(message).execute(c)?;
    Ok(())
}

pub fn find(c: &mut AnyConn, id: ContactMessageId) -> Result<ContactMessageRow> {
    let found = contact_messages::table.find(id).select(ContactMessageRow::as_select()).first(c).optional()?;
    found.ok_or(Error::NotFound("message"))
}

/// A page of them, newest first: those that wait for an answer, those that have it, or all.
pub fn list(c: &mut AnyConn, answered: Option<bool>, after: Option<ContactMessageId>, limit: i64) -> Result<Vec<ContactMessageRow>> {
    let mut query = contact_messages::table
        .select(ContactMessageRow::as_select())
        .order(contact_messages::id.desc())
        .limit(limit)
        .into_boxed::<MultiBackend>();
    match answered {
        Some(true) => query = query.filter(contact_messages::answered_at.is_not_null()),
        Some(false) => query = query.filter(contact_messages::answered_at.is_null()),
        None => {}
    }
    if let Some(after) = after {
        query = query.filter(contact_messages::id.lt(after));
    }
    Ok(query.load(c)?)
}

/// What was written from an address and is not erased yet, oldest first.
pub fn list_of_address(c: &mut AnyConn, email: &str) -> Result<Vec<ContactMessageRow>> {
    let own = contact_messages::table.filter(contact_messages::email.eq(email));
    Ok(own.order(contact_messages::id).select(ContactMessageRow::as_select()).load(c)?)
}

/// Once: who was first stays.
pub fn set_answered(c: &mut AnyConn, id: ContactMessageId, by: UserId, now: Timestamp) -> Result<()> {
    let open = contact_messages::table.find(id).filter(contact_messages::answered_at.is_null());
    diesel::update(open).set((contact_messages::answered_at.eq(now), contact_messages::answered_by.eq(by))).execute(c)?;
    Ok(())
}

/// Takes out who wrote and what.
pub fn erase(c: &mut AnyConn, id: ContactMessageId, now: Timestamp) -> Result<()> {
    let nothing = (
        contact_messages::name.eq(None::<String>),
        contact_messages::email.eq(None::<String>),
        contact_messages::message.eq(None::<String>),
        contact_messages::erased_at.eq(now),
    );
    diesel::update(contact_messages::table.find(id).filter(contact_messages::erased_at.is_null())).set(nothing).execute(c)?;
    Ok(())
}
