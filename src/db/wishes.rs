//! Who would like to have a resource in which language.

use super::dialect::{AnyConn, MultiBackend};
use super::schema::{resources, translation_wishes};
use crate::domain::ids::{ResourceId, UserId, WishId};
use crate::domain::language::LanguageTag;
use crate::domain::time::Timestamp;
use crate::domain::words::ResourceStatus;
use crate::error::Result;
use diesel::dsl::count_star;
use diesel::prelude::*;

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = translation_wishes)]
pub struct WishRow {
    pub id: WishId,
    pub resource_id: ResourceId,
    pub language: LanguageTag,
    pub user_id: UserId,
    pub created_at: Timestamp,
    /// When a translation was published.
    pub fulfilled_at: Option<Timestamp>,
}

pub fn insert(c: &mut AnyConn, wish: &WishRow) -> Result<()> {
    diesel::insert_into(translation_wishes::table).values(wish).execute(c)?;
    Ok(())
}

pub fn get(c: &mut AnyConn, id: WishId) -> Result<Option<WishRow>> {
    Ok(translation_wishes::table.find(id).select(WishRow::as_select()).first(c).optional()?)
}

/// The wish of one person.
pub fn get_of_user(c: &mut AnyConn, resource: ResourceId, language: &LanguageTag, user: UserId) -> Result<Option<WishRow>> {
    let theirs = translation_wishes::table.filter(translation_wishes::resource_id.eq(resource));
    let theirs = theirs.filter(translation_wishes::language.eq(language)).filter(translation_wishes::user_id.eq(user));
    Ok(theirs.select(WishRow::as_select()).first(c).optional()?)
}

pub fn delete(c: &mut AnyConn, id: WishId) -> Result<()> {
    diesel::delete(translation_wishes::table.find(id)).execute(c)?;
    Ok(())
}

/// How many want a resource in which languages, most wanted first.
pub fn count_of_resource(c: &mut AnyConn, resource: ResourceId) -> Result<Vec<(LanguageTag, i64)>> {
    Ok(translation_wishes::table
        .filter(translation_wishes::resource_id.eq(resource))
        .filter(translation_wishes::fulfilled_at.is_null())
        .group_by(translation_wishes::language)
        .order((count_star().desc(), translation_wishes::language))
        .select((translation_wishes::language, count_star()))
        .load(c)?)
}

/// The public resources that are wanted, most wanted first: by language, or all of them.
pub fn list_wanted(
    c: &mut AnyConn,
    language: Option<&LanguageTag>,
    limit: i64,
    offset: i64,
) -> Result<Vec<(ResourceId, LanguageTag, i64)>> {
    let mut query = translation_wishes::table
        .inner_join(resources::table)
        .filter(translation_wishes::fulfilled_at.is_null())
        .filter(resources::status.eq(ResourceStatus::Public))
        .group_by((translation_wishes::resource_id, translation_wishes::language))
        .order((count_star().desc(), translation_wishes::resource_id, translation_wishes::language))
        .select((translation_wishes::resource_id, translation_wishes::language, count_star()))
        .limit(limit)
        .offset(offset)
        .into_boxed::<MultiBackend>();
    if let Some(language) = language {
        query = query.filter(translation_wishes::language.eq(language));
    }
    Ok(query.load(c)?)
}

/// Marks the open wishes for a language as fulfilled, and gives them.
pub fn fulfil(c: &mut AnyConn, resource: ResourceId, language: &LanguageTag, now: Timestamp) -> Result<Vec<WishRow>> {
    let open = translation_wishes::table.filter(translation_wishes::resource_id.eq(resource));
    let open = open.filter(translation_wishes::language.eq(language)).filter(translation_wishes::fulfilled_at.is_null());
    let wishes: Vec<WishRow> = open.order(translation_wishes::id).select(WishRow::as_select()).load(c)?;
    let ids: Vec<WishId> = wishes.iter().map(|wish| wish.id).collect();
    diesel::update(translation_wishes::table.filter(translation_wishes::id.eq_any(&ids)))
        .set(translation_wishes::fulfilled_at.eq(now))
        .execute(c)?;
    Ok(wishes)
}

/// Destroys the wishes for a resource; gives their ids.
pub fn delete_of_resource(c: &mut AnyConn, resource: ResourceId) -> Result<Vec<WishId>> {
    let of_resource = translation_wishes::table.filter(translation_wishes::resource_id.eq(resource));
    let ids = of_resource.select(translation_wishes::id).load(c)?;
    diesel::delete(of_resource).execute(c)?;
    Ok(ids)
}

/// Destroys the wishes of a person; gives the resources that are wanted by one less.
pub fn delete_of_user(c: &mut AnyConn, user: UserId) -> Result<Vec<ResourceId>> {
    let own = translation_wishes::table.filter(translation_wishes::user_id.eq(user));
    let open = own.filter(translation_wishes::fulfilled_at.is_null()).select(translation_wishes::resource_id).distinct().load(c)?;
    diesel::delete(translation_wishes::table.filter(translation_wishes::user_id.eq(user))).execute(c)?;
    Ok(open)
}
