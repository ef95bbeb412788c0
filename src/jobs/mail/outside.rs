//! Mail about what comes from outside, and what does not get there.

use super::page;
use crate::app::App;
use crate::db::{AnyConn, contact_messages, webhooks};
use crate::domain::ids::{ContactMessageId, WebhookId};
use crate::error::{Error, Result};
use crate::mail::Notice;

/// What was erased meanwhile is mailed to nobody.
pub fn contact_message(app: &App, c: &mut AnyConn, id: ContactMessageId) -> Result<Option<Notice>> {
    let row = contact_messages::find(c, id)?;
    let (Some(name), Some(email), Some(message)) = (row.name, row.email, row.message) else { return Ok(None) };
    Ok(Some(Notice::ContactMessage { name, email, message, link: page(app, "/")? }))
}

/// Nothing to say of one that was removed or switched on again.
pub fn webhook_disabled(app: &App, c: &mut AnyConn, id: WebhookId) -> Result<Option<Notice>> {
    let webhook = match webhooks::find(c, id) {
        Err(Error::NotFound(_)) => return Ok(None),
        found => found?,
    };
    let (Some(since), false) = (webhook.failing_since, webhook.is_active) else { return Ok(None) };
    let failure = webhooks::list_deliveries(c, id, None, 1)?.pop().and_then(|delivery| delivery.failure);
    Ok(Some(Notice::WebhookDisabled { url: webhook.url, since, failure, link: page(app, "/")? }))
}
