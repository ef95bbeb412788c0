//! Everything that the library holds about a person, for that person: one JSON document, made at one moment. What another part comes to keep of
//! people is to be added to [`persons`], or here and to what [`super::deletion`] erases.

use super::mail_choices;
use crate::auth::User;
use crate::db::persons::{By, Trace};
use crate::db::{
    AnyConn, address_changes, api_tokens, contact_messages, decisions, events, follows, invitations, known_origins, memberships,
    notifications, persons, saved_searches, second_factors, sessions, submissions, successors, users,
};
use crate::domain::ids::UserId;
use crate::domain::time::Timestamp;
use crate::error::Result;
use serde_json::{Value, json};

/// Acts of the audit trail that are read at once.
const PAGE: i64 = 1_000;

pub fn collect(c: &mut AnyConn, user: &User, now: Timestamp) -> Result<Value> {
    let id = user.id();
    let row = users::find(c, id)?;
    Ok(json!({
        "made_at": now,
        "account": {
            "id": id, "name": row.name, "email": row.email, "role": row.role, "status": row.status, "language": row.language,
            "created_at": row.created_at, "updated_at": row.updated_at, "last_login_at": row.last_login_at,
            "has_password": row.password_hash.is_some(),
        },
        "memberships": memberships_of(c, id)?,
        "sessions": sessions_of(c, id)?,
        "tokens": tokens_of(c, id)?,
        "second_factor": second_factor_of(c, id)?,
        "address_changes": address_changes_of(c, id)?,
        // Kept as marks that can't be turned back into an address.
        "remembered_origins": known_origins::count_of_user(c, id)?,
        "successor": successors::get(c, id)?.map(|successor| json!({"user_id": successor.successor_id, "named_at": successor.named_at})),
        "mail": mail_of(c, id, &row.email)?,
        "mail_choices": mail_choices_of(c, id)?,
        "follows": follows_of(c, id)?,
        "saved_searches": saved_searches_of(c, id)?,
        "messages_to_admins": messages_of(c, &row.email)?,
        "invitations": invitations_to(c, &row.folded_email)?,
        "submissions": submissions_of(c, id)?,
        "decisions": decisions_of(c, id)?,
        "records": records_of(c, id, &row.email)?,
        "acts": acts(c, id)?,
    }))
}

fn memberships_of(c: &mut AnyConn, id: UserId) -> Result<Vec<Value>> {
    let rows = memberships::list_of_user(c, id)?;
    Ok(rows
        .into_iter()
        .map(|row| json!({"organization_id": row.organization_id, "organization": row.organization_name, "role": row.role}))
        .collect())
}

fn sessions_of(c: &mut AnyConn, id: UserId) -> Result<Vec<Value>> {
    let value = |row: sessions::SessionRow| {
        json!({
            "id": row.id, "device": row.device, "created_at": row.created_at, "last_used_at": row.last_used_at,
            "expires_at": row.expires_at, "ended_at": row.ended_at,
        })
    };
    Ok(sessions::list_all_of_user(c, id)?.into_iter().map(value).collect())
}

fn tokens_of(c: &mut AnyConn, id: UserId) -> Result<Vec<Value>> {
    let value = |row: api_tokens::ApiTokenRow| {
        json!({
            "id": row.id, "name": row.name, "scopes": row.scopes.to_string(), "created_at": row.created_at,
            "expires_at": row.expires_at, "last_used_at": row.last_used_at, "ended_at": row.ended_at,
        })
    };
    Ok(api_tokens::list_all_of_user(c, id)?.into_iter().map(value).collect())
}

fn second_factor_of(c: &mut AnyConn, id: UserId) -> Result<Value> {
    let on_since = second_factors::get(c, id)?.and_then(|factor| factor.confirmed_at);
    Ok(json!({"on_since": on_since, "recovery_codes_left": second_factors::count_unused_codes(c, id)?}))
}

fn address_changes_of(c: &mut AnyConn, id: UserId) -> Result<Vec<Value>> {
    let value = |row: address_changes::AddressChangeRow| {
        json!({
            "from": row.old_email, "to": row.new_email, "asked_at": row.created_at,
            "confirmed_at": row.confirmed_at, "stopped_at": row.stopped_at,
        })
    };
    Ok(address_changes::list_of_user(c, id)?.into_iter().map(value).collect())
}

fn mail_of(c: &mut AnyConn, id: UserId, email: &str) -> Result<Vec<Value>> {
    let value = |row: notifications::NotificationRow| json!({"kind": row.kind, "to": row.email, "language": row.language, "about": row.subject_id, "created_at": row.created_at, "sent_at": row.sent_at});
    Ok(notifications::list_of_person(c, id, email)?.into_iter().map(value).collect())
}

fn messages_of(c: &mut AnyConn, email: &str) -> Result<Vec<Value>> {
    let value = |row: contact_messages::ContactMessageRow| json!({"id": row.id, "name": row.name, "message": row.message, "created_at": row.created_at, "answered_at": row.answered_at});
    let mut messages = Vec::new();
    for spelling in persons::spellings(c, email)? {
        messages.extend(contact_messages::list_of_address(c, &spelling)?.into_iter().map(value));
    }
    Ok(messages)
}

fn mail_choices_of(c: &mut AnyConn, id: UserId) -> Result<Value> {
    let choices = mail_choices::choices(c, id)?;
    let groups: serde_json::Map<_, _> = choices.groups.iter().map(|(group, delivery)| (group.to_string(), json!(delivery))).collect();
    Ok(json!({"time_zone": choices.hour.time_zone.name(), "digest_hour": choices.hour.hour, "groups": groups}))
}

fn follows_of(c: &mut AnyConn, id: UserId) -> Result<Vec<Value>> {
    let value = |row: follows::FollowRow| json!({"id": row.id, "kind": row.kind, "value": row.value, "frequency": row.frequency, "created_at": row.created_at});
    Ok(follows::list_of_user(c, id)?.into_iter().map(value).collect())
}

fn saved_searches_of(c: &mut AnyConn, id: UserId) -> Result<Vec<Value>> {
    let value = |row: saved_searches::SavedSearchRow| json!({"id": row.id, "name": row.name, "search": row.search, "frequency": row.frequency, "created_at": row.created_at});
    Ok(saved_searches::list_of_user(c, id)?.into_iter().map(value).collect())
}

fn invitations_to(c: &mut AnyConn, folded_email: &str) -> Result<Vec<Value>> {
    let value = |row: invitations::InvitationRow| {
        json!({
            "organization_id": row.organization_id, "email": row.email, "role": row.role, "status": row.status,
            "created_at": row.created_at, "answered_at": row.answered_at,
        })
    };
    Ok(invitations::list_of_address(c, folded_email)?.into_iter().map(value).collect())
}

fn submissions_of(c: &mut AnyConn, id: UserId) -> Result<Vec<Value>> {
    let value = |row: submissions::SubmissionRow| {
        json!({
            "id": row.id, "organization_id": row.organization_id, "status": row.status, "metadata": row.metadata,
            "created_at": row.created_at, "submitted_at": row.submitted_at,
        })
    };
    Ok(submissions::list_of_creator(c, id)?.into_iter().map(value).collect())
}

fn decisions_of(c: &mut AnyConn, id: UserId) -> Result<Vec<Value>> {
    let value = |row: decisions::DecisionRow| json!({"submission_id": row.submission_id, "decision": row.verdict, "reason": row.reason, "note": row.note, "override_reason": row.override_reason, "decided_at": row.decided_at});
    Ok(decisions::list_of_reviewer(c, id)?.into_iter().map(value).collect())
}

/// What else they wrote and did, by table and by the column that names them there.
fn records_of(c: &mut AnyConn, id: UserId, email: &str) -> Result<Value> {
    let mut records = serde_json::Map::new();
    for place in persons::PLACES {
        let who = match place.by {
            By::Id => id.to_string(),
            // The address that is theirs now: one that was may be another's by this time.
            By::Address => email.to_owned(),
        };
        let told = |trace: Trace| {
            let at = trace.at;
            let mut told: serde_json::Map<_, _> =
                trace.words(place).into_iter().map(|(name, text)| (name.to_owned(), json!(text))).collect();
            told.insert("at".to_owned(), json!(at));
            Value::Object(told)
        };
        let rows: Vec<Value> = persons::list(c, place, &who)?.into_iter().map(told).collect();
        if !rows.is_empty() {
            records.insert(format!("{}.{}", place.table, place.column), Value::from(rows));
        }
    }
    Ok(Value::Object(records))
}

/// What the audit trail holds of the person: what they did, and what was done to the account.
fn acts(c: &mut AnyConn, id: UserId) -> Result<Vec<Value>> {
    let mut acts = Vec::new();
    let mut after = None;
    loop {
        let page = events::list_of_person(c, id, after, PAGE)?;
        let Some((last, _)) = page.last() else { return Ok(acts) };
        after = Some(last.id);
        acts.extend(page.into_iter().map(|(event, values)| {
            let by_me = event.actor_id == Some(id);
            let details: Value = serde_json::from_str(&event.details).unwrap_or(Value::Null);
            let values: serde_json::Map<String, Value> = values.into_iter().map(|(name, value)| (name, Value::from(value))).collect();
            json!({
                "at": event.at, "act": event.act, "by_me": by_me, "subject_kind": event.subject_kind, "subject_id": event.subject_id,
                "details": details, "personal": values,
            })
        }));
    }
}
