//! The contact form: kept until it is answered, mailed to the admins, and erased by them when it is no longer needed.

use super::notices::{self, Kind};
use crate::auth::Admin;
use crate::db::Tx;
use crate::db::contact_messages::{self, ContactMessageRow};
use crate::db::events::{self, Event};
use crate::domain::contact::Contact;
use crate::domain::ids::{ContactMessageId, UserId};
use crate::domain::time::Timestamp;
use crate::error::Result;
use serde_json::json;

/// Takes a message in, and tells the admins. One that a program wrote is let fall, and answered like any other.
pub fn write(tx: &mut Tx, contact: &Contact, now: Timestamp) -> Result<ContactMessageId> {
    let id = ContactMessageId::new();
    if contact.is_trapped {
        return Ok(id);
    }
    let message = ContactMessageRow {
        id,
        name: Some(contact.name.clone()),
        email: Some(contact.email.as_str().to_owned()),
        language: contact.language.clone(),
        message: Some(contact.message.clone()),
        created_at: now,
        answered_at: None,
        answered_by: None,
        erased_at: None,
    };
    contact_messages::insert(tx, &message)?;
    record(tx, None, "contact.write", id, now)?;
    notices::tell_admins(tx, Kind::ContactMessage, &id, now)?;
    Ok(id)
}

/// Marks a message as answered. Twice is harmless; who was first stays.
pub fn answer(tx: &mut Tx, admin: &Admin, id: ContactMessageId, now: Timestamp) -> Result<ContactMessageRow> {
    if contact_messages::find(tx, id)?.answered_at.is_none() {
        contact_messages::set_answered(tx, id, admin.id(), now)?;
        record(tx, Some(admin.id()), "contact.answer", id, now)?;
    }
    contact_messages::find(tx, id)
}

/// Erases who wrote and what; that somebody wrote, and when, stays.
pub fn erase(tx: &mut Tx, admin: &Admin, id: ContactMessageId, now: Timestamp) -> Result<()> {
    if contact_messages::find(tx, id)?.erased_at.is_none() {
        contact_messages::erase(tx, id, now)?;
        record(tx, Some(admin.id()), "contact.erase", id, now)?;
    }
    Ok(())
}

fn record(tx: &mut Tx, actor: Option<UserId>, act: &'static str, id: ContactMessageId, now: Timestamp) -> Result<()> {
    events::record(tx, &Event { actor, act, subject_kind: "contact_message", subject: &id, details: json!({}), personal: &[] }, now)
}
