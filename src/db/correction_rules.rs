//! The rules by which small corrections are published without review. A rule is never changed: it ends, and another begins, so that a decision
//! by a rule says for good what that was.

use super::dialect::{self, AnyConn};
use super::schema::{correction_rules, decisions, submissions};
use crate::domain::ids::{DecisionId, OrganizationId, RuleId, UserId};
use crate::domain::time::Timestamp;
use crate::domain::words::Verdict;
use crate::error::{Context, Error, Result};
use diesel::prelude::*;

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = correction_rules)]
pub struct RuleRow {
    pub id: RuleId,
    /// JSON: the names of the fields that may be corrected.
    pub fields: String,
    /// The one organization that is trusted; none for all.
    pub organization_id: Option<OrganizationId>,
    /// How many approvals by reviewers an organization has before it is trusted.
    pub after_approvals: i64,
    pub created_by: UserId,
    pub created_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    pub ended_by: Option<UserId>,
}

impl RuleRow {
    pub fn fields(&self) -> Result<Vec<String>> {
        serde_json::from_str(&self.fields).context("reading the fields of a rule")
    }
}

pub fn insert(c: &mut AnyConn, rule: &RuleRow) -> Result<()> {
    diesel::insert_into(correction_rules::table).values(rule).execute(c)?;
    Ok(())
}

/// The rule, locked until the transaction ends.
pub fn lock(c: &mut AnyConn, id: RuleId) -> Result<RuleRow> {
    dialect::lock_row(c, "correction_rules", &id.to_string())?;
    let found = correction_rules::table.find(id).select(RuleRow::as_select()).first(c).optional()?;
    found.ok_or(Error::NotFound("rule"))
}

/// Those in force, oldest first.
pub fn list(c: &mut AnyConn) -> Result<Vec<RuleRow>> {
    let in_force = correction_rules::table.filter(correction_rules::ended_at.is_null()).order(correction_rules::id);
    Ok(in_force.select(RuleRow::as_select()).load(c)?)
}

pub fn set_ended(c: &mut AnyConn, id: RuleId, by: UserId, now: Timestamp) -> Result<()> {
    let values = (correction_rules::ended_at.eq(now), correction_rules::ended_by.eq(by));
    diesel::update(correction_rules::table.find(id)).set(values).execute(c)?;
    Ok(())
}

/// How often people have approved what an organization sent. What a rule approved earns no further trust.
pub fn count_approvals(c: &mut AnyConn, organization: OrganizationId) -> Result<i64> {
    Ok(decisions::table
        .inner_join(submissions::table)
        .filter(submissions::organization_id.eq(organization))
        .filter(decisions::verdict.eq(Verdict::Approve))
        .filter(decisions::carried_out_at.is_not_null())
        .filter(decisions::rule_id.is_null())
        .count()
        .get_result(c)?)
}

/// Writes on a decision that it was made by a rule.
pub fn set_on_decision(c: &mut AnyConn, decision: DecisionId, rule: RuleId) -> Result<()> {
    diesel::update(decisions::table.find(decision)).set(decisions::rule_id.eq(rule)).execute(c)?;
    Ok(())
}

/// The rule by which a decision was made; none where a person made it.
pub fn get_of_decision(c: &mut AnyConn, decision: DecisionId) -> Result<Option<RuleId>> {
    Ok(decisions::table.find(decision).select(decisions::rule_id).first(c)?)
}
