//! Ready-made reasons: admins edit them, one click gives one, the submitter is told its sentence in their own language, and those that come up most
//! become hints at the field they concern. None is deleted, since decisions name them; what is not to be given any more is archived.

use super::review_terms::ReviewTerms;
use crate::auth::Admin;
use crate::db::events::{self, Event};
use crate::db::reasons::{self, ReasonRow};
use crate::db::{AnyConn, Tx};
use crate::domain::language::LanguageTag;
use crate::domain::review::{Localized, Uses};
use crate::domain::time::Timestamp;
use crate::domain::words::SubmissionField;
use crate::error::{Error, Result};
use serde_json::{Value, json};

/// Reasons that were given longer ago say little of what goes wrong now.
const HINTS_LOOK_BACK_DAYS: i64 = 365;

/// A new reason, whose code is for good.
pub struct NewReason {
    pub code: String,
    pub uses: Uses,
    pub field: Option<SubmissionField>,
    pub labels: Localized,
    pub sentences: Localized,
    pub position: Option<i32>,
}

/// What is to be changed; absent: stays.
pub struct ReasonChange {
    pub version: i64,
    pub uses: Option<Uses>,
    pub field: Option<Option<SubmissionField>>,
    pub labels: Option<Localized>,
    pub sentences: Option<Localized>,
    pub position: Option<i32>,
    /// Brings an archived one back, or archives.
    pub is_archived: Option<bool>,
}

pub fn create(tx: &mut Tx, admin: &Admin, new: &NewReason, now: Timestamp) -> Result<ReasonRow> {
    let last = reasons::list(tx, true)?.last().map_or(0, |reason| reason.position);
    let reason = ReasonRow {
        code: new.code.clone(),
        uses: new.uses.clone(),
        field: new.field,
        labels: new.labels.clone(),
        sentences: new.sentences.clone(),
        position: new.position.unwrap_or_else(|| last.saturating_add(10)),
        version: 1,
        created_at: now,
        updated_at: now,
        archived_at: None,
    };
    match reasons::insert(tx, &reason) {
        Err(Error::Conflict { code: "already_exists", .. }) => {
            let message = "There is a reason with this code already; change it, or bring it back if it was archived.";
            return Err(Error::conflict("already_exists", message));
        }
        done => done?,
    }
    record(tx, admin, "reason.create", &reason, json!({}), now)?;
    Ok(reason)
}

pub fn change(tx: &mut Tx, admin: &Admin, code: &str, change: &ReasonChange, now: Timestamp) -> Result<ReasonRow> {
    let before = reasons::lock(tx, code)?;
    if before.version != change.version {
        let message = format!("The reason has changed since you read it: it is at version {} now.", before.version);
        return Err(Error::Conflict { code: "version_conflict", message, by: None, at: Some(before.updated_at) });
    }
    let archived_at = match change.is_archived {
        None => before.archived_at,
        Some(true) => before.archived_at.or(Some(now)),
        Some(false) => None,
    };
    let after = ReasonRow {
        uses: change.uses.clone().unwrap_or_else(|| before.uses.clone()),
        field: change.field.unwrap_or(before.field),
        labels: change.labels.clone().unwrap_or_else(|| before.labels.clone()),
        sentences: change.sentences.clone().unwrap_or_else(|| before.sentences.clone()),
        position: change.position.unwrap_or(before.position),
        version: before.version + 1,
        updated_at: now,
        archived_at,
        ..before.clone()
    };
    reasons::save(tx, &after)?;
    let texts = json!({"labels": [before.labels, after.labels], "sentences": [before.sentences, after.sentences]});
    record(tx, admin, "reason.change", &after, texts, now)?;
    Ok(after)
}

/// Takes a reason out of use. Where it is archived already, nothing is to be done.
pub fn archive(tx: &mut Tx, admin: &Admin, code: &str, now: Timestamp) -> Result<()> {
    let mut reason = reasons::lock(tx, code)?;
    if reason.archived_at.is_some() {
        return Ok(());
    }
    reason.archived_at = Some(now);
    reason.updated_at = now;
    reason.version += 1;
    reasons::save(tx, &reason)?;
    record(tx, admin, "reason.archive", &reason, json!({}), now)
}

/// A reason that can be given for this, or a refusal under the name of the field.
pub fn find_usable(c: &mut AnyConn, code: &str, field: &str, is_usable: impl Fn(&ReasonRow) -> bool) -> Result<ReasonRow> {
    let found = reasons::get(c, code)?.filter(|reason| reason.archived_at.is_none() && is_usable(reason));
    found.ok_or_else(|| {
        Error::invalid(field, "is no reason that can be given here; GET /api/v1/reasons lists them, and sentences go into note")
    })
}

/// What a reader is told: the sentence, or else the label.
pub fn sentence(reason: &ReasonRow, language: &LanguageTag) -> String {
    reason.sentences.say(language).or_else(|| reason.labels.say(language)).unwrap_or(&reason.code).to_owned()
}

/// A field at which submissions often fail, and what then is said.
pub struct Hint {
    pub field: SubmissionField,
    pub sentence: String,
    pub times: i64,
}

/// The most frequent reason of each field, where it came up often enough in the last year to say nothing of a single submission.
pub fn hints(c: &mut AnyConn, language: &LanguageTag, now: Timestamp) -> Result<Vec<Hint>> {
    let threshold = ReviewTerms::read(c)?.hint_threshold;
    let given = reasons::count_given(c, now.plus_days(-HINTS_LOOK_BACK_DAYS))?;
    let mut hints: Vec<Hint> = Vec::new();
    for reason in reasons::list(c, false)? {
        let times = given.iter().find(|(code, _)| *code == reason.code).map_or(0, |(_, times)| *times);
        let Some(field) = reason.field.filter(|_| times >= threshold) else { continue };
        let hint = Hint { field, sentence: sentence(&reason, language), times };
        match hints.iter_mut().find(|known| known.field == field) {
            Some(known) if known.times < times => *known = hint,
            Some(_) => {}
            None => hints.push(hint),
        }
    }
    hints.sort_by(|a, b| b.times.cmp(&a.times).then(a.field.cmp(&b.field)));
    Ok(hints)
}

fn record(tx: &mut Tx, admin: &Admin, act: &'static str, reason: &ReasonRow, mut details: Value, now: Timestamp) -> Result<()> {
    details["uses"] = json!(reason.uses);
    details["field"] = json!(reason.field);
    details["is_archived"] = json!(reason.archived_at.is_some());
    let event = Event { actor: Some(admin.id()), act, subject_kind: "reason", subject: &reason.code, details, personal: &[] };
    events::record(tx, &event, now)
}
