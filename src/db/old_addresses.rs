//! Where resources stood in older libraries.

use super::dialect::AnyConn;
use super::schema::{old_addresses, resources};
use crate::domain::ids::ResourceId;
use crate::domain::time::Timestamp;
use crate::error::Result;
use diesel::prelude::*;

/// The resource that an address belongs to.
pub fn get(c: &mut AnyConn, path: &str) -> Result<Option<ResourceId>> {
    Ok(old_addresses::table.find(path).select(old_addresses::resource_id).first(c).optional()?)
}

/// The published resource that the first known one of these addresses leads to.
pub fn get_published(c: &mut AnyConn, paths: &[String]) -> Result<Option<ResourceId>> {
    for path in paths {
        let published = old_addresses::table
            .inner_join(resources::table)
            .filter(old_addresses::path.eq(path))
            .filter(resources::current_edition_id.is_not_null());
        if let Some(id) = published.select(resources::id).first(c).optional()? {
            return Ok(Some(id));
        }
    }
    Ok(None)
}

pub fn insert(c: &mut AnyConn, path: &str, resource: ResourceId, now: Timestamp) -> Result<()> {
    let row = (old_addresses::path.eq(path), old_addresses::resource_id.eq(resource), old_addresses::created_at.eq(now));
    diesel::insert_into(old_addresses::table).values(row).execute(c)?;
    Ok(())
}

pub fn list_of_resource(c: &mut AnyConn, resource: ResourceId) -> Result<Vec<String>> {
    let of_resource = old_addresses::table.filter(old_addresses::resource_id.eq(resource));
    Ok(of_resource.order(old_addresses::path).select(old_addresses::path).load(c)?)
}

pub fn delete_of_resource(c: &mut AnyConn, resource: ResourceId) -> Result<()> {
    diesel::delete(old_addresses::table.filter(old_addresses::resource_id.eq(resource))).execute(c)?;
    Ok(())
}
