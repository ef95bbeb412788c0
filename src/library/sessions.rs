//! One's own sign-ins: looked at, and ended one by one or all but the present one.

use crate::auth::User;
use crate::db::events::{self, Event};
use crate::db::sessions::{self, SessionRow};
use crate::db::{AnyConn, Tx};
use crate::domain::ids::SessionId;
use crate::domain::time::Timestamp;
use crate::error::{Error, Result};
use serde_json::json;

/// More than anyone looks through; who has more ends all others at once.
const MOST_LISTED: i64 = 100;

/// One's living sessions, the last used first.
pub fn list(c: &mut AnyConn, user: &User, now: Timestamp) -> Result<Vec<SessionRow>> {
    sessions::list_of_user(c, user.id(), now, MOST_LISTED)
}

/// Ends one of one's sessions. Another's does not exist.
pub fn end(tx: &mut Tx, user: &User, id: SessionId, now: Timestamp) -> Result<()> {
    let session = sessions::lock(tx, id)?;
    let is_living = |session: &SessionRow| session.user_id == user.id() && session.ended_at.is_none() && session.expires_at > now;
    session.filter(is_living).ok_or(Error::NotFound("session"))?;
    sessions::set_ended(tx, id, now)?;
    record(tx, user, "session.end", json!({"session": id}), now)
}

/// Ends all of one's sessions but the present one; gives how many.
pub fn end_others(tx: &mut Tx, user: &User, now: Timestamp) -> Result<usize> {
    let ended = sessions::end_others_of_user(tx, user.id(), user.session()?, now)?;
    record(tx, user, "session.end_others", json!({"ended": ended}), now)?;
    Ok(ended)
}

fn record(tx: &mut Tx, user: &User, act: &'static str, details: serde_json::Value, now: Timestamp) -> Result<()> {
    let event = Event { actor: Some(user.id()), act, subject_kind: "user", subject: &user.id(), details, personal: &[] };
    events::record(tx, &event, now)
}
