//! Mail about waiting, embargoes, and what others make of a work.

use super::page;
use super::review::waiting_items;
use crate::app::App;
use crate::db::editions::{self, PublicResource, Visibility};
use crate::db::{AnyConn, decisions, relations, submissions, users, wishes};
use crate::domain::ids::{DecisionId, RelationId, ResourceId, UserId, WishId};
use crate::domain::language::LanguageTag;
use crate::domain::words::{RelationKind, UserStatus};
use crate::error::Result;
use crate::library::waiting;
use crate::mail::Notice;
use url::Url;

/// Approved, and to be public later; nothing to say once it is public, or the decision was undone.
pub fn approved_under_embargo(app: &App, c: &mut AnyConn, id: DecisionId) -> Result<Option<Notice>> {
    let decision = decisions::find(c, id)?;
    if !decision.is_pending() {
        return Ok(None);
    }
    let title = submissions::find(c, decision.submission_id)?.metadata.title_or_placeholder().to_owned();
    Ok(Some(Notice::ApprovedUnderEmbargo { title, until: decision.effective_at, link: page(app, "/")? }))
}

/// What is still overdue and this reader may decide.
pub fn overdue(app: &App, c: &mut AnyConn, reader: UserId) -> Result<Option<Notice>> {
    let now = app.clock.now();
    let reader = users::find(c, reader)?;
    if reader.status != UserStatus::Active {
        return Ok(None);
    }
    let (promise, overdue) = waiting::list_overdue(c, reader, now)?;
    if overdue.is_empty() {
        return Ok(None);
    }
    let items = waiting_items(c, &overdue, now)?;
    Ok(Some(Notice::ReviewOverdue { waiting: overdue.len(), promised_days: promise.days, link: page(app, "/")?, items }))
}

/// The resource, while it is public: of what is not, nothing is told.
fn public(c: &mut AnyConn, id: ResourceId) -> Result<Option<PublicResource>> {
    Ok(match editions::look(c, id)? {
        Visibility::Public(resource) => Some(*resource),
        Visibility::Withdrawn { .. } | Visibility::Hidden { .. } | Visibility::Unknown => None,
    })
}

fn title(resource: &PublicResource) -> String {
    resource.metadata().title_or_placeholder().to_owned()
}

fn link(app: &App, resource: &PublicResource) -> Result<Url> {
    page(app, &format!("/api/v1/resources/{}", resource.id()))
}

/// To the organization of the original, while both are public.
pub fn borrowed(app: &App, c: &mut AnyConn, id: RelationId, reader: &LanguageTag) -> Result<Option<Notice>> {
    let Some(relation) = relations::get(c, id)? else { return Ok(None) };
    let (original, made) = (public(c, relation.to_resource_id)?, public(c, relation.from_resource_id)?);
    let (Some(original), Some(made)) = (original, made) else { return Ok(None) };
    Ok(Some(Notice::ResourceBorrowed {
        title: title(&original),
        organization: made.organization_name(reader),
        is_translation: relation.kind == RelationKind::TranslationOf,
        made: title(&made),
        note: relation.note,
        link: link(app, &made)?,
    }))
}

/// To the organization, while the wish is still one.
pub fn wanted(app: &App, c: &mut AnyConn, id: WishId) -> Result<Option<Notice>> {
    let Some(wish) = wishes::get(c, id)?.filter(|wish| wish.fulfilled_at.is_none()) else { return Ok(None) };
    let Some(resource) = public(c, wish.resource_id)? else { return Ok(None) };
    Ok(Some(Notice::TranslationWanted { title: title(&resource), language: wish.language, link: link(app, &resource)? }))
}

/// To whoever wished for it, while the translation is public.
pub fn translated(app: &App, c: &mut AnyConn, id: WishId) -> Result<Option<Notice>> {
    let Some(wish) = wishes::get(c, id)? else { return Ok(None) };
    let Some(original) = public(c, wish.resource_id)? else { return Ok(None) };
    let is_it = |relation: &&relations::Related| {
        relation.kind == RelationKind::TranslationOf
            && relation.to == wish.resource_id
            && relation.language.as_ref() == Some(&wish.language)
    };
    let Some(translation) = original.relations().iter().find(is_it) else { return Ok(None) };
    let link = page(app, &format!("/api/v1/resources/{}", translation.from))?;
    Ok(Some(Notice::TranslationThere { title: title(&original), language: wish.language, made: translation.title.clone(), link }))
}
