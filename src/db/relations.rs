//! Relations between resources. The rows that go out from a resource say what its current edition says; one that stays from edition to edition
//! stays the same row.

use super::dialect::AnyConn;
use super::organizations::OrganizationRow;
use super::schema::{editions, organizations as organization_rows, relations, resources};
use crate::domain::ids::{RelationId, ResourceId};
use crate::domain::language::LanguageTag;
use crate::domain::metadata::{Metadata, Relation};
use crate::domain::time::Timestamp;
use crate::domain::words::{RelationChange, RelationKind, ResourceStatus};
use crate::error::{Context, Result};
use diesel::prelude::*;
use std::collections::HashMap;

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = relations)]
pub struct RelationRow {
    pub id: RelationId,
    pub from_resource_id: ResourceId,
    pub to_resource_id: ResourceId,
    pub kind: RelationKind,
    pub created_at: Timestamp,
    /// JSON: what was changed.
    pub changed: String,
    pub note: Option<String>,
}

impl RelationRow {
    pub fn changed(&self) -> Result<Vec<RelationChange>> {
        serde_json::from_str(&self.changed).context("reading what a relation changed")
    }
}

pub fn get(c: &mut AnyConn, id: RelationId) -> Result<Option<RelationRow>> {
    Ok(relations::table.find(id).select(RelationRow::as_select()).first(c).optional()?)
}

/// The relations that go out from a resource.
pub fn list_from(c: &mut AnyConn, from: ResourceId) -> Result<Vec<RelationRow>> {
    let rows = relations::table.filter(relations::from_resource_id.eq(from)).order(relations::id);
    Ok(rows.select(RelationRow::as_select()).load(c)?)
}

/// The rows that an edition with these relations has. Nothing is written: a preview asks for the same.
pub fn plan(c: &mut AnyConn, from: ResourceId, to: &[Relation], now: Timestamp) -> Result<Vec<RelationRow>> {
    let before = list_from(c, from)?;
    let row = |relation: &Relation| {
        let same = before.iter().find(|row| (row.kind, row.to_resource_id) == (relation.kind, relation.resource_id));
        Ok(RelationRow {
            id: same.map_or_else(RelationId::new, |row| row.id),
            from_resource_id: from,
            to_resource_id: relation.resource_id,
            kind: relation.kind,
            created_at: same.map_or(now, |row| row.created_at),
            changed: serde_json::to_string(&relation.changed).context("writing down what a relation changed")?,
            note: relation.note.clone(),
        })
    };
    to.iter().map(row).collect()
}

/// Puts these rows in the place of all that went out from the resource before.
pub fn replace(c: &mut AnyConn, from: ResourceId, rows: &[RelationRow]) -> Result<()> {
    diesel::delete(relations::table.filter(relations::from_resource_id.eq(from))).execute(c)?;
    for row in rows {
        diesel::insert_into(relations::table).values(row).execute(c)?;
    }
    Ok(())
}

/// A relation to another public resource, with what that one's current edition says of itself.
pub struct Related {
    pub kind: RelationKind,
    pub from: ResourceId,
    pub to: ResourceId,
    pub changed: Vec<RelationChange>,
    pub note: Option<String>,
    pub title: String,
    pub language: Option<LanguageTag>,
    pub license: Option<String>,
    pub organization: OrganizationRow,
}

/// The relations of a resource to others that are public, in either direction and in the order in which they were made.
pub fn list_public(c: &mut AnyConn, resource: ResourceId) -> Result<Vec<Related>> {
    let outgoing = list_from(c, resource)?;
    list_public_with(c, resource, outgoing)
}

/// As [`list_public`], with these in the place of those that go out from it.
pub fn list_public_with(c: &mut AnyConn, resource: ResourceId, mut rows: Vec<RelationRow>) -> Result<Vec<Related>> {
    let incoming = relations::table.filter(relations::to_resource_id.eq(resource)).select(RelationRow::as_select());
    rows.extend(incoming.load::<RelationRow>(c)?);
    rows.sort_by_key(|row| row.id);
    let far = |row: &RelationRow| if row.from_resource_id == resource { row.to_resource_id } else { row.from_resource_id };
    let ids: Vec<ResourceId> = rows.iter().map(far).collect();
    let others: Vec<(ResourceId, Metadata, OrganizationRow)> = resources::table
        .inner_join(editions::table.on(resources::current_edition_id.eq(editions::id.nullable())))
        .inner_join(organization_rows::table)
        .filter(resources::id.eq_any(&ids))
        .filter(resources::status.eq(ResourceStatus::Public))
        .select((resources::id, editions::metadata, OrganizationRow::as_select()))
        .load(c)?;
    let others: HashMap<_, _> = others.into_iter().map(|(id, metadata, organization)| (id, (metadata, organization))).collect();
    let related = |row: RelationRow| {
        let (other, organization) = others.get(&far(&row))?;
        let changed = row.changed();
        Some(changed.map(|changed| Related {
            kind: row.kind,
            from: row.from_resource_id,
            to: row.to_resource_id,
            changed,
            note: row.note,
            title: other.title_or_placeholder().to_owned(),
            language: other.language.clone(),
            license: other.license.clone(),
            organization: organization.clone(),
        }))
    };
    rows.into_iter().filter_map(related).collect()
}

/// Whether a public resource is a translation of this one into a language.
pub fn has_public_translation(c: &mut AnyConn, of: ResourceId, language: &LanguageTag) -> Result<bool> {
    let of_this = relations::table.filter(relations::to_resource_id.eq(of)).filter(relations::kind.eq(RelationKind::TranslationOf));
    let languages: Vec<Metadata> = of_this
        .inner_join(resources::table.on(resources::id.eq(relations::from_resource_id)))
        .inner_join(editions::table.on(resources::current_edition_id.eq(editions::id.nullable())))
        .filter(resources::status.eq(ResourceStatus::Public))
        .select(editions::metadata)
        .load(c)?;
    Ok(languages.iter().any(|metadata| metadata.language.as_ref().is_some_and(|other| other == language)))
}

/// Destroys the relations of a resource in either direction; gives their ids.
pub fn delete_of_resource(c: &mut AnyConn, resource: ResourceId) -> Result<Vec<RelationId>> {
    let either = relations::from_resource_id.eq(resource).or(relations::to_resource_id.eq(resource));
    let ids = relations::table.filter(either).select(relations::id).load(c)?;
    diesel::delete(relations::table.filter(either)).execute(c)?;
    Ok(ids)
}
