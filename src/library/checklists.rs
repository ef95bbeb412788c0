//! The checklist: which version is in force, what a submission is asked, and what was ticked. Answers name the version of the list that they
//! answer, and those of reviewers belong to their decision.

use super::submissions as acts;
use crate::auth::{Admin, User};
use crate::db::checklists::{self, TickRow};
use crate::db::events::{self, Event};
use crate::db::submissions::SubmissionRow;
use crate::db::{AnyConn, Tx};
use crate::domain::checklist::{self, Item};
use crate::domain::ids::{DecisionId, SubmissionId, TickId};
use crate::domain::time::Timestamp;
use crate::domain::words::{ChecklistSide, SubmissionStatus};
use crate::error::{Error, FieldError, Result};
use serde_json::json;

/// A version of the list.
pub struct Checklist {
    pub version: i64,
    pub items: Vec<Item>,
}

/// The list in force.
pub fn current(c: &mut AnyConn) -> Result<Checklist> {
    let version = checklists::last_version(c)?;
    find(c, version)
}

/// The list as it was in a version. Version 0 is the one that the program brings along.
pub fn find(c: &mut AnyConn, version: i64) -> Result<Checklist> {
    let items = match version {
        0 => checklist::defaults(),
        version => checklists::get(c, version)?.ok_or(Error::NotFound("version of the checklist"))?,
    };
    Ok(Checklist { version, items })
}

/// Puts a new version into force. `version` is the one that the admin saw.
pub fn replace(tx: &mut Tx, admin: &Admin, version: i64, items: &[Item], now: Timestamp) -> Result<Checklist> {
    let changed = || Error::conflict("version_conflict", "The checklist was changed since you read it; read it again.");
    if checklists::last_version(tx)? != version {
        return Err(changed());
    }
    let next = version + 1;
    match checklists::insert(tx, next, items, admin.id(), now) {
        Err(Error::Conflict { code: "already_exists", .. }) => return Err(changed()),
        done => done?,
    }
    let keys: Vec<&str> = items.iter().map(|item| item.key.as_str()).collect();
    let details = json!({"version": next, "items": keys});
    let event =
        Event { actor: Some(admin.id()), act: "checklist.replace", subject_kind: "checklist", subject: &next, details, personal: &[] };
    events::record(tx, &event, now)?;
    find(tx, next)
}

/// A submission's list: what either side is asked, and what they ticked.
pub struct Answers {
    pub version: i64,
    pub items: Vec<Answer>,
}

pub struct Answer {
    pub item: Item,
    pub submitter: Option<TickRow>,
    pub reviewer: Option<TickRow>,
}

pub fn answers(c: &mut AnyConn, user: &User, id: SubmissionId, now: Timestamp) -> Result<Answers> {
    let detail = acts::detail(c, user, id, now)?;
    // What was ticked for a decision that this reader may know; what is ticked now where there is none, or it was sent back.
    let mut ticks = checklists::list_ticks(c, id)?;
    if let Some(decision) = &detail.decision {
        ticks.extend(checklists::list_ticks_of_decision(c, decision.id)?);
    }
    let Checklist { version, items } = current(c)?;
    let metadata = &detail.submission.metadata;
    let is_asked = |item: &Item| [ChecklistSide::Submitter, ChecklistSide::Reviewer].iter().any(|side| item.concerns(metadata, *side));
    let answer = |item: Item| {
        let of = |side| ticks.iter().find(|tick| tick.side == side && tick.item == item.key).cloned();
        Answer { submitter: of(ChecklistSide::Submitter), reviewer: of(ChecklistSide::Reviewer), item }
    };
    Ok(Answers { version, items: items.into_iter().filter(is_asked).map(answer).collect() })
}

/// Ticks exactly these items: the submission's organization while it may change it, reviewers while it waits.
pub fn tick(tx: &mut Tx, user: &User, id: SubmissionId, version: i64, items: &[String], now: Timestamp) -> Result<()> {
    let submission = acts::lock_readable(tx, user, id)?;
    let side = side_of(tx, user, &submission, now)?;
    let list = current(tx)?;
    if list.version != version {
        return Err(Error::conflict("version_conflict", "The checklist was changed since you read it; read it again."));
    }
    let asked: Vec<&Item> = list.items.iter().filter(|item| item.concerns(&submission.metadata, side)).collect();
    let unasked = items.iter().enumerate().filter(|(_, key)| !asked.iter().any(|item| item.key == **key));
    let faults: Vec<FieldError> = unasked
        .map(|(place, _)| FieldError::new(format!("ticked[{place}]"), "is no item that you are asked about this submission"))
        .collect();
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let before = checklists::list_ticks(tx, id)?;
    let mut kept: Vec<&str> = Vec::new();
    for tick in before.iter().filter(|tick| tick.side == side) {
        if tick.checklist_version == version && items.contains(&tick.item) {
            kept.push(&tick.item);
        } else {
            checklists::delete_tick(tx, tick.id)?;
        }
    }
    for (place, item) in items.iter().enumerate() {
        if !kept.contains(&item.as_str()) && !items[..place].contains(item) {
            checklists::insert_tick(
                tx,
                &TickRow {
                    id: TickId::new(),
                    submission_id: id,
                    decision_id: None,
                    side,
                    checklist_version: version,
                    item: item.clone(),
                    ticked_by: user.id(),
                    ticked_at: now,
                },
            )?;
        }
    }
    let details = json!({"side": side, "version": version, "items": items});
    let event = Event { actor: Some(user.id()), act: "submission.tick", subject_kind: "submission", subject: &id, details, personal: &[] };
    events::record(tx, &event, now)
}

/// For which side someone ticks, if they may now.
fn side_of(c: &mut AnyConn, user: &User, submission: &SubmissionRow, now: Timestamp) -> Result<ChecklistSide> {
    if user.is_member_of(submission.organization_id) {
        user.may_edit(submission)?;
        acts::check_editable(c, submission, now)?;
        return Ok(ChecklistSide::Submitter);
    }
    if submission.status != SubmissionStatus::Submitted {
        return Err(Error::conflict("wrong_status", format!("The submission is {} and can't be looked at now.", submission.status)));
    }
    Ok(ChecklistSide::Reviewer)
}

/// The required items that a side has not ticked in the version in force.
pub fn missing(c: &mut AnyConn, submission: &SubmissionRow, side: ChecklistSide) -> Result<Vec<FieldError>> {
    let list = current(c)?;
    let mut required: Vec<&Item> = list.items.iter().filter(|item| item.required && item.concerns(&submission.metadata, side)).collect();
    if required.is_empty() {
        return Ok(Vec::new());
    }
    let ticks = checklists::list_ticks(c, submission.id)?;
    // The question may have been worded anew since; whoever ticked the old one has not answered this one.
    let is_ticked =
        |item: &Item| ticks.iter().any(|tick| tick.side == side && tick.item == item.key && tick.checklist_version == list.version);
    required.retain(|item| !is_ticked(item));
    let remedy = format!("is to be ticked first: PUT /api/v1/submissions/{}/checklist", submission.id);
    Ok(required.into_iter().map(|item| FieldError::new(format!("checklist.{}", item.key), remedy.clone())).collect())
}

/// Lets what the reviewers ticked belong to the decision that was made of it.
pub fn bind(tx: &mut Tx, submission: SubmissionId, decision: DecisionId) -> Result<()> {
    checklists::bind(tx, submission, decision)
}

/// As it was before a decision that was undone.
pub fn unbind(tx: &mut Tx, decision: DecisionId) -> Result<()> {
    checklists::unbind(tx, decision)
}
