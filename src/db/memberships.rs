//! Who belongs to which organization, and what they may do there.

use super::dialect::AnyConn;
use super::schema::{memberships, organizations};
use crate::domain::ids::{OrganizationId, UserId};
use crate::domain::time::Timestamp;
use crate::domain::words::{MembershipRole, OrganizationStatus};
use crate::error::Result;
use diesel::prelude::*;

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = memberships)]
pub struct MembershipRow {
    pub user_id: UserId,
    pub organization_id: OrganizationId,
    pub role: MembershipRole,
    pub created_at: Timestamp,
}

/// A membership as its holder sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    pub organization_id: OrganizationId,
    pub organization_name: String,
    pub organization_status: OrganizationStatus,
    pub role: MembershipRole,
}

pub fn get(c: &mut AnyConn, user: UserId, organization: OrganizationId) -> Result<Option<MembershipRow>> {
    Ok(memberships::table.find((user, organization)).select(MembershipRow::as_select()).first(c).optional()?)
}

pub fn insert(c: &mut AnyConn, membership: &MembershipRow) -> Result<()> {
    diesel::insert_into(memberships::table).values(membership).execute(c)?;
    Ok(())
}

pub fn list_of_user(c: &mut AnyConn, user: UserId) -> Result<Vec<Membership>> {
    let columns = (memberships::organization_id, organizations::name, organizations::status, memberships::role);
    let rows: Vec<(OrganizationId, String, OrganizationStatus, MembershipRole)> = memberships::table
        .inner_join(organizations::table)
        .filter(memberships::user_id.eq(user))
        .order(memberships::organization_id)
        .select(columns)
        .load(c)?;
    let membership = |(organization_id, organization_name, organization_status, role)| Membership {
        organization_id,
        organization_name,
        organization_status,
        role,
    };
    Ok(rows.into_iter().map(membership).collect())
}
