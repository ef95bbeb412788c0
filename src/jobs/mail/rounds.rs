//! The letters that come round by themselves: the summary of the day, and what is new in what someone follows or searches for. What they told is
//! noted when they have left, so that nothing is told twice and nothing is lost.

use super::{page, write_event};
use crate::app::App;
use crate::app::public_search::{self, Seen, newly_public};
use crate::db::follows::FollowRow;
use crate::db::notifications;
use crate::db::{AnyConn, Tx, follows, saved_searches, users};
use crate::domain::ids::{FollowId, NotificationId, OrganizationId, SavedSearchId, UserId};
use crate::domain::time::Timestamp;
use crate::domain::words::{FollowKind, MailDelivery, MailGroup};
use crate::error::{Error, Result};
use crate::library::notices::Kind;
use crate::library::{mail_choices, rounds};
use crate::mail::{self, DigestGroup, NewItem, Notice};
use crate::search::{Hit, Query};

/// Letters that one summary carries; the rest goes with the next.
const MAX_CARRIED: i64 = 200;
/// Resources that a letter names; the rest it counts.
const NAMED: usize = 20;

/// What is to be noted once a letter has left, or turned out to have nothing to say.
pub enum After {
    Nothing,
    /// These were carried by a summary.
    Carried(Vec<NotificationId>),
    /// These were looked at, at that moment, and told of these ids.
    Followed(Vec<(FollowId, String)>, Timestamp),
    Searched(SavedSearchId, String, Timestamp),
}

impl After {
    pub fn carry_out(&self, tx: &mut Tx, now: Timestamp) -> Result<()> {
        match self {
            Self::Nothing => Ok(()),
            Self::Carried(ids) => notifications::set_carried(tx, ids, now),
            Self::Followed(looks, at) => looks.iter().try_for_each(|(id, told)| follows::set_told(tx, *id, told, *at)),
            Self::Searched(id, told, at) => saved_searches::set_told(tx, *id, told, *at),
        }
    }
}

/// Every letter that waited for the summary, by its subject, under the groups in the order of the words.
pub fn digest(app: &App, c: &mut AnyConn, user: UserId) -> Result<(Option<Notice>, After)> {
    let language = users::find(c, user)?.language;
    let (mut carried, mut groups): (Vec<_>, Vec<DigestGroup>) = (Vec::new(), Vec::new());
    for waiting in notifications::list_waiting(c, user, MAX_CARRIED)? {
        carried.push(waiting.id);
        let Some(kind) = Kind::parse(&waiting.kind) else { continue };
        let is_wanted = mail_choices::delivery(c, user, kind.group())? != MailDelivery::Never;
        // What it was about may be gone: then there is nothing to say of it.
        let notice = match write_event(app, c, &waiting) {
            Err(Error::NotFound(_)) => None,
            written => written?.filter(|_| is_wanted),
        };
        let Some(notice) = notice else { continue };
        let letter = mail::render(&notice, &language, &app.site, None);
        let (group, item) = (kind.group().as_str(), (letter.subject, letter.link));
        match groups.iter_mut().find(|known| known.group == group) {
            Some(known) => known.items.push(item),
            None => groups.push(DigestGroup { group, items: vec![item] }),
        }
    }
    groups.sort_by_key(|group| MailGroup::ALL.iter().position(|known| known.as_str() == group.group));
    let notice = if groups.is_empty() { None } else { Some(Notice::Digest { groups, link: page(app, "/")? }) };
    Ok((notice, After::Carried(carried)))
}

/// What is new in everything that someone follows and is to be told of now: each resource once, newest first.
pub fn following(app: &App, c: &mut AnyConn, user: UserId) -> Result<(Option<Notice>, After)> {
    let now = app.clock.now();
    let (mut looks, mut hits): (Vec<_>, Vec<Hit>) = (Vec::new(), Vec::new());
    for follow in follows::list_of_user(c, user)? {
        if !rounds::is_due(c, user, follow.frequency, follow.seen_until, now)? {
            continue;
        }
        let seen = Seen { begun_at: follow.created_at, until: follow.seen_until, told: &follow.told };
        let new = newly_public(app, c, query_of(&follow)?, &seen)?;
        looks.push((follow.id, new.told));
        hits.extend(new.hits.into_iter().filter(|hit| !hits.iter().any(|known| known.id == hit.id)).collect::<Vec<_>>());
    }
    hits.sort_by_key(|hit| std::cmp::Reverse((hit.published_at, hit.id)));
    let notice = match hits.len() {
        0 => None,
        count => Some(Notice::Following { count, items: items(app, &hits)?, link: page(app, "/")? }),
    };
    Ok((notice, After::Followed(looks, now)))
}

fn query_of(follow: &FollowRow) -> Result<Query> {
    let value = follow.value.clone();
    Ok(match follow.kind {
        FollowKind::Organization => Query { organizations: vec![OrganizationId::parse(&value)?], ..Query::default() },
        FollowKind::Topic => Query { topics: vec![value], ..Query::default() },
        FollowKind::Section => {
            let section = value.parse().map_err(|fault: String| Error::internal("reading what is followed", fault))?;
            Query { sections: vec![section], ..Query::default() }
        }
    })
}

/// What a saved search finds that is new; nothing, where it was deleted or silenced meanwhile.
pub fn saved_search(app: &App, c: &mut AnyConn, id: SavedSearchId) -> Result<(Option<Notice>, After)> {
    let now = app.clock.now();
    let Some(search) = saved_searches::get(c, id)? else { return Ok((None, After::Nothing)) };
    if !rounds::is_due(c, search.user_id, search.frequency, search.seen_until, now)? {
        return Ok((None, After::Nothing));
    }
    let seen = Seen { begun_at: search.begun_at, until: search.seen_until, told: &search.told };
    let new = newly_public(app, c, public_search::query_of(&search.search), &seen)?;
    let notice = match new.hits.len() {
        0 => None,
        count => Some(Notice::SavedSearch { name: search.name, count, items: items(app, &new.hits)?, link: page(app, "/")? }),
    };
    Ok((notice, After::Searched(id, new.told, now)))
}

fn items(app: &App, hits: &[Hit]) -> Result<Vec<NewItem>> {
    let item = |hit: &Hit| {
        let link = page(app, &format!("/api/v1/resources/{}", hit.id))?;
        let organization = hit.organization.as_ref().map(|organization| organization.name.clone());
        Ok(NewItem { title: hit.title.clone(), organization, link })
    };
    hits.iter().take(NAMED).map(item).collect()
}
