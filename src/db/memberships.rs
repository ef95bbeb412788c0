//! Who belongs to which organization, and what they may do there.

use super::dialect::{AnyConn, MultiBackend};
use super::schema::{memberships, organizations, users};
use super::users::UserRow;
use crate::domain::ids::{OrganizationId, UserId};
use crate::domain::time::Timestamp;
use crate::domain::words::{MembershipRole, OrganizationStatus, UserStatus};
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

pub fn set_role(c: &mut AnyConn, user: UserId, organization: OrganizationId, role: MembershipRole) -> Result<()> {
    diesel::update(memberships::table.find((user, organization))).set(memberships::role.eq(role)).execute(c)?;
    Ok(())
}

pub fn delete(c: &mut AnyConn, user: UserId, organization: OrganizationId) -> Result<()> {
    diesel::delete(memberships::table.find((user, organization))).execute(c)?;
    Ok(())
}

pub fn delete_of_organization(c: &mut AnyConn, organization: OrganizationId) -> Result<()> {
    diesel::delete(memberships::table.filter(memberships::organization_id.eq(organization))).execute(c)?;
    Ok(())
}

/// Everyone who belongs to an organization, in the order of their ids.
pub fn list_all(c: &mut AnyConn, organization: OrganizationId) -> Result<Vec<MembershipRow>> {
    let of_it = memberships::table.filter(memberships::organization_id.eq(organization));
    Ok(of_it.order(memberships::user_id).select(MembershipRow::as_select()).load(c)?)
}

/// The people with a living account who belong to an organization in one of these roles.
pub fn list_people(c: &mut AnyConn, organization: OrganizationId, roles: &[MembershipRole]) -> Result<Vec<UserRow>> {
    Ok(memberships::table
        .inner_join(users::table)
        .filter(memberships::organization_id.eq(organization))
        .filter(memberships::role.eq_any(roles.to_vec()))
        .filter(users::status.eq(UserStatus::Active))
        .order(users::id)
        .select(UserRow::as_select())
        .load(c)?)
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

/// A membership as the organization sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub user_id: UserId,
    pub name: String,
    pub email: String,
    pub role: MembershipRole,
    pub joined_at: Timestamp,
}

/// Who belongs to an organization, in the order of their ids, after the one named by `after`.
pub fn list_of_organization(c: &mut AnyConn, organization: OrganizationId, after: Option<UserId>, limit: i64) -> Result<Vec<Member>> {
    let mut query = memberships::table
        .inner_join(users::table)
        .filter(memberships::organization_id.eq(organization))
        .select((memberships::user_id, users::name, users::email, memberships::role, memberships::created_at))
        .order(memberships::user_id)
        .limit(limit)
        .into_boxed::<MultiBackend>();
    if let Some(after) = after {
        query = query.filter(memberships::user_id.gt(after));
    }
    let rows: Vec<(UserId, String, String, MembershipRole, Timestamp)> = query.load(c)?;
    let member = |(user_id, name, email, role, joined_at)| Member { user_id, name, email, role, joined_at };
    Ok(rows.into_iter().map(member).collect())
}

/// The active people of an organization, with their role in it.
pub fn list_users(c: &mut AnyConn, organization: OrganizationId) -> Result<Vec<(MembershipRole, UserRow)>> {
    Ok(memberships::table
        .inner_join(users::table)
        .filter(memberships::organization_id.eq(organization))
        .filter(users::status.eq(UserStatus::Active))
        .order(memberships::user_id)
        .select((memberships::role, UserRow::as_select()))
        .load(c)?)
}
