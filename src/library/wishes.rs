//! "Translation wanted": members and others with an account say in which language they would like to have a resource. The public sees how many
//! do, its organization is told of the first, and a translation that is published ends the wish.

use super::notices::{self, Kind};
use crate::auth::User;
use crate::db::editions;
use crate::db::events::{self, Event};
use crate::db::wishes::{self, WishRow};
use crate::db::{AnyConn, Tx, relations, resources, users};
use crate::domain::ids::{ResourceId, UserId, WishId};
use crate::domain::language::LanguageTag;
use crate::domain::time::Timestamp;
use crate::domain::words::{ChangeKind, UserStatus};
use crate::error::{Error, Result};
use serde_json::json;

/// How many want a resource in a language.
pub type Count = (LanguageTag, i64);

/// Wishes for a language. Wishing twice is the same wish.
pub fn wish(tx: &mut Tx, user: &User, id: ResourceId, language: &LanguageTag, now: Timestamp) -> Result<Vec<Count>> {
    // Under the lock of the resource: of many who are first at once, one is.
    resources::lock(tx, id)?;
    let resource = editions::find_public(tx, id)?;
    if resource.metadata().language.as_ref() == Some(language) {
        return Err(Error::invalid("language", "is the one it is written in; name another"));
    }
    if matches!(language.primary(), "und" | "mul" | "zxx") {
        return Err(Error::invalid("language", "names no single language; name one, such as fr or pt-BR"));
    }
    if relations::has_public_translation(tx, id, language)? {
        return Err(Error::conflict(
            "already_translated",
            "There is a translation into this language; the resource's relations lead to it.",
        ));
    }
    let theirs = wishes::get_of_user(tx, id, language, user.id())?;
    if theirs.as_ref().is_some_and(|wish| wish.fulfilled_at.is_none()) {
        return wishes::count_of_resource(tx, id);
    }
    if let Some(fulfilled) = theirs {
        // The translation that ended it is gone again.
        wishes::delete(tx, fulfilled.id)?;
    }
    let is_first = !wishes::count_of_resource(tx, id)?.iter().any(|(wanted, _)| wanted == language);
    let wish =
        WishRow { id: WishId::new(), resource_id: id, language: language.clone(), user_id: user.id(), created_at: now, fulfilled_at: None };
    wishes::insert(tx, &wish)?;
    if is_first {
        notices::tell_organization(tx, resource.owner(), Some(user.id()), Kind::TranslationWanted, &wish.id, now)?;
    }
    record(tx, user, "resource.wish_translation", id, language, now)?;
    wishes::count_of_resource(tx, id)
}

/// Takes one's own wish back.
pub fn withdraw(tx: &mut Tx, user: &User, id: ResourceId, language: &LanguageTag, now: Timestamp) -> Result<()> {
    resources::lock(tx, id)?;
    let wish = wishes::get_of_user(tx, id, language, user.id())?.filter(|wish| wish.fulfilled_at.is_none());
    wishes::delete(tx, wish.ok_or(Error::NotFound("wish"))?.id)?;
    record(tx, user, "resource.withdraw_wish", id, language, now)
}

/// The number of wishes is part of what the public sees of a resource.
fn record(tx: &mut Tx, user: &User, act: &'static str, id: ResourceId, language: &LanguageTag, now: Timestamp) -> Result<()> {
    let details = json!({"language": language});
    events::record(tx, &Event { actor: Some(user.id()), act, subject_kind: "resource", subject: &id, details, personal: &[] }, now)?;
    tx.change(ChangeKind::Resource, id);
    Ok(())
}

/// Ends the wishes for a translation that is there, and tells those who had them; not who made it.
pub fn fulfil(tx: &mut Tx, id: ResourceId, language: &LanguageTag, by: UserId, now: Timestamp) -> Result<()> {
    // A wish that is being made sees the translation, or is seen here.
    resources::lock(tx, id)?;
    let fulfilled = wishes::fulfil(tx, id, language, now)?;
    if fulfilled.is_empty() {
        return Ok(());
    }
    for wish in &fulfilled {
        let user = users::find(tx, wish.user_id)?;
        if user.status == UserStatus::Active && user.id != by {
            notices::tell_user(tx, &user, Kind::TranslationThere, &wish.id, now)?;
        }
    }
    let details = json!({"language": language, "wishes": fulfilled.len()});
    let event = Event { actor: None, act: "resource.fulfil_wishes", subject_kind: "resource", subject: &id, details, personal: &[] };
    events::record(tx, &event, now)?;
    tx.change(ChangeKind::Resource, id);
    Ok(())
}

/// A public resource that is wanted in a language.
pub struct Wanted {
    pub resource: editions::PublicResource,
    pub language: LanguageTag,
    pub count: i64,
}

/// What is wanted, by most first.
pub fn list_wanted(c: &mut AnyConn, language: Option<&LanguageTag>, limit: i64, offset: i64) -> Result<Vec<Wanted>> {
    let rows = wishes::list_wanted(c, language, limit, offset)?;
    let mut wanted = Vec::new();
    for (id, language, count) in rows {
        wanted.push(Wanted { resource: editions::find_public(c, id)?, language, count });
    }
    Ok(wanted)
}
