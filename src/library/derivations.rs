//! Translations and adaptations: what the license of the original says to them, and who is told when one is there.

use super::notices::{self, Kind};
use super::wishes;
use crate::db::editions;
use crate::db::relations::RelationRow;
use crate::db::submissions::SubmissionRow;
use crate::db::{AnyConn, Tx, resources, vocabularies};
use crate::domain::ids::{OrganizationId, UserId};
use crate::domain::language::LanguageTag;
use crate::domain::time::Timestamp;
use crate::domain::vocabularies::in_force::{Term, in_language};
use crate::domain::words::{RelationKind, Rights};
use crate::error::{FieldError, Result};

/// Names the relations that the license of the original forbids. An organization may always change what it shares itself.
pub fn refused(c: &mut AnyConn, submission: &SubmissionRow) -> Result<Vec<FieldError>> {
    let (mut refused, licenses) = (Vec::new(), vocabularies::in_force(c)?.licenses);
    for (place, relation) in submission.metadata.relations.iter().enumerate().filter(|(_, relation)| relation.is_derivation()) {
        let Some(original) = resources::get(c, relation.resource_id)? else { continue };
        let Some(edition) = original.current_edition_id else { continue };
        let is_own = original.organization_id == submission.organization_id;
        if is_own || submission.metadata.rights == Some(Rights::Permission) {
            continue;
        }
        let original = editions::find(c, edition)?.metadata;
        let license = original.license.as_deref().and_then(|value| licenses.find(value));
        if let Some(license) = license.filter(|license| !license.is_adaptable) {
            refused.push(FieldError::new(format!("relations[{place}]"), remedy(license, relation.kind)));
        }
    }
    Ok(refused)
}

fn remedy(license: &Term, kind: RelationKind) -> String {
    let made = if kind == RelationKind::TranslationOf { "translations" } else { "changed versions" };
    let english = LanguageTag::english();
    let (label, plain) = (in_language(&license.labels, &english), in_language(&license.plain, &english));
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
