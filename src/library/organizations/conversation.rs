//! Vetting: what admins note among themselves, what they ask an organization, and what it answers. An applicant has no account and answers by
//! the link of the mail; a member's managers answer signed in.

use super::record;
use crate::auth::{Admin, User};
use crate::db::organization_messages::{self as messages, MessageRow};
use crate::db::organizations::{self, OrganizationRow};
use crate::db::{AnyConn, Tx, users};
use crate::domain::ids::{MessageId, OrganizationId, UserId};
use crate::domain::time::Timestamp;
use crate::domain::words::{MessageKind, OrganizationStatus};
use crate::error::{Error, Result};
use crate::library::notices::{self, Kind};
use serde_json::json;

/// A message with the name of who wrote it; absent where that was the applicant.
pub struct Said {
    pub message: MessageRow,
    pub author: Option<String>,
}

/// Writes into the conversation: an admin a question, or a note for the admins alone; a manager an answer.
pub fn say(tx: &mut Tx, user: &User, id: OrganizationId, text: &str, is_internal: bool, now: Timestamp) -> Result<MessageRow> {
    let is_admin = Admin::of(user.clone()).is_ok();
    if is_admin {
        organizations::lock(tx, id)?;
        let kind = if is_internal { MessageKind::Note } else { MessageKind::Question };
        return write(tx, Some(user.id()), id, kind, text, now);
    }
    user.may_manage(id)?;
    if is_internal {
        return Err(Error::forbidden("admins_only", "Only admins keep notes that the organization does not see."));
    }
    organizations::lock(tx, id)?;
    write(tx, Some(user.id()), id, MessageKind::Answer, text, now)
}

/// An applicant's answer, by the link of a question's mail.
pub fn answer_as_applicant(tx: &mut Tx, id: OrganizationId, text: &str, now: Timestamp) -> Result<MessageRow> {
    let organization = organizations::lock(tx, id)?;
    expect_open_to_applicant(tx, &organization)?;
    write(tx, None, id, MessageKind::Answer, text, now)
}

/// The link is the contact's as long as the application is undecided; afterwards who belongs to it signs in.
fn expect_open_to_applicant(c: &mut AnyConn, organization: &OrganizationRow) -> Result<()> {
    if !messages::has_question(c, organization.id)? {
        return Err(Error::NotFound("conversation"));
    }
    if organization.status != OrganizationStatus::Applied {
        let message = format!("The application was decided: the organization is {}.", organization.status);
        return Err(Error::Conflict { code: "already_decided", message, by: None, at: organization.decided_at });
    }
    Ok(())
}

fn write(tx: &mut Tx, author: Option<UserId>, id: OrganizationId, kind: MessageKind, text: &str, now: Timestamp) -> Result<MessageRow> {
    let message = MessageRow { id: MessageId::new(), organization_id: id, author_id: author, kind, text: text.to_owned(), created_at: now };
    messages::insert(tx, &message)?;
    record(tx, author, "organization.write", id, json!({"message": message.id, "kind": kind}), &[], now)?;
    match kind {
        MessageKind::Note => {}
        MessageKind::Question => {
            let organization = organizations::find(tx, id)?;
            notices::tell_managers(tx, &organization, author, Kind::OrganizationQuestion, &message.id, now)?;
        }
        MessageKind::Answer => notices::tell_admins(tx, Kind::OrganizationAnswer, &message.id, now)?,
    }
    Ok(message)
}

/// A page of the conversation, newest first; notes for admins alone.
pub fn read(c: &mut AnyConn, user: &User, id: OrganizationId, before: Option<MessageId>, limit: i64) -> Result<Vec<Said>> {
    user.may_manage(id)?;
    organizations::find(c, id)?;
    let with_notes = Admin::of(user.clone()).is_ok();
    let rows = messages::list(c, id, with_notes, before, limit)?;
    expand(c, rows)
}

/// What an applicant sees by the link of a question's mail: the organization, and the last of what was said.
pub fn read_as_applicant(c: &mut AnyConn, id: OrganizationId, limit: i64) -> Result<(OrganizationRow, Vec<Said>)> {
    let organization = organizations::find(c, id)?;
    expect_open_to_applicant(c, &organization)?;
    let rows = messages::list(c, id, false, None, limit)?;
    Ok((organization, expand(c, rows)?))
}

fn expand(c: &mut AnyConn, rows: Vec<MessageRow>) -> Result<Vec<Said>> {
    let mut said = Vec::new();
    for message in rows {
        let author = message.author_id.map(|id| users::get(c, id)).transpose()?.flatten().map(|user| user.name);
        said.push(Said { message, author });
    }
    Ok(said)
}
