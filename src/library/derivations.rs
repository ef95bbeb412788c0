//! Translations and adaptations: what the license of the original says to them, and who is told when one is there.

use super::notices::{self, Kind};
use super::wishes;
use crate::db::editions;
use crate::db::relations::RelationRow;
use crate::db::submissions::SubmissionRow;
use crate::db::{AnyConn, Tx, resources, vocabularies};
use crate::domain::ids::{OrganizationId, UserId};
use crate::domain::language::LanguageTag;
use crate::domain::metadata::{Metadata, Relation};
use crate::domain::time::Timestamp;
use crate::domain::vocabularies::in_force::{Term, Terms, in_language};
use crate::domain::vocabularies::share_alike;
use crate::domain::words::{RelationKind, Rights};
use crate::error::{FieldError, Result};

/// What the licenses of originals forbid: a relation where nothing may be made of the work, the license where what is made of it is to be shared
/// alike. An organization may always change what it shares itself, and whoever has permission says so. What a published work says already stays
/// as it is in its later editions, so that it can be corrected whatever was asked of it then.
pub fn refused(c: &mut AnyConn, submission: &SubmissionRow) -> Result<Vec<FieldError>> {
    let (mut refused, metadata) = (Vec::new(), &submission.metadata);
    if metadata.rights == Some(Rights::Permission) || !metadata.relations.iter().any(Relation::is_derivation) {
        return Ok(refused);
    }
    let (licenses, before) = (vocabularies::in_force(c)?.licenses, published(c, submission)?);
    for (place, relation) in metadata.relations.iter().enumerate().filter(|(_, relation)| relation.is_derivation()) {
        if before.as_ref().is_some_and(|before| says_the_same(before, metadata, relation)) {
            continue;
        }
        let Some(original) = resources::get(c, relation.resource_id)? else { continue };
        let Some(edition) = original.current_edition_id else { continue };
        if original.organization_id == submission.organization_id {
            continue;
        }
        let original = editions::find(c, edition)?.metadata;
        let Some(license) = original.license.as_deref().and_then(|value| licenses.find(licenses.meaning(value))) else { continue };
        let field = format!("relations[{place}]");
        if !license.is_adaptable {
            refused.push(FieldError::new(field, remedy(license, relation.kind)));
        } else if !is_shared_alike(license, metadata, &licenses) {
            refused.push(FieldError::new("license", remedy_of_license(license, &field)));
        }
    }
    Ok(refused)
}

/// What the current edition of the resource that this revises says.
fn published(c: &mut AnyConn, submission: &SubmissionRow) -> Result<Option<Metadata>> {
    let Some(revised) = submission.resource_id else { return Ok(None) };
    let edition = resources::get(c, revised)?.and_then(|resource| resource.current_edition_id);
    edition.map(|id| Ok(editions::find(c, id)?.metadata)).transpose()
}

fn says_the_same(before: &Metadata, after: &Metadata, relation: &Relation) -> bool {
    let is_same = |other: &Relation| (other.kind, other.resource_id) == (relation.kind, relation.resource_id);
    before.license == after.license && before.rights == after.rights && before.relations.iter().any(is_same)
}

/// What is only linked to has the license that its own page states: no choice of whoever links.
fn is_shared_alike(original: &Term, made: &Metadata, licenses: &Terms) -> bool {
    made.rights == Some(Rights::LinkOnly)
        || made.license.as_deref().is_none_or(|license| share_alike::lets_carry(&original.value, licenses.meaning(license)))
}

fn label(license: &Term) -> String {
    in_language(&license.labels, &LanguageTag::english()).to_owned()
}

fn remedy_of_license(license: &Term, relation: &str) -> String {
    let label = label(license);
    format!(
        "must be {label} or a later version of it: {relation} leads to a work under it, and what is made of that is to be shared alike. Choose it; or \
         ask whoever holds the rights, and say so with `permission` in rights"
    )
}

fn remedy(license: &Term, kind: RelationKind) -> String {
    let made = if kind == RelationKind::TranslationOf { "translations" } else { "changed versions" };
    let (label, plain) = (label(license), in_language(&license.plain, &LanguageTag::english()));
    format!(
        "leads to a work under {label}, which does not allow {made}: {plain} Ask whoever holds the rights, and say so with `permission` in rights"
    )
}

/// Tells those whose work was made something of for the first time by this edition: its organization, unless it did so itself; and those who
/// wished for the translation. `by` is the organization that shares the new work, and who handed it in.
pub fn tell(
    tx: &mut Tx,
    by: (OrganizationId, UserId),
    language: Option<&LanguageTag>,
    before: &[RelationRow],
    after: &[RelationRow],
    now: Timestamp,
) -> Result<()> {
    for relation in after {
        if relation.kind == RelationKind::TranslationOf
            && let Some(language) = language
        {
            wishes::fulfil(tx, relation.to_resource_id, language, by.1, now)?;
        }
        let is_derivation = matches!(relation.kind, RelationKind::TranslationOf | RelationKind::AdaptationOf);
        if !is_derivation || before.iter().any(|row| row.id == relation.id) {
            continue;
        }
        let Some(original) = resources::get(tx, relation.to_resource_id)? else { continue };
        if original.organization_id != by.0 {
            notices::tell_organization(tx, original.organization_id, None, Kind::ResourceBorrowed, &relation.id, now)?;
        }
    }
    Ok(())
}
