//! Answers to creating requests, kept for a day, so that a client whose line broke may simply ask again.

use super::dialect::AnyConn;
use super::schema::idempotency_keys as keys;
use crate::domain::time::Timestamp;
use crate::error::{Error, Result};
use diesel::prelude::*;

/// Whose request, and which.
#[derive(Clone, Debug)]
pub struct Key {
    pub actor: String,
    pub method: String,
    pub path: String,
    pub key: String,
}

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = keys)]
pub struct KeyRow {
    pub actor: String,
    pub method: String,
    pub path: String,
    pub idempotency_key: String,
    pub body_hash: Option<String>,
    pub status: Option<i32>,
    pub answer: Option<String>,
    /// Until then the first request is being answered.
    pub lease_until: Option<Timestamp>,
    pub created_at: Timestamp,
    /// The node on which it is being answered.
    pub node: Option<String>,
}

type Found<'a> = diesel::helper_types::Find<keys::table, (&'a String, &'a String, &'a String, &'a String)>;

fn find(key: &Key) -> Found<'_> {
    keys::table.find((&key.actor, &key.method, &key.path, &key.key))
}

pub fn get(c: &mut AnyConn, key: &Key) -> Result<Option<KeyRow>> {
    Ok(find(key).select(KeyRow::as_select()).first(c).optional()?)
}

/// Marks a request as in flight on a node until `lease_until`. Two at the same moment: the second meets a unique key.
pub fn reserve(c: &mut AnyConn, key: &Key, node: &str, lease_until: Timestamp, now: Timestamp) -> Result<()> {
    let row = KeyRow {
        actor: key.actor.clone(),
        method: key.method.clone(),
        path: key.path.clone(),
        idempotency_key: key.key.clone(),
        body_hash: None,
        status: None,
        answer: None,
        lease_until: Some(lease_until),
        created_at: now,
        node: Some(node.to_owned()),
    };
    diesel::insert_into(keys::table).values(&row).execute(c)?;
    Ok(())
}

/// Stores the answer, in the transaction of the act that it tells of. Fails, and the act with it, where the reservation that ends at
/// `lease_until` was given up or taken over in the meantime: another request under the key may be acting, and one is enough.
pub fn store(c: &mut AnyConn, key: &Key, lease_until: Timestamp, body_hash: &str, status: i32, answer: &str) -> Result<()> {
    let values = (keys::body_hash.eq(body_hash), keys::status.eq(status), keys::answer.eq(answer), keys::lease_until.eq(None::<Timestamp>));
    match diesel::update(find(key).filter(keys::lease_until.eq(lease_until))).set(values).execute(c)? {
        1 => Ok(()),
        _ => Err(Error::conflict("in_flight", "Another request with this Idempotency-Key has taken over; ask again in a moment.")),
    }
}

/// Forgets a request that failed, or died: the next try starts afresh.
pub fn release(c: &mut AnyConn, key: &Key, lease_until: Timestamp) -> Result<()> {
    diesel::delete(find(key).filter(keys::lease_until.eq(lease_until))).execute(c)?;
    Ok(())
}

/// Forgets the requests that were in flight on a node which has died since.
pub fn release_of_node(c: &mut AnyConn, node: &str) -> Result<()> {
    diesel::delete(keys::table.filter(keys::node.eq(node)).filter(keys::lease_until.is_not_null())).execute(c)?;
    Ok(())
}

pub fn delete_older(c: &mut AnyConn, before: Timestamp) -> Result<usize> {
    Ok(diesel::delete(keys::table.filter(keys::created_at.lt(before))).execute(c)?)
}

/// Deletes the stored answers in which an id stands: they hold a copy of what it is about.
pub fn delete_naming(c: &mut AnyConn, id: &str) -> Result<()> {
    let naming = keys::answer.like(format!("%{id}%")).or(keys::path.like(format!("%{id}%")));
    diesel::delete(keys::table.filter(naming)).execute(c)?;
    Ok(())
}
