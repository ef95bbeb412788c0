//! What reviewers read, and until when they are away. Who has no row reads everything and is there.

use super::dialect::{self, AnyConn};
use super::schema::{reviewer_profiles, users};
use crate::domain::ids::UserId;
use crate::domain::review::Reads;
use crate::domain::time::Timestamp;
use crate::domain::words::{SiteRole, UserStatus};
use crate::error::Result;
use diesel::prelude::*;

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = reviewer_profiles)]
pub struct ProfileRow {
    pub user_id: UserId,
    pub reads: Reads,
    pub away_until: Option<Timestamp>,
    pub version: i64,
    pub updated_at: Timestamp,
}

impl ProfileRow {
    pub fn is_away(&self, now: Timestamp) -> bool {
        self.away_until.is_some_and(|until| until > now)
    }

    fn unwritten(user_id: UserId, updated_at: Timestamp) -> Self {
        Self { user_id, reads: Reads::default(), away_until: None, version: 0, updated_at }
    }
}

/// A reviewer as other reviewers know them.
#[derive(Clone, Debug)]
pub struct ReviewerRow {
    pub name: String,
    pub profile: ProfileRow,
}

pub fn find(c: &mut AnyConn, user: UserId, now: Timestamp) -> Result<ProfileRow> {
    let found = reviewer_profiles::table.find(user).select(ProfileRow::as_select()).first(c).optional()?;
    Ok(found.unwrap_or_else(|| ProfileRow::unwritten(user, now)))
}

/// The profile, and until the transaction ends nobody else may write it.
pub fn lock(c: &mut AnyConn, user: UserId, now: Timestamp) -> Result<ProfileRow> {
    dialect::lock_row(c, "users", &user.to_string())?;
    find(c, user, now)
}

pub fn replace(c: &mut AnyConn, profile: &ProfileRow) -> Result<()> {
    diesel::delete(reviewer_profiles::table.find(profile.user_id)).execute(c)?;
    diesel::insert_into(reviewer_profiles::table).values(profile).execute(c)?;
    Ok(())
}

/// Everyone who may review, in the order of their names.
pub fn list(c: &mut AnyConn, now: Timestamp) -> Result<Vec<ReviewerRow>> {
    let may_review = users::status.eq(UserStatus::Active).and(users::role.eq_any(vec![SiteRole::Reviewer, SiteRole::Admin]));
    let rows: Vec<(UserId, String, Option<ProfileRow>)> = users::table
        .left_join(reviewer_profiles::table.on(reviewer_profiles::user_id.eq(users::id)))
        .filter(may_review)
        .order((users::name, users::id))
        .select((users::id, users::name, Option::<ProfileRow>::as_select()))
        .load(c)?;
    let reviewer = |(id, name, profile): (UserId, String, Option<ProfileRow>)| ReviewerRow {
        name,
        profile: profile.unwrap_or_else(|| ProfileRow::unwritten(id, now)),
    };
    Ok(rows.into_iter().map(reviewer).collect())
}
