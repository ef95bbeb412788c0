//! Small corrections that are trusted by rule: a revision that changes nothing but some fields, of an organization that is trusted with them, is
//! published without anybody looking. It is an edition like any other, with a decision that names the rule; everything else goes through review.

use super::publishing;
use crate::auth::{Admin, User};
use crate::db::correction_rules::{self as rules, RuleRow};
use crate::db::decisions::{self, DecisionRow};
use crate::db::events::{self, Event};
use crate::db::submissions::{self, SubmissionRow};
use crate::db::{AnyConn, Tx, editions, files, organizations, resources};
use crate::domain::ids::{DecisionId, OrganizationId, RuleId};
use crate::domain::submission::Step;
use crate::domain::time::Timestamp;
use crate::domain::words::{ResourceStatus, Verdict};
use crate::error::{Context, Error, FieldError, Result};
use serde_json::json;

/// The fields that a rule may name: those in which a mistake is mended, and nothing that needs another's eyes (rights, license, files, place).
pub const CORRECTABLE: &[&str] =
    &["title", "summary", "translations", "topics", "audiences", "authors", "author_organization", "year", "countries"];
/// The reason that stands on a decision by rule.
pub const BY_RULE: &str = "by_rule";
const OVERRIDE: &str = "A small correction, trusted by the rule of the admin who is named as its reviewer.";

/// What an admin says of a new rule.
pub struct NewRule {
    pub fields: Vec<String>,
    pub organization_id: Option<OrganizationId>,
    pub after_approvals: i64,
}

pub fn create(tx: &mut Tx, admin: &Admin, new: &NewRule, now: Timestamp) -> Result<RuleRow> {
    let unknown = new.fields.iter().enumerate().filter(|(_, field)| !CORRECTABLE.contains(&field.as_str()));
    let fault =
        |(place, _)| FieldError::new(format!("fields[{place}]"), format!("can't be trusted by rule; use {}", CORRECTABLE.join(", ")));
    let faults: Vec<FieldError> = unknown.map(fault).collect();
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    if let Some(id) = new.organization_id
        && organizations::get(tx, id)?.is_none()
    {
        return Err(Error::invalid("organization_id", "names no organization"));
    }
    let mut fields = new.fields.clone();
    fields.sort();
    fields.dedup();
    let rule = RuleRow {
        id: RuleId::new(),
        fields: serde_json::to_string(&fields).context("writing down a rule")?,
        organization_id: new.organization_id,
        after_approvals: new.after_approvals,
        created_by: admin.id(),
        created_at: now,
        ended_at: None,
        ended_by: None,
    };
    rules::insert(tx, &rule)?;
    let details = json!({"fields": fields, "organization": rule.organization_id, "after_approvals": rule.after_approvals});
    record(tx, admin, "rule.create", rule.id, details, now)?;
    Ok(rule)
}

/// Ends a rule. What was published by it stays.
pub fn end(tx: &mut Tx, admin: &Admin, id: RuleId, now: Timestamp) -> Result<()> {
    if rules::lock(tx, id)?.ended_at.is_some() {
        return Err(Error::NotFound("rule"));
    }
    rules::set_ended(tx, id, admin.id(), now)?;
    record(tx, admin, "rule.end", id, json!({}), now)
}

pub fn list(c: &mut AnyConn, _admin: &Admin) -> Result<Vec<RuleRow>> {
    rules::list(c)
}

fn record(tx: &mut Tx, admin: &Admin, act: &'static str, id: RuleId, details: serde_json::Value, now: Timestamp) -> Result<()> {
    events::record(tx, &Event { actor: Some(admin.id()), act, subject_kind: "rule", subject: &id, details, personal: &[] }, now)
}

/// The rule that trusts what was just handed in, if there is one.
pub fn rule_for(tx: &mut Tx, submission: &SubmissionRow, now: Timestamp) -> Result<Option<RuleRow>> {
    let rules = rules::list(tx)?;
    if rules.is_empty() {
        return Ok(None);
    }
    let Some(changed) = small_changes(tx, submission, now)? else { return Ok(None) };
    let approvals = rules::count_approvals(tx, submission.organization_id)?;
    for rule in rules {
        let fields = rule.fields()?;
        let trusts_organization = rule.organization_id.is_none_or(|id| id == submission.organization_id);
        if trusts_organization && approvals >= rule.after_approvals && changed.iter().all(|name| fields.iter().any(|field| field == name)) {
            return Ok(Some(rule));
        }
    }
    Ok(None)
}

/// The fields that a revision of the current edition changes; none where it is no such revision, changes files, or is to wait for a date.
fn small_changes(tx: &mut Tx, submission: &SubmissionRow, now: Timestamp) -> Result<Option<Vec<&'static str>>> {
    let (Some(resource), Some(based_on)) = (submission.resource_id, submission.based_on_edition_id) else { return Ok(None) };
    let resource = resources::lock(tx, resource)?;
    let is_embargoed = submission.metadata.embargo_until.is_some_and(|until| until > now);
    if resource.status != ResourceStatus::Public || resource.current_edition_id != Some(based_on) || is_embargoed {
        return Ok(None);
    }
    let before = editions::find(tx, based_on)?;
    let old_files = files::list_of_edition(tx, based_on)?;
    let new_files = files::list_of_submission(tx, submission.id)?;
    let old = old_files.iter().map(|(file, blob)| (&file.name, &file.language, &blob.sha256));
    let new = new_files.iter().map(|(file, blob)| (&file.name, &file.language, &blob.sha256));
    let differing = submission.metadata.differing(&before.metadata);
    Ok((old.eq(new) && !differing.is_empty()).then_some(differing))
}

/// Decides by the rule, and publishes. The admin who made the rule answers for it.
pub fn publish(tx: &mut Tx, user: &User, mut submission: SubmissionRow, rule: &RuleRow, now: Timestamp) -> Result<SubmissionRow> {
    submission.status = submission.status.after(Step::Decide(Verdict::Approve))?;
    submissions::save(tx, &mut submission, user.id(), now)?;
    let decision = DecisionRow {
        id: DecisionId::new(),
        submission_id: submission.id,
        reviewer_id: rule.created_by,
        verdict: Verdict::Approve,
        section: None,
        reason: Some(BY_RULE.to_owned()),
        note: None,
        override_reason: Some(OVERRIDE.to_owned()),
        decided_at: now,
        hold_until: now,
        effective_at: now,
        carried_out_at: None,
        undone_at: None,
        undone_by: None,
    };
    decisions::insert(tx, &decision)?;
    rules::set_on_decision(tx, decision.id, rule.id)?;
    let details = json!({
        "verdict": decision.verdict, "section": null, "reason": decision.reason, "override_reason": decision.override_reason,
        "effective_at": now, "rule": rule.id,
    });
    // Nobody decided it: the rule stands in the details.
    let event =
        Event { actor: None, act: "submission.decide", subject_kind: "submission", subject: &submission.id, details, personal: &[] };
    events::record(tx, &event, now)?;
    publishing::carry_out(tx, decision.id, now)?;
    submissions::find(tx, submission.id)
}
