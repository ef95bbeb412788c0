//! Where submissions stand among reviewers: who holds one, why it is parked, who was asked to look, and what was decided before. Not for the
//! submitter's eyes.

use crate::db::claims::{self, ClaimRow};
use crate::db::decisions::DecisionRow;
use crate::db::parkings::{self, ParkingRow};
use crate::db::second_looks::{self, SecondLookRow};
use crate::db::{AnyConn, users};
use crate::domain::ids::{SubmissionId, UserId};
use crate::domain::time::Timestamp;
use crate::error::Result;
use std::collections::HashMap;
use std::sync::Arc;

/// One submission's.
pub struct Standing {
    pub claim: Option<ClaimRow>,
    pub parking: Option<ParkingRow>,
    pub second_looks: Vec<SecondLookRow>,
    /// Oldest first, those that were taken back included.
    pub decisions: Vec<DecisionRow>,
    names: Arc<HashMap<UserId, String>>,
}

impl Standing {
    /// The name of somebody who appears here.
    pub fn name(&self, user: UserId) -> String {
        self.names.get(&user).cloned().unwrap_or_default()
    }
}

/// Of several submissions at once.
pub fn list(c: &mut AnyConn, ids: &[SubmissionId], decisions: &[DecisionRow], now: Timestamp) -> Result<HashMap<SubmissionId, Standing>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let claims = claims::list_live_of(c, ids, now)?;
    let parkings = parkings::list_of(c, ids, now)?;
    let looks = second_looks::list_of(c, ids)?;
    let mut people: Vec<UserId> = claims.iter().map(|claim| claim.reviewer_id).collect();
    people.extend(parkings.iter().map(|parking| parking.parked_by));
    people.extend(looks.iter().flat_map(|look| [look.asked_by, look.asked_of_id]));
    people.extend(decisions.iter().map(|decision| decision.reviewer_id));
    people.sort();
    people.dedup();
    let names = Arc::new(users::list_names(c, &people)?.into_iter().collect());
    let standing = |&id: &SubmissionId| {
        let standing = Standing {
            claim: claims.iter().find(|claim| claim.submission_id == id).cloned(),
            parking: parkings.iter().find(|parking| parking.submission_id == id).cloned(),
            second_looks: looks.iter().filter(|look| look.submission_id == id).cloned().collect(),
            decisions: decisions.iter().filter(|decision| decision.submission_id == id).cloned().collect(),
            names: Arc::clone(&names),
        };
        (id, standing)
    };
    Ok(ids.iter().map(standing).collect())
}
