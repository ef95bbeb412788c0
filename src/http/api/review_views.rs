//! What reviewers see of a submission beyond what its own people do.

use crate::db::claims::ClaimRow;
use crate::db::decisions::DecisionRow;
use crate::db::second_looks::SecondLookRow;
use crate::domain::ids::{DecisionId, SecondLookId, UserId};
use crate::domain::time::Timestamp;
use crate::domain::words::{Section, Verdict};
use crate::library::standing::Standing;
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Serialize, ToSchema)]
pub struct PersonName {
    pub id: UserId,
    pub name: String,
}

/// Where a submission stands among reviewers. Its own people never see it.
#[derive(Serialize, ToSchema)]
pub struct ReviewView {
    /// Who reviews it just now.
    #[serde(skip_serializing_if = "Option::is_none")]
    claim: Option<ClaimView>,
    /// Why it is kept out of the queue, and until when.
    #[serde(skip_serializing_if = "Option::is_none")]
    parked: Option<ParkedView>,
    second_looks: Vec<SecondLookView>,
    /// Every decision so far, oldest first.
    decisions: Vec<PastDecisionView>,
}

#[derive(Serialize, ToSchema)]
pub struct ClaimView {
    reviewer: PersonName,
    claimed_at: Timestamp,
    /// When it lapses, unless its reviewer goes on working.
    expires_at: Timestamp,
}

impl ClaimView {
    pub fn of(claim: &ClaimRow, name: String) -> Self {
        let reviewer = PersonName { id: claim.reviewer_id, name };
        Self { reviewer, claimed_at: claim.claimed_at, expires_at: claim.expires_at }
    }
}

#[derive(Serialize, ToSchema)]
pub struct ParkedView {
    /// The code of a reason for parking: see `/reasons`.
    reason: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    until: Timestamp,
    by: PersonName,
}

/// A reviewer was asked to look as well.
#[derive(Serialize, ToSchema)]
pub struct SecondLookView {
    id: SecondLookId,
    asked_by: PersonName,
    asked_of: PersonName,
    #[serde(skip_serializing_if = "Option::is_none")]
    question: Option<String>,
    asked_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    answered_at: Option<Timestamp>,
}

impl SecondLookView {
    pub fn of(look: SecondLookRow, name: impl Fn(UserId) -> String) -> Self {
        let person = |id: UserId| PersonName { id, name: name(id) };
        Self {
            id: look.id,
            asked_by: person(look.asked_by),
            asked_of: person(look.asked_of_id),
            question: look.question,
            asked_at: look.asked_at,
            answer: look.answer,
            answered_at: look.answered_at,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct PastDecisionView {
    id: DecisionId,
    reviewer: PersonName,
    verdict: Verdict,
    #[serde(skip_serializing_if = "Option::is_none")]
    section: Option<Section>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    decided_at: Timestamp,
    effective_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    carried_out_at: Option<Timestamp>,
    /// When it was taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    undone_at: Option<Timestamp>,
}

impl PastDecisionView {
    fn of(decision: &DecisionRow, name: String) -> Self {
        Self {
            id: decision.id,
            reviewer: PersonName { id: decision.reviewer_id, name },
            verdict: decision.verdict,
            section: decision.section,
            reason: decision.reason.clone(),
            note: decision.note.clone(),
            decided_at: decision.decided_at,
            effective_at: decision.effective_at,
            carried_out_at: decision.carried_out_at,
            undone_at: decision.undone_at,
        }
    }
}

impl ReviewView {
    pub fn of(standing: &Standing) -> Self {
        let name = |id: UserId| standing.name(id);
        Self {
            claim: standing.claim.as_ref().map(|claim| ClaimView::of(claim, name(claim.reviewer_id))),
            parked: standing.parking.as_ref().map(|parking| ParkedView {
                reason: parking.reason.clone(),
                note: parking.note.clone(),
                until: parking.parked_until,
                by: PersonName { id: parking.parked_by, name: name(parking.parked_by) },
            }),
            second_looks: standing.second_looks.iter().map(|look| SecondLookView::of(look.clone(), name)).collect(),
            decisions: standing.decisions.iter().map(|decision| PastDecisionView::of(decision, name(decision.reviewer_id))).collect(),
        }
    }
}
