//! How people want their mail: by group, and at which hour what comes round.

use super::dialect::{AnyConn, per_backend};
use super::schema::{mail_choices, mail_hours};
use crate::domain::ids::UserId;
use crate::domain::mail::Hour;
use crate::domain::time::Timestamp;
use crate::domain::words::{MailDelivery, MailGroup};
use crate::error::Result;
use diesel::prelude::*;

/// What was chosen; none where it comes as usual.
pub fn get(c: &mut AnyConn, user: UserId, group: MailGroup) -> Result<Option<MailDelivery>> {
    Ok(mail_choices::table.find((user, group)).select(mail_choices::delivery).first(c).optional()?)
}

pub fn list(c: &mut AnyConn, user: UserId) -> Result<Vec<(MailGroup, MailDelivery)>> {
    let chosen = mail_choices::table.filter(mail_choices::user_id.eq(user)).order(mail_choices::mail_group);
    Ok(chosen.select((mail_choices::mail_group, mail_choices::delivery)).load(c)?)
}

pub fn set(c: &mut AnyConn, user: UserId, group: MailGroup, delivery: MailDelivery, now: Timestamp) -> Result<()> {
    let choice = (mail_choices::delivery.eq(delivery), mail_choices::chosen_at.eq(now));
    let row = (mail_choices::user_id.eq(user), mail_choices::mail_group.eq(group), choice);
    per_backend!(c, inner => diesel::insert_into(mail_choices::table)
        .values(row)
        .on_conflict((mail_choices::user_id, mail_choices::mail_group))
        .do_update()
        .set(choice)
        .execute(inner))?;
    Ok(())
}

/// The hour that someone has chosen, or the usual one.
pub fn hour(c: &mut AnyConn, user: UserId) -> Result<Hour> {
    let found: Option<(String, i32)> =
        mail_hours::table.find(user).select((mail_hours::time_zone, mail_hours::hour_of_day)).first(c).optional()?;
    let usual = Hour::default();
    Ok(found.map_or(usual, |(name, hour)| Hour {
        // A zone that the world has given up since.
        time_zone: Hour::time_zone(&name).unwrap_or(usual.time_zone),
        hour: u32::try_from(hour).unwrap_or(usual.hour).min(23),
    }))
}

pub fn set_hour(c: &mut AnyConn, user: UserId, hour: Hour) -> Result<()> {
    let chosen = (mail_hours::time_zone.eq(hour.time_zone.name()), mail_hours::hour_of_day.eq(i32::try_from(hour.hour).unwrap_or(0)));
    let row = (mail_hours::user_id.eq(user), chosen);
    per_backend!(c, inner => diesel::insert_into(mail_hours::table)
        .values(row)
        .on_conflict(mail_hours::user_id)
        .do_update()
        .set(chosen)
        .execute(inner))?;
    Ok(())
}

/// Forgets what someone chose.
pub fn delete_of_user(c: &mut AnyConn, user: UserId) -> Result<()> {
    diesel::delete(mail_choices::table.filter(mail_choices::user_id.eq(user))).execute(c)?;
    diesel::delete(mail_hours::table.find(user)).execute(c)?;
    Ok(())
}
