//! What hangs on an organization from outside: who follows it or searches in it, rules that trust it, exports of it, and what it told of the
//! resources of others. When it ends, all that goes where its resources go, or ends with it. (Webhooks are the library's, wishes for a translation
//! belong to people and resources: an organization has none of them.)

use crate::auth::Admin;
use crate::db::organizations::OrganizationRow;
use crate::db::{Tx, correction_rules, exports, follows, saved_searches, uses as use_rows};
use crate::domain::ids::OrganizationId;
use crate::domain::time::Timestamp;
use crate::domain::words::{FollowKind, ResourceFate};
use crate::error::Result;
use crate::library::{corrections, uses};

/// Hands everything to the organization that takes the resources over.
pub fn hand_to(tx: &mut Tx, admin: &Admin, id: OrganizationId, heir: &OrganizationRow, now: Timestamp) -> Result<()> {
    use_rows::move_all(tx, id, heir.id)?;
    end_rules(tx, admin, id, now)?;
    // Nobody is led to an organization that does not want to be found.
    if heir.is_listed() {
        follows::replace(tx, FollowKind::Organization, &id.to_string(), &heir.id.to_string())?;
        saved_searches::replace_organization(tx, id, heir.id, now)?;
    } else {
        follows::delete_all(tx, FollowKind::Organization, &id.to_string())?;
    }
    Ok(())
}

/// Ends what nobody takes over. A saved search keeps its filter: without it, it would find everything.
pub fn end(tx: &mut Tx, admin: &Admin, id: OrganizationId, fate: ResourceFate, now: Timestamp) -> Result<()> {
    uses::end_of_organization(tx, admin, id, fate == ResourceFate::Withdraw, now)?;
    end_rules(tx, admin, id, now)?;
    follows::delete_all(tx, FollowKind::Organization, &id.to_string())
}

/// Trust is earned by an organization, and not inherited.
fn end_rules(tx: &mut Tx, admin: &Admin, id: OrganizationId, now: Timestamp) -> Result<()> {
    for rule in correction_rules::list(tx)?.iter().filter(|rule| rule.organization_id == Some(id)) {
        corrections::end(tx, admin, rule.id, now)?;
    }
    Ok(())
}

/// Nobody is left who may have them.
pub fn end_exports(tx: &mut Tx, id: OrganizationId, now: Timestamp) -> Result<()> {
    exports::end_of_organization(tx, id, "The organization was closed.", now)
}
