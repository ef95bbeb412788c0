//! What stands between the admins and an organization: notes for the admins alone, questions to it, and its answers.

use super::dialect::{AnyConn, MultiBackend};
use super::schema::organization_messages as messages;
use crate::domain::ids::{MessageId, OrganizationId, UserId};
use crate::domain::time::Timestamp;
use crate::domain::words::MessageKind;
use crate::error::{Error, Result};
use diesel::prelude::*;

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = messages)]
pub struct MessageRow {
    pub id: MessageId,
    pub organization_id: OrganizationId,
    /// Absent where an applicant wrote it, who has no account.
    pub author_id: Option<UserId>,
    pub kind: MessageKind,
    pub text: String,
    pub created_at: Timestamp,
}

pub fn insert(c: &mut AnyConn, message: &MessageRow) -> Result<()> {
    diesel::insert_into(messages::table).values(message).execute(c)?;
    Ok(())
}

pub fn find(c: &mut AnyConn, id: MessageId) -> Result<MessageRow> {
    messages::table.find(id).select(MessageRow::as_select()).first(c).optional()?.ok_or(Error::NotFound("message"))
}

/// A page of them, newest first, after the one named by `before`; without the notes for those who are no admins.
pub fn list(
    c: &mut AnyConn,
    organization: OrganizationId,
    with_notes: bool,
    before: Option<MessageId>,
    limit: i64,
) -> Result<Vec<MessageRow>> {
    let mut query = messages::table
        .filter(messages::organization_id.eq(organization))
        .select(MessageRow::as_select())
        .order(messages::id.desc())
        .limit(limit)
        .into_boxed::<MultiBackend>();
    if !with_notes {
        query = query.filter(messages::kind.ne(MessageKind::Note));
    }
    if let Some(before) = before {
        query = query.filter(messages::id.lt(before));
    }
    Ok(query.load(c)?)
}

/// Whether the organization was ever asked something.
pub fn has_question(c: &mut AnyConn, organization: OrganizationId) -> Result<bool> {
    let asked = messages::table.filter(messages::organization_id.eq(organization)).filter(messages::kind.eq(MessageKind::Question));
    let count: i64 = asked.count().get_result(c)?;
    Ok(count > 0)
}
