//! How someone wants their mail: for each group of kinds at once, in the summary of the day, or not at all. Decisions, security and takedown
//! always come. Whoever holds the link of a letter may stop letters of its group without signing in ([`stop`]).

use crate::auth::User;
use crate::db::events::{self, Event};
use crate::db::{AnyConn, Tx, follows, mail_choices, saved_searches, users};
use crate::domain::ids::UserId;
use crate::domain::mail::Hour;
use crate::domain::time::Timestamp;
use crate::domain::words::{MailDelivery, MailGroup};
use crate::error::{Error, Result};
use serde_json::json;

/// How mail of a group comes to someone: as chosen, if that may be chosen (any more), or as usual.
pub fn delivery(c: &mut AnyConn, user: UserId, group: MailGroup) -> Result<MailDelivery> {
    let chosen = mail_choices::get(c, user, group)?.filter(|chosen| group.choices().contains(chosen));
    Ok(chosen.unwrap_or_else(|| group.usual()))
}

/// Everything that someone may choose, as it stands.
pub struct Choices {
    pub hour: Hour,
    pub groups: Vec<(MailGroup, MailDelivery)>,
}

pub fn choices(c: &mut AnyConn, user: UserId) -> Result<Choices> {
    let groups = MailGroup::ALL.iter().map(|group| Ok((*group, delivery(c, user, *group)?))).collect::<Result<_>>()?;
    Ok(Choices { hour: mail_choices::hour(c, user)?, groups })
}

/// What someone wants from now on; what is not named stays as it is.
#[derive(Clone, Debug, Default)]
pub struct Wishes {
    pub hour: Option<Hour>,
    pub groups: Vec<(MailGroup, MailDelivery)>,
}

pub fn choose(tx: &mut Tx, user: &User, wishes: &Wishes, now: Timestamp) -> Result<()> {
    users::lock(tx, user.id())?;
    for (group, delivery) in &wishes.groups {
        if !group.choices().contains(delivery) {
            let known: Vec<_> = group.choices().iter().map(|choice| choice.as_str()).collect();
            return Err(Error::invalid(format!("groups.{group}"), format!("can't be {delivery}; choose {}", known.join(" or "))));
        }
        mail_choices::set(tx, user.id(), *group, *delivery, now)?;
    }
    if let Some(hour) = wishes.hour {
        mail_choices::set_hour(tx, user.id(), hour)?;
    }
    let groups: serde_json::Map<_, _> = wishes.groups.iter().map(|(group, delivery)| (group.to_string(), json!(delivery))).collect();
    record(tx, Some(user.id()), user.id(), json!({"groups": groups, "changes_hour": wishes.hour.is_some()}), now)
}

/// What a mailed link stops.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stopped {
    Group(MailGroup),
    /// Every group that comes in the summary of the day.
    Digest,
}

/// Stops letters for whoever holds the link of one. Harmless twice.
pub fn stop(tx: &mut Tx, user: UserId, what: Stopped, now: Timestamp) -> Result<()> {
    users::lock(tx, user)?;
    let groups = match what {
        Stopped::Group(group) => vec![group],
        Stopped::Digest => {
            choices(tx, user)?.groups.into_iter().filter(|(_, delivery)| *delivery == MailDelivery::Daily).map(|(group, _)| group).collect()
        }
    };
    for group in groups.iter().filter(|group| group.can_be_stopped()) {
        mail_choices::set(tx, user, *group, MailDelivery::Never, now)?;
    }
    record(tx, None, user, json!({"stopped": groups}), now)
}

fn record(tx: &mut Tx, actor: Option<UserId>, user: UserId, details: serde_json::Value, now: Timestamp) -> Result<()> {
    events::record(tx, &Event { actor, act: "user.choose_mail", subject_kind: "user", subject: &user, details, personal: &[] }, now)
}

/// Forgets all that someone chose, follows and has saved: for an account that goes.
pub fn forget(tx: &mut Tx, user: UserId) -> Result<()> {
    mail_choices::delete_of_user(tx, user)?;
    follows::delete_of_user(tx, user)?;
    saved_searches::delete_of_user(tx, user)
}
